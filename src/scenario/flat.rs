//! A flat TOML file: keys with whole numbers or texts, such as the manifest of a sweep.

use toml::{Table, Value};

/// What stands under a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// A whole number.
    Whole(u64),
    /// A text.
    Text(String),
}

/// The file that holds these entries, in order.
#[must_use]
pub fn to_text(entries: &[(&str, Field)]) -> String {
    let value = |field: &Field| match field {
        // Past the whole numbers of TOML stands a text.
        Field::Whole(number) => {
            i64::try_from(*number).map_or_else(|_| Value::String(number.to_string()), Value::Integer)
        }
        Field::Text(text) => Value::String(text.clone()),
    };
    let table: Table = entries.iter().map(|(key, field)| ((*key).to_owned(), value(field))).collect();
    table.to_string()
}

/// The entries of a file; none where it is no TOML, or not flat.
#[must_use]
pub fn from_text(text: &str) -> Option<Vec<(String, Field)>> {
    let table: Table = text.parse().ok()?;
    let field = |value: Value| match value {
        Value::Integer(number) => u64::try_from(number).ok().map(Field::Whole),
        Value::String(text) => Some(Field::Text(text)),
        _ => None,
    };
    table.into_iter().map(|(key, value)| Some((key, field(value)?))).collect()
}
