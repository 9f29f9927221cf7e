//! Who can agree with whom, as a picture that is a table: a row a party, a column a set, dots joined where a party is in it,
//! and below each column how many deals all of it accept (after the UpSet plots of Lex and others 2014).

use crate::analysis::coalition::sets::{SetFindings, SetsFindings};
use crate::analysis::findings::Acceptance;
use crate::explorer::picture::dot;
use crate::report::coalition_rows::lists;
use crate::report::figure::{count, is_zero, probability};
use crate::report::part::Part;
use crate::report::sentence::coalitions as words;
use crate::report::sentence::page::{AS_CODED, NOT_PART, PART};
use crate::report::worlds;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;
use maud::{Markup, html};

/// How many sets the picture has room for; of more it shows the largest with a deal and the smallest without.
const MOST_COLUMNS: usize = 24;

/// The part about sets of parties, worlds and coalitions; nothing where there is one party, one world and one list.
#[must_use]
pub fn coalitions(scenario: &Scenario, found: &Acceptance, sets: Option<&SetsFindings>, is_living: bool) -> Markup {
    let (worlds, lists) = (worlds::part(scenario, found), lists(scenario, found));
    html! {
        @if !worlds.rows.is_empty() {
            section id="worlds" aria-labelledby="worlds-title" {
                h2 id="worlds-title" { (worlds.heading) }
                (part("worlds-title", &worlds, is_living))
            }
        }
        @if sets.is_some() || !lists.rows.is_empty() {
            section id="coalitions" aria-labelledby="coalitions-title" {
                h2 id="coalitions-title" { (words::WHO) }
                @if let Some(sets) = sets {
                    p { (words::headline(scenario, sets)) @if let Some(line) = words::context(sets) { " " (line) } }
                    @if is_living { p.remark.as-coded { (AS_CODED) } }
                    (matrix(scenario, sets))
                }
                @if !lists.rows.is_empty() {
                    h3 id="lists-title" { (lists.heading) }
                    (part("lists-title", &lists, is_living && sets.is_none()))
                }
            }
        }
    }
}

/// A part as a table below its heading, which has this id.
fn part(id: &str, part: &Part, is_living: bool) -> Markup {
    html! {
        p.legend { (part.legend) }
        @if is_living { p.remark.as-coded { (AS_CODED) } }
        div.scroll role="group" aria-labelledby=(id) {
            table {
                thead { tr { @for head in &part.heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in &part.rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 { th scope="row" dir="auto" { (cell) } } @else { td.figure { (cell) } }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(more) = &part.more { p.remark { (more) } }
    }
}

fn matrix(scenario: &Scenario, found: &SetsFindings) -> Markup {
    let is_edge = |one: &&SetFindings| {
        found.sets.len() <= MOST_COLUMNS
            || found.largest_with.contains(&one.parties)
            || found.smallest_without.contains(&one.parties)
    };
    let shown: Vec<&SetFindings> = found.sets.iter().filter(is_edge).take(MOST_COLUMNS).collect();
    let signing: Vec<PartyId> =
        scenario.parties.enumerate().filter(|(_, party)| party.signs).map(|(id, _)| id).collect();
    let is_between = |set: &[PartyId], row: PartyId| {
        (set.first().is_some_and(|first| *first < row), set.last().is_some_and(|last| *last > row))
    };
    let open = |one: &SetFindings| if is_zero(&one.agreed) { probability(one.any_probability) } else { String::new() };
    html! {
        div.scroll role="group" aria-labelledby="sets" {
            table.conflicts.sets {
                caption id="sets" { (words::PICTURE) }
                tbody {
                    @for row in &signing {
                        tr {
                            th scope="row" dir="auto" { (crate::report::naming::party_name(scenario, *row)) }
                            @for one in &shown {
                                @let is_part = one.parties.contains(row);
                                @let (above, below) = is_between(&one.parties, *row);
                                @let (above, below) = if is_part { (above, below) } else { (above && below, above && below) };
                                td.dot {
                                    (dot(is_part, above, below))
                                    span.unseen { (if is_part { PART } else { NOT_PART }) }
                                }
                            }
                        }
                    }
                    tr {
                        th scope="row" { (words::DEALS) }
                        @for one in &shown { td.number data-agreed=(count(&one.agreed).replace(',', "")) { (count(&one.agreed)) } }
                    }
                    tr {
                        th scope="row" { (words::IF_LINES_GIVE_WAY) }
                        @for one in &shown { td.number { (open(one)) } }
                    }
                    tr {
                        th scope="row" { (words::DECIDE) }
                        @for one in &shown { td.number { (words::DECIDES[usize::from(one.decides)]) } }
                    }
                }
            }
        }
        @if shown.len() < found.sets.len() { p.remark { (words::EDGES) } }
    }
}
