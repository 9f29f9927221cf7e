//! The text of a scenario file as it was typed: its name, its lines, and where in it a byte stands.

use crate::scenario::span::Span;
use std::sync::Arc;

/// A scenario file's text and name, and those of the files that it builds on; cheap to clone.
///
/// Places are bytes of all the texts, one after the other: the file's own first, then its bases, the nearest first. So a place
/// says in which file it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceText {
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq, Debug)]
struct Inner {
    /// All texts, each but the last ended by a line break.
    text: String,
    /// Where each line starts.
    lines: Vec<usize>,
    /// The files, in the order of their texts; there is always one.
    files: Vec<Part>,
    /// Whether what the file builds on was looked for.
    is_resolved: bool,
}

/// One file of several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What messages call it.
    pub name: String,
    /// Where it stands among all texts.
    pub span: Span,
}

impl SourceText {
    /// A text under the name that messages give it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(vec![(name.into(), text.into())], false)
    }

    /// A text with those of the files that it builds on, the nearest first.
    #[must_use]
    pub fn building_on(&self, bases: Vec<(String, String)>) -> Self {
        let own = (self.name().to_owned(), self.text().to_owned());
        Self::of(std::iter::once(own).chain(bases).collect(), true)
    }

    fn of(files: Vec<(String, String)>, is_resolved: bool) -> Self {
        let (mut text, mut parts) = (String::new(), Vec::new());
        let n_files = files.len();
        for (at, (name, own)) in files.into_iter().enumerate() {
            let (start, is_ended) = (text.len(), own.ends_with('\n'));
            text = if at == 0 { own } else { text + &own };
            parts.push(Part { name, span: start..text.len() });
            if at + 1 < n_files && !is_ended {
                text.push('\n');
            }
        }
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { inner: Arc::new(Inner { text, lines, files: parts, is_resolved }) }
    }

    /// What messages call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.inner.files.first().map_or("", |file| &file.name)
    }

    /// What messages call the file in which a byte stands.
    #[must_use]
    pub fn name_at(&self, at: usize) -> &str {
        self.part_at(at).map_or("", |part| &part.name)
    }

    /// The file's own text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.inner.files.first().map_or("", |file| self.slice(&file.span))
    }

    /// The files that it builds on, the nearest first.
    #[must_use]
    pub fn bases(&self) -> &[Part] {
        self.inner.files.get(1..).unwrap_or_default()
    }

    /// Whether what it builds on was looked for.
    pub(crate) fn is_resolved(&self) -> bool {
        self.inner.is_resolved
    }

    /// All texts.
    pub(crate) fn all(&self) -> &str {
        &self.inner.text
    }

    fn part_at(&self, at: usize) -> Option<&Part> {
        let place = self.inner.files.partition_point(|file| file.span.start <= at);
        self.inner.files.get(place.saturating_sub(1))
    }

    /// The text of a span; empty where the span is not one of this text.
    #[must_use]
    pub fn slice(&self, span: &Span) -> &str {
        self.inner.text.get(span.clone()).unwrap_or_default()
    }

    /// The line and the column of a byte in its file, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.boundary(at);
        let line = self.line(at);
        let start = self.line_start(line);
        let first = self.part_at(at).map_or(1, |part| self.line(part.span.start));
        (line + 1 - first, self.slice(&(start..at)).chars().count() + 1)
    }

    /// Where a span ends: line and column in the file in which it starts.
    #[must_use]
    pub fn end_line_column(&self, span: &Span) -> (usize, usize) {
        let end = self.boundary(span.end);
        let line = self.line(end);
        let first = self.part_at(span.start).map_or(1, |part| self.line(part.span.start));
        (line + 1 - first, self.slice(&(self.line_start(line)..end)).chars().count() + 1)
    }

    /// Where a span starts and ends in its file, in units of UTF-16, as editors count.
    #[must_use]
    pub fn utf16(&self, span: &Span) -> [usize; 2] {
        let first = self.part_at(span.start).map_or(0, |part| part.span.start);
        let units = |at: usize| self.slice(&(first..self.boundary(at))).chars().map(char::len_utf16).sum();
        [span.start, span.end].map(units)
    }

    /// The line (from 1) of a byte, all texts counted.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.inner.lines.partition_point(|start| *start <= at)
    }

    /// Where a line (from 1) starts.
    pub(crate) fn line_start(&self, line: usize) -> usize {
        self.inner.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.inner.text.len())
    }

    /// The nearest character boundary at or before a byte.
    pub(crate) fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.inner.text.len());
        while !self.inner.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let source = SourceText::new("x.toml", "a = 1\nб = \"я\"\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(6), (2, 1));
        assert_eq!(source.line_column(8), (2, 2));
        assert_eq!(source.line_column(7), (2, 1), "the middle of a character is its start");
        assert_eq!(source.line_column(1000), (3, 1));
        assert_eq!((source.utf16(&(0..6)), source.utf16(&(8..1000))), ([0, 6], [7, 14]));
        assert_eq!(SourceText::new("x.toml", "\u{1f600}=").utf16(&(4..5)), [2, 3], "two units for one character");
    }

    #[test]
    fn the_end_of_a_file_is_no_place_of_its_base() {
        let source =
            SourceText::new("x.toml", "я = 1\n").building_on(vec![("base.toml".to_owned(), "б = 2\n".to_owned())]);
        assert_eq!((source.end_line_column(&(5..7)), source.utf16(&(5..7))), ((2, 1), [4, 6]));
        assert_eq!((source.end_line_column(&(7..9)), source.utf16(&(7..9))), ((1, 2), [0, 1]));
    }
}
