//! A folder of scenario files, each with a fault or a few, and what is said of them.

use annotate_snippets::Renderer;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use zopa::scenario::error::{Problem, render};
use zopa::scenario::limit;
use zopa::scenario::read::whole::read;
use zopa::scenario::source::SourceText;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What is said of a text, and how many problems it has.
fn said_of(name: &str, bytes: &[u8]) -> (String, Vec<Problem>) {
    match SourceText::from_bytes(name, bytes) {
        Ok(source) => {
            let (scenario, problems) = read(&source);
            assert!(scenario.is_none(), "`{name}` is in the folder of broken files and reads well");
            (render(&source, &problems, &Renderer::plain()), problems)
        }
        Err(problems) => (problems.to_string(), problems.list().to_vec()),
    }
}

#[test]
fn every_broken_file_is_told_what_is_wrong_where_and_how_to_mend_it() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder("tests/broken")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 15);
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let (said, _) = said_of(&name, &fs::read(&file).unwrap());
        insta::assert_snapshot!(name.trim_end_matches(".toml"), said);
    }
}

#[test]
fn a_file_with_line_breaks_of_the_other_kind_is_told_the_same() {
    let text = fs::read_to_string(folder("tests/broken/conditions.toml")).unwrap();
    let (said, _) = said_of("x.toml", text.as_bytes());
    let (said_of_other, problems) = said_of("x.toml", text.replace('\n', "\r\n").as_bytes());
    assert_eq!(said_of_other, said);
    assert!(!problems.is_empty());
    // A place at the line break itself, in either half of it, is no panic.
    let source = SourceText::new("x.toml", "a = 1\r\n\r\n");
    for at in 0..=source.text().len() {
        let said = render(&source, &[Problem::error("x", at..source.text().len(), "x")], &Renderer::plain());
        assert!(!said.contains(['\r', '\u{240d}']), "{said}");
    }
}

/// A whole scenario around some lines.
fn around(lines: &str) -> String {
    format!("format = 1\ntitle = \"Too much\"\n[party.a]\n[issue.ban]\nyes_no = true\n{lines}")
}

fn many(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, place| {
        writeln!(text, "{}", line(place)).unwrap();
        text
    })
}

