//! The engines held to the oracle, on generated scenarios of every feature; and wrong engines, which must be caught.

use crate::brute::{Brute, any_probability, brute, is_open};
use crate::generator;
use num_bigint::BigUint;
use std::sync::atomic::{AtomicU64, Ordering};
use zopa::analysis::acceptance::{accept, findings};
use zopa::analysis::explanation::by_walk::explain;
use zopa::analysis::findings::{Acceptance, DemandFindings};
use zopa::engine::ask::answer::{AnswerKind, Count, EngineName, Share};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::ask::interval::binomial_tail;
use zopa::engine::ask::limit::Deadline;
use zopa::engine::descent::by::By;
use zopa::engine::descent::figures::figures;
use zopa::engine::descent::flat::Flat;
use zopa::engine::descent::kernels::Kernels;
use zopa::engine::descent::questions::{Counted, count, ending};
use zopa::engine::survey::survey_lowered;
use zopa::rule::demand::{DemandSet, demands};
use zopa::rule::lower::lower;
use zopa::scenario::condition::{Bound, Check, Condition};
use zopa::scenario::id::{DemandId, Id};
use zopa::scenario::model::{RuleBody, Scenario, Verdict};
use zopa::space::instructions::InstructionSet;

/// How many generated scenarios the laws are held on.
const CASES: u64 = 1500;

/// How many lanes the tiles of a walk may have: fewer than a register takes, and as many as there ever are.
const LANES: [usize; 4] = [1, 5, 64, 4096];

/// Adds up something over the seeds, on two plain threads: the engines' own pools are then never inside another.
fn sum_over(seeds: u64, of: impl Fn(u64) -> u64 + Sync) -> u64 {
    let (next, total) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds {
            break;
        }
        total.fetch_add(of(seed), Ordering::Relaxed);
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        work();
        other.join().unwrap();
    });
    total.into_inner()
}

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

/// A generated scenario, and the same with lines and bonuses that depend on assumptions, where it has enough of them.
fn open_and_settled(seed: u64) -> Vec<Scenario> {
    let read = |text: String| {
        Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
    };
    let open = generator::assumed::text(seed, !seed.is_multiple_of(4)).map(read);
    std::iter::once(generated(seed)).chain(open).collect()
}

fn effort(engine: EngineChoice, samples: u64) -> Effort {
    Effort { engine, samples: Some(samples), top: 4, threads: Some(1), ..Effort::default() }
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 + 1e-9 * left.abs().max(right.abs())
}

/// Gathers what differs.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn count(&mut self, what: &str, found: &Count, truth: u64) {
        if *found != Count::Exact(BigUint::from(truth)) {
            self.0.push(format!("{what}: {found:?}, not {truth}"));
        }
    }
    fn share(&mut self, what: &str, found: &Share, part: f64, whole: u64) {
        let truth = (whole > 0).then(|| part / whole as f64);
        match (found.value, truth) {
            (None, None) => {}
            (Some(found), Some(truth)) if close(found, truth) => {}
            _ => self.0.push(format!("{what}: {:?}, not {truth:?}", found.value)),
        }
    }
    fn probability(&mut self, what: &str, found: Option<f64>, truth: Option<f64>) {
        let same = match (found, truth) {
            (Some(found), Some(truth)) => close(found, truth),
            (found, truth) => found.is_none() && truth.is_none(),
        };
        if !same {
            self.0.push(format!("{what}: {found:?}, not {truth:?}"));
        }
    }
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: T, truth: T) {
        if found != truth {
            self.0.push(format!("{what}: {found:?}, not {truth:?}"));
        }
    }
}

