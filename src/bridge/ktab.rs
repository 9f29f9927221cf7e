//! Actors on a line from 0 to 100, as KTAB and its like have them: position, salience and capability.
//!
//! Both forms are read: KTAB's own, whose first row tells the name and the numbers of actors and dimensions, and a plain
//! table. A dimension is a pair of columns, its position and its salience.

use crate::bridge::figures::number;
use crate::bridge::files::{FilePart, Files};
use crate::bridge::gathered::Gathered;
use crate::bridge::grid::{self, Row};
use crate::bridge::import_options::ImportOptions;
use crate::bridge::matrix::cell::unread_words;
use crate::bridge::origin;
use crate::bridge::outline::{Outline, OutlineIssue, OutlineKind, OutlineParty, OutlinePoints, OutlineRange};
use crate::bridge::words::{Ids, OF_CONDITIONS, id_of, in_one_line};
use crate::scenario::number::Decimal;
use crate::scenario::span::Span;

/// Whether the first rows are those of a table of actors.
pub(crate) fn is_ktab(rows: &[Vec<String>]) -> bool {
    rows.iter().take(2).any(|row| row.first().is_some_and(|cell| cell.trim().eq_ignore_ascii_case("actor")))
}

/// The step of the axis, from 0 to 100.
const STEP: i64 = 5;

/// What each column is.
#[derive(Default)]
struct Columns {
    description: Option<usize>,
    capability: Option<usize>,
    /// Of each dimension: its words, and the columns of its position and its salience.
    dimensions: Vec<(String, usize, usize)>,
}

/// Reads the actors.
pub(crate) fn read(files: &Files, part: &FilePart, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let grid = grid::read(part, gathered);
    let mut outline = origin::begin(files, "ktab");
    let is_head = |row: &&Row| row.text(0).eq_ignore_ascii_case("actor");
    let Some(at) = grid.rows.iter().take(2).position(|row| is_head(&row)) else {
        let span = grid.rows.first().map_or(part.start..part.start, |row| row.span.clone());
        gathered.wrong("unknown-column", &span, "no row begins with `Actor`", "the first row, or the second of KTAB's own form, names the columns: Actor, Description, Power, Position, Salience");
        return outline;
    };
    let (before, rest) = grid.rows.split_at(at);
    let Some((head, rows)) = rest.split_first() else { return outline };
    let columns = columns(head, gathered);
    if let Some(first) = before.first() {
        opening(first, rows.len(), columns.dimensions.len(), &mut outline, gathered);
    }
    let mut ids = Ids::default();
    let n_dimensions = columns.dimensions.len();
    for (words, ..) in &columns.dimensions {
        let title = if words.is_empty() && n_dimensions == 1 { outline.title.clone() } else { words.clone() };
        let kind = OutlineKind::Range(OutlineRange::integers(0, 100, STEP));
        outline.issues.push(OutlineIssue { id: ids.give(&title, "dimension", &OF_CONDITIONS), title, kind });
    }
    if rows.is_empty() {
        gathered.wrong("no-party", &head.span, "the table has no actor", "write one row an actor below");
    }
    let mut ids = Ids::default();
    let mut reader = Reader { columns: &columns, options, comma_is_decimal: grid.comma_is_decimal, gathered };
    let mut total = 0.0;
    for row in rows {
        let name = in_one_line(row.text(0));
        if outline.parties.iter().any(|party| id_of(&party.name) == id_of(&name) && !id_of(&name).is_empty()) {
            reader.gathered.wrong("actor-twice", &row.place(0), format!("the actor `{name}` stands here twice"), "");
            continue;
        }
        if name.is_empty() {
            reader.gathered.wrong("no-name", &row.place(0), "this row names no actor", "");
            continue;
        }
        let party = reader.actor(ids.give(&name, "actor", &[]), name, row);
        total += party.weight.unwrap_or(1.0);
        outline.parties.push(party);
    }
    match options.status_quo {
        Some(_) => outline.weight_at_least = Some(just_over_half(total)),
        None => gathered.note("It has no demands yet: every deal is agreed. `--status-quo V` makes each actor refuse what is worse for it than V, and asks for just over half of all weight."),
    }
    outline
}

/// A weight that half of all does not reach, and anything more does.
fn just_over_half(total: f64) -> f64 {
    let least = total / 2.0 + total * 1e-7;
    (least * 1e6).ceil() / 1e6
}

/// The first row of KTAB's own form: a name, a description, and how many actors and dimensions there are.
fn opening(row: &Row, n_actors: usize, n_dimensions: usize, outline: &mut Outline, gathered: &mut Gathered) {
    if !row.text(0).is_empty() {
        outline.title = in_one_line(row.text(0));
    }
    outline.summary = in_one_line(row.text(1));
    for (column, found, what) in [(2, n_actors, "actors"), (3, n_dimensions, "dimensions")] {
        let text = row.text(column);
        if !text.is_empty() && text.parse::<usize>() != Ok(found) {
            gathered.wrong(
                "wrong-number",
                &row.place(column),
                format!("`{text}` {what} are announced, and there are {found}"),
                "",
            );
        }
    }
}

