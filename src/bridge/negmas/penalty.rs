//! Fixed red lines as a table of what crosses them: of a party, every combination of values of the issues involved, worth
//! so little that it is below the party's reservation.

use crate::rule::reference::crosses;
use crate::scenario::condition::Condition;
use crate::scenario::id::IssueId;
use crate::scenario::model::{Deal, Party, RedLine, Rule, RuleBody, Scenario, Value};
use std::collections::BTreeSet;

/// Rows of a party.
pub(crate) const MOST_ROWS: u64 = 1_000_000;

/// What crosses a party's fixed lines: the issues of a line, and each combination of their values that crosses it.
pub(crate) struct Crossings {
    /// The issues, in order.
    pub(crate) issues: Vec<IssueId>,
    /// The values of these, row by row.
    pub(crate) rows: Vec<Vec<u32>>,
}

/// Whether a line is never given up, in any world.
pub(crate) fn is_fixed(line: &RedLine) -> bool {
    line.firmness_by.is_none() && line.firmness.low >= 1.0
}

/// The issues that a rule looks at; none where it looks at an assumption, too.
pub(crate) fn issues_of(scenario: &Scenario, rule: &Rule) -> Option<Vec<IssueId>> {
    let (RuleBody::Require(body) | RuleBody::Reject(body)) = &rule.body;
    let mut issues = BTreeSet::new();
    for condition in rule.when.iter().chain(&rule.unless).chain([body]) {
        of_condition(condition, &mut issues);
    }
    let all_known = issues.iter().all(|issue| scenario.issues.find(*issue).is_some());
    all_known.then(|| issues.into_iter().collect())
}

fn of_condition(condition: &Condition, issues: &mut BTreeSet<IssueId>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| of_condition(part, issues)),
        Condition::Not(part) => of_condition(part, issues),
        Condition::Test(test) => {
            issues.insert(test.issue);
        }
        Condition::Expression(expression) => issues.extend(expression.issues.iter().copied()),
    }
}

/// The crossings of a line; none where they are more than are left, or the line looks at an assumption.
pub(crate) fn crossings(scenario: &Scenario, line: &RedLine, left: u64) -> Option<Crossings> {
    let issues = issues_of(scenario, &line.rule)?;
    let sizes: Vec<u64> = issues.iter().map(|issue| u64::from(scenario.issues[*issue].n_values())).collect();
    let n_all = sizes.iter().try_fold(1_u64, |all, size| all.checked_mul(*size))?;
    if n_all > left {
        return None;
    }
    let mut deal: Deal = scenario.issues.ids().map(|_| Value(0)).collect();
    let mut rows = Vec::new();
    for number in 0..n_all {
        let mut rest = number;
        for (issue, size) in issues.iter().zip(&sizes).rev() {
            deal[*issue] = Value(u32::try_from(rest % size).ok()?);
            rest /= size;
        }
        if crosses(scenario, &line.rule, &deal) {
            rows.push(issues.iter().map(|issue| deal[*issue].0).collect());
        }
    }
    Some(Crossings { issues, rows })
}

/// How much less a crossing is worth: more than any deal is above the reservation. A party without one gets a reservation of
/// its least points, which nothing else is below.
pub(crate) fn penalty(party: &Party, least: f64, most: f64) -> (f64, f64) {
    let reservation = party.reservation.unwrap_or(least);
    (reservation, (most - reservation).max(0.0) + (most - least).max(1.0))
}
