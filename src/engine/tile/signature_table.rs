//! The signature table of a space: which sets of demands the coherent deals cross, and how many deals cross each.
//!
//! Deals that cross the same demands are alike in everything that `zopa run` says but their terms. So whoever knows, for
//! each such kind of deal, how many there are, how many of them have each value, and which is the first, can answer again
//! after any demand is given up or held otherwise, without a rule being judged. In `scenarios/harbor.toml` 27 deals are of
//! eight kinds.
//!
//! A *moved* reservation has no threshold yet. Deals are told apart by what they are worth to its party instead, and a
//! threshold later cuts between two of those levels: of the levels 3, 5 and 9 a reservation of 6 is missed by two.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes, rows and levels are counted by the table")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::survey::is_enumerable;
use crate::engine::tile::judge::{Bench, Judge};
use crate::engine::tile::walk::{Visitor, Walk, each};
use crate::rule::kernel::Signal;
use crate::rule::lower::lower;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{Id, PartyId};
use crate::scenario::model::{DemandName, Scenario};
use crate::space::deal::settled;
use crate::space::layout::{Layout, Place};
use std::collections::BTreeMap;

/// How many moved reservations a table can hold.
pub const MAX_MOVED: usize = 8;
/// How many demands.
const MAX_DEMANDS: usize = 128;
/// How many deals are walked for a table.
const MAX_DEALS: u64 = 1 << 20;
/// How many numbers the tables of one question may have together.
pub const MAX_NUMBERS: usize = 1 << 22;

/// Deals that nothing tells apart but their terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// The demands they cross, as bits, without moved reservations.
    pub crossed: u128,
    /// What they are worth to each party with a moved reservation: a place among its levels.
    pub levels: [u32; MAX_MOVED],
    /// How many there are.
    pub n: u64,
    /// The place of the first of them among all deals, in deal order.
    pub first: u64,
}

/// Kinds of deals and how many there are of each.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The kinds, in the order in which the deals first show them.
    pub kinds: Vec<Kind>,
    /// Per variable the place of its first row: its values are in a row each, those outside its domain too.
    pub rows_of: Vec<usize>,
    /// How many rows there are.
    pub n_rows: usize,
    /// How many deals of a kind have a row's value (`kind * n_rows + row`).
    pub rows: Vec<u64>,
    /// How many proposals there are.
    pub n_proposals: usize,
    /// How many deals of a kind have a proposal's terms (`kind * n_proposals + proposal`).
    pub completions: Vec<u64>,
    /// Per moved reservation: the levels, ascending.
    pub levels: Vec<Vec<f64>>,
    /// How many coherent deals there are.
    pub coherent: u64,
}

impl Table {
    /// How many levels of a moved reservation a threshold lies above.
    #[must_use]
    pub fn n_below(&self, moved: usize, least: f64) -> u32 {
        let levels = self.levels.get(moved).map_or(&[][..], Vec::as_slice);
        u32::try_from(levels.partition_point(|worth| *worth < least - TOLERANCE)).unwrap_or(u32::MAX)
    }
}

/// Counts the kinds of deals, where these parties' reservations are moved (each has one), in a table of at most this many
/// numbers. None if there are too many deals, demands or kinds, or the walk was cut.
#[must_use]
pub fn table(
    scenario: &Scenario,
    moved: &[PartyId],
    most: usize,
    (effort, deadline): (&Effort, Deadline),
) -> Option<Table> {
    let lowered = lower(scenario);
    let judge = Judge::new(scenario, &lowered);
    let domains = lowered.formulas.domains();
    let deals = Layout::n_deals(domains)?;
    let numbered = u64::try_from(scenario.n_deals()).is_ok();
    let small = deals <= MAX_DEALS && judge.n_demands() <= MAX_DEMANDS && moved.len() <= MAX_MOVED;
    if !numbered || !small || !is_enumerable(&judge) {
        return None;
    }
    let mut rows_of = Vec::with_capacity(domains.len());
    let mut radices = Vec::with_capacity(domains.len());
    let mut n_rows = 0;
    for variable in &lowered.variables {
        let n_values = if variable.member.is_some() { 2 } else { scenario.issues[variable.issue].n_values() };
        rows_of.push(n_rows);
        radices.push(u64::from(n_values));
        n_rows += n_values as usize;
    }
    let terms = scenario.proposals.iter().map(|proposal| {
        let values = settled(&lowered, &proposal.terms);
        let of_issue = lowered.of_issue.iter().zip(values);
        of_issue.flat_map(|(variables, values)| variables.clone().zip(values.into_iter().flatten())).collect()
    });
    let is_moved = |demand: &DemandName| matches!(demand, DemandName::Reservation(party) if moved.contains(party));
    let frame = Frame {
        kept: lowered.demands.iter().enumerate().filter(|(_, demand)| !is_moved(demand)).map(|(at, _)| at).collect(),
        moved: moved.iter().map(|party| party.place()).collect(),
        terms: terms.collect(),
        most_kinds: most / (n_rows + scenario.proposals.len() + 8),
        rows_of,
        radices,
        n_rows,
    };
    let walk = Walk::new(&judge);
    let (strands, whole) = walk.run(effort, deadline, 1 << 20, || Strand::new(&frame));
    let mut all = Strand::new(&frame);
    for strand in strands {
        all.merge(&strand);
    }
    (whole && all.kinds.len() <= frame.most_kinds).then(|| all.ranked())
}

