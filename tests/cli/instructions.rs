//! `ZOPA_INSTRUCTIONS`: the engines take what it names, all that a machine has give the same bytes, anything else is refused.

use crate::cli::command::{Ended, HARBOR, command, finish, json};
use zopa::engine::ask::instructions::VARIABLE;
use zopa::space::instructions::InstructionSet;

/// The command under an instruction set.
fn under(word: &str, arguments: &[&str]) -> Ended {
    finish(command().env(VARIABLE, word).args(arguments))
}

#[test]
fn the_engines_take_the_instruction_set_that_is_named() {
    let bench = ["bench", HARBOR, "--engine", "enumerate", "--threads", "1", "--repeats", "1", "--format", "json"];
    for set in InstructionSet::all() {
        assert_eq!(json(&under(set.word(), &bench).answer())["instructions"], set.word());
    }
    let widest = InstructionSet::widest().word();
    let unset = finish(command().env_remove(VARIABLE).args(bench)).answer();
    assert_eq!(json(&unset)["instructions"], widest);
    assert_eq!(json(&under("", &bench).answer())["instructions"], widest);
}

#[test]
fn every_command_gives_the_same_bytes_under_every_instruction_set_of_the_machine() {
    const UKRAINE: &str = "scenarios/ukraine_security_guarantees.toml";
    let quiet = ["--no-run-info", "--format", "json", "--samples", "70000", "--seed", "11"];
    let run = |scenario, engine: &'static str, worlds: &'static str| {
        [&["run", scenario, "--engine", engine, "--draw", worlds], &quiet[..]].concat()
    };
    let mut questions = Vec::new();
    for scenario in [HARBOR, UKRAINE, "scenarios/climate_club.toml"] {
        for engine in ["enumerate", "exact", "simulate"] {
            questions.push(run(scenario, engine, "product"));
            questions.push(run(scenario, engine, "drawn"));
        }
        questions.push(vec!["compare", scenario, "--format", "json"]);
    }
    questions.push(vec!["explain", UKRAINE, "--format", "json", "--no-run-info"]);
    questions.push(vec!["frontier", "scenarios/supply_contract.toml", "--format", "json", "--no-run-info"]);
    let of = |set: InstructionSet| -> Vec<String> {
        questions.iter().map(|arguments| under(set.word(), arguments).answer()).collect()
    };
    let baseline = of(InstructionSet::Baseline);
    assert!(baseline.iter().all(|answer| !json(answer)["scenario"].is_null()));
    for set in InstructionSet::all() {
        for ((arguments, truth), found) in questions.iter().zip(&baseline).zip(of(set)) {
            assert_eq!(*truth, found, "{set}: {arguments:?}");
        }
    }
}

#[test]
fn what_is_no_instruction_set_or_not_of_this_machine_is_refused() {
    let absent = InstructionSet::KNOWN.into_iter().filter(|set| !set.is_here()).map(InstructionSet::word);
    for word in ["sse9", "AVX2", "widest"].into_iter().chain(absent) {
        for arguments in [&["run", HARBOR][..], &["check", HARBOR], &["--version"]] {
            let said = under(word, arguments).refusal();
            assert!(said.contains(VARIABLE) && said.contains(&format!("`{word}`")), "{said}");
            for set in InstructionSet::all() {
                assert!(said.contains(&format!("`{set}`")), "{said}");
            }
        }
    }
}
