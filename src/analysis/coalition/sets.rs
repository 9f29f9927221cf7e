//! Every set of signing parties: how many coherent deals all of it accept, and how likely it is that there is one.
//!
//! Of every set only its own demands count. So one scenario in which everyone is needed answers for all sets: a set's deals
//! are those agreed once everybody else's demands are given up. Where the deals can be walked, one walk asks it of all sets
//! at once; else a diagram counts each, and a set that contains one without a deal is not counted again.
//!
//! Whether a set without a deal would have one if lines give way follows from the unlocks of the whole: what a set has to
//! give up of an unlock is its own part of it.
//!
//! Example: A and B each accept some deals, and none together. Then {A, B} is a smallest set without a deal: a quarrel that
//! no third party causes; {A, C} and {B, C} may be the largest with one.

use crate::analysis::explanation::by_walk::{minimal, unlocks};
use crate::analysis::explanation::search::all_unlocks;
use crate::analysis::explanation::worth::{Chance, any_probability};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance, Share};
use crate::engine::ask::effort::{Effort, EngineChoice, on_threads};
use crate::engine::ask::limit::Stopwatch;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::unlock::Ready;
use crate::engine::survey::least_crossings;
use crate::engine::tile::opening::{Question, openings};
use crate::engine::tile::signature::Barred;
use crate::rule::demand::{DemandSet, demands};
use crate::rule::lower::{Lowered, lower};
use crate::rule::reference::is_agreed;
use crate::scenario::id::{Id, PartyId};
use crate::scenario::model::{Agreement, Deal, Scenario};
use crate::space::deal::deal;
use num_bigint::BigUint;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Up to this many signing parties every set is asked.
pub const ALL_SETS: usize = 12;
/// Beyond, no set is larger than this …
const LARGEST: usize = 3;
/// … and there are no more sets than this.
pub const MOST_SETS: u64 = 5_000;
/// So much work (words of 64 deals, times sets) is walked under `auto`.
const WALKED: u64 = 1 << 30;

/// What one set of parties can agree on.
#[derive(Clone, PartialEq, Debug)]
pub struct SetFindings {
    /// Who, in file order.
    pub parties: Vec<PartyId>,
    /// Coherent deals that all of them accept, all lines held.
    pub agreed: Count,
    /// … as a share of the coherent deals.
    pub share: Share,
    /// The probability that some coherent deal is accepted by all of them; none where that is not known.
    pub any_probability: Option<f64>,
    /// Whether their yes, and everyone else's no, meets the agreement rule.
    pub decides: bool,
}

/// What all sets can agree on.
#[derive(Clone, PartialEq, Debug)]
pub struct SetsFindings {
    /// How the figures were had.
    pub provenance: Provenance,
    /// How many deals are coherent.
    pub coherent: Count,
    /// By size, then file order.
    pub sets: Vec<SetFindings>,
    /// Sets with a deal of which no larger set has one.
    pub largest_with: Vec<Vec<PartyId>>,
    /// Sets without a deal all of whose smaller sets have one.
    pub smallest_without: Vec<Vec<PartyId>>,
}

/// The largest size of the sets that are asked, where nobody says otherwise.
///
/// # Errors
/// How many sets this size would come to, where they are too many.
pub fn largest_size(scenario: &Scenario, asked: Option<usize>) -> Result<usize, BigUint> {
    let n = scenario.parties.iter().filter(|party| party.signs).count();
    if n <= ALL_SETS {
        return Ok(asked.map_or(n, |size| size.min(n)));
    }
    let fits = |size: &usize| n_sets(n, *size) <= MOST_SETS.into();
    match asked {
        Some(size) if size <= LARGEST && fits(&size) => Ok(size),
        Some(size) => Err(n_sets(n, size.min(n))),
        None => Ok((1..=LARGEST).rev().find(fits).unwrap_or(1)),
    }
}

