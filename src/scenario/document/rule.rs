//! Rules that belong to no party, and how firmly a line is held.

use super::condition::{Condition, OneOrMore};
use super::keyed::Keyed;
use super::value::Number;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use std::borrow::Cow;

/// Terms that contradict each other, whoever is asked. It takes exactly one of `require` and `reject`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["require"] }, { "required": ["reject"] }]))]
pub struct Impossible {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Deals where this does not hold are incoherent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require: Option<Condition>,
    /// Deals where this holds are incoherent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<Condition>,
    /// The rule applies only where this holds. Default: everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The rule does not apply where this holds. Default: no exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless: Option<Condition>,
    /// Where the rule comes from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How sure you are that a party would walk away rather than cross the line.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Firmness {
    /// A number from 0 (it would give way) to 1 (never).
    Number(Number),
    /// A range: your own doubt, from the least to the most.
    Range([Number; 2]),
    /// A word.
    Word(FirmnessWord),
    /// Of one assumption, for each of its values one of the other forms.
    ByAssumption(Keyed<Keyed<Self>>),
}

impl JsonSchema for Firmness {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Firmness".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let share = json_schema!({ "type": "number", "minimum": 0, "maximum": 1 });
        let mut number = share.clone();
        number.insert("description".to_owned(), "From 0 (it would give way) to 1 (never).".into());
        let plain = json_schema!({ "anyOf": [
            number,
            {
                "description": "A range `[low, high]`: your own doubt. One number where one is needed: the middle.",
                "type": "array",
                "items": share,
                "minItems": 2,
                "maxItems": 2,
            },
            generator.subschema_for::<FirmnessWord>(),
        ] });
        json_schema!({ "anyOf": [
            plain,
            {
                "description": "Depending on one assumption: `{ ASSUMPTION = { VALUE = firmness, … } }`, every value named. One \
                    number where one is needed: the mean, weighted by the probabilities of the values.",
                "type": "object",
                "additionalProperties": { "type": "object", "additionalProperties": plain, "minProperties": 1 },
                "minProperties": 1,
                "maxProperties": 1,
            },
        ] })
    }
}

/// A word for a firmness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum FirmnessWord {
    /// 1.0: never given up.
    Fixed,
    /// 0.9.
    Firm,
    /// 0.5.
    Negotiable,
    /// 0.2.
    Soft,
}
