//! The schema of the format: an editor can use it, it takes what is right, and refuses what is broken.

use serde_json::Value;
use zopa::scenario::schema;

/// Everything in the schema, with its place.
fn walk(place: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    visit(place, value);
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, inner)| walk(&format!("{place}/{key}"), inner, visit)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| walk(&format!("{place}/{at}"), inner, visit));
        }
        _ => (),
    }
}

#[test]
fn taplo_can_show_every_description() {
    let schema = schema();
    let mut n_refs = 0;
    walk("", &schema, &mut |place, value| {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            n_refs += 1;
            assert_eq!(value.as_object().map(serde_json::Map::len), Some(1), "`$ref` at {place} stands alone");
            let target = target.strip_prefix('#').expect("a reference into the schema");
            assert!(schema.pointer(target).is_some_and(Value::is_object), "{target} is there");
        }
        assert!(value.get("allOf").is_none(), "`allOf` at {place} hides its own description");
        assert!(!value.is_null() && *value != "null", "null at {place}");
    });
    assert!(n_refs > 10);
}

#[test]
fn every_key_of_the_format_is_described() {
    let mut n_keys = 0;
    walk("", &schema(), &mut |place, value| {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, property) in properties {
                n_keys += 1;
                let text = property.get("description").and_then(Value::as_str).unwrap_or("");
                assert!(text.len() > 5 && !text.contains('\n'), "`{key}` at {place}: {text:?}");
            }
        }
    });
    assert!(n_keys > 80, "{n_keys}");
}

mod generator;

/// A TOML text as a validator sees it: dates are text.
fn as_json(text: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => {
                Value::Object(table.into_iter().map(|(key, inner)| (key, plain(inner))).collect())
            }
            other => serde_json::to_value(other).expect("a plain value"),
        }
    }
    plain(toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

fn complaints(validator: &jsonschema::Validator, text: &str) -> Vec<String> {
    validator.iter_errors(&as_json(text)).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_generated_scenario_validates() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    for seed in 0..2_000 {
        let text = generator::text(seed);
        assert_eq!(complaints(&validator, &text), [""; 0], "seed {seed}\n{text}");
    }
}

#[test]
fn every_shipped_scenario_validates() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let mut n_files = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            n_files += 1;
            let text = std::fs::read_to_string(&path).expect("a text");
            assert_eq!(complaints(&validator, &text), [""; 0], "{}", path.display());
        }
    }
    assert!(n_files >= 3);
}
