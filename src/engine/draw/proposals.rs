//! Where random proposals come from: for each group of variables that rules tie together, the way that costs less.
//!
//! Values that are mostly coherent are drawn again where they are not. Where few are, a word of 64 proposals would take many
//! tries, and where hardly any is, no number of tries ends: there the group is drawn from a diagram of its coherent values,
//! which takes as long however few they are. Which of the two it is depends on the scenario alone: on a fixed number of tries
//! from a fixed seed, counted steps, and a budget of states and arcs.
//!
//! Example: of 2^40 choices of 40 works 2.7e8 have no two neighbors, one in 4,000. A word of 64 would take some 19,000 tries, where
//! the diagram goes down 40 layers.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::draw::source::Source;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::Budget;
use crate::engine::exact::paths::paths;
use crate::rule::lower::Lowered;
use crate::space::deal::settled;
use crate::space::draw::{Drawer, Tried};
use crate::space::lanes::generator;
use crate::space::near::NearDrawer;
use crate::space::paths::Paths;

/// States and arcs of a diagram to draw from.
const MAX_ARCS: usize = 2_000_000;
/// Bytes that an arc takes while a diagram is built and made ready, as measured.
const BYTES_AN_ARC: u64 = 40;
/// Words of 64 that are tried to see how many are coherent.
const PILOT_WORDS: u32 = 64;
/// The seed of these tries.
const PILOT_SEED: u64 = 0;
/// What one variable on the way down a small diagram costs 64 proposals, in operations on words of 64, as measured.
const COST_OF_VARIABLE: f64 = 10.0;
/// What one step down a diagram that was built costs them, where its arcs stay close to the processor …
const COST_OF_STEP: f64 = 70.0;
/// … and where they do not.
const COST_OF_FAR_STEP: f64 = 400.0;
/// This many arcs, of some 30 bytes, stay close.
const ARCS_AT_HAND: usize = 1 << 15;
/// This many times as much may trying cost: a diagram takes time to build, and trying shares nothing with the exact engine, which
/// proposals are to check.
const PATIENCE: f64 = 4.0;

/// Where proposals come from, and why not from a diagram.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where from.
    pub source: Source,
    /// Why values are drawn again where few are coherent; none if they are not.
    pub declined: Option<Declined>,
}

/// Prepares draws; no diagram is built where no samples are asked for.
#[must_use]
pub fn origin(lowered: &Lowered, effort: &Effort, deadline: Deadline) -> Origin {
    if let Some(around) = &effort.around {
        let draft = settled(lowered, &around.terms);
        let near = NearDrawer::new(lowered, &draft, around.changes as usize);
        return Origin { source: Source::Near(near), declined: None };
    }
    let mut drawer = Drawer::new(lowered);
    let mut declined = None;
    if effort.samples != Some(0) {
        let arcs = usize::try_from(effort.memory_limit / 2 / BYTES_AN_ARC).unwrap_or(usize::MAX).min(MAX_ARCS);
        let budget = Budget { arcs, deadline, watch: effort.watch.clone() };
        let found: Vec<(usize, Result<Paths, Declined>)> = drawer
            .tried()
            .filter_map(|group| {
                let again = trying(&drawer, &group);
                if again <= PATIENCE * COST_OF_VARIABLE * counted(group.variables.len()) {
                    return None;
                }
                match paths(lowered, group.variables, group.rules, &budget) {
                    Ok(paths) if again <= going_down(&paths) => None,
                    found => Some((group.group, found)),
                }
            })
            .collect();
        for (group, paths) in found {
            match paths {
                Ok(paths) => drawer.follow(group, paths),
                Err(reason) => declined = Some(reason),
            }
        }
    }
    Origin { source: Source::Coherent(drawer), declined }
}

/// What it costs 64 proposals to be drawn until all are coherent.
fn trying(drawer: &Drawer, group: &Tried) -> f64 {
    let coherent = drawer.coherent_of(group.group, PILOT_WORDS, &mut generator(PILOT_SEED, 0));
    // One more than was seen: where none was, the share is still not known to be nothing.
    let share = f64::from(coherent + 1) / f64::from(64 * PILOT_WORDS);
    tries(share) * counted(group.cost)
}

/// What it costs 64 proposals to go down a diagram that was built.
fn going_down(paths: &Paths) -> f64 {
    counted(paths.len()) * if paths.n_arcs() <= ARCS_AT_HAND { COST_OF_STEP } else { COST_OF_FAR_STEP }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of variables, steps and layers")]
fn counted(number: usize) -> f64 {
    number as f64
}

/// How many tries it takes on average until all of 64 are coherent: for each try the chance that it is needed.
fn tries(share: f64) -> f64 {
    let (mut all, mut missed) = (0.0, 1.0_f64);
    while missed > 1e-6 {
        let none_missed = (0..6).fold(1.0 - missed, |power, _| power * power);
        all += 1.0 - none_missed;
        missed *= 1.0 - share;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_those_of_the_last_of_64() {
        // Where one in n is coherent and n is large, n times the sum of 1/k up to 64.
        let harmonic: f64 = (1..=64).map(|k| 1.0 / f64::from(k)).sum();
        assert!((tries(1e-3) / 1e3 - harmonic).abs() < 0.01);
        assert!((tries(1.0) - 1.0).abs() < 1e-12);
        // One half: of 64 coins thrown until each has fallen heads, the last takes 7.3 throws.
        assert!((tries(0.5) - 7.34).abs() < 0.05, "{}", tries(0.5));
    }
}
