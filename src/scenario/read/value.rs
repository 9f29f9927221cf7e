//! Reading the values of issues, wherever the format names one: in tests, terms, points and verdicts.

use crate::scenario::error::Problem;
use crate::scenario::id::IssueId;
use crate::scenario::model::{IssueKind, NumberRange, Span, Value};
use crate::scenario::node::{Kind, Node};
use crate::scenario::number::Decimal;
use crate::scenario::read::reader::Reader;

impl Reader<'_> {
    /// The place of one plain value (an option, a number, yes or no) among those of its issue, or a report.
    pub(crate) fn plain_value(&mut self, issue: IssueId, node: &Node) -> Option<u32> {
        if !self.is_sound(issue) {
            self.words_of_broken(issue, node);
            return None;
        }
        match (&self.scenario.topics()[issue].kind, &node.kind) {
            (_, Kind::Broken) => None,
            (IssueKind::Order { .. }, _) => self.whole_order(issue, node),
            (IssueKind::Choice { .. }, Kind::Text(word)) => {
                let place = self.rows[issue].get(word).copied();
                if place.is_none() {
                    self.no_option(issue, word, node.span.clone());
                }
                place
            }
            (IssueKind::Range(range), Kind::Integer(_) | Kind::Float(_)) => {
                let number = node.decimal()?;
                match range.place(number) {
                    Ok(place) => Some(place),
                    Err(neighbors) => {
                        let problem = no_value(&self.scenario.topics()[issue].id, range, number, neighbors, &node.span);
                        self.report(problem);
                        None
                    }
                }
            }
            (IssueKind::YesNo, Kind::Bool(truth)) => Some(u32::from(*truth)),
            _ => {
                self.wrong_value(issue, node);
                None
            }
        }
    }

    /// The value of an issue as `terms` and `fix` write it: a members issue takes the list of those chosen.
    pub(crate) fn term_value(&mut self, issue: IssueId, node: &Node) -> Option<Value> {
        if !self.is_sound(issue) {
            self.words_of_broken(issue, node);
            return None;
        }
        if let IssueKind::Members { .. } = self.scenario.topics()[issue].kind {
            return match &node.kind {
                Kind::List(_) | Kind::Text(_) => self.members_of(issue, node).map(Value),
                _ => {
                    self.wrong_value(issue, node);
                    None
                }
            };
        }
        self.plain_value(issue, node).map(Value)
    }

    /// The members that a list names, as bits; a single word stands for a list of one. None if one is unknown.
    pub(crate) fn members_of(&mut self, issue: IssueId, node: &Node) -> Option<u32> {
        if !self.is_sound(issue) {
            self.words_of_broken(issue, node);
            return None;
        }
        let n_items = if let Kind::List(items) = &node.kind { items.len() } else { 1 };
        let words = self.words(node, "the id of a member");
        let mut all_known = words.len() == n_items;
        let mut bits = 0;
        for (word, span) in words {
            match self.rows[issue].get(word).copied() {
                Some(place) if bits >> place & 1 == 1 => self.listed_twice(word, span),
                Some(place) => bits |= 1 << place,
                None => {
                    all_known = false;
                    self.no_option(issue, word, span);
                }
            }
        }
        all_known.then_some(bits)
    }

    /// Reports the words that an issue with a fault does not have in any reading: `x = "cc"` where `x` has both
    /// `options = { aa, bb }` and `range = …`. Nothing if the issue gives no words, or what else is asked of it.
    pub(crate) fn words_of_broken(&mut self, issue: IssueId, node: &Node) {
        match &node.kind {
            Kind::Text(word) => self.word_of_broken(issue, word, node.span.clone()),
            Kind::List(items) => items.iter().for_each(|item| self.words_of_broken(issue, item)),
            Kind::Table(table) => {
                let tests = table.entries.iter().filter(|entry| entry.key != "size");
                tests.for_each(|entry| self.words_of_broken(issue, &entry.node));
            }
            _ => {}
        }
    }

    /// Reports a word that an issue with a fault does not have in any reading.
    pub(crate) fn word_of_broken(&mut self, issue: IssueId, word: &str, span: Span) {
        let words = &self.rows[issue];
        if !words.is_empty() && !words.contains_key(word) {
            self.no_option(issue, word, span);
        }
    }

    /// Reports a value of the wrong type for its issue.
    fn wrong_value(&mut self, issue: IssueId, node: &Node) {
        let issue = &self.scenario.topics()[issue];
        let (expected, help) = match &issue.kind {
            IssueKind::Choice { options, .. } => {
                let example = options.first().map_or("", |option| option.id.as_str());
                ("the id of an option, in quotes", format!("for example `{} = \"{example}\"`", issue.id))
            }
            IssueKind::Range(range) => ("a number", format!("for example `{} = {}`", issue.id, range.min)),
            IssueKind::Members { members, .. } => {
                let example = members.first().map_or("", |member| member.id.as_str());
                ("a list of members", format!("for example `{} = [\"{example}\"]`, or `[]` for none", issue.id))
            }
            // A whole order reports its own.
            IssueKind::Order { .. } => ("a list of all its items", String::new()),
            IssueKind::YesNo => ("`true` or `false`", format!("write `{0} = true` or `{0} = false`", issue.id)),
        };
        let message = format!("`{}` takes {expected}, not {}", issue.id, node.what());
        self.report(Problem::error("wrong-type", node.span.clone(), message).with_help(help));
    }
}

/// A number that is none of the values of its range, with its neighbors.
pub(crate) fn no_value(
    issue: &str,
    range: &NumberRange,
    number: Decimal,
    neighbors: (Option<u32>, Option<u32>),
    span: &Span,
) -> Problem {
    Problem::error("not-a-value", span.clone(), format!("{number} is none of the values of `{issue}`"))
        .with_help(neighbors_text(range, neighbors))
}

/// The neighbors of what is no value, in words.
pub(crate) fn neighbors_text(range: &NumberRange, neighbors: (Option<u32>, Option<u32>)) -> String {
    match neighbors {
        (Some(below), Some(above)) => {
            format!("the nearest are {} and {}", range.value(below), range.value(above))
        }
        (Some(below), None) => format!("its values end at {}", range.value(below)),
        (None, Some(above)) => format!("its values start at {}", range.value(above)),
        (None, None) => "the range has no values".to_owned(),
    }
}
