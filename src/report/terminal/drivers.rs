//! The page of `zopa sweep summary`.

use crate::analysis::sweep::summary::Summary;
use crate::report::context::Style;
use crate::report::drivers::{Section, sections, title};
use crate::report::layout;
use crate::report::sentence::drivers as words;
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Sweep;

/// `sweep summary --format table`.
#[must_use]
pub fn drivers(scenario: &Scenario, sweep: &Sweep, found: &Summary, style: Style) -> String {
    let mut page = Page::new(style);
    page.paragraph(0, Paint::Quiet, &title(scenario, sweep));
    page.blank();
    page.paragraph(0, Paint::Strong, &words::headline(sweep, found));
    for section in sections(scenario, sweep, found, false) {
        set(&mut page, &section);
    }
    if !scenario.proposals.is_empty() {
        page.blank();
        page.paragraph(0, Paint::Quiet, words::MORE);
    }
    page.blank();
    page.paragraph(0, Paint::Quiet, "What the positions as coded allow, not a forecast.");
    page.finish()
}

fn set(page: &mut Page, section: &Section) {
    page.heading(&section.heading);
    for line in &section.text {
        page.paragraph(2, Paint::Plain, line);
    }
    if section.heads.is_empty() {
        return;
    }
    if !section.text.is_empty() {
        page.blank();
    }
    let rows: Vec<&Vec<String>> = std::iter::once(&section.heads).chain(&section.rows).collect();
    let columns = Columns::fit(rows.iter().filter_map(|row| row.get(1..)));
    let room = page.width().saturating_sub(columns.width() + 2);
    let widest = rows.iter().filter_map(|row| row.first()).map(|name| layout::width(name)).max().unwrap_or(0);
    // A name that has no room beside its figures stands in lines of its own above them.
    let is_beside = widest <= room;
    let width = if is_beside { widest } else { room };
    for (place, row) in rows.into_iter().enumerate() {
        let paint = if place == 0 { Paint::Quiet } else { Paint::Plain };
        let name = row.first().map_or("", String::as_str);
        let figures = columns.set(row.get(1..).unwrap_or_default());
        if is_beside || layout::width(name) <= room {
            let line = page.paint(paint, &format!("  {}{figures}", cell(name, width)));
            page.line(&line);
        } else {
            page.hanging("  ", 4, paint, name);
            let line = page.paint(paint, &format!("  {}{figures}", cell("", width)));
            page.line(&line);
        }
    }
}
