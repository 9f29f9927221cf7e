//! How many deals there are without one of the rules, for each of many rules, from one diagram of all of them.
//!
//! Without a rule nothing changes before it is first read. After it was read last the same questions are open as with it, and only
//! which states are reached may differ. So the diagram of all rules is built once, with how many deals come to each of its
//! states and how many go on from there; without a rule, only the stretch from its first variable to its last is built again,
//! and where it ends in known states the rest is known. Of 1,000 issues in a chain, a line's stretch has some eight.
//!
//! Example: 5 deals come to a state before the stretch. Without the rule, they go on by 2 ways to a state known after it, from
//! which 7 deals go on: 70 deals.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted here")]

use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::{Budget, Builder};
use crate::engine::exact::graph::Graphs;
use crate::engine::exact::keep::Numbered;
use crate::engine::exact::layers::{Layers, Level};
use crate::engine::exact::number::Number;
use crate::engine::exact::problem::Problem;
use crate::engine::exact::residual::Residuals;
use crate::engine::exact::rows::{Block, Rows};
use crate::engine::exact::state::States;

/// What the rules are, and what counting them may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a, T> {
    pub problem: &'a Problem,
    pub layers: &'a Layers,
    pub graphs: &'a Graphs<'a>,
    pub residuals: &'a Residuals,
    pub budget: &'a Budget,
    /// How many values each class of each level has.
    pub times: &'a [Vec<T>],
    /// How many arcs take as much memory as the counts of a state.
    pub of_state: usize,
}

/// Counts without one rule or another.
pub(super) trait LeaveOut<T>: Sync {
    /// Without the rule at this place of the problem; none where it is not read over a stretch of variables.
    ///
    /// # Errors
    /// Where that passes the budget, or was stopped.
    fn without(&self, line: usize) -> Result<Option<T>, Declined>;
}

/// Builds the diagram of all rules. They are to end deals, each by itself: no sums, no agreement.
///
/// # Errors
/// Where that passes the budget, or was stopped.
pub(super) fn leave_out<'a, T: Number + 'a>(asked: Asked<'a, T>) -> Result<Box<dyn LeaveOut<T> + 'a>, Declined> {
    if asked.problem.agreement.is_some() || !asked.problem.sums.is_empty() {
        return Err(Declined::Agreement);
    }
    Ok(match asked.layers.n_words {
        0 | 1 => Box::new(Whole::<T, 1>::new(asked)?),
        2 => Box::new(Whole::<T, 2>::new(asked)?),
        3 => Box::new(Whole::<T, 3>::new(asked)?),
        4 => Box::new(Whole::<T, 4>::new(asked)?),
        _ => Box::new(Whole::<T, 6>::new(asked)?),
    })
}

struct Whole<'a, T, const N: usize> {
    asked: Asked<'a, T>,
    /// By layer.
    states: Vec<States<N>>,
    /// How many deals come to each state.
    before: Vec<Vec<T>>,
    /// How many go on from it.
    after: Vec<Vec<T>>,
}

/// What goes from layer to layer while counting.
struct Going<const N: usize> {
    residuals: Residuals,
    rows: Rows<N>,
    block: Block<N>,
    /// Arcs that may still be made.
    left: usize,
}

impl<const N: usize> Going<N> {
    fn new<T>(asked: &Asked<T>) -> Self {
        Self { residuals: asked.residuals.clone(), rows: Rows::new(), block: Block::new(), left: asked.budget.arcs }
    }

    /// One layer on.
    fn arcs<T>(
        &mut self,
        asked: &Asked<T>,
        (level, states): (&Level, &[[u64; N]]),
        next: &mut States<N>,
        mut take: impl FnMut(Numbered, usize),
    ) -> Result<(), Declined> {
        if asked.budget.watch.is_stopped() || asked.budget.deadline.has_passed() {
            return Err(Declined::Stopped);
        }
        let mut builder = Builder::<N>::new(asked.problem, asked.layers, &mut self.residuals);
        let left = &mut self.left;
        builder.arcs(level, states, (&mut self.rows, &mut self.block, next), |some, n_next| {
            *left = left.checked_sub(some.to.len()).ok_or(Declined::TooLarge)?;
            take(some, n_next);
            Ok(())
        })?;
        self.left = self.left.checked_sub(next.all.len() * (1 + asked.of_state)).ok_or(Declined::TooLarge)?;
        Ok(())
    }
}

