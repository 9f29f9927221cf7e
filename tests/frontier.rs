//! The frontier and the bargaining solutions: held to the oracle and to every pair of deals, on generated scenarios of every
//! feature; the published facts of a published game; laws.

use crate::brute::deals;
use crate::generator;
use std::collections::BTreeSet;
use zopa::analysis::bargaining::Solution;
use zopa::analysis::frontier::by_walk::{parties_with_utility, trace};
use zopa::analysis::frontier::findings::{Found, NearestCompletion, Question, Sort, Threat, ValuedDeal};
use zopa::engine::ask::answer::{AnswerKind, EngineName};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::pareto::field::Over;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Agreement, Deal, Scenario};

/// How many generated scenarios the comparisons are made on.
const CASES: u64 = 1200;

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

fn found(scenario: &Scenario, question: Question, threads: usize) -> Found {
    by(EngineChoice::Enumerate, scenario, question, threads).1
}

/// What an engine finds, and which found it: diagrams may leave a scenario to the walk.
fn by(engine: EngineChoice, scenario: &Scenario, question: Question, threads: usize) -> (EngineName, Found) {
    let effort = Effort { engine, threads: Some(threads), ..Effort::default() };
    let findings = trace(scenario, &effort, question);
    assert_eq!(findings.provenance.kind, AnswerKind::Exact);
    (findings.provenance.engine, findings.found.expect("all deals were looked at"))
}

/// A deal with the utilities of the parties that have one.
type Valued = (Deal, Vec<f64>);

struct Plain {
    /// The deals looked at, in deal order.
    all: Vec<Valued>,
    frontier: Vec<Deal>,
    threat: Vec<f64>,
    /// Per solution: the value and the deals.
    solutions: [Option<(f64, Vec<Deal>)>; 4],
}

fn plainly_dominates(high: &[f64], low: &[f64]) -> bool {
    (0..low.len()).all(|at| high[at] >= low[at] - 1e-9) && (0..low.len()).any(|at| high[at] > low[at] + 1e-9)
}

/// Everything by its definition, deal by deal and pair by pair.
fn plain(scenario: &Scenario, question: Question) -> Plain {
    let parties = parties_with_utility(scenario);
    let judged = deals(scenario).into_iter().map(|deal| {
        let judgement = judge(scenario, &deal);
        let utilities: Vec<f64> = parties.iter().map(|id| judgement.utility[*id].unwrap()).collect();
        (deal, judgement, utilities)
    });
    let coherent: Vec<_> = judged.filter(|(_, judgement, _)| judgement.coherent()).collect();
    let threat: Vec<f64> = parties
        .iter()
        .enumerate()
        .map(|(at, id)| {
            let lowest = coherent.iter().map(|(_, _, utilities)| utilities[at]).fold(f64::INFINITY, f64::min);
            match question.threat {
                Threat::Reservation => scenario.parties[*id].reservation.unwrap_or(lowest),
                Threat::Lowest => lowest,
            }
        })
        .collect();
    let all: Vec<Valued> = coherent
        .into_iter()
        .filter(|(_, judgement, _)| judgement.agreed || question.over == Over::Coherent)
        .map(|(deal, _, utilities)| (deal, utilities))
        .collect();
    let frontier = all.iter().filter(|(_, low)| !all.iter().any(|(_, high)| plainly_dominates(high, low)));
    let frontier = frontier.map(|(deal, _)| deal.clone()).collect();
    let gains = |utilities: &[f64]| -> Vec<f64> { utilities.iter().zip(&threat).map(|(u, t)| u - t).collect() };
    let rational: Vec<&Valued> = all.iter().filter(|(_, u)| gains(u).iter().all(|gain| *gain >= -1e-9)).collect();
    let best: Vec<f64> = (0..parties.len())
        .map(|at| rational.iter().map(|(_, u)| gains(u)[at]).fold(f64::NEG_INFINITY, f64::max))
        .collect();
    let score = |solution: Solution, utilities: &[f64]| -> Option<f64> {
        let gains: Vec<f64> = gains(utilities).into_iter().map(|gain| gain.max(0.0)).collect();
        match solution {
            Solution::Nash => Some(gains.iter().product()),
            Solution::KalaiSmorodinsky => {
                let shares = gains.iter().zip(&best).filter(|(_, best)| **best > 1e-9).map(|(gain, best)| gain / best);
                shares.reduce(f64::min)
            }
            Solution::Egalitarian => gains.into_iter().reduce(f64::min),
            Solution::Utilitarian => Some(utilities.iter().sum()),
        }
    };
    let solutions = Solution::ALL.map(|solution| {
        let value = rational.iter().filter_map(|(_, u)| score(solution, u)).reduce(f64::max)?;
        let near = |u: &[f64]| value - score(solution, u).unwrap() <= 1e-9_f64.max(1e-12 * value.abs());
        Some((value, rational.iter().filter(|(_, u)| near(u)).map(|(deal, _)| deal.clone()).collect()))
    });
    Plain { all, frontier, threat, solutions }
}

