//! A frontier in the making: the points of a stream of deals that nothing seen so far dominates.
//!
//! Points come in 64 at a time. A few *guards* (points already seen that dominate much) turn most of them away at once;
//! the others wait. When as many wait as are kept (or some ten thousand), waiting and kept ones are sifted together by
//! `maxima`, so the archive is never more than about twice the frontier of what it
//! has seen. Deals of equal utilities share a row: their number is counted, the first of them are known.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows and coordinates are counted by the archive")]

use crate::engine::ask::pace::Limit;
use crate::engine::pareto::dominance::maxima;
use crate::rule::utility::TOLERANCE;

/// How many points wait before the first sifting.
const FEWEST_WAITING: usize = 4096;
/// How many points wait before a later one, where memory allows: each sifting looks at the kept ones again.
const MANY_WAITING: u64 = 1 << 16;
/// How many guards there are at most.
const GUARDS: usize = 16;
/// The bytes of a row beside its numbers, roughly, however many deals share it.
const BYTES_OF_ROW: usize = 120;

/// Distinct points with the deals that have them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows {
    /// The utilities, row behind row.
    pub points: Vec<f64>,
    /// How many deals share each row.
    pub counts: Vec<u64>,
    /// The numbers of the first of them, ascending.
    pub deals: Vec<Vec<u64>>,
}

/// The archive of one strand of a walk.
#[derive(Clone, Debug)]
pub struct Archive {
    width: usize,
    /// How many deals of a row are remembered.
    top: usize,
    most_bytes: u64,
    rows: Rows,
    waiting: Vec<f64>,
    waiting_deals: Vec<u64>,
    guards: Vec<f64>,
    limit: Limit,
    /// Whether it outgrew its memory, or was told to stop; nothing it holds means anything then.
    pub given_up: bool,
}

impl Archive {
    /// An archive of points of this many numbers (at least 1).
    #[must_use]
    pub fn new(width: usize, top: usize, most_bytes: u64, limit: &Limit) -> Self {
        Self {
            width,
            top,
            most_bytes,
            rows: Rows::default(),
            waiting: Vec::new(),
            waiting_deals: Vec::new(),
            guards: Vec::new(),
            limit: limit.clone(),
            given_up: false,
        }
    }

    /// Takes in those of 64 deals whose bit is set: their utilities a party, and the number of the first of the 64.
    /// Deals come in ascending order.
    pub fn take(&mut self, utilities: &[&[f64; 64]], mask: u64, first: u64) {
        if self.given_up {
            return;
        }
        let mut open = mask & !self.turned_away(utilities);
        while open != 0 {
            let lane = open.trailing_zeros();
            open &= open - 1;
            // Adding 0 turns −0 into 0, so that equal numbers are equal bits.
            self.waiting.extend(utilities.iter().map(|lanes| lanes[lane as usize] + 0.0));
            self.waiting_deals.push(first + u64::from(lane));
        }
        if self.waiting_deals.len() >= self.n_waiting() {
            self.sift();
        }
    }

    /// How many points wait before they are sifted: few at first, so that there are guards.
    fn n_waiting(&self) -> usize {
        if self.guards.is_empty() {
            return FEWEST_WAITING;
        }
        let in_memory = self.most_bytes / (32 * (self.width as u64 + 1));
        (MANY_WAITING.min(in_memory) as usize).max(FEWEST_WAITING).max(self.rows.counts.len())
    }

    /// The deals that a guard dominates without any doubt: at least as high everywhere, and higher somewhere by more than
    /// the tolerance.
    fn turned_away(&self, utilities: &[&[f64; 64]]) -> u64 {
        let mut away = [0_u64; 64];
        for guard in self.guards.chunks_exact(self.width) {
            let mut covered = [u64::MAX; 64];
            let mut exceeded = [0_u64; 64];
            for (guard, lanes) in guard.iter().zip(utilities) {
                let lower = guard - TOLERANCE;
                for lane in 0..64 {
                    covered[lane] &= u64::from(lanes[lane] <= *guard).wrapping_neg();
                    exceeded[lane] |= u64::from(lanes[lane] < lower).wrapping_neg();
                }
            }
            for lane in 0..64 {
                away[lane] |= covered[lane] & exceeded[lane];
            }
        }
        away.iter().enumerate().fold(0, |mask, (lane, away)| mask | (away & 1) << lane)
    }

