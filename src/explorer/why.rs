//! Why there is no deal, as a picture that is a table: a row a demand, a column a conflict, a dot where the demand is part
//! of it. Below it stand the unlocks, the likeliest first.

use crate::analysis::explanation::lists::Reasons;
use crate::explorer::picture::{bar, dot};
use crate::report::figure::{count, is_zero, probability};
use crate::report::naming;
use crate::report::sentence::because;
use crate::report::sentence::holders::{Group, groups};
use crate::report::sentence::page as words;
use crate::scenario::id::DemandId;
use crate::scenario::model::Scenario;
use maud::{Markup, html};

/// How many conflicts the picture has room for.
const MOST_COLUMNS: usize = 24;

/// The part about reasons.
#[must_use]
pub fn why(scenario: &Scenario, found: &Reasons, is_living: bool) -> Markup {
    html! {
        section id="why" aria-labelledby="why-title" {
            h2 id="why-title" { (words::WHY) }
            div id="why-coded" {
                p { (because::headline(scenario, found)) " " (because::context(scenario, found).join(" ")) }
                @if !found.conflicts.is_empty() { (conflicts(scenario, found)) }
                @if !found.unlocks.is_empty() { (unlocks(scenario, found)) }
            }
            // Filled by the script once the reader has changed something.
            @if is_living { div id="why-now" hidden {} }
        }
    }
}

fn conflicts(scenario: &Scenario, found: &Reasons) -> Markup {
    let shown: Vec<&Vec<DemandId>> = found.conflicts.iter().take(MOST_COLUMNS).collect();
    // Where the picture has room for all, the sentences put those together that differ only in the holder of a line.
    let is_whole = shown.len() == found.conflicts.len();
    let told = if is_whole { groups(scenario, found) } else { shown.iter().map(|one| Group::alone(one)).collect() };
    // The demands that are part of one, in file order, with their places in the columns.
    let mut rows: Vec<DemandId> = shown.iter().flat_map(|conflict| conflict.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    let is_between = |conflict: &[DemandId], row: DemandId| {
        let (first, last) = (conflict.iter().min(), conflict.iter().max());
        (first.is_some_and(|first| *first < row), last.is_some_and(|last| *last > row))
    };
    html! {
        div.scroll role="group" aria-labelledby="conflicts" {
            table.conflicts {
                caption id="conflicts" { (words::CONFLICTS) }
                thead {
                    tr {
                        th scope="col" { "demand" }
                        @for place in 1..=shown.len() { th.number scope="col" { (place) } }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr {
                            th scope="row" { (demand(scenario, found, *row)) }
                            @for conflict in &shown {
                                @let is_part = conflict.contains(row);
                                @let (above, below) = is_between(conflict, *row);
                                @let (above, below) = if is_part { (above, below) } else { (above && below, above && below) };
                                td.dot {
                                    (dot(is_part, above, below))
                                    span.unseen { (if is_part { words::PART } else { words::NOT_PART }) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if found.conflicts.len() > shown.len() { p.remark { (words::MORE_CONFLICTS) } }
        ol.sentences { @for conflict in &told { li dir="auto" { (because::conflict(scenario, found, conflict)) } } }
    }
}

/// A demand by its party and its title.
fn demand(scenario: &Scenario, found: &Reasons, id: DemandId) -> Markup {
    let Some(name) = found.demands.find(id) else { return html! {} };
    html! {
        bdi.party { (naming::party_name(scenario, name.party())) } ": " bdi { (naming::demand_title(scenario, name)) }
    }
}

fn unlocks(scenario: &Scenario, found: &Reasons) -> Markup {
    html! {
        div.scroll role="group" aria-labelledby="unlocks" {
            table.unlocks {
                caption id="unlocks" { (words::UNLOCKS) }
                thead { tr { @for column in words::UNLOCK_COLUMNS { th scope="col" { (column) } } } }
                tbody {
                    @for one in &found.unlocks {
                        tr {
                            td.chance { (bar(Some(one.chance))) span.figure { (probability(Some(one.chance))) } }
                            td {
                                ul { @for id in &one.demands { li { (demand(scenario, found, *id)) } } }
                                @if let Some(deal) = one.witness.as_ref().filter(|_| !is_zero(&one.agreed)) {
                                    details {
                                        summary { "one such deal" }
                                        ul { @for term in because::witness(scenario, deal) { li dir="auto" { (term) } } }
                                    }
                                }
                            }
                            td.figure { (count(&one.agreed)) }
                        }
                    }
                }
            }
        }
    }
}
