//! What all readers share: the scenario so far, the problems so far, and the plain values of a table.
//!
//! A reader never stops at a problem. It reports, puts something harmless in the place of what it could not read, and goes
//! on; a scenario with an error is never handed out. What is broken stays known by name, so that one mistake is one
//! message: the uses of an issue whose options are broken are not reported too.

use crate::scenario::error::{Problem, Severity};
use crate::scenario::id::{IdVec, IssueId, PartyId, ProposalId, SourceId};
use crate::scenario::limit;
use crate::scenario::model::{Scenario, Span};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::source::SourceText;
use crate::scenario::suggest::nearest;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The reading of one file.
pub(crate) struct Reader<'s> {
    /// The file.
    pub(crate) source: &'s SourceText,
    /// What was read so far, with placeholders for what could not be.
    pub(crate) scenario: Scenario,
    /// Issues by id.
    pub(crate) issues: BTreeMap<String, IssueId>,
    /// Assumptions by id; their ids follow those of the issues.
    pub(crate) assumptions: BTreeMap<String, IssueId>,
    /// Whether assumptions may not be tested where the reader is.
    pub(crate) bars_assumptions: bool,
    /// Issues whose values could not be read: nothing is said about the uses of these.
    pub(crate) broken_issues: BTreeSet<IssueId>,
    /// Sources by id.
    pub(crate) sources: BTreeMap<String, SourceId>,
    /// Parties by id.
    pub(crate) parties: BTreeMap<String, PartyId>,
    /// Red lines of each party by id.
    pub(crate) red_lines: BTreeMap<PartyId, BTreeMap<String, usize>>,
    /// Proposals by id.
    pub(crate) proposals: BTreeMap<String, ProposalId>,
    /// Variants by id.
    pub(crate) variants: BTreeMap<String, usize>,
    /// Steps that the expressions of the file may still take.
    pub(crate) expression_steps_left: u64,
    /// Expressions that were tried already.
    pub(crate) tried_expressions: BTreeSet<String>,
    /// The rows of each issue (options or members) by id.
    pub(crate) rows: IdVec<IssueId, BTreeMap<String, u32>>,
    /// Parties that have a reservation in the file or under a variant.
    pub(crate) with_reservation: BTreeSet<PartyId>,
    /// Values that may still be given points one by one.
    pub(crate) points_left: u64,
    /// Where the parties stand, and where the reservation of each does.
    pub(crate) parties_span: Span,
    /// Where the reservation of each party stands.
    pub(crate) reservation_spans: BTreeMap<PartyId, Span>,
    problems: Vec<Problem>,
    n_more: usize,
    has_error: bool,
    letters_left: Cell<usize>,
}

/// Pairs of letters that are compared at most to find what may have been meant.
const LETTERS: usize = 50_000_000;

impl<'s> Reader<'s> {
    pub(crate) fn new(source: &'s SourceText) -> Self {
        Self {
            source,
            scenario: Scenario::default(),
            issues: BTreeMap::new(),
            assumptions: BTreeMap::new(),
            bars_assumptions: false,
            broken_issues: BTreeSet::new(),
            sources: BTreeMap::new(),
            parties: BTreeMap::new(),
            red_lines: BTreeMap::new(),
            proposals: BTreeMap::new(),
            variants: BTreeMap::new(),
            expression_steps_left: limit::EXPRESSION_STEPS,
            tried_expressions: BTreeSet::new(),
            rows: IdVec::new(),
            with_reservation: BTreeSet::new(),
            letters_left: Cell::new(LETTERS),
            points_left: limit::POINTS,
            parties_span: 0..0,
            reservation_spans: BTreeMap::new(),
            problems: Vec::new(),
            n_more: 0,
            has_error: false,
        }
    }

