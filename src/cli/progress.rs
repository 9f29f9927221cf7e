//! A progress bar on a terminal, for work that takes longer than a second.

use crate::engine::effort::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
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
    std::thread::park_timeout(PATIENCE);
    let mut bar: Option<ProgressBar> = None;
    while !over.load(Ordering::Relaxed) {
        let (done, total) = watch.progress();
        if total > 0 {
            // Another piece of work has another length (or starts again): a bar of its own, so that its rate is its own.
            if bar.as_ref().is_some_and(|bar| bar.length() != Some(total) || bar.position() > done) {
                bar.take().inspect(ProgressBar::finish_and_clear);
            }
            bar.get_or_insert_with(|| new_bar(total)).set_position(done);
        }
        std::thread::park_timeout(TICK);
    }
    bar.inspect(ProgressBar::finish_and_clear);
}

/// A bar for work of this size, with its rate and the time left.
fn new_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} of {human_len}  {per_sec}  {eta} left");
    // The template is fixed and good; were it not, indicatif's own bar would do.
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style.progress_chars("█▉▊▋▌▍▎▏ ")))
}
