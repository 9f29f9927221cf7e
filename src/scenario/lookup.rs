//! What people name on a command line: parties, demands, proposals, variants, terms and firmness.

use crate::scenario::assumption::Assumption;
use crate::scenario::id::{IssueId, PartyId, ProposalId};
use crate::scenario::model::{DemandName, Firmness, Issue, IssueKind, IssueOption, Scenario, Value};
use crate::scenario::order::number_of;
use crate::scenario::read::points::number_key;
use crate::scenario::read::reader::listed;
use crate::scenario::read::value::neighbors_text;
use crate::scenario::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};

impl Scenario {
    /// The party of this id.
    ///
    /// # Errors
    /// What is wrong with the word, and what may have been meant.
    pub fn party_by_id(&self, word: &str) -> Result<PartyId, String> {
        let found = self.parties.enumerate().find(|(_, party)| party.id == word);
        found
            .map(|(id, _)| id)
            .ok_or_else(|| unknown("party", word, self.parties.iter().map(|party| party.id.as_str())))
    }

    /// The proposal of this id.
    ///
    /// # Errors
    /// What is wrong with the word, and what may have been meant.
    pub fn proposal_by_id(&self, word: &str) -> Result<ProposalId, String> {
        let found = self.proposals.enumerate().find(|(_, proposal)| proposal.id == word);
        found
            .map(|(id, _)| id)
            .ok_or_else(|| unknown("proposal", word, self.proposals.iter().map(|proposal| proposal.id.as_str())))
    }

    /// The place of the variant of this id.
    ///
    /// # Errors
    /// What is wrong with the word, and what may have been meant.
    pub fn variant_by_id(&self, word: &str) -> Result<usize, String> {
        let found = self.variants.iter().position(|variant| variant.id == word);
        found.ok_or_else(|| unknown("variant", word, self.variants.iter().map(|variant| variant.id.as_str())))
    }

    /// The demand that `PARTY.RED_LINE` or `PARTY.reservation` names.
    ///
    /// # Errors
    /// What is wrong with the text, and what may have been meant.
    pub fn parse_demand(&self, text: &str) -> Result<DemandName, String> {
        let Some((party, line)) = text.split_once('.') else {
            let owner = self.parties.iter().find(|party| party.red_lines.iter().any(|line| line.id == text));
            return Err(match owner {
                Some(party) => format!("`{text}` names no demand: did you mean `{}.{text}`?", party.id),
                None => format!("`{text}` names no demand: write PARTY.RED_LINE or PARTY.reservation"),
            });
        };
        let id = self.party_by_id(party)?;
        if line == "reservation" {
            return if self.may_have_reservation(id) {
                Ok(DemandName::Reservation(id))
            } else {
                Err(format!("party `{party}` has no reservation"))
            };
        }
        let lines = &self.parties[id].red_lines;
        match lines.iter().position(|known| known.id == line) {
            Some(place) => Ok(DemandName::RedLine(id, place)),
            None => {
                let near = nearest(line, lines.iter().map(|line| line.id.as_str()));
                Err(match near {
                    Some(near) => format!("party `{party}` has no red line `{line}`: did you mean `{party}.{near}`?"),
                    None => unknown(
                        &format!("red line of `{party}` named"),
                        line,
                        lines.iter().map(|line| line.id.as_str()),
                    ),
                })
            }
        }
    }

    /// The demands that `PARTY.RED_LINE` or `PARTY.reservation` names, or `*.LINE`: a shared line of every holder.
    ///
    /// # Errors
    /// What is wrong with the text, and what may have been meant.
    pub fn parse_demands(&self, text: &str) -> Result<Vec<DemandName>, String> {
        let Some(id) = text.strip_prefix("*.") else { return self.parse_demand(text).map(|demand| vec![demand]) };
        let found = self.holders(id);
        if !found.is_empty() {
            return Ok(found);
        }
        let lines = self.parties.iter().flat_map(|party| &party.red_lines).filter(|line| line.shared.is_some());
        let known: BTreeSet<&str> = lines.map(|line| line.id.as_str()).collect();
        Err(unknown("shared line", id, known.into_iter()))
    }

    /// The demands that a shared line of this id is, one a holder.
    #[must_use]
    pub fn holders(&self, id: &str) -> Vec<DemandName> {
        let mut found = Vec::new();
        for (party, holder) in self.parties.enumerate() {
            let place = holder.red_lines.iter().position(|line| line.id == id && line.shared.is_some());
            found.extend(place.map(|place| DemandName::RedLine(party, place)));
        }
        found
    }

