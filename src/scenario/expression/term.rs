//! What an expression means, each type of value a Rust type of its own, names resolved to issues.
//!
//! `price * 2 <= 10` is `BoolTerm::Numbers(price·2, AtMost, 10)` over two `NumberTerm::Int`s. No term can meet a value of
//! a wrong type, so evaluation fails in arithmetic alone.

use crate::scenario::id::IssueId;
use crate::scenario::model::Span;

/// A truth value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum BoolTerm {
    Literal(bool),
    /// A yes/no issue.
    Issue(IssueId),
    Not(Box<BoolTerm>),
    /// `&&`
    All(Vec<BoolTerm>),
    /// `||`
    Any(Vec<BoolTerm>),
    Choose(Box<Choice<BoolTerm>>),
    /// Truth values compared from left to right, as in `a == b != c`.
    Steps(Box<BoolTerm>, Vec<BoolStep>),
    /// A comparison of numbers and where it stands.
    Numbers(Box<NumberTerm>, Comparison, Box<NumberTerm>, Span),
    NumberIn(Box<NumberTerm>, Vec<NumberTerm>),
    /// `==`, or with `false` `!=`.
    Texts(TextTerm, bool, TextTerm),
    TextIn(TextTerm, Vec<TextTerm>),
    /// A member is among those chosen.
    MemberIn(TextTerm, IssueId),
    /// `exists` or (`every`) `all` over the members chosen; the variable is the next slot.
    Members {
        every: bool,
        range: IssueId,
        body: Box<BoolTerm>,
    },
}

/// One step from a truth value to the next.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum BoolStep {
    Compare(Comparison, BoolTerm),
    In(Vec<BoolTerm>),
}

/// A whole number.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum IntTerm {
    Literal(i64),
    /// An integer range.
    Issue(IssueId),
    Negate(Box<IntTerm>, Span),
    /// From left to right; the span of a step is that of the operation up to there.
    Steps(Box<IntTerm>, Vec<(Operation, IntTerm, Span)>),
    Choose(Box<Choice<IntTerm>>),
    /// How many members are chosen.
    Size(IssueId),
    /// `int(x)` of a double.
    Truncate(Box<DoubleTerm>, Span),
}

/// A double.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum DoubleTerm {
    Literal(f64),
    /// A decimal range.
    Issue(IssueId),
    Negate(Box<DoubleTerm>),
    /// From left to right.
    Steps(Box<DoubleTerm>, Vec<(Operation, DoubleTerm)>),
    Choose(Box<Choice<DoubleTerm>>),
    /// `double(x)` of a whole number.
    Widen(Box<IntTerm>),
}

/// A number of either type.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum NumberTerm {
    Int(IntTerm),
    Double(DoubleTerm),
}

/// A string.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum TextTerm {
    Literal(String),
    /// The option of a choice.
    Issue(IssueId),
    /// The variable of the macro at this depth, the outermost 0.
    Variable(usize),
    Choose(Box<Choice<TextTerm>>),
}

/// `condition ? yes : no`
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Choice<T> {
    pub(super) condition: BoolTerm,
    pub(super) yes: T,
    pub(super) no: T,
}

/// How two values of one order compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Comparison {
    /// The comparison that a sign stands for.
    pub(super) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "==" => Self::Is,
            "!=" => Self::IsNot,
            "<" => Self::Below,
            "<=" => Self::AtMost,
            ">" => Self::Above,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    /// Whether it asks for equality alone, not for an order.
    pub(super) const fn is_equality(self) -> bool {
        matches!(self, Self::Is | Self::IsNot)
    }

    /// Whether it holds where the left value so compares with the right one.
    pub(super) const fn admits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Is => order.is_eq(),
            Self::IsNot => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// What arithmetic does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operation {
    /// The operation that a sign stands for.
    pub(super) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Remainder,
            _ => return None,
        })
    }

    /// As written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
