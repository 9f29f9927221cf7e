//! A flag that a command accepts does something there; one that would do nothing is refused by name and stands in no help.

use crate::cli::command::{HARBOR, json, zopa};

const FLAGS: [&[&str]; 6] = [
    &["--samples", "5"],
    &["--draw", "drawn"],
    &["--around", "port_plan", "--changes", "1"],
    &["--seed", "7"],
    &["--top", "1"],
    &["--no-run-info"],
];

#[test]
fn a_flag_changes_the_answer_or_is_refused_by_name() {
    // What these change is seen on spaces too large for a test alone: samples are drawn where nothing else answers.
    // The times of these two stand in their tables alone.
    let is_seen_elsewhere = |command: &str, flag: &str| {
        matches!((command, flag), ("explain", "--samples" | "--seed") | ("explain" | "frontier", "--no-run-info"))
    };
    for command in ["run", "compare", "explain", "frontier"] {
        let file = if command == "frontier" { "scenarios/supply_contract.toml" } else { HARBOR };
        let help = zopa([command, "--help"]).answer();
        let answer = |flags: &[&str]| {
            let more: &[&str] = if command == "explain" { &["--proposal", "port_plan"] } else { &[] };
            let words = [command, file, "--format", "json"]
                .into_iter()
                .chain(more.iter().copied())
                .chain(flags.iter().copied());
            let ended = zopa(words);
            (ended.code == 0)
                .then(|| {
                    let mut found = json(&ended.stdout);
                    if let Some(info) = found.get_mut("run_info").filter(|info| !info.is_null()) {
                        info["seconds"] = 0.into();
                        info["deals_per_second"] = 0.into();
                    }
                    if let Some(simulation) = found.get_mut("simulation").filter(|one| !one.is_null()) {
                        simulation["seconds"] = 0.into();
                        simulation["proposals_per_second"] = 0.into();
                    }
                    found.to_string()
                })
                .ok_or(ended.stderr)
        };
        let usual = answer(&[]).unwrap();
        for flags in FLAGS {
            let flag = flags[0];
            match answer(flags) {
                Ok(found) => {
                    assert!(
                        help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n")),
                        "{command} {flag}"
                    );
                    assert!(found != usual || is_seen_elsewhere(command, flag), "{command} {flag} does nothing");
                }
                Err(said) => {
                    assert!(said.contains(&format!("`{flag}`")), "{command} {flag}: {said}");
                    if said.contains("does nothing") {
                        assert!(!help.contains(&format!("\n      {flag}")), "{command} {flag} stands in the help");
                    }
                }
            }
        }
    }
    for words in [["explain", HARBOR], ["frontier", "scenarios/supply_contract.toml"]] {
        let lines = |flags: &[&str]| zopa(words.iter().chain(flags)).answer().lines().count();
        assert!(lines(&[]) > lines(&["--no-run-info"]), "{words:?}");
    }
    assert!(zopa(["bench", HARBOR, "--top", "3"]).refusal().contains("`--top` does nothing in `zopa bench`"));
    assert!(zopa(["explain", HARBOR, "--top", "3"]).refusal().contains("`--top`"));
}

#[test]
fn groups_of_flags_stand_in_one_order_in_every_help() {
    let order = ["Arguments:", "Options:", "Assumptions:", "Work:", "Answer:", "Examples:"];
    for command in ["run", "compare", "explain", "coalitions", "frontier", "bench", "report", "show", "check", "test"] {
        let help = zopa([command, "--help"]).answer();
        let heads =
            help.lines().filter(|line| line.ends_with(':') && line.chars().next().is_some_and(char::is_uppercase));
        let places: Vec<usize> = heads
            .map(|head| order.iter().position(|known| *known == head).unwrap_or_else(|| panic!("{command}: {head}")))
            .collect();
        assert!(places.is_sorted(), "{command}: {places:?}");
    }
}
