//! Reads YAML as a tree with places.

use crate::bridge::files::FilePart;
use crate::bridge::gathered::Gathered;
use crate::bridge::tree::{Node, NodeKind};
use crate::scenario::limit;
use crate::scenario::span::Span;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Values of a file, those that stand for others counted in: no file can make a few lines very many.
const MOST_NODES: usize = 2_000_000;

/// What is being read: a list, or a table with the key that waits for its value.
enum Open {
    List(Vec<Node>),
    Table(Vec<(Node, Node)>, Option<Node>),
}

/// Where things stand: bytes of a line and of a column in characters.
struct Places<'p> {
    part: &'p FilePart<'p>,
    lines: Vec<usize>,
    /// The last place that was asked for: its line, its column, its byte. A long line is counted once.
    last: Cell<(usize, usize, usize)>,
}

impl Places<'_> {
    fn of(&self, marker: &Marker) -> usize {
        let text = self.part.text;
        let start = self.lines.get(marker.line().saturating_sub(1)).copied().unwrap_or(text.len());
        let (line, column, byte) = self.last.get();
        let is_behind = line == marker.line() && column <= marker.col();
        let (from, left) = if is_behind { (byte, marker.col() - column) } else { (start, marker.col()) };
        let rest = text.get(from..).unwrap_or_default();
        let at = from + rest.char_indices().nth(left).map_or(rest.len(), |(at, _)| at);
        self.last.set((marker.line(), marker.col(), at));
        at
    }

    fn span(&self, span: &saphyr_parser::Span) -> Span {
        let (start, end) = (self.of(&span.start), self.of(&span.end));
        self.part.span(start..end.max(start))
    }
}

/// Reads the tree of a file's first document; what is wrong with it is gathered.
pub(crate) fn read(part: &FilePart, gathered: &mut Gathered) -> Option<Node> {
    let lines = std::iter::once(0).chain(part.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let places = Places { part, lines, last: Cell::new((0, 0, 0)) };
    let mut open: Vec<(Open, Span, usize)> = Vec::new();
    let mut named: BTreeMap<usize, (Node, usize)> = BTreeMap::new();
    let mut n_nodes = 0_usize;
    for event in Parser::new_from_str(part.text) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) => {
                let at = places.of(error.marker());
                gathered.wrong("broken-yaml", &part.span(at..at), format!("this is no YAML: {}", error.info()), "");
                return None;
            }
        };
        let span = places.span(&span);
        let done = match event {
            Event::Scalar(text, style, anchor, _) => {
                let kind = NodeKind::Scalar(text.into_owned(), style != ScalarStyle::Plain);
                Some((Node { kind, span }, anchor))
            }
            Event::SequenceStart(anchor, _) => {
                open.push((Open::List(Vec::new()), span, anchor));
                None
            }
            Event::MappingStart(anchor, _) => {
                open.push((Open::Table(Vec::new(), None), span, anchor));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|(open, start, anchor)| {
                let kind = match open {
                    Open::List(items) => NodeKind::List(items),
                    Open::Table(entries, _) => NodeKind::Table(entries),
                };
                (Node { kind, span: start.start..span.end.max(start.end) }, anchor)
            }),
            Event::Alias(anchor) => {
                let found = named.get(&anchor).cloned();
                let Some((node, size)) = found else {
                    gathered.wrong("broken-yaml", &span, "this alias stands within what it names", "");
                    return None;
                };
                n_nodes += size;
                Some((node, 0))
            }
            Event::DocumentEnd | Event::StreamEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => None,
        };
        n_nodes += 1;
        if n_nodes > MOST_NODES || open.len() > limit::NESTING {
            gathered.wrong("broken-yaml", &part.head(), "this file has too many values, or nests them too deep", "");
            return None;
        }
        let Some((node, anchor)) = done else { continue };
        if anchor > 0 {
            let size = size(&node);
            named.insert(anchor, (node.clone(), size));
        }
        match open.last_mut() {
            None => return Some(node),
            Some((Open::List(items), ..)) => items.push(node),
            Some((Open::Table(entries, key), ..)) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
    }
    gathered.wrong("broken-yaml", &part.head(), "there is nothing in the file", "");
    None
}

/// How many values a value holds.
fn size(node: &Node) -> usize {
    1 + match &node.kind {
        NodeKind::Scalar(..) => 0,
        NodeKind::List(items) => items.iter().map(size).sum(),
        NodeKind::Table(entries) => entries.iter().map(|(key, value)| size(key) + size(value)).sum(),
    }
}
