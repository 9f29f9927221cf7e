//! The simulation held to the oracle, to exact figures, and to itself: the same bytes on every instruction set and any number
//! of threads, and intervals that cover as often as they claim.

use crate::brute::deals;
use crate::generator;
use zopa::analysis::acceptance::accept;
use zopa::engine::ask::answer::Share;
use zopa::engine::ask::effort::{Effort, EngineChoice, Worlds};
use zopa::engine::ask::instructions::chosen;
use zopa::engine::ask::interval::{bernstein, binomial_tail};
use zopa::engine::ask::limit::Deadline;
use zopa::engine::draw::lean::kernel::{Drawn, Plan};
use zopa::engine::draw::lean::simulation::draw;
use zopa::engine::draw::simulate::{Simulator, Source};
use zopa::engine::survey::on_threads;
use zopa::engine::tile::judge::Judge;
use zopa::engine::tile::vectors::Vectors;
use zopa::rule::lower::lower;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Changes, Scenario};
use zopa::space::draw::Drawer;
use zopa::space::instructions::InstructionSet;

const WAYS: [Option<Worlds>; 3] = [None, Some(Worlds::Product), Some(Worlds::Drawn)];

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

/// What the lean kernel counts, where it takes the scenario.
fn drawn(
    scenario: &Scenario,
    worlds: Option<Worlds>,
    wide: InstructionSet,
    effort: &Effort,
    samples: u64,
) -> Option<Drawn> {
    let lowered = lower(scenario);
    let judge = Judge::new(scenario, &lowered);
    let source = Source::Coherent(Drawer::new(&lowered));
    let plan = Plan::new(&judge, &source, worlds)?;
    let (drawn, whole) = on_threads(effort, || draw(&plan, wide, effort, Deadline::after(None), samples));
    assert!(whole);
    Some(drawn)
}

