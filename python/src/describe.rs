//! What a scenario holds, as the JSON that Python's `s.issues`, `s.parties`, `s.red_lines`, `s.proposals`, `s.sources` show.

use serde_json::{Value as Json, json};
use zopa::report::naming::{decimal, firmness_by, terms_json, value_json};
use zopa::scenario::id::SourceId;
use zopa::scenario::model::{Issue, IssueKind, IssueOption, Scenario, Value};

/// Everything that has an id, in the order of the file.
pub(crate) fn describe(scenario: &Scenario) -> String {
    let sources = |list: &[SourceId]| list.iter().map(|id| scenario.sources[*id].id.clone()).collect::<Vec<String>>();
    let red_line = |party: &str, line: &zopa::scenario::model::RedLine| {
        json!({
            "id": format!("{party}.{}", line.id),
            "party": party,
            "title": line.title,
            "firmness": (line.firmness.low + line.firmness.high) / 2.0,
            "firmness_range": [line.firmness.low, line.firmness.high],
            "firmness_by": firmness_by(scenario, line),
            "basis": line.basis.word(),
            "sources": sources(&line.sources),
            "quote": line.quote,
            "note": line.note,
        })
    };
    let party = |party: &zopa::scenario::model::Party| {
        json!({
            "id": party.id,
            "title": party.name,
            "signs": party.signs,
            "weight": party.weight,
            "reservation": party.reservation,
            "red_lines": party.red_lines.iter().map(|line| red_line(&party.id, line)).collect::<Vec<Json>>(),
            "note": party.note,
        })
    };
    let json = json!({
        "title": scenario.title,
        "summary": scenario.summary,
        "note": scenario.note,
        "as_of": scenario.as_of.map(|date| date.to_string()),
        "issues": scenario.issues.iter().map(|one| issue(one, &sources)).collect::<Vec<Json>>(),
        "assumptions": scenario.assumptions.list.iter().map(|one| json!({
            "id": one.topic.id,
            "title": one.topic.title,
            "values": one.values().iter().zip(&one.probability).map(|(value, probability)| {
                json!({ "id": value.id, "title": value.title, "probability": probability })
            }).collect::<Vec<Json>>(),
        })).collect::<Vec<Json>>(),
        "parties": scenario.parties.iter().map(party).collect::<Vec<Json>>(),
        "red_lines": scenario.parties.iter().flat_map(|party| {
            party.red_lines.iter().map(|line| red_line(&party.id, line))
        }).collect::<Vec<Json>>(),
        "proposals": scenario.proposals.iter().map(|one| json!({
            "id": one.id,
            "title": one.title,
            "terms": terms_json(scenario, &one.terms),
            "sources": sources(&one.sources),
            "note": one.note,
        })).collect::<Vec<Json>>(),
        "variants": scenario.variants.iter().map(|one| json!({
            "id": one.id,
            "title": one.title,
            "note": one.note,
        })).collect::<Vec<Json>>(),
        "sweeps": scenario.sweeps.iter().map(|one| json!({ "id": one.id })).collect::<Vec<Json>>(),
        "sources": scenario.sources.iter().map(|one| json!({
            "id": one.id,
            "title": one.title,
            "publisher": one.publisher,
            "author": one.author,
            "date": one.date,
            "url": one.url,
            "kind": one.kind.word(),
            "note": one.note,
        })).collect::<Vec<Json>>(),
    });
    json.to_string()
}

fn issue(issue: &Issue, sources: &dyn Fn(&[SourceId]) -> Vec<String>) -> Json {
    let options = |list: &[IssueOption]| {
        list.iter().map(|one| json!({ "id": one.id, "title": one.title })).collect::<Vec<Json>>()
    };
    let more = match &issue.kind {
        IssueKind::Choice { options: list, ordered } => json!({ "options": options(list), "ordered": ordered }),
        IssueKind::Range(range) => {
            let last = range.n_values.saturating_sub(1);
            json!({ "min": value_json(issue, Value(0)), "max": value_json(issue, Value(last)), "step": decimal(range.step) })
        }
        IssueKind::Members { members, .. } => json!({ "options": options(members) }),
        IssueKind::Order { items } => json!({ "options": options(items) }),
        IssueKind::YesNo => json!({}),
    };
    let mut json = json!({
        "id": issue.id,
        "title": issue.title,
        "type": issue.type_word(),
        "unit": issue.unit,
        "n_values": issue.n_values(),
        "sources": sources(&issue.sources),
        "note": issue.note,
    });
    if let (Json::Object(json), Json::Object(more)) = (&mut json, more) {
        json.extend(more);
    }
    json
}
