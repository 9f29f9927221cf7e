//! Orders to start from, read off the graph in which two variables that one rule reads are neighbors.
//!
//! A chain of rules in a hidden order is no matter for a search that swaps variables at random: from a bad order every swap
//! is about as bad. Going through the graph breadth first from one of its ends finds the chain in one pass (reverse
//! Cuthill–McKee), and evening places out among neighbors mends what the ties of that pass leave crooked: the places then lie
//! along the slowest waves of the graph, of which the slowest is Fiedler's.
//!
//! Example: rules over 0 and 3, 3 and 1, 1 and 2. From 0 the pass meets 3, 1, 2: from 0 on, one rule is open at a time.
//!
//! Sources: E. Cuthill, J. McKee, *Reducing the bandwidth of sparse symmetric matrices*, 1969; M. Fiedler, *A property of
//! eigenvectors of nonnegative symmetric matrices*, 1975.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables are counted here")]

use crate::engine::exact::hypergraph::Hypergraph;

/// How often places are evened out.
const ROUNDS: usize = 48;
/// Variables of one rule that are linked each with each; beyond, each with the next.
const LINKED: usize = 12;

/// The starts, the same for equal graphs: as declared, breadth first, evened out.
#[must_use]
pub(super) fn starts(graph: &Hypergraph) -> Vec<Vec<usize>> {
    let near = neighbors(graph);
    let through = breadth_first(&near);
    let evened = evened_out(&near, &through);
    vec![(0..graph.bits.len()).collect(), through, evened]
}

fn neighbors(graph: &Hypergraph) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); graph.bits.len()];
    for rule in &graph.rules {
        for (at, one) in rule.iter().enumerate() {
            let others = &rule[at + 1..];
            for other in if rule.len() > LINKED { &others[..others.len().min(1)] } else { others } {
                near[*one].push(*other);
                near[*other].push(*one);
            }
        }
    }
    for of in &mut near {
        of.sort_unstable();
        of.dedup();
    }
    near
}

/// Breadth first, neighbors with few neighbors of their own first, from an end of each part; the whole reversed.
fn breadth_first(near: &[Vec<usize>]) -> Vec<usize> {
    let mut is_met = vec![false; near.len()];
    let mut order = Vec::with_capacity(near.len());
    for first in 0..near.len() {
        if is_met[first] {
            continue;
        }
        // The farthest from the farthest …: an end, where there is one.
        let mut end = first;
        let mut depth = 0;
        loop {
            let (_, farthest, found) = pass(near, end, &is_met);
            if found <= depth {
                break;
            }
            (end, depth) = (farthest, found);
        }
        let (met, ..) = pass(near, end, &is_met);
        for variable in &met {
            is_met[*variable] = true;
        }
        order.extend(met);
    }
    order.reverse();
    order
}

/// One pass: the variables as they are met, the last of the farthest with the fewest neighbors, and how far that is.
fn pass(near: &[Vec<usize>], from: usize, is_met: &[bool]) -> (Vec<usize>, usize, usize) {
    let mut is_met = is_met.to_vec();
    let mut met = vec![from];
    is_met[from] = true;
    let (mut begin, mut depth) = (0, 0);
    loop {
        let end = met.len();
        for at in begin..end {
            let mut next: Vec<usize> = near[met[at]].iter().copied().filter(|other| !is_met[*other]).collect();
            next.sort_by_key(|other| (near[*other].len(), *other));
            for other in &next {
                is_met[*other] = true;
            }
            met.extend(next);
        }
        if met.len() == end {
            let farthest = met[begin..].iter().copied().min_by_key(|one| (near[*one].len(), *one)).unwrap_or(from);
            return (met, farthest, depth);
        }
        (begin, depth) = (end, depth + 1);
    }
}

/// Each variable at the mean of its own place and those of its neighbors, again and again.
fn evened_out(near: &[Vec<usize>], order: &[usize]) -> Vec<usize> {
    #[expect(clippy::cast_precision_loss, reason = "places")]
    let double = |number: usize| number as f64;
    let mut place = vec![0.0; near.len()];
    for (at, variable) in order.iter().enumerate() {
        place[*variable] = double(at);
    }
    for _ in 0..ROUNDS {
        let mean = |(variable, of): (usize, &Vec<usize>)| {
            let sum: f64 = of.iter().map(|other| place[*other]).sum();
            (sum + place[variable]) / double(of.len() + 1)
        };
        place = near.iter().enumerate().map(mean).collect();
    }
    let mut evened = order.to_vec();
    evened.sort_by(|one, other| place[*one].total_cmp(&place[*other]));
    evened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_chain_is_found() {
        // 200 variables, each tied to the next but one, under other names.
        let name = |at: usize| at * 77 % 200;
        let rules: Vec<Vec<usize>> = (0..198).map(|at| vec![name(at), name(at + 1), name(at + 2)]).collect();
        for order in &starts(&Hypergraph { bits: vec![2.0; 200], rules: rules.clone() })[1..] {
            let mut place = vec![0_usize; 200];
            for (at, variable) in order.iter().enumerate() {
                place[*variable] = at;
            }
            let widest = rules.iter().map(|rule| {
                let places = rule.iter().map(|variable| place[*variable]);
                places.clone().max().unwrap() - places.min().unwrap()
            });
            assert!(widest.max().unwrap() <= 4, "{order:?}");
        }
    }

    #[test]
    fn every_variable_stands_once() {
        let rules = vec![vec![0, 4], vec![2, 3], (5..30).collect()];
        for mut order in starts(&Hypergraph { bits: vec![1.0; 31], rules }) {
            order.sort_unstable();
            assert_eq!(order, (0..31).collect::<Vec<_>>());
        }
    }
}
