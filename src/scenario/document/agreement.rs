//! Who must accept.

use super::value::Number;
use schemars::JsonSchema;
use serde::Serialize;

/// Who must accept. All keys that are given must be met; without any, every signing party must accept.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct Agreement {
    /// All of these signing parties must accept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always: Option<PartyNames>,
    /// At least this many signing parties must accept, those of `always` counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minimum" = 1))]
    pub at_least: Option<i64>,
    /// The weights of the signing parties that accept must reach this, above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub weight_at_least: Option<Number>,
    /// All of at least one of these lists of signing parties must accept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub coalitions: Option<Vec<PartyNames>>,
}

/// One party's id, or a list of ids, each once.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum PartyNames {
    /// One party.
    One(String),
    /// A list of parties, each once.
    Many(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<String>),
}
