//! The guess at how many states an order has, kept up from move to move.
//!
//! A move changes who stands where between two places, and nothing before or after: which rules are open there, and how many
//! deals there are so far, depends on who came before and not in which order. So only the states of that stretch are counted
//! again, and a move costs as much among 1,000 variables as among 30.
//!
//! Example: of a, b, c, d, e the second and third change places. After a, and after a, b, c in either order, the same rules are
//! open; what is counted again is the one layer after the second place.
#![expect(clippy::indexing_slicing, reason = "a kernel: places of variables and rules are counted here")]

use crate::engine::exact::hypergraph::{BY_TESTS, Hypergraph, SAME, UNITS, moved};

/// An order with what is guessed of each of its layers.
#[derive(Debug)]
pub(super) struct Stretches {
    /// The variables as they stand.
    pub order: Vec<usize>,
    /// About how many states there are in all.
    pub cost: f64,
    place: Vec<usize>,
    rules: Vec<Vec<usize>>,
    /// The rules that read each variable.
    of_variable: Vec<Vec<usize>>,
    bits: Vec<f64>,
    /// After each place: what the open rules add, in units; the bits of all deals so far; the states.
    layers: Vec<(i32, f64, f64)>,
}

impl Stretches {
    pub(super) fn new(graph: &Hypergraph, order: Vec<usize>) -> Self {
        let n = order.len();
        let rules: Vec<Vec<usize>> = graph.rules.iter().filter(|rule| rule.len() > 1).cloned().collect();
        let mut of_variable = vec![Vec::new(); n];
        for (at, rule) in rules.iter().enumerate() {
            for variable in rule {
                of_variable[*variable].push(at);
            }
        }
        let mut made = Self {
            place: vec![0; n],
            cost: 0.0,
            rules,
            of_variable,
            bits: graph.bits.clone(),
            layers: vec![(0, 0.0, 0.0); n],
            order,
        };
        made.count(0, n);
        made
    }

    /// Makes a move; the other way round undoes it.
    pub(super) fn make(&mut self, from: usize, to: usize, is_swap: bool) {
        moved(&mut self.order, from, to, is_swap);
        self.count(from.min(to), from.max(to) + 1);
    }

    /// Counts the layers after these places again.
    fn count(&mut self, begin: usize, end: usize) {
        for at in begin..end {
            self.place[self.order[at]] = at;
        }
        let (mut open, mut so_far) =
            begin.checked_sub(1).map_or((0, 0.0), |before| (self.layers[before].0, self.layers[before].1));
        let mut change = 0.0;
        for at in begin..end {
            let variable = self.order[at];
            open += self.of_variable[variable].iter().map(|rule| self.adds(*rule, variable)).sum::<i32>();
            so_far += self.bits[variable];
            let states = (f64::from(open) / UNITS).min(so_far).exp2();
            change += states - self.layers[at].2;
            self.layers[at] = (open, so_far, states);
        }
        self.cost += change;
    }

    /// What a rule adds to the open ones after one of its variables less what it adds before it.
    fn adds(&self, rule: usize, variable: usize) -> i32 {
        let rule = &self.rules[rule];
        let own = self.place[variable];
        let before = rule.iter().filter(|other| self.place[**other] < own).count();
        let units = |n_settled: usize| match n_settled {
            0 => 0,
            all if all == rule.len() => 0,
            some if rule.len() <= BY_TESTS.len() + 1 => BY_TESTS[some - 1],
            _ => SAME,
        };
        units(before + 1) - units(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::exact::order::guessed;

    #[test]
    fn what_is_kept_up_is_what_is_counted_anew() {
        let n = 40;
        let rules = (0..90_usize).map(|at| {
            let mut rule: Vec<usize> = (0..2 + at % 6).map(|k| (at * 7 + k * k * 5 + k) % n).collect();
            rule.sort_unstable();
            rule.dedup();
            rule
        });
        let graph = Hypergraph { bits: vec![2.0; n], rules: rules.collect() };
        let mut kept = Stretches::new(&graph, (0..n).collect());
        for at in 0..500_usize {
            kept.make(at * 13 % n, at * 29 % n, at % 3 == 0);
            let anew = guessed(&graph, &kept.order);
            assert!((kept.cost / anew - 1.0).abs() < 1e-9, "{} {anew}", kept.cost);
        }
    }
}
