//! Which deal among many: four solutions of the bargaining problem, each by its formula, all ties.
//!
//! A party's *gain* in a deal is its utility less its threat point, what it has without agreement. Looked at are the deals
//! in which no gain is below −1e-9 (a gain within 1e-9 of zero counts as zero). With gains gᵢ, utilities uᵢ, and
//! gᵢ* the highest gain of party i among these deals:
//!
//! | solution | takes the deals with the greatest | where other tools differ |
//! |---|---|---|
//! | Nash | ∏ gᵢ | |
//! | Kalai–Smorodinsky | minᵢ gᵢ / gᵢ*, parties with gᵢ* = 0 left out | NegMAS: the least spread, max − min, of the relative gains |
//! | egalitarian | minᵢ gᵢ | GENIUS's "Kalai": the least pairwise differences; NegoLog's: the greatest welfare |
//! | utilitarian | ∑ uᵢ | NegMAS's relative welfare adds up shares of each party's range |
//!
//! Worked example, two parties with threat points 0: deals (4, 1), (3, 3), (1, 6). Nash takes (3, 3) with 9, the
//! egalitarian (3, 3) with 3, the utilitarian (1, 6) with 7, and Kalai–Smorodinsky, with best gains (4, 6), takes (3, 3)
//! with min(3/4, 3/6) = 0.5. Least spread would take (3, 3) too (0.25); but of (2, 3) and (1, 1.5), both of spread 0, it
//! cannot tell the better one, and the smallest gain can.
//!
//! Papers: Nash, *The bargaining problem*, Econometrica 18 (1950); Kalai and Smorodinsky, *Other solutions to Nash's
//! bargaining problem*, Econometrica 43 (1975); Kalai, *Proportional solutions to bargaining situations*, Econometrica 45
//! (1977). Their axioms speak of convex sets; here the deals are finitely many, and each formula picks among them.

use crate::rule::utility::TOLERANCE;

/// A solution by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Solution {
    /// The greatest product of gains.
    Nash,
    /// The greatest smallest share of the party's best gain.
    KalaiSmorodinsky,
    /// The greatest smallest gain.
    Egalitarian,
    /// The greatest sum of utilities.
    Utilitarian,
}

impl Solution {
    /// All of them, in the order of the interface.
    pub const ALL: [Self; 4] = [Self::Nash, Self::KalaiSmorodinsky, Self::Egalitarian, Self::Utilitarian];

    /// Its score among those of all four.
    #[must_use]
    pub const fn of(self, [nash, kalai_smorodinsky, egalitarian, utilitarian]: [f64; 4]) -> f64 {
        match self {
            Self::Nash => nash,
            Self::KalaiSmorodinsky => kalai_smorodinsky,
            Self::Egalitarian => egalitarian,
            Self::Utilitarian => utilitarian,
        }
    }

    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nash => "nash",
            Self::KalaiSmorodinsky => "kalai_smorodinsky",
            Self::Egalitarian => "egalitarian",
            Self::Utilitarian => "utilitarian",
        }
    }
}

/// From where gains are measured, and how high they get.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// Per party: what it has without agreement.
    pub threat: Vec<f64>,
    /// Per party: its highest utility among the deals in which nobody falls below the threat point.
    pub ceiling: Vec<f64>,
}

impl Problem {
    /// The gains of a deal; none if one is below −1e-9. What is within 1e-9 of zero is zero: noise of doubles, such as
    /// 0.1 + 0.2 against a threat point of 0.3, is no gain.
    pub fn gains<'a>(&'a self, utilities: &'a [f64]) -> Option<impl Iterator<Item = f64> + Clone + 'a> {
        let gains = utilities.iter().zip(&self.threat);
        let falls = gains.clone().any(|(utility, threat)| *utility < threat - TOLERANCE);
        let gain = |(utility, threat): (&f64, &f64)| Some(utility - threat).filter(|gain| *gain > TOLERANCE);
        (!falls).then(|| gains.map(move |pair| gain(pair).unwrap_or(0.0)))
    }

    /// Whether anybody can gain anything: where nobody can, Kalai–Smorodinsky compares nothing.
    #[must_use]
    pub fn has_gain(&self) -> bool {
        self.ceiling.iter().zip(&self.threat).any(|(ceiling, threat)| ceiling - threat > TOLERANCE)
    }

    /// What each solution makes of a deal; none if it is not looked at.
    #[must_use]
    pub fn scores(&self, utilities: &[f64]) -> Option<[f64; 4]> {
        let gains = self.gains(utilities)?;
        let best = self.ceiling.iter().zip(&self.threat).map(|(ceiling, threat)| ceiling - threat);
        let relative = gains.clone().zip(best).filter(|(_, best)| *best > TOLERANCE).map(|(gain, best)| gain / best);
        Some([
            gains.clone().fold(1.0, |product, gain| product * gain),
            relative.fold(f64::INFINITY, f64::min),
            gains.fold(f64::INFINITY, f64::min),
            utilities.iter().fold(0.0, |total, utility| total + utility),
        ])
    }
}

