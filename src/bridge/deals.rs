//! Every coherent deal as a row of a table, for statistics: its terms, who accepts it, what it crosses, how probable it is
//! and what it is worth.
//!
//! ```text
//! row,site,jobs,fund,agreed,probability,accepts.town,accepts.port,crossed,utility.town
//! 0,north,none,0,false,0.0,false,true,town.jobs,12.0
//! ```

use crate::analysis::acceptance::accept;
use crate::analysis::sweep::batch::RowBatch;
use crate::analysis::sweep::cell::Cell;
use crate::analysis::sweep::column::{Column, ColumnKind, RowFigure};
use crate::engine::ask::answer::Count;
use crate::engine::ask::effort::Effort;
use crate::engine::coherent::walk;
use crate::rule::demand::demands;
use crate::rule::reference::{Judgement, Oracle};
use crate::scenario::id::{DemandId, IdVec};
use crate::scenario::model::{Deal, DemandName, Issue, IssueKind, Scenario, Value};
use num_bigint::BigUint;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::io::Result;

/// Rows where nobody says how many there may be.
pub const MOST_ROWS: u64 = 10_000_000;

/// Deals that are judged at a time.
const BATCH: usize = 16_384;

/// How many rows there would be: of the agreed deals or of all coherent ones. None where they are too many to count.
#[must_use]
pub fn n_rows(scenario: &Scenario, is_agreed_only: bool) -> Option<BigUint> {
    let effort = Effort { samples: Some(0), top: 0, ..Effort::default() };
    let found = accept(scenario, &effort);
    match if is_agreed_only { found.zone.agreed } else { found.coherent } {
        Count::Exact(count) => Some(count),
        _ => None,
    }
}

/// The columns: a row's number; the terms (a column a member of a members issue); whether it is agreed and how probable;
/// who accepts; what is crossed; utilities.
#[must_use]
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    // Figures are those of a sweep: here names and kinds alone are read.
    let column = |name: String, kind: ColumnKind, about: String| Column { name, figure: RowFigure::Place, kind, about };
    let mut columns = vec![column("row".to_owned(), ColumnKind::Place, "The number of the row, from 0".to_owned())];
    for issue in &scenario.issues {
        let id = if OWN.contains(&issue.id.as_str()) { format!("terms.{}", issue.id) } else { issue.id.clone() };
        let title = &issue.title;
        match &issue.kind {
            IssueKind::Choice { options, .. } => {
                let words = options.iter().map(|option| option.id.clone()).collect();
                columns.push(column(id, ColumnKind::Word(words), format!("The option of: {title}")));
            }
            IssueKind::Range(_) => columns.push(column(id, ColumnKind::Number, format!("The number of: {title}"))),
            IssueKind::YesNo => columns.push(column(id, ColumnKind::Truth, format!("Whether: {title}"))),
            IssueKind::Members { members, .. } => columns.extend(members.iter().map(|member| {
                let about = format!("Whether {} is chosen: {title}", member.title);
                column(format!("{id}.{}", member.id), ColumnKind::Truth, about)
            })),
            IssueKind::Order { .. } => {
                columns.push(column(id, ColumnKind::Text, format!("The order, first to last: {title}")));
            }
        }
    }
    columns.push(column("agreed".to_owned(), ColumnKind::Truth, "Whether it is agreed, all lines held".to_owned()));
    let about = "The probability that it is agreed, each line held with its firmness".to_owned();
    columns.push(column("probability".to_owned(), ColumnKind::Number, about));
    for party in &scenario.parties {
        let about = format!("Whether {} accepts it, all lines held", party.name);
        columns.push(column(format!("accepts.{}", party.id), ColumnKind::Truth, about));
    }
    let about = "The demands that it crosses, with `;` between them".to_owned();
    columns.push(column("crossed".to_owned(), ColumnKind::Text, about));
    for party in scenario.parties.iter().filter(|party| party.has_utility()) {
        let about = format!("What it is worth to {}", party.name);
        columns.push(column(format!("utility.{}", party.id), ColumnKind::Number, about));
    }
    columns
}

