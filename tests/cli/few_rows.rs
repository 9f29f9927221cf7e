//! A summary says how much stands behind its figures, and where nothing does.

use crate::cli::command::{HARBOR, json, root, write, zopa};
use serde_json::Value as Json;
use std::fs;

/// A sweep of this many base points in every form: table, Markdown, JSON, page.
fn summaries(n_base: u32) -> ([String; 3], Json) {
    let folder = tempfile::tempdir().unwrap();
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let sweep = "\n[sweep.firm]\ndesign = \"saltelli\"\n[sweep.firm.vary]\n\"firmness.town.jobs\" = [0.5, 1.0]\n\
        \"enforced.green.no_island\" = [true, false]\n";
    let file = write(folder.path(), "moved.toml", &(harbor + sweep));
    let path = folder.path().join("swept").to_str().unwrap().to_owned();
    zopa(["sweep", "run", &file, "firm", "--rows", &n_base.to_string(), "--format", "csv", "-o", &path]).answer();
    let summary = |form: &str| zopa(["sweep", "summary", &path, "--format", form]).answer();
    let page = zopa(["report", &file, "--sweep", &path]).answer();
    ([summary("table"), summary("markdown"), page], json(&summary("json")))
}

/// Words on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn indices_of_one_base_point_are_no_figures() {
    let (texts, found) = summaries(1);
    for text in texts {
        assert!(flat(&text).contains("No index: indices need two complete base points, and there is one."), "{text}");
        assert!(!flat(&text).contains("S1: alone"), "{text}");
    }
    for output in found["sobol"].as_array().unwrap() {
        assert_eq!((&output["base_points"], &output["zero_variance"]), (&1.into(), &false.into()));
        assert_eq!(output["why"], "indices need two complete base points, and there is one");
        for factor in output["factors"].as_array().unwrap() {
            for key in ["S1", "S1_interval", "S1_jansen", "ST", "ST_interval"] {
                assert_eq!(factor[key], Json::Null, "{key}");
            }
        }
    }
}

#[test]
fn how_many_base_points_stands_beside_the_indices() {
    let (texts, found) = summaries(8);
    for text in texts {
        assert!(flat(&text).contains("From 8 complete base points, of 8 planned."), "{text}");
    }
    let output = &found["sobol"][0];
    assert_eq!((&output["base_points"], &output["why"]), (&8.into(), &Json::Null));
    assert!(output["factors"][0]["S1"].is_f64());
}

#[test]
fn a_summary_of_no_rows_says_that_there_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("planned").to_str().unwrap().to_owned();
    zopa(["sweep", "plan", HARBOR, "lines", "--shards", "2", "--format", "csv", "-o", &path]).answer();
    zopa(["sweep", "merge", &path, "--partial"]).answer();
    let summary = |form: &str| zopa(["sweep", "summary", &path, "--format", form]).answer();
    for text in [summary("table"), summary("markdown")] {
        let text = flat(&text).replace('\\', "");
        assert!(text.contains("There is no row to sum up."), "{text}");
        assert!(text.contains("No row is there that could be evaluated") && !text.contains("How the proposals fare"));
    }
    let found = json(&summary("json"));
    assert_eq!((&found["sweep"]["rows"], &found["prim"]), (&0.into(), &Json::Null));
    assert_eq!(found["robustness"][0]["agreed_share_interval"], Json::Null);
    assert_eq!(found["outputs"][0]["mean"], Json::Null);
}
