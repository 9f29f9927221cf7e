//! Votes: how many would say yes to a deal, how many are needed, and without whom it fails.
//!
//! Where agreement asks for a number or a weight of signing parties, a deal is carried or it is not, by so much. Of 631 seats
//! 318 are needed; with LibDem 319 say yes, without it 308: it is *pivotal*. All lines are held.
//!
//! Under several worlds a deal is agreed where it is in each of them. So the world counts in which it fails, or else the one
//! in which it is nearest to failing. Of a proposal with open issues the completion counts that is agreed, or fails the fewest
//! keys of the rule; of several the one with the greatest weight (where that is asked), then the most parties, then the first.

use crate::analysis::coalition::sets::{first_deal, with_deals};
use crate::analysis::findings::Votes;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::tile::completion::boxed;
use crate::rule::reference::{Judgement, Oracle};
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::{Agreement, Deal, Scenario, Terms, Value};
use num_bigint::BigUint;
use std::cmp::Ordering;

/// So many completions are judged one by one.
const JUDGED: u32 = 20_000;

/// Whether the rule asks for votes: for a number of parties, or a weight.
#[must_use]
pub const fn are_asked(scenario: &Scenario) -> bool {
    scenario.agreement.at_least.is_some() || scenario.agreement.weight_at_least.is_some()
}

/// Counts votes; made once for many deals.
#[derive(Debug)]
pub struct Teller<'a> {
    scenario: &'a Scenario,
    oracle: Oracle,
    combinations: Vec<(f64, Vec<u32>)>,
}

/// One world's votes, and how far they are from failing.
struct Tally {
    count: usize,
    weight: f64,
    n_failed: usize,
    /// By how much the weight, then the count, is more than asked for.
    surplus: (f64, f64),
    world: usize,
}

impl<'a> Teller<'a> {
    /// Who counts; none where the rule asks for no votes.
    #[must_use]
    pub fn of(scenario: &'a Scenario) -> Option<Self> {
        let combinations = scenario.combinations();
        are_asked(scenario).then(|| Self { scenario, oracle: Oracle::new(scenario), combinations })
    }

    /// The votes on a deal.
    #[must_use]
    pub fn on(&self, deal: &Deal) -> Votes {
        let accepting: Vec<IdVec<PartyId, bool>> =
            self.oracle.each(deal).into_iter().map(|judged: Judgement| judged.accepts).collect();
        let tallies = accepting.iter().enumerate().map(|(world, accepts)| self.tally(accepts, world));
        self.votes(&accepting, tallies.min_by(nearer_to_failing))
    }

    fn tally(&self, accepts: &IdVec<PartyId, bool>, world: usize) -> Tally {
        let yes = |id: &PartyId| accepts.find(*id).copied().unwrap_or(false);
        let saying = || self.scenario.parties.enumerate().filter(|(id, party)| party.signs && yes(id));
        let (count, weight) = (saying().count(), saying().fold(0.0, |total, (_, party)| total + party.weight));
        let Agreement { always, at_least, weight_at_least, coalitions, .. } = &self.scenario.agreement;
        let all_of = |list: &Vec<PartyId>| list.iter().all(yes);
        let failed = [
            !always.iter().all(yes),
            at_least.is_some_and(|least| count < least as usize),
            weight_at_least.is_some_and(|least| weight < least - TOLERANCE),
            coalitions.as_ref().is_some_and(|lists| !lists.iter().any(all_of)),
        ];
        let counted = u32::try_from(count).map_or(f64::INFINITY, f64::from);
        Tally {
            count,
            weight,
            n_failed: failed.into_iter().filter(|failed| *failed).count(),
            surplus: (weight - weight_at_least.unwrap_or(weight), counted - at_least.map_or(counted, f64::from)),
            world,
        }
    }

    fn votes(&self, accepting: &[IdVec<PartyId, bool>], tally: Option<Tally>) -> Votes {
        let agreement = &self.scenario.agreement;
        let is_agreed = |withdrawn: Option<PartyId>| {
            accepting.iter().all(|accepts| {
                let mut accepts = accepts.clone();
                if let Some(party) = withdrawn {
                    accepts[party] = false;
                }
                self.tally(&accepts, 0).n_failed == 0
            })
        };
        let signing = self.scenario.parties.enumerate().filter(|(_, party)| party.signs).map(|(id, _)| id);
        let pivotal: Vec<PartyId> =
            if is_agreed(None) { signing.filter(|id| !is_agreed(Some(*id))).collect() } else { Vec::new() };
        let (count, weight, world) = tally.map_or((0, 0.0, 0), |tally| (tally.count, tally.weight, tally.world));
        let rest = |id: &PartyId| match agreement.weight_at_least {
            Some(_) => weight - self.scenario.parties[*id].weight,
            None => u32::try_from(count.saturating_sub(1)).map_or(f64::INFINITY, f64::from),
        };
        Votes {
            count,
            needed_count: agreement.at_least,
            weight,
            needed_weight: agreement.weight_at_least,
            without: pivotal.iter().map(rest).collect(),
            pivotal,
            world: self
                .combinations
                .get(world)
                .filter(|_| self.combinations.len() > 1)
                .map(|(_, values)| values.clone()),
        }
    }

