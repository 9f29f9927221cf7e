//! Scenarios whose answer hangs on which combination of the assumptions' values holds.
//!
//! A deal is agreed where it is under every combination, and probabilities are averaged over them. Small spaces are judged
//! deal by deal by the oracle. Beyond that, where everyone is needed, a line crossed under some combination is as good as
//! one that is always crossed there, so the counts are those of one scenario; and means are averages of means. The most
//! probable deals then stay open, since the best of an average is no best of its parts.

use crate::engine::ask::effort::{Effort, Watch};
use crate::engine::ask::limit::Deadline;
use crate::engine::exact::engine::{ByValue, Chances, DemandCounts, Figures, PartyCounts, figures};
use crate::engine::tile::best::Best;
use crate::rule::lower::Lowered;
use crate::rule::reference::{Judgement, Oracle, is_agreed};
use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;
use crate::space::layout::Layout;
use num_bigint::BigUint;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;

/// Judgements (a deal under a combination) that are made one by one.
const MAX_JUDGEMENTS: u64 = 1 << 21;
/// Deals that one strand judges.
const STRAND: u64 = 4096;

/// Whether the deals are few enough to be judged one by one.
#[must_use]
pub fn is_small(lowered: &Lowered) -> bool {
    let deals = Layout::n_deals(lowered.formulas.domains());
    deals.is_some_and(|deals| deals.saturating_mul(lowered.worlds.len() as u64) <= MAX_JUDGEMENTS)
}

/// The values of the variables of the deal at a place, in deal order.
fn values_at(lowered: &Lowered, place: u64) -> Vec<u32> {
    let mut rest = place;
    let mut values: Vec<u32> = Vec::with_capacity(lowered.variables.len());
    for domain in lowered.formulas.domains().iter().rev() {
        let n = u64::from(domain.len()).max(1);
        values.push(domain.first + u32::try_from(rest % n).unwrap_or(0));
        rest /= n;
    }
    values.reverse();
    values
}

/// A deal as it is under all combinations.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// What it is under all of them together.
    pub together: &'a Judgement,
    /// What it crosses under each.
    pub crossed: &'a [Vec<DemandId>],
}

/// Judges every coherent deal in deal order, strand by strand, and folds the strands in order; none where it was stopped.
pub fn each<T: Send>(
    scenario: &Scenario,
    lowered: &Lowered,
    (watch, deadline): (&Watch, Deadline),
    begin: impl Fn() -> T + Sync,
    see: impl Fn(&mut T, &[u32], &Deal, Judged<'_>) + Sync,
    merge: impl Fn(&mut T, T),
) -> Option<T> {
    let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_small(lowered))?;
    let oracle = Oracle::over(scenario, lowered.combinations());
    watch.begin(deals);
    let strand = |first: u64| {
        let mut seen = begin();
        if watch.is_stopped() || deadline.has_passed() {
            return None;
        }
        for place in first..deals.min(first + STRAND) {
            let values = values_at(lowered, place);
            let deal = deal(lowered, &values);
            let judged = oracle.each(&deal);
            // Whether it is coherent does not hang on the assumptions.
            if judged.iter().all(Judgement::coherent) {
                let crossed: Vec<Vec<DemandId>> = judged.iter().map(|one| one.crossed.clone()).collect();
                see(&mut seen, &values, &deal, Judged { together: &oracle.together(judged), crossed: &crossed });
            }
        }
        watch.advance(STRAND);
        Some(seen)
    };
    let firsts: Vec<u64> = (0..deals.div_ceil(STRAND)).map(|at| at * STRAND).collect();
    let strands: Option<Vec<T>> = firsts.into_par_iter().map(strand).collect();
    let mut all = begin();
    for strand in strands? {
        merge(&mut all, strand);
    }
    Some(all)
}

/// What the walk counts.
#[derive(Clone)]
struct Seen {
    coherent: u64,
    agreed: u64,
    sum: f64,
    highest: f64,
    best: Best,
    rows: Vec<Vec<Row>>,
    accepts: Vec<u64>,
    party_sum: Vec<f64>,
    without: Vec<u64>,
    alone: Vec<u64>,
    only: Vec<u64>,
    dropped: Vec<u64>,
}

#[derive(Clone, Default)]
struct Row {
    deals: u64,
    agreed: u64,
    sum: f64,
    highest: f64,
    accepted: Vec<u64>,
    kept: Vec<u64>,
}

