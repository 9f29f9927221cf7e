//! What each engine costs on one scenario: the whole answer of `zopa run`, engine by engine and thread count by thread
//! count, beside a calibration loop measured in the same run.
//!
//! Times differ from machine to machine, ratios much less. So every rate also stands as a ratio to a loop that anybody's
//! processor runs: steps of a xorshift generator (Marsaglia 2003) on one thread. An engine that judges 2e8 deals a second
//! where the loop makes 1e9 steps has a ratio of 0.2: five steps a deal.
//!
//! Of the repeats the least time counts: whatever else a machine does can only add to it.

use crate::analysis::acceptance::accept;
use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::instructions::chosen;
use crate::engine::ask::limit::Stopwatch;
use crate::engine::exact::cost::{Laps, laps};
use crate::engine::survey::SAMPLES_ALONE;
use crate::scenario::model::Scenario;
use crate::space::instructions::InstructionSet;
use num_bigint::BigUint;

/// The engines in the order in which they are measured.
pub const ORDER: [EngineName; 3] = [EngineName::Exact, EngineName::Enumerate, EngineName::Simulate];
/// How many steps the calibration loop makes.
const STEPS: u64 = 100_000_000;

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which engines, in order.
    pub engines: Vec<EngineName>,
    /// On how many threads each.
    pub threads: Vec<usize>,
    /// How often each; the best counts.
    pub repeats: u32,
}

/// How the memory of this process is had, where the system tells.
#[derive(Clone, Copy, Debug)]
pub struct Gauge {
    /// Forgets the highest use so far.
    pub begin: fn(),
    /// The highest use since, in bytes.
    pub highest: fn() -> Option<u64>,
}

/// One engine on so many threads.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// The engine that was asked for.
    pub engine: EngineName,
    /// On how many threads.
    pub threads: usize,
    /// How the answer was had; another engine where this one could not.
    pub provenance: Provenance,
    /// How many proposals were judged; none but under `simulate`.
    pub samples: Option<u64>,
    /// The least time of the repeats, in seconds.
    pub seconds: f64,
    /// Deals (or proposals, under `simulate`) a second; none where another engine answered.
    pub rate: Option<f64>,
    /// … as a ratio to the calibration loop's steps a second.
    pub ratio: Option<f64>,
    /// How many times as fast as the first thread count of the plan.
    pub speedup: Option<f64>,
    /// The highest use of memory of the process, in bytes, where the system tells.
    pub memory: Option<u64>,
}

/// What was measured.
#[derive(Clone, PartialEq, Debug)]
pub struct Measurement {
    /// |D|.
    pub deals: BigUint,
    /// The instruction set that the engines took.
    pub instructions: InstructionSet,
    /// Steps a second of the calibration loop.
    pub calibration: f64,
    /// How often each was measured.
    pub repeats: u32,
    /// One entry an engine and thread count.
    pub rows: Vec<Measured>,
    /// What the agreed deals alone cost the exact engine, on one thread; none where it was not asked for or declined.
    pub laps: Option<Laps>,
    /// Whether it was asked to stop before the end.
    pub is_cut: bool,
}

/// Measures.
#[must_use]
pub fn measure(scenario: &Scenario, effort: &Effort, plan: &Plan, gauge: Gauge) -> Measurement {
    let calibration = calibrate();
    let mut found = Measurement {
        deals: scenario.n_deals(),
        instructions: chosen(),
        calibration,
        repeats: plan.repeats,
        rows: Vec::new(),
        laps: None,
        is_cut: false,
    };
    if plan.engines.contains(&EngineName::Exact) {
        found.laps = laps(scenario, effort, plan.repeats).ok();
    }
    for engine in &plan.engines {
        let mut alone = None;
        for threads in &plan.threads {
            let Some(mut row) = one(scenario, effort, (*engine, *threads, plan.repeats), gauge) else {
                found.is_cut = true;
                return found;
            };
            row.rate = work(&found.deals, &row).map(|work| work / row.seconds);
            row.ratio = row.rate.map(|rate| rate / calibration);
            if row.rate.is_some() {
                let first = *alone.get_or_insert(row.seconds);
                row.speedup = Some(first / row.seconds);
            }
            found.rows.push(row);
        }
    }
    found
}

/// The best of some repeats; none where it was asked to stop.
fn one(
    scenario: &Scenario,
    effort: &Effort,
    (engine, threads, repeats): (EngineName, usize, u32),
    gauge: Gauge,
) -> Option<Measured> {
    let simulates = engine == EngineName::Simulate;
    let effort = Effort {
        engine: choice(engine),
        threads: Some(threads),
        // The witness beside an exact answer would be measured with it.
        samples: Some(if simulates { effort.samples.unwrap_or(SAMPLES_ALONE) } else { 0 }),
        ..effort.clone()
    };
    let mut best: Option<Measured> = None;
    (gauge.begin)();
    for _ in 0..repeats.max(1) {
        let clock = Stopwatch::start();
        let answer = accept(scenario, &effort);
        let seconds = clock.seconds().max(1e-9);
        if effort.watch.is_stopped() {
            return None;
        }
        if best.as_ref().is_none_or(|best| seconds < best.seconds) {
            best = Some(Measured {
                engine,
                threads,
                provenance: answer.provenance,
                samples: answer.samples,
                seconds,
                rate: None,
                ratio: None,
                speedup: None,
                memory: None,
            });
        }
    }
    best.map(|best| Measured { memory: (gauge.highest)(), ..best })
}

/// How many deals or proposals were judged, where the engine that was asked for judged them all.
fn work(deals: &BigUint, row: &Measured) -> Option<f64> {
    if row.provenance.engine != row.engine || row.provenance.kind == AnswerKind::Undecided {
        return None;
    }
    match row.engine {
        #[expect(clippy::cast_precision_loss, reason = "a rate is shown to two digits")]
        EngineName::Simulate => row.samples.map(|samples| samples as f64),
        EngineName::Exact | EngineName::Enumerate => deals.to_string().parse().ok(),
    }
}

const fn choice(engine: EngineName) -> EngineChoice {
    match engine {
        EngineName::Exact => EngineChoice::Exact,
        EngineName::Enumerate => EngineChoice::Enumerate,
        EngineName::Simulate => EngineChoice::Simulate,
    }
}

/// Steps a second of a loop that depends on nothing but the processor.
fn calibrate() -> f64 {
    let clock = Stopwatch::start();
    let mut state = std::hint::black_box(0x9E37_79B9_7F4A_7C15_u64);
    for _ in 0..STEPS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    std::hint::black_box(state);
    #[expect(clippy::cast_precision_loss, reason = "a round number")]
    let steps = STEPS as f64;
    steps / clock.seconds().max(1e-9)
}
