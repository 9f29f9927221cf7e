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
//! Intervals come from a bootstrap over base points: 1.96 standard deviations of the resampled index to both sides. In each
//! resample a base point counts a Poisson number of times with mean 1 (Hanley & MacGibbon 2006), a function of the seed, the
//! resample and the number of the base point alone, so that rows are read once and none is kept. Of fewer than two complete
//! base points nothing is said ([`Sensitivity::has_data`]): their differences are no variance.
//!
//! Every index is a ratio of sums over base points of terms that do not depend on the others, once each output is taken less
//! one that is fixed beforehand. A block of base points adds its terms, times its counts in every resample, to sums of its
//! own; the blocks are cut by number and their sums are added in order, so that threads change nothing.

use crate::analysis::sweep::chance::bits;
use rayon::prelude::*;

/// How many times the base points are drawn again.
pub const RESAMPLES: usize = 100;
/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// The fewest complete base points that indices are computed from.
pub const LEAST_BASE: usize = 2;
/// The stream of the bootstrap's draws.
const STREAM: u64 = 4 << 32;
/// Base points of a block.
const BLOCK: usize = 256;
/// Blocks that are computed at once.
const BLOCKS: usize = 32;
/// The base points as they are, then the resamples.
const COLUMNS: usize = 1 + RESAMPLES;
/// The Poisson distribution of mean 1 over numbers of 16 bits: a draw is how many of these it reaches. Their shares sum to
/// a mean of 1 exactly.
const POISSON: [u16; 8] = [24_109, 48_219, 60_273, 64_292, 65_296, 65_497, 65_531, 65_535];
/// The terms of a base point that belong to no factor, and those that belong to each.
const TERMS: usize = 3;

/// How many times a base point counts: once, then in each resample.
type Counts = [f64; COLUMNS];

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
    let mut all = BasePoints::new(1, n_factors, seed);
    for (row, output) in (0..).zip(outputs) {
        all.push(row, std::iter::once(*output));
    }
    all.finish().pop().unwrap_or(Sensitivity { n_base: 0, is_constant: false, factors: Vec::new() })
}

/// Rows on their way into indices: of several outputs, row after row, in ascending order.
#[derive(Clone, Debug)]
pub struct BasePoints {
    n_factors: usize,
    seed: u64,
    /// The numbers of the base points that wait for the others of their blocks.
    waiting: Vec<u64>,
    outputs: Vec<Output>,
}

/// One output of them.
#[derive(Clone, Debug)]
struct Output {
    /// What waits, group after group; not a number where a row is missing.
    waiting: Vec<f64>,
    /// What every output is taken less: the first of the first complete group, so that what never changes leaves no dust.
    shift: Option<f64>,
    sums: Sums,
}

impl BasePoints {
    /// None of them yet.
    #[must_use]
    pub fn new(n_outputs: usize, n_factors: usize, seed: u64) -> Self {
        let output = Output { waiting: Vec::new(), shift: None, sums: Sums::new(n_factors) };
        Self { n_factors, seed, waiting: Vec::new(), outputs: vec![output; n_outputs] }
    }

    /// Adds a row: its outputs, each not a number where it is not known.
    pub fn push(&mut self, row: u64, outputs: impl Iterator<Item = f64>) {
        let group = self.n_factors + 2;
        let (base, place) = (row / group as u64, usize::try_from(row % group as u64).unwrap_or(0));
        if self.waiting.last() != Some(&base) {
            if self.waiting.len() == BLOCK * BLOCKS {
                self.flush();
            }
            self.waiting.push(base);
            for output in &mut self.outputs {
                output.waiting.resize(output.waiting.len() + group, f64::NAN);
            }
        }
        for (output, value) in self.outputs.iter_mut().zip(outputs) {
            let start = output.waiting.len().saturating_sub(group);
            if let Some(cell) = output.waiting.get_mut(start + place) {
                *cell = value;
            }
        }
    }