/// Columns that are no issue's.
const OWN: [&str; 4] = ["row", "agreed", "probability", "crossed"];

/// Makes the rows, batch by batch, in the order of deals.
///
/// # Errors
/// What `push` says of a batch that it cannot take.
pub fn rows(scenario: &Scenario, is_agreed_only: bool, push: &mut dyn FnMut(&RowBatch) -> Result<()>) -> Result<()> {
    let columns = columns(scenario);
    let writer = Writer { scenario, oracle: Oracle::new(scenario), demands: names(scenario) };
    let (mut waiting, mut n_written): (Vec<Deal>, u64) = (Vec::with_capacity(BATCH), 0);
    let mut batch = RowBatch::new(&columns);
    let mut result = Ok(());
    let mut flush = |waiting: &mut Vec<Deal>| {
        let judged: Vec<Option<Vec<Cell>>> = waiting.par_iter().map(|deal| writer.cells(deal, is_agreed_only)).collect();
        batch.clear();
        let found: Vec<Vec<Cell>> = judged.into_iter().flatten().collect();
        batch.resize(found.len());
        for (row, mut cells) in found.into_iter().enumerate() {
            if let Some(first) = cells.first_mut() {
                *first = Cell::Count(n_written.into());
            }
            n_written += 1;
            batch.write(&columns, row, cells);
        }
        waiting.clear();
        push(&batch)
    };
    walk(scenario, &mut |deal| {
        waiting.push(deal.clone());
        if waiting.len() == BATCH {
            result = flush(&mut waiting);
        }
        result.is_ok()
    });
    result?;
    if waiting.is_empty() { Ok(()) } else { flush(&mut waiting) }
}

struct Writer<'s> {
    scenario: &'s Scenario,
    oracle: Oracle,
    demands: IdVec<DemandId, String>,
}

impl Writer<'_> {
    /// The cells of a deal; none of one that has no row.
    fn cells(&self, deal: &Deal, is_agreed_only: bool) -> Option<Vec<Cell>> {
        let judged = self.oracle.judge(deal);
        if !judged.coherent() || (is_agreed_only && !judged.agreed) {
            return None;
        }
        let mut cells = vec![Cell::Empty];
        for (id, issue) in self.scenario.issues.enumerate() {
            term(issue, deal[id], &mut cells);
        }
        let Judgement { agreed, probability, accepts, crossed, utility, .. } = judged;
        cells.push(Cell::Truth(agreed));
        cells.push(probability.map_or(Cell::Empty, Cell::Number));
        cells.extend(accepts.iter().map(|accepts| Cell::Truth(*accepts)));
        let crossed: Vec<&str> = crossed.iter().filter_map(|demand| self.demands.find(*demand)).map(String::as_str).collect();
        cells.push(if crossed.is_empty() { Cell::Empty } else { Cell::Text(crossed.join(";")) });
        let with_utility = self.scenario.parties.enumerate().filter(|(_, party)| party.has_utility());
        cells.extend(with_utility.map(|(id, _)| utility[id].map_or(Cell::Empty, Cell::Number)));
        Some(cells)
    }
}

/// What an issue's columns hold.
fn term(issue: &Issue, value: Value, cells: &mut Vec<Cell>) {
    match &issue.kind {
        IssueKind::Choice { .. } => cells.push(Cell::Text(issue.row_text(value.0))),
        IssueKind::Range(range) => cells.push(Cell::Number(range.value(value.0).to_double())),
        IssueKind::YesNo => cells.push(Cell::Truth(value.0 == 1)),
        IssueKind::Members { members, .. } => {
            cells.extend((0..members.len()).map(|member| Cell::Truth(value.0 >> member & 1 == 1)));
        }
        IssueKind::Order { .. } => {
            let items = issue.in_order(value).unwrap_or_default();
            let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
            cells.push(Cell::Text(ids.join("+")));
        }
    }
}

/// The names of all demands.
fn names(scenario: &Scenario) -> IdVec<DemandId, String> {
    demands(scenario).map(|demand: &DemandName| scenario.demand_text(demand))
}
