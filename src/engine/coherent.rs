//! Every coherent deal in the order of deals, one by one: for what needs each of them itself.
//!
//! Depth first, the first issue outermost; a rule, a size and a fixed term are asked as soon as the issues that they look at
//! have values, so that what they exclude is left out whole.

use crate::rule::reference::crosses;
use crate::scenario::condition::Condition;
use crate::scenario::id::{Id, IssueId};
use crate::scenario::model::{Deal, Impossible, RuleBody, Scenario, Value};

/// Walks them until told to stop: `visit` gives false to stop. What is visited is coherent but for rules that look at more
/// than issues, which whoever judges the deal finds.
pub fn walk(scenario: &Scenario, visit: &mut dyn FnMut(&Deal) -> bool) {
    let n_issues = scenario.issues.len();
    let mut rules: Vec<Vec<&Impossible>> = vec![Vec::new(); n_issues];
    for rule in &scenario.impossible {
        // A rule over facts of the world as well is left to the judge.
        if let Some(last) = last_issue(rule)
            && let Some(at_last) = rules.get_mut(last)
        {
            at_last.push(rule);
        }
    }
    let mut deal: Deal = scenario.issues.ids().map(|_| Value(0)).collect();
    let _ = Walker { scenario, rules }.down(0, &mut deal, visit);
}

/// The last issue that a rule looks at, by place.
fn last_issue(rule: &Impossible) -> Option<usize> {
    let (RuleBody::Require(body) | RuleBody::Reject(body)) = &rule.rule.body;
    let conditions = rule.rule.when.iter().chain(&rule.rule.unless).chain([body]);
    conditions.filter_map(|condition| last_of(condition)).max().map(Id::place)
}

fn last_of(condition: &Condition) -> Option<IssueId> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().filter_map(last_of).max(),
        Condition::Not(part) => last_of(part),
        Condition::Test(test) => Some(test.issue),
        Condition::Expression(expression) => expression.issues.iter().copied().max(),
    }
}

struct Walker<'s> {
    scenario: &'s Scenario,
    /// The rules that are asked once the issue at this place has a value.
    rules: Vec<Vec<&'s Impossible>>,
}

impl Walker<'_> {
    /// Goes through the values of this issue and all behind it; false to stop.
    fn down(&self, at: usize, deal: &mut Deal, visit: &mut dyn FnMut(&Deal) -> bool) -> bool {
        let id = IssueId::from_place(at);
        let Some(issue) = self.scenario.issues.find(id) else { return visit(deal) };
        let fixed = self.scenario.fix.find(id).copied().flatten();
        for value in 0..issue.n_values() {
            let is_kept = fixed.is_none_or(|fixed| fixed == Value(value))
                && issue.size().is_none_or(|size| size.admits(value.count_ones()));
            if !is_kept {
                continue;
            }
            deal[id] = Value(value);
            let rules = self.rules.get(at).map_or(&[][..], Vec::as_slice);
            let is_excluded = rules.iter().any(|rule| crosses(self.scenario, &rule.rule, deal));
            if !is_excluded && !self.down(at + 1, deal, visit) {
                return false;
            }
        }
        true
    }
}
