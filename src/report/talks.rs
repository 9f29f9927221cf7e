//! Every form of `zopa talks`: what happens at the table.

use crate::analysis::kinds::of_provenance;
use crate::analysis::talk::findings::TalkFindings;
use crate::analysis::talk::play::{Ending, Played, Step};
use crate::engine::ask::answer::AnswerKind;
use crate::engine::ask::interval::wilson;
use crate::report::context::RunContext;
use crate::report::csv::record;
use crate::report::header::{header, put};
use crate::report::json::{pretty, provenance};
use crate::report::markdown::{escaped, part as set_part};
use crate::report::naming;
use crate::report::sentence::{self, talks as words};
use crate::scenario::id::{DemandId, IdVec, PartyId};
use crate::scenario::model::{Deal, DemandName, Issue, Scenario};
use crate::scenario::talk::Strategy;
use serde_json::{Map, Value as Json, json};

/// A count over another; none of nothing.
#[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The interval of a share of talks; none where nothing is drawn.
#[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
pub(crate) fn interval(found: &TalkFindings, part: u64, whole: u64) -> Option<(f64, f64)> {
    let share = share(part, whole)?;
    (found.provenance.kind == AnswerKind::Estimate).then(|| wilson(share, whole as f64))
}

fn interval_json(interval: Option<(f64, f64)>) -> Json {
    interval.map_or(Json::Null, |(low, high)| json!([low, high]))
}

