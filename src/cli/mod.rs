//! The command `zopa`: flags, the terminal, exit codes. One file a command: its arguments and one function.
//!
//! Standard output carries the answer, standard error everything else. Exit codes: 0 answered (an empty zone of agreement
//! is an answer), 1 an expectation failed, 2 bad usage or a bad scenario, 3 anything else.

mod amount;
mod bench;
mod check;
mod coalitions;
mod compare;
mod completions;
mod exit;
mod explain;
mod export;
mod export_deals;
mod flags;
mod frontier;
mod idle;
mod import;
mod input;
mod interrupt;
mod man;
mod memory;
mod new;
mod output;
mod pager;
mod progress;
mod report;
mod request;
mod run;
mod schema;
mod screen;
mod show;
mod start;
mod sweep;
mod test;
mod usage;

pub use start::main;
