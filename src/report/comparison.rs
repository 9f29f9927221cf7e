//! `zopa compare` as JSON, Markdown and CSV.
//!
//! ```text
//! proposal,title,completions,agreed,probability,distance,party,accepts,crossed,utility_low,utility_high,party_probability
//! port_plan,The port's plan,1,0,0.1,1,town,none,town.jobs,,,0.1
//! ```

use crate::analysis::comparison::{Comparison, Near, Position, ProposalFindings};
use crate::analysis::kinds::of_comparison;
use crate::report::context::RunContext;
use crate::report::csv::{double, record};
use crate::report::figure::{self, NONE, points, probability, whole};
use crate::report::header::header;
use crate::report::json::{pretty, provenance, put};
use crate::report::markdown::{escaped, figures_escaped, heading, table};
use crate::report::sentence::side_by_side;
use crate::report::sentence::votes::said;
use crate::report::{naming, sentence, votes};
use crate::scenario::id::{DemandId, IssueId, PartyId};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;
use serde_json::{Map, Value as Json};

/// `compare --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, found: &Comparison, context: &RunContext) -> String {
    let proposals = found.proposals.iter().map(|one| proposal_json(scenario, found, one)).collect::<Vec<_>>();
    let differences = found.differences.iter().map(|id| {
        let issue = scenario.issues.find(*id);
        let value = |one: &ProposalFindings| {
            let value = one.draft.terms.find(*id).copied().flatten();
            Some((
                one.draft.id.clone(),
                value.zip(issue).map_or(Json::Null, |(value, issue)| naming::value_json(issue, value)),
            ))
        };
        let mut json = Map::new();
        put(&mut json, "issue", issue.map(|issue| &*issue.id));
        put(&mut json, "values", Json::Object(found.proposals.iter().filter_map(value).collect()));
        Json::Object(json)
    });
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "compare");
    put(&mut top, "scenario", header(scenario, context));
    put(&mut top, "answer", provenance(&found.provenance, &of_comparison(found)));
    put(&mut top, "proposals", proposals);
    put(&mut top, "differences", differences.collect::<Vec<_>>());
    pretty(&Json::Object(top))
}

/// One proposal, as `compare` and `explain` give it.
pub(crate) fn proposal_json(scenario: &Scenario, all: &Comparison, found: &ProposalFindings) -> Json {
    let ids = |ids: &[IssueId]| -> Vec<String> {
        ids.iter().filter_map(|id| Some(scenario.issues.find(*id)?.id.clone())).collect()
    };
    let impossible = found.impossible.iter().filter_map(|id| Some(scenario.impossible.find(*id)?.id.clone()));
    let parties = found
        .parties
        .enumerate()
        .map(|(id, position)| position_json(scenario, all, (id, position), found.completions.is_some()));
    let mut json = Map::new();
    put(&mut json, "id", &*found.draft.id);
    put(&mut json, "title", &*found.draft.title);
    put(&mut json, "terms", naming::terms_json(scenario, &found.draft.terms));
    put(&mut json, "open", ids(&found.open));
    put(&mut json, "completions", found.completions.as_ref().map(ToString::to_string));
    // What is not known is null, and no empty list.
    let is_known = found.completions.is_some();
    put(&mut json, "impossible", is_known.then(|| impossible.collect::<Vec<_>>()));
    put(&mut json, "against_fix", ids(&found.unfixed));
    put(&mut json, "agreed", found.agreed.as_ref().map(ToString::to_string));
    put(&mut json, "probability", found.probability);
    put(&mut json, "parties", parties.collect::<Vec<_>>());
    put(&mut json, "votes", votes::as_json(scenario, found.votes.as_ref()));
    put(&mut json, "nearest", found.nearest.as_ref().map(|near| near_json(scenario, found, near, false)));
    put(&mut json, "nearest_likely", found.nearest_likely.as_ref().map(|near| near_json(scenario, found, near, true)));
    Json::Object(json)
}

