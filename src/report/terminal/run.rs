//! The whole page of `zopa run --details`.

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::Acceptance;
use crate::report::context::{RunContext, Style};
use crate::report::layout::{self, clean};
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::{costs, deals, influence, part, terms};
use crate::report::{coalition_rows, shared_lines, worlds};
use crate::report::{evidence, next, sentence};
use crate::scenario::model::Scenario;

/// More sources than this are only counted.
const MOST_SOURCES: usize = 8;

/// `run --format table --details`. `reasons` are why nothing is agreed, where that is so.
#[must_use]
pub fn acceptance(
    scenario: &Scenario,
    found: &Acceptance,
    reasons: Option<&Reasons>,
    context: &RunContext,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    headline(&mut page, scenario, found);
    part::set(&mut page, &worlds::part(scenario, found));
    part::set(&mut page, &coalition_rows::lists(scenario, found));
    part::set(&mut page, &shared_lines::part(scenario, found));
    terms::set(&mut page, scenario, found);
    costs::set(&mut page, scenario, found);
    influence::set(&mut page, scenario, found);
    deals::set(&mut page, scenario, found);
    basis(&mut page, scenario);
    made(&mut page, found, context);
    commands(&mut page, next::suggestions(scenario, found, reasons, context), false);
    report(&mut page, scenario, context);
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}

/// What the answer is about.
pub(super) fn title(page: &mut Page, scenario: &Scenario, context: &RunContext) {
    page.paragraph(0, Paint::Quiet, &clean(&scenario.title));
    page.list("", 0, " · ", &sentence::circumstances(scenario, context));
    page.blank();
}

fn headline(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    page.paragraph(0, Paint::Strong, &sentence::headline(scenario, found));
    for line in sentence::context(found) {
        page.paragraph(0, Paint::Plain, &line);
    }
}

fn basis(page: &mut Page, scenario: &Scenario) {
    page.heading(sentence::EVIDENCE);
    page.paragraph(2, Paint::Plain, &evidence::summary(scenario));
    let sources = evidence::sources(scenario);
    let n_shown = if sources.len() > MOST_SOURCES + 1 { MOST_SOURCES } else { sources.len() };
    let shown: Vec<_> = sources.iter().take(n_shown).map(|(one, n_lines)| (one, sentence::n_lines(*n_lines))).collect();
    let widest = shown.iter().map(|(_, lines)| layout::width(lines)).max().unwrap_or(0);
    for (source, lines) in shown {
        let start = format!("  {}  ", layout::right(&lines, widest));
        page.hanging(&start, widest + 4, Paint::Plain, &evidence::citation(source));
    }
    if n_shown < sources.len() {
        page.paragraph(2, Paint::Quiet, &sentence::more_sources(sources.len() - n_shown));
    }
}

/// The simulation's line, and how long all of it took.
fn made(page: &mut Page, found: &Acceptance, context: &RunContext) {
    let lines = [
        sentence::simulation(found, context.run_info),
        context.run_info.then(|| sentence::made(found, context.seconds)),
    ];
    if lines.iter().any(Option::is_some) {
        page.blank();
    }
    for line in lines.into_iter().flatten() {
        page.paragraph(0, Paint::Plain, &line);
    }
}

/// What to type next; briefly, a reason that does not fit beside its command is left out.
pub(super) fn commands(page: &mut Page, all: Vec<next::Suggestion>, is_brief: bool) {
    if all.is_empty() {
        return;
    }
    page.heading(sentence::NEXT);
    // Beside the command where both fit, else below it.
    let width = page.width();
    let fits = |one: &&next::Suggestion| 4 + layout::width(&one.command) + layout::width(&one.why) <= width;
    let mut beside: Vec<usize> = all.iter().filter(fits).map(|one| layout::width(&one.command)).collect();
    beside.sort_unstable();
    let longest = all.iter().filter(fits).map(|one| layout::width(&one.why)).max().unwrap_or(0);
    let column = beside.into_iter().rev().find(|widest| 4 + widest + longest <= width).unwrap_or(0);
    for one in &all {
        if fits(&one) {
            let start = format!("  {}  ", layout::left(&one.command, column));
            page.line(&format!("{start}{}", page.paint(Paint::Quiet, &one.why)));
        } else {
            page.line(&format!("  {}", one.command));
            if !is_brief {
                page.paragraph(6, Paint::Quiet, &one.why);
            }
        }
    }
}

