//! From the text of a file to the report, as the command does it: `cargo bench --bench whole` (`-- growth` for the last table alone). Each scenario in each form, by
//! threads; then, printed below, how the cost grows from 10^3 to 10^30 deals, engine by engine, beside a calibration loop in
//! the same run. What counts are the ratios, not the times.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that panics has failed; it prints"
)]

use divan::Bencher;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};
use zopa::analysis::acceptance::accept;
use zopa::engine::ask::answer::AnswerKind;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::report::context::{RunContext, Style};
use zopa::report::{json, markdown, terminal};
use zopa::scenario::model::Scenario;

fn main() {
    divan::main();
    // The long table only where nothing, or nothing else, is asked for.
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if asked.is_empty() || asked == ["growth"] {
        growth();
    }
}

const FILES: [&str; 9] = [
    "scenarios/harbor.toml",
    "scenarios/ukraine_security_guarantees.toml",
    "scenarios/nuclear_accord.toml",
    "benches/scenarios/Us.toml",
    "benches/scenarios/S30.toml",
    "benches/scenarios/Mw.toml",
    "benches/scenarios/M.toml",
    "benches/scenarios/Lw.toml",
    "benches/scenarios/L50.toml",
];

fn text(path: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn read(text: &str) -> Scenario {
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Text, answer by whichever engine `auto` takes, and the table of an 80-column terminal, Markdown or JSON.
fn whole(bencher: Bencher, path: &str, threads: usize, form: &str) {
    let text = text(path);
    let effort = Effort { threads: Some(threads), ..Effort::default() };
    let context = RunContext::default();
    bencher.bench(|| {
        let scenario = read(black_box(&text));
        let found = accept(&scenario, &effort);
        match form {
            "json" => json::acceptance(&scenario, &found, &context),
            "markdown" => markdown::acceptance(&scenario, &found, None, &context),
            _ => terminal::acceptance(&scenario, &found, None, &context, Style::default()),
        }
    });
}

#[divan::bench(args = FILES, sample_count = 3)]
fn table_one_thread(bencher: Bencher, path: &str) {
    whole(bencher, path, 1, "table");
}

#[divan::bench(args = FILES, sample_count = 3)]
fn table_two_threads(bencher: Bencher, path: &str) {
    whole(bencher, path, 2, "table");
}

#[divan::bench(args = ["json", "markdown", "table"], sample_count = 10)]
fn flagship(bencher: Bencher, form: &str) {
    whole(bencher, FILES[1], 1, form);
}

/// A generator of numbers that is the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// This many issues of four options, and twelve lines for every five issues, each on two to four issues that stand near each
/// other; four parties.
fn family(issues: u64) -> String {
    let mut chance = Chance(issues);
    let mut text = String::from("format = 1\ntitle = \"Growing\"\n");
    for issue in 0..issues {
        writeln!(
            text,
            "[issue.i{issue}]\ntitle = \"Issue {issue}\"\noptions = {{ a = \"A\", b = \"B\", c = \"C\", d = \"D\" }}"
        )
        .unwrap();
    }
    let n_lines = issues * 12 / 5;
    for party in 0..4 {
        writeln!(text, "[party.p{party}]\nname = \"Party {party}\"").unwrap();
        for line in (0..n_lines).filter(|line| line % 4 == party) {
            let first = chance.below(issues);
            let mut tests: Vec<String> = Vec::new();
            for step in 0..2 + chance.below(3) {
                let issue = (first + 2 * step + chance.below(2)) % issues;
                let options = ["a", "b", "c", "d"];
                let one = options[chance.below(4) as usize];
                let other = options[chance.below(4) as usize];
                let values = if one == other { format!("\"{one}\"") } else { format!("[\"{one}\", \"{other}\"]") };
                if !tests.iter().any(|test| test.starts_with(&format!("i{issue} "))) {
                    tests.push(format!("i{issue} = {values}"));
                }
            }
            let firmness = 50 + chance.below(50);
            writeln!(
                text,
                "[party.p{party}.red_line.r{line}]\ntitle = \"Line {line}\"\nreject = {{ {} }}\nfirmness = 0.{firmness}",
                tests.join(", ")
            )
            .unwrap();
        }
    }
    text
}

/// The least of some repeats in seconds; none if it was cut.
fn least(text: &str, effort: &Effort, wanted: AnswerKind) -> Option<f64> {
    let mut best: Option<f64> = None;
    for _ in 0..3 {
        let begin = Instant::now();
        let found = accept(&read(text), effort);
        let seconds = begin.elapsed().as_secs_f64();
        if found.provenance.kind != wanted {
            return None;
        }
        best = Some(best.map_or(seconds, |best| best.min(seconds)));
        if seconds > 2.0 {
            break;
        }
    }
    best
}

/// How the cost of every figure grows with the deals.
fn growth() {
    let calibration = (0..5)
        .map(|_| {
            let begin = Instant::now();
            let mut state = black_box(0x9e37_79b9_7f4a_7c15_u64);
            for _ in 0..100_000_000 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
            }
            black_box(state);
            begin.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    println!(
        "\nEvery figure of `run`, text to findings, in units of a calibration loop of 10^8 steps ({calibration:.3} s):\n"
    );
    println!(
        "| issues | lines | deals | exact, 1 thread | 2 threads | enumerate, 1 thread | 2 threads | 10^6 samples, 1 thread | 2 threads |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let limit = Some(Duration::from_secs(20));
    for issues in [5, 7, 10, 12, 15, 17, 20, 25, 30, 35, 40, 45, 50] {
        let text = family(issues);
        let deals = 4_f64.powi(i32::try_from(issues).unwrap());
        let mut row = format!("| {issues} | {} | {deals:.1e} |", issues * 12 / 5);
        for (engine, kind) in [
            (EngineChoice::Exact, AnswerKind::Exact),
            (EngineChoice::Enumerate, AnswerKind::Exact),
            (EngineChoice::Simulate, AnswerKind::Estimate),
        ] {
            for threads in [1, 2] {
                let samples = Some(if engine == EngineChoice::Simulate { 1_000_000 } else { 0 });
                let effort = Effort { engine, threads: Some(threads), samples, time_limit: limit, ..Effort::default() };
                match least(&text, &effort, kind) {
                    Some(seconds) => write!(row, " {:.4} |", seconds / calibration).unwrap(),
                    None if engine == EngineChoice::Enumerate && issues > 25 => row.push_str(" too large |"),
                    None => row.push_str(" over 20 s |"),
                }
            }
        }
        println!("{row}");
    }
}
