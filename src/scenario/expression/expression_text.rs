//! An expression as the rest of the program knows it: a text, the issues it names, and whether it holds on a deal.

use crate::scenario::expression::evaluate::Evaluation;
use crate::scenario::expression::term::BoolTerm;
use crate::scenario::expression::{EvaluationError, ExpressionProblem, LONGEST_TEXT, check, cost, parse, token};
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, Span, Value};

/// A checked expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// As written (TOML escapes resolved).
    pub text: String,
    /// Where the TOML string stands in the file, quotes included; empty until the reader sets it.
    pub span: Span,
    /// The issues it names, ascending and distinct.
    pub issues: Vec<IssueId>,
    /// What it means.
    term: BoolTerm,
}

impl Expression {
    /// Parses and checks.
    ///
    /// # Errors
    /// Every problem found, in the order of the text: the first error of grammar, or all errors of names and types.
    pub fn parse(text: &str, issues: &IdVec<IssueId, Issue>) -> Result<Self, Vec<ExpressionProblem>> {
        Self::parse_around(text, issues, &|_| false)
    }

    /// Parses and checks where the values of some issues are unknown: a text that names one of these has no meaning, and
    /// the list of problems holds only what is wrong with the rest of it.
    pub(crate) fn parse_around(
        text: &str,
        issues: &IdVec<IssueId, Issue>,
        is_broken: &dyn Fn(IssueId) -> bool,
    ) -> Result<Self, Vec<ExpressionProblem>> {
        if text.len() > LONGEST_TEXT {
            let message = format!("the expression has {} bytes; at most {LONGEST_TEXT} are read", text.len());
            let problem = ExpressionProblem::new(0..text.len(), message);
            return Err(vec![problem.with_help("split it into several conditions, joined by a table or a list")]);
        }
        let tokens = token::cut(text, issues)?;
        let tree = parse::parse(text, &tokens)?;
        let (term, issues) = check::check(text, &tree, issues, is_broken)?;
        Ok(Self { text: text.to_owned(), span: 0..0, issues, term })
    }

    /// How many steps it may take on one deal.
    #[must_use]
    pub fn n_steps(&self, issues: &IdVec<IssueId, Issue>) -> u64 {
        cost::of_truth(&self.term, issues)
    }

    /// Whether it is true where the issues have these values; only those of `self.issues` are read.
    ///
    /// # Errors
    /// A division by zero, an overflow or a comparison with what is not a number, which `&&`, `||` and `?:` do not absorb.
    pub fn holds(
        &self,
        issues: &IdVec<IssueId, Issue>,
        value: &dyn Fn(IssueId) -> Value,
    ) -> Result<bool, EvaluationError> {
        Evaluation::new(issues, value).truth(&self.term)
    }
}
