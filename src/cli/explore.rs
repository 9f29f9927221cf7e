//! `zopa explore`: the page beside a text editor, served to the browser of this machine.

mod answer;
mod guard;
mod serve;
mod workplace;

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::explore::serve::serve;
use crate::cli::explore::workplace::Workplace;
use crate::cli::input::is_stdin;
use crate::cli::report::show;
use crate::cli::screen::say;
use crate::scenario::STARTER;
use clap::Args;
use std::io::Write as _;
use std::path::PathBuf;

/// Write a scenario and see at once what follows from it, in the browser
///
/// The scenario's text stands on the left, its page on the right; both are alive. What is wrong is underlined as you type, with
/// its repair one click away, and the page is computed anew at each pause. Only this file is ever written, and only when you
/// save. The page is served to this machine alone; Ctrl-C ends it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa explore scenarios/harbor.toml                  open the browser beside the file
  zopa explore new.toml --no-open                     a new file: print the address, begin with the starting scenario
  zopa explore scenarios/harbor.toml --read-only      look and try, write nothing")]
pub(crate) struct ExploreArguments {
    /// The scenario file; one that is not there begins as the starting scenario, and is made when you save
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The port on 127.0.0.1; 0 takes one that is free
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Server")]
    port: u16,

    /// Print the address instead of opening the browser
    #[arg(long, help_heading = "Server")]
    no_open: bool,

    /// Never write the file
    #[arg(long, help_heading = "Server")]
    read_only: bool,
}

/// Answers until Ctrl-C.
pub(crate) fn explore(arguments: &ExploreArguments) -> Result<Exit, Failure> {
    let ExploreArguments { file, port, no_open, read_only } = arguments;
    if is_stdin(file) {
        let complaint = Complaint::new("`explore` works on a file: it cannot save to standard input");
        return Err(Failure::misused(complaint.with_help("name a file, such as `new.toml`")));
    }
    let workplace = Workplace::of(file, *read_only, STARTER)?;
    let token = token()?;
    let open = |address: &str| {
        if *no_open {
            say(&format!("open this address: {address}"));
            return Ok(None);
        }
        say("opening the browser; Ctrl-C ends");
        through_a_file(address).map(Some)
    };
    serve(workplace, *port, token, open)
}

/// A word that nobody guesses: 32 bytes of the system's generator.
fn token() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::failed(Complaint::new(format!("the system gives no random bytes: {error}"))))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Opens the address through a file that only its owner can read: as an argument it would show in the list of processes.
/// The file goes when this is dropped.
fn through_a_file(address: &str) -> Result<tempfile::TempPath, Failure> {
    let cannot = |error: &std::io::Error| {
        let complaint = Complaint::new(format!("cannot write the file that opens the browser: {error}"));
        Failure::failed(complaint.with_help("`--no-open` prints the address"))
    };
    let mut file =
        tempfile::Builder::new().prefix("zopa-").suffix(".html").tempfile().map_err(|error| cannot(&error))?;
    let page = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>zopa</title>"
    );
    file.write_all(page.as_bytes()).map_err(|error| cannot(&error))?;
    let path = file.into_temp_path();
    show(&path)?;
    Ok(path)
}
