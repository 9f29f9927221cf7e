//! What things are called in an answer: demands by id, values by id and by title.
//!
//! A value is shown to programs as a string (an option, a member), a number or a bool; to people by its title.

use crate::scenario::id::{IssueId, PartyId};
use crate::scenario::model::{Deal, DemandName, Issue, IssueKind, Party, Scenario, Terms, Value};
use crate::scenario::number::Decimal;
use serde_json::Value as Json;

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
