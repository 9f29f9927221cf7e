//! Cuts the text of an expression into words: `price <= 0x1F` gives a name, an operator and a number.
//!
//! White space and `//` comments fall away. All errors of this level are found at once.

use crate::scenario::expression::ExpressionProblem;
use crate::scenario::expression::number_text::number;
use crate::scenario::expression::string_text::string;
use crate::scenario::expression::token_kind::Token;
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, Span};

/// The signs, longer ones before their own beginnings.
const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".",
    "{", "}",
];

/// A word and where it stands.
pub(super) type Spanned = (Token, Span);

/// Cuts the text; the last word is `End`.
pub(super) fn cut(text: &str, issues: &IdVec<IssueId, Issue>) -> Result<Vec<Spanned>, Vec<ExpressionProblem>> {
    let (mut tokens, mut problems) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let length = if matches!(first, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
            1
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            let (length, token) = word(rest, first, issues);
            match token {
                Ok(token) => tokens.push((token, at..at + length)),
                Err(mut problem) => {
                    problem.span = at + problem.span.start..at + problem.span.end;
                    problems.push(problem);
                }
            }
            length
        };
        at += length.max(1);
    }
    tokens.push((Token::End, text.len()..text.len()));
    if problems.is_empty() { Ok(tokens) } else { Err(problems) }
}

/// The word at the beginning of `rest` and its length in bytes; a problem's span counts from the beginning of `rest`.
fn word(rest: &str, first: char, issues: &IdVec<IssueId, Issue>) -> (usize, Result<Token, ExpressionProblem>) {
    if let Some(found) = string(rest) {
        return found;
    }
    let second_is_digit = rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    if first.is_ascii_digit() || (first == '.' && second_is_digit) {
        return number(rest, issues);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        return (length, Ok(Token::Name(rest.get(..length).unwrap_or_default().to_owned())));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return (sign.len(), Ok(Token::Sign(sign)));
    }
    let length = first.len_utf8();
    let problem = ExpressionProblem::new(0..length, format!("`{}` has no meaning here", first.escape_debug()));
    let help = match first {
        '=' => "write `==` to compare",
        '&' => "write `&&` for \"and\"",
        '|' => "write `||` for \"or\"",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' | '\u{ab}' | '\u{bb}' => {
            "write strings in straight quotes, as in \"none\""
        }
        '≤' => "write `<=`",
        '≥' => "write `>=`",
        '≠' => "write `!=`",
        '×' | '·' => "write `*`",
        '÷' => "write `/`",
        '−' | '–' => "write `-`",
        '`' => "write the issue's id without quotes",
        _ => return (length, Err(problem)),
    };
    (length, Err(problem.with_help(help)))
}