    /// Takes over what the archive of a later strand holds.
    pub fn absorb(&mut self, mut later: Self) {
        later.sift();
        self.sift();
        self.given_up |= later.given_up;
        self.rows.points.extend(later.rows.points);
        self.rows.counts.extend(later.rows.counts);
        self.rows.deals.extend(later.rows.deals);
    }

    /// The frontier: every row that no row dominates, higher utilities of the first party first; none if memory or time
    /// did not suffice.
    #[must_use]
    pub fn finish(mut self) -> Option<Rows> {
        if self.given_up {
            return None;
        }
        self.merge();
        let keep = maxima(&self.rows.points, self.width, &self.limit)?.undominated;
        self.retain(&keep);
        Some(self.rows)
    }

    /// Drops what is dominated by now.
    pub fn sift(&mut self) {
        if self.given_up || self.waiting_deals.is_empty() {
            return;
        }
        self.merge();
        let Some(found) = maxima(&self.rows.points, self.width, &self.limit) else {
            self.give_up();
            return;
        };
        let keep: Vec<bool> = found.undominated.iter().zip(&found.topmost).map(|(one, other)| *one || *other).collect();
        self.retain(&keep);
        self.appoint();
        let n_deals: usize = self.rows.deals.iter().map(Vec::len).sum();
        let bytes = 2 * self.rows.counts.len() * (BYTES_OF_ROW + 24 * self.width) + 8 * n_deals;
        if bytes as u64 > self.most_bytes {
            self.give_up();
        }
    }

    /// Forgets everything.
    fn give_up(&mut self) {
        self.given_up = true;
        (self.rows, self.waiting, self.waiting_deals) = (Rows::default(), Vec::new(), Vec::new());
    }

