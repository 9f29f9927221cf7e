//! Every example of every `--help` works as it stands, and no help speaks of what is not there.

use crate::cli::command::zopa;

/// The commands that there are, by the help of the program itself.
fn commands() -> Vec<String> {
    let help = zopa(["--help"]).answer();
    let list = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    list.lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| *word != "help")
        .map(str::to_owned)
        .collect()
}

/// The help of the program and of every command.
fn helps() -> Vec<(String, String)> {
    let program = ("zopa".to_owned(), zopa(["--help"]).answer());
    let of = |command: String| (format!("zopa {command}"), zopa([command.as_str(), "--help"]).answer());
    let sweeps = ["run", "plan", "shard", "submit", "status", "summary", "merge"];
    let of_sweep = |inner: &str| (format!("zopa sweep {inner}"), zopa(["sweep", inner, "--help"]).answer());
    std::iter::once(program).chain(commands().into_iter().map(of)).chain(sweeps.map(of_sweep)).collect()
}

/// The command lines below `Examples:`; what they do stands behind several spaces.
fn examples(help: &str) -> Vec<&str> {
    let section = help.split("Examples:").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    let lines = section.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| line.starts_with("zopa "));
    lines.map(|line| line.split("   ").next().unwrap_or_default().trim()).collect()
}

#[test]
fn the_commands_are_those_of_this_version() {
    assert_eq!(
        commands(),
        [
            "run",
            "compare",
            "explain",
            "coalitions",
            "frontier",
            "bench",
            "sweep",
            "report",
            "import",
            "export",
            "check",
            "test",
            "show",
            "new",
            "schema",
            "completions",
            "man"
        ]
    );
}

#[cfg(unix)]
#[test]
fn every_example_of_every_help_works_as_it_stands() {
    use crate::cli::command::shell;
    for (name, help) in helps() {
        // An empty folder, and the scenarios that come with the program: as after `cargo install`.
        let folder = tempfile::tempdir().unwrap();
        if name != "zopa new" && name != "zopa" {
            assert_eq!(shell("zopa new --from all", folder.path()).code, 0);
        }
        let examples = examples(&help);
        assert!(!examples.is_empty(), "`{name} --help` shows no example");
        for example in examples {
            let ended = shell(example, folder.path());
            assert_eq!(ended.code, 0, "`{example}`: {}{}", ended.stdout, ended.stderr);
        }
    }
}

#[test]
fn no_help_speaks_of_what_is_not_there() {
    for (name, help) in helps() {
        for line in help.lines().filter(|line| line.contains("zopa ")) {
            let after = line.split("zopa ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
            let word = after.trim_matches(|letter: char| !letter.is_alphanumeric());
            let is_command =
                after.chars().next().is_some_and(char::is_lowercase) && line.trim_start().starts_with("zopa ");
            assert!(!is_command || commands().iter().any(|command| command == word), "`{name} --help`: {line}");
        }
    }
}

#[test]
fn help_and_version_are_answers_and_a_bare_command_is_bad_usage() {
    assert_eq!(zopa(["--version"]).answer(), format!("zopa {}\n", env!("CARGO_PKG_VERSION")));
    assert!(zopa(["run", "-h"]).answer().contains("Usage: zopa run"));
    let bare = zopa([] as [&str; 0]);
    assert_eq!((bare.code, bare.stdout.as_str()), (2, ""));
    assert!(bare.stderr.contains("Usage"), "{}", bare.stderr);
}

#[cfg(unix)]
#[test]
fn every_instruction_of_the_starting_scenario_works() {
    use crate::cli::command::shell;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(shell("zopa new my.toml", folder.path()).code, 0);
    let text = std::fs::read_to_string(folder.path().join("my.toml")).unwrap();
    let comments: String = text.lines().filter(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut n = 0;
    for part in comments.split("zopa ").skip(1) {
        let words = part.split([' ', '\n']).take_while(|word| !word.is_empty());
        let mut line = String::from("zopa");
        for word in words {
            line += &format!(" {}", word.trim_end_matches(['`', ',', '.']));
            if word.contains('`') || word.ends_with('.') || word == "FOLDER" {
                break;
            }
        }
        let line = line.replace("FILE", "my.toml").replace("FOLDER", "swept");
        let line = if line == "zopa test" { "zopa test my.toml".to_owned() } else { line };
        if !line.contains("my.toml") && !line.contains(" -o ") {
            continue;
        }
        let ended = shell(&line, folder.path());
        assert_eq!(ended.code, 0, "`{line}`: {}{}", ended.stdout, ended.stderr);
        n += 1;
    }
    assert!(n >= 6, "{n}");
}

#[test]
fn the_scenarios_inside_the_program_are_those_of_the_folder() {
    use crate::cli::command::root;
    let mut files: Vec<String> = std::fs::read_dir(root().join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    files.sort();
    assert_eq!(files, zopa::scenario::shipped::SHIPPED.map(|(name, _)| name));
    let flagship = zopa(["new", "--from", "flagship", "-"]).answer();
    assert_eq!(flagship, zopa(["new", "--from", "ukraine_security_guarantees", "-"]).answer());
    assert!(zopa(["new", "--from", "habor", "-"]).refusal().contains("did you mean `harbor`?"));
}
