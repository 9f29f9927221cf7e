//! Reading what a sweep moves of talks, and which talks its rows are asked about.

use crate::scenario::error::Problem;
use crate::scenario::limit;
use crate::scenario::node::{Kind, Node, Table};
use crate::scenario::read::reader::Reader;
use crate::scenario::span::Span;
use crate::scenario::sweep::{RowTalks, TalkPart, Target};
use crate::scenario::talk::MOST_ROUNDS;

impl Reader<'_> {
    /// `talks = ["summit"]` and `talks_per_row`.
    pub(super) fn row_talks(&mut self, table: &Table, talks: &mut RowTalks) {
        if let Some(node) = table.get("talks") {
            let items = match &node.kind {
                Kind::List(items) => items.as_slice(),
                _ => std::slice::from_ref(node),
            };
            for item in items {
                let Kind::Text(word) = &item.kind else {
                    self.wrong_type(item, "the id of a talk");
                    continue;
                };
                let Some(place) = self.talk(word, &item.span) else { continue };
                if talks.places.contains(&place) {
                    let message = format!("`{word}` is listed twice");
                    self.report(Problem::error("listed-twice", item.span.clone(), message).with_help("name it once"));
                } else {
                    talks.places.push(place);
                }
            }
        }
        let Some(node) = table.get("talks_per_row") else { return };
        let Kind::Integer(number) = node.kind else {
            self.wrong_type(node, "a whole number for `talks_per_row`");
            return;
        };
        match u64::try_from(number).ok().filter(|n| (1..=limit::TALKS_PER_ROW).contains(n)) {
            Some(n) => talks.per_row = n,
            None => {
                let message = format!("a row cannot play {number} talks");
                let help = format!("write a number from 1 to {}", limit::TALKS_PER_ROW);
                self.report(Problem::error("out-of-range", node.span.clone(), message).with_help(help));
            }
        }
    }

    /// `ID.rounds`, `ID.breakdown` or `ID.strategy.PARTY`, or a report.
    pub(super) fn talk_target(&mut self, rest: &str, span: &Span) -> Option<Target> {
        let mut words = rest.splitn(2, '.');
        let place = self.talk(words.next().unwrap_or_default(), span)?;
        let part = words.next().unwrap_or_default();
        let part = match (part, part.strip_prefix("strategy.")) {
            ("rounds", _) => TalkPart::Rounds,
            ("breakdown", _) => TalkPart::Breakdown,
            (_, Some(party)) => TalkPart::Strategy(self.party(party, span)?),
            _ => {
                let message = format!("`talk.{rest}` names nothing of a talk that can move");
                let help = "write `\"talk.ID.rounds\"`, `\"talk.ID.breakdown\"` or `\"talk.ID.strategy.PARTY\"`";
                self.report(Problem::error("unknown-factor", span.clone(), message).with_help(help));
                return None;
            }
        };
        Some(Target::Talk(place, part))
    }

    /// A number of rounds, or a report.
    pub(super) fn rounds_level(&mut self, number: i64, node: &Node) -> Option<f64> {
        let rounds = u32::try_from(number).ok().filter(|rounds| (1..=MOST_ROUNDS).contains(rounds));
        if rounds.is_none() {
            let message = format!("a talk of {number} rounds");
            let help = format!("it has 1 to {MOST_ROUNDS} rounds");
            self.report(Problem::error("out-of-bounds", node.span.clone(), message).with_help(help));
        }
        rounds.map(f64::from)
    }

    /// The place of a talk, or a report.
    fn talk(&mut self, word: &str, span: &Span) -> Option<usize> {
        let found = self.scenario.talks.iter().position(|talk| talk.id == word);
        if found.is_none() {
            let ids: Vec<String> = self.scenario.talks.iter().map(|talk| talk.id.clone()).collect();
            let near = self.near(word, ids.iter().map(String::as_str)).map(str::to_owned);
            let problem = Problem::error("unknown-talk", span.clone(), format!("no talk `{word}`"));
            self.report(match near {
                Some(near) => problem.suggest(Some(&near)),
                None if ids.is_empty() => problem.with_help(format!("the file has none: add `[talk.{word}]`")),
                None => problem.with_help(format!("the talks are {}", ids.join(", "))),
            });
        }
        found
    }
}
