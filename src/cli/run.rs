//! `zopa run`: which terms could be accepted, by whom, and how likely.

use crate::analysis::acceptance::accept;
use crate::analysis::findings::Acceptance;
use crate::analysis::witness::contradiction;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::screen::{Screen, say};
use crate::engine::ask::answer::Count;
use crate::engine::ask::limit::Stopwatch;
use crate::report::context::{RunContext, Style};
use crate::report::{csv, json, markdown, terminal};
use crate::scenario::model::Scenario;
use clap::Args;

/// Say which terms could be accepted, by whom, and how likely
///
/// Looks at every deal that the scenario allows (or at random ones, where they are too many) and counts those that cross
/// nobody's red line. A million random proposals stand beside the count as its independent witness.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa run scenarios/harbor.toml                                   the table
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
    let output = answering.form.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, Some(work))?;
    let effort = effort(work, answering.top(TOP), &asked.scenario);

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
    output.write(&written(answering.form.format, &asked.scenario, &found, &asked.context, output.screen()))?;
    Ok(if *fail_if_empty { unless_empty(&found) } else { Exit::Answered })
}

/// The answer in its form.
fn written(format: Format, scenario: &Scenario, found: &Acceptance, context: &RunContext, screen: Screen) -> String {
    match format {
        Format::Table => {
            let style = Style { width: screen.width, color: screen.color };
            terminal::acceptance(scenario, found, context, style)
        }
        Format::Json => json::acceptance(scenario, found, context),
        Format::Markdown => markdown::acceptance(scenario, found, context),
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
