//! The engines on scenarios of several sizes, in deals a second, beside a calibration loop on the same machine in the same
//! run: `cargo bench --bench engine`. What counts are the ratios to that loop, not the times.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that panics has failed")]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::hint::black_box;
use zopa::analysis::acceptance::accept;
use zopa::engine::effort::{Effort, EngineChoice};
use zopa::engine::exact::counted::Exact;
use zopa::engine::exact::opened::Ready;
use zopa::rule::lower::lower;
use zopa::rule::reference::judge;
use zopa::scenario::id::IdVec;
use zopa::scenario::model::{Scenario, Value};

fn main() {
    divan::main();
}

const SMALL: &[&str] =
    &["scenarios/harbor.toml", "scenarios/deliberation.toml", "scenarios/ukraine_security_guarantees.toml"];

fn read(path: &str) -> Scenario {
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    Scenario::from_toml_str(&text).unwrap_or_else(|_| Scenario::default())
}

fn n_deals(scenario: &Scenario) -> u64 {
    u64::try_from(scenario.n_deals()).expect("an enumerable space")
}

/// A million steps of a xorshift generator: what a machine does with plain dependent arithmetic.
#[divan::bench]
fn calibration(bencher: Bencher) {
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench(|| {
        let mut state = black_box(0x9e37_79b9_7f4a_7c15_u64);
        for _ in 0..1_000_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        state
    });
}

/// The oracle, deal by deal.
#[divan::bench(args = SMALL)]
fn oracle(bencher: Bencher, path: &str) {
    let scenario = read(path);
    let deal: IdVec<_, Value> = scenario.issues.iter().map(|_| Value(0)).collect();
    bencher.counter(ItemsCount::new(1_u64)).bench(|| judge(black_box(&scenario), black_box(&deal)));
}

/// Every figure of `zopa run` by enumeration, one thread.
#[divan::bench(args = ["scenarios/harbor.toml", "scenarios/deliberation.toml", "scenarios/ukraine_security_guarantees.toml", "benches/scenarios/Us.toml"], sample_count = 5)]
fn enumerate(bencher: Bencher, path: &str) {
    let scenario = read(path);
    let effort = Effort { engine: EngineChoice::Enumerate, samples: Some(0), threads: Some(1), ..Effort::default() };
    bencher.counter(ItemsCount::new(n_deals(&scenario))).bench(|| accept(black_box(&scenario), &effort));
}

const DIAGRAMS: &[&str] = &["S30", "M", "Mw", "Lw", "L50"];

/// The exact engine made ready: an order of the issues, the rules as graphs.
#[divan::bench(args = DIAGRAMS, sample_count = 10, sample_size = 1)]
fn ordering(bencher: Bencher, name: &str) {
    let scenario = read(&format!("benches/scenarios/{name}.toml"));
    let lowered = lower(&scenario);
    let ready = Ready::new(&scenario, &lowered).expect("no points");
    bencher.bench(|| ready.exact(&scenario, &lowered, &Effort::default()).map(drop));
}

/// How many deals are agreed, the exact engine ready.
#[divan::bench(args = DIAGRAMS, sample_count = 30, sample_size = 1)]
fn count(bencher: Bencher, name: &str) {
    with_exact(name, |exact| bencher.bench(|| exact.n_agreed()));
}

/// How many deals with each value are agreed, the exact engine ready.
#[divan::bench(args = DIAGRAMS, sample_count = 30, sample_size = 1)]
fn marginals(bencher: Bencher, name: &str) {
    with_exact(name, |exact| bencher.bench(|| exact.agreed_by_value()));
}

fn with_exact(name: &str, with: impl FnOnce(&Exact)) {
    let scenario = read(&format!("benches/scenarios/{name}.toml"));
    let lowered = lower(&scenario);
    let ready = Ready::new(&scenario, &lowered).expect("no points");
    with(&ready.exact(&scenario, &lowered, &Effort::default()).expect("a scenario for this engine"));
}

/// Every figure of `zopa run` from a million samples, by threads.
#[divan::bench(args = [("benches/scenarios/M.toml", 1), ("benches/scenarios/M.toml", 2), ("scenarios/ukraine_security_guarantees.toml", 1)], sample_count = 5)]
fn simulate(bencher: Bencher, (path, threads): (&str, usize)) {
    let scenario = read(path);
    let engine = EngineChoice::Simulate;
    let effort = Effort { engine, samples: Some(1_000_000), threads: Some(threads), ..Effort::default() };
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench(|| accept(black_box(&scenario), &effort));
}

/// From the text of the file to the findings, as the command does it.
#[divan::bench(args = SMALL, sample_count = 10)]
fn whole(bencher: Bencher, path: &str) {
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    bencher.bench(|| {
        let scenario = Scenario::from_toml_str(black_box(&text)).unwrap_or_else(|_| Scenario::default());
        accept(&scenario, &Effort::default())
    });
}
