//! Everything that `zopa run` says, from walks depth first: one for each figure, each as short as its rules allow.
//!
//! A walk that has to know everything of each deal looks at each deal. Asked one at a time, the questions leave most deals
//! out: with 54 lines on 1e9 deals, the count of agreed deals looks at one tile in a thousand, and the count of the deals
//! that one line crosses at hardly any. Only P(d agreed), where no rule is firm, has to go everywhere.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::instructions::chosen;
use crate::engine::ask::limit::Deadline;
use crate::engine::descent::gather::Gather;
use crate::engine::descent::plan::Plan;
use crate::engine::descent::question::Question;
use crate::engine::descent::questions::{Enforced, agreement, coherence, uncrossed, weighed};
use crate::engine::descent::tile::LANES;
use crate::engine::exact::classes::{Classes, classes};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::{ByValue, Chances, DemandCounts, Figures, PartyCounts};
use crate::engine::exact::number::less;
use crate::engine::tile::judge::points_of;
use crate::rule::formula::Domain;
use crate::rule::lower::Lowered;
use crate::scenario::id::{DemandId, PartyId};
use crate::scenario::model::Scenario;
use crate::space::instructions::InstructionSet;
use num_bigint::BigUint;

/// What a walk goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// The instructions.
    pub set: InstructionSet,
    /// How many lanes a tile may have.
    pub lanes: usize,
}

impl Default for By {
    fn default() -> Self {
        Self { set: chosen(), lanes: LANES }
    }
}

/// Every figure takes a row for each kind of value, and a walk of its own: past so many kinds one walk for all is quicker.
const MAX_KINDS: usize = 4096;

/// Whether points or rules tell more values of an issue apart than walks of their own for each figure can bear.
#[must_use]
pub fn is_wide(scenario: &Scenario, lowered: &Lowered) -> bool {
    let is_long = |domain: &Domain| domain.len() as usize > MAX_KINDS;
    lowered.formulas.domains().iter().any(is_long)
        && apart(scenario, lowered).iter().any(|classes| classes.first.len() > MAX_KINDS)
}

/// What one pair of variables and one line take while a plan is made, in nanoseconds, as measured.
const COST_OF_PLAN: f64 = 150.0;

/// What all walks take, in nanoseconds on one thread, roughly: counted, so that the same scenario always takes the same way.
///
/// # Errors
/// Where no plan can be made.
pub fn work(scenario: &Scenario, lowered: &Lowered) -> Result<f64, Declined> {
    if is_wide(scenario, lowered) {
        return Err(Declined::Wide);
    }
    let n_variables = lowered.formulas.domains().iter().filter(|domain| domain.len() > 1).count();
    let zone = Plan::new(&lowered.formulas, &agreement(scenario, lowered, &|_| true)?, LANES)?;
    let plan = COST_OF_PLAN * (n_variables * n_variables * lowered.demands.len()) as f64;
    Ok(n_walks(scenario, lowered) as f64 * (plan + zone.cost))
}

/// Whether every demand is a signing party's: then giving one up agrees to what crosses it alone.
fn all_sign(scenario: &Scenario, lowered: &Lowered) -> bool {
    lowered.demands.iter().all(|demand| scenario.parties[demand.party()].signs)
}

/// How many walks there are at most: the whole, each party and each demand.
fn n_walks(scenario: &Scenario, lowered: &Lowered) -> usize {
    let (n_parties, n_demands) = (scenario.parties.len(), lowered.demands.len());
    if all_sign(scenario, lowered) { 3 + 3 * n_parties + 2 * n_demands } else { 4 + 4 * n_parties + 3 * n_demands }
}

/// Who asks.
struct Asking<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    by: By,
    effort: &'a Effort,
    deadline: Deadline,
    classes: Vec<Classes>,
}

/// Counts everything that `zopa run` says by walks depth first, on the threads of the pool it is called in.
///
/// # Errors
/// Where not everyone is needed, an issue has too many kinds of values, a plan grows too large, or the walk was cut.
pub fn figures(
    scenario: &Scenario,
    lowered: &Lowered,
    (effort, deadline): (&Effort, Deadline),
    by: By,
) -> Result<Figures, Declined> {
    if !scenario.agreement.needs_everyone() || lowered.is_open() {
        return Err(Declined::Agreement);
    }
    let classes = apart(scenario, lowered);
    if classes.iter().any(|classes| classes.first.len() > MAX_KINDS) {
        return Err(Declined::Wide);
    }
    let asking = Asking { scenario, lowered, by, effort, deadline, classes };
    asking.figures()
}

/// Values apart that some rule or some party with a reservation tells apart.
fn apart(scenario: &Scenario, lowered: &Lowered) -> Vec<Classes> {
    let mut roots = lowered.incoherent.clone();
    roots.extend(lowered.crossed.iter().flatten());
    roots.extend(lowered.bonuses.iter().flatten().map(|(given, _)| *given));
    let held = scenario.parties.ids().filter(|party| scenario.parties[*party].reservation.is_some());
    let points: Vec<Vec<Vec<f64>>> = held.map(|party| points_of(scenario, lowered, party)).collect();
    let worth = |variable: usize, value: u32| {
        let of = |points: &Vec<Vec<f64>>| points.get(variable).and_then(|of| of.get(value as usize)).copied();
        points.iter().map(|points| of(points).unwrap_or(0.0).to_bits().cast_signed()).collect()
    };
    classes(&lowered.formulas, &roots, &worth)
}

