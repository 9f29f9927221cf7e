//! The deals nearest to a draft, where nobody can look at every deal: the shortest ways through a diagram of the agreed deals,
//! or of the most probable ones.
//!
//! That an issue differs from the draft is a rule of the diagram, which weighs a deal by 2: the exponent of an arc's weight is
//! how many issues it settles otherwise than the draft does. A members issue differs once, however many members do. The least
//! sum of exponents is the distance, and the arcs on ways of that length are a diagram of the nearest deals alone.
//!
//! Example: from the draft (a, b), of which no agreed deal has both terms, two deals keep a and three keep b: five are at
//! distance 1, and the arcs that change both are left out.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::ask::effort::Effort;
use crate::engine::exact::apart::classes_apart;
use crate::engine::exact::arcs::{Arcs, Diagram};
use crate::engine::exact::best::same;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::fold;
use crate::engine::exact::graph::FALSE;
use crate::engine::exact::problem::{Line, Role};
use crate::engine::exact::scale::signing_scales;
use crate::engine::tile::near::Nearest;
use crate::rule::formula::NodeId;
use crate::rule::lower::lower;
use crate::rule::set::ValueSet;
use crate::scenario::model::{Scenario, Terms};
use crate::space::deal::{deal, settled};

/// The agreed deals nearest to some terms, the first `top` of them listed; none if nothing is agreed.
///
/// # Errors
/// Where the scenario is beyond this engine and its budget.
pub fn nearest(scenario: &Scenario, terms: &Terms, effort: &Effort) -> Result<Option<Nearest>, Declined> {
    with_marks(scenario, terms, effort, |exact, marks| {
        let mut problem = exact.agreed(&|_| true);
        problem.lines.extend(marks.iter().map(|root| Line { root: *root, role: Role::Weigh(2.0) }));
        exact.diagram(&problem, usize::MAX)
    })
}

/// The most probable deals (ties to 12 digits) nearest to some terms, as [`nearest`]; none if no deal is probable at all.
///
/// The diagram is built twice, with the same rules and so with the same arcs: once weighed by the probabilities, of which the
/// arcs on the most probable ways are kept, and once by the issues that differ.
///
/// # Errors
/// Where the scenario is beyond this engine and its budget, has several worlds, or does not need everyone: a probability is
/// then no product over arcs.
pub fn nearest_likely(scenario: &Scenario, terms: &Terms, effort: &Effort) -> Result<Option<Nearest>, Declined> {
    with_marks(scenario, terms, effort, |exact, marks| {
        let [world] = exact.lowered.worlds.as_slice() else { return Err(Declined::Voices) };
        if !exact.everyone {
            return Err(Declined::Agreement);
        }
        let weighed = |of_demand: &dyn Fn(f64) -> f64, of_mark: f64| {
            let mut problem = exact.likely((0, world));
            for line in &mut problem.lines {
                if let Role::Weigh(less) = line.role {
                    line.role = Role::Weigh(of_demand(less));
                }
            }
            problem.lines.extend(marks.iter().map(|root| Line { root: *root, role: Role::Weigh(of_mark) }));
            exact.diagram(&problem, usize::MAX)
        };
        Ok(likeliest(&weighed(&|less| less, 1.0)?, weighed(&|_| 1.0, 2.0)?))
    })
}

/// The shortest ways through a diagram that is made where "this issue differs from the terms" is a graph for each issue.
fn with_marks(
    scenario: &Scenario,
    terms: &Terms,
    effort: &Effort,
    make: impl FnOnce(&Exact, &[u32]) -> Result<Diagram, Declined>,
) -> Result<Option<Nearest>, Declined> {
    let mut lowered = lower(scenario);
    let values = settled(&lowered, terms);
    let mut differs: Vec<NodeId> = Vec::new();
    for (range, values) in lowered.of_issue.clone().iter().zip(values) {
        let Some(values) = values else { continue };
        let mut parts = Vec::new();
        for (variable, value) in range.clone().zip(values) {
            let domain = lowered.formulas.domains()[variable];
            let others = ValueSet::of([value]).complement(domain.first, domain.end);
            parts.push(lowered.formulas.atom(variable, &others));
        }
        differs.push(lowered.formulas.or(parts));
    }
    let scales = signing_scales(scenario, &lowered)?;
    let classes = classes_apart(&lowered, &scales, &differs);
    let mut exact = Exact::new(scenario, &lowered, scales, &classes, effort)?;
    let marks = differs.into_iter().map(|root| exact.graph(root)).collect::<Result<Vec<u32>, _>>()?;
    let marks: Vec<u32> = marks.into_iter().filter(|root| *root != FALSE).collect();
    let Some((distance, shortest)) = shortest(&make(&exact, &marks)?) else { return Ok(None) };
    let count = fold::ends(&shortest, &exact.sizes).into_iter().fold(0_u128, u128::saturating_add);
    let count = u64::try_from(count).map_err(|_| Declined::TooLarge)?;
    let deals = exact.first_deals(&shortest, &|_| true, effort.top);
    if (deals.len() as u64) < count.min(effort.top as u64) {
        return Err(Declined::TooLarge);
    }
    Ok(Some(Nearest { distance, count, deals: deals.iter().map(|values| deal(&lowered, values)).collect() }))
}

