//! The first deals of a diagram in deal order.
//!
//! Where its paths (a class a variable) are not too many, they are all written down and sorted by their first deals; the deals
//! of the first of them are then brought together in order. Beyond, the variables are settled one by one (`best`).
//!
//! Example: paths (a or b, x) and (a, y), with a before b and x before y: the deals are (a, x), (a, y), (b, x).
#![expect(clippy::indexing_slicing, reason = "a kernel: levels and classes are counted by the diagram")]

use crate::engine::exact::arcs::{Arcs, Diagram};
use crate::engine::exact::best::Ranked;
use crate::engine::exact::engine::Exact;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Classes that are written down at most, of all paths together.
const MAX_CLASSES: u64 = 40_000_000;

impl Exact<'_> {
    /// The first `top` deals of a diagram, as values of the variables; fewer where the search for them took too long. Only
    /// those that end in these of its last states count.
    #[must_use]
    pub fn first_deals(&self, diagram: &Diagram, ends: &dyn Fn(usize) -> bool, top: usize) -> Vec<Vec<u32>> {
        let diagram = living(diagram, ends);
        let n = self.order.len();
        if n_paths(&diagram).saturating_mul(n as u64) > MAX_CLASSES {
            let first: Vec<u32> = self.lowered.formulas.domains().iter().map(|domain| domain.first).collect();
            let ranked = Ranked { diagram: &diagram, order: &self.order, classes: &self.classes, first: &first };
            return ranked.best(top).into_iter().map(|(_, deal)| deal).collect();
        }
        let mut paths: Vec<u32> = Vec::new();
        if diagram.n_states.first().copied().unwrap_or(0) > 0 {
            self.follow(&diagram, &mut paths);
        }
        let path = |at: usize| &paths[at * n..][..n];
        // Classes are numbered by their first values, so paths in order are first deals in order.
        let mut order: Vec<usize> = (0..paths.len() / n.max(1)).collect();
        order.sort_unstable_by(|left, right| path(*left).cmp(path(*right)));
        order.truncate(top);
        let mut next: BinaryHeap<Reverse<(Vec<u32>, usize)>> =
            order.into_iter().map(|at| Reverse((self.first_of(path(at)), at))).collect();
        let mut deals = Vec::new();
        while deals.len() < top
            && let Some(Reverse((deal, at))) = next.pop()
        {
            if let Some(after) = self.after(path(at), &deal) {
                next.push(Reverse((after, at)));
            }
            deals.push(deal);
        }
        deals
    }

    /// Writes down all paths: a class a variable.
    fn follow(&self, diagram: &Diagram, paths: &mut Vec<u32>) {
        let first_arc = |level: usize, state: usize| diagram.layers[level].first[state] as usize;
        let n_levels = diagram.layers.len();
        let mut path = vec![0; self.order.len()];
        // At each level gone through: the state, and the arc that is next.
        let mut at: Vec<(usize, usize)> = if n_levels > 0 { vec![(0, first_arc(0, 0))] } else { Vec::new() };
        while let Some((state, arc)) = at.last().copied() {
            let level = at.len() - 1;
            let arcs = &diagram.layers[level];
            if arc >= arcs.first[state + 1] as usize {
                at.pop();
                continue;
            }
            at[level].1 += 1;
            path[self.order[level]] = arcs.class[arc];
            if level + 1 == n_levels {
                paths.extend_from_slice(&path);
            } else {
                let to = arcs.to[arc] as usize;
                at.push((to, first_arc(level + 1, to)));
            }
        }
    }

    fn first_of(&self, path: &[u32]) -> Vec<u32> {
        self.classes.iter().zip(path).map(|(classes, class)| classes.first[*class as usize]).collect()
    }

    /// The next deal of a path: the last variable that can move does, and those behind it begin again.
    fn after(&self, path: &[u32], deal: &[u32]) -> Option<Vec<u32>> {
        let domains = self.lowered.formulas.domains();
        let mut after = deal.to_vec();
        for variable in (0..path.len()).rev() {
            let classes = &self.classes[variable];
            if classes.sizes[path[variable] as usize] == 1 {
                continue;
            }
            let first = domains[variable].first;
            let from = (deal[variable] - first) as usize + 1;
            let later = (from..).zip(classes.of.iter().skip(from)).find(|(_, class)| **class == path[variable]);
            match later {
                Some((offset, _)) => {
                    after[variable] = first + offset as u32;
                    return Some(after);
                }
                None => after[variable] = classes.first[path[variable] as usize],
            }
        }
        None
    }
}

/// How many paths lead through a diagram.
fn n_paths(diagram: &Diagram) -> u64 {
    let mut after = vec![1_u64; diagram.n_states.last().copied().unwrap_or(0)];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let of_state = |state: usize| {
            let arcs = arcs.first[state] as usize..arcs.first[state + 1] as usize;
            arcs.fold(0_u64, |n, arc| n.saturating_add(after[diagram.layers[level].to[arc] as usize]))
        };
        after = (0..diagram.n_states[level]).map(of_state).collect();
    }
    after.first().copied().unwrap_or(0)
}

/// The diagram without the arcs that lead to none of these ends.
fn living(diagram: &Diagram, ends: &dyn Fn(usize) -> bool) -> Diagram {
    let mut lives: Vec<bool> = (0..diagram.n_states.last().copied().unwrap_or(0)).map(ends).collect();
    let mut layers = Vec::with_capacity(diagram.layers.len());
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let mut kept = Arcs::default();
        for state in 0..diagram.n_states[level] {
            kept.first.push(kept.to.len() as u32);
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                if lives[arcs.to[arc] as usize] {
                    kept.to.push(arcs.to[arc]);
                    kept.class.push(arcs.class[arc]);
                }
            }
        }
        kept.first.push(kept.to.len() as u32);
        lives = kept.first.windows(2).map(|ends| ends[0] < ends[1]).collect();
        layers.push(kept);
    }
    layers.reverse();
    Diagram { layers, n_states: diagram.n_states.clone(), notes: Vec::new() }
}
