//! The sentences of `zopa frontier`.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{
    Found, FrontierFindings, MOST_LISTED, NearestCompletion, Sort, Threat, ValuedDeal,
};
use crate::engine::pareto::field::Over;
use crate::report::figure::{self, points};
use crate::report::layout::clean;
use crate::report::naming;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;

/// The heading of the solutions.
pub const SOLUTIONS: &str = "Bargaining solutions";
/// The heading of the frontier.
pub const FRONTIER: &str = "The frontier";
/// The heading of the proposals.
pub const PROPOSALS: &str = "The named proposals";
/// The heading of what NegMAS takes.
pub const NEGMAS: &str = "By NegMAS's own definitions";
/// What NegMAS calls its four solutions.
pub const NEGMAS_NAMES: [&str; 4] = ["Nash", "Kalai–Smorodinsky", "Kalai", "maximum welfare"];
/// Where a solution has no deal.
pub const NO_SOLUTION: &str = "none: no such deal";
/// The heads of the columns of Markdown.
pub const COLUMNS: [&str; 4] = ["solution", "value", "deals that tie", "the first of them"];

/// Where people read, this many deals of a list are shown unless `--top` asks for another number.
const FEW: usize = 20;

/// The heading of the frontier, with the order in which it is listed.
#[must_use]
pub fn heading(scenario: &Scenario, findings: &FrontierFindings) -> String {
    match findings.question.sort {
        Sort::Deals => FRONTIER.to_owned(),
        Sort::Party(id) => {
            format!("{FRONTIER}, what is best for {} first", clean(naming::party_name(scenario, id)))
        }
        Sort::Welfare => format!("{FRONTIER}, the greatest sum of utilities first"),
    }
}

/// How many deals of the frontier are shown to people.
#[must_use]
pub fn n_shown(findings: &FrontierFindings, found: &Found) -> usize {
    if findings.question.top == MOST_LISTED { found.deals.len().min(FEW) } else { found.deals.len() }
}

/// The first sentence.
#[must_use]
pub fn headline(findings: &FrontierFindings) -> String {
    let kind = match findings.question.over {
        Over::Agreed => "agreed",
        Over::Coherent => "coherent",
    };
    let Some(found) = &findings.found else { return "Undecided: the frontier takes every deal.".to_owned() };
    let size = figure::whole(&found.size);
    let are = if found.size == 1 { "is" } else { "are" };
    let better = "no other is better for somebody and worse for nobody";
    let Some(all) = &found.n_deals else {
        return match found.size {
            0 => format!("No deal is {kind}, so there is no frontier."),
            1 => format!("One {kind} deal is on the Pareto frontier: {better}."),
            _ => format!("{size} {kind} deals are on the Pareto frontier: {better}."),
        };
    };
    match (u64::try_from(all).ok(), found.size) {
        (Some(0), _) => format!("No deal is {kind}, so there is no frontier."),
        (Some(1), _) => format!("The one {kind} deal is the frontier."),
        (Some(all), on_it) if all == on_it => format!(
            "All {size} {kind} deals are on the Pareto frontier: of no two is one better for somebody and worse for nobody."
        ),
        _ => format!("{size} of {} {kind} deals {are} on the Pareto frontier: {better}.", figure::whole(all)),
    }
}

/// What follows the headline: why nothing is known, or from where gains are measured.
#[must_use]
pub fn context(scenario: &Scenario, findings: &FrontierFindings) -> Option<String> {
    let Some(found) = &findings.found else {
        let why = findings.provenance.why.as_ref()?;
        return Some(format!("Why: {}.", clean(why)));
    };
    let from = match findings.question.threat {
        Threat::Reservation => "the reservation, or without one the lowest utility of a coherent deal",
        Threat::Lowest => "the lowest utility of a coherent deal",
    };
    let threat = found.threat.as_ref()?;
    Some(format!("Gains are measured from {from}: {}.", by_party(scenario, &findings.parties, threat).join(", ")))
}

