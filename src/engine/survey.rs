//! One surface over the engines: a scenario and an effort in; what was counted, and how far it can be trusted, out.
//!
//! | engine | when | what it costs |
//! |---|---|---|
//! | exact | asked for, or `auto` where every figure comes out of it within its budget | grows with how rules entangle, not with the deals |
//! | enumerate | asked for, or `auto` with at most 2^27 deals and 2^34 operations | every deal once, or a walk for each figure that leaves out what is decided, whichever is less work |
//! | simulate | asked for, or `auto` beyond that | the samples asked for, whatever the size of the space |
//!
//! `auto` counts work and never looks at the clock, so the same scenario always takes the same engine.

use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::{Effort, EngineChoice, Watch};
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::descent::figures::{By, figures as walked, is_wide, work};
use crate::engine::draw::proposals::{Origin, origin};
use crate::engine::draw::simulate::{InWorlds, Simulated, Simulator};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::figures;
use crate::engine::figures::Figures;
use crate::engine::tile::judge::Judge;
use crate::engine::tile::signature::{Collecting, Signatures, Told};
use crate::engine::tile::tally::Tally;
use crate::engine::tile::walk::{Counting, Walk, n_values};
use crate::rule::agreement::AgreementRule;
use crate::rule::demand::DemandSet;
use crate::rule::lower::{Lowered, lower};
use crate::scenario::id::{DemandId, IdVec};
use crate::scenario::model::{DemandName, Scenario};
use crate::space::layout::Layout;

/// `auto` enumerates up to this many deals.
pub const MAX_AUTO_DEALS: u64 = 1 << 27;
/// … and up to this many operations on words of 64 deals.
const MAX_AUTO_WORK: u64 = 1 << 34;
/// From this many deals on, figures that need not look at each deal are counted by walks of their own.
const MIN_DEPTH_FIRST: u64 = 1 << 22;
/// Past this many deals no enumeration is begun, whoever asks.
const MAX_DEALS: u64 = 1 << 50;
/// The samples beside another engine, and where `auto` simulates.
pub const SAMPLES_BESIDE: u64 = 1_000_000;
/// The samples where the engine `simulate` is asked for.
pub const SAMPLES_ALONE: u64 = 10_000_000;
/// More least signatures than this are given up.
const MAX_SIGNATURES: usize = 20_000;

/// What was counted, and how.
#[derive(Debug)]
pub struct Survey {
    /// The scenario as formulas.
    pub lowered: Lowered,
    /// How the figures were had.
    pub provenance: Provenance,
    /// What was counted over the deals (exact) or the samples (an estimate); none where nothing can be said.
    pub tally: Option<Tally>,
    /// What the diagrams counted, where they did.
    pub figures: Option<Figures>,
    /// Random proposals in random worlds, beside it.
    pub witness: Option<Witness>,
    /// How many samples the engine `simulate` judged.
    pub samples: Option<u64>,
    /// How many threads worked.
    pub threads: usize,
    /// Whether P(d agreed) is to be had under the agreement rule.
    pub knows_probability: bool,
}

/// What the simulation beside an engine saw.
#[derive(Clone, Copy, Debug)]
pub struct Witness {
    /// How many proposals were judged.
    pub proposals: u64,
    /// How many are agreed with all lines held.
    pub agreed: u64,
    /// What firmness makes of them.
    pub in_worlds: InWorlds,
    /// How long it took in seconds.
    pub seconds: f64,
}

