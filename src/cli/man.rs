//! `zopa man`: the manual pages, one for the program and one a command.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{NOTHING, Output, cannot_write};
use crate::cli::start::program;
use clap::Args;
use clap_mangen::Man;
use std::fs;
use std::path::PathBuf;

/// Write the manual pages into a folder
///
/// One page for the program and one for every command, `zopa.1`, `zopa-run.1` and so on. The folder is made if it is not
/// there; older pages of the same names are replaced.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa man man1                            then: man man1/zopa.1")]
pub(crate) struct ManArguments {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes them.
pub(crate) fn man(arguments: &ManArguments) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(|error| Failure::failed(cannot_write(folder, &error)))?;
    let program = program();
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help").cloned();
    let pages: Vec<clap::Command> = std::iter::once(program.clone()).chain(commands).collect();
    for page in pages {
        let name = page.get_display_name().unwrap_or(page.get_name()).to_owned();
        let path = folder.join(format!("{name}.1"));
        let mut bytes = Vec::new();
        let rendered = Man::new(page).title(name).manual("zopa").render(&mut bytes);
        rendered
            .map_err(|error| Failure::failed(cannot_write(&path, &error)))
            .and_then(|()| Output::prepare(Some(&path), NOTHING)?.write(&String::from_utf8_lossy(&bytes)))?;
    }
    Ok(Exit::Answered)
}
