//! Reading talks: the `[talk]` tables.

use crate::scenario::error::Problem;
use crate::scenario::id::PartyId;
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::reader::Reader;
use crate::scenario::span::Span;
use crate::scenario::talk::{GivesWay, MOST_ROUNDS, Protocol, Strategy, Talk, TurnOrder};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Reads the talks of the file.
    pub(crate) fn read_talks(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let talk = self.read_talk(entry);
            self.scenario.talks.push(talk);
        }
    }

    fn read_talk(&mut self, entry: &Entry) -> Talk {
        let mut talk = Talk { id: entry.key.clone(), title: entry.key.clone(), span: entry.span(), ..Talk::default() };
        let Some(table) = self.table(&entry.node, "a table for this talk") else { return talk };
        let known = [
            "title",
            "protocol",
            "rounds",
            "order",
            "strategy",
            "opening",
            "text",
            "gives_way",
            "breakdown",
            "note",
            "source",
        ];
        self.known_keys(table, "a talk", &known);
        if let Some(title) = self.text(table, "title") {
            talk.title = title;
        }
        talk.note = self.text(table, "note");
        talk.sources = self.sources_of(table);
        let one_of = |reader: &mut Self, key: &str, words: &[&str]| {
            let word = reader.text(table, key)?;
            let found = words.iter().position(|known| *known == word);
            if found.is_none() {
                let span = table.get(key).map_or(0..0, |node| node.span.clone());
                reader.unknown_word(&word, span, words);
            }
            found
        };
        if let Some(place) = one_of(self, "protocol", &Protocol::ALL.map(Protocol::word)) {
            talk.protocol = Protocol::ALL.get(place).copied().unwrap_or_default();
        }
        if let Some(place) = one_of(self, "gives_way", &GivesWay::ALL.map(GivesWay::word)) {
            talk.gives_way = GivesWay::ALL.get(place).copied().unwrap_or_default();
        }
        if let Some(node) = table.get("rounds") {
            match node.kind {
                Kind::Integer(number) if (1..=i64::from(MOST_ROUNDS)).contains(&number) => {
                    talk.rounds = u32::try_from(number).unwrap_or(1);
                }
                Kind::Integer(number) => {
                    let message = format!("a talk of {number} rounds");
                    let help = format!("it has 1 to {MOST_ROUNDS} rounds");
                    self.report(Problem::error("out-of-bounds", node.span.clone(), message).with_help(help));
                }
                _ => self.wrong_type(node, "a whole number of rounds"),
            }
        }
        if let Some(node) = table.get("breakdown")
            && let Some(chance) = self.probability(node)
        {
            talk.breakdown = chance;
        }
        if let Some(node) = table.get("order") {
            talk.order = self.turn_order(node);
        }
        if let Some(node) = table.get("strategy") {
            self.strategies(node, &mut talk);
        }
        if let Some(node) = table.get("opening") {
            self.openings(node, &mut talk);
        }
        if let Some(word) = self.text(table, "text")
            && let Some(node) = table.get("text")
        {
            talk.text = self.proposal(&word, node);
        }
        talk
    }

    /// Who acts when: every signing party once, or `"random"`.
    fn turn_order(&mut self, node: &Node) -> TurnOrder {
        if let Kind::Text(word) = &node.kind
            && !self.parties.contains_key(word)
        {
            if word != "random" {
                self.unknown_word(word, node.span.clone(), &["random"]);
            }
            return TurnOrder::Random;
        }
        let named = self.party_list(node);
        let mut order = Vec::new();
        for (party, span) in named {
            if self.scenario.parties[party].signs {
                order.push(party);
            } else {
                self.never_acts(party, span, "take it out of the list");
            }
        }
        let seen: BTreeSet<PartyId> = order.iter().copied().collect();
        let missing: Vec<String> = self
            .scenario
            .parties
            .enumerate()
            .filter(|(id, party)| party.signs && !seen.contains(id))
            .map(|(_, party)| format!("`{}`", party.id))
            .collect();
        if !missing.is_empty() && matches!(node.kind, Kind::List(_)) {
            let message = format!("the order leaves out {}", missing.join(", "));
            let help = "name every signing party once, or write `order = \"random\"`";
            self.report(Problem::error("order-incomplete", node.span.clone(), message).with_help(help));
        }
        TurnOrder::Named(order)
    }

    fn never_acts(&mut self, party: PartyId, span: Span, help: &str) {
        let message = format!("party `{}` does not sign, so it never acts", self.scenario.parties[party].id);
        self.report(Problem::error("not-signing", span, message).with_help(help));
    }

    fn strategies(&mut self, node: &Node, talk: &mut Talk) {
        match &node.kind {
            Kind::Table(table) => {
                for entry in &table.entries {
                    let party = self.party(&entry.key, &entry.key_span);
                    let strategy = self.strategy(&entry.node);
                    talk.strategies.extend(party.zip(strategy));
                }
            }
            Kind::Text(_) => {
                if let Some(strategy) = self.strategy(node) {
                    talk.usual = strategy;
                }
            }
            _ => self.wrong_type(node, "a strategy, or a table of them, party by party"),
        }
    }

    fn strategy(&mut self, node: &Node) -> Option<Strategy> {
        match &node.kind {
            Kind::Text(word) => {
                let found = Strategy::WORDS.into_iter().find(|strategy| strategy.word() == Some(word));
                if found.is_none() {
                    let words: Vec<&str> = Strategy::WORDS.into_iter().filter_map(Strategy::word).collect();
                    self.unknown_word(word, node.span.clone(), &words);
                }
                found
            }
            Kind::Table(table) => {
                self.known_keys(table, "a strategy", &["e"]);
                let Some(given) = table.get("e") else {
                    self.missing_key("e", "the strategy", &node.span);
                    return None;
                };
                let exponent = self.double(given, "a number for `e`")?;
                if exponent > 0.0 {
                    return Some(Strategy::Exponent(exponent));
                }
                let message = format!("the exponent {exponent} of a strategy is not above 0");
                let help = "1 gives in evenly, more gives in later, less earlier";
                self.report(Problem::error("out-of-bounds", given.span.clone(), message).with_help(help));
                None
            }
            _ => {
                self.wrong_type(node, "a strategy: a word, or `{ e = 2.5 }`");
                None
            }
        }
    }

    fn openings(&mut self, node: &Node, talk: &mut Talk) {
        let Some(table) = self.table(node, "a table of proposals, party by party") else { return };
        for entry in &table.entries {
            let party = self.party(&entry.key, &entry.key_span);
            let proposal = match &entry.node.kind {
                Kind::Text(word) => self.proposal(word, &entry.node),
                _ => {
                    self.wrong_type(&entry.node, "the id of a proposal");
                    None
                }
            };
            talk.openings.extend(party.zip(proposal));
        }
    }
}
