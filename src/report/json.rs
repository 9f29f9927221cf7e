//! The answer for programs: `run --format json`.
//!
//! Keys never vanish and stand in the order of the interface; exact counts are decimal strings, since they pass 2^53;
//! what does not apply is `null`. Where figures come from samples, every share has its interval beside it
//! (`share_interval`), and every count is `null` with the number of samples beside it (`agreed_samples`).

use crate::analysis::findings::{Acceptance, BestDeal, DemandFindings, PartyFindings, Simulation, ValueFindings, Zone};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance, Share};
use crate::report::context::RunContext;
use crate::report::figure::is_zero;
use crate::report::header::header;
use crate::report::{coalition_rows, naming, shared_lines, votes, worlds};
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::{Issue, Scenario};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json};

pub(crate) use crate::report::header::put;

/// `run --format json`, pretty printed, with a newline at its end.
#[must_use]
pub fn acceptance(scenario: &Scenario, found: &Acceptance, context: &RunContext) -> String {
    let writer = Writer { scenario, found, sampled: is_sampled(&found.provenance) };
    let (mut before, mut after) = (Map::new(), Map::new());
    put(&mut before, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut before, "command", "run");
    put(&mut before, "scenario", header(scenario, context));
    put(&mut before, "answer", provenance(&found.provenance));
    put(&mut before, "space", writer.space());
    put(&mut before, "zone", writer.zone(&found.zone));
    put(&mut before, "worlds", worlds::as_json(scenario, found));
    put(&mut before, "coalitions", coalition_rows::lists_json(scenario, found));
    put(&mut before, "shared_lines", shared_lines::as_json(scenario, found));
    put(&mut before, "parties", found.parties.enumerate().map(|(id, one)| writer.party(id, one)).collect::<Vec<_>>());
    put(&mut after, "assumptions", worlds::assumptions(scenario));
    put(&mut after, "simulation", found.simulation.as_ref().map(simulation));
    put(&mut after, "run_info", context.run_info.then(|| run_info(found, context)));
    let whole = Whole { before, writer, after };
    // Only what cannot be written as JSON (a map whose keys are no strings) is an error, and there is none here.
    serde_json::to_string_pretty(&whole).map_or_else(|_| String::new(), |text| text + "\n")
}

/// An answer whose values are written one by one: as a whole, those of a few ranges at their limit would take gigabytes.
struct Whole<'a> {
    before: Map<String, Json>,
    writer: Writer<'a>,
    after: Map<String, Json>,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut top = serializer.serialize_map(None)?;
        for (key, value) in &self.before {
            top.serialize_entry(key, value)?;
        }
        top.serialize_entry("issues", &Issues(&self.writer))?;
        for (key, value) in &self.after {
            top.serialize_entry(key, value)?;
        }
        top.end()
    }
}

struct Issues<'a>(&'a Writer<'a>);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let issues = self.0.found.issues.enumerate();
        serializer.collect_seq(issues.filter_map(|(id, rows)| {
            let issue = self.0.scenario.issues.find(id)?;
            Some(OneIssue { writer: self.0, issue, rows })
        }))
    }
}

struct OneIssue<'a> {
    writer: &'a Writer<'a>,
    issue: &'a Issue,
    rows: &'a [ValueFindings],
}

impl Serialize for OneIssue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = serializer.serialize_map(None)?;
        json.serialize_entry("id", &self.issue.id)?;
        json.serialize_entry("type", self.issue.type_word())?;
        json.serialize_entry("values", &Rows(self))?;
        json.end()
    }
}

struct Rows<'a>(&'a OneIssue<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let OneIssue { writer, issue, rows } = self.0;
        let values = (0..).zip(*rows);
        serializer.collect_seq(values.map(|(row, found)| writer.value(naming::row_json(issue, row), found)))
    }
}

/// Whether the figures come from samples, so that each has its interval beside it.
pub(crate) fn is_sampled(provenance: &Provenance) -> bool {
    provenance.engine == EngineName::Simulate || provenance.kind == AnswerKind::Estimate
}

/// Two spaces a level, and a newline at the end.
pub(crate) fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