    /// The shared lines that somebody holds, by their places among the file's, each with its holders in file order.
    #[must_use]
    pub fn shared_lines(&self) -> Vec<(usize, Vec<PartyId>)> {
        let mut found: BTreeMap<usize, Vec<PartyId>> = BTreeMap::new();
        for (party, holder) in self.parties.enumerate() {
            for place in holder.red_lines.iter().filter_map(|line| line.shared) {
                found.entry(place).or_default().push(party);
            }
        }
        found.into_iter().collect()
    }

    /// Whether the party has a reservation in the file, or under one of its variants.
    #[must_use]
    pub fn may_have_reservation(&self, party: PartyId) -> bool {
        let named = |changes: &[(PartyId, f64)]| changes.iter().any(|(of, _)| *of == party);
        self.parties[party].reservation.is_some()
            || self.variants.iter().any(|variant| named(&variant.changes.reservation))
    }

    /// The term that `ISSUE=VALUE` names: an option, a number, `true` or `false`, `us+uk` for members, nothing after `=`
    /// for none of them.
    ///
    /// # Errors
    /// What is wrong with the text, and what may have been meant.
    pub fn parse_term(&self, text: &str) -> Result<(IssueId, Value), String> {
        let Some((word, value)) = text.split_once('=') else {
            return Err(format!("`{text}` is no term: write ISSUE=VALUE"));
        };
        let (word, value) = (word.trim(), value.trim());
        let found = self.issues.enumerate().find(|(_, issue)| issue.id == word);
        let Some((id, issue)) = found else {
            if self.assumptions.list.iter().any(|one| one.topic.id == word) {
                return Err(format!("`{word}` is an assumption: write `--assume {word}={value}`"));
            }
            return Err(unknown("issue", word, self.issues.iter().map(|issue| issue.id.as_str())));
        };
        issue.parse_value(value).map(|value| (id, value))
    }

    /// The assumption, by its place, and the value that `ASSUMPTION=VALUE` names.
    ///
    /// # Errors
    /// What is wrong with the text, and what may have been meant.
    pub fn parse_assumed(&self, text: &str) -> Result<(usize, u32), String> {
        let Some((word, value)) = text.split_once('=') else {
            return Err(format!("`{text}` gives no value: write ASSUMPTION=VALUE"));
        };
        let (word, value) = (word.trim(), value.trim());
        let list = &self.assumptions.list;
        let Some(place) = list.iter().position(|one| one.topic.id == word) else {
            return Err(match self.issues.iter().any(|issue| issue.id == word) {
                true => format!("`{word}` is an issue: write `--fix {word}={value}`"),
                false => unknown("assumption", word, list.iter().map(|one| one.topic.id.as_str())),
            });
        };
        let among = |one: &Assumption| one.topic.parse_value(value).map(|Value(value)| (place, value));
        list.get(place).map_or_else(|| Err(format!("no assumption `{word}`")), among)
    }

    /// The parties that `PARTY+PARTY` names, in the order written.
    ///
    /// # Errors
    /// Everything that is wrong with the text, and what may have been meant.
    pub fn parse_coalition(&self, text: &str) -> Result<Vec<PartyId>, Vec<String>> {
        let (mut parties, mut wrong): (Vec<PartyId>, Vec<String>) = (Vec::new(), Vec::new());
        if text.trim().is_empty() {
            return Err(vec!["a coalition needs a party: write PARTY+PARTY".to_owned()]);
        }
        for word in text.split('+').map(str::trim) {
            match self.parties.enumerate().find(|(_, party)| party.id == word) {
                Some((id, _)) if parties.contains(&id) => wrong.push(format!("party `{word}` is named twice")),
                Some((id, _)) => parties.push(id),
                None => wrong.push(unknown("party", word, self.parties.iter().map(|party| party.id.as_str()))),
            }
        }
        if wrong.is_empty() { Ok(parties) } else { Err(wrong) }
    }

    /// The terms that `ISSUE=VALUE,ISSUE=VALUE` names, in the order written.
    ///
    /// # Errors
    /// Everything that is wrong with the text, and what may have been meant.
    pub fn parse_terms(&self, text: &str) -> Result<Vec<(IssueId, Value)>, Vec<String>> {
        let (mut terms, mut wrong): (Vec<(IssueId, Value)>, Vec<String>) = (Vec::new(), Vec::new());
        for word in text.split(',') {
            match self.parse_term(word.trim()) {
                Ok((issue, _)) if terms.iter().any(|(known, _)| *known == issue) => {
                    wrong.push(format!("`{}` is given twice", self.issues[issue].id));
                }
                Ok(term) => terms.push(term),
                Err(problem) => wrong.push(problem),
            }
        }
        if wrong.is_empty() { Ok(terms) } else { Err(wrong) }
    }

