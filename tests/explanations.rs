//! `zopa explain` held to the plain reading of every deal, on generated scenarios of every agreement rule.

use crate::brute::{Brute, brute, is_open};
use crate::generator;
use std::collections::BTreeMap;
use zopa::analysis::acceptance::accept;
use zopa::analysis::explanation::by_solver::{Solved, solve};
use zopa::analysis::explanation::by_walk::explain;
use zopa::analysis::explanation::lists::Reasons;
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::explanation::search::likeliest;
use zopa::engine::ask::answer::{AnswerKind, Count, EngineName};
use zopa::engine::ask::effort::{Effort, EngineChoice, Watch};
use zopa::engine::ask::limit::Deadline;
use zopa::engine::solve::recount::{Recount, recount};
use zopa::engine::solve::satisfy::Satisfier;
use zopa::engine::tile::best::rounded;
use zopa::report::sentence::because;
use zopa::report::sentence::holders::Group;
use zopa::rule::demand::DemandSet;
use zopa::rule::lower::lower;
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
fn opened(scenario: &Scenario, truth: &Brute, given: &[DemandId]) -> u64 {
    let one = |judged| u64::from(is_open(scenario, std::slice::from_ref(judged), given));
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
            let n = opened(&scenario, &truth, &unlock.demands);
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
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/Us.toml")).unwrap();
    let found = reasons(&Scenario::from_toml_str(&text).unwrap(), &Effort::default(), 50).unwrap();
    assert_eq!((found.conflicts_total, found.unlocks_total, found.complete), (Some(192), Some(131), false));
    assert_eq!((found.conflicts.len(), found.unlocks.len()), (50, 50));
}

#[test]
fn a_space_beyond_reach_is_never_explained_by_samples() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/Lw.toml")).unwrap();
    let scenario = Scenario::from_toml_str(&text).unwrap();
    let simulated = Effort { engine: EngineChoice::Simulate, samples: Some(1000), ..Effort::default() };
    assert_eq!(reasons(&scenario, &simulated, 50).unwrap().provenance.kind, AnswerKind::Undecided);
}

#[test]
fn the_solver_says_what_the_walk_over_all_deals_says_under_every_agreement_rule() {
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut undecided = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        let walked = reasons(&scenario, &effort(), usize::MAX).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
        let found = match solve(&scenario, &effort(), usize::MAX) {
            Solved::Explained(found) => found.unwrap_or_else(|fault| panic!("seed {seed}: {fault}")),
            Solved::Agreed(deal, counts) => {
                assert_eq!(counts.map(|(_, agreed)| Count::Exact(agreed)), Some(walked.agreed.clone()), "seed {seed}");
                assert!(judge(&scenario, &deal).agreed, "seed {seed}");
                assert_ne!(walked.agreed, Count::Exact(0_u32.into()), "seed {seed}");
                *of_rule.entry("agreed").or_default() += 1;
                continue;
            }
            Solved::Undecided(why) => {
                assert_eq!(why, "points beside a reservation are no decimals of at most six places", "seed {seed}");
                undecided += 1;
                continue;
            }
        };
        assert_eq!(walked.agreed, Count::Exact(0_u32.into()), "seed {seed}");
        assert_eq!(found.conflicts, walked.conflicts, "seed {seed}");
        assert_eq!(found.conflicts_total, walked.conflicts_total, "seed {seed}");
        assert_eq!(found.unlocks_total, walked.unlocks_total, "seed {seed}");
        assert!(found.complete, "seed {seed}");
        // Counts, first deals and all.
        assert_eq!(found.unlocks, walked.unlocks, "seed {seed}");
        assert_eq!((&found.coherent, &found.provenance.why), (&walked.coherent, &None), "seed {seed}");
        for unlock in &found.unlocks {
            let judgement = judge(&scenario, unlock.witness.as_ref().expect("a witness"));
            let refuses = |party| {
                let held = |d: &&DemandId| !unlock.demands.contains(d) && found.demands[**d].party() == party;
                judgement.crossed.iter().any(|d| held(&d))
            };
            assert!(judgement.coherent() && is_agreed(&scenario, &|party| !refuses(party)), "seed {seed}");
        }
        let agreement = &scenario.agreement;
        let mut rule = |name, is_there: bool| *of_rule.entry(name).or_default() += usize::from(is_there);
        rule("everyone", agreement.needs_everyone());
        rule("always", !agreement.always.is_empty());
        rule("at least", agreement.at_least.is_some());
        rule("weight", agreement.weight_at_least.is_some());
        rule("coalitions", agreement.coalitions.is_some());
        rule("no coherent deal", found.coherent == Count::Exact(0_u32.into()));
        let is_reservation = |demand: &DemandId| matches!(found.demands[*demand], DemandName::Reservation(_));
        rule("a reservation in a conflict", found.conflicts.iter().flatten().any(is_reservation));
    }
    assert!(undecided < CASES / 20, "{undecided} undecided");
    assert!(of_rule.len() == 8 && of_rule.values().all(|n| *n >= 3), "{of_rule:?}");
}

