//! PRIM: boxes of circumstances in which the rows of interest are frequent (Friedman & Fisher 1999; Bryant & Lempert 2010).
//!
//! Peeling starts from all rows and cuts off, again and again, a twentieth of them at one end of one factor: the cut after
//! which the share of interest has grown most for the rows given up (the objective LENIENT1 of the EMA Workbench,
//! `(mean_new − mean_old) / |n_old − n_new|`), until the box would hold less than a twentieth of all rows.
//!
//! Of a box: *density* is the share of its rows that are of interest, *coverage* the share of all rows of interest that are
//! in it, *mass* the share of all rows that are in it. The quasi-p of a limit is the probability of as many rows of interest
//! in the box were the limit without effect: the upper binomial tail with the density of the box without that limit.

use crate::engine::ask::interval::upper_tail;
use rayon::prelude::*;

/// How much one cut takes away.
pub const PEEL: f64 = 0.05;
/// How much of all rows a box holds at least.
pub const LEAST_MASS: f64 = 0.05;

/// What a factor may be cut into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Numbers of a range.
    Numbers,
    /// Places in a list of numbers: the ends are cut off.
    Steps,
    /// Places in a list of words: any may be left out.
    Words,
}

/// Where a box is along a factor.
#[derive(Clone, PartialEq, Debug)]
pub enum Limits {
    /// From the one to the other.
    Between(f64, f64),
    /// At these places.
    At(Vec<usize>),
}

/// One box of the trajectory.
#[derive(Clone, PartialEq, Debug)]
pub struct Bounds {
    /// By factor.
    pub limits: Vec<Limits>,
    /// How many rows are in it.
    pub n: usize,
    /// … and of interest.
    pub n_of_interest: usize,
    /// How many factors it limits.
    pub n_limited: usize,
}

/// All boxes from the first, which holds every row, to the last.
#[derive(Clone, PartialEq, Debug)]
pub struct Trajectory {
    /// How many rows there are.
    pub n: usize,
    /// … and of interest.
    pub n_of_interest: usize,
    /// The boxes.
    pub boxes: Vec<Bounds>,
}

/// The rows: a column a factor, and whether each is of interest.
#[derive(Clone, Copy, Debug)]
pub struct Cases<'a> {
    /// By factor.
    pub columns: &'a [Vec<f64>],
    /// By factor.
    pub scales: &'a [Scale],
    /// By row.
    pub of_interest: &'a [bool],
}

