//! The lean simulation on one thread: `cargo bench --bench simulate`. Proposals a second on `M` (24 issues, 60 lines) for each
//! way to treat firmness and each instruction set that the machine has, beside a calibration loop; coherent deals where rules leave
//! few of them, drawn again and again or along a diagram; then, printed below, how much of the mean's variance a second of each
//! way is worth.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench that panics has failed; it prints"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::hint::black_box;
use std::time::Instant;
use zopa::engine::ask::effort::{Effort, Watch, Worlds};
use zopa::engine::ask::instructions::chosen;
use zopa::engine::ask::limit::Deadline;
use zopa::engine::draw::lean::kernel::Plan;
use zopa::engine::draw::lean::simulation::draw;
use zopa::engine::draw::simulate::{Simulator, Source};
use zopa::engine::exact::diagram::Budget;
use zopa::engine::exact::paths::paths;
use zopa::engine::survey::on_threads;
use zopa::engine::tile::judge::Judge;
use zopa::rule::lower::{Lowered, lower};
use zopa::scenario::model::Scenario;
use zopa::space::draw::Drawer;
use zopa::space::instructions::InstructionSet;
use zopa::space::lanes::Lanes;

const SAMPLES: u64 = 1 << 24;

fn main() {
    divan::main();
    variances();
}

fn scenario() -> Scenario {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/M.toml")).unwrap();
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn source(lowered: &Lowered) -> Source {
    Source::Coherent(Drawer::new(lowered))
}

fn run(bencher: Bencher, worlds: Option<Worlds>, wide: InstructionSet, threads: usize) {
    let scenario = scenario();
    let lowered = lower(&scenario);
    let judge = Judge::new(&scenario, &lowered);
    let source = source(&lowered);
    let plan = Plan::new(&judge, &source, worlds).unwrap();
    let effort = Effort { threads: Some(threads), ..Effort::default() };
    bencher
        .counter(ItemsCount::new(SAMPLES))
        .bench(|| on_threads(&effort, || draw(black_box(&plan), wide, &effort, Deadline::after(None), SAMPLES)));
}

#[divan::bench(args = InstructionSet::all(), sample_count = 5)]
fn all_lines_held(bencher: Bencher, wide: InstructionSet) {
    run(bencher, None, wide, 1);
}

#[divan::bench(args = InstructionSet::all(), sample_count = 5)]
fn product(bencher: Bencher, wide: InstructionSet) {
    run(bencher, Some(Worlds::Product), wide, 1);
}

#[divan::bench(args = InstructionSet::all(), sample_count = 5)]
fn worlds_drawn(bencher: Bencher, wide: InstructionSet) {
    run(bencher, Some(Worlds::Drawn), wide, 1);
}

#[divan::bench(args = [1, 2], sample_count = 5)]
fn product_on_threads(bencher: Bencher, threads: usize) {
    run(bencher, Some(Worlds::Product), chosen(), threads);
}

/// Everything that `--engine simulate` reports, values and demands too.
#[divan::bench(sample_count = 3)]
fn every_figure(bencher: Bencher) {
    let scenario = scenario();
    let lowered = lower(&scenario);
    let judge = Judge::new(&scenario, &lowered);
    let source = source(&lowered);
    let effort = Effort { threads: Some(1), ..Effort::default() };
    let samples = 1_u64 << 20;
    bencher.counter(ItemsCount::new(samples)).bench(|| {
        on_threads(&effort, || Simulator::new(&judge, &source, true, 5).run(&effort, Deadline::after(None), samples))
    });
}

/// `M` with a rule for each two issues in a row: not both among their first so many options. One, two and three options of four
/// leave 0.29, 7.2e-3 and 2.6e-6 of all deals.
fn linked(options: usize) -> Lowered {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/M.toml")).unwrap();
    let among = |at: usize| format!("i{at} = {:?}", ["o0", "o1", "o2"].get(..options).unwrap());
    let rule = |at: usize| format!("[impossible.r{at}]\nreject = {{ {}, {} }}\n", among(at), among(at + 1));
    let text = text + &(0..23).map(rule).collect::<String>();
    lower(&Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}")))
}

/// Draws of 64 coherent deals on one thread.
fn draw_linked(bencher: Bencher, source: &Source, n_words: u64) {
    let Source::Coherent(drawer) = source else { panic!("no draft was given") };
    let mut scratch = drawer.scratch();
    let mut words = vec![0; 48];
    bencher.counter(ItemsCount::new(64 * n_words)).bench_local(|| {
        let mut lanes = Lanes::new(1, 1, chosen());
        (0..n_words).fold(0, |all, _| all ^ drawer.draw(&mut lanes, &mut scratch, black_box(&mut words)))
    });
}

/// Values drawn again until they are coherent; with three options that would not end.
#[divan::bench(args = [1, 2], sample_count = 5)]
fn coherent_by_trying(bencher: Bencher, options: usize) {
    draw_linked(bencher, &source(&linked(options)), if options == 1 { 1 << 14 } else { 1 << 8 });
}

#[divan::bench(args = [1, 2, 3], sample_count = 5)]
fn coherent_along_a_diagram(bencher: Bencher, options: usize) {
    let lowered = linked(options);
    let mut drawer = Drawer::new(&lowered);
    let budget = Budget { arcs: 1 << 20, deadline: Deadline::after(None), watch: Watch::default() };
    let (group, along) = {
        let tried = drawer.tried().next().unwrap();
        (tried.group, paths(&lowered, tried.variables, tried.rules, &budget).unwrap())
    };
    drawer.follow(group, along);
    draw_linked(bencher, &Source::Coherent(drawer), 1 << 14);
}

/// A fixed loop of additions and rotations: what the machine is good for at the moment.
#[divan::bench(sample_count = 5)]
fn calibration(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(SAMPLES))
        .bench(|| (0..SAMPLES).fold(black_box(1_u64), |sum, at| sum.rotate_left(7).wrapping_add(at ^ sum)));
}

/// The variance of the mean that each way reaches in one second of one thread.
fn variances() {
    let scenario = scenario();
    let lowered = lower(&scenario);
    let judge = Judge::new(&scenario, &lowered);
    let source = source(&lowered);
    let effort = Effort { threads: Some(1), ..Effort::default() };
    for worlds in [Worlds::Product, Worlds::Drawn] {
        let plan = Plan::new(&judge, &source, Some(worlds)).unwrap();
        let begin = Instant::now();
        let (drawn, _) = on_threads(&effort, || draw(&plan, chosen(), &effort, Deadline::after(None), 8 * SAMPLES));
        let seconds = begin.elapsed().as_secs_f64();
        let n = drawn.proposals as f64;
        let (mean, variance) = match worlds {
            Worlds::Product => (drawn.sum / n, drawn.squares / n - (drawn.sum / n).powi(2)),
            Worlds::Drawn => (drawn.in_world as f64 / n, drawn.in_world as f64 / n * (1.0 - drawn.in_world as f64 / n)),
        };
        let after = variance / n * seconds;
        println!(
            "{worlds:?}: mean {mean:.6}, variance of a proposal {variance:.3e}, of the mean after one second {after:.3e}"
        );
    }
}
