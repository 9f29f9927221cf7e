//! The whole page of `zopa explain`: why there is no deal, then what would open one.

use crate::analysis::comparison::{Comparison, ProposalFindings};
use crate::analysis::explanation::lists::Reasons;
use crate::report::context::{RunContext, Style};
use crate::report::sentence::because;
use crate::report::sentence::holders::groups;
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::run;
use crate::report::{figure, layout, sentence};
use crate::scenario::model::Scenario;

/// `explain --format table`.
#[must_use]
pub fn explanation(
    scenario: &Scenario,
    found: &Reasons,
    proposal: Option<&Comparison>,
    context: &RunContext,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    run::title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &because::headline(scenario, found));
    for line in because::context(scenario, found) {
        page.paragraph(0, Paint::Plain, &line);
    }
    conflicts(&mut page, scenario, found);
    unlocks(&mut page, scenario, found);
    if let Some(proposal) = because::refused(found, proposal) {
        ways_out(&mut page, scenario, found, proposal);
    }
    if context.run_info {
        page.blank();
        page.paragraph(0, Paint::Plain, &format!("All in {}.", figure::seconds(context.seconds)));
    }
    run::commands(&mut page, because::suggestions(scenario, found, context), false);
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}

fn conflicts(page: &mut Page, scenario: &Scenario, found: &Reasons) {
    if found.conflicts.iter().all(Vec::is_empty) {
        return;
    }
    page.heading(because::CONFLICTS);
    let groups = groups(scenario, found);
    for (place, conflict) in groups.iter().enumerate() {
        let start = numbered(place, groups.len());
        let indent = layout::width(&start);
        page.hanging(&start, indent, Paint::Plain, &because::conflict(scenario, found, conflict));
        page.list(&" ".repeat(indent), indent, ", ", &because::names(scenario, found, &conflict.demands()));
    }
}

fn unlocks(page: &mut Page, scenario: &Scenario, found: &Reasons) {
    if found.unlocks.is_empty() {
        return;
    }
    page.heading(because::UNLOCKS);
    page.paragraph(2, Paint::Quiet, because::UNLOCKS_LEGEND);
    for (place, unlock) in found.unlocks.iter().enumerate() {
        let start = numbered(place, found.unlocks.len());
        let indent = layout::width(&start);
        page.hanging(&start, indent, Paint::Plain, &because::unlock_with_chance(scenario, found, unlock));
        page.list(&" ".repeat(indent), indent, ", ", &because::names(scenario, found, &unlock.demands));
        let terms = unlock.witness.as_ref().map(|deal| because::witness(scenario, deal)).unwrap_or_default();
        if !terms.is_empty() {
            let start = format!("{}{} ", " ".repeat(indent), because::FOR_ONE);
            page.list(&start, indent + 2, " · ", &terms);
        }
    }
}

fn ways_out(page: &mut Page, scenario: &Scenario, found: &Reasons, proposal: &ProposalFindings) {
    page.heading(because::ways_out(proposal));
    if let Some((what, deals)) = because::change_the_terms(scenario, proposal) {
        page.paragraph(2, Paint::Plain, &what);
        for changes in deals {
            page.list("    ", 6, " · ", &changes);
        }
    }
    page.paragraph(2, Paint::Plain, &because::change_the_positions(scenario, found));
}

/// `  1. `, as wide as the widest of this many.
fn numbered(place: usize, n_all: usize) -> String {
    format!("  {}. ", layout::right(&(place + 1).to_string(), n_all.to_string().len()))
}
