//! Long answers on a terminal go through a pager, as git's do.
//!
//! `ZOPA_PAGER`, else `PAGER`, else `less` (which gets `LESS=FRX` where nobody says otherwise, so that colors stay and what
//! fits is just printed). An empty name or `cat` means none, and so does `--no-pager`. An answer is never lost for the sake
//! of its pager: one that cannot be started, or fails, leaves it to be printed plainly.

use crate::cli::interrupt::leave_to_the_pager;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use terminal_size::{Height, terminal_size_of};

/// What `--no-pager` says; set once, before anything is shown.
static WANTED: OnceLock<bool> = OnceLock::new();

/// Whether a pager is wanted, from now on.
pub(crate) fn hold(is_wanted: bool) {
    let _ = WANTED.set(is_wanted);
}

/// Shows a text that is longer than the terminal in a pager; false where it is still to be printed.
pub(crate) fn show(text: &str) -> bool {
    let stream = std::io::stdout();
    let rows = terminal_size_of(&stream).map(|(_, Height(rows))| usize::from(rows));
    let is_long = rows.is_some_and(|rows| text.lines().count() >= rows);
    if !is_long || !stream.is_terminal() || WANTED.get() == Some(&false) {
        return false;
    }
    chosen(|name| std::env::var_os(name)).is_some_and(|pager| through(&pager, text))
}

/// The pager of these surroundings; none where none is wanted.
fn chosen(variable: impl Fn(&str) -> Option<OsString>) -> Option<OsString> {
    if variable("TERM").is_some_and(|term| term == "dumb") {
        return None;
    }
    let pager = variable("ZOPA_PAGER").or_else(|| variable("PAGER")).unwrap_or_else(|| "less".into());
    let is_none = pager.to_str().is_some_and(|name| matches!(name.trim(), "" | "cat"));
    (!is_none).then_some(pager)
}

/// Hands the text to the pager and waits for its end; false where it failed.
#[cfg(unix)]
fn through(pager: &OsString, text: &str) -> bool {
    let mut command = Command::new("sh");
    command.arg("-c").arg(pager).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    leave_to_the_pager();
    if let Some(mut stream) = child.stdin.take() {
        // A pager that is left early closes the pipe; that is its right.
        let _ = stream.write_all(text.as_bytes());
    }
    child.wait().is_ok_and(|ended| ended.success())
}

/// Only Unix has a shell that is sure to be there.
#[cfg(not(unix))]
fn through(_: &OsString, _: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_variable_comes_before_the_usual_one_and_that_before_less() {
        let of = |set: &[(&str, &str)]| {
            let set: Vec<(String, OsString)> =
                set.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
            let found = chosen(|name| set.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()));
            found.map(|pager| pager.into_string().unwrap())
        };
        assert_eq!(of(&[]).as_deref(), Some("less"));
        assert_eq!(of(&[("PAGER", "more")]).as_deref(), Some("more"));
        assert_eq!(of(&[("PAGER", "more"), ("ZOPA_PAGER", "less -S")]).as_deref(), Some("less -S"));
        for none in [("PAGER", "cat"), ("ZOPA_PAGER", ""), ("TERM", "dumb")] {
            assert_eq!(of(&[none]), None);
        }
        assert_eq!(of(&[("PAGER", "cat"), ("ZOPA_PAGER", "more")]).as_deref(), Some("more"));
    }
}
