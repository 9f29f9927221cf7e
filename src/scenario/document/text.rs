//! A document as TOML text, laid out as a person would: a header for each issue, party and line, the rest inline.

use super::Document;
use serde::Serialize;
use std::fmt::Write;
use toml::ser::ValueSerializer;
use toml::{Table, Value};

impl Document {
    /// The document as a TOML file, in the order of its entries.
    ///
    /// # Errors
    /// Where a value has no TOML form; none of the types of a document can hold such a value.
    pub fn to_toml_string(&self) -> Result<String, toml::ser::Error> {
        // Through text and back: only the text of a value keeps dates dates. On one line, so that order stays, too.
        let mut line = String::new();
        self.serialize(ValueSerializer::new(&mut line))?;
        let whole: Value = line.parse().map_err(<toml::ser::Error as serde::ser::Error>::custom)?;
        let mut text = String::new();
        whole.as_table().into_iter().for_each(|table| write_table(&mut text, &[], table));
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