/// `talks --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, found: &TalkFindings, context: &RunContext, top: usize) -> String {
    let tally = &found.tally;
    let (talks, reached) = (tally.talks, tally.reached());
    let mut json = Map::new();
    put(&mut json, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut json, "command", "talks");
    put(&mut json, "scenario", header(scenario, context));
    put(&mut json, "answer", provenance(&found.provenance, &of_provenance(&found.provenance)));
    put(&mut json, "talk", talk(scenario, found));
    put(&mut json, "talks", talks.to_string());
    put(
        &mut json,
        "reached",
        json!({
            "count": reached.to_string(),
            "share": share(reached, talks),
            "share_interval": interval_json(interval(found, reached, talks)),
        }),
    );
    put(
        &mut json,
        "possible",
        json!({
            "share": share(tally.possible, talks),
            "share_interval": interval_json(interval(found, tally.possible, talks)),
        }),
    );
    put(&mut json, "reached_of_possible", share(reached, tally.possible));
    let ended = Ending::ALL.iter().zip(tally.ended).map(|(ending, n)| (ending.word().to_owned(), n.to_string().into()));
    put(&mut json, "ended", Json::Object(ended.collect()));
    put(
        &mut json,
        "rounds",
        json!({
            "mean": mean_round(found),
            "histogram": tally.histogram.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
    );
    put(&mut json, "parties", parties(scenario, found));
    put(&mut json, "issues", scenario.issues.enumerate().map(|(id, one)| issue(found, id, one)).collect::<Vec<_>>());
    let deals = found.deals.iter().take(top).map(|one| {
        json!({
            "terms": naming::deal_json(scenario, &one.deal),
            "count": one.count.to_string(),
            "share": share(one.count, reached),
            "utility": by_party(scenario, &|party| one.utility[party].into()),
        })
    });
    put(&mut json, "deals", deals.collect::<Vec<_>>());
    let efficiency = tally.undominated.map(|n| json!({ "pareto_share": share(n, reached) }));
    put(&mut json, "efficiency", efficiency);
    let told = found.trace.as_ref().map(|(number, played)| trace(scenario, found, *number, played));
    put(&mut json, "trace", told);
    if found.tournament.is_some() {
        put(&mut json, "tournament", tournament(scenario, found));
    }
    let info = context.run_info.then(|| json!({ "seed": context.seed, "seconds": context.seconds }));
    put(&mut json, "run_info", info);
    pretty(&Json::Object(json))
}

/// The mean round of the agreements.
#[expect(clippy::cast_precision_loss, reason = "numbers of talks and rounds")]
pub(crate) fn mean_round(found: &TalkFindings) -> Option<f64> {
    let sum: u64 = (1..).zip(&found.tally.histogram).map(|(round, n)| round * n).sum();
    let reached = found.tally.reached();
    (reached > 0).then(|| sum as f64 / reached as f64)
}

fn by_party(scenario: &Scenario, of: &dyn Fn(PartyId) -> Json) -> Json {
    Json::Object(scenario.parties.enumerate().map(|(id, party)| (party.id.clone(), of(id))).collect())
}

fn strategy(strategy: Strategy) -> Json {
    match strategy {
        Strategy::Exponent(exponent) => json!({ "e": exponent }),
        other => other.word().into(),
    }
}

fn strategies(scenario: &Scenario, found: &TalkFindings, list: &[Strategy]) -> Json {
    let each = found.setting.signers.iter().zip(list);
    Json::Object(each.map(|(party, one)| (scenario.parties[*party].id.clone(), strategy(*one))).collect())
}

fn talk(scenario: &Scenario, found: &TalkFindings) -> Json {
    let (talk, setting) = (&found.talk, &found.setting);
    let proposal = |id| scenario.proposals.find(id).map(|proposal| proposal.id.clone());
    let order: Json = if setting.is_shuffled {
        "random".into()
    } else {
        let ids = setting.order.iter().filter_map(|place| setting.signers.get(*place));
        ids.map(|party| scenario.parties[*party].id.clone()).collect::<Vec<_>>().into()
    };
    let openings = setting.signers.iter().map(|party| {
        let opening = talk.opening(*party).and_then(proposal);
        (scenario.parties[*party].id.clone(), opening.into())
    });
    json!({
        "id": talk.id,
        "title": talk.title,
        "protocol": talk.protocol.word(),
        "rounds": talk.rounds,
        "order": order,
        "strategy": strategies(scenario, found, &setting.strategies),
        "opening": Json::Object(openings.collect()),
        "text": talk.text.and_then(proposal),
        "gives_way": talk.gives_way.word(),
        "breakdown": talk.breakdown,
    })
}

/// A sum over the agreements, as their mean.
#[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
pub(crate) fn mean(sum: Option<&f64>, n: u64) -> Option<f64> {
    sum.filter(|_| n > 0).map(|sum| sum / n as f64)
}

fn parties(scenario: &Scenario, found: &TalkFindings) -> Json {
    let tally = &found.tally;
    let reached = tally.reached();
    let of = |(signer, party): (usize, &PartyId)| {
        let own = found.lines.iter().enumerate().filter(|(_, line)| line.signer == signer);
        let red_lines: Vec<Json> = own
            .map(|(place, line)| {
                let crossed = tally.crossed.get(place).copied().unwrap_or(0);
                json!({
                    "id": scenario.demand_text(&line.name),
                    "gave_way": tally.gave_way.get(place).copied().unwrap_or(0).to_string(),
                    "crossed": crossed.to_string(),
                    "share": share(crossed, reached),
                })
            })
            .collect();
        json!({
            "id": scenario.parties[*party].id,
            "mean_worth": mean(tally.worth.get(signer), reached),
            "mean_gain": mean(tally.gain.get(signer), reached),
            "offers": share(tally.offers.get(signer).copied().unwrap_or(0), tally.talks),
            "closed": tally.closed.get(signer).copied().unwrap_or(0).to_string(),
            "red_lines": red_lines,
        })
    };
    found.setting.signers.iter().enumerate().map(of).collect::<Vec<_>>().into()
}

/// How many agreements have each value of an issue, row by row.
pub(crate) fn agreements(found: &TalkFindings, id: crate::scenario::id::IssueId, issue: &Issue) -> Vec<u64> {
    let mut rows = vec![0; issue.n_rows() as usize];
    for one in &found.deals {
        for (row, n) in (0..).zip(&mut rows) {
            if issue.has_row(one.deal[id], row) {
                *n += one.count;
            }
        }
    }
    rows
}

fn issue(found: &TalkFindings, id: crate::scenario::id::IssueId, issue: &Issue) -> Json {
    let reached = found.tally.reached();
    let values = (0..).zip(agreements(found, id, issue)).map(|(row, n)| {
        json!({ "value": naming::row_json(issue, row), "agreements": n.to_string(), "share": share(n, reached) })
    });
    json!({ "id": issue.id, "type": issue.type_word(), "values": values.collect::<Vec<_>>() })
}

/// The deal of this number, of those that the told talk names.
pub(crate) fn told(found: &TalkFindings, number: Option<usize>) -> Option<&Deal> {
    let place = found.told.binary_search_by_key(&number?, |(number, _)| *number).ok()?;
    found.told.get(place).map(|(_, deal)| deal)
}

/// The assumptions of a talk's world.
pub(crate) fn assumed<'s>(scenario: &'s Scenario, found: &TalkFindings, played: &Played) -> Vec<(&'s str, &'s str)> {
    let values = found.worlds.get(played.world).map_or(&[][..], Vec::as_slice);
    values.iter().enumerate().filter_map(|(place, value)| scenario.assumption_value(place, *value)).collect()
}

