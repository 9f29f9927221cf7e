//! Which terms could be accepted, by whom, and how likely: what `zopa run` says, asked of an engine.

use crate::analysis::coalition::lists::by_list;
use crate::analysis::coalition::votes::Teller;
use crate::analysis::explanation::by_walk::unlocks;
use crate::analysis::explanation::search::all_unlocks;
use crate::analysis::explanation::worth::{Chance, Worth, any_probability, worth};
use crate::analysis::findings::{Acceptance, BestDeal, DemandFindings, PartyFindings, Simulation, ValueFindings, Zone};
use crate::analysis::shared_lines::shared_lines;
use crate::analysis::verdicts::{in_order, prove, row_of};
use crate::analysis::worlds::by_world;
use crate::engine::ask::answer::{AnswerKind, Count, Provenance, Share};
use crate::engine::ask::effort::{Effort, EngineChoice, Worlds};
use crate::engine::ask::interval::wilson;
use crate::engine::ask::limit::Stopwatch;
use crate::engine::draw::simulate::InWorlds;
use crate::engine::exact::number::{double, shift};
use crate::engine::figures::{ByValue, Chances, Figures, PartyCounts};
use crate::engine::survey::{Survey, least_crossings, survey};
use crate::engine::tile::signature::Barred;
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::lower::{Lowered, World};
use crate::rule::reference::judge;
use crate::scenario::id::{DemandId, Id, IdVec, IssueId, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario, Verdict};
use crate::space::deal::deal;
use num_bigint::BigUint;
use std::collections::BTreeMap;

/// More unlocks than this are not asked of the solver.
const MOST_UNLOCKS: usize = 200;

/// Finds out which terms could be accepted, by whom, and how likely: over all worlds, and in each by itself.
#[must_use]
pub fn accept(scenario: &Scenario, effort: &Effort) -> Acceptance {
    let (survey, clock) = (survey(scenario, effort), Stopwatch::start());
    let mut found = findings(scenario, effort, &survey, true);
    let agreed = prove(scenario, &effort.left(clock), &survey.lowered, &mut found);
    if !agreed.is_empty() {
        found.zone.is_agreed_by(scenario, &agreed, effort.top);
    }
    found.worlds =
        by_world(scenario, effort, &found.zone, &mut found.provenance, |world, effort| overall(world, effort).zone);
    found.coalitions =
        by_list(scenario, effort, &found.zone, &mut found.provenance, |list, effort| overall(list, effort).zone);
    let mut provenance = found.provenance.clone();
    found.shared_lines = shared_lines(scenario, effort, &found, &mut provenance, overall);
    found.provenance = provenance;
    found
}

/// The same without what each world allows by itself and what each demand is worth, for those who do not show it: as many
/// runs less as there are worlds.
#[must_use]
pub fn overall(scenario: &Scenario, effort: &Effort) -> Acceptance {
    findings(scenario, effort, &survey(scenario, effort), false)
}

/// What a survey found out, and what each demand is worth where that is asked for.
#[must_use]
pub fn findings(scenario: &Scenario, effort: &Effort, survey: &Survey, asks_worth: bool) -> Acceptance {
    let mut provenance = survey.provenance.clone();
    let any = any(scenario, effort, survey, &mut provenance, asks_worth);
    let (lowered, worth) = (&survey.lowered, any.worth.as_ref().filter(|_| asks_worth));
    let reading = Reading { scenario, lowered, figures: survey.figures.as_ref(), worth };
    let demands = &survey.lowered.demands;
    Acceptance {
        deals: scenario.n_deals(),
        coherent: reading.count(|figures| Some(&figures.coherent.total)),
        zone: reading.zone(&any),
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
        worlds: None,
        coalitions: None,
        shared_lines: None,
        threads: survey.threads,
        samples: survey.samples,
        proved: false,
        is_one_found: false,
        provenance,
    }
}

/// A count as a double: exact up to 2^53, and nobody enumerates more.
#[expect(clippy::cast_precision_loss, reason = "counts of walked deals stay below 2^53")]
const fn lossy(count: u64) -> f64 {
    count as f64
}

