//! A progress bar on a terminal, for work that takes longer than a second.

use crate::cli::screen::{Screen, say};
use crate::engine::ask::effort::Watch;
use crate::engine::ask::limit::Stopwatch;
use crate::report::figure;
use crate::report::sentence::drivers as sentence;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long work may take before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);
/// How often a line is written where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// A bar that watches the work until it is dropped, and leaves no trace of itself.
pub(crate) struct Progress {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to watch; does nothing where standard error is no terminal.
    pub(crate) fn of(watch: &Watch) -> Self {
        if std::io::stderr().is_terminal() {
            Self::showing(watch, draw)
        } else {
            Self { over: Arc::default(), thread: None }
        }
    }

    /// Begins to watch the rows of a sweep; where standard error is no terminal it writes a line from time to time.
    pub(crate) fn of_rows(watch: &Watch) -> Self {
        Self::showing(watch, if std::io::stderr().is_terminal() { draw } else { write_lines })
    }

    fn showing(watch: &Watch, show: fn(&Watch, &AtomicBool)) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (watch, seen) = (watch.clone(), Arc::clone(&over));
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(move || show(&watch, &seen));
        // Without a thread there is no bar; the work goes on.
        Self { over, thread: thread.ok() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// Draws the bar, tick by tick, until the work is over.
fn draw(watch: &Watch, over: &AtomicBool) {
    let mut piece = Piece::begin(watch);
    std::thread::park_timeout(PATIENCE);
    while !over.load(Ordering::Relaxed) {
        piece = piece.show(watch);
        std::thread::park_timeout(TICK);
    }
    piece.bar.inspect(ProgressBar::finish_and_clear);
}

/// Writes a line from time to time until the work is over.
fn write_lines(watch: &Watch, over: &AtomicBool) {
    let piece = Piece::begin(watch);
    let mut last = Stopwatch::start();
    while !over.load(Ordering::Relaxed) {
        std::thread::park_timeout(TICK);
        if last.seconds() >= BETWEEN_LINES.as_secs_f64() && !over.load(Ordering::Relaxed) {
            let (done, total) = watch.progress();
            let (rate, left) = piece.pace(done);
            say(&sentence::rows(done, total, rate.as_deref(), left));
            last = Stopwatch::start();
        }
    }
}

/// One piece of work: it began with so much done, and has a rate of its own.
struct Piece {
    total: u64,
    first: u64,
    since: Stopwatch,
    bar: Option<ProgressBar>,
}

impl Piece {
    fn begin(watch: &Watch) -> Self {
        let (first, total) = watch.progress();
        Self { total, first, since: Stopwatch::start(), bar: None }
    }

    /// The rate so far, and how many seconds are left at it.
    fn pace(&self, done: u64) -> (Option<String>, Option<f64>) {
        let (seconds, more) = (self.since.seconds(), done.saturating_sub(self.first));
        #[expect(clippy::cast_precision_loss, reason = "a few digits are shown")]
        let left = self.total.saturating_sub(done) as f64 * seconds / more as f64;
        (figure::rate(more, seconds), Some(left).filter(|left| left.is_finite()))
    }

    /// Shows how far the work is; where another piece has begun (another length, or less done), that one.
    fn show(mut self, watch: &Watch) -> Self {
        let (done, total) = watch.progress();
        if total != self.total || done < self.first {
            self.bar.inspect(ProgressBar::finish_and_clear);
            return Self::begin(watch);
        }
        if total > 0 {
            let (rate, left) = self.pace(done);
            let rate = rate.unwrap_or_default();
            let left = left.map_or_else(String::new, |left| {
                format!("{} left", HumanDuration(Duration::from_secs_f64(left.min(1e9))))
            });
            let bar = self.bar.get_or_insert_with(|| new_bar(total));
            bar.set_message(format!("{rate}  {left}"));
            bar.set_position(done.min(total));
        }
        self
    }
}

/// A bar for work of this size, with its rate and the time left as its message.
fn new_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    // With the counts the line takes up to 100 columns; in a narrow terminal it would break and leave its traces.
    let template = if Screen::of_stderr().width < 100 {
        "{bar:24} {percent:>3} %  {msg}"
    } else {
        "{bar:24} {percent:>3} %  {human_pos} of {human_len}  {msg}"
    };
    let style = ProgressStyle::with_template(template);
    // The template is fixed and good; were it not, indicatif's own bar would do.
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style.progress_chars("█▉▊▋▌▍▎▏ ")))
}
