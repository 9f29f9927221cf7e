//! What was written: the scenario format, read leniently, checked whole, and turned into a model that needs no TOML.

pub mod condition;
pub mod expression;
pub mod id;
pub mod model;
pub mod number;
pub mod suggest;
pub mod value;
