//! Which points no other point dominates: exact, for any number of coordinates.
//!
//! `a` dominates `b` where it is at least as high in every coordinate (within 1e-9) and higher in one (by more than
//! 1e-9). Of (1, 5), (2, 3), (2, 2) and (4, 1), the point (2, 2) is dominated by (2, 3) and the others by none.
//!
//! Values become ranks first, values closer than 1e-9 one rank, and from there on everything is a comparison of whole
//! numbers. Two coordinates are swept from high to low with the best second one so far; three likewise, with a Fenwick
//! tree over the second that holds the best third; more are divided and conquered after Kung, Luccio and Preparata (*On
//! finding the maxima of a set of vectors*, Journal of the ACM 22, 1975): the maxima of the upper half stand, those of the
//! lower half are filtered by them in one coordinate less.
//!
//! A tolerance is not transitive: 0, 0.8e-9 and 1.6e-9 are neighbors two by two. Where values chain like that, ranks
//! would blur them, and every pair is compared instead; so the definition holds to the letter whatever the values.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows and coordinates are counted by the caller")]

use crate::engine::ask::pace::Limit;
use crate::rule::utility::TOLERANCE;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the point `high` dominates the point `low`.
#[must_use]
pub fn dominates(high: &[f64], low: &[f64]) -> bool {
    let pairs = || high.iter().zip(low);
    pairs().all(|(high, low)| *high >= low - TOLERANCE) && pairs().any(|(high, low)| *high > low + TOLERANCE)
}

/// What is known of each row of a table of points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maxima {
    /// No row dominates it (within the tolerance).
    pub undominated: Vec<bool>,
    /// No row is at least as high everywhere and higher somewhere, to the last bit. Every row has such a row, or is one;
    /// so these alone tell of any point whether a row of the table dominates it.
    pub topmost: Vec<bool>,
}

/// The maxima of points that stand one behind the other, `width` numbers each (at least 1; no nan). None where the limit
/// was reached first: of a hundred thousand points of ten numbers that may take minutes.
#[must_use]
pub fn maxima(points: &[f64], width: usize, limit: &Limit) -> Option<Maxima> {
    let n = points.len() / width;
    let mut exact = vec![0_u32; points.len()];
    let mut close = vec![0_u32; points.len()];
    let (mut is_chained, mut is_blurred) = (false, false);
    let mut order: Vec<(f64, u32)> = Vec::with_capacity(n);
    for coordinate in 0..width {
        order.clear();
        order.extend((0..n).map(|row| (points[row * width + coordinate], row as u32)));
        order.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        let (mut rank, mut class, mut first) = (0, 0, order.first().map_or(0.0, |one| one.0));
        let mut last = first;
        for (value, row) in &order {
            if *value > last {
                rank += 1;
                if *value - last > TOLERANCE {
                    class += 1;
                    first = *value;
                } else {
                    is_blurred = true;
                    is_chained |= *value - first > TOLERANCE;
                }
                last = *value;
            }
            exact[*row as usize * width + coordinate] = rank;
            close[*row as usize * width + coordinate] = class;
        }
    }
    let topmost = of_ranks(&exact, width, limit)?;
    let undominated = if !is_blurred {
        topmost.clone()
    } else if !is_chained {
        of_ranks(&close, width, limit)?
    } else {
        let row = |at: usize| &points[at * width..][..width];
        let tops: Vec<usize> = (0..n).filter(|at| topmost[*at]).collect();
        let mut pace = limit.pace();
        let is_free = |at: usize| (!pace.is_over()).then(|| !tops.iter().any(|top| dominates(row(*top), row(at))));
        (0..n).map(is_free).collect::<Option<_>>()?
    };
    Some(Maxima { undominated, topmost })
}

