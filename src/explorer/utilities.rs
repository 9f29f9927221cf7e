//! What deals are worth: a strip a party with the deals of the frontier and the bargaining solutions on it, and its numbers.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{Found, FrontierFindings, ValuedDeal};
use crate::explorer::picture::{SOLUTION_SHAPES, strip};
use crate::explorer::scatter::scatters;
use crate::report::figure::{NONE, points};
use crate::report::sentence::frontier::{context, headline, name};
use crate::report::sentence::page as words;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;
use maud::{Markup, html};

/// How many ticks a strip has room for.
const MOST_TICKS: usize = 500;

/// The part about utilities.
#[must_use]
pub fn worth(scenario: &Scenario, findings: &FrontierFindings) -> Markup {
    html! {
        section id="worth" aria-labelledby="worth-title" {
            h2 id="worth-title" { (words::WORTH) }
            p { (headline(findings)) }
            p.remark.as-coded { (words::AS_CODED) }
            @if let Some(line) = context(scenario, findings) { p { (line) } }
            @if let Some(found) = &findings.found { (strips(scenario, findings, found)) (scatters(scenario, findings, found)) }
        }
    }
}

fn strips(scenario: &Scenario, findings: &FrontierFindings, found: &Found) -> Markup {
    let first = |place: usize| found.solutions.get(place).and_then(Option::as_ref).and_then(|one| one.deals.first());
    let of =
        |deal: Option<&ValuedDeal>, party: PartyId| deal.and_then(|deal| deal.utility.find(party).copied().flatten());
    let at = |party: PartyId| [0, 1, 2, 3].map(|place| of(first(place), party));
    let ticks = |party: PartyId| {
        let mut ticks: Vec<f64> = found.deals.iter().filter_map(|deal| of(Some(deal), party)).collect();
        ticks.sort_by(f64::total_cmp);
        ticks.dedup();
        ticks.truncate(MOST_TICKS);
        ticks
    };
    let shown = |figure: Option<f64>| figure.map_or_else(|| NONE.to_owned(), points);
    html! {
        p.legend { (words::WORTH_LEGEND) }
        div.scroll role="group" aria-labelledby="worth-title" {
            table.worth {
                thead {
                    tr {
                        @for column in words::WORTH_COLUMNS { th scope="col" { (column) } }
                        @for (solution, shape) in Solution::ALL.into_iter().zip(SOLUTION_SHAPES) {
                            th scope="col" { span aria-hidden="true" { (shape) } " " (name(solution)) }
                        }
                    }
                }
                tbody {
                    @for (place, party) in findings.parties.iter().enumerate() {
                        @let threat = found.threat.as_ref().and_then(|all| all.get(place).copied());
                        tr {
                            th scope="row" dir="auto" { (scenario.parties[*party].name) }
                            td { (strip(&ticks(*party), threat, &at(*party))) }
                            td.figure { (shown(threat)) }
                            @for figure in at(*party) { td.figure { (shown(figure)) } }
                        }
                    }
                }
            }
        }
    }
}