/// Everything in which exact findings differ from the plain reading of every deal.
fn differences(scenario: &Scenario, found: &Acceptance, truth: &Brute) -> Vec<String> {
    let mut all = Differences::default();
    let whole = truth.coherent;
    all.same("kind", found.provenance.kind, AnswerKind::Exact);
    all.count("coherent", &found.coherent, whole);
    all.count("agreed", &found.zone.agreed, truth.agreed);
    all.share("share", &found.zone.share, truth.agreed as f64, whole);
    all.share("mean", &found.zone.mean_probability, truth.sum, whole);
    all.probability("best", found.zone.best_probability, truth.best);
    let ranked: Vec<_> = truth.ranked.iter().take(4).map(|(_, deal)| deal.clone()).collect();
    all.same("best deals", found.zone.best.iter().map(|best| best.deal.clone()).collect(), ranked);
    for (id, party) in found.parties.enumerate() {
        let at = id.place();
        all.count("accepts", &party.accepts, truth.accepts[at]);
        all.share("accept share", &party.share, truth.accepts[at] as f64, whole);
        all.share("accept mean", &party.mean_probability, truth.accept_sum[at], whole);
        all.count("agreed_without", &party.agreed_without, truth.agreed_without[at]);
        all.count("only objector", &party.only, truth.alone[at]);
        all.share("only objector's share", &party.only_share, truth.alone[at] as f64, whole);
        let demand = |all: &mut Differences, findings: &DemandFindings| {
            let at = findings.demand.place();
            all.count("crossed", &findings.crossed, truth.crossed[at]);
            all.count("only", &findings.only, truth.only[at]);
            all.share("only share", &findings.only_share, truth.only[at] as f64, whole);
            all.count("agreed_if_dropped", &findings.agreed_if_dropped, truth.agreed_if_dropped[at]);
        };
        for findings in party.red_lines.iter().chain(&party.reservation) {
            demand(&mut all, findings);
        }
    }
    for (id, values) in found.issues.enumerate() {
        all.same("rows", values.len(), scenario.issues[id].n_rows() as usize);
        for (row, value) in (0..).zip(values) {
            let what = format!("{} {row}", scenario.issues[id].id);
            let truth_row = &truth.rows[&(id, row)];
            all.count(&what, &value.deals, truth_row.deals);
            all.count(&what, &value.agreed, truth_row.agreed);
            all.share(&what, &value.zopa_share, truth_row.agreed as f64, truth.agreed);
            all.share(&what, &value.accept_rate, truth_row.agreed as f64, truth_row.deals);
            all.share(&what, &value.mean_probability, truth_row.sum, truth_row.deals);
            all.probability(&what, value.best_probability, truth_row.best);
            for (party, share) in value.accepted_by.enumerate() {
                all.share(&what, share, truth_row.accepted[party.place()] as f64, truth_row.deals);
            }
            let verdict = match (truth_row.deals, truth_row.agreed) {
                (0, _) => Verdict::Impossible,
                (_, 0) => Verdict::Blocked,
                (_, agreed) if agreed == truth.agreed => Verdict::Certain,
                _ => Verdict::Possible,
            };
            all.same(&what, value.verdict, verdict);
            all.same(&what, value.blocked_by.clone(), truth_row.always.clone().unwrap_or_default());
        }
    }
    all.0
}

/// Holds what an engine says to the oracle; gives how many scenarios it answered, and how many of them in several worlds.
fn holds(choice: EngineChoice, name: EngineName) -> (u64, u64) {
    let (in_worlds, with_any) = (AtomicU64::new(0), AtomicU64::new(0));
    let answered = sum_over(CASES, |seed| {
        let files = open_and_settled(seed);
        let variants = files[0].variants.iter().map(|variant| files[0].with(&variant.changes).unwrap());
        let all: Vec<Scenario> = files.iter().cloned().chain(variants).collect();
        let mut n = 0;
        for scenario in all {
            let truth = brute(&scenario);
            let found = accept(&scenario, &effort(choice, 0));
            if found.provenance.engine != name {
                let why = found.provenance.why.as_deref().unwrap_or_default();
                assert!(why.starts_with("the exact engine declined: "), "seed {seed}: {why}");
                continue;
            }
            let text = || format!("{}\n{:?}", generator::text(seed), generator::assumed::text(seed, seed % 4 != 0));
            assert_eq!(differences(&scenario, &found, &truth), Vec::<String>::new(), "seed {seed}\n{}", text());
            if let Some(truth) = any_probability(&scenario, &truth.judged) {
                let any = found.zone.any_probability;
                let same = any.is_some_and(|any| close(any, truth));
                assert!(same, "seed {seed}: any_probability {any:?}, not {truth}\n{}", text());
                with_any.fetch_add(u64::from(truth > 0.0 && truth < 1.0), Ordering::Relaxed);
            }
            in_worlds.fetch_add(u64::from(lower(&scenario).has_several_worlds()), Ordering::Relaxed);
            n += 1;
        }
        n
    });
    let with_any = with_any.into_inner();
    assert!(with_any > CASES / 50, "any_probability was held on {with_any} scenarios only");
    (answered, in_worlds.into_inner())
}