/// The maxima of rows of ranks; equal rows share their fate. None where the limit was reached.
fn of_ranks(ranks: &[u32], width: usize, limit: &Limit) -> Option<Vec<bool>> {
    let row = |at: u32| &ranks[at as usize * width..][..width];
    let mut order: Vec<u32> = (0..(ranks.len() / width) as u32).collect();
    order.sort_unstable_by(|left, right| row(*right).cmp(row(*left)));
    // The distinct rows one behind the other, and the place of each row among them.
    let mut table: Vec<u32> = Vec::with_capacity(ranks.len());
    let mut places = vec![0; order.len()];
    for at in order {
        if table.is_empty() || table[table.len() - width..] != *row(at) {
            table.extend_from_slice(row(at));
        }
        places[at as usize] = table.len() / width - 1;
    }
    let n = (table.len() / width) as u32;
    let ranks = Ranks { table, width, limit, is_cut: AtomicBool::new(false) };
    let kept = match width {
        1 => (0..n.min(1)).collect(),
        2 => ranks.sweep_two(n),
        3 => ranks.sweep_three(n),
        _ => ranks.conquer(0, n),
    };
    let mut is_kept = vec![false; n as usize];
    kept.into_iter().for_each(|row| is_kept[row as usize] = true);
    let is_whole = !ranks.is_cut.load(Ordering::Relaxed);
    is_whole.then(|| places.into_iter().map(|place| is_kept[place]).collect())
}

/// Distinct rows of ranks in descending dictionary order; a row is known by its place. Lists of rows ascend.
struct Ranks<'a> {
    table: Vec<u32>,
    width: usize,
    limit: &'a Limit,
    /// Whether some work was left out; what comes out means nothing then.
    is_cut: AtomicBool,
}

/// Fewer pairs than this are compared one by one.
const FEW_PAIRS: usize = 1024;
/// From this many rows on, two halves are worked on at once.
const MANY: usize = 1 << 13;
/// From this many rows on, the clock is looked at before a step.
const LONG: usize = 1 << 10;

