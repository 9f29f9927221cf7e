//! The whole page of `zopa compare`: the proposals and the parties, where the proposals differ, then each by itself.

use crate::analysis::comparison::{Accepts, Comparison, Near, Position, ProposalFindings};
use crate::report::comparison::{agreed, changes, term, utility};
use crate::report::context::{RunContext, Style};
use crate::report::figure::probability;
use crate::report::layout::{self, clean};
use crate::report::sentence::side_by_side;
use crate::report::sentence::votes::said;
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::report::terminal::run::title;
use crate::report::{naming, sentence};
use crate::scenario::id::{Id, PartyId};
use crate::scenario::model::Scenario;

/// A proposal's title beside its figures gets no less than this; a party's column no more than that.
const NARROWEST_TITLE: usize = 20;
const WIDEST_PARTY: usize = 10;

/// `compare --format table`; of a matrix the proposals one by one are left out.
#[must_use]
pub fn comparison(
    scenario: &Scenario,
    found: &Comparison,
    context: &RunContext,
    style: Style,
    is_matrix: bool,
) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &side_by_side::headline(scenario, found));
    for line in side_by_side::context(found) {
        page.paragraph(0, Paint::Plain, &line);
    }
    standing(&mut page, scenario, found);
    if found.proposals.len() > 1 {
        differences(&mut page, scenario, found);
    }
    if !is_matrix {
        for one in &found.proposals {
            proposal(&mut page, scenario, found, one);
        }
    }
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}

/// The matrix: a row for each proposal, a column for each party.
fn standing(page: &mut Page, scenario: &Scenario, found: &Comparison) {
    page.heading(side_by_side::STANDING);
    page.paragraph(2, Paint::Quiet, side_by_side::STANDING_LEGEND);
    page.paragraph(2, Paint::Quiet, side_by_side::changes_legend(found));
    let mut head = vec![side_by_side::AGREED_COLUMN.to_owned()];
    head.extend(scenario.parties.iter().map(|party| layout::cut(&party.id, WIDEST_PARTY)));
    head.extend([side_by_side::PROBABILITY_COLUMN, side_by_side::CHANGES_COLUMN].map(str::to_owned));
    let rows: Vec<Vec<String>> = found.proposals.iter().map(figures).collect();
    let columns = Columns::fit(rows.iter().map(Vec::as_slice).chain([head.as_slice()]));
    let titles: Vec<String> = found.proposals.iter().map(|one| clean(&one.draft.title)).collect();
    let widest = titles.iter().map(|title| layout::width(title)).max().unwrap_or(0);
    let room = page.width().saturating_sub(2 + columns.width());
    page.blank();
    if room >= NARROWEST_TITLE.min(widest) {
        let width = room.min(widest);
        let painted = page.paint(Paint::Quiet, &format!("  {}{}", " ".repeat(width), columns.set(&head)));
        page.line(&painted);
        for (title, row) in titles.iter().zip(&rows) {
            // A long title goes on below its figures.
            let lines = layout::wrap(title, width);
            let (first, more) = lines.split_first().map_or(("", &[][..]), |(first, more)| (first.as_str(), more));
            page.line(&format!("  {}{}", layout::left(first, width), columns.set(row)));
            for line in more {
                page.line(&format!("    {}", layout::isolate(line)));
            }
        }
    } else if 2 + columns.width() <= page.width() {
        let painted = page.paint(Paint::Quiet, &format!("  {}", columns.set(&head)));
        page.line(&painted);
        for (title, row) in titles.iter().zip(&rows) {
            page.paragraph(2, Paint::Plain, title);
            page.line(&format!("  {}", columns.set(row)));
        }
    } else {
        // More parties than columns: a list for each proposal.
        for (title, row) in titles.iter().zip(&rows) {
            page.paragraph(2, Paint::Plain, title);
            let things: Vec<String> = head.iter().zip(row).map(|(head, cell)| format!("{head} {cell}")).collect();
            page.list("      ", 6, " · ", &things);
        }
    }
}

fn figures(found: &ProposalFindings) -> Vec<String> {
    let mut row = vec![agreed(found)];
    row.extend(found.parties.iter().map(|position| side_by_side::cell(position.accepts, position.crossed.len())));
    row.extend([probability(found.probability), changes(found)]);
    row
}

/// Issue by issue each value with the proposals that have it, in the order of the proposals.
fn differences(page: &mut Page, scenario: &Scenario, found: &Comparison) {
    page.heading(side_by_side::DIFFERENCES);
    if found.differences.is_empty() {
        page.paragraph(2, Paint::Plain, side_by_side::NO_DIFFERENCES);
    }
    for id in &found.differences {
        let title = scenario.issues.find(*id).map(|issue| clean(&issue.title)).unwrap_or_default();
        page.paragraph(2, Paint::Plain, &title);
        let mut values: Vec<(String, Vec<String>)> = Vec::new();
        for one in &found.proposals {
            let value = clean(&term(scenario, one, *id));
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, proposals)) => proposals.push(one.draft.id.clone()),
                None => values.push((value, vec![one.draft.id.clone()])),
            }
        }
        let widest = values.iter().map(|(value, _)| layout::width(value)).max().unwrap_or(0);
        let width = widest.min(page.width() / 3);
        for (value, proposals) in values {
            if layout::width(&value) <= width {
                let start = format!("    {}  ", layout::left(&value, width));
                page.list(&start, width + 6, ", ", &proposals);
            } else {
                page.paragraph(4, Paint::Plain, &value);
                page.list(&" ".repeat(width + 6), width + 6, ", ", &proposals);
            }
        }
    }
}

