//! The one file that looks at the clock: limits of time, and how long things took.

use std::time::{Duration, Instant};

/// A moment after which to stop.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    end: Option<Instant>,
}

impl Deadline {
    /// So long from now; never, without a limit.
    #[must_use]
    pub fn after(limit: Option<Duration>) -> Self {
        Self { end: limit.and_then(|limit| Instant::now().checked_add(limit)) }
    }
    /// Whether it has passed.
    #[must_use]
    pub fn has_passed(self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }
}

/// How long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    start: Instant,
}

impl Stopwatch {
    /// Begins.
    #[must_use]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }
    /// Seconds since.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }
}

/// The time of day, for the marks of files; it may jump, so nothing is measured with it.
#[must_use]
pub fn wall_clock() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