/// Runs something on as many threads as the effort allows.
pub fn on_threads<T: Send>(effort: &Effort, work: impl FnOnce() -> T + Send) -> T {
    let pool = effort.threads.and_then(|n| rayon::ThreadPoolBuilder::new().num_threads(n.max(1)).build().ok());
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Counts everything that `zopa run` reports.
#[must_use]
pub fn survey(scenario: &Scenario, effort: &Effort) -> Survey {
    survey_lowered(scenario, lower(scenario), effort)
}

/// The same over formulas that are given: what tests use to see whether a wrong one would be found out.
#[must_use]
pub fn survey_lowered(scenario: &Scenario, lowered: Lowered, effort: &Effort) -> Survey {
    on_threads(effort, || survey_here(scenario, lowered, effort))
}

/// Whether enumeration is within the reach of `auto`.
#[must_use]
pub fn is_enumerable(judge: &Judge) -> bool {
    Layout::n_deals(judge.lowered.formulas.domains())
        .is_some_and(|deals| deals <= MAX_AUTO_DEALS && (deals / 64 + 64).saturating_mul(judge.cost()) <= MAX_AUTO_WORK)
}

/// Whether a walk through every deal may be begun under this choice of engine.
#[must_use]
pub fn is_within_reach(judge: &Judge, engine: EngineChoice) -> bool {
    match engine {
        EngineChoice::Auto | EngineChoice::Exact => is_enumerable(judge),
        EngineChoice::Enumerate => {
            Layout::n_deals(judge.lowered.formulas.domains()).is_some_and(|deals| deals <= MAX_DEALS)
        }
        EngineChoice::Simulate => false,
    }
}

fn survey_here(scenario: &Scenario, lowered: Lowered, effort: &Effort) -> Survey {
    let judge = Judge::new(scenario, &lowered);
    let deadline = Deadline::after(effort.time_limit);
    let deals = Layout::n_deals(lowered.formulas.domains());
    let reachable = deals.is_some_and(|deals| deals <= MAX_DEALS);
    let origin = origin(&lowered, effort, deadline);
    let knows_probability = !matches!(judge.rule, AgreementRule::Direct);
    let declined = match diagrammed(&judge, &origin, effort, deadline) {
        Ok((figures, found)) => {
            let (provenance, witness) = (found.provenance, found.witness);
            return Survey {
                provenance,
                tally: None,
                figures: Some(figures),
                witness,
                samples: None,
                threads: rayon::current_num_threads(),
                knows_probability,
                lowered,
            };
        }
        Err(declined) => declined.map(|declined| format!("the exact engine declined: {}", declined.words())),
    };
    let (enumerate, why) = match effort.engine {
        EngineChoice::Simulate => (false, None),
        EngineChoice::Enumerate if reachable => (true, None),
        EngineChoice::Enumerate => (
            false,
            Some("the space of deals is too large to enumerate (more than 2^50 deals); these are samples".to_owned()),
        ),
        EngineChoice::Auto | EngineChoice::Exact if is_enumerable(&judge) => (true, declined),
        EngineChoice::Auto | EngineChoice::Exact => {
            let why = "the space of deals is larger than `auto` enumerates; these are samples";
            (false, Some(declined.map_or_else(|| why.to_owned(), |declined| format!("{declined}; {why}"))))
        }
    };
    let is_long = || {
        // The best deals of several worlds take every deal, where that is within reach.
        let is_best_apart = lowered.has_several_worlds() && is_enumerable(&judge);
        matches!(judge.rule, AgreementRule::Everyone(_))
            && !is_best_apart
            && deals.is_some_and(|deals| deals >= MIN_DEPTH_FIRST)
            && work(scenario, &lowered).is_ok_and(|work| work < one_walk(&judge, deals.unwrap_or(0)))
    };
    if enumerate
        && is_long()
        && let Some((figures, found)) = depth_first(&judge, &origin, effort, deadline, why.clone())
    {
        return Survey {
            provenance: found.provenance,
            tally: found.tally,
            figures,
            witness: found.witness,
            samples: found.samples,
            threads: rayon::current_num_threads(),
            knows_probability,
            lowered,
        };
    }
    let mut found = if enumerate {
        enumerated(&judge, &origin, effort, deadline, deals.unwrap_or(0), why)
    } else {
        let asked_for = effort.engine == EngineChoice::Simulate;
        let samples = effort.samples.unwrap_or(if asked_for { SAMPLES_ALONE } else { SAMPLES_BESIDE });
        sampled(&judge, &origin, effort, (deadline, samples), why)
    };
    if !knows_probability && found.tally.is_some() {
        let reason = "the weights make too many distinct sums for the probabilities of deals";
        let why = found.provenance.why.take();
        found.provenance.why = Some(why.map_or_else(|| reason.to_owned(), |why| format!("{why}; {reason}")));
    }
    Survey {
        provenance: found.provenance,
        tally: found.tally,
        figures: None,
        witness: found.witness,
        samples: found.samples,
        threads: rayon::current_num_threads(),
        knows_probability,
        lowered,
    }
}

struct Found {
    provenance: Provenance,
    tally: Option<Tally>,
    witness: Option<Witness>,
    samples: Option<u64>,
}

fn witness(simulated: &Simulated, clock: Stopwatch) -> Witness {
    let tally = &simulated.tally;
    Witness {
        proposals: tally.coherent,
        agreed: tally.agreed,
        in_worlds: simulated.in_worlds,
        seconds: clock.seconds(),
    }
}

/// Counts by diagrams; the error says why they do not answer, where they were to be asked at all.
///
/// Where `auto` can enumerate, the diagrams have to give every figure: enumeration would.
fn diagrammed(
    judge: &Judge,
    origin: &Origin,
    effort: &Effort,
    deadline: Deadline,
) -> Result<(Figures, Found), Option<Declined>> {
    let asked = match effort.engine {
        EngineChoice::Enumerate | EngineChoice::Simulate => return Err(None),
        EngineChoice::Exact => true,
        EngineChoice::Auto => false,
    };
    let is_enumerable = is_enumerable(judge);
    // Under other rules than everyone's a diagram tells deals apart by what they cross; few deals are walked sooner.
    let is_small = Layout::n_deals(judge.lowered.formulas.domains()).is_some_and(|deals| deals < MIN_DEPTH_FIRST);
    if !asked && is_enumerable && is_small && !matches!(judge.rule, AgreementRule::Everyone(_)) {
        return Err(None);
    }
    if !asked && is_enumerable && is_wide(judge.scenario, judge.lowered) {
        return Err(Some(Declined::Wide));
    }
    let mut figures = figures(judge.scenario, judge.lowered, effort).map_err(Some)?;
    // Where the diagram of what deals cross was too large, but every deal can be looked at, a walk finds the best.
    if is_enumerable && let Some(chances) = figures.chances.as_mut().filter(|chances| chances.highest.is_none()) {
        let walk = Walk::new(judge);
        let (strands, whole) = walk.run(effort, deadline, Counting::size(&walk), || Counting::new(&walk, effort.top));
        if whole {
            let mut tally = Tally::new(judge, &n_values(judge), effort.top);
            for strand in strands {
                tally.merge(strand.tally);
            }
            chances.take_best(&tally, &figures.class_of);
        }
    }
    let missing = figures.missing();
    if !asked && is_enumerable && missing.is_some() {
        return Err(Some(Declined::TooLarge));
    }
    let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: missing };
    let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
    let clock = Stopwatch::start();
    effort.watch.begin(samples);
    let beside = (samples > 0).then(|| Simulator::new(judge, &origin.source, false, 0).run(effort, deadline, samples));
    let witness = beside.map(|simulated| witness(&simulated, clock));
    Ok((figures, Found { provenance, tally: None, witness, samples: None }))
}

