//! No text, however odd, stops the reading or keeps it long: it becomes a scenario, or a list of problems that can be shown.

use annotate_snippets::Renderer;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use zopa::scenario::error::{Severity, render};
use zopa::scenario::limit;
use zopa::scenario::read::whole::read;
use zopa::scenario::source::SourceText;

/// Reads a text, shows what is said of it, and holds what must be so of every text.
fn hold(bytes: &[u8]) {
    let started = Instant::now();
    let source = match SourceText::from_bytes("any.toml", bytes) {
        Ok(source) => source,
        Err(problems) => {
            assert!(!problems.to_string().is_empty());
            return;
        }
    };
    let (scenario, problems) = read(&source);
    let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(scenario.is_none(), has_error, "a scenario stands just where there is no error: {problems:?}");
    assert!(problems.len() <= limit::PROBLEMS + 1);
    for problem in &problems {
        assert!(problem.span.start <= problem.span.end && problem.span.end <= source.text().len(), "{problem:?}");
        let (line, column) = problem.line_column(&source);
        assert!(line >= 1 && column >= 1);
    }
    assert_eq!(render(&source, &problems, &Renderer::plain()).is_empty(), problems.is_empty());
    if let Some(scenario) = scenario {
        // What was read can be changed by each of its variants.
        for variant in &scenario.variants {
            assert!(scenario.with(&variant.changes).is_ok(), "variant `{}` was tried while reading", variant.id);
        }
    }
    let took = started.elapsed();
    assert!(took < Duration::from_secs(20), "{} bytes took {took:?}", bytes.len());
}

/// The scenarios that come with the program, and a small one that has every key of the format.
fn shipped() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut texts: Vec<String> = files.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    texts.push(include_str!("every_key.toml").to_owned());
    texts
}

/// The text cut into words, numbers, signs and white space.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let kind = |letter: char| if letter.is_alphanumeric() || letter == '_' { 0 } else { u32::from(letter) };
    let mut before = None;
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| before != kind(letter)) {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(kind(letter));
    }
    tokens.push(&text[start..]);
    tokens
}

#[derive(Clone, Debug)]
enum Change {
    Delete,
    Repeat,
    Swap(prop::sample::Index),
    Replace(String),
}

fn changes() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let odd = prop::sample::select(vec![
        "[",
        "]",
        "{",
        "}",
        "=",
        "\"",
        "'''",
        "not",
        "any",
        "-1",
        "1e400",
        "nan",
        "0",
        "[]",
        "{}",
        "true",
        "2025-01-01",
        ".",
        ",",
        "\u{0}",
        "é",
        "reservation",
        "expr",
        "99999999999999999999",
        "\n",
    ]);
    let change = prop_oneof![
        Just(Change::Delete),
        Just(Change::Repeat),
        any::<prop::sample::Index>().prop_map(Change::Swap),
        odd.prop_map(|word| Change::Replace(word.to_owned())),
    ];
    (any::<prop::sample::Index>(), change)
}

fn changed(parts: &[&str], changes: &[(prop::sample::Index, Change)]) -> String {
    let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    for (at, change) in changes {
        if parts.is_empty() {
            break;
        }
        let place = at.index(parts.len());
        match change {
            Change::Delete => drop(parts.remove(place)),
            Change::Repeat => parts.insert(place, parts[place].clone()),
            Change::Swap(other) => {
                let other = other.index(parts.len());
                parts.swap(place, other);
            }
            Change::Replace(word) => word.clone_into(&mut parts[place]),
        }
    }
    parts.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        hold(&bytes);
    }

    #[test]
    fn any_text_of_the_signs_of_the_format_is_read_or_refused(text in "[\\[\\]{}=\"',.a-c0-9\\n#_ -]{0,200}") {
        hold(text.as_bytes());
    }

    #[test]
    fn a_scenario_with_words_changed_is_read_or_refused(
        which in any::<prop::sample::Index>(), list in prop::collection::vec(changes(), 1..6)
    ) {
        let texts = shipped();
        hold(changed(&tokens(&texts[which.index(texts.len())]), &list).as_bytes());
    }

    #[test]
    fn a_scenario_with_lines_changed_is_read_or_refused(
        which in any::<prop::sample::Index>(), list in prop::collection::vec(changes(), 1..6)
    ) {
        let texts = shipped();
        let lines: Vec<&str> = texts[which.index(texts.len())].split_inclusive('\n').collect();
        hold(changed(&lines, &list).as_bytes());
    }

    #[test]
    fn a_scenario_cut_off_anywhere_is_read_or_refused(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let texts = shipped();
        let text = texts[which.index(texts.len())].as_bytes();
        hold(&text[..at.index(text.len() + 1)]);
    }
}

