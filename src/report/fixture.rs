//! A scenario built by hand and its findings by brute force, for the tests of the reports.

use crate::analysis::findings::{Acceptance, BestDeal, DemandFindings, PartyFindings, Simulation, ValueFindings, Zone};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance, Share};
use crate::engine::ask::effort::Worlds;
use crate::rule::demand::demands;
use crate::rule::reference::{Judgement, judge};
use crate::scenario::condition::{Check, Condition, Test};
use crate::scenario::id::{DemandId, Id, IdVec, IssueId, PartyId, SourceId};
use crate::scenario::model::*;
use crate::scenario::number::Decimal;

pub(crate) fn option(id: &str, title: &str) -> IssueOption {
    IssueOption { id: id.to_owned(), title: title.to_owned(), span: 0..0 }
}

pub(crate) fn issue(id: &str, title: &str, kind: IssueKind) -> Issue {
    Issue { id: id.to_owned(), title: title.to_owned(), kind, unit: None, sources: vec![], note: None, span: 0..0 }
}

pub(crate) fn test(issue: usize, check: Check) -> Condition {
    Condition::Test(Test { issue: IssueId::from_place(issue), check, span: 0..0 })
}

pub(crate) fn line(id: &str, title: &str, firmness: f64, body: RuleBody) -> RedLine {
    RedLine {
        shared: None,
        id: id.to_owned(),
        title: title.to_owned(),
        rule: Rule { body, when: None, unless: None },
        firmness: Firmness { low: firmness, high: firmness },
        firmness_by: None,
        sources: vec![],
        quote: None,
        basis: Basis::Assumed,
        note: None,
        span: 0..0,
    }
}

pub(crate) fn party(id: &str, name: &str, red_lines: Vec<RedLine>) -> Party {
    Party {
        id: id.to_owned(),
        name: name.to_owned(),
        signs: true,
        weight: 1.0,
        reservation: None,
        red_lines,
        points: None,
        bonuses: vec![],
        note: None,
        span: 0..0,
    }
}

/// Four issues, one of each type, and two parties: an extract of a negotiation on guarantees.
pub(crate) fn guarantees() -> Scenario {
    let mut scenario = Scenario { title: "Guarantees, in small".to_owned(), ..Scenario::default() };
    scenario.as_of = Some(Date { year: 2025, month: 8, day: 20 });
    let source = Source {
        id: "paper".to_owned(),
        title: "A newspaper".to_owned(),
        publisher: None,
        author: None,
        date: Some("2025-08-20".to_owned()),
        url: None,
        kind: Basis::Reported,
        note: None,
        span: 0..0,
    };
    let paper: SourceId = scenario.sources.push(source);
    let troops = vec![option("none", "None"), option("trainers", "Trainers only"), option("western", "Western force")];
    scenario.issues.push(issue("troops", "Foreign troops", IssueKind::Choice { options: troops, ordered: true }));
    let range = NumberRange {
        min: Decimal::from_integer(100_000),
        step: Decimal::from_integer(100_000),
        n_values: 9,
        integer: true,
    };
    scenario.issues.push(issue("army", "Peacetime army", IssueKind::Range(range)));
    let members = vec![option("us", "United States"), option("uk", "United Kingdom"), option("russia", "Russia")];
    let members = IssueKind::Members { members, size: None };
    scenario.issues.push(issue("guarantors", "Guarantor states", members));
    scenario.issues.push(issue("nato_ban", "NATO membership ruled out", IssueKind::YesNo));
    let mut seat =
        line("guarantor", "Russia is one of the guarantors", 0.9, RuleBody::Require(test(2, Check::Includes(4))));
    seat.basis = Basis::Reported;
    seat.sources = vec![paper];
    let troops = line("no_troops", "No Western force", 1.0, RuleBody::Reject(test(0, Check::OneOf(vec![2]))));
    let mut russia = party("russia", "Russia", vec![seat, troops]);
    russia.reservation = Some(5.0);
    let mut points = IdVec::filled(None, 4);
    points[IssueId::from_place(3)] = Some(IssuePoints::ByValue(vec![0.0, 10.0]));
    points[IssueId::from_place(1)] = Some(IssuePoints::Linear { at_min: 8.0, at_max: 0.0 });
    russia.points = Some(points);
    scenario.parties.push(russia);
    let seat = line("no_seat", "No guarantor that is a party", 0.5, RuleBody::Reject(test(2, Check::Includes(4))));
    let army = Condition::Any(vec![test(1, Check::OneOf((5..9).collect())), test(3, Check::OneOf(vec![0]))]);
    let army = line("army", "A large army, or the door to NATO left open", 0.2, RuleBody::Require(army));
    scenario.parties.push(party("ukraine", "Ukraine", vec![seat, army]));
    scenario.fix = scenario.open_terms();
    scenario
}

