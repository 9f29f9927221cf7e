//! Expressions in CEL over the issues.

use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, Span, Value};

/// A checked expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// As written (TOML escapes resolved).
    pub text: String,
    /// Where the TOML string stands in the file, quotes included.
    pub span: Span,
    /// The issues it names, ascending and distinct.
    pub issues: Vec<IssueId>,
}

/// What is wrong with an expression's text, at characters of that text (byte range).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExpressionProblem {
    /// Where in the expression's text.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The repair.
    pub help: Option<String>,
}

/// An error of evaluation: a division by zero or an overflow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvaluationError {
    /// Where in the expression's text.
    pub span: Span,
    /// What went wrong.
    pub message: String,
}

impl Expression {
    /// Parses and checks.
    ///
    /// # Errors
    /// Every problem found.
    pub fn parse(_text: &str, _issues: &IdVec<IssueId, Issue>) -> Result<Self, Vec<ExpressionProblem>> {
        Err(Vec::new())
    }

    /// Whether it is true where the issues have these values; only those of `self.issues` are read.
    ///
    /// # Errors
    /// A division by zero or an overflow that `&&`, `||` and `?:` do not absorb.
    pub fn holds(
        &self,
        _issues: &IdVec<IssueId, Issue>,
        _value: &dyn Fn(IssueId) -> Value,
    ) -> Result<bool, EvaluationError> {
        Ok(false)
    }
}