fn put_worth(json: &mut Map<String, Json>, found: &DemandFindings) {
    put(json, "any_if_dropped", found.any_if_dropped);
    put(json, "any_if_fixed", found.any_if_fixed);
}

/// The `answer` of every answer: how it was had.
pub(crate) fn provenance(provenance: &Provenance) -> Json {
    let mut answer = Map::new();
    put(&mut answer, "engine", provenance.engine.word());
    put(&mut answer, "kind", provenance.kind.word());
    put(&mut answer, "why", provenance.why.as_deref());
    Json::Object(answer)
}

fn simulation(simulation: &Simulation) -> Json {
    let mut json = Map::new();
    put(&mut json, "proposals", simulation.proposals.to_string());
    put(&mut json, "agreed_samples", simulation.agreed_samples.to_string());
    put_share(&mut json, "share", simulation.share, true);
    put_share(&mut json, "mean_probability", simulation.mean_probability, true);
    Json::Object(json)
}

fn run_info(found: &Acceptance, context: &RunContext) -> Json {
    let mut info = Map::new();
    put(&mut info, "threads", found.threads);
    put(&mut info, "seed", context.seed);
    put(&mut info, "samples", found.samples);
    put(&mut info, "seconds", context.seconds);
    Json::Object(info)
}

/// What every part of the answer needs to be written.
struct Writer<'a> {
    scenario: &'a Scenario,
    found: &'a Acceptance,
    /// Whether figures have intervals and counts have samples beside them.
    sampled: bool,
}

