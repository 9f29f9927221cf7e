//! How a command ends: the exit codes, and what is said when it did not end well.

use crate::cli::screen::{Screen, say};
use crate::scenario::visible::visible;
use std::process::ExitCode;

/// The exit codes, each with its one meaning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Exit {
    /// 0: answered. An empty zone of agreement is an answer.
    Answered,
    /// 1: an expectation failed.
    Unmet,
    /// 2: bad usage or a bad scenario.
    Misused,
    /// 3: anything else, such as a full disk or a fault of the program itself.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Answered => 0,
            Exit::Unmet => 1,
            Exit::Misused => 2,
            Exit::Failed => 3,
        })
    }
}

/// Why a command could not answer.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The code to end with.
    pub(crate) exit: Exit,
    /// Everything that is wrong, all of it at once; none if it was said already, or where nobody listens.
    pub(crate) complaints: Vec<Complaint>,
}

impl Failure {
    /// One thing is wrong with what was asked.
    pub(crate) fn misused(complaint: Complaint) -> Self {
        Self { exit: Exit::Misused, complaints: vec![complaint] }
    }
    /// One thing went wrong outside.
    pub(crate) fn failed(complaint: Complaint) -> Self {
        Self { exit: Exit::Failed, complaints: vec![complaint] }
    }
    /// What is wrong was said already.
    pub(crate) fn said(exit: Exit) -> Self {
        Self { exit, complaints: Vec::new() }
    }
    /// Says what is wrong on standard error.
    pub(crate) fn say(&self) {
        for complaint in &self.complaints {
            say(&complaint.painted(Screen::of_stderr().color));
        }
    }
}

/// One thing that is wrong, and the repair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Complaint {
    /// What is wrong: lower case, no full stop, the user's own word in backticks.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Complaint {
    /// Something wrong without a repair that is known.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }
    /// … and the repair.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Complaint {
    /// As it is shown, the words `error` and `help` in the colors that clap gives them.
    pub(crate) fn painted(&self, is_painted: bool) -> String {
        let paint = |codes: &str, word: &str| {
            if is_painted { format!("\u{1b}[{codes}m{word}\u{1b}[0m") } else { word.to_owned() }
        };
        // The user's words are in it: they are shown, never obeyed.
        let mut text = format!("{} {}", paint("1;31", "error:"), visible(&self.message));
        if let Some(help) = &self.help {
            text += &format!("\n  {} {}", paint("32", "help:"), visible(help));
        }
        text
    }
}

/// What the system says, without its number.
pub(crate) fn in_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    // tempfile adds the path of its own file, which means nothing to the reader.
    let text = text.split(" at path").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
