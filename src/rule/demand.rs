//! Demands in one row: every red line and every reservation, under ids that run over the whole scenario.

use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::{DemandName, Firmness, RedLine, Scenario};
use std::ops::Range;

/// Every demand of the scenario: parties in file order, each party's lines, then its reservation.
#[must_use]
pub fn demands(scenario: &Scenario) -> IdVec<DemandId, DemandName> {
    let mut all = IdVec::new();
    for (id, party) in scenario.parties.enumerate() {
        for line in 0..party.red_lines.len() {
            all.push(DemandName::RedLine(id, line));
        }
        if party.reservation.is_some() {
            all.push(DemandName::Reservation(id));
        }
    }
    all
}

/// The places of one party's demands among all of them.
#[must_use]
pub fn demands_of(demands: &IdVec<DemandId, DemandName>, party: PartyId) -> Range<usize> {
    let start = demands.iter().position(|demand| demand.party() >= party).unwrap_or(demands.len());
    let end = demands.iter().position(|demand| demand.party() > party).unwrap_or(demands.len());
    start..end
}

impl Scenario {
    /// The red line that a demand names; none for a reservation, or for a demand that is not there.
    #[must_use]
    pub fn red_line(&self, demand: &DemandName) -> Option<&RedLine> {
        match demand {
            DemandName::RedLine(party, line) => self.parties.find(*party)?.red_lines.get(*line),
            DemandName::Reservation(_) => None,
        }
    }

    /// The demand's name as commands and JSON write it: `PARTY.RED_LINE` or `PARTY.reservation`.
    #[must_use]
    pub fn demand_text(&self, demand: &DemandName) -> String {
        let party = self.parties.find(demand.party()).map_or("?", |party| party.id.as_str());
        match self.red_line(demand) {
            Some(line) => format!("{party}.{}", line.id),
            None => format!("{party}.reservation"),
        }
    }

    /// How firmly the demand is held; a reservation always is.
    #[must_use]
    pub fn demand_firmness(&self, demand: &DemandName) -> Firmness {
        self.red_line(demand).map_or(Firmness::FIXED, |line| line.firmness)
    }

    /// The probability that the demand is not held; 0 for a reservation.
    #[must_use]
    pub fn gives_way(&self, demand: &DemandName) -> f64 {
        self.red_line(demand).map_or(0.0, |line| line.firmness.gives_way())
    }
}

/// A set of demands as bits: demand k is bit k % 64 of word k / 64.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct DemandSet {
    words: Vec<u64>,
}

impl DemandSet {
    /// The empty set among this many demands.
    #[must_use]
    pub fn empty(n_demands: usize) -> Self {
        Self { words: vec![0; n_demands.div_ceil(64)] }
    }
    /// Adds a demand of the scenario.
    pub fn insert(&mut self, demand: DemandId) {
        if let Some(word) = self.words.get_mut(demand.place() / 64) {
            *word |= 1 << (demand.place() % 64);
        }
    }
    /// Takes a demand out.
    pub fn remove(&mut self, demand: DemandId) {
        if let Some(word) = self.words.get_mut(demand.place() / 64) {
            *word &= !(1 << (demand.place() % 64));
        }
    }
    /// Whether it holds the demand.
    #[must_use]
    pub fn contains(&self, demand: DemandId) -> bool {
        self.words.get(demand.place() / 64).is_some_and(|word| word >> (demand.place() % 64) & 1 == 1)
    }
    /// How many it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }
    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
    /// Whether every one of its demands is in the other set.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(ours, theirs)| ours & !theirs == 0)
    }
    /// Whether no demand is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(ours, theirs)| ours & theirs == 0)
    }
    /// Adds all demands of the other set.
    pub fn extend(&mut self, other: &Self) {
        for (ours, theirs) in self.words.iter_mut().zip(&other.words) {
            *ours |= theirs;
        }
    }
    /// The demands, of this many, that it does not hold.
    #[must_use]
    pub fn complement(&self, n_demands: usize) -> Self {
        let mut others = Self::empty(n_demands);
        for demand in (0..n_demands).map(DemandId::from_place).filter(|demand| !self.contains(*demand)) {
            others.insert(demand);
        }
        others
    }
    /// Its demands in order.
    pub fn iter(&self) -> impl Iterator<Item = DemandId> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(DemandId::from_place(at * 64 + bit))
            })
        })
    }
}
