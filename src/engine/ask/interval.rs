//! Intervals for what samples say: Wilson's 95 % interval of a proportion (Wilson 1927), and exact binomial tails.

use crate::engine::ask::answer::Share;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval for a mean of `n` numbers between 0 and 1.
///
/// For a proportion this is the textbook interval. A mean of numbers between 0 and 1 varies less than a proportion of
/// the same mean, so that the interval is then wider than need be, never narrower.
#[must_use]
pub fn wilson(mean: f64, n: f64) -> (f64, f64) {
    if n <= 0.0 {
        return (0.0, 1.0);
    }
    let z2 = Z * Z;
    let center = (mean + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (mean * (1.0 - mean) / n + z2 / (4.0 * n * n)).max(0.0).sqrt();
    let low = if mean <= 0.0 { 0.0 } else { (center - half).max(0.0) };
    let high = if mean >= 1.0 { 1.0 } else { (center + half).min(1.0) };
    (low, high)
}

/// The 95 % interval of the mean of `n` numbers between 0 and 1, from their sum and the sum of their squares.
///
/// The normal interval of the mean, wider by z²/n on both sides: where few of the numbers are above zero, what the sample
/// says of their spread is too little, and where none is, this is about Wilson's interval of no success.
#[must_use]
pub fn of_mean(sum: f64, squares: f64, n: f64) -> (f64, f64) {
    if n <= 0.0 {
        return (0.0, 1.0);
    }
    let mean = (sum / n).clamp(0.0, 1.0);
    let variance = (squares / n - mean * mean).max(0.0);
    let half = Z * (variance / n).sqrt() + Z * Z / n;
    ((mean - half).max(0.0), (mean + half).min(1.0))
}

/// A bound on the probability that the mean of `n` numbers between 0 and 1 is so far from its expectation (Bernstein 1924):
/// 2 exp(−n t² / (2 v + 2 t / 3)), where v ≤ μ (1 − μ) is their variance.
#[must_use]
pub fn bernstein(mean: f64, n: f64, expected: f64) -> f64 {
    let far = (mean - expected).abs();
    let variance = (expected * (1.0 - expected)).max(0.0);
    if far <= 1e-12 {
        return 1.0;
    }
    // Numbers that cannot vary: each is 0, or each is 1, and so is their mean but for roundings.
    if variance <= 0.0 {
        return 0.0;
    }
    (2.0 * (-n * far * far / (2.0 * variance + 2.0 * far / 3.0)).exp()).min(1.0)
}

impl Share {
    /// An exact share; none of nothing.
    #[must_use]
    pub fn exact(part: f64, whole: f64) -> Self {
        Self { value: (whole > 0.0).then(|| part / whole), interval: None }
    }

    /// A share of samples, with its interval; none of no samples.
    #[must_use]
    pub fn sampled(part: f64, n: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "numbers of samples stay far below 2^53")]
        let n = n as f64;
        // Sums of doubles may pass their number by a rounding.
        let mean = (part / n).clamp(0.0, 1.0);
        Self { value: (n > 0.0).then_some(mean), interval: (n > 0.0).then(|| wilson(mean, n)) }
    }

    /// A mean of numbers between 0 and 1, with the interval that their spread gives; none of no samples.
    #[must_use]
    pub fn averaged(sum: f64, squares: f64, n: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "numbers of samples stay far below 2^53")]
        let n = n as f64;
        let mean = (sum / n).clamp(0.0, 1.0);
        Self { value: (n > 0.0).then_some(mean), interval: (n > 0.0).then(|| of_mean(sum, squares, n)) }
    }
}

/// The probability of a count at least as far out as `count` on its side of the mean, for `n` throws of probability `p`:
/// the smaller binomial tail.
#[must_use]
pub fn binomial_tail(count: u64, n: u64, p: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of samples stay far below 2^53")]
    let (k, n_throws) = (count as f64, n as f64);
    if p <= 0.0 {
        return if count == 0 { 1.0 } else { 0.0 };
    }
    if p >= 1.0 {
        return if count == n { 1.0 } else { 0.0 };
    }
    let mean = n_throws * p;
    // Sum the terms outward from the count until they no longer matter.
    let up = k >= mean;
    let mut log_term = log_choose(n_throws, k) + k * p.ln() + (n_throws - k) * (-p).ln_1p();
    let mut total = 0.0;
    let mut at = k;
    for _ in 0..100_000 {
        let term = log_term.exp();
        total += term;
        if term <= total * 1e-17 {
            break;
        }
        if up {
            if at >= n_throws {
                break;
            }
            log_term += ((n_throws - at) / (at + 1.0) * p / (1.0 - p)).ln();
            at += 1.0;
        } else {
            if at <= 0.0 {
                break;
            }
            log_term += (at / (n_throws - at + 1.0) * (1.0 - p) / p).ln();
            at -= 1.0;
        }
    }
    total.min(1.0)
}

