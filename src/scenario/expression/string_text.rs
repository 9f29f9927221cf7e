//! Strings as CEL writes them: `"none"`, `'none'`, raw `r"\d"`, and in three quotes over several lines.

use crate::scenario::expression::ExpressionProblem;
use crate::scenario::expression::token_kind::Token;
use crate::scenario::model::Span;

/// The string at the beginning of `rest` with its length in bytes, if one begins there.
pub(super) fn string(rest: &str) -> Option<(usize, Result<Token, ExpressionProblem>)> {
    let (quote_at, _) = rest.char_indices().take(3).find(|(_, c)| matches!(c, '"' | '\''))?;
    let prefix = rest.get(..quote_at)?.to_ascii_lowercase();
    if !matches!(prefix.as_str(), "" | "r" | "b" | "br") {
        return None;
    }
    let after = rest.get(quote_at..)?;
    let one = after.get(..1)?;
    let three = one.repeat(3);
    let quote = if after.starts_with(&three) { three.as_str() } else { one };
    let raw = prefix.ends_with('r');
    let body_at = quote_at + quote.len();
    let Some(body_length) = body_length(rest.get(body_at..)?, quote, raw) else {
        let line = rest.find('\n').filter(|_| quote.len() == 1).unwrap_or(rest.len());
        let problem = ExpressionProblem::new(0..line, "the string has no end");
        return Some((line, Err(problem.with_help(format!("close it with `{quote}`")))));
    };
    let length = body_at + body_length + quote.len();
    let body = rest.get(body_at..body_at + body_length)?;
    if prefix.starts_with('b') {
        let problem = ExpressionProblem::new(0..length, "bytes have no meaning in an expression over issues");
        return Some((length, Err(problem.with_help("write a string, without the `b`"))));
    }
    let body_text = body.replace("\r\n", "\n").replace('\r', "\n");
    let text = if raw {
        Ok(body_text)
    } else {
        unescape(body).map_err(|span| {
            let escape = body.get(span.clone()).unwrap_or_default();
            let problem = ExpressionProblem::new(
                body_at + span.start..body_at + span.end,
                format!("`{}` is no escape of CEL", escape.escape_debug().to_string().replace("\\\\", "\\")),
            );
            problem.with_help("write `\\\\` for a backslash")
        })
    };
    Some((length, text.map(Token::Text)))
}

/// How long the body is before its closing quote; none if it does not close. One quote mark closes on its own line.
fn body_length(body: &str, quote: &str, raw: bool) -> Option<usize> {
    let mut chars = body.char_indices();
    while let Some((at, character)) = chars.next() {
        if body.get(at..)?.starts_with(quote) {
            return Some(at);
        }
        if quote.len() == 1 && matches!(character, '\n' | '\r') {
            return None;
        }
        if character == '\\' && !raw {
            chars.next();
        }
    }
    None
}

/// Resolves escapes; an error is the place of the bad escape.
fn unescape(body: &str) -> Result<String, Span> {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        let at = body.len() - rest.len();
        let (resolved, length) = match character {
            '\\' => escape(rest).map_err(|length| at..at + length)?,
            // A line break of the source is one `\n`, however the file writes it.
            '\r' => ('\n', if rest.starts_with("\r\n") { 2 } else { 1 }),
            other => (other, other.len_utf8()),
        };
        text.push(resolved);
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(text)
}

/// The character that the escape at the beginning of `rest` stands for, and its length; an error is the length of what
/// was meant as an escape.
fn escape(rest: &str) -> Result<(char, usize), usize> {
    let kind = rest.chars().nth(1).ok_or(1_usize)?;
    let simple = match kind {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '"' | '\'' | '\\' | '?' | '`' => kind,
        _ => {
            let (digits_at, n_digits, radix) = match kind {
                'x' | 'X' => (2, 2, 16),
                'u' => (2, 4, 16),
                'U' => (2, 8, 16),
                '0'..='3' => (1, 3, 8),
                _ => return Err(1 + kind.len_utf8()),
            };
            let found: String = rest.chars().skip(digits_at).take(n_digits).take_while(|c| c.is_digit(radix)).collect();
            let length = digits_at + found.len();
            let code = u32::from_str_radix(&found, radix).ok().filter(|_| found.len() == n_digits);
            return code.and_then(char::from_u32).map(|character| (character, length)).ok_or(length);
        }
    };
    Ok((simple, 2))
}