/// `any_probability`, and what each demand is worth to it.
#[derive(Clone, PartialEq, Debug, Default)]
struct Any {
    probability: Option<f64>,
    /// Its interval where it is not exact.
    interval: Option<(f64, f64)>,
    /// None where it was not asked for, or is not known.
    worth: Option<Worth>,
}

impl Any {
    fn certain(probability: f64, n_demands: usize) -> Self {
        let worth = Some(Worth::same(probability, n_demands));
        Self { probability: Some(probability), interval: None, worth }
    }

    const fn between(low: f64, high: f64) -> Self {
        Self { probability: None, interval: Some((low, high)), worth: None }
    }

    fn of(found: &Opening) -> Self {
        match found.chance {
            Chance::Exact(any) => Self { probability: Some(any), interval: None, worth: found.worth.clone() },
            Chance::Sampled(found, worlds) => {
                let mean = lossy(found) / lossy(worlds);
                Self { probability: Some(mean), interval: Some(wilson(mean, lossy(worlds))), worth: None }
            }
        }
    }

    /// The average over the worlds of what is so in each.
    fn of_worlds(worlds: &[(f64, Self)]) -> Self {
        let ends =
            |any: &Self| any.interval.unwrap_or((any.probability.unwrap_or(0.0), any.probability.unwrap_or(1.0)));
        let mean = |of: &dyn Fn(&Self) -> f64| worlds.iter().map(|(p, any)| p * of(any)).sum::<f64>().min(1.0);
        let worth: Option<Vec<(f64, Worth)>> = worlds.iter().map(|(p, any)| Some((*p, any.worth.clone()?))).collect();
        let is_known = worlds.iter().all(|(_, any)| any.probability.is_some());
        let is_exact = worlds.iter().all(|(_, any)| any.interval.is_none());
        Self {
            probability: is_known.then(|| mean(&|any| any.probability.unwrap_or(0.0))),
            interval: (!is_exact).then(|| (mean(&|any| ends(any).0), mean(&|any| ends(any).1))),
            worth: worth.map(|worth| Worth::of_worlds(&worth)),
        }
    }
}

/// The probability that some deal is agreed, and what each demand is worth to it where that is asked for.
fn any(scenario: &Scenario, effort: &Effort, survey: &Survey, provenance: &mut Provenance, asks_worth: bool) -> Any {
    let none = BigUint::ZERO;
    let Some(figures) = &survey.figures else { return Any::between(0.0, 1.0) };
    let n_demands = survey.lowered.demands.len();
    let highest = figures.chances.as_ref().and_then(|chances| chances.highest.as_ref()).map(|all| all.total);
    let (is_empty, is_barren) = (figures.coherent.total == none, figures.agreed.total == none);
    let exact = provenance.kind == AnswerKind::Exact;
    if !is_barren {
        return Any::certain(1.0, n_demands);
    }
    if exact && is_empty {
        return Any::certain(0.0, n_demands);
    }
    let is_hopeless = exact && highest.is_some_and(|highest| highest <= 0.0);
    if is_hopeless && !asks_worth {
        return Any::certain(0.0, n_demands);
    }
    // At least the best deal seen could be agreed.
    let bound = Any::between(highest.unwrap_or(0.0), 1.0);
    if !exact {
        return bound;
    }
    let found = if survey.lowered.has_several_worlds() {
        let of_world = |world: &World| {
            let settled = scenario.assuming(world.assumed.clone());
            let found = any_exactly(&settled, effort, &survey.lowered.in_world(world), asks_worth);
            (world.probability, found.map_or(Any::between(0.0, 1.0), |found| Any::of(&found)))
        };
        Any::of_worlds(&survey.lowered.worlds.iter().map(of_world).collect::<Vec<_>>())
    } else {
        any_exactly(scenario, effort, &survey.lowered, asks_worth).map_or(bound, |found| Any::of(&found))
    };
    if is_hopeless {
        return Any { probability: Some(0.0), interval: None, worth: found.worth };
    }
    if found.probability.is_none() {
        provenance.add(ANY_IS_CUT);
    }
    found
}