#[test]
fn what_is_shipped_reads_without_a_word() {
    for text in shipped() {
        let source = SourceText::new("shipped.toml", text);
        let (scenario, problems) = read(&source);
        assert!(scenario.is_some() && problems.is_empty(), "{}", render(&source, &problems, &Renderer::plain()));
    }
}

fn many(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

#[test]
fn no_large_text_keeps_the_reading_long() {
    let head =
        "format = 1\ntitle = \"Large\"\n[issue.a]\nyes_no = true\n[issue.g]\nmembers = { m = \"M\" }\n[party.p]\n";
    let text = |lines: String| format!("{head}{lines}");
    let cases = [
        ("brackets", "[".repeat(1 << 20)),
        ("inline tables", format!("a = {}", "{a=".repeat(1 << 18))),
        ("one long key", "a.".repeat(1 << 19)),
        (
            "long keys within each other",
            format!("{}1{}", format!("{}a={{", "a.".repeat(78)).repeat(79) + "a=", "}".repeat(79)),
        ),
        ("quotes", "\"".repeat(1 << 20)),
        ("empty lines", "\n".repeat(1 << 22)),
        ("errors on one line", "= ".repeat(1 << 19)),
        ("unknown keys", many(200_000, |k| format!("k{k} = 1\n"))),
        ("unknown tables", many(100_000, |k| format!("[t{k}.x]\n")) + &many(100_000, |k| format!("[t{k}]\n"))),
        ("the same table", "[issue.a]\n".repeat(100_000)),
        (
            "a long list of words",
            text(format!("[impossible.x]\nreject = {{ g = {{ is = [{}] }} }}", "\"m\",".repeat(1 << 20))),
        ),
        ("many unknown words", text(format!("[agreement]\nalways = [{}]", many(200_000, |k| format!("\"p{k}\","))))),
        ("many conditions", text(format!("[impossible.x]\nreject = [{}]", "{a=true},".repeat(300_000)))),
        (
            "many expressions",
            text(format!("[impossible.x]\nreject = [{}]", many(100_000, |k| format!("{{expr='a||size(g)>{k}'}},")))),
        ),
        (
            "an expression within itself",
            text(format!(
                "[issue.h]\nmembers = {{ {} }}\n[impossible.x]\nreject = {{ expr = '{}a{}' }}",
                many(30, |k| format!("m{k} = \"\",")),
                many(20, |k| format!("h.all(v{k}, ")),
                ")".repeat(20)
            )),
        ),
        (
            "one circle of proposals",
            text(many(limit::PROPOSALS, |k| {
                format!("[proposal.x{k}]\nbased_on = \"x{}\"\n", (k + 1) % limit::PROPOSALS)
            })),
        ),
        (
            "words that nearly fit",
            text(
                many(5_000, |k| format!("[source.{}{k:04}]\ntitle = \"\"\n", "s".repeat(60)))
                    + &format!(
                        "[impossible.x]\nreject = {{ a = true }}\nsource = [{}]",
                        many(5_000, |k| format!("\"{}{k:04}\",", "r".repeat(60)))
                    ),
            ),
        ),
        ("many variants", text(many(limit::VARIANTS, |k| format!("[variant.x{k}]\nsigns = {{ p = false }}\n")))),
    ];
    for (name, text) in cases {
        let started = Instant::now();
        hold(text.as_bytes());
        let took = started.elapsed();
        println!("{name}: {} bytes, {took:?}", text.len());
    }
}
