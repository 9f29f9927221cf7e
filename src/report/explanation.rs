//! `zopa explain` as JSON, Markdown and CSV.
//!
//! ```text
//! kind,place,demand,party,title,firmness,basis,source,chance,agreed,witness
//! conflict,1,town.jobs,Town,Some of the jobs,0.9,assumed,invented,,,
//! unlock,1,port.not_half,Port,Not half of the jobs,0.2,assumed,invented,0.8,5,site=north jobs=half fund=0
//! ```

use crate::analysis::comparison::Comparison;
use crate::analysis::explanation::lists::{Reasons, Standing, Unlock};
use crate::analysis::kinds::of_reasons;
use crate::engine::ask::answer::Count;
use crate::report::comparison::proposal_json;
use crate::report::context::RunContext;
use crate::report::csv::{double, record};
use crate::report::figure::{count, probability};
use crate::report::header::header;
use crate::report::json::{pretty, provenance, put};
use crate::report::markdown::{escaped, figures_escaped, heading, table};
use crate::report::sentence::because;
use crate::report::sentence::holders::groups;
use crate::report::{naming, sentence};
use crate::scenario::id::DemandId;
use crate::scenario::model::{Deal, Scenario};
use serde_json::{Map, Value as Json};

/// `explain --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, found: &Reasons, proposal: Option<&Comparison>, context: &RunContext) -> String {
    let names = |demands: &[DemandId]| because::names(scenario, found, demands);
    let unlock = |one: &Unlock| {
        let mut json = Map::new();
        put(&mut json, "demands", names(&one.demands));
        put(&mut json, "chance", one.chance);
        put(&mut json, "agreed", exact(&one.agreed));
        Json::Object(json)
    };
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "explain");
    put(&mut top, "scenario", header(scenario, context));
    put(&mut top, "answer", provenance(&found.provenance, &of_reasons(found)));
    put(&mut top, "agreed", exact(&found.agreed));
    put(&mut top, "conflicts", found.conflicts.iter().map(|one| Json::from(names(one))).collect::<Vec<_>>());
    put(&mut top, "conflicts_total", found.conflicts_total.map(|total| total.to_string()));
    put(&mut top, "unlocks", found.unlocks.iter().map(unlock).collect::<Vec<_>>());
    put(&mut top, "unlocks_total", found.unlocks_total.map(|total| total.to_string()));
    put(&mut top, "complete", found.complete);
    let standing = |one: &Standing| {
        let mut json = Map::new();
        put(&mut json, "id", found.demands.find(one.demand).map(|name| scenario.demand_text(name)));
        put(&mut json, "conflicts", one.conflicts.to_string());
        put(&mut json, "unlocks", one.unlocks.to_string());
        put(&mut json, "in_every_unlock", one.in_every_unlock);
        put(&mut json, "complete", one.complete);
        Json::Object(json)
    };
    put(&mut top, "lines", found.standings().iter().map(standing).collect::<Vec<_>>());
    let proposal = proposal.and_then(|all| Some(proposal_json(scenario, all, all.proposals.first()?)));
    put(&mut top, "proposal", proposal);
    pretty(&Json::Object(top))
}

fn exact(count: &Count) -> Option<String> {
    match count {
        Count::Exact(count) => Some(count.to_string()),
        Count::Samples(_) | Count::Unknown => None,
    }
}