#[test]
fn enumerate_equals_the_oracle() {
    let (answered, in_worlds) = holds(EngineChoice::Enumerate, EngineName::Enumerate);
    assert!(answered > CASES && in_worlds > CASES / 3, "{answered} scenarios, {in_worlds} in several worlds");
}

#[test]
fn the_diagrams_equal_the_oracle() {
    let (answered, in_worlds) = holds(EngineChoice::Exact, EngineName::Exact);
    assert!(answered > CASES && in_worlds > CASES / 3, "{answered} scenarios, {in_worlds} in several worlds");
}

#[test]
fn walks_depth_first_equal_the_oracle_on_every_instruction_set() {
    // One counter per instruction set and question, so that none is taken for another.
    let sets = InstructionSet::all();
    let counters = || sets.iter().map(|_| AtomicU64::new(0)).collect::<Vec<_>>();
    let (counted, flat_ones, answered) = (counters(), counters(), counters());
    let add = |counters: &[AtomicU64], set| {
        let at = sets.iter().position(|one| *one == set).unwrap();
        counters[at].fetch_add(1, Ordering::Relaxed);
    };
    sum_over(CASES, |seed| {
        let scenario = generated(seed);
        let mut survey = survey_lowered(&scenario, lower(&scenario), &effort(EngineChoice::Enumerate, 0));
        let truth = brute(&scenario);
        let none = DemandSet::empty(survey.lowered.demands.len());
        for by in sets.iter().flat_map(|set| LANES.map(|lanes| By { set: *set, lanes })) {
            let effort = effort(EngineChoice::Enumerate, 0);
            // Any agreement rule that has a graph, for the counts alone.
            if let Ok(found) = count(&scenario, &survey.lowered, &none, (&effort, by)) {
                let expected = Counted { coherent: truth.coherent.into(), agreed: truth.agreed.into() };
                assert_eq!(found, expected, "seed {seed}, {by:?}\n{}", generator::text(seed));
                add(&counted, by.set);
            }
            // The flat count, where everyone is needed and no reservation is held.
            if let Ok(flat) =
                ending(&scenario, &survey.lowered, &none).and_then(|rules| Flat::new(&survey.lowered.formulas, &rules))
            {
                assert_eq!(flat.count(by.set, &|| false), Some(truth.agreed), "seed {seed}, {by:?}");
                add(&flat_ones, by.set);
            }
            let walked = figures(&scenario, &survey.lowered, (&effort, Deadline::after(None)), by);
            let Ok(figures) = walked else { continue };
            survey.figures = Some(figures);
            let found = findings(&scenario, &effort, &survey, false);
            let text = || generator::text(seed);
            let wrong = differences(&scenario, &found, &truth);
            assert_eq!(wrong, Vec::<String>::new(), "seed {seed}, {by:?}\n{}", text());
            add(&answered, by.set);
        }
        0
    });
    // Of all cases at each width, at least this many have a walk of every figure, a count, a flat count.
    let all = CASES * LANES.len() as u64;
    for (at, set) in sets.iter().enumerate() {
        let [answered, counted, flat] = [&answered, &counted, &flat_ones].map(|of| of[at].load(Ordering::Relaxed));
        assert!(answered > all * 5 / 12, "{set}: {answered} answered of {all}");
        assert!(counted > all * 3 / 4, "{set}: {counted} counted of {all}");
        assert!(flat > all / 6, "{set}: {flat} counted flat of {all}");
        assert_eq!(Kernels::of(*set).set(), *set);
    }
}

