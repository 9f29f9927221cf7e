//! Tables whose keys the author chooses, in the order of the file.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// What an id looks like.
pub(crate) const ID_PATTERN: &str = "^[a-z0-9_]{1,64}$";

/// A table from ids to things, in the order of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Keyed<T> {
    entries: Vec<(String, T)>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T> Keyed<T> {
    /// Adds an entry at the end.
    pub fn push(&mut self, key: impl Into<String>, item: T) {
        self.entries.push((key.into(), item));
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Keys and things in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> + ExactSizeIterator {
        self.entries.iter().map(|(key, item)| (key.as_str(), item))
    }

    /// Keys and things in order, the things to change.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&str, &mut T)> + ExactSizeIterator {
        self.entries.iter_mut().map(|(key, item)| (key.as_str(), item))
    }

    /// The thing under this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entries.iter().find(|(entry, _)| entry == key).map(|(_, item)| item)
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Keyed<T> {
    fn from_iter<S: IntoIterator<Item = (K, T)>>(entries: S) -> Self {
        Self { entries: entries.into_iter().map(|(key, item)| (key.into(), item)).collect() }
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("KeyedBy{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "patternProperties": { ID_PATTERN: generator.subschema_for::<T>() },
            "additionalProperties": false,
        })
    }
}
