//! The first row of the matrix: what each column is.

use crate::bridge::gathered::Gathered;
use crate::bridge::grid::Row;
use crate::bridge::words::id_of;
use crate::scenario::span::Span;
use std::collections::BTreeMap;

/// What is said beside a party's cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Detail {
    /// How firmly the line is held.
    Firmness,
    /// Where it comes from.
    Source,
    /// The words it rests on.
    Quote,
    /// How it was coded.
    Note,
}

impl Detail {
    /// All of them, in the order in which they are written.
    pub(crate) const ALL: [Self; 4] = [Self::Firmness, Self::Source, Self::Quote, Self::Note];

    /// The word behind the party's name.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Firmness => "firmness",
            Self::Source => "source",
            Self::Quote => "quote",
            Self::Note => "note",
        }
    }
}

/// The word before the name of a draft.
pub(crate) const DRAFT: &str = "draft";

/// A party's columns.
#[derive(Debug)]
pub(crate) struct PartyColumns {
    /// Its name.
    pub(crate) name: String,
    /// The column of its cells.
    pub(crate) own: usize,
    /// Those of what is said beside.
    pub(crate) details: Vec<(Detail, usize)>,
}

/// What each column is.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// The parties.
    pub(crate) parties: Vec<PartyColumns>,
    /// The drafts: their names and columns.
    pub(crate) drafts: Vec<(String, usize)>,
    /// How many columns are known.
    pub(crate) n_columns: usize,
}

/// Whether a first row is that of a matrix.
pub(crate) fn is_matrix(head: &[String]) -> bool {
    let is = |column: usize, word: &str| head.get(column).is_some_and(|cell| cell.trim().eq_ignore_ascii_case(word));
    is(0, "issue") && is(1, "option")
}

/// Reads the first row; two columns that give one id are an error.
pub(crate) fn read(row: &Row, gathered: &mut Gathered) -> Head {
    let mut head = Head { n_columns: row.cells.len(), ..Head::default() };
    let mut known: BTreeMap<String, (String, Span)> = BTreeMap::new();
    for (column, cell) in row.cells.iter().enumerate().skip(2) {
        let words = cell.text.as_str();
        if words.is_empty() {
            // Looked at again where a row has something in it.
            continue;
        }
        let (before, behind) =
            words.split_once(':').map_or((words, None), |(before, behind)| (before.trim(), Some(behind.trim())));
        let of_party = (words.rsplit_once(':')).and_then(|(name, word)| {
            let detail = Detail::ALL.into_iter().find(|detail| detail.word().eq_ignore_ascii_case(word.trim()));
            let id = id_of(name);
            let place =
                head.parties.iter().position(|party| id_of(&party.name) == id && same_words(&party.name, name, &id));
            Some((detail?, place?))
        });
        let key = match (of_party, behind) {
            (Some((detail, place)), _) => {
                let Some(party) = head.parties.get_mut(place) else { continue };
                party.details.push((detail, column));
                format!("{}: {}", id_of(&party.name), detail.word())
            }
            (None, Some(name)) if before.eq_ignore_ascii_case(DRAFT) && !name.is_empty() => {
                head.drafts.push((name.to_owned(), column));
                format!("{DRAFT}: {}", id_of(name))
            }
            _ => {
                head.parties.push(PartyColumns { name: words.to_owned(), own: column, details: Vec::new() });
                id_of(words)
            }
        };
        // Words without letters or digits are numbered, each for itself.
        if key.is_empty() || key == format!("{DRAFT}: ") {
            continue;
        }
        if let Some((other, _)) = known.get(&key) {
            let message = format!(
                "the columns `{other}` and `{words}` give one id, `{}`",
                key.rsplit(": ").next().unwrap_or(&key)
            );
            gathered.wrong("column-twice", &cell.span, message, "call one of them otherwise");
        } else {
            known.insert(key, (words.to_owned(), cell.span.clone()));
        }
    }
    head
}

/// Whether a detail's name means the party: by its words where these give no id.
fn same_words(party: &str, name: &str, id: &str) -> bool {
    !id.is_empty() || party.trim() == name.trim()
}
