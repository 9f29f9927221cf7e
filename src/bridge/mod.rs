//! Bridges: files of other tools become scenarios (`zopa import`), and scenarios become files of other tools
//! (`zopa export`). What cannot be carried is named, never left out in silence.
//!
//! Each kind reads its files into an outline (`outline`), which `scribe` lays out as a scenario file; everything wrong with
//! the files is gathered with its place. Nothing here touches a disk: files come in and go out as texts.

mod additive;
pub mod deals;
pub mod export;
mod figures;
pub mod files;
pub(crate) mod gathered;
mod genius;
mod geniusweb;
mod grid;
pub mod import;
pub mod import_options;
mod json;
pub mod kind;
mod ktab;
mod left_out;
mod lost_lines;
mod markup;
mod matrix;
mod negmas;
mod negolog;
mod origin;
mod outline;
mod refusing;
mod scribe;
mod space;
mod statements;
mod tree;
mod words;
mod yaml;
