//! Reading `expr`: the text goes to the expression parser, and its problems come back to the characters of the file.

use crate::scenario::condition::Condition;
use crate::scenario::error::Problem;
use crate::scenario::expression::Expression;
use crate::scenario::id::{Id, IssueId};
use crate::scenario::limit;
use crate::scenario::model::{IssueKind, Span, Value};
use crate::scenario::node::{Kind, Node};
use crate::scenario::read::reader::Reader;

impl Reader<'_> {
    /// An expression as a condition, tried on every combination of the values it reads.
    pub(crate) fn expression(&mut self, node: &Node) -> Option<Condition> {
        let Kind::Text(text) = &node.kind else {
            self.wrong_type(node, "a string for `expr`");
            return None;
        };
        let raw = self.source.slice(&node.span);
        let places = raw_places(raw, text);
        let place = |span: &Span| match &places {
            Some(places) => {
                let at = |byte: usize| places.get(byte).or(places.last()).copied().unwrap_or(0);
                let (start, end) = (at(span.start), at(span.end.max(span.start)));
                node.span.start + start..node.span.start + end.max(start)
            }
            None => node.span.clone(),
        };
        // What would be said about an issue whose values are unknown is noise; what is wrong beside it is not.
        match Expression::parse_around(text, self.scenario.topics(), &|issue| !self.is_sound(issue)) {
            Ok(mut expression) => {
                expression.span = node.span.clone();
                let n_issues = self.scenario.issues.len();
                if self.bars_assumptions && expression.issues.iter().any(|issue| issue.place() >= n_issues) {
                    let message = "an impossible rule may not test an assumption";
                    let help = "which terms contradict each other does not depend on the world; make it a red line";
                    self.report(Problem::error("assumption-tested", node.span.clone(), message).with_help(help));
                    return None;
                }
                self.try_everywhere(&expression, &place);
                Some(Condition::Expression(Box::new(expression)))
            }
            Err(problems) => {
                for problem in problems {
                    let error = Problem::error("expression", place(&problem.span), problem.message);
                    self.report(Problem { help: problem.help, ..error });
                }
                None
            }
        }
    }

    /// Evaluates on every combination of the values of the issues that are named; reports the first error.
    fn try_everywhere(&mut self, expression: &Expression, place: &dyn Fn(&Span) -> Span) {
        let issues = self.scenario.topics();
        let sizes: Vec<u64> = expression.issues.iter().map(|issue| u64::from(issues[*issue].n_values())).collect();
        let n_combinations = sizes.iter().try_fold(1_u64, |product, size| product.checked_mul(*size));
        let within = n_combinations.filter(|n| *n <= limit::EXPRESSION_COMBINATIONS);
        let Some(n_combinations) = within else {
            let message = format!(
                "the issues of this expression have more than {} combinations of values",
                limit::EXPRESSION_COMBINATIONS
            );
            let help = "an expression is tried on all of them: name fewer issues, or take larger steps";
            self.report(Problem::error("expression-too-large", expression.span.clone(), message).with_help(help));
            return;
        };
        if !self.tried_expressions.insert(expression.text.clone()) {
            return;
        }
        let n_steps = expression.n_steps(issues).saturating_mul(n_combinations);
        let Some(left) = self.expression_steps_left.checked_sub(n_steps) else {
            let message = "the expressions of this file take too long to try on all combinations of values";
            let help =
                "name fewer issues, take larger steps, or write it with fewer `exists` and `all` inside each other";
            self.report(Problem::error("expression-too-large", expression.span.clone(), message).with_help(help));
            return;
        };
        self.expression_steps_left = left;
        let issues = self.scenario.topics();
        let mut values = vec![0_u32; sizes.len()];
        for _ in 0..n_combinations {
            let value = |issue: IssueId| {
                let place = expression.issues.binary_search(&issue).ok();
                Value(place.and_then(|place| values.get(place).copied()).unwrap_or(0))
            };
            if let Err(error) = expression.holds(issues, &value) {
                let shown: Vec<String> = expression
                    .issues
                    .iter()
                    .map(|issue| format!("{} = {}", issues[*issue].id, self.written(*issue, value(*issue))))
                    .collect();
                let message = format!("{} where {}", error.message, shown.join(", "));
                let help =
                    "keep such values out within the expression: `&&`, `||` and `?:` pass over what they do not need";
                self.report(Problem::error("expression-fails", place(&error.span), message).with_help(help));
                return;
            }
            // The next combination, the last issue fastest.
            for (value, size) in values.iter_mut().zip(&sizes).rev() {
                *value += 1;
                if u64::from(*value) < *size {
                    break;
                }
                *value = 0;
            }
        }
    }

    /// A value as the file would write it.
    fn written(&self, issue: IssueId, Value(value): Value) -> String {
        let title = |option: Option<&crate::scenario::model::IssueOption>| {
            option.map_or_else(String::new, |option| format!("\"{}\"", option.id))
        };
        match &self.scenario.topics()[issue].kind {
            IssueKind::Choice { options, .. } => title(options.get(value as usize)),
            IssueKind::Range(range) => range.value(value).to_string(),
            // An expression names no order.
            IssueKind::Order { .. } => String::new(),
            IssueKind::YesNo => (value == 1).to_string(),
            IssueKind::Members { members, .. } => {
                let chosen = members.iter().enumerate().filter(|(bit, _)| value >> bit & 1 == 1);
                format!("[{}]", chosen.map(|(_, member)| title(Some(member))).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Where in a TOML string literal each byte of its text stands, and where the text ends; none if the two do not fit.
fn raw_places(raw: &str, text: &str) -> Option<Vec<usize>> {
    let (quote, is_long) = match raw.as_bytes() {
        [b'"', b'"', b'"', .., b'"', b'"', b'"'] if raw.len() >= 6 => (b'"', true),
        [b'\'', b'\'', b'\'', .., b'\'', b'\'', b'\''] if raw.len() >= 6 => (b'\'', true),
        [quote @ (b'"' | b'\''), .., _] => (*quote, false),
        _ => return None,
    };
    let width = if is_long { 3 } else { 1 };
    let end = raw.len().checked_sub(width)?;
    let mut at = width;
    if is_long {
        let rest = raw.get(at..)?;
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut places = Vec::with_capacity(text.len() + 1);
    while at < end {
        let letter = raw.get(at..)?.chars().next()?;
        if quote == b'"' && letter == '\\' {
            let escape = raw.get(at + 1..)?.chars().next()?;
            let (written, meant) = match escape {
                'x' | 'u' | 'U' => {
                    let n_digits = if escape == 'x' {
                        2
                    } else if escape == 'u' {
                        4
                    } else {
                        8
                    };
                    let digits = raw.get(at + 2..at + 2 + n_digits)?;
                    (2 + n_digits, char::from_u32(u32::from_str_radix(digits, 16).ok()?)?.len_utf8())
                }
                'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' => (2, 1),
                _ => {
                    // The end of a line after `\`: all white space up to the next word is left out.
                    let rest = raw.get(at + 1..end)?;
                    (1 + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len(), 0)
                }
            };
            places.extend(std::iter::repeat_n(at, meant));
            at += written;
        } else {
            if !(letter == '\r' && raw.get(at..)?.starts_with("\r\n") && !text.contains('\r')) {
                places.extend(at..at + letter.len_utf8());
            }
            at += letter.len_utf8();
        }
    }
    if places.len() != text.len() {
        return None;
    }
    places.push(end);
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_text_is_a_place_in_the_file() {
        let at = |raw: &str, text: &str, byte: usize| raw_places(raw, text).unwrap()[byte];
        assert_eq!(at("'a < b'", "a < b", 4), 5);
        assert_eq!(at(r#""x == \"é\" && y""#, "x == \"é\" && y", 13), 16);
        assert_eq!(at("\"\"\"\na\\\n   && b\"\"\"", "a&& b", 1), 10);
        assert_eq!(at("'''a\nb'''", "a\nb", 2), 5);
        assert_eq!(at("'a'", "a", 1), 2);
        assert_eq!(raw_places("'ab'", "abc"), None);
    }
}
