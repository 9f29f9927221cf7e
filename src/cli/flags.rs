//! The flags of every command that judges deals: under which assumptions, with which engine, at what effort.

use crate::cli::amount::{between, bytes, duration, whole};
use crate::cli::exit::{Complaint, Failure};
use crate::cli::output::{Output, Shown};
use crate::engine::ask::effort::EngineChoice;
use crate::scenario::model::Basis;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, ValueEnum};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which scenario, under which assumptions. Applied in order: the file, the variant, the flags.
#[derive(Args, Clone, Debug)]
pub(crate) struct Assumptions {
    /// The scenario file; `-` reads standard input
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: PathBuf,

    /// The folder of the files that a scenario from standard input builds on
    #[arg(long, value_name = "DIR", help_heading = "Assumptions")]
    pub(crate) folder: Option<PathBuf>,

    /// Apply one of the scenario's variants
    #[arg(long, value_name = "VARIANT", help_heading = "Assumptions")]
    pub(crate) variant: Option<String>,

    /// Leave out a red line, or a reservation; several with commas between them, or the flag again
    #[arg(long, value_name = "PARTY.DEMAND", help_heading = "Assumptions")]
    pub(crate) drop: Vec<String>,

    /// Set how firmly a red line is held: 0 to 1, or fixed, firm, negotiable, soft; several with commas between them, or the flag again
    #[arg(long, value_name = "PARTY.LINE=F", help_heading = "Assumptions")]
    pub(crate) firmness: Vec<String>,

    /// Only deals with this term: an option, a number, true or false, or members joined by `+`, nothing for none; several with commas between them, or the flag again
    #[arg(long, value_name = "ISSUE=VALUE", help_heading = "Assumptions")]
    pub(crate) fix: Vec<String>,

    /// An assumption has this value for certain; several with commas between them, or the flag again
    #[arg(long, value_name = "ASSUMPTION=VALUE", help_heading = "Assumptions")]
    pub(crate) assume: Vec<String>,

    /// Only these parties sign, joined by `+`, and all of them are needed, whatever `[agreement]` says
    #[arg(long, value_name = "PARTY+PARTY", help_heading = "Assumptions")]
    pub(crate) coalition: Option<String>,

    /// Keep only the red lines that are founded so: a list of stated, draft, reported, inferred, assumed; reservations stay
    #[arg(long, value_name = "BASIS,…", value_parser = bases, help_heading = "Assumptions")]
    pub(crate) only_basis: Option<Bases>,
}

/// How the simulation treats firmness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum WorldsAsked {
    /// The product of 1 − f over the lines a proposal crosses, where the agreement rule gives it
    #[default]
    Product,
    /// A random world for each proposal, every line held or not
    Drawn,
}

/// With which engine, and at what effort.
#[derive(Args, Clone, Debug)]
pub(crate) struct Work {
    /// Which engine counts; `auto` takes exact where it gives every figure, else enumerate where the deals are few enough, else simulate
    #[arg(long, value_name = "ENGINE", value_parser = EngineParser, default_value = "auto", help_heading = "Work")]
    pub(crate) engine: EngineChoice,

    /// Random proposals of the simulation, 0 for none [default: 1,000,000, with `--engine simulate` 10,000,000]
    #[arg(long, value_name = "N", value_parser = whole, help_heading = "Work")]
    pub(crate) samples: Option<u64>,

    /// How the simulation treats firmness: `product` counts a proposal as much as it is probable, `drawn` draws a world for each
    #[arg(long, alias = "worlds", value_name = "HOW", value_enum, default_value_t, help_heading = "Work")]
    pub(crate) draw: WorldsAsked,

    /// Draw the simulation's proposals near this proposal of the scenario
    #[arg(long, value_name = "PROPOSAL", requires = "changes", help_heading = "Work")]
    pub(crate) around: Option<String>,

    /// … that differ from it in at most this many issues
    #[arg(long, value_name = "K", value_parser = between::<u32>(0, 1_000), requires = "around", help_heading = "Work")]
    pub(crate) changes: Option<u32>,

    /// The seed of every random draw: the same seed gives the same answer
    #[arg(long, value_name = "S", value_parser = whole, default_value = "0", help_heading = "Work")]
    pub(crate) seed: u64,

    /// Threads to work with [default: all cores]
    #[arg(long, value_name = "T", value_parser = between::<u16>(1, 1024), help_heading = "Work")]
    pub(crate) threads: Option<u16>,

    /// Stop after this time with what is known so far, such as `500ms`, `30s`, `2m`, `1h` [default: none; of `explain` 10s]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "Work")]
    pub(crate) time_limit: Option<Duration>,

    /// Memory to work with, such as `512MiB`, `4GiB`, or plain bytes
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "2GiB", help_heading = "Work")]
    pub(crate) memory_limit: u64,
}

/// In which form, and where to.
#[derive(Args, Clone, Debug)]
pub(crate) struct Answering {
    /// List this many of the most probable deals [default: 5]
    #[arg(long, value_name = "K", value_parser = between::<u32>(0, 100_000), help_heading = "Answer")]
    pub(crate) top: Option<u32>,

