//! The floors of the house: a file imports from its own floor or from floors to its left, and what is absent from a floor
//! stays absent. Read from the lines of `src` themselves.

use std::fs;
use std::path::{Path, PathBuf};

/// From what was written to the one who looks at it.
const FLOORS: [&str; 9] = ["scenario", "rule", "space", "engine", "analysis", "report", "bridge", "explorer", "cli"];

/// A source file: its path below `src` with `/` between parts, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The floor it stands on; none for `lib.rs` and `main.rs`.
    fn floor(&self) -> Option<usize> {
        let (folder, _) = self.path.split_once('/')?;
        Some(FLOORS.iter().position(|floor| *floor == folder).unwrap_or_else(|| panic!("`{folder}` is no floor")))
    }

    /// Lines of code with their numbers: no comments, no doc comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line.split(" // ").next().unwrap_or_default().trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with("//"))
    }

    /// The places where one of these words stands in the code, as `path:line: word`.
    fn mentions(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (n, line) in self.code() {
            for word in words.iter().filter(|word| contains_word(line, word)) {
                found.push(format!("{}:{n}: {word}", self.path));
            }
        }
        found
    }

    /// The floors it imports from that stand to its right.
    fn upward_imports(&self) -> Vec<String> {
        let Some(own) = self.floor() else { return Vec::new() };
        let right: Vec<String> = FLOORS.iter().skip(own + 1).map(|floor| format!("crate::{floor}")).collect();
        let mut found = self.mentions(&right.iter().map(String::as_str).collect::<Vec<_>>());
        // `use crate::{…}` and `super::super` would slip past the words above.
        found.extend(self.mentions(&["crate::{", "super::super"]));
        found
    }
}

