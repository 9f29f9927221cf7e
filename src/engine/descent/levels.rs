//! What the deals of a tile are worth to a party with a reservation, as planes that are ready before the walk.
//!
//! The points of the variables inside a tile are the same in every tile, and those outside add one number to all of them.
//! So the deals below the reservation are always the cheapest this many: over four deals worth 0, 2, 2 and 5 inside, a tile
//! that adds 3 leaves, below a reservation of 6, those with less than 3 inside. There is one plane for each distinct sum (the cheapest
//! alone, the cheapest two levels, …), and a tile looks its number up: a table says where sums of about this size begin.
#![expect(clippy::indexing_slicing, reason = "a kernel: sums and places in the table are counted here")]

use crate::engine::descent::tile::Tile;

/// Places in the table of guesses.
const GUESSES: usize = 1024;

/// The levels of worth inside a tile.
#[derive(Clone, Debug)]
pub struct Levels {
    /// The distinct sums, ascending.
    sums: Vec<f64>,
    /// How many sums lie below each of evenly spaced points.
    guesses: Vec<u32>,
    lowest: f64,
    scale: f64,
}

impl Levels {
    /// The levels of these lanes, and a plane for each: the lanes of it and of all levels below.
    #[must_use]
    pub fn new(inner: &[f64]) -> (Self, Vec<Tile>) {
        let mut lanes: Vec<usize> = (0..inner.len()).collect();
        lanes.sort_by(|left, right| inner[*left].total_cmp(&inner[*right]));
        let (mut sums, mut planes) = (Vec::new(), Vec::new());
        let mut tile = Tile::NONE;
        for (at, lane) in lanes.iter().enumerate() {
            tile.insert(*lane);
            if lanes.get(at + 1).is_none_or(|next| inner[*next] > inner[*lane]) {
                sums.push(inner[*lane]);
                planes.push(tile);
            }
        }
        let (lowest, highest) = (sums.first().copied().unwrap_or(0.0), sums.last().copied().unwrap_or(0.0));
        let scale = if highest > lowest { (GUESSES - 1) as f64 / (highest - lowest) } else { 0.0 };
        let guess = |at: usize| {
            let point = lowest + at as f64 / if scale > 0.0 { scale } else { 1.0 };
            u32::try_from(sums.partition_point(|sum| *sum < point)).unwrap_or(u32::MAX)
        };
        let guesses = (0..GUESSES).map(guess).collect();
        (Self { sums, guesses, lowest, scale }, planes)
    }

    /// How many levels are below the limit where the tile adds so much to each.
    #[must_use]
    pub fn below(&self, base: f64, limit: f64) -> usize {
        let guess = ((limit - base - self.lowest) * self.scale).max(0.0) as usize;
        // The guess is near; what decides is the comparison that one deal alone would meet.
        let mut n = self.guesses[guess.min(GUESSES - 1)] as usize;
        while n < self.sums.len() && base + self.sums[n] < limit {
            n += 1;
        }
        while n > 0 && base + self.sums[n - 1] >= limit {
            n -= 1;
        }
        n
    }

    /// The least and the highest sum.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        (self.sums.first().copied().unwrap_or(0.0), self.sums.last().copied().unwrap_or(0.0))
    }

    /// How many levels there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sums.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_deals_are_below() {
        let (levels, planes) = Levels::new(&[0.0, 2.0, 2.0, 5.0]);
        assert_eq!((levels.len(), levels.range()), (3, (0.0, 5.0)));
        assert_eq!(levels.below(3.0, 6.0), 2);
        assert_eq!(planes.iter().map(|plane| plane.0[0]).collect::<Vec<_>>(), [0b0001, 0b0111, 0b1111]);
    }

    #[test]
    fn every_limit_is_met_as_by_comparing_each_sum() {
        let inner: Vec<f64> =
            (0..4096_u32).map(|lane| f64::from(lane.wrapping_mul(2_654_435_761) >> 12) / 7.0).collect();
        let (levels, _) = Levels::new(&inner);
        for step in -20..2000_i32 {
            let (base, limit) = (f64::from(step) * 0.1, f64::from(step) * 83.7 - 500.0);
            let truth = levels.sums.iter().filter(|sum| base + **sum < limit).count();
            assert_eq!(levels.below(base, limit), truth, "{base} {limit}");
        }
        for limit in [f64::NEG_INFINITY, f64::INFINITY] {
            assert_eq!(levels.below(0.0, limit), if limit > 0.0 { levels.len() } else { 0 });
        }
        assert_eq!(Levels::new(&[1.0; 9]).0.below(1.0, 2.5), 1);
    }
}
