//! What a diagram says: counts, sums and highest products, in all and for every class of every level.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::number::Number;

/// How many deals there are, and how many of them have each value.
#[derive(Clone, Debug)]
pub struct Counted<T> {
    /// All.
    pub total: T,
    /// For each level and class: those with one value of the class.
    pub of_class: Vec<Vec<T>>,
}

/// Counts deals; `sizes` has how many values each class of each level has.
#[must_use]
pub fn count<T: Number>(diagram: &Diagram, sizes: &[Vec<u64>]) -> Counted<T> {
    let times: Vec<Vec<T>> = sizes.iter().map(|of| of.iter().map(|size| T::of(*size)).collect()).collect();
    let after = counts_after::<T>(diagram, &times);
    let mut of_class: Vec<Vec<T>> = sizes.iter().map(|of| vec![T::zero(); of.len()]).collect();
    let mut before = vec![T::one(); diagram.n_states[0]];
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut next = vec![T::zero(); diagram.n_states[level + 1]];
        let (of_class, times, after) = (&mut of_class[level], &times[level], &after[level + 1]);
        for (so_far, ends) in before.iter().zip(arcs.first.windows(2)) {
            let own = ends[0] as usize..ends[1] as usize;
            for (to, class) in arcs.to[own.clone()].iter().zip(&arcs.class[own]) {
                let (to, class) = (*to as usize, *class as usize);
                if after[to].is_spared() {
                    continue;
                }
                of_class[class].add_product(so_far, &after[to]);
                next[to].add_product(so_far, &times[class]);
            }
        }
        before = next;
    }
    Counted { total: after[0].first().cloned().unwrap_or_else(T::zero), of_class }
}

/// How many deals there are.
#[must_use]
pub fn total<T: Number>(diagram: &Diagram, sizes: &[Vec<u64>]) -> T {
    let times: Vec<Vec<T>> = sizes.iter().map(|of| of.iter().map(|size| T::of(*size)).collect()).collect();
    let mut after = vec![T::one(); diagram.n_states[diagram.layers.len()]];
    for (arcs, times) in diagram.layers.iter().zip(&times).rev() {
        after = T::before(arcs, &after, times);
    }
    after.first().cloned().unwrap_or_else(T::zero)
}

/// How many deals end in each of the last states; as many as 128 bits hold where there are more.
#[must_use]
pub fn ends(diagram: &Diagram, sizes: &[Vec<u64>]) -> Vec<u128> {
    let mut before = vec![1_u128; diagram.n_states[0]];
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut next = vec![0_u128; diagram.n_states[level + 1]];
        for (state, so_far) in before.iter().enumerate() {
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let more = so_far.saturating_mul(sizes[level][arcs.class[arc] as usize].into());
                let to = &mut next[arcs.to[arc] as usize];
                *to = to.saturating_add(more);
            }
        }
        before = next;
    }
    before
}

fn counts_after<T: Number>(diagram: &Diagram, times: &[Vec<T>]) -> Vec<Vec<T>> {
    let mut all = vec![vec![T::one(); diagram.n_states[diagram.layers.len()]]];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let last = all.last().map_or(&[][..], Vec::as_slice);
        let counts = T::before(arcs, last, &times[level]);
        all.push(counts);
    }
    all.reverse();
    all
}

/// Sums of weights: as [`count`], each deal counted by the product of its arcs' weights; all of it over 2 to the power of `shift`.
#[must_use]
pub fn sum(diagram: &Diagram, sizes: &[Vec<u64>], shift: u64) -> Counted<f64> {
    // Each level has its part of the powers, so that no sum on the way is too large or too small for a double.
    let n_levels = sizes.len().max(1) as u64;
    let part = |level: u64| {
        let powers = shift * (level + 1) / n_levels - shift * level / n_levels;
        2.0_f64.powi(-i32::try_from(powers).unwrap_or(i32::MAX))
    };
    let parts: Vec<f64> = (0..n_levels).map(part).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most a million values")]
    let times: Vec<Vec<f64>> =
        sizes.iter().zip(&parts).map(|(of, part)| of.iter().map(|size| *size as f64 * part).collect()).collect();
    let n = diagram.layers.len();
    let mut after = vec![vec![1.0; diagram.n_states[n]]];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let last = &after[after.len() - 1];
        let mut sums = vec![0.0; diagram.n_states[level]];
        for (state, sum) in sums.iter_mut().enumerate() {
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let weight = arcs.weight.get(arc).copied().unwrap_or(1.0);
                *sum += weight * times[level][arcs.class[arc] as usize] * last[arcs.to[arc] as usize];
            }
        }
        after.push(sums);
    }
    after.reverse();
    let mut of_class: Vec<Vec<f64>> = sizes.iter().map(|of| vec![0.0; of.len()]).collect();
    let mut before = vec![1.0; diagram.n_states[0]];
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut next = vec![0.0; diagram.n_states[level + 1]];
        for (state, so_far) in before.iter().enumerate() {
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let (to, class) = (arcs.to[arc] as usize, arcs.class[arc] as usize);
                let weighed = so_far * arcs.weight.get(arc).copied().unwrap_or(1.0);
                of_class[level][class] += weighed * parts[level] * after[level + 1][to];
                next[to] += weighed * times[level][class];
            }
        }
        before = next;
    }
    Counted { total: after[0].first().copied().unwrap_or(0.0), of_class }
}

/// For each level and state the highest product of weights from there to the end; below 0 where no deal goes on.
#[must_use]
pub fn highest_after(diagram: &Diagram) -> Vec<Vec<f64>> {
    let mut after = vec![vec![1.0; diagram.n_states[diagram.layers.len()]]];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let last = &after[after.len() - 1];
        let mut highest = vec![-1.0_f64; diagram.n_states[level]];
        for (state, highest) in highest.iter_mut().enumerate() {
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let rest = last[arcs.to[arc] as usize];
                if rest >= 0.0 {
                    *highest = highest.max(rest * arcs.weight.get(arc).copied().unwrap_or(1.0));
                }
            }
        }
        after.push(highest);
    }
    after.reverse();
    after
}

/// The highest product of weights, in all and by class; 0 where no deal is.
#[must_use]
pub fn highest(diagram: &Diagram, after: &[Vec<f64>], sizes: &[Vec<u64>]) -> Counted<f64> {
    let mut of_class: Vec<Vec<f64>> = sizes.iter().map(|of| vec![0.0; of.len()]).collect();
    let mut before = vec![1.0; diagram.n_states[0]];
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut next = vec![0.0_f64; diagram.n_states[level + 1]];
        for (state, so_far) in before.iter().enumerate() {
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let (to, class) = (arcs.to[arc] as usize, arcs.class[arc] as usize);
                let rest = after[level + 1][to];
                if rest < 0.0 {
                    continue;
                }
                let weighed = so_far * arcs.weight.get(arc).copied().unwrap_or(1.0);
                let known = &mut of_class[level][class];
                *known = known.max(weighed * rest);
                next[to] = next[to].max(weighed);
            }
        }
        before = next;
    }
    Counted { total: after[0].first().copied().unwrap_or(0.0).max(0.0), of_class }
}
