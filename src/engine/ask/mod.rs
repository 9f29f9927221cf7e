//! What is asked of an engine and how far it may go, and what every answer says about itself.

pub mod answer;
pub mod effort;
pub mod instructions;
pub mod interval;
pub mod kinds;
pub mod limit;
pub mod pace;
