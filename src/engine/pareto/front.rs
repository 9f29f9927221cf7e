//! Utilities of every deal from diagrams: the frontier, its deals, and who reaches what.
//!
//! One diagram of the deals that are looked at, without reservations; the frontier over it (`pareto`), where reservations are
//! looked at in the end; and for scores that dominated deals can share, the deals that reach a threshold (`threshold`).

use crate::engine::ask::effort::Effort;
use crate::engine::exact::apart::value_classes;
use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::classes::Classes;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::fold;
use crate::engine::exact::scale::{Scale, scales_of};
use crate::engine::exact::step_points::Worth;
use crate::engine::pareto::field::Over;
use crate::engine::pareto::sums::{Pareto, ahead, pareto, range};
use crate::engine::pareto::threshold::reaching;
use crate::rule::lower::Lowered;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;
use std::sync::OnceLock;

/// States and arcs of the diagram that only counts the deals looked at.
const ARCS_OF_COUNT: usize = 2_000_000;

/// What the diagrams of one scenario share.
#[derive(Debug)]
pub struct Measured {
    scales: IdVec<PartyId, Option<Scale>>,
    classes: Vec<Classes>,
}

impl Measured {
    /// Makes a scenario ready.
    ///
    /// # Errors
    /// Where points are no decimals of at most six places.
    pub fn new(scenario: &Scenario, lowered: &Lowered, parties: &[PartyId]) -> Result<Self, Declined> {
        let scales = scales_of(scenario, lowered, parties)?;
        let classes = value_classes(lowered, &scales);
        Ok(Self { scales, classes })
    }
}

/// The frontier of a scenario.
pub struct Front<'a> {
    exact: Exact<'a>,
    worth: Worth,
    over: Over,
    parties: &'a [PartyId],
    diagram: Diagram,
    /// What a deal is to be worth at least, because of reservations.
    needed: Vec<i64>,
    pareto: Pareto,
    /// The sums still to come at each state, once somebody has asked for them.
    ahead: OnceLock<Result<Vec<Vec<Vec<i64>>>, Declined>>,
}

/// Per party its lowest and highest utility over the coherent deals; none if there is no such deal.
///
/// # Errors
/// Where the scenario is beyond the diagrams and their budget, or a bonus depends on an assumption.
pub fn ranges(
    scenario: &Scenario,
    lowered: &Lowered,
    parties: &[PartyId],
    effort: &Effort,
) -> Result<Option<Vec<(f64, f64)>>, Declined> {
    if lowered.bonuses_vary() {
        return Err(Declined::Agreement);
    }
    let measured = Measured::new(scenario, lowered, parties)?;
    let exact = Exact::new(scenario, lowered, measured.scales.clone(), &measured.classes, effort)?;
    range_of(&exact, parties)
}

fn range_of(exact: &Exact, parties: &[PartyId]) -> Result<Option<Vec<(f64, f64)>>, Declined> {
    let mut problem = exact.coherent();
    let worth = Worth::new(exact, parties, &mut problem)?;
    let diagram = exact.diagram(&problem, usize::MAX)?;
    let ends = range(&diagram, &worth).map(|range| {
        let (low, high): (Vec<i64>, Vec<i64>) = range.into_iter().unzip();
        worth.points(&low).into_iter().zip(worth.points(&high)).collect()
    });
    Ok(ends)
}

