//! Flags that several commands share and that do nothing in one of them: they stand in no help there, and are refused by
//! name, for who writes one expects something of it.

use crate::cli::exit::{Complaint, Failure};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

/// What does nothing, by command: the flags, and why.
const IDLE: [(&str, &[&str], &str); 10] = [
    ("coalitions", &["samples", "draw", "around", "changes", "seed"], "it counts deals and draws none"),
    ("coalitions", &["no_run_info"], "nothing of its answer differs from run to run"),
    ("coalitions", &["details"], "`--top` lists more of the sets"),
    ("compare", &["samples", "draw", "around", "changes", "seed"], "it judges deals and draws none"),
    ("compare", &["no_run_info"], "nothing of its answer differs from run to run"),
    ("explain", &["draw", "around", "changes"], "it looks at which deals are agreed, not at how probable they are"),
    ("frontier", &["samples", "draw", "around", "changes", "seed"], "a frontier takes every deal: it draws none"),
    ("bench", &["top"], "it lists no deals"),
    ("bench", &["details"], "its table leaves nothing out"),
    ("bench", &["no_run_info"], "times are its answer"),
];

/// Leaves them out of the help.
pub(crate) fn hide(mut program: Command) -> Command {
    for (name, flags, _) in IDLE {
        for flag in flags {
            program = program.mut_subcommand(name, |command| command.mut_arg(*flag, |arg| arg.hide(true)));
        }
    }
    program
}

/// What is wrong where one is given.
pub(crate) fn refuse(found: &ArgMatches) -> Result<(), Failure> {
    let Some((name, given)) = found.subcommand() else { return Ok(()) };
    let is_given = |flag: &str| given.value_source(flag) == Some(ValueSource::CommandLine);
    for (_, flags, why) in IDLE.iter().filter(|(command, ..)| *command == name) {
        if let Some(flag) = flags.iter().find(|flag| is_given(flag)) {
            let flag = flag.replace('_', "-");
            let complaint = Complaint::new(format!("`--{flag}` does nothing in `zopa {name}`: {why}"));
            return Err(Failure::misused(complaint.with_help("leave it out")));
        }
    }
    Ok(())
}