    /// The firmness that a number from 0 to 1, or a word of the format, stands for.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse_firmness(text: &str) -> Result<Firmness, String> {
        if let Some(firmness) = Firmness::from_word(text) {
            return Ok(firmness);
        }
        let words = Firmness::WORDS.map(|(word, _)| word);
        match text.parse::<f64>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Ok(Firmness { low: number + 0.0, high: number + 0.0 }),
            Ok(_) => Err(format!("the firmness `{text}` is not between 0 and 1")),
            Err(_) => match nearest(text, words) {
                Some(near) => Err(format!("`{text}` is no firmness: did you mean `{near}`?")),
                None => Err(format!("`{text}` is no firmness: write a number from 0 to 1, or {}", listed(&words))),
            },
        }
    }
}

impl Issue {
    /// The value that a word of the command line names.
    fn parse_value(&self, text: &str) -> Result<Value, String> {
        let id = &self.id;
        let place_among = |options: &[IssueOption], what: &str, word: &str| {
            let place = options.iter().position(|option| option.id == word).and_then(|place| u32::try_from(place).ok());
            let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
            place.ok_or_else(|| match nearest(word, ids.iter().copied()) {
                Some(near) => format!("`{id}` has no {what} `{word}`: did you mean `{near}`?"),
                None => format!("`{id}` has no {what} `{word}`: its {what}s are {}", listed(&ids)),
            })
        };
        match &self.kind {
            IssueKind::Choice { options, .. } => place_among(options, "option", text).map(Value),
            IssueKind::Members { members, .. } => {
                let words = text.split('+').map(str::trim).filter(|_| !text.is_empty());
                words
                    .map(|word| place_among(members, "member", word))
                    .try_fold(0_u32, |bits, place| place.map(|place| bits | 1 << place))
                    .map(Value)
            }
            IssueKind::Order { items } => {
                let words = text.split(['+', ',']).map(str::trim).filter(|_| !text.is_empty());
                let places: Vec<u32> = words.map(|word| place_among(items, "item", word)).collect::<Result<_, _>>()?;
                if let Some(twice) =
                    items.iter().zip(0..).find(|(_, at)| places.iter().filter(|one| *one == at).count() > 1)
                {
                    return Err(format!("`{id}` names `{}` twice: an order names each item once", twice.0.id));
                }
                let missing: Vec<&str> = items
                    .iter()
                    .zip(0..)
                    .filter(|(_, at)| !places.contains(at))
                    .map(|(item, _)| item.id.as_str())
                    .collect();
                if !missing.is_empty() {
                    return Err(format!(
                        "`{id}` is an order of all its items: {} missing, for example `{id}={}`",
                        is_or_are(&missing),
                        items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join("+")
                    ));
                }
                number_of(&places).map(Value).ok_or_else(|| format!("`{id}` is an order of all its items"))
            }
            IssueKind::YesNo => match text {
                "true" | "yes" => Ok(Value(1)),
                "false" | "no" => Ok(Value(0)),
                _ => Err(format!("`{id}` is `true` or `false`, not `{text}`")),
            },
            IssueKind::Range(range) => {
                let Some(number) = number_key(text) else { return Err(format!("`{id}` takes a number, not `{text}`")) };
                range.place(number).map(Value).map_err(|neighbors| {
                    format!("{number} is none of the values of `{id}`: {}", neighbors_text(range, neighbors))
                })
            }
        }
    }
}

/// `x` is, or `x` and `y` are.
fn is_or_are(words: &[&str]) -> String {
    format!("{} {}", listed(words), if words.len() == 1 { "is" } else { "are" })
}

