//! `zopa coalitions`: who can agree with whom.

use crate::analysis::coalition::sets::{MOST_SETS, SetsFindings, coalitions as find, largest_size};
use crate::cli::amount::between;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::screen::Screen;
use crate::engine::ask::effort::EngineChoice;
use crate::report::context::{RunContext, Style};
use crate::report::{coalitions as report, terminal};
use crate::scenario::model::Scenario;
use clap::Args;

/// How many sets are shown where nobody says how many.
const TOP: u32 = 40;

/// Say who can agree with whom: for every set of parties the deals that all of it accept
///
/// Of each set the coherent deals are counted that all of its parties accept with every line held, whatever the others say.
/// Up to 12 signing parties every set is asked; beyond, sets of up to three, as long as there are at most 5,000.
#[derive(Args, Debug)]
#[command(
    mut_arg("top", |top| top.help("Show at most this many sets in a list [default: 40]; JSON and CSV have all")),
    after_help = "\
Examples:
  zopa coalitions scenarios/harbor.toml                     every set of parties
  zopa coalitions scenarios/harbor.toml --size 2            pairs alone, and each party by itself
  zopa coalitions scenarios/harbor.toml --fix site=south    of the deals with this term
  zopa coalitions scenarios/harbor.toml --format csv        one row a set, for a spreadsheet"
)]
pub(crate) struct CoalitionsArguments {
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    answering: Answering,

    /// Ask sets of up to this many parties
    #[arg(long, value_name = "N", value_parser = between::<u16>(1, 200), help_heading = "Answer")]
    size: Option<u16>,
}

/// Answers.
pub(crate) fn coalitions(arguments: &CoalitionsArguments) -> Result<Exit, Failure> {
    let CoalitionsArguments { assumptions, work, answering, size } = arguments;
    if work.engine == EngineChoice::Simulate {
        let complaint =
            Complaint::new("`--engine simulate` is of no use to `zopa coalitions`: it counts deals and draws none");
        return Err(Failure::misused(complaint.with_help("use `exact`, `enumerate` or `auto`")));
    }
    let output = answering.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, Some(work))?;
    let largest = largest_size(&asked.scenario, size.map(usize::from)).map_err(|n_sets| {
        let message = format!("`--size {}`: {n_sets} sets of parties", size.unwrap_or_default());
        let most = format!("past 12 signing parties sets of up to 3 are asked, {MOST_SETS} at most");
        Failure::misused(Complaint::new(message).with_help(most))
    })?;
    let top = answering.top(TOP);
    let effort = effort(work, top, &asked.scenario);
    stop_on_interrupt(&effort.watch);
    let progress = Progress::of(&effort.watch);
    let found = find(&asked.scenario, &effort, largest);
    drop(progress);
    asked.context.run_info = !answering.no_run_info;
    output.write(&written(answering.form.format, &asked.scenario, (&found, top), &asked.context, output.screen()))?;
    Ok(Exit::Answered)
}

/// The answer in its form.
fn written(
    format: Format,
    scenario: &Scenario,
    (found, top): (&SetsFindings, usize),
    context: &RunContext,
    screen: Screen,
) -> String {
    match format {
        Format::Table => {
            terminal::coalitions(scenario, found, context, top, Style { width: screen.width, color: screen.color })
        }
        Format::Json => report::as_json(scenario, found, context),
        Format::Markdown => report::as_markdown(scenario, found, context, top),
        Format::Csv => report::as_csv(scenario, found),
    }
}
