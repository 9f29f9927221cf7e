//! `zopa new`: a commented scenario to start from, or one of those that come with the program.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::input::is_stdin;
use crate::cli::output::{cannot_write, write_stdout};
use crate::scenario::STARTER;
use crate::scenario::shipped::{FLAGSHIP, SHIPPED};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Write a commented scenario to start from, or one of those that come with zopa
///
/// The file runs as it stands. A file that is there already is never overwritten. The examples of every help use the
/// scenarios that come with zopa; `zopa new --from all` writes them where the examples look for them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa new my.toml                         then: zopa run my.toml
  zopa new - | zopa run -                  see what it says first
  zopa new --from harbor harbor.toml       a small scenario that comes with zopa
  zopa new --from flagship - | zopa check -   the largest of them
  zopa new --from all                      all of them, into the folder scenarios")]
pub(crate) struct NewArguments {
    /// The file to write; `-` is standard output [with --from: scenarios/NAME.toml]
    #[arg(value_name = "FILE", required_unless_present = "from")]
    file: Option<PathBuf>,

    /// Write a scenario that comes with zopa; `all` writes each into the folder FILE
    #[arg(long, value_name = "NAME", value_parser = names())]
    from: Option<String>,
}

/// What `--from` may be.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(SHIPPED.iter().map(|(name, _)| *name).chain([FLAGSHIP.0, ALL]))
}

/// Every one of them.
const ALL: &str = "all";

/// Where they are written where nobody says where.
const FOLDER: &str = "scenarios";

/// Writes it.
pub(crate) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let file = arguments.file.clone();
    match arguments.from.as_deref() {
        None => write(&file.unwrap_or_else(|| PathBuf::from("-")), STARTER)?,
        Some(ALL) => {
            let folder = file.unwrap_or_else(|| PathBuf::from(FOLDER));
            if is_stdin(&folder) {
                let complaint = Complaint::new("several scenarios are no one file");
                return Err(Failure::misused(complaint.with_help("name a folder, or one scenario")));
            }
            let path = |name: &str| folder.join(format!("{name}.toml"));
            // All of them or none: one that is there already is said before any is written.
            if let Some((name, _)) = SHIPPED.iter().find(|(name, _)| path(name).symlink_metadata().is_ok()) {
                return Err(there_already(&path(name)));
            }
            SHIPPED.iter().try_for_each(|(name, text)| write(&path(name), text))?;
        }
        Some(name) => {
            let name = if name == FLAGSHIP.0 { FLAGSHIP.1 } else { name };
            let text = SHIPPED.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
            write(&file.unwrap_or_else(|| Path::new(FOLDER).join(format!("{name}.toml"))), text)?;
        }
    }
    Ok(Exit::Answered)
}

/// Writes a text where nothing stands; into a folder that is made where it is not there.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if is_stdin(path) {
        return write_stdout(text.as_bytes());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Failure::failed(cannot_write(path, &error)))?;
    }
    // "Only where nothing stands" is one step of the system: no other program can slip in between a look and the writing.
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| {
        file.write_all(text.as_bytes()).inspect_err(|_| {
            // A file cut short would look like a scenario.
            let _ = fs::remove_file(path);
        })
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => there_already(path),
        _ => Failure::failed(cannot_write(path, &error)),
    })
}

fn there_already(path: &Path) -> Failure {
    let complaint = Complaint::new(format!("`{}` exists already", path.display()));
    Failure::misused(complaint.with_help("choose another name; `zopa new` never overwrites"))
}