#[test]
fn past_every_limit_stands_a_clear_error() {
    let rules = |what: &str, n: usize| many(n, |k| format!("[{what}.x{k}]\nreject = {{ ban = true }}\ntitle = \"\""));
    let options = |n: usize| (0..n).map(|k| format!("o{k} = \"\"")).collect::<Vec<_>>().join(", ");
    let cases = [
        ("issues", many(limit::ISSUES, |k| format!("[issue.x{k}]\nyes_no = true"))),
        ("options", format!("[issue.x]\noptions = {{ {} }}", options(limit::OPTIONS + 1))),
        ("members", format!("[issue.x]\nmembers = {{ {} }}", options(limit::MEMBERS + 1))),
        ("values", "[issue.x]\nrange = { min = 0, max = 1_000_000 }".to_owned()),
        ("parties", many(limit::PARTIES, |k| format!("[party.x{k}]"))),
        ("rules", format!("{}{}", rules("impossible", 5000), rules("party.b.red_line", 5001))),
        ("proposals", many(limit::PROPOSALS + 1, |k| format!("[proposal.x{k}]"))),
        ("variants", many(limit::VARIANTS + 1, |k| format!("[variant.x{k}]"))),
        ("expects", many(limit::EXPECTS + 1, |k| format!("[expect.x{k}]"))),
        ("sweeps", many(limit::SWEEPS + 1, |k| format!("[sweep.x{k}]"))),
        (
            "factors",
            "[sweep.x]\ndesign = \"lhs\"\n[sweep.x.vary]\n".to_owned()
                + &many(limit::FACTORS + 1, |k| format!("\"fix.x{k}\" = [true]")),
        ),
        (
            "levels",
            format!("[sweep.x]\ndesign = \"lhs\"\nvary = {{ \"fix.ban\" = [{}true] }}", "true, ".repeat(limit::LEVELS)),
        ),
        ("assumptions", many(limit::ASSUMPTIONS + 1, |k| format!("[assumption.x{k}]\nvalues = {{ a = 1 }}"))),
        ("combinations", many(11, |k| format!("[assumption.x{k}]\nvalues = {{ a = 0.5, b = 0.5 }}"))),
        ("sources", many(limit::SOURCES + 1, |k| format!("[source.x{k}]\ntitle = \"\""))),
        ("nesting", format!("[impossible.x]\nreject = {}ban = true{}", "{ not = ".repeat(70) + "{ ", " }".repeat(71))),
        ("nesting_of_lists", format!("x = {}", "[".repeat(100_000))),
        (
            "problems",
            many(limit::PROBLEMS + 50, |k| format!("[party.x{k}.red_line]\ny = 3").replace("party.x", "proposal.x")),
        ),
        (
            "expressions",
            format!(
                "[issue.n]\nrange = {{ min = 1, max = 1_000_000 }}\n[impossible.x]\nreject = {{ expr = '{}' }}",
                (0..100).map(|k| format!("n == {k}")).collect::<Vec<_>>().join(" || ")
            ),
        ),
        ("late_tables", many(15_000, |k| format!("[t{k}.x]")) + &many(15_000, |k| format!("[t{k}]"))),
        ("long_keys", many(60_000, |k| format!("k{k}.{} = 1", ["a"; 12].join(".")))),
        ("coalitions", format!("[agreement]\ncoalitions = [{}]", "[\"a\"],".repeat(limit::COALITIONS + 1))),
        (
            "points",
            many(17, |k| {
                format!("[issue.n{k}]\nrange = {{ min = 0, max = 999_999 }}\n[party.a.points.n{k}]\n\"0\" = 1")
            }),
        ),
    ];
    let mut all = String::new();
    for (name, lines) in cases {
        let (said, problems) = said_of("large.toml", around(&lines).as_bytes());
        let n_lines = said.lines().count();
        assert!(n_lines < 8 * (limit::PROBLEMS + 1), "{name}: {n_lines} lines");
        let last = problems.last().unwrap();
        let shown = if problems.len() > 1 { format!("{} problems, at last: {last:?}", problems.len()) } else { said };
        writeln!(all, "== {name}\n{shown}\n").unwrap();
    }
    let (said, _) = said_of("large.toml", &vec![b'#'; limit::FILE_BYTES + 1]);
    writeln!(all, "== bytes\n{said}").unwrap();
    insta::assert_snapshot!("limits", all);
}

/// Every diagnostic code that the sources of the reading can report.
fn codes() -> Vec<String> {
    let mut codes = Vec::new();
    let mut folders = vec![folder("src/scenario")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    for path in files {
        let text = fs::read_to_string(path).unwrap();
        // Codes are the only kebab-case strings of the reading: `"unknown-key"`, and the plain words that follow the
        // constructors.
        let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
        for opening in ["Problem::error(", "Problem::warning(", "code: ", "self.broken(&span, "] {
            for (at, _) in text.match_indices(opening) {
                let rest = text[at + opening.len()..].trim_start();
                if let Some(code) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    codes.push(code.to_owned());
                }
            }
        }
    }
    codes.extend(["unknown-member", "unknown-option"].map(str::to_owned));
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn every_diagnostic_code_is_in_some_snapshot() {
    let mut shown = String::new();
    for file in fs::read_dir(folder("tests/snapshots")).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("all__broken__") {
            shown.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    let codes = codes();
    assert!(codes.len() > 30, "the codes are found: {codes:?}");
    let absent: Vec<&String> = codes
        .iter()
        .filter(|code| !shown.contains(&format!("[{code}]")) && !shown.contains(&format!("\"{code}\"")))
        .collect();
    assert!(absent.is_empty(), "no broken file shows {absent:?}");
}

#[test]
fn codes_are_kebab_case_and_messages_open_small_and_end_open() {
    for file in fs::read_dir(folder("tests/broken")).unwrap() {
        let path = file.unwrap().path();
        let (_, problems) = said_of("x.toml", &fs::read(&path).unwrap());
        for problem in problems {
            let is_kebab = problem
                .code
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            assert!(is_kebab, "{}", problem.code);
            for text in [Some(problem.message.as_str()), problem.help.as_deref(), problem.label.as_deref()]
                .into_iter()
                .flatten()
            {
                assert!(!text.starts_with(|letter: char| letter.is_uppercase()), "{text}");
                assert!(!text.ends_with('.') && !text.trim().is_empty(), "{text}");
            }
        }
    }
}
