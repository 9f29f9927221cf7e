//! The frontier and the bargaining solutions from diagrams, for more deals than can be walked.
//!
//! The greatest score by each solution is that of a deal on the frontier: whoever dominates a deal that is looked at scores no
//! less. Its ties are found in two ways. A product or a sum falls by more than the tolerance where a deal is dominated, so
//! the ties are on the frontier. A smallest gain does not, and dominated deals share it: those are the deals in which every
//! gain reaches that value, all counted by a diagram of their own. Where neither can be shown, the engine declines.

use crate::analysis::bargaining::{Problem, Solution, as_negmas};
use crate::analysis::frontier::findings::{
    Found, Question, SolutionFindings, Threat, ValuedDeal, is_near, points, valued,
};
use crate::engine::ask::effort::Effort;
use crate::engine::exact::declined::Declined;
use crate::engine::pareto::archive::Rows;
use crate::engine::pareto::field::{Over, is_tie};
use crate::engine::pareto::front::{Front, Measured};
use crate::rule::lower::{Lowered, lower};
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;

/// The frontier, and what is to be said of it.
///
/// # Errors
/// Where the scenario is beyond the exact engine and its budget.
pub(crate) fn summed(
    scenario: &Scenario,
    effort: &Effort,
    parties: &[PartyId],
    question: Question,
) -> Result<(Found, Rows), Declined> {
    let lowered = lower(scenario);
    if lowered.bonuses_vary() {
        return Err(Declined::Agreement);
    }
    let measured = Measured::new(scenario, &lowered, parties)?;
    let front = Front::new(scenario, &lowered, &measured, (parties, question.over), effort)?;
    let rows = Rows { points: front.points(), counts: front.counts()?, deals: Vec::new() };
    let size = rows.counts.iter().try_fold(0_u64, |size, n| size.checked_add(*n)).ok_or(Declined::TooLarge)?;
    let summing = Summing { scenario, lowered: &lowered, parties, question, front, rows };
    let range = summing.front.range()?;
    let reservations: Vec<Option<f64>> = parties.iter().map(|id| scenario.parties[*id].reservation).collect();
    let threat = summing.threat(&reservations, range.as_deref());
    let found = Found {
        n_deals: summing.front.n_deals(),
        size,
        n_points: summing.rows.counts.len(),
        deals: summing.listed(summing.front.deals(&|_| true, question.top)),
        solutions: match &threat {
            Some(threat) => summing.solutions(threat)?,
            None => [const { None }; 4],
        },
        threat,
        negmas: question.negmas.then(|| summing.negmas(range.as_deref().unwrap_or_default(), &reservations)),
        proposals: Vec::new(),
    };
    Ok((found, summing.rows))
}

/// How many coherent deals there are, and the first of those whose point this measure finds the nearest.
///
/// # Errors
/// Where the scenario is beyond the exact engine and its budget.
pub(crate) fn nearest_summed(
    scenario: &Scenario,
    effort: &Effort,
    parties: &[PartyId],
    distance: &dyn Fn(&[f64]) -> f64,
) -> Result<(u64, Option<Deal>), Declined> {
    let lowered = lower(scenario);
    if lowered.bonuses_vary() {
        return Err(Declined::Agreement);
    }
    let measured = Measured::new(scenario, &lowered, parties)?;
    let front = Front::new(scenario, &lowered, &measured, (parties, Over::Coherent), effort)?;
    let n = front.n_deals().and_then(|n| u64::try_from(n).ok()).ok_or(Declined::TooLarge)?;
    let all = front.points();
    let distances: Vec<f64> = all.chunks_exact(parties.len().max(1)).map(distance).collect();
    let least = distances.iter().copied().fold(f64::INFINITY, f64::min);
    let has = |row: usize| distances.get(row).is_some_and(|distance| is_near(*distance, least));
    let first = front.deals(&has, 1).pop();
    Ok((n, first.map(|values| deal(&lowered, &values))))
}

struct Summing<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    parties: &'a [PartyId],
    question: Question,
    front: Front<'a>,
    rows: Rows,
}