impl Asking<'_> {
    fn figures(&self) -> Result<Figures, Declined> {
        let (scenario, demands) = (self.scenario, &self.lowered.demands);
        self.effort.watch.begin(n_walks(scenario, self.lowered) as u64);
        let all_sign = all_sign(scenario, self.lowered);
        let signs = |demand: DemandId| scenario.parties[demands[demand].party()].signs;
        let uncrossed = |counts: Enforced| uncrossed(scenario, self.lowered, counts);
        let agreed_with = |counts: Enforced| agreement(scenario, self.lowered, counts);
        let coherent = self.count(&coherence(self.lowered))?;
        let agreed = self.count(&agreed_with(&|_| true)?)?;
        let chances = self.chances(&signs)?;
        let none = if all_sign { agreed.total.clone() } else { self.total(&uncrossed(&|_| true))? };
        let party = |id: PartyId| -> Result<PartyCounts, Declined> {
            let own = |demand: DemandId| demands[demand].party() == id;
            let alone = self.total(&uncrossed(&|demand| !own(demand)))?;
            let agreed_without = match scenario.parties[id].signs {
                false => agreed.total.clone(),
                true if all_sign => alone.clone(),
                true => self.total(&agreed_with(&|demand| !own(demand))?)?,
            };
            Ok(PartyCounts {
                accepts: self.count(&uncrossed(&own))?,
                sum: self.likely(&own, None)?.sum.total,
                agreed_without: Some(agreed_without),
                only: Some(less(&alone, &none)),
            })
        };
        let parties = scenario.parties.ids().map(party).collect::<Result<_, _>>()?;
        let demand = |id: DemandId| -> Result<DemandCounts, Declined> {
            let alone = self.total(&uncrossed(&|demand| demand != id))?;
            let agreed_if_dropped = match signs(id) {
                false => agreed.total.clone(),
                true if all_sign => alone.clone(),
                true => self.total(&agreed_with(&|demand| demand != id)?)?,
            };
            Ok(DemandCounts {
                kept: self.count(&uncrossed(&|demand| demand == id))?,
                only: Some(less(&alone, &none)),
                agreed_if_dropped: Some(agreed_if_dropped),
            })
        };
        let of_demand = demands.ids().map(demand).collect::<Result<_, _>>()?;
        let class_of = self.classes.iter().map(|classes| classes.of.clone()).collect();
        Ok(Figures { coherent, agreed, chances: Some(chances), parties, demands: of_demand, class_of })
    }

    fn walk(
        &self,
        question: &Question,
        gather: Option<Option<usize>>,
    ) -> Result<(Plan, u128, Option<Gather>), Declined> {
        let is_stopped = || self.effort.watch.is_stopped() || self.deadline.has_passed();
        if is_stopped() {
            return Err(Declined::Stopped);
        }
        let plan = Plan::new(&self.lowered.formulas, question, self.by.lanes)?;
        let begin = || gather.map(|top| Gather::new(&plan, top));
        let strands = plan.strands(self.by.set, &is_stopped, &begin).ok_or(Declined::Stopped)?;
        let (mut total, mut all) = (0, begin());
        for (found, gathered) in strands {
            total += found;
            if let (Some(all), Some(gathered)) = (all.as_mut(), gathered) {
                all.merge(gathered);
            }
        }
        total *= plan.factor;
        self.effort.watch.advance(1);
        Ok((plan, total, all))
    }

    fn total(&self, question: &Question) -> Result<BigUint, Declined> {
        self.walk(question, None).map(|(_, total, _)| BigUint::from(total))
    }

    fn count(&self, question: &Question) -> Result<ByValue<BigUint>, Declined> {
        let (plan, total, gathered) = self.walk(question, Some(None))?;
        let by_value = gathered.map_or_else(Vec::new, |gathered| gathered.by_value(&plan, total));
        let of = self.of_classes(&plan, &by_value, BigUint::ZERO, |n| BigUint::from(*n));
        Ok(ByValue { total: BigUint::from(total), of })
    }

    /// Probabilities where these demands count; the `top` most probable deals where they are asked for.
    fn likely(&self, counts: Enforced, top: Option<usize>) -> Result<Chances, Declined> {
        let question = weighed(self.scenario, self.lowered, counts);
        let (plan, _, gathered) = self.walk(&question, Some(Some(top.unwrap_or(0))))?;
        let weights = gathered.and_then(|gathered| gathered.weights).ok_or(Declined::TooLarge)?;
        let (by_value, (sum, highest)) = weights.by_value(&plan);
        Ok(Chances {
            sum: ByValue { total: sum, of: self.of_classes(&plan, &by_value, 0.0, |(sum, _)| *sum) },
            highest: Some(ByValue { total: highest, of: self.of_classes(&plan, &by_value, 0.0, |(_, most)| *most) }),
            best: weights.best().list().iter().map(|one| (one.probability, one.values.clone())).collect(),
        })
    }

    fn chances(&self, signs: Enforced) -> Result<Chances, Declined> {
        self.likely(signs, Some(self.effort.top))
    }

    /// What a plan knows by its own classes, by the classes of all figures.
    fn of_classes<T, U: Clone>(
        &self,
        plan: &Plan,
        by_value: &[Vec<T>],
        none: U,
        read: impl Fn(&T) -> U,
    ) -> Vec<Vec<U>> {
        let of_variable = |(variable, classes): (usize, &Classes)| {
            let of_value = |value: &u32| {
                let first = plan.axes.domains.get(variable)?.first;
                let class = plan.axes.class_of.get(variable)?.get((value - first) as usize)?;
                by_value.get(variable)?.get(*class as usize)
            };
            classes.first.iter().map(|value| of_value(value).map_or_else(|| none.clone(), &read)).collect()
        };
        self.classes.iter().enumerate().map(of_variable).collect()
    }
}
