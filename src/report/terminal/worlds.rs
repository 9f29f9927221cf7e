//! World by world: a row a world.

use crate::analysis::findings::Acceptance;
use crate::report::layout;
use crate::report::sentence::worlds::{COLUMNS, LEGEND, WORLDS, more};
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::report::worlds::rows;
use crate::scenario::model::Scenario;

/// More worlds than this are for the whole page.
const FEW: usize = 4;

/// Sets the part, where there are several worlds.
pub(super) fn set(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    let (rows, n_more) = rows(scenario, found);
    if rows.is_empty() {
        return;
    }
    page.heading(WORLDS);
    page.paragraph(2, Paint::Quiet, LEGEND);
    table(page, &rows, n_more);
}

/// The table alone, where there are few worlds.
pub(super) fn set_briefly(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    let (rows, n_more) = rows(scenario, found);
    if !rows.is_empty() && rows.len() <= FEW {
        table(page, &rows, n_more);
    }
}

fn table(page: &mut Page, rows: &[[String; 5]], n_more: usize) {
    let [name, head @ ..] = COLUMNS.map(str::to_owned);
    let figures: Vec<&[String]> = rows.iter().filter_map(|row| row.get(1..)).collect();
    let columns = Columns::fit(figures.iter().copied().chain([head.as_slice()]));
    let widest = rows.iter().map(|[name, ..]| layout::width(name)).chain([layout::width(&name)]).max().unwrap_or(0);
    let wide = widest.min(page.width().saturating_sub(2 + columns.width()));
    let head = page.paint(Paint::Quiet, &format!("  {}{}", cell(&name, wide), columns.set(&head)));
    page.line(&head);
    for ([full, ..], figures) in rows.iter().zip(figures) {
        page.line(&format!("  {}{}", cell(full, wide), columns.set(figures)));
    }
    if n_more > 0 {
        page.paragraph(2, Paint::Quiet, &more(n_more));
    }
}
