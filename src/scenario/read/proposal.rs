//! Reading named proposals: their own terms, and those they take over from another one (which may stand further down).

use crate::scenario::error::Problem;
use crate::scenario::id::{Id, IssueId, ProposalId};
use crate::scenario::model::{Proposal, Value};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::reader::Reader;
use std::collections::BTreeSet;

/// What one proposal says itself: the value of an issue, or that it is open.
struct Own {
    terms: Vec<(IssueId, Option<Value>)>,
    based_on: Option<ProposalId>,
}

impl Reader<'_> {
    /// Reads the proposals of the file.
    pub(crate) fn read_proposals(&mut self, table: &Table) {
        for (place, entry) in table.entries.iter().enumerate() {
            self.check_id(entry);
            self.proposals.insert(entry.key.clone(), ProposalId::from_place(place));
        }
        let mut own = Vec::new();
        for entry in &table.entries {
            own.push(self.read_proposal(entry));
        }
        self.resolve(&own, table);
    }

    fn read_proposal(&mut self, entry: &Entry) -> Own {
        let mut own = Own { terms: Vec::new(), based_on: None };
        let mut proposal = Proposal {
            id: entry.key.clone(),
            title: entry.key.clone(),
            sources: Vec::new(),
            based_on: None,
            terms: self.scenario.open_terms(),
            note: None,
            span: entry.span(),
        };
        if let Some(table) = self.table(&entry.node, "a table for this proposal") {
            self.known_keys(table, "a proposal", &["title", "source", "based_on", "terms", "open", "note"]);
            if let Some(title) = self.text(table, "title") {
                proposal.title = title;
            }
            proposal.sources = self.sources_of(table);
            proposal.note = self.text(table, "note");
            if let Some(word) = self.text(table, "based_on")
                && let Some(node) = table.get("based_on")
            {
                own.based_on = self.proposal(&word, node);
            }
            let terms = table.get("terms").map(|node| self.terms(node)).unwrap_or_default();
            own.terms = terms.into_iter().map(|(issue, value)| (issue, Some(value))).collect();
            if let Some(node) = table.get("open") {
                let settled: BTreeSet<IssueId> = own.terms.iter().map(|(issue, _)| *issue).collect();
                let mut opened = BTreeSet::new();
                for (word, span) in self.words(node, "the id of an issue") {
                    let Some(issue) = self.issue(word, &span) else { continue };
                    if settled.contains(&issue) {
                        let message = format!("`{word}` is both in `terms` and in `open`");
                        self.report(
                            Problem::error("open-and-settled", span, message).with_help("leave it out of one of them"),
                        );
                    } else if opened.insert(issue) {
                        own.terms.push((issue, None));
                    } else {
                        self.listed_twice(word, span);
                    }
                }
            }
        }
        proposal.based_on = own.based_on;
        self.scenario.proposals.push(proposal);
        own
    }

    /// Follows `based_on`, wherever the proposals stand.
    fn resolve(&mut self, own: &[Own], table: &Table) {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Following,
            Done,
        }
        let mut states = vec![State::New; own.len()];
        for start in 0..own.len() {
            // From the proposal down to the first whose terms are known.
            let mut chain: Vec<usize> = Vec::new();
            let mut next = Some(start);
            while let Some(place) = next {
                match states.get_mut(place) {
                    Some(state @ State::New) => *state = State::Following,
                    Some(State::Following) => {
                        self.report_cycle(&chain, place, table);
                        break;
                    }
                    _ => break,
                }
                chain.push(place);
                next = own.get(place).and_then(|own| own.based_on).map(Id::place);
            }
            for place in chain.into_iter().rev() {
                let Some(own) = own.get(place) else { continue };
                let mut terms = match own.based_on {
                    Some(base) => self.scenario.proposals[base].terms.clone(),
                    None => self.scenario.open_terms(),
                };
                for (issue, value) in &own.terms {
                    terms[*issue] = *value;
                }
                self.scenario.proposals[ProposalId::from_place(place)].terms = terms;
                if let Some(state) = states.get_mut(place) {
                    *state = State::Done;
                }
            }
        }
    }

    fn report_cycle(&mut self, chain: &[usize], back_to: usize, table: &Table) {
        let cycle = chain.iter().skip_while(|place| **place != back_to);
        let names: Vec<&str> =
            cycle.filter_map(|place| table.entries.get(*place)).map(|entry| entry.key.as_str()).collect();
        let Some(entry) = table.entries.get(back_to) else { return };
        let span = match &entry.node.kind {
            Kind::Table(inner) => inner.entry("based_on").map_or_else(|| entry.span(), Entry::span),
            _ => entry.span(),
        };
        // A long circle is shown by its start.
        const SHOWN: usize = 8;
        let mut path: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        if names.len() > SHOWN {
            path.push("…".to_owned());
        }
        path.extend(names.first().map(|name| format!("`{name}`")));
        let message = if names.len() == 1 {
            format!("proposal {} is based on itself", path.first().map_or("", String::as_str))
        } else {
            format!("proposals are based on each other in a circle: {}", path.join(" → "))
        };
        self.report(Problem::error("based-on-cycle", span, message).with_help("one of them must stand on its own"));
    }

    /// The proposal of this id, or a report.
    pub(crate) fn proposal(&mut self, word: &str, node: &Node) -> Option<ProposalId> {
        let found = self.proposals.get(word).copied();
        if found.is_none() {
            let near = self.near(word, self.proposals.keys().map(String::as_str));
            let problem =
                Problem::error("unknown-proposal", node.span.clone(), format!("no proposal `{word}`")).suggest(near);
            self.report(problem);
        }
        found
    }

    /// The terms of a table, issue by issue.
    pub(crate) fn terms(&mut self, node: &Node) -> Vec<(IssueId, Value)> {
        let Some(table) = self.table(node, "a table of terms, issue by issue") else { return Vec::new() };
        let mut terms = Vec::new();
        for entry in &table.entries {
            if let Some(issue) = self.issue(&entry.key, &entry.key_span)
                && let Some(value) = self.term_value(issue, &entry.node)
            {
                terms.push((issue, value));
            }
        }
        terms
    }
}
