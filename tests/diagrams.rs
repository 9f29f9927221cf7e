//! What else comes out of a diagram, on generated scenarios of every feature: the deals nearest to a draft, as the walk finds
//! them, and random deals, each as likely as the next.

use crate::brute::deals;
use crate::generator;
use std::collections::{BTreeMap, BTreeSet};
use zopa::engine::ask::effort::{Effort, EngineChoice, Watch};
use zopa::engine::ask::instructions::chosen;
use zopa::engine::ask::limit::Deadline;
use zopa::engine::exact::diagram::Budget;
use zopa::engine::exact::near;
use zopa::engine::exact::paths::paths;
use zopa::engine::exact::scale::signing_scales;
use zopa::engine::exact::unlock::{Ready, value_classes};
use zopa::engine::tile::near::{NearestDeals, nearest};
use zopa::rule::demand::DemandSet;
use zopa::rule::lower::lower;
use zopa::rule::reference::judge;
use zopa::scenario::model::Scenario;
use zopa::space::deal::{deal, values};
use zopa::space::digits::Digits;
use zopa::space::lanes::Lanes;

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

#[test]
fn the_nearest_deals_are_those_that_the_walk_finds() {
    let (mut found, mut none, mut far, mut likely) = (0, 0, 0, 0);
    for seed in 0..1200 {
        let scenario = generated(seed);
        let walk = Effort { engine: EngineChoice::Enumerate, top: 7, ..Effort::default() };
        let drafts: Vec<_> = scenario.proposals.iter().map(|proposal| proposal.terms.clone()).collect();
        let Some(truth) = nearest(&scenario, &drafts, &walk, Deadline::after(None)) else { continue };
        for (place, terms) in drafts.iter().enumerate() {
            let Ok(near) = near::nearest(&scenario, terms, &walk) else { continue };
            match &truth {
                NearestDeals::Agreed(all) => {
                    assert_eq!(near.as_ref(), Some(&all[place]), "seed {seed}\n{}", generator::text(seed));
                    far += usize::from(all[place].distance > 1);
                    found += 1;
                }
                NearestDeals::Likely(_) | NearestDeals::Nothing => {
                    assert_eq!(near, None, "seed {seed}");
                    none += 1;
                    let all = if let NearestDeals::Likely(all) = &truth { Some(&all[place]) } else { None };
                    if let Ok(near) = near::nearest_likely(&scenario, terms, &walk) {
                        assert_eq!(near.as_ref(), all, "seed {seed}\n{}", generator::text(seed));
                        likely += usize::from(near.is_some());
                    }
                }
            }
        }
    }
    assert!(found > 200 && none > 50 && far > 10, "{found} found, {none} without, {far} far");
    assert!(likely > 30, "{likely} likely");
}

#[test]
fn deals_counted_without_a_diagram_are_those_of_the_diagram() {
    let mut some = 0;
    for seed in 0..600 {
        let scenario = generated(seed);
        let lowered = lower(&scenario);
        let Ok(ready) = Ready::new(&scenario, &lowered) else { continue };
        let Ok(exact) = ready.exact(&scenario, &lowered, &Effort::default()) else { continue };
        let all = exact.opened(&DemandSet::empty(lowered.demands.len()), usize::MAX).unwrap().agreed;
        assert_eq!(exact.n_agreed(), Ok(all.clone()), "seed {seed}");
        let by_value = exact.agreed_by_value().unwrap();
        let scales = signing_scales(&scenario, &lowered).unwrap();
        for (of_class, classes) in by_value.of.iter().zip(value_classes(&lowered, &scales)) {
            let values = of_class.iter().zip(&classes.sizes).map(|(of_value, n_values)| of_value * *n_values);
            assert_eq!(values.sum::<num_bigint::BigUint>(), all, "seed {seed}");
        }
        some += usize::from(all > num_bigint::BigUint::ZERO);
    }
    assert!(some > 200, "{some} scenarios where some deal is agreed");
}