    /// Sums up what waits.
    fn flush(&mut self) {
        let group = self.n_factors + 2;
        for output in &mut self.outputs {
            let mut groups = output.waiting.chunks_exact(group);
            let first = || groups.find(|group| is_complete(group)).and_then(<[f64]>::first).copied();
            output.shift = output.shift.or_else(first);
        }
        let of_block = |(place, bases): (usize, &[u64])| -> Vec<Sums> {
            let mut sums: Vec<Sums> = vec![Sums::new(self.n_factors); self.outputs.len()];
            for (base, at) in bases.iter().zip(place * BLOCK..) {
                let counts = counts(self.seed, *base);
                for (output, sums) in self.outputs.iter().zip(&mut sums) {
                    let points = output.waiting.get(at * group..(at + 1) * group).zip(output.shift);
                    if let Some((point, shift)) = points.filter(|(point, _)| is_complete(point)) {
                        sums.add(point, shift, &counts);
                    }
                }
            }
            sums
        };
        let blocks: Vec<Vec<Sums>> = self.waiting.par_chunks(BLOCK).enumerate().map(of_block).collect();
        for block in &blocks {
            for (output, sums) in self.outputs.iter_mut().zip(block) {
                output.sums.plus(sums);
            }
        }
        self.waiting.clear();
        self.outputs.iter_mut().for_each(|output| output.waiting.clear());
    }

    /// The indices of each output.
    #[must_use]
    pub fn finish(mut self) -> Vec<Sensitivity> {
        self.flush();
        let of_output = |output: &Output| output.sums.sensitivity(output.shift.unwrap_or(0.0), self.n_factors);
        self.outputs.iter().map(of_output).collect()
    }
}

fn is_complete(group: &[f64]) -> bool {
    group.iter().all(|output| output.is_finite())
}

/// How many times a base point counts.
fn counts(seed: u64, base: u64) -> Counts {
    let mut counts = [1.0; COLUMNS];
    let [_, resamples @ ..] = &mut counts;
    for (stream, four) in (STREAM..).zip(resamples.chunks_mut(4)) {
        let mut drawn = bits(seed, stream, base);
        for count in four {
            let reached = POISSON.iter().map(|least| u8::from((drawn & 0xffff) >= u64::from(*least))).sum::<u8>();
            *count = f64::from(reached);
            drawn >>= 16;
        }
    }
    counts
}

/// Sums over base points, outputs less the shift.
#[derive(Clone, Debug)]
struct Sums {
    n_base: usize,
    /// Of all outputs of the groups, and of their squares.
    all: [f64; 2],
    /// By factor: (B − AB)².
    jansen: Vec<f64>,
    /// 1, A + B, A² + B²; then by factor AB − A, B · (AB − A), (A − AB)²: each times the counts.
    terms: Vec<Counts>,
}

impl Sums {
    fn new(n_factors: usize) -> Self {
        let terms = vec![[0.0; COLUMNS]; TERMS + TERMS * n_factors];
        Self { n_base: 0, all: [0.0; 2], jansen: vec![0.0; n_factors], terms }
    }