#[test]
fn whatever_auto_takes_equals_the_oracle() {
    let exact = sum_over(CASES / 3, |seed| {
        let mut n = 0;
        for scenario in open_and_settled(seed) {
            let found = accept(&scenario, &effort(EngineChoice::Auto, 0));
            assert_eq!(differences(&scenario, &found, &brute(&scenario)), Vec::<String>::new(), "seed {seed}");
            n += u64::from(found.provenance.engine == EngineName::Exact);
        }
        n
    });
    assert!(exact > CASES / 10, "{exact}");
}

#[test]
fn conflicts_and_unlocks_are_what_their_names_say() {
    let of = |seed: u64, scenario: Scenario| {
        let truth = brute(&scenario);
        let found = explain(&scenario, &effort(EngineChoice::Enumerate, 0)).unwrap();
        let demands = demands(&scenario);
        if truth.agreed > 0 {
            assert!(found.conflicts.is_empty() && found.unlocks.is_empty(), "seed {seed}");
            return 0;
        }
        let all: Vec<DemandId> = demands.ids().collect();
        let without = |set: &[DemandId]| all.iter().filter(|d| !set.contains(d)).copied().collect::<Vec<_>>();
        let open = |given: &[DemandId]| is_open(&scenario, &truth.judged, given);
        for unlock in &found.unlocks {
            assert!(open(unlock), "seed {seed}: {unlock:?} opens nothing");
            for left in unlock {
                let less: Vec<DemandId> = unlock.iter().filter(|d| *d != left).copied().collect();
                assert!(!open(&less), "seed {seed}: {unlock:?} is not least");
            }
        }
        for conflict in &found.conflicts {
            assert!(!open(&without(conflict)), "seed {seed}: {conflict:?} does not suffice");
            for left in conflict {
                let less: Vec<DemandId> = conflict.iter().filter(|d| *d != left).copied().collect();
                assert!(open(&without(&less)), "seed {seed}: {conflict:?} is not least");
            }
            for unlock in &found.unlocks {
                assert!(unlock.iter().any(|d| conflict.contains(d)), "seed {seed}: {unlock:?} misses {conflict:?}");
            }
        }
        // Complete: every set of demands opens a deal exactly if it holds an unlock.
        if all.len() <= 9 {
            for mask in 0..1_u32 << all.len() {
                let given: Vec<DemandId> =
                    all.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, d)| *d).collect();
                let holds_one = found.unlocks.iter().any(|unlock| unlock.iter().all(|d| given.contains(d)));
                assert_eq!(open(&given), holds_one, "seed {seed}: {given:?}");
            }
        }
        1
    };
    let explained =
        sum_over(CASES / 2, |seed| open_and_settled(seed).into_iter().map(|scenario| of(seed, scenario)).sum());
    assert!(explained > 30, "{explained} scenarios without agreement");
}

