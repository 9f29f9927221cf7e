//! `zopa sweep`: the scenario under many assumptions, one row each, in shards that anyone can compute.

mod arguments;
mod folder;
mod form;
mod manifest;
mod results;
mod sealed;
mod slurm;

pub(crate) use arguments::{SweepArguments, of_folder, sweep};
pub(crate) use folder::files as files_of_folder;
