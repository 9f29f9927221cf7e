//! The rows of a sweep in memory, column by column.

use crate::asked::Wrong;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::time::Duration;
use zopa::analysis::sweep::cell::Cell;
use zopa::analysis::sweep::column::ColumnKind;
use zopa::analysis::sweep::design::{Rows, Shift};
use zopa::analysis::sweep::evaluator::Evaluator;
use zopa::analysis::sweep::plan::of_ranges;
use zopa::engine::ask::effort::{Effort, Watch};
use zopa::scenario::limit;
use zopa::scenario::model::Scenario;
use zopa::scenario::sweep::Sweep;

/// How many rows are evaluated between two looks at the watch.
const AT_ONCE: u64 = 4_096;

/// The arguments of `Scenario.sweep`.
#[derive(Deserialize)]
pub(crate) struct AskedRows {
    sweep: Option<String>,
    rows: Option<u64>,
    seed: u64,
    shift: String,
    threads: Option<usize>,
    time_limit: Option<f64>,
    memory_limit: Option<u64>,
}

/// A sweep that was understood.
pub(crate) struct Planned {
    sweep: Sweep,
    seed: u64,
    shift: Shift,
    pub(crate) effort: Effort,
}

impl AskedRows {
    /// What is to be evaluated.
    ///
    /// # Errors
    /// Everything that is wrong with the arguments.
    pub(crate) fn planned(self, scenario: &Scenario) -> Result<Planned, Wrong> {
        let mut wrong = Wrong::new();
        let shift = match self.shift.as_str() {
            "digital" => Shift::Digital,
            "none" => Shift::None,
            other => {
                wrong.push(format!("shift: there is no `{other}`: there are digital, none"));
                Shift::Digital
            }
        };
        let sweep = match &self.sweep {
            Some(word) => scenario.sweeps.iter().find(|sweep| sweep.id == *word).cloned().ok_or_else(|| {
                let known: Vec<&str> = scenario.sweeps.iter().map(|sweep| sweep.id.as_str()).collect();
                format!("sweep: there is no sweep `{word}`: there are {}", known.join(", "))
            }),
            None => match scenario.sweeps.as_slice() {
                [only] => Ok(only.clone()),
                _ => of_ranges(scenario)
                    .ok_or_else(|| "sweep: none is named, and no red line carries a range of firmness".to_owned()),
            },
        };
        let sweep = sweep.map_err(|message| wrong.push(message)).ok().map(|sweep| {
            let rows = self.rows.unwrap_or(sweep.rows);
            Sweep { rows, ..sweep }
        });
        let Some(sweep) = sweep.filter(|_| wrong.is_empty()) else { return Err(wrong) };
        let n = Rows::new(&sweep.factors, sweep.design, sweep.rows, self.seed, shift).len();
        if n == 0 || n > limit::SWEEP_ROWS {
            return Err(vec![format!(
                "rows: a sweep cannot have {n} rows: from 1 to {} is possible",
                limit::SWEEP_ROWS
            )]);
        }
        let effort = Effort {
            seed: self.seed,
            threads: self.threads,
            time_limit: self.time_limit.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            memory_limit: self.memory_limit.unwrap_or(Effort::default().memory_limit),
            watch: Watch::default(),
            ..Effort::default()
        };
        Ok(Planned { sweep, seed: self.seed, shift, effort })
    }
}

impl Planned {
    /// Evaluates the rows; none where the time was over before their end.
    pub(crate) fn evaluate(&self, scenario: &Scenario) -> Option<String> {
        let rows = Rows::new(&self.sweep.factors, self.sweep.design, self.sweep.rows, self.seed, self.shift);
        let evaluator = Evaluator::new(scenario, &self.sweep.factors, &self.effort);
        let columns = evaluator.columns().to_vec();
        let mut lists: Vec<Vec<Json>> = vec![Vec::new(); columns.len()];
        let mut batch = evaluator.batch();
        self.effort.watch.begin(rows.len());
        let mut from = 0;
        while from < rows.len() {
            let end = rows.len().min(from + AT_ONCE);
            evaluator.fill(&rows, from..end, &mut batch);
            if evaluator.is_over() {
                return None;
            }
            for row in 0..batch.len() {
                for (list, cell) in lists.iter_mut().zip(batch.cells(&columns, row)) {
                    list.push(of_cell(cell));
                }
            }
            self.effort.watch.advance(end - from);
            from = end;
        }
        let counts: Vec<&str> = columns
            .iter()
            .filter(|column| matches!(column.kind, ColumnKind::Count | ColumnKind::Place))
            .map(|column| column.name.as_str())
            .collect();
        let named = columns.iter().map(|column| column.name.clone()).zip(lists.into_iter().map(Json::Array));
        let cells = Json::Object(named.collect::<Map<String, Json>>());
        Some(serde_json::json!({ "counts": counts, "columns": cells }).to_string())
    }
}

fn of_cell(cell: Cell) -> Json {
    match cell {
        Cell::Empty => Json::Null,
        Cell::Number(number) => Json::from(number),
        Cell::Text(text) => Json::from(text),
        Cell::Truth(truth) => Json::from(truth),
        // Python's integers have no end: digits go over.
        Cell::Count(count) => Json::from(count.to_string()),
    }
}
