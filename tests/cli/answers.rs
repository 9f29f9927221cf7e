//! What each command answers, and on which stream.

use crate::cli::command::{HARBOR, command, finish, json, root, write, zopa};
use std::fs;

#[test]
fn run_says_first_how_many_deals_cross_nobodys_line() {
    let table = zopa(["run", HARBOR]).answer();
    let headline = table.lines().find(|line| line.contains("27")).unwrap_or_else(|| panic!("{table}"));
    assert!(headline.contains('8'), "{headline}");
    assert!(!table.contains('\u{1b}'), "no color in a pipe");
}

#[test]
fn every_format_gives_the_same_numbers() {
    let answer = json(&zopa(["run", HARBOR, "--format", "json"]).answer());
    assert_eq!(answer["command"], "run");
    assert_eq!((&answer["space"]["deals"], &answer["zone"]["agreed"]), (&"27".into(), &"8".into()));
    let markdown = zopa(["run", HARBOR, "--format", "markdown"]).answer();
    assert!(markdown.contains("27") && markdown.contains('|'), "{markdown}");
    // One row a value below the names of the columns.
    let csv = zopa(["run", HARBOR, "--format", "csv"]).answer();
    let n_values: usize =
        answer["issues"].as_array().unwrap().iter().map(|issue| issue["values"].as_array().unwrap().len()).sum();
    assert_eq!(csv.lines().count(), 1 + n_values, "{csv}");
}

