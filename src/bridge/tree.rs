//! JSON and YAML as one kind of tree that keeps the place of every value.

use crate::bridge::gathered::Gathered;
use crate::scenario::span::Span;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) kind: NodeKind,
    /// Where.
    pub(crate) span: Span,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    /// A number, a word or nothing: its text, and whether it stood in quotation marks.
    Scalar(String, bool),
    /// Values in a row.
    List(Vec<Node>),
    /// Values by their keys.
    Table(Vec<(Node, Node)>),
}

impl Node {
    /// The value under this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(known, _)| known.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value under the first of these keys that is there.
    pub(crate) fn any(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The keys and values; none of what is no table.
    pub(crate) fn entries(&self) -> &[(Self, Self)] {
        if let NodeKind::Table(entries) = &self.kind { entries } else { &[] }
    }

    /// The values in a row; none of what is no list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        if let NodeKind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// Whether it has keys.
    pub(crate) const fn is_table(&self) -> bool {
        matches!(self.kind, NodeKind::Table(_))
    }

    /// The text of a word or a number.
    pub(crate) fn text(&self) -> Option<&str> {
        if let NodeKind::Scalar(text, _) = &self.kind { Some(text) } else { None }
    }

    /// Whether nothing stands there.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar(text, false) if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The number that it is; some files have them in quotation marks.
    pub(crate) fn number(&self) -> Option<f64> {
        let text = self.text()?.trim();
        match text {
            ".inf" | "+.inf" | ".Inf" => Some(f64::INFINITY),
            "-.inf" | "-.Inf" => Some(f64::NEG_INFINITY),
            _ if text.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter)) => {
                text.parse().ok().filter(|number: &f64| !number.is_nan())
            }
            _ => None,
        }
    }

    /// What it is, in words.
    pub(crate) fn words(&self) -> String {
        match &self.kind {
            NodeKind::Scalar(..) if self.is_null() => "nothing".to_owned(),
            NodeKind::Scalar(text, _) => format!("`{text}`"),
            NodeKind::List(_) => "a list".to_owned(),
            NodeKind::Table(_) => "a table".to_owned(),
        }
    }
}

/// The value under a key that must be there.
pub(crate) fn need<'n>(node: &'n Node, key: &str, gathered: &mut Gathered) -> Option<&'n Node> {
    let found = node.get(key);
    if found.is_none() {
        let at = node.span.start..node.span.start + usize::from(node.span.end > node.span.start);
        gathered.wrong("missing-key", &at, format!("there is no `{key}` here"), "");
    }
    found
}

/// A finite number; what is none is gathered.
pub(crate) fn number(node: &Node, gathered: &mut Gathered) -> Option<f64> {
    let number = node.number().filter(|number| number.is_finite());
    if number.is_none() {
        gathered.wrong("bad-number", &node.span, format!("here stands {}, where a number should", node.words()), "");
    }
    number
}

/// Says where a key stands twice in a table.
pub(crate) fn once_each(node: &Node, gathered: &mut Gathered) {
    let mut known = std::collections::BTreeSet::new();
    for (key, _) in node.entries() {
        if let Some(text) = key.text()
            && !known.insert(text)
        {
            gathered.wrong(
                "key-twice",
                &key.span,
                format!("`{text}` stands twice in one table"),
                "leave one of them out",
            );
        }
    }
}
