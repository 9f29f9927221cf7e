//! Sweeps: the same scenario under many assumptions, one row each.

mod asked;
pub mod batch;
pub mod cell;
pub mod chance;
pub mod column;
pub mod design;
mod directions;
pub mod evaluator;
mod held;
mod moves;
mod openings;
pub mod plan;
pub mod prim;
pub mod robustness;
pub mod row;
pub mod sensitivity;
mod sheet;
pub mod sobol;
pub mod summary;
mod talking;
pub mod tornado;
mod worker;
mod writing;
