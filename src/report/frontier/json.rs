//! `frontier --format json`.
//!
//! The keys of every such answer first; behind them `over` (which deals were looked at), `deals` (how many), `threat`
//! (from where gains are measured), `proposals`, and `negmas` (null unless asked for).

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{FrontierFindings, ProposalFindings, SolutionFindings, Threat, ValuedDeal};
use crate::analysis::kinds::of_frontier;
use crate::engine::pareto::field::Over;
use crate::report::context::RunContext;
use crate::report::header::header;
use crate::report::json::{pretty, provenance, put};
use crate::report::naming;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json};

/// What NegMAS calls its four solutions, as keys.
const NEGMAS_KEYS: [&str; 4] = ["nash", "kalai_smorodinsky", "kalai", "max_welfare"];

/// `frontier --format json`, pretty printed, with a newline at its end.
#[must_use]
pub fn frontier(scenario: &Scenario, findings: &FrontierFindings, context: &RunContext) -> String {
    let found = findings.found.as_ref();
    let ids = findings.parties.iter().map(|id| naming::party_id(scenario, *id));
    let mut frontier = Map::new();
    put(&mut frontier, "size", found.map(|found| found.size.to_string()));
    put(&mut frontier, "deals", deals(scenario, found.map_or(&[], |found| &found.deals)));
    let mut solutions = Map::new();
    for (place, one) in Solution::ALL.into_iter().enumerate() {
        let solution = found.and_then(|found| found.solutions.get(place)).and_then(Option::as_ref);
        put(&mut solutions, one.word(), solution.map(|one| solution_json(scenario, one)));
    }
    let negmas = found.and_then(|found| found.negmas.as_ref()).map(|lists| {
        let mut json = Map::new();
        for (key, (ties, list)) in NEGMAS_KEYS.into_iter().zip(lists) {
            let mut one = Map::new();
            put(&mut one, "ties", ties.to_string());
            put(&mut one, "deals", deals(scenario, list));
            put(&mut json, key, one);
        }
        json
    });
    let proposals = found
        .map(|found| found.proposals.iter().map(|one| proposal(scenario, &findings.parties, one)).collect::<Vec<_>>());
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "frontier");
    put(&mut top, "scenario", header(scenario, context));
    put(&mut top, "answer", provenance(&findings.provenance, &of_frontier(findings)));
    put(&mut top, "parties", ids.collect::<Vec<_>>());
    put(&mut top, "frontier", frontier);
    put(&mut top, "solutions", solutions);
    put(
        &mut top,
        "over",
        match findings.question.over {
            Over::Agreed => "agreed",
            Over::Coherent => "coherent",
        },
    );
    put(&mut top, "deals", found.and_then(|found| found.n_deals.as_ref()).map(ToString::to_string));
    put(&mut top, "threat", threat(scenario, findings));
    put(&mut top, "proposals", proposals.unwrap_or_default());
    put(&mut top, "negmas", negmas);
    pretty(&Json::Object(top))
}

fn threat(scenario: &Scenario, findings: &FrontierFindings) -> Json {
    let points = findings.found.as_ref().and_then(|found| found.threat.as_ref());
    let mut json = Map::new();
    put(
        &mut json,
        "kind",
        match findings.question.threat {
            Threat::Reservation => "reservation",
            Threat::Lowest => "lowest",
        },
    );
    put(&mut json, "points", points.map(|points| by_party(scenario, &findings.parties, points)));
    Json::Object(json)
}

fn by_party(scenario: &Scenario, parties: &[PartyId], figures: &[f64]) -> Json {
    let pairs = parties.iter().zip(figures);
    Json::Object(pairs.map(|(id, figure)| (naming::party_id(scenario, *id).to_owned(), Json::from(*figure))).collect())
}

fn deals(scenario: &Scenario, list: &[ValuedDeal]) -> Vec<Json> {
    list.iter().map(|one| Json::Object(deal(scenario, one))).collect()
}

fn deal(scenario: &Scenario, valued: &ValuedDeal) -> Map<String, Json> {
    let utility =
        valued.utility.enumerate().map(|(id, one)| (naming::party_id(scenario, id).to_owned(), Json::from(*one)));
    let mut json = Map::new();
    put(&mut json, "terms", naming::deal_json(scenario, &valued.deal));
    put(&mut json, "utility", Json::Object(utility.collect()));
    json
}

fn solution_json(scenario: &Scenario, solution: &SolutionFindings) -> Json {
    let mut json = Map::new();
    put(&mut json, "value", solution.value);
    put(&mut json, "ties", solution.ties.to_string());
    put(&mut json, "deals", deals(scenario, &solution.deals));
    Json::Object(json)
}

fn proposal(scenario: &Scenario, parties: &[PartyId], found: &ProposalFindings) -> Json {
    let mut json = Map::new();
    put(&mut json, "id", scenario.proposals.find(found.proposal).map(|proposal| &*proposal.id));
    put(&mut json, "completions", found.completions.to_string());
    let nearest = found.nearest.as_ref().map(|nearest| {
        let mut json = deal(scenario, &nearest.valued);
        put(&mut json, "agreed", nearest.is_agreed);
        put(&mut json, "distance", nearest.distance);
        put(&mut json, "dominated_by", nearest.dominated_by.to_string());
        put(&mut json, "left_on_the_table", by_party(scenario, parties, &nearest.left));
        json
    });
    put(&mut json, "nearest", nearest);
    Json::Object(json)
}
