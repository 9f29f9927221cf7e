//! `zopa new`: a commented scenario to start from.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::input::is_stdin;
use crate::cli::output::{cannot_write, write_stdout};
use crate::scenario::STARTER;
use clap::Args;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

/// Write a commented scenario to start from
///
/// The file runs as it stands. A file that is there already is never overwritten.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa new my.toml                         then: zopa run my.toml
  zopa new - | zopa run -                  see what it says first")]
pub(crate) struct NewArguments {
    /// The file to write; `-` is standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes it.
pub(crate) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let path = &arguments.file;
    if is_stdin(path) {
        write_stdout(STARTER.as_bytes())?;
        return Ok(Exit::Answered);
    }
    // "Only where nothing stands" is one step of the system: no other program can slip in between a look and the writing.
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| {
        file.write_all(STARTER.as_bytes()).inspect_err(|_| {
            // A file cut short would look like a scenario.
            let _ = std::fs::remove_file(path);
        })
    });
    match written {
        Ok(()) => Ok(Exit::Answered),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let complaint = Complaint::new(format!("`{}` exists already", path.display()));
            Err(Failure::misused(complaint.with_help("choose another name; `zopa new` never overwrites")))
        }
        Err(error) => Err(Failure::failed(cannot_write(path, &error))),
    }
}