const ANY_IS_CUT: &str = "any_probability is cut: too many ways of opening a deal";

/// How likely it is that some deal is agreed, from the unlocks.
struct Opening {
    chance: Chance,
    worth: Option<Worth>,
}

/// The probability that some deal is agreed, from all unlocks; none if they are too many.
fn any_exactly(scenario: &Scenario, effort: &Effort, lowered: &Lowered, asks_worth: bool) -> Option<Opening> {
    let barred = Barred { demands: barred(scenario, &lowered.demands), but_one: asks_worth };
    let walked = |effort| least_crossings(scenario, effort, &barred).and_then(|least| unlocks(scenario, &least));
    // A walk through billions of deals is the last resort, whoever asked for enumeration.
    let openings = walked(&Effort { engine: EngineChoice::Auto, ..effort.clone() })
        .or_else(|| all_unlocks(scenario, effort, lowered, MOST_UNLOCKS))
        .or_else(|| (effort.engine == EngineChoice::Enumerate).then(|| walked(effort)).flatten())?;
    let gives_way = lowered.demands.map(|demand| scenario.gives_way(demand));
    let worth = asks_worth.then(|| worth(&openings, &gives_way)).flatten();
    let chance = match &worth {
        Some(worth) => Chance::Exact(worth.any),
        None => any_probability(scenario, &openings, effort.seed),
    };
    Some(Opening { chance, worth })
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

/// A deal with what the oracle says of it; of this probability where it is too tangled to say.
fn best_deal(scenario: &Scenario, deal: Deal, probability: f64) -> BestDeal {
    let votes = Teller::of(scenario).map(|teller| teller.on(&deal));
    let judgement = judge(scenario, &deal);
    BestDeal {
        probability: judgement.probability.unwrap_or(probability),
        crossed: judgement.crossed,
        utility: judgement.utility,
        votes,
        deal,
    }
}

impl Zone {
    /// What follows from deals that are agreed with all lines held: they are certain to be, and none is more probable.
    fn is_agreed_by(&mut self, scenario: &Scenario, agreed: &[Deal], top: usize) {
        (self.any_probability, self.any_probability_interval) = (Some(1.0), None);
        if self.best_probability.is_some() {
            self.best_probability = Some(1.0);
            self.best.retain(|best| best.probability >= 1.0);
            let more = agreed.iter().filter(|deal| !self.best.iter().any(|best| best.deal == **deal));
            let more: Vec<BestDeal> = more.map(|deal| best_deal(scenario, deal.clone(), 1.0)).collect();
            self.best.extend(more);
            self.best.sort_by(|one, other| in_order(&one.deal, &other.deal));
            self.best.truncate(top);
        }
    }
}

/// Turns what an engine counted, or saw in samples, into findings.
struct Reading<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    /// None if nothing can be said.
    figures: Option<&'a Figures>,
    /// None where it is not known, or was not asked for.
    worth: Option<&'a Worth>,
}

/// Places in the ledger's rows: classes of a variable's values and how many of each make a row of the answer. Most rows are one
/// value; an item and place of an order is many. Values outside the domain (another term is fixed) are left out: no deal has them.
struct Places {
    variable: usize,
    classes: Vec<(usize, u32)>,
}

impl Places {
    fn each<'a, T>(&'a self, of: &'a [Vec<T>]) -> impl Iterator<Item = (&'a T, u32)> {
        let of = of.get(self.variable).map_or(&[][..], Vec::as_slice);
        self.classes.iter().filter_map(|(class, n)| Some((of.get(*class)?, *n)))
    }

    fn count(&self, by_value: &ByValue<BigUint>) -> BigUint {
        self.each(&by_value.of).map(|(count, n)| count * n).sum()
    }
}