    fn add(&mut self, point: &[f64], shift: f64, counts: &Counts) {
        let [a, mixed @ .., b] = point else { return };
        let (a, b) = (a - shift, b - shift);
        self.n_base += 1;
        for output in point {
            let output = output - shift;
            self.all = [self.all[0] + output, self.all[1] + output * output];
        }
        let mut terms = self.terms.iter_mut();
        let mut put = |term: f64| {
            let Some(sums) = terms.next().filter(|_| term != 0.0) else { return };
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += term * count;
            }
        };
        [1.0, a + b, a * a + b * b].into_iter().for_each(&mut put);
        for (jansen, mixed) in self.jansen.iter_mut().zip(mixed) {
            let mixed = mixed - shift;
            *jansen += (b - mixed) * (b - mixed);
            let moved = mixed - a;
            [moved, b * moved, moved * moved].into_iter().for_each(&mut put);
        }
    }

    fn plus(&mut self, other: &Self) {
        self.n_base += other.n_base;
        self.all = [self.all[0] + other.all[0], self.all[1] + other.all[1]];
        let terms = self.terms.iter_mut().flatten().zip(other.terms.iter().flatten());
        for (sum, more) in self.jansen.iter_mut().zip(&other.jansen).chain(terms) {
            *sum += more;
        }
    }

    /// Whether this column draws a base point at all.
    fn draws(&self, column: usize) -> bool {
        self.terms.first().and_then(|drawn| drawn.get(column)).is_some_and(|n| *n > 0.0)
    }

    /// The term at this place, over the base points that this column draws.
    fn mean(&self, term: usize, column: usize) -> f64 {
        let at = |term: usize| self.terms.get(term).and_then(|sums| sums.get(column)).copied().unwrap_or(0.0);
        at(term) / at(0)
    }

    fn sensitivity(&self, shift: f64, n_factors: usize) -> Sensitivity {
        let n_all = double(self.n_base * (n_factors + 2));
        let mean = self.all[0] / n_all;
        let deviation = (self.all[1] / n_all - mean * mean).max(0.0).sqrt();
        let n_base = self.n_base;
        // Sums of doubles leave dust where nothing changes.
        if n_base < LEAST_BASE || deviation <= 1e-12 * (mean + shift).abs().max(1e-300) {
            let factors = vec![Indices::default(); n_factors];
            return Sensitivity { n_base, is_constant: n_base >= LEAST_BASE, factors };
        }
        let of = |factor: usize| {
            let mut found = self.indices(factor, 0, mean);
            // Of few base points a resample may draw none, and then says nothing.
            let drawn = (1..COLUMNS).filter(|column| self.draws(*column));
            let again: Vec<Indices> = drawn.map(|column| self.indices(factor, column, mean)).collect();
            found.first_half = Z * sample_deviation(again.iter().map(|one| one.first));
            found.total_half = Z * sample_deviation(again.iter().map(|one| one.total));
            found
        };
        Sensitivity { n_base, is_constant: false, factors: (0..n_factors).map(of).collect() }
    }

    /// The indices of one factor over the base points that this column draws; Jansen's S1 is of those that are there.
    fn indices(&self, factor: usize, column: usize, mean: f64) -> Indices {
        let middle = 0.5 * self.mean(1, column);
        let variance = 0.5 * self.mean(2, column) - middle * middle;
        if variance <= 0.0 {
            return Indices::default();
        }
        let at = |term: usize| self.mean(TERMS + TERMS * factor + term, column);
        let jansen = self.jansen.get(factor).copied().unwrap_or(0.0) / double(self.n_base);
        Indices {
            first: (at(1) - mean * at(0)) / variance,
            first_jansen: 1.0 - 0.5 * jansen / variance,
            total: 0.5 * at(2) / variance,
            ..Indices::default()
        }
    }
}

/// The standard deviation of a sample; 0 of fewer than two.
fn sample_deviation(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let (sum, n) = numbers.clone().fold((0.0, 0.0_f64), |(sum, n), number| (sum + number, n + 1.0));
    let mean = sum / n;
    let squares = numbers.fold(0.0, |sum, number| sum + (number - mean) * (number - mean));
    if n < 2.0 { 0.0 } else { (squares / (n - 1.0)).sqrt() }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
const fn double(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sweep::chance::unit;

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

    #[test]
    fn the_bootstrap_draws_each_base_point_once_on_average() {
        let (mut sum, mut squares, n) = (0.0, 0.0, 2_000);
        for base in 0..n {
            let [own, resamples @ ..] = counts(3, base);
            assert_eq!(own, 1.0);
            sum += resamples.iter().sum::<f64>();
            squares += resamples.iter().map(|count| (count - 1.0) * (count - 1.0)).sum::<f64>();
        }
        // Of 200,000 draws; a standard deviation of the mean is 0.0022, one of the variance 0.0039.
        let n = double(2_000 * RESAMPLES);
        assert!((sum / n - 1.0).abs() < 0.01 && (squares / n - 1.0).abs() < 0.02, "{sum} {squares}");
    }

    #[test]
    fn threads_and_missing_rows_change_nothing() {
        let mut outputs: Vec<f64> = (0..4 * 3_000 * 32).map(|row| unit(5, row % 4, row / 8)).collect();
        let on = |n: usize, outputs: &[f64]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            pool.install(|| sensitivity(outputs, 2, 9))
        };
        assert_eq!(on(1, &outputs), on(3, &outputs));
        // A group that is not there is as one that is broken.
        let broken = outputs.len() - 4;
        outputs[broken + 1] = f64::NAN;
        assert_eq!(sensitivity(&outputs, 2, 9), sensitivity(&outputs[..broken], 2, 9));
    }
}
