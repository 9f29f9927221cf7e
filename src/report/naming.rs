//! What things are called in an answer: demands by id, values by id and by title.
//!
//! A value is shown to programs as a string (an option, a member), a number or a bool; to people by its title.

use crate::scenario::id::{IssueId, PartyId};
use crate::scenario::model::{
    Agreement, Deal, DemandName, Firmness, FirmnessBy, Issue, IssueKind, Party, RedLine, Scenario, Terms, Value,
};
use crate::scenario::number::Decimal;
use serde_json::{Map, Value as Json};

/// What people read for a demand: the red line's title, or how many points the party wants.
#[must_use]
pub fn demand_title(scenario: &Scenario, demand: &DemandName) -> String {
    match scenario.red_line(demand) {
        Some(line) => line.title.clone(),
        None => match scenario.parties.find(demand.party()).and_then(|party| party.reservation) {
            Some(points) => format!("at least {points} points"),
            None => "its reservation".to_owned(),
        },
    }
}

/// The id of a party.
#[must_use]
pub fn party_id(scenario: &Scenario, party: PartyId) -> &str {
    scenario.parties.find(party).map_or("", |party: &Party| &party.id)
}

/// How the firmness of a line depends on an assumption, ranges as their middles; none if it does not.
#[must_use]
pub fn firmness_by(scenario: &Scenario, line: &RedLine) -> Option<Json> {
    firmness_table(scenario, line.firmness_by.as_ref()?, &|firmness| firmness.midpoint().into())
}

/// Firmness by the values of an assumption.
#[must_use]
pub fn firmness_table(scenario: &Scenario, by: &FirmnessBy, of: &dyn Fn(Firmness) -> Json) -> Option<Json> {
    let assumption = scenario.assumptions.list.get(by.assumption)?;
    let values = assumption.values().iter().zip(&by.of_value);
    let table: Map<String, Json> = values.map(|(value, firmness)| (value.id.clone(), of(*firmness))).collect();
    Some(Json::Object(std::iter::once((assumption.topic.id.clone(), Json::Object(table))).collect()))
}

/// The ids of parties.
#[must_use]
pub fn party_ids<'s>(scenario: &'s Scenario, parties: &[PartyId]) -> Vec<&'s str> {
    parties.iter().map(|id| party_id(scenario, *id)).collect()
}

/// Who must accept, key by key as `[agreement]` has it; without any key in these words.
#[must_use]
pub fn who_must_accept(scenario: &Scenario, agreement: &Agreement, everyone: &str) -> Vec<(String, Json)> {
    let ids = |parties: &[PartyId]| Json::from(party_ids(scenario, parties));
    let always = (!agreement.always.is_empty()).then(|| ids(&agreement.always));
    let coalitions = agreement.coalitions.as_ref().map(|lists| lists.iter().map(|list| ids(list)).collect());
    let keys = [
        ("agreement.always", always),
        ("agreement.at_least", agreement.at_least.map(Json::from)),
        ("agreement.weight_at_least", agreement.weight_at_least.map(Json::from)),
        ("agreement.coalitions", coalitions),
        ("agreement", agreement.needs_everyone().then(|| everyone.into())),
    ];
    keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// The name of a party.
#[must_use]
pub fn party_name(scenario: &Scenario, party: PartyId) -> &str {
    scenario.parties.find(party).map_or("", |party: &Party| &party.name)
}

/// The value of an issue in a deal, for programs: a string, a number, a bool, or the list of the members chosen or of the items in
/// order.
#[must_use]
pub fn value_json(issue: &Issue, value: Value) -> Json {
    match &issue.kind {
        IssueKind::Members { members, .. } => {
            members.iter().enumerate().filter(|(place, _)| value.0 >> place & 1 == 1).map(|(_, one)| &*one.id).collect()
        }
        IssueKind::Order { .. } => issue.in_order(value).into_iter().flatten().map(|item| &*item.id).collect(),
        _ => row_json(issue, value.0),
    }
}

/// One row of an issue's verdicts, for programs: an option or a member as a string, a number, a bool.
#[must_use]
pub fn row_json(issue: &Issue, row: u32) -> Json {
    match &issue.kind {
        IssueKind::Choice { options: names, .. } | IssueKind::Members { members: names, .. } => {
            names.get(row as usize).map_or(Json::Null, |one| Json::from(&*one.id))
        }
        IssueKind::Range(range) => {
            let number = range.value(row);
            match number.to_integer().filter(|_| range.integer) {
                Some(whole) => Json::from(whole),
                None => Json::from(number.to_double()),
            }
        }
        IssueKind::Order { .. } => issue
            .item_and_place(row)
            .map_or(Json::Null, |(item, place)| serde_json::json!({ "item": item.id, "place": place + 1 })),
        IssueKind::YesNo => Json::Bool(row == 1),
    }
}

/// The value of an issue in a deal, for people.
#[must_use]
pub fn value_title(issue: &Issue, value: Value) -> String {
    match &issue.kind {
        IssueKind::Members { members, .. } => {
            let chosen: Vec<&str> = members
                .iter()
                .enumerate()
                .filter(|(place, _)| value.0 >> place & 1 == 1)
                .map(|(_, one)| &*one.title)
                .collect();
            if chosen.is_empty() { "none".to_owned() } else { chosen.join(" + ") }
        }
        IssueKind::Order { .. } => {
            let items: Vec<&str> = issue.in_order(value).into_iter().flatten().map(|item| &*item.title).collect();
            items.join(crate::report::sentence::order::THEN)
        }
        _ => row_title(issue, value.0),
    }
}

/// One row of an issue's verdicts, for people.
#[must_use]
pub fn row_title(issue: &Issue, row: u32) -> String {
    match &issue.kind {
        IssueKind::Choice { options: names, .. } | IssueKind::Members { members: names, .. } => {
            names.get(row as usize).map_or_else(String::new, |one| one.title.clone())
        }
        IssueKind::Range(range) => {
            let number = decimal(range.value(row));
            match &issue.unit {
                Some(unit) if number == "1" => format!("{number} {}", one_of(unit)),
                Some(unit) => format!("{number} {unit}"),
                None => number,
            }
        }
        IssueKind::Order { .. } => issue
            .item_and_place(row)
            .map_or_else(String::new, |(item, place)| crate::report::sentence::order::in_place(&item.title, place + 1)),
        IssueKind::YesNo => if row == 1 { "yes" } else { "no" }.to_owned(),
    }
}

/// A unit as it stands behind 1: `year` for `years`, `euro a month` for `euros a month`. What is no plain English plural
/// stays as it is.
fn one_of(unit: &str) -> String {
    let (first, rest) = unit.split_once(' ').map_or((unit, String::new()), |(first, rest)| (first, format!(" {rest}")));
    let is_plural = first.len() > 3
        && first.ends_with('s')
        && !["ss", "us", "is"].iter().any(|end| first.ends_with(end))
        && first.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_plural {
        return unit.to_owned();
    }
    let singular = match first.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => {
            let hisses = ["ches", "shes", "xes", "sses"].iter().any(|end| first.ends_with(end));
            first.get(..first.len() - if hisses { 2 } else { 1 }).unwrap_or(first).to_owned()
        }
    };
    singular + &rest
}

