//! Rows from signature tables: settings in, columns out, eight rows at a time.
//!
//! A worker belongs to one thread at a time. It keeps the sheets that it has laid out and what they say with every line
//! held; what it keeps changes how long a row takes and nothing else. Rows of one sheet are computed together, wherever in
//! the batch they stand. A row that no table can answer is left to the engines.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows, lanes, demands and columns are counted by the worker")]

use crate::analysis::explanation::by_walk::{minimal, unlocks};
use crate::analysis::sweep::asked::{Asked, Key, Of, Tables};
use crate::analysis::sweep::batch::RowBatch;
use crate::analysis::sweep::design::{Rows, Setting};
use crate::analysis::sweep::held::Held;
use crate::analysis::sweep::moves::{Move, Moves};
use crate::analysis::sweep::openings::Openings;
use crate::analysis::sweep::sheet::{Found, LANES, Lane, Sheet, Signature};
use crate::analysis::sweep::writing::{Writing, write_settings};
use crate::engine::tile::signature_table::{MAX_MOVED, Table};
use crate::rule::demand::DemandSet;
use crate::scenario::id::Id;
use crate::scenario::model::Firmness;
use crate::scenario::sweep::Levels;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

/// How many numbers a worker keeps in sheets: 16 MB.
const MAX_KEPT: usize = 1 << 21;
/// How many sets of dropped demands it keeps the counts of, a sheet.
const MAX_HELD: usize = 1 << 10;
/// More least signatures than this are given up, as by the engines.
const MAX_LEAST: usize = 20_000;

/// A sheet, and what was found of it.
#[derive(Debug)]
struct Kept {
    sheet: Sheet,
    held: BTreeMap<u128, Held>,
    /// None if it was not asked for; the inner none if it cannot be compiled.
    openings: Option<Option<Openings>>,
}

/// Evaluates rows from tables.
#[derive(Debug, Default)]
pub(super) struct Worker {
    tables: Tables,
    sheets: BTreeMap<Key, Kept>,
    n_kept: usize,
    /// The last firmness of each factor, and how it gives way.
    last: Vec<(u64, f64)>,
    settings: Vec<Setting>,
    asked: Vec<Asked>,
    /// With which probability each demand gives way, a row of the batch.
    gives_way: Vec<f64>,
    lanes: Vec<Lane>,
    found: Found,
    steps: Vec<Lane>,
}

impl Worker {
    /// Evaluates rows of the design into a batch from a place on; `left` takes the places and numbers of those that are
    /// left to the engines.
    pub(super) fn fill(
        &mut self,
        of: &Of,
        design: &Rows,
        rows: Range<u64>,
        (batch, from): (&mut RowBatch, usize),
        left: &mut Vec<(usize, u64)>,
    ) {
        if !of.moves.is_fresh {
            self.fill_together(of, design, rows, (batch, from), left);
            return;
        }
        for (place, row) in (from..).zip(rows) {
            self.tables.clear();
            self.sheets.clear();
            self.n_kept = 0;
            self.fill_together(of, design, row..row + 1, (batch, place), left);
        }
    }

    /// Evaluates rows that may share tables.
    fn fill_together(
        &mut self,
        of: &Of,
        design: &Rows,
        rows: Range<u64>,
        (batch, from): (&mut RowBatch, usize),
        left: &mut Vec<(usize, u64)>,
    ) {
        let mut settings = std::mem::take(&mut self.settings);
        let mut asked = std::mem::take(&mut self.asked);
        asked.clear();
        self.gives_way.clear();
        self.last.resize(of.factors.len(), (u64::MAX, 0.0));
        for (place, row) in (from..).zip(rows.clone()) {
            design.settings_into(row, &mut settings);
            match self.ask(of, place, &settings) {
                Some(one) => {
                    write_settings(of.factors, batch, (place, row), &settings);
                    asked.push(one);
                }
                None => left.push((place, row)),
            }
        }
        let order = |asked: &Asked| (asked.key, asked.place);
        if !asked.is_sorted_by_key(order) {
            asked.sort_unstable_by_key(order);
        }
        for alike in asked.chunk_by(|one, next| one.key == next.key) {
            for lanes in alike.chunks(LANES) {
                let mut leave = |one: &Asked| left.push((one.place, rows.start + (one.place - from) as u64));
                if self.compute(of, lanes, batch, &mut leave).is_none() {
                    lanes.iter().for_each(leave);
                }
            }
        }
        (self.settings, self.asked) = (settings, asked);
    }

    /// Finds the sheet of a row, and writes down how its demands give way; none if there is no table.
    fn ask(&mut self, of: &Of, place: usize, settings: &[Setting]) -> Option<Asked> {
        let at = self.gives_way.len();
        self.gives_way.extend_from_slice(&of.moves.gives_way);
        let gives_way = &mut self.gives_way[at..];
        let (mut dropped, mut choice) = (0_u128, 0);
        for (factor, (one, setting)) in of.moves.moves.iter().zip(settings).enumerate() {
            match (one, setting) {
                (Move::Firmness(demand), Setting::Number(number)) => {
                    let last = &mut self.last[factor];
                    if last.0 != number.to_bits() {
                        *last = (number.to_bits(), Firmness { low: *number, high: *number }.gives_way());
                    }
                    gives_way[*demand] = last.1;
                }
                (Move::Presence(demand), Setting::Truth(false)) => dropped |= 1 << demand,
                (Move::Choice(_), _) if of.moves.is_fresh => {}
                (Move::Choice(stride), setting) => choice += stride * place_of(&of.factors[factor].levels, *setting)?,
                _ => {}
            }
        }
        if dropped != 0 {
            for (demand, gives_way) in gives_way.iter_mut().enumerate() {
                if dropped >> demand & 1 == 1 {
                    *gives_way = 1.0;
                }
            }
        }
        let table = self.table(of, choice, settings)?;
        let mut below = [0; MAX_MOVED];
        for (one, setting) in of.moves.moves.iter().zip(settings) {
            if let (Move::Threshold(moved, demand), Setting::Number(least)) = (one, setting)
                && dropped >> demand & 1 == 0
            {
                below[*moved] = table.n_below(*moved, *least);
            }
        }
        Some(Asked { key: (choice, below), place, at, dropped })
    }

