//! Laws that hold whatever the scenario: what a line, a firmness, a name and an order can and cannot do.

use crate::generator;
use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::{Acceptance, DemandFindings};
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::scenario::id::{Id, IdVec, PartyId};
use zopa::scenario::model::{Changes, DemandName, Firmness, Scenario};

const CASES: u64 = 400;

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}"))
}

fn found(scenario: &Scenario) -> Acceptance {
    let effort =
        Effort { engine: EngineChoice::Enumerate, samples: Some(0), top: 3, threads: Some(1), ..Effort::default() };
    accept(scenario, &effort)
}

fn number(count: &Count) -> BigUint {
    match count {
        Count::Exact(count) => count.clone(),
        other => panic!("{other:?} is not counted"),
    }
}

fn agreed(found: &Acceptance) -> BigUint {
    number(&found.zone.agreed)
}

fn demands(found: &Acceptance) -> Vec<&DemandFindings> {
    found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation)).collect()
}

#[test]
fn a_dropped_demand_never_removes_an_agreed_deal_and_its_figure_says_what_it_adds() {
    let mut dropped = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        let before = found(&scenario);
        for findings in demands(&before).into_iter().take(4) {
            let name = before.demands[findings.demand].clone();
            // Without its reservation a party may no longer be sound under a variant that sets one; only this one counts.
            let Ok(without) = scenario.with(&Changes { drop: vec![name], ..Changes::default() }) else { continue };
            let after = found(&without);
            assert!(agreed(&after) >= agreed(&before), "seed {seed}");
            assert_eq!(agreed(&after), number(&findings.agreed_if_dropped), "seed {seed}");
            let values = before.issues.iter().flatten().zip(after.issues.iter().flatten());
            for (before, after) in values {
                assert!(number(&after.agreed) >= number(&before.agreed), "seed {seed}");
            }
            dropped += 1;
        }
    }
    assert!(dropped > CASES, "{dropped}");
}

#[test]
fn a_party_whose_yes_is_given_is_a_party_without_demands() {
    let mut n_everyone = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        let before = found(&scenario);
        for (id, party) in scenario.parties.enumerate() {
            let drop = before.demands.iter().filter(|demand| demand.party() == id).cloned().collect();
            let without = scenario.with(&Changes { drop, ..Changes::default() }).unwrap();
            let given = number(&before.parties[id].agreed_without);
            assert!(given >= agreed(&before), "seed {seed}");
            if party.signs {
                assert_eq!(agreed(&found(&without)), given, "seed {seed}");
            }
            // Where all have to accept, a yes opens what it alone holds up.
            if scenario.agreement.needs_everyone() && scenario.parties.iter().all(|party| party.signs) {
                assert_eq!(given, agreed(&before) + number(&before.parties[id].only), "seed {seed}");
                n_everyone += 1;
            }
        }
    }
    assert!(n_everyone > 100, "{n_everyone} parties that all have to accept beside");
}

#[test]
fn a_firmer_line_never_raises_a_probability() {
    let mut firmer = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        let lines = scenario
            .parties
            .enumerate()
            .flat_map(|(id, party)| (0..party.red_lines.len()).map(move |line| DemandName::RedLine(id, line)));
        let soft = lines.filter(|line| scenario.demand_firmness(line).midpoint() < 1.0);
        let before = found(&scenario);
        for line in soft.take(3) {
            let high = scenario.demand_firmness(&line).midpoint();
            let firm = Firmness { low: f64::midpoint(high, 1.0), high: 1.0 };
            let after = found(&scenario.with(&Changes { firmness: vec![(line, firm)], ..Changes::default() }).unwrap());
            let mut pairs = vec![
                (before.zone.mean_probability.value, after.zone.mean_probability.value),
                (before.zone.best_probability, after.zone.best_probability),
                (before.zone.any_probability, after.zone.any_probability),
            ];
            pairs.extend(
                before
                    .parties
                    .iter()
                    .zip(&after.parties)
                    .map(|(b, a)| (b.mean_probability.value, a.mean_probability.value)),
            );
            for (b, a) in before.issues.iter().flatten().zip(after.issues.iter().flatten()) {
                pairs.push((b.mean_probability.value, a.mean_probability.value));
                pairs.push((b.best_probability, a.best_probability));
            }
            for (before, after) in pairs {
                assert!(
                    after.is_none_or(|after| before.is_some_and(|before| after <= before + 1e-12)),
                    "seed {seed}: {before:?} {after:?}"
                );
            }
            // What is said with all lines held does not look at firmness.
            assert_eq!(agreed(&before), agreed(&after), "seed {seed}");
            firmer += 1;
        }
    }
    assert!(firmer > CASES / 2, "{firmer}");
}

