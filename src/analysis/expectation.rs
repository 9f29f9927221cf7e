//! The author's `[expect]` tables, held against what the program finds.

use crate::analysis::acceptance::overall;
use crate::analysis::explanation::by_walk::{Explanation, explain};
use crate::analysis::findings::{Acceptance, DemandFindings};
use crate::analysis::talk::findings::{Asked, talks};
use crate::engine::ask::answer::{AnswerKind, Count};
use crate::engine::ask::effort::Effort;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Changes, DemandName, Expect, Scenario, Terms};
use num_bigint::BigUint;
use std::collections::BTreeSet;

/// The talks that an expectation is held against.
const TALKS: u64 = 10_000;

/// How one expectation fared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExpectationResult {
    /// The key of the `[expect]` table.
    pub expect: String,
    /// Whether everything in it came out.
    pub passed: bool,
    /// What did not, or what was held.
    pub message: String,
}

/// Holds every expectation of a scenario.
#[must_use]
pub fn hold(scenario: &Scenario, effort: &Effort) -> Vec<ExpectationResult> {
    scenario.expects.iter().map(|expect| hold_one(scenario, expect, effort)).collect()
}

fn hold_one(scenario: &Scenario, expect: &Expect, effort: &Effort) -> ExpectationResult {
    let result = |passed: bool, message: String| ExpectationResult { expect: expect.id.clone(), passed, message };
    let changes = expect.variant.and_then(|place| scenario.variants.get(place)).map(|variant| variant.changes.clone());
    let changes = changes.unwrap_or_default().then(&Changes {
        fix: expect.fix.clone(),
        assume: expect.assume.clone(),
        ..Changes::default()
    });
    let mut applied = match scenario.with(&changes) {
        Ok(applied) => applied,
        Err(problems) => {
            let messages: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            return result(false, messages.join("; "));
        }
    };
    let mut contradicts = false;
    if let Some(proposal) = expect.proposal.and_then(|id| scenario.proposals.find(id)) {
        contradicts = !fix_terms(&mut applied, &proposal.terms);
    }
    // Without the demands that are looked at, an estimate would prove nothing: samples beside are not needed.
    let effort = Effort { samples: Some(0), ..effort.clone() };
    let mut holding = Holding {
        file: scenario,
        applied: &applied,
        expect,
        found: overall(&applied, &effort),
        contradicts,
        missed: Vec::new(),
        held: 0,
    };
    holding.counts();
    holding.probability();
    holding.verdicts();
    holding.parties();
    if expect.conflicts.is_some() || expect.unlocks.is_some() {
        // Terms that contradict each other leave no deal, whatever is demanded: one conflict, of nothing.
        let nothing = Explanation { conflicts: vec![Vec::new()], unlocks: Vec::new() };
        let explanation = if contradicts { Some(nothing) } else { explain(&applied, &effort) };
        holding.explanation(explanation.as_ref());
    }
    holding.talk(&effort);
    match holding.missed.as_slice() {
        [] => result(true, format!("{} held", holding.held)),
        missed => result(false, missed.join("; ")),
    }
}

/// Fixes a proposal's terms; false where they contradict terms that are fixed already.
fn fix_terms(scenario: &mut Scenario, terms: &Terms) -> bool {
    let mut fits = true;
    for (issue, term) in terms.enumerate() {
        if let Some(value) = term {
            fits &= scenario.fix[issue].is_none_or(|fixed| fixed == *value);
            scenario.fix[issue] = Some(*value);
        }
    }
    fits
}

struct Holding<'a> {
    file: &'a Scenario,
    applied: &'a Scenario,
    expect: &'a Expect,
    found: Acceptance,
    contradicts: bool,
    missed: Vec<String>,
    held: usize,
}

