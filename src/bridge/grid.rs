//! A table of a spreadsheet: rows of cells, each with its place, whatever stands between them.

use crate::bridge::files::FilePart;
use crate::bridge::gathered::Gathered;
use crate::scenario::span::Span;
use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    /// What stands in it, without the blanks around.
    pub(crate) text: String,
    /// Where.
    pub(crate) span: Span,
}

/// Some cells, and where they stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    /// The cells in order.
    pub(crate) cells: Vec<Cell>,
    /// Where the row stands.
    pub(crate) span: Span,
}

impl Row {
    /// The text of the cell in this column; empty where the row is too short.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// The place of the cell in this column, else of the row.
    pub(crate) fn place(&self, column: usize) -> Span {
        self.cells.get(column).map_or_else(|| self.span.clone(), |cell| cell.span.clone())
    }
}

/// A table: its first row names the columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Grid {
    /// The rows that are not empty.
    pub(crate) rows: Vec<Row>,
    /// Whether a comma stands before fractions: it does not part cells.
    pub(crate) comma_is_decimal: bool,
}

/// What may stand between two cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// The cells of the first rows, parted by what parts most of them.
pub(crate) fn first_rows(text: &str) -> Vec<Vec<String>> {
    let head = text.char_indices().nth(20_000).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let rows = cells(head, delimiter(head)).into_iter().take(3);
    rows.map(|row| row.into_iter().map(|(text, _)| text).collect()).collect()
}

/// Reads the table of a file. A quotation mark that is never closed is an error.
pub(crate) fn read(part: &FilePart, gathered: &mut Gathered) -> Grid {
    let delimiter = delimiter(part.text);
    let mut rows = Vec::new();
    for row in cells(part.text, delimiter) {
        if row.iter().all(|(text, _)| text.is_empty()) {
            continue;
        }
        for (_, span) in &row {
            let raw = part.text.get(span.clone()).unwrap_or_default();
            let is_open = raw.starts_with('"') && (raw.len() == 1 || !raw.ends_with('"'));
            if is_open && span.end >= part.text.trim_end().len() {
                let start = part.span(span.start..span.start + 1);
                gathered.wrong(
                    "broken-table",
                    &start,
                    "this quotation mark is never closed",
                    "close it, or double it where it belongs to the text",
                );
            }
        }
        let cells: Vec<Cell> = row.into_iter().map(|(text, span)| Cell { text, span: part.span(span) }).collect();
        let start = cells.first().map_or(part.start, |cell| cell.span.start);
        let end = cells.last().map_or(start, |cell| cell.span.end);
        rows.push(Row { cells, span: start..end });
    }
    Grid { rows, comma_is_decimal: delimiter != b',' }
}

/// What parts most cells of the first rows.
fn delimiter(text: &str) -> u8 {
    let n_cells = |delimiter: u8| {
        let head = text.char_indices().nth(20_000).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
        let rows = cells(head, delimiter);
        rows.iter().take(3).map(Vec::len).max().unwrap_or(0)
    };
    let most = DELIMITERS.into_iter().rev().max_by_key(|delimiter| n_cells(*delimiter));
    most.unwrap_or(b',')
}

/// The rows of a text: each cell without the blanks around it, and where it stands.
fn cells(text: &str, delimiter: u8) -> Vec<Vec<(String, Span)>> {
    let mut reader: Reader = ReaderBuilder::new().delimiter(delimiter).build();
    let bytes = text.as_bytes();
    let mut room = vec![0_u8; bytes.len().max(16)];
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut at, mut start, mut filled) = (0, 0, 0);
    loop {
        let input = bytes.get(at..).unwrap_or_default();
        let space = room.get_mut(filled..).unwrap_or_default();
        let (result, n_read, n_written) = reader.read_field(input, space);
        at += n_read;
        filled += n_written;
        match result {
            ReadFieldResult::Field { record_end } => {
                let cell = String::from_utf8_lossy(room.get(..filled).unwrap_or_default()).replace("\r\n", "\n");
                row.push((without_apostrophe(cell.trim()).to_owned(), place(text, start..at, delimiter)));
                (start, filled) = (at, 0);
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
            }
            // An empty input says that there is no more.
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => room.resize(room.len() * 2, 0),
            ReadFieldResult::End => return rows,
        }
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from running it as a formula.
fn without_apostrophe(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// Where a cell stands in what was read for it: without the line break before, and what parts it from the next.
fn place(text: &str, read: Span, delimiter: u8) -> Span {
    let slice = text.get(read.clone()).unwrap_or_default();
    let start = read.start + (slice.len() - slice.trim_start_matches(['\n', '\r']).len());
    let slice = text.get(start..read.end).unwrap_or_default();
    let slice = slice.strip_suffix(['\n', '\r']).or_else(|| slice.strip_suffix(char::from(delimiter))).unwrap_or(slice);
    let slice = slice.strip_suffix('\r').unwrap_or(slice);
    let start = start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        first_rows(text)
    }

    #[test]
    fn commas_semicolons_and_tabs_are_understood() {
        for delimiter in [",", ";", "\t"] {
            let text =
                format!("issue{delimiter}option{delimiter}A\r\nx{delimiter}\"y\r\nz\"{delimiter}\"a \"\"b\"\"\"\r\n");
            assert_eq!(texts(&text), [["issue", "option", "A"], ["x", "y\nz", "a \"b\""]], "{delimiter:?}");
        }
    }

    #[test]
    fn cells_know_their_places() {
        let text = "a;b\r\n\"x;y\"; 5\r\n\r\nlast";
        let part = FilePart { path: "x.csv", text, start: 10 };
        let mut gathered = Gathered::default();
        let grid = read(&part, &mut gathered);
        let places: Vec<&str> = grid
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| &text[cell.span.start - 10..cell.span.end - 10])
            .collect();
        assert_eq!(places, ["a", "b", "\"x;y\"", "5", "last"]);
        assert!(gathered.problems.is_empty() && grid.comma_is_decimal);
        let mut gathered = Gathered::default();
        read(&FilePart { path: "x.csv", text: "a,b\n1,\"open\n2,3\n", start: 0 }, &mut gathered);
        assert_eq!(gathered.problems[0].span, 6..7);
    }
}
