//! Changes as a person writes them, in words: `port.not_all`, `town.jobs=0.4`, `site=south`. The flags of every command and
//! the arguments of a program that calls the library are read here, everything that is wrong with them at once.

use crate::scenario::id::PartyId;
use crate::scenario::model::{Basis, Changes, DemandName, Firmness, IssueKind, Scenario};

/// Words that change a scenario. Each of a list may itself be several with commas between them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Words {
    /// `PARTY.DEMAND`: red lines and reservations left out.
    pub drop: Vec<String>,
    /// `PARTY.LINE=F`: how firmly lines are held.
    pub firmness: Vec<String>,
    /// `ISSUE=VALUE`: only deals with these terms.
    pub fix: Vec<String>,
    /// `ASSUMPTION=VALUE`: what is certain.
    pub assume: Vec<String>,
    /// `PARTY+PARTY`: only these sign.
    pub coalition: Option<String>,
    /// Only red lines that are founded so are kept; none for all.
    pub only_basis: Option<Vec<Basis>>,
}

/// A word that means nothing in a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misunderstood {
    /// Which kind of word it is: `drop`, `firmness`, `fix`, `assume`, `coalition`.
    pub key: &'static str,
    /// What is wrong: lower case, no full stop, the word in backticks.
    pub message: String,
    /// The repair, where one is known.
    pub help: Option<String>,
}

impl Misunderstood {
    /// Of a message that may end with its repair behind a colon.
    fn of(key: &'static str, wrong: &str) -> Self {
        let (message, help) = with_repair(wrong);
        Self { key, message: message.to_owned(), help: help.map(str::to_owned) }
    }
}

/// A message and, where it ends with one, the repair.
#[must_use]
pub fn with_repair(wrong: &str) -> (&str, Option<&str>) {
    let repairs = ["did you mean ", "there is ", "there are ", "write ", "its ", "the nearest "];
    let parts = wrong.split_once(": ").filter(|(_, repair)| repairs.iter().any(|words| repair.starts_with(words)));
    parts.map_or((wrong, None), |(message, repair)| (message, Some(repair)))
}

impl Scenario {
    /// The changes that these words mean, each kind in the order of the file.
    ///
    /// # Errors
    /// Every word that names what is not there, is not written as it should be, or stands twice.
    pub fn changes(&self, words: &Words) -> Result<Changes, Vec<Misunderstood>> {
        let mut reading = Reading { scenario: self, wrong: Vec::new() };
        let changes = reading.changes(words);
        if reading.wrong.is_empty() { Ok(changes) } else { Err(reading.wrong) }
    }
}

/// Words being read against the scenario of the file; what is wrong with them is gathered.
struct Reading<'s> {
    scenario: &'s Scenario,
    wrong: Vec<Misunderstood>,
}

