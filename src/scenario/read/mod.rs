//! The reading of a file: one module for each kind of table, and the whole.

pub(in crate::scenario) mod agreement;
pub(in crate::scenario) mod assumption;
pub(in crate::scenario) mod condition;
pub(in crate::scenario) mod expect;
pub(in crate::scenario) mod expression;
mod firmness;
pub(in crate::scenario) mod issue;
pub(in crate::scenario) mod order;
pub(in crate::scenario) mod party;
pub(in crate::scenario) mod points;
pub(in crate::scenario) mod proposal;
pub(in crate::scenario) mod reader;
mod shared_line;
pub(in crate::scenario) mod sweep;
pub(in crate::scenario) mod talk;
pub(in crate::scenario) mod value;
pub(in crate::scenario) mod variant;
pub mod whole;