/// A word that is none of those there are: with the one that was probably meant, else with all of them, where they are few.
fn unknown<'a>(what: &str, word: &str, among: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let known: Vec<&str> = among.collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("no {what} `{word}`: did you mean `{near}`?");
    }
    match known.get(..MOST) {
        _ if known.is_empty() => format!("no {what} `{word}`: there is none"),
        Some(first) if known.len() > MOST => {
            format!("no {what} `{word}`: there are {}, and {} more", listed(first), known.len() - MOST)
        }
        _ if known.len() == 1 => format!("no {what} `{word}`: there is {}", listed(&known)),
        _ => format!("no {what} `{word}`: there are {}", listed(&known)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::id::Id;

    fn scenario() -> Scenario {
        let text = "format = 1\ntitle = \"\"\n[issue]\ntroops.options = { none = \"\", some = \"\" }\n\
            fee.range = { min = 0.1, max = 0.5, step = 0.2 }\nseats.members = { us = \"\", uk = \"\" }\nban.yes_no = true\n\
            [party.a.red_line]\nno_ban = { title = \"\", reject = { ban = true } }\n[party.b]\nreservation = 1\n[party.b.points]\n\
            [proposal.full]\n[variant.softer]";
        Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn terms_are_read_for_every_kind_of_issue() {
        let scenario = scenario();
        let term = |text: &str| scenario.parse_term(text).map(|(issue, Value(value))| (issue.place(), value));
        assert_eq!(term("troops=some"), Ok((0, 1)));
        assert_eq!(term("fee=0.30"), Ok((1, 1)));
        assert_eq!(term("seats=uk+us"), Ok((2, 3)));
        assert_eq!(term("seats="), Ok((2, 0)));
        assert_eq!(term("ban=false"), Ok((3, 0)));
        let said = |text: &str| term(text).unwrap_err();
        assert_eq!(said("troops"), "`troops` is no term: write ISSUE=VALUE");
        assert_eq!(said("trops=some"), "no issue `trops`: did you mean `troops`?");
        assert_eq!(said("troops=somme"), "`troops` has no option `somme`: did you mean `some`?");
        assert_eq!(said("seats=us+eu"), "`seats` has no member `eu`: its members are `us` and `uk`");
        assert_eq!(said("fee=0.2"), "0.2 is none of the values of `fee`: the nearest are 0.1 and 0.3");
        assert_eq!(said("fee=many"), "`fee` takes a number, not `many`");
        assert_eq!(said("ban=maybe"), "`ban` is `true` or `false`, not `maybe`");
    }

    #[test]
    fn several_terms_stand_between_commas() {
        let scenario = scenario();
        let terms = scenario.parse_terms("troops=some, seats=uk+us,ban=true").unwrap();
        let terms: Vec<(usize, u32)> = terms.into_iter().map(|(issue, Value(value))| (issue.place(), value)).collect();
        assert_eq!(terms, [(0, 1), (2, 3), (3, 1)]);
        let wrong = scenario.parse_terms("troops=some,troops=none,fee=0.2").unwrap_err();
        assert_eq!(wrong.len(), 2);
        assert_eq!(wrong[0], "`troops` is given twice");
        assert!(scenario.parse_terms("").is_err());
    }

    #[test]
    fn demands_are_found_by_name_and_mended() {
        let scenario = scenario();
        let (a, b) = (PartyId::from_place(0), PartyId::from_place(1));
        assert_eq!(scenario.parse_demand("a.no_ban"), Ok(DemandName::RedLine(a, 0)));
        assert_eq!(scenario.parse_demand("b.reservation"), Ok(DemandName::Reservation(b)));
        let said = |text: &str| scenario.parse_demand(text).unwrap_err();
        assert_eq!(said("a.noban"), "party `a` has no red line `noban`: did you mean `a.no_ban`?");
        assert_eq!(said("no_ban"), "`no_ban` names no demand: did you mean `a.no_ban`?");
        assert_eq!(said("a.reservation"), "party `a` has no reservation");
        assert_eq!(scenario.proposal_by_id("ful"), Err("no proposal `ful`: did you mean `full`?".to_owned()));
        assert_eq!(scenario.variant_by_id("softer"), Ok(0));
        assert_eq!(scenario.variant_by_id("other"), Err("no variant `other`: there is `softer`".to_owned()));
        assert_eq!(said("a.xyz"), "no red line of `a` named `xyz`: there is `no_ban`");
        assert_eq!(said("russia.x"), "no party `russia`: there are `a` and `b`");
        assert_eq!(said("b.xyz"), "no red line of `b` named `xyz`: there is none");
    }

    #[test]
    fn a_firmness_is_a_number_or_a_word() {
        assert_eq!(Scenario::parse_firmness("0.3"), Ok(Firmness { low: 0.3, high: 0.3 }));
        assert_eq!(Scenario::parse_firmness("firm"), Ok(Firmness { low: 0.9, high: 0.9 }));
        assert_eq!(Scenario::parse_firmness("1.5"), Err("the firmness `1.5` is not between 0 and 1".to_owned()));
        assert!(Scenario::parse_firmness("nan").is_err());
        assert_eq!(Scenario::parse_firmness("frim"), Err("`frim` is no firmness: did you mean `firm`?".to_owned()));
    }
}