impl Holding<'_> {
    fn say(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if holds {
            self.held += 1;
        } else {
            self.missed.push(otherwise());
        }
    }

    fn undecided(&mut self, what: &str) {
        let why = self.found.provenance.why.clone().unwrap_or_else(|| "out of reach".to_owned());
        self.missed.push(format!("`{what}` is undecided: {why}"));
    }

    fn count(&self, count: &Count) -> Option<BigUint> {
        match count {
            _ if self.contradicts => Some(BigUint::ZERO),
            Count::Exact(count) => Some(count.clone()),
            Count::Samples(_) | Count::Unknown => None,
        }
    }

    fn counts(&mut self) {
        let wanted = [
            ("agreed", self.expect.agreed.clone(), self.count(&self.found.zone.agreed)),
            ("coherent", self.expect.coherent.clone(), self.count(&self.found.coherent)),
        ];
        for (what, wanted, found) in wanted {
            match (wanted, found) {
                (None, _) => {}
                (Some(_), None) => self.undecided(what),
                (Some(wanted), Some(found)) => {
                    self.say(wanted == found, || format!("`{what}` is {found}, not {wanted}"));
                }
            }
        }
    }

    fn probability(&mut self) {
        let Some((low, high)) = self.expect.probability else { return };
        let exact = self.found.provenance.kind == AnswerKind::Exact;
        match self.found.zone.best_probability.filter(|_| !self.contradicts) {
            _ if !exact && !self.contradicts => self.undecided("probability"),
            None => self.missed.push(format!("no coherent deal has a probability between {low} and {high}")),
            Some(found) => self.say((low - 1e-12..=high + 1e-12).contains(&found), || {
                format!("`probability` is {found}, not between {low} and {high}")
            }),
        }
    }

    /// How often the talk reaches an agreement.
    fn talk(&mut self, effort: &Effort) {
        let (Some(place), Some((low, high))) = (self.expect.talk, self.expect.reached) else { return };
        let Some(talk) = self.file.talks.get(place) else { return };
        let asked = Asked { talks: Some(TALKS), ..Asked::default() };
        let effort = Effort { seed: 0, ..effort.clone() };
        match talks(self.applied, talk, &asked, &effort) {
            Ok(found) if found.tally.talks > 0 && found.provenance.why.is_none() => {
                #[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
                let share = found.tally.reached() as f64 / found.tally.talks as f64;
                self.say((low..=high).contains(&share), || {
                    format!("`reached` is {share} in the talk `{}`, not between {low} and {high}", talk.id)
                });
            }
            _ => self.missed.push(format!("`reached` of the talk `{}` is undecided: out of reach", talk.id)),
        }
    }

    fn verdicts(&mut self) {
        for (issue, row, wanted) in &self.expect.verdict {
            let Some(found) = self.found.issues[*issue].get(row.0 as usize).map(|value| value.verdict) else {
                continue;
            };
            if self.found.provenance.kind != AnswerKind::Exact && found.word() == "unseen" {
                self.undecided("verdict");
                continue;
            }
            let issue = &self.file.issues[*issue];
            let (id, value) = (&issue.id, issue.row_text(row.0));
            let message = format!("`{value}` of `{id}` is `{}`, not `{}`", found.word(), wanted.word());
            self.say(found == *wanted, || message);
        }
    }

    fn parties(&mut self) {
        if self.expect.accepts.is_empty() && self.expect.rejects.is_empty() {
            return;
        }
        let Some(coherent) = self.count(&self.found.coherent) else {
            self.undecided("accepts");
            return;
        };
        if coherent == BigUint::ZERO {
            self.missed.push("the terms have no coherent completion".to_owned());
            return;
        }
        for party in self.expect.accepts.clone() {
            let accepts = self.count(&self.found.parties[party].accepts).is_some_and(|accepts| accepts == coherent);
            let name = self.file.parties[party].id.clone();
            self.say(accepts, || format!("`{name}` does not accept every completion"));
        }
        for (party, wanted) in self.expect.rejects.clone() {
            let wanted: BTreeSet<String> = wanted.iter().map(|demand| self.file.demand_text(demand)).collect();
            let found = self.crossed_by_all(party, &coherent);
            let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
            let message = format!("every completion crosses [{}], not [{}]", list(&found), list(&wanted));
            self.say(found == wanted, || message);
        }
    }

    fn crossed_by_all(&self, party: PartyId, coherent: &BigUint) -> BTreeSet<String> {
        let findings = &self.found.parties[party];
        let all = findings.red_lines.iter().chain(&findings.reservation);
        let crossed = all.filter(|demand| self.count(&demand.crossed).is_some_and(|crossed| crossed == *coherent));
        crossed.map(|demand: &DemandFindings| self.applied.demand_text(&self.found.demands[demand.demand])).collect()
    }

    fn explanation(&mut self, explanation: Option<&Explanation>) {
        let Some(explanation) = explanation else {
            self.missed.push("`conflicts` and `unlocks` are undecided: out of reach".to_owned());
            return;
        };
        let wanted = [
            ("conflict", self.expect.conflicts.clone(), &explanation.conflicts),
            ("unlock", self.expect.unlocks.clone(), &explanation.unlocks),
        ];
        for (what, wanted, found) in wanted {
            for set in wanted.into_iter().flatten() {
                let names = |demands: &mut dyn Iterator<Item = String>| demands.collect::<BTreeSet<_>>();
                let wanted = names(&mut set.iter().map(|demand: &DemandName| self.file.demand_text(demand)));
                let is_there = found.iter().any(|list| {
                    let found =
                        names(&mut list.iter().map(|demand| self.applied.demand_text(&self.found.demands[*demand])));
                    found == wanted
                });
                let message = format!("[{}] is no {what}", wanted.into_iter().collect::<Vec<_>>().join(", "));
                self.say(is_there, || message);
            }
        }
    }
}
