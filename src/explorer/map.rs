//! The map: every value of every issue, what it comes to, and who accepts it.
//!
//! A row carries its exact figures as attributes (`data-deals`, `data-agreed`, `data-best`, `data-mean`, `data-verdict`),
//! for whoever reads the page by program.

use crate::analysis::findings::{Acceptance, ValueFindings};
use crate::explorer::picture::{bar, verdict_shape};
use crate::explorer::table::MOST_ROWS;
use crate::report::figure::{count, percent, probability};
use crate::report::naming;
use crate::report::rows::{self, Blocker};
use crate::report::sentence::{self, page as words};
use crate::scenario::id::{DemandId, Id, IssueId};
use crate::scenario::model::{Issue, Scenario, Verdict};
use maud::{Markup, html};

/// The verdicts that a page shows.
pub const VERDICTS: [Verdict; 5] =
    [Verdict::Certain, Verdict::Possible, Verdict::Blocked, Verdict::Impossible, Verdict::Unseen];

/// The map of all issues.
#[must_use]
pub fn map(scenario: &Scenario, found: &Acceptance) -> Markup {
    html! {
        section id="map" aria-labelledby="map-title"
            data-agreed=(count(&found.zone.agreed).replace(',', ""))
            data-coherent=(count(&found.coherent).replace(',', ""))
        {
            h2 id="map-title" { (words::MAP) }
            p.legend { (words::MAP_LEGEND) }
            p.legend {
                @for verdict in VERDICTS {
                    @if verdict != Verdict::Unseen || found.samples.is_some() {
                        span.key { span aria-hidden="true" { (verdict_shape(verdict)) } " " (verdict.word()) } " "
                    }
                }
            }
            @for (id, issue) in scenario.issues.enumerate() { (of_issue(scenario, found, id, issue)) }
        }
    }
}

fn of_issue(scenario: &Scenario, found: &Acceptance, id: IssueId, issue: &Issue) -> Markup {
    let is_long = issue.n_rows() > MOST_ROWS;
    let Some(values) = found.issues.find(id) else { return html! {} };
    html! {
        div.scroll role="group" aria-labelledby={ "issue-" (id.place()) } {
            table.map {
                caption id={ "issue-" (id.place()) } dir="auto" { (issue.title) }
                thead {
                    tr {
                        @for column in words::MAP_COLUMNS { th scope="col" { (column) } }
                        @for party in &scenario.parties { th scope="col" dir="auto" { (party.name) } }
                        th scope="col" { (sentence::BLOCKED_BY_COLUMN) }
                    }
                }
                tbody {
                    @if is_long {
                        @for (row, first) in runs(scenario, found, id) { (run(scenario, found, &row, (id, first))) }
                    } @else {
                        @for (place, value) in values.iter().enumerate() {
                            (of_value(scenario, found, issue, (id, u32::try_from(place).unwrap_or(0)), value))
                        }
                    }
                }
            }
        }
        @if is_long { p.remark { (words::RUNS) } }
    }
}

fn of_value(
    scenario: &Scenario,
    found: &Acceptance,
    issue: &Issue,
    (id, place): (IssueId, u32),
    value: &ValueFindings,
) -> Markup {
    html! {
        tr id={ "row-" (id.place()) "-" (place) }
            data-deals=(count(&value.deals).replace(',', ""))
            data-agreed=(count(&value.agreed).replace(',', ""))
            data-best=(value.best_probability.map(|best| best.to_string()).unwrap_or_default())
            data-mean=(value.mean_probability.value.map(|mean| mean.to_string()).unwrap_or_default())
            data-verdict=(value.verdict.word())
        {
            th scope="row" dir="auto" { (naming::row_title(issue, place)) }
            (verdict(value.verdict))
            td.zone { (bar(value.zopa_share.value)) span.figure { (percent(value.zopa_share.value)) } }
            td.best { (probability(value.best_probability)) }
            @for share in &value.accepted_by {
                td.accepts { (bar(share.value)) span.figure { (percent(share.value)) } }
            }
            td.blockers { (blockers(scenario, found, value.verdict, &value.blocked_by)) }
        }
    }
}

fn verdict(verdict: Verdict) -> Markup {
    html! {
        td.verdict { span.shape aria-hidden="true" { (verdict_shape(verdict)) } " " span.word { (verdict.word()) } }
    }
}

fn blockers(scenario: &Scenario, found: &Acceptance, verdict: Verdict, demands: &[DemandId]) -> Markup {
    html! {
        @if verdict == Verdict::Blocked {
            @if demands.is_empty() { (sentence::TOGETHER) }
            @for (at, id) in demands.iter().enumerate() {
                @if let Some(name) = found.demands.find(*id) {
                    @if at > 0 { "; " }
                    bdi { (naming::party_name(scenario, name.party())) } ": " bdi { (naming::demand_title(scenario, name)) }
                }
            }
        }
    }
}

/// The runs of an issue, each with the place of its first value.
fn runs(scenario: &Scenario, found: &Acceptance, id: IssueId) -> Vec<(rows::Row, usize)> {
    let mut next = 0;
    let mut placed = Vec::new();
    for row in rows::rows(scenario, found, id) {
        let first = next;
        next += row.n_values;
        placed.push((row, first));
    }
    placed
}

/// A run of values that fare alike.
fn run(scenario: &Scenario, found: &Acceptance, row: &rows::Row, (id, first): (IssueId, usize)) -> Markup {
    let agreed = crate::report::figure::size(&row.agreed);
    let zone = crate::report::figure::size(&found.zone.agreed).filter(|zone| *zone > 0.0);
    let share = agreed.zip(zone).map(|(agreed, zone)| agreed / zone);
    let demands = match &row.blocker {
        Blocker::Demands(demands) => demands.as_slice(),
        _ => &[],
    };
    html! {
        tr.run data-issue=(id.place()) data-first=(first) data-last=((first + row.n_values).saturating_sub(1)) {
            th scope="row" dir="auto" { (row.label) }
            (verdict(row.verdict))
            td.zone { (bar(share)) span.figure { (percent(share)) } }
            td.best { (probability(row.best_probability)) }
            @for share in &row.accepted_by {
                td.accepts { (bar(*share)) span.figure { (percent(*share)) } }
            }
            td.blockers { (blockers(scenario, found, row.verdict, demands)) }
        }
    }
}
