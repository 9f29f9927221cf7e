//! The generator makes only sound scenarios, and every feature of the format in at least one of twenty.

use crate::generator;
use crate::generator::features::{ALL, Features};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Deal, Issue, Scenario, Value};

/// How many scenarios are looked at.
const N_SEEDS: u64 = 2_000;

#[test]
fn every_generated_scenario_is_read_without_an_error() {
    let mut failures = Vec::new();
    for seed in 0..N_SEEDS {
        let text = generator::text(seed);
        if let Err(problems) = Scenario::from_toml_str(&text) {
            failures.push(format!("seed {seed}: {problems}"));
        }
    }
    assert!(failures.is_empty(), "{} of {N_SEEDS}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_feature_is_in_one_case_of_twenty() {
    let mut n_with: BTreeMap<&str, u64> = ALL.iter().map(|name| (*name, 0)).collect();
    for seed in 0..N_SEEDS {
        for name in Features::of(&generator::document(seed)).names {
            *n_with.get_mut(name).unwrap_or_else(|| panic!("`{name}` is listed")) += 1;
        }
    }
    println!("{n_with:#?}");
    let rare: Vec<_> = n_with.iter().filter(|(_, n)| **n < N_SEEDS / 20).collect();
    assert!(rare.is_empty(), "of {N_SEEDS} cases: {rare:?}");
}

/// Every deal of a scenario, the first issue the most significant.
fn deals(scenario: &Scenario) -> impl Iterator<Item = Deal> {
    let sizes: Vec<u32> = scenario.issues.iter().map(Issue::n_values).collect();
    let n_deals: u64 = sizes.iter().copied().map(u64::from).product();
    (0..n_deals).map(move |number| {
        let mut left = number;
        let mut values: Vec<Value> = Vec::new();
        for size in sizes.iter().rev() {
            values.push(Value(u32::try_from(left % u64::from(*size)).expect("below the size")));
            left /= u64::from(*size);
        }
        values.into_iter().rev().collect()
    })
}

#[test]
fn zones_are_empty_tiny_half_full_and_full() {
    let mut n_with: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..N_SEEDS {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).expect("a sound scenario");
        let (mut n_deals, mut n_coherent, mut n_agreed) = (0_usize, 0_usize, 0_usize);
        for deal in deals(&scenario) {
            let judgement = judge(&scenario, &deal);
            n_deals += 1;
            n_coherent += usize::from(judgement.coherent());
            n_agreed += usize::from(judgement.coherent() && judgement.agreed);
        }
        assert!((1..=generator::MOST_DEALS).contains(&n_deals), "seed {seed}: {n_deals} deals");
        let share = n_agreed as f64 / n_coherent.max(1) as f64;
        let kind = match share {
            _ if n_coherent == 0 => "nothing is coherent",
            0.0 => "empty",
            0.0..0.1 => "tiny",
            0.1..0.25 => "small",
            0.25..0.75 => "half-full",
            0.75..1.0 => "large",
            _ => "full",
        };
        *n_with.entry(kind).or_default() += 1;
        *n_with
            .entry(if n_deals == 1 {
                "one deal"
            } else if n_deals > 500 {
                "more than 500 deals"
            } else {
                "some deals"
            })
            .or_default() += 1;
    }
    println!("{n_with:#?}");
    for kind in ["nothing is coherent", "empty", "tiny", "half-full", "full", "more than 500 deals"] {
        assert!(n_with.get(kind).is_some_and(|n| *n >= N_SEEDS / 20), "{kind} zones are rare: {n_with:?}");
    }
}

#[test]
fn a_case_that_is_cut_down_stays_sound() {
    // What proptest does with a failing case: cut a part away, put it back where the failure went with it.
    let mut runner = TestRunner::deterministic();
    for _ in 0..50 {
        let mut tree = generator::scenarios().new_tree(&mut runner).expect("a case");
        let whole = tree.current().text().len();
        for step in 0.. {
            let case = tree.current();
            assert!(Scenario::from_toml_str(&case.text()).is_ok(), "{case:?}");
            let goes_on = if step % 3 == 2 { tree.complicate() } else { tree.simplify() };
            if !goes_on {
                break;
            }
        }
        assert!(tree.current().text().len() <= whole);
    }
}

#[test]
fn the_text_of_a_document_keeps_its_order() {
    for seed in 0..N_SEEDS / 4 {
        let document = generator::document(seed);
        let scenario = Scenario::from_toml_str(&generator::text(seed)).expect("a sound scenario");
        let written: Vec<&str> = document.issue.iter().map(|(id, _)| id).collect();
        assert_eq!(scenario.issues.iter().map(|issue| &issue.id).collect::<Vec<_>>(), written, "seed {seed}");
        for (party, (id, as_written)) in scenario.parties.iter().zip(document.party.iter()) {
            assert_eq!(party.id, id, "seed {seed}");
            let lines: Vec<&str> = as_written.red_line.iter().map(|(id, _)| id).collect();
            let own = party.red_lines.iter().filter(|line| line.shared.is_none());
            assert_eq!(own.map(|line| &line.id).collect::<Vec<_>>(), lines, "seed {seed}");
            let bonuses: Vec<&str> = as_written.bonus.iter().map(|(id, _)| id).collect();
            assert_eq!(party.bonuses.iter().map(|bonus| &bonus.id).collect::<Vec<_>>(), bonuses, "seed {seed}");
        }
        for (source, (id, as_written)) in scenario.sources.iter().zip(document.source.iter()) {
            assert_eq!((source.id.as_str(), &source.title), (id, &as_written.title), "seed {seed}");
        }
        assert_eq!((scenario.title, scenario.summary), (document.title, document.summary), "seed {seed}");
    }
}
