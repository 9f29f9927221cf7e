//! The table of `scenarios/README.md` says what the files say.

use std::collections::BTreeSet;
use zopa::analysis::acceptance::accept;
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::Effort;
use zopa::scenario::model::Scenario;

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).expect("the file is there")
}

fn number(count: &Count) -> String {
    match count {
        Count::Exact(number) => number.to_string(),
        other => panic!("not counted: {other:?}"),
    }
}

/// The rows of the table: the file's name, then parties, issues, deals, coherent, agreed.
fn rows() -> Vec<(String, Vec<String>)> {
    text("README.md")
        .lines()
        .filter(|line| line.starts_with("| ["))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let link = cells.next().expect("a first cell");
            let name = link.trim_start_matches('[').split(']').next().expect("a name").to_owned();
            assert_eq!(link, format!("[{name}]({name})"));
            (name, cells.skip(1).map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn every_scenario_stands_in_the_table_once() {
    let listed: Vec<String> = rows().into_iter().map(|(name, _)| name).collect();
    let there: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".toml"))
        .collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), there);
    assert_eq!(listed.len(), there.len());
}

#[test]
fn the_numbers_of_the_table_are_computed_from_the_files() {
    for (name, cells) in rows() {
        let scenario = Scenario::from_toml_str(&text(&name)).expect("a sound scenario");
        let found = accept(&scenario, &Effort { samples: Some(0), ..Effort::default() });
        let computed = [
            scenario.parties.len().to_string(),
            scenario.issues.len().to_string(),
            found.deals.to_string(),
            number(&found.coherent),
            number(&found.zone.agreed),
        ];
        assert_eq!(cells, computed, "{name}");
    }
}
