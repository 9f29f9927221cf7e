//! Conditions as they are typed: tables of tests, lists of tables, and what nests them.

use super::keyed::ID_PATTERN;
use super::value::{Number, Scalar};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// Where something holds: a table, all of whose tests hold, or a list of tables, any of which holds.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Condition {
    /// All of these tests hold.
    Table(ConditionTable),
    /// Any of these tables holds.
    AnyOf(Vec<ConditionTable>),
}

impl JsonSchema for Condition {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<ConditionTable>();
        let any = json_schema!({
            "description": "A list of tables, any of which holds.",
            "type": "array",
            "items": table,
            "minItems": 1,
        });
        json_schema!({ "anyOf": [table, any] })
    }
}

/// One entry of a condition table.
#[derive(Clone, PartialEq, Debug)]
pub enum Where {
    /// `not = …`: this does not hold.
    Not(Condition),
    /// `any = [ … ]`: any of these holds.
    Any(Vec<ConditionTable>),
    /// `all = [ … ]`: all of these hold.
    All(Vec<ConditionTable>),
    /// `expr = "…"`: this expression is true.
    Expr(String),
    /// `issue = …`: the issue passes this test.
    Issue(String, Test),
}

/// Tests that are all to hold, in the order of the file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ConditionTable(pub Vec<Where>);

/// The value of one entry, without its key.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Condition(&'a Condition),
    Tables(&'a [ConditionTable]),
    Text(&'a str),
    Test(&'a Test),
}

impl Serialize for ConditionTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|entry| match entry {
            Where::Not(condition) => ("not", Entry::Condition(condition)),
            Where::Any(tables) => ("any", Entry::Tables(tables)),
            Where::All(tables) => ("all", Entry::Tables(tables)),
            Where::Expr(text) => ("expr", Entry::Text(text)),
            Where::Issue(issue, test) => (issue.as_str(), Entry::Test(test)),
        }))
    }
}

impl JsonSchema for ConditionTable {
    fn schema_name() -> Cow<'static, str> {
        "ConditionTable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<Self>();
        let mut not = generator.subschema_for::<Condition>();
        not.insert("description".to_owned(), "This does not hold: a table of tests, or a list of tables.".into());
        json_schema!({
            "description": "Tests that are all to hold: the id of an issue = what its value must be. \
                `not`, `any`, `all` and `expr` may stand beside them.",
            "type": "object",
            "properties": {
                "not": not,
                "any": {
                    "description": "Any of these tables holds.",
                    "type": "array",
                    "items": table,
                    "minItems": 1,
                },
                "all": {
                    "description": "All of these tables hold.",
                    "type": "array",
                    "items": table,
                    "minItems": 1,
                },
                "expr": {
                    "description": "An expression over the issues that is true, in CEL, for what a table cannot say: \
                        \"price * quantity <= 1000000\".",
                    "type": "string",
                },
            },
            "additionalProperties": generator.subschema_for::<Test>(),
            "propertyNames": { "pattern": ID_PATTERN },
            "minProperties": 1,
        })
    }
}

/// What the value of an issue must be.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Test {
    /// The value is this: an option, a number, or true / false.
    Value(Scalar),
    /// The value is one of these options or numbers.
    OneOf(#[schemars(length(min = 1))] Vec<OptionOrNumber>),
    /// All of these hold of the value.
    Table(Box<TestTable>),
}

/// An option by its id, or a number.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OptionOrNumber {
    /// An option of a choice issue.
    Option(String),
    /// A number of a range issue.
    Number(Number),
}

/// Tests of one value, all of which are to hold.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, extend("minProperties" = 1))]
pub struct TestTable {
    /// The value is not this, or none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Unequal>,
    /// The number or ordered option is this or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<OptionOrNumber>,
    /// The number or ordered option is more than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<OptionOrNumber>,
    /// The number or ordered option is this or less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<OptionOrNumber>,
    /// The number or ordered option is less than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<OptionOrNumber>,
    /// All of these members are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes: Option<OneOrMore>,
    /// At least one of these members is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes_any: Option<OneOrMore>,
    /// None of these members is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excludes: Option<OneOrMore>,
    /// This many members are chosen: a number, a list of numbers, or a table such as `{ at_least = 2 }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Sizes>,
    /// Exactly these members are chosen (`[]`: none); or the order is this one, all items first to last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<Names>,
    /// Two or more items of an order, each before the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2))]
    pub before: Option<Vec<String>>,
    /// This item of an order comes first, or one of these does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<OneOrMore>,
    /// This item of an order comes last, or one of these does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<OneOrMore>,
}

/// What a value is not.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Unequal {
    /// Not this option, number, or true / false.
    Value(Scalar),
    /// None of these options or numbers.
    NoneOf(#[schemars(length(min = 1))] Vec<OptionOrNumber>),
}

/// One id, or a list of ids with at least one.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OneOrMore {
    /// One id.
    One(String),
    /// A list of ids.
    Many(#[schemars(length(min = 1))] Vec<String>),
}

/// One id, or a list of ids, which may be empty.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Names {
    /// One id.
    One(String),
    /// A list of ids.
    List(Vec<String>),
}

/// How many members are chosen.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Sizes {
    /// This many.
    Number(i64),
    /// One of these numbers.
    OneOf(#[schemars(length(min = 1))] Vec<i64>),
    /// As many as all of these allow.
    Table(SizeTable),
}

/// Tests of a number of members, all of which are to hold.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, extend("minProperties" = 1))]
pub struct SizeTable {
    /// This many or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// More than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<Number>,
    /// This many or fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Number>,
    /// Fewer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Number>,
    /// Not this number, or none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<UnequalSize>,
}

/// What a number of members is not.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum UnequalSize {
    /// Not this number.
    Number(i64),
    /// None of these numbers.
    NoneOf(#[schemars(length(min = 1))] Vec<i64>),
}
