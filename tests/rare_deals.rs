//! Random proposals where rules leave few coherent deals: drawn along a diagram, they are held to the exact figures, to the
//! oracle, and to the same bytes on any number of threads.

use crate::generator::chance::Chance;
use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::Acceptance;
use zopa::engine::ask::answer::{AnswerKind, Count, Share};
use zopa::engine::ask::effort::{Effort, EngineChoice, Watch, Worlds};
use zopa::engine::ask::interval::{bernstein, binomial_tail};
use zopa::engine::ask::limit::Deadline;
use zopa::engine::draw::proposals::origin;
use zopa::engine::draw::source::Source;
use zopa::engine::exact::diagram::Budget;
use zopa::engine::exact::paths::paths;
use zopa::rule::lower::lower;
use zopa::rule::reference::judge;
use zopa::scenario::model::Scenario;
use zopa::space::draw::Drawer;
use zopa::space::lanes::generator;

fn read(text: &str) -> Scenario {
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn simulate(samples: u64) -> Effort {
    Effort { engine: EngineChoice::Simulate, samples: Some(samples), ..Effort::default() }
}

fn exact() -> Effort {
    Effort { engine: EngineChoice::Exact, samples: Some(0), ..Effort::default() }
}

fn is_along_a_diagram(scenario: &Scenario) -> bool {
    let lowered = lower(scenario);
    let Source::Coherent(drawer) = origin(&lowered, &simulate(1), Deadline::after(None)).source else {
        panic!("no draft was given");
    };
    Drawer::new(&lowered).tried().count() > 0 && drawer.tried().count() == 0
}

/// Fourteen milestones in twenty months, each after the one before: 38,760 of 20^14 deals, one in 4e13.
const MILESTONES: u64 = 38_760;

fn milestones() -> String {
    let issue = |at: usize| format!("[issue.m{at}]\nrange = {{ min = 1, max = 20 }}\n");
    let order = |at: usize| format!("[impossible.r{at}]\nreject = {{ expr = \"m{at} >= m{}\" }}\n", at + 1);
    let rules: String = (0..14).map(issue).chain((0..13).map(order)).collect();
    format!("format = 1\ntitle = \"Milestones\"\n{rules}[issue.free]\noptions = {{ a = \"\", b = \"\", c = \"\" }}\n")
        + "[party.p.red_line]\nsoon = { title = \"\", require = { m13 = { at_most = 18 } }, firmness = 0.25 }\n"
        + "[party.q.red_line]\nnot_a = { title = \"\", reject = { free = \"a\", m0 = { at_least = 2 } } }\n"
}

/// How many ways there are to choose k of n months.
fn choose(n: u64, k: u64) -> f64 {
    (0..k).fold(1.0, |ways, at| ways * (n - at) as f64 / (at + 1) as f64)
}

#[test]
fn one_coherent_deal_in_ten_billions_is_drawn_and_judged() {
    let scenario = read(&milestones());
    assert!(is_along_a_diagram(&scenario));
    let n = 200_000;
    let found = accept(&scenario, &Effort { top: 3, ..simulate(n) });
    assert_eq!((found.provenance.kind, found.samples), (AnswerKind::Estimate, Some(n)));
    assert_eq!(found.provenance.why.as_deref(), Some("these are samples"));
    // By hand: months up to 18, and of those two thirds or the first month taken.
    let (whole, soon) = (choose(20, 14), choose(18, 14));
    let first = |months: u64| choose(months - 1, 13);
    let kept = |months: u64| first(months) + (choose(months, 14) - first(months)) * 2.0 / 3.0;
    assert_eq!(whole as u64, MILESTONES);
    let share = kept(18) / whole;
    let (low, high) = found.zone.share.interval.unwrap();
    assert!(low <= share && share <= high, "{share} is not in {low} to {high}");
    assert!((high - low) < 0.005);
    let Count::Samples(agreed) = found.zone.agreed else { panic!("{:?}", found.zone.agreed) };
    assert!(binomial_tail(agreed, n, share) > 1e-6, "{agreed} of {n} for {share}");
    // The line of firmness 0.25 gives way three times in four.
    let mean = (kept(18) + (kept(20) - kept(18)) * 0.75) / whole;
    let (low, high) = found.zone.mean_probability.interval.unwrap();
    assert!(low <= mean && mean <= high, "{mean} is not in {low} to {high}");
    let Count::Samples(of_party) = found.parties.as_slice()[0].accepts else { panic!("samples") };
    assert!(binomial_tail(of_party, n, soon / whole) > 1e-6);
    assert_eq!(found.zone.best.len(), 3);
    for best in &found.zone.best {
        assert!(judge(&scenario, &best.deal).coherent());
    }
}

#[test]
fn the_simulation_beside_an_exact_answer_draws_where_hardly_any_deal_is_coherent() {
    let scenario = read(&milestones());
    for worlds in [Worlds::Product, Worlds::Drawn] {
        let effort = Effort { worlds, samples: Some(50_000), ..Effort::default() };
        let found = accept(&scenario, &effort);
        assert_eq!(found.provenance.kind, AnswerKind::Exact);
        assert_eq!(found.coherent, Count::Exact(BigUint::from(3 * MILESTONES)));
        let beside = found.simulation.unwrap();
        assert_eq!(beside.proposals, 50_000);
        let share = found.zone.share.value.unwrap();
        assert!(binomial_tail(beside.agreed_samples, beside.proposals, share) > 1e-6, "{beside:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for text in [milestones(), linked(3), linked(8)] {
        let scenario = read(&text);
        let of = |threads, seed| {
            let mut found = accept(&scenario, &Effort { threads: Some(threads), seed, ..simulate(60_000) });
            found.threads = 0;
            if let Some(simulation) = &mut found.simulation {
                simulation.seconds = 0.0;
            }
            found
        };
        let one = of(1, 7);
        for threads in [2, 16] {
            assert_eq!(of(threads, 7), one, "{threads} threads");
        }
        assert_ne!(of(1, 8).zone, one.zone);
    }
}

/// Forty issues of three options, and this many rules, each over any three.
fn entangled(rules: usize) -> String {
    let mut chance = Chance::from_seed(5);
    let issue = |at: usize| format!("[issue.i{at}]\noptions = {{ o0 = \"\", o1 = \"\", o2 = \"\" }}\n");
    let mut text = "format = 1\ntitle = \"Entangled\"\n".to_owned() + &(0..40).map(issue).collect::<String>();
    for rule in 0..rules {
        let first = chance.below(40);
        let (second, third) = (first + 1 + chance.below(13), first + 14 + chance.below(13));
        let tests = [first, second % 40, third % 40].map(|at| format!("i{at} = \"o{}\"", chance.below(3)));
        text += &format!("[impossible.r{rule}]\nreject = {{ {} }}\n", tests.join(", "));
    }
    text + "[party.p]\n"
}

#[test]
fn a_large_diagram_is_left_where_trying_costs_less() {
    let diagram = |scenario: &Scenario| {
        let lowered = lower(scenario);
        let drawer = Drawer::new(&lowered);
        let tried = drawer.tried().next().unwrap();
        let budget = Budget { arcs: 2_000_000, deadline: Deadline::after(None), watch: Watch::default() };
        let coherent = drawer.coherent_of(tried.group, 64, &mut generator(0, 0));
        (paths(&lowered, tried.variables, tried.rules, &budget).unwrap().n_arcs(), coherent)
    };
    // One deal in three is coherent and the diagram small; one in five and it is large.
    for (rules, at_least, at_most, along) in [(30, 0, 1 << 15, true), (46, 1 << 15, usize::MAX, false)] {
        let scenario = read(&entangled(rules));
        let (arcs, coherent) = diagram(&scenario);
        assert!((500..1500).contains(&coherent) && arcs >= at_least && arcs <= at_most, "{arcs} arcs, {coherent}");
        assert_eq!(is_along_a_diagram(&scenario), along, "{rules} rules, {arcs} arcs");
        let found = accept(&scenario, &simulate(5_000));
        assert_eq!(found.coherent, Count::Samples(5_000));
    }
}

#[test]
fn beyond_the_budget_values_are_tried_as_before() {
    let scenario = read(&milestones());
    let found = accept(&scenario, &Effort { memory_limit: 100_000, ..simulate(1) });
    assert_eq!(found.provenance.kind, AnswerKind::Undecided);
    let why = found.provenance.why.unwrap();
    assert!(why.starts_with("no random deal was coherent") && why.contains("budget of states"), "{why}");
}

/// A scenario whose issues are tied together by many rules: options, ranges, yes or no, and members.
fn linked(seed: u64) -> String {
    let mut chance = Chance::from_seed(seed);
    let n = 9 + chance.below(5);
    let mut text = "format = 1\ntitle = \"Linked\"\n".to_owned();
    let kinds: Vec<usize> = (0..n).map(|_| chance.below(4)).collect();
    for (at, kind) in kinds.iter().enumerate() {
        text += &format!("[issue.i{at}]\n");
        text += match kind {
            0 => "options = { o0 = \"\", o1 = \"\", o2 = \"\", o3 = \"\" }\n",
            1 => "range = { min = 0, max = 11 }\n",
            2 => "yes_no = true\n",
            _ => "members = { o0 = \"\", o1 = \"\", o2 = \"\", o3 = \"\" }\nsize = { at_least = 1 }\n",
        };
    }
    let test = |chance: &mut Chance, at: usize| match kinds[at] {
        0 => format!("i{at} = {:?}", chance.shuffled_some(&["o0", "o1", "o2", "o3"], 3)),
        1 => format!("i{at} = {{ at_least = {} }}", chance.between(1, 9)),
        2 => format!("i{at} = {}", chance.percent(50)),
        _ => format!("i{at} = {{ includes = {:?} }}", *chance.pick(&["o0", "o1", "o2", "o3"])),
    };
    let both = |chance: &mut Chance, one: usize, other: usize| {
        let (one, other) = (test(chance, one), test(chance, other));
        format!("{{ {one}, {other} }}")
    };
    for at in 0..n - 1 {
        text += &format!("[impossible.r{at}]\nreject = {}\n", both(&mut chance, at, at + 1));
        let other = chance.below(n);
        if other != at {
            text += &format!("[impossible.s{at}]\nreject = {}\n", both(&mut chance, at, other));
        }
    }
    for party in 0..3 {
        for line in 0..2 {
            let (one, step) = (chance.below(n), 1 + chance.below(n - 1));
            let reject = both(&mut chance, one, (one + step) % n);
            let firmness = ["1.0", "0.7", "0.35"][chance.below(3)];
            text +=
                &format!("[party.p{party}.red_line.l{line}]\ntitle = \"\"\nreject = {reject}\nfirmness = {firmness}\n");
        }
    }
    if seed.is_multiple_of(3) {
        text += "[agreement]\nat_least = 2\n";
    }
    text
}

fn counted(count: &Count) -> f64 {
    match count {
        Count::Exact(n) => n.to_string().parse().unwrap(),
        Count::Samples(n) => *n as f64,
        Count::Unknown => f64::NAN,
    }
}

/// The shares that both know, each beside the other, with the number of samples behind the estimate.
fn shares<'f>(found: &'f Acceptance, truth: &'f Acceptance) -> Vec<(&'f Share, &'f Share)> {
    let mut both = vec![(&found.zone.share, &truth.zone.share)];
    for (found, truth) in found.parties.iter().zip(&truth.parties) {
        both.push((&found.share, &truth.share));
        both.extend(found.red_lines.iter().zip(&truth.red_lines).map(|(found, truth)| (&found.share, &truth.share)));
    }
    both
}

#[test]
fn estimates_are_those_of_all_coherent_deals() {
    let n = 20_000;
    let (mut along, mut held, mut covered, mut of_all) = (0, 0, 0, 0);
    for seed in 0..120 {
        let scenario = read(&linked(seed));
        if !is_along_a_diagram(&scenario) {
            continue;
        }
        let truth = accept(&scenario, &exact());
        if truth.provenance.kind != AnswerKind::Exact || truth.coherent == Count::Exact(BigUint::ZERO) {
            continue;
        }
        along += 1;
        let found = accept(&scenario, &Effort { seed, ..simulate(n) });
        assert_eq!(found.coherent, Count::Samples(n), "seed {seed}");
        for (found, truth) in shares(&found, &truth) {
            let (Some(value), Some(truth)) = (found.value, truth.value) else { continue };
            let count = (value * n as f64).round() as u64;
            assert!(binomial_tail(count, n, truth) > 1e-9, "seed {seed}: {count} of {n} for {truth}");
            if truth > 0.001 && truth < 0.999 {
                let (low, high) = found.interval.unwrap();
                covered += u32::from(low <= truth && truth <= high);
                of_all += 1;
            }
        }
        let mean = truth.zone.mean_probability.value.unwrap();
        let estimate = found.zone.mean_probability.value.unwrap();
        assert!(bernstein(estimate, n as f64, mean) > 1e-9, "seed {seed}: {estimate} for {mean}");
        // Every value of every issue comes up as often as there are deals with it.
        let whole = counted(&truth.coherent);
        let rows = found.issues.iter().flatten().zip(truth.issues.iter().flatten());
        for (found, truth) in rows {
            let (count, share) = (counted(&found.deals) as u64, counted(&truth.deals) / whole);
            assert!(binomial_tail(count, n, share) > 1e-9, "seed {seed}: {count} of {n} for {share}");
            held += 1;
        }
    }
    assert!(along > 40 && held > 1_000, "{along} along a diagram, {held} held");
    // Intervals of 95 %: of some hundred that are not independent, no more than one in ten misses.
    assert!(of_all > 200 && covered * 10 > of_all * 9, "{covered} of {of_all} intervals cover");
}
