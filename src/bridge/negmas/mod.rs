//! The YAML folders of `NegMAS`: an outcome space, and a utility function for each negotiator.

pub(crate) mod functions;
pub(crate) mod penalty;
pub(crate) mod reading;
pub(crate) mod writing;