impl Writer<'_> {
    fn space(&self) -> Json {
        let mut space = Map::new();
        put(&mut space, "deals", self.found.deals.to_string());
        self.count(&mut space, "coherent", &self.found.coherent);
        Json::Object(space)
    }

    fn zone(&self, zone: &Zone) -> Json {
        let mut json = Map::new();
        self.count(&mut json, "agreed", &zone.agreed);
        self.share(&mut json, "share", zone.share);
        self.share(&mut json, "mean_probability", zone.mean_probability);
        put(&mut json, "best_probability", zone.best_probability);
        put(&mut json, "any_probability", zone.any_probability);
        put(&mut json, "any_probability_interval", interval(zone.any_probability_interval));
        let is_known = zone.best_probability.is_some() || is_zero(&self.found.coherent);
        put(&mut json, "best", is_known.then(|| zone.best.iter().map(|one| self.best(one)).collect::<Vec<_>>()));
        Json::Object(json)
    }

    fn best(&self, best: &BestDeal) -> Json {
        let mut crossed = Map::new();
        for name in best.crossed.iter().filter_map(|id| self.found.demands.find(*id)) {
            let party = naming::party_id(self.scenario, name.party());
            let crossed_by_party = crossed.entry(party).or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(demands) = crossed_by_party {
                demands.push(Json::from(self.scenario.demand_text(name)));
            }
        }
        let utility = best
            .utility
            .enumerate()
            .map(|(id, one)| (naming::party_id(self.scenario, id).to_owned(), Json::from(*one)));
        let mut json = Map::new();
        put(&mut json, "terms", naming::deal_json(self.scenario, &best.deal));
        put(&mut json, "probability", best.probability);
        put(&mut json, "crossed", crossed);
        put(&mut json, "utility", Json::Object(utility.collect()));
        put(&mut json, "votes", votes::as_json(self.scenario, best.votes.as_ref()));
        Json::Object(json)
    }

    fn party(&self, id: PartyId, found: &PartyFindings) -> Json {
        let party = self.scenario.parties.find(id);
        let mut json = Map::new();
        put(&mut json, "id", naming::party_id(self.scenario, id));
        put(&mut json, "signs", party.map(|party| party.signs));
        self.count(&mut json, "accepts", &found.accepts);
        self.share(&mut json, "share", found.share);
        self.share(&mut json, "mean_probability", found.mean_probability);
        self.count(&mut json, "agreed_without", &found.agreed_without);
        put(&mut json, "red_lines", found.red_lines.iter().map(|one| self.red_line(one)).collect::<Vec<_>>());
        let reservation = found.reservation.as_ref().map(|one| {
            let mut json = Map::new();
            put(&mut json, "value", party.and_then(|party| party.reservation));
            self.count(&mut json, "crossed", &one.crossed);
            self.count(&mut json, "only", &one.only);
            self.count(&mut json, "agreed_if_dropped", &one.agreed_if_dropped);
            self.share(&mut json, "only_share", one.only_share);
            put_worth(&mut json, one);
            Json::Object(json)
        });
        put(&mut json, "reservation", reservation);
        self.count(&mut json, "only", &found.only);
        self.share(&mut json, "only_share", found.only_share);
        Json::Object(json)
    }

    fn red_line(&self, found: &DemandFindings) -> Json {
        let id = self.found.demands.find(found.demand).map(|name| self.scenario.demand_text(name));
        let mut json = Map::new();
        put(&mut json, "id", id);
        put(&mut json, "firmness", found.firmness);
        let line = self.found.demands.find(found.demand).and_then(|name| self.scenario.red_line(name));
        put(&mut json, "firmness_by", line.and_then(|line| naming::firmness_by(self.scenario, line)));
        self.count(&mut json, "crossed", &found.crossed);
        self.share(&mut json, "share", found.share);
        self.count(&mut json, "only", &found.only);
        self.count(&mut json, "agreed_if_dropped", &found.agreed_if_dropped);
        put(&mut json, "basis", found.basis.map(|basis| basis.word()));
        self.share(&mut json, "only_share", found.only_share);
        put_worth(&mut json, found);
        let line = self.found.demands.find(found.demand).and_then(|name| self.scenario.red_line(name));
        put(&mut json, "shared", line.filter(|line| line.shared.is_some()).map(|line| &*line.id));
        Json::Object(json)
    }

    fn value(&self, value: Json, found: &ValueFindings) -> Json {
        let mut json = Map::new();
        put(&mut json, "value", value);
        self.count(&mut json, "deals", &found.deals);
        self.count(&mut json, "agreed", &found.agreed);
        self.share(&mut json, "zopa_share", found.zopa_share);
        self.share(&mut json, "accept_rate", found.accept_rate);
        put(&mut json, "best_probability", found.best_probability);
        self.share(&mut json, "mean_probability", found.mean_probability);
        put(&mut json, "verdict", found.verdict.word());
        put(&mut json, "accepted_by", self.by_party(&found.accepted_by, |share| Json::from(share.value)));
        if self.sampled {
            put(&mut json, "accepted_by_interval", self.by_party(&found.accepted_by, |share| interval(share.interval)));
        }
        Json::Object(json)
    }

    fn by_party(&self, shares: &IdVec<PartyId, Share>, figure: impl Fn(Share) -> Json) -> Json {
        Json::Object(
            shares
                .enumerate()
                .map(|(id, share)| (naming::party_id(self.scenario, id).to_owned(), figure(*share)))
                .collect(),
        )
    }

    /// A count under its name; where figures come from samples, how many samples beside it.
    fn count(&self, json: &mut Map<String, Json>, name: &str, count: &Count) {
        let (counted, samples) = match count {
            Count::Exact(counted) => (Some(counted.to_string()), None),
            Count::Samples(samples) => (None, Some(samples.to_string())),
            Count::Unknown => (None, None),
        };
        put(json, name, counted);
        if self.sampled {
            put(json, &format!("{name}_samples"), samples);
        }
    }

    /// A share under its name; where figures come from samples, its interval beside it.
    fn share(&self, json: &mut Map<String, Json>, name: &str, share: Share) {
        put_share(json, name, share, self.sampled);
    }
}

fn put_share(json: &mut Map<String, Json>, name: &str, share: Share, is_sampled: bool) {
    put(json, name, share.value);
    if is_sampled {
        put(json, &format!("{name}_interval"), interval(share.interval));
    }
}

fn interval(interval: Option<(f64, f64)>) -> Json {
    interval.map_or(Json::Null, |(low, high)| Json::from(vec![low, high]))
}

#[cfg(test)]
mod tests;