/// How many sets of up to so many of n parties there are.
fn n_sets(n: usize, largest: usize) -> BigUint {
    let (mut all, mut of_size) = (BigUint::ZERO, BigUint::from(1_u32));
    for size in 1..=largest {
        of_size = of_size * (n + 1).saturating_sub(size) / size;
        all += &of_size;
    }
    all
}

/// The sets of up to so many of these parties: by size, then file order.
fn sets(parties: &[PartyId], largest: usize) -> Vec<Vec<PartyId>> {
    let mut all: Vec<Vec<PartyId>> = Vec::new();
    let mut of_size: Vec<Vec<PartyId>> = vec![Vec::new()];
    for _ in 0..largest {
        let longer = |set: &Vec<PartyId>| {
            let behind = set.last().map_or(0, |last| last.place() + 1);
            let set = set.clone();
            let next = parties.iter().filter(move |party| party.place() >= behind);
            next.map(|party| [set.as_slice(), &[*party]].concat()).collect::<Vec<_>>()
        };
        of_size = of_size.iter().flat_map(longer).collect();
        all.extend(of_size.iter().cloned());
    }
    all
}

/// The sets of signing parties that have a deal; none where they are too many to ask, or are not known.
pub(super) fn with_deals(scenario: &Scenario, effort: &Effort) -> Option<Vec<Vec<PartyId>>> {
    let (base, signing) = everyone(scenario);
    if signing.len() > ALL_SETS {
        return None;
    }
    let sets = sets(&signing, signing.len());
    let asking = Asking { base: &base, lowered: lower(&base), effort, clock: Stopwatch::start(), sets: &sets };
    let mut provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None };
    let (coherent, agreed) = asking.counted(&mut provenance)?;
    if coherent == Some(BigUint::ZERO) {
        return Some(Vec::new());
    }
    let has = agreed.iter().map(has_deal).collect::<Option<Vec<bool>>>()?;
    // Nobody is a set, too: any deal does.
    let nobody = std::iter::once(Vec::new());
    Some(nobody.chain(sets.into_iter().zip(has).filter(|(_, has)| *has).map(|(set, _)| set)).collect())
}

/// The first deal, in deal order, that all of a set accept; none if there is none, or it is not known.
pub(super) fn first_deal(scenario: &Scenario, set: &[PartyId], effort: &Effort) -> Option<Deal> {
    let (base, _) = everyone(scenario);
    let asking = Asking { base: &base, lowered: lower(&base), effort, clock: Stopwatch::start(), sets: &[] };
    let given = asking.given(set);
    let question = Question { given: given.clone(), within: None, one_is_enough: false };
    if let Some(found) = openings(&base, &Effort { engine: EngineChoice::Auto, ..effort.clone() }, &[question]) {
        return found.opened.into_iter().next()?.first;
    }
    let ready = Ready::new(&base, &asking.lowered).ok()?;
    let exact = ready.exact(&base, &asking.lowered, effort).ok()?;
    exact.opened(&given, usize::MAX).ok()?.first.map(|values| deal(&asking.lowered, &values))
}

/// The scenario in which everyone is needed, and who signs.
fn everyone(scenario: &Scenario) -> (Scenario, Vec<PartyId>) {
    let base = Scenario { agreement: Agreement::default(), ..scenario.clone() };
    (base, scenario.parties.enumerate().filter(|(_, party)| party.signs).map(|(id, _)| id).collect())
}

