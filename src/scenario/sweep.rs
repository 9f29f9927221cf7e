//! Sweeps as they were meant: which parts of a scenario are moved, between which values, by which design.
//!
//! A *factor* is one part that moves: how firmly a line is held, a reservation, whether a demand is there, a term, or the
//! points of a value. A *design* says which combinations of values make the rows.

use crate::scenario::id::{IssueId, PartyId};
use crate::scenario::issue::{DemandName, Value, ValueRow};
use crate::scenario::span::Span;
use crate::scenario::talk::Strategy;

/// How the rows of a sweep are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SweepDesign {
    /// Every combination of values.
    Grid,
    /// Independent random values.
    Random,
    /// A Latin hypercube: each factor's range is cut into as many parts as there are rows, and each part is hit once.
    Lhs,
    /// The points of the Sobol' sequence.
    Sobol,
    /// Groups of rows that Sobol' indices are computed from.
    Saltelli,
}

impl SweepDesign {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Grid, Self::Random, Self::Lhs, Self::Sobol, Self::Saltelli];

    /// The word of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::Lhs => "lhs",
            Self::Sobol => "sobol",
            Self::Saltelli => "saltelli",
        }
    }
}

/// What a factor moves.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// How firmly a red line is held.
    Firmness(DemandName),
    /// Below how many points a party walks away.
    Reservation(PartyId),
    /// Whether a demand is there.
    Enforced(DemandName),
    /// Only deals with one term.
    Fix(IssueId),
    /// Which value of the assumption at this place holds.
    Assumption(usize),
    /// What a party gives to a value of an issue. Where its points are given by the ends of a range, row 0 is the lowest
    /// value and row 1 the highest.
    Points(PartyId, IssueId, ValueRow),
    /// A part of the talk at this place.
    Talk(usize, TalkPart),
}

impl Target {
    /// Whether it takes words, not numbers.
    #[must_use]
    pub const fn has_words(&self) -> bool {
        matches!(self, Self::Fix(_) | Self::Enforced(_) | Self::Assumption(_) | Self::Talk(_, TalkPart::Strategy(_)))
    }
}

/// A part of a talk that moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TalkPart {
    /// How many rounds it has.
    Rounds,
    /// The chance, each round, that it ends there.
    Breakdown,
    /// How a party makes and takes offers.
    Strategy(PartyId),
}

/// Between which values a factor moves.
#[derive(Clone, PartialEq, Debug)]
pub enum Levels {
    /// Every number of a range, all alike.
    Range {
        /// The least.
        low: f64,
        /// The most.
        high: f64,
    },
    /// These numbers.
    Numbers(Vec<f64>),
    /// There, or not.
    Truths(Vec<bool>),
    /// These values of the issue.
    Terms(Vec<Value>),
    /// These strategies.
    Strategies(Vec<Strategy>),
}

impl Levels {
    /// How many values there are; none for a range.
    #[must_use]
    pub fn n_values(&self) -> Option<usize> {
        match self {
            Self::Range { .. } => None,
            Self::Numbers(list) => Some(list.len()),
            Self::Truths(list) => Some(list.len()),
            Self::Terms(list) => Some(list.len()),
            Self::Strategies(list) => Some(list.len()),
        }
    }
}

/// One part of a scenario that a sweep moves.
#[derive(Clone, PartialEq, Debug)]
pub struct Factor {
    /// The key as written: `firmness.russia.guarantor`.
    pub key: String,
    /// What it moves.
    pub target: Target,
    /// Between which values.
    pub levels: Levels,
    /// Where the file defines it.
    pub span: Span,
}

/// A named sweep of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Sweep {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: Option<String>,
    /// How the rows are laid out.
    pub design: SweepDesign,
    /// How many rows; base points under [`SweepDesign::Saltelli`]; a grid has as many as it has combinations.
    pub rows: u64,
    /// What moves, in the order of the file.
    pub factors: Vec<Factor>,
    /// The talks that each row is asked about.
    pub talks: RowTalks,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// The talks that are played for each row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowTalks {
    /// Which, by their places in the file.
    pub places: Vec<usize>,
    /// How many of each.
    pub per_row: u64,
}

impl Default for RowTalks {
    fn default() -> Self {
        Self { places: Vec::new(), per_row: TALKS_PER_ROW }
    }
}

/// The talks of a row of a sweep that does not say how many.
pub const TALKS_PER_ROW: u64 = 1_000;

/// The rows of a sweep that does not say how many.
pub const DEFAULT_ROWS: u64 = 1_000;
