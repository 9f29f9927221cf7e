//! The order in which variables are settled: few rules open at a time, found by simulated annealing.
//!
//! A rule is open from its first variable to its last. The states of a layer are bounded by the open rules (each is
//! undecided or not) and by the deals so far; the sum of the lesser of the two over the layers is what is made small. Steps
//! are counted and draws come from a seed, so the order is the same wherever it is looked for.
//!
//! Source: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, *Optimization by simulated annealing*, Science 220, 1983.
#![expect(clippy::indexing_slicing, reason = "a kernel: places of variables and rules are counted here")]

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// How many looks at a rule's variable the search may take: some 50 ms.
const STEPS: u64 = 40_000_000;
/// Where all deals together have fewer bits than this, any order will do.
const SMALL: f64 = 18.0;
/// How much of a bit an open rule adds to the states, as measured on the synthetic scenarios.
const BITS_A_RULE: f64 = 0.55;

/// What is known of the variables and the rules over them.
#[derive(Clone, Debug)]
pub struct Hypergraph {
    /// log2 of the number of classes of each variable.
    pub bits: Vec<f64>,
    /// The variables of each rule, and how many bits it adds while it is open beyond `BITS_A_RULE`.
    pub rules: Vec<Vec<usize>>,
}

/// An order of all variables.
#[must_use]
pub fn order(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    let n = graph.bits.len();
    let mut whole = Vec::with_capacity(n);
    for part in parts(graph) {
        let place = |variable: &usize| part.iter().position(|one| one == variable);
        let inside = |rule: &&Vec<usize>| rule.first().is_some_and(|first| part.contains(first));
        let rules = graph.rules.iter().filter(inside).map(|rule| rule.iter().filter_map(place).collect()).collect();
        let own = Hypergraph { bits: part.iter().map(|variable| graph.bits[*variable]).collect(), rules };
        whole.extend(annealed(&own, seed).into_iter().map(|at| part[at]));
    }
    whole
}

/// The variables by what rules tie together; the free ones each by itself, at the end.
fn parts(graph: &Hypergraph) -> Vec<Vec<usize>> {
    let n = graph.bits.len();
    let mut of: Vec<usize> = (0..n).collect();
    fn root(of: &mut [usize], mut at: usize) -> usize {
        while of[at] != at {
            of[at] = of[of[at]];
            at = of[at];
        }
        at
    }
    for rule in &graph.rules {
        for pair in rule.windows(2) {
            let (one, other) = (root(&mut of, pair[0]), root(&mut of, pair[1]));
            of[one.max(other)] = one.min(other);
        }
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); n];
    for variable in 0..n {
        let at = root(&mut of, variable);
        parts[at].push(variable);
    }
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| (part.len() == 1, part[0]));
    parts
}

fn annealed(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    let n = graph.bits.len();
    let mut best: Vec<usize> = greedy(graph);
    if n < 3 || graph.bits.iter().sum::<f64>() < SMALL {
        return best;
    }
    let a_look = graph.rules.iter().map(Vec::len).sum::<usize>() + 2 * n + graph.rules.len();
    let n_steps = (STEPS / a_look.max(1) as u64).clamp(200, 60_000);
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x006f_7264_6572);
    let mut scratch = Scratch::new(graph);
    let mut current = best.clone();
    let mut cost = scratch.cost(graph, &current);
    let mut lowest = cost;
    let (hot, cold) = (2.0_f64, 0.02_f64);
    for step in 0..n_steps {
        #[expect(clippy::cast_precision_loss, reason = "a share of the steps")]
        let heat = hot * (cold / hot).powf(step as f64 / n_steps as f64);
        let from = random.random_range(0..n);
        let to = random.random_range(0..n);
        let is_swap = random.random_bool(0.4);
        let spare: f64 = random.random();
        if from == to {
            continue;
        }
        let undo = current.clone();
        if is_swap {
            current.swap(from, to);
        } else {
            let moved = current.remove(from);
            current.insert(to, moved);
        }
        let new = scratch.cost(graph, &current);
        // On the logarithm: twice the states are as bad at any size.
        let worse = (new / cost).log2();
        if worse <= 0.0 || spare < (-worse / heat).exp() {
            cost = new;
            if new < lowest {
                lowest = new;
                best.clone_from(&current);
            }
        } else {
            current = undo;
        }
    }
    best
}

