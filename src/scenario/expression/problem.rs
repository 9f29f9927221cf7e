//! What can be wrong with an expression: its text (found once), or its arithmetic on some deal.

use crate::scenario::model::Span;

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

impl ExpressionProblem {
    /// A problem without a known repair.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The same with a repair.
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// An error of evaluation: a division by zero, an overflow, or a comparison with what is not a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvaluationError {
    /// Where in the expression's text.
    pub span: Span,
    /// What went wrong.
    pub message: String,
}