#[test]
fn simulation_agrees_with_the_oracle() {
    let judged = sum_over(CASES / 5, |seed| {
        // With assumptions where there is such a scenario, in every second case.
        let scenario = if seed % 2 == 0 { generated(seed) } else { open_and_settled(seed).pop().unwrap() };
        let truth = brute(&scenario);
        let found = accept(&scenario, &effort(EngineChoice::Simulate, 20_000));
        if truth.coherent == 0 {
            assert_eq!(found.provenance.kind, AnswerKind::Undecided, "seed {seed}");
            return 0;
        }
        let mut wrong = Vec::new();
        let mut hold = |what: String, count: &Count, n: &Count, part: f64, whole: u64| {
            let (Count::Samples(count), Count::Samples(n)) = (count, n) else {
                panic!("seed {seed}: {what} is no sample")
            };
            if whole > 0 && binomial_tail(*count, *n, part / whole as f64) < 1e-9 {
                wrong.push(format!("{what}: {count} of {n}, expected {part} of {whole}"));
            }
        };
        let n = found.coherent.clone();
        hold("agreed".into(), &found.zone.agreed, &n, truth.agreed as f64, truth.coherent);
        let simulation = found.simulation.clone().unwrap();
        let in_world = (simulation.mean_probability.value.unwrap() * simulation.proposals as f64).round() as u64;
        hold(
            "in its world".into(),
            &Count::Samples(in_world),
            &n,
            truth.sum.clamp(0.0, truth.coherent as f64),
            truth.coherent,
        );
        for (id, party) in found.parties.enumerate() {
            hold("accepts".into(), &party.accepts, &n, truth.accepts[id.place()] as f64, truth.coherent);
            hold("without".into(), &party.agreed_without, &n, truth.agreed_without[id.place()] as f64, truth.coherent);
            hold("alone".into(), &party.only, &n, truth.alone[id.place()] as f64, truth.coherent);
            for demand in party.red_lines.iter().chain(&party.reservation) {
                let at = demand.demand.place();
                hold("crossed".into(), &demand.crossed, &n, truth.crossed[at] as f64, truth.coherent);
                hold("only".into(), &demand.only, &n, truth.only[at] as f64, truth.coherent);
                hold(
                    "dropped".into(),
                    &demand.agreed_if_dropped,
                    &n,
                    truth.agreed_if_dropped[at] as f64,
                    truth.coherent,
                );
            }
        }
        for (id, values) in found.issues.enumerate() {
            for (row, value) in (0..).zip(values) {
                let truth_row = &truth.rows[&(id, row)];
                hold(format!("value {row}"), &value.deals, &n, truth_row.deals as f64, truth.coherent);
                hold(format!("agreed at {row}"), &value.agreed, &n, truth_row.agreed as f64, truth.coherent);
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "seed {seed}");
        // What is shown is true whatever was drawn: the best deals are among the ranked ones, with their probabilities.
        for best in &found.zone.best {
            let known = truth.ranked.iter().find(|(_, deal)| *deal == best.deal);
            assert!(known.is_some_and(|(p, _)| close(*p, best.probability)), "seed {seed}");
        }
        1
    });
    assert!(judged > CASES / 8, "{judged}");
}

#[test]
fn threads_never_show() {
    for seed in (0..60).map(|seed| seed * 7) {
        let scenario = generated(seed);
        for engine in [EngineChoice::Exact, EngineChoice::Enumerate, EngineChoice::Simulate] {
            let run = |threads| {
                let effort = Effort { threads: Some(threads), seed: 5, ..effort(engine, 30_000) };
                let mut found = accept(&scenario, &effort);
                found.threads = 0;
                if let Some(simulation) = &mut found.simulation {
                    simulation.seconds = 0.0;
                }
                format!("{found:?}")
            };
            let one = run(1);
            assert_eq!(one, run(2), "seed {seed}");
            assert_eq!(one, run(16), "seed {seed}");
        }
    }
}

/// Nobody ever crosses the line.
fn skip(lowered: &mut zopa::rule::lower::Lowered, line: DemandId) {
    lowered.crossed[line] = Some(zopa::rule::formula::NodeId::FALSE);
    for world in &mut lowered.worlds {
        world.crossed[line] = lowered.crossed[line];
    }
}

#[test]
fn an_engine_that_skips_a_rule_is_caught() {
    let caught = mutants(|scenario, seed| {
        let mut lowered = lower(scenario);
        let lines: Vec<DemandId> = lowered.demands.ids().filter(|d| lowered.crossed[*d].is_some()).collect();
        let line = *lines.get(seed as usize % lines.len().max(1))?;
        skip(&mut lowered, line);
        Some(lowered)
    });
    assert!(caught > CASES / 3, "{caught} mutants were caught");
}

#[test]
fn a_simulation_that_skips_a_rule_is_caught() {
    let caught = sum_over(CASES / 5, |seed| {
        let scenario = generated(seed);
        let truth = brute(&scenario);
        let mut lowered = lower(&scenario);
        let crossed = |line: &DemandId| truth.crossed[line.place()] as f64 / truth.coherent.max(1) as f64;
        let often = |line: &DemandId| lowered.crossed[*line].is_some() && crossed(line) > 0.01;
        let Some(line) = lowered.demands.ids().find(often) else { return 0 };
        let share = crossed(&line);
        skip(&mut lowered, line);
        let effort = effort(EngineChoice::Simulate, 20_000);
        let found = findings(&scenario, &effort, &survey_lowered(&scenario, lowered, &effort), false);
        let all = found.parties.iter().flat_map(|party| &party.red_lines);
        let line = all.into_iter().find(|findings| findings.demand == line).unwrap();
        let (Count::Samples(crossed), Count::Samples(n)) = (&line.crossed, &found.coherent) else {
            panic!("no samples")
        };
        assert!(binomial_tail(*crossed, *n, share) < 1e-9, "seed {seed}: {crossed} of {n} for {share}");
        1
    });
    assert!(caught > CASES / 10, "{caught} mutants were caught");
}

#[test]
fn an_engine_with_a_bound_off_by_one_is_caught() {
    let caught = mutants(|scenario, seed| Some(lower(&shift_a_bound(scenario, seed)?)));
    assert!(caught > CASES / 10, "{caught} mutants were caught");
}

/// The scenario with one bound in one red line off by one; none if no line has a bound.
fn shift_a_bound(scenario: &Scenario, seed: u64) -> Option<Scenario> {
    let mut shifted = scenario.clone();
    let mut bounds: Vec<&mut Check> = Vec::new();
    for party in shifted.parties.iter_mut() {
        for line in &mut party.red_lines {
            let (RuleBody::Require(body) | RuleBody::Reject(body)) = &mut line.rule.body;
            for condition in [Some(body), line.rule.when.as_mut(), line.rule.unless.as_mut()].into_iter().flatten() {
                collect_bounds(condition, &mut bounds);
            }
        }
    }
    let n = bounds.len().max(1);
    let check = bounds.into_iter().nth(seed as usize % n)?;
    match check {
        Check::Number(bound, _) => *bound = strict(*bound),
        Check::Option(bound, _) => *bound = strict(*bound),
        Check::Size(size) => size.allowed = (size.allowed << 1) & 0x7fff_ffff,
        _ => return None,
    }
    Some(shifted)
}

/// ≥ becomes >, < becomes ≤, and so on: the bound's own value changes sides.
fn strict(bound: Bound) -> Bound {
    match bound {
        Bound::AtLeast => Bound::Above,
        Bound::Above => Bound::AtLeast,
        Bound::AtMost => Bound::Below,
        Bound::Below => Bound::AtMost,
    }
}

fn collect_bounds<'a>(condition: &'a mut Condition, bounds: &mut Vec<&'a mut Check>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter_mut().for_each(|part| collect_bounds(part, bounds)),
        Condition::Not(part) => collect_bounds(part, bounds),
        Condition::Test(test) => {
            if matches!(test.check, Check::Number(..) | Check::Option(..) | Check::Size(_)) {
                bounds.push(&mut test.check);
            }
        }
        Condition::Expression(_) => {}
    }
}

