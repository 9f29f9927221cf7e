//! Chance, from a seed alone.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A stream of choices; the same seed gives the same choices on every machine.
pub struct Chance(ChaCha8Rng);

impl Chance {
    pub fn from_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// True in this many of a hundred cases.
    pub fn percent(&mut self, share: u32) -> bool {
        self.0.random_ratio(share, 100)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    /// A place below `n`, which is above 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.random_range(0..n)
    }

    /// One of them, of which there is at least one.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// `n` of them (or all), in their order.
    pub fn some_of<T: Clone>(&mut self, items: &[T], n: usize) -> Vec<T> {
        let mut places: Vec<usize> = (0..items.len()).collect();
        while places.len() > n {
            places.remove(self.below(places.len()));
        }
        places.into_iter().map(|place| items[place].clone()).collect()
    }

    /// Any subset, in order.
    pub fn subset<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        items.iter().filter(|_| self.percent(50)).cloned().collect()
    }

    /// One at least, in any order.
    pub fn shuffled_some<T: Clone>(&mut self, items: &[T], most: usize) -> Vec<T> {
        let n = 1 + self.below(most.min(items.len()));
        self.shuffled(items, n)
    }

    /// So many, in any order.
    pub fn shuffled<T: Clone>(&mut self, items: &[T], n: usize) -> Vec<T> {
        let mut some = self.some_of(items, n);
        for last in (1..some.len()).rev() {
            some.swap(last, self.below(last + 1));
        }
        some
    }
}
