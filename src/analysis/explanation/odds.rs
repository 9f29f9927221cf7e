//! How likely all lines of an unlock give way.
//!
//! In one world that is the product of 1 − f over its lines. Under assumptions a line need give way only in worlds where it
//! stands in the way at all: where some coherent deal crosses it. Let A object to troops unless there is support (0.4), with
//! firmness 0.5: giving that line up comes to 0.4 + 0.6 · 0.5 = 0.7. So an unlock's chance never exceeds the probability
//! that some deal is agreed. A question to the solver per line and world; where one is cut, the line counts as applying.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::solve::satisfy::Satisfier;
use crate::rule::formula::NodeId;
use crate::rule::lower::{World, lower};
use crate::scenario::id::{DemandId, Id};
use crate::scenario::model::Scenario;

/// What the chance of an unlock depends on.
#[derive(Clone, Debug)]
pub(super) struct Odds {
    /// Per world its probability, and per demand of that world how likely it gives way; 1 where it does not apply.
    worlds: Vec<(f64, Vec<f64>)>,
}

impl Odds {
    pub(super) fn new(scenario: &Scenario, effort: &Effort) -> Self {
        let lowered = lower(scenario);
        let gives_way = |world: usize, demand: DemandId| {
            let world = lowered.worlds.get(world);
            world.and_then(|world| world.gives_way.find(demand)).copied().unwrap_or(0.0)
        };
        let in_world = |world: usize| lowered.demands.ids().map(|demand| gives_way(world, demand)).collect::<Vec<_>>();
        let mut worlds: Vec<(f64, Vec<f64>)> =
            (0..).zip(&lowered.worlds).map(|(at, world)| (world.probability, in_world(at))).collect();
        if worlds.len() > 1 {
            let crossed = |world: &World| world.crossed.iter().copied().flatten().collect::<Vec<_>>();
            let all: Vec<NodeId> = lowered.worlds.iter().flat_map(crossed).collect();
            let deadline = Deadline::after(effort.time_limit);
            let mut satisfier = Satisfier::of_coherence(&lowered, &all, deadline, &effort.watch);
            for (world, (_, gives_way)) in lowered.worlds.iter().zip(&mut worlds) {
                for (crossed, gives_way) in world.crossed.iter().zip(gives_way) {
                    if crossed.is_some_and(|crossed| satisfier.is_possible(crossed) == Some(false)) {
                        *gives_way = 1.0;
                    }
                }
            }
        }
        Self { worlds }
    }

    /// The probability that all lines of these which apply give way; 0 with a reservation.
    pub(super) fn chance(&self, demands: &[DemandId]) -> f64 {
        let of = |(probability, gives_way): &(f64, Vec<f64>)| {
            let each = demands.iter().map(|demand| gives_way.get(demand.place()).copied().unwrap_or(0.0));
            probability * each.fold(1.0, |product, gives_way| product * gives_way)
        };
        match self.worlds.as_slice() {
            // A probability of 1 would do; so no last digit depends on it.
            [(_, gives_way)] => of(&(1.0, gives_way.clone())),
            worlds => worlds.iter().map(of).sum::<f64>().min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands_of_all(scenario: &Scenario) -> Vec<DemandId> {
        lower(scenario).demands.ids().collect()
    }

    #[test]
    fn a_line_need_give_way_only_where_it_applies() {
        let text = "format = 1\ntitle = \"\"\n[issue]\ntroops.yes_no = true\n\
            [assumption.support]\nvalues = { yes = 0.4, no = 0.6 }\n\
            [party.a.red_line]\nx = { title = \"\", reject = { troops = true }, unless = { support = \"yes\" }, firmness = 0.5 }\n\
            y = { title = \"\", reject = { troops = false }, firmness = 0.75 }";
        let scenario = Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"));
        let odds = Odds::new(&scenario, &Effort::default());
        let all = demands_of_all(&scenario);
        let chance = |which: &[usize]| odds.chance(&which.iter().map(|at| all[*at]).collect::<Vec<_>>());
        assert!((chance(&[0]) - 0.7).abs() < 1e-12);
        assert!((chance(&[1]) - 0.25).abs() < 1e-12);
        assert!((chance(&[0, 1]) - 0.175).abs() < 1e-12);
    }
}