/// What all strands go by.
struct Frame {
    /// The places of the demands that are told apart by being crossed.
    kept: Vec<usize>,
    /// The places of the parties whose reservations are moved.
    moved: Vec<usize>,
    /// Per proposal the values that some variables have.
    terms: Vec<Vec<(usize, u32)>>,
    most_kinds: usize,
    rows_of: Vec<usize>,
    radices: Vec<u64>,
    n_rows: usize,
}

/// A kind as a strand knows it: demands crossed, and the worth to each party with a moved reservation, as bits.
type Key = (u128, [u64; MAX_MOVED]);

/// What one strand has seen.
struct Strand<'a> {
    frame: &'a Frame,
    kinds: Vec<(Key, Kind)>,
    places: BTreeMap<Key, usize>,
    rows: Vec<u64>,
    completions: Vec<u64>,
}

impl<'a> Strand<'a> {
    const fn new(frame: &'a Frame) -> Self {
        Self { frame, kinds: Vec::new(), places: BTreeMap::new(), rows: Vec::new(), completions: Vec::new() }
    }

    /// The place of a kind, a new one where it was not seen before.
    fn place(&mut self, key: Key, first: u64) -> usize {
        let next = self.kinds.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.kinds.push((key, Kind { crossed: key.0, levels: [0; MAX_MOVED], n: 0, first }));
            self.rows.resize(self.rows.len() + self.frame.n_rows, 0);
            self.completions.resize(self.completions.len() + self.frame.terms.len(), 0);
        }
        place
    }

    /// Counts a deal.
    fn count(&mut self, key: Key, values: &[u32]) {
        let radices = self.frame.radices.iter();
        let first = values.iter().zip(radices).fold(0, |number, (value, radix)| number * radix + u64::from(*value));
        let place = self.place(key, first);
        self.kinds[place].1.n += 1;
        for (value, from) in values.iter().zip(&self.frame.rows_of) {
            self.rows[place * self.frame.n_rows + from + *value as usize] += 1;
        }
        for (proposal, terms) in self.frame.terms.iter().enumerate() {
            let has = terms.iter().all(|(variable, value)| values[*variable] == *value);
            self.completions[place * self.frame.terms.len() + proposal] += u64::from(has);
        }
    }

    /// Takes in the strand that follows.
    fn merge(&mut self, later: &Self) {
        let (n_rows, n_proposals) = (self.frame.n_rows, self.frame.terms.len());
        for (from, (key, kind)) in later.kinds.iter().enumerate() {
            if self.kinds.len() > self.frame.most_kinds {
                return;
            }
            let place = self.place(*key, kind.first);
            self.kinds[place].1.n += kind.n;
            for row in 0..n_rows {
                self.rows[place * n_rows + row] += later.rows[from * n_rows + row];
            }
            for proposal in 0..n_proposals {
                let n = later.completions[from * n_proposals + proposal];
                self.completions[place * n_proposals + proposal] += n;
            }
        }
    }

    /// The table, with the worths put in order.
    fn ranked(self) -> Table {
        let mut levels = Vec::with_capacity(self.frame.moved.len());
        for moved in 0..self.frame.moved.len() {
            let mut worths: Vec<f64> = self.kinds.iter().map(|(key, _)| f64::from_bits(key.1[moved])).collect();
            worths.sort_by(f64::total_cmp);
            worths.dedup_by(|left, right| left.total_cmp(right).is_eq());
            levels.push(worths);
        }
        let kinds = self.kinds.iter().map(|(key, kind)| {
            let mut ranked = *kind;
            for (moved, worths) in levels.iter().enumerate() {
                let worth = f64::from_bits(key.1[moved]);
                let place = worths.partition_point(|other| other.total_cmp(&worth).is_lt());
                ranked.levels[moved] = u32::try_from(place).unwrap_or(u32::MAX);
            }
            ranked
        });
        Table {
            coherent: self.kinds.iter().map(|(_, kind)| kind.n).sum(),
            kinds: kinds.collect(),
            rows_of: self.frame.rows_of.clone(),
            n_rows: self.frame.n_rows,
            n_proposals: self.frame.terms.len(),
            rows: self.rows,
            completions: self.completions,
            levels,
        }
    }
}

