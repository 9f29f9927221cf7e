//! What a bridge gathers on its way: everything that is wrong, everything that is lost, and what else a reader must know.

use crate::scenario::error::{Problem, Severity};
use crate::scenario::span::Span;

/// The code of what cannot be carried.
pub(crate) const LOST: &str = "lost";

/// Everything wrong or lost so far, in the order in which it was found.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Errors, and what is lost as warnings.
    pub(crate) problems: Vec<Problem>,
    /// What else is to be known of what was made.
    pub(crate) notes: Vec<String>,
}

impl Gathered {
    /// Something is wrong.
    pub(crate) fn wrong(&mut self, code: &'static str, span: &Span, message: impl Into<String>, help: &str) {
        let problem = Problem::error(code, span.clone(), message);
        self.problems.push(if help.is_empty() { problem } else { problem.with_help(help) });
    }

    /// Something is odd, and nothing is lost by it.
    pub(crate) fn odd(&mut self, code: &'static str, span: &Span, message: impl Into<String>, help: &str) {
        let problem = Problem::warning(code, span.clone(), message);
        self.problems.push(if help.is_empty() { problem } else { problem.with_help(help) });
    }

    /// Something cannot be carried.
    pub(crate) fn lost(&mut self, span: &Span, message: impl Into<String>) {
        self.problems.push(Problem::warning(LOST, span.clone(), message));
    }

    /// Something to know.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Puts everything in the order of the files.
    pub(crate) fn sort(&mut self) {
        self.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    }

    /// Whether anything is wrong.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}
