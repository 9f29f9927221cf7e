//! `zopa import`: other tools' files become a scenario.

use crate::bridge::files::Files;
use crate::bridge::import::{Imported, Refusal, guess, import as made};
use crate::bridge::import_options::ImportOptions;
use crate::bridge::kind::ImportKind;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::input::{Input, is_stdin};
use crate::cli::output::{Output, Shown, cannot_write};
use crate::cli::request::complain;
use crate::cli::screen::say;
use crate::scenario::limit;
use crate::scenario::model::{Firmness, Scenario};
use crate::scenario::source::SourceText;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::fs;
use std::path::{Path, PathBuf};

/// Make a scenario of a table of positions or of another tool's files
///
/// The kind is known by what stands in the file, or said by `--from`. What cannot be carried is named on standard error and
/// at the head of the scenario; docs/bridges.md says for each kind what that is.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa export scenarios/harbor.toml --to matrix -o positions.csv   a table to begin with
  zopa import positions.csv -o positions.toml      a scenario of it
  zopa import positions.csv | zopa check -         see what it says first

Kinds:
  matrix       a table (CSV): columns `issue`, `option`, then one a party; a row an option; in a cell `no`, points, or both
  statements   a table (CSV): column `statement`, then one a party; in a cell agree, disagree or neutral
  genius       the XML of a domain and its profiles: a folder, or one profile
  geniusweb    JSON of profiles, each with its domain: a folder, or one profile
  negmas       YAML of an outcome space and utility functions: a folder
  negolog      JSON of two profiles: a folder, or one profile
  ktab         a table (CSV) of actors: position and salience on lines from 0 to 100, capability")]
pub(crate) struct ImportArguments {
    /// The file or the folder; `-` reads standard input
    #[arg(value_name = "FILE|FOLDER")]
    from_where: PathBuf,

    /// Write the scenario to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// What kind of file it is [default: known by what stands in it]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    from: Option<String>,

    /// Write nothing, and end with code 2, where anything cannot be carried
    #[arg(long)]
    strict: bool,

    /// Of statements: a red line for each agree and disagree, in place of points
    #[arg(long, requires = "firmness")]
    lines: bool,

    /// … each held so firmly: a number from 0 to 1, or fixed, firm, negotiable, soft
    #[arg(long, value_name = "F", requires = "lines")]
    firmness: Option<String>,

    /// Of domains: divide weights by their sum where they do not add up to 1
    #[arg(long)]
    normalize: bool,

    /// Of genius: do not divide evaluations by the greatest of their issue, as NegMAS reads them
    #[arg(long)]
    raw: bool,

    /// Of domains: points of 1000 times the utility, rounded to six places, with which the exact engines work at any size
    #[arg(long)]
    rounded: bool,

    /// Of ktab: where things stand now, from 0 to 100; each actor refuses what is worse for it
    #[arg(long, value_name = "V", value_parser = position)]
    status_quo: Option<f64>,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(ImportKind::ALL.map(ImportKind::word))
}

/// A position on the line from 0 to 100.
fn position(text: &str) -> Result<f64, String> {
    let position = text.parse::<f64>().ok().filter(|position| (0.0..=100.0).contains(position));
    position.ok_or_else(|| "a number from 0 to 100".to_owned())
}

/// Files of a folder that are looked at.
const MOST_FILES: usize = 1_000;

/// Makes the scenario.
pub(crate) fn import(arguments: &ImportArguments) -> Result<Exit, Failure> {
    let read = [&arguments.from_where];
    let output = Output::prepare(arguments.output.as_deref(), read)?.showing(Shown::Text);
    let (files, left_out) = files(&arguments.from_where)?;
    if let Some(output) = &arguments.output {
        keep_apart(output, &arguments.from_where)?;
    }
    let kind = kind(arguments, &files)?;
    let options = options(arguments, kind)?;
    let imported = match made(&files, kind, &options) {
        Ok(imported) => imported,
        Err(Refusal::Files(problems)) => {
            complain(files.source(), &problems);
            return Err(Failure::said(Exit::Misused));
        }
        Err(Refusal::Scenario(problems)) => {
            say("error: what the file says makes no scenario:\n");
            complain(problems.source_text(), problems.list());
            return Err(Failure::said(Exit::Misused));
        }
    };
    let Imported { text, problems, notes, .. } = &imported;
    complain(files.source(), problems);
    for note in left_out.iter().chain(notes) {
        say(&format!("note: {note}\n"));
    }
    refuse_losses(arguments.strict, imported.n_lost())?;
    output.write(text)?;
    Ok(Exit::Answered)
}

/// What `--strict` says where something is lost.
///
/// # Errors
/// Where it is asked for and something is.
pub(crate) fn refuse_losses(is_strict: bool, n_lost: usize) -> Result<(), Failure> {
    if !is_strict || n_lost == 0 {
        return Ok(());
    }
    let things = if n_lost == 1 { "one thing cannot".to_owned() } else { format!("{n_lost} things cannot") };
    let complaint = Complaint::new(format!("`--strict`: {things} be carried, named above; nothing was written"));
    Err(Failure::misused(complaint.with_help("leave `--strict` out to go without")))
}

/// The kind that was said, or that the files show.
fn kind(arguments: &ImportArguments, files: &Files) -> Result<ImportKind, Failure> {
    let said = arguments.from.as_deref();
    let said = said.and_then(|word| ImportKind::ALL.into_iter().find(|kind| kind.word() == word));
    said.or_else(|| guess(files)).ok_or_else(|| {
        let words = ImportKind::ALL.map(ImportKind::word).join(", ");
        let complaint = Complaint::new(format!("it does not show what kind `{}` is of", files.name()));
        Failure::misused(complaint.with_help(format!("say it by `--from`: {words}")))
    })
}

