//! Text is data: what a file, a name or an argument holds is shown and never obeyed.
//!
//! A terminal obeys control characters (`ESC ] 0 ; …` renames its window), and the marks of writing direction turn letters
//! around, so that a line reads otherwise than it is. What is unseen is written out instead: `\u{1b}`, in JSON `\u001b`.
//! Line breaks stay. (Unicode Technical Report 36, section 3; Boucher and Anderson, *Trojan Source*, 2021.)

use std::borrow::Cow;

/// Whether a character is obeyed and not seen: a control character other than the line break, a mark of direction, or a
/// line break that only Unicode knows.
#[must_use]
pub fn is_unseen(one: char) -> bool {
    (one.is_control() && one != '\n')
        || matches!(one, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with everything unseen written out: `\t`, `\r`, `\u{202e}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    written_out(
        text,
        |_| false,
        |one, out| match one {
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            one => out.push_str(&format!("\\u{{{:x}}}", u32::from(one))),
        },
    )
}

/// JSON with everything unseen in its strings written out: the same JSON.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    // All of them are below 2^16, so none needs a pair.
    written_out(json, |_| false, |one, out| out.push_str(&format!("\\u{:04x}", u32::from(one))))
}

/// A page for a terminal: its own isolates around words of another direction stay, and where it is painted, its paint.
#[must_use]
pub fn visible_page(page: &str, is_painted: bool) -> Cow<'_, str> {
    let is_own = |rest: &str| rest.starts_with(['\u{2068}', '\u{2069}']) || (is_painted && begins_with_paint(rest));
    written_out(page, is_own, |one, out| out.push_str(&format!("\\u{{{:x}}}", u32::from(one))))
}

/// Whether a text begins with an escape that sets color, such as `ESC [ 1 ; 31 m`.
fn begins_with_paint(text: &str) -> bool {
    let codes = text.strip_prefix("\u{1b}[").unwrap_or_default();
    codes.trim_start_matches(|one: char| one.is_ascii_digit() || one == ';').starts_with('m')
}

/// The text in which each unseen character is written by `write`, but for those that `stays` knows by what begins there.
fn written_out(text: &str, stays: impl Fn(&str) -> bool, write: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, one) in text.char_indices() {
        if is_unseen(one) && !stays(text.get(at..).unwrap_or_default()) {
            write(one, &mut out);
        } else {
            out.push(one);
        }
    }
    Cow::Owned(out)
}

/// The text with a visible character of as many bytes for each unseen one, so that places in it stay: for source text that
/// is underlined. What the renderer itself replaces is left to it.
#[must_use]
pub(crate) fn of_same_length(text: &str) -> Cow<'_, str> {
    let is_left = |one: char| {
        !is_unseen(one) || one.is_ascii() || matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().all(is_left) {
        return Cow::Borrowed(text);
    }
    let seen = |one: char| match one {
        one if is_left(one) => one,
        one if one.len_utf8() == 2 => '\u{bf}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(seen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything unseen, between two letters.
    fn hostile() -> String {
        let unseen = (0..0x1_0000).filter_map(char::from_u32).filter(|one| is_unseen(*one));
        format!("a{}b", unseen.collect::<String>())
    }

    #[test]
    fn everything_unseen_is_written_out() {
        let text = hostile();
        assert_eq!(text.chars().count(), 2 + 31 + 1 + 32 + 1 + 2 + 7 + 4);
        for shown in [visible(&text), visible_page(&text.replace(['\u{2068}', '\u{2069}'], ""), true)] {
            assert!(!shown.contains(is_unseen), "{shown}");
        }
        assert_eq!(visible("a\tb\u{1b}[31m\u{202e}\nc"), "a\\tb\\u{1b}[31m\\u{202e}\nc");
        assert!(matches!(visible("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_stays_the_same_json() {
        let json = serde_json::json!({ "title": hostile() });
        let shown = visible_json(&format!("{json:#}")).into_owned();
        assert!(!shown.contains(is_unseen), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), json);
    }

    #[test]
    fn only_paint_and_isolates_pass_and_paint_only_where_it_is_wanted() {
        let page = "\u{1b}[1;31mred\u{1b}[0m \u{2068}x\u{2069} \u{1b}]0;title\u{7} \u{1b}[2J";
        assert_eq!(
            visible_page(page, true),
            "\u{1b}[1;31mred\u{1b}[0m \u{2068}x\u{2069} \\u{1b}]0;title\\u{7} \\u{1b}[2J"
        );
        assert_eq!(visible_page("\u{1b}[31mred", false), "\\u{1b}[31mred");
    }

    #[test]
    fn source_text_keeps_its_places() {
        let text = hostile();
        assert_eq!(of_same_length(&text).len(), text.len());
        assert!(!of_same_length("\u{9b}\u{200f}\u{61c}").contains(is_unseen));
    }
}