/// The command for everything as one page.
pub(super) fn report(page: &mut Page, scenario: &Scenario, context: &RunContext) {
    page.line(&format!("{} {}", sentence::answer::PAGE, next::page(scenario, context).command));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    use crate::scenario::model::{Basis, Scenario};

    fn context() -> RunContext {
        let path = "scenarios/guarantees.toml".to_owned();
        RunContext { file: "guarantees.toml".to_owned(), path, run_info: true, ..RunContext::default() }
    }

    fn set(scenario: &Scenario, found: &Acceptance, width: usize) -> String {
        acceptance(scenario, found, None, &context(), Style { width, color: false })
    }

    /// Titles that are long, wide, right to left, or made to spoil a terminal.
    fn with_odd_titles() -> Scenario {
        let mut scenario = fixture::guarantees();
        let titles = [
            "安全保障理事会の常任理事国による共同の保証と外国軍隊の駐留についての取り決め",
            "نشر قوات أجنبية في أوكرانيا بعد وقف إطلاق النار وتحت إشراف دولي دائم",
            "The peacetime strength of all armed forces together, reserves and border guards not counted in",
            "\u{1b}[31m\u{202e}Red\nlines",
        ];
        for (issue, title) in scenario.issues.iter_mut().zip(titles) {
            title.clone_into(&mut issue.title);
        }
        for (party, title) in scenario.parties.iter_mut().zip(titles) {
            title.clone_into(&mut party.name);
            for line in &mut party.red_lines {
                title.clone_into(&mut line.title);
            }
        }
        scenario
    }

    #[test]
    fn no_line_is_wider_than_the_page_whatever_the_titles() {
        for scenario in [fixture::guarantees(), with_odd_titles()] {
            let exact = fixture::brute_force(&scenario);
            for found in [exact.clone(), fixture::sampled(exact)] {
                for width in [60, 80, 100, 120, 200] {
                    let text = set(&scenario, &found, width);
                    let lines = text.lines().filter(|line| !line.contains("zopa "));
                    for line in lines {
                        assert!(layout::width(line) <= width, "{width}: {line}");
                    }
                }
            }
        }
    }

    #[test]
    fn control_characters_of_a_title_never_reach_the_terminal() {
        let scenario = with_odd_titles();
        let text = set(&scenario, &fixture::brute_force(&scenario), 80);
        assert!(text.contains("[31mRed lines"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn color_adds_paint_and_no_word() {
        let scenario = fixture::guarantees();
        let found = fixture::brute_force(&scenario);
        let style = Style { width: 80, color: true };
        let mut painted = acceptance(&scenario, &found, None, &context(), style);
        assert!(painted.contains("\u{1b}[31mblocked"));
        for code in ["0", "1", "2", "31", "32"] {
            painted = painted.replace(&format!("\u{1b}[{code}m"), "");
        }
        let unpainted: Vec<&str> = painted.lines().map(str::trim_end).collect();
        assert_eq!(unpainted, set(&scenario, &found, 80).lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_long_range_stays_a_short_page() {
        let mut scenario = fixture::guarantees();
        let army = crate::scenario::id::Id::from_place(1);
        if let crate::scenario::model::IssueKind::Range(range) = &mut scenario.issues[army].kind {
            range.n_values = 500;
        }
        scenario.parties.iter_mut().last().unwrap().red_lines.remove(0);
        let text = set(&scenario, &fixture::brute_force(&scenario), 80);
        assert!(text.contains("18,900,000 to 50,000,000"), "{text}");
        assert!(text.lines().count() < 110, "{text}");
    }

    #[test]
    fn many_lines_take_one_row_each() {
        let mut scenario = fixture::guarantees();
        let party = crate::scenario::id::Id::from_place(1);
        let one = scenario.parties[party].red_lines[0].clone();
        for place in 0..116 {
            let mut line = one.clone();
            line.id = format!("line_{place}");
            line.basis = Basis::Stated;
            scenario.parties[party].red_lines.push(line);
        }
        let text = set(&scenario, &fixture::brute_force(&scenario), 80);
        let rows: Vec<&str> = text.lines().skip_while(|line| *line != sentence::COSTS).collect();
        let of_lines = rows.iter().filter(|row| row.starts_with("  line_")).count();
        assert_eq!(of_lines, 116);
        assert!(!text.contains("No guarantor that is a party"));
        assert!(text.contains("120 red lines: 116 stated, 1 reported, 3 assumed"), "{text}");
    }
}
