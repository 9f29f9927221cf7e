//! What each demand is worth: how likely it is that some deal is agreed without it, and with it held for certain.
//!
//! From the unlocks: some deal is agreed where all demands of at least one unlock give way. That is a decision graph over the
//! demands (each path asks a demand once, in an order of its own), and one pass up and one down it answer for all demands at
//! once. Let R(n) be the probability of coming to node n, and p, H and L its demand's probability of giving way and the
//! values of its two sides. Given up for certain, the demand adds R·(1 − p)·(H − L) at each of its nodes, and held for
//! certain it takes R·p·(H − L): what no path asks about changes nothing. So all demands cost no more than the probability
//! alone, and a graph more.
//!
//! Example: unlocks {a} and {b, c} with 0.5, 0.4, 0.5: the probability is 0.5 + 0.5 · 0.2 = 0.6; without b it is
//! 0.5 + 0.5 · 0.5 = 0.75, and with b held 0.5.
//!
//! A demand that never gives way (a reservation, a firmness of 1) counts as 0, so an unlock with two of them never matters
//! when one demand alone is dropped, and is left out.

use crate::analysis::explanation::by_walk::minimal;
use crate::rule::demand::{DemandSet, demands};
use crate::scenario::id::{DemandId, IdVec};
use crate::scenario::model::Scenario;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Beyond this many distinct sub-questions the probability that any deal is agreed is sampled.
const MAX_QUESTIONS: usize = 100_000;

/// What the demands of a scenario are worth.
#[derive(Clone, PartialEq, Debug)]
pub struct Worth {
    /// The probability that some deal is agreed, every demand held as firmly as it is.
    pub any: f64,
    /// … with this demand dropped.
    pub dropped: IdVec<DemandId, f64>,
    /// … with this demand held for certain.
    pub fixed: IdVec<DemandId, f64>,
}

impl Worth {
    /// Where the demands change nothing.
    #[must_use]
    pub fn same(any: f64, n_demands: usize) -> Self {
        Self { any, dropped: IdVec::filled(any, n_demands), fixed: IdVec::filled(any, n_demands) }
    }

    /// The average of what is so in each world.
    #[must_use]
    pub fn of_worlds(worlds: &[(f64, Self)]) -> Self {
        let n_demands = worlds.first().map_or(0, |(_, worth)| worth.dropped.len());
        let mean = |of: &dyn Fn(&Self) -> f64| worlds.iter().map(|(p, worth)| p * of(worth)).sum::<f64>().min(1.0);
        let by_demand = |of: &dyn Fn(&Self) -> &IdVec<DemandId, f64>| {
            let ids = IdVec::<DemandId, ()>::filled((), n_demands);
            ids.ids().map(|demand| mean(&|worth| of(worth).find(demand).copied().unwrap_or(0.0))).collect()
        };
        Self {
            any: mean(&|worth| worth.any),
            dropped: by_demand(&|worth| &worth.dropped),
            fixed: by_demand(&|worth| &worth.fixed),
        }
    }
}

/// A probability that may come from samples.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Chance {
    /// Exact up to rounding.
    Exact(f64),
    /// This many of this many random worlds.
    Sampled(u64, u64),
}

/// The probability that some deal is agreed when every line is held with its firmness, one draw for all deals alike, from
/// the unlocks: that all lines of at least one of them give way. A reservation never does.
#[must_use]
pub fn any_probability(scenario: &Scenario, unlocks: &[DemandSet], seed: u64) -> Chance {
    let demands = demands(scenario);
    let gives_way = demands.map(|demand| scenario.gives_way(demand));
    let possible: Vec<DemandSet> =
        unlocks.iter().filter(|unlock| unlock.iter().all(|demand| gives_way[demand] > 0.0)).cloned().collect();
    match Ways::of(&possible, &gives_way) {
        Some((ways, root)) => Chance::Exact(ways.value(root).clamp(0.0, 1.0)),
        None => sampled(&possible, &gives_way, seed),
    }
}

fn sampled(sets: &[DemandSet], gives_way: &IdVec<DemandId, f64>, seed: u64) -> Chance {
    use crate::space::draw::coins;
    use crate::space::lanes::generator;
    const WORLDS: u64 = 100_032;
    let mut found = 0;
    // Blocks of proposals count up from 0; worlds take the streams from the other end.
    let mut generator = generator(seed, u64::MAX);
    for _ in 0..WORLDS / 64 {
        let given = gives_way.map(|probability| coins(&mut generator, *probability));
        let open = sets.iter().fold(0, |open, set| open | set.iter().fold(u64::MAX, |all, demand| all & given[demand]));
        found += u64::from(open.count_ones());
    }
    Chance::Sampled(found, WORLDS)
}