fn share(part: usize, whole: usize) -> Share {
    Share { value: (whole > 0).then(|| part as f64 / whole as f64), interval: None }
}

fn mean(of: impl Iterator<Item = f64>) -> Share {
    let all: Vec<f64> = of.collect();
    Share { value: (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64), interval: None }
}

fn count(n: usize) -> Count {
    Count::Exact(n.into())
}

/// Judges every deal and counts, slowly.
pub(crate) fn brute_force(scenario: &Scenario) -> Acceptance {
    let mut deals: Vec<Vec<Value>> = vec![vec![]];
    for issue in &scenario.issues {
        let grown = deals.iter().flat_map(|deal| {
            (0..issue.n_values()).map(move |value| deal.iter().copied().chain([Value(value)]).collect())
        });
        deals = grown.collect();
    }
    let n_deals = deals.len();
    let judged: Vec<(Deal, Judgement)> = deals
        .into_iter()
        .map(|deal| deal.into_iter().collect::<Deal>())
        .map(|deal| (deal.clone(), judge(scenario, &deal)))
        .filter(|(_, judgement)| judgement.coherent())
        .collect();
    let agreed = judged.iter().filter(|(_, one)| one.agreed).count();
    let without = |released: &dyn Fn(DemandId) -> bool| {
        let all = demands(scenario);
        let is_agreed = |one: &Judgement| {
            let accepts = |party: PartyId| !one.crossed.iter().any(|id| all[*id].party() == party && !released(*id));
            crate::rule::reference::is_agreed(scenario, &accepts)
        };
        count(judged.iter().filter(|(_, one)| is_agreed(one)).count())
    };
    let all = demands(scenario);
    let demand = |id: DemandId| {
        let crossed = judged.iter().filter(|(_, one)| one.crossed.contains(&id)).count();
        let line = scenario.red_line(&all[id]);
        DemandFindings {
            demand: id,
            firmness: line.map_or(1.0, |line| line.firmness.midpoint()),
            basis: line.map(|line| line.basis),
            crossed: count(crossed),
            share: share(crossed, judged.len()),
            only: count(judged.iter().filter(|(_, one)| one.crossed == [id]).count()),
            agreed_if_dropped: without(&|released| released == id),
            only_share: share(judged.iter().filter(|(_, one)| one.crossed == [id]).count(), judged.len()),
            any_if_dropped: None,
            any_if_fixed: None,
        }
    };
    let party = |id: PartyId| {
        let accepts = judged.iter().filter(|(_, one)| one.accepts[id]).count();
        let is_alone = |one: &Judgement| one.accepts.enumerate().all(|(other, accepts)| *accepts == (other != id));
        let alone = judged.iter().filter(|(_, one)| is_alone(one)).count();
        let own = |is_line: bool| {
            let of = all.enumerate().filter(move |(_, one)| one.party() == id);
            of.filter(move |(_, one)| matches!(one, DemandName::RedLine(..)) == is_line).map(|(id, _)| demand(id))
        };
        PartyFindings {
            accepts: count(accepts),
            share: share(accepts, judged.len()),
            mean_probability: mean(judged.iter().map(|(_, one)| one.party_probability[id])),
            agreed_without: without(&|released| all[released].party() == id),
            red_lines: own(true).collect(),
            reservation: own(false).next(),
            only: count(alone),
            only_share: share(alone, judged.len()),
        }
    };
    let rows = |id: IssueId| {
        let issue = &scenario.issues[id];
        let row = |row: u32| {
            let with: Vec<_> = judged.iter().filter(|(deal, _)| issue.has_row(deal[id], row)).collect();
            let in_zone = with.iter().filter(|(_, one)| one.agreed).count();
            let accepted = |party: PartyId| with.iter().filter(|(_, one)| one.accepts[party]).count();
            let blocked_by = all.ids().filter(|id| with.iter().all(|(_, one)| one.crossed.contains(id)));
            ValueFindings {
                deals: count(with.len()),
                agreed: count(in_zone),
                zopa_share: share(in_zone, agreed),
                accept_rate: share(in_zone, with.len()),
                best_probability: with.iter().filter_map(|(_, one)| one.probability).reduce(f64::max),
                mean_probability: mean(with.iter().filter_map(|(_, one)| one.probability)),
                verdict: match (with.len(), in_zone) {
                    (0, _) => Verdict::Impossible,
                    (_, 0) => Verdict::Blocked,
                    (_, n) if n == agreed => Verdict::Certain,
                    _ => Verdict::Possible,
                },
                accepted_by: scenario.parties.ids().map(|party| share(accepted(party), with.len())).collect(),
                blocked_by: if with.is_empty() { vec![] } else { blocked_by.collect() },
            }
        };
        (0..issue.n_rows()).map(row).collect()
    };
    let mut best: Vec<BestDeal> = judged
        .iter()
        .filter_map(|(deal, one)| {
            Some(BestDeal {
                deal: deal.clone(),
                probability: one.probability.filter(|probability| *probability > 0.0)?,
                crossed: one.crossed.clone(),
                utility: one.utility.clone(),
                votes: None,
            })
        })
        .collect();
    best.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    best.truncate(5);
    let proposals = 1_000_000;
    let agreed_samples = (agreed * proposals).checked_div(judged.len()).unwrap_or(0);
    Acceptance {
        provenance: Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why: None },
        proved: false,
        is_one_found: false,
        deals: n_deals.into(),
        coherent: count(judged.len()),
        zone: Zone {
            agreed: count(agreed),
            share: share(agreed, judged.len()),
            mean_probability: mean(judged.iter().filter_map(|(_, one)| one.probability)),
            best_probability: judged.iter().filter_map(|(_, one)| one.probability).reduce(f64::max),
            any_probability: Some(if agreed > 0 { 1.0 } else { 0.31 }),
            any_probability_interval: None,
            best,
        },
        demands: all.clone(),
        parties: scenario.parties.ids().map(party).collect(),
        issues: scenario.issues.ids().map(rows).collect(),
        worlds: None,
        coalitions: None,
        shared_lines: None,
        simulation: Some(Simulation {
            proposals: proposals as u64,
            changes: None,
            agreed_samples: agreed_samples as u64,
            share: Share { value: share(agreed_samples, proposals).value, interval: Some((0.0, 0.01)) },
            mean_probability: Share { value: Some(0.084), interval: Some((0.0835, 0.0845)) },
            worlds: Worlds::Product,
            seconds: 0.08,
        }),
        threads: 2,
        samples: None,
    }
}