/// How many wrong engines the comparison finds out. An engine whose rules differ on no coherent deal is not wrong; one
/// that crosses other deals, but as many of every kind, may hide behind the totals: at most one in fifty.
fn mutants(mutate: impl Fn(&Scenario, u64) -> Option<zopa::rule::lower::Lowered> + Sync) -> u64 {
    let missed = AtomicU64::new(0);
    let caught = sum_over(CASES, |seed| {
        let scenario = generated(seed);
        let Some(lowered) = mutate(&scenario, seed) else { return 0 };
        let truth = brute(&scenario);
        let wrong = truth.judged.iter().any(|(deal, judgement)| {
            let values = zopa::space::deal::values(&lowered, deal);
            lowered.crossed.enumerate().any(|(demand, node)| {
                node.is_some_and(|node| {
                    lowered.formulas.holds(node, &|variable| values[variable]) != judgement.crossed.contains(&demand)
                })
            })
        });
        // Diagrams and enumeration by turns.
        let engine = if seed % 2 == 0 { EngineChoice::Exact } else { EngineChoice::Enumerate };
        let effort = effort(engine, 0);
        let survey = survey_lowered(&scenario, lowered, &effort);
        let different = !differences(&scenario, &findings(&scenario, &effort, &survey, false), &truth).is_empty();
        assert!(wrong || !different, "seed {seed}: a right engine is called wrong");
        missed.fetch_add(u64::from(wrong && !different), Ordering::Relaxed);
        u64::from(wrong && different)
    });
    let missed = missed.into_inner();
    assert!(missed * 50 <= caught, "{missed} wrong engines were not caught, {caught} were");
    caught
}
