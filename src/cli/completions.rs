//! `zopa completions`: what makes a shell complete zopa's commands and flags.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{NOTHING, Output};
use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

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

    /// Write the answer to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints those of a program.
pub(crate) fn completions(arguments: &CompletionsArguments, mut program: clap::Command) -> Result<Exit, Failure> {
    let output = Output::prepare(arguments.output.as_deref(), NOTHING)?;
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "zopa", &mut script);
    output.write(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Answered)
}
