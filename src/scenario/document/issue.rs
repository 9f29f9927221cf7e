//! What is to be settled.

use super::condition::{OneOrMore, Sizes};
use super::keyed::Keyed;
use super::value::Number;
use schemars::JsonSchema;
use serde::Serialize;

/// One thing to be settled. It takes exactly one of `options`, `range`, `members`, `order_of` and `yes_no`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    extend("oneOf" = [{ "required": ["options"] }, { "required": ["range"] }, { "required": ["members"] }, { "required": ["order_of"] }, { "required": ["yes_no"] }]),
    extend("dependencies" = { "ordered": ["options"], "unit": ["range"], "size": ["members"] })
)]
pub struct Issue {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The options of a choice, of which a deal takes one: id = "what people read". At least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minProperties" = 1))]
    pub options: Option<Keyed<String>>,
    /// Whether the options are listed from least to most, so that `at_least`, `above`, `at_most` and `below` can compare them.
    /// Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// A number between two ends: `{ min = 0, max = 100, step = 10 }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<NumberRange>,
    /// What the numbers of a range count, such as "troops" or "million euros".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Members of which a deal takes any subset, 30 at most: id = "what people read".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minProperties" = 1, "maxProperties" = 30))]
    pub members: Option<Keyed<String>>,
    /// How many members may be chosen: a number, a list of numbers, or a table such as `{ at_least = 1, at_most = 3 }`.
    /// Default: any number, none included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Sizes>,
    /// Items of which a deal says which comes first, which next and which last, 2 to 7 of them: id = "what people read".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minProperties" = 2, "maxProperties" = 7))]
    pub order_of: Option<Keyed<String>>,
    /// `true`: the issue is settled by yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("const" = true))]
    pub yes_no: Option<bool>,
    /// Where the issue comes from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The numbers min, min + step, min + 2·step, … up to max.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct NumberRange {
    /// The lowest value. Required.
    pub min: Number,
    /// The highest value, a whole number of steps above `min`. Required.
    pub max: Number,
    /// The distance of neighboring values, above 0. Default: 1. With `min` and `step` whole, all values are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub step: Option<Number>,
}
