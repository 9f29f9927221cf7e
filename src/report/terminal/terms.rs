//! The terms: issue by issue a row for each value, with a bar, its share, its best probability and its verdict.

use crate::analysis::findings::Acceptance;
use crate::report::figure::{bar, is_zero, percent, percent_whole, probability};
use crate::report::json::is_sampled;
use crate::report::layout::{self, clean, right};
use crate::report::rows::{Blocker, Row, rows};
use crate::report::sentence;
use crate::report::terminal::page::{Page, Paint, cell};
use crate::scenario::id::IdVec;
use crate::scenario::model::{Scenario, Verdict};

const BAR: usize = 10;
const SHARE: usize = 8;
const BEST: usize = 8;
const VERDICT: usize = 10;
/// The columns that are not the label: an indent of two, the figures, the verdict, and the blanks between them.
const fn fixed(is_empty: bool) -> usize {
    let figures = if is_empty { BAR + 1 + BEST } else { BAR + 1 + SHARE + 2 + BEST };
    2 + 2 + figures + 2 + VERDICT
}

/// A party's column is as wide as its id, within these.
const NARROWEST_PARTY: usize = 6;
const WIDEST_PARTY: usize = 10;
/// What a label may take at most.
const WIDEST_LABEL: usize = 44;
/// More rows of one issue than this are shortened in the middle.
const MOST_SHOWN: usize = 40;

/// Sets the part.
pub(super) fn set(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    page.heading(sentence::TERMS);
    let is_empty = is_zero(&found.zone.agreed);
    page.paragraph(2, Paint::Quiet, &sentence::terms_legend(is_empty, is_sampled(&found.provenance)));
    let issues: IdVec<_, Vec<Row>> = scenario.issues.ids().map(|id| rows(scenario, found, id)).collect();
    let widest = issues.iter().flatten().map(|row| layout::width(&row.label)).max().unwrap_or(0);
    let room = page.width().saturating_sub(fixed(is_empty));
    let label = widest.clamp(12, WIDEST_LABEL.min(room.max(12)));
    let mut table = Table { scenario, found, is_empty, label, parties: Vec::new() };
    // Who accepts what stands in columns of its own where there is room.
    let parties: Vec<(String, usize)> = scenario.parties.iter().map(|party| column(&party.id)).collect();
    if fixed(is_empty) + label + parties.iter().map(|(_, width)| width + 2).sum::<usize>() <= page.width() {
        table.parties = parties;
        page.paragraph(2, Paint::Quiet, sentence::PARTIES_LEGEND);
    }
    for (id, rows) in issues.enumerate() {
        page.blank();
        let title = scenario.issues.find(id).map(|issue| clean(&issue.title)).unwrap_or_default();
        table.head(page, &title);
        let n_head = if rows.len() > MOST_SHOWN { MOST_SHOWN / 2 } else { rows.len() };
        for row in rows.iter().take(n_head) {
            table.row(page, row);
        }
        if rows.len() > n_head {
            let n_tail = MOST_SHOWN - n_head;
            page.paragraph(4, Paint::Quiet, &sentence::more_rows(rows.len() - n_head - n_tail));
            for row in rows.iter().skip(rows.len() - n_tail) {
                table.row(page, row);
            }
        }
    }
}

struct Table<'a> {
    scenario: &'a Scenario,
    found: &'a Acceptance,
    /// No deal is agreed: the bars show the best probability, for every share would be nothing.
    is_empty: bool,
    label: usize,
    /// The heads of the parties' columns and their widths; none if there is no room.
    parties: Vec<(String, usize)>,
}

/// The head of a party's column, and its width.
fn column(party: &str) -> (String, usize) {
    let head = layout::cut(party, WIDEST_PARTY);
    let width = layout::width(&head).max(NARROWEST_PARTY);
    (head, width)
}