impl Ranks<'_> {
    fn at(&self, row: u32, coordinate: usize) -> u32 {
        self.table[row as usize * self.width + coordinate]
    }

    fn sweep_two(&self, n: u32) -> Vec<u32> {
        let mut best = None;
        let mut kept = Vec::new();
        for row in 0..n {
            if best.is_none_or(|best| self.at(row, 1) > best) {
                best = Some(self.at(row, 1));
                kept.push(row);
            }
        }
        kept
    }

    fn sweep_three(&self, n: u32) -> Vec<u32> {
        let mut tree = Tree::new((0..n).map(|row| self.at(row, 1)).max().unwrap_or(0));
        let mut kept = Vec::new();
        for row in 0..n {
            if tree.best(self.at(row, 1)) <= self.at(row, 2) {
                tree.add(self.at(row, 1), self.at(row, 2) + 1);
                kept.push(row);
            }
        }
        kept
    }

    /// Whether a step of so many rows is not to be begun.
    fn is_over(&self, n: usize) -> bool {
        if n >= LONG && self.limit.is_over() {
            self.is_cut.store(true, Ordering::Relaxed);
        }
        self.is_cut.load(Ordering::Relaxed)
    }

    fn conquer(&self, first: u32, end: u32) -> Vec<u32> {
        let n = (end - first) as usize;
        if self.is_over(n) {
            return Vec::new();
        }
        if n <= 16 {
            let mut kept: Vec<u32> = Vec::new();
            for row in first..end {
                if !kept.iter().any(|high| self.covers(*high, row, 1)) {
                    kept.push(row);
                }
            }
            return kept;
        }
        let middle = first + (end - first) / 2;
        let (mut high, low) = both(n, || self.conquer(first, middle), || self.conquer(middle, end));
        high.extend(self.filter(&high, low, 1));
        high
    }

    /// Whether the row `high` is at least as high from this coordinate on.
    fn covers(&self, high: u32, low: u32, from: usize) -> bool {
        let rest = |row: u32| &self.table[row as usize * self.width + from..(row as usize + 1) * self.width];
        rest(high).iter().zip(rest(low)).all(|(high, low)| high >= low)
    }

    /// The rows of `low` that no row of `high` covers from this coordinate on.
    fn filter(&self, high: &[u32], low: Vec<u32>, from: usize) -> Vec<u32> {
        if high.is_empty() || low.is_empty() || self.is_over(high.len() + low.len()) {
            return low;
        }
        if high.len() * low.len() <= FEW_PAIRS {
            return low.into_iter().filter(|low| !high.iter().any(|high| self.covers(*high, *low, from))).collect();
        }
        match self.width - from {
            2 => return self.filter_two(high, low, from),
            3 => return self.filter_three(high, &low, from),
            _ => {}
        }
        // Where all of one side are above all of the other, the coordinate says nothing more.
        let (least, greatest) = self.ends(high, from);
        let (low_least, low_greatest) = self.ends(&low, from);
        if least >= low_greatest {
            return self.filter(high, low, from + 1);
        }
        if greatest < low_least {
            return low;
        }
        // The middle of the values; where that is the least of them, the next one, so that both sides are smaller.
        let mut values: Vec<u32> = high.iter().chain(&low).map(|row| self.at(*row, from)).collect();
        let middle = values.len() / 2;
        let (_, median, above) = values.select_nth_unstable(middle);
        let (mut cut, next) = (*median, above.iter().filter(|value| **value > *median).min().copied());
        if cut == least.min(low_least) {
            let Some(next) = next else { return self.filter(high, low, from + 1) };
            cut = next;
        }
        let is_upper = |row: &u32| self.at(*row, from) >= cut;
        let (high_upper, high_lower): (Vec<u32>, Vec<u32>) = high.iter().partition(|row| is_upper(row));
        let n = high.len() + low.len();
        let (upper, lower): (Vec<u32>, Vec<u32>) = low.into_iter().partition(is_upper);
        let (upper, lower) = both(
            n,
            || self.filter(&high_upper, upper, from),
            || {
                let lower = self.filter(&high_upper, lower, from + 1);
                self.filter(&high_lower, lower, from)
            },
        );
        merged(&upper, &lower)
    }

    /// The least and the greatest rank of some rows (one at least) in a coordinate.
    fn ends(&self, rows: &[u32], coordinate: usize) -> (u32, u32) {
        rows.iter().fold((u32::MAX, 0), |(least, greatest), row| {
            let rank = self.at(*row, coordinate);
            (least.min(rank), greatest.max(rank))
        })
    }

    /// The last two coordinates: from high to low in the one, with the best of the other so far.
    fn filter_two(&self, high: &[u32], low: Vec<u32>, from: usize) -> Vec<u32> {
        let mut steps: Vec<(u32, u32)> =
            high.iter().map(|row| (self.at(*row, from), self.at(*row, from + 1))).collect();
        steps.sort_unstable_by(|left, right| right.cmp(left));
        let mut best = 0;
        steps.retain(|(_, second)| {
            let rises = *second + 1 > best;
            best = best.max(*second + 1);
            rises
        });
        let is_free = |row: &u32| {
            // The steps down to this height; the last of them reaches farthest.
            let n_above = steps.partition_point(|(first, _)| *first >= self.at(*row, from));
            n_above == 0 || steps[n_above - 1].1 < self.at(*row, from + 1)
        };
        low.into_iter().filter(is_free).collect()
    }

    /// The last three coordinates: from high to low in the first, with a tree over the second that holds the best third.
    fn filter_three(&self, high: &[u32], low: &[u32], from: usize) -> Vec<u32> {
        let mut seconds: Vec<u32> = high.iter().map(|row| self.at(*row, from + 1)).collect();
        seconds.sort_unstable();
        seconds.dedup();
        // How many of the second ranks are below this one: its place in the tree.
        let place = |second: u32| seconds.partition_point(|one| *one < second) as u32;
        let descending = |rows: &[u32]| {
            let mut order: Vec<(u32, u32)> = rows.iter().map(|row| (self.at(*row, from), *row)).collect();
            order.sort_unstable_by_key(|one| std::cmp::Reverse(one.0));
            order
        };
        let mut tree = Tree::new(seconds.len() as u32 - 1);
        let mut coming = descending(high).into_iter().peekable();
        let mut free: Vec<u32> = Vec::with_capacity(low.len());
        for (first, row) in descending(low) {
            while let Some((_, above)) = coming.next_if(|(above, _)| *above >= first) {
                tree.add(place(self.at(above, from + 1)), self.at(above, from + 2) + 1);
            }
            let place = place(self.at(row, from + 1));
            if place as usize == seconds.len() || tree.best(place) <= self.at(row, from + 2) {
                free.push(row);
            }
        }
        free.sort_unstable();
        free
    }
}

