//! The most probable deals: what they have in common once, then what each has of its own.

use crate::analysis::findings::Acceptance;
use crate::report::figure::{points, probability};
use crate::report::layout::clean;
use crate::report::sentence::votes::said;
use crate::report::terminal::page::{Page, Paint};
use crate::report::{naming, sentence};
use crate::scenario::id::{IdVec, IssueId, PartyId};
use crate::scenario::model::{Deal, Scenario, Value};

/// Sets the part.
pub(super) fn set(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    page.heading(sentence::BEST);
    let best = &found.zone.best;
    let Some(first) = best.first() else {
        page.paragraph(2, Paint::Plain, sentence::no_best(found));
        return;
    };
    let (common, own): (Vec<IssueId>, Vec<IssueId>) = scenario
        .issues
        .ids()
        .partition(|id| best.len() > 1 && best.iter().all(|one| one.deal.find(*id) == first.deal.find(*id)));
    if !common.is_empty() {
        let start = format!("  {} ", sentence::IN_ALL);
        page.list(&start, 6, " · ", &terms(scenario, &first.deal, &common));
    }
    for (place, one) in best.iter().enumerate() {
        let probability = probability(Some(one.probability));
        let start = format!("  {}. {} {probability}, ", place + 1, sentence::PROBABILITY);
        let crossed: Vec<String> = one
            .crossed
            .iter()
            .filter_map(|id| found.demands.find(*id))
            .map(|name| scenario.demand_text(name))
            .collect();
        if crossed.is_empty() {
            page.line(&format!("{start}{}", sentence::CROSSES_NOTHING));
        } else {
            page.list(&format!("{start}{} ", sentence::CROSSES), 5, ", ", &crossed);
        }
        page.list("     ", 5, " · ", &terms(scenario, &one.deal, &own));
        if let Some(votes) = &one.votes {
            page.hanging("     ", 7, Paint::Plain, &said(scenario, votes));
        }
        let utilities = utilities(scenario, &one.utility);
        if !utilities.is_empty() {
            page.list(&format!("     {} ", sentence::POINTS), 7, " · ", &utilities);
        }
    }
}

/// `Foreign troops: None`, for each of these issues.
pub(super) fn terms(scenario: &Scenario, deal: &Deal, issues: &[IssueId]) -> Vec<String> {
    let term = |id: &IssueId| {
        let (issue, value): (_, &Value) = (scenario.issues.find(*id)?, deal.find(*id)?);
        Some(format!("{}: {}", clean(&issue.title), clean(&naming::value_title(issue, *value))))
    };
    issues.iter().filter_map(term).collect()
}

/// `Russia 61`, for each party with a utility.
pub(super) fn utilities(scenario: &Scenario, of_deal: &IdVec<PartyId, Option<f64>>) -> Vec<String> {
    let worth = |(id, utility): (PartyId, &Option<f64>)| {
        Some(format!("{} {}", clean(naming::party_name(scenario, id)), points((*utility)?)))
    };
    of_deal.enumerate().filter_map(worth).collect()
}
