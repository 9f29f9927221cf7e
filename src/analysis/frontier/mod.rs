//! The Pareto frontier of the agreed deals, and the bargaining solutions on it.

pub(crate) mod by_diagram;
pub mod by_walk;
pub mod findings;
