//! What was found, as bytes: JSON for programs, a table for people, Markdown for memos, CSV for spreadsheets.
//!
//! Every function here takes plain findings and gives a `String`; nothing is printed and nothing can fail. The words
//! that people read stand in [`sentence`], the forms of numbers in [`figure`], the widths of text in [`layout`].

pub mod coalition_rows;
pub mod coalitions;
pub mod comparison;
pub mod condition;
pub mod context;
pub mod csv;
pub mod drivers;
pub mod evidence;
pub mod expectations;
pub mod explanation;
pub mod figure;
#[cfg(test)]
mod fixture;
pub mod fold;
pub mod frontier;
mod header;
pub mod influence;
pub mod json;
pub mod layout;
pub mod markdown;
pub mod measurement;
pub mod naming;
pub mod next;
pub mod origin;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod part;
pub mod problems;
pub mod rows;
pub mod sentence;
pub mod shared_lines;
pub mod show;
pub mod sweep;
pub mod talks;
pub mod terminal;
pub mod understood;
pub(crate) mod votes;
pub mod worlds;
