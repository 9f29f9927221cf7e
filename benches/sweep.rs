//! Rows of a sweep a second, in memory, with every column: `cargo bench --bench sweep`. What counts are the ratios to the
//! calibration loop of the same run, not the times.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that panics has failed")]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::hint::black_box;
use std::io::{Seek, Write};
use zopa::analysis::sweep::design::{Rows, Shift};
use zopa::analysis::sweep::evaluator::Evaluator;
use zopa::analysis::sweep::plan::of_ranges;
use zopa::engine::ask::effort::Effort;
use zopa::report::sweep::write_lines;
use zopa::scenario::model::{DemandName, Scenario, Value};
use zopa::scenario::sweep::{Factor, Levels, SweepDesign, Target};

fn main() {
    divan::main();
}

/// How many rows a bench evaluates, and how many of them at a time.
const ROWS: u64 = 65_536;
const BATCH: u64 = 4_096;

fn flagship() -> Scenario {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/ukraine_security_guarantees.toml");
    Scenario::from_toml_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|_| Scenario::default())
}

/// The lines whose firmness is a range, as a sweep without a name has them.
fn firmness(scenario: &Scenario) -> Vec<Factor> {
    of_ranges(scenario).expect("some firmness is a range").factors
}

/// … and every fourth line held or not there at all.
fn presence(scenario: &Scenario) -> Vec<Factor> {
    let mut factors = firmness(scenario);
    let parties = scenario.parties.enumerate();
    let lines =
        parties.flat_map(|(party, of)| (0..of.red_lines.len()).map(move |line| DemandName::RedLine(party, line)));
    for demand in lines.step_by(4) {
        let key = format!("enforced.{}", scenario.demand_text(&demand));
        let levels = Levels::Truths(vec![true, false]);
        factors.push(Factor { key, target: Target::Enforced(demand), levels, span: 0..0 });
    }
    factors
}

/// Evaluates all rows on this many threads, each batch into a buffer that is used again.
fn evaluate(evaluator: &Evaluator, design: &Rows, threads: u64) {
    let n_batches = ROWS / BATCH;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let mut batch = evaluator.batch();
                for place in (thread..n_batches).step_by(usize::try_from(threads).unwrap()) {
                    evaluator.fill(design, place * BATCH..(place + 1) * BATCH, &mut batch);
                    black_box(&batch);
                }
            });
        }
    });
}

fn measure(bencher: Bencher, scenario: &Scenario, factors: &[Factor], (design, threads): (SweepDesign, u64)) {
    let evaluator = Evaluator::new(scenario, factors, &Effort::default());
    let rows = Rows::new(factors, design, ROWS, 0, Shift::Digital);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| evaluate(black_box(&evaluator), &rows, threads));
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

/// Every column, while only firmness moves; by design and threads.
#[divan::bench(args = [(SweepDesign::Lhs, 1), (SweepDesign::Lhs, 2), (SweepDesign::Sobol, 1), (SweepDesign::Saltelli, 1), (SweepDesign::Random, 1)], sample_count = 5)]
fn moving_firmness(bencher: Bencher, how: (SweepDesign, u64)) {
    let scenario = flagship();
    let factors = firmness(&scenario);
    measure(bencher, &scenario, &factors, how);
}

/// … while lines come and go, too.
#[divan::bench(args = [(SweepDesign::Lhs, 1), (SweepDesign::Lhs, 2)], sample_count = 5)]
fn moving_demands(bencher: Bencher, how: (SweepDesign, u64)) {
    let scenario = flagship();
    let factors = presence(&scenario);
    measure(bencher, &scenario, &factors, how);
}

/// … while something moves that changes the table itself: one is counted for each row.
#[divan::bench(sample_count = 5)]
fn moving_the_table(bencher: Bencher) {
    let scenario = flagship();
    let mut factors = firmness(&scenario);
    for (issue, of) in scenario.issues.enumerate() {
        let terms = (0..of.n_values()).map(Value).collect();
        factors.push(Factor {
            key: of.id.clone(),
            target: Target::Fix(issue),
            levels: Levels::Terms(terms),
            span: 0..0,
        });
    }
    let evaluator = Evaluator::new(&scenario, &factors, &Effort::default());
    let rows = Rows::new(&factors, SweepDesign::Random, 1_024, 0, Shift::Digital);
    let mut batch = evaluator.batch();
    bencher.counter(ItemsCount::new(1_024_u64)).bench_local(|| evaluator.fill(&rows, 0..1_024, &mut batch));
}

/// The lines of a file of text: rows evaluated and written, and the same rows written again and again.
#[divan::bench(args = [true, false], sample_count = 5)]
fn writing_text(bencher: Bencher, evaluating: bool) {
    let scenario = flagship();
    let factors = firmness(&scenario);
    let evaluator = Evaluator::new(&scenario, &factors, &Effort::default());
    let rows = Rows::new(&factors, SweepDesign::Lhs, ROWS, 0, Shift::Digital);
    let (mut batch, mut text) = (evaluator.batch(), String::new());
    evaluator.fill(&rows, 0..BATCH, &mut batch);
    let mut file = tempfile::tempfile().unwrap();
    bencher.counter(ItemsCount::new(BATCH)).bench_local(|| {
        if evaluating {
            evaluator.fill(&rows, 0..BATCH, &mut batch);
        }
        text.clear();
        write_lines(evaluator.columns(), &batch, &mut text);
        file.rewind().unwrap();
        file.write_all(text.as_bytes()).unwrap();
    });
}

/// The settings alone.
#[divan::bench(args = [SweepDesign::Lhs, SweepDesign::Sobol, SweepDesign::Random], sample_count = 5)]
fn settings(bencher: Bencher, design: SweepDesign) {
    let factors = firmness(&flagship());
    let rows = Rows::new(&factors, design, ROWS, 0, Shift::Digital);
    let mut settings = Vec::new();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        for row in 0..ROWS {
            rows.settings_into(row, &mut settings);
            black_box(&settings);
        }
    });
}

/// A row by an engine, without the table.
#[divan::bench(sample_count = 5)]
fn by_engine(bencher: Bencher) {
    let scenario = flagship();
    let factors = firmness(&scenario);
    let evaluator = Evaluator::new(&scenario, &factors, &Effort::default()).without_tables();
    let rows = Rows::new(&factors, SweepDesign::Lhs, ROWS, 0, Shift::Digital);
    let mut batch = evaluator.batch();
    bencher.counter(ItemsCount::new(16_u64)).bench_local(|| evaluator.fill(&rows, 0..16, &mut batch));
}
