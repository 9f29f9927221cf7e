//! `zopa man`: the manual pages, one for the program, one a command, one a command of a command.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{NOTHING, Output, cannot_write};
use clap::{Args, Command};
use clap_mangen::Man;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Write the manual pages into a folder
///
/// One page for the program and one for every command, `zopa.1`, `zopa-run.1`, `zopa-sweep-run.1` and so on. The folder is
/// made if it is not there; older pages of the same names are replaced.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa man man1                            then: man man1/zopa.1")]
pub(crate) struct ManArguments {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// What the exit codes mean, in every page.
const EXIT_STATUS: [(&str, &str); 4] = [
    ("0", "answered; an empty zone of agreement is an answer"),
    ("1", "an expectation failed, or no deal is agreed and --fail-if-empty is given"),
    ("2", "bad usage or a bad scenario"),
    ("3", "anything else, such as a full disk"),
];

/// Writes those of a program.
pub(crate) fn man(arguments: &ManArguments, program: Command) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(|error| Failure::failed(cannot_write(folder, &error)))?;
    // No page tells of `help`, so no page names it either.
    let no_help = |command: Command| command.disable_help_subcommand(true);
    let mut program = no_help(program).mut_subcommands(no_help);
    program.build();
    let mut pages = vec![(program.clone(), Vec::new())];
    for command in program.get_subcommands() {
        pages.push((command.clone(), vec![name(&program)]));
        pages.extend(command.get_subcommands().map(|inner| (inner.clone(), vec![name(&program), name(command)])));
    }
    for (command, above) in pages {
        let path = folder.join(format!("{}.1", name(&command)));
        let mut bytes = Vec::new();
        page(command, &above, &mut bytes).map_err(|error| Failure::failed(cannot_write(&path, &error)))?;
        Output::prepare(Some(&path), NOTHING)?.write(&String::from_utf8_lossy(&bytes))?;
    }
    Ok(Exit::Answered)
}

/// What the page of a command is called.
fn name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

/// One page; `above` are the pages of the commands that this one is a command of.
fn page(command: Command, above: &[String], out: &mut Vec<u8>) -> std::io::Result<()> {
    let below: Vec<String> = command.get_subcommands().map(name).collect();
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let man = Man::new(command.clone()).title(name(&command)).manual("zopa");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if !below.is_empty() {
        man.render_subcommands_section(out)?;
    }
    let (examples, rest) = help.split_once("\n\n").unwrap_or((&help, ""));
    if let Some(lines) = examples.strip_prefix("Examples:\n") {
        // Line by line, as they are to be typed.
        writeln!(out, ".SH EXAMPLES\n.nf")?;
        for line in lines.lines() {
            writeln!(out, "{}", roff(line.trim()))?;
        }
        writeln!(out, ".fi")?;
    }
    if !rest.trim().is_empty() && !rest.starts_with("Exit codes") {
        writeln!(out, ".SH NOTES\n{}", roff(&rest.replace('\n', " ")))?;
    }
    writeln!(out, ".SH \"EXIT STATUS\"")?;
    for (code, meaning) in EXIT_STATUS {
        writeln!(out, ".TP\n{code}\n{}", roff(meaning))?;
    }
    let others: Vec<String> = above.iter().chain(&below).map(|name| format!("\\fB{}\\fR(1)", roff(name))).collect();
    if !others.is_empty() {
        writeln!(out, ".SH \"SEE ALSO\"\n{}", others.join(", "))?;
    }
    Ok(())
}

/// A line as roff takes it: nothing in it is an instruction.
fn roff(line: &str) -> String {
    let escaped = line.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}