impl<'a, T: Number, const N: usize> Whole<'a, T, N> {
    fn new(asked: Asked<'a, T>) -> Result<Self, Declined> {
        let mut going = Going::<N>::new(&asked);
        let mut first = States::<N>::new();
        first.number(&[0; N]);
        let (mut states, mut before) = (vec![first], vec![vec![T::one()]]);
        for (at, level) in asked.layers.levels.iter().enumerate() {
            let (next, came) = Self::hand_on(&asked, &mut going, (at, level), &states[at].all, &before[at])?;
            states.push(next);
            before.push(came);
        }
        let mut last: Vec<T> = states.last().map_or_else(Vec::new, |last| vec![T::one(); last.all.len()]);
        let mut after = Vec::with_capacity(states.len());
        going.left = asked.budget.arcs;
        for (at, level) in asked.layers.levels.iter().enumerate().rev() {
            let mut next = std::mem::take(&mut states[at + 1]);
            let mut here = vec![T::zero(); states[at].all.len()];
            let times = &asked.times[at];
            going.arcs(&asked, (level, &states[at].all), &mut next, |some, _| {
                for ((to, from), class) in some.to.iter().zip(some.from).zip(some.class) {
                    here[*from as usize].add_product(&last[*to as usize], &times[*class as usize]);
                }
            })?;
            states[at + 1] = next;
            after.push(std::mem::replace(&mut last, here));
        }
        after.push(last);
        after.reverse();
        Ok(Self { asked, states, before, after })
    }

    /// The states that some lead to by a level, and how many deals come to each.
    fn hand_on(
        asked: &Asked<'a, T>,
        going: &mut Going<N>,
        (at, level): (usize, &Level),
        states: &[[u64; N]],
        counts: &[T],
    ) -> Result<(States<N>, Vec<T>), Declined> {
        let mut next = States::new();
        next.clear(states.len());
        let mut came: Vec<T> = Vec::new();
        let times = &asked.times[at];
        going.arcs(asked, (level, states), &mut next, |some, n_next| {
            came.resize(n_next, T::zero());
            for ((to, from), class) in some.to.iter().zip(some.from).zip(some.class) {
                came[*to as usize].add_product(&counts[*from as usize], &times[*class as usize]);
            }
        })?;
        Ok((next, came))
    }
}

impl<T: Number, const N: usize> LeaveOut<T> for Whole<'_, T, N> {
    fn without(&self, line: usize) -> Result<Option<T>, Declined> {
        let asked = &self.asked;
        let Some((begin, levels)) = asked.layers.stretch_without(asked.problem, asked.graphs, line) else {
            return Ok(None);
        };
        let mut going = Going::<N>::new(asked);
        let (mut states, mut counts) = (self.states[begin].all.clone(), self.before[begin].clone());
        let mut at = begin;
        for level in &levels {
            let (next, came) = Self::hand_on(asked, &mut going, (at, level), &states, &counts)?;
            (states, counts) = (next.all, came);
            at += 1;
        }
        let mut total = T::zero();
        loop {
            let (mut new, mut came_new) = (Vec::new(), Vec::new());
            for (state, came) in states.into_iter().zip(counts) {
                match self.states[at].find(&state) {
                    Some(known) => total.add_product(&came, &self.after[at][known as usize]),
                    None if at == asked.layers.levels.len() => total.add_product(&came, &T::one()),
                    None => {
                        new.push(state);
                        came_new.push(came);
                    }
                }
            }
            let Some(level) = asked.layers.levels.get(at).filter(|_| !new.is_empty()) else { return Ok(Some(total)) };
            let (next, came) = Self::hand_on(asked, &mut going, (at, level), &new, &came_new)?;
            (states, counts) = (next.all, came);
            at += 1;
        }
    }
}