impl Reading<'_> {
    fn changes(&mut self, words: &Words) -> Changes {
        let scenario = self.scenario;
        let mut changes = Changes::default();
        for text in listed(&words.drop) {
            if let Some(demands) = self.understand("drop", scenario.parse_demands(text)) {
                let is_known = |demand: &DemandName| changes.drop.contains(demand);
                self.once("drop", text, demands.iter().all(is_known));
                let new: Vec<DemandName> = demands.into_iter().filter(|demand| !is_known(demand)).collect();
                changes.drop.extend(new);
            }
        }
        for text in listed(&words.firmness) {
            if let Some((line, firmness)) = self.firmness(text) {
                self.once("firmness", text, changes.firmness.iter().any(|(known, _)| *known == line));
                changes.firmness.push((line, firmness));
            }
        }
        for text in &with_whole_orders(scenario, &words.fix) {
            if let Some((issue, value)) = self.understand("fix", scenario.parse_term(text)) {
                self.once("fix", text, changes.fix.iter().any(|(known, _)| *known == issue));
                changes.fix.push((issue, value));
            }
        }
        for text in listed(&words.assume) {
            if let Some((place, value)) = self.understand("assume", scenario.parse_assumed(text)) {
                self.once("assume", text, changes.assume.iter().any(|(known, _)| *known == place));
                changes.assume.push((place, value));
            }
        }
        if let Some(text) = &words.coalition {
            match scenario.parse_coalition(text) {
                Ok(parties) => changes.coalition = Some(parties),
                Err(wrong) => {
                    self.wrong.extend(wrong.iter().map(|wrong| Misunderstood::of("coalition", wrong)));
                }
            }
        }
        if let Some(kept) = &words.only_basis {
            for (id, party) in scenario.parties.enumerate() {
                for (place, line) in party.red_lines.iter().enumerate() {
                    let demand = DemandName::RedLine(id, place);
                    if !kept.contains(&line.basis) && !changes.drop.contains(&demand) {
                        changes.drop.push(demand);
                    }
                }
            }
        }
        changes.drop.sort_by_key(in_file_order);
        changes.firmness.sort_by_key(|(line, _)| in_file_order(line));
        changes.fix.sort_by_key(|(issue, _)| *issue);
        changes.assume.sort_unstable();
        changes
    }

    /// `PARTY.LINE=F`; everything wrong with it.
    fn firmness(&mut self, text: &str) -> Option<(DemandName, Firmness)> {
        let Some((name, firmness)) = text.split_once('=') else {
            self.complain("firmness", format!("`{text}` gives no firmness"), format!("write `{text}=0.5`"));
            return None;
        };
        let line = self.understand("firmness", self.scenario.parse_demand(name.trim()));
        let firmness = self.understand("firmness", Scenario::parse_firmness(firmness.trim()));
        if let Some(DemandName::Reservation(_)) = line {
            let message = format!("`{}` is a reservation, which always holds", name.trim());
            self.complain("firmness", message, "leave it out with `--drop`".to_owned());
            return None;
        }
        Some((line?, firmness?))
    }

    /// What a word means, or it is noted.
    fn understand<T>(&mut self, key: &'static str, meaning: Result<T, String>) -> Option<T> {
        meaning.map_err(|wrong| self.wrong.push(Misunderstood::of(key, &wrong))).ok()
    }

    /// Notes where a key is given twice.
    fn once(&mut self, key: &'static str, text: &str, is_known: bool) {
        if is_known {
            let name = text.split('=').next().unwrap_or_default().trim();
            self.complain(key, format!("given twice for `{name}`"), "leave one of the two out".to_owned());
        }
    }

    fn complain(&mut self, key: &'static str, message: String, help: String) {
        self.wrong.push(Misunderstood { key, message, help: Some(help) });
    }
}

/// The words of a list, those between commas apart.
fn listed(given: &[String]) -> impl Iterator<Item = &str> {
    given.iter().flat_map(|text| text.split(',')).map(str::trim)
}

/// The terms that are fixed: behind an order, what stands between commas without `=` are its next items.
fn with_whole_orders(scenario: &Scenario, given: &[String]) -> Vec<String> {
    let is_order = |term: &str| {
        let id = term.split('=').next().unwrap_or_default().trim();
        scenario.issues.iter().any(|issue| issue.id == id && matches!(issue.kind, IssueKind::Order { .. }))
    };
    let mut terms: Vec<String> = Vec::new();
    for text in given {
        // The next word of the list begins a term anew.
        for (place, piece) in text.split(',').map(str::trim).enumerate() {
            match terms.last_mut().filter(|last| place > 0 && !piece.contains('=') && is_order(last)) {
                Some(last) => *last = format!("{last}+{piece}"),
                None => terms.push(piece.to_owned()),
            }
        }
    }
    terms
}

/// Parties in file order, each party's lines, then its reservation.
fn in_file_order(demand: &DemandName) -> (PartyId, usize) {
    match demand {
        DemandName::RedLine(party, place) => (*party, *place),
        DemandName::Reservation(party) => (*party, usize::MAX),
    }
}