#[test]
fn random_deals_of_a_diagram_are_agreed_and_even() {
    let mut even = 0;
    for seed in 0..300 {
        let scenario = generated(seed);
        let lowered = lower(&scenario);
        if lowered.is_open() {
            continue;
        }
        let Ok(ready) = Ready::new(&scenario, &lowered) else { continue };
        let Ok(exact) = ready.exact(&scenario, &lowered, &Effort::default()) else { continue };
        for is_agreed in [true, false] {
            let sampler = if is_agreed { exact.agreed_sampler() } else { exact.coherent_sampler() }.unwrap();
            let all = deals(&scenario).into_iter().filter(|deal| {
                let judgement = judge(&scenario, deal);
                judgement.coherent() && (judgement.agreed || !is_agreed)
            });
            let all: Vec<_> = all.map(|deal| values(&lowered, &deal)).collect();
            assert_eq!(sampler.n_deals(), all.len().into(), "seed {seed}");
            let mut random = Lanes::new(seed, 0, chosen());
            if all.is_empty() {
                assert_eq!(sampler.draw(&mut random), None, "seed {seed}");
                continue;
            }
            if all.len() > 400 {
                continue;
            }
            let n = all.len() as u64 * 40;
            let mut seen: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
            for _ in 0..n {
                *seen.entry(sampler.draw(&mut random).unwrap()).or_default() += 1;
            }
            for values in seen.keys() {
                assert!(all.contains(values), "seed {seed}: {:?}", deal(&lowered, values));
            }
            let chi: f64 =
                all.iter().map(|one| (seen.get(one).copied().unwrap_or(0) as f64 - 40.0).powi(2) / 40.0).sum();
            let freedom = (all.len() - 1) as f64;
            assert!((chi - freedom).abs() <= 6.0 * (2.0 * freedom).sqrt(), "seed {seed}: {chi} for {freedom}");
            even += 1;
        }
    }
    assert!(even > 100, "{even} spaces");
}

#[test]
fn paths_are_the_coherent_deals_and_even() {
    let budget = Budget { arcs: 1 << 20, deadline: Deadline::after(None), watch: Watch::default() };
    let (mut counted, mut even) = (0, 0);
    for seed in 0..400 {
        let scenario = generated(seed);
        let lowered = lower(&scenario);
        if lowered.is_open() || lowered.incoherent.is_empty() {
            continue;
        }
        let variables: Vec<usize> = (0..lowered.variables.len()).collect();
        let paths = paths(&lowered, &variables, &lowered.incoherent, &budget).unwrap();
        let coherent = deals(&scenario).into_iter().filter(|deal| judge(&scenario, deal).coherent());
        let all: BTreeSet<_> = coherent.map(|deal| values(&lowered, &deal)).collect();
        assert_eq!(*paths.n_deals(), all.len().into(), "seed {seed}");
        counted += 1;
        let digits = Digits::new(lowered.formulas.domains());
        let (mut random, mut words) = (Lanes::new(seed, 0, chosen()), vec![0; digits.len()]);
        let n_words = if all.len() <= 400 { all.len() } else { 4 };
        let mut seen: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        for _ in 0..n_words {
            assert!(paths.draw(&mut random, &mut words));
            for lane in 0..64 {
                let deal = variables.iter().map(|variable| digits.value(&words, *variable, lane)).collect();
                assert!(all.contains(&deal), "seed {seed}: {deal:?}");
                *seen.entry(deal).or_default() += 1;
            }
        }
        if n_words < all.len() || all.len() < 2 {
            continue;
        }
        let chi: f64 = all.iter().map(|one| (seen.get(one).copied().unwrap_or(0) as f64 - 64.0).powi(2) / 64.0).sum();
        let freedom = (all.len() - 1) as f64;
        assert!((chi - freedom).abs() <= 6.0 * (2.0 * freedom).sqrt(), "seed {seed}: {chi} for {freedom}");
        even += 1;
    }
    assert!(counted > 60 && even > 30, "{counted} counted, {even} even");
}

/// The least budget of states and arcs with which the agreed deals are counted, and how many they are.
fn least_budget(scenario: &Scenario) -> (usize, num_bigint::BigUint) {
    let lowered = lower(scenario);
    let ready = Ready::new(scenario, &lowered).unwrap();
    let exact = ready.exact(scenario, &lowered, &Effort::default()).unwrap();
    let nothing = DemandSet::empty(lowered.demands.len());
    let (mut low, mut high) = (0, 1 << 22);
    let agreed = exact.opened(&nothing, high).unwrap().agreed;
    while low + 1 < high {
        let middle = (low + high) / 2;
        if exact.opened(&nothing, middle).is_ok() { high = middle } else { low = middle }
    }
    (high, agreed)
}

#[test]
fn groups_of_issues_that_nothing_links_add_up_and_their_counts_multiply() {
    // Every issue and party once more under another name: two negotiations in one file.
    let once = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scenarios/S30.toml")).unwrap();
    let body = once.split_once("[issue").unwrap().1;
    let again = format!("[issue{body}")
        .replace("[issue.i", "[issue.j")
        .replace("[party.p", "[party.q")
        .replace(" i", " j")
        .replace("{i", "{j");
    let twice = Scenario::from_toml_str(&format!("{once}\n{again}")).unwrap_or_else(|problems| panic!("{problems}"));
    let once = Scenario::from_toml_str(&once).unwrap();
    let ((of_once, agreed), (of_twice, agreed_twice)) = (least_budget(&once), least_budget(&twice));
    assert_eq!((agreed.clone(), agreed_twice), (2_875_334_u32.into(), &agreed * &agreed));
    assert!(of_twice <= of_once * 5 / 2, "{of_once} states and arcs, and twice {of_twice}");
}
