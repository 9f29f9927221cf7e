//! `zopa report`: everything about a scenario as one page.

use crate::analysis::acceptance::accept;
use crate::analysis::coalition::sets::{ALL_SETS, coalitions};
use crate::analysis::comparison::{Draft, compare};
use crate::analysis::explanation::reasons::reasons;
use crate::analysis::frontier::by_walk::{parties_with_utility, trace};
use crate::analysis::frontier::findings::Question;
use crate::analysis::sweep::summary::Summary;
use crate::analysis::witness::contradiction;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Assumptions, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::sweep::{files_of_folder, of_folder};
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Stopwatch;
use crate::engine::tile::census::census;
use crate::explorer::page::{Extent, page};
use crate::explorer::story::Story;
use crate::explorer::table::{MOST_DEALS, MOST_RUNS};
use crate::scenario::sweep::Sweep;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long conflicts and unlocks are looked for where nobody says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How many conflicts and unlocks, and how many deals of the frontier, a page lists.
const MOST_LISTED: usize = 50;
/// How many deals of the frontier a page draws.
const MOST_DRAWN: usize = 2000;

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
    // One limit over all parts; where nobody gives one, what may take long has its own.
    let left = || effort.left(clock);
    let driven = sweep.as_deref().map(|folder| summarized(folder, asked.source.text(), &effort)).transpose()?;
    let found = accept(scenario, &left());
    let bounded = || match effort.time_limit {
        Some(_) => left(),
        None => Effort { time_limit: Some(TIME_LIMIT), ..effort.clone() },
    };
    let reasons = (extent == Extent::Whole).then(|| reasons(scenario, &bounded(), MOST_LISTED)).transpose();
    let n_signing = scenario.parties.iter().filter(|party| party.signs).count();
    let is_asked =
        extent == Extent::Whole && (3..=ALL_SETS).contains(&n_signing) && effort.engine != EngineChoice::Simulate;
    let coalitions = is_asked.then(|| coalitions(scenario, &bounded(), n_signing));
    let draft = |one: &crate::scenario::model::Proposal| Draft {
        id: one.id.clone(),
        title: one.title.clone(),
        terms: one.terms.clone(),
    };
    let drafts: Vec<Draft> = scenario.proposals.iter().map(draft).collect();
    let compared = (!drafts.is_empty()).then(|| compare(scenario, drafts, &left()));
    let question = Question { top: MOST_DRAWN, ..Question::default() };
    let is_valued = extent == Extent::Whole && !parties_with_utility(scenario).is_empty();
    let traced = is_valued.then(|| trace(scenario, &bounded(), question));
    let census = (extent == Extent::Whole).then(|| census(scenario, &bounded(), MOST_DEALS, MOST_RUNS)).flatten();
    drop(progress);

    let fault =
        contradiction(&found, &effort).or_else(|| compared.as_ref().and_then(|compared| compared.fault.clone()));
    let reasons = fault.map_or(reasons, Err).map_err(|fault| {
        let complaint = Complaint::new(format!("internal fault: {fault}"));
        Failure::failed(complaint.with_help("no page is written; please report this with the scenario and the command"))
    })?;
    let story = Story {
        scenario,
        text: asked.source.text(),
        found: &found,
        coalitions: coalitions.as_ref(),
        reasons: reasons.as_ref(),
        compared: compared.as_ref(),
        traced: traced.as_ref(),
        driven: driven.as_ref().map(|(sweep, summary)| (sweep, summary)),
        census: census.as_ref(),
        context: &asked.context,
    };
    output.write(&page(story, extent))?;
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
