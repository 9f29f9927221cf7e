//! The whole page of `zopa explain`: why there is no deal, then what would open one.

use crate::analysis::comparison::{Comparison, ProposalFindings};
use crate::analysis::explanation::lists::Reasons;
use crate::report::context::{Amount, RunContext, Style};
use crate::report::sentence::because;
use crate::report::sentence::patterns::{self, Cited, Pattern};
use crate::report::terminal::deals::terms;
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::run;
use crate::report::{figure, layout, sentence};
use crate::scenario::id::IssueId;
use crate::scenario::model::Scenario;

/// `explain --format table`, with so much of its lists.
#[must_use]
pub fn explanation(
    scenario: &Scenario,
    found: &Reasons,
    proposal: Option<&Comparison>,
    context: &RunContext,
    (style, amount): (Style, Amount),
) -> String {
    let mut end = Page::new(style);
    if let Some(proposal) = because::refused(found, proposal) {
        ways_out(&mut end, scenario, found, proposal);
    }
    if context.run_info {
        end.blank();
        end.paragraph(0, Paint::Plain, &format!("All in {}.", figure::seconds(context.seconds)));
    }
    run::commands(&mut end, because::suggestions(scenario, found, context), false);
    end.blank();
    end.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);

    let mut page = Page::new(style);
    run::title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &because::headline(scenario, found));
    for line in because::context(scenario, found).iter().chain(&patterns::in_all(scenario, found)) {
        // That all of it was checked in the same way need not be said where room is short.
        if amount != Amount::Brief || line != because::CHECKED {
            page.paragraph(0, Paint::Plain, line);
        }
    }
    let of_conflicts = conflicts(scenario, found, style, amount);
    let of_unlocks = unlocks(scenario, found, style, amount);
    let left = TWO_SCREENS.saturating_sub(page.n_lines() + end.n_lines());
    // Each has half of the room, and what the other leaves.
    let for_unlocks = of_unlocks.n_lines().min(left / 2).max(of_unlocks.least());
    let room = if amount == Amount::Brief { left.saturating_sub(for_unlocks) } else { usize::MAX };
    let used = of_conflicts.set(&mut page, "conflict", room);
    let room = if amount == Amount::Brief { left.saturating_sub(used) } else { usize::MAX };
    of_unlocks.set(&mut page, "unlock", room);
    page.append(end);
    page.finish()
}

/// So many lines in all where room is short.
const TWO_SCREENS: usize = 48;

/// More than this is never set where room is short.
const fn most(amount: Amount) -> usize {
    if matches!(amount, Amount::Brief) { 12 } else { usize::MAX }
}

/// A part of the page of which only so much is shown as has room.
struct Part {
    head: Page,
    items: Vec<Page>,
    patterns: Vec<Pattern>,
}

impl Part {
    fn none(style: Style) -> Self {
        Self { head: Page::new(style), items: Vec::new(), patterns: Vec::new() }
    }

    /// How many lines all of it takes.
    fn n_lines(&self) -> usize {
        self.head.n_lines() + self.items.iter().map(Page::n_lines).sum::<usize>()
    }

    /// How many it takes at least: its head, the first of it, and a line on the rest.
    fn least(&self) -> usize {
        self.head.n_lines() + self.items.first().map_or(0, Page::n_lines) + usize::from(self.patterns.len() > 1)
    }

    /// Sets what has room, the first in any case; how many lines that took.
    fn set(self, page: &mut Page, what: &str, room: usize) -> usize {
        let before = page.n_lines();
        let is_whole = self.items.len() == self.patterns.len() && self.n_lines() <= room;
        let mut line = self.head.n_lines() + usize::from(!is_whole);
        let fits = |item: &&Page| {
            line += item.n_lines();
            line <= room
        };
        let shown = self.items.iter().take_while(fits).count().max(1);
        page.append(self.head);
        self.items.into_iter().take(shown).for_each(|item| page.append(item));
        let rest = self.patterns.get(shown..).unwrap_or_default();
        if !rest.is_empty() {
            let n_rows = rest.iter().map(|pattern| pattern.rows.len()).sum();
            page.paragraph(2, Paint::Quiet, &patterns::more(what, n_rows, rest.len()));
        }
        page.n_lines() - before
    }
}

