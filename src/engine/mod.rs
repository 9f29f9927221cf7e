//! Engines: who walks the space of deals.

pub mod answer;
pub mod effort;
pub mod judge;
