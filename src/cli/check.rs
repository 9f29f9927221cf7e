//! `zopa check`: every error and warning of scenario files, each with its place.

use crate::analysis::warning::warnings;
use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::{Form, Format};
use crate::cli::input::{Input, read_all};
use crate::cli::request::{read_input, renderer};
use crate::engine::ask::effort::Effort;
use crate::report::problems;
use crate::scenario::error::{Problem, Problems, Severity};
use crate::scenario::model::Scenario;
use clap::Args;
use std::path::PathBuf;

/// Say every error and warning of scenario files
///
/// Each with its place and, where one is known, the repair; variants are applied one by one. Exit code 2 where there is an
/// error, 0 where there are warnings alone.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa check scenarios/harbor.toml                     one file
  zopa check scenarios/*.toml --format json            many, for a program
  zopa new - | zopa check -                            standard input")]
pub(crate) struct CheckArguments {
    /// The scenario files; `-` reads standard input
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,

    #[command(flatten)]
    form: Form,
}

/// Answers.
pub(crate) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let output = arguments.form.output(&arguments.scenarios)?;
    let (inputs, mut exit) = read_all(&arguments.scenarios)?;
    if inputs.is_empty() {
        return Ok(exit);
    }
    let files: Vec<Problems> = inputs.iter().map(examine).collect();
    let screen = output.screen();
    output.write(&match arguments.form.format {
        Format::Table => problems::table(&files, &renderer(screen)),
        Format::Json => problems::json(&files),
        Format::Markdown => problems::markdown(&files),
        Format::Csv => problems::csv(&files),
    })?;
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    if files.iter().any(|file| file.list().iter().any(is_error)) {
        exit = exit.max(Exit::Misused);
    }
    Ok(exit)
}

/// Everything wrong or odd about one file, in the order of the file.
fn examine(input: &Input) -> Problems {
    examined(input).0
}

/// The same with the scenario, where the file has no error.
pub(crate) fn examined(input: &Input) -> (Problems, Option<Scenario>) {
    let (source, scenario, mut list) = match read_input(input) {
        Ok(found) => found,
        Err(problems) => return (problems, None),
    };
    if let Some(scenario) = &scenario {
        list.extend(warnings(scenario, &Effort::default()));
        list.sort_by_key(|problem| (problem.span.start, problem.span.end));
    }
    (Problems::new(source, list), scenario)
}
