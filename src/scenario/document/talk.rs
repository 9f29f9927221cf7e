//! Talks.

use super::condition::{Names, OneOrMore};
use super::keyed::Keyed;
use schemars::JsonSchema;
use serde::Serialize;

/// What happens at the table, for `zopa talks`. All keys are optional.
#[derive(Clone, PartialEq, Debug, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// What people read. Default: the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How offers are made and accepted. Default: "alternating".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolWord>,
    /// The deadline. Default: 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10_000))]
    pub rounds: Option<u32>,
    /// Who acts when within a round: every signing party once, or "random". Default: in the order of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<TurnsOf>,
    /// How parties make and take offers: one word for all, or party = strategy. Default: "linear".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategies>,
    /// The proposals that parties begin from: party = proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<Keyed<String>>,
    /// The proposal that the mediator of a single text begins from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When lines that are not held to the end give way. Default: "evenly".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gives_way: Option<GivesWayWord>,
    /// The chance, each round, that the talks end there without agreement. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub breakdown: Option<f64>,
    /// Where it comes from: the id of a source, or a list of ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMore>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum ProtocolWord {
    /// Parties answer a standing offer, or make one of their own.
    Alternating,
    /// A mediator has one draft.
    SingleText,
}

/// When lines give way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum GivesWayWord {
    /// Before the first round.
    AtOnce,
    /// At any time alike.
    Evenly,
    /// Rather late.
    Late,
    /// In the last round.
    Last,
}

/// Who acts when.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum TurnsOf {
    /// \"random\": shuffled anew for each talk; or the one signing party.
    Word(String),
    /// Every signing party once.
    Parties(Names),
}

/// A strategy for all, or one for each.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Strategies {
    /// One for all.
    All(StrategyWord),
    /// Party = strategy.
    Each(Keyed<StrategyOf>),
}

/// A strategy.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum StrategyOf {
    /// A word.
    Word(StrategyWord),
    /// By its exponent.
    Exponent(ExponentOf),
}

/// The demand level 1 − t^e.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct ExponentOf {
    /// Above 0: 1 gives in evenly, more gives in later, less earlier.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub e: f64,
}

/// A strategy in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum StrategyWord {
    /// Gives in late.
    Boulware,
    /// Gives in evenly.
    Linear,
    /// Gives in early.
    Conceder,
    /// Asks for its best all the time.
    Firm,
    /// Gives in as much as the others have.
    Reciprocal,
    /// `MiCRO`: a new offer for each new one of the others.
    Micro,
    /// Any acceptable deal.
    Random,
}
