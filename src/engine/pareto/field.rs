//! Utilities of every deal: a walk that lays out what each deal is worth to each party, and what can be asked of it.
//!
//! Two questions. [`Field::sweep`]: which deals no other deal dominates, and between which utilities each party moves.
//! [`Field::lead`]: which deals score highest by some measure, all ties. Both stream: they hold the answer, never the
//! deals. A deal is known by its number in deal order until the end.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes and rows are counted by the layout")]

use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Deadline;
use crate::engine::ask::pace::Limit;
use crate::engine::pareto::archive::{Archive, Rows};
use crate::engine::survey::is_within_reach;
use crate::engine::tile::judge::{Bench, Judge, LANES, WORDS, add_bonuses};
use crate::engine::tile::walk::{Visitor, Walk};
use crate::rule::lower::lower;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{Id, PartyId};
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;
use crate::space::layout::{Layout, Place};

/// Scores tie where they differ by less than this part of them: doubles carry no more digits through a product.
const DIGITS: f64 = 1e-12;
/// Strands of a sweep, where memory allows.
const STRANDS: u64 = 8;

/// Which deals are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Over {
    /// The agreed ones.
    #[default]
    Agreed,
    /// All coherent ones.
    Coherent,
}

/// What each deal is worth to each party with a utility.
#[derive(Debug)]
pub struct Field<'a> {
    walk: Walk<'a>,
    parties: Vec<PartyId>,
    over: Over,
    effort: &'a Effort,
    deadline: Deadline,
    /// Per party: the points of the inner variables, a lane.
    inner: Vec<Vec<f64>>,
}

/// Asks something of the field of a scenario on as many threads as the effort allows, and says how the answer was had.
/// Deals that are not all looked at prove no frontier: then there is no answer, and the provenance says why.
pub fn in_field<T: Send>(
    scenario: &Scenario,
    effort: &Effort,
    (parties, over): (&[PartyId], Over),
    ask: impl FnOnce(&Field) -> Result<T, String> + Send,
) -> (Result<T, ()>, Provenance) {
    let answer = on_threads(effort, || {
        let lowered = lower(scenario);
        let judge = Judge::new(scenario, &lowered);
        if !is_within_reach(&judge, effort.engine) {
            let why = match effort.engine {
                EngineChoice::Simulate => "random deals prove no frontier: it takes every deal",
                EngineChoice::Enumerate => "the space of deals is too large to enumerate (more than 2^50 deals)",
                EngineChoice::Auto | EngineChoice::Exact => "the space of deals is larger than `auto` enumerates",
            };
            return Err(why.to_owned());
        }
        ask(&Field::new(&judge, parties, over, effort))
    });
    let engine = if effort.engine == EngineChoice::Simulate { EngineName::Simulate } else { EngineName::Enumerate };
    match answer {
        Ok(answer) => (Ok(answer), Provenance { engine, kind: AnswerKind::Exact, why: None }),
        Err(why) => (Err(()), Provenance { engine, kind: AnswerKind::Undecided, why: Some(why) }),
    }
}

/// What a sweep saw.
#[derive(Clone, PartialEq, Debug)]
pub struct Swept {
    /// How many deals it looked at.
    pub n_deals: u64,
    /// Per party: its lowest and highest utility over all coherent deals, whichever are looked at.
    pub range: Vec<(f64, f64)>,
    /// Per party: its highest utility over the deals looked at that give nobody less than the floor; none if there is
    /// no such deal, or no floor was given.
    pub ceiling: Option<Vec<f64>>,
    /// The deals that no other dominates.
    pub frontier: Rows,
}

/// Writes the scores of a deal from its utilities; whether it counts at all.
pub type Score<'s> = &'s (dyn Fn(&[f64], &mut [f64]) -> bool + Sync);

impl<'a> Field<'a> {
    fn new(judge: &'a Judge<'a>, parties: &[PartyId], over: Over, effort: &'a Effort) -> Self {
        let walk = Walk::new(judge);
        let layout = &walk.layout;
        let first = layout.place(0);
        let inner = parties.iter().map(|party| {
            let table = &judge.parties[party.place()].points;
            let points = |lane: u32| {
                (layout.inner()..table.len())
                    .fold(0.0, |total, variable| total + of(table, variable, layout.value(&first, variable, lane)))
            };
            (0..layout.n_inner()).map(points).collect()
        });
        let inner = inner.collect();
        Self { inner, walk, parties: parties.to_vec(), over, effort, deadline: Deadline::after(effort.time_limit) }
    }

