//! How much there is to read in a text, counted before it is parsed.
//!
//! What reading takes depends on the keys, values, tables and lists of a file, not on its bytes: a long title is one value,
//! while a key of fifty parts, `a.b.c.…`, is fifty tables of some 900 bytes each. So 16 MB of such keys would take 7 GB. The
//! count here is of *pieces*: one for a value, four for a table or list; the text need not be TOML. Quotes and comments are
//! skipped as TOML has them, since a title may hold any number of commas and dots.

use crate::scenario::error::Problem;
use crate::scenario::limit;
use crate::scenario::source::SourceText;

/// The memory that a piece takes while it is read, at most, in bytes.
pub const BYTES_OF_PIECE: u64 = 320;
/// A table or a list, in pieces.
const TABLE: u64 = 4;

/// How many pieces a text has.
#[must_use]
pub fn n_pieces(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (mut n, mut at) = (0_u64, 0);
    // The dots since the last character that ends a key or a value: they part a key where `=` or a header's `]` follows.
    let mut dots = 0;
    // Whether something stands in this line that was not counted.
    let mut is_open = false;
    while let Some(here) = bytes.get(at) {
        at += 1;
        match here {
            b'#' => {
                let rest = bytes.get(at..).unwrap_or_default();
                at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            }
            b'"' | b'\'' => {
                at = end_of_string(bytes, at, *here);
                is_open = true;
            }
            b'.' => dots += 1,
            b'=' => {
                n += 1 + TABLE * std::mem::take(&mut dots);
                is_open = false;
            }
            b']' => n += TABLE * std::mem::take(&mut dots),
            b',' => {
                n += 1;
                (dots, is_open) = (0, false);
            }
            b'[' | b'{' => {
                n += TABLE;
                (dots, is_open) = (0, false);
            }
            b'\n' => {
                n += u64::from(is_open);
                (dots, is_open) = (0, false);
            }
            b' ' | b'\t' | b'\r' => {}
            _ => is_open = true,
        }
    }
    n
}

/// Where the string ends whose first quote stands before this place; one that is not closed ends with its line, or with the
/// text where it has three quotes.
fn end_of_string(bytes: &[u8], from: usize, quote: u8) -> usize {
    let is = |at: usize| bytes.get(at) == Some(&quote);
    let is_long = is(from) && is(from + 1);
    if !is_long && is(from) {
        return from + 1;
    }
    let mut at = if is_long { from + 2 } else { from };
    while let Some(here) = bytes.get(at) {
        at += match here {
            b'\\' if quote == b'"' => 2,
            b'\n' if !is_long => return at,
            _ if is(at) && !is_long => return at + 1,
            _ if is(at) && is(at + 1) && is(at + 2) => return at + 3,
            _ => 1,
        };
    }
    bytes.len()
}

/// The problem of a text that holds more than a scenario may.
pub(crate) fn too_many(source: &SourceText) -> Option<Problem> {
    let (n, most) = (n_pieces(source.text()), limit::PIECES);
    (n > most).then(|| {
        let message =
            format!("{n} keys and values (a table counts as {TABLE}), more than the {most} that a file may have");
        Problem::error("too-many", 0..0, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_piece_and_a_table_or_a_part_of_a_key_four() {
        // A value that ends its line is counted with its `=`, and one that ends a list with the bracket of the list.
        assert_eq!(n_pieces("a = \n"), 1);
        assert_eq!(n_pieces("[a]\n[a.b.c]\n"), 5 + 13);
        assert_eq!(n_pieces("a = [1.5, 2.5, 3.5]"), 1 + 4 + 2 + 4);
        assert_eq!(n_pieces("a = { b = 1, c.d = 2 }"), 1 + 4 + 2 + 1 + 4);
        assert_eq!(n_pieces("what is this\n\n  \n= ="), 1 + 2);
        assert!(n_pieces("a.b.c = 1\n") > n_pieces("abc = 1\n") + 7);
    }

    #[test]
    fn what_stands_in_quotes_or_behind_a_hash_is_no_piece() {
        let plain = n_pieces("a = x\nb = x\n");
        for text in [
            "a = \"x, [y] = {z}. # \\\" , \"\nb = ''\n",
            "a = 'x\\' # , = [\nb = ',,'\n",
            "a = \"\"\"\nx = 1, \"two\" [\n\\\"\"\"\" ] \"\"\"\nb = \"\"\n",
            "a = '''\n,,,'' '''# ,,,\nb = x",
        ] {
            assert!(n_pieces(text) <= plain, "{text}");
        }
        // A string that is not closed ends with its line: what follows is counted.
        assert!(n_pieces("a = \"x\n,,,") >= 4);
    }

    #[test]
    fn a_shipped_scenario_is_far_below_the_limit() {
        for (name, text) in crate::scenario::shipped::SHIPPED {
            assert!((50..limit::PIECES / 50).contains(&n_pieces(text)), "{name}");
        }
    }
}
