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
    fn at(&self, factor: usize, row: usize) -> f64 {
        self.columns.get(factor).and_then(|column| column.get(row)).copied().unwrap_or(f64::NAN)
    }

    fn is_of_interest(&self, row: usize) -> bool {
        self.of_interest.get(row).copied().unwrap_or(false)
    }

    fn n_of_interest(&self, rows: &[usize]) -> usize {
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
        let n = self.of_interest.len();
        let everything = self.everything();
        let mut rows: Vec<usize> = (0..n).collect();
        let mut limits = everything.clone();
        let mut boxes = Vec::new();
        loop {
            let n_limited = n_limited(&limits, &everything);
            let n_of_interest = self.n_of_interest(&rows);
            boxes.push(Bounds { limits: limits.clone(), n: rows.len(), n_of_interest, n_limited });
            let Some(cut) = self.best_cut(&limits, &everything, &rows) else { break };
            let is_allowed = double(cut.rows.len()) / double(n) >= LEAST_MASS && cut.rows.len() < rows.len();
            if !is_allowed || cut.gain <= 0.0 {
                break;
            }
            (limits, rows) = (cut.limits, cut.rows);
        }
        Trajectory { n, n_of_interest: self.n_of_interest(&(0..n).collect::<Vec<_>>()), boxes }
    }

    fn best_cut(&self, limits: &[Limits], everything: &[Limits], rows: &[usize]) -> Option<Cut> {
        let mut best: Option<Cut> = None;
        let before = double(self.n_of_interest(rows)) / double(rows.len());
        for (factor, limit) in limits.iter().enumerate() {
            for (changed, kept) in self.cuts(factor, limit, rows) {
                let after = double(self.n_of_interest(&kept)) / double(kept.len());
                // Of a box without a row nothing is known, and a cut that takes nothing gains nothing.
                let given_up = rows.len() - kept.len();
                let gain = if kept.is_empty() || given_up == 0 { 0.0 } else { (after - before) / double(given_up) };
                let mut limits = limits.to_vec();
                if let Some(place) = limits.get_mut(factor) {
                    *place = changed;
                }
                let n_limited = n_limited(&limits, everything);
                let is_better = best
                    .as_ref()
                    .is_none_or(|best| gain > best.gain || (gain >= best.gain && n_limited < best.n_limited));
                if is_better {
                    best = Some(Cut { limits, rows: kept, gain, n_limited });
                }
            }
        }
        best
    }

    /// The ways of cutting one factor: the new limits, and the rows that stay.
    fn cuts(&self, factor: usize, limit: &Limits, rows: &[usize]) -> Vec<(Limits, Vec<usize>)> {
        let kept = |stays: &dyn Fn(f64) -> bool| -> Vec<usize> {
            rows.iter().copied().filter(|row| stays(self.at(factor, *row))).collect()
        };
        match limit {
            Limits::Between(low, high) => {
                let mut numbers: Vec<f64> = rows.iter().map(|row| self.at(factor, *row)).collect();
                numbers.sort_by(f64::total_cmp);
                let (upper, lower) = (quantile(&numbers, 1.0 - PEEL), quantile(&numbers, PEEL));
                vec![
                    (Limits::Between(*low, upper), kept(&|number| number <= upper)),
                    (Limits::Between(lower, *high), kept(&|number| number >= lower)),
                ]
            }
            Limits::At(list) if list.len() < 2 => Vec::new(),
            Limits::At(list) => {
                let is_step = self.scales.get(factor) == Some(&Scale::Steps);
                let dropped: Vec<usize> =
                    if is_step { list.last().into_iter().chain(list.first()).copied().collect() } else { list.clone() };
                let without = |gone: usize| {
                    let rest: Vec<usize> = list.iter().copied().filter(|place| *place != gone).collect();
                    let rows = kept(&|number| rest.iter().any(|place| double(*place) == number));
                    (Limits::At(rest), rows)
                };
                dropped.into_iter().map(without).collect()
            }
        }
    }

    /// The quasi-p of the limits of a box: for each factor that of its lower and its upper limit (of a list: the first
    /// alone); none if it does not limit.
    #[must_use]
    pub fn quasi_p(&self, bounds: &Bounds) -> Vec<[Option<f64>; 2]> {
        let everything = self.everything();
        let density_without = |limits: &[Limits]| {
            let inside: Vec<usize> = (0..self.of_interest.len())
                .filter(|row| limits.iter().enumerate().all(|(factor, limit)| holds(limit, self.at(factor, *row))))
                .collect();
            double(self.n_of_interest(&inside)) / double(inside.len())
        };
        let of = |factor: usize, wider: Limits| {
            let mut limits = bounds.limits.clone();
            let place = limits.get_mut(factor)?;
            if *place == wider {
                return None;
            }
            *place = wider;
            let p = density_without(&limits);
            Some(upper_tail(bounds.n_of_interest as u64, bounds.n as u64, p))
        };
        let each = |(factor, (limit, all)): (usize, (&Limits, &Limits))| match (limit, all) {
            (Limits::Between(low, high), Limits::Between(least, most)) => {
                [of(factor, Limits::Between(*least, *high)), of(factor, Limits::Between(*low, *most))]
            }
            _ => [of(factor, all.clone()), None],
        };
        bounds.limits.iter().zip(&everything).enumerate().map(each).collect()
    }
}

struct Cut {
    limits: Vec<Limits>,
    rows: Vec<usize>,
    gain: f64,
    n_limited: usize,
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

/// The quantile of sorted numbers as the EMA Workbench takes it: halfway between two numbers that differ, so that a cut
/// takes something.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let place = double(last) * share;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places of the list")]
    let (mut below, mut above) = (place.floor() as usize, place.ceil() as usize);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
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
