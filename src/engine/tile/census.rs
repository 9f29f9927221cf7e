//! A census of the deals: which sets of demands are crossed at all, and which of them each coherent deal crosses.
//!
//! In `scenarios/harbor.toml` the 27 deals cross eight different sets, one of them empty; the first deal of all (north, no
//! jobs, no fund) crosses `{town.jobs}`. Whoever holds this table can recount everything that `zopa run` says after any
//! demand is given up or softened and any term is fixed, without a rule being judged again: that is what a living page
//! does. Sets are numbered in the order in which the deals first show them; deals of one set in a row are one run.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes are counted by the layout")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::limit::Deadline;
use crate::engine::survey::is_within_reach;
use crate::engine::tile::judge::{Bench, Judge};
use crate::engine::tile::signature::Told;
use crate::engine::tile::walk::{Visitor, Walk, each};
use crate::rule::demand::DemandSet;
use crate::rule::lower::{Lowered, lower};
use crate::scenario::id::{DemandId, Id};
use crate::scenario::model::Scenario;
use crate::space::layout::{Layout, Place};
use std::collections::BTreeMap;

/// Deals in a row, by their numbers in deal order, that are all coherent and cross the same set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// The first of them.
    pub first: u64,
    /// How many there are.
    pub n: u64,
    /// The number of the set.
    pub set: usize,
}

/// Which demands the coherent deals cross.
#[derive(Clone, Debug)]
pub struct Census {
    /// The distinct sets of crossed demands, one per world, in the order in which the deals first show them.
    pub sets: Vec<Vec<DemandSet>>,
    /// The coherent deals, in deal order; the numbers between two runs are deals that contradict themselves.
    pub runs: Vec<Run>,
    /// How many deals there are, coherent or not (fixed terms have one value).
    pub deals: u64,
    /// The variables that the numbers count through, the last one fastest.
    pub lowered: Lowered,
}

/// Takes the census; none if there are more deals or more runs than this, the time is up, or somebody stops it.
#[must_use]
pub fn census(scenario: &Scenario, effort: &Effort, most_deals: u64, most_runs: usize) -> Option<Census> {
    on_threads(effort, || {
        let lowered = lower(scenario);
        let judge = Judge::new(scenario, &lowered);
        let deals = Layout::n_deals(lowered.formulas.domains()).filter(|deals| *deals <= most_deals)?;
        if !is_within_reach(&judge, effort.engine) {
            return None;
        }
        effort.watch.begin(deals);
        let walk = Walk::new(&judge);
        let told = Told::apart(&judge);
        let begin = || Strand::new(&told, most_runs);
        let (strands, whole) = walk.run(effort, Deadline::after(effort.time_limit), 1 << 20, begin);
        let mut all = begin();
        for strand in strands {
            all.merge(strand);
        }
        let Strand { sets, runs, .. } = all;
        let sets = sets.iter().map(|set| told.crossings(&lowered, set)).collect();
        (whole && runs.len() <= most_runs).then(|| Census { sets, runs, deals, lowered: lowered.clone() })
    })
}

/// What one strand has seen.
struct Strand<'a> {
    told: &'a Told,
    sets: Vec<DemandSet>,
    numbers: BTreeMap<DemandSet, usize>,
    runs: Vec<Run>,
    most_runs: usize,
}

impl<'a> Strand<'a> {
    const fn new(told: &'a Told, most_runs: usize) -> Self {
        Self { told, sets: Vec::new(), numbers: BTreeMap::new(), runs: Vec::new(), most_runs }
    }

    /// The number of a set, a new one where it was not seen before.
    fn number(&mut self, set: &DemandSet) -> usize {
        if let Some(number) = self.numbers.get(set) {
            return *number;
        }
        let number = self.sets.len();
        self.numbers.insert(set.clone(), number);
        self.sets.push(set.clone());
        number
    }

    /// Adds a run behind those that are there.
    fn push(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if last.set == run.set && last.first + last.n == run.first => last.n += run.n,
            _ => self.runs.push(run),
        }
    }

    /// Takes in the strand that follows.
    fn merge(&mut self, later: Self) {
        let numbers: Vec<usize> = later.sets.iter().map(|set| self.number(set)).collect();
        for run in later.runs {
            if self.runs.len() > self.most_runs {
                return;
            }
            self.push(Run { set: numbers[run.set], ..run });
        }
    }
}

