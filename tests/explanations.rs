//! `zopa explain` held to the plain reading of every deal, on generated scenarios of every agreement rule.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "a test says what must be so by panicking, and its modules are shared by several tests"
)]

mod brute;
mod generator;

use brute::{Brute, brute, is_open};
use std::collections::BTreeMap;
use zopa::analysis::acceptance::accept;
use zopa::analysis::explanation::explain;
use zopa::analysis::reasons::{Reasons, reasons};
use zopa::engine::answer::{AnswerKind, Count};
use zopa::engine::best::rounded;
use zopa::engine::effort::{Effort, EngineChoice};
use zopa::report::because;
use zopa::rule::reference::{is_agreed, judge};
use zopa::scenario::id::{DemandId, Id};
use zopa::scenario::model::{Changes, DemandName, Scenario};

/// How many generated scenarios are looked at.
const CASES: u64 = 1500;

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

fn effort() -> Effort {
    Effort { engine: EngineChoice::Enumerate, samples: Some(0), threads: Some(1), ..Effort::default() }
}

/// The generated scenarios without agreement, each with its plain reading and what is said of it.
fn deadlocks(most: usize) -> impl Iterator<Item = (u64, Scenario, Brute, Reasons)> {
    (0..CASES).filter_map(move |seed| {
        let scenario = generated(seed);
        let found = reasons(&scenario, &effort(), most).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
        let truth = brute(&scenario);
        assert_eq!(found.agreed, Count::Exact(truth.agreed.into()), "seed {seed}");
        assert_eq!(found.coherent, Count::Exact(truth.coherent.into()), "seed {seed}");
        if truth.agreed > 0 {
            assert!(found.conflicts.is_empty() && found.unlocks.is_empty() && found.complete, "seed {seed}");
            return None;
        }
        Some((seed, scenario, truth, found))
    })
}

/// How many coherent deals are agreed where these demands are not enforced.
fn opened(scenario: &Scenario, truth: &Brute, found: &Reasons, given: &[DemandId]) -> u64 {
    let one = |judged| u64::from(is_open(scenario, &found.demands, std::slice::from_ref(judged), given));
    truth.judged.iter().map(one).sum()
}

#[test]
fn the_lists_are_whole_ranked_and_counted_under_every_agreement_rule() {
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for (seed, scenario, truth, found) in deadlocks(usize::MAX) {
        let all = explain(&scenario, &effort()).unwrap();
        assert!(found.complete, "seed {seed}");
        assert_eq!(found.conflicts, all.conflicts, "seed {seed}");
        assert_eq!(found.conflicts_total, Some(all.conflicts.len()), "seed {seed}");
        let mut listed: Vec<_> = found.unlocks.iter().map(|unlock| unlock.demands.clone()).collect();
        let rank = |demands: &Vec<DemandId>| {
            let gives_way = |demand: &DemandId| match &found.demands[*demand] {
                line @ DemandName::RedLine(..) => scenario.demand_firmness(line).gives_way(),
                DemandName::Reservation(_) => 0.0,
            };
            let chance: f64 = demands.iter().map(gives_way).product();
            (rounded(-chance), demands.len(), demands.clone())
        };
        let ranks: Vec<_> = listed.iter().map(rank).collect();
        assert!(ranks.is_sorted(), "seed {seed}: {ranks:?}");
        listed.sort_by_key(|demands| (demands.len(), demands.clone()));
        assert_eq!(listed, all.unlocks, "seed {seed}");
        for unlock in &found.unlocks {
            let n = opened(&scenario, &truth, &found, &unlock.demands);
            assert_eq!(unlock.agreed, Count::Exact(n.into()), "seed {seed}: {unlock:?}");
            let judgement = judge(&scenario, unlock.witness.as_ref().expect("a witness"));
            let refuses = |party| {
                let held = |d: &&DemandId| !unlock.demands.contains(d) && found.demands[**d].party() == party;
                judgement.crossed.iter().any(|d| held(&d))
            };
            assert!(judgement.coherent() && is_agreed(&scenario, &|party| !refuses(party)), "seed {seed}");
            assert!((unlock.chance - -rank(&unlock.demands).0).abs() < 1e-9, "seed {seed}");
        }
        let agreement = &scenario.agreement;
        let mut rule = |name, is_there: bool| *of_rule.entry(name).or_default() += usize::from(is_there);
        rule("everyone", agreement.needs_everyone());
        rule("always", !agreement.always.is_empty());
        rule("at least", agreement.at_least.is_some());
        rule("weight", agreement.weight_at_least.is_some());
        rule("coalitions", agreement.coalitions.is_some());
        rule("no coherent deal", truth.coherent == 0);
        rule("a reservation", found.unlocks.iter().any(|unlock| unlock.chance == 0.0));
    }
    assert!(of_rule.values().all(|n| *n >= 3), "{of_rule:?}");
}

