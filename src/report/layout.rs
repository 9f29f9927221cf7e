//! Text in terminal columns: how wide it is, cut, wrapped and padded, in any script.
//!
//! East Asian characters take two columns, combining marks none. A title in a right-to-left script is set between
//! Unicode isolates, so that the columns after it stay in their place. Control characters never reach a terminal.

use crate::scenario::visible::is_unseen;
use unicode_width::UnicodeWidthStr;

/// How many terminal columns the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in one line, without control characters and direction marks of its own.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for one in text.chars() {
        if one.is_whitespace() || one.is_control() {
            if !line.ends_with(' ') && !line.is_empty() {
                line.push(' ');
            }
        } else if !is_unseen(one) {
            line.push(one);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Cut to at most this many columns, `…` at the end where something was cut.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let end = fit(text, columns.saturating_sub(1));
    let kept = text.get(..end).unwrap_or_default().trim_end();
    if columns == 0 { String::new() } else { format!("{kept}…") }
}

/// How many bytes of the text fit into this many columns.
fn fit(text: &str, columns: usize) -> usize {
    let ends = text.char_indices().map(|(start, one)| start + one.len_utf8());
    ends.take_while(|end| width(text.get(..*end).unwrap_or_default()) <= columns).last().unwrap_or(0)
}

/// Wrapped at blanks to at most this many columns a line; a longer word is broken. At least one line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let words = text.split_whitespace().map(str::to_owned);
    fill(words, columns, columns)
}

/// Things with a separator between them, wrapped between the things where that is possible. The first line may be
/// shorter than the others, for what stands before it.
#[must_use]
pub fn wrap_list(things: &[String], separator: &str, first_columns: usize, columns: usize) -> Vec<String> {
    let last = things.len().saturating_sub(1);
    let with_separator = |(place, thing): (usize, &String)| {
        if place == last { thing.clone() } else { format!("{thing}{}", separator.trim_end()) }
    };
    // A thing that no line holds is taken apart into its words.
    let pieces = things.iter().enumerate().map(with_separator).flat_map(|thing| {
        if width(&thing) <= columns { vec![thing] } else { thing.split_whitespace().map(str::to_owned).collect() }
    });
    fill(pieces, first_columns, columns)
}

/// Sets pieces into lines, a blank between them; a piece that is wider than a line is broken.
fn fill(pieces: impl Iterator<Item = String>, first_columns: usize, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut room = first_columns;
    for piece in pieces {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(&piece) <= room {
            if gap > 0 {
                line.push(' ');
            }
            line.push_str(&piece);
            continue;
        }
        if !line.is_empty() || room < columns {
            lines.push(std::mem::take(&mut line));
            room = columns;
        }
        let mut rest = piece.as_str();
        while width(rest) > columns {
            let end = fit(rest, columns).max(rest.chars().next().map_or(1, char::len_utf8));
            let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
            lines.push(head.to_owned());
            rest = tail;
        }
        rest.clone_into(&mut line);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Filled with blanks on the right to this many columns.
#[must_use]
pub fn left(text: &str, columns: usize) -> String {
    format!("{}{}", isolate(text), " ".repeat(columns.saturating_sub(width(text))))
}

/// Filled with blanks on the left to this many columns.
#[must_use]
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{}", " ".repeat(columns.saturating_sub(width(text))), isolate(text))
}

/// Text with right-to-left characters set apart, so that they turn nothing around them.
#[must_use]
pub fn isolate(text: &str) -> String {
    if text.chars().any(is_right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// Whether the character is of a right-to-left script (the blocks of Hebrew, Arabic, Syriac, Thaana, NKo and kin).
const fn is_right_to_left(one: char) -> bool {
    matches!(one, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_twice_and_are_never_halved() {
        assert_eq!(width("安全保障"), 8);
        assert_eq!(cut("安全保障", 6), "安全…");
        assert_eq!(cut("安全保障", 8), "安全保障");
        assert_eq!(width(&left("安全", 6)), 6);
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_word_is_lost() {
        let text = "Guarantors decide together 安全保障理事会の常任理事国 Donaudampfschifffahrtsgesellschaft";
        for columns in 2..60 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text));
        }
    }

    #[test]
    fn right_to_left_text_is_isolated_and_keeps_its_width() {
        let hebrew = "שלום";
        assert_eq!(left(hebrew, 6), format!("\u{2068}{hebrew}\u{2069}  "));
        assert_eq!(width(&left(hebrew, 6)), 6);
    }

    #[test]
    fn control_characters_become_blanks_and_direction_marks_vanish() {
        assert_eq!(clean("a\u{1b}[31mred\n\tb\u{202e}c "), "a [31mred bc");
    }

    #[test]
    fn a_list_wraps_between_its_things() {
        let things = ["one thing", "another", "third"].map(str::to_owned);
        assert_eq!(wrap_list(&things, " · ", 21, 21), ["one thing · another ·", "third"]);
        assert_eq!(wrap_list(&things, " · ", 12, 21), ["one thing ·", "another · third"]);
        assert_eq!(wrap_list(&things, " · ", 2, 11), ["", "one thing ·", "another ·", "third"]);
    }
}
