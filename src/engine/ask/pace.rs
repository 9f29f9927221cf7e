//! When to stop, asked as often as it takes and no more.
//!
//! Work is cut into pieces (a tile of deals, a row of a sweep), and a piece may take a tenth of a microsecond or a second. A
//! [`Pace`] is asked before each piece and looks at the clock seldom where pieces are short, and at each one where they
//! are long; so a limit is kept within a few milliseconds or one piece, whichever is longer.

use crate::engine::ask::effort::{Effort, Watch};
use crate::engine::ask::limit::{Deadline, Stopwatch};

/// The moment and the wish that end a piece of work.
#[derive(Clone, Debug)]
pub struct Limit {
    watch: Watch,
    deadline: Deadline,
}

impl Limit {
    /// Ends with this deadline, or where the watch is stopped.
    #[must_use]
    pub fn new(watch: &Watch, deadline: Deadline) -> Self {
        Self { watch: watch.clone(), deadline }
    }
    /// Ends with the effort's time, counted from now.
    #[must_use]
    pub fn of(effort: &Effort) -> Self {
        Self::new(&effort.watch, Deadline::after(effort.time_limit))
    }
    /// Whether to stop.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.watch.is_stopped() || self.deadline.has_passed()
    }
    /// To be asked before each piece.
    #[must_use]
    pub fn pace(&self) -> Pace<'_> {
        Pace { limit: self, step: 1, left: 1, since: Stopwatch::start() }
    }
}

/// Asks a [`Limit`] from time to time.
#[derive(Debug)]
pub struct Pace<'a> {
    limit: &'a Limit,
    /// Every how many pieces it looks at the clock.
    step: u32,
    /// How many pieces are left until then.
    left: u32,
    since: Stopwatch,
}

impl Pace<'_> {
    /// Between looks there should be about this many seconds.
    const SHORT: f64 = 0.001;
    const LONG: f64 = 0.004;
    /// Pieces between two looks at most.
    const MOST: u32 = 64;

    /// Whether to stop before the next piece.
    pub fn is_over(&mut self) -> bool {
        self.left -= 1;
        if self.left > 0 {
            return false;
        }
        if self.limit.is_over() {
            self.left = 1;
            return true;
        }
        let seconds = self.since.seconds();
        if seconds < Self::SHORT {
            self.step = (self.step * 2).min(Self::MOST);
        } else if seconds > Self::LONG {
            self.step = (self.step / 2).max(1);
        }
        (self.left, self.since) = (self.step, Stopwatch::start());
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// How many pieces of this length are begun after the watch is stopped.
    fn begun_after_stop(piece: Duration) -> u32 {
        let effort = Effort::default();
        let limit = Limit::of(&effort);
        let mut pace = limit.pace();
        for _ in 0..100 {
            assert!(!pace.is_over());
            std::thread::sleep(piece);
        }
        effort.watch.stop();
        (0..).take_while(|_| !pace.is_over()).count() as u32
    }

    #[test]
    fn of_long_pieces_none_is_begun_once_it_is_over_and_of_short_ones_few() {
        assert!(begun_after_stop(Duration::from_millis(5)) <= 1);
        assert!(begun_after_stop(Duration::ZERO) < Pace::MOST);
    }

    #[test]
    fn a_deadline_ends_it_too() {
        let effort = Effort { time_limit: Some(Duration::ZERO), ..Effort::default() };
        let limit = Limit::of(&effort);
        assert!(limit.is_over() && limit.pace().is_over());
    }
}
