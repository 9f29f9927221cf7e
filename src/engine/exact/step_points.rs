//! What a step of a diagram is worth to each party, in whole numbers.
//!
//! Points of an option are known from the class of the step. A bonus is given at the step at which its condition is settled:
//! it is a rule of the diagram like a line, which weighs a deal by a power of two of its own, so that the weight of an arc
//! names the bonuses it gives. Of three bonuses the first weighs 2, the second 4, the third 16 (exponents 1, 2 and 4): an
//! arc of weight 32 gives the first and the third.

use crate::engine::exact::arcs::Arcs;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::graph::{FALSE, TRUE};
use crate::engine::exact::problem::{Line, Problem, Role};
use crate::scenario::id::PartyId;

/// Exponents of doubles end at 1023: the sum of nine powers of two is 511.
const MAX_BONUSES: usize = 9;

/// What each step is worth.
#[derive(Clone, Debug)]
pub struct Worth {
    /// How many parties are looked at.
    pub width: usize,
    /// How much a point of each party is in whole numbers.
    pub units: Vec<f64>,
    /// By level: the points of each class, party by party.
    of_level: Vec<Vec<i64>>,
    /// The place of the party and the points of each bonus, by its bit.
    bonuses: Vec<(usize, i64)>,
    /// What every deal is worth beside.
    pub base: Vec<i64>,
}

impl Worth {
    /// What these parties get, and the rules that give the bonuses, added to a problem.
    ///
    /// # Errors
    /// Where too many bonuses depend on conditions.
    pub fn new(exact: &Exact, parties: &[PartyId], problem: &mut Problem) -> Result<Self, Declined> {
        let width = parties.len();
        let mut base = vec![0; width];
        let mut bonuses = Vec::new();
        let scales: Vec<_> = parties.iter().filter_map(|party| exact.scales[*party].as_ref()).collect();
        if scales.len() < width {
            return Err(Declined::Points);
        }
        for (place, party) in parties.iter().enumerate() {
            // Callers leave scenarios whose bonuses depend on the world to the walk: all voices of a party have the same.
            let given = exact.lowered.voices_of(*party).next().map_or(&[][..], |voice| exact.bonuses[voice].as_slice());
            for (root, points) in given {
                match *root {
                    FALSE => {}
                    TRUE => base.iter_mut().skip(place).take(1).for_each(|base| *base += points),
                    root => {
                        let exponent = 1_i32.checked_shl(u32::try_from(bonuses.len()).unwrap_or(32)).unwrap_or(0);
                        let line = Line { root, role: Role::Weigh(2.0_f64.powi(exponent)) };
                        problem.lines.push(line);
                        bonuses.push((place, *points));
                    }
                }
            }
        }
        if bonuses.len() > MAX_BONUSES {
            return Err(Declined::Bonuses);
        }
        let of_level = exact.order.iter().map(|variable| {
            let Some(classes) = exact.classes.get(*variable) else { return Vec::new() };
            let mut points = vec![0; classes.sizes.len() * width];
            for (place, scale) in scales.iter().enumerate() {
                let of_value = scale.of_value.get(*variable).map_or(&[][..], Vec::as_slice);
                for (class, value) in classes.of.iter().zip(of_value) {
                    if let Some(to) = points.get_mut(*class as usize * width + place) {
                        *to = *value;
                    }
                }
            }
            points
        });
        Ok(Self {
            width,
            units: scales.iter().map(|scale| scale.unit).collect(),
            of_level: of_level.collect(),
            bonuses,
            base,
        })
    }

    /// Adds what an arc is worth to a sum.
    pub fn add(&self, level: usize, arcs: &Arcs, arc: usize, sum: &mut [i64]) {
        let class = arcs.class.get(arc).map_or(0, |class| *class as usize);
        let of_level = self.of_level.get(level).map_or(&[][..], Vec::as_slice);
        for (sum, points) in sum.iter_mut().zip(of_level.iter().skip(class * self.width)) {
            *sum += points;
        }
        if self.bonuses.is_empty() {
            return;
        }
        let given = arcs.weight.get(arc).map_or(0, |weight| (weight.to_bits() >> 52).saturating_sub(1023));
        for (bit, (place, points)) in self.bonuses.iter().enumerate() {
            if given >> bit & 1 == 1
                && let Some(sum) = sum.get_mut(*place)
            {
                *sum += points;
            }
        }
    }

    /// Points as the numbers that the scenario counts in.
    #[must_use]
    pub fn points(&self, sum: &[i64]) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53")]
        let points = sum.iter().zip(&self.units).map(|(sum, unit)| *sum as f64 / unit);
        points.collect()
    }
}
