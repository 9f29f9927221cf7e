//! Tables whose header follows that of a sub-table: `[party.a.points]` first and `[party.a]` later.
//!
//! TOML allows it and so do we. But the TOML parser moves every table that stands between the two, so a file made of
//! nothing else would keep it for hours. Such a file is refused before it is parsed.

use crate::scenario::error::Problem;
use crate::scenario::limit;
use crate::scenario::source::SourceText;
use std::collections::BTreeSet;

/// The problem of a text that has too many of them, if it has.
pub(crate) fn too_many(source: &SourceText) -> Option<Problem> {
    // No header of the format has more parts.
    const PARTS: usize = 8;
    let mut begun: BTreeSet<String> = BTreeSet::new();
    let (mut n_headers, mut n_late) = (0_u64, 0_u64);
    let mut last = 0..0;
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        at += line.len();
        let Some(header) = line.trim_start_matches([' ', '\t']).strip_prefix('[') else { continue };
        n_headers += 1;
        let end = header.find([']', '#']).unwrap_or(header.len()).min(1_000);
        let plain: String =
            header.chars().take(end).filter(|letter| !matches!(letter, '"' | '\'' | ' ' | '\t')).collect();
        if begun.contains(&plain) || plain.contains('\\') {
            n_late += 1;
            last = span;
        }
        for (dot, _) in plain.match_indices('.').take(PARTS) {
            if let Some(parent) = plain.get(..dot)
                && !begun.contains(parent)
            {
                begun.insert(parent.to_owned());
            }
        }
    }
    (n_late.saturating_mul(n_headers) > limit::LATE_TABLES).then(|| {
        Problem::error("too-many", last, format!("{n_late} of {n_headers} tables stand below their own sub-tables"))
            .with_help("put each table above its sub-tables: `[party.a]`, then `[party.a.points]`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_late_tables_are_fine_and_a_hundred_thousand_are_not() {
        let text = |n: usize| {
            (0..n).map(|k| format!("[t{k}.x]\n")).chain((0..n).map(|k| format!("[ \"t{k}\" ]\n"))).collect::<String>()
        };
        assert_eq!(too_many(&SourceText::new("x.toml", text(1_000))), None);
        assert_eq!(too_many(&SourceText::new("x.toml", text(50_000))).map(|problem| problem.code), Some("too-many"));
        let in_order = (0..100_000).map(|k| format!("[t{k}]\n[t{k}.x]\n")).collect::<String>();
        assert_eq!(too_many(&SourceText::new("x.toml", in_order)), None);
    }
}
