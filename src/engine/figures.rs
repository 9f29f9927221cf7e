//! The ledger: the figures that `zopa run` needs, each counted, or left out.
//!
//! Diagrams (`exact::engine`) and walks depth first (`descent::figures`) fill it, question by question; what an engine cannot
//! answer within its budget is none. Analysis reads it and need not know who filled it.

use crate::engine::exact::declined::Declined;
use crate::engine::tile::tally::Tally;
use crate::scenario::id::{DemandId, IdVec, PartyId};
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
    /// Coherent deals that do not cross it.
    pub kept: ByValue<BigUint>,
    /// Coherent deals on which it is the one demand crossed; none where the budget cut it.
    pub only: Option<BigUint>,
    /// Agreed deals without it; none where the budget cut it.
    pub agreed_if_dropped: Option<BigUint>,
}

/// What one party's demands cost.
#[derive(Clone, Debug)]
pub struct PartyCounts {
    /// Coherent deals that it accepts.
    pub accepts: ByValue<BigUint>,
    /// The sum over the coherent deals of P(it accepts).
    pub sum: f64,
    /// Agreed deals were its acceptance given; none where the budget cut it.
    pub agreed_without: Option<BigUint>,
    /// Coherent deals that it alone does not accept; none where the budget cut it.
    pub only: Option<BigUint>,
}

/// Probabilities of deals.
#[derive(Clone, Debug)]
pub struct Chances {
    /// The sum of P(d agreed).
    pub sum: ByValue<f64>,
    /// The highest P(d agreed); none where the agreement rule is not everyone's.
    pub highest: Option<ByValue<f64>>,
    /// The most probable deals, as values of the variables.
    pub best: Vec<(f64, Vec<u32>)>,
}

impl Chances {
    /// Takes the highest probabilities and the most probable deals from a walk through every deal.
    pub fn take_best(&mut self, tally: &Tally, class_of: &[Vec<u32>]) {
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
        self.highest = Some(ByValue { total: tally.highest, of: of.collect() });
        self.best = tally.best.list().iter().map(|one| (one.probability, one.values.clone())).collect();
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Coherent deals.
    pub coherent: ByValue<BigUint>,
    /// Agreed deals.
    pub agreed: ByValue<BigUint>,
    /// Probabilities; none where the budget cut them.
    pub chances: Option<Chances>,
    /// By party.
    pub parties: IdVec<PartyId, PartyCounts>,
    /// By demand.
    pub demands: IdVec<DemandId, DemandCounts>,
    /// For each variable the class of each value of its domain.
    pub class_of: Vec<Vec<u32>>,
}

impl Figures {
    /// Which figures are not there, and why; none where all are.
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
            why.push(format!("cut by the budget of states: {}", cut.join(", ")));
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
