//! What workers are asked: the sweep, and a row's settings as a sheet sees them.

use crate::analysis::sweep::column::RowFigure;
use crate::analysis::sweep::moves::Moves;
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::tile::signature_table::{MAX_MOVED, Table};
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Factor;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What a sheet is known by: the table, and how many levels lie below each moved threshold.
pub(super) type Key = (usize, [u32; MAX_MOVED]);

/// The tables that were counted, by choice of terms and points; none if there is none.
pub(super) type Tables = BTreeMap<usize, Option<Arc<Table>>>;

/// The sweep that the rows are of.
#[derive(Debug)]
pub(super) struct Of<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) factors: &'a [Factor],
    /// What the counting of a table may spend.
    pub(super) effort: Effort,
    /// When it has to end.
    pub(super) deadline: Deadline,
    /// What stands in each column.
    pub(super) figures: Vec<RowFigure>,
    pub(super) moves: Moves,
    /// Shared by all workers.
    pub(super) tables: Mutex<Tables>,
}

/// A row's settings, as a sheet sees them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) key: Key,
    /// Its place in the batch.
    pub(super) place: usize,
    /// Where its demands' probabilities of giving way stand.
    pub(super) at: usize,
    /// The demands that are not there.
    pub(super) dropped: u128,
}