/// `explain --format markdown`: the sentences, and a table of the unlocks.
#[must_use]
pub fn as_markdown(
    scenario: &Scenario,
    found: &Reasons,
    proposal: Option<&Comparison>,
    context: &RunContext,
) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    text += &format!("**{}**", escaped(&because::headline(scenario, found)));
    for line in because::context(scenario, found) {
        text += &format!(" {}", escaped(&line));
    }
    text += "\n";
    if !found.conflicts.is_empty() {
        heading(&mut text, because::CONFLICTS);
        for (place, conflict) in groups(scenario, found).iter().enumerate() {
            text += &format!("{}. {}", place + 1, escaped(&because::conflict(scenario, found, conflict)));
            text += &format!("{}\n", quoted(&because::names(scenario, found, &conflict.demands()), " "));
        }
    }
    if !found.unlocks.is_empty() {
        heading(&mut text, because::UNLOCKS);
        text += &format!("{}\n\n", because::UNLOCKS_LEGEND);
        let [chance, given_up, agreed, first] = because::UNLOCK_COLUMNS;
        let row = |one: &Unlock| {
            let names = because::names(scenario, found, &one.demands);
            let witness = one.witness.as_ref().map(|deal| because::witness(scenario, deal).join(" · "));
            vec![
                figures_escaped(&probability(Some(one.chance))),
                quoted(&names, "").trim_start().to_owned(),
                count(&one.agreed),
                escaped(&witness.unwrap_or_default()),
            ]
        };
        let heads = [(chance, true), (given_up, false), (agreed, true), (first, false)];
        text += &table(&heads, &found.unlocks.iter().map(row).collect::<Vec<_>>());
        text += "\n";
        for (place, one) in found.unlocks.iter().enumerate() {
            text += &format!("{}. {}\n", place + 1, escaped(&because::unlock_with_chance(scenario, found, one)));
        }
    }
    if let Some(proposal) = because::refused(found, proposal) {
        heading(&mut text, because::ways_out(proposal));
        if let Some((what, deals)) = because::change_the_terms(scenario, proposal) {
            text += &format!("{}\n\n", escaped(&what));
            for changes in deals {
                text += &format!("- {}\n", escaped(&changes.join(" · ")));
            }
            text += "\n";
        }
        text += &format!("{}\n", escaped(&because::change_the_positions(scenario, found)));
    }
    heading(&mut text, sentence::NEXT);
    for one in because::suggestions(scenario, found, context) {
        text += &format!("- `{}`: {}\n", one.command, escaped(&one.why));
    }
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}

/// Names as code, after a blank where there are any.
fn quoted(names: &[String], before: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!("{before}{}", names.join(", ")) }
}

/// `explain --format csv`: one row a demand of a conflict or an unlock.
#[must_use]
pub fn as_csv(scenario: &Scenario, found: &Reasons) -> String {
    let heads =
        ["kind", "place", "demand", "party", "title", "firmness", "basis", "source", "chance", "agreed", "witness"];
    let mut text = record(&heads.map(str::to_owned));
    let mut add = |kind: &str, place: usize, demands: &[DemandId], of_set: [String; 3]| {
        for demand in demands.iter().filter_map(|id| found.demands.find(*id)) {
            let line = scenario.red_line(demand);
            let sources = line.iter().flat_map(|line| &line.sources).filter_map(|id| scenario.sources.find(*id));
            let mut fields = vec![
                kind.to_owned(),
                (place + 1).to_string(),
                scenario.demand_text(demand),
                naming::party_name(scenario, demand.party()).to_owned(),
                naming::demand_title(scenario, demand),
                double(line.map(|line| line.firmness.midpoint())),
                line.map_or_else(String::new, |line| line.basis.word().to_owned()),
                sources.map(|source| source.id.as_str()).collect::<Vec<_>>().join(" "),
            ];
            fields.extend(of_set.clone());
            text += &record(&fields);
        }
    };
    for (place, conflict) in found.conflicts.iter().enumerate() {
        add("conflict", place, conflict, [const { String::new() }; 3]);
    }
    for (place, one) in found.unlocks.iter().enumerate() {
        let witness = one.witness.as_ref().map(|deal| flags(scenario, deal)).unwrap_or_default();
        add("unlock", place, &one.demands, [double(Some(one.chance)), exact(&one.agreed).unwrap_or_default(), witness]);
    }
    text
}

/// The terms of a deal as flags take them.
fn flags(scenario: &Scenario, deal: &Deal) -> String {
    let term = |(id, value): (_, &_)| {
        let issue = scenario.issues.find(id)?;
        Some(format!("{}={}", issue.id, naming::value_flag(issue, *value)))
    };
    deal.enumerate().filter_map(term).collect::<Vec<_>>().join(" ")
}