    /// Brings waiting and kept points together, equal ones in one row, in descending dictionary order.
    fn merge(&mut self) {
        let (old, width, top) = (std::mem::take(&mut self.rows), self.width, self.top);
        let (waiting, numbers) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.waiting_deals));
        let n_old = old.counts.len();
        let point = |at: usize| match at.checked_sub(n_old) {
            None => &old.points[at * width..][..width],
            Some(at) => &waiting[at * width..][..width],
        };
        let mut order: Vec<u32> = (0..(n_old + numbers.len()) as u32).collect();
        // Stable: of equal points the earlier deals stay first.
        order.sort_by(|left, right| {
            let pairs = point(*left as usize).iter().zip(point(*right as usize));
            pairs
                .map(|(left, right)| right.total_cmp(left))
                .find(|one| one.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let mut rows = Rows::default();
        let mut old_deals = old.deals;
        for at in order {
            let at = at as usize;
            let is_new = rows.points.len() < width || rows.points[rows.points.len() - width..] != *point(at);
            if is_new {
                rows.points.extend_from_slice(point(at));
                rows.counts.push(0);
                rows.deals.push(Vec::new());
            }
            let row = rows.counts.len() - 1;
            let deals = &mut rows.deals[row];
            match at.checked_sub(n_old) {
                None => {
                    rows.counts[row] += old.counts[at];
                    let known = std::mem::take(&mut old_deals[at]);
                    if deals.is_empty() {
                        *deals = known
                    } else {
                        deals.extend(known)
                    }
                    deals.truncate(top);
                }
                Some(at) => {
                    rows.counts[row] += 1;
                    if deals.len() < top {
                        deals.push(numbers[at]);
                    }
                }
            }
        }
        self.rows = rows;
    }

    fn retain(&mut self, keep: &[bool]) {
        let rows = &mut self.rows;
        let mut to = 0;
        for (at, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            rows.points.copy_within(at * self.width..(at + 1) * self.width, to * self.width);
            rows.counts[to] = rows.counts[at];
            rows.deals.swap(to, at);
            to += 1;
        }
        rows.points.truncate(to * self.width);
        rows.counts.truncate(to);
        rows.deals.truncate(to);
    }

    /// Chooses the guards: the rows highest on the whole, each coordinate measured by its spread, and some from all over.
    fn appoint(&mut self) {
        let (width, n) = (self.width, self.rows.counts.len());
        let rows: Vec<&[f64]> = self.rows.points.chunks_exact(width).collect();
        let ends = (0..width).map(|coordinate| {
            let values = || rows.iter().map(|row| row[coordinate]);
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
        });
        let ends: Vec<(f64, f64)> = ends.collect();
        let height = |row: &[f64]| {
            let shares = row.iter().zip(&ends).map(|(value, (low, high))| (value - low) / (high - low).max(TOLERANCE));
            shares.fold(0.0, |total, share| total + share)
        };
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|left, right| height(rows[*right]).total_cmp(&height(rows[*left])));
        let highest = order.iter().take(GUARDS / 2).copied();
        let spread = (0..GUARDS / 2).map(|part| part * n / (GUARDS / 2));
        let mut chosen: Vec<usize> = highest.chain(spread).filter(|at| *at < n).collect();
        chosen.sort_unstable();
        chosen.dedup();
        self.guards = chosen.into_iter().flat_map(|at| rows[at].iter().copied()).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::effort::Effort;
    use std::time::Duration;

    fn taken(points: &[[f64; 2]], top: usize) -> Archive {
        let mut archive = Archive::new(2, top, 1 << 20, &Limit::of(&Effort::default()));
        for (block, points) in points.chunks(64).enumerate() {
            let mut lanes = [[0.0; 64]; 2];
            for (lane, [first, second]) in points.iter().enumerate() {
                (lanes[0][lane], lanes[1][lane]) = (*first, *second);
            }
            let mask = u64::MAX >> (64 - points.len());
            archive.take(&[&lanes[0], &lanes[1]], mask, block as u64 * 64);
        }
        archive
    }

    #[test]
    fn deals_of_equal_utilities_share_a_row_and_stand_in_order() {
        let points = [[0.0, 2.0], [1.0, 1.0], [0.0, 1.0], [1.0, 1.0], [-0.0, 2.0], [1.0, 1.0]];
        let rows = taken(&points, 2).finish().unwrap();
        assert_eq!(rows.points, [1.0, 1.0, 0.0, 2.0]);
        assert_eq!((rows.counts, rows.deals), (vec![3, 2], vec![vec![1, 3], vec![0, 4]]));
    }

    #[test]
    fn strands_come_together_as_if_they_had_been_one() {
        let points: Vec<[f64; 2]> = (0..20_000_u32)
            .map(|at| {
                let at = f64::from(at.wrapping_mul(2_654_435_761) >> 12 & 1023);
                [at % 32.0, (at / 32.0).floor() - (at % 32.0) * 0.5]
            })
            .collect();
        let whole = taken(&points, 3).finish();
        let mut parts = taken(&points[..12_800], 3);
        let mut later = Archive::new(2, 3, 1 << 20, &Limit::of(&Effort::default()));
        for (lane, [first, second]) in points.iter().enumerate().skip(12_800) {
            later.take(&[&[*first; 64], &[*second; 64]], 1, lane as u64);
        }
        parts.absorb(later);
        assert_eq!(parts.finish(), whole);
        assert!(whole.is_some_and(|rows| rows.counts.len() > 5 && rows.counts.iter().any(|n| *n > 3)));
    }

    #[test]
    fn a_frontier_that_outgrows_its_memory_is_given_up() {
        let points: Vec<[f64; 2]> = (0..20_000).map(|at| [f64::from(at), -f64::from(at)]).collect();
        assert_eq!(taken(&points, 3).finish(), None);
    }

    #[test]
    fn an_archive_that_is_out_of_time_is_given_up() {
        let limit = Limit::of(&Effort { time_limit: Some(Duration::ZERO), ..Effort::default() });
        let mut archive = Archive::new(5, 1, 1 << 30, &limit);
        for block in 0..1_000_u64 {
            let lanes: Vec<[f64; 64]> = (0..5_u64)
                .map(|party| std::array::from_fn(|lane| ((block * 64 + lane as u64) * (2 * party + 3) % 65_521) as f64))
                .collect();
            let lanes: Vec<&[f64; 64]> = lanes.iter().collect();
            archive.take(&lanes, u64::MAX, block * 64);
        }
        assert!(archive.given_up, "it looked at the clock before its end");
        assert_eq!(archive.finish(), None);
    }
}