/// Everything that `zopa run` says, or why it is not known.
///
/// # Errors
/// The reason in words.
pub fn joint_figures(
    scenario: &Scenario,
    lowered: &Lowered,
    effort: &Effort,
    deadline: Deadline,
) -> Result<(Figures, Option<String>), String> {
    if is_small(lowered) {
        return walked(scenario, lowered, effort, deadline)
            .map(|figures| (figures, None))
            .ok_or_else(|| if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" }.to_owned());
    }
    composed(scenario, lowered, effort)
}

/// The figures of a space that nobody judges deal by deal: counts as those of one scenario, means as averages of means.
///
/// # Errors
/// Where that is not so, or the diagrams decline; in words.
pub fn composed(scenario: &Scenario, lowered: &Lowered, effort: &Effort) -> Result<(Figures, Option<String>), String> {
    if !scenario.agreement.needs_everyone() {
        return Err("with assumptions, agreement rules other than everyone's are judged deal by deal, and the deals are too many".to_owned());
    }
    if lowered.bonuses_vary() {
        return Err("bonuses that hang on assumptions are judged deal by deal, and the deals are too many".to_owned());
    }
    let declined =
        |declined: crate::engine::exact::declined::Declined| format!("the exact engine declined: {}", declined.words());
    let mut all = figures(scenario, lowered, &Effort { top: 0, ..effort.clone() }).map_err(declined)?;
    let mut averaged: Option<ByValue<f64>> = None;
    for party in all.parties.iter_mut() {
        party.sum = 0.0;
    }
    for world in &lowered.worlds {
        let own = lowered.in_world(world);
        let found = figures(scenario, &own, &Effort { top: 0, ..effort.clone() }).map_err(declined)?;
        let chances = found.chances.ok_or_else(|| "the probabilities are cut by the budget of states".to_owned())?;
        for (party, of_world) in all.parties.iter_mut().zip(&found.parties) {
            party.sum += world.probability * of_world.sum;
        }
        let scaled = per_value(&found.class_of, &chances.sum).map(|sum| sum * world.probability);
        averaged = Some(match averaged {
            None => scaled,
            Some(before) => before.plus(&scaled),
        });
    }
    // Each world has classes of its own; together every value is one.
    let spread = |counts: &ByValue<BigUint>| per_value(&all.class_of, counts);
    let figures = Figures {
        coherent: spread(&all.coherent),
        agreed: spread(&all.agreed),
        chances: averaged.map(|sum| Chances { sum, highest: None, best: Vec::new() }),
        parties: all
            .parties
            .iter()
            .map(|party| PartyCounts { accepts: spread(&party.accepts), ..party.clone() })
            .collect(),
        demands: all
            .demands
            .iter()
            .map(|demand| DemandCounts { kept: spread(&demand.kept), ..demand.clone() })
            .collect(),
        class_of: single(lowered),
    };
    let why = "best_probability and best are not known: with assumptions they are judged deal by deal, and the deals are too many";
    Ok((figures, Some(why.to_owned())))
}

/// Every value a class of its own.
fn single(lowered: &Lowered) -> Vec<Vec<u32>> {
    lowered.formulas.domains().iter().map(|domain| (0..domain.len()).collect()).collect()
}

fn per_value<T: Clone>(class_of: &[Vec<u32>], counts: &ByValue<T>) -> ByValue<T> {
    let of = class_of
        .iter()
        .zip(&counts.of)
        .map(|(classes, of)| classes.iter().filter_map(|class| of.get(*class as usize).cloned()).collect());
    ByValue { total: counts.total.clone(), of: of.collect() }
}

impl ByValue<f64> {
    fn map(self, change: impl Fn(f64) -> f64) -> Self {
        let of = self.of.into_iter().map(|of| of.into_iter().map(&change).collect()).collect();
        Self { total: change(self.total), of }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.total += other.total;
        for (ours, theirs) in self.of.iter_mut().flatten().zip(other.of.iter().flatten()) {
            *ours += theirs;
        }
        self
    }
}

fn walked(scenario: &Scenario, lowered: &Lowered, effort: &Effort, deadline: Deadline) -> Option<Figures> {
    let (n_parties, n_demands) = (scenario.parties.len(), lowered.demands.len());
    let domains = lowered.formulas.domains();
    let row = Row { accepted: vec![0; n_parties], kept: vec![0; n_demands], ..Row::default() };
    let begin = || Seen {
        coherent: 0,
        agreed: 0,
        sum: 0.0,
        highest: 0.0,
        best: Best::new(effort.top),
        rows: domains.iter().map(|domain| vec![row.clone(); domain.len() as usize]).collect(),
        accepts: vec![0; n_parties],
        party_sum: vec![0.0; n_parties],
        without: vec![0; n_parties],
        alone: vec![0; n_parties],
        only: vec![0; n_demands],
        dropped: vec![0; n_demands],
    };
    let of_party = |demand: &DemandId| lowered.demands[*demand].party();
    // From what is crossed under each combination: what becomes of the deal without a demand.
    let agreed_where = |crossed: &[Vec<DemandId>], counts: &dyn Fn(DemandId) -> bool| {
        crossed.iter().all(|crossed| {
            is_agreed(scenario, &|party| !crossed.iter().any(|demand| of_party(demand) == party && counts(*demand)))
        })
    };
    let see = |seen: &mut Seen, values: &[u32], _: &Deal, Judged { together: judgement, crossed }: Judged<'_>| {
        let probability = judgement.probability.unwrap_or(0.0);
        seen.coherent += 1;
        seen.agreed += u64::from(judgement.agreed);
        seen.sum += probability;
        seen.highest = seen.highest.max(probability);
        if seen.best.admits(probability, true) {
            seen.best.offer(probability, values.to_vec());
        }
        let refusing: Vec<PartyId> =
            judgement.accepts.enumerate().filter(|(_, accepts)| !**accepts).map(|(party, _)| party).collect();
        if let [only] = refusing.as_slice() {
            bump(&mut seen.alone, only.place(), true);
        }
        if let [only] = judgement.crossed.as_slice() {
            bump(&mut seen.only, only.place(), true);
        }
        for (party, accepts) in judgement.accepts.enumerate() {
            bump(&mut seen.accepts, party.place(), *accepts);
            let would = judgement.agreed || agreed_where(crossed, &|demand| of_party(&demand) != party);
            bump(&mut seen.without, party.place(), would && (judgement.agreed || scenario.parties[party].signs));
        }
        for (sum, p) in seen.party_sum.iter_mut().zip(&judgement.party_probability) {
            *sum += p;
        }
        for demand in lowered.demands.ids() {
            let would = judgement.agreed || agreed_where(crossed, &|other| other != demand);
            bump(&mut seen.dropped, demand.place(), would);
        }
        for ((rows, value), domain) in seen.rows.iter_mut().zip(values).zip(domains) {
            let Some(row) = rows.get_mut((value - domain.first) as usize) else { continue };
            row.deals += 1;
            row.agreed += u64::from(judgement.agreed);
            row.sum += probability;
            row.highest = row.highest.max(probability);
            for (party, accepts) in judgement.accepts.enumerate() {
                bump(&mut row.accepted, party.place(), *accepts);
            }
            for demand in lowered.demands.ids() {
                bump(&mut row.kept, demand.place(), judgement.crossed.binary_search(&demand).is_err());
            }
        }
    };
    let seen = each(scenario, lowered, (&effort.watch, deadline), begin, see, Seen::merge)?;
    Some(seen.figures(lowered))
}

