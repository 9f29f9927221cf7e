//! The page of `zopa talks`.

use crate::analysis::talk::findings::TalkFindings;
use crate::report::context::{RunContext, Style};
use crate::report::sentence::{self, talks as words};
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::part;
use crate::report::terminal::run::title;
use crate::scenario::model::Scenario;

/// `talks --format table`, with at most so many deals.
#[must_use]
pub fn talks(scenario: &Scenario, found: &TalkFindings, context: &RunContext, top: usize, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    for (place, line) in words::headline(found).iter().enumerate() {
        page.paragraph(0, if place == 0 { Paint::Strong } else { Paint::Plain }, line);
    }
    page.paragraph(0, Paint::Quiet, &words::setting(scenario, found));
    if let Some(why) = &found.provenance.why {
        page.paragraph(0, Paint::Plain, &format!("{}.", crate::report::figure::capital(why)));
    }
    if let Some((number, played)) = &found.trace {
        page.heading(&words::story_heading(*number));
        words::story(scenario, found, played).iter().for_each(|line| page.hanging("  ", 4, Paint::Plain, line));
    }
    words::parts(scenario, found, top).iter().for_each(|table| part::set(&mut page, table));
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}