impl Visitor for Strand<'_> {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place) {
        if self.kinds.len() > self.frame.most_kinds {
            return;
        }
        walk.judge.judge(bench);
        let signals: Vec<(usize, Signal)> =
            self.frame.kept.iter().map(|demand| (*demand, walk.judge.crossed(bench, *demand))).collect();
        for at in 0..bench.words {
            let words: Vec<(usize, u64)> =
                signals.iter().map(|(demand, signal)| (*demand, bench.planes.word_of(*signal, at))).collect();
            each(bench.coherent[at], |bit| {
                let lane = at * 64 + bit;
                let mut key: Key = (0, [0; MAX_MOVED]);
                for (demand, word) in &words {
                    key.0 |= u128::from(word >> bit & 1) << demand;
                }
                for (moved, party) in self.frame.moved.iter().enumerate() {
                    // Adding 0 makes one zero of two.
                    key.1[moved] = (bench.utility[*party][lane] + 0.0).to_bits();
                }
                self.count(key, &walk.layout.values(place, lane as u32));
            });
        }
    }
    fn finish(&mut self, _walk: &Walk) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tile::census::census;
    use crate::rule::demand::DemandSet;

    fn harbor() -> Scenario {
        Scenario::from_toml_str(include_str!("../../../scenarios/harbor.toml")).expect("it is a scenario")
    }

    #[test]
    fn every_deal_of_the_harbor_is_of_one_kind() {
        let table =
            table(&harbor(), &[], MAX_NUMBERS, (&Effort::default(), Deadline::after(None))).expect("it is small");
        let census = census(&harbor(), &Effort::default(), 100, 100).expect("it is small");
        let bits = |set: &DemandSet| set.iter().fold(0, |bits, demand| bits | 1_u128 << demand.place());
        let sets: Vec<u128> = census.sets.iter().map(|worlds| bits(&worlds[0])).collect();
        assert_eq!(table.kinds.iter().map(|kind| kind.crossed).collect::<Vec<_>>(), sets);
        assert_eq!((table.kinds.len(), table.coherent), (8, 27));
        assert!(table.kinds.is_sorted_by_key(|kind| kind.first));
        assert_eq!(table.kinds.iter().map(|kind| kind.n).sum::<u64>(), 27);
        for variable in table.rows_of.windows(2) {
            let n: u64 = (0..table.kinds.len())
                .map(|kind| table.rows[kind * table.n_rows..][variable[0]..variable[1]].iter().sum::<u64>())
                .sum();
            assert_eq!(n, 27, "every deal has one value of each variable");
        }
    }

    #[test]
    fn the_flagship_has_few_kinds() {
        let text = include_str!("../../../scenarios/ukraine_security_guarantees.toml");
        let scenario = Scenario::from_toml_str(text).expect("it is a scenario");
        let table =
            table(&scenario, &[], MAX_NUMBERS, (&Effort::default(), Deadline::after(None))).expect("it is small");
        assert_eq!((table.kinds.len(), u64::try_from(scenario.n_deals())), (288, Ok(13_824)));
    }

    #[test]
    fn a_threshold_cuts_between_two_levels() {
        let text = "format = 1\ntitle = \"\"\n[issue.fund]\nrange = { min = 0, max = 2 }\n[party.a]\nreservation = 0\n\
            [party.a.points]\nfund = { at_min = 3, at_max = 9 }";
        let scenario = Scenario::from_toml_str(text).expect("it is a scenario");
        let party = scenario.parties.ids().next().expect("there is one");
        let table =
            table(&scenario, &[party], MAX_NUMBERS, (&Effort::default(), Deadline::after(None))).expect("it is small");
        assert_eq!(table.levels, [[3.0, 6.0, 9.0]]);
        let below = [2.0, 3.0, 3.0 + 1e-10, 3.1, 6.0, 8.0, 9.5].map(|least| table.n_below(0, least));
        assert_eq!(below, [0, 0, 0, 1, 1, 2, 3]);
        assert!(table.kinds.iter().all(|kind| kind.crossed == 0));
    }
}
