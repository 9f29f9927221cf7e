//! The words of the matrix: titles that are told apart, and the titles that lines get.

use crate::bridge::outline::{OutlineIssue, OutlineKind, OutlineRange, Refused};
use crate::bridge::words::{id_of, in_one_line};
use crate::scenario::model::{Issue, IssueKind};
use crate::scenario::number::Decimal;
use std::collections::BTreeSet;

/// Each thing's words in one line; with its id behind where another has the same, or the words would mean something else.
pub(crate) fn unique_words<'s>(
    things: impl Iterator<Item = (&'s str, &'s str)>,
    is_taken: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut known = BTreeSet::new();
    let one = |(title, id): (&str, &str)| {
        let words = in_one_line(title);
        let key = id_of(&words);
        let is_plain = !words.is_empty() && !is_taken(&words) && !key.is_empty() && known.insert(key);
        if is_plain {
            return words;
        }
        // Behind the words it would leave a beginning that means something else.
        let words = if is_taken(&words) { format!("{id} ({words})") } else { format!("{words} ({id})") };
        let words = if is_taken(&words) { id.to_owned() } else { words };
        known.insert(id_of(&words));
        words
    };
    things.map(one).collect()
}

/// The key and the words of what a line refuses.
pub(crate) fn refused_words(kind: &OutlineKind, refused: Refused) -> (String, String) {
    let plain = |number: Decimal| match kind {
        OutlineKind::Range(range) => range.literal(number),
        _ => number.to_string(),
    };
    match (refused, kind) {
        (Refused::Option(place), OutlineKind::Options(options)) => options.get(place).cloned().unwrap_or_default(),
        (Refused::Option(place), _) => {
            let word = if place == 0 { "no" } else { "yes" };
            (word.to_owned(), word.to_owned())
        }
        (Refused::Number(number), _) => (format!("is_{}", id_of(&number.to_string())), plain(number)),
        (Refused::Beyond(word, number), _) => {
            (word.to_owned(), format!("{} {}", word.replace('_', " "), plain(number)))
        }
    }
}

/// The title of a line that refuses this of an outlined issue.
pub(crate) fn title_of(issue: &OutlineIssue, refused: Refused) -> String {
    format!("{}: not {}", issue.title, refused_words(&issue.kind, refused).1)
}

/// The title that the line of an issue with these words would get.
pub(crate) fn line_title(words: &str, issue: &Issue, refused: Refused) -> String {
    let kind = match &issue.kind {
        IssueKind::Choice { options, .. } => {
            OutlineKind::Options(options.iter().map(|option| (option.id.clone(), in_one_line(&option.title))).collect())
        }
        IssueKind::Range(range) => OutlineKind::Range(OutlineRange {
            min: range.min,
            max: range.value(range.n_values.saturating_sub(1)),
            step: range.step,
            is_integer: range.integer,
        }),
        _ => OutlineKind::YesNo,
    };
    format!("{words}: not {}", refused_words(&kind, refused).1)
}
