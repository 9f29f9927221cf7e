//! One row of a sweep: the scenario under a row's settings, and what is found of it.
//!
//! A row equals what `zopa run` says of the scenario under the same changes, and what `zopa compare` says of each proposal.

use crate::analysis::acceptance::overall;
use crate::analysis::findings::{PartyFindings, ValueFindings};
use crate::analysis::sweep::cell::{Cell, written};
use crate::analysis::sweep::column::{self, RowFigure};
use crate::analysis::sweep::design::Setting;
use crate::engine::ask::answer::{AnswerKind, Count, Share};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::tile::completion::{Completions, completions};
use crate::rule::reference::judge;
use crate::scenario::id::{Id, PartyId};
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

/// The memory of one row at most.
const ROW_BYTES: u64 = 512 << 20;

/// What one row of all those that an effort is for may spend: no samples are drawn beside it, only its best deal is kept,
/// and its memory is the same however many rows are computed at once.
#[must_use]
pub fn of_row(effort: &Effort) -> Effort {
    let memory_limit = (effort.memory_limit / 4).min(ROW_BYTES);
    Effort { samples: Some(0), top: 1, threads: None, memory_limit, watch: effort.watch.apart(), ..effort.clone() }
}

/// How many rows fit into an effort's memory at once.
#[must_use]
pub fn n_at_once(effort: &Effort) -> usize {
    usize::try_from(effort.memory_limit / ROW_BYTES).unwrap_or(usize::MAX).max(4)
}

/// Evaluates one row: a cell per column. A row that cannot be evaluated keeps its settings, and says why under `error`.
#[must_use]
pub fn evaluate(scenario: &Scenario, factors: &[Factor], row: u64, settings: &[Setting], effort: &Effort) -> Vec<Cell> {
    let setting = |place: usize| {
        let given = factors.get(place).zip(settings.get(place));
        given.map_or(Cell::Empty, |(factor, setting)| written(scenario, factor, *setting))
    };
    let columns = column::columns(scenario, factors);
    let changed = match scenario.with(&changes(factors, settings)) {
        Ok(changed) => changed,
        Err(problems) => {
            let why: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            let cell = |figure| match figure {
                RowFigure::Place => Cell::Count(row.into()),
                RowFigure::Factor(place) => setting(place),
                RowFigure::Error => Cell::Text(why.join("; ")),
                _ => Cell::Empty,
            };
            return columns.iter().map(|column| cell(column.figure)).collect();
        }
    };
    let deadline = Deadline::after(effort.time_limit);
    let found = overall(&changed, effort);
    let proposals = changed.proposals.iter();
    let drafts: Vec<Option<Completions>> =
        proposals.map(|proposal| completions(&changed, &proposal.terms, effort, deadline)).collect();
    let options: Vec<&ValueFindings> = found.issues.iter().flatten().collect();
    let draft = |place: usize| drafts.get(place).and_then(Option::as_ref);
    let option =
        |place: usize, of: fn(&ValueFindings) -> Share| options.get(place).map_or(Cell::Empty, |one| share(of(one)));
    let party = |place: usize, of: fn(&PartyFindings) -> Share| {
        found.parties.find(PartyId::from_place(place)).map_or(Cell::Empty, |one| share(of(one)))
    };
    // How many are agreed is not known from samples.
    let agreed = if let Count::Exact(agreed) = &found.zone.agreed { Some(agreed) } else { None };
    let zone = &found.zone;
    let cell = |figure| match figure {
        RowFigure::Place => Cell::Count(row.into()),
        RowFigure::Factor(place) => setting(place),
        RowFigure::Agreed => agreed.map_or(Cell::Empty, |agreed| Cell::Count(agreed.clone())),
        RowFigure::AgreedDouble => number(agreed.and_then(|agreed| agreed.to_string().parse().ok())),
        RowFigure::Share => share(zone.share),
        RowFigure::Mean => share(zone.mean_probability),
        RowFigure::Best => number(zone.best_probability),
        RowFigure::BestDeal => zone.best.first().map_or(Cell::Empty, |best| Cell::Count(place(scenario, &best.deal))),
        RowFigure::Any => number(zone.any_probability),
        RowFigure::AnyLow => number(zone.any_probability_interval.map(|(low, _)| low)),
        RowFigure::AnyHigh => number(zone.any_probability_interval.map(|(_, high)| high)),
        RowFigure::ProposalProbability(place) => {
            let best = draft(place).and_then(|found| found.best.as_ref());
            number(best.and_then(|deal| judge(&changed, deal).probability))
        }
        RowFigure::ProposalAgreed(place) => draft(place).map_or(Cell::Empty, |found| Cell::Count(found.agreed.clone())),
        RowFigure::Zone(place) => option(place, |value| value.zopa_share),
        RowFigure::OptionMean(place) => option(place, |value| value.mean_probability),
        RowFigure::Accepts(place) => party(place, |party| party.share),
        RowFigure::MeanAccepts(place) => party(place, |party| party.mean_probability),
        // Played beside the row: see `talking`.
        RowFigure::TalkReached(_) | RowFigure::TalkLow(_) | RowFigure::TalkHigh(_) | RowFigure::TalkRound(_) => {
            Cell::Empty
        }
        RowFigure::Error => {
            let why = found.provenance.why.clone().filter(|_| found.provenance.kind == AnswerKind::Undecided);
            why.map_or(Cell::Empty, Cell::Text)
        }
    };
    columns.iter().map(|column| cell(column.figure)).collect()
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