fn trace(scenario: &Scenario, found: &TalkFindings, number: u64, played: &Played) -> Json {
    let demands: IdVec<DemandId, DemandName> = crate::rule::demand::demands(scenario);
    let lines = || found.lines.iter().zip(&played.times);
    let held = lines().filter(|(_, time)| time.is_none()).map(|(line, _)| scenario.demand_text(&line.name));
    let gives_way = lines().filter_map(|(line, time)| Some((scenario.demand_text(&line.name), Json::from((*time)?))));
    let terms = |deal: Option<usize>| told(found, deal).map(|deal| naming::deal_json(scenario, deal));
    let step = |step: &Step| {
        json!({
            "round": step.round,
            "party": found.setting.signers.get(step.signer).map(|party| &scenario.parties[*party].id),
            "does": step.does.word(),
            "terms": terms(step.deal),
            "crosses": step.crosses.iter().map(|demand| scenario.demand_text(&demands[*demand])).collect::<Vec<_>>(),
        })
    };
    let assumptions = assumed(scenario, found, played).into_iter().map(|(id, value)| (id.to_owned(), value.into()));
    json!({
        "talk": number,
        "held_to_the_end": held.collect::<Vec<_>>(),
        "gives_way": Json::Object(gives_way.collect()),
        "assumptions": Json::Object(assumptions.collect()),
        "steps": played.steps.iter().map(step).collect::<Vec<_>>(),
        "ended": played.ending.word(),
        "round": played.round,
        "terms": terms(played.deal),
    })
}

fn tournament(scenario: &Scenario, found: &TalkFindings) -> Json {
    let Some(tournament) = &found.tournament else { return Json::Null };
    let assignments = tournament.assignments.iter().map(|one| {
        let gains = found.setting.signers.iter().zip(&one.mean_gain);
        let gains = gains.map(|(party, gain)| (scenario.parties[*party].id.clone(), Json::from(*gain)));
        json!({
            "strategy": strategies(scenario, found, &one.strategies),
            "reached": share(one.reached, tournament.talks),
            "reached_interval": interval_json(interval(found, one.reached, tournament.talks)),
            "mean_gain": Json::Object(gains.collect()),
            "equilibrium": one.is_equilibrium,
        })
    });
    json!({ "assignments": assignments.collect::<Vec<_>>() })
}

/// `talks --format csv`: one row a deal that talks ended in.
#[must_use]
pub fn as_csv(scenario: &Scenario, found: &TalkFindings) -> String {
    let mut heads: Vec<String> = scenario.issues.iter().map(|issue| issue.id.clone()).collect();
    heads.extend(["count", "share"].map(str::to_owned));
    let mut text = record(&heads);
    for one in &found.deals {
        let values = scenario.issues.enumerate().map(|(id, issue)| naming::value_flag(issue, one.deal[id]));
        let share =
            share(one.count, found.tally.reached()).map_or_else(String::new, |share| Json::from(share).to_string());
        text += &record(&values.chain([one.count.to_string(), share]).collect::<Vec<_>>());
    }
    text
}

/// `talks --format markdown`.
#[must_use]
pub fn as_markdown(scenario: &Scenario, found: &TalkFindings, context: &RunContext, top: usize) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    let lines = words::headline(found);
    for (place, line) in lines.iter().enumerate() {
        let line = escaped(line);
        text += &if place == 0 { format!("**{line}**\n") } else { format!("\n{line}\n") };
    }
    text += &format!("\n{}\n", escaped(&words::setting(scenario, found)));
    for part in words::parts(scenario, found, top) {
        set_part(&mut text, &part);
    }
    if let Some((number, played)) = &found.trace {
        text += &format!("\n## {}\n\n", words::story_heading(*number));
        for line in words::story(scenario, found, played) {
            text += &format!("- {}\n", escaped(&line));
        }
    }
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}
