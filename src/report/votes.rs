//! The votes on a deal, as JSON.

use crate::analysis::findings::Votes;
use crate::report::naming;
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json, json};

/// `votes`; null where the agreement rule asks for none, or they are not known.
pub(crate) fn as_json(scenario: &Scenario, votes: Option<&Votes>) -> Json {
    let Some(votes) = votes else { return Json::Null };
    let world = votes.world.as_ref().map(|world| {
        let values = world.iter().enumerate();
        let values = values.filter_map(|(place, value)| scenario.assumption_value(place, *value));
        values.map(|(id, value)| (id.to_owned(), Json::from(value))).collect::<Map<String, Json>>()
    });
    json!({
        "count": votes.count,
        "needed_count": votes.needed_count,
        "weight": votes.weight,
        "needed_weight": votes.needed_weight,
        "pivotal": naming::party_ids(scenario, &votes.pivotal),
        "world": world,
    })
}
