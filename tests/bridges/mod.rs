//! Bridges: files of other tools become scenarios and scenarios become their files. The small files of each kind stand in
//! `files`, made for these tests; damaged ones in `files/broken`, with a snapshot of what is said of each.

mod genius;
mod json_profiles;
mod ktab;
mod matrix;
mod negmas;
mod refusals;
mod statements;

use crate::cli::command::{Ended, zopa};
use std::path::{Path, PathBuf};
use zopa::bridge::files::Files;
use zopa::bridge::import::{Imported, Refusal, guess, import};
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::ImportKind;
use zopa::rule::reference::{Judgement, judge};
use zopa::scenario::id::{Id, PartyId};
use zopa::scenario::model::{Deal, Scenario, Value};

/// A file made for these tests.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bridges/files").join(name)
}

/// The text of one.
fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// A text of this kind, imported.
fn imported(kind: ImportKind, text: &str) -> Imported {
    with(kind, text, &ImportOptions::default())
}

fn with(kind: ImportKind, text: &str, options: &ImportOptions) -> Imported {
    let files = Files::new("table.csv", false, vec![("table.csv".to_owned(), text.to_owned())]);
    match import(&files, kind, options) {
        Ok(imported) => imported,
        Err(Refusal::Files(problems)) => panic!("{problems:?}"),
        Err(Refusal::Scenario(problems)) => panic!("{problems}"),
    }
}

/// A folder of these tests, imported.
fn from_folder(kind: ImportKind, name: &str, options: &ImportOptions) -> Imported {
    folder(kind, &file(name), options)
}

fn folder(kind: ImportKind, path: &Path, options: &ImportOptions) -> Imported {
    let mut files: Vec<(String, String)> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let files = Files::new(path.file_name().unwrap().to_str().unwrap(), true, files);
    assert_eq!(guess(&files), Some(kind));
    match import(&files, kind, options) {
        Ok(imported) => imported,
        Err(Refusal::Files(problems)) => panic!("{problems:?}"),
        Err(Refusal::Scenario(problems)) => panic!("{problems}"),
    }
}

/// Every deal of a small scenario with what the oracle says of it.
fn judged(scenario: &Scenario) -> Vec<(Vec<u32>, Judgement)> {
    let sizes: Vec<u32> = scenario.issues.iter().map(|issue| issue.n_values()).collect();
    let n_deals: u32 = sizes.iter().product();
    let deal = |mut number: u32| {
        let mut values: Vec<u32> = sizes
            .iter()
            .rev()
            .map(|size| {
                let value = number % size;
                number /= size;
                value
            })
            .collect();
        values.reverse();
        values
    };
    (0..n_deals)
        .map(deal)
        .map(|values| {
            let deal: Deal = values.iter().copied().map(Value).collect();
            (values, judge(scenario, &deal))
        })
        .collect()
}

fn party(place: usize) -> PartyId {
    PartyId::from_place(place)
}

/// The command on some files of these tests, their paths as people would type them.
fn run_on(arguments: &[&str], name: &str) -> Ended {
    let path = format!("tests/bridges/files/{name}");
    zopa(arguments.iter().copied().chain([path.as_str()]))
}
