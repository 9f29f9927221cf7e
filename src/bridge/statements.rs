//! A table of statements that parties agree to or not, as voting-advice data and surveys have it: one row a statement.
//!
//! ```text
//! statement,weight,SPD,Greens,Greens: weight
//! A speed limit on motorways,1,neutral,agree,2
//! ```

use crate::bridge::figures::number;
use crate::bridge::files::{FilePart, Files};
use crate::bridge::gathered::Gathered;
use crate::bridge::grid::{self, Row};
use crate::bridge::import_options::ImportOptions;
use crate::bridge::matrix::cell::unread_words;
use crate::bridge::origin;
use crate::bridge::outline::{Outline, OutlineIssue, OutlineKind, OutlineLine, OutlineParty, OutlinePoints, Refused};
use crate::bridge::words::{Ids, OF_CONDITIONS, id_of, in_one_line};
use std::collections::BTreeMap;

/// What a party says of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stand {
    Agrees,
    Disagrees,
    Neutral,
}

/// Words for each.
const STANDS: [(&str, Stand); 17] = [
    ("agree", Stand::Agrees),
    ("agrees", Stand::Agrees),
    ("yes", Stand::Agrees),
    ("1", Stand::Agrees),
    ("+1", Stand::Agrees),
    ("1.0", Stand::Agrees),
    ("disagree", Stand::Disagrees),
    ("disagrees", Stand::Disagrees),
    ("no", Stand::Disagrees),
    ("-1", Stand::Disagrees),
    ("\u{2212}1", Stand::Disagrees),
    ("-1.0", Stand::Disagrees),
    ("neutral", Stand::Neutral),
    ("0", Stand::Neutral),
    ("0.0", Stand::Neutral),
    ("neither", Stand::Neutral),
    ("undecided", Stand::Neutral),
];

/// The word before a weight.
const WEIGHT: &str = "weight";

/// Whether a first row is that of a table of statements.
pub(crate) fn is_statements(head: &[String]) -> bool {
    head.first().is_some_and(|cell| cell.trim().eq_ignore_ascii_case("statement"))
}

/// The columns.
#[derive(Default)]
struct Columns {
    /// The parties: their names, their columns, those of their weights.
    parties: Vec<(String, usize, Option<usize>)>,
    /// The weight of the statement itself.
    weight: Option<usize>,
}

/// Reads the statements.
pub(crate) fn read(files: &Files, part: &FilePart, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let grid = grid::read(part, gathered);
    let mut outline = origin::begin(files, "statements");
    let Some((first, rows)) = grid.rows.split_first() else {
        gathered.wrong(
            "empty-file",
            &(part.start..part.start),
            "the table is empty",
            "its first row names the columns: `statement`, then the parties",
        );
        return outline;
    };
    if !is_statements(&[first.text(0).to_owned()]) {
        gathered.wrong(
            "unknown-column",
            &first.place(0),
            "the first column of a table of statements is `statement`",
            "name it so in the first row; the parties follow",
        );
        return outline;
    }
    let columns = columns(first, gathered);
    if columns.parties.is_empty() {
        gathered.wrong(
            "no-party",
            &first.span,
            "no column is a party's",
            "name the parties in the first row, behind `statement`",
        );
    }
    if rows.is_empty() {
        gathered.wrong(
            "no-issue",
            &first.span,
            "the table has no statement",
            "write one row a statement below the first row",
        );
    }
    let mut ids = Ids::default();
    outline.parties = columns
        .parties
        .iter()
        .map(|(name, ..)| OutlineParty {
            id: ids.give(name, "party", &[]),
            name: name.clone(),
            has_utility: options.lines.is_none(),
            ..OutlineParty::default()
        })
        .collect();
    let mut ids = Ids::default();
    let mut reader = Reader { columns: &columns, comma_is_decimal: grid.comma_is_decimal, gathered, outline };
    for row in rows {
        let words = in_one_line(row.text(0));
        if let Some(remark) = words.strip_prefix('#') {
            reader.outline.remarks.push(remark.trim().to_owned());
            continue;
        }
        if words.is_empty() {
            reader.gathered.wrong("no-issue", &row.place(0), "this row has no statement", "write it in the first cell");
            continue;
        }
        if reader.outline.issues.iter().any(|issue| issue.title == words) {
            reader.gathered.wrong(
                "statement-twice",
                &row.place(0),
                format!("the statement `{words}` stands here twice"),
                "leave one of the rows out",
            );
            continue;
        }
        reader.statement(ids.give(&words, "statement", &OF_CONDITIONS), words, row, options.lines.as_deref());
    }
    reader.outline
}

struct Reader<'a> {
    columns: &'a Columns,
    comma_is_decimal: bool,
    gathered: &'a mut Gathered,
    outline: Outline,
}