/// The number of the first deal of a tile, in deal order.
fn first_deal(walk: &Walk, place: &Place) -> u64 {
    let domains = walk.judge.lowered.formulas.domains();
    let outer = place.outer.iter().zip(domains);
    let tile =
        outer.fold(0, |number, (value, domain)| number * u64::from(domain.len()) + u64::from(value - domain.first));
    let page = walk
        .layout
        .paged()
        .map_or(tile, |paged| tile * u64::from(domains[paged].len()) + u64::from(place.page.0 - domains[paged].first));
    page * u64::from(walk.layout.n_inner())
}

impl Visitor for Strand<'_> {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place) {
        if self.runs.len() > self.most_runs {
            return;
        }
        walk.judge.judge(bench);
        let signals = self.told.signals(walk.judge, bench);
        let n_entries = signals.len();
        let first = first_deal(walk, place);
        for at in 0..bench.words {
            let words: Vec<u64> = signals.iter().map(|signal| bench.planes.word_of(*signal, at)).collect();
            each(bench.coherent[at], |lane| {
                let mut set = DemandSet::empty(n_entries);
                for (demand, word) in words.iter().enumerate() {
                    if word >> lane & 1 == 1 {
                        set.insert(DemandId::from_place(demand));
                    }
                }
                let number = self.number(&set);
                self.push(Run { first: first + at as u64 * 64 + lane as u64, n: 1, set: number });
            });
        }
    }
    fn finish(&mut self, _walk: &Walk) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::reference::judge;
    use crate::scenario::model::{Deal, Value};
    use crate::space::deal::deal;

    const SHIPPED: [(&str, &str); 4] = [
        ("harbor", include_str!("../../../scenarios/harbor.toml")),
        ("harbor_deadlock", include_str!("../../../scenarios/harbor_deadlock.toml")),
        ("deliberation", include_str!("../../../scenarios/deliberation.toml")),
        ("ukraine_security_guarantees", include_str!("../../../scenarios/ukraine_security_guarantees.toml")),
    ];

    fn all_deals(scenario: &Scenario) -> Vec<Deal> {
        let mut deals = vec![Vec::new()];
        for issue in scenario.issues.iter() {
            let more = |deal: &Vec<Value>| {
                let deal = deal.clone();
                (0..issue.n_values()).map(move |value| deal.iter().copied().chain([Value(value)]).collect::<Vec<_>>())
            };
            deals = deals.iter().flat_map(more).collect();
        }
        deals.into_iter().map(|deal| deal.into_iter().collect()).collect()
    }

    #[test]
    fn the_census_says_of_every_deal_what_the_oracle_says() {
        for (name, text) in SHIPPED {
            let scenario = Scenario::from_toml_str(text).expect("it is a scenario");
            let census = census(&scenario, &Effort::default(), 1 << 20, 1 << 20).expect("it is small");
            let mut sets = vec![None; usize::try_from(census.deals).expect("it is small")];
            for run in &census.runs {
                for number in run.first..run.first + run.n {
                    sets[number as usize] = Some(run.set);
                }
            }
            let deals = all_deals(&scenario);
            assert_eq!(deals.len(), sets.len(), "{name}");
            let mut seen = 0;
            for (given, set) in deals.iter().zip(&sets) {
                let judgement = judge(&scenario, given);
                let crossed = set.map(|set| census.sets[set].iter().flat_map(DemandSet::iter).collect::<Vec<_>>());
                assert_eq!(crossed, judgement.coherent().then_some(judgement.crossed), "{name}: {given:?}");
                if let Some(set) = set {
                    assert!(*set <= seen, "{name}: sets are numbered as they first appear");
                    seen = seen.max(set + 1);
                }
            }
            assert_eq!(seen, census.sets.len(), "{name}");
            assert_eq!(deal(&census.lowered, &vec![0; census.lowered.variables.len()]), deals[0]);
        }
    }

    #[test]
    fn a_census_past_its_limits_is_none() {
        let scenario = Scenario::from_toml_str(SHIPPED[0].1).expect("it is a scenario");
        let taken = |deals, runs| census(&scenario, &Effort::default(), deals, runs).is_some();
        assert_eq!((taken(27, 27), taken(26, 27), taken(27, 3)), (true, false, false));
    }
}
