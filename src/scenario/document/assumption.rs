//! What is assumed of the world.

use super::condition::OneOrMore;
use super::keyed::Keyed;
use super::value::Number;
use schemars::JsonSchema;
use serde::Serialize;

/// A fact of the world that nobody settles at the table; conditions may test it like a choice issue.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its values with their probabilities, which add up to 1: `{ strong = 0.3, weak = 0.7 }`. Required.
    #[schemars(extend("minProperties" = 1))]
    pub values: Keyed<Number>,
    /// Where the probabilities come from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
