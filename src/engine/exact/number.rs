//! The numbers that a diagram counts with: 64 or 128 bits where all deals fit into them, else as many as it takes.
//!
//! A state has none to four arcs or so, and how many is a coin's throw to the processor. Machine words are therefore summed
//! over all arcs of a layer without looking where a state ends: the count of a state is the sum up to its last arc less the
//! sum up to its first. The sums may pass the word's end, the differences are right all the same, modulo 2^64 or 2^128.
//!
//! Example: two states, the first with arcs to 5 and 7 deals, the second with one to 2. The sums are 0, 5, 12, 14; the
//! counts 12 − 0 and 14 − 12.
#![expect(clippy::indexing_slicing, reason = "a kernel: arcs, states and classes are counted by the diagram")]

use crate::engine::exact::arcs::Arcs;
use num_bigint::BigUint;

/// Which numbers count a space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// One word of 64 bits.
    One,
    /// Two words.
    Two,
    /// As many as it takes.
    Any,
}

impl Width {
    /// For this many deals, with a bit to spare.
    #[must_use]
    pub fn of(n_deals: &BigUint) -> Self {
        match n_deals.bits() {
            ..=62 => Self::One,
            63..=126 => Self::Two,
            _ => Self::Any,
        }
    }
}

/// A count.
pub trait Number: Clone + Send + Sync {
    /// None.
    fn zero() -> Self;
    /// One.
    fn one() -> Self;
    /// Adds `other * times`.
    fn add_product(&mut self, other: &Self, times: &Self);
    /// Whether it may well be that this is none, and looking is cheaper than multiplying.
    fn is_spared(&self) -> bool;
    /// From a whole number.
    fn of(number: u64) -> Self;
    /// As a whole number of any size.
    fn big(&self) -> BigUint;
    /// The counts of a layer from those of the next, and from how many values each class has.
    fn before(arcs: &Arcs, after: &[Self], times: &[Self]) -> Vec<Self>;
}

macro_rules! word {
    ($Word:ty) => {
        impl Number for $Word {
            fn zero() -> Self {
                0
            }
            fn one() -> Self {
                1
            }
            fn add_product(&mut self, other: &Self, times: &Self) {
                *self = self.wrapping_add(other.wrapping_mul(*times));
            }
            fn is_spared(&self) -> bool {
                false
            }
            fn of(number: u64) -> Self {
                number.into()
            }
            fn big(&self) -> BigUint {
                (*self).into()
            }
            fn before(arcs: &Arcs, after: &[Self], times: &[Self]) -> Vec<Self> {
                let mut sum: Self = 0;
                let mut sums = Vec::with_capacity(arcs.to.len() + 1);
                sums.push(0);
                sums.extend(arcs.to.iter().zip(&arcs.class).map(|(to, class)| {
                    sum.add_product(&after[*to as usize], &times[*class as usize]);
                    sum
                }));
                let state = |ends: &[u32]| sums[ends[1] as usize].wrapping_sub(sums[ends[0] as usize]);
                arcs.first.windows(2).map(state).collect()
            }
        }
    };
}

word!(u64);
word!(u128);

impl Number for BigUint {
    fn zero() -> Self {
        Self::ZERO
    }
    fn one() -> Self {
        1_u32.into()
    }
    fn add_product(&mut self, other: &Self, times: &Self) {
        *self += other * times;
    }
    fn is_spared(&self) -> bool {
        *self == Self::ZERO
    }
    fn of(number: u64) -> Self {
        number.into()
    }
    fn big(&self) -> BigUint {
        self.clone()
    }
    fn before(arcs: &Arcs, after: &[Self], times: &[Self]) -> Vec<Self> {
        let state = |ends: &[u32]| {
            let mut count = Self::ZERO;
            for arc in ends[0] as usize..ends[1] as usize {
                count.add_product(&after[arcs.to[arc] as usize], &times[arcs.class[arc] as usize]);
            }
            count
        };
        arcs.first.windows(2).map(state).collect()
    }
}

/// One count less its part; were it none, an engine would be wrong, which the random proposals find out: no end of the program.
#[must_use]
pub fn less(whole: &BigUint, part: &BigUint) -> BigUint {
    if whole >= part { whole - part } else { BigUint::ZERO }
}

/// Bits that sums of probabilities over the deals may take as doubles.
const SUM_BITS: u64 = 900;

/// By how many powers of two sums over so many deals are less than they are: none up to 2^900.
#[must_use]
pub fn shift(n_deals: &BigUint) -> u64 {
    n_deals.bits().saturating_sub(SUM_BITS)
}

/// The double nearest to a count over 2 to the power of `shift`.
#[must_use]
pub fn double(count: &BigUint, shift: u64) -> f64 {
    let more = count.bits().saturating_sub(64);
    let top = count >> more;
    // A bit that says that there was more decides which of two doubles is nearer.
    let is_cut = count.trailing_zeros().is_some_and(|zeros| zeros < more);
    let bits = top.iter_u64_digits().next().unwrap_or(0) | u64::from(is_cut);
    let power = i32::try_from(more).unwrap_or(i32::MAX).saturating_sub(i32::try_from(shift).unwrap_or(i32::MAX));
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is wanted")]
    let mantissa = bits as f64;
    mantissa * 2.0_f64.powi(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_the_nearest() {
        let one = BigUint::from(1_u32);
        let wide: Vec<BigUint> = (0..200_u32).map(|at| BigUint::from(3_u32).pow(at) + &one).collect();
        for count in wide.iter().chain([&BigUint::ZERO, &((&one << 64_u32) + (&one << 11_u32) - &one)]) {
            assert_eq!(double(count, 0), count.to_string().parse::<f64>().unwrap());
        }
        // 3 · 2^2000 over 2^1100 is 3 · 2^900.
        let count = BigUint::from(3_u32) << 2000_u32;
        assert_eq!((double(&count, 1100), shift(&count)), (3.0 * 2.0_f64.powi(900), 1102));
    }

    #[test]
    fn words_count_as_numbers_of_any_size_do() {
        // Sums past 2^64, counts below it; a state without arcs between two that have some.
        let arcs = Arcs {
            first: vec![0, 2, 2, 5, 6],
            to: vec![0, 1, 1, 1, 0, 2],
            class: vec![0, 1, 0, 1, 1, 0],
            ..Arcs::default()
        };
        let (after, times) = ([u64::MAX / 8, 3, 11], [2, 5]);
        let known = [u64::MAX / 8 * 2 + 15, 0, 6 + 15 + u64::MAX / 8 * 5, 22];
        assert_eq!(u64::before(&arcs, &after, &times), known);
        let wide = |numbers: &[u64]| numbers.iter().map(|number| u128::from(*number)).collect::<Vec<_>>();
        assert_eq!(u128::before(&arcs, &wide(&after), &wide(&times)), wide(&known));
        let big = |numbers: &[u64]| numbers.iter().map(|number| BigUint::from(*number)).collect::<Vec<_>>();
        assert_eq!(BigUint::before(&arcs, &big(&after), &big(&times)), big(&known));
    }
}
