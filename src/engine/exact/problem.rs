//! One question to the diagram: which rules end a deal, which weigh it, and which make a party refuse.

use crate::scenario::id::VoiceId;

/// What it means that a rule is met.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Role {
    /// The deal does not count.
    Kill,
    /// The deal counts so much less.
    Weigh(f64),
    /// The party refuses, with this probability.
    Refuse(VoiceId, f64),
    /// The sum at this place grows by so many points.
    Give(usize, i64),
}

/// A rule, as a node of the graphs.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where its graph begins.
    pub root: u32,
    /// What it means that it is met.
    pub role: Role,
}

/// A sum of points that has to reach something.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The points of each class of each level.
    pub of_class: Vec<Vec<i64>>,
    /// What has to be reached.
    pub needed: i64,
    /// What it means that it is not: [`Role::Kill`] or [`Role::Refuse`].
    pub role: Role,
}

/// One question.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The rules.
    pub lines: Vec<Line>,
    /// The sums.
    pub sums: Vec<Sum>,
    /// What the agreement hangs on (a remainder); none where every deal that is not ended counts.
    pub agreement: Option<u32>,
}
