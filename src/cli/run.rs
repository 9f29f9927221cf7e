//! `zopa run`: which terms could be accepted, by whom, and how likely.

use crate::analysis::acceptance::accept;
use crate::analysis::explanation::lists::Reasons;
use crate::analysis::explanation::reasons::reasons;
use crate::analysis::findings::Acceptance;
use crate::analysis::witness::contradiction;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::screen::{Screen, say};
use crate::engine::ask::answer::{AnswerKind, Count};
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Stopwatch;
use crate::report::context::{RunContext, Style};
use crate::report::figure::is_zero;
use crate::report::{csv, json, markdown, terminal};
use crate::scenario::model::Scenario;
use clap::Args;
use std::time::Duration;

/// How many of the best deals a screen tells from.
const LOOKED_AT: usize = 64;
/// How long `run` looks for the reasons, and how many of each it ranks.
const REASONS_LIMIT: Duration = Duration::from_secs(3);
const MOST_REASONS: usize = 50;

/// Say which terms could be accepted, by whom, and how likely
///
/// Looks at every deal that the scenario allows (or at random ones, where they are too many) and counts those that cross
/// nobody's red line. A million random proposals stand beside the count as its independent witness.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa run scenarios/harbor.toml                                   the answer in a screen
  zopa run scenarios/harbor.toml --details                         every value, line and source
  zopa run scenarios/harbor.toml --variant no_island_line          under other assumptions
  zopa run scenarios/harbor.toml --drop green.no_island            without one red line
  zopa run scenarios/harbor.toml --fix site=south --fix fund=30    only deals with these terms
  zopa run scenarios/harbor.toml --format json -o harbor.json      for a program

An empty zone of agreement is an answer (exit code 0), unless `--fail-if-empty` says otherwise (1).")]
pub(crate) struct RunArguments {
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    answering: Answering,

    /// End with exit code 1 where no agreed deal is found
    #[arg(long, help_heading = "Answer")]
    fail_if_empty: bool,
}

/// Answers.
pub(crate) fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    let RunArguments { assumptions, work, answering, fail_if_empty } = arguments;
    let output = answering.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, Some(work))?;
    let is_brief = answering.form.format == Format::Table && !answering.details;
    // A screen tells the best deals by what they share: for that more of them are looked at than are shown.
    let top = if is_brief { answering.top(0).max(LOOKED_AT) } else { answering.top(TOP) };
    let effort = effort(work, top, &asked.scenario);

    stop_on_interrupt(&effort.watch);
    let clock = Stopwatch::start();
    let progress = Progress::of(&effort.watch);
    let found = accept(&asked.scenario, &effort);
    drop(progress);
    asked.context.seed = effort.seed;
    asked.context.seconds = clock.seconds();
    asked.context.run_info = !answering.no_run_info;

    if let Some(fault) = contradiction(&found, &effort) {
        let complaint = Complaint::new(format!("internal fault: {fault}"));
        return Err(Failure::failed(
            complaint.with_help("no answer is given; please report this with the scenario and the command"),
        ));
    }
    let reasons = reasons_for_people(answering.form.format, &asked.scenario, &found, &effort.left(clock));
    let told = Told { scenario: &asked.scenario, found: &found, reasons: reasons.as_ref(), context: &asked.context };
    output.write(&written(&told, answering, output.screen()))?;
    Ok(if *fail_if_empty { unless_empty(&found) } else { Exit::Answered })
}

/// What there is to tell.
struct Told<'a> {
    scenario: &'a Scenario,
    found: &'a Acceptance,
    reasons: Option<&'a Reasons>,
    context: &'a RunContext,
}

/// Why nothing is agreed, for forms that people read; programs ask `explain`. What was not found out soon, or does not
/// stand up to the second look, is left to `explain` too.
fn reasons_for_people(format: Format, scenario: &Scenario, found: &Acceptance, effort: &Effort) -> Option<Reasons> {
    let is_read = matches!(format, Format::Table | Format::Markdown);
    if !is_read || !is_zero(&found.zone.agreed) || is_zero(&found.coherent) || effort.watch.is_stopped() {
        return None;
    }
    let time_limit = effort.time_limit.map_or(REASONS_LIMIT, |left| left.min(REASONS_LIMIT));
    let effort = Effort { time_limit: Some(time_limit), engine: EngineChoice::Auto, ..effort.clone() };
    let found = reasons(scenario, &effort, MOST_REASONS).ok()?;
    (is_zero(&found.agreed) && found.provenance.kind == AnswerKind::Exact).then_some(found)
}

/// The answer in its form.
fn written(told: &Told, answering: &Answering, screen: Screen) -> String {
    let Told { scenario, found, reasons, context } = *told;
    match answering.form.format {
        Format::Table if answering.details => {
            let style = Style { width: screen.width, color: screen.color };
            terminal::acceptance(scenario, found, reasons, context, style)
        }
        Format::Table => {
            let style = Style { width: screen.width, color: screen.color };
            terminal::answer(scenario, found, reasons, context, answering.top.map(|top| top as usize), style)
        }
        Format::Json => json::acceptance(scenario, found, context),
        Format::Markdown => markdown::acceptance(scenario, found, reasons, context),
        Format::Csv => csv::acceptance(scenario, found, context),
    }
}

/// What `--fail-if-empty` makes of the answer: only an agreed deal that was found will do.
fn unless_empty(found: &Acceptance) -> Exit {
    let said = match &found.zone.agreed {
        Count::Exact(n) if n.bits() > 0 => return Exit::Answered,
        Count::Samples(n) if *n > 0 => return Exit::Answered,
        Count::Exact(_) => "no deal is agreed",
        Count::Samples(_) => "no deal is agreed among the samples",
        Count::Unknown => "no deal is agreed as far as is known",
    };
    say(&format!("{said} (`--fail-if-empty`)"));
    Exit::Unmet
}
