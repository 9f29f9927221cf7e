//! Reading the tests that an author keeps beside the rules: the `[expect]` tables.

use crate::scenario::error::Problem;
use crate::scenario::id::IssueId;
use crate::scenario::model::{DemandName, Expect, ValueRow, Verdict};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::reader::{Reader, listed};
use num_bigint::BigUint;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

const VERDICTS: [Verdict; 4] = [Verdict::Certain, Verdict::Possible, Verdict::Blocked, Verdict::Impossible];

impl Reader<'_> {
    /// Reads the expectations of the file.
    pub(crate) fn read_expects(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let expect = self.read_expect(entry);
            self.scenario.expects.push(expect);
        }
    }

    fn read_expect(&mut self, entry: &Entry) -> Expect {
        let mut expect = Expect {
            id: entry.key.clone(),
            variant: None,
            fix: Vec::new(),
            assume: Vec::new(),
            proposal: None,
            agreed: None,
            coherent: None,
            probability: None,
            talk: None,
            reached: None,
            verdict: Vec::new(),
            conflicts: None,
            unlocks: None,
            accepts: Vec::new(),
            rejects: Vec::new(),
            note: None,
            span: entry.span(),
        };
        let Some(table) = self.table(&entry.node, "a table for this expectation") else { return expect };
        let known = [
            "variant",
            "fix",
            "assume",
            "proposal",
            "agreed",
            "coherent",
            "probability",
            "talk",
            "reached",
            "verdict",
            "conflicts",
            "unlocks",
            "accepts",
            "rejects",
            "note",
        ];
        self.known_keys(table, "an expectation", &known);
        expect.note = self.text(table, "note");
        if let Some(word) = self.text(table, "variant")
            && let Some(node) = table.get("variant")
        {
            expect.variant = self.variants.get(&word).copied();
            if expect.variant.is_none() {
                let near = self.near(&word, self.variants.keys().map(String::as_str));
                let message = format!("no variant `{word}`");
                let problem = Problem::error("unknown-variant", node.span.clone(), message).suggest(near);
                self.report(problem);
            }
        }
        if let Some(word) = self.text(table, "proposal")
            && let Some(node) = table.get("proposal")
        {
            expect.proposal = self.proposal(&word, node);
        }
        expect.fix = table.get("fix").map(|node| self.terms(node)).unwrap_or_default();
        expect.assume = table.get("assume").map(|node| self.assumed(node)).unwrap_or_default();
        expect.agreed = table.get("agreed").and_then(|node| self.count(node));
        expect.coherent = table.get("coherent").and_then(|node| self.count(node));
        expect.probability = table.get("probability").and_then(|node| self.interval(node));
        self.talk_of(table, &mut expect);
        if let Some(node) = table.get("verdict") {
            expect.verdict = self.verdicts(node);
        }
        expect.conflicts = table.get("conflicts").and_then(|node| self.demand_sets(node));
        expect.unlocks = table.get("unlocks").and_then(|node| self.demand_sets(node));
        for key in ["accepts", "rejects"] {
            if let Some(given) = table.entry(key)
                && table.get("proposal").is_none()
            {
                let message = format!("`{key}` says what becomes of a proposal, and none is named");
                let help = "add `proposal = \"…\"`";
                self.report(Problem::error("needs-proposal", given.key_span.clone(), message).with_help(help));
            }
        }
        if let Some(node) = table.get("accepts") {
            for (word, span) in self.words(node, "the id of a party") {
                let Some(party) = self.party(word, &span) else { continue };
                if expect.accepts.contains(&party) {
                    self.listed_twice(word, span);
                } else {
                    expect.accepts.push(party);
                }
            }
        }
        if let Some(node) = table.get("rejects")
            && let Some(inner) = self.table(node, "a table of lists of demands, party by party")
        {
            for entry in &inner.entries {
                let Some(party) = self.party(&entry.key, &entry.key_span) else { continue };
                let mut demands = self.demand_set(&entry.node);
                if let Some(stranger) = demands.iter().find(|demand| demand.party() != party) {
                    let owner = &self.scenario.parties[stranger.party()].id;
                    let message = format!("a demand of `{owner}` stands under `{}`", entry.key);
                    let help = format!("list the demands of `{0}` under `{0}`", owner);
                    self.report(Problem::error("foreign-demand", entry.node.span.clone(), message).with_help(help));
                    demands.clear();
                }
                expect.rejects.push((party, demands));
            }
        }
        expect
    }

    /// The talk, and how often it reaches an agreement: one goes with the other.
    fn talk_of(&mut self, table: &Table, expect: &mut Expect) {
        if let Some(word) = self.text(table, "talk")
            && let Some(node) = table.get("talk")
        {
            expect.talk = self.scenario.talks.iter().position(|talk| talk.id == word);
            if expect.talk.is_none() {
                let known: Vec<String> = self.scenario.talks.iter().map(|talk| talk.id.clone()).collect();
                let near = self.near(&word, known.iter().map(String::as_str));
                let message = format!("no talk `{word}`");
                self.report(Problem::error("unknown-talk", node.span.clone(), message).suggest(near));
            }
        }
        expect.reached = table.get("reached").and_then(|node| self.interval(node));
        let pair = [("talk", "reached", "reached = [0.3, 0.5]"), ("reached", "talk", "talk = \"…\"")];
        for (key, other, help) in pair {
            if let Some(given) = table.entry(key)
                && table.get(other).is_none()
            {
                let message = format!("`{key}` stands without `{other}`");
                let help = format!("add `{help}`");
                self.report(Problem::error("missing-key", given.key_span.clone(), message).with_help(help));
            }
        }
    }

    /// A count of deals: a whole number, or one in quotes.
    fn count(&mut self, node: &Node) -> Option<BigUint> {
        // Digits past this are no count of deals, and slow to read.
        const DIGITS: usize = 20_000;
        match &node.kind {
            Kind::Integer(number) if *number >= 0 => u64::try_from(*number).ok().map(BigUint::from),
            Kind::Text(text)
                if (1..=DIGITS).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit()) =>
            {
                text.parse().ok()
            }
            Kind::Integer(_) | Kind::Text(_) => {
                let message = "a count of deals is a whole number from 0 on";
                let help = "past 9223372036854775807 write it in quotes, digits only";
                self.report(Problem::error("not-a-count", node.span.clone(), message).with_help(help));
                None
            }
            _ => {
                self.wrong_type(node, "a count of deals");
                None
            }
        }
    }

    fn interval(&mut self, node: &Node) -> Option<(f64, f64)> {
        let Kind::List(items) = &node.kind else {
            self.wrong_type(node, "an interval `[low, high]`");
            return None;
        };
        let [low, high] = items.as_slice() else {
            let message = format!("an interval is `[low, high]`, not a list of {}", items.len());
            self.report(Problem::error("interval", node.span.clone(), message));
            return None;
        };
        let (low, high) = (self.probability(low), self.probability(high));
        let (low, high) = (low?, high?);
        if low > high {
            let message = format!("the interval starts at {low} and ends below, at {high}");
            let help = format!("write `[{high}, {low}]`");
            self.report(Problem::error("interval", node.span.clone(), message).with_help(help));
            return None;
        }
        Some((low, high))
    }

    fn verdicts(&mut self, node: &Node) -> Vec<(IssueId, ValueRow, Verdict)> {
        let mut verdicts = Vec::new();
        let Some(table) = self.table(node, "a table of verdicts, issue by issue") else { return verdicts };
        for entry in &table.entries {
            let Some(issue) = self.issue(&entry.key, &entry.key_span) else { continue };
            let Some(rows) = self.table(&entry.node, "a table of verdicts, value by value") else { continue };
            let mut seen = BTreeMap::new();
            for row in &rows.entries {
                if self.is_sound(issue) && self.is_order(issue) {
                    verdicts.extend(self.order_verdicts(issue, row));
                    continue;
                }
                let (place, verdict) = (self.row(issue, row), self.verdict(&row.node));
                if let Some(place) = place {
                    self.once_a_row(&mut seen, place, row);
                }
                let read = place.zip(verdict);
                verdicts.extend(read.map(|(place, verdict)| (issue, ValueRow(place), verdict)));
            }
        }
        verdicts
    }

    pub(crate) fn verdict(&mut self, node: &Node) -> Option<Verdict> {
        let words = VERDICTS.map(Verdict::word);
        let Kind::Text(word) = &node.kind else {
            self.wrong_type(node, &format!("a verdict ({})", listed(&words)));
            return None;
        };
        let found = VERDICTS.into_iter().find(|verdict| verdict.word() == word);
        if found.is_none() {
            self.unknown_word(word, node.span.clone(), &words);
        }
        found
    }

    fn demand_sets(&mut self, node: &Node) -> Option<Vec<Vec<DemandName>>> {
        let Kind::List(lists) = &node.kind else {
            self.wrong_type(node, "a list of lists of demands");
            return None;
        };
        let mut sets = Vec::new();
        for list in lists {
            if let Kind::Text(text) = &list.kind {
                let message = "expected a list of demands in this list, found a string";
                let help = format!("write `[[\"{text}\"]]`: a list of sets");
                self.report(Problem::error("wrong-type", list.span.clone(), message).with_help(help));
            } else {
                sets.push(self.demand_set(list));
            }
        }
        Some(sets)
    }

    /// The demands of a list, each once, in order.
    fn demand_set(&mut self, node: &Node) -> Vec<DemandName> {
        let mut demands = BTreeSet::new();
        for (text, span) in self.words(node, "the name of a demand") {
            let Some(demand) = self.demand(text, &span) else { continue };
            if let DemandName::Reservation(party) = demand
                && !self.with_reservation.contains(&party)
            {
                let message = format!("party `{}` has no reservation", self.scenario.parties[party].id);
                self.report(Problem::error("unknown-demand", span, message));
            } else if !demands.insert(demand) {
                self.listed_twice(text, span);
            }
        }
        demands.into_iter().collect()
    }
}
