//! The rows that people see of an issue: one a value, or one a run of neighbors that fare alike.
//!
//! An army of 100,000 to 900,000 in steps of 100,000 is nine rows. In steps of 100 it would be 8,001, so neighbors
//! with the same verdict for the same reason become one: `100,000 to 599,900 · blocked · 600,000 to 900,000 · possible`.

use crate::analysis::findings::{Acceptance, ValueFindings};
use crate::engine::ask::answer::{Count, Share};
use crate::report::figure::{is_zero, size};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::sentence::order::in_places;
use crate::scenario::id::{DemandId, IdVec, IssueId, PartyId};
use crate::scenario::model::{Issue, IssueKind, Scenario, Verdict};

/// Issues with more rows than this are summarized into runs.
pub const MOST_ROWS: usize = 14;

/// One row: a value, or a run of neighbors with the same verdict and the same blockers.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What people read for the value, or for the first and the last of the run.
    pub label: String,
    /// How many values stand in this row.
    pub n_values: usize,
    /// Coherent deals that have one of these values.
    pub deals: Count,
    /// How many of them are agreed.
    pub agreed: Count,
    /// … as a share.
    pub accept_rate: Option<f64>,
    /// The highest probability of a deal with one of these values.
    pub best_probability: Option<f64>,
    /// The mean probability.
    pub mean_probability: Option<f64>,
    /// Per party the share of these deals that it accepts.
    pub accepted_by: IdVec<PartyId, Option<f64>>,
    /// What it comes to.
    pub verdict: Verdict,
    /// Who blocks it.
    pub blocker: Blocker,
}

/// Why no deal with a value is agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Blocker {
    /// Nothing to explain: it is not blocked, or nothing is known.
    None,
    /// Every deal with the value crosses these demands.
    Demands(Vec<DemandId>),
    /// No single demand is always crossed, but these parties accept no deal with the value.
    Parties(Vec<PartyId>),
    /// Neither one demand nor one party: the demands block it between them.
    Together,
}

