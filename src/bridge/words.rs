//! Ids from the words that people use: *Nord-Küste (A)* becomes `nord_kuste_a`, *Порт* becomes `port`.

use std::collections::BTreeSet;

/// Letters of an id that is made; one may have 64, and a longer one is cut at a word.
const LONGEST: usize = 40;

/// The words as an id; empty where they hold no letter and no digit that can be transliterated.
pub(crate) fn id_of(words: &str) -> String {
    let mut id = String::new();
    for part in any_ascii::any_ascii(words).to_lowercase().split(|letter: char| !letter.is_ascii_alphanumeric()) {
        if part.is_empty() {
            continue;
        }
        if !id.is_empty() && id.len() + 1 + part.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('_');
        }
        id.extend(part.chars().take(LONGEST));
    }
    id
}

/// The words in one line: what stands between them is one blank.
pub(crate) fn in_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ids of one kind of thing, each given once.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    given: BTreeSet<String>,
}

impl Ids {
    /// The id of a thing with these words; `kind` numbers those whose words give none, and stands before a word that the
    /// format keeps for itself.
    pub(crate) fn give(&mut self, words: &str, kind: &str, reserved: &[&str]) -> String {
        let id = id_of(words);
        let wanted = if reserved.contains(&id.as_str()) { format!("{kind}_{id}") } else { id };
        if !wanted.is_empty() && self.given.insert(wanted.clone()) {
            return wanted;
        }
        let stem = if wanted.is_empty() { kind } else { &wanted };
        let first = if wanted.is_empty() { 1 } else { 2 };
        let free = (first..).map(|n: usize| format!("{stem}_{n}")).find(|id| !self.given.contains(id));
        let id = free.unwrap_or_default();
        self.given.insert(id.clone());
        id
    }
}

/// Words that conditions keep for themselves.
pub(crate) const OF_CONDITIONS: [&str; 4] = ["not", "any", "all", "expr"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_words_in_any_script() {
        assert_eq!(id_of("Nord-Küste (A)"), "nord_kuste_a");
        assert_eq!(id_of("Порт и город"), "port_i_gorod");
        assert_eq!(id_of("…"), "");
        assert_eq!(id_of("Where the harbor is built, and by whom, and when"), "where_the_harbor_is_built_and_by_whom");
        let mut ids = Ids::default();
        let mut give = |words| ids.give(words, "issue", &OF_CONDITIONS);
        assert_eq!(
            ["A", "a", "?", "!", "Not", "a 2"].map(&mut give),
            ["a", "a_2", "issue_1", "issue_2", "issue_not", "a_2_2"]
        );
    }
}