/// Any of these values of an issue, for people: `North shore or South shore`, `40 to 44 euros`, `800 euros or more`. None
/// where they are all that there are.
#[must_use]
pub fn values_title(issue: &Issue, values: &[u32]) -> Option<String> {
    if values.len() as u64 >= u64::from(issue.n_values()) {
        return None;
    }
    if let IssueKind::Order { .. } = issue.kind {
        return Some(any_of(&crate::report::sentence::order::some_of(issue, values)));
    }
    let title = |value: u32| crate::report::layout::clean(&value_title(issue, Value(value)));
    let IssueKind::Range(range) = &issue.kind else {
        return Some(any_of(&values.iter().map(|value| title(*value)).collect::<Vec<_>>()));
    };
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *value => *last = *value,
            _ => runs.push((*value, *value)),
        }
    }
    let end = range.n_values.saturating_sub(1);
    let mut texts = Vec::new();
    for (first, last) in runs {
        match (first, last) {
            (first, last) if first == last => texts.push(title(first)),
            (0, last) => texts.push(format!("{} or less", title(last))),
            (first, last) if last == end => texts.push(format!("{} or more", title(first))),
            (first, last) if first + 1 == last => texts.extend([title(first), title(last)]),
            (first, last) => texts.push(format!("{} to {}", decimal(range.value(first)), title(last))),
        }
    }
    Some(any_of(&texts))
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn any_of(things: &[String]) -> String {
    match things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The value of an issue as a flag takes it: `troops=none`, `guarantors=us+uk`, `sequence=border+election`.
#[must_use]
pub fn value_flag(issue: &Issue, value: Value) -> String {
    match value_json(issue, value) {
        Json::Array(members) => members.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("+"),
        Json::String(id) => id,
        other => other.to_string(),
    }
}

/// The terms that are settled, for programs.
#[must_use]
pub fn terms_json(scenario: &Scenario, terms: &Terms) -> Json {
    let settled = terms.enumerate().filter_map(|(id, value)| Some((id, (*value)?)));
    settled_json(scenario, settled)
}

/// Values of some issues, for programs.
#[must_use]
pub fn settled_json(scenario: &Scenario, settled: impl Iterator<Item = (IssueId, Value)>) -> Json {
    let pairs = settled.filter_map(|(id, value)| {
        let issue = scenario.issues.find(id)?;
        Some((issue.id.clone(), value_json(issue, value)))
    });
    Json::Object(pairs.collect())
}

/// A whole deal, for programs.
#[must_use]
pub fn deal_json(scenario: &Scenario, deal: &Deal) -> Json {
    settled_json(scenario, deal.enumerate().map(|(id, value)| (id, *value)))
}

/// A number of a range, digits grouped by three.
#[must_use]
pub fn decimal(number: Decimal) -> String {
    crate::report::figure::grouped(&number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::scenario::id::Id;

    #[test]
    fn one_of_a_unit_is_singular_where_english_has_it() {
        let units = ["years", "euros a month", "percent", "countries", "boxes", "US", "m/s", "kg", "bus", "Tage"];
        let ones = ["year", "euro a month", "percent", "country", "box", "US", "m/s", "kg", "bus", "Tage"];
        assert_eq!(units.map(one_of), ones);
    }

    #[test]
    fn values_are_told_by_their_runs() {
        let mut scenario = fixture::guarantees();
        let army = IssueId::from_place(1);
        scenario.issues[army].unit = Some("men".to_owned());
        let said = |values: &[u32]| values_title(&scenario.issues[army], values);
        let n = scenario.issues[army].n_values();
        assert_eq!(said(&(0..n).collect::<Vec<_>>()), None);
        assert_eq!(said(&[0]).as_deref(), Some("100,000 men"));
        assert_eq!(said(&[0, 1]).as_deref(), Some("200,000 men or less"));
        assert_eq!(said(&[n - 2, n - 1]).as_deref(), Some("800,000 men or more"));
        assert_eq!(said(&[1, 2, 3, 5]).as_deref(), Some("200,000 to 400,000 men or 600,000 men"));
        assert_eq!(
            values_title(&scenario.issues[IssueId::from_place(0)], &[0, 2]).as_deref(),
            Some("None or Western force")
        );
    }
}
