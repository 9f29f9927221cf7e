//! The Pareto frontier of the agreed deals, the bargaining solutions on them, and how far proposals are from it.
//!
//! A deal is on the frontier where no other deal that is looked at is as good for every party (within 1e-9) and better
//! for one (by more). Every such deal counts, those of equal utilities too.
//!
//! Of a proposal it says how far it is from the nearest deal of the frontier (the Euclidean distance of the utilities, in
//! points), and what each party leaves on the table: the most it could have more in a deal of the frontier in which nobody
//! has less. Where a proposal leaves issues open, its coherent completion nearest to the frontier is taken.
//!
//! Few deals are walked; of many, the frontier comes from diagrams (`analysis::frontier::by_diagram`), where they take the scenario.

use crate::analysis::bargaining::{Problem, Solution, as_negmas};
use crate::analysis::frontier::by_diagram::{nearest_summed, summed};
use crate::analysis::frontier::findings::{
    Found, FrontierFindings, MOST_LISTED, NearestCompletion, ProposalFindings, Question, SolutionFindings, Sort,
    Threat, ValuedDeal, is_near, points, valued,
};
use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::{Effort, EngineChoice, on_threads};
use crate::engine::ask::limit::Stopwatch;
use crate::engine::ask::pace::Limit;
use crate::engine::pareto::archive::Rows;
use crate::engine::pareto::dominance::dominates;
use crate::engine::pareto::field::{Field, Leaders, Over, Swept, in_field};
use crate::rule::reference::judge;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{PartyId, ProposalId};
use crate::scenario::model::{Changes, Deal, Scenario};

/// Up to this many deals are walked under `auto`.
const FEW_DEALS: u32 = 1 << 16;

/// The parties with a utility, in file order.
#[must_use]
pub fn parties_with_utility(scenario: &Scenario) -> Vec<PartyId> {
    scenario.parties.enumerate().filter(|(_, party)| party.has_utility()).map(|(id, _)| id).collect()
}

/// Finds the frontier and the solutions. Without a party with a utility there is nothing to compare, and every deal is on
/// the frontier of no dimension; ask only where [`parties_with_utility`] finds one.
#[must_use]
pub fn trace(scenario: &Scenario, effort: &Effort, question: Question) -> FrontierFindings {
    if question.sort == Sort::Deals {
        return in_deal_order(scenario, effort, question);
    }
    // The first of another order may stand anywhere.
    let all = Question { top: question.top.max(MOST_LISTED), ..question };
    let mut findings = in_deal_order(scenario, effort, all);
    if let Some(found) = &mut findings.found {
        found.sort(question.sort, question.top);
    }
    FrontierFindings { question, ..findings }
}

fn in_deal_order(scenario: &Scenario, effort: &Effort, question: Question) -> FrontierFindings {
    let parties = parties_with_utility(scenario);
    if parties.is_empty() {
        let why = Some("no party has a utility".to_owned());
        let (engine, kind) = (EngineName::Enumerate, AnswerKind::Undecided);
        return FrontierFindings { question, provenance: Provenance { engine, kind, why }, parties, found: None };
    }
    let (clock, limit) = (Stopwatch::start(), Limit::of(effort));
    let mut declined = None;
    if takes_diagrams(scenario, effort) {
        match on_threads(effort, || summed(scenario, effort, &parties, question)) {
            Ok((mut found, rows)) => {
                let tracer = Tracer { scenario, effort, clock, limit: &limit, question, parties: &parties };
                let of = |proposal| tracer.proposal(proposal, &rows);
                found.proposals = scenario.proposals.ids().map(of).collect();
                let is_short = |n: usize, all: u64| (n as u64) < all.min(question.top as u64);
                let mut solutions = found.solutions.iter().flatten();
                let is_cut = is_short(found.deals.len(), found.size)
                    || solutions.any(|solution| is_short(solution.deals.len(), solution.ties));
                let why = is_cut.then(|| "the search for the deals to list was too long: fewer are listed".to_owned());
                let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why };
                return FrontierFindings { question, provenance, parties, found: Some(found) };
            }
            Err(why) => declined = Some(why.words()),
        }
    }
    let rest = effort.left(clock);
    let tracer = Tracer { scenario, effort, clock, limit: &limit, question, parties: &parties };
    let (found, mut provenance) = in_field(scenario, &rest, (&parties, question.over), |field| tracer.trace(field));
    let found = found.ok().map(|(mut found, rows)| {
        found.proposals = scenario.proposals.ids().map(|proposal| tracer.proposal(proposal, &rows)).collect();
        found
    });
    if let Some(declined) = declined {
        let declined = format!("the exact engine declined: {declined}");
        provenance.why = Some(match provenance.why {
            Some(why) => format!("{why}; {declined}"),
            None => declined,
        });
    }
    FrontierFindings { question, provenance, parties, found }
}

