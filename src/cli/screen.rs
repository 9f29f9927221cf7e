//! What stands at the other end of a stream: a terminal of some width, with or without color, or a pipe.

use std::io::IsTerminal;
use std::io::Write;
use terminal_size::{Width, terminal_size_of};

/// What a stream can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Screen {
    /// Whether color escapes may be written.
    pub(crate) color: bool,
    /// How many columns a line may take.
    pub(crate) width: usize,
}

/// The columns of a stream that nobody knows the width of.
const USUAL_WIDTH: usize = 80;

impl Screen {
    /// A file or a pipe: no color, as wide as `COLUMNS` says, else the usual.
    pub(crate) fn of_file() -> Self {
        Self { color: false, width: columns(None) }
    }
    /// Standard output as it is now.
    pub(crate) fn of_stdout() -> Self {
        let stream = std::io::stdout();
        match stream.is_terminal() {
            true => Self { color: color_wanted(), width: columns(terminal_size_of(&stream).map(|(width, _)| width)) },
            false => Self::of_file(),
        }
    }
    /// Standard error as it is now.
    pub(crate) fn of_stderr() -> Self {
        let stream = std::io::stderr();
        match stream.is_terminal() {
            true => Self { color: color_wanted(), width: columns(terminal_size_of(&stream).map(|(width, _)| width)) },
            false => Self::of_file(),
        }
    }
}

/// Whether a terminal should get color: unless `NO_COLOR` is set to anything, or the terminal is a dumb one.
fn color_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The width: what `COLUMNS` says, else the terminal's own, else the usual; never absurdly narrow or wide.
fn columns(terminal: Option<Width>) -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse::<usize>().ok());
    asked.or(terminal.map(|Width(width)| usize::from(width))).unwrap_or(USUAL_WIDTH).clamp(40, 400)
}

/// Says something on standard error, a line break behind it. That nobody listens is no error.
pub(crate) fn say(text: &str) {
    let mut stream = std::io::stderr().lock();
    let _ = stream.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = stream.write_all(b"\n");
    }
}
