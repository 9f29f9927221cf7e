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

/// The entries of a file.
///
/// # Errors
/// What is wrong, and in which line, where it is no TOML, or not flat.
pub fn from_text(text: &str) -> Result<Vec<(String, Field)>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, error.message())
    })?;
    let field = |key: String, value: Value| match value {
        Value::Integer(number) => match u64::try_from(number) {
            Ok(number) => Ok((key, Field::Whole(number))),
            Err(_) => Err(format!("`{key}` is below 0")),
        },
        Value::String(text) => Ok((key, Field::Text(text))),
        _ => Err(format!("`{key}` is neither a whole number nor a text")),
    };
    table.into_iter().map(|(key, value)| field(key, value)).collect()
}
