//! Single values: numbers, days, and what an issue may be set to.

use crate::scenario::model::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use toml::value::Datetime;

/// A number: an integer where it is typed without a point, else a decimal.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(f64),
}

impl JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

/// A calendar day, written without quotes: `2025-08-20`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Date { year, month, day } = self.0;
        let date = toml::value::Date { year, month, day };
        Datetime { date: Some(date), time: None, offset: None }.serialize(serializer)
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // TOML's dates reach a JSON Schema as text.
        json_schema!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
    }
}

/// One value of an issue that is not a set.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Scalar {
    /// An option of a choice issue, by its id.
    Option(String),
    /// A number of a range issue.
    Number(Number),
    /// Yes or no, of a `yes_no` issue.
    YesNo(bool),
}

/// What an issue is set to.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Term {
    /// One value: an option's id, a number, or true / false.
    Value(Scalar),
    /// The members chosen of a `members` issue (`[]`: none), or all items of an order, first to last.
    Members(Vec<String>),
}
