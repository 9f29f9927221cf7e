//! Which variables are settled first, and which run inside a tile.
//!
//! A rule that is settled by the first variables ends whole branches; one that is settled by the last is looked at in every
//! tile. With lines `a = 1`, `a = 1 and b = 1` and variables a, b, c, d of 64 values each, two of them (4,096 deals) run
//! inside the tile and a is settled first: where a = 1, nothing below is walked. Orders are compared by how many nodes they are
//! expected to leave, if rules held independently of each other; pairs are swapped while that lessens the work.
#![expect(clippy::indexing_slicing, reason = "variables are numbered by the caller, places by the order itself")]

/// What the order goes by.
#[derive(Clone, Debug)]
pub struct Shape {
    /// How many lanes a tile may have.
    pub most: usize,
    /// Into how many branches each variable divides where it is settled.
    pub branches: Vec<usize>,
    /// How many lanes each variable takes where it runs inside a tile.
    pub lanes: Vec<usize>,
    /// The rules that end a deal: the variables they look at, and the share of deals that cross them.
    pub rules: Vec<(Vec<usize>, f64)>,
}

/// An order of some variables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    /// All of them; those that run inside a tile come last.
    pub variables: Vec<usize>,
    /// How many are settled outside of the tiles.
    pub n_outer: usize,
}

/// Nanoseconds a node, roughly: for itself, for each rule that is looked at, and for each plane that is joined.
const COST: (f64, f64, f64) = (8.0, 1.0, 4.0);
/// How often all pairs are tried at most.
const ROUNDS: usize = 8;

impl Shape {
    /// A good order of these variables.
    #[must_use]
    pub fn order(&self, variables: &[usize]) -> Order {
        let mut found = self.greedy(variables);
        let mut cost = self.cost(&found);
        for _ in 0..ROUNDS {
            let before = cost;
            for left in 0..found.len() {
                for right in left + 1..found.len() {
                    found.swap(left, right);
                    let swapped = self.cost(&found);
                    if swapped < cost {
                        cost = swapped;
                    } else {
                        found.swap(left, right);
                    }
                }
            }
            if cost >= before {
                break;
            }
        }
        let n_outer = self.n_outer(&found);
        Order { variables: found, n_outer }
    }

    /// Always the variable next that does most for the rules that have least left to settle.
    fn greedy(&self, variables: &[usize]) -> Vec<usize> {
        let mut open = variables.to_vec();
        let mut found = Vec::with_capacity(open.len());
        while !open.is_empty() {
            let worth = |variable: usize| {
                let of_rule = |(support, crossed): &(Vec<usize>, f64)| {
                    if !support.contains(&variable) {
                        return 0.0;
                    }
                    let left = support.iter().filter(|other| open.contains(other)).count();
                    crossed / f64::from(1 << left.min(30))
                };
                self.rules.iter().map(of_rule).fold(0.0, |sum, worth| sum + worth)
                    / self.branches[variable].max(1) as f64
            };
            let mut best = (0, f64::NEG_INFINITY);
            for (at, variable) in open.iter().enumerate() {
                let worth = worth(*variable);
                if worth > best.1 {
                    best = (at, worth);
                }
            }
            found.push(open.remove(best.0));
        }
        found
    }

    /// How many of an order's variables do not fit into a tile.
    fn n_outer(&self, order: &[usize]) -> usize {
        let mut lanes = 1_usize;
        let fits = order.iter().rev().take_while(|variable| {
            lanes = lanes.saturating_mul(self.lanes[**variable].max(1));
            lanes <= self.most
        });
        order.len() - fits.count()
    }

    /// The work to be expected, in nanoseconds.
    #[must_use]
    pub fn cost(&self, order: &[usize]) -> f64 {
        let n_outer = self.n_outer(order);
        let mut place = vec![usize::MAX; self.branches.len()];
        for (at, variable) in order.iter().enumerate() {
            place[*variable] = at;
        }
        let (mut touched, mut joined, mut left) = (vec![0.0; n_outer], vec![0.0; n_outer], vec![1.0; n_outer]);
        for (support, crossed) in &self.rules {
            let outer = support.iter().map(|variable| place[*variable]).filter(|at| *at < n_outer);
            let (mut last, mut n_outside) = (None, 0);
            for at in outer {
                touched[at] += 1.0;
                n_outside += 1;
                last = last.max(Some(at));
            }
            let Some(last) = last else { continue };
            if n_outside == support.len() {
                left[last] *= 1.0 - crossed;
            } else {
                joined[last] += 1.0;
            }
        }
        let (mut nodes, mut total) = (1.0, 0.0);
        for (at, variable) in order.iter().take(n_outer).enumerate() {
            nodes *= self.branches[*variable] as f64;
            total += nodes * (COST.0 + COST.1 * touched[at] + COST.2 * joined[at]);
            nodes *= left[at];
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_most_comes_first() {
        let rules = vec![(vec![0], 1.0 / 64.0), (vec![0, 1], 1.0 / 4096.0), (vec![0, 1, 3], 0.9)];
        let shape = Shape { most: 4096, branches: vec![64; 4], lanes: vec![64; 4], rules };
        let order = shape.order(&[0, 1, 2, 3]);
        assert_eq!((order.n_outer, order.variables.len()), (2, 4));
        assert_eq!(order.variables[0], 0, "{order:?}");
        let worst = shape.cost(&[2, 3, 0, 1]);
        assert!(shape.cost(&order.variables) < worst, "{order:?}");
    }

    #[test]
    fn a_variable_too_wide_for_a_tile_is_settled_outside() {
        let shape = Shape { most: 4096, branches: vec![3, 2], lanes: vec![10_000, 2], rules: vec![(vec![0, 1], 0.5)] };
        let order = shape.order(&[0, 1]);
        assert_eq!(order, Order { variables: vec![0, 1], n_outer: 1 });
    }
}
