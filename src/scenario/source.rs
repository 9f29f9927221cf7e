//! The text of a scenario file as it was typed: its name, its lines, and where in it a byte stands.

use crate::scenario::span::Span;
use std::sync::Arc;

/// A scenario file's text and name, cheap to clone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceText {
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq, Debug)]
struct Inner {
    name: String,
    text: String,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl SourceText {
    /// A text under the name that messages give it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { inner: Arc::new(Inner { name: name.into(), text, lines }) }
    }

    /// What messages call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text of a span; empty where the span is not one of this text.
    #[must_use]
    pub fn slice(&self, span: &Span) -> &str {
        self.inner.text.get(span.clone()).unwrap_or_default()
    }

    /// The line and the column of a byte, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.boundary(at);
        let line = self.line(at);
        let start = self.line_start(line);
        (line, self.slice(&(start..at)).chars().count() + 1)
    }

    /// Where a byte stands in units of UTF-16, as editors count.
    #[must_use]
    pub fn utf16(&self, at: usize) -> usize {
        self.slice(&(0..self.boundary(at))).chars().map(char::len_utf16).sum()
    }

    /// The line (from 1) of a byte.
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
        assert_eq!([0, 6, 8, 1000].map(|at| source.utf16(at)), [0, 6, 7, 14]);
        assert_eq!(SourceText::new("x.toml", "\u{1f600}=").utf16(4), 2, "two units for one character");
    }
}