/// What each demand is worth, from all unlocks; none if the graph grows too large.
#[must_use]
pub fn worth(unlocks: &[DemandSet], gives_way: &IdVec<DemandId, f64>) -> Option<Worth> {
    let is_near = |unlock: &&DemandSet| unlock.iter().filter(|demand| gives_way[*demand] <= 0.0).count() <= 1;
    let near: Vec<DemandSet> = unlocks.iter().filter(is_near).cloned().collect();
    let (ways, root) = Ways::of(&near, gives_way)?;
    let value = |side: Side| ways.value(side);
    let any = value(root);
    let (mut dropped, mut fixed) = (gives_way.map(|_| any), gives_way.map(|_| any));
    let mut reached = vec![0.0; ways.nodes.len()];
    if let Side::Node(root) = root
        && let Some(reached) = reached.get_mut(root)
    {
        *reached = 1.0;
    }
    // Children stand before their parents.
    for (at, node) in ways.nodes.iter().enumerate().rev() {
        let here = reached.get(at).copied().unwrap_or(0.0);
        let p = gives_way[node.demand];
        let gain = here * (value(node.given) - value(node.held));
        dropped[node.demand] += gain * (1.0 - p);
        fixed[node.demand] -= gain * p;
        for (side, share) in [(node.given, p), (node.held, 1.0 - p)] {
            if let Side::Node(child) = side
                && let Some(reached) = reached.get_mut(child)
            {
                *reached += here * share;
            }
        }
    }
    let within = |all: IdVec<DemandId, f64>| all.map(|one| one.clamp(0.0, 1.0));
    Some(Worth { any: any.clamp(0.0, 1.0), dropped: within(dropped), fixed: within(fixed) })
}

/// Where a question leads.
#[derive(Clone, Copy, Debug)]
enum Side {
    /// Whether some deal is agreed is settled.
    Settled(bool),
    /// It depends on this node.
    Node(usize),
}

/// Does this demand give way?
#[derive(Clone, Copy, Debug)]
struct Node {
    demand: DemandId,
    given: Side,
    held: Side,
    value: f64,
}

/// Ways to an agreed deal, as a decision graph.
struct Ways<'a> {
    gives_way: &'a IdVec<DemandId, f64>,
    nodes: Vec<Node>,
    known: BTreeMap<Vec<DemandSet>, usize>,
}

impl<'a> Ways<'a> {
    /// The graph and where it begins; none if it grows too large.
    fn of(unlocks: &[DemandSet], gives_way: &'a IdVec<DemandId, f64>) -> Option<(Self, Side)> {
        let mut ways = Self { gives_way, nodes: Vec::new(), known: BTreeMap::new() };
        let root = ways.node(minimal(unlocks.to_vec()))?;
        Some((ways, root))
    }

    fn value(&self, side: Side) -> f64 {
        match side {
            Side::Settled(agreed) => f64::from(u8::from(agreed)),
            Side::Node(at) => self.nodes.get(at).map_or(0.0, |node| node.value),
        }
    }

    /// The node of these least sets, the most frequent demand first.
    fn node(&mut self, sets: Vec<DemandSet>) -> Option<Side> {
        if sets.is_empty() {
            return Some(Side::Settled(false));
        }
        if sets.iter().any(DemandSet::is_empty) {
            return Some(Side::Settled(true));
        }
        if let Some(known) = self.known.get(&sets) {
            return Some(Side::Node(*known));
        }
        if self.known.len() >= MAX_QUESTIONS {
            return None;
        }
        let frequency = |demand: &DemandId| sets.iter().filter(|set| set.contains(*demand)).count();
        let demand = self.gives_way.ids().max_by_key(|demand| (frequency(demand), Reverse(*demand)))?;
        let mut given = sets.clone();
        given.iter_mut().for_each(|set| set.remove(demand));
        let held = sets.iter().filter(|set| !set.contains(demand)).cloned().collect();
        let (given, held) = (self.node(minimal(given))?, self.node(held)?);
        let p = self.gives_way[demand];
        let value = p * self.value(given) + (1.0 - p) * self.value(held);
        self.nodes.push(Node { demand, given, held, value });
        let at = self.nodes.len() - 1;
        self.known.insert(sets, at);
        Some(Side::Node(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::id::Id;

    fn set(n: usize, demands: &[usize]) -> DemandSet {
        let mut set = DemandSet::empty(n);
        demands.iter().for_each(|demand| set.insert(DemandId::from_place(*demand)));
        set
    }

    #[test]
    fn one_graph_answers_for_every_demand() {
        let gives_way = [0.5, 0.4, 0.5, 0.0].into_iter().collect();
        let unlocks = [set(4, &[0]), set(4, &[1, 2]), set(4, &[3])];
        let found = worth(&unlocks, &gives_way).unwrap();
        let close = |found: f64, truth: f64| assert!((found - truth).abs() < 1e-12, "{found} for {truth}");
        close(found.any, 0.6);
        found.dropped.iter().zip([1.0, 0.75, 0.7, 1.0]).for_each(|(found, truth)| close(*found, truth));
        found.fixed.iter().zip([0.2, 0.5, 0.5, 0.6]).for_each(|(found, truth)| close(*found, truth));
    }
}
