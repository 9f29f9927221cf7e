//! `zopa bench`: what each engine costs on a scenario, side by side.

use crate::analysis::measurement::{Measurement, ORDER, Plan, measure};
use crate::cli::amount::between;
use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::memory::GAUGE;
use crate::cli::request::{ask, effort};
use crate::cli::screen::Screen;
use crate::engine::ask::answer::EngineName;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::report::context::{RunContext, Style};
use crate::report::{measurement as report, terminal};
use crate::scenario::model::Scenario;
use clap::Args;
use std::time::Duration;

/// How long one measurement may take where no limit is given.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// Say what each engine costs on a scenario: time, speed, memory, and the use of threads
///
/// Every engine answers the whole question of `zopa run` on one thread, on two, on four, and so on up to all cores (or
/// on as many as `--threads` says), several times; the best time counts. A calibration loop runs beside them, so that
/// ratios can be compared across machines. Of the exact engine it is also said what its parts take where nothing but the
/// agreed deals is asked: ordering, count, and marginals (the count by value).
#[derive(Args, Debug)]
#[command(
    mut_arg("time_limit", |limit| limit.help("Stop one measurement after this time, such as `500ms`, `30s`, `2m` [default: 20s]")),
    mut_arg("samples", |samples| samples.help("Random proposals of the engine `simulate` [default: 10,000,000]")),
    mut_arg("engine", |engine| engine.help("Which engine is measured; `auto`: all of them, side by side")),
    after_help = "\
Examples:
  zopa bench scenarios/harbor.toml                       all engines side by side
  zopa bench scenarios/harbor.toml --engine enumerate    one of them
  zopa bench scenarios/harbor.toml --format json         for a program

Times are those of this machine at this moment; compare ratios."
)]
pub(crate) struct BenchArguments {
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    answering: Answering,

    /// Measure each this many times; the best counts
    #[arg(long, value_name = "N", value_parser = between::<u32>(1, 1000), default_value_t = 3, help_heading = "Work")]
    repeats: u32,
}

/// Answers.
pub(crate) fn bench(arguments: &BenchArguments) -> Result<Exit, Failure> {
    let BenchArguments { assumptions, work, answering, repeats } = arguments;
    let output = answering.form.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, Some(work))?;
    let effort = effort(work, answering.top(TOP), &asked.scenario);
    let effort = Effort { time_limit: effort.time_limit.or(Some(TIME_LIMIT)), ..effort };
    let plan = Plan { engines: engines(work.engine), threads: thread_counts(work.threads), repeats: *repeats };

    stop_on_interrupt(&effort.watch);
    let found = measure(&asked.scenario, &effort, &plan, GAUGE);
    asked.context.seed = effort.seed;
    output.write(&written(answering.form.format, &asked.scenario, &found, &asked.context, output.screen()))?;
    Ok(Exit::Answered)
}

/// Which engines are measured.
fn engines(choice: EngineChoice) -> Vec<EngineName> {
    match choice {
        EngineChoice::Auto => ORDER.to_vec(),
        EngineChoice::Exact => vec![EngineName::Exact],
        EngineChoice::Enumerate => vec![EngineName::Enumerate],
        EngineChoice::Simulate => vec![EngineName::Simulate],
    }
}

/// One thread, two, four, … and all cores; or one thread and as many as were asked for.
fn thread_counts(asked: Option<u16>) -> Vec<usize> {
    let most = asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let doubled = std::iter::successors(Some(1_usize), |n| n.checked_mul(2)).take_while(|n| *n < most);
    doubled.chain([most]).collect()
}

/// The answer in its form.
fn written(format: Format, scenario: &Scenario, found: &Measurement, context: &RunContext, screen: Screen) -> String {
    match format {
        Format::Table => {
            terminal::measurement(scenario, found, context, Style { width: screen.width, color: screen.color })
        }
        Format::Json => report::as_json(scenario, found, context),
        Format::Markdown => report::as_markdown(scenario, found, context),
        Format::Csv => report::as_csv(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_doubled_up_to_what_was_asked_for() {
        assert_eq!(thread_counts(Some(1)), [1]);
        assert_eq!(thread_counts(Some(2)), [1, 2]);
        assert_eq!(thread_counts(Some(6)), [1, 2, 4, 6]);
    }
}
