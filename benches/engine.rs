//! The engines on scenarios of several sizes, in deals a second, beside a calibration loop on the same machine in the same
//! run: `cargo bench --bench engine`. What counts are the ratios to that loop, not the times.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that panics has failed")]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::hint::black_box;
use zopa::analysis::acceptance::accept;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::exact::engine::Exact;
use zopa::engine::exact::unlock::Ready;
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

/// Every scenario that is shipped or measured here, with every engine that can take it: enumeration where there are at most
/// 2^31 deals.
fn each() -> Vec<(String, EngineChoice)> {
    let mut all = Vec::new();
    for folder in ["scenarios", "benches/scenarios"] {
        let listed = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let names = listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        all.extend(names.filter(|name| name.ends_with(".toml")).map(|name| format!("{folder}/{name}")));
    }
    all.sort();
    let engines = [EngineChoice::Exact, EngineChoice::Enumerate, EngineChoice::Simulate];
    let pairs = all.iter().flat_map(|path| engines.map(|engine| (path.clone(), engine)));
    pairs.filter(|(path, engine)| *engine != EngineChoice::Enumerate || read(path).n_deals().bits() <= 31).collect()
}

/// Every figure of `zopa run`, one thread: of all deals, or from a million samples.
#[divan::bench(args = each(), sample_count = 3, sample_size = 1)]
fn every_figure(bencher: Bencher, (path, engine): &(String, EngineChoice)) {
    let scenario = read(path);
    let samples = if *engine == EngineChoice::Simulate { 1_000_000 } else { 0 };
    let effort = Effort { engine: *engine, samples: Some(samples), threads: Some(1), ..Effort::default() };
    let items = if samples > 0 { Some(samples) } else { u64::try_from(scenario.n_deals()).ok() };
    match items {
        Some(items) => bencher.counter(ItemsCount::new(items)).bench(|| accept(black_box(&scenario), &effort)),
        None => bencher.bench(|| accept(black_box(&scenario), &effort)),
    }
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
#[divan::bench(args = [1, 2], sample_count = 5)]
fn simulate_on_threads(bencher: Bencher, threads: usize) {
    let scenario = read("benches/scenarios/M.toml");
    let engine = EngineChoice::Simulate;
    let effort = Effort { engine, samples: Some(1_000_000), threads: Some(threads), ..Effort::default() };
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench(|| accept(black_box(&scenario), &effort));
}
