//! Explanations where nobody can walk: `cargo bench --bench explain`. Fifty issues of four options (1.3e30 deals), 120 lines of
//! four parties that leave much agreed, and a few more that leave nothing; under everyone's agreement, two of four, and
//! weights. Apart: the scenario made ready for the solver, the first conflict on top of it, and the whole answer with
//! conflicts and unlocks listed, checked and counted.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a bench that panics has failed")]

use divan::Bencher;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::explanation::search::likeliest;
use zopa::engine::ask::effort::Effort;
use zopa::engine::ask::limit::Deadline;
use zopa::engine::solve::satisfy::Satisfier;
use zopa::rule::lower::lower;
use zopa::scenario::model::Scenario;

fn main() {
    divan::main();
}

const RULES: [&str; 3] = ["everyone", "two_of_four", "weights"];
const ISSUES: u64 = 50;

/// A generator of numbers that is the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn scenario(rule: &str) -> Scenario {
    let mut chance = Chance(7);
    let mut text = String::from("format = 1\ntitle = \"Far too many deals\"\n");
    match rule {
        "two_of_four" => text.push_str("[agreement]\nat_least = 2\n"),
        "weights" => text.push_str("[agreement]\nweight_at_least = 6\n"),
        _ => {}
    }
    for issue in 0..ISSUES {
        writeln!(
            text,
            "[issue.i{issue}]\ntitle = \"Issue {issue}\"\noptions = {{ a = \"A\", b = \"B\", c = \"C\", d = \"D\" }}"
        )
        .unwrap();
    }
    let options = ["a", "b", "c", "d"];
    for party in 0..4_u64 {
        writeln!(text, "[party.p{party}]\nname = \"Party {party}\"").unwrap();
        if rule == "weights" {
            writeln!(text, "weight = {}", [4, 3, 2, 1][party as usize]).unwrap();
        }
        for line in 0..30 {
            let first = chance.below(ISSUES);
            let mut tests = String::new();
            for step in 0..3 {
                let issue = (first + 2 * step + chance.below(2)) % ISSUES;
                write!(tests, "i{issue} = \"{}\", ", options[chance.below(4) as usize]).unwrap();
            }
            let firmness = 50 + chance.below(50);
            writeln!(
                text,
                "[party.p{party}.red_line.r{line}]\ntitle = \"Line {line}\"\nreject = {{ {} }}\nfirmness = 0.{firmness}",
                tests.trim_end_matches(", ")
            )
            .unwrap();
        }
        // Whatever the first two issues say, every party has lines against it together with another; one alone suffices
        // where a single party has them all.
        for (place, option) in options.iter().enumerate() {
            let all = rule != "everyone" || place as u64 == party;
            if all {
                writeln!(
                    text,
                    "[party.p{party}.red_line.never_{option}]\ntitle = \"Never {option}\"\nreject = {{ i0 = \"{option}\" }}\nfirmness = 0.{}",
                    60 + 9 * place + party as usize
                )
                .unwrap();
            }
        }
    }
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Formulas, and clauses for the solver.
#[divan::bench(args = RULES, sample_count = 20)]
fn made_ready(bencher: Bencher, rule: &str) {
    let scenario = scenario(rule);
    let effort = Effort::default();
    bencher.bench(|| {
        let lowered = lower(black_box(&scenario));
        Satisfier::new(&scenario, &lowered, Deadline::after(None), &effort.watch).is_ok()
    });
}

/// The same, and the first conflict, made least; and one unlock, not yet the likeliest.
#[divan::bench(args = RULES, sample_count = 20)]
fn first_conflict(bencher: Bencher, rule: &str) {
    let scenario = scenario(rule);
    let effort = Effort::default();
    bencher.bench(|| {
        let lowered = lower(black_box(&scenario));
        let mut satisfier = Satisfier::new(&scenario, &lowered, Deadline::after(None), &effort.watch).unwrap();
        let gives_way = lowered.demands.map(|line| scenario.demand_firmness(line).gives_way());
        let found = likeliest(&mut satisfier, &gives_way, 0);
        assert!(!found.conflicts.is_empty());
        found
    });
}

/// The same, and the likeliest unlock, proven.
#[divan::bench(args = RULES, sample_count = 20)]
fn likeliest_unlock(bencher: Bencher, rule: &str) {
    let scenario = scenario(rule);
    let effort = Effort::default();
    bencher.bench(|| {
        let lowered = lower(black_box(&scenario));
        let mut satisfier = Satisfier::new(&scenario, &lowered, Deadline::after(None), &effort.watch).unwrap();
        let gives_way = lowered.demands.map(|line| scenario.demand_firmness(line).gives_way());
        let found = likeliest(&mut satisfier, &gives_way, 1);
        assert!(!found.unlocks.is_empty());
        found
    });
}

/// All that `zopa explain` says, with a limit of ten seconds.
#[divan::bench(args = RULES, sample_count = 3)]
fn whole(bencher: Bencher, rule: &str) {
    let scenario = scenario(rule);
    let effort = Effort { time_limit: Some(Duration::from_secs(10)), ..Effort::default() };
    bencher.bench(|| reasons(black_box(&scenario), &effort, 20).unwrap());
}
