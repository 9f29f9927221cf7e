//! Sobol' indices of a Saltelli design: how much of an output's variance each factor makes, alone (S1) and with all its
//! interactions (ST).
//!
//! Of N base points with D factors there are N·(D+2) outputs: for each base point A, then A with one factor after the other
//! from B, then B. Outputs are standardized over all of them, as SALib does. With V, the variance of A and B together:
//!
//! | index | formula |
//! |---|---|
//! | S1 | mean(B · (AB − A)) / V (Saltelli et al. 2010) |
//! | S1 after Jansen | 1 − mean((B − AB)²) / 2V (Jansen 1999) |
//! | ST | mean((A − AB)²) / 2V (Jansen 1999) |
//!
//! Intervals come from a bootstrap over base points: 1.96 standard deviations of the resampled index to both sides. Of
//! fewer than two complete base points nothing is said ([`Sensitivity::has_data`]): their differences are no variance.

use crate::analysis::sweep::chance::unit;

/// How many times the base points are drawn again.
pub const RESAMPLES: u64 = 100;
/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// The fewest complete base points that indices are computed from.
pub const LEAST_BASE: usize = 2;
/// The stream of the bootstrap's draws.
const STREAM: u64 = 4 << 32;

/// The indices of one factor.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Indices {
    /// What it makes alone.
    pub first: f64,
    /// … by Jansen's formula.
    pub first_jansen: f64,
    /// What it makes with all its interactions.
    pub total: f64,
    /// Half the width of the interval of `first`.
    pub first_half: f64,
    /// Half the width of the interval of `total`.
    pub total_half: f64,
}

/// The indices of one output.
#[derive(Clone, PartialEq, Debug)]
pub struct Sensitivity {
    /// How many base points have the output.
    pub n_base: usize,
    /// Whether the output never changes over two base points or more: every index is then 0.
    pub is_constant: bool,
    /// By factor.
    pub factors: Vec<Indices>,
}

impl Sensitivity {
    /// Whether there are base points enough for indices; where not, those of `factors` mean nothing.
    #[must_use]
    pub const fn has_data(&self) -> bool {
        self.n_base >= LEAST_BASE
    }
}

/// Computes the indices of one output over whole groups of `n_factors + 2` rows; groups in which one is missing (not a
/// number) are left out.
#[must_use]
pub fn sensitivity(outputs: &[f64], n_factors: usize, seed: u64) -> Sensitivity {
    let groups: Vec<&[f64]> =
        outputs.chunks_exact(n_factors + 2).filter(|group| group.iter().all(|output| output.is_finite())).collect();
    let n = groups.len();
    let (mean, deviation) = spread(groups.iter().flat_map(|group| group.iter().copied()));
    // Sums of doubles leave dust where nothing changes.
    if n < LEAST_BASE || deviation <= 1e-12 * mean.abs().max(1e-300) {
        return Sensitivity { n_base: n, is_constant: n >= LEAST_BASE, factors: vec![Indices::default(); n_factors] };
    }
    let scaled: Vec<Vec<f64>> =
        groups.iter().map(|group| group.iter().map(|output| (output - mean) / deviation).collect()).collect();
    let all: Vec<usize> = (0..n).collect();
    let mut factors: Vec<Indices> = (0..n_factors).map(|factor| indices(&scaled, &all, factor, n_factors)).collect();
    let draw =
        |resample: u64| -> Vec<usize> { (0..n as u64).map(|at| below(unit(seed, STREAM + resample, at), n)).collect() };
    let mut seen: Vec<(Vec<f64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); n_factors];
    for resample in 0..RESAMPLES {
        let drawn = draw(resample);
        for (factor, (first, total)) in seen.iter_mut().enumerate() {
            let found = indices(&scaled, &drawn, factor, n_factors);
            first.push(found.first);
            total.push(found.total);
        }
    }
    for (found, (first, total)) in factors.iter_mut().zip(&seen) {
        found.first_half = Z * sample_deviation(first);
        found.total_half = Z * sample_deviation(total);
    }
    Sensitivity { n_base: n, is_constant: false, factors }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place below n"
)]
fn below(u: f64, n: usize) -> usize {
    ((u * n as f64) as usize).min(n.saturating_sub(1))
}

