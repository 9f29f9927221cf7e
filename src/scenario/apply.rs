//! Applying changes to a scenario: those of a variant, those of the command line, or both, one after the other.
//!
//! Demands are named by their place in the file. So changes are first put together ([`Changes::then`]) and then applied
//! once, to the scenario as the file has it.

use crate::scenario::error::Problem;
use crate::scenario::fault::{Fault, Place};
use crate::scenario::id::{IdVec, IssueId, PartyId};
use crate::scenario::model::{Agreement, Changes, DemandName, IssuePoints, Party, Scenario, ValueRow};
use std::collections::BTreeSet;

impl Changes {
    /// These changes and then later ones: what is dropped adds up; else, thing by thing, the later change counts.
    #[must_use]
    pub fn then(&self, later: &Self) -> Self {
        let mut drop = self.drop.clone();
        drop.extend(later.drop.iter().filter(|demand| !self.drop.contains(demand)).cloned());
        let numbers = without(&self.firmness, &later.firmness_by);
        let by_assumption = without(&self.firmness_by, &later.firmness);
        Self {
            drop,
            firmness: later_counts(&numbers, &later.firmness),
            firmness_by: later_counts(&by_assumption, &later.firmness_by),
            reservation: later_counts(&self.reservation, &later.reservation),
            fix: later_counts(&self.fix, &later.fix),
            signs: later_counts(&self.signs, &later.signs),
            points: later_counts(&self.points, &later.points),
            assume: later_counts(&self.assume, &later.assume),
            agreement: later.agreement.clone().or_else(|| self.agreement.clone()),
            coalition: later.coalition.clone().or_else(|| self.coalition.clone()),
        }
    }
}