    /// Leave out what differs from run to run (times, threads): the same question gives the same bytes
    #[arg(long, help_heading = "Answer")]
    pub(crate) no_run_info: bool,

    /// Show all of it: each value, line, deal and source by itself, where a table usually has what decides
    #[arg(short = 'v', long, help_heading = "Answer")]
    pub(crate) details: bool,

    #[command(flatten)]
    pub(crate) form: Form,
}

impl Answering {
    /// Where the answer goes, which is none of these files that are read.
    ///
    /// # Errors
    /// Where it cannot go there, or a flag is given that is of no use in its form.
    pub(crate) fn output<P: AsRef<Path>>(&self, read: impl IntoIterator<Item = P>) -> Result<Output, Failure> {
        if self.details && self.form.format != Format::Table {
            let complaint = Complaint::new("`--details` is of no use: only a table leaves anything out");
            return Err(Failure::misused(complaint.with_help("leave it out, or `--format`")));
        }
        self.form.output(read)
    }

    /// How many deals are listed, of a command that usually lists so many.
    pub(crate) fn top(&self, usual: u32) -> usize {
        self.top.unwrap_or(usual) as usize
    }
}

/// How many deals are listed where nobody says how many.
pub(crate) const TOP: u32 = 5;

/// In which form, and where to, of every command that has several forms.
#[derive(Args, Clone, Debug)]
pub(crate) struct Form {
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, help_heading = "Answer")]
    pub(crate) format: Format,

    /// In CSV leave the cells as they are that a spreadsheet would run as a formula (else an apostrophe stands before them)
    #[arg(long, help_heading = "Answer")]
    csv_raw: bool,

    /// Write the answer to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Answer")]
    output: Option<PathBuf>,
}

impl Form {
    /// Where the answer goes, which is none of these files that are read.
    ///
    /// # Errors
    /// Where it cannot go there, or `--csv-raw` is given for what is no CSV.
    pub(crate) fn output<P: AsRef<Path>>(&self, read: impl IntoIterator<Item = P>) -> Result<Output, Failure> {
        if self.csv_raw && self.format != Format::Csv {
            let complaint = Complaint::new("`--csv-raw` is of no use: the answer is no CSV");
            return Err(Failure::misused(complaint.with_help("add `--format csv`, or leave it out")));
        }
        let shown = match self.format {
            Format::Table => Shown::Page,
            Format::Json => Shown::Json,
            Format::Markdown => Shown::Text,
            Format::Csv if self.csv_raw => Shown::CsvRaw,
            Format::Csv => Shown::Csv,
        };
        Ok(Output::prepare(self.output.as_deref(), read)?.showing(shown))
    }
}

/// The form of an answer.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Format {
    /// A table for people
    #[default]
    Table,
    /// JSON for programs
    Json,
    /// Markdown for memos
    Markdown,
    /// CSV for spreadsheets
    Csv,
}

/// Some of the kinds of evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bases(pub(crate) Vec<Basis>);

/// A comma-separated list of kinds of evidence.
fn bases(text: &str) -> Result<Bases, String> {
    let mut list = Vec::new();
    for word in text.split(',').map(str::trim) {
        let words = Basis::ALL.map(Basis::word);
        let Some(basis) = Basis::ALL.into_iter().find(|basis| basis.word() == word) else {
            let near = crate::scenario::suggest::nearest(word, words);
            let help =
                near.map_or_else(|| format!("use {}", words.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(format!("unknown basis `{word}`; {help}"));
        };
        if list.contains(&basis) {
            return Err(format!("`{word}` is given twice"));
        }
        list.push(basis);
    }
    Ok(Bases(list))
}

/// Reads the name of an engine.
#[derive(Clone, Debug)]
struct EngineParser;

/// The engines by name.
const ENGINES: [(&str, EngineChoice, &str); 4] = [
    ("auto", EngineChoice::Auto, "the first engine that is within reach"),
    ("exact", EngineChoice::Exact, "a decision diagram: counts without walking through the deals"),
    ("enumerate", EngineChoice::Enumerate, "every deal, one by one"),
    ("simulate", EngineChoice::Simulate, "random proposals, with intervals"),
];

impl TypedValueParser for EngineParser {
    type Value = EngineChoice;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<EngineChoice, clap::Error> {
        let word = value.to_string_lossy();
        if let Some((_, engine, _)) = ENGINES.into_iter().find(|(name, ..)| *name == word) {
            return Ok(engine);
        }
        let names = ENGINES.map(|(name, ..)| name.to_owned()).to_vec();
        let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
        error.insert(ContextKind::InvalidArg, ContextValue::String("--engine".to_owned()));
        error.insert(ContextKind::InvalidValue, ContextValue::String(word.into_owned()));
        error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(ENGINES.into_iter().map(|(name, _, help)| PossibleValue::new(name).help(help))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_bases_names_each_of_them_once() {
        assert_eq!(bases("stated,draft"), Ok(Bases(vec![Basis::Stated, Basis::Draft])));
        assert_eq!(bases("stated,stated"), Err("`stated` is given twice".to_owned()));
        assert_eq!(bases("statd"), Err("unknown basis `statd`; did you mean `stated`?".to_owned()));
        assert!(bases("").is_err());
    }
}
