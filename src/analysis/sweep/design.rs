//! Designs: which values the factors of a sweep take in each row.
//!
//! Every row is a pure function of the seed and its number. A row is first a point of the unit cube, one coordinate a
//! factor; a range takes `low + u · (high − low)`, a factor of n values its value ⌊u · n⌋.
//!
//! | design | rows | a row |
//! |---|---|---|
//! | grid | all combinations | the last factor runs fastest |
//! | random | as asked | independent numbers |
//! | lhs | as asked | each factor's range in as many parts as rows, each hit once, at a random place (McKay et al. 1979) |
//! | sobol | as asked | a point of the Sobol' sequence, shifted digit by digit from the seed |
//! | saltelli | base points · (factors + 2) | for each base point of 2·factors coordinates: A, then A with one factor after the other taken from B, then B (Saltelli 2010) |

use crate::analysis::sweep::chance::{bits, permuted, unit};
use crate::analysis::sweep::sobol::Sobol;
use crate::scenario::model::Value;
use crate::scenario::sweep::{Factor, Levels, SweepDesign};
use crate::scenario::talk::Strategy;

/// The value that a factor takes in a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// There, or not.
    Truth(bool),
    /// A value of an issue.
    Term(Value),
    /// How a party makes and takes offers.
    Strategy(Strategy),
}

/// How the points of the Sobol' sequence are moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shift {
    /// Digit by digit, by random numbers of the seed.
    #[default]
    Digital,
    /// Not at all: the published points.
    None,
}

/// The streams of random numbers, so that no two uses share one.
const STREAM_UNIT: u64 = 1 << 32;
const STREAM_ORDER: u64 = 2 << 32;
const STREAM_SHIFT: u64 = 3 << 32;

/// The rows of a sweep.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    factors: &'a [Factor],
    design: SweepDesign,
    rows: u64,
    seed: u64,
    shift: Shift,
    sobol: Sobol,
}

