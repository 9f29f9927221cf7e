//! `zopa explain`: why there is no deal, and what would open one.

use crate::analysis::comparison::{Comparison, Draft, compare};
use crate::analysis::explanation::lists::Reasons;
use crate::analysis::explanation::reasons::reasons;
use crate::cli::amount::between;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{ask, effort};
use crate::cli::screen::Screen;
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::report::context::{Amount, RunContext, Style};
use crate::report::{explanation, terminal};
use crate::scenario::id::IssueId;
use crate::scenario::model::{Scenario, Value};
use clap::Args;
use std::time::Duration;

/// How many conflicts and unlocks are listed where nobody says how many.
const MAX: u32 = 50;
/// How long it may take where nobody says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Say why there is no deal (conflicts), and what would open one (unlocks)
///
/// A conflict is a least set of red lines and reservations that no deal meets together; an unlock is a least set which,
/// given up, leaves an agreed deal. With `--proposal`, `--terms` or `--fix` the question is put to the deals with these
/// terms alone. Everything shown was checked a second way: by a count over all deals, or in a larger space, where a solver
/// explains, by diagrams and by deals judged straight from the rules; the answer says where a check or a count was too long.
#[derive(Args, Debug)]
#[command(
    mut_arg("details", |details| details.help("List each conflict and each unlock by itself, with every term of its deal; a table usually groups those that are alike, as far as there is room")),
    mut_arg("top", |top| top.help("With `--proposal`: list this many of the deals nearest to it")),
    mut_arg("samples", |samples| samples.help("Random deals to look at where all are too many, and neither a solver nor diagrams answer [default: 1,000,000]")),
    after_help = "\
Examples:
  zopa explain scenarios/harbor_deadlock.toml                        why nothing is left, and what would open a deal
  zopa explain scenarios/harbor.toml --proposal port_plan            which lines stand against a proposal
  zopa explain scenarios/harbor.toml --fix site=offshore             is any deal with the island possible, and if not, who blocks it?
  zopa explain scenarios/harbor.toml --terms jobs=none,fund=60       the same for terms of your own
  zopa explain scenarios/harbor_deadlock.toml --format json          for a program")]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    /// Only deals with the terms of this proposal
    #[arg(long, value_name = "PROPOSAL", conflicts_with = "terms", help_heading = "Assumptions")]
    proposal: Option<String>,

    /// Only deals with these terms, such as `troops=none,guarantors=us+uk`
    #[arg(long, value_name = "ISSUE=VALUE,…", help_heading = "Assumptions")]
    terms: Option<String>,

    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    answering: Answering,

    /// List this many conflicts, and as many unlocks [default: 50, of which a table shows what has room on two screens]
    #[arg(long, value_name = "N", value_parser = between::<u32>(0, 100_000), help_heading = "Answer")]
    max: Option<u32>,
}

/// Answers.
pub(crate) fn explain(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let ExplainArguments { assumptions, proposal, terms, work, answering, max } = arguments;
    if answering.top.is_some() && proposal.is_none() {
        let complaint = Complaint::new("`--top` lists the deals nearest to a proposal, and no proposal is named");
        return Err(Failure::misused(complaint.with_help("add `--proposal`, or leave it out")));
    }
    let output = answering.output([&assumptions.scenario])?;
    let asked = ask(assumptions, Some(work))?;
    let open = asked.scenario.clone();
    let named = proposal.as_ref().and_then(|word| open.proposals.find(open.proposal_by_id(word).ok()?));
    // A variant or a flag may fix a term otherwise than the proposal has it: no deal has both.
    let is_other = |(issue, term): &(IssueId, &Option<Value>)| {
        term.is_some() && open.fix[*issue].is_some_and(|fixed| Some(fixed) != **term)
    };
    let against: Vec<IssueId> =
        named.iter().flat_map(|named| named.terms.enumerate().filter(is_other).map(|(issue, _)| issue)).collect();
    let mut asked = if !against.is_empty() { asked } else { asked.fixing(proposal.as_deref(), terms.as_deref())? };
    let draft = named.map(|one| Draft { id: one.id.clone(), title: one.title.clone(), terms: one.terms.clone() });
    let effort = effort(work, answering.top(TOP), &asked.scenario);
    let effort = Effort { time_limit: effort.time_limit.or(Some(TIME_LIMIT)), ..effort };

    stop_on_interrupt(&effort.watch);
    let clock = Stopwatch::start();
    let progress = Progress::of(&effort.watch);
    let found = if against.is_empty() {
        reasons(&asked.scenario, &effort, max.unwrap_or(MAX) as usize)
    } else {
        Ok(Reasons::of_contradiction(&asked.scenario, against))
    };
    // How the proposal stands among all deals: the other way out is to change its terms.
    let compared = draft.map(|draft| compare(&open, vec![draft], &effort.left(clock)));
    drop(progress);
    asked.context.seconds = clock.seconds();
    asked.context.run_info = !answering.no_run_info;

    let fault = compared.as_ref().and_then(|compared| compared.fault.clone());
    let found = fault.map_or(found, Err).map_err(|fault| {
        let complaint = Complaint::new(format!("internal fault: {fault}"));
        Failure::failed(complaint.with_help("no answer is given; please report this with the scenario and the command"))
    })?;
    let proposal = compared.as_ref();
    let amount = match max {
        _ if answering.details => Amount::Details,
        Some(_) => Amount::Listed,
        None => Amount::Brief,
    };
    let format = answering.form.format;
    output.write(&written(format, &asked.scenario, (&found, proposal), &asked.context, (output.screen(), amount)))?;
    Ok(Exit::Answered)
}

/// The answer in its form.
fn written(
    format: Format,
    scenario: &Scenario,
    (found, proposal): (&Reasons, Option<&Comparison>),
    context: &RunContext,
    (screen, amount): (Screen, Amount),
) -> String {
    match format {
        Format::Table => terminal::explanation(
            scenario,
            found,
            proposal,
            context,
            (Style { width: screen.width, color: screen.color }, amount),
        ),
        Format::Json => explanation::as_json(scenario, found, proposal, context),
        Format::Markdown => explanation::as_markdown(scenario, found, proposal, context),
        Format::Csv => explanation::as_csv(scenario, found),
    }
}
