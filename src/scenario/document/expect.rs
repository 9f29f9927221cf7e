//! The author's own tests.

use super::condition::Names;
use super::keyed::Keyed;
use super::value::Term;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use std::borrow::Cow;

/// What must come out, for `zopa test`. All keys are optional.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Under this variant. Default: the scenario as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Only deals with these terms: issue = value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Keyed<Term>>,
    /// Values of assumptions that are certain: assumption = value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume: Option<Keyed<String>>,
    /// For this proposal: `agreed`, `coherent` and `probability` are then about the deals that complete it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// How many deals are agreed: an integer, or digits in quotation marks where it is very large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Count>,
    /// How many deals are coherent: an integer, or digits in quotation marks where it is very large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coherent: Option<Count>,
    /// The probability of the most probable deal lies in this interval `[low, high]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Interval")]
    pub probability: Option<[f64; 2]>,
    /// Verdicts: issue = { value = "certain", "possible", "blocked" or "impossible" }.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Keyed<Verdicts>>,
    /// Of the talks of this id (10,000 of them, seed 0) …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<String>,
    /// … the share that reaches an agreement lies in this interval `[low, high]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Interval")]
    pub reached: Option<[f64; 2]>,
    /// Each of these is a conflict: a least set of demands that leaves no deal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<Vec<Vec<String>>>,
    /// Each of these is an unlock: a least set of demands without which there is a deal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlocks: Option<Vec<Vec<String>>>,
    /// Each of these parties accepts every completion of the proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Names>,
    /// Party = exactly those of its demands that every completion of the proposal crosses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejects: Option<Keyed<Names>>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A number of deals.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Count {
    /// As an integer.
    Integer(i64),
    /// In digits, where it does not fit an integer.
    Digits(String),
}

impl JsonSchema for Count {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+$" }] })
    }
}

/// Two shares, the lower first.
struct Interval;

impl JsonSchema for Interval {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Interval".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "number", "minimum": 0, "maximum": 1 }, "minItems": 2, "maxItems": 2 })
    }
}

/// Verdicts of one issue's values, by key: an option, `yes` or `no`, a member, or a number in quotation marks; of an order by
/// item and place: `{ border = { "1" = "blocked" } }`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Verdicts(pub Vec<(String, VerdictOn)>);

/// What is said of a value, or of the places of an order's item.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum VerdictOn {
    /// Of a value or a member.
    Value(VerdictWord),
    /// Of an item of an order, place by place, from \"1\", the first.
    Places(Keyed<VerdictWord>),
}

impl Serialize for Verdicts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(value, verdict)| (value, verdict)))
    }
}

impl JsonSchema for Verdicts {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Verdicts".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<VerdictOn>() })
    }
}

/// What is said of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum VerdictWord {
    /// Every agreed deal has it.
    Certain,
    /// Some agreed deals have it.
    Possible,
    /// No agreed deal has it, or none is agreed.
    Blocked,
    /// No coherent deal has it.
    Impossible,
}