/// Of a diagram the arcs on the ways of the highest product, by the weights of its twin.
fn likeliest(chances: &Diagram, mut twin: Diagram) -> Diagram {
    let after = fold::highest_after(chances);
    let highest = after.first().and_then(|first| first.first()).copied().unwrap_or(-1.0);
    let mut before = vec![1.0; chances.n_states[0]];
    for (level, arcs) in chances.layers.iter().enumerate() {
        let mut next = vec![0.0_f64; chances.n_states[level + 1]];
        let own = &twin.layers[level];
        let mut kept = Arcs::default();
        for (state, so_far) in before.iter().enumerate() {
            kept.first.push(kept.to.len() as u32);
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let to = arcs.to[arc] as usize;
                let here = so_far * arcs.weight.get(arc).copied().unwrap_or(1.0);
                let whole = here * after[level + 1][to];
                if highest > 0.0 && same(whole, highest) {
                    next[to] = next[to].max(here);
                    kept.to.push(own.to[arc]);
                    kept.class.push(own.class[arc]);
                    kept.weight.extend(own.weight.get(arc));
                }
            }
        }
        kept.first.push(kept.to.len() as u32);
        twin.layers[level] = kept;
        before = next;
    }
    twin
}

/// How many issues an arc settles otherwise.
fn length(arcs: &Arcs, arc: usize) -> usize {
    arcs.weight.get(arc).map_or(0, |weight| (weight.to_bits() >> 52).saturating_sub(1023) as usize)
}

/// The length of the shortest ways through a diagram, and the arcs on them; none if there is no way.
fn shortest(diagram: &Diagram) -> Option<(usize, Diagram)> {
    const NEVER: usize = usize::MAX / 4;
    let n_last = diagram.n_states.last().copied().unwrap_or(0);
    let mut after = vec![vec![0; n_last]];
    for (level, arcs) in diagram.layers.iter().enumerate().rev() {
        let last = &after[after.len() - 1];
        let of_state = |state: usize| {
            let arcs_of = arcs.first[state] as usize..arcs.first[state + 1] as usize;
            arcs_of.map(|arc| length(arcs, arc) + last[arcs.to[arc] as usize]).min().unwrap_or(NEVER).min(NEVER)
        };
        let here = (0..diagram.n_states[level]).map(of_state).collect();
        after.push(here);
    }
    after.reverse();
    let distance = after.first()?.first().copied().filter(|distance| *distance < NEVER)?;
    let mut before = vec![0; diagram.n_states[0]];
    let mut layers = Vec::with_capacity(diagram.layers.len());
    for (level, arcs) in diagram.layers.iter().enumerate() {
        let mut next = vec![NEVER; diagram.n_states[level + 1]];
        let mut kept = Arcs::default();
        for (state, so_far) in before.iter().enumerate() {
            kept.first.push(kept.to.len() as u32);
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let to = arcs.to[arc] as usize;
                let here = so_far + length(arcs, arc);
                // Ways that are no longer than the shortest have the shortest beginnings and ends.
                if here + after[level + 1][to] == distance {
                    next[to] = next[to].min(here);
                    kept.to.push(arcs.to[arc]);
                    kept.class.push(arcs.class[arc]);
                }
            }
        }
        kept.first.push(kept.to.len() as u32);
        layers.push(kept);
        before = next;
    }
    Some((distance, Diagram { layers, n_states: diagram.n_states.clone(), notes: Vec::new() }))
}
