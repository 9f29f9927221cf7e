//! zopa: a rule-based negotiation simulator.

pub mod analysis;
pub mod engine;
pub mod report;
pub mod rule;
pub mod scenario;
pub mod space;
