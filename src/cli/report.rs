//! `zopa report`: everything about a scenario as one page.

use crate::analysis::sweep::summary::Summary;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Assumptions, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::sweep::{files_of_folder, of_folder};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::explorer::page::Extent;
use crate::explorer::told::{Subject, tell};
use crate::scenario::sweep::Sweep;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Write everything about a scenario as one HTML page that works without a network
///
/// The page says which terms could be accepted, why the rest could not, how proposals stand, and what every red line rests
/// on. Its reader can switch lines off, hold them less firmly and fix terms: the page counts again over every deal. Nothing
/// in it is loaded from anywhere.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa report scenarios/harbor.toml -o report.html                                  the page
  zopa report scenarios/harbor.toml --variant no_island_line -o variant.html        under other assumptions
  zopa report scenarios/harbor.toml --only proposals -o memo.html                   a memo of the proposals

With `--open` the page is shown in the browser as soon as it is written.")]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    work: Work,

    /// Only this part of the page
    #[arg(long, value_name = "PART", value_enum, help_heading = "Answer")]
    only: Option<Part>,

    /// Add what drives the answer, from the folder of a sweep of this scenario
    #[arg(long, value_name = "DIR", conflicts_with = "only", help_heading = "Answer")]
    sweep: Option<PathBuf>,

    /// Write the page to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Answer")]
    output: Option<PathBuf>,

    /// Show the page in the browser once it is written
    #[arg(long, requires = "output", help_heading = "Answer")]
    open: bool,
}

/// A part of the page.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// The proposals side by side
    Proposals,
}

/// Answers.
pub(crate) fn report(arguments: &ReportArguments) -> Result<Exit, Failure> {
    let ReportArguments { assumptions, work, only, sweep, output: path, open } = arguments;
    let of_sweep = sweep.as_deref().map(files_of_folder).unwrap_or_default();
    let output = Output::prepare(path.as_deref(), std::iter::once(&assumptions.scenario).chain(&of_sweep))?;
    let mut asked = ask(assumptions, Some(work))?;
    let scenario = &asked.scenario;
    let extent = if only.is_some() { Extent::Proposals } else { Extent::Whole };
    if extent == Extent::Proposals && scenario.proposals.is_empty() {
        let complaint = Complaint::new("there is nothing to compare: the scenario has no proposal");
        return Err(Failure::misused(complaint.with_help("add a [proposal] table, or leave `--only` out")));
    }
    let effort = effort(work, 5, scenario);
    asked.context.seed = effort.seed;

    stop_on_interrupt(&effort.watch);
    let clock = Stopwatch::start();
    let progress = Progress::of(&effort.watch);
    let driven = sweep.as_deref().map(|folder| summarized(folder, asked.source.text(), &effort)).transpose()?;
    let subject = Subject {
        scenario,
        text: asked.source.text(),
        driven: driven.as_ref().map(|(sweep, summary)| (sweep, summary)),
        context: &asked.context,
    };
    let told = tell(subject, extent, &effort.left(clock));
    drop(progress);
    let page = told.map_err(|fault| {
        let complaint = Complaint::new(format!("internal fault: {fault}"));
        Failure::failed(complaint.with_help("no page is written; please report this with the scenario and the command"))
    })?;
    output.write(&page)?;
    match path.as_deref().filter(|_| *open) {
        Some(path) => show(path).map(|()| Exit::Answered),
        None => Ok(Exit::Answered),
    }
}

/// What the rows of a sweep of this scenario tell.
fn summarized(folder: &Path, text: &str, effort: &Effort) -> Result<(Sweep, Summary), Failure> {
    let (scenario, sweep, summary) = of_folder(folder, effort)?;
    if scenario != text {
        let complaint = Complaint::new(format!(
            "`{}` holds a sweep of another scenario, or of another version of it",
            folder.display()
        ));
        return Err(Failure::misused(complaint.with_help("compute it anew: `zopa sweep run SCENARIO -o DIR`")));
    }
    Ok((sweep, summary))
}

/// Hands a file to whatever shows web pages here.
fn show(path: &Path) -> Result<(), Failure> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    // A file named like a flag is still a file.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut command = Command::new(program);
    command.args(before).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(_) => Ok(()),
        Err(error) => {
            let complaint = Complaint::new(format!("cannot run `{program}` to show the page: {error}"));
            Err(Failure::failed(complaint.with_help("the page is written; open it in a browser")))
        }
    }
}
