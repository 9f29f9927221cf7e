//! Color where it is asked for, and nowhere else; errors of all kinds in one style.

use crate::cli::command::{HARBOR, command, finish, zopa};

#[test]
fn color_follows_the_flag_then_the_surroundings() {
    let is_painted = |flags: &[&str], set: &[(&str, &str)]| {
        let ended = finish(command().args(["run", HARBOR]).args(flags).envs(set.iter().copied()));
        ended.answer().contains("\u{1b}[1m")
    };
    assert!(!is_painted(&[], &[]), "a pipe gets none");
    assert!(is_painted(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_painted(&[], &[("CLICOLOR_FORCE", "1")]) && is_painted(&[], &[("FORCE_COLOR", "1")]));
    assert!(!is_painted(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!is_painted(&["--color=never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn our_errors_and_those_of_the_command_line_look_alike() {
    for words in [
        &["run", HARBOR, "--variant", "nowhere"][..],
        &["run", HARBOR, "--formt", "json"],
        &["run", HARBOR, "--format", "jsn"],
        &["run", HARBOR, "--top", "many"],
        &["run", "no/such.toml"],
        &["run"],
        &["rn"],
        &["sweep", "rn"],
        &["run", HARBOR, "--seed", "1", "--seed", "2"],
    ] {
        let painted = zopa(["--color", "always"].iter().chain(words)).stderr;
        assert!(painted.starts_with("\u{1b}[1;31merror:\u{1b}[0m "), "{painted:?}");
        assert!(painted.contains("\n  \u{1b}[32mhelp:\u{1b}[0m "), "{painted:?}");
        let plain = zopa(words).refusal();
        let stripped = painted.replace("\u{1b}[1;31m", "").replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        assert_eq!(plain, stripped);
        assert!(plain.contains('`') && !plain.contains("tip:") && !plain.contains("'"), "{plain}");
    }
}

#[test]
fn usage_errors_name_the_flag_the_word_and_the_repair() {
    let said = |words: &[&str]| zopa(words).refusal();
    for (words, expected) in [
        (&["rn"][..], "no command `rn`\n  help: did you mean `run`?"),
        (&["sweep", "rum"], "no command `rum`\n  help: did you mean `run`?"),
        (&["sweep", "xyzzy"], "help: one of run, plan, shard, submit, status, summary, merge"),
        (&["run", HARBOR, "--formt", "json"], "no flag `--formt` of `zopa run`\n  help: did you mean `--format`?"),
        (
            &["run", HARBOR, "--format", "jsn"],
            "`--format` cannot be `jsn`\n  help: did you mean `json`? It is one of table, json, markdown, csv",
        ),
        (&["run", HARBOR, "--threads", "0"], "`--threads` cannot be `0`: it goes from 1 to 1024"),
        (&["run", HARBOR, "--samples", "-5"], "`--samples` cannot be `-5`: it must be a whole number, 0 or more"),
        (&["run", HARBOR, "--top", "-5"], "`--top` cannot be `-5`: it goes from 0 to 100000"),
        (
            &["run", HARBOR, "--changes", "x", "--around", "port_plan"],
            "`--changes` cannot be `x`: it must be a whole number",
        ),
        (&["run"], "`SCENARIO` is missing\n  help: write `zopa run"),
        (&["run", HARBOR, "extra"], "`extra` is one word too many"),
        (&["run", HARBOR, "--seed", "1", "--seed", "2"], "`--seed` is given twice"),
        (&["compare", HARBOR, "port_plan", "--all"], "exclude each other"),
        (&["sweep", "shard", "d", "-1"], "`-1`"),
        (&["completions", "fsh"], "did you mean `fish`?"),
    ] {
        let said = said(words);
        assert!(said.contains(expected), "{words:?}: {said}");
        for raw in ["invalid digit", "is not in", "..=", "target type", "tip:", "to pass"] {
            assert!(!said.contains(raw), "{words:?}: {said}");
        }
    }
}
