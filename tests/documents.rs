//! The documents show what is so: the scenarios in them are read, the commands in them are run, and what they say comes out.

use crate::cli::command::command;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use zopa::engine::survey::MAX_AUTO_DEALS;
use zopa::scenario::limit;
use zopa::scenario::model::Scenario;

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the document is there")
}

/// The fenced blocks of a document: what stands behind the fence, and the text.
fn blocks(document: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((kind.to_owned(), text.join("\n") + "\n"));
        }
    }
    blocks
}

fn of_kind(document: &str, kind: &str) -> Vec<String> {
    blocks(document).into_iter().filter(|(of, _)| of == kind).map(|(_, text)| text).collect()
}

/// What the command answers, piped and 80 columns wide.
fn zopa(folder: &Path, arguments: &[&str], input: &str) -> (String, Option<i32>) {
    let mut command = command();
    command.args(arguments).current_dir(folder).env("COLUMNS", "80");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the command starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8(output.stdout).expect("text"), output.status.code())
}

/// The answer as a document shows it: whole, or as many paragraphs as are shown before a last line of `...`.
fn as_shown(shown: &str, answer: &str) -> String {
    let plain: Vec<&str> = answer.lines().map(str::trim_end).collect();
    let plain = plain.join("\n");
    match shown.trim_end().strip_suffix("\n...") {
        Some(start) => {
            let paragraphs = start.split("\n\n").count();
            plain.split("\n\n").take(paragraphs).collect::<Vec<_>>().join("\n\n") + "\n...\n"
        }
        None => plain + "\n",
    }
}

/// The README's own scenarios, under the names that its commands call them by.
const OWN: [&str; 2] = ["jobs.toml", "bike.toml"];

#[test]
fn every_command_in_the_readme_prints_what_is_shown_below_it() {
    // `UPDATE_README=1 cargo test --test all documents::` writes the real answers into the file.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = document("README.md");
    let own = tempfile::tempdir().expect("a folder");
    let scenarios = of_kind(&readme, "toml");
    assert_eq!(scenarios.len(), OWN.len());
    for (name, text) in OWN.iter().zip(&scenarios) {
        std::fs::write(own.path().join(name), text).expect("written");
    }
    let mut updated = readme.clone();
    let shown = of_kind(&readme, "console");
    assert!(shown.len() >= 5, "the tour shows commands");
    for block in &shown {
        let (command, output) = block.split_once('\n').expect("a command, then its answer");
        let arguments: Vec<&str> = command.strip_prefix("$ zopa ").expect("a command").split_whitespace().collect();
        let here = if arguments.iter().any(|word| OWN.contains(word)) { own.path() } else { folder };
        let answer = as_shown(output, &zopa(here, &arguments, "").0);
        if std::env::var_os("UPDATE_README").is_some() {
            updated = updated.replace(block.as_str(), &format!("{command}\n{answer}"));
        } else {
            assert_eq!(output, answer, "{command}");
        }
    }
    if updated != readme {
        std::fs::write(folder.join("README.md"), updated).expect("written");
    }
}

#[test]
fn the_first_scenario_of_the_readme_is_sound_and_small() {
    let readme = document("README.md");
    let first = &of_kind(&readme, "toml")[0];
    Scenario::from_toml_str(first).expect("a sound scenario");
    assert!(first.lines().count() < 20);
}

#[test]
fn the_format_is_shown_by_a_scenario_that_runs() {
    let whole = &of_kind(&document("docs/format.md"), "toml")[0];
    Scenario::from_toml_str(whole).expect("a sound scenario");
    let (answer, code) = zopa(Path::new("."), &["test", "-"], whole);
    assert_eq!(code, Some(0), "{answer}");
}

#[test]
fn every_condition_in_the_documents_is_one() {
    let format = document("docs/format.md");
    let whole = &of_kind(&format, "toml")[0];
    let issues = whole.split("[impossible.").next().expect("a first part");
    let section =
        format.split("\n## Conditions\n").nth(1).expect("the section").split("\n## ").next().expect("its end");
    let mut tried = 0;
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cell = row.trim_start_matches("| ").split(" | ").next().expect("a cell");
        for condition in cell.split('`').skip(1).step_by(2) {
            let condition = condition.replace("\\|", "|");
            let text = format!(
                "{issues}\n[party.p]\nname = \"P\"\n[party.p.red_line.l]\ntitle = \"L\"\nreject = {condition}\n"
            );
            if let Err(problems) = Scenario::from_toml_str(&text) {
                panic!("{condition}: {problems:?}");
            }
            tried += 1;
        }
    }
    assert!(tried >= 16, "only {tried} conditions found");
}

#[test]
fn the_limits_in_the_format_are_those_of_the_reader() {
    let format = document("docs/format.md");
    let limits: Vec<&str> = format.split("\n## Limits\n").nth(1).expect("the section").lines().collect();
    let shown = |what: &str| -> String {
        let row = limits.iter().find(|line| line.starts_with(&format!("| {what}"))).unwrap_or_else(|| panic!("{what}"));
        row.trim_end_matches(" |").rsplit("| ").next().expect("a number").replace([','], "").replace(" each", "")
    };
    let wide = |number: usize| number as u64;
    for (what, number) in [
        ("bytes of a file", wide(limit::FILE_BYTES)),
        ("keys and values of a file", limit::PIECES),
        ("issues", wide(limit::ISSUES)),
        ("options of an issue", wide(limit::OPTIONS)),
        ("members of an issue", wide(limit::MEMBERS)),
        ("values of a range", u64::from(limit::RANGE_VALUES)),
        ("points given value by value", limit::POINTS),
        ("parties", wide(limit::PARTIES)),
        ("red lines, impossible rules and bonuses", wide(limit::RULES)),
        ("proposals, expectations, sources", wide(limit::PROPOSALS)),
        ("proposals, expectations, sources", wide(limit::EXPECTS)),
        ("proposals, expectations, sources", wide(limit::SOURCES)),
        ("variants", wide(limit::VARIANTS)),
        ("variants, sweeps", wide(limit::SWEEPS)),
        ("factors of a sweep", wide(limit::FACTORS)),
        ("single values of a factor", wide(limit::LEVELS)),
        ("rows of a sweep", limit::SWEEP_ROWS),
        ("tables and lists inside each other", wide(limit::NESTING)),
        ("combinations of values that one expression names", limit::EXPRESSION_COMBINATIONS),
        ("steps of trying all expressions", limit::EXPRESSION_STEPS),
        ("lists of `coalitions`", wide(limit::COALITIONS)),
        ("problems that are listed", wide(limit::PROBLEMS)),
    ] {
        assert_eq!(shown(what), number.to_string(), "{what}");
    }
    assert!(format.contains("400,000,000") && limit::LATE_TABLES == 400_000_000);
    assert!(format.contains("2^27") && document("README.md").contains("2^27") && MAX_AUTO_DEALS == 1 << 27);
}
