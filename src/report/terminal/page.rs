//! A page being set: lines of text under headings, in columns, painted where that is wanted.

use crate::report::context::Style;
use crate::report::layout::{self, left, right, wrap, wrap_list};

/// How a piece of text is painted; nothing is said by paint alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Paint {
    Plain,
    Strong,
    Quiet,
    Good,
    Bad,
}

/// The page and its style.
pub(super) struct Page {
    text: String,
    style: Style,
}

/// The narrowest page that is set; anything narrower is set as this.
const NARROWEST: usize = 40;

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { text: String::new(), style: Style { width: style.width.max(NARROWEST), ..style } }
    }

    pub(super) fn width(&self) -> usize {
        self.style.width
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// How many lines of the screen it takes so far: a command that is wider than the page takes several.
    pub(super) fn n_lines(&self) -> usize {
        self.text.lines().map(|line| layout::width(line).div_ceil(self.width()).max(1)).sum()
    }

    /// Another page below this one.
    pub(super) fn append(&mut self, other: Self) {
        self.text += &other.text;
    }

    /// The text with its paint, where color is wanted.
    pub(super) fn paint(&self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Plain => return text.to_owned(),
            Paint::Strong => "1",
            Paint::Quiet => "2",
            Paint::Good => "32",
            Paint::Bad => "31",
        };
        if self.style.color && !text.trim().is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A line as it stands; blanks at its end are cut.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A heading with a blank line before it.
    pub(super) fn heading(&mut self, heading: &str) {
        self.blank();
        let heading = self.paint(Paint::Strong, heading);
        self.line(&heading);
    }

    /// Text wrapped under an indent.
    pub(super) fn paragraph(&mut self, indent: usize, paint: Paint, text: &str) {
        self.hanging(&" ".repeat(indent), indent, paint, text);
    }

    /// Text wrapped; the first line after `start` (as wide as the indent), the others under the indent.
    pub(super) fn hanging(&mut self, start: &str, indent: usize, paint: Paint, text: &str) {
        let lines = wrap(text, self.width().saturating_sub(indent));
        self.lines(start, indent, paint, &lines);
    }

    /// Things wrapped between each other; the first line after `start`, the others under the indent.
    pub(super) fn list(&mut self, start: &str, indent: usize, separator: &str, things: &[String]) {
        let room = |before: usize| self.width().saturating_sub(before);
        let things: Vec<String> = things.iter().map(|thing| layout::isolate(thing)).collect();
        let lines = wrap_list(&things, separator, room(layout::width(start)), room(indent));
        for (place, line) in lines.iter().enumerate() {
            let before = if place == 0 { start.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{line}"));
        }
    }

    fn lines(&mut self, start: &str, indent: usize, paint: Paint, lines: &[String]) {
        for (place, line) in lines.iter().enumerate() {
            let line = self.paint(paint, &layout::isolate(line));
            let before = if place == 0 { start.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{line}"));
        }
    }
}

/// Columns of figures: each as wide as its widest cell, set to the right.
pub(super) struct Columns {
    widths: Vec<usize>,
}

impl Columns {
    pub(super) fn fit<'a>(rows: impl Iterator<Item = &'a [String]>) -> Self {
        let mut widths: Vec<usize> = Vec::new();
        for row in rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(layout::width(cell));
            }
        }
        Self { widths }
    }

    /// How wide all columns are with two blanks before each.
    pub(super) fn width(&self) -> usize {
        self.widths.iter().map(|width| width + 2).sum()
    }

    /// The cells with two blanks before each.
    pub(super) fn set(&self, cells: &[String]) -> String {
        self.widths.iter().zip(cells).map(|(width, cell)| format!("  {}", right(cell, *width))).collect()
    }
}

/// A cell set to the left.
pub(super) fn cell(text: &str, width: usize) -> String {
    left(&layout::cut(text, width), width)
}
