//! Questions to a solver, which searches and does not count; and the second count that checks it.

mod points;
pub mod recount;
pub mod satisfy;
