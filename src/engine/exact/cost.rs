//! What the agreed deals cost by themselves: how many there are, how many have each value, and how large their diagram is.
//! For measurements; `zopa run` asks for a few hundred diagrams more.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::unlock::Ready;
use crate::rule::lower::lower;
use crate::scenario::model::Scenario;
use num_bigint::BigUint;

/// What was measured, the engine ready and every demand enforced.
#[derive(Clone, PartialEq, Debug)]
pub struct Laps {
    /// Seconds for the order of the variables and the rules as graphs.
    pub ordering: f64,
    /// Seconds for the number of agreed deals.
    pub count: f64,
    /// Seconds for the same by value: the diagram is kept, and passed through forward and back.
    pub marginals: f64,
    /// States of all layers.
    pub states: usize,
    /// Arcs between them.
    pub arcs: usize,
    /// How many deals are agreed.
    pub agreed: BigUint,
}

/// Measures, each this many times; the least time counts.
///
/// # Errors
/// Where the scenario is beyond the engine and its budget.
pub fn laps(scenario: &Scenario, effort: &Effort, repeats: u32) -> Result<Laps, Declined> {
    let lowered = lower(scenario);
    let ready = Ready::new(scenario, &lowered)?;
    let (exact, mut ordering) = timed(|| ready.exact(scenario, &lowered, effort))?;
    let (mut count, mut marginals) = (f64::INFINITY, f64::INFINITY);
    let mut agreed = BigUint::ZERO;
    for repeat in 0..repeats.max(1) {
        if repeat > 0 {
            ordering = ordering.min(timed(|| ready.exact(scenario, &lowered, effort))?.1);
        }
        let (found, seconds) = timed(|| exact.n_agreed())?;
        (agreed, count) = (found, count.min(seconds));
        marginals = marginals.min(timed(|| exact.agreed_by_value())?.1);
    }
    let diagram = exact.diagram(&exact.agreed(&|_| true), usize::MAX)?;
    let states = diagram.n_states.iter().sum();
    Ok(Laps { ordering, count, marginals, states, arcs: diagram.size() - states, agreed })
}

fn timed<T>(of: impl FnOnce() -> Result<T, Declined>) -> Result<(T, f64), Declined> {
    let clock = Stopwatch::start();
    let found = of()?;
    Ok((found, clock.seconds()))
}
