//! Verdicts by proof where counts are samples: a solver finds an agreed deal with a value, or proves that there is none.
//!
//! Rare agreement is where samples say least: of 4^30 deals a few thousand may be agreed, and no draw meets one. The solver
//! needs one question for most values: each deal that it finds shows as many values as it has issues. A value that all deals
//! found so far have is asked once more, for an agreed deal without it; one that no agreed deal has, for a coherent one with it.
//! Each deal that is found is judged by the oracle before it counts.

use crate::analysis::findings::Acceptance;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::solve::satisfy::{Satisfier, Within, all_demands};
use crate::rule::demand::DemandSet;
use crate::rule::lower::Lowered;
use crate::rule::reference::judge;
use crate::scenario::id::IssueId;
use crate::scenario::model::{Deal, Scenario, Verdict};
use crate::space::deal::deal;
use std::cmp::Ordering;

/// More rows than this are not asked one by one.
const MOST_ROWS: usize = 4_096;
/// How many steps of its search the solver may take for one row: a second or so.
const STEPS: u64 = 1 << 20;
/// … and for all of them.
const ALL_STEPS: u64 = 1 << 23;

/// One row of an issue: these values of a variable.
struct Row {
    issue: IssueId,
    at: usize,
    variable: usize,
    values: Vec<u32>,
    verdict: Option<Verdict>,
}

/// Which variable a row of an issue speaks of, and which of its values.
pub(super) fn row_of(scenario: &Scenario, lowered: &Lowered, id: IssueId, row: u32) -> (usize, Vec<u32>) {
    let issue = &scenario.issues[id];
    let variables = lowered.of_issue[id].clone();
    let is_member = lowered.variables.get(variables.start).is_some_and(|variable| variable.member.is_some());
    let members = issue.size().is_some() || variables.len() != 1 || is_member;
    // The last member is the first variable.
    let variable = if members { variables.end.saturating_sub(1 + row as usize) } else { variables.start };
    (variable, issue.values_of_row(row))
}

/// The order of deals: by the values of their issues.
pub(super) fn in_order(one: &Deal, other: &Deal) -> Ordering {
    one.iter().cmp(other.iter())
}

/// Proves the verdicts of an answer from samples, as far as steps and time go, and what follows from an agreed deal: that some
/// deal is agreed for certain, and is as probable as can be. Returns these deals, in deal order, each agreed with all lines held.
#[must_use]
pub fn prove(scenario: &Scenario, effort: &Effort, lowered: &Lowered, found: &mut Acceptance) -> Vec<Deal> {
    let n_rows: usize = found.issues.iter().map(Vec::len).sum();
    let is_asked = effort.engine != EngineChoice::Simulate && found.samples.is_some() && n_rows <= MOST_ROWS;
    if !is_asked || effort.watch.is_stopped() {
        return Vec::new();
    }
    let deadline = Deadline::after(effort.left(Stopwatch::start()).time_limit);
    let Ok(satisfier) = Satisfier::new(scenario, lowered, deadline, &effort.watch) else { return Vec::new() };
    let mut rows = Vec::new();
    for issue in scenario.issues.ids() {
        for (at, row) in (0..scenario.issues[issue].n_rows()).enumerate() {
            let (variable, values) = row_of(scenario, lowered, issue, row);
            rows.push(Row { issue, at, variable, values, verdict: None });
        }
    }
    let enforced = all_demands(lowered.demands.len());
    let mut proving = Proving { scenario, lowered, satisfier, enforced, steps: ALL_STEPS, witnesses: Vec::new() };
    for row in &mut rows {
        row.verdict = proving.verdict(row);
    }
    found.proved = rows.iter().all(|row| row.verdict.is_some());
    for row in &rows {
        let Some(value) = found.issues[row.issue].get_mut(row.at) else { continue };
        let Some(verdict) = row.verdict else { continue };
        value.verdict = verdict;
        if matches!(verdict, Verdict::Certain | Verdict::Possible) {
            value.best_probability = value.best_probability.map(|_| 1.0);
        }
    }
    let mut deals: Vec<Deal> = proving.witnesses.iter().map(|values| deal(lowered, values)).collect();
    deals.sort_by(in_order);
    deals.dedup();
    found.is_one_found = !deals.is_empty();
    deals
}

struct Proving<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    satisfier: Satisfier<'a>,
    enforced: DemandSet,
    /// How many steps are left.
    steps: u64,
    /// Agreed deals, by the values of the variables.
    witnesses: Vec<Vec<u32>>,
}

impl Proving<'_> {
    /// What a row comes to; none if that is not proved.
    fn verdict(&mut self, row: &Row) -> Option<Verdict> {
        let has = |values: &Vec<u32>| values.get(row.variable).is_some_and(|value| row.values.contains(value));
        if !self.witnesses.iter().any(has) && !self.agreed(row.variable, &|value| row.values.contains(&value))? {
            let nobody = DemandSet::empty(self.lowered.demands.len());
            return match self.ask(&nobody, row.variable, &|value| row.values.contains(&value)) {
                Within::Values(_) => Some(Verdict::Blocked),
                Within::Nothing => Some(Verdict::Impossible),
                Within::Cut => None,
            };
        }
        let is_elsewhere = self.witnesses.iter().any(|values| !has(values));
        if is_elsewhere || self.agreed(row.variable, &|value| !row.values.contains(&value))? {
            return Some(Verdict::Possible);
        }
        Some(Verdict::Certain)
    }

    /// Whether some agreed deal has one of these values; none if that is not proved.
    fn agreed(&mut self, variable: usize, is_allowed: &dyn Fn(u32) -> bool) -> Option<bool> {
        let enforced = self.enforced.clone();
        match self.ask(&enforced, variable, is_allowed) {
            Within::Values(values) => {
                let judged = judge(self.scenario, &deal(self.lowered, &values));
                // What the oracle refuses proves nothing.
                let is_right =
                    judged.coherent() && judged.agreed && values.get(variable).is_some_and(|v| is_allowed(*v));
                is_right.then(|| self.witnesses.push(values))?;
                Some(true)
            }
            Within::Nothing => Some(false),
            Within::Cut => None,
        }
    }

    fn ask(&mut self, enforced: &DemandSet, variable: usize, is_allowed: &dyn Fn(u32) -> bool) -> Within {
        let steps = STEPS.min(self.steps);
        let (answer, spent) = self.satisfier.ask_within(enforced, variable, is_allowed, steps);
        self.steps -= spent.min(self.steps);
        answer
    }
}
