//! Who holds the outcome: a row a party.

use crate::analysis::findings::Acceptance;
use crate::report::influence::rows;
use crate::report::json::is_sampled;
use crate::report::sentence::influence::{COLUMNS, INFLUENCE, legend};
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::report::{figure, layout};
use crate::scenario::model::Scenario;

/// A name gets no more than this beside its figures.
const WIDEST_NAME: usize = 24;
/// What its yes comes to stands below where less than this is left.
const NARROWEST_WORDS: usize = 24;

/// Sets the part; of one party there is nothing to say that its lines have not said.
pub(super) fn set(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    let rows = rows(scenario, found);
    if rows.len() < 2 {
        return;
    }
    page.heading(INFLUENCE);
    page.paragraph(2, Paint::Quiet, &legend(&figure::count(&found.zone.agreed), is_sampled(&found.provenance)));
    let [_, only, with, yes] = COLUMNS.map(str::to_owned);
    let head = [only, with];
    let figures: Vec<[String; 2]> = rows.iter().map(|[_, only, with, _]| [only.clone(), with.clone()]).collect();
    let columns = Columns::fit(figures.iter().chain([&head]).map(<[String; 2]>::as_slice));
    let widest = rows.iter().map(|[name, ..]| layout::width(name)).max().unwrap_or(0);
    let name = widest.min(WIDEST_NAME).min(page.width().saturating_sub(2 + columns.width()));
    let before = 2 + name + columns.width() + 2;
    let is_beside = before + NARROWEST_WORDS <= page.width();
    let head = format!("  {}{}", " ".repeat(name), columns.set(&head));
    let head = if is_beside { format!("{head}  {yes}") } else { head };
    let head = page.paint(Paint::Quiet, &head);
    page.line(&head);
    for ([full, _, _, words], figures) in rows.iter().zip(&figures) {
        let start = format!("  {}{}", cell(full, name), columns.set(figures));
        if is_beside {
            page.hanging(&format!("{start}  "), before, Paint::Plain, words);
        } else {
            page.line(&start);
            page.paragraph(6, Paint::Plain, words);
        }
    }
}
