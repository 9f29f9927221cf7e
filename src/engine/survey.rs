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
use crate::engine::ask::effort::{Effort, EngineChoice, Watch, on_threads};
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::descent::by::By;
use crate::engine::descent::figures::{figures as walked, is_wide, work};
use crate::engine::draw::proposals::{Origin, origin};
use crate::engine::draw::simulate::{InWorlds, Simulated, Simulator};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::figures;
use crate::engine::figures::{Chances, Figures};
use crate::engine::tile::judge::Judge;
use crate::engine::tile::signature::{Barred, Collecting, Signatures, Told};
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
    /// What was counted over the deals (exact) or the samples (an estimate); none if nothing can be said.
    pub figures: Option<Figures>,
    /// Random proposals in random worlds, beside it.
    pub witness: Option<Witness>,
    /// How many samples the engine `simulate` judged.
    pub samples: Option<u64>,
    /// How many threads worked.
    pub threads: usize,
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
    let origin = origin(&lowered, effort, deadline);
    let asking = Asking { judge: &judge, origin: &origin, effort, deadline };
    let found = asking.answer();
    let Found { provenance, figures, witness, samples } = found;
    Survey { provenance, figures, witness, samples, threads: rayon::current_num_threads(), lowered }
}

/// What one engine found.
struct Found {
    provenance: Provenance,
    figures: Option<Figures>,
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

/// Who is asked for the figures, and within what limits.
struct Asking<'a> {
    judge: &'a Judge<'a>,
    origin: &'a Origin,
    effort: &'a Effort,
    deadline: Deadline,
}