impl Cases<'_> {
    fn at(&self, factor: usize, row: u32) -> f64 {
        self.columns.get(factor).and_then(|column| column.get(row as usize)).copied().unwrap_or(f64::NAN)
    }

    fn is_of_interest(&self, row: u32) -> bool {
        self.of_interest.get(row as usize).copied().unwrap_or(false)
    }

    fn n_of_interest(&self, rows: &[u32]) -> usize {
        rows.iter().filter(|row| self.is_of_interest(**row)).count()
    }

    /// The box of all rows.
    fn everything(&self) -> Vec<Limits> {
        let of_factor = |(column, scale): (&Vec<f64>, &Scale)| match scale {
            Scale::Numbers => {
                let low = column.iter().copied().fold(f64::INFINITY, f64::min);
                Limits::Between(low, column.iter().copied().fold(f64::NEG_INFINITY, f64::max))
            }
            Scale::Steps | Scale::Words => Limits::At(places(column.iter().copied())),
        };
        self.columns.iter().zip(self.scales).map(of_factor).collect()
    }

    /// Follows the cuts to their end.
    #[must_use]
    pub fn peel(&self) -> Trajectory {
        let everything = self.everything();
        let mut inside = Inside { cases: *self, n: self.of_interest.len(), n_of_interest: 0, orders: self.orders() };
        inside.n_of_interest = self.of_interest.iter().filter(|is| **is).count();
        let (n, n_of_interest) = (inside.n, inside.n_of_interest);
        let mut limits = everything.clone();
        let mut boxes = Vec::new();
        loop {
            let n_limited = n_limited(&limits, &everything);
            boxes.push(Bounds { limits: limits.clone(), n: inside.n, n_of_interest: inside.n_of_interest, n_limited });
            let Some(best) = inside.best_cut(&limits, &everything) else { break };
            let is_allowed = double(best.cut.n) / double(n) >= LEAST_MASS && best.cut.n < inside.n;
            if !is_allowed || best.gain <= 0.0 {
                break;
            }
            inside.narrow(&best);
            if let Some(limit) = limits.get_mut(best.factor) {
                *limit = best.cut.limit;
            }
        }
        Trajectory { n, n_of_interest, boxes }
    }

    /// All rows, by factor: along a range from the lowest number to the highest.
    fn orders(&self) -> Vec<Vec<u32>> {
        let of_factor = |(factor, scale): (usize, &Scale)| {
            let mut rows: Vec<u32> = (0..).take(self.of_interest.len()).collect();
            if *scale == Scale::Numbers {
                rows.sort_unstable_by(|one, other| self.at(factor, *one).total_cmp(&self.at(factor, *other)));
            }
            rows
        };
        self.scales.par_iter().enumerate().map(of_factor).collect()
    }

    /// The quasi-p of the limits of a box: for each factor that of its lower and its upper limit (of a list: the first
    /// alone); none if it does not limit.
    #[must_use]
    pub fn quasi_p(&self, bounds: &Bounds) -> Vec<[Option<f64>; 2]> {
        let everything = self.everything();
        // Without one limit the box gains rows that this limit alone keeps out.
        let mut kept_out: Vec<Vec<u32>> = vec![Vec::new(); bounds.limits.len()];
        for row in (0..).take(self.of_interest.len()) {
            let mut broken = bounds.limits.iter().enumerate().filter(|(at, limit)| !holds(limit, self.at(*at, row)));
            if let (Some((factor, _)), None) = (broken.next(), broken.next())
                && let Some(rows) = kept_out.get_mut(factor)
            {
                rows.push(row);
            }
        }
        let of = |factor: usize, limit: &Limits, wider: &Limits| {
            if limit == wider {
                return None;
            }
            let mut gained = kept_out.get(factor)?.clone();
            gained.retain(|row| holds(wider, self.at(factor, *row)));
            let n_of_interest = bounds.n_of_interest + self.n_of_interest(&gained);
            let density = double(n_of_interest) / double(bounds.n + gained.len());
            Some(upper_tail(bounds.n_of_interest as u64, bounds.n as u64, density))
        };
        let each = |(factor, (limit, all)): (usize, (&Limits, &Limits))| match (limit, all) {
            (Limits::Between(low, high), Limits::Between(least, most)) => {
                [of(factor, limit, &Limits::Between(*least, *high)), of(factor, limit, &Limits::Between(*low, *most))]
            }
            _ => [of(factor, limit, all), None],
        };
        bounds.limits.iter().zip(&everything).enumerate().map(each).collect()
    }
}

/// The rows of a box.
struct Inside<'a> {
    cases: Cases<'a>,
    n: usize,
    n_of_interest: usize,
    /// By factor, along a range in its order: a cut takes one end, and only what it takes is looked at.
    orders: Vec<Vec<u32>>,
}

/// A narrower limit, and the rows that it leaves.
struct Cut {
    limit: Limits,
    n: usize,
    n_of_interest: usize,
}

/// A cut, and what it is worth.
struct Best {
    factor: usize,
    cut: Cut,
    gain: f64,
    n_limited: usize,
}

