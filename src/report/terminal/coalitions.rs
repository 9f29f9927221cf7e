//! The page of `zopa coalitions`.

use crate::analysis::coalition::sets::SetsFindings;
use crate::report::coalition_rows::sets;
use crate::report::context::{RunContext, Style};
use crate::report::sentence::{self, coalitions as words};
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::part;
use crate::report::terminal::run::title;
use crate::scenario::model::Scenario;

/// `coalitions --format table`, with at most so many sets a list.
#[must_use]
pub fn coalitions(
    scenario: &Scenario,
    found: &SetsFindings,
    context: &RunContext,
    most: usize,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &words::headline(scenario, found));
    words::context(found).iter().for_each(|line| page.paragraph(0, Paint::Plain, line));
    for (heading, legend, sets) in
        [(words::LARGEST, "", &found.largest_with), (words::SMALLEST, words::SMALLEST_LEGEND, &found.smallest_without)]
    {
        if sets.is_empty() {
            continue;
        }
        page.heading(heading);
        if !legend.is_empty() {
            page.paragraph(2, Paint::Quiet, legend);
        }
        let (shown, more) = words::listed(scenario, sets, most);
        shown.iter().for_each(|set| page.hanging("  ", 4, Paint::Plain, set));
        more.iter().for_each(|more| page.paragraph(2, Paint::Quiet, more));
    }
    part::set(&mut page, &sets(scenario, found, most));
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}
