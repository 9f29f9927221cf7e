//! The XML of Genius: a domain, and a profile for each party. u = Σ weight · value.

pub(crate) mod reading;
pub(crate) mod writing;
