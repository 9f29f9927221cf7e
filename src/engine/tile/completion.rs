//! What can be made of some terms: every coherent deal that has them, counted in one walk of the box that they leave.
//!
//! The terms `{ site = "south", jobs = "half" }` with the fund of 0, 30 or 60 left open have three completions. The walk
//! says how many there are and how many of them are agreed, who accepts how many, which demands all of them cross, which
//! is the most probable one, and where each party's utility is lowest and highest.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes, parties and demands are counted by the judge")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::survey::is_within_reach;
use crate::engine::tile::best::Best;
use crate::engine::tile::judge::{Bench, Judge};
use crate::engine::tile::walk::{Visitor, Walk, each};
use crate::rule::agreement::AgreementRule;
use crate::rule::kernel::Signal;
use crate::rule::lower::lower;
use crate::rule::reference as oracle;
use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario, Terms};
use crate::space::deal::deal;
use crate::space::layout::{Layout, Place};
use num_bigint::BigUint;

/// What one walk says of the completions of some terms.
#[derive(Clone, PartialEq, Debug)]
pub struct Completions {
    /// How many there are.
    pub n: BigUint,
    /// How many of them are agreed, all lines held.
    pub agreed: BigUint,
    /// How many of them each party accepts, all lines held.
    pub accepts: IdVec<PartyId, BigUint>,
    /// The demands that every one of them crosses, in order; empty where there is none.
    pub crossed: Vec<DemandName>,
    /// The most probable one, ties to 12 digits in deal order; none if there is none, or no probability is known.
    pub best: Option<Deal>,
    /// Per party its lowest and its highest utility over them, in points; none without a utility, or where it is not known.
    pub utility: IdVec<PartyId, Option<(f64, f64)>>,
}

/// The scenario where these terms are fixed beside its own; none if they contradict its own.
#[must_use]
pub fn boxed(scenario: &Scenario, terms: &Terms) -> Option<Scenario> {
    let mut boxed = scenario.clone();
    boxed.fix = boxed.open_terms();
    for issue in scenario.issues.ids() {
        let (term, fixed) = (terms[issue], scenario.fix.find(issue).copied().flatten());
        if term.is_some() && fixed.is_some() && term != fixed {
            return None;
        }
        boxed.fix[issue] = term.or(fixed);
    }
    Some(boxed)
}

impl Completions {
    /// There is none.
    #[must_use]
    pub fn nothing(n_parties: usize) -> Self {
        Self {
            n: BigUint::ZERO,
            agreed: BigUint::ZERO,
            accepts: IdVec::filled(BigUint::ZERO, n_parties),
            crossed: Vec::new(),
            best: None,
            utility: IdVec::filled(None, n_parties),
        }
    }
}

/// Counts the coherent deals that have these terms (and the scenario's fixed ones). None if they are out of reach or
/// the walk was cut.
#[must_use]
pub fn completions(scenario: &Scenario, terms: &Terms, effort: &Effort, deadline: Deadline) -> Option<Completions> {
    let Some(mut boxed) = boxed(scenario, terms) else {
        return Some(Completions::nothing(scenario.parties.len()));
    };
    // The bench lays out the utilities of parties with a reservation: no deal is below this one.
    for party in boxed.parties.iter_mut().filter(|party| party.has_utility() && party.reservation.is_none()) {
        party.reservation = Some(f64::NEG_INFINITY);
    }
    let lowered = lower(&boxed);
    let judge = Judge::new(&boxed, &lowered);
    let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_within_reach(&judge, effort.engine))?;
    effort.watch.begin(deals);
    let walk = Walk::new(&judge);
    let begin = || Strand::new(&judge);
    let (strands, whole) = walk.run(effort, deadline, 1 << 20, begin);
    if !whole {
        return None;
    }
    let mut all = begin();
    for strand in strands {
        all.merge(strand);
    }
    let knows_probability = !matches!(judge.rule, AgreementRule::Direct);
    let first = all.first.as_deref();
    let best = all.best.list().first().map(|kept| kept.values.as_slice()).or(first).filter(|_| knows_probability);
    let always = all.always.iter().enumerate().filter(|(_, always)| **always && all.n > 0);
    let utility = scenario.parties.ids().zip(all.low.iter().zip(&all.high)).map(|(party, (low, high))| {
        let worth = |end: &Extreme| {
            let (_, values) = end.as_ref()?;
            oracle::judge(scenario, &deal(&lowered, values)).utility[party]
        };
        Some((worth(low)?, worth(high)?))
    });
    Some(Completions {
        n: all.n.into(),
        agreed: all.agreed.into(),
        accepts: all.accepts.iter().map(|n| BigUint::from(*n)).collect(),
        crossed: always.map(|(place, _)| lowered.demands[DemandId::from_place(place)].clone()).collect(),
        best: best.map(|values| deal(&lowered, values)),
        utility: utility.collect(),
    })
}

