//! What was written: the scenario format, read leniently, checked whole, and turned into a model that needs no TOML.

pub mod condition;
pub mod document;
pub mod expression;
pub mod id;
pub mod model;
pub mod number;
mod schema;
pub mod suggest;
pub mod value;

pub use schema::schema;
