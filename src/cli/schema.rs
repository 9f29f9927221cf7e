//! `zopa schema`: the JSON Schema of the scenario format.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::write_stdout;
use crate::scenario;
use clap::Args;

/// Print the JSON Schema of the scenario format
///
/// Editors with Taplo or Even Better TOML complete and check scenario files with it: put `#:schema ./zopa.schema.json` into
/// the first line of a scenario.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa schema > zopa.schema.json")]
pub(crate) struct SchemaArguments {}

/// Prints it.
pub(crate) fn schema(_: &SchemaArguments) -> Result<Exit, Failure> {
    write_stdout(format!("{:#}\n", scenario::schema()).as_bytes())?;
    Ok(Exit::Answered)
}
