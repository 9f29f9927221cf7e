//! The text that a file's bytes are.

use crate::scenario::error::{Problem, Problems};
use crate::scenario::limit;
use crate::scenario::source::SourceText;

impl SourceText {
    /// The text that a file's bytes are.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8 (the place is that of the first byte that is not), or too many.
    pub fn from_bytes(name: impl Into<String>, bytes: &[u8]) -> Result<Self, Problems> {
        let name = name.into();
        if bytes.len() > limit::FILE_BYTES {
            return Err(Problems::new(Self::new(name, ""), vec![too_large(bytes.len())]));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => {
                let at = error.valid_up_to();
                // What was understood up to there, so that the message can show its line.
                let text = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default()).into_owned();
                let utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
                let help =
                    if utf16 { "this looks like UTF-16: save the file as UTF-8" } else { "save the file as UTF-8" };
                let problem = Problem::error("not-utf8", at..at, format!("the file is not UTF-8 from byte {at} on"))
                    .with_help(help);
                Err(Problems::new(Self::new(name, text), vec![problem]))
            }
        }
    }
}

/// The problem of a file of too many bytes.
pub(crate) fn too_large(n_bytes: usize) -> Problem {
    Problem::error(
        "too-large",
        0..0,
        format!("the file has {n_bytes} bytes, more than the {} allowed", limit::FILE_BYTES),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_an_error_at_the_first_of_them() {
        let problems = SourceText::from_bytes("x.toml", b"a = 1\nb = \"\xff\"").unwrap_err();
        assert_eq!(problems.places(), [(2, 6)]);
        assert!(problems.to_string().contains("UTF-8"), "{problems}");
        assert!(SourceText::from_bytes("x.toml", &[0xff, 0xfe, 0x61, 0]).unwrap_err().to_string().contains("UTF-16"));
    }
}