fn only_deals(valued: &[ValuedDeal]) -> Vec<Deal> {
    valued.iter().map(|one| one.deal.clone()).collect()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 + 1e-12 * left.abs()
}

#[test]
fn the_frontier_and_every_solution_equal_the_comparison_of_all_pairs() {
    let (mut frontiers, mut solved, mut parties, mut tied, mut diagrams) = (0, 0, BTreeSet::new(), 0, 0);
    for seed in 0..CASES {
        let scenario = generated(seed);
        let width = parties_with_utility(&scenario).len();
        if width == 0 {
            continue;
        }
        let (over, threat) = [(Over::Agreed, Threat::Reservation), (Over::Coherent, Threat::Lowest)]
            .map(|both| if seed % 4 < 2 { both } else { (both.0, Threat::Reservation) })[seed as usize % 2];
        let question = Question { over, threat, ..Question::default() };
        let truth = plain(&scenario, question);
        let text = || format!("seed {seed}\n{}", generator::text(seed));
        for engine in [EngineChoice::Enumerate, EngineChoice::Exact] {
            let (engine, found) = by(engine, &scenario, question, 1);
            diagrams += usize::from(engine == EngineName::Exact);
            assert_eq!(found.n_deals, Some(truth.all.len().into()), "{}", text());
            assert_eq!(only_deals(&found.deals), truth.frontier, "{}", text());
            assert_eq!(found.size, truth.frontier.len() as u64, "{}", text());
            if let Some(threat) = &found.threat {
                assert!(threat.iter().zip(&truth.threat).all(|(left, right)| close(*left, *right)), "{}", text());
            }
            for (solution, (found, truth)) in Solution::ALL.iter().zip(found.solutions.iter().zip(&truth.solutions)) {
                match (found, truth) {
                    (None, None) => {}
                    (Some(found), Some((value, deals))) => {
                        assert!(close(found.value, *value), "{solution:?} {} not {value}, {}", found.value, text());
                        assert_eq!(only_deals(&found.deals), *deals, "{solution:?} {}", text());
                        assert_eq!(found.ties, deals.len() as u64, "{solution:?} {}", text());
                        solved += 1;
                        tied += u32::from(deals.len() > 1);
                    }
                    _ => panic!("{solution:?}: {found:?}, not {truth:?}, {}", text()),
                }
            }
        }
        if truth.frontier.len() > 1 && truth.frontier.len() < truth.all.len() {
            frontiers += 1;
            parties.insert(width);
        }
    }
    assert!(frontiers > 100 && solved > 200 && tied > 50, "{frontiers} frontiers, {solved} solutions, {tied} ties");
    assert!(parties.len() >= 3, "{parties:?} parties");
    assert!(diagrams > 200, "{diagrams} by diagrams");
}