/// The same four names as NegMAS 0.16.0 computes them (`negmas/preferences/ops.py`: `nash_points`, `ks_points`,
/// `kalai_points`, `max_welfare_points`, with their default options), over the points of a frontier: which of them, each
/// with its places in the list.
///
/// Each party's range is its lowest to its highest utility over all deals; where its reservation is no less than that
/// lowest utility, the range begins at the reservation rᵢ. With x the top of the range: Nash takes the greatest ∏ (uᵢ − rᵢ)
/// over *all* points, KS the least max − min of (uᵢ − rᵢ) / (xᵢ − rᵢ), Kalai the greatest min (uᵢ − rᵢ), these two
/// where nobody is below its reservation; welfare the greatest ∑ uᵢ. Ties within 1e-12. Where any range is narrower than
/// that, all points are taken (for the welfare the plain range counts).
#[must_use]
pub fn as_negmas(points: &[Vec<f64>], range: &[(f64, f64)], reservations: &[Option<f64>]) -> [Vec<usize>; 4] {
    let from_reservation = |((low, high), reservation): (&(f64, f64), &Option<f64>)| match reservation {
        Some(reservation) if *reservation >= *low => (*reservation, *high),
        _ => (*low, *high),
    };
    let above: Vec<(f64, f64)> = range.iter().zip(reservations).map(from_reservation).collect();
    let is_narrow = |range: &[(f64, f64)]| range.iter().any(|(low, high)| high - low <= NEGMAS_TIES);
    let accepts = |point: &[f64]| {
        point.iter().zip(reservations).all(|(utility, reservation)| reservation.is_none_or(|least| *utility >= least))
    };
    let gains =
        |point: &[f64]| -> Vec<f64> { point.iter().zip(&above).map(|(utility, (low, _))| utility - low).collect() };
    let nash = |point: &[f64]| Some(gains(point).iter().fold(1.0, |product, gain| product * gain));
    let spread = |point: &[f64]| {
        let relative = || gains(point).into_iter().zip(&above).map(|(gain, (low, high))| gain / (high - low));
        let least = relative().fold(f64::INFINITY, f64::min);
        accepts(point).then(|| least - relative().fold(f64::NEG_INFINITY, f64::max))
    };
    let kalai = |point: &[f64]| accepts(point).then(|| gains(point).into_iter().fold(f64::INFINITY, f64::min));
    let welfare = |point: &[f64]| Some(point.iter().fold(0.0, |total, utility| total + utility));
    [
        highest(points, is_narrow(&above), &nash),
        highest(points, is_narrow(&above), &spread),
        highest(points, is_narrow(&above), &kalai),
        highest(points, is_narrow(range), &welfare),
    ]
}

/// Within this NegMAS takes scores for equal.
const NEGMAS_TIES: f64 = 1e-12;

fn highest(points: &[Vec<f64>], takes_all: bool, score: &dyn Fn(&[f64]) -> Option<f64>) -> Vec<usize> {
    if takes_all {
        return (0..points.len()).collect();
    }
    let scores: Vec<Option<f64>> = points.iter().map(|point| score(point)).collect();
    let best = scores.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let ties = scores.iter().enumerate().filter(|(_, score)| score.is_some_and(|score| score >= best - NEGMAS_TIES));
    ties.map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(problem: &Problem, deals: &[[f64; 2]]) -> [(usize, f64); 4] {
        let scores: Vec<[f64; 4]> = deals.iter().map(|deal| problem.scores(deal).unwrap()).collect();
        [0, 1, 2, 3].map(|one| {
            let best = (0..deals.len()).max_by(|left, right| scores[*left][one].total_cmp(&scores[*right][one]));
            let best = best.unwrap();
            (best, scores[best][one])
        })
    }

    #[test]
    fn the_example_of_the_module_holds() {
        let problem = Problem { threat: vec![0.0, 0.0], ceiling: vec![4.0, 6.0] };
        let deals = [[4.0, 1.0], [3.0, 3.0], [1.0, 6.0]];
        assert_eq!(best(&problem, &deals), [(1, 9.0), (1, 0.5), (1, 3.0), (2, 7.0)]);
    }

    #[test]
    fn who_has_nothing_to_gain_is_left_out_and_who_would_lose_is_not_asked() {
        let problem = Problem { threat: vec![0.0, 5.0], ceiling: vec![4.0, 5.0] };
        assert_eq!(problem.scores(&[2.0, 5.0]), Some([0.0, 0.5, 0.0, 7.0]));
        assert_eq!(problem.scores(&[2.0, 4.9]), None);
        assert_eq!(problem.scores(&[2.0, 5.0 - 1e-10]).map(|[nash, ..]| nash), Some(0.0));
        let noisy = Problem { threat: vec![0.3, 0.0], ceiling: vec![0.1 + 0.2, 1.0] };
        assert_eq!(noisy.scores(&[0.1 + 0.2, 1.0]), Some([0.0, 1.0, 0.0, 0.1 + 0.2 + 1.0]));
        assert!(problem.has_gain() && !Problem { threat: vec![1.0], ceiling: vec![1.0] }.has_gain());
    }

    #[test]
    fn negmas_takes_the_least_spread_and_products_of_two_losses() {
        // What `ks_points`, `nash_points`, `kalai_points` and `max_welfare_points` of NegMAS 0.16.0 answer to these.
        let points = vec![vec![4.0, 1.0], vec![2.0, 3.0], vec![1.0, 6.0]];
        let range = [(0.0, 4.0), (0.0, 6.0)];
        assert_eq!(as_negmas(&points, &range, &[None, None]), [vec![1, 2], vec![1], vec![1], vec![2]]);
        let reservations = [Some(3.0), Some(5.0)];
        assert_eq!(as_negmas(&points, &range, &reservations), [vec![1], vec![], vec![], vec![2]]);
        let flat = [(0.0, 4.0), (2.0, 2.0)];
        assert_eq!(
            as_negmas(&points, &flat, &[None, None]),
            [vec![0, 1, 2], vec![0, 1, 2], vec![0, 1, 2], vec![0, 1, 2]]
        );
    }
}
