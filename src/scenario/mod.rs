//! What was written: the scenario format, read leniently, checked whole, and turned into a model that needs no TOML.

mod apply;
pub mod assumption;
mod bytes;
pub mod condition;
pub mod document;
pub mod error;
pub mod expression;
mod fault;
mod firmness;
pub mod flat;
pub mod id;
pub mod issue;
mod late_table;
pub mod limit;
mod lookalike;
mod lookup;
pub mod model;
mod node;
pub mod number;
pub mod pieces;
pub mod read;
mod schema;
pub mod shipped;
pub mod source;
pub mod span;
mod starter;
pub mod suggest;
pub mod sweep;
pub mod value;
pub mod visible;
mod worlds;
pub mod written;

pub use schema::schema;
pub use starter::STARTER;