/// What one walk for all figures takes, in nanoseconds on one thread, roughly: one for each operation on a word of 64 deals.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn one_walk(judge: &Judge, deals: u64) -> f64 {
    (deals / 64) as f64 * judge.cost() as f64
}

/// Counts each figure by a walk depth first; none where another way has to be taken.
fn depth_first(
    judge: &Judge,
    origin: &Origin,
    effort: &Effort,
    deadline: Deadline,
    why: Option<String>,
) -> Option<(Option<Figures>, Found)> {
    let figures = match walked(judge.scenario, judge.lowered, (effort, deadline), By::default()) {
        Ok(figures) => figures,
        Err(Declined::Stopped) => return Some((None, cut(judge, origin, effort, "figures"))),
        Err(_) => return None,
    };
    let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
    let clock = Stopwatch::start();
    effort.watch.begin(samples);
    let beside = (samples > 0).then(|| Simulator::new(judge, &origin.source, false, 0).run(effort, deadline, samples));
    let witness = beside.map(|simulated| witness(&simulated, clock));
    let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why };
    Some((Some(figures), Found { provenance, tally: None, witness, samples: None }))
}

fn enumerated(
    judge: &Judge,
    origin: &Origin,
    effort: &Effort,
    deadline: Deadline,
    deals: u64,
    why: Option<String>,
) -> Found {
    let clock = Stopwatch::start();
    let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
    effort.watch.begin(samples.saturating_add(deals));
    let beside = (samples > 0).then(|| Simulator::new(judge, &origin.source, false, 0).run(effort, deadline, samples));
    let beside = beside.map(|simulated| witness(&simulated, clock));
    let walk = Walk::new(judge);
    let (strands, whole) = walk.run(effort, deadline, Counting::size(&walk), || Counting::new(&walk, effort.top));
    if whole {
        let mut tally = Tally::new(judge, &n_values(judge), effort.top);
        for strand in strands {
            tally.merge(strand.tally);
        }
        let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why };
        return Found { provenance, tally: Some(tally), witness: beside, samples: None };
    }
    cut(judge, origin, effort, "deals and proposals")
}

