//! What is agreed when some demands are given up: how many deals, and the first of them in deal order.
//!
//! The count is one diagram. The first deal is found by settling the variables in deal order, each at the first value from
//! which some deal goes on: a pass through the diagram a value that is tried.
//!
//! Example: of 27 deals one line keeps 3 and another 5, with none in common. Given up the first, 5 are agreed; the first of
//! them has the first site from which an arc leads to the end.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::ask::effort::Effort;
use crate::engine::exact::apart::value_classes;
use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::classes::Classes;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::scale::{Scale, signing_scales};
use crate::rule::demand::DemandSet;
use crate::rule::lower::Lowered;
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;

/// Arcs that the search for one first deal may look at.
const MAX_LOOKS: usize = 50_000_000;

/// What is agreed when some demands are given up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// How many coherent deals.
    pub agreed: BigUint,
    /// The first of them in deal order, as values of the variables; none if there is none, or the search for it was too
    /// long.
    pub first: Option<Vec<u32>>,
}

/// What the questions to one scenario share.
#[derive(Debug)]
pub struct Ready {
    scales: IdVec<PartyId, Option<Scale>>,
    classes: Vec<Classes>,
}

impl Ready {
    /// Makes a scenario ready.
    ///
    /// # Errors
    /// Where points beside a reservation cannot be counted.
    pub fn new(scenario: &Scenario, lowered: &Lowered) -> Result<Self, Declined> {
        let scales = signing_scales(scenario, lowered)?;
        let classes = value_classes(lowered, &scales);
        Ok(Self { scales, classes })
    }

    /// The engine.
    ///
    /// # Errors
    /// Where the rules are beyond it.
    pub fn exact<'a>(
        &'a self,
        scenario: &'a Scenario,
        lowered: &'a Lowered,
        effort: &Effort,
    ) -> Result<Exact<'a>, Declined> {
        Exact::new(scenario, lowered, self.scales.clone(), &self.classes, effort)
    }
}

impl Exact<'_> {
    /// How many deals are coherent.
    ///
    /// # Errors
    /// Where the diagram passes this many states and arcs, or it was cut.
    pub fn n_coherent(&self, arcs: usize) -> Result<BigUint, Declined> {
        self.counted(&self.coherent(), arcs).map(|(_, n)| n)
    }

    /// How many deals are agreed where these demands are not enforced.
    ///
    /// # Errors
    /// Where the diagram passes its budget, or it was cut.
    pub fn n_opened(&self, given: &DemandSet) -> Result<BigUint, Declined> {
        self.n_deals(&self.agreed(&|demand| !given.contains(demand)))
    }

    /// What is agreed where these demands are not enforced.
    ///
    /// # Errors
    /// Where the diagram passes this many states and arcs, or it was cut.
    pub fn opened(&self, given: &DemandSet, arcs: usize) -> Result<Opened, Declined> {
        let (diagram, agreed) = self.counted(&self.agreed(&|demand| !given.contains(demand)), arcs)?;
        let first = if agreed == BigUint::ZERO { None } else { self.first(&diagram) };
        Ok(Opened { agreed, first })
    }

    /// The first deal of a diagram in deal order.
    fn first(&self, diagram: &Diagram) -> Option<Vec<u32>> {
        let mut looks = MAX_LOOKS;
        let mut chosen: Vec<Option<u32>> = vec![None; self.order.len()];
        let mut values = Vec::with_capacity(chosen.len());
        for (variable, domain) in self.lowered.formulas.domains().iter().enumerate() {
            let classes = &self.classes[variable];
            let n_classes = classes.first.len();
            // Classes are numbered by their first values; the last one left need not be tried.
            let class = (0..n_classes).find(|class| {
                chosen[variable] = u32::try_from(*class).ok();
                *class + 1 == n_classes || self.has(diagram, &chosen, &mut looks)
            })?;
            if looks == 0 {
                return None;
            }
            values.push(classes.first[class].max(domain.first));
        }
        Some(values)
    }

    /// Whether some deal has the classes chosen so far.
    fn has(&self, diagram: &Diagram, chosen: &[Option<u32>], looks: &mut usize) -> bool {
        *looks = looks.saturating_sub(diagram.size());
        let mut goes_on = vec![true; diagram.n_states[diagram.layers.len()]];
        for (level, arcs) in diagram.layers.iter().enumerate().rev() {
            let wanted = chosen[self.order[level]];
            let here = (0..diagram.n_states[level]).map(|state| {
                (arcs.first[state] as usize..arcs.first[state + 1] as usize)
                    .any(|arc| wanted.is_none_or(|class| class == arcs.class[arc]) && goes_on[arcs.to[arc] as usize])
            });
            goes_on = here.collect();
        }
        *looks > 0 && goes_on.first().copied().unwrap_or(false)
    }
}