impl Summing<'_> {
    fn points(&self) -> impl Iterator<Item = &[f64]> {
        points(&self.rows, self.parties.len())
    }

    fn listed(&self, deals: Vec<Vec<u32>>) -> Vec<ValuedDeal> {
        deals.into_iter().map(|values| valued(self.scenario, deal(self.lowered, &values))).collect()
    }

    /// From where gains are measured; none if that takes a coherent deal, and there is none.
    fn threat(&self, reservations: &[Option<f64>], range: Option<&[(f64, f64)]>) -> Option<Vec<f64>> {
        let known: Option<Vec<f64>> = reservations.iter().copied().collect();
        match (self.question.threat, known, range) {
            (Threat::Reservation, Some(known), _) => Some(known),
            (Threat::Reservation, None, Some(range)) => {
                Some(reservations.iter().zip(range).map(|(own, (low, _))| own.unwrap_or(*low)).collect())
            }
            (Threat::Lowest, _, Some(range)) => Some(range.iter().map(|(low, _)| *low).collect()),
            (_, _, None) => None,
        }
    }

    fn solutions(&self, threat: &[f64]) -> Result<[Option<SolutionFindings>; 4], Declined> {
        let above = |point: &&[f64]| point.iter().zip(threat).all(|(point, threat)| *point >= threat - TOLERANCE);
        let mut ceiling = vec![f64::NEG_INFINITY; threat.len()];
        for point in self.points().filter(above) {
            ceiling.iter_mut().zip(point).for_each(|(ceiling, point)| *ceiling = ceiling.max(*point));
        }
        let mut solutions = [const { None }; 4];
        if ceiling.iter().any(|ceiling| !ceiling.is_finite()) {
            return Ok(solutions);
        }
        let problem = Problem { threat: threat.to_vec(), ceiling };
        for (solution, to) in Solution::ALL.into_iter().zip(&mut solutions) {
            if solution != Solution::KalaiSmorodinsky || problem.has_gain() {
                *to = Some(self.solution(&problem, solution)?);
            }
        }
        Ok(solutions)
    }

    fn solution(&self, problem: &Problem, solution: Solution) -> Result<SolutionFindings, Declined> {
        let score = |point: &[f64]| problem.scores(point).map(|scores| solution.of(scores));
        let best = self.points().filter_map(score).fold(f64::NEG_INFINITY, f64::max);
        let (ties, deals) = match self.floor(problem, solution, best)? {
            Some(floor) => self.front.reaching(&floor, self.question.top)?,
            None => {
                let has: Vec<bool> =
                    self.points().map(|point| score(point).is_some_and(|score| is_tie(score, best))).collect();
                let counts = self.rows.counts.iter().zip(&has).filter(|(_, has)| **has).map(|(n, _)| *n);
                let has = |row: usize| has.get(row).copied().unwrap_or(false);
                (counts.sum(), self.front.deals(&has, self.question.top))
            }
        };
        let deals = self.listed(deals);
        let own = |valued: &ValuedDeal| -> Vec<f64> {
            self.parties.iter().map(|id| valued.utility[*id].unwrap_or_default()).collect()
        };
        // The value is that of the deals as the oracle adds them up; of no listed deal, as the engine did.
        let value = deals.iter().filter_map(|valued| score(&own(valued))).reduce(f64::max).unwrap_or(best);
        Ok(SolutionFindings { value, ties, deals })
    }

    /// What every party has to reach in a deal that ties, where that is what tells; none if all ties are on the frontier.
    fn floor(&self, problem: &Problem, solution: Solution, best: f64) -> Result<Option<Vec<f64>>, Declined> {
        let Problem { threat, ceiling } = problem;
        // As `is_tie` has it; `Front::reaching` allows for 1e-9 by itself.
        let tie = TOLERANCE.max(1e-12 * best.abs());
        let steps = self.front.steps();
        let most = threat.iter().zip(ceiling).map(|(threat, ceiling)| ceiling - threat);
        let floor = match solution {
            // Who dominates a deal has more in one gain, by a step at least, and so in the product.
            Solution::Nash if best > TOLERANCE => {
                let falls = steps.iter().zip(most).map(|(step, most)| best * step / most.max(TOLERANCE));
                return if falls.fold(f64::INFINITY, f64::min) > 4.0 * tie { Ok(None) } else { Err(Declined::Close) };
            }
            // Nobody gains in all: every deal that is looked at has that product.
            Solution::Nash => threat.clone(),
            Solution::Utilitarian => {
                return if steps.into_iter().fold(f64::INFINITY, f64::min) > 4.0 * tie {
                    Ok(None)
                } else {
                    Err(Declined::Close)
                };
            }
            Solution::Egalitarian => threat.iter().map(|threat| threat + best - tie + TOLERANCE).collect(),
            Solution::KalaiSmorodinsky => {
                let of = |(threat, most): (&f64, f64)| {
                    if most > TOLERANCE { threat + ((best - tie) * most + TOLERANCE).max(0.0) } else { *threat }
                };
                threat.iter().zip(most).map(of).collect()
            }
        };
        // A step is to be more than what a tie allows for, or sums could not tell.
        let widest = ceiling.iter().zip(threat).map(|(ceiling, threat)| ceiling - threat).fold(1.0, f64::max);
        if steps.into_iter().all(|step| step > 4.0 * tie * widest) { Ok(Some(floor)) } else { Err(Declined::Close) }
    }

    fn negmas(&self, range: &[(f64, f64)], reservations: &[Option<f64>]) -> [(u64, Vec<ValuedDeal>); 4] {
        let points: Vec<Vec<f64>> = self.points().map(<[f64]>::to_vec).collect();
        as_negmas(&points, range, reservations).map(|rows| {
            let count = rows.iter().filter_map(|row| self.rows.counts.get(*row)).sum();
            let mut has = vec![false; points.len()];
            rows.iter().for_each(|row| has.iter_mut().skip(*row).take(1).for_each(|has| *has = true));
            let has = |row: usize| has.get(row).copied().unwrap_or(false);
            (count, self.listed(self.front.deals(&has, self.question.top)))
        })
    }
}