#[test]
fn an_explanation_suffices() {
    let mut held = 0;
    for (seed, scenario, _, found) in deadlocks(50) {
        for conflict in found.conflicts.iter().take(3) {
            // Enforce only what it names: still nothing is agreed.
            let others =
                found.demands.enumerate().filter(|(id, _)| !conflict.contains(id)).map(|(_, name)| name.clone());
            let without = scenario.with(&Changes { drop: others.collect(), ..Changes::default() }).unwrap();
            let left = accept(&without, &effort());
            assert_eq!(left.zone.agreed, Count::Exact(0_u32.into()), "seed {seed}: {conflict:?}");
            held += 1;
        }
    }
    assert!(held > 40, "{held} conflicts");
}

#[test]
fn conflicts_and_unlocks_are_each_others_least_hitting_sets() {
    for (seed, _, _, found) in deadlocks(usize::MAX) {
        let unlocks: Vec<_> = found.unlocks.iter().map(|unlock| unlock.demands.clone()).collect();
        for (sets, others) in [(&found.conflicts, &unlocks), (&unlocks, &found.conflicts)] {
            for set in sets {
                let misses = |set: &[DemandId]| others.iter().any(|other| !other.iter().any(|d| set.contains(d)));
                assert!(!misses(set), "seed {seed}: {set:?}");
                for left in set {
                    let less: Vec<DemandId> = set.iter().filter(|d| *d != left).copied().collect();
                    assert!(misses(&less), "seed {seed}: {set:?}");
                }
            }
        }
    }
}

#[test]
fn lists_that_are_false_do_not_stand_up_to_the_second_look() {
    let (mut tampered, mut tried) = (0, 0);
    for (seed, scenario, _, found) in deadlocks(50).take(80) {
        let mut wrong = Vec::new();
        for place in 0..found.demands.len() {
            let demand = DemandId::from_place(place);
            if let Some(unlock) = found.unlocks.first() {
                let mut more = found.clone();
                more.unlocks[0].demands = toggled(&unlock.demands, demand);
                wrong.push(more);
            }
            if let Some(conflict) = found.conflicts.first() {
                let mut more = found.clone();
                more.conflicts[0] = toggled(conflict, demand);
                wrong.push(more);
            }
        }
        for wrong in wrong {
            tried += 1;
            tampered += u64::from(wrong.check(&scenario, &effort()).is_err());
        }
        assert!(found.check(&scenario, &effort()).is_ok(), "seed {seed}");
    }
    assert!(tried > 200, "{tried}");
    assert_eq!(tampered, tried, "a false list passed");
}

fn toggled(set: &[DemandId], demand: DemandId) -> Vec<DemandId> {
    let mut other: Vec<DemandId> = set.iter().copied().filter(|d| *d != demand).collect();
    if other.len() == set.len() {
        other.push(demand);
        other.sort();
    }
    other
}

#[test]
fn a_limit_shows_the_first_of_the_lists_and_says_so() {
    let mut cut = 0;
    for (seed, scenario, _, whole) in deadlocks(usize::MAX) {
        let some = reasons(&scenario, &effort(), 1).unwrap();
        assert_eq!(some.conflicts, whole.conflicts[..whole.conflicts.len().min(1)], "seed {seed}");
        assert_eq!(some.unlocks, whole.unlocks[..whole.unlocks.len().min(1)], "seed {seed}");
        assert_eq!((some.conflicts_total, some.unlocks_total), (whole.conflicts_total, whole.unlocks_total));
        assert_eq!(some.complete, whole.conflicts.len() <= 1 && whole.unlocks.len() <= 1, "seed {seed}");
        cut += usize::from(!some.complete);
    }
    assert!(cut > 10, "{cut} lists were cut");
}

#[test]
fn a_larger_deadlock_has_all_its_conflicts_and_unlocks() {
    let text = std::fs::read_to_string("benches/scenarios/Us.toml").unwrap();
    let found = reasons(&Scenario::from_toml_str(&text).unwrap(), &Effort::default(), 50).unwrap();
    assert_eq!((found.conflicts_total, found.unlocks_total, found.complete), (Some(192), Some(131), false));
    assert_eq!((found.conflicts.len(), found.unlocks.len()), (50, 50));
}

