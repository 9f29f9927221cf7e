//! What diagrams counted, as findings: the same as what a walk through every deal gives, with counts of any size.

use crate::analysis::findings::{BestDeal, DemandFindings, PartyFindings, ValueFindings, Zone};
use crate::engine::ask::answer::{Count, Share};
use crate::engine::exact::engine::{ByValue, Chances, Figures};
use crate::engine::exact::number::{double, less, shift};
use crate::engine::survey::Survey;
use crate::rule::demand::demands_of;
use crate::rule::reference::judge;
use crate::scenario::id::{DemandId, Id, PartyId};
use crate::scenario::model::{DemandName, Scenario, Verdict};
use crate::space::deal::deal;
use num_bigint::BigUint;

/// Turns figures into findings.
pub(crate) struct Diagrammed<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) survey: &'a Survey,
    pub(crate) figures: &'a Figures,
}

fn share(part: &BigUint, whole: &BigUint) -> Share {
    // Both over the same power of two, where there are more deals than a double holds.
    let shift = shift(whole);
    Share::exact(double(part, shift), double(whole, shift))
}

fn known(count: Option<BigUint>) -> Count {
    count.map_or(Count::Unknown, Count::Exact)
}

impl Diagrammed<'_> {
    fn coherent(&self) -> &BigUint {
        &self.figures.coherent.total
    }

    /// In what powers of two the engine's sums are.
    fn shift(&self) -> u64 {
        shift(&self.scenario.n_deals())
    }

    fn mean(&self, sum: impl Fn(&Chances) -> f64, whole: &BigUint) -> Share {
        let whole = double(whole, self.shift());
        self.figures.chances.as_ref().map_or_else(Share::default, |chances| Share::exact(sum(chances), whole))
    }

    pub(crate) fn zone(&self, (any_probability, any_probability_interval): (Option<f64>, Option<(f64, f64)>)) -> Zone {
        let agreed = &self.figures.agreed.total;
        let highest = self.figures.chances.as_ref().and_then(|chances| chances.highest.as_ref());
        Zone {
            agreed: Count::Exact(agreed.clone()),
            share: share(agreed, self.coherent()),
            mean_probability: self.mean(|chances| chances.sum.total, self.coherent()),
            best_probability: highest.filter(|_| *self.coherent() != BigUint::ZERO).map(|highest| highest.total),
            any_probability,
            any_probability_interval,
            best: self.figures.chances.iter().flat_map(|chances| &chances.best).map(|best| self.best(best)).collect(),
        }
    }

    fn best(&self, (probability, values): &(f64, Vec<u32>)) -> BestDeal {
        let deal = deal(&self.survey.lowered, values);
        let judgement = judge(self.scenario, &deal);
        BestDeal {
            probability: judgement.probability.unwrap_or(*probability),
            crossed: judgement.crossed,
            utility: judgement.utility,
            deal,
        }
    }

    pub(crate) fn party(&self, id: PartyId) -> PartyFindings {
        let party = &self.figures.parties[id];
        let demands = &self.survey.lowered.demands;
        let (mut red_lines, mut reservation) = (Vec::new(), None);
        for demand in demands_of(demands, id).map(DemandId::from_place) {
            let found = self.demand(demand, &demands[demand]);
            match &demands[demand] {
                DemandName::RedLine(..) => red_lines.push(found),
                DemandName::Reservation(_) => reservation = Some(found),
            }
        }
        PartyFindings {
            accepts: Count::Exact(party.accepts.total.clone()),
            share: share(&party.accepts.total, self.coherent()),
            mean_probability: Share::exact(party.sum, double(self.coherent(), self.shift())),
            agreed_without: known(party.agreed_without.clone()),
            red_lines,
            reservation,
            only: known(party.only.clone()),
            only_share: party.only.as_ref().map_or_else(Share::default, |only| share(only, self.coherent())),
        }
    }

    fn demand(&self, id: DemandId, name: &DemandName) -> DemandFindings {
        let found = &self.figures.demands[id];
        let line = self.scenario.red_line(name);
        let crossed = less(self.coherent(), &found.kept.total);
        DemandFindings {
            demand: id,
            firmness: line.map_or(1.0, |line| line.firmness.midpoint()),
            basis: line.map(|line| line.basis),
            share: share(&crossed, self.coherent()),
            crossed: Count::Exact(crossed),
            only: known(found.only.clone()),
            agreed_if_dropped: known(found.agreed_if_dropped.clone()),
            only_share: found.only.as_ref().map_or_else(Share::default, |only| share(only, self.coherent())),
        }
    }

    /// One row of an issue: the value of a variable.
    pub(crate) fn value(&self, variable: usize, value: u32) -> ValueFindings {
        let domain = self.survey.lowered.formulas.domains().get(variable);
        // Values outside the domain (another term is fixed) have no deals.
        let row = domain
            .and_then(|domain| (domain.first..domain.end).contains(&value).then(|| (value - domain.first) as usize));
        let class = row.and_then(|row| self.figures.class_of.get(variable)?.get(row)).map(|class| *class as usize);
        let zero = BigUint::ZERO;
        let number = |counts: &ByValue<BigUint>| -> BigUint {
            class.and_then(|class| counts.of.get(variable)?.get(class)).cloned().unwrap_or(BigUint::ZERO)
        };
        let is_blocked = |kept: &ByValue<BigUint>| {
            class.and_then(|class| kept.of.get(variable)?.get(class)).is_some_and(|kept| *kept == zero)
        };
        let float =
            |sums: &ByValue<f64>| class.and_then(|class| sums.of.get(variable)?.get(class)).copied().unwrap_or(0.0);
        let (deals, agreed) = (number(&self.figures.coherent), number(&self.figures.agreed));
        let zone = &self.figures.agreed.total;
        let highest = self.figures.chances.as_ref().and_then(|chances| chances.highest.as_ref());
        let verdict = match (deals == zero, agreed == zero) {
            (true, _) => Verdict::Impossible,
            (_, true) => Verdict::Blocked,
            _ if agreed == *zone => Verdict::Certain,
            _ => Verdict::Possible,
        };
        let blocked_by = self.survey.lowered.demands.ids().filter(|_| deals != zero);
        ValueFindings {
            zopa_share: share(&agreed, zone),
            accept_rate: share(&agreed, &deals),
            best_probability: highest.filter(|_| deals != zero).map(float),
            mean_probability: self.mean(|chances| float(&chances.sum), &deals),
            verdict,
            accepted_by: self.figures.parties.iter().map(|party| share(&number(&party.accepts), &deals)).collect(),
            blocked_by: blocked_by.filter(|demand| is_blocked(&self.figures.demands[*demand].kept)).collect(),
            deals: Count::Exact(deals),
            agreed: Count::Exact(agreed),
        }
    }
}
