//! What every JSON answer says first of the question: which file, under which changes of the flags.

use crate::report::context::RunContext;
use crate::report::naming;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Firmness, Scenario};
use serde_json::{Map, Value as Json, json};

/// The `scenario` of every answer: which file, under which changes of the flags.
pub(crate) fn header(scenario: &Scenario, context: &RunContext) -> Json {
    let firmness = context.firmness.iter().map(|(line, one)| (line.clone(), firmness_json(*one)));
    let mut header = Map::new();
    put(&mut header, "title", &*scenario.title);
    put(&mut header, "as_of", scenario.as_of.map(|day| day.to_string()));
    put(&mut header, "file", &*context.file);
    put(&mut header, "sha256", &*context.sha256);
    let base = |(file, sha256): &(String, String)| json!({ "file": file, "sha256": sha256 });
    put(&mut header, "extends", context.extends.iter().map(base).collect::<Vec<_>>());
    put(&mut header, "variant", context.variant.as_deref());
    put(&mut header, "drop", context.drop.clone());
    put(&mut header, "firmness", Json::Object(firmness.collect()));
    put(&mut header, "fix", naming::settled_json(scenario, context.fix.iter().copied()));
    let assumed = |(place, value): &(usize, u32)| {
        let (assumption, value) = scenario.assumption_value(*place, *value)?;
        Some((assumption.to_owned(), Json::from(value)))
    };
    put(&mut header, "assume", Json::Object(context.assume.iter().filter_map(assumed).collect()));
    let ids = |parties: &Vec<PartyId>| naming::party_ids(scenario, parties);
    put(&mut header, "coalition", context.coalition.as_ref().map(ids));
    Json::Object(header)
}

/// A firmness: one number, or the two ends of a range.
pub(crate) fn firmness_json(firmness: Firmness) -> Json {
    if firmness.low < firmness.high {
        Json::from(vec![firmness.low, firmness.high])
    } else {
        Json::from(firmness.midpoint())
    }
}

/// Adds a key at the end. A number that is none (nan) becomes `null`: JSON knows no other word for it.
pub(crate) fn put(json: &mut Map<String, Json>, name: &str, value: impl Into<Json>) {
    json.insert(name.to_owned(), value.into());
}
