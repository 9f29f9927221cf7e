//! The keys of `zopa run --format json`, in their order, and how counts and values stand there.

use super::*;
use crate::report::fixture;
use crate::scenario::model::Firmness;
use crate::scenario::model::Value;

/// Every key of `run --format json` by path, in the order in which it stands; `[]` is the first entry of a list.
const KEYS: [(&str, &[&str]); 16] = [
    (
        "",
        &[
            "zopa",
            "command",
            "scenario",
            "answer",
            "space",
            "zone",
            "worlds",
            "coalitions",
            "shared_lines",
            "parties",
            "issues",
            "assumptions",
            "simulation",
            "run_info",
        ],
    ),
    (
        "/scenario",
        &["title", "as_of", "file", "sha256", "extends", "variant", "drop", "firmness", "fix", "assume", "coalition"],
    ),
    ("/answer", &["engine", "kind", "why"]),
    ("/space", &["deals", "coherent"]),
    (
        "/zone",
        &[
            "agreed",
            "share",
            "mean_probability",
            "best_probability",
            "any_probability",
            "any_probability_interval",
            "best",
        ],
    ),
    ("/zone/best/0", &["terms", "probability", "crossed", "utility", "votes"]),
    ("/zone/best/0/terms", &["troops", "army", "guarantors", "nato_ban"]),
    ("/zone/best/0/utility", &["russia", "ukraine"]),
    (
        "/parties/0",
        &[
            "id",
            "signs",
            "accepts",
            "share",
            "mean_probability",
            "agreed_without",
            "red_lines",
            "reservation",
            "only",
            "only_share",
        ],
    ),
    (
        "/parties/0/red_lines/0",
        &[
            "id",
            "firmness",
            "firmness_by",
            "crossed",
            "share",
            "only",
            "agreed_if_dropped",
            "basis",
            "only_share",
            "any_if_dropped",
            "any_if_fixed",
            "shared",
        ],
    ),
    (
        "/parties/0/reservation",
        &["value", "crossed", "only", "agreed_if_dropped", "only_share", "any_if_dropped", "any_if_fixed"],
    ),
    ("/issues/0", &["id", "type", "values"]),
    (
        "/issues/0/values/0",
        &[
            "value",
            "deals",
            "agreed",
            "zopa_share",
            "accept_rate",
            "best_probability",
            "mean_probability",
            "verdict",
            "accepted_by",
        ],
    ),
    ("/issues/0/values/0/accepted_by", &["russia", "ukraine"]),
    (
        "/simulation",
        &["proposals", "agreed_samples", "share", "share_interval", "mean_probability", "mean_probability_interval"],
    ),
    ("/run_info", &["threads", "seed", "samples", "seconds"]),
];

/// The keys that have an interval, or a number of samples, beside them where figures come from samples.
const SHARES: [&str; 5] = ["share", "mean_probability", "zopa_share", "accept_rate", "only_share"];
const COUNTS: [&str; 7] = ["coherent", "agreed", "accepts", "agreed_without", "crossed", "only", "agreed_if_dropped"];

fn context() -> RunContext {
    RunContext { file: "guarantees.toml".to_owned(), run_info: true, ..RunContext::default() }
}

fn keys(json: &Json, path: &str) -> Vec<String> {
    let at = json.pointer(path).and_then(Json::as_object);
    at.unwrap_or_else(|| panic!("nothing at {path}")).keys().cloned().collect()
}

#[test]
fn the_keys_stand_in_the_order_of_the_interface() {
    let scenario = fixture::guarantees();
    let text = acceptance(&scenario, &fixture::brute_force(&scenario), &context());
    let json: Json = serde_json::from_str(&text).unwrap();
    for (path, expected) in KEYS {
        assert_eq!(keys(&json, path), expected, "{path}");
    }
}

#[test]
fn a_sampled_answer_has_an_interval_beside_every_share_and_samples_beside_every_count() {
    let scenario = fixture::guarantees();
    let text = acceptance(&scenario, &fixture::sampled(fixture::brute_force(&scenario)), &context());
    let json: Json = serde_json::from_str(&text).unwrap();
    for (path, exact) in KEYS.into_iter().filter(|(path, _)| !["/simulation", "/zone/best/0"].contains(path)) {
        let mut expected: Vec<String> = vec![];
        for key in exact {
            expected.push((*key).to_owned());
            if SHARES.contains(key) {
                expected.push(format!("{key}_interval"));
            } else if COUNTS.contains(key) || (*key == "deals" && path != "/space") {
                expected.push(format!("{key}_samples"));
            } else if *key == "accepted_by" {
                expected.push("accepted_by_interval".to_owned());
            }
        }
        assert_eq!(keys(&json, path), expected, "{path}");
    }
    assert_eq!(json["zone"]["agreed"], Json::Null);
    assert!(json["zone"]["agreed_samples"].is_string());
    assert_eq!(json["zone"]["share_interval"], serde_json::json!([0.0, 0.5]));
}

#[test]
fn counts_are_strings_and_values_are_of_their_issue_s_type() {
    let scenario = fixture::guarantees();
    let found = fixture::brute_force(&scenario);
    let mut context = context();
    let terms = [Value(1), Value(4), Value(5), Value(1)];
    context.fix = scenario.issues.ids().zip(terms).collect();
    context.firmness = vec![
        ("russia.guarantor".to_owned(), Firmness { low: 0.1, high: 0.2 }),
        ("ukraine.army".to_owned(), Firmness { low: 0.3, high: 0.3 }),
    ];
    let json: Json = serde_json::from_str(&acceptance(&scenario, &found, &context)).unwrap();
    assert_eq!(json["space"]["deals"], "432");
    let fix = r#"{"troops":"trainers","army":500000,"guarantors":["us","russia"],"nato_ban":true}"#;
    assert_eq!(json["scenario"]["fix"].to_string(), fix);
    let firmness = r#"{"russia.guarantor":[0.1,0.2],"ukraine.army":0.3}"#;
    assert_eq!(json["scenario"]["firmness"].to_string(), firmness);
    assert_eq!(json["issues"][1]["values"][0]["value"], 100_000);
    assert_eq!(json["issues"][2]["values"][2]["value"], "russia");
    assert_eq!(json["issues"][3]["values"][0]["value"], false);
}

#[test]
fn what_does_not_apply_is_null_and_nan_is_never_printed() {
    let scenario = fixture::guarantees();
    let mut found = fixture::brute_force(&scenario);
    found.zone.share.value = Some(f64::NAN);
    found.zone.best_probability = Some(f64::INFINITY);
    found.simulation = None;
    let text = acceptance(&scenario, &found, &RunContext::default());
    assert!(!text.contains("NaN") && !text.contains(": inf"), "{text}");
    let json: Json = serde_json::from_str(&text).unwrap();
    for path in ["/zone/share", "/zone/best_probability", "/simulation", "/run_info", "/scenario/variant"] {
        assert_eq!(json.pointer(path), Some(&Json::Null), "{path}");
    }
    assert_eq!(json["parties"][1]["reservation"], Json::Null);
    assert!(text.ends_with("}\n"));
}