impl Table<'_> {
    fn head(&self, page: &mut Page, title: &str) {
        let columns = if self.is_empty {
            format!("  {}", right(sentence::BEST_COLUMN, BAR + 1 + BEST))
        } else {
            format!("  {}  {}", right(sentence::AGREED_COLUMN, BAR + 1 + SHARE), right(sentence::BEST_COLUMN, BEST))
        };
        let parties: String = self.parties.iter().map(|(head, width)| format!("  {}", right(head, *width))).collect();
        let columns = columns + &parties;
        // A long title stands on lines of its own above the heads of the columns.
        let room = 2 + self.label;
        if layout::width(title) <= room {
            let title = page.paint(Paint::Strong, &layout::left(title, room));
            let columns = page.paint(Paint::Quiet, &columns);
            page.line(&format!("{title}{columns}"));
        } else {
            let lines = layout::wrap(title, page.width());
            let (last, before) = lines.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
            for line in before {
                page.paragraph(0, Paint::Strong, line);
            }
            let gap = (room + layout::width(&columns)).saturating_sub(layout::width(last));
            if gap >= layout::width(columns.trim_start()) + 2 {
                let columns = right(columns.trim_start(), gap);
                let line = format!(
                    "{}{}",
                    page.paint(Paint::Strong, &layout::isolate(last)),
                    page.paint(Paint::Quiet, &columns)
                );
                page.line(&line);
            } else {
                page.paragraph(0, Paint::Strong, last);
                let line = page.paint(Paint::Quiet, &format!("{}{columns}", " ".repeat(room)));
                page.line(&line);
            }
        }
    }

    fn row(&self, page: &mut Page, row: &Row) {
        let best = probability(row.best_probability);
        let figures = if self.is_empty {
            format!("{} {}", bar(row.best_probability, BAR), right(&best, BEST))
        } else {
            let share = right(&percent(row.accept_rate), SHARE);
            format!("{} {share}  {}", bar(row.accept_rate, BAR), right(&best, BEST))
        };
        let shares = self.parties.iter().zip(&row.accepted_by);
        let shares: String =
            shares.map(|((_, width), share)| format!("  {}", right(&percent_whole(*share), *width))).collect();
        let figures = figures + &shares;
        let paint = match row.verdict {
            Verdict::Certain | Verdict::Possible => Paint::Good,
            Verdict::Blocked => Paint::Bad,
            Verdict::Impossible | Verdict::Unseen => Paint::Quiet,
        };
        let lines = layout::wrap(&row.label, self.label);
        let (first, more) = lines.split_first().map_or(("", &[][..]), |(first, more)| (first.as_str(), more));
        let start = format!("  {}  {figures}  ", layout::left(first, self.label));
        let indent = layout::width(&start);
        let verdict = page.paint(paint, &cell(row.verdict.word(), VERDICT));
        let blockers = self.blockers(&row.blocker);
        let room = page.width().saturating_sub(indent + VERDICT);
        let one_line = blockers.join(", ");
        // Who blocks it stands behind the verdict where it fits, else below it; that nobody does alone needs no line.
        let is_said_below = row.blocker != Blocker::Together;
        if more.is_empty() && layout::width(&one_line) <= room {
            page.line(&format!("{start}{verdict}{one_line}"));
        } else {
            page.line(&format!("{start}{verdict}"));
            for line in more {
                page.line(&format!("    {}", layout::isolate(line)));
            }
            if !blockers.is_empty() && is_said_below {
                page.list("      ", 6, ", ", &blockers);
            }
        }
    }

    fn blockers(&self, blocker: &Blocker) -> Vec<String> {
        match blocker {
            Blocker::None => Vec::new(),
            Blocker::Demands(demands) => {
                let names = demands.iter().filter_map(|id| self.found.demands.find(*id));
                names.map(|name| self.scenario.demand_text(name)).collect()
            }
            Blocker::Parties(parties) => vec![sentence::names(self.scenario, parties)],
            Blocker::Together => vec![sentence::TOGETHER.to_owned()],
        }
    }
}
