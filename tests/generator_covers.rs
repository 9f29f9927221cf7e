//! The generator makes only sound scenarios, and every feature of the format in at least one of twenty.

mod generator;

use zopa::scenario::model::Scenario;

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
