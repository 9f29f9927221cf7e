//! Deals that no other deal dominates: by looking at each, and along a diagram.

pub mod archive;
pub mod dominance;
pub mod field;
pub mod front;
pub mod sums;
pub mod threshold;
