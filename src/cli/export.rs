//! `zopa export`: a scenario becomes files of other tools.

use crate::bridge::export::export as made;
use crate::bridge::kind::ExportKind;
use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::Assumptions;
use crate::cli::import::refuse_losses;
use crate::cli::output::{Output, Shown};
use crate::cli::request::{ask, complain};
use crate::cli::screen::say;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

/// Make files for other tools of a scenario
///
/// The scenario is taken as the flags have it. What cannot be carried is named on standard error and in the file;
/// docs/bridges.md says for each kind what that is.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa export scenarios/harbor.toml --to matrix                    the table of positions
  zopa export scenarios/harbor.toml --to matrix -o positions.csv   into a file

Kinds:
  matrix       a table (CSV): a row an option, a column a party")]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    /// What kind of files
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    to: String,

    /// Write to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,

    /// Write nothing, and end with code 2, where anything cannot be carried
    #[arg(long)]
    strict: bool,

    /// In CSV leave the cells as they are that a spreadsheet would run as a formula (else an apostrophe stands before them)
    #[arg(long)]
    csv_raw: bool,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(ExportKind::ALL.map(ExportKind::word))
}

/// Makes the files.
pub(crate) fn export(arguments: &ExportArguments) -> Result<Exit, Failure> {
    let assumptions = &arguments.assumptions;
    let kind = ExportKind::ALL.into_iter().find(|kind| kind.word() == arguments.to).unwrap_or(ExportKind::Matrix);
    let shown = match kind {
        ExportKind::Matrix if arguments.csv_raw => Shown::CsvRaw,
        ExportKind::Matrix => Shown::Csv,
    };
    let output = Output::prepare(arguments.output.as_deref(), [&assumptions.scenario])?.showing(shown);
    let asked = ask(assumptions, None)?;
    let exported = made(&asked.scenario, &asked.source, kind);
    complain(&asked.source, &exported.problems);
    for note in &exported.notes {
        say(&format!("note: {note}\n"));
    }
    refuse_losses(arguments.strict, exported.n_lost())?;
    for (_, text) in &exported.files {
        output.write(text)?;
    }
    Ok(Exit::Answered)
}
