//! The ledger: the figures that `zopa run` needs, each counted, or left out.
//!
//! Diagrams (`exact::engine`) and walks depth first (`descent::figures`) fill it, question by question; the walk through tiles and
//! the simulation from their tally ([`Figures::of`]). What an engine cannot answer within its budget is none. Analysis reads one
//! ledger and need not know who filled it; of samples it says that they are (`is_drawn`).

use crate::engine::exact::declined::Declined;
use crate::engine::exact::number::less;
use crate::engine::tile::tally::{Rows, Tally};
use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;

/// Counts in all and by value: for each variable, one for each class of its values.
#[derive(Clone, Debug)]
pub struct ByValue<T> {
    /// All.
    pub total: T,
    /// By variable and class: deals with one value of it.
    pub of: Vec<Vec<T>>,
}

impl ByValue<f64> {
    /// The average over worlds, each with its probability: from the first on, by how far the others are from it.
    ///
    /// # Errors
    /// Those of the worlds, and [`Declined::Voices`] of no world.
    pub fn averaged(worlds: impl IntoIterator<Item = Result<(f64, Self), Declined>>) -> Result<Self, Declined> {
        let mut worlds = worlds.into_iter();
        let (_, first) = worlds.next().ok_or(Declined::Voices)??;
        let mut all = first.clone();
        for world in worlds {
            let (p, world) = world?;
            all.total += p * (world.total - first.total);
            let ours = all.of.iter_mut().flatten().zip(first.of.iter().flatten());
            for ((ours, first), theirs) in ours.zip(world.of.iter().flatten()) {
                *ours += p * (theirs - first);
            }
        }
        Ok(all)
    }
}

/// What one demand costs.
#[derive(Clone, Debug)]
pub struct DemandCounts {
    /// Coherent deals that cross it, in some world.
    pub crossed: BigUint,
    /// By variable and class: whether every coherent deal with the value crosses it. Never of samples, which prove nothing.
    pub always: Vec<Vec<bool>>,
    /// Coherent deals on which it is the one demand crossed; none if the budget cut it.
    pub only: Option<BigUint>,
    /// Agreed deals without it; none if the budget cut it.
    pub agreed_if_dropped: Option<BigUint>,
}

impl DemandCounts {
    /// From the deals that do not cross it.
    #[must_use]
    pub fn keeping(
        coherent: &BigUint,
        kept: &ByValue<BigUint>,
        only: Option<BigUint>,
        agreed_if_dropped: Option<BigUint>,
    ) -> Self {
        let always = kept.of.iter().map(|of| of.iter().map(|n| *n == BigUint::ZERO).collect()).collect();
        Self { crossed: less(coherent, &kept.total), always, only, agreed_if_dropped }
    }
}

/// What one party's demands cost.
#[derive(Clone, Debug)]
pub struct PartyCounts {
    /// Coherent deals that it accepts.
    pub accepts: ByValue<BigUint>,
    /// The sum over the coherent deals of P(it accepts), in units as [`Chances`] has them.
    pub sum: f64,
    /// Agreed deals were its acceptance given; none if the budget cut it.
    pub agreed_without: Option<BigUint>,
    /// Coherent deals that it alone does not accept; none if the budget cut it.
    pub only: Option<BigUint>,
}

/// Probabilities of deals. Sums are over 2 to the power of `exact::number::shift` of the deals: there may be more than a double holds.
#[derive(Clone, Debug)]
pub struct Chances {
    /// The sum of P(d agreed).
    pub sum: ByValue<f64>,
    /// The highest P(d agreed); none if the agreement rule is not everyone's.
    pub highest: Option<ByValue<f64>>,
    /// The most probable deals, as values of the variables.
    pub best: Vec<(f64, Vec<u32>)>,
}