    /// The deal of this number.
    #[must_use]
    pub fn deal(&self, number: u64) -> Deal {
        let domains = self.walk.judge.lowered.formulas.domains();
        let (mut rest, mut values) = (number, vec![0; domains.len()]);
        for (value, domain) in values.iter_mut().zip(domains).rev() {
            *value = domain.first + (rest % u64::from(domain.len().max(1))) as u32;
            rest /= u64::from(domain.len().max(1));
        }
        deal(self.walk.judge.lowered, &values)
    }

    /// The number of the first deal of a tile.
    fn number(&self, place: &Place) -> u64 {
        let domains = self.walk.judge.lowered.formulas.domains();
        let values = self.walk.layout.values(place, 0);
        domains
            .iter()
            .zip(values)
            .fold(0, |number, (domain, value)| number * u64::from(domain.len()) + u64::from(value - domain.first))
    }

    /// Judges a tile and lays out the utilities of its deals; bonuses are given where their conditions hold.
    fn lay_out(&self, bench: &mut Bench, place: &Place, lanes: &mut [Vec<[f64; 64]>]) {
        let judge = self.walk.judge;
        judge.judge(bench);
        let n_inner = self.inner.first().map_or(1, Vec::len);
        for ((party, inner), lanes) in self.parties.iter().zip(&self.inner).zip(lanes) {
            let plan = &judge.parties[party.place()];
            let base = (0..place.outer.len())
                .fold(0.0, |total, variable| total + of(&plan.points, variable, place.outer[variable]));
            let flat = lanes.as_flattened_mut();
            match self.walk.layout.paged() {
                None => flat.iter_mut().zip(inner).for_each(|(to, inner)| *to = base + inner),
                Some(paged) => {
                    for (value, chunk) in (place.page.0..place.page.1).zip(flat.chunks_mut(n_inner)) {
                        let base = base + of(&plan.points, paged, value);
                        chunk.iter_mut().zip(inner).for_each(|(to, inner)| *to = base + inner);
                    }
                }
            }
            let is_alone = plan.voices.len() == 1;
            for voice in &judge.voices[plan.voices.clone()] {
                // A utility is the average over the worlds.
                let times = if is_alone { 1.0 } else { voice.probability };
                add_bonuses(voice, times, (&bench.planes, &bench.coherent, bench.words), flat);
            }
        }
    }

    fn lanes(&self) -> Vec<Vec<[f64; 64]>> {
        vec![vec![[0.0; 64]; WORDS]; self.parties.len()]
    }

    fn begin(&self) {
        let deals = Layout::n_deals(self.walk.judge.lowered.formulas.domains()).unwrap_or(u64::MAX);
        self.effort.watch.begin(deals);
    }

    fn cut(&self) -> String {
        let reason = if self.effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
        let (done, total) = self.effort.watch.progress();
        format!("{reason} after {} of {total} deals", done.min(total))
    }

    /// Finds the frontier, `top` deals of each of its points at most; with a floor (a utility a party), also how high
    /// each party gets where nobody falls below it.
    ///
    /// # Errors
    /// Why the walk was not finished.
    pub fn sweep(&self, top: usize, floor: Option<&[f64]>) -> Result<Swept, String> {
        let all = self.walked(top, floor, true)?;
        let (ceiling, n_deals, range) = (all.ceiling(), all.n_deals, all.range);
        let Some(frontier) = all.archive.finish() else {
            let is_cut = Limit::new(&self.effort.watch, self.deadline).is_over();
            let why = "the frontier is larger than the memory allows (`--memory-limit`)";
            return Err(if is_cut { self.cut() } else { why.to_owned() });
        };
        Ok(Swept { n_deals, range, ceiling, frontier })
    }

