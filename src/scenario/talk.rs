//! Talks: who speaks when, by which protocol and strategies, from which openings, until when.

use crate::scenario::id::{PartyId, ProposalId, SourceId};
use crate::scenario::model::Span;

/// How offers are made and accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Protocol {
    /// Parties answer a standing offer, or make one of their own (Rubinstein 1982; Aydoğan and others 2017).
    #[default]
    Alternating,
    /// A mediator has one draft, to which parties object by the demands that they hold (Fisher 1978).
    SingleText,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Alternating, Self::SingleText];

    /// The word of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alternating => "alternating",
            Self::SingleText => "single_text",
        }
    }
}

/// When lines that are not held to the end give way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum GivesWay {
    /// Before the first round.
    AtOnce,
    /// At any time alike.
    #[default]
    Evenly,
    /// Rather late: at the fourth root of an even time.
    Late,
    /// In the last round.
    Last,
}

impl GivesWay {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AtOnce, Self::Evenly, Self::Late, Self::Last];

    /// The word of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Evenly => "evenly",
            Self::Late => "late",
            Self::Last => "last",
        }
    }

    /// The time τ from 0 to 1 at which a line gives way, of one uniform number.
    #[must_use]
    pub fn time(self, even: f64) -> f64 {
        match self {
            Self::AtOnce => 0.0,
            Self::Evenly => even,
            Self::Late => even.powf(0.25),
            Self::Last => 1.0,
        }
    }
}

/// How a party makes and takes offers under alternating offers.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Strategy {
    /// Gives in late: 1 − t⁴.
    Boulware,
    /// Gives in evenly: 1 − t.
    #[default]
    Linear,
    /// Gives in early: 1 − t^¼.
    Conceder,
    /// 1 − t^E for this E, above 0 and finite.
    Exponent(f64),
    /// Asks for its best all the time.
    Firm,
    /// Gives in as much as the others have.
    Reciprocal,
    /// `MiCRO` (de Jonge 2022): a new offer for each new one of the others.
    Micro,
    /// Any acceptable deal.
    Random,
}

impl Strategy {
    /// Those that are one word.
    pub const WORDS: [Self; 7] =
        [Self::Boulware, Self::Linear, Self::Conceder, Self::Firm, Self::Reciprocal, Self::Micro, Self::Random];

    /// The word of the format; none of an exponent.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Boulware => "boulware",
            Self::Linear => "linear",
            Self::Conceder => "conceder",
            Self::Firm => "firm",
            Self::Reciprocal => "reciprocal",
            Self::Micro => "micro",
            Self::Random => "random",
            Self::Exponent(_) => return None,
        })
    }

    /// What gain is asked for at a time from 0 to 1; none where that does not depend on time alone.
    #[must_use]
    pub fn level(self, time: f64) -> Option<f64> {
        Some(match self {
            Self::Boulware => 1.0 - time.powi(4),
            Self::Linear => 1.0 - time,
            Self::Conceder => 1.0 - time.powf(0.25),
            Self::Exponent(exponent) => 1.0 - time.powf(exponent),
            Self::Firm => 1.0,
            Self::Reciprocal | Self::Micro | Self::Random => return None,
        })
    }

    /// A strategy as the command line has it: a word, or `e:2.5`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(number) = text.strip_prefix("e:") {
            let exponent: Option<f64> = number.trim().parse().ok();
            return match exponent.filter(|exponent| exponent.is_finite() && *exponent > 0.0) {
                Some(exponent) => Ok(Self::Exponent(exponent)),
                None => Err(format!("`{number}` is no exponent: write a number above 0, such as `e:2.5`")),
            };
        }
        Self::WORDS.into_iter().find(|strategy| strategy.word() == Some(text)).ok_or_else(|| {
            let words: Vec<&str> = Self::WORDS.into_iter().filter_map(Self::word).collect();
            format!("no strategy `{text}`: there are {} and `e:NUMBER`", words.join(", "))
        })
    }
}

/// Who acts when within a round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TurnOrder {
    /// These first, then those that are not named, in the order of the file.
    Named(Vec<PartyId>),
    /// Shuffled anew for each talk.
    Random,
}

/// The rounds of a talk that does not say how many.
pub const ROUNDS: u32 = 20;
/// The most rounds that a talk may have.
pub const MOST_ROUNDS: u32 = 10_000;

/// A talk.
#[derive(Clone, PartialEq, Debug)]
pub struct Talk {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: String,
    /// How offers are made and accepted.
    pub protocol: Protocol,
    /// The deadline.
    pub rounds: u32,
    /// Who acts when.
    pub order: TurnOrder,
    /// The strategies of parties that have one of their own.
    pub strategies: Vec<(PartyId, Strategy)>,
    /// The strategy of the others.
    pub usual: Strategy,
    /// The proposals that parties begin from.
    pub openings: Vec<(PartyId, ProposalId)>,
    /// The mediator's first draft.
    pub text: Option<ProposalId>,
    /// When lines give way.
    pub gives_way: GivesWay,
    /// The chance, each round, that the talks end there.
    pub breakdown: f64,
    /// Where it comes from.
    pub sources: Vec<SourceId>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

impl Default for Talk {
    fn default() -> Self {
        Self {
            id: "default".to_owned(),
            title: "default".to_owned(),
            protocol: Protocol::default(),
            rounds: ROUNDS,
            order: TurnOrder::Named(Vec::new()),
            strategies: Vec::new(),
            usual: Strategy::default(),
            openings: Vec::new(),
            text: None,
            gives_way: GivesWay::default(),
            breakdown: 0.0,
            sources: Vec::new(),
            note: None,
            span: 0..0,
        }
    }
}

impl Talk {
    /// How this party makes and takes offers.
    #[must_use]
    pub fn strategy(&self, party: PartyId) -> Strategy {
        self.strategies.iter().find(|(one, _)| *one == party).map_or(self.usual, |(_, strategy)| *strategy)
    }

    /// What this party begins from.
    #[must_use]
    pub fn opening(&self, party: PartyId) -> Option<ProposalId> {
        self.openings.iter().find(|(one, _)| *one == party).map(|(_, proposal)| *proposal)
    }
}
