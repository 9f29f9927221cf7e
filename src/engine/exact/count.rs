//! How many deals one problem has: in all, from layers that are not kept; by value, from the whole diagram.

use crate::engine::ask::limit::Deadline;
use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::{Budget, diagram, n_deals, size};
use crate::engine::exact::engine::Exact;
use crate::engine::exact::fold::{self, Counted};
use crate::engine::exact::layers::{Layers, layers};
use crate::engine::exact::number::{Number, Width};
use crate::engine::exact::problem::Problem;
use crate::engine::figures::ByValue;
use num_bigint::BigUint;

/// How many times as long a state takes where it holds more than open rules.
const SLOW: usize = 4;

impl Exact<'_> {
    /// How many deals are agreed.
    ///
    /// # Errors
    /// Where the diagram passes its budget, or it was cut.
    pub fn n_agreed(&self) -> Result<BigUint, Declined> {
        self.n_deals(&self.agreed(&|_| true))
    }

    /// How many deals a problem has, from layers that are not kept.
    pub(super) fn n_deals(&self, problem: &Problem) -> Result<BigUint, Declined> {
        match self.width() {
            Width::One => self.total::<u64>(problem, usize::MAX),
            Width::Two => self.total::<u128>(problem, usize::MAX),
            Width::Any => self.total::<BigUint>(problem, usize::MAX),
        }
    }

    /// How many deals with each value are agreed.
    ///
    /// # Errors
    /// Where the diagram passes its budget, or it was cut.
    pub fn agreed_by_value(&self) -> Result<ByValue<BigUint>, Declined> {
        let problem = self.agreed(&|_| true);
        match self.width() {
            Width::One => self.count::<u64>(&problem, usize::MAX),
            Width::Two => self.count::<u128>(&problem, usize::MAX),
            Width::Any => self.count::<BigUint>(&problem, usize::MAX),
        }
    }

    /// What numbers count the deals.
    pub(super) fn width(&self) -> Width {
        Width::of(&self.scenario.n_deals())
    }

    /// States and arcs of the agreed deals, times as slow as they are, if that is no more than so much.
    pub(super) fn work(&self, most: usize) -> Result<usize, Declined> {
        let problem = self.agreed(&|_| true);
        let times = if problem.agreement.is_some() || !problem.sums.is_empty() { SLOW } else { 1 };
        let n_classes: Vec<usize> = self.sizes.iter().map(Vec::len).collect();
        let layers = layers(&problem, &self.graphs, &n_classes)?;
        // No limit of time: what cuts this cuts all that follows.
        let budget = Budget { arcs: most / times, deadline: Deadline::after(None), watch: self.budget.watch.clone() };
        Ok(size(&problem, &layers, &mut self.residuals.clone(), &budget)? * times)
    }

    fn ready(&self, problem: &Problem, arcs: usize) -> Result<(Layers, Budget), Declined> {
        let n_classes: Vec<usize> = self.sizes.iter().map(Vec::len).collect();
        let layers = layers(problem, &self.graphs, &n_classes)?;
        Ok((layers, Budget { arcs: arcs.min(self.budget.arcs), ..self.budget.clone() }))
    }

    pub(in crate::engine) fn diagram(&self, problem: &Problem, arcs: usize) -> Result<Diagram, Declined> {
        let (layers, budget) = self.ready(problem, arcs)?;
        diagram(problem, &layers, &mut self.residuals.clone(), &budget)
    }

    /// What is known by level, by variable.
    pub(in crate::engine) fn by_value<T: Clone>(&self, counted: Counted<T>) -> ByValue<T> {
        let mut of: Vec<Vec<T>> = vec![Vec::new(); self.order.len()];
        for (variable, of_class) in self.order.iter().zip(counted.of_class) {
            if let Some(place) = of.get_mut(*variable) {
                *place = of_class;
            }
        }
        ByValue { total: counted.total, of }
    }

    pub(super) fn count<T: Number>(&self, problem: &Problem, arcs: usize) -> Result<ByValue<BigUint>, Declined> {
        let made = self.diagram(problem, arcs)?;
        let counted = fold::count::<T>(&made, &self.sizes);
        let of_class = counted.of_class.iter().map(|of| of.iter().map(Number::big).collect()).collect();
        Ok(self.by_value(Counted { total: counted.total.big(), of_class }))
    }

    /// The diagram of a problem, and how many deals it has.
    pub(in crate::engine) fn counted(&self, problem: &Problem, arcs: usize) -> Result<(Diagram, BigUint), Declined> {
        let made = self.diagram(problem, arcs)?;
        let total = match self.width() {
            Width::One => fold::total::<u64>(&made, &self.sizes).big(),
            Width::Two => fold::total::<u128>(&made, &self.sizes).big(),
            Width::Any => fold::total::<BigUint>(&made, &self.sizes),
        };
        Ok((made, total))
    }

    pub(super) fn total<T: Number>(&self, problem: &Problem, arcs: usize) -> Result<BigUint, Declined> {
        let (layers, budget) = self.ready(problem, arcs)?;
        n_deals::<T>(problem, &layers, &mut self.residuals.clone(), &budget, &self.sizes).map(|n| n.big())
    }
}
