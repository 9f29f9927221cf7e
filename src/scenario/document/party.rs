//! Who negotiates: red lines, points and what a party walks away below.

use super::condition::{Condition, OneOrMore};
use super::keyed::Keyed;
use super::rule::Firmness;
use super::source::BasisWord;
use super::value::Number;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A party to the negotiation.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether agreement can need this party. `false`: it is heard and reported, and never needed. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signs: Option<bool>,
    /// What it counts under `weight_at_least` of `[agreement]`, 0 or more. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minimum" = 0))]
    pub weight: Option<Number>,
    /// Below this many points the party walks away. Needs `points` or a bonus. Default: no such limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<Number>,
    /// Terms that the party would not cross, as you code them: `[party.ID.red_line.LINE]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    #[schemars(with = "RedLines")]
    pub red_line: Keyed<RedLine>,
    /// What the party prefers: the points of a deal's values are added up. Default: no preferences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Keyed<Points>>,
    /// Points for a combination of terms: `[party.ID.bonus.NAME]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub bonus: Keyed<Bonus>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Red lines by id; `reservation` is no id of a red line, because demands are named `PARTY.reservation`.
struct RedLines;

impl JsonSchema for RedLines {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "RedLines".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut lines = <Keyed<RedLine>>::json_schema(generator);
        lines.insert("propertyNames".to_owned(), serde_json::json!({ "not": { "const": "reservation" } }));
        lines
    }
}

/// A term that a party would not cross. It takes exactly one of `require` and `reject`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["require"] }, { "required": ["reject"] }]))]
pub struct RedLine {
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
    /// How sure you are that the party would walk away rather than cross the line: a number from 0 (it would give way) to 1
    /// (never), a range `[low, high]`, or a word: "fixed" 1.0, "firm" 0.9, "negotiable" 0.5, "soft" 0.2. Default: "fixed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<Firmness>,
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

/// The points that a party gives to the values of one issue, by key: an option, `yes` or `no`, a member, a number in
/// quotation marks, or `at_min` and `at_max`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Points(pub Vec<(String, Number)>);

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, points)| (key, points)))
    }
}

impl JsonSchema for Points {
    fn schema_name() -> Cow<'static, str> {
        "Points".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = |generator: &mut SchemaGenerator, description: &str| {
            let mut number = generator.subschema_for::<Number>();
            number.insert("description".to_owned(), description.into());
            number
        };
        json_schema!({
            "description": "The points of one issue's values, 0 for what is left out: option = points; for yes/no, `yes` and `no`; \
                for members, member = points, added up over those chosen; for a range, number by number (\"100000\" = 5) or \
                linear from `at_min` to `at_max`.",
            "type": "object",
            "properties": {
                "at_min": number(generator, "On a range: the points of its lowest value, linear up to `at_max`. Default: 0."),
                "at_max": number(generator, "On a range: the points of its highest value, linear from `at_min`. Default: 0."),
                "yes": number(generator, "On a yes/no issue: the points of yes. Default: 0."),
                "no": number(generator, "On a yes/no issue: the points of no. Default: 0."),
            },
            "additionalProperties": number(generator, "The points of this value."),
        })
    }
}

/// Points for a combination of terms.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// What people read. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the points are given. Required.
    pub when: Condition,
    /// How many points, below 0 for a malus. Required.
    pub points: Number,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
