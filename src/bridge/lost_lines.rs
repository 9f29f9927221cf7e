//! What an export loses, in lines for the file that is made.

use crate::bridge::gathered::{Gathered, LOST};
use crate::scenario::error::Problem;
use crate::scenario::source::SourceText;

/// What is lost, with its line in the scenario.
pub(crate) fn lost_lines(source: &SourceText, gathered: &Gathered) -> Vec<String> {
    let line = |problem: &Problem| {
        if problem.span == (0..0) {
            return problem.message.clone();
        }
        format!("line {}: {}", problem.line_column(source).0, problem.message)
    };
    gathered.problems.iter().filter(|problem| problem.code == LOST).map(line).collect()
}
