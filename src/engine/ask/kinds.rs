//! How each kind of figure of an answer was had, since one run may prove its verdicts and estimate its counts.

use crate::engine::ask::answer::{AnswerKind, Count};

/// How far figures of one kind can be trusted, the firmest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FigureKind {
    /// Proved, or counted, up to the rounding of doubles.
    Exact,
    /// What is given bounds the figure, or is a part of the list.
    Bound,
    /// From samples.
    Estimate,
    /// Nothing can be said.
    Undecided,
}

impl FigureKind {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Bound => "bound",
            Self::Estimate => "estimate",
            Self::Undecided => "undecided",
        }
    }

    /// The kind of one count.
    #[must_use]
    pub const fn of(count: &Count) -> Self {
        match count {
            Count::Exact(_) => Self::Exact,
            Count::Samples(_) => Self::Estimate,
            Count::Unknown => Self::Undecided,
        }
    }

    /// Exact where it is known.
    #[must_use]
    pub const fn known(is_known: bool) -> Self {
        if is_known { Self::Exact } else { Self::Undecided }
    }

    /// The kind of figures that an engine gave as a whole.
    #[must_use]
    pub const fn of_all(kind: AnswerKind) -> Self {
        match kind {
            AnswerKind::Exact => Self::Exact,
            AnswerKind::Estimate => Self::Estimate,
            AnswerKind::Undecided => Self::Undecided,
        }
    }
}

/// The kinds of an answer's figures; none of those that were not asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FigureKinds {
    /// How many deals.
    pub counts: Option<FigureKind>,
    /// What each value comes to.
    pub verdicts: Option<FigureKind>,
    /// Means over deals, and the chances of single deals and unlocks.
    pub probabilities: Option<FigureKind>,
    /// The highest probability of a deal.
    pub best: Option<FigureKind>,
    /// The probability that some deal is agreed.
    pub any: Option<FigureKind>,
    /// The nearest deals.
    pub nearest: Option<FigureKind>,
    /// Conflicts and unlocks, the frontier, sets.
    pub lists: Option<FigureKind>,
}

impl FigureKinds {
    /// The kind of the whole: the weakest of counts and probabilities, or that of the lists; a bound counts as an estimate.
    #[must_use]
    pub fn whole(&self) -> Option<AnswerKind> {
        let weakest = self.counts.max(self.probabilities).or(self.lists)?;
        Some(match weakest {
            FigureKind::Exact => AnswerKind::Exact,
            FigureKind::Bound | FigureKind::Estimate => AnswerKind::Estimate,
            FigureKind::Undecided => AnswerKind::Undecided,
        })
    }

    /// Each with its name, in the order of the JSON.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, Option<FigureKind>); 7] {
        [
            ("counts", self.counts),
            ("verdicts", self.verdicts),
            ("probabilities", self.probabilities),
            ("best", self.best),
            ("any", self.any),
            ("nearest", self.nearest),
            ("lists", self.lists),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_as_weak_as_its_counts_and_probabilities() {
        let (exact, bound, estimate) = (Some(FigureKind::Exact), Some(FigureKind::Bound), Some(FigureKind::Estimate));
        let kinds = FigureKinds { counts: estimate, verdicts: exact, probabilities: exact, ..FigureKinds::default() };
        assert_eq!(kinds.whole(), Some(AnswerKind::Estimate));
        assert_eq!(FigureKinds { counts: exact, lists: bound, ..kinds }.whole(), Some(AnswerKind::Exact));
        let lists = FigureKinds { lists: bound, ..FigureKinds::default() };
        assert_eq!(lists.whole(), Some(AnswerKind::Estimate));
        assert_eq!(FigureKinds::default().whole(), None);
    }
}