impl Chances {
    /// The highest probabilities and the most probable deals of a walk through every deal, by the classes of other figures.
    #[must_use]
    pub fn highest_of(tally: &Tally, class_of: &[Vec<u32>]) -> (ByValue<f64>, Vec<(f64, Vec<u32>)>) {
        let of = tally.rows.iter().zip(class_of).map(|(rows, classes)| {
            let n = classes.iter().max().map_or(0, |last| *last as usize + 1);
            let mut best = vec![0.0_f64; n];
            for (highest, class) in rows.best.iter().zip(classes) {
                if let Some(place) = best.get_mut(*class as usize) {
                    *place = place.max(*highest);
                }
            }
            best
        });
        let deals = tally.best.list().iter().map(|one| (one.probability, one.values.clone()));
        (ByValue { total: tally.highest, of: of.collect() }, deals.collect())
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Whether these are samples: then every count is one of the samples.
    pub is_drawn: bool,
    /// Coherent deals.
    pub coherent: ByValue<BigUint>,
    /// Agreed deals.
    pub agreed: ByValue<BigUint>,
    /// Probabilities; none if the budget cut them.
    pub chances: Option<Chances>,
    /// By party.
    pub parties: IdVec<PartyId, PartyCounts>,
    /// By demand.
    pub demands: IdVec<DemandId, DemandCounts>,
    /// For each variable the class of each value of its domain.
    pub class_of: Vec<Vec<u32>>,
}

impl Figures {
    /// What a tally comes to; without chances where the agreement rule gives none.
    #[must_use]
    pub fn of(tally: &Tally, scenario: &Scenario, is_drawn: bool, knows_probability: bool) -> Self {
        let (n_parties, n_demands) = (tally.accepts.len(), tally.crossed.len());
        let at = |counts: &[u64], place: usize| counts.get(place).copied().unwrap_or(0);
        let counts = |total: u64, of: &dyn Fn(&Rows, usize) -> u64| ByValue {
            total: total.into(),
            of: tally.rows.iter().map(|rows| (0..rows.deals.len()).map(|row| of(rows, row).into()).collect()).collect(),
        };
        let class_of: Vec<Vec<u32>> = tally.rows.iter().map(|rows| (0..).take(rows.deals.len()).collect()).collect();
        let chances = || {
            let (highest, best) = Chances::highest_of(tally, &class_of);
            let sum = ByValue { total: tally.sum, of: tally.rows.iter().map(|rows| rows.sum.clone()).collect() };
            Chances { sum, highest: Some(highest), best }
        };
        let party = |place: usize| PartyCounts {
            accepts: counts(at(&tally.accepts, place), &|rows, row| at(&rows.accepted, row * n_parties + place)),
            sum: tally.party_sum.get(place).copied().unwrap_or(0.0),
            agreed_without: {
                let signs = scenario.parties.find(PartyId::from_place(place)).is_some_and(|party| party.signs);
                Some((tally.agreed + if signs { at(&tally.pivotal, place) } else { 0 }).into())
            },
            only: Some(at(&tally.alone, place).into()),
        };
        let n_words = n_demands.div_ceil(64);
        let demand = |place: usize| DemandCounts {
            crossed: at(&tally.crossed, place).into(),
            always: tally
                .rows
                .iter()
                .map(|rows| {
                    let word = |row: usize| at(&rows.always, row * n_words + place / 64);
                    (0..rows.deals.len()).map(|row| word(row) >> (place % 64) & 1 == 1).collect()
                })
                .collect(),
            only: Some(at(&tally.only, place).into()),
            agreed_if_dropped: Some((tally.agreed + at(&tally.reopened, place)).into()),
        };
        Self {
            is_drawn,
            coherent: counts(tally.coherent, &|rows, row| at(&rows.deals, row)),
            agreed: counts(tally.agreed, &|rows, row| at(&rows.agreed, row)),
            chances: knows_probability.then(chances),
            parties: (0..n_parties).map(party).collect(),
            demands: (0..n_demands).map(demand).collect(),
            class_of,
        }
    }

    /// Which figures are not there, and why; none if all are.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let mut cut: Vec<&str> = Vec::new();
        let best = self.chances.as_ref().map(|chances| chances.highest.is_some());
        if best.is_none() {
            cut.extend(["mean_probability", "best_probability", "best"]);
        }
        if self.demands.iter().any(|demand| demand.only.is_none())
            || self.parties.iter().any(|party| party.only.is_none())
        {
            cut.push("only");
        }
        if self.demands.iter().any(|demand| demand.agreed_if_dropped.is_none()) {
            cut.push("agreed_if_dropped");
        }
        if self.parties.iter().any(|party| party.agreed_without.is_none()) {
            cut.push("agreed_without");
        }
        let mut why = Vec::new();
        if !cut.is_empty() {
            let room = "a higher `--memory-limit` gives their diagrams more room";
            why.push(format!("cut by the memory limit ({room}): {}", cut.join(", ")));
        }
        if best == Some(false) {
            why.push(
                "best_probability and best are not known: the deals cross too many different sets of lines to tell them apart"
                    .to_owned(),
            );
        }
        (!why.is_empty()).then(|| why.join("; "))
    }
}
