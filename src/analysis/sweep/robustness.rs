//! How proposals fare over the rows of a sweep.

use crate::engine::ask::interval::wilson;

/// What one proposal comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Robustness {
    /// The proposal.
    pub id: String,
    /// Rows in which some completion is agreed, of those that say.
    pub n_agreed: usize,
    /// Rows that say.
    pub n: usize,
    /// The share of those, and its 95 % interval.
    pub share: Option<f64>,
    /// The interval.
    pub share_interval: (f64, f64),
    /// The mean probability.
    pub mean: Option<f64>,
    /// The lowest probability.
    pub lowest: Option<f64>,
    /// The most by which another named proposal was likelier in a row.
    pub greatest_regret: Option<f64>,
}

/// What the rows so far say of one proposal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faring {
    n: usize,
    n_agreed: usize,
    n_probabilities: usize,
    sum: f64,
    lowest: Option<f64>,
    greatest_regret: Option<f64>,
}

impl Faring {
    /// Adds a row: the proposal's probability, how many of its completions are agreed, and the highest probability of any
    /// proposal; each not a number where it is not known.
    pub fn push(&mut self, probability: f64, agreed: f64, best: f64) {
        if agreed.is_finite() {
            self.n += 1;
            self.n_agreed += usize::from(agreed > 0.0);
        }
        if probability.is_finite() {
            self.n_probabilities += 1;
            self.sum += probability;
            self.lowest = Some(self.lowest.map_or(probability, |lowest| lowest.min(probability)));
            let regret = best - probability;
            self.greatest_regret = Some(self.greatest_regret.map_or(regret, |greatest| greatest.max(regret)));
        }
    }

    /// What it comes to.
    #[must_use]
    pub fn finish(self, id: &str) -> Robustness {
        let share = (self.n > 0).then(|| double(self.n_agreed) / double(self.n));
        Robustness {
            id: id.to_owned(),
            n_agreed: self.n_agreed,
            n: self.n,
            share,
            share_interval: wilson(share.unwrap_or(0.0), double(self.n)),
            mean: (self.n_probabilities > 0).then(|| self.sum / double(self.n_probabilities)),
            lowest: self.lowest,
            greatest_regret: self.greatest_regret,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
const fn double(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regret_is_against_the_best_of_each_row() {
        let mut found = [Faring::default(); 2];
        for (probabilities, agreed) in [([0.9, 0.8], 1.0), ([0.1, 0.6], 0.0), ([0.5, f64::NAN], 0.0)] {
            let best = probabilities.into_iter().fold(f64::NAN, f64::max);
            for (one, (probability, agreed)) in found.iter_mut().zip(probabilities.into_iter().zip([agreed, 0.0])) {
                one.push(probability, agreed, best);
            }
        }
        let found = found.map(|one| one.finish("a"));
        assert_eq!((found[0].n_agreed, found[0].n, found[0].lowest), (1, 3, Some(0.1)));
        assert!((found[0].greatest_regret.unwrap() - 0.5).abs() < 1e-12);
        assert!((found[1].greatest_regret.unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(found[1].mean, Some(0.7));
        assert_eq!(found[1].share, Some(0.0));
    }
}
