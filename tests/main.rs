//! The integration tests: one crate, so that one link makes them all. A file of this folder is a module of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test says what must be so by panicking"
)]

mod any_text;
mod assumptions;
mod bridges;
mod broken;
mod brute;
mod chains;
mod cli;
mod coalitions;
mod comparison;
mod contradictions;
mod counts;
mod diagrams;
mod documents;
mod draws;
mod engines_agree;
mod explanations;
mod expression_reference;
mod extends;
mod floors;
mod format_table;
mod frontier;
mod generator;
mod generator_covers;
mod goldens;
mod laws;
mod orders;
mod public_interface;
mod rare_deals;
mod report;
mod scenarios_table;
mod schema;
mod shared_lines;
mod simulation;
mod sizes;
mod starter;
mod sweep_reference;
mod sweep_rows;
mod sweep_summary;
mod sweep_tables;
mod warnings;
mod worth;
