//! The command as people and scripts meet it: exit codes, what goes to which stream, files, flags, odd input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test says what must be so by panicking, and its modules are shared by several tests"
)]

mod answers;
mod benching;
mod command;
mod comparing;
mod examples;
mod files;
mod flags;
mod odd_input;
mod stopping;
mod sweeping;
