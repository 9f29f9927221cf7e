//! What is moved, and how.

use super::condition::Names;
use super::talk::ExponentOf;
use super::value::{Number, Term};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// What moves, between which values, and which combinations make the rows.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// What people read. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Which combinations make the rows. Required.
    pub design: DesignWord,
    /// How many rows; base points under `saltelli`; a grid has one a combination. Default: 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub rows: Option<u64>,
    /// What moves: "firmness.PARTY.LINE", "reservation.PARTY", "enforced.PARTY.LINE", "fix.ISSUE", "points.PARTY.ISSUE.VALUE", "assumption.ID", "talk.ID.rounds", "talk.ID.breakdown" or "talk.ID.strategy.PARTY". Required.
    pub vary: Vary,
    /// The talks that each row is asked about: their ids. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talks: Option<Names>,
    /// How many talks of each a row plays. Default: 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub talks_per_row: Option<u64>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A design by its word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum DesignWord {
    /// Every combination of values.
    Grid,
    /// Independent random values.
    Random,
    /// A Latin hypercube.
    Lhs,
    /// The points of the Sobol' sequence.
    Sobol,
    /// Groups of rows that Sobol' indices are computed from.
    Saltelli,
}

/// A table from what moves to its values, the keys in quotation marks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Vary(pub Vec<(String, Levels)>);

impl Serialize for Vary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, levels)| (key, levels)))
    }
}

impl JsonSchema for Vary {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Vary".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "patternProperties": {
                r"^((firmness|enforced)\.[a-z0-9_]{1,64}\.|reservation\.|fix\.|assumption\.)[a-z0-9_]{1,64}$|^points\.[a-z0-9_]{1,64}\.[a-z0-9_]{1,64}\..+$|^talk\.[a-z0-9_]{1,64}\.(rounds|breakdown|strategy\.[a-z0-9_]{1,64})$":
                    generator.subschema_for::<Levels>(),
            },
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 64,
        })
    }
}

/// Between which values something moves.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Levels {
    /// Two numbers: every number from the one to the other. Words, truth values or lists of members: one of these.
    List(#[schemars(length(min = 1, max = 1000))] Vec<Level>),
    /// Numbers at equal distances.
    Steps(Steps),
    /// One of these.
    Values(SweepValues),
}

/// One value.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Level {
    /// A number, a word, true / false, or the members chosen.
    Term(Term),
    /// A strategy by its exponent.
    Exponent(ExponentOf),
}

/// Numbers at equal distances.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct Steps {
    /// The first number. Required.
    pub from: Number,
    /// The last number. Required.
    pub to: Number,
    /// How many numbers, both ends counted. Required.
    #[schemars(range(min = 2, max = 1000))]
    pub steps: u32,
}

/// Single values.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct SweepValues {
    /// One of these. Required.
    #[schemars(length(min = 1, max = 1000))]
    pub values: Vec<Level>,
}
