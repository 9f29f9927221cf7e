//! Deal by deal, 64 at a time: tiles of the space are judged, and what is wanted of them is counted.

pub mod best;
pub mod census;
pub mod classes;
pub mod completion;
pub mod judge;
pub mod near;
pub mod opening;
pub mod plan;
mod probability;
pub mod signature;
pub mod signature_table;
pub mod tally;
pub mod vectors;
pub mod walk;
