//! The sentence of `zopa check` about a file.

use crate::report::layout::clean;
use crate::scenario::error::{Problems, Severity};

/// How many problems a file has.
#[must_use]
pub fn count(file: &Problems) -> String {
    let of = |severity: Severity| match file.list().iter().filter(|problem| problem.severity == severity).count() {
        0 => None,
        1 => Some(format!("1 {}", severity.word())),
        n => Some(format!("{n} {}s", severity.word())),
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning].into_iter().filter_map(of).collect();
    let found = if counts.is_empty() { "nothing wrong".to_owned() } else { counts.join(", ") };
    format!("{}: {found}", clean(file.source_text().name()))
}

/// What a repair does.
#[must_use]
pub fn repair(text: &str) -> String {
    format!("write `{text}`")
}