/// What is known of a walk that was cut is what samples say. They are few and quick, and begin again without the limit.
fn cut(judge: &Judge, origin: &Origin, effort: &Effort, what: &str) -> Found {
    let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
    let reason = if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
    let (done, total) = effort.watch.progress();
    let covered = format!("{reason} after {} of {total} {what}", done.min(total));
    if samples == 0 {
        let why = Some(format!("{covered}; no samples were asked for"));
        let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Undecided, why };
        return Found { provenance, tally: None, witness: None, samples: None };
    }
    let fresh = Effort { watch: Watch::default(), ..effort.clone() };
    let samples = samples.min(SAMPLES_BESIDE);
    sampled(judge, origin, &fresh, (Deadline::after(None), samples), Some(format!("{covered}; these are samples")))
}

fn sampled(
    judge: &Judge,
    origin: &Origin,
    effort: &Effort,
    (deadline, samples): (Deadline, u64),
    why: Option<String>,
) -> Found {
    let clock = Stopwatch::start();
    effort.watch.begin(samples);
    let simulated = Simulator::new(judge, &origin.source, true, effort.top).run(effort, deadline, samples);
    let mut reasons: Vec<String> = why.into_iter().collect();
    let drawn = simulated.tally.coherent;
    if !simulated.whole {
        let reason = if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
        reasons.push(format!("{reason} after {drawn} of {samples} proposals"));
    } else if samples == 0 {
        reasons.push("no samples were asked for".to_owned());
    } else if drawn == 0 {
        reasons.push("no random deal was coherent".to_owned());
    } else if drawn < samples {
        reasons.push(format!("{drawn} of {samples} random draws were coherent"));
    }
    if let Some(declined) = origin.declined.filter(|_| simulated.whole && drawn < samples) {
        reasons.push(format!("drawing from a diagram was declined: {}", declined.words()));
    }
    if reasons.is_empty() {
        reasons.push("these are samples".to_owned());
    }
    let kind = if drawn == 0 { AnswerKind::Undecided } else { AnswerKind::Estimate };
    let provenance = Provenance { engine: EngineName::Simulate, kind, why: Some(reasons.join("; ")) };
    let beside = (drawn > 0).then(|| witness(&simulated, clock));
    Found { provenance, tally: (drawn > 0).then_some(simulated.tally), witness: beside, samples: Some(drawn) }
}

/// What the coherent deals cross that cross no barred demand, as little as possible: a set of demands of signing parties, or
/// one in each world (see [`Told`]). None where the space is out of reach, the walk was cut, or they are too many.
#[must_use]
pub fn least_crossings(scenario: &Scenario, effort: &Effort, barred: &DemandSet) -> Option<Vec<Vec<DemandSet>>> {
    on_threads(effort, || {
        let lowered = lower(scenario);
        let judge = Judge::new(scenario, &lowered);
        let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_within_reach(&judge, effort.engine))?;
        let told = Told::of(&judge);
        let (ignored, barred) = (told.entries(&ignored(scenario, &lowered.demands)), told.entries(barred));
        let walk = Walk::new(&judge);
        let begin =
            || Collecting { told: &told, signatures: Signatures::new(MAX_SIGNATURES, ignored.clone(), barred.clone()) };
        effort.watch.begin(deals);
        let (strands, whole) = walk.run(effort, Deadline::after(effort.time_limit), 1 << 20, begin);
        let mut all = begin().signatures;
        for strand in strands {
            all.merge(strand.signatures);
        }
        let mut least = all.least;
        least.sort();
        let crossings = least.iter().map(|signature| told.crossings(&lowered, signature)).collect();
        (whole && !all.given_up).then_some(crossings)
    })
}

fn ignored(scenario: &Scenario, demands: &IdVec<DemandId, DemandName>) -> DemandSet {
    let mut ignored = DemandSet::empty(demands.len());
    for (id, demand) in demands.enumerate() {
        if !scenario.parties[demand.party()].signs {
            ignored.insert(id);
        }
    }
    ignored
}