fn position_json(scenario: &Scenario, all: &Comparison, (id, found): (PartyId, &Position), is_known: bool) -> Json {
    let crossed = found.crossed.iter().filter_map(|id| all.demands.find(*id)).map(|name| {
        let line = scenario.red_line(name);
        let mut json = Map::new();
        put(&mut json, "id", scenario.demand_text(name));
        put(&mut json, "title", line.map(|line| &*line.title));
        put(&mut json, "firmness", line.map(|line| line.firmness.midpoint()));
        put(&mut json, "firmness_by", line.and_then(|line| naming::firmness_by(scenario, line)));
        put(&mut json, "basis", line.map(|line| line.basis.word()));
        put(&mut json, "source", line.map(|line| side_by_side::source_ids(scenario, line)));
        put(&mut json, "quote", line.and_then(|line| line.quote.as_deref()));
        Json::Object(json)
    });
    let mut json = Map::new();
    put(&mut json, "id", naming::party_id(scenario, id));
    put(&mut json, "accepts", found.accepts.map(|accepts| accepts.word()));
    put(&mut json, "crossed", is_known.then(|| crossed.collect::<Vec<_>>()));
    put(&mut json, "utility", found.utility.map(|(low, high)| vec![low, high]));
    put(&mut json, "probability", found.probability);
    Json::Object(json)
}

fn near_json(scenario: &Scenario, found: &ProposalFindings, near: &Near, is_likely: bool) -> Json {
    let deals = near.deals.iter().enumerate().map(|(at, (deal, changes))| {
        let changes = changes.iter().filter_map(|id| {
            let issue = scenario.issues.find(*id)?;
            let mut json = Map::new();
            put(&mut json, "issue", &*issue.id);
            let from = found.draft.terms.find(*id).copied().flatten();
            put(&mut json, "from", from.map(|value| naming::value_json(issue, value)));
            put(&mut json, "to", deal.find(*id).map(|value| naming::value_json(issue, *value)));
            Some(Json::Object(json))
        });
        let mut json = Map::new();
        put(&mut json, "terms", naming::deal_json(scenario, deal));
        put(&mut json, "changes", changes.collect::<Vec<_>>());
        put(&mut json, "votes", votes::as_json(scenario, near.votes.get(at)));
        Json::Object(json)
    });
    let mut json = Map::new();
    put(&mut json, "distance", near.distance);
    put(&mut json, "count", near.count.to_string());
    put(&mut json, "deals", deals.collect::<Vec<_>>());
    if is_likely {
        put(&mut json, "probability", near.probability);
    }
    Json::Object(json)
}

/// The heads of `compare --format csv`.
const HEADS: [&str; 13] = [
    "proposal",
    "title",
    "completions",
    "agreed",
    "probability",
    "distance",
    "distance_likely",
    "party",
    "accepts",
    "crossed",
    "utility_low",
    "utility_high",
    "party_probability",
];

/// `compare --format csv`: one row a proposal and party.
#[must_use]
pub fn as_csv(scenario: &Scenario, found: &Comparison) -> String {
    let mut text = record(&HEADS.map(str::to_owned));
    let count = |n: &Option<BigUint>| n.as_ref().map(ToString::to_string).unwrap_or_default();
    let distance = |near: &Option<Near>| near.as_ref().map(|near| near.distance.to_string()).unwrap_or_default();
    for one in &found.proposals {
        for (id, position) in one.parties.enumerate() {
            text += &record(&[
                one.draft.id.clone(),
                one.draft.title.clone(),
                count(&one.completions),
                count(&one.agreed),
                double(one.probability),
                distance(&one.nearest),
                distance(&one.nearest_likely),
                naming::party_id(scenario, id).to_owned(),
                position.accepts.map(|accepts| accepts.word().to_owned()).unwrap_or_default(),
                names(scenario, found, &position.crossed).join(" "),
                double(position.utility.map(|(low, _)| low)),
                double(position.utility.map(|(_, high)| high)),
                double(position.probability),
            ]);
        }
    }
    text
}

