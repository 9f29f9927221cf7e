//! The rows of a sweep as CSV: one line of names, one line a row.
//!
//! ```text
//! row,firmness.town.jobs,agreed,agreed_f64,share,…
//! 0,0.8317,8,8.0,0.2962962962962963,…
//! ```

use crate::analysis::sweep::row::Cell;
use crate::report::csv::record;

/// The line of names.
#[must_use]
pub fn head(columns: &[String]) -> String {
    record(columns)
}

/// The line of a row.
#[must_use]
pub fn line(cells: &[Cell]) -> String {
    let fields: Vec<String> = cells.iter().map(Cell::to_text).collect();
    record(&fields)
}