impl Inside<'_> {
    fn best_cut(&self, limits: &[Limits], everything: &[Limits]) -> Option<Best> {
        let before = double(self.n_of_interest) / double(self.n);
        let mut best: Option<Best> = None;
        for (factor, (limit, all)) in limits.iter().zip(everything).enumerate() {
            let n_others = n_limited(limits, everything) - usize::from(limit != all);
            for cut in self.cuts(factor, limit) {
                let after = double(cut.n_of_interest) / double(cut.n);
                // Of a box without a row nothing is known, and a cut that takes nothing gains nothing.
                let given_up = self.n - cut.n;
                let gain = if cut.n == 0 || given_up == 0 { 0.0 } else { (after - before) / double(given_up) };
                let n_limited = n_others + usize::from(cut.limit != *all);
                let is_better = best
                    .as_ref()
                    .is_none_or(|best| gain > best.gain || (gain >= best.gain && n_limited < best.n_limited));
                if is_better {
                    best = Some(Best { factor, cut, gain, n_limited });
                }
            }
        }
        best
    }

    /// The ways of cutting one factor.
    fn cuts(&self, factor: usize, limit: &Limits) -> Vec<Cut> {
        let Some(rows) = self.orders.get(factor) else { return Vec::new() };
        match limit {
            Limits::Between(low, high) => {
                let number = |place: usize| rows.get(place).map_or(f64::NAN, |row| self.cases.at(factor, *row));
                let (upper, lower) = (quantile(number, self.n, 1.0 - PEEL), quantile(number, self.n, PEEL));
                let above = rows.partition_point(|row| self.cases.at(factor, *row) <= upper);
                let below = rows.partition_point(|row| self.cases.at(factor, *row) < lower);
                let without = |limit: Limits, gone: &[u32]| Cut {
                    limit,
                    n: self.n - gone.len(),
                    n_of_interest: self.n_of_interest - self.cases.n_of_interest(gone),
                };
                vec![
                    without(Limits::Between(*low, upper), rows.get(above..).unwrap_or_default()),
                    without(Limits::Between(lower, *high), rows.get(..below).unwrap_or_default()),
                ]
            }
            Limits::At(list) if list.len() < 2 => Vec::new(),
            Limits::At(list) => {
                let mut tallies = vec![(0, 0); list.len()];
                for row in rows {
                    let number = self.cases.at(factor, *row);
                    let place = list.iter().position(|place| double(*place) == number);
                    if let Some((n, n_of_interest)) = place.and_then(|place| tallies.get_mut(place)) {
                        *n += 1;
                        *n_of_interest += usize::from(self.cases.is_of_interest(*row));
                    }
                }
                let without = |(gone, (n, n_of_interest)): (&usize, &(usize, usize))| Cut {
                    limit: Limits::At(list.iter().copied().filter(|place| place != gone).collect()),
                    n: self.n - n,
                    n_of_interest: self.n_of_interest - n_of_interest,
                };
                let each = list.iter().zip(&tallies);
                if self.cases.scales.get(factor) == Some(&Scale::Steps) {
                    each.clone().next_back().into_iter().chain(each.clone().next()).map(without).collect()
                } else {
                    each.map(without).collect()
                }
            }
        }
    }

    /// Takes the rows away that a cut leaves out.
    fn narrow(&mut self, best: &Best) {
        let mut stays = vec![false; self.cases.of_interest.len()];
        for row in self.orders.get(best.factor).into_iter().flatten() {
            if let Some(stays) = stays.get_mut(*row as usize) {
                *stays = holds(&best.cut.limit, self.cases.at(best.factor, *row));
            }
        }
        let stays = |row: &u32| stays.get(*row as usize).copied().unwrap_or(false);
        self.orders.par_iter_mut().for_each(|rows| rows.retain(stays));
        (self.n, self.n_of_interest) = (best.cut.n, best.cut.n_of_interest);
    }
}

fn holds(limit: &Limits, number: f64) -> bool {
    match limit {
        Limits::Between(low, high) => (*low..=*high).contains(&number),
        Limits::At(list) => list.iter().any(|place| double(*place) == number),
    }
}

fn n_limited(limits: &[Limits], everything: &[Limits]) -> usize {
    limits.iter().zip(everything).filter(|(limit, all)| limit != all).count()
}

#[expect(clippy::cast_precision_loss, reason = "rows and places stay far below 2^53")]
const fn double(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places of a list")]
fn places(numbers: impl Iterator<Item = f64>) -> Vec<usize> {
    let mut places: Vec<usize> = numbers.filter(|number| *number >= 0.0).map(|number| number as usize).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The quantile of numbers, by their place in ascending order, as the EMA Workbench takes it: halfway between two numbers
/// that differ, so that a cut takes something.
fn quantile(at: impl Fn(usize) -> f64, n: usize, share: f64) -> f64 {
    let last = n.saturating_sub(1);
    let place = double(last) * share;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places of the list")]
    let (mut below, mut above) = (place.floor() as usize, place.ceil() as usize);
    if share > 0.5 {
        while at(below) == at(above) && below > 0 {
            below -= 1;
        }
    } else {
        while at(below) == at(above) && above < last {
            above += 1;
        }
    }
    f64::midpoint(at(below), at(above))
}

impl Trajectory {
    /// The box to show: the greatest harmonic mean of coverage and density, the earliest of equals.
    #[must_use]
    pub fn chosen(&self) -> Option<&Bounds> {
        let merit = |one: &Bounds| {
            // 2·cd / (c + d) with c = k / K and d = k / n.
            2.0 * double(one.n_of_interest) / (double(one.n) + double(self.n_of_interest))
        };
        self.boxes.iter().rev().max_by(|one, other| merit(one).total_cmp(&merit(other)))
    }
}