#[test]
fn every_instruction_set_and_any_number_of_threads_give_the_same_bytes() {
    let mut compared = 0;
    for seed in 0..150 {
        let scenario = generated(seed);
        for worlds in WAYS {
            let of = |wide, threads| {
                let effort = Effort { seed, threads: Some(threads), ..Effort::default() };
                drawn(&scenario, worlds, wide, &effort, 40_000)
            };
            let Some(baseline) = of(InstructionSet::Baseline, 1) else { continue };
            for wide in InstructionSet::all() {
                for threads in [1, 2, 16] {
                    assert_eq!(of(wide, threads), Some(baseline), "seed {seed}: {wide:?} on {threads} threads");
                }
            }
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared} compared");
}

#[test]
fn every_figure_is_the_same_bytes_on_every_instruction_set() {
    let (mut compared, mut agreed) = (0, 0);
    for seed in 0..80 {
        let scenario = generated(seed);
        let lowered = lower(&scenario);
        if lowered.is_open() {
            continue;
        }
        let source = Source::Coherent(Drawer::new(&lowered));
        let mut of = |vectors| {
            let mut judge = Judge::new(&scenario, &lowered);
            judge.vectors = vectors;
            let effort = Effort { seed, threads: Some(1), ..Effort::default() };
            let run = || Simulator::new(&judge, &source, true, 4).run(&effort, Deadline::after(None), 9_000);
            let found = on_threads(&effort, run);
            agreed += found.tally.agreed;
            format!("{found:?}")
        };
        let mut of = |set| of(Vectors::of(set));
        let baseline = of(InstructionSet::Baseline);
        for set in InstructionSet::all() {
            assert_eq!(Vectors::of(set).set, set);
            assert!(of(set) == baseline, "seed {seed}: {set}");
        }
        compared += 1;
    }
    assert!(compared > 50 && agreed > 0, "{compared} compared");
}

#[test]
fn a_proposal_without_choice_is_judged_as_the_oracle_judges_it() {
    let (mut judged, mut agreed, mut between) = (0, 0, 0);
    for seed in 0..400 {
        let scenario = generated(seed);
        let all = deals(&scenario);
        for deal in all.iter().step_by((all.len() / 12).max(1)) {
            let fix = deal.enumerate().map(|(issue, value)| (issue, *value)).collect();
            let Ok(one) = scenario.with(&Changes { fix, ..Changes::default() }) else { continue };
            let truth = judge(&one, deal);
            let n = 700;
            let of = |worlds| drawn(&one, worlds, chosen(), &Effort::default(), n);
            let Some(held) = of(None) else { continue };
            if !truth.coherent() {
                assert_eq!(held.proposals, 0, "seed {seed}");
                continue;
            }
            let probability = truth.probability.unwrap();
            let count = if truth.agreed { n } else { 0 };
            assert_eq!((held.proposals, held.agreed), (n, count), "seed {seed}");
            let product = of(Some(Worlds::Product)).unwrap();
            assert_eq!((product.proposals, product.agreed), (n, count), "seed {seed}");
            assert!((product.sum / n as f64 - probability).abs() < 1e-12, "seed {seed}: {product:?}, {probability}");
            assert!((product.squares / n as f64 - probability.powi(2)).abs() < 1e-12, "seed {seed}");
            let worlds = of(Some(Worlds::Drawn)).unwrap();
            assert!(binomial_tail(worlds.in_world, n, probability) > 1e-9, "seed {seed}: {worlds:?}, {probability}");
            judged += 1;
            agreed += u32::from(truth.agreed);
            between += u32::from(probability > 0.0 && probability < 1.0);
        }
    }
    assert!(judged > 300 && agreed > 20 && between > 50, "{judged} judged, {agreed} agreed, {between} between");
}

#[test]
fn counts_and_means_are_those_of_all_deals() {
    let mut compared = 0;
    for seed in 0..300 {
        let scenario = generated(seed);
        let exact = Effort { engine: EngineChoice::Enumerate, samples: Some(0), ..Effort::default() };
        let zone = accept(&scenario, &exact).zone;
        let (Some(share), Some(mean)) = (zone.share.value, zone.mean_probability.value) else { continue };
        let n = 30_000;
        let of = |worlds| drawn(&scenario, worlds, chosen(), &Effort { seed, ..Effort::default() }, n);
        let Some(product) = of(Some(Worlds::Product)) else { continue };
        let worlds = of(Some(Worlds::Drawn)).unwrap();
        for one in [product, worlds] {
            assert!(binomial_tail(one.agreed, one.proposals, share) > 1e-9, "seed {seed}: {one:?}, {share}");
        }
        let n = product.proposals as f64;
        assert!(bernstein(product.sum / n, n, mean) > 1e-9, "seed {seed}: {product:?}, {mean}");
        assert!(binomial_tail(worlds.in_world, worlds.proposals, mean) > 1e-9, "seed {seed}: {worlds:?}, {mean}");
        compared += 1;
    }
    assert!(compared > 60, "{compared} compared");
}

/// How often Wilson's interval of `n` throws covers their probability: exactly, over every count.
fn coverage(n: u64, p: f64) -> f64 {
    let mut term = (1.0 - p).powi(n as i32);
    let mut covered = 0.0;
    for count in 0..=n {
        let (low, high) = Share::sampled(count as f64, n).interval.unwrap();
        covered += if low <= p && p <= high { term } else { 0.0 };
        term *= (n - count) as f64 / (count + 1) as f64 * p / (1.0 - p);
    }
    covered
}

#[test]
fn every_deal_is_drawn_as_often_as_the_next() {
    // Sixty deals; a run for each, in which it alone is agreed. All runs draw the same proposals.
    let options = |id: &str, n: usize| (1..=n).map(|at| format!("{id}{at} = \"\"")).collect::<Vec<_>>().join(", ");
    let text = |deal: [usize; 3]| {
        let mut text = "format = 1\ntitle = \"\"\n".to_owned();
        for (id, n) in [("a", 3), ("b", 4), ("c", 5)] {
            text += &format!("[issue.{id}]\noptions = {{ {} }}\n", options(id, n));
        }
        let [a, b, c] = deal.map(|place| place + 1);
        text + &format!(
            "[party.p.red_line.l]\ntitle = \"\"\nrequire = {{ a = \"a{a}\", b = \"b{b}\", c = \"c{c}\" }}\n"
        )
    };
    let n = 600_000;
    let mut counts = Vec::new();
    for deal in (0..60).map(|at| [at / 20, at / 5 % 4, at % 5]) {
        let scenario = Scenario::from_toml_str(&text(deal)).unwrap_or_else(|problems| panic!("{problems}"));
        counts.push(drawn(&scenario, None, chosen(), &Effort { seed: 5, ..Effort::default() }, n).unwrap().agreed);
    }
    assert_eq!(counts.iter().sum::<u64>(), n);
    let chi: f64 = counts.iter().map(|count| (*count as f64 - 10_000.0).powi(2) / 10_000.0).sum();
    assert!((chi - 59.0).abs() < 5.0 * (2.0_f64 * 59.0).sqrt(), "chi-square {chi} for 59 degrees of freedom");
}

/// Shares from a few percent to most, with lines of every firmness.
const SHARES: &str = r#"
format = 1
title = "Shares"
[issue.a]
options = { a1 = "", a2 = "", a3 = "", a4 = "", a5 = "" }
[issue.b]
options = { b1 = "", b2 = "", b3 = "" }
[issue.c]
range = { min = 1, max = 40 }
[party.one.red_line]
high = { title = "", reject = { c = { at_least = 9 } }, firmness = 0.9 }
both = { title = "", reject = { a = ["a1", "a2"], b = "b1" }, firmness = 0.6 }
[party.two.red_line]
low = { title = "", reject = { c = { at_most = 3 } }, firmness = 1.0 }
first = { title = "", reject = { a = "a4" }, firmness = 0.35 }
"#;

#[test]
fn intervals_cover_the_exact_figures_as_often_as_they_claim() {
    let scenario = Scenario::from_toml_str(SHARES).unwrap();
    let exact = Effort { engine: EngineChoice::Enumerate, samples: Some(0), ..Effort::default() };
    let zone = accept(&scenario, &exact).zone;
    let (share, mean) = (zone.share.value.unwrap(), zone.mean_probability.value.unwrap());
    let seeds = 2_000_u64;
    for n in [50, 600] {
        let [mut of_share, mut of_drawn, mut of_product] = [0_u64; 3];
        for seed in 0..seeds {
            let of = |worlds| drawn(&scenario, worlds, chosen(), &Effort { seed, ..Effort::default() }, n).unwrap();
            let (product, worlds) = (of(Some(Worlds::Product)), of(Some(Worlds::Drawn)));
            let covers = |share: Share, truth: f64| {
                let (low, high) = share.interval.unwrap();
                u64::from(low <= truth && truth <= high)
            };
            of_share += covers(Share::sampled(product.agreed as f64, n), share);
            of_drawn += covers(Share::sampled(worlds.in_world as f64, n), mean);
            of_product += covers(Share::averaged(product.sum, product.squares, n), mean);
        }
        // Counts are few, so that Wilson's interval covers a little more or less often than 95 %: so often as it has to.
        for (covered, p) in [(of_share, share), (of_drawn, mean)] {
            let expected = coverage(n, p);
            assert!((0.92..0.98).contains(&expected), "{expected}");
            let far =
                (covered as f64 - expected * seeds as f64).abs() / (expected * (1.0 - expected) * seeds as f64).sqrt();
            assert!(far < 4.0, "{covered} of {seeds} cover with {n} samples, where {expected} is the share");
        }
        // The interval of a mean may cover more often than it claims, never less: four standard deviations below 95 %.
        assert!(of_product >= 1_861, "{of_product} of {seeds} cover with {n} samples");
    }
}
