//! The rows of a sweep as CSV: one line of names, one line a row.
//!
//! ```text
//! row,firmness.town.jobs,agreed,agreed_f64,share,…
//! 0,0.8317,8,8.0,0.2962962962962963,…
//! ```

use crate::analysis::sweep::batch::{RowBatch, Values, Whole};
use crate::analysis::sweep::column::{Column, ColumnKind};
use crate::report::csv::{quote, record};
use std::fmt::Write;

/// The line of names.
#[must_use]
pub fn head(columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    record(&names)
}

/// Writes the rows of a batch behind the text, a line each.
pub fn write_lines(columns: &[Column], batch: &RowBatch, text: &mut String) {
    for row in 0..batch.len() {
        for (place, (column, values)) in columns.iter().zip(&batch.values).enumerate() {
            if place > 0 {
                text.push(',');
            }
            write_field(&column.kind, values, row, text);
        }
        text.push('\n');
    }
}

/// Writes one value. (Writing to a string cannot fail.)
fn write_field(kind: &ColumnKind, values: &Values, row: usize, text: &mut String) {
    let _written = match values {
        Values::Places(list) => list.get(row).map(|place| write!(text, "{place}")),
        // The shortest decimal that reads back as the same number.
        Values::Numbers(list) => {
            list.get(row).filter(|number| !number.is_nan()).map(|number| write!(text, "{number:?}"))
        }
        Values::Counts(list) => match list.get(row) {
            Some(Whole::Small(count)) => Some(write!(text, "{count}")),
            Some(Whole::Large(count)) => Some(write!(text, "{count}")),
            Some(Whole::None) | None => None,
        },
        Values::Truths(list) => list.get(row).map(|truth| write!(text, "{truth}")),
        Values::Words(list) => {
            let ColumnKind::Word(words) = kind else { return };
            let place = list.get(row).and_then(|place| usize::try_from(*place).ok());
            place.and_then(|place| words.get(place)).map(|word| text.write_str(&quote(word)))
        }
        Values::Texts(list) => list.get(row).and_then(Option::as_ref).map(|words| text.write_str(&quote(words))),
    };
}