impl Reader<'_> {
    fn statement(&mut self, id: String, words: String, row: &Row, firmness: Option<&str>) {
        for cell in row.cells.iter().skip(self.n_columns()).filter(|cell| !cell.text.is_empty()) {
            self.gathered.wrong(
                "unnamed-column",
                &cell.span,
                format!("`{}` stands in a column without a name", cell.text),
                "name the column in the first row, or put the cell in quotation marks if a comma parted it",
            );
        }
        let general = self.columns.weight.map_or(1.0, |column| self.weight(row, column).unwrap_or(1.0));
        let place = self.outline.issues.len();
        let source = self.outline.sources.first().map_or_else(String::new, |source| source.id.clone());
        for (at, (_, column, weight)) in self.columns.parties.iter().enumerate() {
            let text = row.text(*column).to_lowercase();
            let own = weight.and_then(|column| self.weight(row, column));
            if text.is_empty() {
                continue;
            }
            let Some((_, stand)) = STANDS.iter().find(|(word, _)| *word == text) else {
                self.gathered.wrong(
                    "bad-cell",
                    &row.place(*column),
                    format!("`{}` is not understood", row.text(*column)),
                    "write agree, disagree or neutral, or 1, -1 or 0",
                );
                continue;
            };
            let w = own.unwrap_or(general);
            let Some(party) = self.outline.parties.get_mut(at) else { continue };
            let Some(firmness) = firmness else {
                let (no, yes) = match stand {
                    Stand::Agrees => (None, Some(2.0 * w)),
                    Stand::Disagrees => (Some(2.0 * w), None),
                    Stand::Neutral => (Some(w), Some(w)),
                };
                party.points.push((place, OutlinePoints::ByOption(vec![no, yes])));
                continue;
            };
            let (refused, verdict) = match stand {
                Stand::Agrees => (0, "yes"),
                Stand::Disagrees => (1, "no"),
                Stand::Neutral => continue,
            };
            party.lines.push(OutlineLine {
                id: id.clone(),
                title: format!("{words}: {verdict}"),
                issue: place,
                refused: Refused::Option(refused),
                firmness: firmness.to_owned(),
                sources: vec![source.clone()],
                quote: String::new(),
                note: String::new(),
            });
        }
        self.outline.issues.push(OutlineIssue { id, title: words, kind: OutlineKind::YesNo });
    }

    fn n_columns(&self) -> usize {
        let last =
            self.columns.parties.iter().flat_map(|(_, own, weight)| [Some(*own), *weight]).chain([self.columns.weight]);
        last.flatten().max().unwrap_or(0) + 1
    }

    /// The weight that stands in a cell; none where it is empty.
    fn weight(&mut self, row: &Row, column: usize) -> Option<f64> {
        let text = row.text(column);
        if text.is_empty() {
            return None;
        }
        let wrong = match number(text, self.comma_is_decimal) {
            Ok(written) if written.number.to_double() >= 0.0 => return Some(written.number.to_double()),
            Ok(_) => format!("the weight `{text}` is below 0"),
            Err(unread) => unread_words(text, unread),
        };
        self.gathered.wrong("bad-cell", &row.place(column), wrong, "a weight is a number from 0 on");
        None
    }
}

/// What each column is; two that give one id are an error.
fn columns(row: &Row, gathered: &mut Gathered) -> Columns {
    let mut columns = Columns::default();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (column, cell) in row.cells.iter().enumerate().skip(1) {
        let words = cell.text.as_str();
        if words.is_empty() {
            continue;
        }
        let of_party = words.rsplit_once(':').and_then(|(name, word)| {
            let place = columns.parties.iter().position(|(known, ..)| {
                known == name.trim() || (!id_of(name).is_empty() && id_of(known) == id_of(name))
            })?;
            word.trim().eq_ignore_ascii_case(WEIGHT).then_some(place)
        });
        let key = match of_party {
            Some(place) => {
                let Some((name, _, weight)) = columns.parties.get_mut(place) else { continue };
                *weight = Some(column);
                format!("{}: {WEIGHT}", id_of(name))
            }
            None if words.eq_ignore_ascii_case(WEIGHT) => {
                columns.weight = Some(column);
                format!(": {WEIGHT}")
            }
            None => {
                columns.parties.push((words.to_owned(), column, None));
                id_of(words)
            }
        };
        if key.is_empty() {
            continue;
        }
        if let Some(other) = known.insert(key.clone(), words.to_owned()) {
            gathered.wrong(
                "column-twice",
                &cell.span,
                format!("the columns `{other}` and `{words}` give one id, `{key}`"),
                "call one of them otherwise",
            );
        }
    }
    columns
}
