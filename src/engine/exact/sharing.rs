//! Many diagrams at once, within the memory that there is for one.

use crate::engine::exact::declined::Declined;
use rayon::prelude::*;

/// Each of some things on all threads, which share what there is; where a share is too little, one thing at a time.
///
/// # Errors
/// Those of `of`.
pub(super) fn sharing<I: Sync, O: Send>(
    items: &[I],
    arcs: usize,
    of: impl Fn(&I, usize) -> Result<O, Declined> + Sync,
) -> Result<Vec<O>, Declined> {
    let share = arcs / rayon::current_num_threads().max(1);
    let found: Vec<Result<O, Declined>> = items.par_iter().map(|item| of(item, share)).collect();
    let again = |(item, found): (&I, Result<O, Declined>)| match found {
        Err(Declined::TooLarge) if share < arcs => of(item, arcs),
        found => found,
    };
    items.iter().zip(found).map(again).collect()
}