    /// The table of a choice of terms and points.
    fn table(&mut self, of: &Of, choice: usize, settings: &[Setting]) -> Option<&Table> {
        let counted = || {
            let within = (&of.effort, of.deadline);
            of.moves.table((of.scenario, of.factors), settings, within).map(Arc::new)
        };
        let known = self.tables.entry(choice).or_insert_with(|| {
            if of.moves.is_fresh {
                return counted();
            }
            let mut shared = of.tables.lock().unwrap_or_else(PoisonError::into_inner);
            shared.entry(choice).or_insert_with(counted).clone()
        });
        known.as_deref()
    }

    /// Computes up to eight rows of one sheet, but for those that it leaves to an engine.
    fn compute(&mut self, of: &Of, asked: &[Asked], batch: &mut RowBatch, leave: &mut dyn FnMut(&Asked)) -> Option<()> {
        let key = asked.first()?.key;
        if !self.sheets.contains_key(&key) {
            if self.n_kept > MAX_KEPT {
                self.sheets.clear();
                self.n_kept = 0;
            }
            let table = self.tables.get(&key.0)?.as_deref()?;
            let sheet = Sheet::new(table, &of.moves.bits, &key.1[..of.moves.bits.moved.len()]);
            self.n_kept += sheet.size();
            self.sheets.insert(key, Kept { sheet, held: BTreeMap::new(), openings: None });
        }
        let Kept { sheet, held, openings } = self.sheets.get_mut(&key)?;
        if held.len() > MAX_HELD {
            held.clear();
        }
        for one in asked {
            held.entry(one.dropped).or_insert_with(|| Held::new(&of.moves.base, &of.moves.bits, sheet, one.dropped));
        }
        let first = held.get(&asked.first()?.dropped)?;
        let mut of_lane = [first; LANES];
        for (lane, one) in of_lane.iter_mut().zip(asked) {
            if one.dropped != asked[0].dropped {
                *lane = held.get(&one.dropped)?;
            }
        }
        let n_demands = of.moves.gives_way.len();
        self.lanes.clear();
        for demand in 0..n_demands {
            // Lanes without a row repeat the first one.
            let of_row = |lane: usize| self.gives_way[asked.get(lane).unwrap_or(&asked[0]).at + demand];
            self.lanes.push(std::array::from_fn(of_row));
        }
        sheet.compute(&of.moves.rule, &self.lanes, &mut self.found);
        // Whether a row says 1 or 0 at once, or has to ask; what the rows beside it do makes no difference.
        let is_open = |lane: usize| of_lane[lane].agreed == 0 && sheet.coherent > 0 && self.found.highest[lane] > 0.0;
        let mut any: Lane = std::array::from_fn(|lane| if of_lane[lane].agreed > 0 { 1.0 } else { 0.0 });
        if (0..asked.len()).any(is_open) {
            match openings.get_or_insert_with(|| compile(&of.moves, sheet)) {
                Some(openings) => {
                    let chances = openings.evaluate(&self.lanes, &mut self.steps);
                    for lane in (0..asked.len()).filter(|lane| is_open(*lane)) {
                        any[lane] = chances[lane];
                    }
                }
                None => (0..asked.len()).filter(|lane| is_open(*lane)).for_each(|lane| leave(&asked[lane])),
            }
        }
        let writing = Writing { of, sheet, asked, held: &of_lane, found: &self.found, any };
        writing.write(&mut batch.values);
        Some(())
    }
}

/// Compiles the probability that some deal is agreed; none if there are too many ways.
fn compile(moves: &Moves, sheet: &Sheet) -> Option<Openings> {
    let n_demands = moves.demands.len();
    let set = |signature: &Signature| {
        let mut set = DemandSet::empty(n_demands);
        for (id, demand) in moves.demands.enumerate() {
            if signature.crossed >> id.place() & 1 == 1 && moves.base.parties[demand.party()].signs {
                set.insert(id);
            }
        }
        set
    };
    let least = minimal(sheet.signatures.iter().map(set).collect());
    if least.len() > MAX_LEAST {
        return None;
    }
    let least: Vec<Vec<DemandSet>> = least.into_iter().map(|one| vec![one]).collect();
    let mut ways = unlocks(&moves.base, &least)?;
    ways.retain(|way| way.iter().all(|demand| moves.can_give_way[demand.place()]));
    Openings::new(&ways, n_demands)
}

/// The place of a setting in a factor's list.
fn place_of(levels: &Levels, setting: Setting) -> Option<usize> {
    match (levels, setting) {
        (Levels::Terms(terms), Setting::Term(value)) => terms.iter().position(|term| *term == value),
        (Levels::Numbers(numbers), Setting::Number(value)) => {
            numbers.iter().position(|number| number.to_bits() == value.to_bits())
        }
        _ => None,
    }
}