/// The same findings as if they came from samples: every count seen, every share with an interval.
pub(crate) fn sampled(mut found: Acceptance) -> Acceptance {
    let seen = |count: &mut Count| {
        if let Count::Exact(n) = count {
            *count = Count::Samples(u64::try_from(&*n).unwrap());
        }
    };
    let about = |share: &mut Share| share.interval = share.value.map(|_| (0.0, 0.5));
    found.provenance = Provenance {
        engine: EngineName::Simulate,
        kind: AnswerKind::Estimate,
        why: Some("the space is too large to enumerate".to_owned()),
    };
    found.samples = Some(432);
    seen(&mut found.coherent);
    seen(&mut found.zone.agreed);
    about(&mut found.zone.share);
    about(&mut found.zone.mean_probability);
    found.zone.any_probability_interval = Some((0.2, 0.4));
    for party in found.parties.iter_mut() {
        seen(&mut party.accepts);
        seen(&mut party.agreed_without);
        seen(&mut party.only);
        about(&mut party.share);
        about(&mut party.only_share);
        about(&mut party.mean_probability);
        for demand in party.red_lines.iter_mut().chain(&mut party.reservation) {
            seen(&mut demand.crossed);
            seen(&mut demand.only);
            seen(&mut demand.agreed_if_dropped);
            about(&mut demand.share);
            about(&mut demand.only_share);
        }
    }
    for value in found.issues.iter_mut().flatten() {
        seen(&mut value.deals);
        seen(&mut value.agreed);
        about(&mut value.zopa_share);
        about(&mut value.accept_rate);
        about(&mut value.mean_probability);
        value.accepted_by.iter_mut().for_each(about);
        value.blocked_by.clear();
        if value.verdict != Verdict::Possible {
            value.verdict = Verdict::Unseen;
        }
    }
    found
}
