//! `zopa show`: the scenario as understood, changes applied, each value with its origin.
//!
//! ```text
//! party.russia.red_line.guarantor.firmness   0.3        variant softer
//! party.russia.red_line.guarantor.basis      reported   default
//! party.russia.signs                         true       line 31
//! ```

use crate::report::context::{RunContext, Style};
use crate::report::csv::record;
use crate::report::header::header;
use crate::report::json::{pretty, put};
use crate::report::layout::{self, clean};
use crate::report::markdown::{escaped, table};
use crate::report::origin::Entry;
use crate::report::sentence;
use crate::report::understood::Understood;
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json};

/// `show --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, understood: &Understood, context: &RunContext) -> String {
    let value = |entry: &Entry| {
        let mut json = Map::new();
        put(&mut json, "path", &*entry.path);
        put(&mut json, "value", entry.value.clone());
        put(&mut json, "origin", entry.origin.to_string());
        put(&mut json, "line", entry.origin.line());
        Json::Object(json)
    };
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "show");
    put(&mut top, "scenario", header(scenario, context));
    put(&mut top, "values", understood.entries().iter().map(value).collect::<Vec<_>>());
    pretty(&Json::Object(top))
}

/// `show --format csv`: path, value, origin.
#[must_use]
pub fn as_csv(understood: &Understood) -> String {
    let mut text = record(&["path", "value", "origin"].map(str::to_owned));
    for entry in understood.entries() {
        text += &record(&[entry.path.clone(), plain(&entry.value), entry.origin.to_string()]);
    }
    text
}

/// `show --format markdown`: one table a part of the scenario.
#[must_use]
pub fn as_markdown(scenario: &Scenario, understood: &Understood) -> String {
    let mut text = format!("# {}\n", escaped(&scenario.title));
    let [path, value, origin] = sentence::SHOW_COLUMNS;
    for (part, entries) in understood.parts() {
        let row = |entry: &&Entry| {
            let path = within(&entry.path, &part);
            vec![format!("`{path}`"), escaped(&plain(&entry.value)), escaped(&entry.origin.to_string())]
        };
        let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
        text += &format!("\n## `{part}`\n\n{}", table(&[(path, false), (value, false), (origin, false)], &rows));
    }
    text
}

/// `show --format table`.
#[must_use]
pub fn as_table(understood: &Understood, style: Style) -> String {
    let mut text = String::new();
    let of = |text: &dyn Fn(&Entry) -> String| {
        understood.entries().iter().map(|entry| layout::width(&text(entry))).max().unwrap_or(0)
    };
    let origin = of(&|entry| entry.origin.to_string()).min(24);
    for (part, entries) in understood.parts() {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &if style.color { format!("\u{1b}[1m{part}\u{1b}[0m\n") } else { format!("{part}\n") };
        let paths = entries.iter().map(|entry| layout::width(within(&entry.path, &part)));
        let path = paths.max().unwrap_or(0).min(style.width * 2 / 5);
        let value = style.width.saturating_sub(2 + path + 2 + 2 + origin).max(16);
        for entry in entries {
            let name = within(&entry.path, &part);
            let mut start = format!("  {}", layout::left(name, path));
            // A path that is wider than its column stands on a line of its own.
            if layout::width(name) > path {
                text += &format!("  {name}\n");
                start = " ".repeat(2 + path);
            }
            for (place, line) in layout::wrap(&clean(&plain(&entry.value)), value).iter().enumerate() {
                let line = if place == 0 {
                    format!("{start}  {}  {}", layout::left(line, value), entry.origin)
                } else {
                    format!("{}  {}", " ".repeat(2 + path), layout::isolate(line))
                };
                text += line.trim_end();
                text.push('\n');
            }
        }
    }
    text
}

/// The path without the part under whose heading it stands.
fn within<'a>(path: &'a str, part: &str) -> &'a str {
    path.strip_prefix(part).and_then(|rest| rest.strip_prefix('.')).unwrap_or(path)
}

/// A value for people: text as it is, a list with commas, nothing as a dash.
fn plain(value: &Json) -> String {
    match value {
        Json::Null => crate::report::figure::NONE.to_owned(),
        Json::String(text) => text.clone(),
        Json::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Object(pairs) => {
            pairs.iter().map(|(key, value)| format!("{key} {}", plain(value))).collect::<Vec<_>>().join(", ")
        }
        Json::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").unwrap_or(&text).to_owned()
        }
    }
}