impl Asking<'_> {
    /// The figures by the first engine that gives them.
    fn answer(&self) -> Found {
        let (judge, effort) = (self.judge, self.effort);
        let deals = Layout::n_deals(judge.lowered.formulas.domains());
        let declined = match self.by_diagrams() {
            Ok(found) => return found,
            Err(declined) => declined.map(|declined| format!("the exact engine declined: {}", declined.words())),
        };
        let (enumerate, why) = match effort.engine {
            EngineChoice::Simulate => (false, None),
            EngineChoice::Enumerate if deals.is_some_and(|deals| deals <= MAX_DEALS) => (true, None),
            EngineChoice::Enumerate => {
                let why = "the space of deals is too large to enumerate (more than 2^50 deals); these are samples";
                (false, Some(why.to_owned()))
            }
            EngineChoice::Auto | EngineChoice::Exact if is_enumerable(judge) => (true, declined),
            EngineChoice::Auto | EngineChoice::Exact => {
                let why = "the space of deals is larger than `auto` enumerates; these are samples";
                (false, Some(declined.map_or_else(|| why.to_owned(), |declined| format!("{declined}; {why}"))))
            }
        };
        let is_long = || {
            // The best deals of several worlds take every deal, where that is within reach.
            let is_best_apart = judge.lowered.has_several_worlds() && is_enumerable(judge);
            matches!(judge.rule, AgreementRule::Everyone(_))
                && !is_best_apart
                && deals.is_some_and(|deals| deals >= MIN_DEPTH_FIRST)
                && work(judge.scenario, judge.lowered).is_ok_and(|work| work < one_walk(judge, deals.unwrap_or(0)))
        };
        if enumerate
            && is_long()
            && let Some(found) = self.depth_first(why.clone())
        {
            return found;
        }
        let mut found = if enumerate {
            self.enumerated(deals.unwrap_or(0), why)
        } else {
            let asked_for = effort.engine == EngineChoice::Simulate;
            let samples = effort.samples.unwrap_or(if asked_for { SAMPLES_ALONE } else { SAMPLES_BESIDE });
            self.sampled(samples, why)
        };
        if !self.knows_probability() && found.figures.is_some() {
            found.provenance.add("the weights make too many distinct sums for the probabilities of deals");
        }
        found
    }

    fn knows_probability(&self) -> bool {
        !matches!(self.judge.rule, AgreementRule::Direct)
    }

    /// Random proposals beside another engine, as its witness.
    fn beside(&self) -> Option<Witness> {
        let samples = self.effort.samples.unwrap_or(SAMPLES_BESIDE);
        let clock = Stopwatch::start();
        let simulator = Simulator::new(self.judge, &self.origin.source, false, 0);
        (samples > 0).then(|| witness(&simulator.run(self.effort, self.deadline, samples), clock))
    }

    /// What a walk through every tile counts; none if it was cut.
    fn tallied(&self) -> Option<Tally> {
        let walk = Walk::new(self.judge);
        let begin = || Counting::new(&walk, self.effort.top);
        let (strands, whole) = walk.run(self.effort, self.deadline, Counting::size(&walk), begin);
        let mut tally = Tally::new(self.judge, &n_values(self.judge), self.effort.top);
        for strand in strands {
            tally.merge(strand.tally);
        }
        whole.then_some(tally)
    }

    fn ledger(&self, tally: &Tally, is_drawn: bool) -> Figures {
        Figures::of(tally, self.judge.scenario, is_drawn, self.knows_probability())
    }

    /// Counts by diagrams; the error says why they do not answer, where they were to be asked at all.
    ///
    /// Where `auto` can enumerate, the diagrams have to give every figure: enumeration would.
    fn by_diagrams(&self) -> Result<Found, Option<Declined>> {
        let (judge, effort) = (self.judge, self.effort);
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
        if is_enumerable
            && let Some(chances) = figures.chances.as_mut().filter(|chances| chances.highest.is_none())
            && let Some(tally) = self.tallied()
        {
            let (highest, best) = Chances::highest_of(&tally, &figures.class_of);
            (chances.highest, chances.best) = (Some(highest), best);
        }
        let missing = figures.missing();
        if !asked && is_enumerable && missing.is_some() {
            return Err(Some(Declined::TooLarge));
        }
        effort.watch.begin(effort.samples.unwrap_or(SAMPLES_BESIDE));
        let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: missing };
        Ok(Found { provenance, figures: Some(figures), witness: self.beside(), samples: None })
    }

    /// Counts each figure by a walk depth first; none if another way has to be taken.
    fn depth_first(&self, why: Option<String>) -> Option<Found> {
        let (judge, effort) = (self.judge, self.effort);
        let figures = match walked(judge.scenario, judge.lowered, (effort, self.deadline), By::default()) {
            Ok(figures) => figures,
            Err(Declined::Stopped) => return Some(self.cut("figures")),
            Err(_) => return None,
        };
        effort.watch.begin(effort.samples.unwrap_or(SAMPLES_BESIDE));
        let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why };
        Some(Found { provenance, figures: Some(figures), witness: self.beside(), samples: None })
    }

    fn enumerated(&self, deals: u64, why: Option<String>) -> Found {
        let samples = self.effort.samples.unwrap_or(SAMPLES_BESIDE);
        self.effort.watch.begin(samples.saturating_add(deals));
        let beside = self.beside();
        let Some(tally) = self.tallied() else { return self.cut("deals and proposals") };
        let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why };
        Found { provenance, figures: Some(self.ledger(&tally, false)), witness: beside, samples: None }
    }

    /// What is known of a walk that was cut is what samples say. They are few and quick, and begin again without the limit.
    fn cut(&self, what: &str) -> Found {
        let effort = self.effort;
        let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
        let reason = if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
        let (done, total) = effort.watch.progress();
        let covered = format!("{reason} after {} of {total} {what}", done.min(total));
        if samples == 0 {
            let why = Some(format!("{covered}; no samples were asked for"));
            let provenance = Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Undecided, why };
            return Found { provenance, figures: None, witness: None, samples: None };
        }
        let fresh = Effort { watch: Watch::default(), ..effort.clone() };
        let asking = Asking { effort: &fresh, deadline: Deadline::after(None), ..*self };
        asking.sampled(samples.min(SAMPLES_BESIDE), Some(format!("{covered}; these are samples")))
    }

    fn sampled(&self, samples: u64, why: Option<String>) -> Found {
        let effort = self.effort;
        let clock = Stopwatch::start();
        effort.watch.begin(samples);
        let simulator = Simulator::new(self.judge, &self.origin.source, true, effort.top);
        let simulated = simulator.run(effort, self.deadline, samples);
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
        if let Some(declined) = self.origin.declined.filter(|_| simulated.whole && drawn < samples) {
            reasons.push(format!("drawing from a diagram was declined: {}", declined.words()));
        }
        if reasons.is_empty() {
            reasons.push("these are samples".to_owned());
        }
        let kind = if drawn == 0 { AnswerKind::Undecided } else { AnswerKind::Estimate };
        let provenance = Provenance { engine: EngineName::Simulate, kind, why: Some(reasons.join("; ")) };
        let beside = (drawn > 0).then(|| witness(&simulated, clock));
        let figures = (drawn > 0).then(|| self.ledger(&simulated.tally, true));
        Found { provenance, figures, witness: beside, samples: Some(drawn) }
    }
}

/// What one walk for all figures takes, in nanoseconds on one thread, roughly: one for each operation on a word of 64 deals.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn one_walk(judge: &Judge, deals: u64) -> f64 {
    (deals / 64) as f64 * judge.cost() as f64
}

/// What the coherent deals cross that cross no demand too many that is barred, as little as possible: a set of demands of signing parties, or
/// one in each world (see [`Told`]). None if the space is out of reach, the walk was cut, or they are too many.
#[must_use]
pub fn least_crossings(scenario: &Scenario, effort: &Effort, barred: &Barred) -> Option<Vec<Vec<DemandSet>>> {
    on_threads(effort, || {
        let lowered = lower(scenario);
        let judge = Judge::new(scenario, &lowered);
        let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_within_reach(&judge, effort.engine))?;
        let told = Told::of(&judge);
        let ignored = told.entries(&ignored(scenario, &lowered.demands));
        let barred = Barred { demands: told.entries(&barred.demands), but_one: barred.but_one };
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
