//! Rows side by side: a buffer a column, filled again and again, so that writing a row allocates nothing.
//!
//! ```text
//! row        [40, 41, 42]
//! share      [0.25, 0.125, NaN]      a number that is missing is NaN; no number of a row is NaN otherwise
//! agreed     [12, 6, none]
//! ```

use crate::analysis::sweep::cell::Cell;
use crate::analysis::sweep::column::{Column, ColumnKind};
use num_bigint::BigUint;
use std::ops::Range;

/// An exact count, without an allocation for the usual ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whole {
    /// Missing.
    None,
    /// One that fits.
    Small(u64),
    /// One that does not.
    Large(Box<BigUint>),
}

impl Whole {
    /// The nearest double; NaN where it is missing.
    #[must_use]
    pub fn to_double(&self) -> f64 {
        match self {
            Self::None => f64::NAN,
            #[expect(clippy::cast_precision_loss, reason = "the nearest is meant")]
            Self::Small(count) => *count as f64,
            Self::Large(count) => count.to_string().parse().unwrap_or(f64::INFINITY),
        }
    }
}

/// The values of one column.
#[derive(Clone, PartialEq, Debug)]
pub enum Values {
    /// Of [`ColumnKind::Place`].
    Places(Vec<u64>),
    /// Of [`ColumnKind::Number`]: NaN where one is missing.
    Numbers(Vec<f64>),
    /// Of [`ColumnKind::Count`].
    Counts(Vec<Whole>),
    /// Of [`ColumnKind::Truth`].
    Truths(Vec<bool>),
    /// Of [`ColumnKind::Word`]: places in its list.
    Words(Vec<u32>),
    /// Of [`ColumnKind::Text`].
    Texts(Vec<Option<String>>),
}

/// Some rows, a buffer a column.
#[derive(Clone, PartialEq, Debug)]
pub struct RowBatch {
    /// One entry a column, all of one length.
    pub values: Vec<Values>,
}

impl RowBatch {
    /// No row yet, for these columns.
    #[must_use]
    pub fn new(columns: &[Column]) -> Self {
        let buffer = |column: &Column| match column.kind {
            ColumnKind::Place => Values::Places(Vec::new()),
            ColumnKind::Number => Values::Numbers(Vec::new()),
            ColumnKind::Count => Values::Counts(Vec::new()),
            ColumnKind::Truth => Values::Truths(Vec::new()),
            ColumnKind::Word(_) => Values::Words(Vec::new()),
            ColumnKind::Text => Values::Texts(Vec::new()),
        };
        Self { values: columns.iter().map(buffer).collect() }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.values.first() {
            Some(Values::Places(rows)) => rows.len(),
            _ => 0,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets the rows and keeps the room.
    pub fn clear(&mut self) {
        for values in &mut self.values {
            match values {
                Values::Places(list) => list.clear(),
                Values::Numbers(list) => list.clear(),
                Values::Counts(list) => list.clear(),
                Values::Truths(list) => list.clear(),
                Values::Words(list) => list.clear(),
                Values::Texts(list) => list.clear(),
            }
        }
    }

    /// Makes room for this many rows: every value missing, false, or the first.
    pub fn resize(&mut self, n: usize) {
        for values in &mut self.values {
            match values {
                Values::Places(list) => list.resize(n, 0),
                Values::Numbers(list) => list.resize(n, f64::NAN),
                Values::Counts(list) => list.resize(n, Whole::None),
                Values::Truths(list) => list.resize(n, false),
                Values::Words(list) => list.resize(n, 0),
                Values::Texts(list) => list.resize(n, None),
            }
        }
    }

    /// Adds rows of another batch of the same columns.
    pub fn extend(&mut self, other: &Self, rows: Range<usize>) {
        fn add<T: Clone>(ours: &mut Vec<T>, theirs: &[T], rows: &Range<usize>) {
            ours.extend_from_slice(theirs.get(rows.clone()).unwrap_or_default());
        }
        for (ours, theirs) in self.values.iter_mut().zip(&other.values) {
            match (ours, theirs) {
                (Values::Places(ours), Values::Places(theirs)) => add(ours, theirs, &rows),
                (Values::Numbers(ours), Values::Numbers(theirs)) => add(ours, theirs, &rows),
                (Values::Counts(ours), Values::Counts(theirs)) => add(ours, theirs, &rows),
                (Values::Truths(ours), Values::Truths(theirs)) => add(ours, theirs, &rows),
                (Values::Words(ours), Values::Words(theirs)) => add(ours, theirs, &rows),
                (Values::Texts(ours), Values::Texts(theirs)) => add(ours, theirs, &rows),
                // Batches of the same columns hold the same kinds.
                _ => {}
            }
        }
    }

    /// Writes a row from its cells.
    pub fn write(&mut self, columns: &[Column], row: usize, cells: Vec<Cell>) {
        for ((values, column), cell) in self.values.iter_mut().zip(columns).zip(cells) {
            match values {
                Values::Places(list) => put(list, row, cell.place().unwrap_or_default()),
                Values::Numbers(list) => {
                    put(list, row, if let Cell::Number(number) = cell { number } else { f64::NAN })
                }
                Values::Counts(list) => put(list, row, whole(cell)),
                Values::Truths(list) => put(list, row, cell == Cell::Truth(true)),
                Values::Words(list) => put(list, row, word(&column.kind, &cell)),
                Values::Texts(list) => put(list, row, if let Cell::Text(text) = cell { Some(text) } else { None }),
            }
        }
    }

    /// The cells of a row.
    #[must_use]
    pub fn cells(&self, columns: &[Column], row: usize) -> Vec<Cell> {
        self.values.iter().zip(columns).map(|(values, column)| cell(values, &column.kind, row)).collect()
    }
}

/// Writes a value at a place that is there.
fn put<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}

fn whole(cell: Cell) -> Whole {
    match cell {
        Cell::Count(count) => u64::try_from(&count).map_or_else(|_| Whole::Large(Box::new(count)), Whole::Small),
        _ => Whole::None,
    }
}

fn word(kind: &ColumnKind, cell: &Cell) -> u32 {
    let (ColumnKind::Word(words), Cell::Text(text)) = (kind, cell) else { return 0 };
    words.iter().position(|word| word == text).and_then(|place| u32::try_from(place).ok()).unwrap_or_default()
}

fn cell(values: &Values, kind: &ColumnKind, row: usize) -> Cell {
    let found = match values {
        Values::Places(list) => list.get(row).map(|place| Cell::Count((*place).into())),
        Values::Numbers(list) => list.get(row).filter(|number| !number.is_nan()).map(|number| Cell::Number(*number)),
        Values::Counts(list) => match list.get(row) {
            Some(Whole::Small(count)) => Some(Cell::Count((*count).into())),
            Some(Whole::Large(count)) => Some(Cell::Count((**count).clone())),
            Some(Whole::None) | None => None,
        },
        Values::Truths(list) => list.get(row).map(|truth| Cell::Truth(*truth)),
        Values::Words(list) => {
            let place = list.get(row).and_then(|place| usize::try_from(*place).ok());
            let ColumnKind::Word(words) = kind else { return Cell::Empty };
            place.and_then(|place| words.get(place)).map(|word| Cell::Text(word.clone()))
        }
        Values::Texts(list) => list.get(row).cloned().flatten().map(Cell::Text),
    };
    found.unwrap_or(Cell::Empty)
}
