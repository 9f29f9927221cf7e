//! What a text means: its problems, and its page where it has no error.

use crate::cli::check::examined;
use crate::cli::explore::workplace::Workplace;
use crate::cli::request::extended;
use crate::engine::ask::effort::{Effort, Watch};
use crate::explorer::told::{Subject, tell_parts};
use crate::report::context::RunContext;
use crate::report::problems;
use crate::scenario::id::Id;
use crate::scenario::model::Scenario;
use crate::scenario::source::SourceText;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// How long an answer may take: whoever types wants one soon, and what is not known by then is said to be so.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The answer to a text.
pub(crate) fn answer(workplace: &Workplace, text: &str, watch: &Watch) -> Json {
    let input = workplace.holding(text);
    let (found, scenario) = examined(&input);
    let list = serde_json::from_str(&problems::json(std::slice::from_ref(&found))).unwrap_or(Json::Null);
    let Some(scenario) = scenario else { return json!({ "problems": list }) };
    let source = found.source_text();
    let context = RunContext {
        path: workplace.name.clone(),
        file: workplace.name.clone(),
        sha256: input.sha256(),
        extends: extended(source),
        ..RunContext::default()
    };
    let effort = Effort { samples: Some(0), time_limit: Some(TIME_LIMIT), watch: watch.clone(), ..Effort::default() };
    let subject = Subject { scenario: &scenario, text: source.text(), driven: None, context: &context };
    match tell_parts(subject, &effort) {
        _ if watch.is_stopped() => json!({ "stopped": true }),
        Ok((page, data)) => {
            json!({ "problems": list, "page": page, "data": data, "title": scenario.title, "places": places(&scenario, source), "names": names(&scenario) })
        }
        Err(fault) => json!({ "problems": list, "fault": fault }),
    }
}

/// Where in the file each element of the page was coded, in units of UTF-16; what stands in another file is left out.
fn places(scenario: &Scenario, source: &SourceText) -> Json {
    let mut places = serde_json::Map::new();
    let mut put = |id: String, span: &std::ops::Range<usize>| {
        if source.name_at(span.start) == source.name_at(0) && !span.is_empty() {
            places.insert(id, source.utf16(span).to_vec().into());
        }
    };
    for (id, issue) in scenario.issues.enumerate() {
        put(format!("issue-{}", id.place()), &issue.span);
    }
    for (id, demand) in crate::rule::demand::demands(scenario).enumerate() {
        if let Some(line) = scenario.red_line(demand) {
            put(format!("demand-{}", id.place()), &line.span);
        }
    }
    for (id, proposal) in scenario.proposals.enumerate() {
        put(format!("proposal-{}", id.place()), &proposal.span);
    }
    Json::Object(places)
}

/// What can be named in the text: issues with their values, parties with their lines.
fn names(scenario: &Scenario) -> Json {
    use crate::report::naming::{demand_title, row_json, row_title};
    const MOST_VALUES: u32 = 60;
    let issues = scenario.issues.iter().map(|issue| {
        let values =
            (0..issue.n_rows().min(MOST_VALUES)).map(|row| json!([row_json(issue, row), row_title(issue, row)]));
        json!({ "id": issue.id, "title": issue.title, "values": values.collect::<Vec<_>>() })
    });
    let parties = scenario.parties.iter().map(|party| json!({ "id": party.id, "name": party.name }));
    let lines = crate::rule::demand::demands(scenario);
    let lines = lines
        .iter()
        .map(|demand| json!({ "id": scenario.demand_text(demand), "title": demand_title(scenario, demand) }));
    let sources = scenario.sources.iter().map(|source| source.title.as_str());
    json!({
        "issues": issues.collect::<Vec<_>>(),
        "parties": parties.collect::<Vec<_>>(),
        "lines": lines.collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
    })
}