#[test]
fn proposals_stand_beside_the_frontier_alike_by_diagrams_and_by_the_walk() {
    let mut compared = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        if parties_with_utility(&scenario).is_empty() || scenario.proposals.is_empty() {
            continue;
        }
        let (engine, found) = by(EngineChoice::Exact, &scenario, Question::default(), 1);
        if engine == EngineName::Exact {
            let walked = by(EngineChoice::Enumerate, &scenario, Question::default(), 1).1;
            for (one, other) in found.proposals.iter().zip(&walked.proposals) {
                assert_eq!(one.completions, other.completions, "seed {seed}");
                let of = |near: &Option<_>| near.as_ref().map(|near: &NearestCompletion| near.valued.clone());
                assert_eq!(of(&one.nearest), of(&other.nearest), "seed {seed}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared} compared");
}

#[test]
fn negmas_takes_the_same_deals_from_diagrams_as_from_the_walk() {
    let mut compared = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        if parties_with_utility(&scenario).is_empty() {
            continue;
        }
        let question = Question { negmas: true, ..Question::default() };
        let (engine, found) = by(EngineChoice::Exact, &scenario, question, 1);
        if engine == EngineName::Exact {
            assert_eq!(found.negmas, by(EngineChoice::Enumerate, &scenario, question, 1).1.negmas, "seed {seed}");
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared} compared");
}

#[test]
fn a_shorter_list_is_the_start_of_the_longer_and_threads_change_nothing() {
    let mut cut = 0;
    for seed in 0..200 {
        let scenario = generated(seed);
        if parties_with_utility(&scenario).is_empty() {
            continue;
        }
        let question = Question { over: Over::Coherent, ..Question::default() };
        let (long, short) = (found(&scenario, question, 1), found(&scenario, Question { top: 2, ..question }, 2));
        assert_eq!((long.size, long.n_points), (short.size, short.n_points), "seed {seed}");
        assert_eq!(long.deals.iter().take(2).collect::<Vec<_>>(), short.deals.iter().collect::<Vec<_>>());
        for (long, short) in long.solutions.iter().zip(&short.solutions) {
            let pairs = long.as_ref().zip(short.as_ref());
            assert!(pairs.is_none_or(|(long, short)| long.ties == short.ties));
            assert!(pairs.is_none_or(|(long, short)| long.deals.iter().take(2).eq(&short.deals)));
        }
        cut += u32::from(long.deals.len() > 2);
    }
    assert!(cut > 20, "{cut} lists were cut");
}

#[test]
fn proposals_lie_on_the_frontier_exactly_where_nothing_dominates_them() {
    let (mut on, mut off) = (0, 0);
    for seed in 0..CASES / 2 {
        let scenario = generated(seed);
        let parties = parties_with_utility(&scenario);
        if parties.is_empty() || scenario.proposals.is_empty() {
            continue;
        }
        let question = Question { over: Over::Coherent, ..Question::default() };
        let truth = plain(&scenario, question);
        let engines = [EngineChoice::Enumerate, EngineChoice::Exact];
        for one in engines.into_iter().flat_map(|engine| by(engine, &scenario, question, 1).1.proposals) {
            let terms = &scenario.proposals[one.proposal].terms;
            let fits = |deal: &Deal| terms.enumerate().all(|(id, term)| term.is_none_or(|term| term == deal[id]));
            let completions: Vec<&Valued> = truth.all.iter().filter(|(deal, _)| fits(deal)).collect();
            assert_eq!(one.completions, completions.len() as u64, "seed {seed}");
            let Some(nearest) = one.nearest else {
                assert!(completions.is_empty(), "seed {seed}");
                continue;
            };
            let is_on = completions.iter().any(|(deal, _)| truth.frontier.contains(deal));
            assert_eq!(nearest.distance == Some(0.0), is_on, "seed {seed}: {nearest:?}");
            let value = |deal: &Deal| truth.all.iter().find(|(other, _)| other == deal).unwrap().1.clone();
            let own = value(&nearest.valued.deal);
            let mut left = vec![0.0_f64; own.len()];
            for other in truth.all.iter().map(|(_, other)| other) {
                if other.iter().zip(&own).all(|(other, own)| *other >= own - 1e-9) {
                    left.iter_mut().zip(other).zip(&own).for_each(|((left, other), own)| *left = left.max(other - own));
                }
            }
            assert!(left.iter().zip(&nearest.left).all(|(left, found)| (left - found).abs() <= 3e-9), "seed {seed}");
            let dominating = truth.frontier.iter().filter(|deal| plainly_dominates(&value(deal), &own)).count();
            assert_eq!(nearest.dominated_by, dominating as u64, "seed {seed}");
            (on, off) = if is_on { (on + 1, off) } else { (on, off + 1) };
        }
    }
    assert!(on > 10 && off > 10, "{on} on the frontier, {off} off it");
}

fn game() -> Scenario {
    let text = std::fs::read_to_string(format!("{}/scenarios/deliberation.toml", env!("CARGO_MANIFEST_DIR")));
    Scenario::from_toml_str(&text.expect("the file is there")).expect("a sound scenario")
}

#[test]
fn of_the_720_deals_of_the_published_game_481_are_efficient_over_all_six_scores() {
    let found = found(&game(), Question { over: Over::Coherent, ..Question::default() }, 2);
    assert_eq!((found.n_deals, found.size), (Some(720_u32.into()), 481));
}

#[test]
fn with_everyone_needed_all_12_are_efficient_and_nash_takes_the_published_one() {
    let mut scenario = game();
    scenario.agreement = Agreement::default();
    for (threat, product) in [(Threat::Reservation, 6_031_872.0), (Threat::Lowest, 65_425_032_288.0)] {
        let found = found(&scenario, Question { threat, ..Question::default() }, 2);
        assert_eq!((found.n_deals, found.size), (Some(12_u32.into()), 12));
        let nash = found.solutions[0].as_ref().expect("there is one");
        assert_eq!((nash.value, nash.ties), (product, 1));
        let places: Vec<u32> = nash.deals[0].deal.iter().map(|value| value.0).collect();
        assert_eq!(places, [1, 2, 2, 1, 2], "a2 b3 c3 d2 e3");
        let scores: Vec<f64> = nash.deals[0].utility.iter().flatten().copied().collect();
        assert_eq!(scores, [81.0, 57.0, 77.0, 54.0, 48.0, 71.0]);
    }
}

#[test]
fn where_five_of_six_suffice_the_solutions_are_still_those_in_which_nobody_loses() {
    let found = found(&game(), Question::default(), 2);
    assert_eq!(found.n_deals, Some(55_u32.into()));
    assert_eq!(found.solutions[0].as_ref().map(|nash| nash.value), Some(6_031_872.0));
    let proposal = found.proposals[0].nearest.as_ref().expect("it is a deal");
    assert_eq!((proposal.is_agreed, proposal.distance, proposal.dominated_by), (true, Some(0.0), 0));
}

#[test]
fn random_deals_prove_no_frontier_and_no_party_with_points_has_none() {
    let effort = Effort { engine: EngineChoice::Simulate, ..Effort::default() };
    let findings = trace(&game(), &effort, Question::default());
    assert_eq!((findings.provenance.kind, findings.found), (AnswerKind::Undecided, None));
    let mut scenario = game();
    for party in scenario.parties.iter_mut() {
        (party.points, party.reservation) = (None, None);
    }
    let findings = trace(&scenario, &Effort::default(), Question::default());
    assert_eq!((findings.provenance.kind, findings.found), (AnswerKind::Undecided, None));
}

#[test]
fn the_frontier_is_sorted_along_a_party_or_by_welfare_and_cut_afterwards() {
    let scenario = game();
    let deals = |sort: Sort, top: usize| found(&scenario, Question { sort, top, ..Question::default() }, 2).deals;
    let everything = deals(Sort::Deals, 1_000);
    let sum = |one: &ValuedDeal| one.utility.iter().flatten().sum::<f64>();
    let orders: [(Sort, &dyn Fn(&ValuedDeal) -> f64); 2] = [
        (Sort::Welfare, &sum),
        (Sort::Party(scenario.parties.ids().nth(2).unwrap()), &|one| one.utility.iter().nth(2).unwrap().unwrap()),
    ];
    for (sort, worth) in orders {
        let mut expected = everything.clone();
        // All scores of the game are whole numbers; a stable sort leaves equals in deal order.
        expected.sort_by(|left, right| worth(right).total_cmp(&worth(left)));
        assert_ne!(expected, everything);
        assert_eq!(deals(sort, 1_000), expected);
        assert_eq!(deals(sort, 3), expected[..3]);
    }
}