/// Whether the word stands in the line with no letter of a longer word before or behind it.
fn contains_word(line: &str, word: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    line.match_indices(word).any(|(at, _)| {
        let before = word.starts_with(char::is_alphanumeric) && is_letter(line[..at].chars().next_back());
        let after = word.ends_with(char::is_alphanumeric) && is_letter(line[at + word.len()..].chars().next());
        !before && !after
    })
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let parts: Vec<_> =
                    path.strip_prefix(&root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
                sources.push(Source { path: parts.join("/"), text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.len() > 20, "the sources were not found");
    sources
}

/// Nothing found, or all of it in the message.
fn assert_none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

/// What the files of these floors mention.
fn mentions_on(floors: &[&str], words: &[&str]) -> Vec<String> {
    let on = |source: &Source| source.floor().is_some_and(|floor| floors.contains(&FLOORS[floor]));
    sources().iter().filter(|source| on(source)).flat_map(|source| source.mentions(words)).collect()
}

#[test]
fn a_file_imports_from_its_own_floor_and_those_to_its_left() {
    assert_none("imports from a floor to the right", sources().iter().flat_map(Source::upward_imports).collect());
}

#[test]
fn an_upward_import_would_be_seen() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let seen = |path, text| source(path, text).upward_imports();
    assert_eq!(seen("rule/kernel.rs", "use crate::engine::ask::effort::Effort;"), ["rule/kernel.rs:1: crate::engine"]);
    assert_eq!(seen("rule/kernel.rs", "\nlet x = crate::cli::main();"), ["rule/kernel.rs:2: crate::cli"]);
    assert_eq!(seen("rule/kernel.rs", "use crate::{engine, scenario};"), ["rule/kernel.rs:1: crate::{"]);
    assert!(seen("rule/kernel.rs", "use crate::scenario::id::Id;\n// crate::engine is far away").is_empty());
    assert!(seen("cli/run.rs", "use crate::report::json;").is_empty());
    assert!(contains_word("let x = toml::from_str(y)", "toml::"));
    assert!(!contains_word("let now_instant = Instantly;", "Instant"));
}

#[test]
fn nothing_above_the_scenario_knows_toml() {
    let words = ["toml::", "use toml", "toml_edit", "toml_parser"];
    assert_none("TOML above the scenario", mentions_on(&FLOORS[1..], &words));
}

#[test]
fn rules_and_spaces_touch_nothing_outside_and_draw_no_chance_of_their_own() {
    let words = ["std::io", "std::fs", "std::net", "std::env", "std::thread", "std::process", "rayon"];
    assert_none("the outside, or threads, in a rule or a space", mentions_on(&["rule", "space"], &words));
    let chance =
        ["rand::rng", "rand::random", "thread_rng", "ThreadRng", "OsRng", "SysRng", "from_os_rng", "RandomState"];
    assert_none("chance without a seed", mentions_on(&FLOORS, &chance));
}

#[test]
fn one_file_of_all_looks_at_the_clock() {
    let words = ["Instant", "SystemTime"];
    let mut found = mentions_on(&FLOORS, &words);
    found.retain(|place| !place.starts_with("engine/ask/limit.rs:"));
    assert_none("the clock outside engine/ask/limit.rs", found);
    assert!(!mentions_on(&["engine"], &words).is_empty(), "engine/ask/limit.rs looks at the clock");
}

#[test]
fn only_the_command_prints_and_knows_flags_terminals_and_exit_codes() {
    let words = ["print!", "println!", "eprint!", "eprintln!", "dbg!", "io::stdout", "io::stderr", "io::stdin"];
    let below = &FLOORS[..8];
    assert_none("printing below the command", mentions_on(below, &words));
    let words = ["clap", "indicatif", "ctrlc", "terminal_size", "ExitCode", "process::exit", "IsTerminal", "std::env"];
    let mut found = mentions_on(below, &words);
    // One file of the engines looks at the environment: which instruction set they take.
    found.retain(|place| !place.starts_with("engine/ask/instructions.rs:"));
    assert_none("flags, terminals or exit codes below the command", found);
}

#[test]
fn instruction_sets_are_looked_for_in_one_file() {
    let mut found = mentions_on(&FLOORS, &["is_x86_feature_detected!"]);
    found.retain(|place| !place.starts_with("space/instructions.rs:"));
    assert_none("an instruction set looked for outside space/instructions.rs", found);
    // A target that is asked for alone would be built where `portable` leaves it out.
    let alone = |source: &Source| -> Vec<String> {
        let asks = source.code().filter(|(_, line)| line.contains("target_arch") && !line.contains("portable"));
        asks.map(|(n, _)| format!("{}:{n}", source.path)).collect()
    };
    assert_none("x86-64 without a word on `portable`", sources().iter().flat_map(alone).collect());
}

#[test]
fn engines_and_analysis_know_no_output_format_and_no_words_of_the_scenario() {
    let words = ["serde", "serde_json", "schemars", "annotate_snippets", "std::fs", "std::io"];
    assert_none("an output format in the middle", mentions_on(&["rule", "space", "engine", "analysis"], &words));
    // Parties, lines and sources are known by id alone where deals are counted.
    assert_none(
        "words of the scenario in an engine",
        mentions_on(&["space", "engine"], &[".title", ".quote", ".note", ".summary"]),
    );
}

#[test]
fn files_are_small_and_modules_say_what_they_are() {
    let mut found = Vec::new();
    for source in sources() {
        let n_lines = source.text.lines().count();
        if n_lines > 500 {
            found.push(format!("{}: {n_lines} lines", source.path));
        }
        if source.path != "main.rs" && !source.text.starts_with("//! ") {
            found.push(format!("{}: no module docs", source.path));
        }
    }
    assert_none("files too long, or without a word about what they are", found);
}

#[test]
fn the_binary_is_one_sentence() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    let source = Source { path: "main.rs".to_owned(), text: main };
    assert!(source.code().count() <= 3, "main.rs is more than a sentence");
}

#[test]
fn no_module_is_a_drawer_for_leftovers() {
    let mut found = Vec::new();
    for source in sources() {
        let drawers = ["util", "utils", "helper", "helpers", "common", "misc"];
        found.extend(source.path.split(['/', '.']).filter(|part| drawers.contains(part)).map(str::to_owned));
        if source.path.ends_with("mod.rs") {
            found.extend(
                source.mentions(&["fn", "impl"]).into_iter().map(|place| format!("{place} (logic in a mod.rs)")),
            );
        }
    }
    assert_none("drawers, or logic in a mod.rs", found);
}

