//! Expressions in CEL, the Common Expression Language, over the issues of a scenario.
//!
//! `price * quantity <= 1000000 && !("russia" in guarantors)` says what a table of tests cannot. A text goes through
//! four rooms, each a file or two: `token` cuts it into words, `parse` builds the tree of `syntax`, `check` (and `operators`) gives every
//! part its type and lowers it to the terms of `term`, and `evaluate` gives a term its value on one deal. A term is
//! typed by its Rust type (whole numbers, doubles, strings, truth values), so that evaluating can only fail in
//! arithmetic. The meaning is that of the CEL specification; `tests/expression_reference.rs` holds it to the `cel` crate.
//!
//! Limits: a text of at most [`LONGEST_TEXT`] bytes, at most [`DEEPEST_NESTING`] levels of parentheses, brackets, calls
//! and `?:` within one another, [`DEEPEST_MACROS`] of `exists` and `all` within one another. All are errors with a place;
//! they keep every recursion far from the stack's end, and an evaluation from running over the members without end.
//!
//! Sources: the CEL language definition (<https://github.com/google/cel-spec/blob/master/doc/langdef.md>); V. Pratt,
//! *Top down operator precedence*, 1973.

mod arithmetic;
mod check;
mod cost;
mod evaluate;
mod expression_text;
mod number_text;
mod operators;
mod parse;
mod problem;
mod string_text;
mod syntax;
mod term;
mod token;
mod token_kind;
mod words;

#[cfg(test)]
mod tests;

pub use expression_text::Expression;
pub use problem::{EvaluationError, ExpressionProblem};

/// The longest text of an expression, in bytes.
pub const LONGEST_TEXT: usize = 10_000;

/// How many parentheses, brackets, calls and `?:` may stand within one another.
pub const DEEPEST_NESTING: usize = 64;

/// How many of `exists` and `all` may stand within one another: one more, and an evaluation takes 30 times as long.
pub const DEEPEST_MACROS: usize = 2;
