//! Text is data: whatever titles, notes, names of files and arguments hold, no terminal and no spreadsheet obeys it.

use crate::cli::command::{Ended, command, finish, json};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use zopa::scenario::visible::is_unseen;

/// What a terminal or a spreadsheet would obey.
const HOSTILE: [&str; 14] = [
    "\u{1b}[31m",
    "\u{1b}]0;window\u{7}",
    "\u{9b}2J",
    "\u{7f}\u{8}\u{8}",
    "\u{202e}cba",
    "\u{2066}\u{2069}\u{200f}\u{61c}",
    "\u{2028}line",
    "\r\noverwritten",
    "\ttab",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "say \"yes\", then\n=1",
];

fn title() -> impl Strategy<Value = String> {
    (proptest::sample::select(HOSTILE.to_vec()), "[a-z ,\"=|]{0,6}", any::<bool>(), proptest::option::of(any::<char>()))
        .prop_map(|(hostile, plain, is_first, other)| {
            let text = if is_first { format!("{hostile}{plain}") } else { format!("x{plain}{hostile}") };
            // No title is blank.
            format!("{text}{}z", other.map(String::from).unwrap_or_default())
        })
}

/// A text as TOML, everything unseen written as an escape.
fn toml(text: &str) -> String {
    let escaped: String = text.chars().map(|one| format!("\\U{:08X}", u32::from(one))).collect();
    format!("\"{escaped}\"")
}

/// A scenario with this text wherever text may stand.
fn scenario(titles: &[String]) -> String {
    let t = |place: usize| toml(&titles[place % titles.len()]);
    format!(
        "format = 1\ntitle = {}\nnote = {}\n[source.s]\ntitle = {}\nnote = {}\n\
         [issue.site]\ntitle = {}\noptions = {{ north = {}, south = {} }}\n\
         [issue.fund]\ntitle = {}\nrange = {{ min = 0, max = 20, step = 10 }}\nunit = {}\n\
         [party.a]\nname = {}\npoints.fund = {{ 0 = 0, 10 = 1, 20 = 2 }}\n\
         [party.a.red_line.l]\ntitle = {}\nreject = {{ site = \"north\" }}\nsource = \"s\"\nbasis = \"stated\"\nquote = {}\nnote = {}\n\
         firmness = [0.5, 0.9]\n\
         [party.b]\nname = {}\n[party.b.red_line.l]\ntitle = {}\nreject = {{ fund = 0 }}\n\
         [proposal.p]\ntitle = {}\nterms = {{ site = \"north\" }}\nnote = {}\n\
         [variant.v]\ntitle = {}\ndrop = [\"a.l\"]\n[expect.e]\nagreed = 3\n",
        t(0),
        t(1),
        t(2),
        t(3),
        t(4),
        t(5),
        t(6),
        t(7),
        t(8),
        t(9),
        t(10),
        t(11),
        t(12),
        t(13),
        t(14),
        t(15),
        t(16),
        t(17)
    )
}

const FORMATS: [&str; 4] = ["table", "json", "markdown", "csv"];
const COMMANDS: [&[&str]; 9] = [
    &["coalitions"],
    &["run"],
    &["run", "--engine", "simulate", "--samples", "1000"],
    &["compare"],
    &["explain", "--proposal", "p"],
    &["frontier", "--over", "coherent"],
    &["show", "--variant", "v"],
    &["check"],
    &["test"],
];

/// Nothing unseen came back but line breaks, and where a page is painted, paint.
#[track_caller]
fn hold(ended: &Ended, what: &str) {
    assert!([0, 1, 2].contains(&ended.code), "{what}: {}", ended.stderr);
    for text in [&ended.stdout, &ended.stderr] {
        // A table sets words of another direction between isolates of its own, each closed again.
        let own = text.replace(['\u{2068}', '\u{2069}'], "");
        assert!(!own.contains(is_unseen), "{what}: {own:?}");
        assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count(), "{what}");
    }
}

