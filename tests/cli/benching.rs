//! `zopa bench`: every engine on every thread count, in every form; figures that hold whatever the machine.

use crate::cli::command::{HARBOR, json, zopa};

#[test]
fn every_engine_is_measured_on_one_thread_and_on_as_many_as_asked() {
    let arguments = ["bench", HARBOR, "--threads", "2", "--repeats", "2", "--samples", "10000", "--format", "json"];
    let found = json(&zopa(arguments).answer());
    assert_eq!((&found["command"], &found["deals"], &found["complete"]), (&"bench".into(), &"27".into(), &true.into()));
    assert!(found["calibration"].as_f64().unwrap() > 0.0);
    let rows = found["measured"].as_array().unwrap();
    let of: Vec<_> =
        rows.iter().map(|row| (row["engine"].as_str().unwrap(), row["threads"].as_u64().unwrap())).collect();
    for engine in ["enumerate", "simulate"] {
        assert!(of.contains(&(engine, 1)) && of.contains(&(engine, 2)), "{of:?}");
    }
    for row in rows {
        let number = |name: &str| row[name].as_f64().unwrap();
        let judged = if row["engine"] == "simulate" { 10_000.0 } else { 27.0 };
        assert!((number("rate") * number("seconds") / judged - 1.0).abs() < 1e-9, "{row}");
        assert!(
            (number("rate") / found["calibration"].as_f64().unwrap() / number("ratio") - 1.0).abs() < 1e-9,
            "{row}"
        );
        assert!(row["threads"] != 1 || number("speedup") == 1.0, "{row}");
    }
}

#[test]
fn the_parts_of_the_exact_engine_are_measured_too() {
    let arguments = ["bench", HARBOR, "--engine", "exact", "--threads", "1", "--repeats", "2"];
    let found = json(&zopa([&arguments[..], &["--format", "json"]].concat()).answer());
    let parts = &found["exact"];
    for part in ["ordering", "count", "marginals"] {
        assert!(parts[part].as_f64().unwrap() > 0.0, "{parts}");
    }
    // One state before the site is settled, one at the end, and three levels of at most three values between.
    let number = |name: &str| parts[name].as_str().unwrap().parse::<usize>().unwrap();
    assert!((4..=14).contains(&number("states")) && (3..=3 * number("states")).contains(&number("arcs")), "{parts}");
    for (format, shown) in [("table", "ordering "), ("markdown", "marginals "), ("csv", "\nexact.count,1,exact,exact,")]
    {
        let answer = zopa([&arguments[..], &["--format", format]].concat()).answer();
        assert!(answer.contains(shown), "{answer}");
    }
    let other = ["bench", HARBOR, "--engine", "enumerate", "--threads", "1", "--repeats", "1", "--format", "json"];
    assert!(json(&zopa(other).answer())["exact"].is_null());
}

#[test]
fn one_engine_alone_in_every_form() {
    for format in ["table", "markdown", "csv"] {
        let arguments =
            ["bench", HARBOR, "--engine", "enumerate", "--threads", "1", "--repeats", "1", "--format", format];
        let answer = zopa(arguments).answer();
        assert!(answer.contains("enumerate") && !answer.contains("simulate,"), "{answer}");
        assert!(
            answer.contains("speedup") && answer.lines().all(|line| format != "table" || line.chars().count() <= 80)
        );
    }
}

#[test]
fn an_engine_that_cannot_answer_says_so_instead_of_a_rate() {
    let folder = tempfile::tempdir().unwrap();
    let issues: String = (0..60).map(|n| format!("[issue.i{n}]\nyes_no = true\n")).collect();
    let text = format!("format = 1\ntitle = \"Wide\"\n{issues}[party.a]\nname = \"A\"\n");
    let path = crate::cli::command::write(folder.path(), "wide.toml", &text);
    let arguments = ["bench", &path, "--engine", "enumerate", "--threads", "1", "--repeats", "1", "--format", "json"];
    let found = json(&zopa(arguments).answer());
    let row = &found["measured"][0];
    assert!(row["rate"].is_null() && row["speedup"].is_null(), "{row}");
    assert_ne!(row["answer"]["engine"], "enumerate");
    assert!(row["answer"]["why"].as_str().unwrap().contains("2^50"), "{row}");
}
