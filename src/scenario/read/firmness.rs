//! Reading how firmly a line is held: a number, a range, a word, or one of these for each value of an assumption.

use crate::scenario::assumption::Assumption;
use crate::scenario::error::Problem;
use crate::scenario::model::{Firmness, FirmnessBy};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::reader::{Reader, listed};

/// A firmness as the file gives it.
#[derive(Clone, Debug)]
pub(crate) enum Firmly {
    /// The same in every world.
    Always(Firmness),
    /// By the values of an assumption.
    By(FirmnessBy),
}

impl Reader<'_> {
    /// A firmness, or a table of them by the values of an assumption.
    pub(crate) fn held(&mut self, node: &Node) -> Option<Firmly> {
        match &node.kind {
            Kind::Table(table) => self.firmness_by(node, table).map(Firmly::By),
            _ => self.firmness(node).map(Firmly::Always),
        }
    }

    fn firmness_by(&mut self, node: &Node, table: &Table) -> Option<FirmnessBy> {
        const FORM: &str = "write `{ ASSUMPTION = { VALUE = 0.3, OTHER = 0.9 } }`, with every value of the assumption";
        let [of] = table.entries.as_slice() else {
            let message = format!("a firmness depends on one assumption, not on {}", table.entries.len());
            self.report(Problem::error("firmness", node.span.clone(), message).with_help(FORM));
            return None;
        };
        let place = self.assumption(&of.key, &of.key_span, "unknown-assumption")?;
        let assumption: Assumption = self.scenario.assumptions.list.get(place)?.clone();
        let values = self.table(&of.node, "a table of firmness, value by value of the assumption")?;
        let id_of = |entry: &&Entry, id: &str| entry.key == id;
        let ids: Vec<&str> = assumption.values().iter().map(|value| value.id.as_str()).collect();
        for entry in &values.entries {
            if !ids.contains(&entry.key.as_str()) {
                let near = self.near(&entry.key, ids.iter().copied());
                let message = format!("the assumption `{}` has no value `{}`", of.key, entry.key);
                self.report(Problem::error("unknown-value", entry.key_span.clone(), message).suggest(near));
            }
        }
        let mut of_value = Vec::new();
        for id in &ids {
            match values.entries.iter().find(|entry| id_of(entry, id)) {
                Some(entry) => of_value.extend(self.firmness(&entry.node)),
                None => {
                    let message = format!("no firmness for `{id}` of the assumption `{}`", of.key);
                    self.report(Problem::error("firmness", of.node.span.clone(), message).with_help(FORM));
                }
            }
        }
        (of_value.len() == ids.len()).then_some(FirmnessBy { assumption: place, of_value })
    }

    /// A firmness: a number, a range or a word.
    pub(crate) fn firmness(&mut self, node: &Node) -> Option<Firmness> {
        match &node.kind {
            Kind::Text(word) => {
                let found = Firmness::from_word(word);
                if found.is_none() {
                    let words: Vec<&str> = Firmness::WORDS.iter().map(|(word, _)| *word).collect();
                    let problem =
                        Problem::error("firmness", node.span.clone(), format!("`{word}` is no word for a firmness"));
                    let problem = match self.near(word, words.iter().copied()) {
                        Some(near) => problem.suggest(Some(near)),
                        None => problem
                            .with_help(format!("the words are {}; or write a number from 0 to 1", listed(&words))),
                    };
                    self.report(problem);
                }
                found
            }
            Kind::List(items) => {
                let [low, high] = items.as_slice() else {
                    let message = format!("a range of firmness is `[low, high]`, not a list of {}", items.len());
                    self.report(Problem::error("firmness", node.span.clone(), message));
                    return None;
                };
                let (low, high) = (self.probability(low), self.probability(high));
                let (low, high) = (low?, high?);
                if low > high {
                    let message = format!("the range of firmness starts at {low} and ends below, at {high}");
                    let help = format!("write `[{high}, {low}]`");
                    self.report(Problem::error("firmness", node.span.clone(), message).with_help(help));
                    return None;
                }
                Some(Firmness { low, high })
            }
            Kind::Integer(_) | Kind::Float(_) => {
                self.probability(node).map(|number| Firmness { low: number, high: number })
            }
            _ => {
                self.wrong_type(node, "a firmness (a number from 0 to 1, a range `[low, high]` or a word)");
                None
            }
        }
    }

    /// A number from 0 to 1.
    pub(crate) fn probability(&mut self, node: &Node) -> Option<f64> {
        let number = self.double(node, "a number from 0 to 1")?;
        if (0.0..=1.0).contains(&number) {
            // -0.0 is written by nobody and compares oddly.
            return Some(number + 0.0);
        }
        let problem = Problem::error("out-of-bounds", node.span.clone(), format!("{number} is not between 0 and 1"));
        let problem = if (2.0..=100.0).contains(&number) {
            problem.with_help(format!("for {number} in a hundred write {}", number / 100.0))
        } else {
            problem
        };
        self.report(problem);
        None
    }
}

impl Firmness {
    /// The words of the format, from the firmest, and the numbers they stand for.
    pub const WORDS: [(&'static str, f64); 4] = [("fixed", 1.0), ("firm", 0.9), ("negotiable", 0.5), ("soft", 0.2)];

    /// The firmness that a word of the format stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let (_, number) = Self::WORDS.into_iter().find(|(known, _)| *known == word)?;
        Some(Self { low: number, high: number })
    }
}
