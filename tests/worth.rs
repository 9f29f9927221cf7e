//! What a demand is worth: `any_if_dropped` and `any_if_fixed` say what `any_probability` would be under `--drop` and
//! `--firmness`, held to asking again, on generated scenarios of every agreement rule and with assumptions.

use crate::generator;
use zopa::analysis::acceptance::{accept, overall};
use zopa::analysis::findings::DemandFindings;
use zopa::engine::ask::effort::Effort;
use zopa::scenario::model::{Changes, DemandName, Firmness, Scenario};

const FIXED: Firmness = Firmness { low: 1.0, high: 1.0 };

fn effort() -> Effort {
    Effort { samples: Some(0), threads: Some(1), ..Effort::default() }
}

/// `any_probability` under a change; none where it is only bounded.
fn any_under(scenario: &Scenario, changes: &Changes) -> Option<f64> {
    let zone = overall(&scenario.with(changes).ok()?, &effort()).zone;
    zone.any_probability.filter(|_| zone.any_probability_interval.is_none())
}

/// How many figures were held to asking again.
fn hold(scenario: &Scenario, what: &str) -> usize {
    let found = accept(scenario, &effort());
    let demands = &found.demands;
    let all = found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation));
    let close = |found: Option<f64>, truth: Option<f64>, which: &str| match (found, truth) {
        (Some(found), Some(truth)) => {
            assert!((found - truth).abs() < 1e-9, "{what}: {which}: {found} for {truth}");
            1
        }
        _ => 0,
    };
    let one = |one: &DemandFindings| {
        let name = &demands[one.demand];
        let drop = Changes { drop: vec![name.clone()], ..Changes::default() };
        let fix = match name {
            DemandName::RedLine(..) => Changes { firmness: vec![(name.clone(), FIXED)], ..Changes::default() },
            DemandName::Reservation(_) => Changes::default(),
        };
        let text = scenario.demand_text(name);
        close(one.any_if_dropped, any_under(scenario, &drop), &format!("{text} dropped"))
            + close(one.any_if_fixed, any_under(scenario, &fix), &format!("{text} fixed"))
    };
    all.map(one).sum()
}

#[test]
fn a_demand_is_worth_what_asking_again_without_it_says() {
    let (mut n_held, mut n_barren) = (0, 0);
    for seed in 0..400 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).expect("a sound scenario");
        let zone = overall(&scenario, &effort()).zone;
        n_barren += usize::from(zone.any_probability != Some(1.0));
        n_held += hold(&scenario, &format!("seed {seed}"));
    }
    for seed in 0..150 {
        let Some(text) = generator::assumed::text(seed, false) else { continue };
        let scenario = Scenario::from_toml_str(&text).expect("a sound scenario");
        n_held += hold(&scenario, &format!("assumed, seed {seed}"));
    }
    assert!(n_held > 2_000 && n_barren > 100, "{n_held} figures, {n_barren} scenarios without an agreed deal");
}
