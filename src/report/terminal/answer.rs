//! The short answer of `zopa run`: what fits a screen of 80 columns and 24 lines.
//!
//! The sentence first; where nothing is agreed, the strongest conflict and the likeliest way out; then the map of issues
//! and values, folded to what decides, in the lines that are left; the best deals by kind; and what to type next.

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::Acceptance;
use crate::report::context::{RunContext, Style};
use crate::report::layout::{self, clean};
use crate::report::sentence::answer::{self as words, Told};
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::{part, run};
use crate::report::{coalition_rows, worlds};
use crate::report::{figure, next, sentence};
use crate::scenario::model::Scenario;

/// The lines of a usual screen, less the one with the prompt.
const SCREEN: usize = 23;
/// The map gets no fewer lines than this, whatever else there is to say.
const LEAST_MAP: usize = 4;
/// With less room than this for the map, the best deals are told in fewer lines.
const ENOUGH_MAP: usize = 9;
/// The lines of a kind of deals where room is short.
const SHORT_KIND: usize = 3;

/// Kinds of deals that are shown where nobody says how many.
const KINDS: usize = 2;

/// `run --format table`, with so many kinds of the best deals (as many as there is room for, where none is said). `reasons` are why nothing is agreed, where that is so.
#[must_use]
pub fn answer(
    scenario: &Scenario,
    found: &Acceptance,
    reasons: Option<&Reasons>,
    context: &RunContext,
    n_kinds: Option<usize>,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    let mut head: Vec<String> = [clean(&scenario.title)].into_iter().filter(|title| !title.is_empty()).collect();
    head.extend(sentence::circumstances(scenario, context));
    page.list("", 0, " · ", &head);
    page.blank();
    page.paragraph(0, Paint::Strong, &sentence::headline(scenario, found));
    for line in words::context(found) {
        page.paragraph(0, Paint::Plain, &line);
    }
    if let Some(reasons) = reasons {
        why(&mut page, scenario, reasons);
    }
    part::set_briefly(&mut page, &worlds::part(scenario, found));
    part::set_briefly(&mut page, &coalition_rows::lists(scenario, found));

    let rest = |n_kinds: usize, is_short: bool| {
        let mut rest = Page::new(style);
        if !figure::is_zero(&found.zone.agreed) && n_kinds > 0 {
            best(&mut rest, scenario, found, n_kinds, is_short);
        }
        run::commands(&mut rest, next::suggestions(scenario, found, reasons, context), true);
        run::report(&mut rest, scenario, context);
        if let Some(line) = words::simulation(found) {
            rest.paragraph(0, Paint::Plain, &line);
        }
        rest.paragraph(0, Paint::Quiet, words::CLOSING);
        rest
    };
    let usual = rest(n_kinds.unwrap_or(KINDS), false);
    let is_long = n_kinds.is_none() && page.n_lines() + ENOUGH_MAP + usual.n_lines() > SCREEN;
    let rest = if is_long { rest(1, true) } else { usual };
    let room = SCREEN.saturating_sub(page.n_lines() + rest.n_lines()).max(LEAST_MAP);
    map(&mut page, scenario, found, room);
    page.append(rest);
    page.finish()
}

/// The strongest conflict and the likeliest way out.
fn why(page: &mut Page, scenario: &Scenario, reasons: &Reasons) {
    let said = [(words::WHY, words::firmest(scenario, reasons)), (words::WAY_OUT, words::likeliest(scenario, reasons))];
    for (start, said) in said {
        if let Some(said) = said {
            page.hanging("", 2, Paint::Plain, &format!("{start} {said}"));
        }
    }
}

