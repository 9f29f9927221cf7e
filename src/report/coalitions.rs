//! Every form of `zopa coalitions`: who can agree with whom.

use crate::analysis::coalition::sets::{SetFindings, SetsFindings};
use crate::analysis::kinds::of_sets;
use crate::report::coalition_rows::{counted, sets};
use crate::report::context::RunContext;
use crate::report::csv::record;
use crate::report::header::header;
use crate::report::json::{pretty, provenance};
use crate::report::markdown::{escaped, part as set_part};
use crate::report::naming;
use crate::report::sentence::{self, coalitions as words};
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json, json};

/// `coalitions --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, found: &SetsFindings, context: &RunContext) -> String {
    let set = |one: &SetFindings| {
        json!({
            "parties": naming::party_ids(scenario, &one.parties),
            "agreed": counted(&one.agreed),
            "share": one.share.value,
            "any_probability": one.any_probability,
            "decides": one.decides,
        })
    };
    let lists = |sets: &[Vec<_>]| sets.iter().map(|set| naming::party_ids(scenario, set).into()).collect::<Vec<Json>>();
    let mut json = Map::new();
    json.insert("zopa".to_owned(), env!("CARGO_PKG_VERSION").into());
    json.insert("command".to_owned(), "coalitions".into());
    json.insert("scenario".to_owned(), header(scenario, context));
    json.insert("answer".to_owned(), provenance(&found.provenance, &of_sets(found)));
    json.insert("sets".to_owned(), found.sets.iter().map(set).collect::<Vec<_>>().into());
    json.insert("largest_with".to_owned(), lists(&found.largest_with).into());
    json.insert("smallest_without".to_owned(), lists(&found.smallest_without).into());
    pretty(&Json::Object(json))
}

/// `coalitions --format markdown`.
#[must_use]
pub fn as_markdown(scenario: &Scenario, found: &SetsFindings, context: &RunContext, most: usize) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    text += &format!("**{}**\n", escaped(&words::headline(scenario, found)));
    for (heading, legend, sets) in
        [(words::LARGEST, "", &found.largest_with), (words::SMALLEST, words::SMALLEST_LEGEND, &found.smallest_without)]
    {
        if sets.is_empty() {
            continue;
        }
        text += &format!("\n## {heading}\n\n");
        if !legend.is_empty() {
            text += &format!("{legend}\n\n");
        }
        let (shown, more) = words::listed(scenario, sets, most);
        shown.iter().chain(&more).for_each(|line| text += &format!("- {}\n", escaped(line)));
    }
    set_part(&mut text, &sets(scenario, found, most));
    words::context(found).iter().for_each(|line| text += &format!("\n{}\n", escaped(line)));
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}

/// `coalitions --format csv`: one row a set.
#[must_use]
pub fn as_csv(scenario: &Scenario, found: &SetsFindings) -> String {
    let heads = ["parties", "size", "agreed", "share", "any_probability", "decides"].map(str::to_owned);
    let number = |number: Option<f64>| number.map_or_else(String::new, |number| Json::from(number).to_string());
    let row = |one: &SetFindings| {
        record(&[
            naming::party_ids(scenario, &one.parties).join("+"),
            one.parties.len().to_string(),
            counted(&one.agreed).unwrap_or_default(),
            number(one.share.value),
            number(one.any_probability),
            one.decides.to_string(),
        ])
    };
    record(&heads) + &found.sets.iter().map(row).collect::<String>()
}
