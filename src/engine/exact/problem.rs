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
    /// The sum at this place grows by this many points.
    Give(usize, i64),
    /// It is noted, at this place: states remember it to the end, where deals are told apart by their notes.
    Note(usize),
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
    /// What it means that it is not: [`Role::Kill`], [`Role::Refuse`] or [`Role::Note`].
    pub role: Role,
}

/// Words for the notes of a state at most.
pub const MAX_NOTE_WORDS: usize = 2;

/// What a state remembers, one bit a note.
pub type Notes = [u64; MAX_NOTE_WORDS];

/// One question.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The rules.
    pub lines: Vec<Line>,
    /// The sums.
    pub sums: Vec<Sum>,
    /// What the agreement depends on (a remainder); none if every deal that is not ended counts.
    pub agreement: Option<u32>,
}

impl Problem {
    /// How many words the notes take.
    #[must_use]
    pub fn n_note_words(&self) -> usize {
        let roles = self.lines.iter().map(|line| line.role).chain(self.sums.iter().map(|sum| sum.role));
        let notes = roles.filter_map(|role| if let Role::Note(place) = role { Some(place / 64 + 1) } else { None });
        notes.max().unwrap_or(0)
    }
}
