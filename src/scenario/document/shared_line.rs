//! A line that several parties hold.

use super::agreement::PartyNames;
use super::condition::{Condition, OneOrMore};
use super::keyed::Keyed;
use super::rule::Firmness;
use super::source::BasisWord;
use schemars::JsonSchema;
use serde::Serialize;

/// A term that several parties would not cross. It takes exactly one of `require` and `reject`.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["require"] }, { "required": ["reject"] }]))]
pub struct SharedLine {
    /// Who holds it, each independently of the others. Required.
    pub parties: PartyNames,
    /// What people read. Required.
    pub title: String,
    /// The line is crossed where this does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require: Option<Condition>,
    /// The line is crossed where this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<Condition>,
    /// The line applies only where this holds. Default: everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The line does not apply where this holds. Default: no exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless: Option<Condition>,
    /// How sure you are that a holder would walk away rather than cross the line, as for a red line. Default: "fixed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<Firmness>,
    /// The firmness of single holders: party = firmness. Default: `firmness`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness_of: Option<Keyed<Firmness>>,
    /// Where the position comes from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// The words that the line rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How well it is founded. Default: the weakest kind among its sources, or assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<BasisWord>,
    /// How you coded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
