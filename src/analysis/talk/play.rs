//! What happens in one talk, as plain data.

use crate::scenario::id::DemandId;

/// How a talk ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ending {
    /// With an agreement.
    Agreement,
    /// Out of time, though something was possible.
    DeadlinePossible,
    /// Out of time, and nothing was possible.
    DeadlineImpossible,
    /// Broken off.
    Breakdown,
}

impl Ending {
    /// All of them, in the order in which answers have them.
    pub const ALL: [Self; 4] = [Self::Agreement, Self::DeadlinePossible, Self::DeadlineImpossible, Self::Breakdown];

    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::DeadlinePossible => "deadline_possible",
            Self::DeadlineImpossible => "deadline_impossible",
            Self::Breakdown => "breakdown",
        }
    }
}

/// What a party does in its turn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Does {
    /// It makes an offer.
    Offer,
    /// It accepts an offer, or the draft.
    Accept,
    /// It has nothing that it could offer.
    Pass,
    /// It objects to the draft.
    Object,
}

impl Does {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Accept => "accept",
            Self::Pass => "pass",
            Self::Object => "object",
        }
    }
}

/// One step of a talk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The round, from 1.
    pub round: u32,
    /// Who acts, by place among those who sign.
    pub signer: usize,
    /// What it does.
    pub does: Does,
    /// The number of the deal that is offered or accepted, or of the draft.
    pub deal: Option<usize>,
    /// The demands that it holds and for which it did not accept, in the order of the file.
    pub crosses: Vec<DemandId>,
}

/// One talk as it went.
#[derive(Clone, PartialEq, Debug)]
pub struct Played {
    /// The combination of the assumptions' values, by place in the table.
    pub world: usize,
    /// When each line gives way, by place in the table; none if it is held to the end.
    pub times: Vec<Option<f64>>,
    /// How it ended.
    pub ending: Ending,
    /// Whether some deal was agreed with the lines that were held to the end enforced.
    pub possible: bool,
    /// The round in which it ended.
    pub round: u32,
    /// The number of the deal that was agreed.
    pub deal: Option<usize>,
    /// Whose yes, or offer, completed the agreement.
    pub closed: Option<usize>,
    /// How many offers each made.
    pub offers: Vec<u64>,
    /// What the agreement gained each, of what it could gain in that round.
    pub gains: Vec<f64>,
    /// Step by step, where that is asked for.
    pub steps: Vec<Step>,
}

/// Whether a line that gives way at this time is held in this round.
#[must_use]
pub fn is_held(time: Option<f64>, round: u32, rounds: u32) -> bool {
    time.is_none_or(|time| f64::from(round) / f64::from(rounds) < time)
}
