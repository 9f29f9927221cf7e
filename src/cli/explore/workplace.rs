//! The file that is worked on: what stands in it, and saving it whole or not at all.

use crate::cli::exit::Failure;
use crate::cli::input::{Input, sha256};
use crate::cli::output::replace;
use crate::scenario::extend::folder_of;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// A file at work.
#[derive(Clone, Debug)]
pub(crate) struct Workplace {
    path: PathBuf,
    /// Its name, without its folders.
    pub(crate) name: String,
    /// Whether it is never written.
    pub(crate) is_read_only: bool,
    /// What a file that is not there begins as.
    starter: &'static str,
}

impl Workplace {
    /// The file, which need not be there yet.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub(crate) fn of(path: &Path, is_read_only: bool, starter: &'static str) -> Result<Self, Failure> {
        // An absolute path: the folder in which the command was started may go.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if path.exists() || is_read_only {
            Input::read(&path)?;
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Self { path, name, is_read_only, starter })
    }

    /// This text as if it stood in the file.
    pub(crate) fn holding(&self, text: &str) -> Input {
        Input {
            path: self.name.clone(),
            file: self.name.clone(),
            bytes: text.as_bytes().to_vec(),
            folder: Some(folder_of(&self.path)),
            own: Some(self.path.clone()),
        }
    }

    /// What stands there; none if there is no file.
    fn stands(&self) -> std::io::Result<Option<Vec<u8>>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The text to begin with, and the sum of what stands there.
    pub(crate) fn state(&self) -> Json {
        match self.stands() {
            Ok(found) => json!({
                "name": self.name,
                "readOnly": self.is_read_only,
                "isNew": found.is_none(),
                "sha256": found.as_deref().map(sha256),
                "text": found.map_or_else(|| self.starter.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned()),
            }),
            Err(error) => json!({ "error": format!("cannot read `{}`: {error}", self.name) }),
        }
    }

    /// The sum of what stands there, to see whether somebody else has written it.
    pub(crate) fn sum(&self) -> Json {
        json!({ "sha256": self.stands().ok().flatten().as_deref().map(sha256) })
    }

    /// Saves the text where the file is still what it was when it was read; else gives what stands there now.
    pub(crate) fn save(&self, text: &str, known: Option<&str>) -> Json {
        if self.is_read_only {
            return json!({ "error": "the explorer was started with `--read-only`" });
        }
        let stands = match self.stands() {
            Ok(stands) => stands,
            Err(error) => return json!({ "error": format!("cannot read `{}`: {error}", self.name) }),
        };
        let sum = stands.as_deref().map(sha256);
        if sum.as_deref() != known {
            let text = stands.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            return json!({ "conflict": { "sha256": sum, "text": text } });
        }
        match replace(&self.path, text.as_bytes()) {
            Ok(()) => json!({ "sha256": sha256(text.as_bytes()) }),
            Err(error) => json!({ "error": format!("cannot write `{}`: {error}", self.name) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_somebody_else_has_written_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        let place = Workplace::of(&path, false, "start").expect("it need not be there");
        assert_eq!((place.state()["text"].clone(), place.state()["isNew"].clone()), ("start".into(), true.into()));
        let saved = place.save("one", None);
        assert_eq!(saved["sha256"], sha256(b"one"));
        std::fs::write(&path, "other").expect("written");
        let refused = place.save("two", saved["sha256"].as_str());
        assert_eq!(
            (refused["conflict"]["text"].as_str(), std::fs::read(&path).ok()),
            (Some("other"), Some(b"other".to_vec()))
        );
        assert!(place.save("two", Some(&sha256(b"other")))["error"].is_null());
        assert_eq!(std::fs::read(&path).ok(), Some(b"two".to_vec()));
        let looking = Workplace::of(&path, true, "start").expect("it is there");
        assert!(looking.save("three", Some(&sha256(b"two")))["error"].is_string());
        assert_eq!(std::fs::read(&path).ok(), Some(b"two".to_vec()));
    }
}
