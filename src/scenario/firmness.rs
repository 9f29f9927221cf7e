//! How a firmness counts where one number is needed: its middle, computed on the shortest decimal forms.
//!
//! `[0.1, 0.2]` counts as 0.15, and a line so held gives way with probability 0.85: not 0.15000000000000002 and its like.

use crate::scenario::model::{Firmness, FirmnessBy, Scenario};
use crate::scenario::number::Decimal;

impl FirmnessBy {
    /// The mean of the middles, weighted by the probabilities of the values.
    ///
    /// It is the first value's number and what the others differ from it: where nothing differs it is that number to the last
    /// digit.
    #[must_use]
    pub fn mean(&self, probability: &[f64]) -> Firmness {
        let mut likely = self.of_value.iter().zip(probability).filter(|(_, p)| **p > 0.0);
        let first = likely.next().map_or(0.0, |(firmness, _)| firmness.midpoint());
        let mean = likely.fold(first, |mean, (firmness, p)| mean + p * (firmness.midpoint() - first)).clamp(0.0, 1.0);
        Firmness { low: mean, high: mean }
    }
}

impl Scenario {
    /// Sets the one number of each line whose firmness depends on an assumption: that of the value that is assumed, else the
    /// mean under the probabilities in force.
    pub(in crate::scenario) fn weigh_firmness(&mut self) {
        let assumptions = &self.assumptions;
        for line in self.parties.iter_mut().flat_map(|party| &mut party.red_lines) {
            let Some(by) = &line.firmness_by else { continue };
            let assumed = assumptions.assumed.get(by.assumption).and_then(|value| by.of_value.get(*value as usize));
            line.firmness = match (assumed, assumptions.list.get(by.assumption)) {
                (Some(of_value), _) => of_value.one_number(),
                (None, Some(assumption)) => by.mean(&assumption.probability),
                (None, None) => line.firmness,
            };
        }
    }
}

impl Firmness {
    /// Without the author's doubt.
    fn one_number(self) -> Self {
        Self { low: self.midpoint(), high: self.midpoint() }
    }

    /// Held whatever comes.
    pub const FIXED: Self = Self { low: 1.0, high: 1.0 };

    /// The one number that stands for it: the middle, computed on the shortest decimal forms (0.1 and 0.2 give 0.15).
    #[must_use]
    pub fn midpoint(self) -> f64 {
        Decimal::midpoint(self.low, self.high)
    }

    /// The probability that the line is not held, `1 − midpoint`, computed on the shortest decimal form (0.9 gives 0.1).
    #[must_use]
    pub fn gives_way(self) -> f64 {
        Decimal::one_minus(self.midpoint())
    }
}
