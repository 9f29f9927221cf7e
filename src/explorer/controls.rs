//! The switches of a living page: each demand held or not, each line's firmness, each issue's term.
//!
//! They are hidden until the script shows them, so that a page without scripts has no dead switch.

use crate::explorer::table::MOST_ROWS;
use crate::report::naming;
use crate::report::sentence::page as words;
use crate::rule::demand::{demands, demands_of};
use crate::scenario::id::{DemandId, Id};
use crate::scenario::model::{Issue, IssueKind, Scenario, Value};
use maud::{Markup, html};

/// The switches.
#[must_use]
pub fn controls(scenario: &Scenario) -> Markup {
    let demands = demands(scenario);
    html! {
        aside id="controls" hidden aria-labelledby="controls-title" {
            details open {
                summary { h2 id="controls-title" { (words::CHANGE) } }
                p.legend { (words::CHANGE_LEGEND) }
                button type="button" id="reset" { (words::RESET) }
                @for (id, party) in scenario.parties.enumerate() {
                    fieldset {
                        legend dir="auto" { (party.name) }
                        @for place in demands_of(&demands, id) {
                            @let demand = &demands[DemandId::from_place(place)];
                            div.switch {
                                label {
                                    input type="checkbox" checked data-held=(place);
                                    " "
                                    bdi { (naming::demand_title(scenario, demand)) }
                                }
                                @if let Some(line) = scenario.red_line(demand) {
                                    @let middle = line.firmness.midpoint();
                                    div.slider {
                                        input type="range" min="0" max="1" step="0.01" value=(middle) data-firmness=(place)
                                            aria-label={ (words::FIRMNESS) ": " (line.title) };
                                        output { (middle) }
                                    }
                                }
                            }
                        }
                    }
                }
                fieldset {
                    legend { (words::FIX) }
                    @for (id, issue) in scenario.issues.enumerate() {
                        @if may_fix(issue) && scenario.fix.find(id).copied().flatten().is_none() {
                            (term(id.place(), issue))
                        }
                    }
                }
                p.command { (words::SAME_COMMAND) " " code id="command" dir="ltr" {} }
            }
        }
    }
}

/// What is seen beside what was: filled in by the script once something was changed.
#[must_use]
pub fn changes() -> Markup {
    let [pin, unpin, keep, name] = words::VIEWS;
    html! {
        section id="changes" hidden aria-labelledby="changes-title" data-figure="changes" {
            h2 id="changes-title" { (words::CHANGES) }
            p.legend { (words::CHANGES_LEGEND) }
            p id="opened" {}
            p id="closed" {}
            div.scroll role="group" aria-labelledby="changes-title" {
                table.changes {
                    thead { tr { @for column in words::CHANGES_COLUMNS { th scope="col" { (column) } } } }
                    tbody {
                        @for row in words::CHANGES_ROWS { tr { th scope="row" { (row) } td.before {} td.now {} } }
                    }
                }
            }
            p.buttons { button type="button" id="pin" { (pin) } " " button type="button" id="unpin" { (unpin) } }
            p.buttons {
                label { (name) " " input type="text" id="view-name" maxlength="80"; } " "
                button type="button" id="keep-view" { (keep) }
            }
            ul id="views" {}
        }
    }
}

/// Whether an issue's values are few enough to choose among.
fn may_fix(issue: &Issue) -> bool {
    let is_members = matches!(issue.kind, IssueKind::Members { .. });
    (if is_members { issue.n_rows() } else { issue.n_values() }) <= MOST_ROWS
}

/// The term of one issue: one of its values, or exactly some members.
fn term(place: usize, issue: &Issue) -> Markup {
    match &issue.kind {
        IssueKind::Members { members, .. } => html! {
            fieldset.members {
                legend dir="auto" { (issue.title) }
                label { input type="checkbox" data-fix-members=(place); " " (words::EXACTLY) }
                @for (at, member) in members.iter().enumerate() {
                    label.member { input type="checkbox" disabled data-member-of=(place) value=(at); " " bdi { (member.title) } }
                }
            }
        },
        _ => html! {
            label.term {
                span dir="auto" { (issue.title) }
                select data-fix=(place) {
                    option value="" { (words::NOT_FIXED) }
                    @for value in 0..issue.n_values() {
                        option value=(value) dir="auto" { (naming::value_title(issue, Value(value))) }
                    }
                }
            }
        },
    }
}
