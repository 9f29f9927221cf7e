//! Which terms could be accepted, by whom, and how likely: what `zopa run` says, asked of an engine.

use crate::analysis::diagrammed::Diagrammed;
use crate::analysis::explanation::by_walk::{Chance, any_probability, unlocks};
use crate::analysis::explanation::search::likeliest;
use crate::analysis::findings::{Acceptance, BestDeal, DemandFindings, PartyFindings, Simulation, ValueFindings, Zone};
use crate::engine::ask::answer::{AnswerKind, Count, Provenance, Share};
use crate::engine::ask::effort::{Effort, EngineChoice, Worlds};
use crate::engine::ask::interval::wilson;
use crate::engine::ask::limit::Deadline;
use crate::engine::draw::simulate::InWorlds;
use crate::engine::solve::satisfy::Satisfier;
use crate::engine::survey::{Survey, least_crossings, survey};
use crate::engine::tile::tally::{Rows, Tally};
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::lower::Lowered;
use crate::rule::reference::judge;
use crate::scenario::id::{DemandId, Id, IdVec, IssueId, PartyId};
use crate::scenario::model::{DemandName, Scenario, Verdict};
use crate::space::deal::deal;
use num_bigint::BigUint;

/// More unlocks than this are not asked of the solver.
const MOST_UNLOCKS: usize = 200;

/// Finds out which terms could be accepted, by whom, and how likely.
#[must_use]
pub fn accept(scenario: &Scenario, effort: &Effort) -> Acceptance {
    findings(scenario, effort, &survey(scenario, effort))
}

/// What a survey found out.
#[must_use]
pub fn findings(scenario: &Scenario, effort: &Effort, survey: &Survey) -> Acceptance {
    let reading = Reading { scenario, survey };
    let mut provenance = survey.provenance.clone();
    let any = any(scenario, effort, survey, &mut provenance);
    let demands = &survey.lowered.demands;
    Acceptance {
        deals: scenario.n_deals(),
        coherent: match &survey.figures {
            Some(figures) => Count::Exact(figures.coherent.total.clone()),
            None => reading.count(|tally| tally.coherent),
        },
        zone: reading.zone(any),
        demands: demands.clone(),
        parties: scenario.parties.ids().map(|party| reading.party(party)).collect(),
        issues: scenario.issues.ids().map(|issue| reading.issue(issue)).collect(),
        simulation: survey.witness.map(|witness| Simulation {
            proposals: witness.proposals,
            changes: effort.around.as_ref().map(|around| around.changes),
            agreed_samples: witness.agreed,
            share: Share::sampled(lossy(witness.agreed), witness.proposals),
            mean_probability: witness.in_worlds.share(witness.proposals),
            worlds: match witness.in_worlds {
                InWorlds::Drawn(_) => Worlds::Drawn,
                InWorlds::Product(..) => Worlds::Product,
            },
            seconds: witness.seconds,
        }),
        threads: survey.threads,
        samples: survey.samples,
        provenance,
    }
}

/// A count as a double: exact up to 2^53, and nobody enumerates more.
#[expect(clippy::cast_precision_loss, reason = "counts of walked deals stay below 2^53")]
const fn lossy(count: u64) -> f64 {
    count as f64
}

/// `any_probability` and its interval.
fn any(
    scenario: &Scenario,
    effort: &Effort,
    survey: &Survey,
    provenance: &mut Provenance,
) -> (Option<f64>, Option<(f64, f64)>) {
    let none = BigUint::ZERO;
    let (is_empty, is_barren, highest) = match (&survey.figures, &survey.tally) {
        (Some(figures), _) => {
            let highest = figures.chances.as_ref().and_then(|chances| chances.highest.as_ref()).map(|all| all.total);
            (figures.coherent.total == none, figures.agreed.total == none, highest)
        }
        (None, Some(tally)) => {
            (tally.coherent == 0, tally.agreed == 0, survey.knows_probability.then_some(tally.highest))
        }
        (None, None) => return (None, Some((0.0, 1.0))),
    };
    if !is_barren {
        return (Some(1.0), None);
    }
    let exact = provenance.kind == AnswerKind::Exact;
    if exact && (is_empty || highest.is_some_and(|highest| highest <= 0.0)) {
        return (Some(0.0), None);
    }
    if exact && survey.lowered.has_several_worlds() {
        return any_of_worlds(scenario, &survey.lowered, effort, provenance);
    }
    // At least the best deal seen could be agreed.
    let bound = (None, Some((highest.unwrap_or(0.0), 1.0)));
    if !exact {
        return bound;
    }
    match any_exactly(scenario, effort, &survey.lowered) {
        Some(Chance::Exact(probability)) => (Some(probability), None),
        Some(Chance::Sampled(found, worlds)) => {
            let mean = lossy(found) / lossy(worlds);
            (Some(mean), Some(wilson(mean, lossy(worlds))))
        }
        None => {
            provenance.add(ANY_IS_CUT);
            bound
        }
    }
}

