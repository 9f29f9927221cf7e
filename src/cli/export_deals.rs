//! `zopa export --to csv` and `--to parquet`: each deal as a row.

use crate::bridge::deals::{MOST_ROWS, columns, n_rows, rows};
use crate::bridge::kind::ExportKind;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::output::{Output, Stream};
use crate::report::sweep::{head, write_lines};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;
use std::io;

/// Which deals, and how many of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The agreed ones alone.
    pub(crate) agreed: bool,
    /// Rows at most; none where nobody says.
    pub(crate) max: Option<u64>,
}

/// Writes the rows.
///
/// # Errors
/// Where they are too many, or cannot be written.
pub(crate) fn write(scenario: &Scenario, kind: ExportKind, asked: Asked, output: &Output) -> Result<(), Failure> {
    let most = asked.max.unwrap_or(MOST_ROWS);
    let count = n_rows(scenario, asked.agreed);
    let deals = if asked.agreed { "agreed" } else { "coherent" };
    let help = "allow more by `--max`, take `--agreed` deals alone, or `--fix` terms";
    match count {
        None => {
            let complaint = Complaint::new(format!("the {deals} deals are too many to count"));
            return Err(Failure::misused(complaint.with_help(help)));
        }
        Some(count) if count > BigUint::from(most) => {
            let complaint = Complaint::new(format!("there are {count} {deals} deals, more than {most} rows"));
            return Err(Failure::misused(complaint.with_help(help)));
        }
        Some(_) => {}
    }
    output.stream(|out| if kind == ExportKind::Parquet { parquet(scenario, asked.agreed, out) } else { csv(scenario, asked.agreed, out) })
}

fn csv(scenario: &Scenario, is_agreed_only: bool, out: Stream) -> io::Result<()> {
    let columns = columns(scenario);
    out.write_all(head(&columns).as_bytes())?;
    let mut text = String::new();
    rows(scenario, is_agreed_only, &mut |batch| {
        text.clear();
        write_lines(&columns, batch, &mut text);
        out.write_all(text.as_bytes())
    })
}

#[cfg(feature = "parquet")]
fn parquet(scenario: &Scenario, is_agreed_only: bool, out: Stream) -> io::Result<()> {
    let columns = columns(scenario);
    let about = [("scenario", scenario.title.clone())];
    let mut writer = crate::report::parquet::Writer::new(out, &columns, &about)?;
    rows(scenario, is_agreed_only, &mut |batch| writer.push(batch))?;
    writer.finish()
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Scenario, _: bool, _: Stream) -> io::Result<()> {
    Err(io::Error::other("this build of zopa writes no Parquet"))
}

/// Whether this build writes the kind.
pub(crate) fn is_there(kind: ExportKind) -> bool {
    kind != ExportKind::Parquet || cfg!(feature = "parquet")
}
