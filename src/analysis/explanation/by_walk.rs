//! Why nothing is agreed, and what would open a deal: conflicts and unlocks.
//!
//! A *conflict* is a least set of demands that together leave no agreed deal; an *unlock* is a least set which, given up,
//! leaves one. Both follow from the least signatures (see `engine::tile::signature`): to open a deal, the parties whose
//! acceptance suffices give up what that deal crosses. Conflicts and unlocks are each other's minimal hitting sets
//! (Liffiton & Sakallah 2008), by which the conflicts are found here.
//!
//! Example: one deal crosses {a}, another {b, c}, everyone needed. The unlocks are {a} and {b, c}; the conflicts {a, b}
//! and {a, c}.

use crate::engine::ask::effort::Effort;
use crate::engine::survey::least_crossings;
use crate::engine::tile::signature::Barred;
use crate::rule::demand::{DemandSet, demands};
use crate::rule::reference::is_agreed;
use crate::scenario::id::{DemandId, IdVec, PartyId};
use crate::scenario::model::{DemandName, Scenario};
use std::cmp::Reverse;

/// More conflicts or unlocks than this are not listed.
const MAX_SETS: usize = 50_000;
/// After so many sets it is asked whether to stop.
const STOP_EVERY: usize = 64;

/// Every conflict and every unlock of a scenario in which nothing is agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The least sets of demands that leave nothing agreed, by size, then file order.
    pub conflicts: Vec<Vec<DemandId>>,
    /// The least sets that open a deal when given up, by size, then file order.
    pub unlocks: Vec<Vec<DemandId>>,
}

/// Explains why nothing is agreed; none if the space is out of reach, or the lists are too long. Where something is
/// agreed already, both lists are empty.
#[must_use]
pub fn explain(scenario: &Scenario, effort: &Effort) -> Option<Explanation> {
    let n_demands = demands(scenario).len();
    let unlocks = every_unlock(scenario, effort).ok()?;
    if unlocks.iter().any(DemandSet::is_empty) {
        return Some(Explanation { conflicts: Vec::new(), unlocks: Vec::new() });
    }
    let conflicts = minimal_hitting_sets(&unlocks, n_demands, n_demands, &|| false)?;
    Some(Explanation { conflicts: listed(conflicts), unlocks: listed(unlocks) })
}

/// All unlocks, from every deal; the empty set alone where something is agreed already.
///
/// # Errors
/// Why they are not known, in words.
pub(crate) fn every_unlock(scenario: &Scenario, effort: &Effort) -> Result<Vec<DemandSet>, &'static str> {
    let nothing = Barred::nothing(demands(scenario).len());
    let crossings =
        least_crossings(scenario, effort, &nothing).ok_or("the deals cross too many different sets of demands")?;
    unlocks(scenario, &crossings).ok_or("there are too many ways of opening a deal")
}

/// The least sets of demands that open a deal when given up, where a deal crosses one set in each world and is to be agreed in
/// all of them (or one set that says it for all); none if they are too many.
#[must_use]
pub fn unlocks(scenario: &Scenario, crossings: &[Vec<DemandSet>]) -> Option<Vec<DemandSet>> {
    let mut all = Vec::new();
    for crossing in crossings {
        let mut together = vec![DemandSet::empty(demands(scenario).len())];
        for signature in crossing {
            let own = unlocks_in_world(scenario, signature)?;
            let both = |one: &DemandSet, other: &DemandSet| {
                let mut both = one.clone();
                both.extend(other);
                both
            };
            if together.len().saturating_mul(own.len()) > MAX_SETS {
                return None;
            }
            together = minimal(together.iter().flat_map(|one| own.iter().map(|other| both(one, other))).collect());
        }
        all.extend(together);
        if all.len() > MAX_SETS {
            all = minimal(all);
            if all.len() > MAX_SETS / 2 {
                return None;
            }
        }
    }
    Some(minimal(all))
}

/// The sets as lists, by size, then file order, place by place.
pub(crate) fn listed(sets: Vec<DemandSet>) -> Vec<Vec<DemandId>> {
    let mut lists: Vec<Vec<DemandId>> = sets.iter().map(|set| set.iter().collect()).collect();
    lists.sort_by(|left, right| left.len().cmp(&right.len()).then_with(|| left.cmp(right)));
    lists
}

