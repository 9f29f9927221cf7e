//! The Pareto frontier over the deals of a diagram, without walking the deals.
//!
//! Layer by layer each state keeps the sums of points with which it can be reached, and of these only the ones that no other
//! dominates: whatever is settled later adds the same to all of them, so what is dominated at a state stays so. Equal sums
//! are one node. The nodes and the arcs between them are a diagram again, of exactly the deals on the frontier.
//!
//! A reservation is looked at in the end alone: who dominates a deal that reaches it reaches it too.
//!
//! Example: two issues worth (3, 0) or (0, 3), and (2, 0) or (1, 1). After both: (5, 0), (4, 1), (2, 3) and (1, 4), all on
//! the frontier. With a third option of the second issue worth (1, 0), its sums (4, 0) and (1, 3) are never looked at again.
//!
//! The sifting is that of `engine::pareto::dominance`. The idea of keeping partial sums undominated is that of multi-objective
//! dynamic programming: H. G. Daellenbach, C. A. De Kluyver, *Note on multiple objective dynamic programming*, Journal of the
//! Operational Research Society 31, 1980.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers, states and nodes are counted here")]

use crate::engine::ask::pace::Limit;
use crate::engine::exact::arcs::{Arcs, Diagram};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::Budget;
use crate::engine::exact::step_points::Worth;
use crate::engine::pareto::dominance::maxima;
use rayon::prelude::*;

/// What is not kept.
const GONE: u32 = u32::MAX;

/// The frontier: its deals as a diagram, and the points of each of its last states, the highest of the first party first.
#[derive(Clone, Debug)]
pub struct Pareto {
    /// The deals on the frontier. Its last states are the different points.
    pub diagram: Diagram,
    /// The points of each of those, party by party, in whole numbers.
    pub points: Vec<i64>,
}

/// Sums at the states of one layer.
struct Sums {
    /// Where those of each state begin, and at the end how many there are.
    first: Vec<usize>,
    /// Party by party.
    sums: Vec<i64>,
}

/// One state's share of a step: which sum each way to it leads to, and those sums.
struct Sifted {
    place: Vec<u32>,
    sums: Vec<i64>,
}

/// Finds the frontier over the deals of a diagram that are worth at least `needed` to each party.
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn pareto(diagram: &Diagram, worth: &Worth, needed: &[i64], budget: &Budget) -> Result<Pareto, Declined> {
    let width = worth.width;
    let n_levels = diagram.layers.len();
    let mut here = Sums { first: vec![0, 1], sums: worth.base.clone() };
    let mut made = Diagram::default();
    made.n_states.push(1);
    let mut left = budget.arcs;
    let limit = Limit::new(&budget.watch, budget.deadline);
    if diagram.n_states.first().copied().unwrap_or(0) == 0 || n_levels == 0 {
        made = Diagram {
            layers: vec![Arcs { first: vec![0, 0], ..Arcs::default() }; n_levels],
            n_states: vec![1],
            notes: Vec::new(),
        };
        made.n_states.resize(n_levels + 1, 0);
        return Ok(Pareto { diagram: made, points: Vec::new() });
    }
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let is_last = level + 1 == n_levels;
        // In the end it does not matter which state a deal ends in.
        let n_next = if is_last { 1 } else { diagram.n_states[level + 1] };
        let n_nodes = here.sums.len() / width;
        let mut next = Arcs::default();
        let mut sums: Vec<i64> = Vec::new();
        let mut states: Vec<u32> = Vec::new();
        for state in 0..here.first.len() - 1 {
            for node in here.first[state]..here.first[state + 1] {
                next.first.push(u32::try_from(states.len()).map_err(|_| Declined::TooLarge)?);
                for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                    let from = sums.len();
                    sums.extend_from_slice(&here.sums[node * width..][..width]);
                    worth.add(level, arcs, arc, &mut sums[from..]);
                    if is_last && sums[from..].iter().zip(needed).any(|(sum, needed)| sum < needed) {
                        sums.truncate(from);
                        continue;
                    }
                    states.push(if is_last { 0 } else { arcs.to[arc] });
                    next.class.push(arcs.class[arc]);
                }
            }
            if states.len() > left {
                return Err(Declined::TooLarge);
            }
        }
        left -= states.len();
        next.first.push(u32::try_from(states.len()).map_err(|_| Declined::TooLarge)?);
        let (ways, first) = by_state(&states, n_next);
        let sifted: Option<Vec<Sifted>> = (0..n_next)
            .into_par_iter()
            .map(|state| sift(&ways[first[state]..first[state + 1]], &sums, width, &limit))
            .collect();
        let sifted = sifted.ok_or(Declined::Stopped)?;
        next.to = vec![GONE; states.len()];
        here = Sums { first: vec![0], sums: Vec::new() };
        for (state, Sifted { place, sums }) in sifted.into_iter().enumerate() {
            let before = u32::try_from(here.sums.len() / width).map_err(|_| Declined::TooLarge)?;
            for (way, place) in ways[first[state]..first[state + 1]].iter().zip(place) {
                next.to[*way as usize] = if place == GONE { GONE } else { before + place };
            }
            here.sums.extend(sums);
            here.first.push(here.sums.len() / width);
        }
        made.layers.push(kept(next, n_nodes));
        made.n_states.push(here.sums.len() / width);
        if limit.is_over() {
            return Err(Declined::Stopped);
        }
    }
    Ok(Pareto { diagram: made, points: here.sums })
}

