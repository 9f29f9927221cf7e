//! Where a file writes what: every key of it by its dotted path, with its line.
//!
//! `zopa show` needs it to tell what the author wrote from what a default filled in.

use crate::scenario::compose;
use crate::scenario::node::{Kind, Table};
use crate::scenario::source::SourceText;
use std::collections::BTreeMap;

/// A line, and the base in which it stands where the file itself does not write it.
type Place = (Option<String>, usize);

/// The keys of a file by path: `party.russia.red_line.guarantor.firmness` stands in line 31.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    lines: BTreeMap<String, Place>,
}

impl Written {
    /// The keys of a text; none if it is no TOML.
    #[must_use]
    pub fn of(source: &SourceText) -> Self {
        let mut written = Self::default();
        if let (Some(table), _) = compose::parse(source) {
            written.add(source, "", &table);
            written.add_shared(&table);
        }
        written
    }

    /// The keys of shared lines under each holder, where they count too; its own firmness goes before that of all.
    fn add_shared(&mut self, file: &Table) {
        let Some(Kind::Table(lines)) = file.get("line").map(|node| &node.kind) else { return };
        for line in &lines.entries {
            let Kind::Table(table) = &line.node.kind else { continue };
            let holders = match table.get("parties").map(|node| &node.kind) {
                Some(Kind::List(holders)) => holders.iter().collect(),
                Some(_) => table.get("parties").into_iter().collect(),
                None => Vec::new(),
            };
            let before = format!("line.{}.", line.key);
            let of_line = |path: &str| path.strip_prefix(&before).map(str::to_owned);
            let own: Vec<(String, Place)> =
                self.lines.iter().filter_map(|(path, line)| Some((of_line(path)?, line.clone()))).collect();
            for holder in holders {
                let Kind::Text(holder) = &holder.kind else { continue };
                let at = format!("party.{holder}.red_line.{}", line.key);
                self.lines.extend(own.iter().map(|(path, line)| (format!("{at}.{path}"), line.clone())));
                if let Some(line) = self.lines.get(&format!("{before}firmness_of.{holder}")).cloned() {
                    self.lines.insert(format!("{at}.firmness"), line);
                }
            }
        }
    }

    fn add(&mut self, source: &SourceText, before: &str, table: &Table) {
        for entry in &table.entries {
            let path = if before.is_empty() { entry.key.clone() } else { format!("{before}.{}", entry.key) };
            if let Kind::Table(table) = &entry.node.kind {
                self.add(source, &path, table);
            }
            let at = entry.key_span.start;
            let file = source.bases().iter().find(|part| part.span.contains(&at)).map(|part| part.name.clone());
            self.lines.insert(path, (file, source.line_column(at).0));
        }
    }

    /// The line in which the key of this path stands, from 1; none if no file writes it.
    #[must_use]
    pub fn line(&self, path: &str) -> Option<usize> {
        self.lines.get(path).map(|(_, line)| *line)
    }

    /// The base in which it stands; none if the file itself writes it.
    #[must_use]
    pub fn base(&self, path: &str) -> Option<&str> {
        self.lines.get(path)?.0.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_line_is_written_where_it_stands() {
        let text = "[line.x]\nparties = [\"a\", \"b\"]\ntitle = \"X\"\nfirmness = 0.5\nfirmness_of = { b = 1 }\n";
        let written = Written::of(&SourceText::new("a.toml", text));
        assert_eq!(written.line("party.a.red_line.x.title"), Some(3));
        assert_eq!(["a", "b"].map(|id| written.line(&format!("party.{id}.red_line.x.firmness"))), [Some(4), Some(5)]);
        assert_eq!(written.line("party.c.red_line.x.title"), None);
    }

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