/// Demands by their ids.
pub(crate) fn names(scenario: &Scenario, found: &Comparison, demands: &[DemandId]) -> Vec<String> {
    demands.iter().filter_map(|id| found.demands.find(*id)).map(|name| scenario.demand_text(name)).collect()
}

/// `compare --format markdown`; of a matrix the proposals one by one are left out.
#[must_use]
pub fn as_markdown(scenario: &Scenario, found: &Comparison, context: &RunContext, is_matrix: bool) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    text += &format!("**{}**", escaped(&side_by_side::headline(scenario, found)));
    for line in side_by_side::context(found) {
        text += &format!(" {}", escaped(&line));
    }
    text += "\n";
    standing(&mut text, scenario, found);
    if found.proposals.len() > 1 {
        differences(&mut text, scenario, found);
    }
    if !is_matrix {
        for one in &found.proposals {
            proposal(&mut text, scenario, found, one);
        }
    }
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}

/// The least number of changes, to an agreed deal or else to a most probable one.
pub(crate) fn changes(found: &ProposalFindings) -> String {
    let near = found.nearest.as_ref().or(found.nearest_likely.as_ref());
    near.map_or_else(|| NONE.to_owned(), |near| near.distance.to_string())
}

/// Agreed completions of all.
pub(crate) fn agreed(found: &ProposalFindings) -> String {
    match (&found.agreed, &found.completions) {
        (Some(agreed), Some(all)) => format!("{}/{}", whole(agreed), whole(all)),
        _ => NONE.to_owned(),
    }
}

fn standing(text: &mut String, scenario: &Scenario, found: &Comparison) {
    heading(text, side_by_side::STANDING);
    *text += &format!("{} {}\n\n", side_by_side::STANDING_LEGEND, side_by_side::changes_legend(found));
    let names: Vec<String> = scenario.parties.iter().map(|party| escaped(&party.name)).collect();
    let mut heads = vec![(side_by_side::PROPOSAL_COLUMN, false), (side_by_side::AGREED_COLUMN, true)];
    heads.extend(names.iter().map(|name| (name.as_str(), false)));
    heads.extend([(side_by_side::PROBABILITY_COLUMN, true), (side_by_side::CHANGES_COLUMN, true)]);
    let row = |one: &ProposalFindings| {
        let mut cells = vec![escaped(&one.draft.title), agreed(one)];
        cells.extend(one.parties.iter().map(|position| side_by_side::cell(position.accepts, position.crossed.len())));
        cells.extend([figures_escaped(&probability(one.probability)), changes(one)]);
        cells
    };
    *text += &table(&heads, &found.proposals.iter().map(row).collect::<Vec<_>>());
}

/// The value of an issue in a proposal, for people.
pub(crate) fn term(scenario: &Scenario, found: &ProposalFindings, id: IssueId) -> String {
    let value = found.draft.terms.find(id).copied().flatten();
    let titled = value.zip(scenario.issues.find(id)).map(|(value, issue)| naming::value_title(issue, value));
    titled.unwrap_or_else(|| sentence::OPEN.to_owned())
}

fn differences(text: &mut String, scenario: &Scenario, found: &Comparison) {
    heading(text, side_by_side::DIFFERENCES);
    if found.differences.is_empty() {
        *text += &format!("{}\n", side_by_side::NO_DIFFERENCES);
        return;
    }
    let titles: Vec<String> = found
        .differences
        .iter()
        .map(|id| scenario.issues.find(*id).map(|issue| escaped(&issue.title)).unwrap_or_default())
        .collect();
    let mut heads = vec![(side_by_side::PROPOSAL_COLUMN, false)];
    heads.extend(titles.iter().map(|title| (title.as_str(), false)));
    let row = |one: &ProposalFindings| {
        let mut cells = vec![escaped(&one.draft.title)];
        cells.extend(found.differences.iter().map(|id| escaped(&term(scenario, one, *id))));
        cells
    };
    *text += &table(&heads, &found.proposals.iter().map(row).collect::<Vec<_>>());
}

