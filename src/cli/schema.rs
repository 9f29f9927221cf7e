//! `zopa schema`: the JSON Schema of the scenario format.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{NOTHING, Output};
use crate::scenario;
use clap::Args;
use std::path::PathBuf;

/// Print the JSON Schema of the scenario format
///
/// Editors with Taplo or Even Better TOML complete and check scenario files with it: put `#:schema ./zopa.schema.json` into
/// the first line of a scenario.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa schema -o zopa.schema.json          for the editor")]
pub(crate) struct SchemaArguments {
    /// Write the answer to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints it.
pub(crate) fn schema(arguments: &SchemaArguments) -> Result<Exit, Failure> {
    let output = Output::prepare(arguments.output.as_deref(), NOTHING)?;
    output.write(&format!("{:#}\n", scenario::schema()))?;
    Ok(Exit::Answered)
}
