//! One row of a sweep: the scenario under a row's settings, and what is found of it.
//!
//! A row equals what `zopa run` says of the scenario under the same changes, and what `zopa compare` says of each proposal.

use crate::analysis::acceptance::accept;
use crate::analysis::findings::Acceptance;
use crate::analysis::sweep::cell::{Cell, written};
use crate::analysis::sweep::column;
use crate::analysis::sweep::design::Setting;
use crate::engine::ask::answer::{AnswerKind, Count, Share};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::tile::completion::completions;
use crate::rule::reference::judge;
use crate::scenario::model::{Changes, Deal, Firmness, Scenario};
use crate::scenario::sweep::{Factor, Target};
use num_bigint::BigUint;

/// The names of the columns, in order.
#[must_use]
pub fn columns(scenario: &Scenario, factors: &[Factor]) -> Vec<String> {
    column::columns(scenario, factors).into_iter().map(|column| column.name).collect()
}

/// The changes that a row's settings make.
#[must_use]
pub fn changes(factors: &[Factor], settings: &[Setting]) -> Changes {
    let mut changes = Changes::default();
    for (factor, setting) in factors.iter().zip(settings) {
        match (&factor.target, setting) {
            (Target::Firmness(line), Setting::Number(number)) => {
                changes.firmness.push((line.clone(), Firmness { low: *number, high: *number }));
            }
            (Target::Reservation(party), Setting::Number(number)) => changes.reservation.push((*party, *number)),
            (Target::Enforced(demand), Setting::Truth(false)) => changes.drop.push(demand.clone()),
            (Target::Fix(issue), Setting::Term(value)) => changes.fix.push((*issue, *value)),
            (Target::Assumption(place), Setting::Term(value)) => changes.assume.push((*place, value.0)),
            (Target::Points(party, issue, row), Setting::Number(number)) => {
                changes.points.push(((*party, *issue, *row), *number));
            }
            // Held as coded; the reader makes no other pairs.
            _ => {}
        }
    }
    changes
}

/// Evaluates one row: a cell a column. A row that cannot be evaluated keeps its settings, and says why under `error`.
#[must_use]
pub fn evaluate(scenario: &Scenario, factors: &[Factor], row: u64, settings: &[Setting], effort: &Effort) -> Vec<Cell> {
    let mut cells = vec![Cell::Count(row.into())];
    cells.extend(factors.iter().zip(settings).map(|(factor, setting)| written(scenario, factor, *setting)));
    match scenario.with(&changes(factors, settings)) {
        Err(problems) => {
            let why: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            cells.resize(columns(scenario, factors).len() - 1, Cell::Empty);
            cells.push(Cell::Text(why.join("; ")));
        }
        Ok(changed) => {
            let found = accept(&changed, effort);
            zone(&mut cells, &changed, &found);
            for proposal in changed.proposals.iter() {
                let found = completions(&changed, &proposal.terms, effort, Deadline::after(None));
                let best = found.as_ref().and_then(|found| found.best.as_ref());
                cells.push(number(best.and_then(|deal| judge(&changed, deal).probability)));
                cells.push(found.map_or(Cell::Empty, |found| Cell::Count(found.agreed.into())));
            }
            for value in found.issues.iter().flatten() {
                cells.extend([share(value.zopa_share), share(value.mean_probability)]);
            }
            for party in found.parties.iter() {
                cells.extend([share(party.share), share(party.mean_probability)]);
            }
            let kind = found.provenance.kind;
            let why = found.provenance.why.filter(|_| kind == AnswerKind::Undecided);
            cells.push(why.map_or(Cell::Empty, Cell::Text));
        }
    }
    cells
}

fn zone(cells: &mut Vec<Cell>, scenario: &Scenario, found: &Acceptance) {
    let zone = &found.zone;
    let interval = zone.any_probability_interval;
    match &zone.agreed {
        Count::Exact(agreed) => {
            let double = agreed.to_string().parse().ok();
            cells.extend([Cell::Count(agreed.clone()), number(double)]);
        }
        // How many are agreed is not known from samples.
        Count::Samples(_) | Count::Unknown => cells.extend([Cell::Empty, Cell::Empty]),
    }
    cells.extend([share(zone.share), share(zone.mean_probability), number(zone.best_probability)]);
    cells.push(zone.best.first().map_or(Cell::Empty, |best| Cell::Count(place(scenario, &best.deal))));
    cells.push(number(zone.any_probability));
    cells.extend([number(interval.map(|(low, _)| low)), number(interval.map(|(_, high)| high))]);
}

/// The place of a deal among all deals, in deal order.
fn place(scenario: &Scenario, deal: &Deal) -> BigUint {
    let digits = scenario.issues.iter().zip(deal.iter());
    digits.fold(BigUint::ZERO, |place, (issue, value)| place * issue.n_values() + value.0)
}

fn share(share: Share) -> Cell {
    number(share.value)
}

fn number(number: Option<f64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}
