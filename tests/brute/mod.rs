//! Everything `zopa run` reports, by judging every deal with the oracle: slow, plain, and sharing no code with an engine.

use std::collections::BTreeMap;
use zopa::rule::demand::demands;
use zopa::rule::reference::{Judgement, Oracle};
use zopa::scenario::id::{DemandId, Id, IdVec, IssueId};
use zopa::scenario::model::{Deal, DemandName, IssueKind, Scenario, Value};

/// Every deal in deal order.
pub fn deals(scenario: &Scenario) -> Vec<Deal> {
    let mut all = vec![IdVec::new()];
    for issue in &scenario.issues {
        let longer = |deal: &Deal| {
            let deal = deal.clone();
            (0..issue.n_values()).map(move |value| {
                let mut longer = deal.clone();
                longer.push(Value(value));
                longer
            })
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

#[derive(Debug, Default)]
pub struct Row {
    pub deals: u64,
    pub agreed: u64,
    pub sum: f64,
    pub best: Option<f64>,
    pub accepted: Vec<u64>,
    pub always: Option<Vec<DemandId>>,
}

#[derive(Debug)]
pub struct Brute {
    pub coherent: u64,
    pub agreed: u64,
    pub sum: f64,
    pub best: Option<f64>,
    /// By probability to 12 digits, then deal order; above 0 alone.
    pub ranked: Vec<(f64, Deal)>,
    pub accepts: Vec<u64>,
    pub accept_sum: Vec<f64>,
    pub agreed_without: Vec<u64>,
    pub alone: Vec<u64>,
    pub crossed: Vec<u64>,
    pub only: Vec<u64>,
    pub agreed_if_dropped: Vec<u64>,
    pub rows: BTreeMap<(IssueId, u32), Row>,
    pub judged: Vec<(Deal, Judgement)>,
}

pub fn brute(scenario: &Scenario) -> Brute {
    let (n_parties, demands) = (scenario.parties.len(), demands(scenario));
    let oracle = Oracle::new(scenario);
    let judged: Vec<(Deal, Judgement)> = deals(scenario)
        .into_iter()
        .map(|deal| {
            let judgement = oracle.judge(&deal);
            (deal, judgement)
        })
        .filter(|(_, judgement)| judgement.coherent())
        .collect();
    let mut found = Brute {
        coherent: judged.len() as u64,
        agreed: 0,
        sum: 0.0,
        best: None,
        ranked: Vec::new(),
        accepts: vec![0; n_parties],
        accept_sum: vec![0.0; n_parties],
        agreed_without: vec![0; n_parties],
        alone: vec![0; n_parties],
        crossed: vec![0; demands.len()],
        only: vec![0; demands.len()],
        agreed_if_dropped: vec![0; demands.len()],
        rows: BTreeMap::new(),
        judged: Vec::new(),
    };
    for (id, issue) in scenario.issues.enumerate() {
        for row in 0..issue.n_rows() {
            found.rows.insert((id, row), Row { accepted: vec![0; n_parties], ..Row::default() });
        }
    }
    let orders: Vec<Vec<Vec<usize>>> = (0..5).map(orders).collect();
    for (deal, judgement) in &judged {
        let p = judgement.probability.unwrap();
        found.agreed += u64::from(judgement.agreed);
        found.sum += p;
        found.best = Some(found.best.map_or(p, |best: f64| best.max(p)));
        if p > 0.0 {
            found.ranked.push((p, deal.clone()));
        }
        for party in scenario.parties.ids() {
            let at = party.place();
            found.accepts[at] += u64::from(judgement.accepts[party]);
            found.accept_sum[at] += judgement.party_probability[party];
            let given = oracle.is_agreed_where(deal, &|demand| demands[demand].party() != party);
            found.agreed_without[at] += u64::from(given);
            let alone = scenario.parties.ids().all(|other| judgement.accepts[other] == (other != party));
            found.alone[at] += u64::from(alone);
        }
        for demand in demands.ids() {
            let crossed = judgement.crossed.contains(&demand);
            found.crossed[demand.place()] += u64::from(crossed);
            found.only[demand.place()] += u64::from(judgement.crossed == [demand]);
            let agreed = oracle.is_agreed_where(deal, &|other| other != demand);
            found.agreed_if_dropped[demand.place()] += u64::from(agreed);
        }
        for (id, issue) in scenario.issues.enumerate() {
            for at in 0..issue.n_rows() {
                let has = match &issue.kind {
                    IssueKind::Members { .. } => deal[id].0 >> at & 1 == 1,
                    IssueKind::Order { items } => {
                        let n = items.len();
                        orders[n][deal[id].0 as usize][at as usize % n] == at as usize / n
                    }
                    _ => deal[id].0 == at,
                };
                if has {
                    let row = found.rows.get_mut(&(id, at)).unwrap();
                    row.deals += 1;
                    row.agreed += u64::from(judgement.agreed);
                    row.sum += p;
                    row.best = Some(row.best.map_or(p, |best: f64| best.max(p)));
                    for party in scenario.parties.ids() {
                        row.accepted[party.place()] += u64::from(judgement.accepts[party]);
                    }
                    let always = row.always.get_or_insert_with(|| judgement.crossed.clone());
                    always.retain(|demand| judgement.crossed.contains(demand));
                }
            }
        }
    }
    let rounded = |p: f64| format!("{p:.11e}").parse::<f64>().unwrap();
    // A stable sort: ties stay in deal order.
    found.ranked.sort_by(|(left, _), (right, _)| rounded(*right).total_cmp(&rounded(*left)));
    found.judged = judged;
    found
}

/// Every order of this many items, as a dictionary lists them.
pub fn orders(n: usize) -> Vec<Vec<usize>> {
    let all = (0..n.pow(u32::try_from(n).unwrap())).map(|number| {
        (0..n).rev().map(|digit| number / n.pow(u32::try_from(digit).unwrap()) % n).collect::<Vec<usize>>()
    });
    all.filter(|items| (0..n).all(|item| items.contains(&item))).collect()
}

/// The probability that some deal is agreed, by walking every way in which the lines can hold in every world; none if
/// there are too many.
pub fn any_probability(scenario: &Scenario, judged: &[(Deal, Judgement)]) -> Option<f64> {
    let worlds = scenario.combinations();
    if worlds.len() > 1 {
        let in_world = |(p, values): (f64, Vec<u32>)| {
            let world = scenario.assuming(values);
            let oracle = Oracle::new(&world);
            let judged: Vec<_> = judged.iter().map(|(deal, _)| (deal.clone(), oracle.judge(deal))).collect();
            any_probability(&world, &judged).map(|any| p * any)
        };
        return worlds.into_iter().map(in_world).sum();
    }
    let demands = demands(scenario);
    let soft: Vec<DemandId> = demands
        .enumerate()
        .filter(|(_, demand)| {
            matches!(demand, DemandName::RedLine(..)) && scenario.demand_firmness(demand).gives_way() > 0.0
        })
        .map(|(id, _)| id)
        .collect();
    if soft.len() > 10 {
        return None;
    }
    let mut total = 0.0;
    for world in 0..1_u32 << soft.len() {
        let given: Vec<DemandId> =
            soft.iter().enumerate().filter(|(bit, _)| world >> bit & 1 == 1).map(|(_, id)| *id).collect();
        let mut p = 1.0;
        for line in &soft {
            let gives_way = scenario.demand_firmness(&demands[*line]).gives_way();
            p *= if given.contains(line) { gives_way } else { 1.0 - gives_way };
        }
        if p > 0.0 && is_open(scenario, judged, &given) {
            total += p;
        }
    }
    Some(total)
}

/// Whether some deal is agreed where these demands are given up.
pub fn is_open(scenario: &Scenario, judged: &[(Deal, Judgement)], given: &[DemandId]) -> bool {
    let oracle = Oracle::new(scenario);
    judged.iter().any(|(deal, _)| oracle.is_agreed_where(deal, &|demand| !given.contains(&demand)))
}
