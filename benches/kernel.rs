//! The kernels of the enumeration on one core: `cargo bench --bench kernel`. Deals a second on `S30` (1.07e9 deals, 54 lines),
//! flat (every atom of every line on every deal) and depth first, for each instruction set that the machine has; the same
//! with points and reservations; every figure of `zopa run`; then, printed below, how near the flat count comes to what
//! the same instructions load where they do nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench that panics has failed; it prints"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;
use zopa::engine::ask::effort::Effort;
use zopa::engine::ask::instructions::chosen;
use zopa::engine::ask::limit::Deadline;
use zopa::engine::descent::figures::{By, figures};
use zopa::engine::descent::flat::Flat;
use zopa::engine::descent::kernels::Kernels;
use zopa::engine::descent::plan::Plan;
use zopa::engine::descent::questions::{agreement, ending};
use zopa::engine::descent::tile::{LANES, Tile};
use zopa::rule::demand::DemandSet;
use zopa::rule::lower::{Lowered, lower};
use zopa::scenario::model::Scenario;
use zopa::space::instructions::InstructionSet;

const DEALS: u64 = 1 << 30;

fn main() {
    divan::main();
    // Not where one bench alone is asked for, or all of them only once.
    if std::env::args().skip(1).all(|argument| argument == "--bench") {
        bound();
    }
}

fn text() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/S30.toml")).unwrap()
}

fn read(text: &str) -> (Scenario, Lowered) {
    let scenario = Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"));
    let lowered = lower(&scenario);
    (scenario, lowered)
}

/// The same scenario with points of every party on every issue, and a reservation that the average deal just passes.
fn with_points() -> String {
    let mut text = text();
    let parties: Vec<String> =
        text.lines().filter_map(|line| line.strip_prefix("[party.")?.strip_suffix(']')).map(str::to_owned).collect();
    let parties: Vec<String> = parties.into_iter().filter(|name| !name.contains('.')).collect();
    let mut state = 1_u64;
    for party in &parties {
        text = text.replace(&format!("[party.{party}]\n"), &format!("[party.{party}]\nreservation = 72\n"));
        writeln!(text, "[party.{party}.points]").unwrap();
        for issue in 0..15 {
            let mut points = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 33) % 11
            };
            let [a, b, c, d] = [points(), points(), points(), points()];
            writeln!(text, "i{issue} = {{ o0 = {a}, o1 = {b}, o2 = {c}, o3 = {d} }}").unwrap();
        }
    }
    text
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

fn plan(scenario: &Scenario, lowered: &Lowered) -> Plan {
    Plan::new(&lowered.formulas, &agreement(scenario, lowered, &|_| true).unwrap(), LANES).unwrap()
}

fn rules(scenario: &Scenario, lowered: &Lowered) -> Flat {
    let ending = ending(scenario, lowered, &DemandSet::empty(lowered.demands.len())).unwrap();
    Flat::new(&lowered.formulas, &ending).unwrap()
}

fn walk(bencher: Bencher, text: &str, set: InstructionSet, threads: usize) {
    let (scenario, lowered) = read(text);
    let pool = pool(threads);
    bencher
        .counter(ItemsCount::new(DEALS))
        .bench(|| pool.install(|| black_box(plan(&scenario, &lowered)).count(set, &|| false)));
}

#[divan::bench(args = InstructionSet::all(), sample_count = 5)]
fn flat(bencher: Bencher, set: InstructionSet) {
    let (scenario, lowered) = read(&text());
    let flat = rules(&scenario, &lowered);
    let pool = pool(1);
    bencher.counter(ItemsCount::new(DEALS)).bench(|| pool.install(|| black_box(&flat).count(set, &|| false)));
}

/// The plan made too.
#[divan::bench(args = InstructionSet::all(), sample_count = 20)]
fn depth_first(bencher: Bencher, set: InstructionSet) {
    walk(bencher, &text(), set, 1);
}

/// `M`, 2.8e14 deals: a walk that is long enough for threads to count.
#[divan::bench(args = [1, 2], sample_count = 3)]
fn depth_first_on_threads(bencher: Bencher, threads: usize) {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/M.toml")).unwrap();
    let (scenario, lowered) = read(&text);
    let pool = pool(threads);
    bencher.bench(|| pool.install(|| black_box(plan(&scenario, &lowered)).count(chosen(), &|| false)));
}

#[divan::bench(args = InstructionSet::all(), sample_count = 20)]
fn depth_first_with_reservations(bencher: Bencher, set: InstructionSet) {
    walk(bencher, &with_points(), set, 1);
}

fn all_figures(bencher: Bencher, text: &str, set: InstructionSet) {
    let (scenario, lowered) = read(text);
    let (pool, effort) = (pool(1), Effort::default());
    let by = By { set, lanes: LANES };
    bencher
        .counter(ItemsCount::new(DEALS))
        .bench(|| pool.install(|| figures(black_box(&scenario), &lowered, (&effort, Deadline::after(None)), by)));
}

/// Counts by value, by party and by demand, and probabilities: some 130 walks.
#[divan::bench(args = InstructionSet::all(), sample_count = 3)]
fn every_figure(bencher: Bencher, set: InstructionSet) {
    all_figures(bencher, &text(), set);
}

#[divan::bench(sample_count = 3)]
fn every_figure_with_reservations(bencher: Bencher) {
    all_figures(bencher, &with_points(), chosen());
}

/// How many planes of 4,096 deals a second are read by the flat count, and where planes are only joined.
fn bound() {
    let (scenario, lowered) = read(&text());
    let flat = rules(&scenario, &lowered);
    let pool = pool(1);
    let planes: Vec<Tile> = (0..48).map(|at| Tile::first(at * 64)).collect();
    let with: Vec<u32> = (0..48).collect();
    for set in InstructionSet::all() {
        let kernels = Kernels::of(set);
        let (mut loads, mut reads) = (0.0_f64, 0.0_f64);
        for _ in 0..5 {
            let begin = Instant::now();
            for _ in 0..200_000 {
                black_box(kernels.clear(black_box(&Tile::NONE), black_box(&with), black_box(&planes)));
            }
            loads = loads.max(200_000.0 * 48.0 / begin.elapsed().as_secs_f64());
            let begin = Instant::now();
            pool.install(|| black_box(flat.count(set, &|| false)));
            let tiles = DEALS as f64 / LANES as f64;
            reads = reads.max(tiles * flat.n_uses() as f64 / begin.elapsed().as_secs_f64());
        }
        println!(
            "{set:?}: {:.0} million planes a second by the flat count, {:.0} where they are only joined: {:.0} %",
            reads / 1e6,
            loads / 1e6,
            100.0 * reads / loads
        );
    }
}
