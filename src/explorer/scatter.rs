//! Two parties' utilities as a picture: the deals of the frontier as dots, the bargaining solutions by their shapes, the
//! proposals as crosses, and the point from which each party would rather walk away. Its numbers stand below it as a table.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{Found, FrontierFindings, ValuedDeal};
use crate::explorer::picture::{SOLUTION_SHAPES, number};
use crate::report::figure::{NONE, points};
use crate::report::naming;
use crate::report::sentence::frontier::name;
use crate::report::sentence::page as words;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;
use maud::{Markup, html};

/// How many pairs of parties are drawn.
const MOST_PAIRS: usize = 6;
/// How many deals of the frontier are listed with their numbers.
const MOST_LISTED: usize = 100;

/// The pictures of the first pairs of parties, and the numbers of the frontier.
#[must_use]
pub fn scatters(scenario: &Scenario, findings: &FrontierFindings, found: &Found) -> Markup {
    let of = |place: usize| findings.parties.get(place).copied().map(|party| (place, party));
    let n = findings.parties.len();
    let pairs = (0..n).flat_map(|right| (0..right).map(move |left| (left, right)));
    let pairs = pairs.filter_map(|(left, right)| of(left).zip(of(right))).take(MOST_PAIRS);
    html! {
        @if n > 1 {
            p.legend { (words::SCATTER_LEGEND) }
            div.scatters { @for (across, up) in pairs { (scatter(scenario, found, across, up)) } }
        }
        (numbers(scenario, findings, found))
    }
}

/// What is drawn of one pair: points by what they are.
struct Drawn {
    frontier: Vec<(f64, f64)>,
    threat: Option<(f64, f64)>,
    solutions: Vec<(&'static str, f64, f64)>,
    proposals: Vec<(f64, f64)>,
}

impl Drawn {
    fn all(&self) -> impl Iterator<Item = (f64, f64)> {
        let solutions = self.solutions.iter().map(|(_, across, up)| (*across, *up));
        self.frontier.iter().copied().chain(self.threat).chain(self.proposals.iter().copied()).chain(solutions)
    }

    /// The lowest and the highest of one coordinate, never the same.
    fn ends(&self, of: impl Fn((f64, f64)) -> f64) -> (f64, f64) {
        let (low, high) =
            self.all().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        if low < high { (low, high) } else { (low - 1.0, low + 1.0) }
    }
}

fn scatter(scenario: &Scenario, found: &Found, across: (usize, PartyId), up: (usize, PartyId)) -> Markup {
    let both = |deal: &ValuedDeal| {
        let of = |party: PartyId| deal.utility.find(party).copied().flatten();
        of(across.1).zip(of(up.1))
    };
    let mut frontier: Vec<(f64, f64)> = found.deals.iter().filter_map(both).collect();
    frontier.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    frontier.dedup();
    let solution = |(place, shape): (usize, &'static str)| {
        let first = found.solutions.get(place)?.as_ref()?.deals.first()?;
        both(first).map(|(across, up)| (shape, across, up))
    };
    let drawn = Drawn {
        threat: found.threat.as_ref().and_then(|all| all.get(across.0).copied().zip(all.get(up.0).copied())),
        solutions: SOLUTION_SHAPES.into_iter().enumerate().filter_map(solution).collect(),
        proposals: found.proposals.iter().filter_map(|one| both(&one.nearest.as_ref()?.valued)).collect(),
        frontier,
    };
    if drawn.all().next().is_none() {
        return html! {};
    }
    let ((left, right), (low, high)) = (drawn.ends(|at| at.0), drawn.ends(|at| at.1));
    let x = |at: f64| 14.0 + 272.0 * (at - left) / (right - left);
    let y = |at: f64| 206.0 - 192.0 * (at - low) / (high - low);
    let (across_name, up_name) = (naming::party_name(scenario, across.1), naming::party_name(scenario, up.1));
    html! {
        figure {
            svg.scatter viewBox="0 0 300 220" role="img" aria-label={ (words::SCATTER) ": " (across_name) ", " (up_name) } {
                rect.frame x="6" y="6" width="288" height="208" {}
                @if let Some((at, over)) = drawn.threat {
                    line.threat x1=(number(x(at))) y1="6" x2=(number(x(at))) y2="214" {}
                    line.threat x1="6" y1=(number(y(over))) x2="294" y2=(number(y(over))) {}
                }
                @for (at, over) in &drawn.frontier { circle.deal cx=(number(x(*at))) cy=(number(y(*over))) r="2.5" {} }
                @for (at, over) in &drawn.proposals {
                    text.proposal x=(number(x(*at))) y=(number(y(*over) + 4.0)) text-anchor="middle" { "✕" }
                }
                @for (place, (shape, at, over)) in drawn.solutions.iter().enumerate() {
                    // Solutions on one deal stand side by side.
                    @let before = drawn.solutions.iter().take(place).filter(|(_, a, o)| a == at && o == over);
                    @let beside = before.fold(0.0, |aside, _| aside + 11.0);
                    text.solution x=(number(x(*at) + beside)) y=(number(y(*over) + 4.0)) text-anchor="middle" { (shape) }
                }
            }
            figcaption {
                "→ " bdi { (across_name) } " " (points(left)) " … " (points(right))
                br;
                "↑ " bdi { (up_name) } " " (points(low)) " … " (points(high))
            }
        }
    }
}

/// The numbers of the pictures: the solutions, the proposals and the frontier, a column a party.
fn numbers(scenario: &Scenario, findings: &FrontierFindings, found: &Found) -> Markup {
    let row = |label: Markup, deal: &ValuedDeal| {
        let figure = |party: PartyId| deal.utility.find(party).copied().flatten();
        let shown = |party: PartyId| figure(party).map_or_else(|| NONE.to_owned(), points);
        html! {
            tr {
                th scope="row" { (label) }
                @for party in &findings.parties { td.figure { (shown(*party)) } }
            }
        }
    };
    html! {
        details {
            summary { (words::SCATTER_NUMBERS) }
            div.scroll role="group" aria-label=(words::SCATTER_NUMBERS) {
                table.numbers {
                    thead {
                        tr {
                            th scope="col" { "deal" }
                            @for party in &findings.parties { th scope="col" dir="auto" { (naming::party_name(scenario, *party)) } }
                        }
                    }
                    tbody {
                        @for ((solution, shape), one) in Solution::ALL.into_iter().zip(SOLUTION_SHAPES).zip(&found.solutions) {
                            @if let Some(deal) = one.as_ref().and_then(|one| one.deals.first()) {
                                (row(html! { (shape) " " (name(solution)) }, deal))
                            }
                        }
                        @for one in &found.proposals {
                            @if let (Some(nearest), Some(proposal)) = (&one.nearest, scenario.proposals.find(one.proposal)) {
                                (row(html! { "✕ " bdi { (proposal.title) } }, &nearest.valued))
                            }
                        }
                        @for (place, deal) in found.deals.iter().take(MOST_LISTED).enumerate() {
                            (row(html! { "• " (words::FRONTIER_DEAL) " " (place + 1) }, deal))
                        }
                    }
                }
            }
            @if found.deals.len() > MOST_LISTED { p.remark { (words::MORE_DEALS) } }
        }
    }
}
