//! The Sobol' sequence by index: point k without the points before it.
//!
//! Coordinate j of point k is the exclusive or of those direction numbers of j at which the Gray code of k has a bit
//! (Antonov & Saleev 1979). The first points in three dimensions are (0, 0, 0), (½, ½, ½), (¾, ¼, ¼), (¼, ¾, ¾).

use crate::analysis::sweep::directions::DIRECTIONS;

/// How many coordinates there are.
pub const COORDINATES: usize = DIRECTIONS.len() + 1;

/// The sequence in some coordinates.
#[derive(Clone, Debug)]
pub struct Sobol {
    directions: Vec<[u32; 32]>,
}

impl Sobol {
    /// The sequence in its first coordinates, [`COORDINATES`] at most.
    #[must_use]
    pub fn new(n_coordinates: usize) -> Self {
        let first = std::iter::once(std::array::from_fn(|bit| 1 << (31 - bit)));
        let others = DIRECTIONS.iter().map(|(degree, inner, start)| numbers(*degree as usize, *inner, start));
        Self { directions: first.chain(others).take(n_coordinates).collect() }
    }

    /// One coordinate of a point, as a fraction of 2^32.
    #[must_use]
    pub fn at(&self, coordinate: usize, point: u32) -> u32 {
        let Some(directions) = self.directions.get(coordinate) else { return 0 };
        let mut gray = point ^ point >> 1;
        let mut sum = 0;
        while gray != 0 {
            sum ^= directions.get(gray.trailing_zeros() as usize).copied().unwrap_or(0);
            gray &= gray - 1;
        }
        sum
    }
}

/// The 32 direction numbers that follow from the first ones (Bratley & Fox 1988).
#[expect(clippy::indexing_slicing, reason = "degrees are from 1 to 10, and places below 32")]
fn numbers(degree: usize, inner: u32, start: &[u32]) -> [u32; 32] {
    let mut all = [0_u32; 32];
    for (place, number) in start.iter().enumerate() {
        all[place] = number << (31 - place);
    }
    for place in degree..32 {
        let last = all[place - degree];
        all[place] = (1..degree)
            .filter(|back| inner >> (degree - 1 - back) & 1 == 1)
            .fold(last ^ last >> degree, |sum, back| sum ^ all[place - back]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_the_published_ones() {
        // Ten points in three dimensions, as a port of Joe and Kuo's own generator gives them for `new-joe-kuo-6.21201`
        // (`sobol_point_gen.py`, Paddy3118, 2019).
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        let sobol = Sobol::new(3);
        for (point, expected) in (0..).zip(published) {
            let found = [0, 1, 2].map(|coordinate| f64::from(sobol.at(coordinate, point)) / 4_294_967_296.0);
            assert_eq!(found, expected, "point {point}");
        }
    }

    #[test]
    fn every_coordinate_hits_every_part_of_a_power_of_two_once() {
        let sobol = Sobol::new(COORDINATES);
        for coordinate in 0..COORDINATES {
            let mut parts: Vec<u32> = (0..1024).map(|point| sobol.at(coordinate, point) >> 22).collect();
            parts.sort_unstable();
            assert!(parts.into_iter().eq(0..1024), "coordinate {coordinate}");
        }
    }

    #[test]
    fn the_numbers_are_odd_and_grow_as_they_must() {
        for (degree, inner, start) in DIRECTIONS {
            assert_eq!(start.len(), degree as usize);
            assert!(inner < 1 << (degree - 1));
            assert!(start.iter().zip(1..).all(|(number, bits)| number % 2 == 1 && *number < 1 << bits));
        }
    }
}
