//! What each of some sets of demands opens when given up: how many deals are then agreed, and the first of them.
//!
//! All sets are asked in one walk over the deals, each by the agreement rule itself: of its demands nobody's are enforced,
//! all others are. Nothing here knows signatures, conflicts or unlocks, which is why it can check them.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes are counted by the layout, demands by the judge")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::limit::Deadline;
use crate::engine::survey::is_within_reach;
use crate::engine::tile::judge::{Bench, Judge};
use crate::engine::tile::walk::{Visitor, Walk};
use crate::rule::agreement::AgreementRule;
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::kernel::Signal;
use crate::rule::lower::{Voice, lower};
use crate::scenario::id::{DemandId, Id, VoiceId};
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;
use crate::space::layout::{Layout, Place};
use std::sync::atomic::{AtomicBool, Ordering};

/// A set of demands, and what is asked of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The demands that are given up.
    pub given: DemandSet,
    /// A larger set, by its place among those asked before: where that opens nothing, this one need not be looked at.
    pub within: Option<usize>,
    /// Whether one deal is enough: then some deal and some number are given, which need not be the first and all.
    pub one_is_enough: bool,
}

/// What is agreed when a set of demands is given up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// How many coherent deals; of those that were looked at, where one was enough.
    pub agreed: u64,
    /// The first of them in deal order.
    pub first: Option<Deal>,
}

/// What was found of all sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Openings {
    /// How many deals are coherent.
    pub coherent: u64,
    /// One entry a set, in the order asked.
    pub opened: Vec<Opened>,
}

/// Counts what each set opens when given up; none if the space is out of reach, or the walk was cut.
#[must_use]
pub fn openings(scenario: &Scenario, effort: &Effort, questions: &[Question]) -> Option<Openings> {
    on_threads(effort, || {
        let lowered = lower(scenario);
        let judge = Judge::new(scenario, &lowered);
        let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_within_reach(&judge, effort.engine))?;
        let asked = questions.iter().map(|question| Asked {
            enforced: enforced(&judge, &question.given),
            within: question.within,
            one_is_enough: question.one_is_enough,
            is_seen: AtomicBool::new(false),
        });
        let asked: Vec<Asked> = asked.collect();
        let walk = Walk::new(&judge);
        effort.watch.begin(deals);
        let begin = || Counter { asked: &asked, coherent: 0, found: vec![(0, None); asked.len()] };
        let bytes = 1 << 20;
        let (strands, whole) = walk.run(effort, Deadline::after(effort.time_limit), bytes, begin);
        let mut all = begin();
        for strand in strands {
            all.coherent += strand.coherent;
            for (ours, theirs) in all.found.iter_mut().zip(strand.found) {
                ours.0 += theirs.0;
                // Strands stand in deal order.
                ours.1 = ours.1.take().or(theirs.1);
            }
        }
        let opened = all
            .found
            .into_iter()
            .map(|(agreed, first)| Opened { agreed, first: first.map(|values| deal(&lowered, &values)) });
        whole.then(|| Openings { coherent: all.coherent, opened: opened.collect() })
    })
}

/// A question on planes.
struct Asked {
    /// The demands that are still enforced, by place.
    enforced: Vec<usize>,
    within: Option<usize>,
    one_is_enough: bool,
    /// Whether any strand has seen a deal.
    is_seen: AtomicBool,
}

impl Asked {
    /// Whether nobody need look on.
    fn is_answered(&self) -> bool {
        self.one_is_enough && self.is_seen.load(Ordering::Relaxed)
    }
}

/// The demands of signing parties outside the set.
fn enforced(judge: &Judge, given: &DemandSet) -> Vec<usize> {
    let demands = judge.lowered.demands.enumerate();
    let kept = demands.filter(|(id, demand)| judge.scenario.parties[demand.party()].signs && !given.contains(*id));
    kept.map(|(id, _)| id.place()).collect()
}

/// Counts, one strand.
struct Counter<'a> {
    asked: &'a [Asked],
    coherent: u64,
    found: Vec<(u64, Option<Vec<u32>>)>,
}

impl Visitor for Counter<'_> {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, at_place: &Place) {
        let judge = walk.judge;
        judge.judge(bench);
        let signals: Vec<_> = (0..judge.n_demands()).map(|demand| judge.crossed(bench, demand)).collect();
        let needs_everyone = matches!(judge.rule, AgreementRule::Everyone(_));
        let mut crossed = vec![0_u64; signals.len()];
        // By voice: its demands, and where it sees them crossed.
        let of_voice = |(id, voice): (VoiceId, &Voice)| {
            let own = demands_of(&judge.lowered.demands, voice.party);
            own.map(|place| (place, judge.crossed_by(bench, id, DemandId::from_place(place)))).collect()
        };
        let voices: Vec<Vec<(usize, Signal)>> = judge.lowered.voices.enumerate().map(of_voice).collect();
        let mut refused = vec![0_u64; voices.len()];
        let mut is_enforced = vec![false; signals.len()];
        let mut is_open = vec![false; self.asked.len()];
        for at in 0..bench.words {
            let coherent = bench.coherent[at];
            if coherent == 0 {
                continue;
            }
            self.coherent += u64::from(coherent.count_ones());
            for (word, signal) in crossed.iter_mut().zip(&signals) {
                *word = bench.planes.word_of(*signal, at);
            }
            for (place, (asked, found)) in self.asked.iter().zip(&mut self.found).enumerate() {
                is_open[place] = false;
                if asked.within.is_some_and(|larger| !is_open[larger]) || asked.is_answered() {
                    continue;
                }
                let open = if needs_everyone {
                    let mut open = coherent;
                    // Eight at a time: a branch that is hard to foretell costs more than a few operations.
                    for some in asked.enforced.chunks(8) {
                        open = some.iter().fold(open, |open, demand| open & !crossed[*demand]);
                        if open == 0 {
                            break;
                        }
                    }
                    open
                } else {
                    is_enforced.fill(false);
                    asked.enforced.iter().for_each(|demand| is_enforced[*demand] = true);
                    for (refused, demands) in refused.iter_mut().zip(&voices) {
                        let seen = demands.iter().filter(|(demand, _)| is_enforced[*demand]);
                        *refused = seen.fold(0, |word, (_, signal)| word | bench.planes.word_of(*signal, at));
                    }
                    coherent & judge.decide(bench, at, &|_, voice| !refused[voice.place()])
                };
                if open != 0 {
                    is_open[place] = true;
                    asked.is_seen.store(true, Ordering::Relaxed);
                    found.0 += u64::from(open.count_ones());
                    if found.1.is_none() {
                        let lane = u32::try_from(at).unwrap_or(0) * 64 + open.trailing_zeros();
                        found.1 = Some(walk.layout.values(at_place, lane));
                    }
                }
            }
        }
    }
    fn finish(&mut self, _walk: &Walk) {}
}
