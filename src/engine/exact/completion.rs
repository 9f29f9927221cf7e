//! What can be made of some terms, where nobody can look at every deal: the figures of the scenario with these terms fixed.
//!
//! They are those of `zopa run` with the same terms fixed, by the same diagrams, but only the ones that a comparison shows: how
//! many completions there are and how many are agreed, who accepts how many, which demands all of them cross, the most
//! probable one, and each party's lowest and highest utility. Twelve open issues of four options have 1.7e7 completions and a
//! few thousand states.

use crate::engine::ask::effort::Effort;
use crate::engine::exact::apart::value_classes;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::number::{Number, Width};
use crate::engine::exact::scale::scales;
use crate::engine::pareto::front::ranges;
use crate::engine::tile::completion::{Completions, boxed};
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::lower::lower;
use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::{Scenario, Terms};
use crate::space::deal::deal;
use num_bigint::BigUint;

/// The coherent deals that have these terms (and the scenario's fixed ones). The most probable one is left out where its diagram
/// is too large.
///
/// # Errors
/// Where the scenario is beyond this engine and its budget.
pub fn completions(scenario: &Scenario, terms: &Terms, effort: &Effort) -> Result<Completions, Declined> {
    let Some(boxed) = boxed(scenario, terms) else { return Ok(Completions::nothing(scenario.parties.len())) };
    let lowered = lower(&boxed);
    let scales = scales(&boxed, &lowered)?;
    let classes = value_classes(&lowered, &scales);
    let exact = Exact::new(&boxed, &lowered, scales, &classes, effort)?;
    let mut found = match exact.width() {
        Width::One => exact.completions::<u64>()?,
        Width::Two => exact.completions::<u128>()?,
        Width::Any => exact.completions::<BigUint>()?,
    };
    let with_utility: Vec<PartyId> = scenario.parties.ids().filter(|id| scenario.parties[*id].has_utility()).collect();
    if found.n != BigUint::ZERO
        && !with_utility.is_empty()
        && let Ok(Some(all)) = ranges(&boxed, &lowered, &with_utility, effort)
    {
        for (party, range) in with_utility.iter().zip(all) {
            found.utility[*party] = Some(range);
        }
    }
    Ok(found)
}

impl Exact<'_> {
    fn completions<T: Number>(&self) -> Result<Completions, Declined> {
        let lowered = self.lowered;
        let n_parties = self.scenario.parties.len();
        let total = |problem| self.total::<T>(&problem, usize::MAX);
        let n = total(self.coherent())?;
        if n == BigUint::ZERO {
            return Ok(Completions::nothing(n_parties));
        }
        let agreed = total(self.agreed(&|_| true))?;
        let of_party = |party: PartyId| {
            let own = demands_of(&lowered.demands, party);
            total(self.without_crossing(&|demand| own.contains(&demand.place())))
        };
        let accepts: IdVec<PartyId, BigUint> = self.scenario.parties.ids().map(of_party).collect::<Result<_, _>>()?;
        let mut crossed = Vec::new();
        for (demand, name) in lowered.demands.enumerate() {
            let is_always = |id: DemandId| Ok(total(self.without_crossing(&|other| other == id))? == BigUint::ZERO);
            // Who accepts some completion crosses nothing on all of them.
            if accepts[name.party()] == BigUint::ZERO && is_always(demand)? {
                crossed.push(name.clone());
            }
        }
        let likely = self.chances(1, &agreed)?;
        let best = match (likely.highest, likely.best.first()) {
            (None, _) => None,
            (Some(_), Some((_, values))) => Some(deal(lowered, values)),
            // All are as improbable: the first of them.
            (Some(_), None) => {
                let everything = DemandSet::empty(lowered.demands.len()).complement(lowered.demands.len());
                self.opened(&everything, usize::MAX)?.first.map(|values| deal(lowered, &values))
            }
        };
        Ok(Completions { n, agreed, accepts, crossed, best, utility: IdVec::filled(None, n_parties) })
    }
}
