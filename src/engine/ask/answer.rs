//! How an answer was had, and how far it can be trusted: exact, an estimate, or undecided. Never blurred.

use num_bigint::BigUint;

/// Which engine answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EngineName {
    /// The decision diagram.
    Exact,
    /// Every deal, one by one.
    Enumerate,
    /// Random proposals.
    Simulate,
}

impl EngineName {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Enumerate => "enumerate",
            Self::Simulate => "simulate",
        }
    }
}

/// How far an answer can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AnswerKind {
    /// Every figure that is given is exact (up to the rounding of doubles).
    Exact,
    /// Figures come from samples and carry intervals.
    Estimate,
    /// Nothing can be said.
    Undecided,
}

impl AnswerKind {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::Undecided => "undecided",
        }
    }
}

/// How an answer was had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provenance {
    /// Which engine answered.
    pub engine: EngineName,
    /// How far it can be trusted.
    pub kind: AnswerKind,
    /// Why it is not exact, or which figures a budget cut; none if nothing needs saying.
    pub why: Option<String>,
}

impl Provenance {
    /// Adds a reason.
    pub fn add(&mut self, reason: &str) {
        self.why = Some(self.why.take().map_or_else(|| reason.to_owned(), |why| format!("{why}; {reason}")));
    }
}

/// How many deals: counted, or seen among samples.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Count {
    /// Counted, all of them.
    Exact(BigUint),
    /// This many of the samples.
    Samples(u64),
    /// Not known.
    Unknown,
}

/// A share, a mean or a probability, from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Share {
    /// The value; none if it is a share of nothing, or not known.
    pub value: Option<f64>,
    /// The 95 % interval where the value comes from samples.
    pub interval: Option<(f64, f64)>,
}