/// Whether diagrams are tried before the walk.
fn takes_diagrams(scenario: &Scenario, effort: &Effort) -> bool {
    match effort.engine {
        EngineChoice::Exact => true,
        EngineChoice::Auto => scenario.n_deals() > FEW_DEALS.into(),
        EngineChoice::Enumerate | EngineChoice::Simulate => false,
    }
}

struct Tracer<'a> {
    scenario: &'a Scenario,
    effort: &'a Effort,
    clock: Stopwatch,
    limit: &'a Limit,
    question: Question,
    parties: &'a [PartyId],
}

impl Tracer<'_> {
    fn trace(&self, field: &Field) -> Result<(Found, Rows), String> {
        let Question { threat, top, negmas, .. } = self.question;
        let reservations: Vec<Option<f64>> =
            self.parties.iter().map(|id| self.scenario.parties[*id].reservation).collect();
        let known: Option<Vec<f64>> = reservations.iter().copied().collect();
        let known = known.filter(|_| threat == Threat::Reservation);
        let mut swept = field.sweep(top, known.as_deref())?;
        let is_empty = swept.range.iter().any(|(low, _)| !low.is_finite());
        let from_where = reservations.iter().zip(&swept.range).map(|(reservation, (low, _))| match threat {
            Threat::Reservation => reservation.unwrap_or(*low),
            Threat::Lowest => *low,
        });
        let threat = known.clone().or_else(|| (!is_empty).then(|| from_where.collect()));
        if let (None, Some(threat)) = (&known, &threat) {
            swept.ceiling = field.ceiling(threat)?;
        }
        let solutions = match (&threat, swept.ceiling.take()) {
            (Some(threat), Some(ceiling)) => self.solve(field, Problem { threat: threat.clone(), ceiling })?,
            _ => [const { None }; 4],
        };
        let Swept { n_deals, range, frontier, .. } = swept;
        let found = Found {
            n_deals: Some(n_deals.into()),
            size: frontier.counts.iter().sum(),
            n_points: frontier.counts.len(),
            deals: self.listed(field, frontier.deals.iter()),
            threat,
            solutions,
            negmas: negmas.then(|| {
                let points: Vec<Vec<f64>> = points(&frontier, self.parties.len()).map(<[f64]>::to_vec).collect();
                as_negmas(&points, &range, &reservations).map(|rows| {
                    let count = rows.iter().filter_map(|row| frontier.counts.get(*row)).sum();
                    (count, self.listed(field, rows.iter().filter_map(|row| frontier.deals.get(*row))))
                })
            }),
            proposals: Vec::new(),
        };
        Ok((found, frontier))
    }

    fn solve(&self, field: &Field, problem: Problem) -> Result<[Option<SolutionFindings>; 4], String> {
        let score = |utilities: &[f64], to: &mut [f64]| {
            let scores = problem.scores(utilities);
            to.iter_mut().zip(scores.into_iter().flatten()).for_each(|(to, score)| *to = score);
            scores.is_some()
        };
        let leaders = field.lead(&score, Solution::ALL.len(), self.question.top)?;
        let mut solutions = [const { None }; 4];
        for ((solution, to), leaders) in Solution::ALL.into_iter().zip(&mut solutions).zip(leaders) {
            let compares = solution != Solution::KalaiSmorodinsky || problem.has_gain();
            let score = |utilities: &[f64]| problem.scores(utilities).map(|scores| solution.of(scores));
            *to = leaders.filter(|_| compares).map(|leaders| self.solution(field, &leaders, &score));
        }
        Ok(solutions)
    }

    /// The value is that of the deals as the oracle adds them up; of no listed deal, as the engine did.
    fn solution(&self, field: &Field, leaders: &Leaders, score: &dyn Fn(&[f64]) -> Option<f64>) -> SolutionFindings {
        let deals = self.listed(field, std::iter::once(&leaders.deals()));
        let scores = deals.iter().filter_map(|valued| score(&self.own(valued)));
        let value = scores.reduce(f64::max).unwrap_or(leaders.best());
        SolutionFindings { value, ties: leaders.ties(), deals }
    }

    /// The utilities of the parties that have one.
    fn own(&self, valued: &ValuedDeal) -> Vec<f64> {
        self.parties.iter().map(|id| valued.utility[*id].unwrap_or_default()).collect()
    }

    /// The first deals of all of these lists, in deal order, judged by the oracle.
    fn listed<'b>(&self, field: &Field, lists: impl Iterator<Item = &'b Vec<u64>>) -> Vec<ValuedDeal> {
        let mut numbers: Vec<u64> = lists.flatten().copied().collect();
        numbers.sort_unstable();
        numbers.truncate(self.question.top);
        numbers.into_iter().map(|number| self.valued(field.deal(number))).collect()
    }

    fn valued(&self, deal: Deal) -> ValuedDeal {
        valued(self.scenario, deal)
    }

    fn proposal(&self, proposal: ProposalId, frontier: &Rows) -> ProposalFindings {
        let none = ProposalFindings { proposal, completions: 0, nearest: None };
        let terms = self.scenario.proposals[proposal].terms.enumerate();
        let fix: Vec<_> = terms.filter_map(|(issue, term)| Some((issue, (*term)?))).collect();
        // A term other than the one that is fixed already leaves no completion.
        let fixed = |issue| self.scenario.fix.find(issue).copied().flatten();
        let contradicts = fix.iter().any(|(issue, value)| fixed(*issue).is_some_and(|fixed| fixed != *value));
        if self.limit.is_over() {
            return none;
        }
        let Ok(narrowed) = self.scenario.with(&Changes { fix, ..Changes::default() }) else { return none };
        if contradicts {
            return none;
        }
        let effort = Effort { top: 1, ..self.effort.left(self.clock) };
        if takes_diagrams(&narrowed, &effort) {
            let near = |point: &[f64]| distance(point, frontier);
            if let Ok((completions, nearest)) =
                on_threads(&effort, || nearest_summed(&narrowed, &effort, self.parties, &near))
            {
                let nearest = nearest.map(|deal| self.beside(deal, frontier));
                return ProposalFindings { proposal, completions, nearest };
            }
        }
        let (answer, _) = in_field(&narrowed, &effort, (self.parties, Over::Coherent), |field| {
            let swept = field.sweep(1, None)?;
            let rows = points(&swept.frontier, self.parties.len()).zip(&swept.frontier.deals);
            let near: Vec<(f64, u64)> =
                rows.filter_map(|(point, deals)| Some((distance(point, frontier), *deals.first()?))).collect();
            let least = near.iter().map(|(distance, _)| *distance).fold(f64::INFINITY, f64::min);
            // Of those equally near the first in deal order, whatever the last digits say.
            let nearest =
                near.iter().filter(|(distance, _)| is_near(*distance, least)).map(|(_, number)| *number).min();
            Ok((swept.n_deals, nearest.map(|number| field.deal(number))))
        });
        let Ok((completions, nearest)) = answer else { return none };
        ProposalFindings { proposal, completions, nearest: nearest.map(|deal| self.beside(deal, frontier)) }
    }

    fn beside(&self, deal: Deal, frontier: &Rows) -> NearestCompletion {
        let valued = self.valued(deal);
        let own = self.own(&valued);
        let mut left = vec![0.0_f64; own.len()];
        let mut dominated_by = 0;
        for (point, count) in points(frontier, own.len()).zip(&frontier.counts) {
            if point.iter().zip(&own).all(|(point, own)| *point >= own - TOLERANCE) {
                for ((left, point), own) in left.iter_mut().zip(point).zip(&own) {
                    *left = left.max(point - own);
                }
            }
            dominated_by += if dominates(point, &own) { *count } else { 0 };
        }
        // Dust of the last digits is nothing.
        left.iter_mut().for_each(|left| *left = if *left <= TOLERANCE { 0.0 } else { *left });
        let distance = distance(&own, frontier);
        NearestCompletion {
            is_agreed: judge(self.scenario, &valued.deal).agreed,
            distance: distance.is_finite().then_some(if distance <= TOLERANCE { 0.0 } else { distance }),
            dominated_by,
            left,
            valued,
        }
    }
}

/// The distance to the nearest of the rows; infinite where there is none.
fn distance(point: &[f64], rows: &Rows) -> f64 {
    let squares = points(rows, point.len())
        .map(|other| point.iter().zip(other).fold(0.0, |total, (one, other)| total + (one - other) * (one - other)));
    squares.fold(f64::INFINITY, f64::min).sqrt()
}