fn conflicts(scenario: &Scenario, found: &Reasons, style: Style, amount: Amount) -> Part {
    if found.conflicts.iter().all(Vec::is_empty) {
        return Part::none(style);
    }
    let mut head = Page::new(style);
    head.heading(because::CONFLICTS);
    if let Some(lead) = patterns::lead(scenario) {
        head.paragraph(2, Paint::Quiet, &lead);
    }
    let all = patterns::conflicts(scenario, found, amount != Amount::Details);
    let is_brief = amount == Amount::Brief;
    let mut cited = Cited::default();
    let set = |(place, conflict): (usize, &Pattern)| {
        let mut item = Page::new(style);
        let start = numbered(place, all.len());
        let indent = layout::width(&start);
        let said = patterns::conflict_listed(scenario, found, conflict, &mut cited, is_brief);
        item.hanging(&start, indent, Paint::Plain, &said);
        if !is_brief {
            ids(&mut item, indent, scenario, found, conflict, is_brief);
        }
        item
    };
    let items: Vec<Page> = all.iter().enumerate().take(most(amount)).map(set).collect();
    Part { head, items, patterns: all }
}

/// What a command takes for these demands; where room is short only of what stands for nothing but itself.
fn ids(page: &mut Page, indent: usize, scenario: &Scenario, found: &Reasons, pattern: &Pattern, is_brief: bool) {
    if !is_brief || (pattern.rows.len() == 1 && !pattern.is_long()) {
        page.list(&" ".repeat(indent), indent, ", ", &because::names(scenario, found, &pattern.demands()));
    }
}

fn unlocks(scenario: &Scenario, found: &Reasons, style: Style, amount: Amount) -> Part {
    if found.unlocks.is_empty() {
        return Part::none(style);
    }
    let mut head = Page::new(style);
    head.heading(because::UNLOCKS);
    head.paragraph(2, Paint::Quiet, because::UNLOCKS_LEGEND);
    let all = patterns::unlocks(scenario, found, amount != Amount::Details);
    let is_brief = amount == Amount::Brief;
    let deal = |pattern: &Pattern| found.unlocks.get(*pattern.rows.first()?)?.witness.as_ref();
    let deals: Vec<_> = all.iter().take(most(amount)).filter_map(deal).collect();
    // What all of these deals have in common is said once.
    let in_all: Vec<IssueId> = match deals.split_first() {
        Some((first, rest)) if !rest.is_empty() && amount != Amount::Details => scenario
            .issues
            .ids()
            .filter(|id| scenario.fix.find(*id).copied().flatten().is_none())
            .filter(|id| rest.iter().all(|deal| deal.find(*id) == first.find(*id)))
            .collect(),
        _ => Vec::new(),
    };
    let own: Vec<IssueId> = scenario
        .issues
        .ids()
        .filter(|id| scenario.fix.find(*id).copied().flatten().is_none() && !in_all.contains(id))
        .collect();
    if let Some(first) = deals.first().filter(|_| !in_all.is_empty()) {
        head.list(&format!("  {} ", because::IN_ALL), 6, " · ", &terms(scenario, first, &in_all));
    }
    let set = |(place, unlock): (usize, &Pattern)| {
        let mut item = Page::new(style);
        let start = numbered(place, all.len());
        let indent = layout::width(&start);
        let said = patterns::unlock_with_chance(scenario, found, unlock, is_brief);
        item.hanging(&start, indent, Paint::Plain, &said);
        ids(&mut item, indent, scenario, found, unlock, is_brief);
        let terms = deal(unlock).map(|deal| terms(scenario, deal, &own)).unwrap_or_default();
        if !terms.is_empty() {
            let start = format!("{}{} ", " ".repeat(indent), because::FOR_ONE);
            item.list(&start, indent + 2, " · ", &terms);
        }
        item
    };
    let items: Vec<Page> = all.iter().enumerate().take(most(amount)).map(set).collect();
    Part { head, items, patterns: all }
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