impl Reading<'_> {
    fn is_drawn(&self) -> bool {
        self.figures.is_some_and(|figures| figures.is_drawn)
    }

    /// A count of the ledger; unknown where it is left out.
    fn count(&self, of: impl Fn(&Figures) -> Option<&BigUint>) -> Count {
        self.figures.and_then(of).map_or(Count::Unknown, |n| self.counted(n))
    }

    fn counted(&self, n: &BigUint) -> Count {
        match u64::try_from(n) {
            Ok(n) if self.is_drawn() => Count::Samples(n),
            _ => Count::Exact(n.clone()),
        }
    }

    /// A sum's part of a whole, with its interval where both were drawn.
    fn part(&self, part: f64, whole: &BigUint) -> Share {
        match u64::try_from(whole) {
            Ok(whole) if self.is_drawn() => Share::sampled(part, whole),
            // Sums over more deals than a double holds are over a power of two.
            _ => Share::exact(part, double(whole, shift(&self.scenario.n_deals()))),
        }
    }

    /// The share of one count in another; nothing if it is left out.
    fn share(&self, part: Option<&BigUint>, whole: &BigUint) -> Share {
        match part {
            None => Share::default(),
            Some(part) if self.is_drawn() => self.part(double(part, 0), whole),
            Some(part) => Share::ratio(part, whole),
        }
    }

    /// … in all that is coherent.
    fn share_of_all(&self, of: impl Fn(&Figures) -> Option<&BigUint>) -> Share {
        self.figures.map_or_else(Share::default, |figures| self.share(of(figures), &figures.coherent.total))
    }

    fn zone(&self, any: &Any) -> Zone {
        let chances = self.figures.and_then(|figures| figures.chances.as_ref());
        let is_empty = self.figures.is_none_or(|figures| figures.coherent.total == BigUint::ZERO);
        let highest = chances.and_then(|chances| chances.highest.as_ref()).filter(|_| !is_empty);
        let mean = chances.zip(self.figures).map(|(chances, figures)| (chances.sum.total, &figures.coherent.total));
        Zone {
            agreed: self.count(|figures| Some(&figures.agreed.total)),
            share: self.share_of_all(|figures| Some(&figures.agreed.total)),
            mean_probability: mean.map_or_else(Share::default, |(sum, whole)| self.part(sum, whole)),
            best_probability: highest.map(|highest| highest.total),
            any_probability: any.probability,
            any_probability_interval: any.interval,
            best: chances.iter().flat_map(|chances| &chances.best).map(|best| self.best(best)).collect(),
        }
    }

    fn best(&self, (probability, values): &(f64, Vec<u32>)) -> BestDeal {
        best_deal(self.scenario, deal(self.lowered, values), *probability)
    }

    fn party(&self, id: PartyId) -> PartyFindings {
        let demands = &self.lowered.demands;
        let (mut red_lines, mut reservation) = (Vec::new(), None);
        for demand in demands_of(demands, id).map(DemandId::from_place) {
            let found = self.demand(demand, &demands[demand]);
            match &demands[demand] {
                DemandName::RedLine(..) => red_lines.push(found),
                DemandName::Reservation(_) => reservation = Some(found),
            }
        }
        let mean = self.figures.map(|figures| self.part(figures.parties[id].sum, &figures.coherent.total));
        PartyFindings {
            accepts: self.count(|figures| Some(&figures.parties[id].accepts.total)),
            share: self.share_of_all(|figures| Some(&figures.parties[id].accepts.total)),
            mean_probability: mean.unwrap_or_default(),
            agreed_without: self.count(|figures| figures.parties[id].agreed_without.as_ref()),
            red_lines,
            reservation,
            only: self.count(|figures| figures.parties[id].only.as_ref()),
            only_share: self.share_of_all(|figures| figures.parties[id].only.as_ref()),
        }
    }

    fn demand(&self, id: DemandId, name: &DemandName) -> DemandFindings {
        let line = self.scenario.red_line(name);
        DemandFindings {
            demand: id,
            firmness: line.map_or(1.0, |line| line.firmness.midpoint()),
            basis: line.map(|line| line.basis),
            crossed: self.count(|figures| Some(&figures.demands[id].crossed)),
            share: self.share_of_all(|figures| Some(&figures.demands[id].crossed)),
            only: self.count(|figures| figures.demands[id].only.as_ref()),
            agreed_if_dropped: self.count(|figures| figures.demands[id].agreed_if_dropped.as_ref()),
            only_share: self.share_of_all(|figures| figures.demands[id].only.as_ref()),
            any_if_dropped: self.worth.map(|worth| worth.dropped[id]),
            any_if_fixed: self.worth.map(|worth| worth.fixed[id]),
        }
    }

    fn issue(&self, id: IssueId) -> Vec<ValueFindings> {
        let row = |row| {
            let (variable, values) = row_of(self.scenario, self.lowered, id, row);
            self.value(variable, &values)
        };
        (0..self.scenario.issues[id].n_rows()).map(row).collect()
    }

    /// Where these values of a variable stand in the ledger.
    fn places(&self, figures: &Figures, variable: usize, values: &[u32]) -> Places {
        let domain = self.lowered.formulas.domains().get(variable);
        let class = |value: &u32| {
            let domain = domain.filter(|domain| (domain.first..domain.end).contains(value))?;
            let class = figures.class_of.get(variable)?.get((value - domain.first) as usize)?;
            Some(*class as usize)
        };
        let mut classes: BTreeMap<usize, u32> = BTreeMap::new();
        values.iter().filter_map(class).for_each(|class| *classes.entry(class).or_default() += 1);
        Places { variable, classes: classes.into_iter().collect() }
    }

    /// One row of an issue: these values of a variable.
    fn value(&self, variable: usize, values: &[u32]) -> ValueFindings {
        let n_parties = self.scenario.parties.len();
        let Some(figures) = self.figures else { return nothing(n_parties) };
        let places = self.places(figures, variable, values);
        let (deals, agreed) = (places.count(&figures.coherent), places.count(&figures.agreed));
        let (none, zone) = (BigUint::ZERO, &figures.agreed.total);
        let verdict = match (figures.is_drawn, deals == none, agreed == none) {
            (true, _, true) => Verdict::Unseen,
            (true, ..) => Verdict::Possible,
            (false, true, _) => Verdict::Impossible,
            (false, _, true) => Verdict::Blocked,
            _ if agreed == *zone => Verdict::Certain,
            _ => Verdict::Possible,
        };
        let chances = figures.chances.as_ref();
        let highest = chances.and_then(|chances| chances.highest.as_ref()).filter(|_| deals != none);
        let is_always = |id: &DemandId| {
            let always = figures.demands[*id].always.get(places.variable);
            let is_always = |class: &usize| always.and_then(|of| of.get(*class)).is_some_and(|always| *always);
            // What no coherent deal has says nothing.
            let deals_of = figures.coherent.of.get(places.variable);
            let has_deals = |class: &usize| deals_of.and_then(|of| of.get(*class)).is_some_and(|n| *n != none);
            places.classes.iter().map(|(class, _)| class).filter(|class| has_deals(class)).all(is_always)
        };
        let accepted = |party: &PartyCounts| self.share(Some(&places.count(&party.accepts)), &deals);
        let best = |highest: &ByValue<f64>| places.each(&highest.of).fold(0.0, |best: f64, (of, _)| best.max(*of));
        let sum = |chances: &Chances| places.each(&chances.sum.of).fold(0.0, |sum, (of, n)| sum + of * f64::from(n));
        ValueFindings {
            zopa_share: self.share(Some(&agreed), zone),
            accept_rate: self.share(Some(&agreed), &deals),
            best_probability: highest.map(best),
            mean_probability: chances.map_or_else(Share::default, |chances| self.part(sum(chances), &deals)),
            verdict,
            accepted_by: figures.parties.iter().map(accepted).collect(),
            blocked_by: self.lowered.demands.ids().filter(|id| deals != none && is_always(id)).collect(),
            deals: self.counted(&deals),
            agreed: self.counted(&agreed),
        }
    }
}

/// Where nothing can be said of a value.
fn nothing(n_parties: usize) -> ValueFindings {
    ValueFindings {
        deals: Count::Unknown,
        agreed: Count::Unknown,
        zopa_share: Share::default(),
        accept_rate: Share::default(),
        best_probability: None,
        mean_probability: Share::default(),
        verdict: Verdict::Unseen,
        accepted_by: IdVec::filled(Share::default(), n_parties),
        blocked_by: Vec::new(),
    }
}
