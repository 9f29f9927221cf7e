//! The same scenario under other assumptions.

use super::agreement::{Agreement, PartyNames};
use super::condition::Names;
use super::keyed::{ID_PATTERN, Keyed};
use super::rule::Firmness;
use super::value::{Number, Term};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The same scenario under other assumptions, for `--variant`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What people read. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Demands that are no longer there: "PARTY.RED_LINE" or "PARTY.reservation"; "*.LINE" is a shared line of
    /// every holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop: Option<Names>,
    /// New firmness of red lines: "PARTY.RED_LINE" = a number, a range or a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<ByLine<Firmness>>,
    /// New reservations: party = points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<Keyed<Number>>,
    /// Only deals with these terms: issue = value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Keyed<Term>>,
    /// Values of assumptions that are certain: assumption = value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume: Option<Keyed<String>>,
    /// Who signs: party = true or false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signs: Option<Keyed<bool>>,
    /// Who must accept, in place of the whole of the file's rule; an empty table: every signing party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Only these parties sign, and all of them are needed, whatever else is said of who signs and of the agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coalition: Option<PartyNames>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A table whose keys name red lines, "PARTY.RED_LINE" in quotation marks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ByLine<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for ByLine<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(line, item)| (line, item)))
    }
}

impl<T: JsonSchema> JsonSchema for ByLine<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("ByLineOf{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "patternProperties": {
                r"^[a-z0-9_]{1,64}\.[a-z0-9_]{1,64}$": generator.subschema_for::<T>(),
                // Without quotation marks the dot makes a table of the party's lines.
                ID_PATTERN: generator.subschema_for::<Keyed<T>>(),
            },
            "additionalProperties": false,
        })
    }
}
