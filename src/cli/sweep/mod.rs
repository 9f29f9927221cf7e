//! `zopa sweep`: the scenario under many assumptions, one row each, in shards that anyone can compute.

mod arguments;
mod folder;
mod form;
mod manifest;
mod results;
mod slurm;

pub(crate) use arguments::{SweepArguments, of_folder, sweep};
