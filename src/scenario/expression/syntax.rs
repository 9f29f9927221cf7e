//! The tree of a text, before anything is known of issues and types.
//!
//! Runs of operators of one strength stand side by side in one node (`a + b - c` is one sum of three), so that the tree
//! is only as deep as the text is nested.

use crate::scenario::model::Span;

/// A part of the text and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: Kind,
    /// Where, with the parentheses around it.
    pub(super) span: Span,
}

/// What a part of the text is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    /// An issue or the variable of a macro.
    Name(String),
    List(Vec<Node>),
    /// `!` or `-`, written `times` times (twice is nothing).
    Unary {
        sign: &'static str,
        times: usize,
        operand: Box<Node>,
    },
    /// Operators of one strength from left to right.
    Run {
        strength: Strength,
        first: Box<Node>,
        rest: Vec<(Operator, Node)>,
    },
    /// `condition ? yes : no`
    Choose(Box<[Node; 3]>),
    /// `size(x)`, `double(x)`, `int(x)`
    Call {
        function: Function,
        argument: Box<Node>,
    },
    /// `range.exists(variable, body)` or `range.all(variable, body)`
    Macro {
        every: bool,
        range: Box<Node>,
        variable: (String, Span),
        body: Box<Node>,
    },
}

/// An operator between two operands, and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Operator {
    pub(super) sign: &'static str,
    pub(super) span: Span,
}

/// How strongly operators bind, from the weakest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Strength {
    Or,
    And,
    Relation,
    Sum,
    Product,
}

impl Strength {
    /// The strength of an operator's sign.
    pub(super) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "||" => Self::Or,
            "&&" => Self::And,
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" => Self::Relation,
            "+" | "-" => Self::Sum,
            "*" | "/" | "%" => Self::Product,
            _ => return None,
        })
    }

    /// The next stronger one.
    pub(super) const fn stronger(self) -> Option<Self> {
        match self {
            Self::Or => Some(Self::And),
            Self::And => Some(Self::Relation),
            Self::Relation => Some(Self::Sum),
            Self::Sum => Some(Self::Product),
            Self::Product => None,
        }
    }
}

/// The functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Function {
    Size,
    Double,
    Int,
}

impl Function {
    /// As written.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Double => "double",
            Self::Int => "int",
        }
    }
}
