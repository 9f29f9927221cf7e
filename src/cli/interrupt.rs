//! Ctrl-C: the first asks the work to end with what is known so far, the second ends at once.

use crate::cli::screen::say;
use crate::engine::ask::effort::Watch;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that Ctrl-C ended, as shells have it: 128 + 2.
const INTERRUPTED: i32 = 130;

/// From here on the first Ctrl-C (or a polite wish of the system to end) stops the work that this watch belongs to. May
/// be called once; a later call leaves things as they are.
pub(crate) fn stop_on_interrupt(watch: &Watch) {
    static SET: Once = Once::new();
    static ASKED: AtomicBool = AtomicBool::new(false);
    let watch = watch.clone();
    SET.call_once(|| {
        let handler = move || {
            if IS_PAGED.load(Ordering::SeqCst) {
                return;
            }
            if ASKED.swap(true, Ordering::SeqCst) {
                std::process::exit(INTERRUPTED);
            }
            watch.stop();
            say("stopping; what is known so far follows (once more ends at once)");
        };
        // Where no handler can be set, Ctrl-C ends the program as it always did.
        let _ = ctrlc::set_handler(handler);
    });
}

/// Whether the work is done and its answer is being read.
static IS_PAGED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C is the pager's: it means what is shown, and this program waits for the reader.
pub(crate) fn leave_to_the_pager() {
    IS_PAGED.store(true, Ordering::SeqCst);
    stop_on_interrupt(&Watch::default());
}
