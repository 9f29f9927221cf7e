//! `zopa completions`: what makes a shell complete zopa's commands and flags.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::write_stdout;
use crate::cli::start::Arguments;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print the completions of a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa completions bash > zopa.bash        then: source zopa.bash
  zopa completions fish > zopa.fish        then: move it to ~/.config/fish/completions")]
pub(crate) struct CompletionsArguments {
    /// Which shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// Prints them.
pub(crate) fn completions(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "zopa", &mut script);
    write_stdout(&script)?;
    Ok(Exit::Answered)
}
