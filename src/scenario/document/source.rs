//! Where positions come from.

use super::value::Day;
use schemars::JsonSchema;
use serde::Serialize;

/// Where a position comes from: a speech, a report, a draft text.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called. Required.
    pub title: String,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote or said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When: a date (`2025-08-20`) or any text (`"spring 2022"`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DateOrText>,
    /// Where to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What kind of evidence it is: `stated` by the party itself, from a `draft` text, `reported` by somebody, or `inferred`
    /// from other things that were said. Default: `assumed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<BasisWord>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A date, or any text that says when.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum DateOrText {
    /// A calendar day.
    Day(Day),
    /// Any text.
    Text(String),
}

/// How well a position is founded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum BasisWord {
    /// The party said so itself.
    Stated,
    /// It stood in a draft text.
    Draft,
    /// Somebody reported it.
    Reported,
    /// It follows from other things that were said.
    Inferred,
    /// You assume it.
    Assumed,
}
