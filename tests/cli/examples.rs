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
    std::iter::once(program).chain(commands().into_iter().map(of)).collect()
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
            "frontier",
            "bench",
            "sweep",
            "report",
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
    use crate::cli::command::{root, shell};
    for (name, help) in helps() {
        // A folder like a fresh clone: examples may write files.
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(root().join("scenarios"), folder.path().join("scenarios")).unwrap();
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
