//! `zopa sweep`: the scenario under many assumptions, one row each, in shards that anyone can compute.

mod arguments;
mod folder;
mod manifest;
mod results;

pub(crate) use arguments::{SweepArguments, of_folder, sweep};
