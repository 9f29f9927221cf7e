//! What engines are asked, and what is found out.

pub mod acceptance;
pub mod bargaining;
pub mod coalition;
pub mod comparison;
pub mod expectation;
pub mod explanation;
pub mod findings;
pub mod frontier;
pub mod kinds;
pub mod measurement;
mod shared_lines;
pub mod sweep;
pub mod talk;
pub mod verdicts;
pub mod warning;
pub mod witness;
mod worlds;
