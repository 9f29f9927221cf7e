//! Conditions as the author wrote them, names resolved: a tree of tests on single issues, and expressions.

use crate::scenario::expression::Expression;
use crate::scenario::id::IssueId;
use crate::scenario::number::Decimal;
use crate::scenario::span::Span;

/// Where something holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// Any of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A test on one issue holds.
    Test(Test),
    /// An expression over several issues is true.
    Expression(Box<Expression>),
}

/// A test on one issue, as written.
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// The issue.
    pub issue: IssueId,
    /// What is asked of its value.
    pub check: Check,
    /// The words of the file (the key and its value).
    pub span: Span,
}

/// What a test asks of a value.
#[derive(Clone, PartialEq, Debug)]
pub enum Check {
    /// The value is one of these (options, numbers, no/yes), by place, ascending and distinct.
    OneOf(Vec<u32>),
    /// The value is none of these.
    NoneOf(Vec<u32>),
    /// A number is on this side of the bound.
    Number(Bound, Decimal),
    /// An ordered option is on this side of the option at this place.
    Option(Bound, u32),
    /// All of these members are chosen (bits).
    Includes(u32),
    /// At least one of these members is chosen (bits).
    IncludesAny(u32),
    /// None of these members is chosen (bits).
    Excludes(u32),
    /// Exactly these members are chosen (bits).
    Is(u32),
    /// These items of an order follow one another, each somewhere before the next.
    Before(Vec<u32>),
    /// One of these items (bits) is the first of an order.
    First(u32),
    /// One of these items (bits) is the last of an order.
    Last(u32),
    /// This many members are chosen.
    Size(SizeTest),
}

/// A side of a bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// ≥
    AtLeast,
    /// >
    Above,
    /// ≤
    AtMost,
    /// <
    Below,
}

impl Bound {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AtLeast, Self::Above, Self::AtMost, Self::Below];

    /// The key of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::Above => "above",
            Self::AtMost => "at_most",
            Self::Below => "below",
        }
    }

    /// Whether something that compares so with the bound is on this side.
    #[must_use]
    pub const fn admits(self, value_to_bound: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => value_to_bound.is_ge(),
            Self::Above => value_to_bound.is_gt(),
            Self::AtMost => value_to_bound.is_le(),
            Self::Below => value_to_bound.is_lt(),
        }
    }
}

/// How many members are chosen: bit k is set where k members pass.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SizeTest {
    /// Bit k stands for k members, k from 0 to 30.
    pub allowed: u32,
}

impl SizeTest {
    /// Whether this many members pass.
    #[must_use]
    pub const fn admits(self, n_members: u32) -> bool {
        n_members < 32 && self.allowed >> n_members & 1 == 1
    }
}