#[test]
fn where_all_are_needed_a_dropped_demand_adds_the_deals_that_cross_it_alone() {
    let mut held = 0;
    for seed in 0..CASES {
        let scenario = generated(seed);
        let all_sign = scenario.parties.iter().all(|party| party.signs);
        if !(all_sign && scenario.agreement.needs_everyone()) {
            continue;
        }
        let found = found(&scenario);
        for findings in demands(&found) {
            assert_eq!(number(&findings.agreed_if_dropped), agreed(&found) + number(&findings.only), "seed {seed}");
            held += 1;
        }
    }
    assert!(held > CASES / 4, "{held}");
}

#[test]
fn other_names_change_no_figure() {
    for seed in 0..CASES {
        let scenario = generated(seed);
        let mut renamed = scenario.clone();
        for (place, party) in renamed.parties.iter_mut().enumerate() {
            party.id = format!("renamed_{place}");
            party.name = format!("Renamed {place}");
            for (line, red_line) in party.red_lines.iter_mut().enumerate() {
                red_line.id = format!("line_{line}");
            }
        }
        assert_eq!(found(&scenario), found(&renamed), "seed {seed}");
    }
}

/// The scenario with its parties, and the lines of each, in the opposite order.
fn reversed(scenario: &Scenario) -> Scenario {
    let n = scenario.parties.len();
    let turned = |party: &PartyId| PartyId::from_place(n - 1 - party.place());
    let mut turned_round = scenario.clone();
    let mut parties: Vec<_> = scenario.parties.iter().cloned().collect();
    parties.reverse();
    for party in &mut parties {
        party.red_lines.reverse();
    }
    turned_round.parties = parties.into_iter().collect();
    turned_round.agreement.always = scenario.agreement.always.iter().map(turned).collect();
    let lists = scenario.agreement.coalitions.as_ref();
    turned_round.agreement.coalitions =
        lists.map(|lists| lists.iter().map(|list| list.iter().map(turned).collect()).collect());
    turned_round.variants.clear();
    turned_round.expects.clear();
    turned_round
}

#[test]
fn another_order_changes_the_order_alone() {
    let close = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        (left, right) => left.is_none() && right.is_none(),
    };
    for seed in 0..CASES {
        let scenario = generated(seed);
        let (one, other) = (found(&scenario), found(&reversed(&scenario)));
        assert_eq!((&one.coherent, &one.zone.agreed), (&other.coherent, &other.zone.agreed), "seed {seed}");
        let deals = |found: &Acceptance| found.zone.best.iter().map(|best| best.deal.clone()).collect::<Vec<_>>();
        assert_eq!(deals(&one), deals(&other), "seed {seed}");
        assert!(close(one.zone.mean_probability.value, other.zone.mean_probability.value), "seed {seed}");
        assert!(close(one.zone.any_probability, other.zone.any_probability), "seed {seed}");
        let back: IdVec<PartyId, _> = other.parties.iter().rev().cloned().collect();
        for (one, other) in one.parties.iter().zip(&back) {
            assert_eq!((&one.accepts, &one.agreed_without), (&other.accepts, &other.agreed_without), "seed {seed}");
            let counts =
                |line: &DemandFindings| (line.crossed.clone(), line.only.clone(), line.agreed_if_dropped.clone());
            let ours: Vec<_> = one.red_lines.iter().map(counts).collect();
            let theirs: Vec<_> = other.red_lines.iter().rev().map(counts).collect();
            assert_eq!(ours, theirs, "seed {seed}");
        }
        for (one, other) in one.issues.iter().flatten().zip(other.issues.iter().flatten()) {
            assert_eq!(
                (&one.deals, &one.agreed, one.verdict),
                (&other.deals, &other.agreed, other.verdict),
                "seed {seed}"
            );
            let shares: Vec<_> = other.accepted_by.iter().rev().copied().collect();
            assert_eq!(one.accepted_by.as_slice(), shares, "seed {seed}");
        }
    }
}
