//! What was computed of some rows, written into the columns of a batch.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes and rows are counted by the worker")]

use crate::analysis::sweep::asked::{Asked, Of};
use crate::analysis::sweep::batch::{RowBatch, Values, Whole};
use crate::analysis::sweep::column::RowFigure;
use crate::analysis::sweep::design::Setting;
use crate::analysis::sweep::held::Held;
use crate::analysis::sweep::sheet::{Found, LANES, Lane, Sheet, lossy};
use crate::scenario::model::Value;
use crate::scenario::sweep::{Factor, Levels};
use crate::scenario::talk::Strategy;

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
            (Values::Words(list), Setting::Strategy(strategy)) => list[place] = word_of(&factor.levels, *strategy),
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

/// The place of a strategy among a factor's distinct ones.
fn word_of(levels: &Levels, strategy: Strategy) -> u32 {
    let Levels::Strategies(list) = levels else { return 0 };
    let before = list.iter().take_while(|one| **one != strategy);
    let distinct = before.enumerate().filter(|(at, one)| !list[..*at].contains(one));
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
    /// Writes the columns behind those of the factors. (What is left out is missing in an empty batch.)
    pub(super) fn write(&self, columns: &mut [Values]) {
        let (sheet, found) = (self.sheet, self.found);
        let coherent = lossy(sheet.coherent);
        let options = &self.of.moves.options;
        for (values, figure) in columns.iter_mut().zip(&self.of.figures) {
            match *figure {
                // Written with the settings; the ends of an interval and errors are not from tables.
                RowFigure::Place | RowFigure::Factor(_) | RowFigure::AnyLow | RowFigure::AnyHigh | RowFigure::Error => {
                }
                // Played beside the row: see `talking`.
                RowFigure::TalkReached(_)
                | RowFigure::TalkLow(_)
                | RowFigure::TalkHigh(_)
                | RowFigure::TalkRound(_) => {}
                RowFigure::Agreed => self.counts(values, |lane| Whole::Small(self.held[lane].agreed)),
                RowFigure::AgreedDouble => self.numbers(values, |lane| lossy(self.held[lane].agreed)),
                RowFigure::Share => self.numbers(values, |lane| self.held[lane].share),
                RowFigure::Mean => self.numbers(values, |lane| found.sum[lane] / coherent),
                RowFigure::Best => {
                    let has_deals = sheet.coherent > 0;
                    self.numbers(values, |lane| if has_deals { found.highest[lane] } else { f64::NAN });
                }
                RowFigure::BestDeal => {
                    self.counts(values, |lane| sheet.best(found, lane).map_or(Whole::None, Whole::Small));
                }
                RowFigure::Any => self.numbers(values, |lane| self.any[lane]),
                RowFigure::ProposalProbability(place) => self.numbers(values, |lane| found.proposals[place][lane]),
                RowFigure::ProposalAgreed(place) => {
                    self.counts(values, |lane| Whole::Small(self.held[lane].proposals[place]));
                }
                RowFigure::Zone(place) => match options[place].as_slice() {
                    [row] => self.numbers(values, |lane| self.held[lane].zone[*row]),
                    rows => self.numbers(values, |lane| rows.iter().map(|row| self.held[lane].zone[*row]).sum()),
                },
                RowFigure::OptionMean(place) => match options[place].as_slice() {
                    [row] => {
                        let (sums, deals) = (&found.rows[*row], lossy(sheet.deals[*row]));
                        self.numbers(values, |lane| sums[lane] / deals);
                    }
                    rows => {
                        let deals = lossy(rows.iter().map(|row| sheet.deals[*row]).sum());
                        self.numbers(values, |lane| rows.iter().map(|row| found.rows[*row][lane]).sum::<f64>() / deals);
                    }
                },
                RowFigure::Accepts(place) => self.numbers(values, |lane| self.held[lane].accepts[place]),
                RowFigure::MeanAccepts(place) => self.numbers(values, |lane| found.parties[place][lane] / coherent),
            }
        }
    }

    fn numbers(&self, column: &mut Values, of: impl Fn(usize) -> f64) {
        debug_assert!(matches!(column, Values::Numbers(_)), "the figure is a number, and its column is not");
        if let Values::Numbers(list) = column {
            for (lane, asked) in self.asked.iter().enumerate() {
                list[asked.place] = of(lane);
            }
        }
    }

    fn counts(&self, column: &mut Values, of: impl Fn(usize) -> Whole) {
        debug_assert!(matches!(column, Values::Counts(_)), "the figure is a count, and its column is not");
        if let Values::Counts(list) = column {
            for (lane, asked) in self.asked.iter().enumerate() {
                list[asked.place] = of(lane);
            }
        }
    }
}
