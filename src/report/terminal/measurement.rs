//! The page of `zopa bench`.

use crate::analysis::measurement::Measurement;
use crate::report::context::{RunContext, Style};
use crate::report::layout;
use crate::report::sentence::measurement as words;
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::report::terminal::run::title;
use crate::scenario::model::Scenario;

/// `bench --format table`.
#[must_use]
pub fn measurement(scenario: &Scenario, found: &Measurement, context: &RunContext, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &words::headline(found));
    page.paragraph(0, Paint::Plain, &words::calibration(found));
    page.heading(words::ENGINES);
    page.paragraph(2, Paint::Quiet, words::LEGEND);
    page.blank();
    let heads: Vec<String> = words::COLUMNS.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(found.rows.iter().map(words::cells)).collect();
    let first = rows.iter().filter_map(|row| row.first()).map(|name| layout::width(name)).max().unwrap_or(0);
    let columns = Columns::fit(rows.iter().filter_map(|row| row.get(1..)));
    for (place, row) in rows.iter().enumerate() {
        let name = row.first().map_or("", String::as_str);
        let line = format!("  {}{}", cell(name, first), columns.set(row.get(1..).unwrap_or_default()));
        let paint = if place == 0 { Paint::Quiet } else { Paint::Plain };
        let line = page.paint(paint, &line);
        page.line(&line);
    }
    if let Some(laps) = &found.laps {
        page.blank();
        page.paragraph(2, Paint::Plain, &words::laps(laps));
    }
    let reasons: Vec<String> = found.rows.iter().filter_map(words::reason).collect();
    if !reasons.is_empty() || found.is_cut {
        page.blank();
    }
    for reason in reasons {
        page.hanging("  ", 4, Paint::Plain, &reason);
    }
    if found.is_cut {
        page.paragraph(0, Paint::Plain, words::CUT);
    }
    page.finish()
}
