//! Applying changes to a scenario: those of a variant, those of the command line, or both, one after the other.
//!
//! Demands are named by their place in the file. So changes are first put together ([`Changes::then`]) and then applied
//! once, to the scenario as the file has it.

use crate::scenario::error::Problem;
use crate::scenario::fault::{Fault, Place};
use crate::scenario::model::{Changes, DemandName, Scenario};
use std::collections::BTreeSet;

impl Changes {
    /// These changes and then later ones: what is dropped adds up; else, thing by thing, the later change counts.
    #[must_use]
    pub fn then(&self, later: &Self) -> Self {
        let mut drop = self.drop.clone();
        drop.extend(later.drop.iter().filter(|demand| !self.drop.contains(demand)).cloned());
        Self {
            drop,
            firmness: later_counts(&self.firmness, &later.firmness),
            reservation: later_counts(&self.reservation, &later.reservation),
            fix: later_counts(&self.fix, &later.fix),
            signs: later_counts(&self.signs, &later.signs),
        }
    }
}

/// Both lists, with the later value where a key is in both.
fn later_counts<K: Clone + PartialEq, V: Clone>(earlier: &[(K, V)], later: &[(K, V)]) -> Vec<(K, V)> {
    let mut all: Vec<(K, V)> = Vec::new();
    for (key, value) in earlier.iter().chain(later) {
        match all.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = value.clone(),
            None => all.push((key.clone(), value.clone())),
        }
    }
    all
}

impl Scenario {
    /// The scenario under these changes. It must be the scenario as its file has it: the changes name demands by their
    /// places there. (The demands that `variants` and `expects` name keep those places too.)
    ///
    /// A demand that is dropped is gone, whatever else the changes say of it.
    ///
    /// # Errors
    /// Everything that is wrong with the changed scenario: an agreement that cannot be met, nobody who signs, a reservation
    /// for a party without a utility. The spans are those of the file's `[agreement]` and parties.
    pub fn with(&self, changes: &Changes) -> Result<Self, Vec<Problem>> {
        let problems = self.problems_under(changes);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut changed = self.clone();
        for (party, signs) in &changes.signs {
            changed.parties[*party].signs = *signs;
        }
        for (party, reservation) in &changes.reservation {
            changed.parties[*party].reservation = Some(*reservation);
        }
        for (demand, firmness) in &changes.firmness {
            if let DemandName::RedLine(party, place) = demand
                && let Some(line) = changed.parties[*party].red_lines.get_mut(*place)
            {
                line.firmness = *firmness;
            }
        }
        if changed.fix.len() != changed.issues.len() {
            changed.fix = changed.open_terms();
        }
        for (issue, value) in &changes.fix {
            changed.fix[*issue] = Some(*value);
        }
        let dropped: BTreeSet<&DemandName> = changes.drop.iter().collect();
        for party in self.parties.ids() {
            let changed = &mut changed.parties[party];
            if dropped.contains(&DemandName::Reservation(party)) {
                changed.reservation = None;
            }
            let mut place = 0;
            changed.red_lines.retain(|_| {
                place += 1;
                !dropped.contains(&DemandName::RedLine(party, place - 1))
            });
        }
        Ok(changed)
    }

    /// What is wrong with the scenario under these changes, at the places that the file has for it.
    pub(crate) fn problems_under(&self, changes: &Changes) -> Vec<Problem> {
        let located = |fault: Fault| {
            let span = match fault.place {
                Place::Reservation(party) => self.parties[party].span.clone(),
                Place::Parties => self.parties.iter().next().map_or(0..0, |party| party.span.clone()),
                _ => self.agreement.span.clone(),
            };
            Problem::error(fault.code, span, fault.message).with_help(fault.help)
        };
        self.faults(changes).into_iter().map(located).collect()
    }
}
