//! The frontier of a million agreed deals, by the number of parties: `cargo bench --bench frontier`. The points pull the
//! parties apart: each option divides about the same worth at random, so much of the space is on the frontier.
//! `benches/peers/frontier.py` runs the command beside moocore on points of the same kind.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a bench that panics has failed")]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::fmt::Write;
use std::hint::black_box;
use zopa::analysis::frontier::by_walk::trace;
use zopa::analysis::frontier::findings::Question;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::ask::pace::Limit;
use zopa::engine::pareto::dominance::maxima;
use zopa::scenario::model::Scenario;

fn main() {
    divan::main();
}

/// Numbers from 0 to 1 by a linear congruential generator.
fn numbers() -> impl FnMut() -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1_u64 << 24) as f64
    }
}

/// What each party gets of about 1000, at random.
fn shares(n_parties: usize, next: &mut impl FnMut() -> f64) -> Vec<f64> {
    let mut cuts: Vec<f64> = (1..n_parties).map(|_| next()).chain([0.0, 1.0]).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.windows(2).map(|ends| ((ends[1] - ends[0]) * 1000.0 + next() * 100.0).round()).collect()
}

/// Issues of ten options.
fn scenario(n_parties: usize, n_issues: usize) -> Scenario {
    let text = text(n_parties, n_issues);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn text(n_parties: usize, n_issues: usize) -> String {
    let mut next = numbers();
    let mut text = "format = 1\ntitle = \"\"\n[issue]\n".to_owned();
    let options = |value: &dyn Fn(usize) -> String| {
        (0..10).map(|option| format!("o{option} = {}", value(option))).collect::<Vec<_>>().join(", ")
    };
    for issue in 0..n_issues {
        writeln!(text, "i{issue}.options = {{ {} }}", options(&|_| "\"\"".to_owned())).unwrap();
    }
    let points: Vec<Vec<f64>> = (0..10 * n_issues).map(|_| shares(n_parties, &mut next)).collect();
    (0..n_parties).for_each(|party| {
        writeln!(text, "[party.p{party}.points]").unwrap();
        for issue in 0..n_issues {
            let of = |option: usize| points[issue * 10 + option][party].to_string();
            writeln!(text, "i{issue} = {{ {} }}", options(&of)).unwrap();
        }
    });
    text
}

/// The same with a reservation of each party and a red line for each issue, on pairs of issues that stand side by side.
fn lined(n_parties: usize, n_issues: usize) -> Scenario {
    let mut text = text(n_parties, n_issues);
    for party in 0..n_parties {
        text = text.replace(
            &format!("[party.p{party}.points]"),
            &format!("[party.p{party}]\nreservation = {}\n[party.p{party}.points]", 400 * n_issues / n_parties),
        );
    }
    for issue in 0..n_issues {
        let (party, next) = (issue % n_parties, (issue + 1) % n_issues);
        writeln!(text, "[party.p{party}.red_line.r{issue}]\ntitle = \"\"\nreject = {{ i{issue} = [\"o0\", \"o3\"], i{next} = [\"o1\", \"o4\", \"o7\"] }}").unwrap();
    }
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// All that `zopa frontier` says, on all cores.
#[divan::bench(args = [2, 3, 5], sample_count = 3)]
fn frontier(bencher: Bencher, n_parties: usize) {
    let scenario = scenario(n_parties, 6);
    let question = Question { top: 1, ..Question::default() };
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench(|| trace(black_box(&scenario), &Effort::default(), question));
}

/// The same by a walk over every deal.
#[divan::bench(args = [2, 3, 5], sample_count = 3)]
fn frontier_walked(bencher: Bencher, n_parties: usize) {
    let scenario = scenario(n_parties, 6);
    let question = Question { top: 1, ..Question::default() };
    let effort = Effort { engine: EngineChoice::Enumerate, ..Effort::default() };
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench(|| trace(black_box(&scenario), &effort, question));
}

/// Two parties, by the number of issues: a million deals, a billion, and 10^18.
#[divan::bench(args = [6, 9, 18], sample_count = 3)]
fn frontier_of_two(bencher: Bencher, n_issues: usize) {
    let scenario = scenario(2, n_issues);
    let question = Question { top: 1, ..Question::default() };
    bencher.bench(|| trace(black_box(&scenario), &Effort::default(), question));
}

/// The maxima alone, of 100,000 random points on a slope.
#[divan::bench(args = [2, 3, 5], sample_count = 3)]
fn maxima_of_a_slope(bencher: Bencher, width: usize) {
    let mut next = numbers();
    let points: Vec<f64> = (0..100_000).flat_map(|_| shares(width, &mut next)).collect();
    let limit = Limit::of(&Effort::default());
    bencher.counter(ItemsCount::new(100_000_u64)).bench(|| maxima(black_box(&points), width, &limit));
}

/// Two parties with reservations and red lines, by the number of issues: ten issues have 1e10 deals, of which
/// more than 1e9 are agreed.
#[divan::bench(args = [6, 10, 14], sample_count = 3)]
fn frontier_with_lines(bencher: Bencher, n_issues: usize) {
    let scenario = lined(2, n_issues);
    let question = Question { top: 1, ..Question::default() };
    bencher.bench(|| {
        let found = trace(black_box(&scenario), &Effort::default(), question);
        let n_deals = found.found.as_ref().and_then(|found| u128::try_from(found.n_deals.clone()?).ok()).unwrap();
        assert!(n_deals > if n_issues < 10 { 1 } else { 1_000_000_000 }, "{n_deals}");
        found
    });
}