/// The probability of at least `count` of `n` throws of probability `p`.
#[must_use]
pub fn upper_tail(count: u64, n: u64, p: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of rows stay far below 2^53")]
    let (k, mean) = (count as f64, n as f64 * p);
    match count.checked_sub(1) {
        None => 1.0,
        Some(_) if k >= mean => binomial_tail(count, n, p),
        // The lower tail up to the count before is then the smaller one.
        Some(before) => 1.0 - binomial_tail(before, n, p),
    }
}

fn log_choose(n: f64, k: f64) -> f64 {
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
}

/// ln n!, by Stirling's series from 20 on.
fn log_factorial(n: f64) -> f64 {
    if n < 20.0 {
        let mut product = 1.0;
        let mut at = 2.0;
        while at <= n {
            product *= at;
            at += 1.0;
        }
        return f64::ln(product);
    }
    let x = n + 1.0;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3))
        + 1.0 / (1260.0 * x.powi(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_intervals_come_out() {
        // SciPy's binomtest(...).proportion_ci(method="wilson").
        for (count, n, low, high) in [
            (0.0, 10.0, 0.0, 0.277_532_799_862_889_26),
            (1.0, 10.0, 0.017_876_213_095_072_896, 0.404_150_026_795_238_5),
            (5.0, 10.0, 0.236_593_090_512_564, 0.763_406_909_487_436_1),
            (10.0, 10.0, 0.722_467_200_137_110_9, 1.0),
            (0.0, 1000.0, 0.0, 0.003_826_758_485_555_123_4),
            (13.0, 1000.0, 0.007_612_820_389_351_024, 0.022_114_442_375_579_666),
            (999.0, 1000.0, 0.994_357_441_402_042_1, 0.999_823_453_629_373_9),
            (130_000.0, 1_000_000.0, 0.129_342_278_448_562_33, 0.130_660_564_220_044_96),
        ] {
            let (ours_low, ours_high) = wilson(count / n, n);
            assert!(
                (ours_low - low).abs() < 1e-12 && (ours_high - high).abs() < 1e-12,
                "{count}/{n}: {ours_low} {ours_high}"
            );
        }
    }

    #[test]
    fn tails_are_binomial() {
        // 0 of 10 at 0.5: 1/1024; 8 or more of 10: (45 + 10 + 1)/1024; 5 or more of 10: 638/1024.
        for (count, tail) in [(0, 1.0 / 1024.0), (8, 56.0 / 1024.0), (5, 638.0 / 1024.0)] {
            assert!((binomial_tail(count, 10, 0.5) - tail).abs() < 1e-12, "{count}");
        }
        assert!((binomial_tail(31_700, 1_000_000, 0.0317) - 0.5).abs() < 0.01);
        assert!(binomial_tail(33_500, 1_000_000, 0.0317) < 1e-12);
        assert_eq!((binomial_tail(1, 10, 0.0), binomial_tail(9, 10, 1.0)), (0.0, 0.0));
    }

    #[test]
    fn a_mean_away_from_zero_is_no_chance_where_nothing_is_probable() {
        // By the formula alone one success in 10^6 would be a bound of 2 exp(-1.5) = 0.45.
        assert_eq!((bernstein(1e-6, 1e6, 0.0), bernstein(1.0 - 1e-6, 1e6, 1.0)), (0.0, 0.0));
        assert_eq!((bernstein(0.0, 1e6, 0.0), bernstein(1.0 - 1e-13, 1e6, 1.0)), (1.0, 1.0));
        // 100 standard deviations of a coin, and half of one.
        assert!(bernstein(0.55, 1e6, 0.5) < 1e-12 && bernstein(0.500_25, 1e6, 0.5) > 0.5);
    }
}
