//! The JSON Schema of the scenario format, for editors: Taplo and Even Better TOML complete and check a file by it.
//!
//! It is derived from the types of [`document`](crate::scenario::document) and shaped for what Taplo really reads:
//!
//! * Draft 7 with `definitions`, the draft its validator knows best. It follows `$ref` as a pointer into the file.
//! * Taplo shows the descriptions of the schemas it meets on the way to a key. At a `$ref` it goes on to the target and
//!   forgets what stands beside it, and a schema with `allOf` is not shown itself. So a `$ref` stands alone wherever it
//!   stands: types with a description at each use are written out in place, and only what repeats as a whole (an issue, a
//!   party, the recursive condition table) is a definition.
//! * What must be exactly one of several keys is a `oneOf` of `required` lists beside `properties`, so that completion still
//!   offers every key.
//!
//! What a schema cannot say (that an option exists, that ranges have whole steps) is left to `zopa check`.

use crate::scenario::document::Document;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

/// The JSON Schema (draft 7) of a scenario file.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07()
        .for_serialize()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(plainly));
    settings.into_generator().into_root_schema_for::<Document>().to_value()
}

/// TOML has no null: an optional key is there or not.
fn without_null(schema: &mut Schema) {
    for key in ["type", "enum", "anyOf"] {
        let Some(Value::Array(choices)) = schema.get_mut(key) else { continue };
        let n_before = choices.len();
        choices.retain(|choice| {
            !(choice.is_null() || *choice == "null" || choice.get("type").is_some_and(|kind| *kind == "null"))
        });
        if choices.len() == n_before {
            continue;
        }
        if let [only] = choices.as_mut_slice()
            && key != "enum"
        {
            let only = only.take();
            schema.remove(key);
            match only {
                // What is said at the use (its description) goes before what is said of the type.
                Value::Object(inner) => {
                    for (word, value) in inner {
                        if schema.get(&word).is_none() {
                            schema.insert(word, value);
                        }
                    }
                }
                other => {
                    schema.insert(key.to_owned(), other);
                }
            }
        }
    }
}

/// Descriptions are wrapped here for the reader of the code, an editor wraps them itself; and a Rust integer's size is no
/// format that a validator knows.
fn plainly(schema: &mut Schema) {
    if schema.get("format").is_some_and(|format| format == "int64") {
        schema.remove("format");
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}
