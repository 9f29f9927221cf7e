//! Numbers as CEL writes them: `12`, `0x1F`, `0.5`, `.5`, `1e6`; never `100_000`, `5u` or `1.`.

use crate::scenario::expression::ExpressionProblem;
use crate::scenario::expression::token_kind::Token;
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::Issue;

/// The number at the beginning of `rest` with its length.
pub(super) fn number(rest: &str, issues: &IdVec<IssueId, Issue>) -> (usize, Result<Token, ExpressionProblem>) {
    let length = length(rest);
    let word = rest.get(..length).unwrap_or_default();
    (length, read(word, issues).map_err(|(message, help)| ExpressionProblem { span: 0..length, message, help }))
}

/// How far a number, or something that was meant as one, reaches: letters, digits, `_`, a point before a digit (or at
/// the end of a number), a sign after an exponent's `e`.
fn length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let hex = rest.starts_with("0x") || rest.starts_with("0X");
    let (mut at, mut n_points) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let last = at.checked_sub(1).and_then(|before| bytes.get(before));
        let goes_on = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
            b'.' => {
                n_points += 1;
                let next_is_name = bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'_');
                n_points == 1 && !hex && !next_is_name
            }
            b'+' | b'-' => {
                let digits = bytes.get(..at.saturating_sub(1)).unwrap_or_default();
                let mantissa = digits.iter().all(|digit| digit.is_ascii_digit() || matches!(digit, b'.' | b'_'));
                let digit_next = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
                !hex && matches!(last, Some(b'e' | b'E')) && mantissa && digit_next
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// Reads the whole word as a number, or says what is wrong with it and how to write it.
fn read(word: &str, issues: &IdVec<IssueId, Issue>) -> Result<Token, (String, Option<String>)> {
    let no_i64 =
        || (format!("`{word}` is outside the 64-bit integers"), Some("write a double, as in `1e20`".to_owned()));
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse().ok().filter(|number| fits(*number)).map(Token::Int).ok_or_else(no_i64);
    }
    if let Some(hex) = word.strip_prefix("0x")
        && !hex.is_empty()
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return u64::from_str_radix(hex, 16).ok().filter(|number| fits(*number)).map(Token::Int).ok_or_else(no_i64);
    }
    if is_double(word) {
        return match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Token::Double(number)),
            _ => Err((format!("`{word}` is outside the doubles"), None)),
        };
    }
    if issues.iter().any(|issue| issue.id == word) {
        let message = format!("the issue `{word}` cannot be named in an expression: its id starts with a digit");
        return Err((message, Some("give the issue another id, or test it in a table".to_owned())));
    }
    let plain = word.replace('_', "");
    if plain != word && matches!(read(&plain, &IdVec::new()), Ok(Token::Int(_) | Token::Double(_))) {
        return Err((format!("`{word}`: CEL's numbers take no `_`"), Some(format!("write `{plain}`"))));
    }
    let unsigned = word.strip_suffix(['u', 'U']);
    if let Some(number) = unsigned.filter(|number| matches!(read(number, &IdVec::new()), Ok(Token::Int(_)))) {
        let message = format!("`{word}` is an unsigned integer, which expressions over issues do without");
        return Err((message, Some(format!("write `{number}`"))));
    }
    if let Some(number) = word.strip_suffix('.') {
        let message = format!("`{word}`: a digit has to follow the point of a number");
        return Err((message, Some(format!("write `{number}.0`"))));
    }
    if let Some(hex) = word.strip_prefix("0X") {
        return Err((format!("`{word}` is not a number"), Some(format!("write `0x{hex}`"))));
    }
    Err((format!("`{word}` is not a number"), None))
}

/// Whether it fits 64 bits with or without a minus before it.
const fn fits(number: u64) -> bool {
    number <= i64::MIN.unsigned_abs()
}

/// `DIGIT+ '.' DIGIT+ EXP? | DIGIT+ EXP | '.' DIGIT+ EXP?`
fn is_double(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let mantissa_is_good = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole.is_empty() || digits(whole)) && digits(fraction),
        None => digits(mantissa) && exponent.is_some(),
    };
    mantissa_is_good && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