/// The indices of one factor over some base points.
fn indices(groups: &[Vec<f64>], points: &[usize], factor: usize, n_factors: usize) -> Indices {
    let at =
        |point: &usize, place: usize| groups.get(*point).and_then(|group| group.get(place)).copied().unwrap_or(0.0);
    let ends = || points.iter().map(|point| at(point, 0)).chain(points.iter().map(|point| at(point, n_factors + 1)));
    let (_, deviation) = spread(ends());
    let variance = deviation * deviation;
    if variance <= 0.0 {
        return Indices::default();
    }
    let mean = |of: &dyn Fn(f64, f64, f64) -> f64| {
        let (mut sum, mut n) = (0.0, 0.0);
        for point in points {
            sum += of(at(point, 0), at(point, factor + 1), at(point, n_factors + 1));
            n += 1.0;
        }
        sum / n
    };
    Indices {
        first: mean(&|a, ab, b| b * (ab - a)) / variance,
        first_jansen: 1.0 - 0.5 * mean(&|_, ab, b| (b - ab) * (b - ab)) / variance,
        total: 0.5 * mean(&|a, ab, _| (a - ab) * (a - ab)) / variance,
        ..Indices::default()
    }
}

/// The mean and the standard deviation, of the whole and not of a sample.
fn spread(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (sum, n) = numbers.clone().fold((0.0, 0.0), |(sum, n), number| (sum + number, n + 1.0));
    let mean = sum / n;
    let squares = numbers.fold(0.0, |sum, number| sum + (number - mean) * (number - mean));
    (mean, (squares / n).sqrt())
}

/// The standard deviation of a sample; 0 of fewer than two.
fn sample_deviation(numbers: &[f64]) -> f64 {
    let (_, deviation) = spread(numbers.iter().copied());
    #[expect(clippy::cast_precision_loss, reason = "a hundred")]
    let n = numbers.len() as f64;
    if n < 2.0 { 0.0 } else { deviation * (n / (n - 1.0)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_changes_has_no_drivers() {
        let found = sensitivity(&[0.3; 20], 3, 0);
        assert!(found.is_constant && found.factors.iter().all(|one| one.first == 0.0 && one.total == 0.0));
        assert_eq!(found.n_base, 4);
    }

    #[test]
    fn fewer_than_two_complete_base_points_tell_nothing() {
        let point = [0.1, 0.9, 0.2, 0.4];
        let broken = [0.5, f64::NAN, 0.1, 0.2];
        for (outputs, n_base) in [(vec![], 0), (broken.to_vec(), 0), ([point, broken].concat(), 1), (point.to_vec(), 1)]
        {
            let found = sensitivity(&outputs, 2, 0);
            assert_eq!((found.n_base, found.is_constant, found.has_data()), (n_base, false, false));
        }
        assert!(sensitivity(&[point, [0.3, 0.2, 0.1, 0.0]].concat(), 2, 0).has_data());
    }

    #[test]
    fn the_only_factor_that_matters_makes_all_of_it() {
        // Outputs equal to the first factor: A, AB₁ (of B), AB₂ (of A), B.
        let mut outputs = Vec::new();
        for k in 0..512_u64 {
            let (a, b) = (unit(1, 0, k), unit(1, 1, k));
            outputs.extend([a, b, a, b]);
        }
        outputs[7] = f64::NAN;
        let found = sensitivity(&outputs, 2, 0);
        assert_eq!(found.n_base, 511);
        assert!((found.factors[0].total - 1.0).abs() < 0.1, "{found:?}");
        assert!((found.factors[0].first_jansen - 1.0).abs() < 1e-12);
        assert_eq!((found.factors[1].total, found.factors[1].first), (0.0, 0.0));
        assert!(found.factors[0].first_half > 0.0 && found.factors[0].first_half < 0.3);
    }
}
