//! What each demand costs: how many deals keep to it, how many it alone ends, and how many would be agreed without it.
//!
//! There are as many of these figures as there are lines, and each could be a diagram or two. Mostly none is needed. How many
//! deals keep to a line follows from the line alone where no impossible rule reads what it reads: a line that two of the 16
//! values of two issues cross is kept by 14/16 of the coherent deals. How many it alone ends are the deals without it less
//! those with it, and the former share the diagram of all lines but for the stretch where it is read (`leave_out`).
#![expect(clippy::indexing_slicing, reason = "a kernel: levels and classes are counted here")]

use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::graph::{FALSE, TRUE};
use crate::engine::exact::layers::layers;
use crate::engine::exact::leave_out::{Asked, LeaveOut, leave_out};
use crate::engine::exact::number::{Number, less};
use crate::engine::exact::problem::Problem;
use crate::engine::exact::sharing::sharing;
use crate::engine::figures::{ByValue, DemandCounts};
use crate::scenario::id::DemandId;
use num_bigint::BigUint;
use std::collections::BTreeMap;

/// Nodes times classes of a line that is counted by itself.
const MAX_ALONE: usize = 200_000;

impl Exact<'_> {
    /// What each demand costs; `none` are the deals that cross nothing.
    pub(super) fn costs<T: Number>(
        &self,
        coherent: &ByValue<BigUint>,
        agreed: &BigUint,
        none: Option<&BigUint>,
    ) -> Result<Vec<DemandCounts>, Declined> {
        let demands = &self.lowered.demands;
        let all_sign = self.everyone && demands.ids().all(|demand| self.signs(demand));
        let times: Vec<Vec<T>> = self.sizes.iter().map(|of| of.iter().map(|size| T::of(*size)).collect()).collect();
        let without = self.without_crossing(&|_| true);
        let signing = self.agreed(&|_| true);
        let n_classes: Vec<usize> = self.sizes.iter().map(Vec::len).collect();
        let ready = |problem: &Problem| layers(problem, &self.graphs, &n_classes).ok();
        let (ready_without, ready_signing) = (ready(&without), (!all_sign).then(|| ready(&signing)).flatten());
        let of_state = usize::try_from(self.scenario.n_deals().bits() / 240).unwrap_or(usize::MAX);
        let shared = |problem, layers| {
            let (graphs, residuals, budget) = (&self.graphs, &self.residuals, &self.budget);
            leave_out(Asked { problem, layers, graphs, residuals, budget, times: &times, of_state }).ok()
        };
        let shared_without = ready_without.as_ref().and_then(|layers| shared(&without, layers));
        let shared_signing = ready_signing.as_ref().and_then(|layers| shared(&signing, layers));
        let tied = self.tied();
        let without_one = |id: DemandId, (problem, shared): (&Problem, &Option<Box<dyn LeaveOut<T> + '_>>)| {
            let line = self.crossed[id].and_then(|root| problem.lines.iter().position(|line| line.root == root));
            let found = shared.as_ref().zip(line).and_then(|(shared, line)| shared.without(line).ok().flatten());
            found.map(|found| found.big())
        };
        let of = |id: &DemandId, arcs: usize| -> Result<DemandCounts, Declined> {
            let kept = match self.kept_alone(*id, coherent, &tied) {
                Some(kept) => kept,
                None => some_blocked(self.count::<T>(&self.without_crossing(&|demand| demand == *id), arcs)?),
            };
            let never = kept.total == coherent.total;
            let alone = if never {
                none.cloned()
            } else {
                without_one(*id, (&without, &shared_without))
                    .or_else(|| self.total::<T>(&self.without_crossing(&|demand| demand != *id), usize::MAX).ok())
            };
            let only = alone.zip(none).map(|(alone, none)| less(&alone, none));
            let agreed_if_dropped = if never || !self.signs(*id) {
                Some(agreed.clone())
            } else if all_sign {
                // Everyone is needed: without it are agreed those that cross nothing, and those that cross it alone.
                only.as_ref().map(|only| agreed + only)
            } else {
                without_one(*id, (&signing, &shared_signing))
                    .or_else(|| self.total::<T>(&self.agreed(&|demand| demand != *id), usize::MAX).ok())
            };
            Ok(DemandCounts::keeping(&coherent.total, &kept, only, agreed_if_dropped))
        };
        sharing(&demands.ids().collect::<Vec<_>>(), self.budget.arcs, of)
    }

    /// The levels that rules of coherence read.
    fn tied(&self) -> Vec<bool> {
        let mut tied = vec![false; self.sizes.len()];
        for root in &self.incoherent {
            for level in self.nodes(*root).into_values().filter_map(|node| self.graphs.question(node)) {
                tied[level.level] = true;
            }
        }
        tied
    }

    /// The nodes of a graph, in the order of their levels.
    fn nodes(&self, root: u32) -> BTreeMap<(usize, u32), u32> {
        let (mut nodes, mut open) = (BTreeMap::new(), vec![root]);
        while let Some(node) = open.pop() {
            let Some(question) = self.graphs.question(node) else { continue };
            if nodes.insert((question.level, node), node).is_none() {
                open.extend(&question.children);
            }
        }
        nodes
    }

    /// The coherent deals that keep to a line, from the line alone; none where it is a reservation, is tied to rules of
    /// coherence, or is too large for that.
    fn kept_alone(&self, id: DemandId, coherent: &ByValue<BigUint>, tied: &[bool]) -> Option<ByValue<BigUint>> {
        let root = self.crossed[id]?;
        let rows = || vec![Vec::new(); self.sizes.len()];
        match root {
            FALSE => return Some(ByValue { total: coherent.total.clone(), of: rows() }),
            TRUE => return None,
            _ => {}
        }
        let nodes = self.nodes(root);
        let mut levels: Vec<usize> = nodes.keys().map(|(level, _)| *level).collect();
        levels.dedup();
        let n_classes: usize = levels.iter().map(|level| self.sizes[*level].len()).sum();
        if levels.iter().any(|level| tied[*level]) || nodes.len() * n_classes > MAX_ALONE {
            return None;
        }
        let size = |level: usize| self.sizes[level].iter().map(|size| u128::from(*size)).sum::<u128>();
        let all = levels.iter().try_fold(1_u128, |all, level| all.checked_mul(size(*level)))?;
        let rest = &coherent.total / all;
        let kept = all - self.crossing(&nodes, root, &levels, None)?;
        let mut of = rows();
        for level in &levels {
            let mut row = Vec::with_capacity(self.sizes[*level].len());
            let with = all / size(*level);
            for class in 0..self.sizes[*level].len() {
                row.push(&rest * (with - self.crossing(&nodes, root, &levels, Some((*level, class)))?));
            }
            if row.contains(&BigUint::ZERO) {
                of[self.order[*level]] = row;
            }
        }
        Some(ByValue { total: rest * kept, of })
    }

    /// In how many ways the variables of a line cross it: all of them, or those with one value of a class.
    fn crossing(
        &self,
        nodes: &BTreeMap<(usize, u32), u32>,
        root: u32,
        levels: &[usize],
        fixed: Option<(usize, usize)>,
    ) -> Option<u128> {
        // From the last level to the first: of each node, and of the leaves after all of them.
        let mut ways: BTreeMap<u32, (usize, u128)> =
            BTreeMap::from([(FALSE, (levels.len(), 0)), (TRUE, (levels.len(), 1))]);
        let size = |at: usize| match fixed {
            Some((level, _)) if level == levels[at] => 1,
            _ => self.sizes[levels[at]].iter().map(|size| u128::from(*size)).sum::<u128>(),
        };
        // Levels that are left out on the way may have any value.
        let from = |(at, ways): (usize, u128), begin: usize| {
            (begin..at).try_fold(ways, |ways, between| ways.checked_mul(size(between)))
        };
        for ((level, node), _) in nodes.iter().rev() {
            let at = levels.binary_search(level).ok()?;
            let mut sum = 0_u128;
            for (class, child) in self.graphs.question(*node)?.children.iter().enumerate() {
                let times = match fixed {
                    Some((level, only)) if level == levels[at] => u64::from(only == class),
                    _ => self.sizes[*level][class],
                };
                sum = sum.checked_add(from(*ways.get(child)?, at + 1)?.checked_mul(times.into())?)?;
            }
            ways.insert(*node, (at, sum));
        }
        from(*ways.get(&root)?, 0)
    }
}

/// Only the rows of variables some value of which has lost all deals: of the others nothing is asked, and there are as many
/// rows as demands times variables.
fn some_blocked(mut kept: ByValue<BigUint>) -> ByValue<BigUint> {
    for row in &mut kept.of {
        if !row.contains(&BigUint::ZERO) {
            *row = Vec::new();
        }
    }
    kept
}