/// The rows of one issue, at most one a value.
#[must_use]
pub fn rows(scenario: &Scenario, found: &Acceptance, id: IssueId) -> Vec<Row> {
    let (Some(issue), Some(values)) = (scenario.issues.find(id), found.issues.find(id)) else { return Vec::new() };
    let mut rows: Vec<(u32, Row)> = (0..).zip(values).map(|(place, one)| (place, row(issue, place, one))).collect();
    // Members overlap (a deal may have two of them), so that they cannot be added up.
    if rows.len() > MOST_ROWS && !matches!(issue.kind, IssueKind::Members { .. }) {
        rows = merge(issue, rows);
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn row(issue: &Issue, place: u32, found: &ValueFindings) -> Row {
    Row {
        label: clean(&naming::row_title(issue, place)),
        n_values: 1,
        deals: found.deals.clone(),
        agreed: found.agreed.clone(),
        accept_rate: found.accept_rate.value,
        best_probability: found.best_probability,
        mean_probability: found.mean_probability.value,
        accepted_by: found.accepted_by.map(|share| share.value),
        verdict: found.verdict,
        blocker: blocker(found),
    }
}

/// Who or what stands in the way of a value.
#[must_use]
pub fn blocker(found: &ValueFindings) -> Blocker {
    if found.verdict != Verdict::Blocked {
        return Blocker::None;
    }
    if !found.blocked_by.is_empty() {
        return Blocker::Demands(found.blocked_by.clone());
    }
    let accepts_none = |share: &Share| share.value == Some(0.0);
    let parties = found.accepted_by.enumerate().filter(|(_, share)| accepts_none(share)).map(|(id, _)| id);
    let parties: Vec<PartyId> = parties.collect();
    if parties.is_empty() { Blocker::Together } else { Blocker::Parties(parties) }
}

/// Joins neighbors that fare alike. Each row carries the place of its first value.
fn merge(issue: &Issue, rows: Vec<(u32, Row)>) -> Vec<(u32, Row)> {
    let mut runs: Vec<(u32, Row)> = Vec::new();
    for (place, row) in rows {
        match runs.last_mut() {
            Some((first, run))
                if run.verdict == row.verdict && run.blocker == row.blocker && may_join(issue, *first, place) =>
            {
                run.label = run_label(issue, *first, place);
                run.n_values += 1;
                let pooled = |run_figure, row_figure| pool((run_figure, &run.deals), (row_figure, &row.deals));
                run.mean_probability = pooled(run.mean_probability, row.mean_probability);
                let shares = run.accepted_by.iter().zip(&row.accepted_by);
                run.accepted_by = shares.map(|(run_share, row_share)| pooled(*run_share, *row_share)).collect();
                run.deals = sum(&run.deals, &row.deals);
                run.agreed = sum(&run.agreed, &row.agreed);
                run.accept_rate = ratio(&run.agreed, &run.deals);
                run.best_probability = highest(run.best_probability, row.best_probability);
            }
            _ => runs.push((place, row)),
        }
    }
    runs
}

/// Whether two rows can stand as one: of an order only those of the same item, for a deal has several items each at a place.
fn may_join(issue: &Issue, first: u32, place: u32) -> bool {
    let item = |row| issue.item_and_place(row).map(|(item, _)| &item.id);
    item(first) == item(place)
}

/// What people read for a run: `100,000 to 400,000`, `Border in places 2 to 4`.
fn run_label(issue: &Issue, first: u32, last: u32) -> String {
    match (issue.item_and_place(first), issue.item_and_place(last)) {
        (Some((item, from)), Some((_, to))) => in_places(&clean(&item.title), from + 1..=to + 1),
        _ => format!("{} to {}", clean(&naming::row_title(issue, first)), clean(&naming::row_title(issue, last))),
    }
}

fn highest(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

fn sum(one: &Count, other: &Count) -> Count {
    match (one, other) {
        (Count::Exact(one), Count::Exact(other)) => Count::Exact(one + other),
        (Count::Samples(one), Count::Samples(other)) => Count::Samples(one + other),
        _ => Count::Unknown,
    }
}

/// A mean over two sets of deals from the mean over each.
fn pool((one, n_one): (Option<f64>, &Count), (other, n_other): (Option<f64>, &Count)) -> Option<f64> {
    if is_zero(n_other) {
        return one;
    }
    if is_zero(n_one) {
        return other;
    }
    let share_of_other = ratio(n_other, &sum(n_one, n_other))?;
    let (one, other) = (one?, other?);
    // Not `one·(1 − s) + other·s`: equal means stay exactly what they are.
    Some((other - one).mul_add(share_of_other, one))
}

/// One count as a share of another; none of nothing.
fn ratio(part: &Count, of: &Count) -> Option<f64> {
    let ratio = size(part)? / size(of)?;
    ratio.is_finite().then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::scenario::id::Id;
    use crate::scenario::model::NumberRange;
    use crate::scenario::number::Decimal;

    #[test]
    fn a_long_range_becomes_runs_that_fare_alike() {
        let mut scenario = fixture::guarantees();
        let army = IssueId::from_place(1);
        let range =
            NumberRange { min: Decimal::from_integer(0), step: Decimal::from_integer(1), n_values: 100, integer: true };
        scenario.issues[army].kind = IssueKind::Range(range);
        let found = fixture::brute_force(&scenario);
        let rows = rows(&scenario, &found, army);
        assert!(rows.len() < 5, "{rows:?}");
        assert_eq!(rows.iter().map(|row| row.n_values).sum::<usize>(), 100);
        let deals = rows.iter().fold(Count::Exact(0_u32.into()), |all, row| sum(&all, &row.deals));
        assert_eq!(deals, found.coherent);
    }

    #[test]
    fn a_blocked_value_names_the_demand_or_the_party_or_neither() {
        let scenario = fixture::guarantees();
        let found = fixture::brute_force(&scenario);
        let western = &rows(&scenario, &found, IssueId::from_place(0))[2];
        assert_eq!(western.blocker, Blocker::Demands(vec![DemandId::from_place(1)]));
        let mut value = found.issues[IssueId::from_place(0)][2].clone();
        value.blocked_by.clear();
        assert_eq!(blocker(&value), Blocker::Parties(vec![PartyId::from_place(0)]));
        value.accepted_by.iter_mut().for_each(|share| share.value = Some(0.1));
        assert_eq!(blocker(&value), Blocker::Together);
    }
}
