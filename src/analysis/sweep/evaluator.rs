//! The rows of a sweep, evaluated batch by batch.
//!
//! An evaluator is shared by all threads; each fills a batch of its own. Where the deals are few enough to count their
//! kinds once (`engine::tile::signature_table`), rows are had from that table; else an engine is run once a row. Which way a row is
//! evaluated follows from the scenario, the factors and the row alone, never from the batch it stands in or from what was
//! evaluated before, so its figures do not either. The two ways agree in every count, and in every double but for the
//! rounding of sums.

use crate::analysis::sweep::asked::Of;
use crate::analysis::sweep::batch::RowBatch;
use crate::analysis::sweep::column::{Column, columns, columns_with};
use crate::analysis::sweep::design::{Rows, Setting, value};
use crate::analysis::sweep::moves::Moves;
use crate::analysis::sweep::row::{evaluate, n_at_once, of_row};
use crate::analysis::sweep::talking::play;
use crate::analysis::sweep::worker::Worker;
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::ask::pace::Limit;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, RowTalks};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How many rows a worker looks at together.
const TOGETHER: usize = 512;

/// What rows go by where they are had from tables; none if the first choice of terms and points has no table.
fn tabled<'a>(
    scenario: &'a Scenario,
    factors: &'a [Factor],
    (effort, deadline): (&Effort, Deadline),
) -> Option<Of<'a>> {
    let moves = Moves::new(scenario, factors)?;
    let first: Vec<Setting> = factors.iter().map(|factor| value(&factor.levels, 0)).collect();
    let table = Arc::new(moves.table((scenario, factors), &first, (effort, deadline))?);
    let tables = Mutex::new(BTreeMap::from([(0, Some(table))]));
    let figures = columns(scenario, factors).iter().map(|column| column.figure).collect();
    Some(Of { scenario, factors, effort: effort.clone(), deadline, figures, moves, tables })
}

/// Evaluates rows of one sweep.
#[derive(Debug)]
pub struct Evaluator<'a> {
    scenario: &'a Scenario,
    factors: &'a [Factor],
    columns: Vec<Column>,
    talks: RowTalks,
    /// What a row may spend.
    effort: Effort,
    /// How many rows may be computed at once where each needs an engine.
    n_at_once: usize,
    threads: Option<usize>,
    clock: Stopwatch,
    limit: Limit,
    /// None if no row can be had from a table.
    of: Option<Of<'a>>,
    /// Those that no thread uses now.
    workers: Mutex<Vec<Worker>>,
}

impl<'a> Evaluator<'a> {
    /// Prepares to evaluate the rows of these factors, all of them within the effort. No samples are drawn beside a row,
    /// and only its best deal is kept.
    #[must_use]
    pub fn new(scenario: &'a Scenario, factors: &'a [Factor], effort: &Effort) -> Self {
        let deadline = Deadline::after(effort.time_limit);
        // A row's own clock begins no sooner than that of all, so a row that was cut is never taken for a whole one.
        let clock = Stopwatch::start();
        let limit = Limit::new(&effort.watch, deadline);
        let (n_at_once, threads, effort) = (n_at_once(effort), effort.threads, of_row(effort));
        let of = tabled(scenario, factors, (&effort, deadline));
        let columns = columns(scenario, factors);
        let talks = RowTalks::default();
        Self {
            scenario,
            factors,
            columns,
            talks,
            effort,
            n_at_once,
            threads,
            clock,
            limit,
            of,
            workers: Mutex::default(),
        }
    }

    /// The same, with these talks played for each row.
    #[must_use]
    pub fn playing(self, talks: &RowTalks) -> Self {
        let columns = columns_with(self.scenario, self.factors, talks);
        let figures: Vec<_> = columns.iter().map(|column| column.figure).collect();
        let of = self.of.map(|of| Of { figures, ..of });
        Self { columns, talks: talks.clone(), of, ..self }
    }

    /// Whether to stop. What was evaluated since the last time that this was false means nothing.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.limit.is_over()
    }

    /// How many threads may evaluate rows: as many as are asked for, but where each row needs an engine no more than their
    /// memory allows. None for all cores.
    #[must_use]
    pub fn n_threads(&self) -> Option<usize> {
        let n_asked = self.threads.unwrap_or_else(rayon::current_num_threads);
        if self.has_tables() || n_asked <= self.n_at_once { self.threads } else { Some(self.n_at_once) }
    }

    /// The same, with an engine run once a row: what the tables are held to.
    #[must_use]
    pub fn without_tables(self) -> Self {
        Self { of: None, ..self }
    }

    /// Whether rows are had from tables, but for those that none can answer.
    #[must_use]
    pub const fn has_tables(&self) -> bool {
        self.of.is_some()
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
    /// for rows that need an engine. Gives how many those are. It ends early once [`is_over`](Self::is_over) says so.
    pub fn fill(&self, design: &Rows, rows: Range<u64>, batch: &mut RowBatch) -> u64 {
        let n = usize::try_from(rows.end.saturating_sub(rows.start)).unwrap_or_default();
        let design_rows = rows.clone();
        batch.clear();
        batch.resize(n);
        let mut left: Vec<(usize, u64)> = Vec::new();
        if let Some(of) = &self.of {
            let mut worker = self.workers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let mut row = rows.start;
            for from in (0..n).step_by(TOGETHER) {
                if self.is_over() {
                    break;
                }
                let end = rows.end.min(row + TOGETHER as u64);
                worker.fill(of, design, row..end, (batch, from), &mut left);
                row = end;
            }
            self.workers.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        } else {
            left.extend((0..n).zip(rows));
        }
        for (place, row) in &left {
            if self.is_over() {
                break;
            }
            let own = self.effort.left(self.clock);
            let cells = evaluate(self.scenario, self.factors, *row, &design.settings(*row), &own);
            batch.write(&self.columns, *place, cells);
        }
        if !self.talks.places.is_empty() {
            for (place, row) in (0..n).zip(design_rows) {
                if self.is_over() {
                    break;
                }
                let own = self.effort.left(self.clock);
                let settings = design.settings(row);
                let asked = (self.scenario, self.factors, &self.talks);
                play(asked, &settings, &own, (&self.columns, batch, place));
            }
        }
        left.len() as u64
    }
}
