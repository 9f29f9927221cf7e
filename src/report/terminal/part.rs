//! One table of names and figures.

use crate::report::layout::{self, clean};
use crate::report::part::Part;
use crate::report::terminal::page::{Columns, Page, Paint, cell};

/// More rows than this are for the whole page.
const FEW: usize = 4;

/// Sets it; nothing of a part without rows. A name that is too long for its column is wrapped above its figures.
pub(super) fn set(page: &mut Page, part: &Part) {
    if part.rows.is_empty() {
        return;
    }
    page.heading(part.heading);
    page.paragraph(2, Paint::Quiet, part.legend);
    table(page, part);
}

/// The table alone, of a part of few rows.
pub(super) fn set_briefly(page: &mut Page, part: &Part) {
    if (1..=FEW).contains(&part.rows.len()) {
        table(page, part);
    }
}

fn table(page: &mut Page, part: &Part) {
    let heads: Vec<String> = part.heads.iter().map(|head| (*head).to_owned()).collect();
    let name = |row: &[String]| row.first().map(|name| clean(name)).unwrap_or_default();
    let figures = |row: &'_ [String]| row.get(1..).unwrap_or_default().to_vec();
    let all: Vec<Vec<String>> = part.rows.iter().chain([&heads]).map(|row| figures(row)).collect();
    let columns = Columns::fit(all.iter().map(Vec::as_slice));
    let widest = part.rows.iter().chain([&heads]).map(|row| layout::width(&name(row))).max().unwrap_or(0);
    let wide = widest.min(page.width().saturating_sub(2 + columns.width()));
    let head = format!("  {}{}", cell(&name(&heads), wide), columns.set(&figures(&heads)));
    let head = page.paint(Paint::Quiet, &head);
    page.line(&head);
    for row in &part.rows {
        let mut lines = layout::wrap(&name(row), wide.max(1));
        let last = lines.pop().unwrap_or_default();
        lines.iter().for_each(|line| page.line(&format!("  {line}")));
        page.line(&format!("  {}{}", cell(&last, wide), columns.set(&figures(row))));
    }
    if let Some(more) = &part.more {
        page.paragraph(2, Paint::Quiet, more);
    }
}
