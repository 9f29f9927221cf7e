//! Characters that cannot be seen, or look like others: what word processors and web pages leave in a text.
//!
//! TOML takes them inside quotes alone. Elsewhere its parser says that a key or a value is wrong, and the reader looks at a
//! line in which nothing is: here such a character is named.

use crate::scenario::model::Span;

/// The first such character of a line outside quotes and comments: its place, what it is, and what to write instead.
pub(crate) fn find(line: &str) -> Option<(Span, String, &'static str)> {
    let mut quote = None;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => drop(letters.next()),
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '#') => return None,
            (None, letter) => {
                if let Some((name, instead)) = named(letter) {
                    let what = format!("{name} (U+{:04X})", u32::from(letter));
                    return Some((at..at + letter.len_utf8(), what, instead));
                }
            }
        }
    }
    None
}

/// What a character is called, and what is meant where it stands by mistake.
fn named(letter: char) -> Option<(&'static str, &'static str)> {
    Some(match letter {
        '\u{a0}' | '\u{202f}' => ("a no-break space", "write a plain space"),
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => ("a space that is none of TOML's", "write a plain space"),
        '\u{200b}' => ("a zero-width space, which cannot be seen", "remove it"),
        '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{ad}' => ("a character that cannot be seen", "remove it"),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            ("a mark of writing direction, which cannot be seen", "remove it")
        }
        '\u{feff}' => ("a byte order mark, which cannot be seen", "remove it"),
        '\u{2028}' | '\u{2029}' | '\u{85}' => ("a line break that is none of TOML's", "begin a new line instead"),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' => ("a curly quote", "write a straight one: \""),
        '\u{2018}'..='\u{201b}' | '\u{b4}' | '`' | '\u{ff07}' => ("a curly quote", "write a straight one: '"),
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{fe63}' | '\u{ff0d}' => {
            ("a dash that is no minus sign of TOML's", "write -")
        }
        '\u{ff1d}' => ("a wide equals sign", "write ="),
        '\u{ff0c}' | '\u{3001}' => ("a comma that is none of TOML's", "write ,"),
        '\u{400}'..='\u{52f}' => ("a Cyrillic letter", "write a Latin one, or put the word into quotes"),
        '\u{370}'..='\u{3ff}' => ("a Greek letter", "write a Latin one, or put the word into quotes"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_outside_quotes_and_comments_alone() {
        let found = |line: &str| find(line).map(|(span, what, _)| (span.start, what));
        assert_eq!(found("a =\u{a0}1"), Some((3, "a no-break space (U+00A0)".to_owned())));
        assert_eq!(found("a = \u{201c}x\u{201d}"), Some((4, "a curly quote (U+201C)".to_owned())));
        assert_eq!(found("\u{430}b = 1"), Some((0, "a Cyrillic letter (U+0430)".to_owned())));
        assert_eq!(found("a = \"\u{201c}\\\"\u{2212}\" # \u{a0}"), None);
        assert_eq!(
            found("a = 'x\\' \u{2212}"),
            Some((9, "a dash that is no minus sign of TOML's (U+2212)".to_owned()))
        );
        assert_eq!(found("a = 1"), None);
    }
}
