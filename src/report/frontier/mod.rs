//! The answer of `zopa frontier` for programs, memos and spreadsheets (the table for people stands in `terminal`).

pub mod csv;
pub mod json;
pub mod markdown;
