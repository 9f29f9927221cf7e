//! All blocks of a lean simulation, on all threads.
//!
//! Blocks are cut into strands by their number alone; each strand adds up its blocks in order, and strands are added in
//! order, so that no sum depends on the threads.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::draw::lean::kernel::{Drawn, LANES, Plan, TILES};
use crate::engine::draw::lean::wide::block;
use crate::space::instructions::InstructionSet;
use rayon::prelude::*;

/// Strands at most.
const STRANDS: u64 = 64;
/// Proposals of a block.
const OF_BLOCK: u64 = LANES * TILES;

/// Draws so many proposals; gives what was counted, and whether all were drawn.
#[must_use]
pub fn draw(plan: &Plan, wide: InstructionSet, effort: &Effort, deadline: Deadline, samples: u64) -> (Drawn, bool) {
    let n_blocks = samples.div_ceil(OF_BLOCK);
    let n_strands = STRANDS.min(n_blocks.max(1));
    let cut = |at: u64| (n_blocks / n_strands) * at + (n_blocks % n_strands).min(at);
    let strand = |at: u64| {
        let mut table = plan.table();
        let mut all = Drawn::default();
        for number in cut(at)..cut(at + 1) {
            if effort.watch.is_stopped() || deadline.has_passed() {
                return (all, false);
            }
            let wanted = (samples - number * OF_BLOCK).min(OF_BLOCK);
            all.add(&block(wide, plan, (effort.seed, number), wanted, &mut table));
            effort.watch.advance(wanted);
            // A block in which nothing was coherent: the strand gives up.
            if all.proposals == 0 {
                break;
            }
        }
        (all, true)
    };
    let strands: Vec<(Drawn, bool)> = (0..n_strands).into_par_iter().map(strand).collect();
    let mut all = Drawn::default();
    for (strand, _) in &strands {
        all.add(strand);
    }
    (all, strands.iter().all(|(_, whole)| *whole))
}
