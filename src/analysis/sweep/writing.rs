//! What was computed of some rows, written into the columns of a batch.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes and rows are counted by the worker")]

use crate::analysis::sweep::asked::{Asked, Of};
use crate::analysis::sweep::batch::{RowBatch, Values, Whole};
use crate::analysis::sweep::design::Setting;
use crate::analysis::sweep::held::Held;
use crate::analysis::sweep::sheet::{Found, LANES, Lane, Sheet, lossy};
use crate::scenario::model::Value;
use crate::scenario::sweep::{Factor, Levels};

/// Writes the number of a row, and what its factors are set to.
pub(super) fn write_settings(
    factors: &[Factor],
    batch: &mut RowBatch,
    (place, row): (usize, u64),
    settings: &[Setting],
) {
    let mut columns = batch.values.iter_mut();
    if let Some(Values::Places(rows)) = columns.next() {
        rows[place] = row;
    }
    for ((values, factor), setting) in columns.zip(factors).zip(settings) {
        match (values, setting) {
            (Values::Numbers(list), Setting::Number(number)) => list[place] = *number,
            (Values::Truths(list), Setting::Truth(truth)) => list[place] = *truth,
            (Values::Words(list), Setting::Term(term)) => list[place] = word(&factor.levels, *term),
            _ => {}
        }
    }
}

/// The place of a term among a factor's distinct ones.
fn word(levels: &Levels, value: Value) -> u32 {
    let Levels::Terms(terms) = levels else { return 0 };
    let before = terms.iter().take_while(|term| **term != value);
    let distinct = before.enumerate().filter(|(at, term)| !terms[..*at].contains(term));
    u32::try_from(distinct.count()).unwrap_or(0)
}

/// What was computed of up to eight rows.
#[derive(Debug)]
pub(super) struct Writing<'a> {
    pub(super) of: &'a Of<'a>,
    pub(super) sheet: &'a Sheet,
    pub(super) asked: &'a [Asked],
    pub(super) held: &'a [&'a Held; LANES],
    pub(super) found: &'a Found,
    /// The probability that some deal is agreed.
    pub(super) any: Lane,
}

impl Writing<'_> {
    /// Writes the columns behind those of the factors. (What is left out is missing in an empty batch: the ends of an
    /// interval, and errors.)
    pub(super) fn write(&self, columns: &mut [Values]) {
        let mut columns = columns.iter_mut();
        let mut next = || columns.next();
        let (sheet, found) = (self.sheet, self.found);
        let coherent = lossy(sheet.coherent);
        self.counts(next(), |lane| Whole::Small(self.held[lane].agreed));
        self.numbers(next(), |lane| lossy(self.held[lane].agreed));
        self.numbers(next(), |lane| self.held[lane].share);
        self.numbers(next(), |lane| found.sum[lane] / coherent);
        self.numbers(next(), |lane| if sheet.coherent > 0 { found.highest[lane] } else { f64::NAN });
        self.counts(next(), |lane| sheet.best(found, lane).map_or(Whole::None, Whole::Small));
        self.numbers(next(), |lane| self.any[lane]);
        let _ends = (next(), next());
        for (proposal, highest) in found.proposals.iter().enumerate() {
            self.numbers(next(), |lane| highest[lane]);
            self.counts(next(), |lane| Whole::Small(self.held[lane].proposals[proposal]));
        }
        for row in &self.of.moves.options {
            self.numbers(next(), |lane| self.held[lane].zone[*row]);
            let (sums, deals) = (&found.rows[*row], lossy(sheet.deals[*row]));
            self.numbers(next(), |lane| sums[lane] / deals);
        }
        for (party, sums) in found.parties.iter().enumerate() {
            self.numbers(next(), |lane| self.held[lane].accepts[party]);
            self.numbers(next(), |lane| sums[lane] / coherent);
        }
    }

    fn numbers(&self, column: Option<&mut Values>, of: impl Fn(usize) -> f64) {
        if let Some(Values::Numbers(list)) = column {
            for (lane, asked) in self.asked.iter().enumerate() {
                list[asked.place] = of(lane);
            }
        }
    }

    fn counts(&self, column: Option<&mut Values>, of: impl Fn(usize) -> Whole) {
        if let Some(Values::Counts(list)) = column {
            for (lane, asked) in self.asked.iter().enumerate() {
                list[asked.place] = of(lane);
            }
        }
    }
}