/// How it is to be read; a flag that means nothing for its kind is refused.
fn options(arguments: &ImportArguments, kind: ImportKind) -> Result<ImportOptions, Failure> {
    let idle = |flag: &str, of: &str| {
        let complaint = Complaint::new(format!("`{flag}` is of no use: it is for {of}, and this is `{}`", kind.word()));
        Err(Failure::misused(complaint.with_help("leave it out, or say another kind by `--from`")))
    };
    if arguments.lines && kind != ImportKind::Statements {
        return idle("--lines", "statements");
    }
    if arguments.raw && kind != ImportKind::Genius {
        return idle("--raw", "genius");
    }
    if arguments.status_quo.is_some() && kind != ImportKind::Ktab {
        return idle("--status-quo", "ktab");
    }
    for (is_given, flag) in [(arguments.normalize, "--normalize"), (arguments.rounded, "--rounded")] {
        if is_given && !kind.has_utilities() {
            return idle(flag, "domains with utilities");
        }
    }
    let firmness = match arguments.firmness.as_deref() {
        None => None,
        Some(text) => Some(firmness(text)?),
    };
    let ImportArguments { normalize, raw, rounded, status_quo, .. } = *arguments;
    Ok(ImportOptions { lines: firmness, normalize, raw, rounded, status_quo })
}

/// The firmness as the file writes it.
fn firmness(text: &str) -> Result<String, Failure> {
    let parsed = Scenario::parse_firmness(text);
    parsed.map_err(|wrong| Failure::misused(crate::cli::request::complaint("--firmness", &wrong)))?;
    Ok(if Firmness::from_word(text).is_some() { format!("\"{text}\"") } else { text.to_owned() })
}

/// The file, or those of the folder, and what of the folder is no text.
fn files(path: &Path) -> Result<(Files, Vec<String>), Failure> {
    if is_stdin(path) || !path.is_dir() {
        let input = Input::read(path)?;
        let text = text(&input.path, &input.bytes)?;
        let name = if is_stdin(path) { "standard input".to_owned() } else { input.file };
        return Ok((Files::new(name, false, vec![(input.path, text)]), Vec::new()));
    }
    let unreadable = |error: std::io::Error| {
        Failure::failed(Complaint::new(format!(
            "cannot read `{}`: {}",
            path.display(),
            crate::cli::exit::in_words(&error)
        )))
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_file() && !is_hidden {
            paths.push(entry);
        }
    }
    paths.sort();
    if paths.is_empty() || paths.len() > MOST_FILES {
        let complaint = Complaint::new(format!("the folder `{}` holds {} files", path.display(), paths.len()));
        return Err(Failure::misused(complaint.with_help(format!("from 1 to {MOST_FILES} are looked at"))));
    }
    let (mut read, mut left_out, mut n_bytes) = (Vec::new(), Vec::new(), 0);
    for path in paths {
        let input = Input::read(&path)?;
        n_bytes += input.bytes.len();
        if n_bytes > limit::FILE_BYTES {
            let complaint = Complaint::new(format!("the files have more than {} bytes together", limit::FILE_BYTES));
            return Err(Failure::misused(complaint.with_help("name the file, or a folder of these alone")));
        }
        match decoded(&input.bytes) {
            Some(text) => read.push((input.path, text)),
            None => left_out.push(format!("`{}` is no text, and was left out", input.file)),
        }
    }
    let name = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = name.file_name().map_or_else(|| "folder".to_owned(), |name| name.to_string_lossy().into_owned());
    Ok((Files::new(name, true, read), left_out))
}

/// The text of a file.
fn text(path: &str, bytes: &[u8]) -> Result<String, Failure> {
    if bytes.len() <= limit::FILE_BYTES
        && let Some(text) = decoded(bytes)
    {
        return Ok(text);
    }
    match SourceText::from_bytes(path, bytes) {
        Ok(source) => Ok(source.text().to_owned()),
        Err(problems) => {
            complain(problems.source_text(), problems.list());
            Err(Failure::said(Exit::Misused))
        }
    }
}

/// UTF-8, or UTF-16 with its mark, as some spreadsheets write it.
fn decoded(bytes: &[u8]) -> Option<String> {
    let units = |from: fn([u8; 2]) -> u16| {
        let pairs = bytes.get(2..).unwrap_or_default().chunks(2);
        let units: Option<Vec<u16>> = pairs.map(|pair| pair.try_into().ok().map(from)).collect();
        String::from_utf16(&units?).ok()
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(str::to_owned),
    }
}

/// Refuses to write into the folder that is read, where it would be read the next time.
fn keep_apart(output: &Path, folder: &Path) -> Result<(), Failure> {
    let (Some(parent), true) = (output.parent(), folder.is_dir()) else { return Ok(()) };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let place = |path: &Path| fs::canonicalize(path).map_err(|error| Failure::failed(cannot_write(path, &error)));
    if place(parent)? == place(folder)? && output.extension().is_none_or(|ending| ending != "toml") {
        let complaint = Complaint::new(format!("`{}` would stand in the folder that is read", output.display()));
        return Err(Failure::misused(complaint.with_help("give it the ending `.toml`, or write it elsewhere")));
    }
    Ok(())
}
