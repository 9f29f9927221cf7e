//! `zopa frontier`: which deals waste nothing, and which of them each bargaining solution takes.

use crate::analysis::frontier::by_walk::{parties_with_utility, trace};

use crate::analysis::frontier::findings::{FrontierFindings, Question, Sort, Threat};
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::screen::Screen;
use crate::engine::ask::limit::Stopwatch;
use crate::engine::pareto::field::Over;
use crate::report::context::{RunContext, Style};
use crate::report::{frontier as report, terminal};
use crate::scenario::model::Scenario;
use crate::scenario::visible::visible;
use clap::{Args, ValueEnum};

/// Say which deals waste nothing, and which of them the bargaining solutions take
///
/// For parties with points or bonuses. A deal is on the Pareto frontier where no other is as good for everybody and better
/// for somebody (within 1e-9); deals of equal utilities all count. The solutions are looked for among the deals in which
/// no party gains less than nothing over its threat point: Nash has the greatest product of gains, Kalai–Smorodinsky the
/// greatest smallest share of a party's best gain there, the egalitarian the greatest smallest gain, the utilitarian the
/// greatest sum of utilities.
#[derive(Args, Debug)]
#[command(
    mut_arg("top", |top| top.help("List this many deals of the frontier, and of each solution [default: 10,000]")),
    after_help = "\
Examples:
  zopa frontier scenarios/deliberation.toml                    the table
  zopa frontier scenarios/deliberation.toml --over coherent    over all deals, agreed or not
  zopa frontier scenarios/deliberation.toml --threat lowest    gains from the lowest utility
  zopa frontier scenarios/deliberation.toml --sort welfare     the greatest sum of utilities first
  zopa frontier scenarios/deliberation.toml --format json      for a program

Where no deal is agreed there is no frontier (exit code 0); a scenario without utilities is bad usage (2)."
)]
pub(crate) struct FrontierArguments {
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    answering: Answering,

    /// Over which deals
    #[arg(long, value_name = "DEALS", value_enum, default_value_t, help_heading = "Answer")]
    over: Deals,

    /// From where gains are measured
    #[arg(long, value_name = "POINT", value_enum, default_value_t, help_heading = "Answer")]
    threat: ThreatPoint,

    /// List the frontier by what a party values most (`party:ID`) or by the sum of utilities (`welfare`) [default: deal order]
    #[arg(long, value_name = "party:ID|welfare", help_heading = "Answer")]
    sort: Option<String>,

    /// Show beside them what NegMAS 0.16.0 takes under the same names, by its own definitions
    #[arg(long, help_heading = "Answer")]
    negmas: bool,
}

/// Over which deals.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Deals {
    /// The agreed ones
    #[default]
    Agreed,
    /// All coherent ones
    Coherent,
}

/// From where gains are measured.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum ThreatPoint {
    /// The reservation; without one, the lowest utility over the coherent deals
    #[default]
    Reservation,
    /// Each party's lowest utility over the coherent deals
    Lowest,
}

/// Answers.
pub(crate) fn frontier(arguments: &FrontierArguments) -> Result<Exit, Failure> {
    let FrontierArguments { assumptions, work, answering, over, threat, sort, negmas } = arguments;
    let output = answering.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, Some(work))?;
    if parties_with_utility(&asked.scenario).is_empty() {
        let complaint = Complaint::new("no party has a utility, so no deal is better than another");
        return Err(Failure::misused(complaint.with_help("give parties `points` or a `bonus`; `zopa run` needs none")));
    }
    let question = Question {
        over: match over {
            Deals::Agreed => Over::Agreed,
            Deals::Coherent => Over::Coherent,
        },
        threat: match threat {
            ThreatPoint::Reservation => Threat::Reservation,
            ThreatPoint::Lowest => Threat::Lowest,
        },
        top: answering.top(10_000),
        negmas: *negmas,
        sort: sort.as_ref().map_or(Ok(Sort::default()), |word| order(&asked.scenario, word))?,
    };
    let effort = effort(work, question.top, &asked.scenario);

    stop_on_interrupt(&effort.watch);
    let clock = Stopwatch::start();
    let progress = Progress::of(&effort.watch);
    let found = trace(&asked.scenario, &effort, question);
    drop(progress);
    asked.context.seed = effort.seed;
    asked.context.seconds = clock.seconds();
    asked.context.run_info = !answering.no_run_info;
    output.write(&written(answering.form.format, &asked.scenario, &found, &asked.context, output.screen()))?;
    Ok(Exit::Answered)
}

/// What `--sort` means.
fn order(scenario: &Scenario, word: &str) -> Result<Sort, Failure> {
    let misused = |what: String, help: &str| Failure::misused(Complaint::new(what).with_help(help));
    if word == "welfare" {
        return Ok(Sort::Welfare);
    }
    let Some(id) = word.strip_prefix("party:") else {
        let what = format!("`--sort {}`: no such order", visible(word));
        return Err(misused(what, "one of `welfare`, and `party:` with the id of a party"));
    };
    let with_utility = parties_with_utility(scenario);
    let ids =
        with_utility.iter().filter_map(|id| scenario.parties.find(*id)).map(|party| format!("`party:{}`", party.id));
    let known = format!("parties with a utility: {}", ids.collect::<Vec<_>>().join(", "));
    let party = scenario.party_by_id(id).map_err(|wrong| misused(format!("`--sort`: {wrong}"), &known))?;
    if with_utility.contains(&party) {
        Ok(Sort::Party(party))
    } else {
        Err(misused(format!("`--sort {word}`: the party has no utility"), &known))
    }
}

/// The answer in its form.
fn written(
    format: Format,
    scenario: &Scenario,
    found: &FrontierFindings,
    context: &RunContext,
    screen: Screen,
) -> String {
    match format {
        Format::Table => {
            terminal::frontier(scenario, found, context, Style { width: screen.width, color: screen.color })
        }
        Format::Json => report::json::frontier(scenario, found, context),
        Format::Markdown => report::markdown::frontier(scenario, found, context),
        Format::Csv => report::csv::frontier(scenario, found),
    }
}