    /// Adds a problem.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.has_error |= problem.severity == Severity::Error;
        if self.has_room() {
            self.problems.push(problem);
        } else {
            self.n_more += 1;
        }
    }

    /// Whether another problem would be kept, so that help for it is worth working out.
    fn has_room(&self) -> bool {
        self.problems.len() < limit::PROBLEMS
    }

    /// The near word among these, for a "did you mean"; none if too much was compared already.
    pub(crate) fn near<'a>(&self, word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if !self.has_room() {
            return None;
        }
        let affordable = among.into_iter().map_while(|candidate| {
            let left = self.letters_left.get().checked_sub(word.len().saturating_mul(candidate.len()))?;
            self.letters_left.set(left);
            Some(candidate)
        });
        nearest(word, affordable)
    }

    /// The scenario where nothing is wrong, and all problems in the order of the file.
    pub(crate) fn finish(mut self) -> (Option<Scenario>, Vec<Problem>) {
        self.problems.sort_by_key(|problem| problem.span.start);
        if self.n_more > 0 {
            let end = self.source.all().len();
            let message = format!("and {} more problems", self.n_more);
            let severity = if self.has_error { Severity::Error } else { Severity::Warning };
            self.problems.push(Problem { severity, ..Problem::error("too-many-problems", end..end, message) });
        }
        ((!self.has_error).then_some(self.scenario), self.problems)
    }

    /// Reports every key that is not one of these.
    pub(crate) fn known_keys(&mut self, table: &Table, of: &str, known: &[&str]) {
        for entry in &table.entries {
            if !known.contains(&entry.key.as_str()) {
                self.unknown_key(entry, of, known);
            }
        }
    }

    /// Reports a key that is not one of these.
    pub(crate) fn unknown_key(&mut self, entry: &Entry, of: &str, known: &[&str]) {
        let problem =
            Problem::error("unknown-key", entry.key_span.clone(), format!("unknown key `{}` in {of}", entry.key));
        let problem = match self.near(&entry.key, known.iter().copied()) {
            Some(near) => problem.suggest(Some(near)),
            None if known.len() == 1 => problem.with_help(format!("the only key of {of} is {}", listed(known))),
            None => problem.with_help(format!("the keys of {of} are {}", listed(known))),
        };
        self.report(problem);
    }

    /// Reports a value of the wrong type.
    pub(crate) fn wrong_type(&mut self, node: &Node, expected: &str) {
        if !matches!(node.kind, Kind::Broken) {
            let message = format!("expected {expected}, found {}", node.what());
            self.report(Problem::error("wrong-type", node.span.clone(), message));
        }
    }

    /// The table that a value is, or a report.
    pub(crate) fn table<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n Table> {
        if let Kind::Table(table) = &node.kind {
            return Some(table);
        }
        self.wrong_type(node, expected);
        None
    }

    /// The text of a key, if there.
    pub(crate) fn text(&mut self, table: &Table, key: &str) -> Option<String> {
        let node = table.get(key)?;
        if let Kind::Text(text) = &node.kind {
            return Some(text.clone());
        }
        self.wrong_type(node, &format!("a string for `{key}`"));
        None
    }

    /// The text of a key that must be there.
    pub(crate) fn required_text(&mut self, table: &Table, key: &str, of: &str, span: &Span) -> String {
        if table.get(key).is_none() {
            self.missing_key(key, of, span);
        }
        self.text(table, key).unwrap_or_default()
    }

    /// Reports a key that is not there.
    pub(crate) fn missing_key(&mut self, key: &str, of: &str, span: &Span) {
        self.report(
            Problem::error("missing-key", span.clone(), format!("{of} has no `{key}`"))
                .with_help(format!("add `{key} = …`")),
        );
    }

    /// The truth value of a key, if there.
    pub(crate) fn truth(&mut self, table: &Table, key: &str) -> Option<bool> {
        let node = table.get(key)?;
        if let Kind::Bool(truth) = node.kind {
            return Some(truth);
        }
        self.wrong_type(node, &format!("`true` or `false` for `{key}`"));
        None
    }

    /// The number of a key, if there.
    pub(crate) fn number(&mut self, table: &Table, key: &str) -> Option<f64> {
        table.get(key).and_then(|node| self.double(node, &format!("a number for `{key}`")))
    }

    /// The number that a value is, or a report.
    pub(crate) fn double(&mut self, node: &Node, expected: &str) -> Option<f64> {
        let number = node.double();
        if number.is_none() {
            self.wrong_type(node, expected);
        }
        number
    }

    /// The words of a list, a single word standing for a list of one.
    pub(crate) fn words<'n>(&mut self, node: &'n Node, expected: &str) -> Vec<(&'n str, Span)> {
        match &node.kind {
            Kind::Text(word) => vec![(word.as_str(), node.span.clone())],
            Kind::List(items) => {
                let mut words = Vec::new();
                for item in items {
                    if let Kind::Text(word) = &item.kind {
                        words.push((word.as_str(), item.span.clone()));
                    } else {
                        self.wrong_type(item, &format!("{expected} in this list"));
                    }
                }
                words
            }
            _ => {
                self.wrong_type(node, &format!("{expected}, or a list of such"));
                Vec::new()
            }
        }
    }

    /// Reports an empty list, and says whether it is one.
    pub(crate) fn is_empty_list(&mut self, node: &Node, help: &str) -> bool {
        let is_empty = matches!(&node.kind, Kind::List(items) if items.is_empty());
        if is_empty {
            self.report(Problem::error("empty", node.span.clone(), "this list is empty").with_help(help));
        }
        is_empty
    }

    /// Reports an id that is none.
    pub(crate) fn check_id(&mut self, entry: &Entry) {
        let id = &entry.key;
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if (1..=64).contains(&id.len()) && id.chars().all(is_letter) {
            return;
        }
        let plain: String =
            id.to_lowercase().chars().map(|letter| if is_letter(letter) { letter } else { '_' }).take(64).collect();
        let shown: String = id.chars().take(80).collect();
        let problem = Problem::error("bad-id", entry.key_span.clone(), format!("`{shown}` is no id"));
        let help = if plain.chars().all(|letter| letter == '_') {
            "ids are 1 to 64 of a-z, 0-9 and _".to_owned()
        } else {
            format!("ids are 1 to 64 of a-z, 0-9 and _: write `{plain}`, and put the words people read in its title")
        };
        self.report(problem.with_help(help));
    }

    /// The issue of this id, or a report.
    pub(crate) fn issue(&mut self, word: &str, span: &Span) -> Option<IssueId> {
        let found = self.issues.get(word).copied();
        if self.assumptions.contains_key(word) {
            let message = format!("`{word}` is an assumption, which nobody settles");
            let help = "conditions may test it, and `assume` settles it; it has no terms, no points and no verdict";
            self.report(Problem::error("assumption-settled", span.clone(), message).with_help(help));
        } else if found.is_none() {
            let near = self.near(word, self.issues.keys().map(String::as_str));
            let problem = Problem::error("unknown-issue", span.clone(), format!("no issue `{word}`")).suggest(near);
            self.report(problem);
        }
        found
    }

    /// The party of this id, or a report.
    pub(crate) fn party(&mut self, word: &str, span: &Span) -> Option<PartyId> {
        let found = self.parties.get(word).copied();
        if found.is_none() {
            let near = self.near(word, self.parties.keys().map(String::as_str));
            let problem = Problem::error("unknown-party", span.clone(), format!("no party `{word}`")).suggest(near);
            self.report(problem);
        }
        found
    }

    /// The sources of a table.
    pub(crate) fn sources_of(&mut self, table: &Table) -> Vec<SourceId> {
        let Some(node) = table.get("source") else { return Vec::new() };
        if self.is_empty_list(node, "leave `source` out, or name a source") {
            return Vec::new();
        }
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for (word, span) in self.words(node, "the id of a source") {
            if let Some(id) = self.sources.get(word).copied() {
                if seen.insert(id) {
                    found.push(id);
                } else {
                    self.listed_twice(word, span);
                }
            } else {
                let near = self.near(word, self.sources.keys().map(String::as_str));
                let problem = Problem::error("unknown-source", span, format!("no source `{word}`")).suggest(near);
                self.report(problem);
            }
        }
        found
    }

    /// Warns of a word that a list has twice.
    pub(crate) fn listed_twice(&mut self, word: &str, span: Span) {
        self.report(Problem::warning("listed-twice", span, format!("`{word}` is listed twice")));
    }

    /// Whether the values of this issue are known.
    pub(crate) fn is_sound(&self, issue: IssueId) -> bool {
        !self.broken_issues.contains(&issue)
    }

    /// What of an issue's list of options or members is not there: a report with the near word.
    pub(crate) fn no_option(&mut self, issue: IssueId, word: &str, span: Span) {
        use crate::scenario::model::IssueKind;
        let Some(issue) = self.scenario.topics().find(issue) else { return };
        if !self.has_room() {
            self.report(Problem::error("unknown-option", span, String::new()));
            return;
        }
        let (code, what, options) = match &issue.kind {
            IssueKind::Members { members, .. } => ("unknown-member", "member", members),
            IssueKind::Choice { options, .. } => ("unknown-option", "option", options),
            IssueKind::Order { items } => ("unknown-item", "item", items),
            _ => return,
        };
        let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        let problem = Problem::error(code, span, format!("`{}` has no {what} `{word}`", issue.id));
        let problem = match self.near(word, ids.iter().copied()) {
            Some(near) => problem.suggest(Some(near)),
            None => problem.with_help(format!("its {what}s are {}", listed(&ids))),
        };
        self.report(problem);
    }
}

/// Some words in a sentence: "`a`, `b` and `c`", the first dozen where there are more.
pub(crate) fn listed(words: &[&str]) -> String {
    const SHOWN: usize = 12;
    let quoted: Vec<String> = words.iter().take(SHOWN).map(|word| format!("`{word}`")).collect();
    if words.len() > SHOWN {
        return format!("{} and {} more", quoted.join(", "), words.len() - SHOWN);
    }
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
