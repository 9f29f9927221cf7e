//! A progress bar on a terminal, for work that takes longer than a second.

use crate::cli::screen::Screen;
use crate::engine::ask::effort::Watch;
use crate::engine::ask::limit::Stopwatch;
use crate::report::figure;
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

/// A bar that watches the work until it is dropped, and leaves no trace of itself.
pub(crate) struct Progress {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to watch; does nothing where standard error is no terminal.
    pub(crate) fn of(watch: &Watch) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        if !std::io::stderr().is_terminal() {
            return Self { over, thread: None };
        }
        let (watch, seen) = (watch.clone(), Arc::clone(&over));
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(move || draw(&watch, &seen));
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

    /// Shows how far the work is; where another piece has begun (another length, or less done), that one.
    fn show(mut self, watch: &Watch) -> Self {
        let (done, total) = watch.progress();
        if total != self.total || done < self.first {
            self.bar.inspect(ProgressBar::finish_and_clear);
            return Self::begin(watch);
        }
        if total > 0 {
            let seconds = self.since.seconds();
            let rate = figure::rate(done - self.first, seconds).unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "a few digits are shown")]
            let left = total.saturating_sub(done) as f64 * seconds / (done - self.first) as f64;
            let left = if left.is_finite() {
                format!("{} left", HumanDuration(Duration::from_secs_f64(left.min(1e9))))
            } else {
                String::new()
            };
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