impl<'a> Front<'a> {
    /// Finds it.
    ///
    /// # Errors
    /// Where the scenario is beyond this engine and its budget.
    pub fn new(
        scenario: &'a Scenario,
        lowered: &'a Lowered,
        measured: &'a Measured,
        (parties, over): (&'a [PartyId], Over),
        effort: &Effort,
    ) -> Result<Self, Declined> {
        let exact = Exact::new(scenario, lowered, measured.scales.clone(), &measured.classes, effort)?;
        let mut needed = vec![i64::MIN / 4; parties.len()];
        let mut problem = exact.coherent();
        if over == Over::Agreed {
            problem = exact.agreed(&|demand| exact.crossed[demand].is_some());
            let mut signing = scenario.parties.enumerate().filter(|(_, party)| party.signs);
            let needs = |(id, party): (PartyId, &crate::scenario::model::Party)| {
                party.reservation.is_none_or(|_| parties.contains(&id) && exact.everyone)
            };
            if !signing.all(needs) {
                return Err(Declined::Reservations);
            }
            for (needed, id) in needed.iter_mut().zip(parties) {
                let scale = exact.scales[*id].as_ref().filter(|_| scenario.parties[*id].signs);
                *needed = scale.map_or(*needed, |scale| scale.needed);
            }
        }
        let worth = Worth::new(&exact, parties, &mut problem)?;
        let diagram = exact.diagram(&problem, usize::MAX)?;
        let pareto = pareto(&diagram, &worth, &needed, &exact.budget)?;
        Ok(Self { exact, worth, over, parties, diagram, needed, pareto, ahead: OnceLock::new() })
    }

    /// How many deals are looked at; none if the count is beyond its budget.
    #[must_use]
    pub fn n_deals(&self) -> Option<BigUint> {
        let problem = match self.over {
            Over::Agreed => self.exact.agreed(&|_| true),
            Over::Coherent => self.exact.coherent(),
        };
        self.exact.counted(&problem, ARCS_OF_COUNT).ok().map(|(_, n)| n)
    }

    /// Per party its lowest and highest utility over all coherent deals; none if there is no such deal.
    ///
    /// # Errors
    /// Where the diagram is beyond its budget.
    pub fn range(&self) -> Result<Option<Vec<(f64, f64)>>, Declined> {
        range_of(&self.exact, self.parties)
    }

    /// The smallest step in which the utilities of each party differ.
    #[must_use]
    pub fn steps(&self) -> Vec<f64> {
        self.worth.units.iter().map(|unit| 1.0 / unit).collect()
    }

    /// The points of the frontier, party by party, the highest of the first party first.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        self.pareto.points.chunks_exact(self.worth.width.max(1)).flat_map(|sum| self.worth.points(sum)).collect()
    }

    /// How many deals have each of those points.
    ///
    /// # Errors
    /// Where they pass 2^64.
    pub fn counts(&self) -> Result<Vec<u64>, Declined> {
        let counts = fold::ends(&self.pareto.diagram, &self.exact.sizes);
        counts.into_iter().map(|n| u64::try_from(n).map_err(|_| Declined::TooLarge)).collect()
    }

    /// The first deals with these points, in deal order, as values of the variables.
    #[must_use]
    pub fn deals(&self, has: &dyn Fn(usize) -> bool, top: usize) -> Vec<Vec<u32>> {
        self.exact.first_deals(&self.pareto.diagram, has, top)
    }

    /// The deals looked at in which each party has so much (within 1e-9): how many, and the first of them.
    ///
    /// # Errors
    /// Where they are beyond the budget, or pass 2^64.
    pub fn reaching(&self, floor: &[f64], top: usize) -> Result<(u64, Vec<Vec<u32>>), Declined> {
        let whole = |((floor, unit), needed): ((&f64, &f64), &i64)| {
            #[expect(clippy::cast_possible_truncation, reason = "a cast that is too large ends at the largest number")]
            let floor = ((floor - TOLERANCE) * unit).ceil() as i64;
            floor.max(*needed)
        };
        let needed: Vec<i64> = floor.iter().zip(&self.worth.units).zip(&self.needed).map(whole).collect();
        let sums = self.ahead.get_or_init(|| ahead(&self.diagram, &self.worth, &self.exact.budget));
        let sums = sums.as_ref().map_err(|why| *why)?;
        let found = reaching(&self.diagram, &self.worth, sums, &needed, &self.exact.budget)?;
        let n = fold::ends(&found, &self.exact.sizes).into_iter().fold(0_u128, u128::saturating_add);
        let n = u64::try_from(n).map_err(|_| Declined::TooLarge)?;
        Ok((n, self.exact.first_deals(&found, &|_| true, top)))
    }
}