/// The least sets of demands that open a deal which crosses these, in one world; none if they are too many.
fn unlocks_in_world(scenario: &Scenario, signature: &DemandSet) -> Option<Vec<DemandSet>> {
    let demands = demands(scenario);
    let crossing: Vec<PartyId> = scenario
        .parties
        .ids()
        .filter(|party| signature.iter().any(|demand| demands[demand].party() == *party))
        .collect();
    let mut accepts = IdVec::filled(true, scenario.parties.len());
    for party in &crossing {
        accepts[*party] = false;
    }
    let mut all = Vec::new();
    openings(scenario, &demands, signature, &crossing, &mut accepts, &mut all)?;
    Some(minimal(all))
}

/// Every way in which some of the crossing parties, made to accept, bring agreement: what they give up.
fn openings(
    scenario: &Scenario,
    demands: &IdVec<DemandId, DemandName>,
    signature: &DemandSet,
    crossing: &[PartyId],
    accepts: &mut IdVec<PartyId, bool>,
    all: &mut Vec<DemandSet>,
) -> Option<()> {
    if is_agreed(scenario, &|party| accepts[party]) {
        let mut given = DemandSet::empty(demands.len());
        for demand in signature.iter().filter(|demand| {
            let party = demands[*demand].party();
            accepts[party] && scenario.parties[party].signs
        }) {
            given.insert(demand);
        }
        all.push(given);
        return (all.len() <= MAX_SETS).then_some(());
    }
    let Some((party, rest)) = crossing.split_first() else { return Some(()) };
    // Agreement is monotone: with everyone left accepting out of reach, no part of them brings it.
    let reachable = is_agreed(scenario, &|other| accepts[other] || crossing.contains(&other));
    if !reachable {
        return Some(());
    }
    accepts[*party] = true;
    let with = openings(scenario, demands, signature, rest, accepts, all);
    accepts[*party] = false;
    with?;
    openings(scenario, demands, signature, rest, accepts, all)
}

/// The sets with no other inside them, each once, in order.
pub(crate) fn minimal(sets: Vec<DemandSet>) -> Vec<DemandSet> {
    minimal_unless(sets, &|| false).unwrap_or_default()
}

/// The same; none where it was told to stop.
fn minimal_unless(mut sets: Vec<DemandSet>, stop: &dyn Fn() -> bool) -> Option<Vec<DemandSet>> {
    sets.sort_by_cached_key(|set| (set.len(), Reverse(set.clone())));
    sets.dedup();
    let mut least: Vec<DemandSet> = Vec::new();
    for (place, set) in sets.into_iter().enumerate() {
        if place % STOP_EVERY == 0 && stop() {
            return None;
        }
        if !least.iter().any(|known| known.is_subset(&set)) {
            least.push(set);
        }
    }
    Some(least)
}

/// The minimal sets of at most this size that share a demand with each of these (Berge's algorithm); none if they are
/// too many, or it was told to stop.
///
/// What a set of this size is made of on the way is no larger, so nothing that counts is lost by leaving out what is.
#[must_use]
pub fn minimal_hitting_sets(
    sets: &[DemandSet],
    n_demands: usize,
    largest: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<DemandSet>> {
    let mut hitting = vec![DemandSet::empty(n_demands)];
    for set in sets {
        if stop() {
            return None;
        }
        let (kept, missed): (Vec<_>, Vec<_>) = hitting.into_iter().partition(|hit| !hit.is_disjoint(set));
        let mut next = kept;
        let n_kept = next.len();
        for hit in missed {
            if stop() {
                return None;
            }
            for demand in set.iter() {
                let mut wider = hit.clone();
                wider.insert(demand);
                if wider.len() <= largest && !next.iter().take(n_kept).any(|known| known.is_subset(&wider)) {
                    next.push(wider);
                }
            }
            if next.len() > MAX_SETS {
                return None;
            }
        }
        hitting = minimal_unless(next, stop)?;
    }
    Some(hitting)
}