#[test]
fn the_unlocks_that_a_search_finds_first_are_the_likeliest() {
    let mut cut = 0;
    for (seed, scenario, _, whole) in deadlocks(usize::MAX) {
        let lowered = lower(&scenario);
        let never = Deadline::after(None);
        let Ok(mut satisfier) = Satisfier::new(&scenario, &lowered, never, &Watch::default()) else { continue };
        let gives_way = lowered.demands.map(|demand| scenario.demand_firmness(demand).gives_way());
        let some = likeliest(&mut satisfier, &gives_way, whole.unlocks.len() / 2);
        assert_eq!(some.unlocks.len(), if some.is_whole { whole.unlocks.len() } else { whole.unlocks.len() / 2 });
        for ((demands, _), likely) in some.unlocks.iter().zip(&whole.unlocks) {
            let chance: f64 = demands.iter().map(|demand| gives_way[demand]).product();
            assert!((chance - likely.chance).abs() < 1e-9, "seed {seed}: {chance} and not {}", likely.chance);
        }
        for conflict in &some.conflicts {
            assert!(whole.conflicts.contains(&conflict.iter().collect()), "seed {seed}: {conflict:?}");
        }
        cut += usize::from(!some.is_whole);
    }
    assert!(cut > 30, "{cut} searches were cut");
}

#[test]
fn a_conflict_is_seen_again_by_its_values_alone_and_no_part_of_it_is() {
    let mut seen = 0;
    for (seed, scenario, _, found) in deadlocks(20) {
        let lowered = lower(&scenario);
        let set = |demands: &[DemandId]| {
            let mut set = DemandSet::empty(found.demands.len());
            demands.iter().for_each(|demand| set.insert(*demand));
            set
        };
        let is_line = |demand: &DemandId| matches!(found.demands[*demand], DemandName::RedLine(..));
        for conflict in found.conflicts.iter().filter(|conflict| conflict.iter().all(is_line)) {
            assert_eq!(recount(&scenario, &lowered, &set(conflict), u64::MAX).0, Recount::Empty, "seed {seed}");
            assert_eq!(recount(&scenario, &lowered, &set(conflict), 0), (Recount::TooMany, 0), "seed {seed}");
            for left in conflict {
                let less: Vec<DemandId> = conflict.iter().filter(|demand| *demand != left).copied().collect();
                assert_eq!(recount(&scenario, &lowered, &set(&less), u64::MAX).0, Recount::Open, "seed {seed}");
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} conflicts");
}

/// Fifty issues of four options, 120 lines of six parties over neighboring issues; two lines rule out the first issue.
fn large() -> String {
    let mut text = "format = 1\ntitle = \"A large deadlock\"\n".to_owned();
    for issue in 0..50 {
        text += &format!("[issue.i{issue}]\ntitle = \"Issue {issue}\"\n");
        text += "options = { o0 = \"None\", o1 = \"Some\", o2 = \"More\", o3 = \"All\" }\n";
    }
    // A plain generator of numbers: what matters is that the lines differ.
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for party in 0..6 {
        text += &format!("[party.p{party}]\nname = \"Party {party}\"\n");
        for line in 0..20 {
            let reject = match (party, line) {
                (0, 0) => "{ i0 = [\"o0\", \"o1\"] }".to_owned(),
                (1, 0) => "{ i0 = [\"o2\", \"o3\"] }".to_owned(),
                _ => {
                    let first = draw(47);
                    let (second, one, other) = (first + 1 + draw(2), draw(4), draw(4));
                    format!("{{ i{first} = [\"o{one}\"], i{second} = [\"o{other}\"] }}")
                }
            };
            text += &format!("[party.p{party}.red_line.r{line}]\ntitle = \"Line {line}\"\nreject = {reject}\n");
            text += &format!("firmness = 0.{}\n", 50 + draw(50));
        }
    }
    text
}

#[test]
fn a_deadlock_in_a_space_that_nobody_can_walk_is_explained() {
    for rule in ["", "[agreement]\nat_least = 5\nalways = [\"p0\", \"p1\"]\n"] {
        let scenario = Scenario::from_toml_str(&(large() + rule)).unwrap();
        let found = reasons(&scenario, &Effort::default(), 50).unwrap();
        assert_eq!((found.provenance.engine, found.provenance.kind), (EngineName::Exact, AnswerKind::Exact));
        assert_eq!(found.agreed, Count::Exact(0_u32.into()));
        assert!(found.complete && found.conflicts_total == Some(1) && found.unlocks_total == Some(2), "{found:?}");
        let names = |demands: &[DemandId]| because::names(&scenario, &found, demands);
        assert_eq!(names(&found.conflicts[0]), ["p0.r0", "p1.r0"]);
        for unlock in &found.unlocks {
            assert_eq!(unlock.demands.len(), 1);
            assert!(because::unlock(&scenario, &found, unlock).ends_with(" deals would be agreed."));
            assert_ne!(unlock.agreed, Count::Unknown);
        }
        assert!(found.unlocks[0].chance >= found.unlocks[1].chance);
        assert_eq!(found.provenance.why, None);
    }
}

#[test]
fn a_search_without_time_says_nothing_and_why() {
    let scenario = Scenario::from_toml_str(&large()).unwrap();
    let hurried = Effort { time_limit: Some(std::time::Duration::ZERO), samples: Some(0), ..Effort::default() };
    let found = reasons(&scenario, &hurried, 50).unwrap();
    assert_eq!((found.provenance.kind, found.complete), (AnswerKind::Undecided, false));
    assert!(found.provenance.why.unwrap().ends_with("the time limit passed"));
}

#[test]
fn every_conflict_and_unlock_is_a_sentence_that_names_all_its_demands() {
    for (seed, scenario, _, found) in deadlocks(50) {
        for conflict in &found.conflicts {
            let sentence = because::conflict(&scenario, &found, &Group::alone(conflict));
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
    let conflicts =
        found.conflicts.iter().map(|conflict| because::conflict(&scenario, &found, &Group::alone(conflict)));
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