#[test]
fn every_folder_of_the_source_is_a_floor() {
    for source in sources() {
        assert!(source.floor().is_some() || ["lib.rs", "main.rs"].contains(&source.path.as_str()), "{}", source.path);
    }
}

/// Cargo looks for no tests of its own accord here: a file that `tests/main.rs` does not name would never run.
#[test]
fn every_file_of_the_tests_is_a_module_of_their_one_crate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    let named: Vec<&str> = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") || path.join("mod.rs").is_file() {
            found.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    found.retain(|name| name != "main");
    found.sort();
    assert_eq!(found, named);
}

/// The files that a file imports from, by module path; tests at its end left out.
fn imports(source: &Source, files: &std::collections::BTreeMap<String, String>) -> std::collections::BTreeSet<String> {
    let own = module(&source.path);
    let code: String = source
        .text
        .split("#[cfg(test)]")
        .next()
        .unwrap()
        .lines()
        .map(|line| format!("{}\n", line.split("//").next().unwrap()))
        .collect();
    let mut found = std::collections::BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end = rest
            .find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'))
            .unwrap_or(rest.len());
        let base = rest[..end].trim_end_matches(':');
        let mut paths = vec![base.to_owned()];
        if rest[end..].starts_with('{') {
            let inner = rest[end + 1..].split('}').next().unwrap();
            paths.extend(inner.split(',').map(|item| format!("{base}::{}", item.trim())));
        }
        for path in paths {
            let parts: Vec<&str> = path.split("::").collect();
            let file = (1..=parts.len()).rev().map(|n| parts[..n].join("::")).find(|path| files.contains_key(path));
            found.extend(file.filter(|file| *file != own && !files[file].ends_with("/mod.rs")));
        }
    }
    found
}

fn module(path: &str) -> String {
    path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::")
}

/// The circles among some files: sets of files of which each leads to each other.
fn circles(edges: &std::collections::BTreeMap<String, std::collections::BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached = |from: &String| {
        let mut seen = std::collections::BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for next in edges.get(at).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let all: std::collections::BTreeMap<&String, _> = edges.keys().map(|file| (file, reached(file))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (file, to) in &all {
        let circle: Vec<String> =
            to.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*file))).cloned().collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

#[test]
fn no_circle_of_files_stands_inside_the_house() {
    let sources = sources();
    let files = sources.iter().map(|source| (module(&source.path), source.path.clone())).collect();
    let is_tour =
        |source: &&Source| !source.path.ends_with("mod.rs") && !["lib.rs", "main.rs"].contains(&&*source.path);
    let edges = sources
        .iter()
        .filter(is_tour)
        .map(|source| (module(&source.path), imports(source, &files)))
        .collect::<std::collections::BTreeMap<_, _>>();
    assert!(edges.values().map(std::collections::BTreeSet::len).sum::<usize>() > 1000, "imports were not read");
    let found: Vec<String> = circles(&edges).into_iter().map(|circle| circle.join(", ")).collect();
    assert_none("circles of files", found);
}

#[test]
fn a_circle_would_be_seen() {
    let edge = |from: &str, to: &[&str]| (from.to_owned(), to.iter().map(|to| (*to).to_owned()).collect());
    let edges = [edge("a", &["b", "d"]), edge("b", &["c"]), edge("c", &["a"]), edge("d", &[])].into_iter().collect();
    assert_eq!(circles(&edges), [["a", "b", "c"].map(str::to_owned)]);
    let source = Source {
        path: "rule/a.rs".to_owned(),
        text: "use crate::rule::{b, c::D};\n// crate::rule::e\n#[cfg(test)]\nmod tests { use crate::rule::f; }"
            .to_owned(),
    };
    let files = ["a", "b", "c", "e", "f"].map(|name| (format!("rule::{name}"), format!("rule/{name}.rs"))).into();
    assert_eq!(imports(&source, &files).into_iter().collect::<Vec<_>>(), ["rule::b", "rule::c"]);
}