#[test]
fn a_space_beyond_reach_is_undecided_or_an_estimate_and_never_a_proof() {
    let text = std::fs::read_to_string("benches/scenarios/Lw.toml").unwrap();
    let scenario = Scenario::from_toml_str(&text).unwrap();
    let samples = |samples| Effort { samples: Some(samples), ..Effort::default() };
    let found = reasons(&scenario, &samples(0), 50).unwrap();
    assert_eq!((found.provenance.kind, found.conflicts_total, found.complete), (AnswerKind::Undecided, None, false));
    let simulated = Effort { engine: EngineChoice::Simulate, ..samples(1000) };
    assert_eq!(reasons(&scenario, &simulated, 50).unwrap().provenance.kind, AnswerKind::Undecided);
}

#[test]
fn every_conflict_and_unlock_is_a_sentence_that_names_all_its_demands() {
    for (seed, scenario, _, found) in deadlocks(50) {
        for conflict in &found.conflicts {
            let sentence = because::conflict(&scenario, &found, conflict);
            assert!(sentence.ends_with('.') && sentence.chars().next().unwrap().is_uppercase(), "{sentence}");
            assert!(sentence.matches('(').count() >= conflict.len(), "seed {seed}: {sentence}");
        }
        for unlock in &found.unlocks {
            let sentence = because::unlock(&scenario, &found, unlock);
            assert!(sentence.starts_with("if ") && sentence.ends_with("would be agreed."), "{sentence}");
        }
    }
}

/// Two of three must accept; a seller who wants points, a buyer who wants a low price, a bank that wants neither.
const TRADE: &str = r#"
format = 1
title = "A trade"
[source.letter]
title = "Letter to the seller"
publisher = "The Daily"
date = 2025-08-20
kind = "stated"
[source.talk]
title = "A talk"
author = "A. Writer"
date = "spring 2025"
[issue.price]
title = "Price"
range = { min = 10, max = 30, step = 10 }
[party.seller]
name = "Seller"
reservation = 20
points.price = { at_min = 10, at_max = 30 }
[party.buyer]
name = "Buyer"
red_line.cheap = { title = "At most 10", require = { price = 10 }, firmness = 0.4, source = ["letter", "talk"] }
[party.bank]
name = "Bank"
red_line.no = { title = "No loan", reject = { price = { at_least = 0 } }, firmness = 0.9 }
"#;

fn sentences(text: &str) -> Vec<String> {
    let scenario = Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"));
    let found = reasons(&scenario, &effort(), 50).unwrap();
    let conflicts = found.conflicts.iter().map(|conflict| because::conflict(&scenario, &found, conflict));
    let unlocks = found.unlocks.iter().map(|unlock| because::unlock_with_chance(&scenario, &found, unlock));
    conflicts.chain(unlocks).collect()
}

#[test]
fn the_sentences_say_who_wants_what_on_which_evidence() {
    let seller = "Seller, 'at least 20 points' (its reservation)";
    let buyer = "Buyer, 'At most 10' (assumed, The Daily, 20 August 2025; A. Writer, spring 2025)";
    let bank = "Bank, 'No loan' (assumed)";
    assert_eq!(
        sentences(TRADE),
        [
            format!("No deal can satisfy {bank}."),
            format!("No deal can satisfy both: {seller}, and {buyer}."),
            "chance 0.06: if Buyer gave up 'At most 10', and Bank gave up 'No loan', 2 deals would be agreed."
                .to_owned(),
            "chance 0: if Seller gave up 'at least 20 points', and Bank gave up 'No loan', 1 deal would be agreed."
                .to_owned(),
        ]
    );
    let two_of_three = format!("{TRADE}[agreement]\nat_least = 2\n");
    assert_eq!(
        sentences(&two_of_three),
        [
            format!(
                "Already these leave no deal acceptable to at least two of the three parties: {seller}, {buyer}, and {bank}."
            ),
            "chance 0.60: if Buyer gave up 'At most 10', 2 deals would be agreed.".to_owned(),
            "chance 0.10: if Bank gave up 'No loan', 3 deals would be agreed.".to_owned(),
            "chance 0: if Seller gave up 'at least 20 points', 1 deal would be agreed.".to_owned(),
        ]
    );
}