/// Two pieces of work, at once where they are of many rows.
fn both<T: Send>(n: usize, one: impl FnOnce() -> T + Send, other: impl FnOnce() -> T + Send) -> (T, T) {
    if n >= MANY { rayon::join(one, other) } else { (one(), other()) }
}

/// Two ascending lists as one.
fn merged(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let mut right = right.iter().copied().peekable();
    for row in left {
        while let Some(before) = right.next_if(|other| other < row) {
            all.push(before);
        }
        all.push(*row);
    }
    all.extend(right);
    all
}

/// The greatest number seen at a place or above it, by a Fenwick tree from the top; 0 where none was.
struct Tree {
    best: Vec<u32>,
    last: u32,
}

impl Tree {
    fn new(last: u32) -> Self {
        Self { best: vec![0; last as usize + 2], last }
    }
    fn add(&mut self, place: u32, number: u32) {
        let mut at = (self.last - place + 1) as usize;
        while at < self.best.len() {
            self.best[at] = self.best[at].max(number);
            at += at & at.wrapping_neg();
        }
    }
    fn best(&self, place: u32) -> u32 {
        let mut at = (self.last - place + 1) as usize;
        let mut best = 0;
        while at > 0 {
            best = best.max(self.best[at]);
            at &= at - 1;
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::effort::{Effort, Watch};
    use crate::engine::ask::limit::Deadline;
    use std::time::Duration;

    /// The maxima without any limit.
    fn maxima(points: &[f64], width: usize) -> Maxima {
        super::maxima(points, width, &Limit::of(&Effort::default())).expect("nothing stops it")
    }

    /// A small generator of numbers: tests need no more.
    fn numbers(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        }
    }

    fn plain(points: &[f64], width: usize) -> Maxima {
        let rows: Vec<&[f64]> = points.chunks(width).collect();
        let exceeds = |high: &[f64], low: &[f64]| high != low && high.iter().zip(low).all(|(high, low)| high >= low);
        Maxima {
            undominated: rows.iter().map(|low| !rows.iter().any(|high| dominates(high, low))).collect(),
            topmost: rows.iter().map(|low| !rows.iter().any(|high| exceeds(high, low))).collect(),
        }
    }

    #[test]
    fn the_example_of_the_module_holds() {
        let found = maxima(&[1.0, 5.0, 2.0, 3.0, 2.0, 2.0, 4.0, 1.0], 2);
        assert_eq!(found.undominated, [true, true, false, true]);
    }

    #[test]
    fn every_width_equals_the_comparison_of_all_pairs() {
        for seed in 0..300 {
            let mut next = numbers(seed);
            let width = 1 + (next() % 6) as usize;
            let (rows, range) = ((next() % 400) as usize, 2 + next() % 40);
            // Spread out; with dust below the tolerance; and in chains of steps near the tolerance.
            let dust = [0.0, 1e-13, 0.4e-9][(seed % 3) as usize];
            let points: Vec<f64> = (0..rows * width)
                .map(|_| {
                    let (whole, speck) = (next() % range, next() % 5);
                    whole as f64 + speck as f64 * dust
                })
                .collect();
            assert_eq!(maxima(&points, width), plain(&points, width), "seed {seed}");
        }
    }

    #[test]
    fn many_points_on_a_slope_are_all_kept() {
        for width in 2..=5 {
            let mut next = numbers(width as u64);
            let mut points = Vec::new();
            for _ in 0..3000 {
                let row: Vec<u64> = (1..width).map(|_| next() % 1000).collect();
                points.extend(row.iter().map(|value| *value as f64));
                points.push(-(row.iter().sum::<u64>() as f64));
            }
            assert!(maxima(&points, width).undominated.iter().all(|kept| *kept));
        }
    }

    #[test]
    fn many_points_end_with_their_limit_and_a_few_need_none() {
        let limit = Limit::new(&Watch::default(), Deadline::after(Some(Duration::ZERO)));
        let mut next = numbers(1);
        let points: Vec<f64> = (0..4_000 * 10).map(|_| next() as f64).collect();
        assert_eq!(super::maxima(&points, 10, &limit), None);
        assert!(super::maxima(&points[..5_000], 10, &limit).is_some());
    }
}
