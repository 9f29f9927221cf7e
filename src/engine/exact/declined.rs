//! Why the exact engine leaves a scenario to the others.

/// Why the engine does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Declined {
    /// A diagram passed its budget of states and arcs.
    TooLarge,
    /// The agreement rule has no graph.
    Agreement,
    /// Points of a party with a reservation are no decimals of six places.
    Points,
    /// It was asked to stop, or the time limit passed.
    Stopped,
}

impl Declined {
    /// In words, to follow "the exact engine declined: ".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooLarge => "its diagram passed the budget of states",
            Self::Agreement => "the weights make too many distinct sums",
            Self::Points => "points beside a reservation are no decimals of at most six places",
            Self::Stopped => "it was cut short",
        }
    }
}
