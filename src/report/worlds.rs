//! World by world: what each combination of assumed values allows by itself, as rows for people and as JSON.

use crate::analysis::findings::{Acceptance, WorldFindings};
use crate::engine::ask::answer::Count;
use crate::report::figure::{count, probability};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::part::Part;
use crate::report::sentence::worlds as words;
use crate::scenario::assumption::Assumption;
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json, json};

/// More rows than this are only counted.
const MOST_ROWS: usize = 12;

/// The part of `zopa run` on each world, the likeliest where they are many: its values, how likely it is, how many deals are
/// agreed, the chance of some deal and that of the best one. Without rows where there is only one world.
#[must_use]
pub fn part(scenario: &Scenario, found: &Acceptance) -> Part {
    let worlds = found.worlds.as_deref().filter(|worlds| worlds.len() > 1).unwrap_or_default();
    let mut places: Vec<(usize, &WorldFindings)> = worlds.iter().enumerate().collect();
    places.sort_by(|(at, one), (other_at, other)| other.probability.total_cmp(&one.probability).then(at.cmp(other_at)));
    places.truncate(MOST_ROWS);
    places.sort_by_key(|(at, _)| *at);
    let row = |(_, world): &(usize, &WorldFindings)| {
        let chances = [world.any_probability, world.best_probability].map(probability);
        let mut cells =
            vec![values(scenario, &world.assumed), probability(Some(world.probability)), count(&world.agreed)];
        cells.extend(chances);
        cells
    };
    let n_more = worlds.len() - places.len();
    Part {
        heading: words::WORLDS,
        legend: words::LEGEND,
        heads: words::COLUMNS.to_vec(),
        rows: places.iter().map(row).collect(),
        more: (n_more > 0).then(|| words::more(n_more)),
    }
}

/// `worlds` of `run --format json`; null without assumptions.
pub(crate) fn as_json(scenario: &Scenario, found: &Acceptance) -> Json {
    let Some(worlds) = &found.worlds else { return Json::Null };
    let one = |world: &WorldFindings| {
        let values = world.assumed.iter().enumerate();
        let values = values.filter_map(|(place, value)| scenario.assumption_value(place, *value));
        let values: Map<String, Json> = values.map(|(id, value)| (id.to_owned(), Json::from(value))).collect();
        let agreed = match &world.agreed {
            Count::Exact(count) => Some(count.to_string()),
            Count::Samples(_) | Count::Unknown => None,
        };
        let best = world.best.as_ref();
        json!({
            "assumptions": values,
            "probability": world.probability,
            "agreed": agreed,
            "any_probability": world.any_probability,
            "best_probability": world.best_probability,
            "best": best.map(|best| json!({
                "terms": naming::deal_json(scenario, &best.deal),
                "probability": best.probability,
            })),
        })
    };
    worlds.iter().map(one).collect::<Vec<_>>().into()
}

/// What is assumed of the world, with its probabilities; null if nothing is.
pub(crate) fn assumptions(scenario: &Scenario) -> Json {
    if scenario.assumptions.list.is_empty() {
        return Json::Null;
    }
    let one = |assumption: &Assumption| {
        let values = assumption.values().iter().zip(&assumption.probability);
        let values: Map<String, Json> = values.map(|(value, p)| (value.id.clone(), Json::from(*p))).collect();
        json!({ "id": assumption.topic.id, "values": values })
    };
    scenario.assumptions.list.iter().map(one).collect::<Vec<_>>().into()
}

/// `public support: yes, mood: calm`; only what is open.
fn values(scenario: &Scenario, assumed: &[u32]) -> String {
    let open = scenario.assumptions.list.iter().zip(assumed);
    let open = open.filter(|(one, _)| one.probability.iter().filter(|p| **p > 0.0).count() > 1);
    let said = open.filter_map(|(one, value)| {
        let value = one.values().get(*value as usize)?;
        Some(format!("{}: {}", clean(&one.topic.title), clean(&value.title)))
    });
    said.collect::<Vec<_>>().join(", ")
}
