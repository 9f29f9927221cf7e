//! Named proposals.

use super::condition::{Names, OneOrMore};
use super::keyed::Keyed;
use super::value::Term;
use schemars::JsonSchema;
use serde::Serialize;

/// A named proposal. An issue that neither it nor the proposal it is based on settles is open.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Another proposal, whose terms this one takes over before its own `terms` and `open`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// Issue = value: an option's id, a number, true / false, or a list of members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Keyed<Term>>,
    /// Issues that are open again, though the proposal it is based on settles them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Names>,
    /// Where it comes from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
