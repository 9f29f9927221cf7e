//! `zopa test`: the expectations that authors keep beside their rules.

use crate::analysis::expectation::{ExpectationResult, hold};
use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::{Form, Format};
use crate::cli::input::read_all;
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::read_scenario;
use crate::cli::screen::say;
use crate::engine::ask::effort::Effort;
use crate::report::context::Style;
use crate::report::expectations;
use clap::Args;
use std::path::PathBuf;

/// Hold the `[expect]` tables of scenario files
///
/// Exit code 1 where an expectation failed, 2 where a file is bad.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa test scenarios/harbor.toml                      one file
  zopa test scenarios/*.toml --format json             many, for a program")]
pub(crate) struct TestArguments {
    /// The scenario files; `-` reads standard input
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,

    #[command(flatten)]
    form: Form,
}

/// Answers.
pub(crate) fn test(arguments: &TestArguments) -> Result<Exit, Failure> {
    let output = arguments.form.output(&arguments.scenarios)?;
    let (inputs, mut exit) = read_all(&arguments.scenarios)?;
    let effort = Effort::default();
    stop_on_interrupt(&effort.watch);
    let mut files: Vec<(String, Vec<ExpectationResult>)> = Vec::new();
    for input in inputs {
        match read_scenario(&input) {
            Err(failure) => exit = exit.max(failure.exit),
            Ok((source, scenario)) => {
                if scenario.expects.is_empty() {
                    say(&format!("{}: there is no [expect] table, so there is nothing to test", source.name()));
                }
                let progress = Progress::of(&effort.watch);
                let results = hold(&scenario, &effort);
                drop(progress);
                files.push((source.name().to_owned(), results));
            }
        }
    }
    if files.is_empty() {
        return Ok(exit);
    }
    let screen = output.screen();
    let style = Style { width: screen.width, color: screen.color };
    output.write(&match arguments.form.format {
        Format::Table => expectations::table(&files, style),
        Format::Json => expectations::json(&files),
        Format::Markdown => expectations::markdown(&files),
        Format::Csv => expectations::csv(&files),
    })?;
    if files.iter().any(|(_, results)| results.iter().any(|result| !result.passed)) {
        exit = exit.max(Exit::Unmet);
    }
    Ok(exit)
}
