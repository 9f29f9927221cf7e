//! Sweeps: the same scenario under many assumptions, one row each.

pub mod chance;
pub mod design;
mod directions;
pub mod plan;
pub mod row;
pub mod sobol;
