//! Numbers as spreadsheets write them, and as a scenario does.

use crate::scenario::number::Decimal;

/// A number of a cell, exactly.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Written {
    /// What it is.
    pub(crate) number: Decimal,
    /// Whether it was written without a fraction.
    pub(crate) is_whole: bool,
}

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unread {
    /// It is none.
    NoNumber,
    /// It could be two: a comma before three digits.
    Ambiguous,
}

/// Reads a number: a point or a comma before the fraction, any of the signs, narrow blanks between groups of digits.
///
/// `1,250` is 1.25 where `comma_is_decimal`, and is refused else: it may be a thousand.
pub(crate) fn number(text: &str, comma_is_decimal: bool) -> Result<Written, Unread> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|letter| !matches!(letter, '\u{a0}' | '\u{202f}' | '\u{2009}' | '_'))
        .map(|letter| if letter == '\u{2212}' { '-' } else { letter })
        .collect();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = match mantissa.split_once([',', '.']) {
        Some((whole, fraction)) => {
            let is_comma = mantissa.contains(',');
            if is_comma
                && !comma_is_decimal
                && fraction.len() == 3
                && !matches!(whole, "" | "0")
                && all_digits(fraction)
            {
                return Err(Unread::Ambiguous);
            }
            (whole, fraction)
        }
        None => (mantissa, ""),
    };
    let is_number = all_digits(whole) && all_digits(fraction) && (!whole.is_empty() || !fraction.is_empty());
    if !is_number {
        return Err(Unread::NoNumber);
    }
    let is_whole = !mantissa.contains([',', '.']) && exponent.is_none();
    let plain = format!("{sign}{whole}.{fraction}0e{}", exponent.unwrap_or("0"));
    let double: f64 = plain.parse().map_err(|_| Unread::NoNumber)?;
    let exact = || {
        let mantissa: i128 = format!("{sign}{whole}{fraction}").parse().ok()?;
        let shift = i32::try_from(fraction.len()).ok()?;
        exponent.is_none().then(|| Decimal::new(mantissa, -shift))
    };
    let number = exact().or_else(|| Decimal::from_double(double)).ok_or(Unread::NoNumber)?;
    if number.to_double().is_finite() { Ok(Written { number, is_whole }) } else { Err(Unread::NoNumber) }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A double as a scenario writes it: whole ones without a fraction, others in their shortest form.
pub(crate) fn literal(number: f64) -> String {
    // No negative zero.
    let number = number + 0.0;
    if number.abs() >= 1e-5 || number == 0.0 {
        let text = number.to_string();
        if text.len() <= 24 {
            return text;
        }
    }
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    // A TOML float with an exponent needs no point.
    format!("{mantissa}e{exponent}")
}

/// A decimal as a scenario writes it: with a point unless it is to be an integer.
pub(crate) fn decimal_literal(number: Decimal, is_integer: bool) -> String {
    let text = number.to_string();
    if is_integer || text.contains(['.', 'e']) { text } else { format!("{text}.0") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_spreadsheets_write_them() {
        let double = |text| number(text, false).map(|written| written.number.to_double());
        assert_eq!(double(" 12 "), Ok(12.0));
        assert_eq!(double("-0,5"), Ok(-0.5));
        assert_eq!(double("\u{2212}3.25"), Ok(-3.25));
        assert_eq!(double("100\u{a0}000"), Ok(100_000.0));
        assert_eq!(double("1e3"), Ok(1000.0));
        assert_eq!(double(".5"), Ok(0.5));
        assert_eq!(double("1,250"), Err(Unread::Ambiguous));
        assert_eq!(number("1,250", true).map(|written| written.number.to_double()), Ok(1.25));
        for text in ["", "x", "1.2.3", "1,2,3", "--1", "nan", "inf", "1e400", "1e", "5 m"] {
            assert_eq!(double(text), Err(Unread::NoNumber), "{text}");
        }
    }

    #[test]
    fn literals_read_back() {
        for number in [0.0, -0.0, 5.0, 0.1, 1e-9, 123_456.789, 1e14, 0.1 + 0.2, 1e15 / 3.0] {
            assert_eq!(literal(number).parse::<f64>(), Ok(number + 0.0));
        }
        assert_eq!((literal(5.0).as_str(), literal(1e-9).as_str()), ("5", "1e-9"));
        assert_eq!(decimal_literal(Decimal::from_integer(3), false), "3.0");
    }
}
