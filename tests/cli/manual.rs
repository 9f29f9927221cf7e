//! The manual: a page for each command, no page that leads nowhere, and the package that holds the documents.

use crate::cli::command::{root, zopa};
use std::collections::BTreeMap;
use std::fs;

/// The pages, by name.
fn pages() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    zopa(["man", folder.path().to_str().unwrap()]).answer();
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn every_command_has_a_page_and_no_page_leads_nowhere() {
    let pages = pages();
    for name in ["zopa", "zopa-run", "zopa-sweep", "zopa-sweep-run", "zopa-sweep-summary", "zopa-man"] {
        assert!(pages.contains_key(name), "{name}");
    }
    assert_eq!(pages.len(), 1 + 17 + 7, "{:?}", pages.keys());
    for (name, page) in &pages {
        let plain = page.replace("\\fB", "").replace("\\fR", "").replace("\\-", "-");
        let mut n = 0;
        for before in plain.split("(1)").collect::<Vec<_>>().split_last().unwrap().1 {
            let other = before.rsplit([' ', '\n', ',']).next().unwrap();
            if !other.starts_with("zopa") {
                continue;
            }
            assert!(pages.contains_key(other), "{name} names {other}");
            n += 1;
        }
        assert!(n > 0, "{name} has no other page to see");
        assert!(plain.contains("EXIT STATUS"), "{name}");
    }
}

#[test]
fn examples_of_the_manual_stand_line_by_line() {
    for (name, page) in pages() {
        let words: Vec<&str> = name.split('-').skip(1).chain(["--help"]).collect();
        let help = zopa(&words).answer();
        let examples = help.split("Examples:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        for line in examples.lines().filter(|line| line.starts_with("  zopa ")) {
            // What an example does may be wrapped in the help.
            let line = line.trim().split("   ").next().unwrap().replace('\\', "\\e").replace('-', "\\-");
            assert!(page.lines().any(|one| one.starts_with(&line)), "{name}: {line}");
        }
    }
}

#[test]
fn what_the_readme_links_to_is_there_and_in_the_package() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let cargo: toml::Table = read("Cargo.toml").parse().unwrap();
    let excluded: Vec<&str> = cargo["package"]["exclude"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap().trim_start_matches('/'))
        .collect();
    let readme = read("README.md");
    let mut n = 0;
    for target in readme.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap()) {
        if target.is_empty() || target.contains("://") || target.contains(' ') {
            continue;
        }
        assert!(root().join(target).exists(), "{target}");
        assert!(!excluded.iter().any(|one| target == *one || target.starts_with(&format!("{one}/"))), "{target}");
        n += 1;
    }
    assert!(n > 8, "{n}");
}