    /// The votes on the best completion of these terms; none if there is none, or it is not known.
    #[must_use]
    pub fn on_terms(&self, terms: &Terms, effort: &Effort) -> Option<Votes> {
        let scenario = boxed(self.scenario, terms)?;
        let open = scenario.issues.enumerate().filter(|(id, _)| scenario.fix[*id].is_none());
        let n_deals: BigUint = open.map(|(_, issue)| BigUint::from(issue.n_values())).product();
        if n_deals <= JUDGED.into() { self.on_each(&scenario) } else { self.on_sets(&scenario, effort) }
    }

    /// … looking at each completion.
    fn on_each(&self, scenario: &Scenario) -> Option<Votes> {
        let oracle = Oracle::new(scenario);
        let mut deal: Deal = scenario.fix.iter().map(|term| term.unwrap_or(Value(0))).collect();
        let mut best: Option<(Tally, Deal)> = None;
        loop {
            let judged = oracle.each(&deal);
            if judged.iter().all(Judgement::coherent) {
                let tallies = judged.iter().enumerate().map(|(world, one)| self.tally(&one.accepts, world));
                if let Some(tally) = tallies.min_by(nearer_to_failing)
                    && best.as_ref().is_none_or(|(known, _)| self.better(&tally, known))
                {
                    best = Some((tally, deal.clone()));
                }
            }
            // The next one in deal order: the last open issue moves first.
            let moved = scenario.issues.ids().rev().filter(|id| scenario.fix[*id].is_none()).any(|id| {
                let value = &mut deal[id].0;
                *value = (*value + 1) % scenario.issues[id].n_values().max(1);
                *value > 0
            });
            if !moved {
                return best.map(|(_, deal)| self.on(&deal));
            }
        }
    }

    /// The same of a scenario with terms fixed, from the sets of parties that accept a deal together: the best of these sets
    /// is that of all who accept its deals. None under several worlds.
    #[must_use]
    pub fn on_sets(&self, scenario: &Scenario, effort: &Effort) -> Option<Votes> {
        if self.combinations.len() > 1 || effort.engine == EngineChoice::Simulate {
            return None;
        }
        let mut best: Vec<(Tally, Vec<PartyId>)> = Vec::new();
        for set in with_deals(scenario, effort)? {
            let tally = self.tally(&accepting(scenario, &set), 0);
            if best.first().is_none_or(|(known, _)| self.better(&tally, known)) {
                best.clear();
            }
            if best.first().is_none_or(|(known, _)| !self.better(known, &tally)) {
                best.push((tally, set));
            }
        }
        if best.len() > 1 {
            let mut first: Vec<(Deal, (Tally, Vec<PartyId>))> = Vec::new();
            for (tally, set) in best {
                first.push((first_deal(scenario, &set, effort)?, (tally, set)));
            }
            let by_deal = |(one, _): &(Deal, _), (other, _): &(Deal, _)| one.iter().cmp(other.iter());
            best = first.into_iter().min_by(by_deal).map(|(_, best)| best).into_iter().collect();
        }
        best.pop().map(|(tally, set)| self.votes(&[accepting(scenario, &set)], Some(tally)))
    }

    /// Whether one completion goes before another that comes sooner in deal order.
    fn better(&self, one: &Tally, known: &Tally) -> bool {
        let weighs = self.scenario.agreement.weight_at_least.is_some();
        let by_weight = || if weighs { one.weight.total_cmp(&known.weight) } else { Ordering::Equal };
        known.n_failed.cmp(&one.n_failed).then_with(by_weight).then(one.count.cmp(&known.count)).is_gt()
    }
}

fn accepting(scenario: &Scenario, set: &[PartyId]) -> IdVec<PartyId, bool> {
    scenario.parties.ids().map(|id| set.contains(&id)).collect()
}

/// Where it fails, else where it is nearest to failing; the first of equals.
fn nearer_to_failing(one: &Tally, other: &Tally) -> Ordering {
    (one.n_failed == 0)
        .cmp(&(other.n_failed == 0))
        .then_with(|| one.surplus.0.total_cmp(&other.surplus.0))
        .then_with(|| one.surplus.1.total_cmp(&other.surplus.1))
        .then(one.world.cmp(&other.world))
}
