//! The deals of a diagram that are worth at least so much to each party, whether or not others dominate them.
//!
//! A node is a state with what each party still lacks there. What any way to the end brings is not lacking, so parties that
//! are settled no longer tell nodes apart; and a node is made only where some way to the end brings what all of them lack.
//! So the work grows with the deals that are found, not with those that are not.
//!
//! Example: three issues worth 0, 1 or 2 to a party that needs 5. Nothing of the first is too little by then; after 1 it
//! lacks 4, after 2 it lacks 3: two nodes.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers, states and nodes are counted here")]

use crate::engine::exact::arcs::{Arcs, Diagram};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::Budget;
use crate::engine::exact::step_points::Worth;
use std::collections::BTreeMap;

/// Nodes at most.
const MAX_NODES: usize = 1_000_000;
/// Sums ahead that are compared with at most.
const MAX_LOOKS: usize = 2_000_000_000;

/// The diagram of the deals that are worth `needed`; `ahead` has for each state of each layer but the first the sums still to
/// come that no other dominates.
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn reaching(
    diagram: &Diagram,
    worth: &Worth,
    ahead: &[Vec<Vec<i64>>],
    needed: &[i64],
    budget: &Budget,
) -> Result<Diagram, Declined> {
    let width = worth.width;
    let least = least(diagram, worth);
    let (mut looks, mut n_nodes) = (MAX_LOOKS, 0);
    let mut node = |level: usize, state: usize, mut lacks: Vec<i64>| -> Result<Option<(usize, Vec<i64>)>, Declined> {
        for (lacks, sure) in lacks.iter_mut().zip(&least[level][state]) {
            *lacks = (*lacks).max(*sure);
        }
        if level == 0 {
            return Ok(Some((state, lacks)));
        }
        let sums = &ahead[level][state];
        looks = looks.checked_sub(sums.len() / width + 1).ok_or(Declined::TooLarge)?;
        let is_open = sums.chunks_exact(width).any(|sum| sum.iter().zip(&lacks).all(|(sum, lacks)| sum >= lacks));
        Ok(is_open.then_some((state, lacks)))
    };
    let mut made = Diagram::default();
    let mut here: Vec<(usize, Vec<i64>)> = Vec::new();
    if diagram.n_states.first().copied().unwrap_or(0) > 0 {
        let lacks = needed.iter().zip(&worth.base).map(|(needed, base)| needed - base).collect();
        here.extend(node(0, 0, lacks)?);
    }
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut known: BTreeMap<(usize, Vec<i64>), u32> = BTreeMap::new();
        let mut next: Vec<(usize, Vec<i64>)> = Vec::new();
        let mut made_arcs = Arcs::default();
        for (state, lacks) in &here {
            made_arcs.first.push(u32::try_from(made_arcs.to.len()).map_err(|_| Declined::TooLarge)?);
            for arc in arcs.first[*state] as usize..arcs.first[*state + 1] as usize {
                let mut step = vec![0; width];
                worth.add(level, arcs, arc, &mut step);
                let lacks = lacks.iter().zip(&step).map(|(lacks, step)| lacks - step).collect();
                let Some(one) = node(level + 1, arcs.to[arc] as usize, lacks)? else { continue };
                let number = u32::try_from(next.len()).map_err(|_| Declined::TooLarge)?;
                let number = *known.entry(one.clone()).or_insert(number);
                if number as usize == next.len() {
                    next.push(one);
                }
                made_arcs.to.push(number);
                made_arcs.class.push(arcs.class[arc]);
            }
            n_nodes += 1;
            if n_nodes > MAX_NODES {
                return Err(Declined::TooLarge);
            }
        }
        if budget.watch.is_stopped() || budget.deadline.has_passed() {
            return Err(Declined::Stopped);
        }
        made_arcs.first.push(u32::try_from(made_arcs.to.len()).map_err(|_| Declined::TooLarge)?);
        made.n_states.push(here.len());
        made.layers.push(made_arcs);
        here = next;
    }
    made.n_states.push(here.len());
    Ok(made)
}

/// For each state what the rest brings each party at least.
fn least(diagram: &Diagram, worth: &Worth) -> Vec<Vec<Vec<i64>>> {
    let width = worth.width;
    let mut all = vec![vec![vec![0; width]; diagram.n_states.last().copied().unwrap_or(0)]];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let last = &all[all.len() - 1];
        let here = (0..diagram.n_states[level]).map(|state| {
            let mut least = vec![i64::MAX / 4; width];
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let mut rest = last[arcs.to[arc] as usize].clone();
                worth.add(level, arcs, arc, &mut rest);
                least.iter_mut().zip(rest).for_each(|(least, rest)| *least = (*least).min(rest));
            }
            least
        });
        let here = here.collect();
        all.push(here);
    }
    all.reverse();
    all
}
