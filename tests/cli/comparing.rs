//! `zopa compare` as people and scripts meet it.

use crate::cli::command::{HARBOR, json, write, zopa};

fn compared(flags: &[&str]) -> serde_json::Value {
    json(&zopa(["compare", HARBOR, "--format", "json"].iter().chain(flags)).answer())
}

fn ids(answer: &serde_json::Value) -> Vec<&str> {
    answer["proposals"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn all_proposals_are_compared_or_those_that_are_named_in_the_order_of_the_file() {
    assert_eq!(ids(&compared(&[])), ["port_plan", "compromise", "any_fund"]);
    assert_eq!(ids(&compared(&["any_fund", "port_plan"])), ["port_plan", "any_fund"]);
    assert_eq!(ids(&compared(&["--terms", "site=south"])), ["terms 1"]);
    let both = compared(&["compromise", "--terms", "site=south", "--terms", "jobs=all,fund=60"]);
    assert_eq!(ids(&both), ["compromise", "terms 1", "terms 2"]);
    assert_eq!(both["proposals"][2]["terms"], serde_json::json!({"jobs": "all", "fund": 60}));
    assert_eq!(ids(&compared(&["--all", "--terms", "site=south"])).len(), 4);
}

#[test]
fn the_ports_plan_crosses_the_towns_line_and_is_one_change_away() {
    let answer = compared(&["port_plan", "--top", "1"]);
    let plan = &answer["proposals"][0];
    assert_eq!((&plan["completions"], &plan["agreed"]), (&"1".into(), &"0".into()));
    assert_eq!(plan["parties"][0]["accepts"], "none");
    assert_eq!(plan["parties"][0]["crossed"][0]["id"], "town.jobs");
    assert_eq!(plan["parties"][0]["crossed"][0]["source"], serde_json::json!(["invented"]));
    assert_eq!((&plan["nearest"]["distance"], &plan["nearest"]["count"]), (&1.into(), &"2".into()));
    let changes = serde_json::json!([{"issue": "jobs", "from": "none", "to": "half"}]);
    assert_eq!(plan["nearest"]["deals"].as_array().unwrap().len(), 1);
    assert_eq!(plan["nearest"]["deals"][0]["changes"], changes);
}

#[test]
fn assumptions_count_and_a_term_against_a_fixed_one_has_no_completion() {
    let answer = compared(&["port_plan", "--fix", "site=north"]);
    let plan = &answer["proposals"][0];
    assert_eq!((&plan["completions"], &plan["agreed"]), (&"0".into(), &"0".into()));
    assert!(plan["probability"].is_null() && plan["parties"][0]["accepts"].is_null());
    assert_eq!(plan["nearest"]["distance"], 2);
    let dropped = compared(&["port_plan", "--drop", "town.jobs"]);
    assert_eq!(
        (&dropped["proposals"][0]["agreed"], &dropped["proposals"][0]["probability"]),
        (&"1".into(), &1.0.into())
    );
    let soft = compared(&["port_plan", "--firmness", "town.jobs=0.75"]);
    assert_eq!(soft["proposals"][0]["probability"], 0.25);
    let deadlock = zopa(["compare", "scenarios/harbor_deadlock.toml", "--terms", "jobs=none", "--format", "json"]);
    let deadlock = json(&deadlock.answer());
    assert!(deadlock["proposals"][0]["nearest"].is_null());
    assert_eq!(deadlock["proposals"][0]["nearest_likely"]["probability"], 0.8);
}

#[test]
fn every_format_tells_of_every_proposal() {
    let csv = zopa(["compare", HARBOR, "--format", "csv"]).answer();
    assert_eq!(csv.lines().count(), 1 + 3 * 3, "{csv}");
    for format in ["table", "markdown"] {
        let whole = zopa(["compare", HARBOR, "--format", format]).answer();
        let matrix = zopa(["compare", HARBOR, "--format", format, "--matrix"]).answer();
        assert!(whole.contains("Half of them") && whole.contains("any_fund") && !whole.contains('\u{1b}'));
        assert!(matrix.len() < whole.len() && matrix.contains("The port's plan"), "{matrix}");
    }
}

#[test]
fn the_same_comparison_gives_the_same_bytes_whatever_the_threads() {
    let with = |threads| zopa(["compare", HARBOR, "--threads", threads, "--format", "json"]).answer();
    assert_eq!(with("1"), with("5"));
}

#[test]
fn what_cannot_be_compared_is_bad_usage() {
    let said = |flags: &[&str]| zopa(["compare", HARBOR].iter().chain(flags)).refusal();
    assert!(said(&["port_plna"]).contains("did you mean `port_plan`?"));
    assert!(said(&["port_plan", "port_plan"]).contains("given twice"));
    assert!(said(&["--terms", "site=moon"]).contains("`site` has no option `moon`"));
    assert!(said(&["--terms", "site=north,site=south"]).contains("`site` is given twice"));
    assert!(said(&["--terms", ""]).contains("is no term"));
    assert!(said(&["port_plan", "--all"]).contains("exclude each other"));
    let folder = tempfile::tempdir().unwrap();
    let bare = "format = 1\ntitle = \"\"\n[issue.a]\nyes_no = true\n[party.p]\n";
    let bare = zopa(["compare", write(folder.path(), "bare.toml", bare).as_str()]).refusal();
    assert!(bare.contains("has no proposal"), "{bare}");
}