/// Asks every set of up to so many signing parties.
#[must_use]
pub fn coalitions(scenario: &Scenario, effort: &Effort, largest: usize) -> SetsFindings {
    let clock = Stopwatch::start();
    let (base, signing) = everyone(scenario);
    let sets = sets(&signing, largest);
    let asking = Asking { base: &base, lowered: lower(&base), effort, clock, sets: &sets };
    let mut provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None };
    let counted = asking.counted(&mut provenance);
    let (coherent, agreed) = counted.unwrap_or_else(|| (None, vec![None; sets.len()]));
    let any = asking.any(&agreed, coherent.as_ref(), &mut provenance);
    let count = |n: &Option<BigUint>| n.clone().map_or(Count::Unknown, Count::Exact);
    let share = |n: &Option<BigUint>| match (n, &coherent) {
        (Some(n), Some(coherent)) => Share::ratio(n, coherent),
        _ => Share::default(),
    };
    if agreed.iter().any(Option::is_none) {
        provenance.kind = AnswerKind::Undecided;
    }
    // With no coherent deal nobody quarrels with anybody.
    let is_empty = coherent == Some(BigUint::ZERO);
    let (largest_with, smallest_without) = match is_empty {
        true => (Vec::new(), Vec::new()),
        false => (largest_with(&sets, &agreed, signing.len()), smallest_without(&sets, &agreed)),
    };
    if largest < signing.len() {
        provenance.add(&format!(
            "of {} signing parties sets of up to {largest} were asked, and `largest_with` leaves out sets of {largest}",
            signing.len()
        ));
    }
    let one = |((parties, agreed), any): ((&Vec<PartyId>, &Option<BigUint>), &Option<f64>)| SetFindings {
        agreed: count(agreed),
        share: share(agreed),
        any_probability: *any,
        decides: is_agreed(scenario, &|party| parties.contains(&party)),
        parties: parties.clone(),
    };
    SetsFindings {
        coherent: count(&coherent),
        largest_with,
        smallest_without,
        sets: sets.iter().zip(&agreed).zip(&any).map(one).collect(),
        provenance,
    }
}

fn has_deal(agreed: &Option<BigUint>) -> Option<bool> {
    agreed.as_ref().map(|n| *n != BigUint::ZERO)
}

fn by_parties<'a>(sets: &'a [Vec<PartyId>], agreed: &[Option<BigUint>]) -> BTreeMap<&'a [PartyId], Option<bool>> {
    sets.iter().map(Vec::as_slice).zip(agreed.iter().map(has_deal)).collect()
}

/// Sets with a deal of which no larger one has one, by one more party: with fewer a larger set has a deal too.
fn largest_with(sets: &[Vec<PartyId>], agreed: &[Option<BigUint>], n_signing: usize) -> Vec<Vec<PartyId>> {
    let known = by_parties(sets, agreed);
    let last_size = sets.last().map_or(0, Vec::len);
    let mut is_in_larger: BTreeMap<Vec<PartyId>, bool> = BTreeMap::new();
    for (set, has) in &known {
        if *has != Some(false) {
            for at in 0..set.len() {
                let mut smaller = set.to_vec();
                smaller.remove(at);
                is_in_larger.insert(smaller, true);
            }
        }
    }
    let is_largest = |(set, agreed): &(&Vec<PartyId>, &Option<BigUint>)| {
        has_deal(agreed) == Some(true)
            && (set.len() < last_size || last_size == n_signing)
            && !is_in_larger.contains_key(*set)
    };
    sets.iter().zip(agreed).filter(is_largest).map(|(set, _)| set.clone()).collect()
}

/// Sets without a deal all of whose smaller sets have one: by one party less, for with fewer there is a deal too.
fn smallest_without(sets: &[Vec<PartyId>], agreed: &[Option<BigUint>]) -> Vec<Vec<PartyId>> {
    let known = by_parties(sets, agreed);
    let is_smallest = |(set, agreed): &(&Vec<PartyId>, &Option<BigUint>)| {
        let has_smaller = |at: usize| {
            let mut smaller = (*set).clone();
            smaller.remove(at);
            smaller.is_empty() || known.get(smaller.as_slice()) == Some(&Some(true))
        };
        has_deal(agreed) == Some(false) && (0..set.len()).all(has_smaller)
    };
    sets.iter().zip(agreed).filter(is_smallest).map(|(set, _)| set.clone()).collect()
}

struct Asking<'a> {
    /// The scenario in which everyone is needed.
    base: &'a Scenario,
    lowered: Lowered,
    effort: &'a Effort,
    clock: Stopwatch,
    sets: &'a [Vec<PartyId>],
}

/// How many deals are coherent, and how many of them all of each set accept; none where it is not known.
type Counted = (Option<BigUint>, Vec<Option<BigUint>>);

