//! What is wrong with a command line, in the words and the style of all other errors.
//!
//! clap finds it; here it is said: the flag by its name, the user's own word in backticks, and the repair, which is the
//! word that was probably meant, or all there are where they are few.

use crate::cli::exit::Complaint;
use crate::scenario::suggest::nearest;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use std::error::Error as _;
use std::ffi::OsString;

/// What clap found, as one of our complaints. The words are those that were typed, the first is the program.
pub(crate) fn complaint(error: &Error, program: &Command, words: impl IntoIterator<Item = OsString>) -> Complaint {
    let found = Found { error };
    let flag = found.flag(ContextKind::InvalidArg);
    let value = found.text(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = found.text(ContextKind::InvalidSubcommand).unwrap_or_default();
            not_known("command", &word, &commands(program, words))
        }
        ErrorKind::MissingSubcommand => {
            Complaint::new("a command is missing").with_help(format!("one of {}", commands(program, words).join(", ")))
        }
        ErrorKind::UnknownArgument if !flag.starts_with('-') || flag == "-" => {
            Complaint::new(format!("`{flag}` is one word too many")).with_help(found.usage())
        }
        ErrorKind::UnknownArgument => {
            let of = reached(program, words);
            let flags: Vec<String> =
                of.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")).collect();
            let near = nearest(&flag, flags.iter().map(String::as_str));
            let complaint = Complaint::new(format!("no flag `{flag}` of `{}`", name_of(of)));
            complaint.with_help(near.map_or_else(
                || format!("`{} --help` shows all of them", name_of(of)),
                |near| format!("did you mean `{near}`?"),
            ))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            let complaint = Complaint::new(format!("`{flag}` needs a value"));
            let known = found.texts(ContextKind::ValidValue);
            if known.is_empty() { complaint } else { complaint.with_help(format!("one of {}", known.join(", "))) }
        }
        ErrorKind::InvalidValue => {
            let known = found.texts(ContextKind::ValidValue);
            let complaint = Complaint::new(format!("`{flag}` cannot be `{value}`"));
            let all = format!("one of {}", known.join(", "));
            complaint.with_help(match nearest(&value, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`? It is {all}"),
                None => all,
            })
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            let (why, help) = match why.split_once("; ") {
                Some((why, help)) => (why.to_owned(), Some(help.to_owned())),
                None => (why, None),
            };
            Complaint { help, ..Complaint::new(format!("`{flag}` cannot be `{value}`: {why}")) }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> =
                found.texts(ContextKind::InvalidArg).iter().map(|one| format!("`{}`", plain(one))).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            Complaint::new(format!("{} {verb} missing", missing.join(", "))).with_help(found.usage())
        }
        ErrorKind::ArgumentConflict => {
            let others = found.texts(ContextKind::PriorArg);
            let others: Vec<String> = others.iter().map(|other| first_word(&plain(other))).collect();
            if others.iter().all(|other| *other == flag) {
                Complaint::new(format!("`{flag}` is given twice")).with_help("leave one of the two out")
            } else {
                let complaint = Complaint::new(format!("`{flag}` and `{}` exclude each other", others.join("`, `")));
                complaint.with_help("leave one of them out")
            }
        }
        _ => {
            // What is left is rare; clap's own sentence, its quotes made ours.
            let said = error.render().to_string();
            let said = said.trim_start_matches("error: ").lines().next().unwrap_or_default().replace('\'', "`");
            Complaint::new(said).with_help(found.usage())
        }
    }
}

/// A word that is none of those there are: with the one that was probably meant, else with all.
pub(crate) fn not_known(what: &str, word: &str, known: &[String]) -> Complaint {
    let complaint = Complaint::new(format!("no {what} `{word}`"));
    complaint.with_help(match nearest(word, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", known.join(", ")),
    })
}

/// What clap says of what it found.
struct Found<'e> {
    error: &'e Error,
}

impl Found<'_> {
    fn text(&self, kind: ContextKind) -> Option<String> {
        self.texts(kind).into_iter().next()
    }
    fn texts(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
            _ => Vec::new(),
        }
    }
    /// A flag without what it takes, an argument by its name.
    fn flag(&self, kind: ContextKind) -> String {
        self.text(kind).map(|text| first_word(&plain(&text))).unwrap_or_default()
    }
    /// How the command is written.
    fn usage(&self) -> String {
        let usage = self.text(ContextKind::Usage).unwrap_or_default();
        let line = usage.trim_start_matches("Usage:").trim().lines().next().unwrap_or_default().to_owned();
        if line.is_empty() { "`--help` says more".to_owned() } else { format!("write `{line}`; `--help` says more") }
    }
}

/// `--top <K>` as `--top K`, `<SCENARIO>...` as `SCENARIO`.
fn plain(argument: &str) -> String {
    argument.replace(['<', '>', '[', ']'], "").trim_end_matches("...").to_owned()
}

fn first_word(text: &str) -> String {
    text.split([' ', '=']).next().unwrap_or_default().to_owned()
}

/// The command that the words lead to.
fn reached(program: &Command, words: impl IntoIterator<Item = OsString>) -> &Command {
    let mut at = program;
    for word in words.into_iter().skip(1) {
        if let Some(next) = at.find_subcommand(&word) {
            at = next;
        }
    }
    at
}

fn name_of(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

/// The commands that could stand where the words lead to.
fn commands(program: &Command, words: impl IntoIterator<Item = OsString>) -> Vec<String> {
    let names = reached(program, words).get_subcommands().map(|command| command.get_name().to_owned());
    names.filter(|name| name != "help").collect()
}