impl<'a> Rows<'a> {
    /// The rows of a design over these factors: `rows` of them, or base points under Saltelli; of no meaning for a grid.
    #[must_use]
    pub fn new(factors: &'a [Factor], design: SweepDesign, rows: u64, seed: u64, shift: Shift) -> Self {
        let n_coordinates = match design {
            SweepDesign::Sobol => factors.len(),
            SweepDesign::Saltelli => 2 * factors.len(),
            _ => 0,
        };
        Self { factors, design, rows, seed, shift, sobol: Sobol::new(n_coordinates) }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self.design {
            SweepDesign::Grid => self.factors.iter().map(n_values).fold(1, u64::saturating_mul),
            SweepDesign::Saltelli => self.rows.saturating_mul(self.group()),
            _ => self.rows,
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows belong together.
    #[must_use]
    pub fn group(&self) -> u64 {
        if self.design == SweepDesign::Saltelli { self.factors.len() as u64 + 2 } else { 1 }
    }

    /// The values of one row, factor by factor.
    #[must_use]
    pub fn settings(&self, row: u64) -> Vec<Setting> {
        let mut settings = Vec::with_capacity(self.factors.len());
        self.settings_into(row, &mut settings);
        settings
    }

    /// The same, in place of what the list holds.
    pub fn settings_into(&self, row: u64, settings: &mut Vec<Setting>) {
        settings.clear();
        if self.design == SweepDesign::Grid {
            self.combination(row, settings);
            return;
        }
        let factors = self.factors.iter().enumerate();
        settings.extend(factors.map(|(place, factor)| setting(&factor.levels, self.coordinate(place, row))));
    }

    /// One row as a point of the unit cube; of no meaning for a grid.
    #[must_use]
    pub fn point(&self, row: u64) -> Vec<f64> {
        let n = if self.design == SweepDesign::Grid { 0 } else { self.factors.len() };
        (0..n).map(|factor| self.coordinate(factor, row)).collect()
    }

    /// One coordinate of that point.
    fn coordinate(&self, factor: usize, row: u64) -> f64 {
        match self.design {
            SweepDesign::Grid => 0.0,
            SweepDesign::Random => unit(self.seed, STREAM_UNIT + factor as u64, row),
            SweepDesign::Lhs => self.hypercube(factor as u64, row),
            SweepDesign::Sobol => self.sequence(factor, row),
            SweepDesign::Saltelli => {
                let n = self.factors.len();
                let (base, place) = (row / self.group(), row % self.group());
                let is_from_b = place == n as u64 + 1 || place == factor as u64 + 1;
                self.sequence(if is_from_b { n + factor } else { factor }, base)
            }
        }
    }

    fn hypercube(&self, factor: u64, row: u64) -> f64 {
        let part = permuted(self.seed, STREAM_ORDER + factor, row, self.rows);
        let inside = unit(self.seed, STREAM_UNIT + factor, row);
        // Rounding never reaches the next part: the last double below it is as far as it goes.
        ((lossy(part) + inside) / lossy(self.rows)).min((lossy(part + 1) / lossy(self.rows)).next_down())
    }

    fn sequence(&self, coordinate: usize, point: u64) -> f64 {
        let digits = self.sobol.at(coordinate, u32::try_from(point).unwrap_or(u32::MAX));
        let shift = match self.shift {
            Shift::None => 0,
            Shift::Digital => bits(self.seed, STREAM_SHIFT, coordinate as u64) >> 32,
        };
        lossy(u64::from(digits) ^ shift) / 4_294_967_296.0
    }

    fn combination(&self, row: u64, settings: &mut Vec<Setting>) {
        let mut left = row;
        for factor in self.factors.iter().rev() {
            let n = n_values(factor).max(1);
            let place = usize::try_from(left % n).unwrap_or(0);
            settings.push(value(&factor.levels, place));
            left /= n;
        }
        settings.reverse();
    }
}

/// A count as a double: rows stay far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
const fn lossy(count: u64) -> f64 {
    count as f64
}

fn n_values(factor: &Factor) -> u64 {
    factor.levels.n_values().map_or(1, |n| n as u64)
}

/// The value at a coordinate from 0 (included) to 1 (not included).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below the number of values")]
pub(super) fn setting(levels: &Levels, u: f64) -> Setting {
    match levels.n_values() {
        Some(n) => value(levels, ((u * lossy(n as u64)) as usize).min(n.saturating_sub(1))),
        None => match levels {
            Levels::Range { low, high } => Setting::Number((low + u * (high - low)).clamp(*low, *high)),
            _ => Setting::Number(f64::NAN),
        },
    }
}

/// The value at a place.
pub(super) fn value(levels: &Levels, place: usize) -> Setting {
    match levels {
        Levels::Range { low, .. } => Setting::Number(*low),
        Levels::Numbers(list) => Setting::Number(list.get(place).copied().unwrap_or(f64::NAN)),
        Levels::Truths(list) => Setting::Truth(list.get(place).copied().unwrap_or(true)),
        Levels::Terms(list) => Setting::Term(list.get(place).copied().unwrap_or(Value(0))),
        Levels::Strategies(list) => Setting::Strategy(list.get(place).copied().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::id::{Id, PartyId};
    use crate::scenario::sweep::Target;

    fn factor(levels: Levels) -> Factor {
        let target = Target::Reservation(PartyId::from_place(0));
        Factor { key: String::new(), target, levels, span: 0..0 }
    }

    fn ranges(n: usize) -> Vec<Factor> {
        vec![factor(Levels::Range { low: 0.0, high: 1.0 }); n]
    }

    #[test]
    fn a_grid_has_every_combination_the_last_factor_fastest() {
        let factors = [factor(Levels::Numbers(vec![1.0, 2.0])), factor(Levels::Truths(vec![true, false, true]))];
        let rows = Rows::new(&factors, SweepDesign::Grid, 0, 0, Shift::Digital);
        assert_eq!(rows.len(), 6);
        let row = |row| rows.settings(row);
        assert_eq!(row(0), [Setting::Number(1.0), Setting::Truth(true)]);
        assert_eq!(row(1), [Setting::Number(1.0), Setting::Truth(false)]);
        assert_eq!(row(5), [Setting::Number(2.0), Setting::Truth(true)]);
    }

    #[test]
    fn a_latin_hypercube_hits_every_part_of_every_factor_once() {
        let factors = ranges(5);
        for n in [1, 7, 1000] {
            let rows = Rows::new(&factors, SweepDesign::Lhs, n, 42, Shift::Digital);
            let points: Vec<Vec<f64>> = (0..n).map(|row| rows.point(row)).collect();
            for factor in 0..5 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below n")]
                let mut parts: Vec<u64> = points.iter().map(|point| (point[factor] * lossy(n)) as u64).collect();
                parts.sort_unstable();
                assert!(parts.into_iter().eq(0..n), "{n} rows, factor {factor}");
            }
        }
    }

    #[test]
    fn saltelli_groups_are_a_then_one_factor_each_from_b_then_b() {
        let factors = ranges(3);
        let rows = Rows::new(&factors, SweepDesign::Saltelli, 8, 1, Shift::None);
        assert_eq!((rows.len(), rows.group()), (40, 5));
        let sobol = Rows::new(&[], SweepDesign::Saltelli, 8, 1, Shift::None);
        assert_eq!(sobol.len(), 16);
        let six = ranges(6);
        let plain = Rows::new(&six, SweepDesign::Sobol, 8, 1, Shift::None);
        for base in 0..8 {
            let point = plain.point(base);
            let (a, b) = point.split_at(3);
            let group: Vec<Vec<f64>> = (0..5).map(|place| rows.point(base * 5 + place)).collect();
            assert_eq!(group[0], a);
            assert_eq!(group[1], [b[0], a[1], a[2]]);
            assert_eq!(group[2], [a[0], b[1], a[2]]);
            assert_eq!(group[3], [a[0], a[1], b[2]]);
            assert_eq!(group[4], b);
        }
    }

    #[test]
    fn a_shift_moves_the_points_and_keeps_their_spread() {
        let factors = ranges(4);
        let plain = Rows::new(&factors, SweepDesign::Sobol, 64, 9, Shift::None);
        let moved = Rows::new(&factors, SweepDesign::Sobol, 64, 9, Shift::Digital);
        assert_eq!(plain.point(0), [0.0; 4]);
        assert_ne!(moved.point(0), [0.0; 4]);
        for factor in 0..4 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 64")]
            let mut parts: Vec<u64> = (0..64).map(|row| (moved.point(row)[factor] * 64.0) as u64).collect();
            parts.sort_unstable();
            assert!(parts.into_iter().eq(0..64), "factor {factor}");
        }
    }

    #[test]
    fn a_row_depends_on_the_seed_and_its_number_alone() {
        let factors = ranges(2);
        for design in [SweepDesign::Random, SweepDesign::Lhs, SweepDesign::Sobol, SweepDesign::Saltelli] {
            let rows = |seed| Rows::new(&factors, design, 100, seed, Shift::Digital);
            assert_eq!(rows(1).point(57), rows(1).point(57));
            assert_ne!(rows(1).point(57), rows(2).point(57), "{design:?}");
            let (of_few, of_many) = (rows(1).point(3), Rows::new(&factors, design, 200, 1, Shift::Digital).point(3));
            assert_eq!(of_few == of_many, design != SweepDesign::Lhs, "only a hypercube depends on the number of rows");
        }
    }

    #[test]
    fn a_factor_of_few_values_takes_each_alike() {
        let factors =
            [factor(Levels::Numbers(vec![1.0, 2.0, 3.0, 4.0])), factor(Levels::Range { low: 2.0, high: 6.0 })];
        let rows = Rows::new(&factors, SweepDesign::Sobol, 16, 0, Shift::None);
        let mut hits = [0; 4];
        for row in 0..16 {
            let [Setting::Number(first), Setting::Number(second)] = rows.settings(row)[..] else { panic!() };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one of four")]
            let place = first as usize - 1;
            hits[place] += 1;
            assert!((2.0..6.0).contains(&second));
        }
        assert_eq!(hits, [4; 4]);
    }
}