impl Asking<'_> {
    /// The demands of those outside a set.
    fn given(&self, set: &[PartyId]) -> DemandSet {
        let mut given = DemandSet::empty(self.lowered.demands.len());
        let others = self.lowered.demands.enumerate().filter(|(_, demand)| !set.contains(&demand.party()));
        others.for_each(|(id, _)| given.insert(id));
        given
    }

    /// Counts by the first way that is within reach.
    fn counted(&self, provenance: &mut Provenance) -> Option<Counted> {
        let n_deals = u64::try_from(self.base.n_deals()).unwrap_or(u64::MAX);
        let work = (n_deals / 64 + 1).saturating_mul(self.sets.len() as u64);
        let engine = self.effort.engine;
        let walks = engine == EngineChoice::Enumerate || (engine == EngineChoice::Auto && work <= WALKED);
        if walks && let Some(counted) = self.walked(provenance) {
            return Some(counted);
        }
        if engine == EngineChoice::Enumerate {
            provenance.add("the deals are too many to walk within the limits");
            return None;
        }
        match self.by_diagrams() {
            Ok(counted) => Some(counted),
            Err(why) if engine == EngineChoice::Auto && !walks => self.walked(provenance).or_else(|| {
                provenance.add(&why);
                None
            }),
            Err(why) => {
                provenance.add(&why);
                None
            }
        }
    }

    /// One walk for all sets.
    fn walked(&self, provenance: &mut Provenance) -> Option<Counted> {
        let places: BTreeMap<&[PartyId], usize> = self.sets.iter().map(Vec::as_slice).zip(0..).collect();
        let question = |set: &Vec<PartyId>| Question {
            given: self.given(set),
            // Without its last party a set gives up more: where that opens nothing, neither does this.
            within: set.split_last().and_then(|(_, rest)| places.get(rest).copied()),
            one_is_enough: false,
        };
        let questions: Vec<Question> = self.sets.iter().map(question).collect();
        let found = openings(self.base, &self.effort.left(self.clock), &questions)?;
        provenance.engine = EngineName::Enumerate;
        let agreed = found.opened.into_iter().map(|opened| Some(opened.agreed.into())).collect();
        Some((Some(found.coherent.into()), agreed))
    }

    /// A diagram for each set, the smaller sets first.
    fn by_diagrams(&self) -> Result<Counted, String> {
        let effort = self.effort.left(self.clock);
        let declined =
            |why: crate::engine::exact::declined::Declined| format!("the exact engine declined: {}", why.words());
        let ready = Ready::new(self.base, &self.lowered).map_err(declined)?;
        let exact = ready.exact(self.base, &self.lowered, &effort).map_err(declined)?;
        let coherent = exact.n_coherent(usize::MAX).map_err(declined)?;
        let mut agreed: BTreeMap<&[PartyId], Option<BigUint>> = BTreeMap::new();
        let mut first_refusal = None;
        let mut rest = self.sets;
        on_threads(&effort, || {
            while let Some(size) = rest.first().map(Vec::len) {
                let (of_size, larger) = rest.split_at(rest.partition_point(|set| set.len() == size));
                rest = larger;
                let count = |set: &Vec<PartyId>| self.by_diagram(&exact, set, &agreed);
                let found: Vec<_> = of_size.par_iter().map(count).collect();
                for (set, found) in of_size.iter().zip(found) {
                    let found = found.map_err(|why| first_refusal.get_or_insert_with(|| declined(why)).clone()).ok();
                    agreed.insert(set, found);
                }
            }
        });
        let all: Vec<Option<BigUint>> =
            self.sets.iter().map(|set| agreed.get(set.as_slice()).cloned().flatten()).collect();
        match first_refusal {
            Some(why) if all.iter().all(Option::is_none) => Err(why),
            _ => Ok((Some(coherent), all)),
        }
    }

    fn by_diagram(
        &self,
        exact: &Exact<'_>,
        set: &[PartyId],
        smaller: &BTreeMap<&[PartyId], Option<BigUint>>,
    ) -> Result<BigUint, crate::engine::exact::declined::Declined> {
        let has_none = |at: usize| {
            let mut less = set.to_vec();
            less.remove(at);
            smaller.get(less.as_slice()).is_some_and(|known| *known == Some(BigUint::ZERO))
        };
        if (0..set.len()).any(has_none) {
            return Ok(BigUint::ZERO);
        }
        exact.n_opened(&self.given(set))
    }

    /// How likely each set is to have a deal: certain with one, else from what would have to give.
    fn any(
        &self,
        agreed: &[Option<BigUint>],
        coherent: Option<&BigUint>,
        provenance: &mut Provenance,
    ) -> Vec<Option<f64>> {
        let certain: Vec<Option<f64>> = agreed
            .iter()
            .map(|n| match has_deal(n) {
                Some(true) => Some(1.0),
                _ if coherent == Some(&BigUint::ZERO) => Some(0.0),
                _ => None,
            })
            .collect();
        if certain.iter().all(Option::is_some) {
            return certain;
        }
        // Per world its probability, the scenario there, and all unlocks of the whole; none of a world where they are too many.
        let worlds = self.lowered.worlds.iter().map(|world| {
            let settled = self.base.assuming(world.assumed.clone());
            let unlocks = self.unlocks(&settled, &self.lowered.in_world(world));
            (world.probability, settled, unlocks)
        });
        let worlds: Vec<_> = worlds.collect();
        let is_cut = worlds.iter().any(|(_, _, unlocks)| unlocks.is_none());
        let all = certain.iter().zip(self.sets).map(|(certain, set)| {
            certain.or_else(|| {
                let of_world = |(p, settled, unlocks): &(f64, Scenario, Option<Vec<DemandSet>>)| {
                    Some(p * self.any_in_world(settled, unlocks.as_ref()?, set)?)
                };
                worlds.iter().map(of_world).sum::<Option<f64>>().map(|any| any.min(1.0))
            })
        });
        let all: Vec<Option<f64>> = all.collect();
        if is_cut {
            provenance.add("any_probability is cut: too many ways of opening a deal");
        }
        all
    }

    /// All unlocks where everyone is needed, by a walk or by the solver.
    fn unlocks(&self, settled: &Scenario, lowered: &Lowered) -> Option<Vec<DemandSet>> {
        let effort = Effort { engine: EngineChoice::Auto, ..self.effort.left(self.clock) };
        let least = least_crossings(settled, &effort, &Barred::nothing(demands(settled).len()));
        least
            .and_then(|least| unlocks(settled, &least))
            .or_else(|| all_unlocks(settled, &self.effort.left(self.clock), lowered, MOST_UNLOCKS))
    }

    /// What a set has to give up of each unlock of the whole.
    fn any_in_world(&self, settled: &Scenario, unlocks: &[DemandSet], set: &[PartyId]) -> Option<f64> {
        let given = self.given(set);
        let own = |unlock: &DemandSet| {
            let mut own = DemandSet::empty(self.lowered.demands.len());
            unlock.iter().filter(|demand| !given.contains(*demand)).for_each(|demand| own.insert(demand));
            own
        };
        match any_probability(settled, &minimal(unlocks.iter().map(own).collect()), self.effort.seed) {
            Chance::Exact(any) => Some(any),
            Chance::Sampled(..) => None,
        }
    }
}

/// More unlocks of the whole than this are not asked of the solver.
const MOST_UNLOCKS: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_counted_before_they_are_asked() {
        assert_eq!(n_sets(13, 3), BigUint::from(377_u32));
        assert_eq!(n_sets(31, 3), BigUint::from(4_991_u32));
        assert_eq!(n_sets(4, 4), BigUint::from(15_u32));
        let parties: Vec<PartyId> = (0..3).map(PartyId::from_place).collect();
        let places: Vec<Vec<usize>> =
            sets(&parties, 3).iter().map(|set| set.iter().map(|party| party.place()).collect()).collect();
        assert_eq!(places, [vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]]);
    }
}