fn proposal(page: &mut Page, scenario: &Scenario, all: &Comparison, found: &ProposalFindings) {
    let title = clean(&found.draft.title);
    page.blank();
    page.paragraph(0, Paint::Strong, &title);
    let mut facts = vec![found.draft.id.clone(), side_by_side::completions(found)];
    facts.extend(side_by_side::best_probability(found));
    facts.extend(found.votes.iter().map(|votes| said(scenario, votes)));
    page.list("  ", 2, " · ", &facts);
    let reasons = side_by_side::contradictions(scenario, found);
    if !reasons.is_empty() {
        page.list(&format!("  {} ", side_by_side::CONTRADICTS), 6, "; ", &reasons);
    }
    let open = found.open.iter().filter_map(|id| Some(clean(&scenario.issues.find(*id)?.title)));
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        page.list(&format!("  {} ", side_by_side::OPEN), 6, " · ", &open);
    }
    if found.completions.as_ref().is_some_and(|n| *n != num_bigint::BigUint::ZERO) {
        positions(page, scenario, all, found);
    }
    for (near, is_agreed) in [(&found.nearest, true), (&found.nearest_likely, false)] {
        if let Some(near) = near {
            nearest(page, scenario, found, near, is_agreed);
        }
    }
}

/// The parties of one proposal, each with the demands that every completion crosses.
fn positions(page: &mut Page, scenario: &Scenario, all: &Comparison, found: &ProposalFindings) {
    let has_points = found.parties.iter().any(|position| position.utility.is_some());
    let [_, accepts, odds, worth, _] = side_by_side::PARTY_COLUMNS;
    let mut head = vec![accepts.to_owned(), odds.to_owned()];
    head.extend(has_points.then(|| worth.to_owned()));
    let row = |position: &Position| {
        let word = match position.accepts {
            Some(Accepts::All) => side_by_side::ACCEPTED,
            Some(Accepts::None) => "no",
            Some(Accepts::Some) => "some",
            None => crate::report::figure::NONE,
        };
        let mut row = vec![word.to_owned(), probability(position.probability)];
        row.extend(has_points.then(|| utility(position)));
        row
    };
    let rows: Vec<Vec<String>> = found.parties.iter().map(row).collect();
    let columns = Columns::fit(rows.iter().map(Vec::as_slice).chain([head.as_slice()]));
    let names: Vec<String> = found.parties.ids().map(|id: PartyId| clean(naming::party_name(scenario, id))).collect();
    let room = page.width().saturating_sub(2 + columns.width());
    let width = names.iter().map(|name| layout::width(name)).max().unwrap_or(0).min(room);
    let painted = page.paint(Paint::Quiet, &format!("  {}{}", " ".repeat(width), columns.set(&head)));
    page.line(&painted);
    for ((id, position), row) in found.parties.enumerate().zip(&rows) {
        let name = names.get(id.place()).map(String::as_str).unwrap_or_default();
        page.line(&format!("  {}{}", cell(name, width), columns.set(row)));
        for demand in position.crossed.iter().filter_map(|id| all.demands.find(*id)) {
            let title = clean(&naming::demand_title(scenario, demand));
            let line = scenario.red_line(demand);
            let founded = line.map_or_else(String::new, |line| format!(" ({})", side_by_side::founded(scenario, line)));
            page.hanging("    × ", 6, Paint::Plain, &format!("{title}{founded}"));
            if let Some(quote) = line.and_then(|line| line.quote.as_ref()) {
                page.paragraph(6, Paint::Quiet, &side_by_side::quoted(quote));
            }
        }
    }
}

fn nearest(page: &mut Page, scenario: &Scenario, found: &ProposalFindings, near: &Near, is_agreed: bool) {
    page.paragraph(2, Paint::Plain, &format!("{}:", side_by_side::near(near, is_agreed)));
    for (place, one) in side_by_side::moves(scenario, &found.draft.terms, &found.open, near).iter().enumerate() {
        let start = format!("    {}. ", place + 1);
        let indent = layout::width(&start);
        if one.changes.is_empty() {
            page.hanging(&start, indent, Paint::Plain, side_by_side::NO_CHANGE);
        } else {
            page.list(&start, indent, " · ", &one.changes);
        }
        if !one.settled.is_empty() {
            page.list(&format!("{}{} ", " ".repeat(indent), side_by_side::WITH), indent + 2, " · ", &one.settled);
        }
    }
    let n_left = near.count.saturating_sub(near.deals.len() as u64);
    if n_left > 0 {
        page.paragraph(4, Paint::Quiet, &side_by_side::more_deals(n_left));
    }
}
