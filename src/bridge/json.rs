//! Reads JSON as a tree with places: the raw texts that serde_json gives are parts of the file's own text.

use crate::bridge::files::FilePart;
use crate::bridge::gathered::Gathered;
use crate::bridge::tree::{Node, NodeKind};
use crate::scenario::limit;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Reads the tree of a file; what is wrong with it is gathered.
pub(crate) fn read(part: &FilePart, gathered: &mut Gathered) -> Option<Node> {
    match serde_json::from_str::<&RawValue>(part.text) {
        Ok(raw) => {
            let node = node(part, raw.get(), 0);
            if node.is_none() {
                gathered.wrong(
                    "broken-json",
                    &part.head(),
                    format!("values are nested more than {} deep", limit::NESTING),
                    "",
                );
            }
            node
        }
        Err(error) => {
            let start =
                part.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let line = part.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let column = error.column().saturating_sub(1).min(line.len());
            let column = (0..=column).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            let text = error.to_string();
            let words = text.split(" at line ").next().unwrap_or_default();
            let end = line.get(column..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let at = start + column;
            gathered.wrong("broken-json", &part.span(at..at + end), format!("this is no JSON: {words}"), "");
            None
        }
    }
}

/// The keys and values of a table, as they stand.
struct Entries<'t>(Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Entries<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Each).map(Entries)
    }
}

/// The tree of a raw text; none where it is too deep. Each level reads its part of the text once more.
fn node(part: &FilePart, raw: &str, depth: usize) -> Option<Node> {
    if depth > limit::NESTING {
        return None;
    }
    let start = (raw.as_ptr() as usize).checked_sub(part.text.as_ptr() as usize)?;
    let span = part.span(start..start + raw.len());
    let kind = match raw.as_bytes().first()? {
        b'{' => {
            let Entries(entries) = serde_json::from_str(raw).ok()?;
            let mut nodes = Vec::with_capacity(entries.len());
            let mut at = 0;
            for (key, value) in entries {
                let value = node(part, value.get(), depth + 1)?;
                // The key stands before its value, behind the value before it.
                let own = value.span.start.checked_sub(span.start)?;
                let before = raw.get(at..own).unwrap_or_default();
                let from = before.find('"').unwrap_or(0);
                let to = before.rfind('"').map_or(before.len(), |end| end + 1);
                let key_span = span.start + at + from..span.start + at + to.max(from);
                at = value.span.end - span.start;
                nodes.push((Node { kind: NodeKind::Scalar(key, true), span: key_span }, value));
            }
            NodeKind::Table(nodes)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            NodeKind::List(items.into_iter().map(|item| node(part, item.get(), depth + 1)).collect::<Option<_>>()?)
        }
        b'"' => NodeKind::Scalar(serde_json::from_str(raw).ok()?, true),
        _ => NodeKind::Scalar(raw.to_owned(), false),
    };
    Some(Node { kind, span })
}
