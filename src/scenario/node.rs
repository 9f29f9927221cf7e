//! The file as a tree of tables, lists and plain values, each with its place, in the order of the file.
//!
//! The order is that of first mention, sub-tables counted: with `[party.b.red_line.x]` above `[party.a]`, party `b` comes
//! first, wherever `[party.b]` stands. Numbers, strings and dates are read here, so what is no such thing is reported
//! once, here, and stands in the tree as [`Kind::Broken`].

use crate::scenario::error::Problem;
use crate::scenario::number::Decimal;
use crate::scenario::source::SourceText;
use crate::scenario::span::{Date, Span};
use crate::scenario::{limit, lookalike, pieces};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of the file.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it stands; for a table with a header, its header.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, neither nan nor infinite.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// Something that was reported already.
    Broken,
}

/// A table, in the order of first mention.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Its keys and values.
    pub(crate) entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_span: Span,
    /// The value.
    pub(crate) node: Node,
}

impl Entry {
    /// From the key to the end of its value; for a table with a header, the header.
    pub(crate) fn span(&self) -> Span {
        let (key, value) = (&self.key_span, &self.node.span);
        key.start.min(value.start)..key.end.max(value.end)
    }
}

impl Table {
    /// The entry of a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }
}

impl Node {
    /// What kind of value it is, for messages.
    pub(crate) const fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Text(_) => "a string",
            Kind::Integer(_) => "a whole number",
            Kind::Float(_) => "a number with a fraction",
            Kind::Bool(_) => "`true` or `false`",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Broken => "nothing",
        }
    }

    /// The number it is, exactly.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self.kind {
            Kind::Integer(number) => Some(Decimal::from_integer(number)),
            Kind::Float(number) => Decimal::from_double(number),
            _ => None,
        }
    }

    /// The number it is, as the nearest double.
    #[expect(clippy::cast_precision_loss, reason = "points and weights are doubles")]
    pub(crate) const fn double(&self) -> Option<f64> {
        match self.kind {
            Kind::Integer(number) => Some(number as f64),
            Kind::Float(number) => Some(number),
            _ => None,
        }
    }
}

/// Errors of the TOML parser that are looked at.
const MOST_ERRORS: usize = 100_000;

impl Node {
    /// Moves it and all that stands in it.
    pub(crate) fn shift(&mut self, by: usize) {
        self.span = self.span.start + by..self.span.end + by;
        match &mut self.kind {
            Kind::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Kind::Table(table) => table.shift(by),
            _ => {}
        }
    }
}

impl Table {
    /// Moves all that stands in it.
    pub(crate) fn shift(&mut self, by: usize) {
        for entry in &mut self.entries {
            entry.key_span = entry.key_span.start + by..entry.key_span.end + by;
            entry.node.shift(by);
        }
    }
}

