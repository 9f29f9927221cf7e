//! Finding the files that a file builds on: `extends = "common.toml"`, and so on from there.
//!
//! Only files below the folder of whoever names them are read, by no absolute path, no `..` and no link that leads out of it:
//! a scenario that somebody sends must not read what is none of its business.

use crate::scenario::error::Problem;
use crate::scenario::limit;
use crate::scenario::node::{self, Kind};
use crate::scenario::source::SourceText;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

impl SourceText {
    /// This text with those of the files that it builds on, which stand below this folder; and what is wrong with how they are
    /// named. Without a folder (standard input, a string) nothing is looked for. `own` is the text's own file, where it has one.
    #[must_use]
    pub fn resolved(&self, folder: Option<&Path>, own: Option<&Path>) -> (Self, Vec<Problem>) {
        let Some(folder) = folder else { return (self.clone(), Vec::new()) };
        let mut chain = Chain::of(own);
        let found = chain.follow(self, 0, folder);
        (self.building_on(chain.bases), found.err().into_iter().collect())
    }

    /// The files that a scenario file builds on, as far as they can be found.
    #[must_use]
    pub fn files_below(path: &Path) -> Vec<PathBuf> {
        let Ok(text) = text_of(path) else { return Vec::new() };
        let mut chain = Chain::of(Some(path));
        // What is wrong with it is said when it is read.
        let _unsaid = chain.follow(&Self::new("", text), 0, &folder_of(path));
        chain.paths.split_off(1)
    }
}

/// The folder in which a file stands.
#[must_use]
pub fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

struct Chain {
    /// Names and texts, the nearest first.
    bases: Vec<(String, String)>,
    /// Where the file itself and its bases are.
    paths: Vec<PathBuf>,
}

impl Chain {
    fn of(own: Option<&Path>) -> Self {
        let own = own.map(|path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
        Self { bases: Vec::new(), paths: vec![own.unwrap_or_default()] }
    }

    /// Reads what a text builds on, whose own text begins at this byte of all.
    fn follow(&mut self, text: &SourceText, start: usize, folder: &Path) -> Result<(), Problem> {
        // Most files build on none: they are not parsed twice.
        if !text.text().contains("extends") {
            return Ok(());
        }
        let (Some(tree), _) = node::parse(text) else { return Ok(()) };
        let Some(node) = tree.get("extends") else { return Ok(()) };
        let span = node.span.start + start..node.span.end + start;
        let Kind::Text(name) = &node.kind else {
            let message = format!("expected the path of a file for `extends`, found {}", node.what());
            return Err(Problem::error("wrong-type", span, message));
        };
        let refuse = |message: String, help: &str| Problem::error("extends", span.clone(), message).with_help(help);
        if self.bases.len() >= limit::BASES {
            let message = format!("files build on each other more than {} deep", limit::BASES);
            return Err(refuse(message, "take what is needed into one of them"));
        }
        let path = within(folder, name).map_err(|(message, help)| refuse(message, help))?;
        if self.paths.contains(&path) {
            return Err(refuse(format!("`{name}` builds on itself, by way of others or not"), "break the circle"));
        }
        let read = text_of(&path).map_err(|why| refuse(format!("cannot read `{name}`: {why}"), "check the file"))?;
        let next = start + text.text().len() + usize::from(!text.text().ends_with('\n'));
        self.bases.push((name.clone(), read.clone()));
        let below = folder_of(&path);
        self.paths.push(path);
        self.follow(&SourceText::new(name.as_str(), read), next, &below)
    }
}

/// The file of this name below a folder, or what is wrong with it and the repair.
fn within(folder: &Path, name: &str) -> Result<PathBuf, (String, &'static str)> {
    const BELOW: &str = "name a file below the folder of this one, such as `common.toml`";
    let is_below = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    if name.is_empty() || !Path::new(name).components().all(is_below) {
        return Err((format!("`{name}` does not stand below the folder of the file"), BELOW));
    }
    let path = folder.join(name);
    let found = folder.canonicalize().and_then(|folder| Ok((folder, path.canonicalize()?)));
    match found {
        Ok((folder, path)) if path.starts_with(&folder) => Ok(path),
        Ok(_) => Err((format!("`{name}` is a link that leads out of the folder of the file"), BELOW)),
        Err(error) => Err((format!("cannot read `{name}`: {error}"), "check the path")),
    }
}

/// The text of a file, or why there is none.
fn text_of(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    if file.metadata().is_ok_and(|found| found.is_dir()) {
        return Err("it is a folder".to_owned());
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(limit::FILE_BYTES).unwrap_or(u64::MAX);
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > limit::FILE_BYTES {
        return Err(format!("it has more than the {} bytes allowed", limit::FILE_BYTES));
    }
    String::from_utf8(bytes)
        .map_err(|error| format!("it is not UTF-8 from byte {} on", error.utf8_error().valid_up_to()))
}