/// A first order: always the variable that leaves the fewest rules open.
fn greedy(graph: &Hypergraph) -> Vec<usize> {
    let n = graph.bits.len();
    let mut of_variable: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (rule, variables) in graph.rules.iter().enumerate() {
        for variable in variables {
            of_variable[*variable].push(rule);
        }
    }
    let mut left: Vec<usize> = graph.rules.iter().map(Vec::len).collect();
    let mut is_open = vec![false; graph.rules.len()];
    let mut rest: Vec<usize> = (0..n).collect();
    let mut order = Vec::with_capacity(n);
    while !rest.is_empty() {
        let gain = |variable: usize| {
            let (mut opened, mut closed) = (0_i64, 0_i64);
            for rule in &of_variable[variable] {
                match (is_open[*rule], left[*rule] == 1) {
                    (true, true) => closed += 1,
                    (false, false) => opened += 1,
                    _ => {}
                }
            }
            (opened - closed, variable)
        };
        let at = (0..rest.len()).min_by_key(|at| gain(rest[*at])).unwrap_or(0);
        let variable = rest.remove(at);
        for rule in &of_variable[variable] {
            is_open[*rule] = true;
            left[*rule] -= 1;
        }
        order.push(variable);
    }
    order
}

struct Scratch {
    place: Vec<usize>,
    change: Vec<i32>,
}

impl Scratch {
    fn new(graph: &Hypergraph) -> Self {
        Self { place: vec![0; graph.bits.len()], change: vec![0; graph.bits.len() + 1] }
    }

    /// About how many states there are in all.
    fn cost(&mut self, graph: &Hypergraph, order: &[usize]) -> f64 {
        for (place, variable) in order.iter().enumerate() {
            self.place[*variable] = place;
        }
        self.change.fill(0);
        for rule in &graph.rules {
            let (mut first, mut last) = (usize::MAX, 0);
            for variable in rule {
                let place = self.place[*variable];
                first = first.min(place);
                last = last.max(place);
            }
            if first < last {
                self.change[first] += 1;
                self.change[last] -= 1;
            }
        }
        let (mut open, mut so_far, mut cost) = (0_i32, 0.0_f64, 0.0_f64);
        for (place, variable) in order.iter().enumerate() {
            open += self.change[place];
            so_far += graph.bits[*variable];
            cost += (BITS_A_RULE * f64::from(open)).min(so_far).exp2();
        }
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_in_a_row_are_taken_in_a_row() {
        // 0-3-1-4-2: a chain, written out of order.
        let rules = vec![vec![0, 3], vec![3, 1], vec![1, 4], vec![4, 2]];
        let found = order(&Hypergraph { bits: vec![2.0; 5], rules }, 0);
        assert!(found == [0, 3, 1, 4, 2] || found == [2, 4, 1, 3, 0], "{found:?}");
    }

    #[test]
    fn what_nothing_ties_together_stays_apart() {
        let rules = vec![vec![0, 2], vec![1, 3], vec![0, 2]];
        let found = order(&Hypergraph { bits: vec![1.0; 6], rules }, 7);
        assert_eq!(found.len(), 6);
        let at = |variable: usize| found.iter().position(|one| *one == variable).unwrap();
        assert_eq!(at(0).abs_diff(at(2)), 1);
        assert_eq!(at(1).abs_diff(at(3)), 1);
        assert_eq!(found[4..], [4, 5], "the free ones stand last");
    }
}