/// One end of a party's utility, and where.
type Extreme = Option<(f64, Vec<u32>)>;

/// What one strand has seen.
struct Strand {
    n: u64,
    agreed: u64,
    accepts: Vec<u64>,
    always: Vec<bool>,
    first: Option<Vec<u32>>,
    best: Best,
    low: Vec<Extreme>,
    high: Vec<Extreme>,
}

impl Strand {
    fn new(judge: &Judge) -> Self {
        let n_parties = judge.parties.len();
        Self {
            n: 0,
            agreed: 0,
            accepts: vec![0; n_parties],
            always: vec![true; judge.n_demands()],
            first: None,
            best: Best::new(1),
            low: vec![None; n_parties],
            high: vec![None; n_parties],
        }
    }

    /// Takes in what a later strand has seen.
    fn merge(&mut self, later: Self) {
        self.n += later.n;
        self.agreed += later.agreed;
        for (ours, theirs) in self.accepts.iter_mut().zip(later.accepts) {
            *ours += theirs;
        }
        for (ours, theirs) in self.always.iter_mut().zip(later.always) {
            *ours &= theirs;
        }
        self.first = self.first.take().or(later.first);
        self.best.merge(later.best);
        for (ours, theirs) in self.low.iter_mut().zip(later.low) {
            keep(ours, theirs, |theirs, ours| theirs < ours);
        }
        for (ours, theirs) in self.high.iter_mut().zip(later.high) {
            keep(ours, theirs, |theirs, ours| theirs > ours);
        }
    }

    fn utilities(&mut self, walk: &Walk, bench: &Bench, place: &Place, at: usize) {
        for (party, plan) in walk.judge.parties.iter().enumerate() {
            if plan.reservation.is_none() {
                continue;
            }
            each(bench.coherent[at], |bit| {
                let lane = at * 64 + bit;
                let utility = bench.utility[party][lane];
                if self.low[party].as_ref().is_none_or(|(low, _)| utility < *low) {
                    self.low[party] = Some((utility, walk.layout.values(place, lane as u32)));
                }
                if self.high[party].as_ref().is_none_or(|(high, _)| utility > *high) {
                    self.high[party] = Some((utility, walk.layout.values(place, lane as u32)));
                }
            });
        }
    }
}

/// Keeps the further of two ends; the earlier of equals.
fn keep(ours: &mut Extreme, theirs: Extreme, is_further: impl Fn(f64, f64) -> bool) {
    let Some(theirs) = theirs else { return };
    if ours.as_ref().is_none_or(|ours| is_further(theirs.0, ours.0)) {
        *ours = Some(theirs);
    }
}

impl Visitor for Strand {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place) {
        let judge = walk.judge;
        judge.judge(bench);
        judge.judge_probability(bench);
        for (demand, always) in self.always.iter_mut().enumerate().filter(|(_, always)| **always) {
            let signal = judge.crossed(bench, demand);
            *always = match signal {
                Signal::True => true,
                Signal::False => false,
                Signal::Plane(_) => {
                    (0..bench.words).all(|at| bench.coherent[at] & !bench.planes.word_of(signal, at) == 0)
                }
            };
        }
        for at in 0..bench.words {
            let coherent = bench.coherent[at];
            if coherent == 0 {
                continue;
            }
            self.n += u64::from(coherent.count_ones());
            self.agreed += u64::from(bench.agreed[at].count_ones());
            for (accepts, refused) in self.accepts.iter_mut().zip(&bench.refused) {
                *accepts += u64::from((coherent & !refused[at]).count_ones());
            }
            if self.first.is_none() {
                let lane = at as u32 * 64 + coherent.trailing_zeros();
                self.first = Some(walk.layout.values(place, lane));
            }
            each(bench.likely[at], |bit| {
                let lane = at * 64 + bit;
                if self.best.admits(bench.probability[lane], true) {
                    self.best.offer(bench.probability[lane], walk.layout.values(place, lane as u32));
                }
            });
            self.utilities(walk, bench, place, at);
        }
    }

    fn finish(&mut self, _walk: &Walk) {}
}
