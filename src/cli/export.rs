//! `zopa export`: a scenario becomes files of other tools.

use crate::bridge::export::{ExportOptions, export as made};
use crate::bridge::kind::ExportKind;
use crate::cli::amount::whole;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::export_deals::{self, Asked};
use crate::cli::flags::Assumptions;
use crate::cli::import::refuse_losses;
use crate::cli::output::{NOTHING, Output, Shown, cannot_write};
use crate::cli::request::{ask, complain};
use crate::cli::screen::say;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::fs;
use std::path::{Path, PathBuf};

/// Make files for other tools of a scenario
///
/// The scenario is taken as the flags have it. What cannot be carried is named on standard error and in the file;
/// docs/bridges.md says for each kind what that is.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa export scenarios/harbor.toml --to matrix                    the table of positions
  zopa export scenarios/harbor.toml --to matrix -o positions.csv   into a file
  zopa export scenarios/deliberation.toml --to genius -o genius    into a folder
  zopa export scenarios/harbor.toml --to csv --agreed              the agreed deals, a row each

Kinds:
  matrix       a table (CSV): a row an option, a column a party
  genius       the XML of a domain and its profiles: a folder
  negmas       the YAML of an outcome space and utility functions: a folder
  csv          each coherent deal as a row: its terms, who accepts, what is crossed, probability, utilities
  parquet      the same as Parquet")]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    /// What kind of files
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    to: String,

    /// Write to this file, whole or not at all, instead of standard output; of a kind that is a folder, into this new folder
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,

    /// Write nothing, and end with code 2, where anything cannot be carried
    #[arg(long)]
    strict: bool,

    /// In CSV leave the cells as they are that a spreadsheet would run as a formula (else an apostrophe stands before them)
    #[arg(long)]
    csv_raw: bool,

    /// Of domains: divide each party's utilities by the most that they can reach, where that is not 1
    #[arg(long)]
    normalize: bool,

    /// Of negmas: make what crosses a party's fixed lines worth less to it than its reservation
    #[arg(long)]
    penalty: bool,

    /// Of csv and parquet: the agreed deals alone
    #[arg(long)]
    agreed: bool,

    /// Of csv and parquet: refuse more rows than this [default: 10,000,000]
    #[arg(long, value_name = "N", value_parser = whole)]
    max: Option<u64>,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(ExportKind::ALL.map(ExportKind::word))
}

/// Makes the files.
pub(crate) fn export(arguments: &ExportArguments) -> Result<Exit, Failure> {
    let assumptions = &arguments.assumptions;
    let kind = ExportKind::ALL.into_iter().find(|kind| kind.word() == arguments.to).unwrap_or(ExportKind::Matrix);
    let place = Place::prepare(arguments, kind)?;
    let asked = ask(assumptions, None)?;
    if kind.is_of_deals() {
        let Place::File(output) = &place else { return Ok(Exit::Answered) };
        let wanted = Asked { agreed: arguments.agreed, max: arguments.max };
        export_deals::write(&asked.scenario, kind, wanted, output)?;
        return Ok(Exit::Answered);
    }
    let exported = made(
        &asked.scenario,
        &asked.source,
        kind,
        ExportOptions { normalize: arguments.normalize, penalty: arguments.penalty },
    );
    complain(&asked.source, &exported.problems);
    for note in &exported.notes {
        say(&format!("note: {note}\n"));
    }
    refuse_losses(arguments.strict, exported.n_lost())?;
    place.write(&exported.files)?;
    Ok(Exit::Answered)
}

/// Where the files go.
enum Place {
    /// One file, or standard output.
    File(Output),
    /// A folder.
    Folder(PathBuf),
}

impl Place {
    /// Checks before the work that they can go there.
    fn prepare(arguments: &ExportArguments, kind: ExportKind) -> Result<Self, Failure> {
        let is_csv = kind == ExportKind::Matrix;
        if arguments.csv_raw && !is_csv {
            let complaint = Complaint::new(format!("`--csv-raw` is of no use: `{}` is no CSV", kind.word()));
            return Err(Failure::misused(complaint.with_help("leave it out")));
        }
        let flags = [
            (arguments.normalize, "--normalize", ExportKind::Genius),
            (arguments.penalty, "--penalty", ExportKind::Negmas),
        ];
        if let Some(flag) = [(arguments.agreed, "--agreed"), (arguments.max.is_some(), "--max")]
            .into_iter()
            .find_map(|(is_given, flag)| (is_given && !kind.is_of_deals()).then_some(flag))
        {
            let complaint = Complaint::new(format!("`{flag}` is of no use: it is for `csv` and `parquet`"));
            return Err(Failure::misused(complaint.with_help("leave it out")));
        }
        if !export_deals::is_there(kind) {
            let complaint = Complaint::new("this build of zopa writes no Parquet");
            return Err(Failure::misused(complaint.with_help("take `--to csv`, or build it with its default features")));
        }
        if let Some((_, flag, of)) = flags.into_iter().find(|(is_given, _, of)| *is_given && *of != kind) {
            let (of, kind) = (of.word(), kind.word());
            let complaint = Complaint::new(format!("`{flag}` is of no use: it is for `{of}`, and this is `{kind}`"));
            return Err(Failure::misused(complaint.with_help("leave it out")));
        }
        if !kind.is_folder() {
            let shown = match is_csv {
                true if arguments.csv_raw => Shown::CsvRaw,
                true => Shown::Csv,
                false => Shown::Text,
            };
            let output = Output::prepare(arguments.output.as_deref(), [&arguments.assumptions.scenario])?;
            return Ok(Self::File(output.showing(shown)));
        }
        let Some(folder) = arguments.output.clone().filter(|folder| folder.as_os_str() != "-") else {
            let complaint = Complaint::new(format!("`{}` is a folder of files, and none is named", kind.word()));
            return Err(Failure::misused(complaint.with_help("name one: `-o FOLDER`")));
        };
        // What stands in it might be read as part of what is written.
        let is_free = match fs::read_dir(&folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if !is_free {
            let complaint = Complaint::new(format!("`{}` is no empty folder", folder.display()));
            return Err(Failure::misused(
                complaint.with_help("name a new folder; nothing that is there is overwritten"),
            ));
        }
        Ok(Self::Folder(folder))
    }

    fn write(&self, files: &[(String, String)]) -> Result<(), Failure> {
        match self {
            Self::File(output) => files.iter().try_for_each(|(_, text)| output.write(text)),
            Self::Folder(folder) => {
                let failed = |path: &Path, error: &std::io::Error| Failure::failed(cannot_write(path, error));
                fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
                for (name, text) in files {
                    let path = folder.join(name);
                    Output::prepare(Some(&path), NOTHING)?.showing(Shown::Text).write(text)?;
                }
                Ok(())
            }
        }
    }
}