/// The ways by the state they lead to, and where those of each state begin.
fn by_state(states: &[u32], n_states: usize) -> (Vec<u32>, Vec<usize>) {
    let mut first = vec![0; n_states + 1];
    for state in states {
        first[*state as usize + 1] += 1;
    }
    for state in 0..n_states {
        first[state + 1] += first[state];
    }
    let mut at = first.clone();
    let mut ways = vec![0; states.len()];
    for (way, state) in (0_u32..).zip(states) {
        ways[at[*state as usize]] = way;
        at[*state as usize] += 1;
    }
    (ways, first)
}

/// Brings the ways to one state together, and keeps the sums that no other dominates, highest first; none where
/// the limit was reached.
fn sift(ways: &[u32], all: &[i64], width: usize, limit: &Limit) -> Option<Sifted> {
    let sum = |way: u32| &all[way as usize * width..][..width];
    let mut order: Vec<u32> = (0..ways.len() as u32).collect();
    order.sort_unstable_by(|left, right| sum(ways[*right as usize]).cmp(sum(ways[*left as usize])));
    let mut place = vec![0; ways.len()];
    let mut sums: Vec<i64> = Vec::new();
    for at in order {
        let own = sum(ways[at as usize]);
        if sums.len() < width || sums[sums.len() - width..] != *own {
            sums.extend_from_slice(own);
        }
        place[at as usize] = (sums.len() / width - 1) as u32;
    }
    let new = undominated(&mut sums, width, limit)?;
    place.iter_mut().for_each(|place| *place = new[*place as usize]);
    Some(Sifted { place, sums })
}

/// Drops sums that another dominates; gives the new place of each. They are all different, in descending order.
fn undominated(sums: &mut Vec<i64>, width: usize, limit: &Limit) -> Option<Vec<u32>> {
    let n = sums.len() / width;
    let keep = if n == 1 {
        vec![true]
    } else {
        #[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53")]
        let points: Vec<f64> = sums.iter().map(|sum| *sum as f64).collect();
        maxima(&points, width, limit)?.undominated
    };
    let mut new = vec![GONE; n];
    let mut to = 0;
    for (at, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
        sums.copy_within(at * width..(at + 1) * width, to * width);
        new[at] = to as u32;
        to += 1;
    }
    sums.truncate(to * width);
    Some(new)
}

/// The arcs that lead to something kept.
fn kept(mut arcs: Arcs, n_nodes: usize) -> Arcs {
    let (mut to, mut from) = (0, 0);
    for node in 0..n_nodes {
        let end = arcs.first[node + 1] as usize;
        arcs.first[node] = to as u32;
        for arc in from..end {
            if arcs.to[arc] != GONE {
                (arcs.to[to], arcs.class[to]) = (arcs.to[arc], arcs.class[arc]);
                to += 1;
            }
        }
        from = end;
    }
    arcs.first[n_nodes] = to as u32;
    arcs.to.truncate(to);
    arcs.class.truncate(to);
    arcs
}

/// For each state of each layer but the first the sums still to come that no other dominates: from there to the end. (Those
/// of the first are the frontier, which takes the longest, and nobody asks for them.)
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn ahead(diagram: &Diagram, worth: &Worth, budget: &Budget) -> Result<Vec<Vec<Vec<i64>>>, Declined> {
    let width = worth.width;
    let mut all = vec![vec![vec![0; width]; diagram.n_states.last().copied().unwrap_or(0)]];
    let mut left = budget.arcs;
    let limit = Limit::new(&budget.watch, budget.deadline);
    for (level, arcs) in diagram.layers.iter().enumerate().skip(1).rev() {
        let last = &all[all.len() - 1];
        let of_state = |state: usize| {
            let mut sums: Vec<i64> = Vec::new();
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                for rest in last[arcs.to[arc] as usize].chunks_exact(width) {
                    let from = sums.len();
                    sums.extend_from_slice(rest);
                    worth.add(level, arcs, arc, &mut sums[from..]);
                }
            }
            let ways: Vec<u32> = (0..(sums.len() / width) as u32).collect();
            sift(&ways, &sums, width, &limit).map(|sifted| sifted.sums)
        };
        let n_ways: usize = arcs.to.iter().map(|to| last[*to as usize].len() / width).fold(0, usize::saturating_add);
        left = left.checked_sub(n_ways).ok_or(Declined::TooLarge)?;
        let sums: Option<Vec<Vec<i64>>> = (0..diagram.n_states[level]).into_par_iter().map(of_state).collect();
        all.push(sums.ok_or(Declined::Stopped)?);
        if limit.is_over() {
            return Err(Declined::Stopped);
        }
    }
    if !diagram.layers.is_empty() {
        all.push(Vec::new());
    }
    all.reverse();
    Ok(all)
}

/// Per party what a deal of the diagram is worth at least and at most; none if there is no deal.
#[must_use]
pub fn range(diagram: &Diagram, worth: &Worth) -> Option<Vec<(i64, i64)>> {
    let width = worth.width;
    const NONE: (i64, i64) = (i64::MAX, i64::MIN);
    let mut after = vec![vec![(0, 0); width]; diagram.n_states.last().copied().unwrap_or(0)];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let here = (0..diagram.n_states[level]).map(|state| {
            let mut range = vec![NONE; width];
            let mut step = vec![0; width];
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                step.fill(0);
                worth.add(level, arcs, arc, &mut step);
                for ((range, step), (low, high)) in range.iter_mut().zip(&step).zip(&after[arcs.to[arc] as usize]) {
                    if low <= high {
                        *range = (range.0.min(step + low), range.1.max(step + high));
                    }
                }
            }
            range
        });
        after = here.collect();
    }
    let found = after.into_iter().next()?;
    let is_there = found.iter().all(|(low, high)| low <= high);
    is_there.then(|| found.iter().zip(&worth.base).map(|((low, high), base)| (low + base, high + base)).collect())
}