/// `Russia 61`, for each of these parties.
#[must_use]
pub fn by_party(scenario: &Scenario, parties: &[PartyId], figures: &[f64]) -> Vec<String> {
    let pairs = parties.iter().zip(figures);
    pairs.map(|(id, figure)| format!("{} {}", clean(naming::party_name(scenario, *id)), points(*figure))).collect()
}

/// The name of a solution.
#[must_use]
pub const fn name(solution: Solution) -> &'static str {
    match solution {
        Solution::Nash => "Nash",
        Solution::KalaiSmorodinsky => "Kalai–Smorodinsky",
        Solution::Egalitarian => "egalitarian",
        Solution::Utilitarian => "utilitarian",
    }
}

/// What it is the greatest of.
#[must_use]
pub const fn measure(solution: Solution) -> &'static str {
    match solution {
        Solution::Nash => "greatest product of gains",
        Solution::KalaiSmorodinsky => "greatest smallest share of a party's best gain",
        Solution::Egalitarian => "greatest smallest gain",
        Solution::Utilitarian => "greatest sum of utilities",
    }
}

/// How many deals tie.
#[must_use]
pub fn ties(ties: u64) -> String {
    if ties == 1 { "one deal".to_owned() } else { format!("{} deals tie, the first", figure::whole(&ties)) }
}

/// Instead of deals of the frontier that are not shown.
#[must_use]
pub fn more_deals(findings: &FrontierFindings, found: &Found) -> Option<String> {
    let shown = n_shown(findings, found) as u64;
    (found.size > shown).then(|| {
        let rest = figure::whole(&(found.size - shown));
        let most = figure::whole(&MOST_LISTED);
        let order = match findings.question.sort {
            Sort::Deals => "deal order".to_owned(),
            _ if found.size > MOST_LISTED as u64 => format!("this order of the first {most} in deal order"),
            _ => "this order".to_owned(),
        };
        format!("and {rest} more in {order}: `--top N` shows N, `--format csv` and `json` up to {most}")
    })
}

/// What one deal of the frontier is worth, on the terms that it has.
#[must_use]
pub fn terms(scenario: &Scenario, valued: &ValuedDeal) -> String {
    let term = |(id, value)| {
        let issue = scenario.issues.find(id)?;
        Some(format!("{}: {}", clean(&issue.title), clean(&naming::value_title(issue, value))))
    };
    let all = valued.deal.enumerate().map(|(id, value)| (id, *value));
    all.filter_map(term).collect::<Vec<_>>().join("; ")
}

/// How far a proposal is from the frontier, and what is left on the table.
#[must_use]
pub fn proposal(
    scenario: &Scenario,
    parties: &[PartyId],
    completions: u64,
    nearest: Option<&NearestCompletion>,
) -> String {
    let Some(nearest) = nearest else { return "no coherent deal has these terms".to_owned() };
    let which = match completions {
        1 => String::new(),
        n => format!("of {} completions the nearest: ", figure::whole(&n)),
    };
    let agreed = if nearest.is_agreed { "agreed" } else { "not agreed" };
    let place = match (nearest.distance, nearest.dominated_by) {
        (None, _) => "there is no frontier".to_owned(),
        (Some(0.0), _) => "on the frontier".to_owned(),
        (Some(distance), 0) => format!("{} points from the frontier, dominated by no deal of it", points(distance)),
        (Some(distance), n) => {
            let deals = if n == 1 { "1 deal".to_owned() } else { format!("{} deals", figure::whole(&n)) };
            format!("{} points from the frontier, dominated by {deals} of it", points(distance))
        }
    };
    let has_left = nearest.left.iter().any(|left| *left > 0.0);
    let left = if has_left {
        format!("; left on the table, each by itself: {}", by_party(scenario, parties, &nearest.left).join(", "))
    } else {
        String::new()
    };
    format!("{which}{agreed}, {place}{left}")
}

/// How long it took.
#[must_use]
pub fn made(seconds: f64) -> String {
    format!("Every deal looked at, all in {}.", figure::seconds(seconds))
}

/// Below what NegMAS takes.
pub const NEGMAS_LEGEND: &str = "Over the deals of the frontier above. Its Kalai–Smorodinsky is the least spread of relative \
                                 gains; its Nash may be a product of losses; it ties within 1e-12.";
