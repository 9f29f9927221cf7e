//! A proposal whose term is fixed otherwise: it has no completion, and every command says which term stands against it.

use crate::cli::command::{json, write, zopa};

const FILE: &str = r#"format = 1
title = "Against fix"
[issue]
troops.options = { none = "None", some = "Some" }
ban.yes_no = true
[impossible.x]
reject = { troops = "some", ban = true }
[party.a.red_line.y]
title = "y"
reject = { ban = true }
[proposal.p]
terms = { troops = "some", ban = true }
[proposal.q]
terms = { troops = "some" }
[variant.without]
fix = { troops = "none" }
[expect.zero]
variant = "without"
proposal = "q"
agreed = 0
coherent = 0
conflicts = [[]]
[expect.accepts]
variant = "without"
proposal = "q"
accepts = "a"
[expect.rejects]
variant = "without"
proposal = "q"
rejects = { a = [] }
[expect.probability]
variant = "without"
proposal = "q"
probability = [0, 1]
"#;

#[test]
fn a_term_that_is_fixed_otherwise_is_named_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "f.toml", FILE);
    for flags in [["--fix", "troops=none"], ["--variant", "without"]] {
        let ask = |words: &[&str]| json(&zopa(words.iter().chain(&flags).chain(&["--format", "json"])).answer());
        let compared = ask(&["compare", &file]);
        let [p, q] = [0, 1].map(|at| &compared["proposals"][at]);
        assert_eq!((&p["completions"], &q["completions"]), (&"0".into(), &"0".into()));
        assert_eq!((&p["impossible"][0], &p["against_fix"][0]), (&"x".into(), &"troops".into()));
        assert_eq!((&q["impossible"], &q["against_fix"][0]), (&serde_json::json!([]), &"troops".into()));
        let explained = ask(&["explain", &file, "--proposal", "q"]);
        assert_eq!(explained["conflicts"], serde_json::json!([[]]));
        assert_eq!((&explained["unlocks"], &explained["agreed"]), (&serde_json::json!([]), &"0".into()));
        let text = zopa(["explain", &file, "--proposal", "q"].iter().chain(&flags)).answer();
        assert!(text.contains("another term than the one that is fixed: troops"), "{text}");
    }
    let fine = json(&zopa(["compare", &file, "--format", "json"]).answer());
    assert_eq!(fine["proposals"][0]["against_fix"], serde_json::json!([]));
    let tested = zopa(["test", &file]);
    let passed: Vec<bool> = tested
        .stdout
        .lines()
        .filter_map(|line| match line.split(' ').next() {
            Some("passed") => Some(true),
            Some("FAILED") => Some(false),
            _ => None,
        })
        .collect();
    assert_eq!((tested.code, passed), (1, vec![true, false, false, false]), "{}", tested.stdout);
}