fn columns(head: &Row, gathered: &mut Gathered) -> Columns {
    let mut columns = Columns::default();
    let (mut positions, mut saliences): (Vec<(String, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
    for (column, cell) in head.cells.iter().enumerate().skip(1).filter(|(_, cell)| !cell.text.is_empty()) {
        let lower = cell.text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if has(&["salience"]) || lower.starts_with("sal") {
            saliences.push(column);
        } else if has(&["position", "pstn"]) || lower.starts_with("pos") {
            positions.push((dimension(&cell.text), column));
        } else if has(&["power", "influence", "capabilit", "resource", "weight"]) {
            if columns.capability.replace(column).is_some() {
                gathered.wrong("column-twice", &cell.span, "this is a second column of capabilities", "");
            }
        } else if has(&["descri", "name"]) {
            columns.description = Some(column);
        } else {
            gathered.lost(&cell.span, format!("the column `{}`", cell.text));
        }
    }
    if positions.is_empty() || positions.len() != saliences.len() {
        let message =
            format!("there are {} columns of positions and {} of saliences", positions.len(), saliences.len());
        gathered.wrong("unknown-column", &head.span, message, "each dimension has one of each: `Position`, `Salience`");
    }
    let several = positions.len() > 1;
    for (place, ((words, position), salience)) in positions.into_iter().zip(saliences).enumerate() {
        let words = if words.is_empty() && several { format!("Dimension {}", place + 1) } else { words };
        columns.dimensions.push((words, position, salience));
    }
    columns
}

/// The words of a dimension: those of its column without the word for a position and its number.
fn dimension(words: &str) -> String {
    let is_own = |word: &&str| {
        let lower = word.to_lowercase();
        let plain = lower.trim_end_matches(|letter: char| letter.is_ascii_digit());
        !["position", "pstn", "pos"].contains(&plain)
    };
    words.split_whitespace().filter(is_own).collect::<Vec<_>>().join(" ").trim_matches([':', '-', ' ']).to_owned()
}

struct Reader<'a> {
    columns: &'a Columns,
    options: &'a ImportOptions,
    comma_is_decimal: bool,
    gathered: &'a mut Gathered,
}

impl Reader<'_> {
    fn actor(&mut self, id: String, name: String, row: &Row) -> OutlineParty {
        let description = self.columns.description.map_or("", |column| row.text(column));
        let note = if description == name { String::new() } else { in_one_line(description) };
        let weight = self.columns.capability.and_then(|column| self.number(row, column, "capability", None));
        let mut party = OutlineParty { id, name, weight, note, has_utility: true, ..OutlineParty::default() };
        let mut at_status_quo = 0.0;
        for (issue, (_, position, salience)) in self.columns.dimensions.iter().enumerate() {
            let position = self.number(row, *position, "position", Some(100.0));
            let salience_place = *salience;
            let salience = self.number(row, salience_place, "salience", None);
            let (Some(position), Some(salience)) = (position, salience) else { continue };
            if salience > 100.0 {
                self.gathered.odd(
                    "salience",
                    &row.place(salience_place),
                    format!("a salience of {salience} is above 100 percent"),
                    "",
                );
            }
            let points = |v: f64| salience * (1.0 - (v - position).abs() / 100.0);
            let values = (0..=100 / STEP).map(|place| Decimal::from_integer(place * STEP));
            let list = values.map(|value| (value, points(value.to_double()))).collect();
            party.points.push((issue, OutlinePoints::ByNumber(list)));
            at_status_quo += self.options.status_quo.map_or(0.0, points);
        }
        party.reservation = self.options.status_quo.map(|_| at_status_quo);
        party
    }

    /// A number from 0 on; what is none is gathered.
    fn number(&mut self, row: &Row, column: usize, what: &str, most: Option<f64>) -> Option<f64> {
        let text = row.text(column);
        let at: Span = row.place(column);
        let wrong = match number(text, self.comma_is_decimal) {
            Ok(written) => {
                let number = written.number.to_double();
                if number >= 0.0 && most.is_none_or(|most| number <= most) {
                    return Some(number);
                }
                format!(
                    "the {what} {text} is not {}",
                    most.map_or_else(|| "0 or more".to_owned(), |most| format!("from 0 to {most}"))
                )
            }
            Err(unread) if !text.is_empty() => unread_words(text, unread),
            Err(_) => format!("the {what} is missing"),
        };
        self.gathered.wrong("bad-cell", &at, wrong, "");
        None
    }
}
