//! What is said of damaged files: places, words, repairs, all at once.

use crate::bridges::{file, run_on};
use std::fmt::Write;

#[test]
fn every_damaged_file_is_named_for_what_is_wrong_with_it() {
    let mut names: Vec<String> = std::fs::read_dir(file("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut all = String::new();
    for name in names {
        let kind = name.split('_').next().unwrap();
        let ended = run_on(&["import", "--from", kind], &format!("broken/{name}"));
        let is_lost = name.contains("lost");
        assert_eq!(ended.code, if is_lost { 0 } else { 2 }, "{name}: {}{}", ended.stdout, ended.stderr);
        assert!(is_lost || ended.stdout.is_empty(), "{name}");
        writeln!(all, "== {name}\n{}", ended.stderr).unwrap();
    }
    insta::assert_snapshot!("refusals", all);
}
