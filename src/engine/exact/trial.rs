//! Which of several orders is taken: the one whose diagram of the agreed deals is smallest, found by building it.
//!
//! What annealing makes small is a guess, and among good orders no guide any more: of those that it finds for
//! `benches/scenarios/M.toml`, the ones guessed smallest have some 200,000 states, and one guessed a sixth larger has 73,000.
//! So the search is cut into short ones, and the layers of each order are counted, until they pass those of the best so far.
//! States are counted and not timed: the order is the same wherever it is looked for.
//!
//! The more there is to win, the longer is looked: every further figure of `zopa run` needs a diagram in this order.

use crate::engine::exact::declined::Declined;
use crate::engine::exact::order::{Hypergraph, is_small, order};

/// This many orders are tried at most.
const ROUNDS: u64 = 6;
/// States and arcs that one trial may make.
const MOST: usize = 2_000_000;
/// … and all of them together.
const MOST_IN_ALL: usize = 4_000_000;
/// A further round is for diagrams of more states and arcs than this many for each round before.
const ENOUGH: usize = 8_000;

/// The engine in the best of some orders; `make` makes it ready in one, and `work` says how much it has to do there, if that is
/// no more than so much.
///
/// # Errors
/// Where it cannot be made ready in any of them, or was stopped.
pub(super) fn in_best_order<E>(
    graph: &Hypergraph,
    make: impl Fn(Vec<usize>) -> Result<E, Declined>,
    work: impl Fn(&E, usize) -> Result<usize, Declined>,
) -> Result<E, Declined> {
    if is_small(graph) {
        return make(order(graph, 0));
    }
    let (mut best, mut least, mut left) = (Err(Declined::TooLarge), None, MOST_IN_ALL);
    for round in 0..ROUNDS {
        let exact = match make(order(graph, round)) {
            Ok(exact) => exact,
            Err(why) => {
                best = best.or(Err(why));
                continue;
            }
        };
        let most = least.unwrap_or(MOST).min(left);
        let found = work(&exact, most);
        if found == Err(Declined::Stopped) {
            return Err(Declined::Stopped);
        }
        left = left.saturating_sub(found.unwrap_or(most));
        let is_less = found.is_ok_and(|found| least.is_none_or(|least| found < least));
        if is_less {
            least = found.ok();
        }
        if is_less || best.is_err() {
            best = Ok(exact);
        }
        let enough = usize::try_from(round + 1).unwrap_or(usize::MAX).saturating_mul(ENOUGH);
        if left == 0 || least.is_some_and(|least| least <= enough) {
            break;
        }
    }
    best
}
