//! Reading what a party likes: the `points` of a party, issue by issue.

use crate::scenario::error::Problem;
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::limit;
use crate::scenario::model::{IssueKind, IssuePoints};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::number::Decimal;
use crate::scenario::read::reader::{Reader, listed};

impl Reader<'_> {
    /// The points of a party, one entry an issue.
    pub(crate) fn read_points(&mut self, table: &Table, party: &str) -> IdVec<IssueId, Option<IssuePoints>> {
        let mut points = IdVec::filled(None, self.scenario.issues.len());
        for entry in &table.entries {
            let issue = self.issue(&entry.key, &entry.key_span);
            if let Some(issue) = issue
                && self.is_sound(issue)
                && self.is_order(issue)
            {
                self.points_on_order(issue, entry, party);
                continue;
            }
            if let Some(issue) = issue
                && let Some(inner) = self.table(&entry.node, "a table of points by value")
            {
                if self.is_sound(issue) {
                    points[issue] = self.issue_points(issue, inner);
                } else {
                    for entry in &inner.entries {
                        self.row(issue, entry);
                        self.points_of(&entry.node, "a number of points");
                    }
                }
            }
        }
        points
    }

    fn issue_points(&mut self, issue: IssueId, table: &Table) -> Option<IssuePoints> {
        let by_end = |entry: &Entry| matches!(entry.key.as_str(), "at_min" | "at_max");
        if let IssueKind::Range(_) = self.scenario.issues[issue].kind
            && table.entries.iter().all(by_end)
        {
            let mut end =
                |key: &str| table.get(key).and_then(|node| self.points_of(node, &format!("a number for `{key}`")));
            let (at_min, at_max) = (end("at_min"), end("at_max"));
            return Some(IssuePoints::Linear { at_min: at_min.unwrap_or(0.0), at_max: at_max.unwrap_or(0.0) });
        }
        let n_rows = self.scenario.issues[issue].n_rows();
        let Some(left) = self.points_left.checked_sub(u64::from(n_rows)) else {
            if let Some(entry) = table.entries.first() {
                let message = format!("points value by value for more than {} values in all", limit::POINTS);
                let help = "on a long range write `{ at_min = …, at_max = … }`";
                self.report(Problem::error("too-many", entry.key_span.clone(), message).with_help(help));
            }
            return None;
        };
        self.points_left = left;
        let mut points = vec![0.0; n_rows as usize];
        // An option or a member may well be called `at_min`.
        let is_range = matches!(self.scenario.issues[issue].kind, IssueKind::Range(_));
        for entry in &table.entries {
            if is_range && by_end(entry) {
                let message = format!("`{}` does not go with points value by value", entry.key);
                let help = "write `{ at_min = …, at_max = … }`, or a number for every value";
                self.report(Problem::error("mixed-points", entry.key_span.clone(), message).with_help(help));
                continue;
            }
            let Some(row) = self.row(issue, entry) else { continue };
            let number = self.points_of(&entry.node, "a number of points");
            if let Some(number) = number
                && let Some(place) = points.get_mut(row as usize)
            {
                *place = number;
            }
        }
        Some(match self.scenario.issues[issue].kind {
            IssueKind::Members { .. } => IssuePoints::ByMember(points),
            _ => IssuePoints::ByValue(points),
        })
    }

    /// A number of points, or a report.
    pub(crate) fn points_of(&mut self, node: &Node, expected: &str) -> Option<f64> {
        let number = self.double(node, expected)?;
        if number.abs() > limit::WORTH {
            let message = format!("{number:e} points are out of bounds");
            let help = format!("points go from {:e} to {:e}: write them in larger units", -limit::WORTH, limit::WORTH);
            self.report(Problem::error("too-many-points", node.span.clone(), message).with_help(help));
            return None;
        }
        Some(number)
    }

    /// The row of an issue that a key names: an option, a number, a member, `yes` or `no`; or a report.
    pub(crate) fn row(&mut self, issue: IssueId, entry: &Entry) -> Option<u32> {
        let word = entry.key.as_str();
        if !self.is_sound(issue) {
            if !matches!(word, "at_min" | "at_max") {
                self.word_of_broken(issue, word, entry.key_span.clone());
            }
            return None;
        }
        let place = match &self.scenario.issues[issue].kind {
            // Of an order neither points nor a sweep name a row, and verdicts name it by item and place.
            IssueKind::Choice { .. } | IssueKind::Members { .. } | IssueKind::Order { .. } => {
                let place = self.rows[issue].get(word).copied();
                if place.is_none() {
                    self.no_option(issue, word, entry.key_span.clone());
                }
                return place;
            }
            IssueKind::YesNo => match word {
                "no" | "false" => return Some(0),
                "yes" | "true" => return Some(1),
                _ => {
                    let message = format!("`{}` has no value `{word}`", self.scenario.issues[issue].id);
                    Problem::error("unknown-option", entry.key_span.clone(), message)
                        .with_help("it is a yes/no issue: write `yes` or `no`")
                }
            },
            IssueKind::Range(range) => {
                let issue = &self.scenario.issues[issue].id;
                match number_key(word) {
                    Some(_) if matches!(entry.node.kind, Kind::Table(_)) => {
                        let message = format!("`{word}.…` is read as a key within a key");
                        Problem::error("not-a-value", entry.key_span.clone(), message)
                            .with_help("put a number with a fraction in quotes, for example `\"0.5\" = 3`")
                    }
                    Some(number) => match range.place(number) {
                        Ok(place) => return Some(place),
                        Err(neighbors) => {
                            crate::scenario::read::value::no_value(issue, range, number, neighbors, &entry.key_span)
                        }
                    },
                    None => {
                        let message = format!("`{word}` is none of the values of `{issue}`");
                        Problem::error("not-a-value", entry.key_span.clone(), message).with_help(format!(
                            "it has a range: write {} or one of its numbers in quotes",
                            listed(&["at_min", "at_max"])
                        ))
                    }
                }
            }
        };
        self.report(place);
        None
    }
}

/// The number that a key is: `100000`, `100_000`, `0.5`.
pub(crate) fn number_key(word: &str) -> Option<Decimal> {
    let plain: String = word.chars().filter(|letter| *letter != '_').collect();
    if let Ok(number) = plain.parse::<i64>() {
        return Some(Decimal::from_integer(number));
    }
    let is_number =
        plain.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+' | 'e' | 'E'));
    if !is_number {
        return None;
    }
    plain.parse::<f64>().ok().and_then(Decimal::from_double)
}
