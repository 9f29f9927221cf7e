//! The command as people and scripts meet it: exit codes, what goes to which stream, files, flags, odd input.

mod against_fix;
mod answers;
mod benching;
mod colors;
pub mod command;
mod comparing;
mod examples;
mod few_rows;
mod files;
mod flags;
mod hostile_text;
mod huge;
mod idle;
mod instructions;
mod manual;
mod nothing_lost;
mod odd_input;
#[cfg(unix)]
mod paging;
mod signals;
mod stopping;
mod sweeping;
