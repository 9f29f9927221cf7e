//! A document as TOML text, laid out as a person would: a header for each issue, party and line, the rest inline.

use super::Document;
use std::fmt::Write;
use toml::{Table, Value};

impl Document {
    /// The document as a TOML file, in the order of its entries.
    ///
    /// # Errors
    /// Where a value has no TOML form; none of the types of a document can hold such a value.
    pub fn to_toml_string(&self) -> Result<String, toml::ser::Error> {
        let mut text = String::new();
        write_table(&mut text, &[], &Table::try_from(self)?);
        Ok(text)
    }
}

/// Writes a table's own values, then the tables in it that have a header of their own.
fn write_table(text: &mut String, path: &[&str], table: &Table) {
    let (sections, values): (Vec<_>, Vec<_>) =
        table.iter().partition(|(key, value)| value.is_table() && section(path, key) != Section::Value);
    if !path.is_empty() && section_at(path) == Section::Headed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n[{}]", path.join("."));
    }
    for (key, value) in values {
        let _ = writeln!(text, "{key} = {value}");
    }
    for (key, value) in sections {
        if let Value::Table(inner) = value {
            let inner_path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            write_table(text, &inner_path, inner);
        }
    }
}

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// On one line, as the value of its key.
    Value,
    /// Not at all: its entries have headers.
    Silent,
    /// Under a header.
    Headed,
}

/// How the table under this key of the table at this path is written.
fn section(path: &[&str], key: &str) -> Section {
    match (path, key) {
        ([], "agreement") | ([_], _) | (["party", _], "points") | (["party", _, "red_line" | "bonus"], _) => {
            Section::Headed
        }
        ([], _) | (["party", _], "red_line" | "bonus") => Section::Silent,
        _ => Section::Value,
    }
}

/// How the table at this path is written.
fn section_at(path: &[&str]) -> Section {
    path.split_last().map_or(Section::Silent, |(key, outer)| section(outer, key))
}