const ANY_IS_CUT: &str = "any_probability is cut: too many ways of opening a deal";

/// The probability that some deal is agreed, from all unlocks; none where they are too many.
fn any_exactly(scenario: &Scenario, effort: &Effort, lowered: &Lowered) -> Option<Chance> {
    let barred = barred(scenario, &lowered.demands);
    let walked = |effort| least_crossings(scenario, effort, &barred).and_then(|least| unlocks(scenario, &least));
    // A walk through billions of deals is the last resort, whoever asked for enumeration.
    let openings = walked(&Effort { engine: EngineChoice::Auto, ..effort.clone() })
        .or_else(|| all_unlocks(scenario, effort, lowered))
        .or_else(|| (effort.engine == EngineChoice::Enumerate).then(|| walked(effort)).flatten());
    openings.map(|unlocks| any_probability(scenario, &unlocks, effort.seed))
}

/// The average over the worlds of the probability that some deal is agreed in that world.
fn any_of_worlds(
    scenario: &Scenario,
    lowered: &Lowered,
    effort: &Effort,
    provenance: &mut Provenance,
) -> (Option<f64>, Option<(f64, f64)>) {
    let (mut sum, mut low, mut high, mut is_exact) = (Some(0.0), 0.0, 0.0, true);
    for world in &lowered.worlds {
        let settled = scenario.assuming(world.assumed.clone());
        let p = world.probability;
        let (value, (from, to)) = match any_exactly(&settled, effort, &lowered.in_world(world)) {
            Some(Chance::Exact(any)) => (Some(any), (any, any)),
            Some(Chance::Sampled(found, worlds)) => {
                let mean = lossy(found) / lossy(worlds);
                is_exact = false;
                (Some(mean), wilson(mean, lossy(worlds)))
            }
            None => {
                is_exact = false;
                (None, (0.0, 1.0))
            }
        };
        sum = sum.zip(value).map(|(sum, value): (f64, f64)| sum + p * value);
        (low, high) = (low + p * from, high + p * to);
    }
    if sum.is_none() {
        provenance.add(ANY_IS_CUT);
    }
    (sum.map(|sum| sum.min(1.0)), (!is_exact).then_some((low, high.min(1.0))))
}

/// All unlocks by the solver, where there are few; none where there are many, or it does not know the rules.
fn all_unlocks(scenario: &Scenario, effort: &Effort, lowered: &Lowered) -> Option<Vec<DemandSet>> {
    let mut satisfier = Satisfier::new(scenario, lowered, Deadline::after(effort.time_limit), &effort.watch).ok()?;
    let gives_way = lowered.demands.map(|demand| scenario.gives_way(demand));
    let found = likeliest(&mut satisfier, &gives_way, MOST_UNLOCKS);
    found.is_whole.then(|| found.unlocks.into_iter().map(|(set, _)| set).collect())
}

/// Where everyone is needed, no deal that crosses one of these is ever agreed.
fn barred(scenario: &Scenario, demands: &IdVec<DemandId, DemandName>) -> DemandSet {
    let mut barred = DemandSet::empty(demands.len());
    if scenario.agreement.needs_everyone() {
        for (id, demand) in demands.enumerate() {
            if scenario.gives_way(demand) <= 0.0 && scenario.parties[demand.party()].signs {
                barred.insert(id);
            }
        }
    }
    barred
}

/// Turns what an engine counted into findings.
struct Reading<'a> {
    scenario: &'a Scenario,
    survey: &'a Survey,
}

