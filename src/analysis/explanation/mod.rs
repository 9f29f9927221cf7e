//! Why nothing is agreed, and what would open a deal: conflicts and unlocks, from the deals or from a solver.

pub mod by_solver;
pub mod by_walk;
pub mod lists;
mod odds;
pub mod reasons;
pub mod search;
pub mod worth;
