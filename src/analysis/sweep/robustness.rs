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

/// The columns of one proposal: probability, and how many completions are agreed.
#[derive(Clone, Debug)]
pub struct Fares {
    /// The proposal.
    pub id: String,
    /// By row; not a number where it is not known.
    pub probability: Vec<f64>,
    /// By row.
    pub agreed: Vec<f64>,
}

/// Compares the proposals over the rows.
#[must_use]
pub fn robustness(proposals: &[Fares]) -> Vec<Robustness> {
    let n_rows = proposals.iter().map(|one| one.probability.len()).max().unwrap_or(0);
    let at = |column: &[f64], row: usize| column.get(row).copied().unwrap_or(f64::NAN);
    let best: Vec<f64> =
        (0..n_rows).map(|row| proposals.iter().map(|one| at(&one.probability, row)).fold(f64::NAN, f64::max)).collect();
    let of = |one: &Fares| {
        let known: Vec<f64> = one.agreed.iter().copied().filter(|count| count.is_finite()).collect();
        let n_agreed = known.iter().filter(|count| **count > 0.0).count();
        let probabilities: Vec<f64> = one.probability.iter().copied().filter(|number| number.is_finite()).collect();
        let share = (!known.is_empty()).then(|| double(n_agreed) / double(known.len()));
        let regrets = one.probability.iter().zip(&best).map(|(own, best)| best - own).filter(|gap| gap.is_finite());
        Robustness {
            id: one.id.clone(),
            n_agreed,
            n: known.len(),
            share,
            share_interval: wilson(share.unwrap_or(0.0), double(known.len())),
            mean: (!probabilities.is_empty()).then(|| probabilities.iter().sum::<f64>() / double(probabilities.len())),
            lowest: probabilities.iter().copied().reduce(f64::min),
            greatest_regret: regrets.reduce(f64::max),
        }
    };
    proposals.iter().map(of).collect()
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
        let fares = |id: &str, probability: &[f64], agreed: &[f64]| Fares {
            id: id.to_owned(),
            probability: probability.to_vec(),
            agreed: agreed.to_vec(),
        };
        let found =
            robustness(&[fares("a", &[0.9, 0.1, 0.5], &[1.0, 0.0, 0.0]), fares("b", &[0.8, 0.6, f64::NAN], &[0.0; 3])]);
        assert_eq!((found[0].n_agreed, found[0].n, found[0].lowest), (1, 3, Some(0.1)));
        assert!((found[0].greatest_regret.unwrap() - 0.5).abs() < 1e-12);
        assert!((found[1].greatest_regret.unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(found[1].mean, Some(0.7));
        assert_eq!(found[1].share, Some(0.0));
    }
}