fn bump(counts: &mut [u64], place: usize, by: bool) {
    if let Some(count) = counts.get_mut(place) {
        *count += u64::from(by);
    }
}

fn add(ours: &mut [u64], theirs: &[u64]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        *ours += theirs;
    }
}

impl Seen {
    fn merge(&mut self, other: Self) {
        self.coherent += other.coherent;
        self.agreed += other.agreed;
        self.sum += other.sum;
        self.highest = self.highest.max(other.highest);
        self.best.merge(other.best);
        add(&mut self.accepts, &other.accepts);
        add(&mut self.without, &other.without);
        add(&mut self.alone, &other.alone);
        add(&mut self.only, &other.only);
        add(&mut self.dropped, &other.dropped);
        for (ours, theirs) in self.party_sum.iter_mut().zip(&other.party_sum) {
            *ours += theirs;
        }
        for (ours, theirs) in self.rows.iter_mut().flatten().zip(other.rows.iter().flatten()) {
            ours.deals += theirs.deals;
            ours.agreed += theirs.agreed;
            ours.sum += theirs.sum;
            ours.highest = ours.highest.max(theirs.highest);
            add(&mut ours.accepted, &theirs.accepted);
            add(&mut ours.kept, &theirs.kept);
        }
    }

    fn figures(self, lowered: &Lowered) -> Figures {
        let at = |counts: &[u64], place: usize| counts.get(place).copied().unwrap_or(0);
        let counts = |total: u64, of: &dyn Fn(&Row) -> u64| ByValue {
            total: BigUint::from(total),
            of: self.rows.iter().map(|rows| rows.iter().map(|row| of(row).into()).collect()).collect(),
        };
        let floats = |total: f64, of: &dyn Fn(&Row) -> f64| ByValue {
            total,
            of: self.rows.iter().map(|rows| rows.iter().map(of).collect()).collect(),
        };
        let kept = |place: usize| self.rows.first().map_or(0, |rows| rows.iter().map(|row| at(&row.kept, place)).sum());
        let parties = (0..self.accepts.len()).map(|place| PartyCounts {
            accepts: counts(at(&self.accepts, place), &|row| at(&row.accepted, place)),
            sum: self.party_sum.get(place).copied().unwrap_or(0.0),
            agreed_without: Some(at(&self.without, place).into()),
            only: Some(at(&self.alone, place).into()),
        });
        let demands = lowered.demands.ids().map(|demand| DemandCounts {
            kept: counts(kept(demand.place()), &|row| at(&row.kept, demand.place())),
            only: Some(at(&self.only, demand.place()).into()),
            agreed_if_dropped: Some(at(&self.dropped, demand.place()).into()),
        });
        Figures {
            coherent: counts(self.coherent, &|row| row.deals),
            agreed: counts(self.agreed, &|row| row.agreed),
            chances: Some(Chances {
                sum: floats(self.sum, &|row| row.sum),
                highest: Some(floats(self.highest, &|row| row.highest)),
                best: self.best.list().iter().map(|one| (one.probability, one.values.clone())).collect(),
            }),
            parties: parties.collect::<IdVec<_, _>>(),
            demands: demands.collect::<IdVec<_, _>>(),
            class_of: single(lowered),
        }
    }
}