    /// All strands of a sweep, brought together; with or without the frontier.
    fn walked(&self, top: usize, floor: Option<&[f64]>, has_frontier: bool) -> Result<Sweep<'_>, String> {
        self.begin();
        let (width, bytes) = (self.parties.len(), self.effort.memory_limit / 2 / STRANDS);
        let floor: Option<Vec<f64>> = floor.map(<[f64]>::to_vec);
        let limit = Limit::new(&self.effort.watch, self.deadline);
        let begin = || Sweep {
            field: self,
            floor: floor.clone(),
            has_frontier,
            lanes: self.lanes(),
            n_deals: 0,
            range: vec![(f64::INFINITY, f64::NEG_INFINITY); width],
            ceiling: vec![f64::NEG_INFINITY; width],
            archive: Archive::new(width, top, bytes, &limit),
        };
        let (strands, whole) = self.walk.run(self.effort, self.deadline, bytes, begin);
        if !whole {
            return Err(self.cut());
        }
        let mut all = begin();
        for strand in strands {
            all.merge(strand);
        }
        Ok(all)
    }

    /// Per party: its highest utility over the deals that give nobody less than the floor; none if there is no such
    /// deal.
    ///
    /// # Errors
    /// Why the walk was not finished.
    pub fn ceiling(&self, floor: &[f64]) -> Result<Option<Vec<f64>>, String> {
        Ok(self.walked(0, Some(floor), false)?.ceiling())
    }

    /// The deals of the highest scores, by each of `n_scores` measures, all ties counted and the first `top` known; none
    /// where no deal counts.
    ///
    /// # Errors
    /// Why the walk was not finished.
    pub fn lead(&self, score: Score, n_scores: usize, top: usize) -> Result<Vec<Option<Leaders>>, String> {
        self.begin();
        let begin = || Race {
            field: self,
            score,
            lanes: self.lanes(),
            utilities: vec![0.0; self.parties.len()],
            scores: vec![0.0; n_scores],
            leaders: vec![Leaders::none(top); n_scores],
        };
        let bytes = self.effort.memory_limit / 2 / STRANDS;
        let (strands, whole) = self.walk.run(self.effort, self.deadline, bytes, begin);
        if !whole {
            return Err(self.cut());
        }
        let mut all = vec![Leaders::none(top); n_scores];
        for strand in strands {
            for (all, leaders) in all.iter_mut().zip(strand.leaders) {
                all.merge(leaders);
            }
        }
        Ok(all.into_iter().map(|leaders| (leaders.ties() > 0).then_some(leaders)).collect())
    }
}

/// The points that a party's table gives to a value.
fn of(table: &[Vec<f64>], variable: usize, value: u32) -> f64 {
    table[variable].get(value as usize).copied().unwrap_or(0.0)
}

/// The visitor that sweeps.
struct Sweep<'f> {
    field: &'f Field<'f>,
    floor: Option<Vec<f64>>,
    has_frontier: bool,
    lanes: Vec<Vec<[f64; 64]>>,
    n_deals: u64,
    range: Vec<(f64, f64)>,
    ceiling: Vec<f64>,
    archive: Archive,
}

impl Sweep<'_> {
    fn ceiling(&self) -> Option<Vec<f64>> {
        self.ceiling.iter().all(|high| *high > f64::NEG_INFINITY).then(|| self.ceiling.clone())
    }

    fn merge(&mut self, later: Self) {
        self.n_deals += later.n_deals;
        for ((low, high), (other_low, other_high)) in self.range.iter_mut().zip(later.range) {
            (*low, *high) = (low.min(other_low), high.max(other_high));
        }
        for (high, other) in self.ceiling.iter_mut().zip(later.ceiling) {
            *high = high.max(other);
        }
        self.archive.absorb(later.archive);
    }
}

/// The bits of the lanes for which this holds.
fn bits(holds: impl Fn(usize) -> bool) -> u64 {
    (0..64).fold(0, |mask, lane| mask | u64::from(holds(lane)) << lane)
}

