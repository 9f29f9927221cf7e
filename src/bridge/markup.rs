//! XML as a tree that keeps the place of every element and attribute.

use crate::bridge::files::FilePart;
use crate::bridge::gathered::Gathered;
use crate::scenario::limit;
use crate::scenario::span::Span;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element.
#[derive(Debug)]
pub(crate) struct Element {
    /// What it is called.
    pub(crate) name: String,
    /// Where its opening tag stands.
    pub(crate) span: Span,
    /// Its attributes in order.
    pub(crate) attributes: Vec<Attribute>,
    /// The elements in it.
    pub(crate) children: Vec<Element>,
}

/// An attribute.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// What it is called.
    pub(crate) name: String,
    /// What stands in its quotation marks.
    pub(crate) value: String,
    /// Where that stands.
    pub(crate) span: Span,
}

impl Element {
    /// The attribute of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// What the attribute of this name says; nothing where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.attribute(name).map_or("", |attribute| attribute.value.as_str())
    }

    /// The place of what the attribute says, else of the tag.
    pub(crate) fn place(&self, name: &str) -> Span {
        self.attribute(name).map_or_else(|| self.span.clone(), |attribute| attribute.span.clone())
    }

    /// The elements in it of this name.
    pub(crate) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads the tree of a file; what is wrong with it is gathered.
pub(crate) fn read(part: &FilePart, gathered: &mut Gathered) -> Option<Element> {
    let mut reader = Reader::from_str(part.text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let start = at(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let end = at(reader.error_position()).max(start).min(part.text.len());
                gathered.wrong("broken-xml", &part.span(start.min(end)..end), format!("this is no XML: {error}"), "");
                return None;
            }
        };
        let end = at(reader.buffer_position());
        let span = part.span(trimmed(part.text, start..end));
        match event {
            Event::Start(tag) => {
                if open.len() > limit::NESTING {
                    gathered.wrong("broken-xml", &span, "elements are nested too deep", "");
                    return None;
                }
                open.push(element(part, &tag, span, gathered)?);
            }
            Event::Empty(tag) => {
                let element = element(part, &tag, span, gathered)?;
                close(&mut open, &mut root, element);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(&mut open, &mut root, element);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let Some(element) = open.pop() {
        gathered.wrong("broken-xml", &element.span, format!("the element `{}` is never closed", element.name), "");
        return None;
    }
    if root.is_none() {
        gathered.wrong("broken-xml", &part.head(), "there is no element in the file", "");
    }
    root
}

fn close(open: &mut [Element], root: &mut Option<Element>, element: Element) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        // Of several roots the first is the document.
        None => {
            root.get_or_insert(element);
        }
    }
}

fn element(part: &FilePart, tag: &BytesStart, span: Span, gathered: &mut Gathered) -> Option<Element> {
    let mut element =
        Element { name: tag.name().as_ref().to_owned(), span, attributes: Vec::new(), children: Vec::new() };
    for attribute in tag.attributes() {
        let attribute = match attribute {
            Ok(attribute) => attribute,
            Err(error) => {
                gathered.wrong("broken-xml", &element.span, format!("an attribute is not understood: {error}"), "");
                return None;
            }
        };
        let raw: &str = &attribute.value;
        let span = place(part, raw).unwrap_or_else(|| element.span.clone());
        match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => {
                let name = attribute.key.as_ref().to_owned();
                element.attributes.push(Attribute { name, value: value.into_owned(), span });
            }
            Err(error) => gathered.wrong("broken-xml", &span, format!("this value is not understood: {error}"), ""),
        }
    }
    Some(element)
}

/// Where a slice of the file's text stands in it; none if it is a copy.
fn place(part: &FilePart, raw: &str) -> Option<Span> {
    let start = (raw.as_ptr() as usize).checked_sub(part.text.as_ptr() as usize)?;
    let end = start.checked_add(raw.len())?;
    (part.text.get(start..end)? == raw).then(|| part.span(start..end))
}

/// The place without the blanks around.
fn trimmed(text: &str, span: Span) -> Span {
    let slice = text.get(span.clone()).unwrap_or_default();
    let start = span.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

fn at(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The text as an attribute holds it.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Other control characters have no place in XML 1.0.
            '\n' | '\t' | '\r' => out.push(' '),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
