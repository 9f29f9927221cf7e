//! What stands in a cell of the matrix, and in the cell that names a range.

use crate::bridge::figures::{Unread, Written, number};
use crate::bridge::outline::OutlineRange;
use crate::scenario::number::Decimal;

/// What a cell says of its row.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Said {
    /// The row's option is refused.
    pub(crate) is_refused: bool,
    /// Numbers on this side of a bound are refused: the words of the format, none for this number alone.
    pub(crate) beyond: Vec<(Option<&'static str>, Decimal)>,
    /// The points of the option.
    pub(crate) points: Option<f64>,
    /// The points of the least and of the greatest number.
    pub(crate) ends: Option<(f64, f64)>,
}

/// Words that refuse.
const REFUSING: [&str; 6] = ["no", "x", "red", "\u{d7}", "\u{2717}", "\u{2718}"];

/// The signs of bounds, the longer first, and the words of the format.
const BOUNDS: [(&str, Option<&str>); 7] = [
    ("<=", Some("at_most")),
    (">=", Some("at_least")),
    ("\u{2264}", Some("at_most")),
    ("\u{2265}", Some("at_least")),
    ("<", Some("below")),
    (">", Some("above")),
    ("=", None),
];

/// The sign that stands for a word of the format; `=` for none.
pub(crate) fn sign(word: Option<&str>) -> &'static str {
    BOUNDS.iter().find(|(_, known)| *known == word).map_or("=", |(sign, _)| sign)
}

/// Whether the words name a range: two numbers with `..` between them.
pub(crate) fn is_range(words: &str) -> bool {
    let Some((min, _)) = words.split_once("..") else { return false };
    number(min, true).is_ok()
}

/// Reads `min..max step s`.
pub(crate) fn range(words: &str, comma_is_decimal: bool) -> Result<OutlineRange, String> {
    let (min, rest) = words.split_once("..").unwrap_or((words, ""));
    let (max, step) = match rest.split_once("step") {
        Some((max, step)) => (max, Some(step)),
        None => (rest, None),
    };
    let read = |text: &str| number(text, comma_is_decimal).map_err(|unread| unread_words(text.trim(), unread));
    let (min, max) = (read(min)?, read(max)?);
    let step = step.map_or(Ok(Written { number: Decimal::from_integer(1), is_whole: true }), read)?;
    if !step.number.is_positive() {
        return Err("the step of a range is above 0".to_owned());
    }
    if max.number < min.number {
        return Err("the greatest number of a range stands last".to_owned());
    }
    let is_integer = min.is_whole && max.is_whole && step.is_whole;
    Ok(OutlineRange { min: min.number, max: max.number, step: step.number, is_integer })
}

/// What is wrong with a text that is no number.
pub(crate) fn unread_words(text: &str, unread: Unread) -> String {
    match unread {
        Unread::NoNumber => format!("`{text}` is no number"),
        Unread::Ambiguous => {
            format!("`{text}` may be a thousand or a fraction: write it without the comma, or with a point")
        }
    }
}

/// Reads a cell; on the row of a range it takes bounds and `A..B`, elsewhere `no` and a number.
pub(crate) fn said(text: &str, is_on_range: bool, comma_is_decimal: bool) -> Result<Said, String> {
    let mut said = Said::default();
    let read = |text: &str| number(text, comma_is_decimal).map_err(|unread| unread_words(text.trim(), unread));
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let lower = part.to_lowercase();
        let refusing = REFUSING.iter().find_map(|word| {
            let rest = lower.strip_prefix(word)?;
            let is_whole = rest.is_empty() || !rest.starts_with(char::is_alphanumeric);
            is_whole.then(|| rest.trim().to_owned())
        });
        match (refusing, is_on_range) {
            (Some(rest), true) => said.beyond.push(bound(&rest, &read)?),
            (Some(rest), false) if rest.is_empty() => {
                once(said.is_refused, part)?;
                said.is_refused = true;
            }
            (Some(rest), false) => {
                return Err(format!("`{rest}` after the red line is not understood: write `no`, a number, or `no; 5`"));
            }
            (None, true) => {
                let Some((least, greatest)) = part.split_once("..") else {
                    return Err(format!(
                        "`{part}` is not understood on the row of a range: write `no < 300`, `no > 500`, or `0..10` for the points at its ends"
                    ));
                };
                once(said.ends.is_some(), part)?;
                said.ends = Some((read(least)?.number.to_double(), read(greatest)?.number.to_double()));
            }
            (None, false) => {
                once(said.points.is_some(), part)?;
                let points = read(part).map_err(|wrong| {
                    if wrong.ends_with("is no number") {
                        format!(
                            "`{part}` is not understood: write `no` for a red line, a number for points, or `no; 5`"
                        )
                    } else {
                        wrong
                    }
                })?;
                said.points = Some(points.number.to_double());
            }
        }
    }
    Ok(said)
}

fn once(is_there: bool, part: &str) -> Result<(), String> {
    if is_there { Err(format!("`{part}` is a second word on the same thing")) } else { Ok(()) }
}

/// The bound behind `no` on the row of a range.
fn bound(
    rest: &str,
    read: &dyn Fn(&str) -> Result<Written, String>,
) -> Result<(Option<&'static str>, Decimal), String> {
    let found = BOUNDS.iter().find_map(|(sign, word)| Some((rest.strip_prefix(sign)?, *word)));
    let Some((bound, word)) = found else {
        return Err("a red line on a range needs a bound: write `no < 300` or `no > 500`".to_owned());
    };
    Ok((word, read(bound)?.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_lines_and_points() {
        let one = |text| said(text, false, false).unwrap();
        assert_eq!(one("no; 5"), Said { is_refused: true, points: Some(5.0), ..Said::default() });
        assert!(one("X").is_refused && one("red").is_refused && one("No").is_refused);
        assert_eq!(one(""), Said::default());
        assert_eq!(one("-2,5").points, Some(-2.5));
        for wrong in ["maybe", "no way", "no; no", "1; 2", "nothing"] {
            assert!(said(wrong, false, false).is_err(), "{wrong}");
        }
        let on_range = said("no < 300; no > 500; 0..10", true, false).unwrap();
        assert_eq!(on_range.beyond.iter().map(|(word, _)| word.unwrap()).collect::<Vec<_>>(), ["below", "above"]);
        assert_eq!(on_range.ends, Some((0.0, 10.0)));
        for wrong in ["no", "5", "no < many", "1..x"] {
            assert!(said(wrong, true, false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_is_read_exactly() {
        let range_of = |text| range(text, false).unwrap();
        assert_eq!(range_of("0..60 step 30"), OutlineRange::integers(0, 60, 30));
        assert_eq!(range_of("-5 .. 5"), OutlineRange::integers(-5, 5, 1));
        let decimal = range_of("0,5..2.5 step 0.5");
        assert!(!decimal.is_integer && decimal.max.to_double() == 2.5);
        assert!(is_range("1..2") && !is_range("a..b") && !is_range("1-2"));
        for wrong in ["1..x", "5..1", "1..5 step 0"] {
            assert!(range(wrong, false).is_err(), "{wrong}");
        }
    }
}