impl Visitor for Sweep<'_> {
    fn visit(&mut self, _: &Walk, bench: &mut Bench, place: &Place) {
        self.field.lay_out(bench, place, &mut self.lanes);
        let first = self.field.number(place);
        for at in 0..bench.words {
            let (coherent, agreed) = (bench.coherent[at], bench.agreed[at]);
            let mask = if self.field.over == Over::Agreed { agreed } else { coherent };
            if coherent == 0 {
                continue;
            }
            for ((low, high), lanes) in self.range.iter_mut().zip(&self.lanes) {
                for (lane, utility) in lanes[at].iter().enumerate() {
                    // Where the deal is not coherent, the bounds as they are.
                    let is_coherent = coherent >> lane & 1 == 1;
                    *low = if is_coherent && *utility < *low { *utility } else { *low };
                    *high = if is_coherent && *utility > *high { *utility } else { *high };
                }
            }
            if mask == 0 {
                continue;
            }
            self.n_deals += u64::from(mask.count_ones());
            if let Some(floor) = &self.floor {
                let lanes = &self.lanes;
                let mut above = floor
                    .iter()
                    .zip(lanes)
                    .fold(mask, |above, (floor, lanes)| above & bits(|lane| lanes[at][lane] >= floor - TOLERANCE));
                while above != 0 {
                    let lane = above.trailing_zeros() as usize;
                    above &= above - 1;
                    for (high, lanes) in self.ceiling.iter_mut().zip(lanes) {
                        *high = high.max(lanes[at][lane]);
                    }
                }
            }
            if !self.has_frontier {
                continue;
            }
            let words: Vec<&[f64; 64]> = self.lanes.iter().map(|lanes| &lanes[at]).collect();
            self.archive.take(&words, mask, first + at as u64 * 64);
        }
    }

    fn finish(&mut self, _: &Walk) {
        self.archive.sift();
    }
}

/// Who leads by one measure.
#[derive(Clone, PartialEq, Debug)]
pub struct Leaders {
    best: f64,
    top: usize,
    /// The distinct scores that tie with the best: how many deals have each, and the first of them.
    near: Vec<(f64, u64, Vec<u64>)>,
}

impl Leaders {
    const fn none(top: usize) -> Self {
        Self { best: f64::NEG_INFINITY, top, near: Vec::new() }
    }

    /// How many deals tie.
    #[must_use]
    pub fn ties(&self) -> u64 {
        self.near.iter().map(|(_, count, _)| count).sum()
    }

    /// The first of them in deal order.
    #[must_use]
    pub fn deals(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.near.iter().flat_map(|(_, _, deals)| deals.iter().copied()).collect();
        all.sort_unstable();
        all.truncate(self.top);
        all
    }

    /// The highest score.
    #[must_use]
    pub const fn best(&self) -> f64 {
        self.best
    }

    fn offer(&mut self, score: f64, count: u64, deals: &[u64]) {
        if score < self.best && !is_tie(score, self.best) {
            return;
        }
        if score > self.best {
            self.best = score;
            let best = self.best;
            self.near.retain(|(score, ..)| is_tie(*score, best));
        }
        let known = self.near.iter().position(|(other, ..)| *other == score);
        let at = known.unwrap_or_else(|| {
            self.near.push((score, 0, Vec::new()));
            self.near.len() - 1
        });
        let (_, n, known) = &mut self.near[at];
        *n += count;
        known.extend(deals.iter().take(self.top.saturating_sub(known.len())));
    }

    fn merge(&mut self, later: Self) {
        for (score, count, deals) in later.near {
            self.offer(score, count, &deals);
        }
    }
}

/// Whether a score ties with a higher one: within 1e-9, or equal to 12 digits.
#[must_use]
pub fn is_tie(score: f64, best: f64) -> bool {
    score == best || best - score <= TOLERANCE.max(DIGITS * best.abs())
}

/// The visitor that scores.
struct Race<'f> {
    field: &'f Field<'f>,
    score: Score<'f>,
    lanes: Vec<Vec<[f64; 64]>>,
    utilities: Vec<f64>,
    scores: Vec<f64>,
    leaders: Vec<Leaders>,
}

impl Visitor for Race<'_> {
    fn visit(&mut self, _: &Walk, bench: &mut Bench, place: &Place) {
        self.field.lay_out(bench, place, &mut self.lanes);
        let first = self.field.number(place);
        for at in 0..bench.words {
            let mut mask = if self.field.over == Over::Agreed { bench.agreed[at] } else { bench.coherent[at] };
            while mask != 0 {
                let lane = mask.trailing_zeros() as usize;
                mask &= mask - 1;
                for (utility, lanes) in self.utilities.iter_mut().zip(&self.lanes) {
                    *utility = lanes[at][lane];
                }
                if (self.score)(&self.utilities, &mut self.scores) {
                    for (leaders, score) in self.leaders.iter_mut().zip(&self.scores) {
                        leaders.offer(*score, 1, &[first + (at * 64 + lane) as u64]);
                    }
                }
            }
        }
    }

    fn finish(&mut self, _: &Walk) {}
}

const _: () = assert!(LANES == WORDS * 64);
