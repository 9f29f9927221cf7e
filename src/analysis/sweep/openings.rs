//! The probability that some deal is agreed, compiled once from the unlocks and evaluated for many rows.
//!
//! Some deal is agreed where all lines of at least one unlock give way. That is asked line by line, as in
//! `analysis::explanation`, but the questions are kept as a decision diagram (Bryant 1986) instead of being answered: for
//! the unlocks {a, b} and {b, c} it asks b first; if b gives way, {a} and {c} are left, and if it is held, nothing is.
//! With the probabilities of a row filled in, every question is one line of arithmetic, and rows stand side by side.
#![expect(clippy::indexing_slicing, reason = "a kernel: questions come after those they lead to")]

use crate::analysis::explanation::by_walk::minimal;
use crate::analysis::sweep::sheet::LANES;
use crate::rule::demand::DemandSet;
use crate::scenario::id::{DemandId, Id};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// More questions than this are given up; the engine samples then.
const MAX_QUESTIONS: usize = 100_000;
/// Where no question is left: nothing opens a deal.
const NEVER: u32 = 0;
/// … or something does.
const SURELY: u32 = 1;

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    /// All of these give way.
    All(Vec<usize>),
    /// A line: where its giving way leads, and where its being held does.
    Ask(usize, u32, u32),
}

/// The compiled question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Openings {
    /// Step k has the number k + 2; it leads to smaller numbers.
    steps: Vec<Step>,
    root: u32,
}

impl Openings {
    /// Compiles the unlocks; none if there are too many questions.
    pub(super) fn new(unlocks: &[DemandSet], n_demands: usize) -> Option<Self> {
        let mut compiler = Compiler { n_demands, steps: Vec::new(), known: BTreeMap::new() };
        let root = compiler.compile(minimal(unlocks.to_vec()))?;
        Some(Self { steps: compiler.steps, root })
    }

    /// The probability in each lane, from those of each demand to give way. `steps` is room to write on.
    pub(super) fn evaluate(&self, gives_way: &[[f64; LANES]], steps: &mut Vec<[f64; LANES]>) -> [f64; LANES] {
        steps.clear();
        steps.push([0.0; LANES]);
        steps.push([1.0; LANES]);
        for step in &self.steps {
            let mut value = [1.0; LANES];
            match step {
                Step::All(demands) => {
                    for demand in demands {
                        for (value, p) in value.iter_mut().zip(&gives_way[*demand]) {
                            *value *= p;
                        }
                    }
                }
                Step::Ask(demand, given, held) => {
                    let (p, given, held) = (&gives_way[*demand], &steps[*given as usize], &steps[*held as usize]);
                    for lane in 0..LANES {
                        value[lane] = p[lane] * given[lane] + (1.0 - p[lane]) * held[lane];
                    }
                }
            }
            steps.push(value);
        }
        steps[self.root as usize].map(|p| p.clamp(0.0, 1.0))
    }
}

struct Compiler {
    n_demands: usize,
    steps: Vec<Step>,
    known: BTreeMap<Vec<DemandSet>, u32>,
}

impl Compiler {
    fn compile(&mut self, sets: Vec<DemandSet>) -> Option<u32> {
        if sets.is_empty() {
            return Some(NEVER);
        }
        if sets.iter().any(DemandSet::is_empty) {
            return Some(SURELY);
        }
        if let Some(number) = self.known.get(&sets) {
            return Some(*number);
        }
        if self.known.len() >= MAX_QUESTIONS {
            return None;
        }
        let step = if let [set] = sets.as_slice() {
            Step::All(set.iter().map(|demand| demand.place()).collect())
        } else {
            let demands = (0..self.n_demands).map(DemandId::from_place);
            let often = |line: &DemandId| sets.iter().filter(|set| set.contains(*line)).count();
            let line = demands.max_by_key(|line| (often(line), Reverse(*line)))?;
            let given = sets.iter().map(|set| {
                let mut rest = set.clone();
                rest.remove(line);
                rest
            });
            let given = self.compile(minimal(given.collect()))?;
            let held = self.compile(sets.iter().filter(|set| !set.contains(line)).cloned().collect())?;
            Step::Ask(line.place(), given, held)
        };
        self.steps.push(step);
        let number = u32::try_from(self.steps.len() + 1).ok()?;
        self.known.insert(sets, number);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sweep::chance::{bits, unit};

    #[test]
    fn the_diagram_says_what_counting_all_worlds_says() {
        const N: usize = 6;
        for seed in 0..200 {
            let set = |place: u64| {
                let mut set = DemandSet::empty(N);
                let members = bits(seed, 1, place) & bits(seed, 2, place);
                (0..N).filter(|at| members >> at & 1 == 1).for_each(|at| set.insert(DemandId::from_place(at)));
                set
            };
            let unlocks: Vec<DemandSet> = (0..bits(seed, 3, 0) % 7).map(set).collect();
            let gives_way: Vec<[f64; LANES]> =
                (0..N as u64).map(|demand| std::array::from_fn(|lane| unit(seed, 4 + lane as u64, demand))).collect();
            let openings = Openings::new(&unlocks, N).expect("there are few");
            let found = openings.evaluate(&gives_way, &mut Vec::new());
            for lane in 0..LANES {
                let mut expected = 0.0;
                for world in 0_u32..1 << N {
                    let given = |demand: usize| world >> demand & 1 == 1;
                    if unlocks.iter().any(|unlock| unlock.iter().all(|demand| given(demand.place()))) {
                        let p = |demand: usize| gives_way[demand][lane];
                        expected += (0..N)
                            .map(|demand| if given(demand) { p(demand) } else { 1.0 - p(demand) })
                            .product::<f64>();
                    }
                }
                assert!((found[lane] - expected).abs() < 1e-12, "seed {seed}: {} for {expected}", found[lane]);
            }
        }
    }
}