/// The tree of a text, and what is wrong with it as TOML. No tree where the text cannot be understood well enough.
pub(crate) fn parse(source: &SourceText) -> (Option<Table>, Vec<Problem>) {
    let text = source.text();
    if text.len() > limit::FILE_BYTES {
        return (None, vec![crate::scenario::bytes::too_large(text.len())]);
    }
    let is_too_much = pieces::too_many(source).or_else(|| crate::scenario::late_table::too_many(source));
    if let Some(problem) = is_too_much {
        return (None, vec![problem]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = Vec::new();
    let mut sound = true;
    let mut twice: Option<Span> = None;
    // Of a text that is no scenario at all some tell as much as a million.
    for error in errors.iter().take(MOST_ERRORS) {
        let problem = syntax(source, error);
        sound &= problem.code == "duplicate-key";
        // The keys of a table that stands twice stand twice too.
        let follows = problem.code == "duplicate-key"
            && twice.as_ref().is_some_and(|header| is_same_section(source, header, &problem.span));
        if follows {
            continue;
        }
        if problem.code == "duplicate-key" && is_header(source, problem.span.start) {
            twice = Some(problem.span.clone());
        }
        problems.push(problem);
    }
    if !sound {
        // What follows from a guess at what was meant would be noise.
        if problems.iter().any(|problem| problem.code == "too-deep") {
            problems.retain(|problem| problem.code == "too-deep");
        }
        problems.sort_by_key(|problem| problem.span.start);
        let line = |problem: &Problem| source.line(problem.span.start);
        problems.dedup_by(|later, earlier| line(later) == line(earlier));
        return (None, problems);
    }
    let mut builder = Builder { problems };
    let (table, _) = builder.table(document.get_ref(), 0);
    (Some(table), builder.problems)
}

/// Whether a byte stands in the header of a table.
fn is_header(source: &SourceText, at: usize) -> bool {
    let start = source.line_start(source.line(at));
    source.slice(&(start..source.text().len())).trim_start_matches([' ', '\t']).starts_with('[')
}

/// Whether no header stands between a header and a later key.
fn is_same_section(source: &SourceText, header: &Span, key: &Span) -> bool {
    let (first, last) = (source.line(header.start), source.line(key.start));
    // What is further off than this is reported, be it a repetition.
    const FAR: usize = 1_000;
    last > first && last - first < FAR && (first + 1..=last).all(|line| !is_header(source, source.line_start(line)))
}

/// One error of the TOML parser in our words.
fn syntax(source: &SourceText, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(source.text().len()..source.text().len());
    let message = error.message();
    if message == "duplicate key" {
        let key = source.slice(&span);
        return Problem::error("duplicate-key", span.clone(), format!("`{key}` is defined twice"))
            .with_help("a table or key may be defined once: put what belongs together in one place");
    }
    if message.contains("recurs") {
        return too_deep(span);
    }
    // A character that nobody sees, or takes for another, is the likeliest reason.
    let start = source.line_start(source.line(span.start));
    let text = source.slice(&(start..source.text().len())).lines().next().unwrap_or_default();
    match lookalike::find(text) {
        Some((found, what, instead)) => {
            let span = start + found.start..start + found.end;
            Problem::error("syntax", span, format!("{what} is not TOML outside quotes")).with_help(instead)
        }
        None => Problem::error("syntax", span, message.to_owned()).with_label("this is not TOML"),
    }
}

fn too_deep(span: Span) -> Problem {
    Problem::error("too-deep", span, format!("tables and lists are nested more than {} deep", limit::NESTING))
}

struct Builder {
    problems: Vec<Problem>,
}

impl Builder {
    /// A table and where anything of it is first mentioned.
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> (Table, usize) {
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        for (key, value) in table {
            let (node, inner) = self.node(value, depth + 1);
            let first = inner.min(key.span().start);
            entries.push((first, Entry { key: key.get_ref().to_string(), key_span: key.span(), node }));
        }
        entries.sort_by_key(|(first, _)| *first);
        let first = entries.first().map_or(usize::MAX, |(first, _)| *first);
        (Table { entries: entries.into_iter().map(|(_, entry)| entry).collect() }, first)
    }

    /// A value and where anything of it is first mentioned.
    fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> (Node, usize) {
        let span = value.span();
        let mut first = span.start;
        let is_deep = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_)) && depth > limit::NESTING;
        if is_deep {
            self.problems.push(too_deep(span.clone()));
            return (Node { span, kind: Kind::Broken }, first);
        }
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Boolean(truth) => Kind::Bool(*truth),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Kind::Integer(number),
                Err(_) => self.broken(&span, "number-too-large", format!("the number `{number}` is too large")),
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(double) if double.is_finite() => Kind::Float(double),
                _ => {
                    let message = format!("`{number}` is no finite number");
                    self.broken(&span, "not-finite", message)
                }
            },
            DeValue::Datetime(datetime) => match (datetime.date, datetime.time, datetime.offset) {
                (Some(date), None, None) => Kind::Date(Date { year: date.year, month: date.month, day: date.day }),
                _ => {
                    let message = format!("`{datetime}` is no plain date");
                    let problem = Problem::error("not-a-date", span.clone(), message);
                    self.problems.push(problem.with_help("write the day alone, for example 2025-08-20"));
                    Kind::Broken
                }
            },
            DeValue::Array(items) => {
                let mut list = Vec::new();
                for item in items {
                    let (node, inner) = self.node(item, depth + 1);
                    first = first.min(inner);
                    list.push(node);
                }
                Kind::List(list)
            }
            DeValue::Table(table) => {
                let (table, inner) = self.table(table, depth);
                first = first.min(inner);
                Kind::Table(table)
            }
        };
        (Node { span, kind }, first)
    }

    fn broken(&mut self, span: &Span, code: &'static str, message: String) -> Kind {
        self.problems.push(Problem::error(code, span.clone(), message));
        Kind::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, path: &[&str]) -> Vec<String> {
        let source = SourceText::new("x.toml", text);
        let (table, problems) = parse(&source);
        assert_eq!(problems, []);
        let mut table = table.unwrap();
        for step in path {
            let entry = table.entries.into_iter().find(|entry| entry.key == *step).unwrap();
            let Kind::Table(inner) = entry.node.kind else { panic!("`{step}` is no table") };
            table = inner;
        }
        table.entries.into_iter().map(|entry| entry.key).collect()
    }

    #[test]
    fn order_is_that_of_first_mention_sub_tables_counted() {
        let text = "[party.b.red_line.x]\n[party.a]\n[party.b]\nname = 1\n[other]\n[party.c]";
        assert_eq!(keys(text, &[]), ["party", "other"]);
        assert_eq!(keys(text, &["party"]), ["b", "a", "c"]);
        assert_eq!(keys(text, &["party", "b"]), ["red_line", "name"]);
    }

    #[test]
    fn order_holds_for_dotted_keys_and_inline_tables() {
        assert_eq!(keys("z.b = 1\na = 2\n", &[]), ["z", "a"]);
        assert_eq!(keys("[t]\nz.b = 1\na = 2\nz.a = 3\n", &["t", "z"]), ["b", "a"]);
        assert_eq!(keys("t = { z = 1, y.b = 2, x = 3, y.a = 4 }", &["t"]), ["z", "y", "x"]);
    }

    #[test]
    fn nesting_past_the_limit_is_an_error_and_no_overflow() {
        for text in [
            format!("a = {}1{}", "[".repeat(70), "]".repeat(70)),
            format!("a = {}", "[".repeat(1_000_000)),
            format!("a = {}", "{a=".repeat(500_000)),
            format!("{}a = 1", "a.".repeat(200_000)),
            format!("[{}a]", "a.".repeat(75)),
        ] {
            let source = SourceText::new("x.toml", text);
            let (_, problems) = parse(&source);
            // So many pieces are refused by their number, before anything is nested.
            assert!(problems.iter().any(|problem| ["too-deep", "too-many"].contains(&problem.code)), "{problems:?}");
        }
    }
}