/// What the list says of other keys than these.
fn without<K: Clone + PartialEq, V: Clone, W>(list: &[(K, V)], keys: &[(K, W)]) -> Vec<(K, V)> {
    list.iter().filter(|(key, _)| !keys.iter().any(|(other, _)| other == key)).cloned().collect()
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

impl Party {
    /// Sets the points of one value, where the party gives points to its issue.
    fn set_points(&mut self, issue: IssueId, ValueRow(row): ValueRow, points: f64) {
        match self.points.as_mut().and_then(|all| all[issue].as_mut()) {
            Some(IssuePoints::Linear { at_min, .. }) if row == 0 => *at_min = points,
            Some(IssuePoints::Linear { at_max, .. }) => *at_max = points,
            Some(IssuePoints::ByValue(list) | IssuePoints::ByMember(list)) => {
                if let Some(place) = list.get_mut(row as usize) {
                    *place = points;
                }
            }
            None => {}
        }
    }
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
        let signs = self.signing_under(changes);
        for (party, changed) in changed.parties.iter_mut().zip(signs.iter()) {
            party.signs = *changed;
        }
        changed.agreement = self.agreement_under(changes);
        for (party, reservation) in &changes.reservation {
            changed.parties[*party].reservation = Some(*reservation);
        }
        for (demand, firmness) in &changes.firmness {
            if let DemandName::RedLine(party, place) = demand
                && let Some(line) = changed.parties[*party].red_lines.get_mut(*place)
            {
                line.firmness = *firmness;
                line.firmness_by = None;
            }
        }
        for (demand, by) in &changes.firmness_by {
            if let DemandName::RedLine(party, place) = demand
                && let Some(line) = changed.parties[*party].red_lines.get_mut(*place)
            {
                line.firmness_by = Some(by.clone());
            }
        }
        for ((party, issue, row), points) in &changes.points {
            changed.parties[*party].set_points(*issue, *row, *points);
        }
        if changed.fix.len() != changed.issues.len() {
            changed.fix = changed.open_terms();
        }
        for (issue, value) in &changes.fix {
            changed.fix[*issue] = Some(*value);
        }
        for (place, value) in &changes.assume {
            changed.settle_assumption(*place, *value);
        }
        changed.weigh_firmness();
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

    /// Who signs under these changes.
    pub(in crate::scenario) fn signing_under(&self, changes: &Changes) -> IdVec<PartyId, bool> {
        let mut signs = self.parties.map(|party| party.signs);
        for (party, changed) in &changes.signs {
            signs[*party] = *changed;
        }
        if let Some(coalition) = &changes.coalition {
            for id in self.parties.ids() {
                signs[id] = coalition.contains(&id);
            }
        }
        signs
    }

    /// Who must accept under these changes: in a coalition all of it.
    pub(in crate::scenario) fn agreement_under(&self, changes: &Changes) -> Agreement {
        let agreement = changes.agreement.as_ref().unwrap_or(&self.agreement);
        match changes.coalition {
            Some(_) => Agreement { span: agreement.span.clone(), ..Agreement::default() },
            None => agreement.clone(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::id::Id;
    use crate::scenario::model::{Firmness, Value};

    const FILE: &str = "format = 1\ntitle = \"\"\n[issue.ban]\nyes_no = true\n[party.a]\nreservation = 1\n[party.a.points]\n\
        [party.a.red_line]\nx = { title = \"\", reject = { ban = true } }\ny = { title = \"\", reject = { ban = false } }\n\
        [party.b]\n[agreement]\nalways = [\"b\"]\nat_least = 2";

    fn scenario() -> Scenario {
        Scenario::from_toml_str(FILE).unwrap()
    }

    fn line(place: usize) -> DemandName {
        DemandName::RedLine(PartyId::from_place(0), place)
    }

    const FIRM: Firmness = Firmness { low: 0.9, high: 0.9 };
    const SOFT: Firmness = Firmness { low: 0.2, high: 0.2 };

    #[test]
    fn drops_add_up_and_of_the_rest_the_later_counts() {
        let variant = Changes { drop: vec![line(0)], firmness: vec![(line(1), FIRM)], ..Changes::default() };
        let flags = Changes { drop: vec![line(0), line(1)], firmness: vec![(line(1), SOFT)], ..Changes::default() };
        let both = variant.then(&flags);
        assert_eq!(both.drop, [line(0), line(1)]);
        assert_eq!(both.firmness, [(line(1), SOFT)]);
    }

    #[test]
    fn demands_are_named_by_their_places_in_the_file() {
        let issue = IssueId::from_place(0);
        let changes = Changes {
            drop: vec![line(0), DemandName::Reservation(PartyId::from_place(0))],
            firmness: vec![(line(1), SOFT), (line(0), FIRM)],
            fix: vec![(issue, Value(1))],
            ..Changes::default()
        };
        let changed = scenario().with(&changes).unwrap();
        let party = &changed.parties[PartyId::from_place(0)];
        let left: Vec<(&str, Firmness)> =
            party.red_lines.iter().map(|line| (line.id.as_str(), line.firmness)).collect();
        assert_eq!(left, [("y", SOFT)]);
        assert_eq!((party.reservation, changed.fix[issue]), (None, Some(Value(1))));
        assert_eq!(scenario().fix[issue], None, "as the file has it nothing is fixed");
    }

    #[test]
    fn changes_that_leave_no_agreement_possible_are_refused() {
        let codes = |changes: Changes| {
            let problems = scenario().with(&changes).unwrap_err();
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        let (a, b) = (PartyId::from_place(0), PartyId::from_place(1));
        let signs = |signs: Vec<(PartyId, bool)>| Changes { signs, ..Changes::default() };
        assert_eq!(codes(signs(vec![(a, false)])), ["unreachable-agreement"]);
        assert_eq!(codes(signs(vec![(b, false)])), ["not-signing", "unreachable-agreement"]);
        assert_eq!(codes(signs(vec![(a, false), (b, false)])), ["nobody-signs"]);
        assert_eq!(
            codes(Changes { reservation: vec![(b, 3.0)], ..Changes::default() }),
            ["reservation-without-utility"]
        );
    }
}
