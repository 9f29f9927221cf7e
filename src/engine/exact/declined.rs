//! Why the exact engine leaves a scenario to the others.

/// Why the engine does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Declined {
    /// A diagram passed its budget of states and arcs.
    TooLarge,
    /// A diagram that everything needs passed what the limit of memory gives it.
    Memory,
    /// More rules are open at once than a state holds.
    Tangled,
    /// The agreement rule has no graph.
    Agreement,
    /// The agreement rule in all worlds together asks too many voices or questions.
    Voices,
    /// Points of a party with a reservation are no decimals of six places.
    Points,
    /// More bonuses depend on conditions than an arc can name.
    Bonuses,
    /// Where not everyone is needed, a reservation decides who accepts.
    Reservations,
    /// Two scores that are not the same differ by less than the tolerance.
    Close,
    /// An issue has too many kinds of values, and every deal can be looked at instead.
    Wide,
    /// It was asked to stop, or the time limit passed.
    Stopped,
}

impl Declined {
    /// In words, to follow "the exact engine declined: ".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooLarge => "its diagram passed the budget of states",
            Self::Memory => "its diagram passed the memory limit (a higher `--memory-limit` gives it more room)",
            Self::Tangled => {
                "more lines overlap at once than its states hold, in every order of the issues that was tried"
            }
            Self::Agreement => "the weights make too many distinct sums",
            Self::Voices => {
                "the agreement rule over all combinations of the assumptions' values passes 200,000 cases or 1,024 voices (a variant that settles an assumption has fewer)"
            }
            Self::Bonuses => "more than nine bonuses depend on conditions",
            Self::Reservations => "reservations decide who accepts, and not everyone is needed",
            Self::Close => "scores lie closer together than the tolerance",
            Self::Points => "points beside a reservation are no decimals of at most six places",
            Self::Wide => "points or rules tell more than 4,096 values of an issue apart",
            Self::Stopped => "it was cut short",
        }
    }
}