/// Random proposals that are judged beside the count: each by the oracle, so fewer than elsewhere.
const MOST_PROPOSALS: u64 = 50_000;
/// Draws for each proposal before the search for coherent ones is given up.
const MOST_DRAWS: u64 = 100;

/// Random coherent proposals, each met by a random world: how many, how many are agreed under every combination with all
/// lines held, and how many are in their world (one combination, each line held or not).
#[must_use]
pub fn witness(scenario: &Scenario, lowered: &Lowered, effort: &Effort, samples: u64) -> (u64, u64, u64) {
    const BLOCK: u64 = 1000;
    let wanted = samples.min(MOST_PROPOSALS);
    let oracle = Oracle::over(scenario, lowered.combinations());
    let worlds: Vec<(f64, Scenario)> =
        lowered.combinations().into_iter().map(|(p, values)| (p, scenario.assuming(values))).collect();
    let domains = lowered.formulas.domains();
    let block = |block: u64| {
        let mut random = ChaCha8Rng::seed_from_u64(effort.seed);
        random.set_stream(block);
        let (mut seen, mut agreed, mut in_world) = (0, 0, 0);
        let wanted = BLOCK.min(wanted - block * BLOCK);
        for _ in 0..wanted * MOST_DRAWS {
            if seen == wanted || effort.watch.is_stopped() {
                break;
            }
            let values: Vec<u32> =
                domains.iter().map(|one| random.random_range(one.first..one.end.max(one.first + 1))).collect();
            let deal = deal(lowered, &values);
            let judgement = oracle.judge(&deal);
            if !judgement.coherent() {
                continue;
            }
            seen += 1;
            agreed += u64::from(judgement.agreed);
            let mut at: f64 = random.random();
            let world = worlds.iter().find(|(p, _)| {
                at -= p;
                at < 0.0
            });
            let Some((_, world)) = world.or(worlds.last()) else { continue };
            let crossed = crate::rule::reference::judge(world, &deal).crossed;
            let held: Vec<PartyId> = crossed
                .into_iter()
                .map(|demand| &lowered.demands[demand])
                .filter(|name| match scenario.red_line(name) {
                    Some(_) => random.random::<f64>() >= scenario.demand_firmness(name).gives_way(),
                    None => true,
                })
                .map(|name| name.party())
                .collect();
            in_world += u64::from(is_agreed(scenario, &|party| !held.contains(&party)));
        }
        (seen, agreed, in_world)
    };
    let blocks: Vec<(u64, u64, u64)> = (0..wanted.div_ceil(BLOCK)).into_par_iter().map(block).collect();
    blocks.into_iter().fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2))
}
