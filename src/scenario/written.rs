//! Where a file writes what: every key of it by its dotted path, with its line.
//!
//! `zopa show` needs it to tell what the author wrote from what a default filled in.

use crate::scenario::node::{self, Kind, Table};
use crate::scenario::source::SourceText;
use std::collections::BTreeMap;

/// The keys of a file by path: `party.russia.red_line.guarantor.firmness` stands in line 31.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    lines: BTreeMap<String, usize>,
}

impl Written {
    /// The keys of a text; none if it is no TOML.
    #[must_use]
    pub fn of(source: &SourceText) -> Self {
        let mut written = Self::default();
        if let (Some(table), _) = node::parse(source) {
            written.add(source, "", &table);
        }
        written
    }

    fn add(&mut self, source: &SourceText, before: &str, table: &Table) {
        for entry in &table.entries {
            let path = if before.is_empty() { entry.key.clone() } else { format!("{before}.{}", entry.key) };
            if let Kind::Table(table) = &entry.node.kind {
                self.add(source, &path, table);
            }
            self.lines.insert(path, source.line_column(entry.key_span.start).0);
        }
    }

    /// The line in which the key of this path stands, from 1; none if the file does not write it.
    #[must_use]
    pub fn line(&self, path: &str) -> Option<usize> {
        self.lines.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_line_of_its_key() {
        let text = "format = 1\n[party.a]\nname = \"A\"\n[party.a.red_line.x]\nreject = { troops = \"none\" }\n";
        let written = Written::of(&SourceText::new("a.toml", text));
        assert_eq!(written.line("format"), Some(1));
        assert_eq!(written.line("party.a.name"), Some(3));
        assert_eq!(written.line("party.a.red_line.x.reject.troops"), Some(5));
        assert_eq!(written.line("party.a.signs"), None);
    }
}
