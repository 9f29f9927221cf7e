//! How a firmness counts where one number is needed: its middle, computed on the shortest decimal forms.
//!
//! `[0.1, 0.2]` counts as 0.15, and a line so held gives way with probability 0.85: not 0.15000000000000002 and its like.

use crate::scenario::model::Firmness;
use crate::scenario::number::Decimal;

impl Firmness {
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