/// The map in so many lines: the issues that decide most, in file order, then the others by name.
fn map(page: &mut Page, scenario: &Scenario, found: &Acceptance, room: usize) {
    let told = words::map(scenario, found);
    if told.is_empty() {
        return;
    }
    let is_empty = figure::is_zero(&found.zone.agreed);
    page.heading(if is_empty { words::IF_LINES_GIVE_WAY } else { words::COULD_BE_AGREED });
    let (mut deciding, open): (Vec<&Told>, Vec<&Told>) = told.iter().partition(|one| one.decides > 0.0);
    deciding.sort_by(|one, other| other.decides.total_cmp(&one.decides));
    let title = |one: &Told| scenario.issues.find(one.issue).map(|issue| clean(&issue.title)).unwrap_or_default();
    // The heading and its blank line, and lines for the issues that are only named.
    let mut left = room.saturating_sub(2 + usize::from(!open.is_empty()));
    let width = page.width().saturating_sub(4);
    let n_lines = |text: &str| layout::wrap(text, width).len();
    let long = |one: &Told| format!("{}: {}", title(one), one.text);
    let short = |one: &Told| format!("{}: {}", title(one), one.short);
    let n_all = |text: &dyn Fn(&Told) -> String| deciding.iter().map(|one| n_lines(&text(one))).sum::<usize>();
    let (text, is_short): (&dyn Fn(&Told) -> String, bool) =
        if n_all(&long) <= left { (&long, false) } else { (&short, true) };
    if is_short && n_all(&short) > left {
        left = left.saturating_sub(1);
    }
    let mut kept: Vec<&Told> = Vec::new();
    let mut named: Vec<&Told> = Vec::new();
    let mut shows_open = true;
    for one in deciding {
        match left.checked_sub(n_lines(&text(one))) {
            Some(rest) => {
                left = rest;
                kept.push(one);
            }
            // What decides most is always there, if need be in place of what makes no difference.
            None if kept.is_empty() => {
                (left, shows_open) = (0, false);
                kept.push(one);
            }
            None => named.push(one),
        }
    }
    kept.sort_by_key(|one| one.issue);
    for one in kept {
        page.hanging("  ", 4, Paint::Plain, &text(one));
    }
    let all_open = if is_empty { words::NO_DIFFERENCE } else { words::ANY_VALUE };
    for (start, mut these) in [(words::ALSO, named), (all_open, if shows_open { open } else { Vec::new() })] {
        these.sort_by_key(|one| one.issue);
        in_a_line(page, start, &these.into_iter().map(title).collect::<Vec<_>>());
    }
}

/// As many of these names as a line holds, and how many more there are.
fn in_a_line(page: &mut Page, start: &str, names: &[String]) {
    let said = |n: usize| {
        let shown: Vec<&str> = names.iter().take(n).map(String::as_str).collect();
        let more = names.len() - n;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{start} {}{more}", shown.join(", "))
    };
    let fits = |n: &usize| layout::width(&said(*n)) + 2 <= page.width();
    let n = (1..=names.len()).rev().find(fits).unwrap_or(1);
    if !names.is_empty() {
        page.hanging("  ", 4, Paint::Quiet, &said(n));
    }
}

fn best(page: &mut Page, scenario: &Scenario, found: &Acceptance, n_kinds: usize, is_short: bool) {
    page.heading(&words::best(found));
    let kinds = words::kinds(scenario, found);
    if kinds.is_empty() {
        page.paragraph(2, Paint::Plain, sentence::no_best(found));
        return;
    }
    for kind in kinds.iter().take(n_kinds) {
        let said = |n: usize| {
            let shown: Vec<&str> = kind.terms.iter().take(n).map(String::as_str).collect();
            let more = if n < kind.terms.len() { " · …" } else { "" };
            format!("{} {}{more}", kind.head, shown.join(" · "))
        };
        let fits = |n: &usize| layout::wrap(&said(*n), page.width().saturating_sub(4)).len() <= SHORT_KIND;
        let all = kind.terms.len();
        let n = if is_short { (1..=all).rev().find(fits).unwrap_or(1) } else { all };
        page.hanging("  ", 4, Paint::Plain, &said(n));
    }
}