impl Reading<'_> {
    fn exact(&self) -> bool {
        self.survey.provenance.kind == AnswerKind::Exact
    }

    fn count(&self, of: impl Fn(&Tally) -> u64) -> Count {
        match &self.survey.tally {
            None => Count::Unknown,
            Some(tally) if self.exact() => Count::Exact(of(tally).into()),
            Some(tally) => Count::Samples(of(tally)),
        }
    }

    fn share(&self, part: impl Fn(&Tally) -> f64, whole: impl Fn(&Tally) -> u64) -> Share {
        match &self.survey.tally {
            None => Share::default(),
            Some(tally) if self.exact() => Share::exact(part(tally), lossy(whole(tally))),
            Some(tally) => Share::sampled(part(tally), whole(tally)),
        }
    }

    /// A mean of P(d agreed), where that is known.
    fn mean(&self, sum: impl Fn(&Tally) -> f64, whole: impl Fn(&Tally) -> u64) -> Share {
        if self.survey.knows_probability { self.share(sum, whole) } else { Share::default() }
    }

    fn diagrammed(&self) -> Option<Diagrammed<'_>> {
        let figures = self.survey.figures.as_ref()?;
        Some(Diagrammed { scenario: self.scenario, survey: self.survey, figures })
    }

    fn zone(&self, any: (Option<f64>, Option<(f64, f64)>)) -> Zone {
        if let Some(diagrammed) = self.diagrammed() {
            return diagrammed.zone(any);
        }
        let (any_probability, any_probability_interval) = any;
        let highest = self.survey.tally.as_ref().filter(|tally| tally.coherent > 0 && self.survey.knows_probability);
        let best: Vec<BestDeal> = self
            .survey
            .tally
            .iter()
            .flat_map(|tally| tally.best.list())
            .map(|kept| {
                let deal = deal(&self.survey.lowered, &kept.values);
                let judgement = judge(self.scenario, &deal);
                BestDeal {
                    probability: judgement.probability.unwrap_or(kept.probability),
                    crossed: judgement.crossed,
                    utility: judgement.utility,
                    deal,
                }
            })
            .collect();
        Zone {
            agreed: self.count(|tally| tally.agreed),
            share: self.share(|tally| lossy(tally.agreed), |tally| tally.coherent),
            mean_probability: self.mean(|tally| tally.sum, |tally| tally.coherent),
            best_probability: highest.map(|tally| tally.highest),
            any_probability,
            any_probability_interval,
            best,
        }
    }

    fn party(&self, id: PartyId) -> PartyFindings {
        if let Some(diagrammed) = self.diagrammed() {
            return diagrammed.party(id);
        }
        let place = id.place();
        let at = |values: &[u64]| values.get(place).copied().unwrap_or(0);
        let party = &self.scenario.parties[id];
        let demands = &self.survey.lowered.demands;
        let mut red_lines = Vec::new();
        let mut reservation = None;
        for demand in demands_of(demands, id).map(DemandId::from_place) {
            match self.scenario.red_line(&demands[demand]) {
                Some(line) => red_lines.push(DemandFindings {
                    firmness: line.firmness.midpoint(),
                    basis: Some(line.basis),
                    ..self.demand(demand)
                }),
                None => reservation = Some(self.demand(demand)),
            }
        }
        let knows = |tally: &Tally| tally.party_sum.get(place).copied().unwrap_or(0.0);
        PartyFindings {
            accepts: self.count(|tally| at(&tally.accepts)),
            share: self.share(|tally| lossy(at(&tally.accepts)), |tally| tally.coherent),
            mean_probability: self.share(knows, |tally| tally.coherent),
            agreed_without: self.count(|tally| tally.agreed + if party.signs { at(&tally.pivotal) } else { 0 }),
            red_lines,
            reservation,
            only: self.count(|tally| at(&tally.alone)),
            only_share: self.share(|tally| lossy(at(&tally.alone)), |tally| tally.coherent),
        }
    }

    fn demand(&self, demand: DemandId) -> DemandFindings {
        let at = |values: &[u64]| values.get(demand.place()).copied().unwrap_or(0);
        DemandFindings {
            demand,
            firmness: 1.0,
            basis: None,
            crossed: self.count(|tally| at(&tally.crossed)),
            share: self.share(|tally| lossy(at(&tally.crossed)), |tally| tally.coherent),
            only: self.count(|tally| at(&tally.only)),
            agreed_if_dropped: self.count(|tally| tally.agreed + at(&tally.reopened)),
            only_share: self.share(|tally| lossy(at(&tally.only)), |tally| tally.coherent),
        }
    }

    fn issue(&self, id: IssueId) -> Vec<ValueFindings> {
        let issue = &self.scenario.issues[id];
        let variables = self.survey.lowered.of_issue[id].clone();
        let members = issue.size().is_some() || variables.len() != 1 || self.is_member(variables.start);
        (0..issue.n_rows())
            .map(|row| {
                if members {
                    // The last member is the first variable.
                    let variable = variables.end.saturating_sub(1 + row as usize);
                    self.value(variable, 1)
                } else {
                    self.value(variables.start, row)
                }
            })
            .collect()
    }

    fn is_member(&self, variable: usize) -> bool {
        self.survey.lowered.variables.get(variable).is_some_and(|variable| variable.member.is_some())
    }

    fn value(&self, variable: usize, value: u32) -> ValueFindings {
        if let Some(diagrammed) = self.diagrammed() {
            return diagrammed.value(variable, value);
        }
        let lowered = &self.survey.lowered;
        // Values outside the domain (another term is fixed) have no row, and no deals.
        let row =
            lowered.formulas.domains().get(variable).and_then(|domain| {
                (domain.first..domain.end).contains(&value).then(|| (value - domain.first) as usize)
            });
        let n_parties = self.scenario.parties.len();
        let rows = self.survey.tally.as_ref().and_then(|tally| tally.rows.get(variable));
        let number = |of: fn(&Rows) -> &Vec<u64>, at: Option<usize>| {
            rows.zip(at).and_then(|(rows, at)| of(rows).get(at).copied()).unwrap_or(0)
        };
        let double =
            |of: fn(&Rows) -> &Vec<f64>| rows.zip(row).and_then(|(rows, at)| of(rows).get(at).copied()).unwrap_or(0.0);
        let (deals, agreed) = (number(|rows| &rows.deals, row), number(|rows| &rows.agreed, row));
        let knows = self.survey.knows_probability;
        let accepted_by = (0..n_parties).map(|party| {
            let accepted = number(|rows| &rows.accepted, row.map(|row| row * n_parties + party));
            self.share(|_| lossy(accepted), |_| deals)
        });
        let zone = self.survey.tally.as_ref().map_or(0, |tally| tally.agreed);
        ValueFindings {
            deals: self.count(|_| deals),
            agreed: self.count(|_| agreed),
            zopa_share: self.share(|_| lossy(agreed), |tally| tally.agreed),
            accept_rate: self.share(|_| lossy(agreed), |_| deals),
            best_probability: (knows && deals > 0).then(|| double(|rows| &rows.best)),
            mean_probability: self.mean(|_| double(|rows| &rows.sum), |_| deals),
            verdict: self.verdict(deals, agreed, zone),
            accepted_by: accepted_by.collect(),
            blocked_by: self.blocked_by(rows, row, deals),
        }
    }

    fn verdict(&self, deals: u64, agreed: u64, zone: u64) -> Verdict {
        match (self.exact(), deals, agreed) {
            (false, _, 0) => Verdict::Unseen,
            (false, ..) => Verdict::Possible,
            (true, 0, _) => Verdict::Impossible,
            (true, _, 0) => Verdict::Blocked,
            (true, _, agreed) if agreed == zone => Verdict::Certain,
            _ => Verdict::Possible,
        }
    }

    /// Demands that every coherent deal with the value crosses.
    fn blocked_by(&self, rows: Option<&Rows>, row: Option<usize>, deals: u64) -> Vec<DemandId> {
        let n_words = self.survey.lowered.demands.len().div_ceil(64);
        let words = rows.zip(row).and_then(|(rows, row)| rows.always.get(row * n_words..(row + 1) * n_words));
        let (true, true, Some(words)) = (self.exact(), deals > 0, words) else { return Vec::new() };
        let always = |demand: &DemandId| {
            words.get(demand.place() / 64).is_some_and(|word| word >> (demand.place() % 64) & 1 == 1)
        };
        self.survey.lowered.demands.ids().filter(always).collect()
    }
}
