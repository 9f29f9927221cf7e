//! What is to be settled, and the values that settle it: issues, deals, terms.

use crate::scenario::condition::SizeTest;
use crate::scenario::id::{IdVec, IssueId, PartyId, SourceId};
use crate::scenario::number::Decimal;
use crate::scenario::span::Span;

/// One of the options of a choice issue, of the members of a members issue, or of the items of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueOption {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Where the file defines it.
    pub span: Span,
}

/// The values of a range issue: min + k·step for k from 0 to `n_values` − 1, exactly.
#[derive(Clone, PartialEq, Debug)]
pub struct NumberRange {
    /// The lowest value.
    pub min: Decimal,
    /// The distance of neighbors, above 0.
    pub step: Decimal,
    /// How many values there are, at least 1.
    pub n_values: u32,
    /// Whether min and step were written as TOML integers.
    pub integer: bool,
}

/// What kind of value an issue takes.
#[derive(Clone, PartialEq, Debug)]
pub enum IssueKind {
    /// One of these options.
    Choice {
        /// The options as listed.
        options: Vec<IssueOption>,
        /// Whether they are listed from least to most.
        ordered: bool,
    },
    /// One of these numbers.
    Range(NumberRange),
    /// Any subset of these members.
    Members {
        /// The members as listed; the first is the lowest bit of a subset.
        members: Vec<IssueOption>,
        /// How many may be chosen, where that is limited.
        size: Option<SizeTest>,
    },
    /// An order of all of these items, each once, numbered as [`crate::scenario::order`] has it.
    Order {
        /// The items as listed.
        items: Vec<IssueOption>,
    },
    /// No or yes.
    YesNo,
}

/// What is to be settled.
#[derive(Clone, PartialEq, Debug)]
pub struct Issue {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Its values.
    pub kind: IssueKind,
    /// The unit of a range's numbers.
    pub unit: Option<String>,
    /// Where it comes from.
    pub sources: Vec<SourceId>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// The value of one issue in one deal: the place of an option or a number from 0; 0 or 1 for no or yes; a subset of
/// members as bits, the first member lowest; the number of an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Value(pub u32);

/// One value for every issue.
pub type Deal = IdVec<IssueId, Value>;

/// Some issues settled, the others open.
pub type Terms = IdVec<IssueId, Option<Value>>;

/// A demand by name: a red line of a party, or its reservation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DemandName {
    /// The red line at this place among its party's.
    RedLine(PartyId, usize),
    /// The reservation of this party.
    Reservation(PartyId),
}

impl DemandName {
    /// Whose demand it is.
    #[must_use]
    pub const fn party(&self) -> PartyId {
        match self {
            Self::RedLine(party, _) | Self::Reservation(party) => *party,
        }
    }
}

/// A value as a verdict names it: an option, a number, no or yes by place; a member as "included"; of an order an item and
/// its place, the first item's places first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ValueRow(pub u32);
