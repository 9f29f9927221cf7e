//! Proposals side by side: who accepts, which lines are crossed, how likely; then each with its terms and its source.

use crate::analysis::comparison::{Accepts, Comparison, Position, ProposalFindings};
use crate::explorer::lines::{citations, quote};
use crate::report::figure::{NONE, probability, whole};
use crate::report::naming;
use crate::report::sentence::side_by_side;
use crate::report::sentence::{self, page as words};
use crate::scenario::id::DemandId;
use crate::scenario::model::Scenario;
use maud::{Markup, html};
use num_bigint::BigUint;

/// The part about proposals; nothing where there is none.
#[must_use]
pub fn proposals(scenario: &Scenario, found: &Comparison, is_memo: bool) -> Markup {
    if found.proposals.is_empty() {
        return html! {};
    }
    html! {
        section id="proposals" aria-labelledby="proposals-title" {
            h2 id="proposals-title" { (words::PROPOSALS) }
            p id="proposals-headline" { (side_by_side::headline(scenario, found)) }
            @for line in side_by_side::context(found) { p { (line) } }
            div.scroll role="group" aria-labelledby="proposals-title" {
                table.proposals {
                    thead {
                        tr {
                            @for column in words::PROPOSAL_COLUMNS { th scope="col" { (column) } }
                            @for party in &scenario.parties { th scope="col" dir="auto" { (party.name) } }
                        }
                    }
                    tbody {
                        @for (place, one) in found.proposals.iter().enumerate() { (row(scenario, found, place, one)) }
                    }
                }
            }
            h3 { (words::TERMS) }
            p.remark.as-coded { (words::AS_CODED) }
            // A memo has no script that would open the cards for paper.
            div.cards { @for one in &found.proposals { (card(scenario, found, one, is_memo)) } }
        }
    }
}

fn row(scenario: &Scenario, found: &Comparison, place: usize, one: &ProposalFindings) -> Markup {
    let number = |figure: &Option<BigUint>| figure.as_ref().map_or_else(String::new, ToString::to_string);
    html! {
        tr id={ "proposal-" (place) }
            data-completions=(number(&one.completions))
            data-agreed=(number(&one.agreed))
            data-best=(one.probability.map(|best| best.to_string()).unwrap_or_default())
        {
            th scope="row" dir="auto" { (one.draft.title) }
            td.agreed {
                @match (&one.agreed, &one.completions) {
                    (Some(agreed), Some(completions)) => { (whole(agreed)) " of " (whole(completions)) },
                    _ => { (NONE) },
                }
            }
            td.best { (probability(one.probability)) }
            @for position in &one.parties {
                td.position data-crossed=(names(scenario, found, &position.crossed).join(" ")) {
                    span.word { (stands(one, position)) }
                    ul { @for title in titles(scenario, found, &position.crossed) { li dir="auto" { (title) } } }
                }
            }
        }
    }
}

fn stands(one: &ProposalFindings, position: &Position) -> &'static str {
    let [all, some, none, no_completion] = words::ACCEPTS;
    match position.accepts {
        _ if one.completions == Some(BigUint::ZERO) => no_completion,
        Some(Accepts::All) => all,
        Some(Accepts::Some) => some,
        Some(Accepts::None) => none,
        None => no_completion,
    }
}

/// What a reader calls them.
fn titles(scenario: &Scenario, found: &Comparison, demands: &[DemandId]) -> Vec<String> {
    demands.iter().filter_map(|id| found.demands.find(*id)).map(|name| naming::demand_title(scenario, name)).collect()
}

fn names(scenario: &Scenario, found: &Comparison, demands: &[DemandId]) -> Vec<String> {
    demands.iter().filter_map(|id| found.demands.find(*id)).map(|name| scenario.demand_text(name)).collect()
}

fn card(scenario: &Scenario, found: &Comparison, one: &ProposalFindings, is_open: bool) -> Markup {
    let proposal = scenario.proposals.iter().find(|proposal| proposal.id == one.draft.id);
    let crossed: Vec<DemandId> =
        one.parties.iter().flat_map(|position: &Position| position.crossed.iter().copied()).collect();
    let near = [(&one.nearest, true), (&one.nearest_likely, false)];
    html! {
        details.card open[is_open] {
            summary { bdi { (one.draft.title) } }
            dl {
                @for (id, term) in one.draft.terms.enumerate() {
                    @let issue = &scenario.issues[id];
                    dt dir="auto" { (issue.title) }
                    dd dir="auto" {
                        @match term {
                            Some(value) => { (naming::value_title(issue, *value)) },
                            None => { em { (sentence::OPEN) } },
                        }
                    }
                }
            }
            @for contradiction in side_by_side::contradictions(scenario, one) { p dir="auto" { (contradiction) } }
            @for id in crossed {
                @if let Some(line) = found.demands.find(id).and_then(|name| scenario.red_line(name)) {
                    p { (sentence::CROSSES) " " bdi { (line.title) } }
                    (quote(line))
                }
            }
            @for (near, is_agreed) in near {
                @if let Some(near) = near {
                    p { (side_by_side::near(near, is_agreed)) }
                    ul {
                        @for (deal, changes) in near.deals.iter().take(3) {
                            li dir="auto" {
                                (changes.iter().map(|id| side_by_side::change(scenario, &one.draft.terms, deal, *id)).collect::<Vec<_>>().join("; "))
                            }
                        }
                    }
                }
            }
            @if let Some(proposal) = proposal {
                (citations(scenario, &proposal.sources))
                @if let Some(note) = &proposal.note { p.note dir="auto" { (note) } }
            }
        }
    }
}
