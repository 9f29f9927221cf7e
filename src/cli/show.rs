//! `zopa show`: the scenario as understood, each value with its origin.

use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::{Assumptions, Form, Format};
use crate::cli::request::ask;
use crate::report::context::Style;
use crate::report::show::{as_csv, as_json, as_markdown, as_table};
use crate::report::understood::Understood;
use crate::scenario::written::Written;
use clap::Args;

/// Show the scenario as understood, each value with its origin
///
/// Every value stands with the line of the file that gives it, or the variant or flag that changed it, or as a default of
/// the format.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa show scenarios/harbor.toml                            as the file has it
  zopa show scenarios/harbor.toml --variant no_island_line   under other assumptions
  zopa show scenarios/harbor.toml --format json              for a program")]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    #[command(flatten)]
    form: Form,
}

/// Answers.
pub(crate) fn show(arguments: &ShowArguments) -> Result<Exit, Failure> {
    let output = arguments.form.output([&arguments.assumptions.scenario])?;
    let asked = ask(&arguments.assumptions, None)?;
    let variant = asked.variant.and_then(|place| asked.written.variants.get(place));
    let understood = Understood::new(&asked.written, &Written::of(&asked.source), variant, &asked.flags);
    let screen = output.screen();
    let text = match arguments.form.format {
        Format::Table => as_table(&understood, Style { width: screen.width, color: screen.color }),
        Format::Json => as_json(&asked.written, &understood, &asked.context),
        Format::Markdown => as_markdown(&asked.written, &understood),
        Format::Csv => as_csv(&understood),
    };
    output.write(&text)?;
    Ok(Exit::Answered)
}
