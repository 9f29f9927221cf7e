//! The numbers that a diagram counts with: 128 bits where all deals fit into them, else as many as it takes.

use num_bigint::BigUint;

/// A count.
pub trait Number: Clone + Send + Sync {
    /// None.
    fn zero() -> Self;
    /// One.
    fn one() -> Self;
    /// Whether it is none.
    fn is_zero(&self) -> bool;
    /// Adds `other * times`.
    fn add_product(&mut self, other: &Self, times: &Self);
    /// From a whole number.
    fn of(number: u64) -> Self;
    /// As a whole number of any size.
    fn big(&self) -> BigUint;
}

impl Number for u128 {
    fn zero() -> Self {
        0
    }
    fn one() -> Self {
        1
    }
    fn is_zero(&self) -> bool {
        *self == 0
    }
    fn add_product(&mut self, other: &Self, times: &Self) {
        *self += other * times;
    }
    fn of(number: u64) -> Self {
        number.into()
    }
    fn big(&self) -> BigUint {
        (*self).into()
    }
}

impl Number for BigUint {
    fn zero() -> Self {
        Self::ZERO
    }
    fn one() -> Self {
        1_u32.into()
    }
    fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }
    fn add_product(&mut self, other: &Self, times: &Self) {
        *self += other * times;
    }
    fn of(number: u64) -> Self {
        number.into()
    }
    fn big(&self) -> BigUint {
        self.clone()
    }
}
