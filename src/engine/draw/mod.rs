//! Random proposals: drawn, judged and counted in blocks, each a function of the seed and its number.

pub mod lean;
pub mod proposals;
pub mod row_tally;
pub mod simulate;
pub mod source;
