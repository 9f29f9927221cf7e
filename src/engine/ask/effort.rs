//! What an engine may spend, and what it is asked to draw.

use crate::engine::ask::limit::Stopwatch;
use crate::scenario::model::Terms;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Which engine is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum EngineChoice {
    /// The first that is within reach, chosen by counted work and never by the clock.
    #[default]
    Auto,
    /// A decision diagram.
    Exact,
    /// Every deal, one by one.
    Enumerate,
    /// Random proposals.
    Simulate,
}

/// How the simulation treats firmness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Worlds {
    /// No world is drawn: a proposal counts as much as it is probable, the product of 1 − f over the lines it crosses.
    #[default]
    Product,
    /// A world is drawn for each proposal, every line held or not by its firmness.
    Drawn,
}

/// Proposals near a draft: those that differ from it in at most `changes` issues (its open issues do not count).
#[derive(Clone, PartialEq, Debug)]
pub struct Around {
    /// The draft's terms.
    pub terms: Terms,
    /// In how many issues a proposal may differ.
    pub changes: u32,
}

/// What an engine may spend.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Which engine.
    pub engine: EngineChoice,
    /// How many proposals the simulation draws; none for the default (1,000,000; 10,000,000 where `simulate` is asked for).
    pub samples: Option<u64>,
    /// How firmness is treated in the simulation beside another engine, and in its mean.
    pub worlds: Worlds,
    /// Where proposals are drawn from; none for all coherent deals.
    pub around: Option<Around>,
    /// The seed of every draw.
    pub seed: u64,
    /// How many threads; none for all cores.
    pub threads: Option<usize>,
    /// When to stop; none for never.
    pub time_limit: Option<Duration>,
    /// How much memory in bytes.
    pub memory_limit: u64,
    /// How many best deals to list.
    pub top: usize,
    /// Progress out, and the wish to stop in.
    pub watch: Watch,
}

impl Effort {
    /// The same with what is left of its time.
    #[must_use]
    pub fn left(&self, clock: Stopwatch) -> Self {
        let spent = Duration::from_secs_f64(clock.seconds());
        Self { time_limit: self.time_limit.map(|limit| limit.saturating_sub(spent)), ..self.clone() }
    }
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            engine: EngineChoice::Auto,
            samples: None,
            worlds: Worlds::default(),
            around: None,
            seed: 0,
            threads: None,
            time_limit: None,
            memory_limit: 2 << 30,
            top: 5,
            watch: Watch::default(),
        }
    }
}

/// Shared between an engine at work and whoever waits for it: how far it is, and whether it should stop.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Watch {
    /// Asks the engine to end soon with what is known so far.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
    /// Whether it was asked to.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
    /// The same wish to stop, with a progress of its own: for work of which another watch counts the pieces.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { stop: Arc::clone(&self.stop), ..Self::default() }
    }
    /// How far the work is: (done, total) in deals or proposals; total 0 where nothing began.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
    /// Begins a piece of work of this size.
    pub fn begin(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
    /// Adds finished work.
    pub fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }
}

/// Runs something on as many threads as the effort allows.
pub fn on_threads<T: Send>(effort: &Effort, work: impl FnOnce() -> T + Send) -> T {
    let pool = effort.threads.and_then(|n| rayon::ThreadPoolBuilder::new().num_threads(n.max(1)).build().ok());
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}
