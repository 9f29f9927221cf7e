//! The rows of a sweep, evaluated batch by batch.
//!
//! An evaluator is shared by all threads; each fills a batch of its own. Which way a row is evaluated follows from the
//! scenario, the factors and the row alone, never from the batch it stands in or from what was evaluated before.

use crate::analysis::sweep::batch::RowBatch;
use crate::analysis::sweep::column::{Column, columns};
use crate::analysis::sweep::design::Rows;
use crate::analysis::sweep::row::evaluate;
use crate::engine::effort::{Effort, Watch};
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Factor;
use std::ops::Range;

/// Evaluates rows of one sweep.
#[derive(Debug)]
pub struct Evaluator<'a> {
    scenario: &'a Scenario,
    factors: &'a [Factor],
    columns: Vec<Column>,
    effort: Effort,
}

impl<'a> Evaluator<'a> {
    /// Prepares to evaluate the rows of these factors. No samples are drawn beside a row, and only its best deal is kept.
    #[must_use]
    pub fn new(scenario: &'a Scenario, factors: &'a [Factor], seed: u64) -> Self {
        let effort = Effort { samples: Some(0), seed, top: 1, ..Effort::default() };
        Self { scenario, factors, columns: columns(scenario, factors), effort }
    }

    /// The columns of the rows.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// An empty batch for the rows.
    #[must_use]
    pub fn batch(&self) -> RowBatch {
        RowBatch::new(&self.columns)
    }

    /// Evaluates rows of the design into a batch, in place of those that it holds. The work is done on this thread, but
    /// for rows that need an engine.
    pub fn fill(&self, design: &Rows, rows: Range<u64>, batch: &mut RowBatch) {
        let n = usize::try_from(rows.end.saturating_sub(rows.start)).unwrap_or_default();
        batch.clear();
        batch.resize(n);
        for (place, row) in rows.enumerate() {
            let own = Effort { watch: Watch::default(), ..self.effort.clone() };
            let cells = evaluate(self.scenario, self.factors, row, &design.settings(row), &own);
            batch.write(&self.columns, place, cells);
        }
    }
}
