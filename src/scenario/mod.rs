//! What was written: the scenario format, read leniently, checked whole, and turned into a model that needs no TOML.

mod apply;
pub mod condition;
pub mod document;
pub mod error;
pub mod expression;
mod fault;
mod firmness;
pub mod id;
mod late_table;
pub mod limit;
mod lookup;
pub mod model;
mod node;
pub mod number;
pub mod read;
mod read_agreement;
mod read_condition;
mod read_expect;
mod read_expression;
mod read_issue;
mod read_party;
mod read_points;
mod read_proposal;
mod read_value;
mod read_variant;
mod reader;
mod schema;
pub mod source;
mod starter;
pub mod suggest;
pub mod value;
pub mod written;

pub use schema::schema;
pub use starter::STARTER;
