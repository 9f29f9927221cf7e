//! Reading assumptions.

use crate::scenario::assumption::{Assumption, UNLIKELY};
use crate::scenario::error::Problem;
use crate::scenario::id::{Id, IssueId};
use crate::scenario::limit;
use crate::scenario::model::{Issue, IssueKind, IssueOption, Span};
use crate::scenario::node::{Entry, Node, Table};
use crate::scenario::number::Decimal;
use crate::scenario::read::reader::Reader;

impl Reader<'_> {
    /// Reads the assumptions of the file; after the issues, whose names they share.
    pub(crate) fn read_assumptions(&mut self, table: &Table) {
        let mut topics = self.scenario.issues.clone();
        let mut n_combinations: u64 = 1;
        for entry in &table.entries {
            self.check_id(entry);
            if matches!(entry.key.as_str(), "not" | "any" | "all" | "expr") {
                let message = format!("an assumption may not be called `{}`", entry.key);
                let help = "`not`, `any`, `all` and `expr` have a meaning of their own in conditions";
                self.report(Problem::error("reserved-id", entry.key_span.clone(), message).with_help(help));
            }
            let is_taken = self.issues.contains_key(&entry.key);
            if is_taken {
                let message = format!("`{}` is an issue already", entry.key);
                let help = "issues and assumptions share their names: give the assumption another id";
                self.report(Problem::error("name-taken", entry.key_span.clone(), message).with_help(help));
            }
            let (assumption, is_sound) = self.read_assumption(entry);
            n_combinations = n_combinations.saturating_mul(assumption.values().len().max(1) as u64);
            let id = topics.push(assumption.topic.clone());
            let options = (0..).zip(assumption.values()).map(|(place, value)| (value.id.clone(), place)).collect();
            self.rows.push(options);
            // Conditions then mean the issue.
            if !is_taken {
                self.assumptions.insert(entry.key.clone(), id);
            }
            if !is_sound {
                self.broken_issues.insert(id);
            }
            self.scenario.assumptions.list.push(assumption);
        }
        if n_combinations > limit::COMBINATIONS {
            let message = format!(
                "the assumptions have {n_combinations} combinations of values, more than the {} that a scenario may have",
                limit::COMBINATIONS
            );
            let span = table.entries.last().map_or(0..0, |entry| entry.key_span.clone());
            let help = "leave values or assumptions out";
            self.report(Problem::error("too-many", span, message).with_help(help));
        }
        self.scenario.assumptions.topics = topics;
    }

    /// One assumption, and whether its values could be read.
    fn read_assumption(&mut self, entry: &Entry) -> (Assumption, bool) {
        let mut read = Assumption {
            topic: Issue {
                id: entry.key.clone(),
                title: entry.key.clone(),
                kind: IssueKind::Choice { options: Vec::new(), ordered: false },
                unit: None,
                sources: Vec::new(),
                note: None,
                span: entry.span(),
            },
            probability: Vec::new(),
        };
        let Some(table) = self.table(&entry.node, "a table for this assumption") else { return (read, false) };
        self.known_keys(table, "an assumption", &["title", "values", "source", "note"]);
        if let Some(title) = self.text(table, "title") {
            read.topic.title = title;
        }
        read.topic.sources = self.sources_of(table);
        read.topic.note = self.text(table, "note");
        let Some(values) = table.entry("values") else {
            self.missing_key("values", &format!("the assumption `{}`", entry.key), &entry.span());
            return (read, false);
        };
        let form = "a table `{ word = probability, … }` of values";
        let Some(inner) = self.table(&values.node, form) else { return (read, false) };
        if inner.entries.is_empty() {
            let help = "list its values with their probabilities: `{ strong = 0.3, weak = 0.7 }`";
            self.report(Problem::error("empty", values.node.span.clone(), "`values` is empty").with_help(help));
            return (read, false);
        }
        let (mut options, mut total, mut is_sound) = (Vec::new(), 0.0, true);
        for value in &inner.entries {
            self.check_id(value);
            let number = self.double(&value.node, "a probability from 0 to 1");
            let probability = number.unwrap_or(0.0);
            is_sound &= number.is_some();
            if !(0.0..=1.0).contains(&probability) {
                let message = format!("the probability {probability} is not between 0 and 1");
                self.report(Problem::error("bad-probability", value.node.span.clone(), message));
                is_sound = false;
            }
            total += probability;
            let (id, title) = (value.key.clone(), value.key.clone());
            options.push(IssueOption { id, title, span: value.span() });
            read.probability.push(probability);
        }
        if is_sound && (total - 1.0).abs() > 1e-9 {
            // As the decimals do that were written, and not their doubles.
            let total = Decimal::sum(&read.probability).map_or_else(|| total.to_string(), |sum| sum.to_string());
            let message = format!("the probabilities of `{}` add up to {total}, not to 1", entry.key);
            self.report(Problem::error("bad-probability", values.node.span.clone(), message));
        }
        read.topic.kind = IssueKind::Choice { options, ordered: false };
        (read, true)
    }

    /// The place of the assumption of this id, or a report.
    pub(crate) fn assumption(&mut self, word: &str, span: &Span, code: &'static str) -> Option<usize> {
        let found = self.assumptions.get(word).copied();
        if found.is_none() {
            let near = self.near(word, self.assumptions.keys().map(String::as_str));
            let mut problem = Problem::error(code, span.clone(), format!("no assumption `{word}`")).suggest(near);
            if self.issues.contains_key(word) {
                problem = problem.with_help(format!("`{word}` is an issue: settle it with `fix`"));
            }
            self.report(problem);
        }
        found.and_then(|id| id.place().checked_sub(self.scenario.issues.len()))
    }

    /// The values that a table makes certain, assumption by assumption.
    pub(crate) fn assumed(&mut self, node: &Node) -> Vec<(usize, u32)> {
        let Some(table) = self.table(node, "a table of values, assumption by assumption") else { return Vec::new() };
        let mut assumed = Vec::new();
        for entry in &table.entries {
            let Some(place) = self.assumption(&entry.key, &entry.key_span, "unknown-assumption") else { continue };
            let topic = IssueId::from_place(self.scenario.issues.len() + place);
            let Some(value) = self.plain_value(topic, &entry.node) else { continue };
            let unlikely = self.scenario.assumptions.list.get(place).and_then(|one| one.unlikely(value));
            if let Some(message) = unlikely {
                self.report(Problem::warning(UNLIKELY, entry.node.span.clone(), message));
            }
            assumed.push((place, value));
        }
        assumed
    }

    /// What a condition tests: an issue or an assumption of this id, or a report.
    pub(crate) fn topic(&mut self, word: &str, span: &Span) -> Option<IssueId> {
        let Some(id) = self.assumptions.get(word).copied() else {
            if self.issues.contains_key(word) || self.assumptions.is_empty() {
                return self.issue(word, span);
            }
            let known = self.issues.keys().chain(self.assumptions.keys()).map(String::as_str);
            let near = self.near(word, known);
            let message = format!("no issue or assumption `{word}`");
            self.report(Problem::error("unknown-issue", span.clone(), message).suggest(near));
            return None;
        };
        if self.bars_assumptions {
            let message = format!("an impossible rule may not test the assumption `{word}`");
            let help = "which terms contradict each other does not depend on the world; make it a red line";
            self.report(Problem::error("assumption-tested", span.clone(), message).with_help(help));
            return None;
        }
        Some(id)
    }
}
