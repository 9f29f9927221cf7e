//! Work that Python waits for: on a thread of its own, so that Ctrl-C, progress and other threads of Python have their turn.

use pyo3::prelude::*;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use zopa::engine::ask::effort::Watch;

/// How often signals and progress are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Does the work; `progress` is called with what is done and how much there is.
///
/// # Errors
/// What Python raises meanwhile: `KeyboardInterrupt`, or what `progress` raises. The work has ended by then.
pub(crate) fn wait<T: Send>(
    py: Python<'_>,
    watch: &Watch,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    py.detach(|| {
        std::thread::scope(|scope| {
            let (done, ready) = channel();
            // The reader is there until the scope ends, so nothing is lost where sending fails.
            scope.spawn(move || done.send(work()).ok());
            loop {
                match ready.recv_timeout(LOOK) {
                    Ok(found) => return Ok(found),
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(pyo3::exceptions::PyRuntimeError::new_err(
                            "internal fault: the work ended without an answer",
                        ));
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
                let looked = Python::attach(|py| {
                    py.check_signals()?;
                    if let Some(progress) = progress {
                        progress.call1(py, watch.progress())?;
                    }
                    Ok::<(), PyErr>(())
                });
                if let Err(raised) = looked {
                    watch.stop();
                    return Err(raised);
                }
            }
        })
    })
}
