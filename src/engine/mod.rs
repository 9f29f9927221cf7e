//! Engines: who walks the space of deals.

pub mod ask;
pub mod descent;
pub mod draw;
pub mod exact;
pub mod figures;
pub mod pareto;
pub mod solve;
pub mod survey;
pub mod tile;
