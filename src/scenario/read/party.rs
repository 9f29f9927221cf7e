//! Reading who negotiates: the `[party]` tables with their red lines, points and bonuses, and the `[impossible]` rules.

use crate::scenario::error::Problem;
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::{Basis, Bonus, Firmness, Impossible, Party, RedLine, Span};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::firmness::Firmly;
use crate::scenario::read::reader::{Reader, listed};
use std::collections::BTreeMap;

/// The keys of a red line.
pub(in crate::scenario::read) const RED_LINE_KEYS: [&str; 10] =
    ["title", "require", "reject", "when", "unless", "firmness", "source", "quote", "basis", "note"];

impl Reader<'_> {
    /// Reads the impossible rules of the file.
    pub(crate) fn read_impossible(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let Some(table) = self.table(&entry.node, "a table for this impossible rule") else { continue };
            let known = ["title", "require", "reject", "when", "unless", "source", "note"];
            self.known_keys(table, "an impossible rule", &known);
            let of = format!("the rule `{}`", entry.key);
            let impossible = Impossible {
                id: entry.key.clone(),
                title: self.text(table, "title").unwrap_or_else(|| entry.key.clone()),
                rule: self.read_rule(table, &of, &entry.span()),
                sources: self.sources_of(table),
                note: self.text(table, "note"),
                span: entry.span(),
            };
            self.scenario.impossible.push(impossible);
        }
    }

    /// Reads the parties of the file.
    pub(crate) fn read_parties(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let party = self.read_party(entry);
            let lines = party.red_lines.iter().enumerate().map(|(place, line)| (line.id.clone(), place)).collect();
            let id = self.scenario.parties.push(party);
            self.parties.insert(entry.key.clone(), id);
            if self.scenario.parties[id].reservation.is_some() {
                self.with_reservation.insert(id);
            }
            self.red_lines.insert(id, lines);
        }
    }

    fn read_party(&mut self, entry: &Entry) -> Party {
        let mut party = Party {
            id: entry.key.clone(),
            name: entry.key.clone(),
            signs: true,
            weight: 1.0,
            reservation: None,
            red_lines: Vec::new(),
            points: None,
            bonuses: Vec::new(),
            note: None,
            span: entry.span(),
        };
        let Some(table) = self.table(&entry.node, "a table for this party") else { return party };
        let known = ["name", "signs", "weight", "reservation", "red_line", "points", "bonus", "note"];
        self.known_keys(table, "a party", &known);
        if let Some(name) = self.text(table, "name") {
            party.name = name;
        }
        party.note = self.text(table, "note");
        party.signs = self.truth(table, "signs").unwrap_or(true);
        if let Some(weight) = self.number(table, "weight") {
            party.weight = weight;
            if weight < 0.0
                && let Some(node) = table.get("weight")
            {
                self.report(
                    Problem::error("out-of-bounds", node.span.clone(), format!("the weight {weight} is below zero"))
                        .with_help("a weight is 0 or more; `signs = false` takes a party out of the agreement"),
                );
            }
        }
        party.reservation =
            table.get("reservation").and_then(|node| self.points_of(node, "a number for `reservation`"));
        if let Some(node) = table.get("red_line")
            && let Some(lines) = self.table(node, "a table of red lines, `[party.….red_line.…]`")
        {
            for line in &lines.entries {
                let red_line = self.read_red_line(line, &RED_LINE_KEYS);
                party.red_lines.push(red_line);
            }
        }
        if let Some(node) = table.get("points") {
            party.points = Some(IdVec::filled(None, self.scenario.issues.len()));
            if let Some(table) = self.table(node, "a table of points, `[party.….points]`") {
                party.points = Some(self.read_points(table, &entry.key));
            }
        }
        if let Some(node) = table.get("bonus")
            && let Some(bonuses) = self.table(node, "a table of bonuses, `[party.….bonus.…]`")
        {
            for bonus in &bonuses.entries {
                let bonus = self.read_bonus(bonus);
                party.bonuses.push(bonus);
            }
        }
        party
    }

    /// Reads a red line, which may have these keys.
    pub(in crate::scenario::read) fn read_red_line(&mut self, entry: &Entry, known: &[&str]) -> RedLine {
        self.check_id(entry);
        if entry.key == "reservation" {
            self.report(
                Problem::error("reserved-id", entry.key_span.clone(), "a red line may not be called `reservation`")
                    .with_help("`PARTY.reservation` names the party's reservation: choose another id"),
            );
        }
        let empty = Table::default();
        let table = self.table(&entry.node, "a table for this red line");
        let is_table = table.is_some();
        let table = table.unwrap_or(&empty);
        self.known_keys(table, "a red line", known);
        let of = format!("the red line `{}`", entry.key);
        let span = entry.span();
        let (title, rule) = if is_table {
            (self.required_text(table, "title", &of, &span), self.read_rule(table, &of, &span))
        } else {
            let body = crate::scenario::model::RuleBody::Reject(crate::scenario::condition::Condition::All(Vec::new()));
            (String::new(), crate::scenario::model::Rule { body, when: None, unless: None })
        };
        let held = table.get("firmness").and_then(|node| self.held(node)).unwrap_or(Firmly::Always(Firmness::FIXED));
        let (firmness, firmness_by) = match held {
            Firmly::Always(firmness) => (firmness, None),
            // Its mean is weighed with all assumptions at hand, when the whole file is read.
            Firmly::By(by) => (Firmness::FIXED, Some(by)),
        };
        let sources = self.sources_of(table);
        let of_sources = sources.iter().map(|source| self.scenario.sources[*source].kind).max();
        let basis = match table.get("basis") {
            Some(node) => self.basis(node).unwrap_or(Basis::Assumed),
            None => of_sources.unwrap_or(Basis::Assumed),
        };
        let (quote, note) = (self.text(table, "quote"), self.text(table, "note"));
        RedLine {
            id: entry.key.clone(),
            title,
            rule,
            firmness,
            firmness_by,
            sources,
            quote,
            basis,
            note,
            shared: None,
            span,
        }
    }

    fn read_bonus(&mut self, entry: &Entry) -> Bonus {
        self.check_id(entry);
        let mut bonus = Bonus {
            id: entry.key.clone(),
            title: None,
            when: crate::scenario::condition::Condition::All(Vec::new()),
            points: 0.0,
            note: None,
            span: entry.span(),
        };
        let Some(table) = self.table(&entry.node, "a table for this bonus") else { return bonus };
        self.known_keys(table, "a bonus", &["title", "when", "points", "note"]);
        bonus.title = self.text(table, "title");
        bonus.note = self.text(table, "note");
        let of = format!("the bonus `{}`", entry.key);
        match table.get("when") {
            Some(node) => bonus.when = self.condition(node),
            None => self.missing_key("when", &of, &bonus.span),
        }
        if table.get("points").is_none() {
            self.missing_key("points", &of, &bonus.span);
        }
        bonus.points =
            table.get("points").and_then(|node| self.points_of(node, "a number for `points`")).unwrap_or(0.0);
        bonus
    }

    /// The word of a basis, or of a source's kind.
    pub(crate) fn basis(&mut self, node: &Node) -> Option<Basis> {
        let Kind::Text(word) = &node.kind else {
            self.wrong_type(node, "a string");
            return None;
        };
        let found = Basis::ALL.into_iter().find(|basis| basis.word() == word);
        if found.is_none() {
            self.unknown_word(word, node.span.clone(), &Basis::ALL.map(Basis::word));
        }
        found
    }

    /// Reports a word that is none of these.
    pub(crate) fn unknown_word(&mut self, word: &str, span: Span, words: &[&str]) {
        let problem = Problem::error("unknown-word", span, format!("`{word}` is none of {}", listed(words)));
        let near = self.near(word, words.iter().copied());
        self.report(problem.suggest(near));
    }

    /// A demand by name, `PARTY.RED_LINE` or `PARTY.reservation`, or a report.
    pub(crate) fn demand(&mut self, text: &str, span: &Span) -> Option<crate::scenario::model::DemandName> {
        use crate::scenario::model::DemandName;
        let Some((party, line)) = text.split_once('.') else {
            let mut problem = Problem::error("unknown-demand", span.clone(), format!("`{text}` names no demand"))
                .with_help("write `PARTY.RED_LINE` or `PARTY.reservation`");
            let owner = self.red_lines.iter().find(|(_, lines)| lines.contains_key(text)).map(|(party, _)| *party);
            if let Some(owner) = owner {
                problem = problem.with_help(format!("did you mean `{}.{text}`?", self.scenario.parties[owner].id));
            }
            self.report(problem);
            return None;
        };
        let party = self.party(party, span)?;
        if line == "reservation" {
            return Some(DemandName::Reservation(party));
        }
        let place = self.red_lines.get(&party).and_then(|lines| lines.get(line)).copied();
        if place.is_none() {
            let id = &self.scenario.parties[party].id;
            let problem =
                Problem::error("unknown-demand", span.clone(), format!("party `{id}` has no red line `{line}`"));
            let near = self.near(line, self.lines_of(party)).map(|near| format!("{id}.{near}"));
            let problem = problem.suggest(near.as_deref());
            self.report(problem);
        }
        place.map(|place| DemandName::RedLine(party, place))
    }

    fn lines_of(&self, party: PartyId) -> impl Iterator<Item = &str> {
        self.red_lines.get(&party).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }
}