#[test]
fn run_names_the_file_by_its_last_part_and_its_hash() {
    let answer = json(&zopa(["run", HARBOR, "--format", "json"]).answer());
    assert_eq!(answer["scenario"]["file"], "harbor.toml");
    assert_eq!(answer["scenario"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(answer["zopa"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_table_keeps_to_the_columns_there_are() {
    for columns in ["80", "120"] {
        for scenario in [HARBOR, "scenarios/ukraine_security_guarantees.toml"] {
            let table = finish(command().args(["run", scenario]).env("COLUMNS", columns)).answer();
            // A command to type next is never cut.
            for line in table.lines().filter(|line| !line.starts_with("  zopa ")) {
                let width = unicode_width::UnicodeWidthStr::width(line);
                assert!(width <= columns.parse().unwrap(), "{width} columns at {columns}: {line}");
            }
        }
    }
}

#[test]
fn the_same_question_gives_the_same_bytes_whatever_the_threads() {
    for engine in ["enumerate", "simulate"] {
        let answer = |threads| {
            let flags = ["--engine", engine, "--format", "json", "--no-run-info", "--samples", "50000", "--seed", "7"];
            zopa(["run", HARBOR, "--threads", threads].into_iter().chain(flags)).answer()
        };
        let one = answer("1");
        assert_eq!(one, answer("2"));
        assert_eq!(one, answer("16"));
        assert!(json(&one)["run_info"].is_null());
    }
}

#[test]
fn another_seed_draws_other_proposals() {
    let answer = |seed| zopa(["run", HARBOR, "--no-run-info", "--format", "json", "--seed", seed]).answer();
    assert_ne!(answer("0"), answer("1"));
    assert_eq!(answer("1"), answer("1"));
}

#[test]
fn without_samples_there_is_no_simulation() {
    let answer = json(&zopa(["run", HARBOR, "--format", "json", "--samples", "0"]).answer());
    assert!(answer["simulation"].is_null());
    assert!(!json(&zopa(["run", HARBOR, "--format", "json"]).answer())["simulation"].is_null());
}

#[test]
fn an_empty_zone_is_an_answer_unless_it_must_not_be() {
    let nobody = ["run", HARBOR, "--fix", "jobs=none"];
    let answer = json(&zopa(nobody.into_iter().chain(["--format", "json"])).answer());
    assert_eq!(answer["zone"]["agreed"], "0");
    let ended = zopa(nobody.into_iter().chain(["--fail-if-empty"]));
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(!ended.stdout.is_empty(), "the answer is given all the same");
    assert!(ended.stderr.contains("no deal is agreed"), "{}", ended.stderr);
    assert_eq!(zopa(["run", HARBOR, "--fail-if-empty"]).code, 0);
}

#[test]
fn check_is_content_with_every_scenario_of_the_project() {
    let scenarios: Vec<_> =
        fs::read_dir(root().join("scenarios")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let scenarios: Vec<_> = scenarios.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    assert!(scenarios.len() >= 3);
    for scenario in scenarios {
        let ended = zopa(["check".as_ref(), scenario.as_os_str()]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn check_gives_every_problem_of_every_file_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let bad = write(
        folder.path(),
        "bad.toml",
        &harbor
            .replace("site = \"offshore\"", "sight = \"offshore\"")
            .replace("jobs = \"none\" }  ", "jobs = \"nun\" }  "),
    );
    let ended = zopa(["check", &bad, HARBOR, "--format", "json"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    let problems = json(&ended.stdout);
    for problem in problems.as_array().unwrap() {
        for key in ["severity", "code", "line", "column", "message", "help"] {
            assert!(problem.get(key).is_some(), "{key} is missing: {problem}");
        }
    }
    let is_error = |problem: &&serde_json::Value| problem["severity"] == "error";
    let problems: Vec<_> = problems.as_array().unwrap().iter().filter(is_error).collect();
    assert!(problems.len() >= 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem["file"] == bad.as_str()), "{problems:?}");
    let place = harbor.lines().position(|line| line.contains("site = \"offshore\"")).unwrap() + 1;
    assert!(problems.iter().any(|problem| problem["line"] == place), "{problems:?}");
}

#[test]
fn check_applies_every_variant() {
    let folder = tempfile::tempdir().unwrap();
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let nobody = "\n[variant.nobody]\nsigns = { town = false, green = false, port = false }\n";
    let bad = write(folder.path(), "bad.toml", &(harbor + nobody));
    let ended = zopa(["check", &bad, "--format", "json"]);
    assert_eq!(ended.code, 2, "{}{}", ended.stdout, ended.stderr);
    let said = json(&ended.stdout).to_string();
    assert!(said.contains("nobody"), "{said}");
}

#[test]
fn test_fails_where_an_expectation_does() {
    assert_eq!(zopa(["test", HARBOR]).code, 0);
    let folder = tempfile::tempdir().unwrap();
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let wrong = write(folder.path(), "wrong.toml", &harbor.replace("\nagreed = 8", "\nagreed = 9"));
    let ended = zopa(["test", &wrong, HARBOR]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("eight_deals"), "{}", ended.stdout);
    let results = json(&zopa(["test", &wrong, "--format", "json"]).stdout);
    let failed: Vec<_> = results.as_array().unwrap().iter().filter(|result| result["passed"] == false).collect();
    assert_eq!(failed.len(), 1, "{results}");
    assert_eq!(failed[0]["expect"], "eight_deals");

    let broken = write(folder.path(), "broken.toml", &harbor.replace("format = 1", "format = 99"));
    assert_eq!(zopa(["test", HARBOR, &broken]).code, 2, "a bad file outweighs a failed expectation");
    let without = write(folder.path(), "without.toml", harbor.split("[expect.").next().unwrap());
    let ended = zopa(["test", &without]);
    assert_eq!(ended.code, 0);
    assert!((ended.stdout + &ended.stderr).contains("[expect]"), "it says that there is nothing to test");
}

#[test]
fn show_gives_the_scenario_as_understood_with_what_changed() {
    let plain = zopa(["show", HARBOR]).answer();
    let changed = zopa(["show", HARBOR, "--variant", "no_island_line"]).answer();
    assert!(plain.contains("no_island"), "{plain}");
    assert_ne!(plain, changed);
    json(&zopa(["show", HARBOR, "--format", "json"]).answer());
}

#[test]
fn the_schema_is_json_and_completions_and_pages_know_every_command() {
    assert!(json(&zopa(["schema"]).answer())["properties"]["party"].is_object());
    let commands = ["run", "check", "test", "show", "new", "schema", "completions", "man"];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = zopa(["completions", shell]).answer();
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("made/man1");
    assert_eq!(zopa(["man".as_ref(), pages.as_os_str()]).answer(), "");
    for page in commands.iter().map(|command| format!("zopa-{command}.1")).chain(["zopa.1".to_owned()]) {
        let text = fs::read_to_string(pages.join(&page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(".TH") && text.contains("EXAMPLES"), "{page}");
    }
}

const DEADLOCK: &str = "scenarios/harbor_deadlock.toml";

#[test]
fn explain_names_the_conflict_and_its_unlocks_in_every_format() {
    let answer = json(&zopa(["explain", DEADLOCK, "--format", "json"]).answer());
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    let expected = [
        "zopa",
        "command",
        "scenario",
        "answer",
        "agreed",
        "conflicts",
        "conflicts_total",
        "unlocks",
        "unlocks_total",
        "complete",
        "lines",
        "proposal",
    ];
    assert_eq!(keys, expected);
    assert_eq!(answer["conflicts"], serde_json::json!([["town.jobs", "port.not_half", "port.not_all"]]));
    let first = serde_json::json!({ "demands": ["port.not_half"], "chance": 0.8, "agreed": "5" });
    assert_eq!((&answer["unlocks"][0], &answer["unlocks_total"]), (&first, &"3".into()));
    let table = zopa(["explain", DEADLOCK]).answer();
    assert!(table.contains("No deal can satisfy all three: Town, 'Some of the jobs"), "{table}");
    let csv = zopa(["explain", DEADLOCK, "--format", "csv"]).answer();
    assert_eq!(csv.lines().count(), 1 + 3 + 3, "{csv}");
    let markdown = zopa(["explain", DEADLOCK, "--format", "markdown"]).answer();
    assert!(markdown.contains("`port.not_half`"), "{markdown}");
    let first = json(&zopa(["explain", DEADLOCK, "--format", "json", "--max", "1"]).answer());
    assert_eq!((first["unlocks"].as_array().unwrap().len(), &first["complete"]), (1, &false.into()));
}

#[test]
fn explain_takes_the_terms_of_a_proposal_as_fixed() {
    let of = |flags: &[&str]| {
        let flags = [&["explain", HARBOR, "--format", "json"], flags].concat();
        json(&zopa(flags).answer())
    };
    let proposal = of(&["--proposal", "port_plan"]);
    assert_eq!(proposal["conflicts"], serde_json::json!([["town.jobs"]]));
    let fixed = proposal["scenario"]["fix"].as_object().unwrap();
    assert!(!fixed.is_empty());
    let flag = |(issue, value): (&String, &serde_json::Value)| {
        format!("{issue}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let terms: Vec<String> = fixed.iter().map(flag).collect();
    // The same but for what only a named proposal has: where it stands, and which agreed deals are near.
    let compared = json(&zopa(["compare", HARBOR, "port_plan", "--format", "json"]).answer());
    assert_eq!(proposal["proposal"], compared["proposals"][0]);
    let mut proposal = proposal;
    proposal["proposal"] = serde_json::Value::Null;
    let table = zopa(["explain", HARBOR, "--proposal", "port_plan"]).answer();
    let ways = table.split("Two ways to an agreed deal\n").nth(1).expect("both ways out");
    assert!(ways.contains("Change the terms. The nearest") && ways.contains(" → "), "{table}");
    assert!(ways.contains("Change the positions. Likeliest, chance"), "{table}");
    assert_eq!(of(&["--terms", &terms.join(",")]), proposal);
    let fixes: Vec<&str> = terms.iter().flat_map(|term| ["--fix", term.as_str()]).collect();
    assert_eq!(of(&fixes), proposal);
    for (flags, said) in [
        (&["--proposal", "port_pln"][..], "did you mean `port_plan`?"),
        (&["--terms", "site=nort"], "did you mean `north`?"),
        (&["--terms", "site=north", "--fix", "site=south"], "`--fix` gives `site` another value than `--terms` does"),
        (&["--terms", "site=north", "--proposal", "port_plan"], "exclude each other"),
    ] {
        let ended = zopa([&["explain", HARBOR], flags].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{flags:?}");
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
}

#[test]
fn the_frontier_has_the_keys_of_the_interface_first() {
    let game = "scenarios/deliberation.toml";
    let answer = json(&zopa(["frontier", game, "--top", "1", "--format", "json"]).answer());
    let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys[..7], ["zopa", "command", "scenario", "answer", "parties", "frontier", "solutions"]);
    assert_eq!((&answer["command"], &answer["frontier"]["size"]), (&"frontier".into(), &"51".into()));
    assert_eq!(answer["frontier"]["deals"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["solutions"]["nash"]["value"], 6_031_872.0);
    let coherent = json(&zopa(["frontier", game, "--over", "coherent", "--format", "json"]).answer());
    assert_eq!(coherent["frontier"]["size"], "481");
    assert_eq!(coherent["frontier"]["deals"].as_array().map(Vec::len), Some(481));
    let sampled = json(&zopa(["frontier", game, "--engine", "simulate", "--format", "json"]).answer());
    assert_eq!((&sampled["answer"]["kind"], &sampled["frontier"]["size"]), (&"undecided".into(), &().into()));
}

#[test]
fn a_frontier_needs_a_party_with_a_utility() {
    let refusal = zopa(["frontier", HARBOR]).refusal();
    assert!(refusal.contains("no party has a utility") && refusal.contains("help:"), "{refusal}");
}