/// The utility of a party over the completions: one number, or its two ends.
pub(crate) fn utility(position: &Position) -> String {
    match position.utility {
        None => figure::NONE.to_owned(),
        Some((low, high)) if points(low) == points(high) => points(low),
        Some((low, high)) => format!("{} to {}", points(low), points(high)),
    }
}

fn proposal(text: &mut String, scenario: &Scenario, all: &Comparison, found: &ProposalFindings) {
    heading(text, &escaped(&found.draft.title));
    let mut facts = vec![side_by_side::completions(found)];
    facts.extend(side_by_side::best_probability(found));
    facts.extend(found.votes.iter().map(|votes| said(scenario, votes)));
    *text += &format!("`{}`: {}.\n", found.draft.id, escaped(&facts.join("; ")));
    let reasons = side_by_side::contradictions(scenario, found);
    if !reasons.is_empty() {
        *text += &format!("\nIt {} {}.\n", side_by_side::CONTRADICTS, escaped(&reasons.join("; ")));
    }
    let open = found.open.iter().filter_map(|id| Some(escaped(&scenario.issues.find(*id)?.title)));
    let open = open.collect::<Vec<_>>().join(", ");
    if !open.is_empty() {
        *text += &format!("\nIt leaves {} {open}.\n", side_by_side::OPEN);
    }
    let [party, accepts, odds, worth, crossed] = side_by_side::PARTY_COLUMNS;
    let heads = [(party, false), (accepts, false), (odds, true), (worth, true), (crossed, false)];
    let row = |(id, position): (PartyId, &Position)| {
        let lines = position.crossed.iter().filter_map(|id| all.demands.find(*id)).map(|name| {
            let title = escaped(&naming::demand_title(scenario, name));
            let Some(line) = scenario.red_line(name) else { return title };
            let quote = line
                .quote
                .as_ref()
                .map_or_else(String::new, |quote| format!(", {}", escaped(&side_by_side::quoted(quote))));
            format!("{title} ({}{quote})", escaped(&side_by_side::founded(scenario, line)))
        });
        vec![
            escaped(naming::party_name(scenario, id)),
            position.accepts.map_or(NONE, |accepts| accepts.word()).to_owned(),
            figures_escaped(&probability(position.probability)),
            utility(position),
            lines.collect::<Vec<_>>().join("; "),
        ]
    };
    *text += &format!("\n{}", table(&heads, &found.parties.enumerate().map(row).collect::<Vec<_>>()));
    let kinds = [(&found.nearest, true), (&found.nearest_likely, false)];
    for (near, is_agreed) in kinds.into_iter().filter_map(|(near, is_agreed)| Some((near.as_ref()?, is_agreed))) {
        *text += &format!("\n{}:\n\n", escaped(&side_by_side::near(near, is_agreed)));
        for (deal, changed) in &near.deals {
            let changes = changed.iter().map(|id| side_by_side::change(scenario, &found.draft.terms, deal, *id));
            let changes = changes.collect::<Vec<_>>().join("; ");
            let said = if changed.is_empty() { side_by_side::NO_CHANGE } else { &changes };
            let with = side_by_side::settled(scenario, &found.open, deal).join("; ");
            let with = if with.is_empty() { with } else { format!(", {} {with}", side_by_side::WITH) };
            *text += &format!("- {}{}\n", escaped(said), escaped(&with));
        }
        let n_left = near.count.saturating_sub(near.deals.len() as u64);
        if n_left > 0 {
            *text += &format!("- {}\n", side_by_side::more_deals(n_left));
        }
    }
}
