//! What a red line refuses, value by value of one issue, where it says no more than that.

use crate::bridge::outline::Refused;
use crate::scenario::condition::{Bound, Check, Condition, Test};
use crate::scenario::id::IssueId;
use crate::scenario::model::{Issue, IssueKind, Rule, RuleBody, Scenario, Value};

/// The issue of a line and what it refuses of it; none where the line says more: of several issues, under a condition, or of
/// sets and orders.
pub(crate) fn refused(scenario: &Scenario, rule: &Rule) -> Option<(IssueId, Vec<Refused>)> {
    if rule.when.is_some() || rule.unless.is_some() {
        return None;
    }
    let (condition, is_required) = match &rule.body {
        RuleBody::Reject(condition) => (condition, false),
        RuleBody::Require(condition) => (condition, true),
    };
    let tests = tests(condition, is_required)?;
    let issue_id = tests.first()?.issue;
    let issue = scenario.issues.find(issue_id)?;
    let mut refused = Vec::new();
    for test in tests {
        if test.issue != issue_id {
            return None;
        }
        refused.extend(of_check(issue, &test.check, is_required)?);
    }
    refused.dedup();
    (!refused.is_empty()).then_some((issue_id, refused))
}

/// The tests any of which refuses: of a refusal those that are or-ed, of a requirement those that are and-ed.
fn tests(condition: &Condition, is_required: bool) -> Option<Vec<&Test>> {
    match condition {
        Condition::Test(test) => Some(vec![test]),
        Condition::All(parts) if is_required || parts.len() == 1 => all_of(parts, is_required),
        Condition::Any(parts) if !is_required || parts.len() == 1 => all_of(parts, is_required),
        _ => None,
    }
}

fn all_of(parts: &[Condition], is_required: bool) -> Option<Vec<&Test>> {
    let lists = parts.iter().map(|part| tests(part, is_required)).collect::<Option<Vec<_>>>()?;
    Some(lists.into_iter().flatten().collect())
}

/// What a test refuses where it holds, or (of a requirement) where it does not.
fn of_check(issue: &Issue, check: &Check, is_required: bool) -> Option<Vec<Refused>> {
    match (&issue.kind, check) {
        (IssueKind::Range(_), Check::Number(bound, number)) => {
            let bound = if is_required { opposite(*bound) } else { *bound };
            Some(vec![Refused::Beyond(bound.word(), *number)])
        }
        (IssueKind::Range(range), _) => {
            let refused = values(issue, check, is_required);
            (refused.len() <= 20)
                .then(|| refused.into_iter().map(|value| Refused::Number(range.value(value))).collect())
        }
        (IssueKind::Choice { .. } | IssueKind::YesNo, _) => {
            Some(values(issue, check, is_required).into_iter().map(|value| Refused::Option(value as usize)).collect())
        }
        (IssueKind::Members { .. } | IssueKind::Order { .. }, _) => None,
    }
}

fn values(issue: &Issue, check: &Check, is_required: bool) -> Vec<u32> {
    (0..issue.n_values()).filter(|value| issue.passes(check, Value(*value)) != is_required).collect()
}

const fn opposite(bound: Bound) -> Bound {
    match bound {
        Bound::AtLeast => Bound::Below,
        Bound::Below => Bound::AtLeast,
        Bound::AtMost => Bound::Above,
        Bound::Above => Bound::AtMost,
    }
}
