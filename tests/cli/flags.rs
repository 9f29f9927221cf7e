//! Flags that say something wrong are refused, all of them at once, with the repair.

use crate::cli::command::{HARBOR, command, finish, json, zopa};

/// What `run` says to these flags, which it must refuse.
#[track_caller]
fn refused(flags: &[&str]) -> String {
    zopa(["run", HARBOR].iter().chain(flags)).refusal()
}

#[test]
fn a_flag_given_twice_for_one_key_is_refused() {
    for flags in [
        ["--variant", "no_island_line", "--variant", "empty_fund"],
        ["--drop", "town.jobs", "--drop", "town.jobs"],
        ["--firmness", "town.jobs=0.5", "--firmness", "town.jobs=0.4"],
        ["--fix", "jobs=all", "--fix", "jobs=none"],
        ["--seed", "1", "--seed", "1"],
        ["--format", "json", "--format", "json"],
        ["--only-basis", "stated", "--only-basis", "draft"],
    ] {
        refused(&flags);
    }
    assert!(refused(&["--fix", "jobs=all", "--fix", "jobs=none"]).contains("twice"));
    zopa(["run", HARBOR, "--fix", "jobs=all", "--fix", "fund=30"]).answer();
}

#[test]
fn an_unknown_id_is_refused_with_the_word_that_was_probably_meant() {
    for (flag, value, meant) in [
        ("--variant", "no_island_lin", "no_island_line"),
        ("--drop", "town.job", "town.jobs"),
        ("--drop", "twon.jobs", "town"),
        ("--firmness", "green.no_islnd=0.5", "no_island"),
        ("--fix", "sit=north", "site"),
        ("--fix", "site=nort", "north"),
    ] {
        let said = refused(&[flag, value]);
        assert!(said.contains(&format!("`{meant}`")) || said.contains(&format!(".{meant}`")), "{flag} {value}: {said}");
    }
    let said = refused(&["--around", "port_plann", "--changes", "1"]);
    assert!(said.contains("`port_plan`"), "{said}");
}

#[test]
fn everything_wrong_with_the_flags_is_said_at_once() {
    let said = refused(&[
        "--variant",
        "x",
        "--drop",
        "town.x",
        "--fix",
        "jobs=x",
        "--firmness",
        "town.jobs=2",
        "--around",
        "x",
        "--changes",
        "1",
    ]);
    assert_eq!(said.matches("error").count(), 5, "{said}");
}

#[test]
fn values_that_cannot_be_are_refused() {
    for flags in [
        ["--samples", "-1"],
        ["--samples", "1.5"],
        ["--seed", "x"],
        ["--threads", "0"],
        ["--threads", "x"],
        ["--time-limit", "30"],
        ["--time-limit", "0s"],
        ["--memory-limit", "4Gig"],
        ["--memory-limit", "0"],
        ["--top", "-1"],
        ["--format", "xml"],
        ["--only-basis", "statd"],
        ["--engine", "magic"],
        ["--fix", "jobs"],
        ["--fix", "fund=45"],
        ["--firmness", "town.jobs"],
        ["--firmness", "town.jobs=nan"],
        ["--drop", "jobs"],
        ["--drop", "town.reservation"],
        ["--bogus", "1"],
    ] {
        refused(&flags);
    }
}

#[test]
fn an_engine_that_is_not_there_is_refused_by_name() {
    let said = refused(&["--engine", "exakt"]);
    assert!(said.contains("did you mean `exact`?") && said.contains("enumerate"), "{said}");
}

#[test]
fn around_a_proposal_needs_to_know_how_far() {
    assert!(refused(&["--around", "port_plan"]).contains("--changes"));
    assert!(refused(&["--changes", "1"]).contains("--around"));
    let answer = |changes| {
        let flags = [
            "run",
            HARBOR,
            "--engine",
            "simulate",
            "--samples",
            "10000",
            "--around",
            "port_plan",
            "--changes",
            changes,
        ];
        json(&zopa(flags.into_iter().chain(["--format", "json"])).answer())
    };
    // The plan itself is blocked by the town; among its neighbors some are agreed.
    assert_eq!(answer("0")["simulation"]["agreed_samples"], "0");
    assert_ne!(answer("1")["simulation"]["agreed_samples"], "0");
}

#[test]
fn the_flags_come_after_the_variant_and_the_variant_after_the_file() {
    let agreed = |flags: &[&str]| {
        let answer = json(&zopa(["run", HARBOR, "--format", "json"].iter().chain(flags)).answer());
        answer["zone"]["agreed"].as_str().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(agreed(&[]), 8);
    assert_eq!(agreed(&["--variant", "no_island_line"]), 13);
    assert_eq!(agreed(&["--drop", "green.no_island"]), 13);
    assert_eq!(agreed(&["--variant", "empty_fund"]), 2);
    // Per key the later wins: the flag's fund stands, not the variant's.
    assert_eq!(agreed(&["--variant", "empty_fund", "--fix", "fund=30"]), agreed(&["--fix", "fund=30"]));
    // Drops add up.
    assert_eq!(
        agreed(&["--variant", "no_island_line", "--drop", "town.jobs"]),
        agreed(&["--drop", "green.no_island", "--drop", "town.jobs"])
    );
    // No line of the harbor is stated by anybody: without them everything is agreed.
    assert_eq!(agreed(&["--only-basis", "stated"]), 27);
    assert_eq!(agreed(&["--only-basis", "stated,assumed"]), 8);
}

#[test]
fn an_answer_names_the_flags_that_it_was_given_under() {
    let flags =
        ["--variant", "empty_fund", "--drop", "green.no_island", "--firmness", "town.jobs=0.5", "--fix", "site=north"];
    let answer = json(&zopa(["run", HARBOR, "--format", "json"].into_iter().chain(flags)).answer());
    let scenario = &answer["scenario"];
    assert_eq!(scenario["variant"], "empty_fund");
    assert_eq!(scenario["drop"], serde_json::json!(["green.no_island"]));
    assert_eq!(scenario["firmness"]["town.jobs"], 0.5);
    assert_eq!(scenario["fix"], serde_json::json!({ "site": "north" }));
}

#[test]
fn nothing_around_the_command_changes_an_answer_in_a_pipe() {
    let odd = [
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("TERM", "xterm-256color"),
        ("RAYON_NUM_THREADS", "3"),
        ("RUST_BACKTRACE", "full"),
        ("HQ_TASK_ID", "7"),
        ("TMPDIR", "/nowhere"),
        ("HOME", "/nowhere"),
    ];
    for format in ["table", "json", "markdown", "csv"] {
        let arguments = ["run", HARBOR, "--no-run-info", "--format", format];
        let plain = zopa(arguments).answer();
        assert_eq!(finish(command().args(arguments).envs(odd)).answer(), plain, "{format}");
    }
}
