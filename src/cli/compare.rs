//! `zopa compare`: proposals side by side.

use crate::analysis::comparison::{Comparison, Draft, compare as compare_drafts};
use crate::analysis::talk::endings::{Endings, endings};
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP, Work};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{Asked, ask, complaint, effort};
use crate::cli::screen::Screen;
use crate::engine::ask::limit::Stopwatch;
use crate::report::context::{RunContext, Style};
use crate::report::{comparison, terminal};
use crate::scenario::id::ProposalId;
use crate::scenario::model::Scenario;
use clap::Args;

/// Put proposals side by side: who accepts what, and what would have to change
///
/// Every way to complete a proposal is judged, and every deal for the nearest agreed ones (or diagrams find those, where the
/// deals are too many): those that differ from the proposal in the fewest of its terms. Where no deal is agreed, the nearest
/// of the most probable deals are shown instead.
#[derive(Args, Debug)]
#[command(
    mut_arg("top", |top| top.help("List this many of the deals nearest to a proposal")),
    after_help = "\
Examples:
  zopa compare scenarios/harbor.toml                                    all proposals of the file
  zopa compare scenarios/harbor.toml port_plan compromise               these two
  zopa compare scenarios/harbor.toml port_plan --terms \"site=south,jobs=all\"    one of the file, and terms of one's own
  zopa compare scenarios/harbor.toml --variant no_island_line           under other assumptions
  zopa compare scenarios/ukraine_security_guarantees.toml --matrix      many proposals, one line each
  zopa compare scenarios/harbor.toml --format markdown -o memo.md       for a memo

A term that contradicts a fixed one leaves a proposal without any completion.")]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    /// Proposals of the scenario [default: all, unless `--terms` are given]
    #[arg(value_name = "PROPOSAL")]
    proposals: Vec<String>,

    #[command(flatten)]
    work: Work,

    /// Terms of your own, such as `troops=none,guarantors=us+uk`; an issue left out is open (may be given for several)
    #[arg(long, value_name = "ISSUE=VALUE,…", help_heading = "Answer")]
    terms: Vec<String>,

    /// All proposals of the scenario beside the `--terms`
    #[arg(long, conflicts_with = "proposals", help_heading = "Answer")]
    all: bool,

    /// Only one line a proposal, and the terms in which they differ
    #[arg(long, help_heading = "Answer")]
    matrix: bool,
    #[command(flatten)]
    answering: Answering,
}

/// Answers.
pub(crate) fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let CompareArguments { assumptions, work, answering, .. } = arguments;
    let output = answering.output([&assumptions.scenario])?;
    let asked = ask(assumptions, Some(work))?;
    let drafts = drafts(arguments, &asked)?;
    let effort = effort(work, answering.top(TOP), &asked.scenario);

    stop_on_interrupt(&effort.watch);
    let progress = Progress::of(&effort.watch);
    let clock = Stopwatch::start();
    let ends = drafts.clone();
    let found = compare_drafts(&asked.scenario, drafts, &effort);
    let ends = endings(&asked.scenario, &ends, &effort.left(clock));
    drop(progress);

    if let Some(fault) = &found.fault {
        let complaint = Complaint::new(format!("internal fault: {fault}"));
        return Err(Failure::failed(
            complaint.with_help("no answer is given; please report this with the scenario and the command"),
        ));
    }
    output.write(&written(arguments, &asked.scenario, (&found, &ends), &asked.context, output.screen()))?;
    Ok(Exit::Answered)
}

/// What is to be compared: proposals in the order of the file, then terms in the order typed.
fn drafts(arguments: &CompareArguments, asked: &Asked) -> Result<Vec<Draft>, Failure> {
    let scenario = &asked.scenario;
    let mut complaints = Vec::new();
    let mut chosen: Vec<ProposalId> = Vec::new();
    for word in &arguments.proposals {
        match scenario.proposal_by_id(word) {
            Ok(id) if chosen.contains(&id) => {
                let twice = Complaint::new(format!("the proposal `{word}` is given twice"));
                complaints.push(twice.with_help("leave one of the two out"));
            }
            Ok(id) => chosen.push(id),
            Err(wrong) => complaints.push(complaint("PROPOSAL", &wrong)),
        }
    }
    if arguments.all || (arguments.proposals.is_empty() && arguments.terms.is_empty()) {
        chosen = scenario.proposals.ids().collect();
    }
    chosen.sort_unstable();
    let named = |id: &ProposalId| {
        let proposal = &scenario.proposals[*id];
        Draft { id: proposal.id.clone(), title: proposal.title.clone(), terms: proposal.terms.clone() }
    };
    let mut drafts: Vec<Draft> = chosen.iter().map(named).collect();
    for (place, text) in arguments.terms.iter().enumerate() {
        match scenario.parse_terms(text) {
            Err(wrong) => complaints.extend(wrong.iter().map(|wrong| complaint("--terms", wrong))),
            Ok(settled) => {
                let mut terms = scenario.open_terms();
                for (issue, value) in settled {
                    terms[issue] = Some(value);
                }
                // No id of a file has a blank in it.
                drafts.push(Draft { id: format!("terms {}", place + 1), title: text.trim().to_owned(), terms });
            }
        }
    }
    if drafts.is_empty() && complaints.is_empty() {
        let complaint = Complaint::new("there is nothing to compare: the scenario has no proposal");
        complaints.push(complaint.with_help("add a [proposal] table, or give terms with `--terms ISSUE=VALUE,…`"));
    }
    if complaints.is_empty() { Ok(drafts) } else { Err(Failure { exit: Exit::Misused, complaints }) }
}

/// The answer in its form.
fn written(
    arguments: &CompareArguments,
    scenario: &Scenario,
    (found, ends): (&Comparison, &[Endings]),
    context: &RunContext,
    screen: Screen,
) -> String {
    match arguments.answering.form.format {
        Format::Table => {
            let style = Style { width: screen.width, color: screen.color };
            terminal::comparison(scenario, (found, ends), context, style, arguments.matrix)
        }
        Format::Json => comparison::as_json(scenario, (found, ends), context),
        Format::Markdown => comparison::as_markdown(scenario, (found, ends), context, arguments.matrix),
        Format::Csv => comparison::as_csv(scenario, found),
    }
}