/// The cells of a table of CSV.
fn cells(table: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for letter in table.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' | '\n' if !is_quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

/// Runs every command in every form on a file.
fn run_all(file: &Path) {
    for words in COMMANDS {
        for format in FORMATS {
            let mut command = command();
            command.args([words[0]]).arg(file).args(&words[1..]).args(["--format", format]);
            let ended = finish(&mut command);
            let what = format!("{words:?} {format}");
            hold(&ended, &what);
            assert!(!ended.stdout.is_empty(), "{what}: {}", ended.stderr);
            match format {
                "json" => drop(json(&ended.stdout)),
                "csv" => {
                    let is_formula =
                        |cell: &String| cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
                    let found: Vec<String> = cells(&ended.stdout).into_iter().filter(is_formula).collect();
                    assert!(found.is_empty(), "{what}: {found:?}");
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_titles_are_shown_and_not_obeyed(titles in proptest::collection::vec(title(), 18)) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("titles.toml");
        fs::write(&file, scenario(&titles)).unwrap();
        run_all(&file);
    }
}

#[test]
fn every_hostile_word_stands_once_in_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("titles.toml");
    let titles: Vec<String> = HOSTILE.map(|one| format!("{one}z")).to_vec();
    fs::write(&file, scenario(&titles)).unwrap();
    run_all(&file);
    // With color, paint is all that passes.
    for words in COMMANDS {
        let ended = finish(command().args([words[0]]).arg(&file).args(&words[1..]).args(["--color", "always"]));
        let paint = ended.stdout.replace("\u{1b}[0m", "").replace(['\u{2068}', '\u{2069}'], "");
        let paint = ["1;31", "1", "2", "31", "32"]
            .iter()
            .fold(paint, |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
        let is_of_check = words[0] == "check";
        assert!(is_of_check || !paint.contains(is_unseen), "{words:?}: {paint:?}");
        assert!(!ended.stdout.contains('\u{7}') && !ended.stdout.contains("\u{1b}]"), "{words:?}");
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_arguments_and_broken_files_are_shown_and_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let hostile: String = HOSTILE.concat().replace(['/', '\n'], "");
    let file = folder.path().join(format!("{hostile}.toml"));
    fs::write(&file, scenario(&["plain".to_owned()])).unwrap();
    run_all(&file);
    for words in COMMANDS {
        let nowhere = folder.path().join(format!("nowhere{hostile}"));
        hold(&finish(command().arg(words[0]).arg(nowhere)), "no such file");
        hold(&finish(command().arg(words[0]).arg(&file).arg(format!("--{hostile}"))), "no such flag");
        hold(&finish(command().arg(words[0]).arg(&file).args(["--format", &hostile])), "no such format");
        for color in ["always", "never"] {
            let ended = finish(command().arg(words[0]).arg(&file).args(["--variant", &hostile, "--color", color]));
            assert!(!ended.stderr.contains('\u{7}') && !ended.stderr.contains("\u{1b}]"), "{}", ended.stderr);
        }
    }
    hold(&finish(command().arg(&hostile)), "no such command");
    hold(&finish(command().args(["run"]).arg(&file).args(["--drop", &hostile, "--fix", &hostile])), "no such id");
    hold(&finish(command().args(["new"]).arg(&file)), "there already");
    hold(&finish(command().args(["sweep", "plan"]).arg(&file).arg("-o").arg(&file)), "the same file");
    let planned = folder.path().join(format!("planned{hostile}"));
    hold(&finish(command().args(["sweep", "run"]).arg(&file).args(["--rows", "4", "-o"]).arg(&planned)), "sweep");
    for format in ["table", "json", "markdown"] {
        hold(&finish(command().args(["sweep", "summary", "--format", format]).arg(&planned)), "summary");
    }
    for broken in ["x = \"\u{9b}\u{202e}\u{61c}\" y\n", "\u{202e}\u{9b} = 1\n", "format = 1\n\"a\u{9b}b\\u001b\" = 1\n"]
    {
        fs::write(&file, broken).unwrap();
        for format in FORMATS {
            hold(&finish(command().arg("check").arg(&file).args(["--format", format])), broken);
        }
        hold(&finish(command().arg("run").arg(&file)), broken);
    }
}

#[test]
fn cells_that_are_no_formulas_stay_and_raw_leaves_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.toml");
    fs::write(&file, scenario(&["=1+1".to_owned()])).unwrap();
    let csv = |more: &[&str]| finish(command().arg("run").arg(&file).args(["--format", "csv"]).args(more)).answer();
    assert!(csv(&[]).contains(",'=1+1,"), "{}", csv(&[]));
    assert_eq!(csv(&[]).replace("'=", "="), csv(&["--csv-raw"]));
    let refused = finish(command().arg("run").arg(&file).arg("--csv-raw")).refusal();
    assert!(refused.contains("`--csv-raw`") && refused.contains("--format csv"), "{refused}");
}
