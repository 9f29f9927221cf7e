//! The least signatures of a space: which sets of demands a coherent deal can cross, as few as possible.
//!
//! A deal's *signature* is the set of demands it crosses. If one signature is part of another, whatever gives way to open
//! a deal of the larger opens one of the smaller too; so conflicts, unlocks and the probability that any deal exists
//! follow from the least signatures alone (those with no other inside them), which are few. Deals that cross a known
//! signature and more are sifted out 64 at a time.
//!
//! Where not everyone is needed and there are several worlds, a deal has to be agreed in each: of two of three parties needed,
//! one that refuses in the first world and another that refuses in the second stand in nobody's way. Then a signature has an
//! entry for each demand as each voice sees it, and is read as one set of crossed demands per world.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes are counted by the layout")]

use crate::engine::tile::judge::{Bench, Judge};
use crate::engine::tile::walk::{Visitor, Walk};
use crate::rule::agreement::AgreementRule;
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::kernel::Signal;
use crate::rule::lower::{Lowered, Voice, World};
use crate::scenario::id::{DemandId, Id, VoiceId};
use crate::space::layout::Place;

/// Demands that no deal of interest may cross.
#[derive(Clone, Debug)]
pub struct Barred {
    /// Which.
    pub demands: DemandSet,
    /// Whether it may cross one of them.
    pub but_one: bool,
}

impl Barred {
    /// No demand is barred, of this many.
    #[must_use]
    pub fn nothing(n_demands: usize) -> Self {
        Self { demands: DemandSet::empty(n_demands), but_one: false }
    }
}

/// The least signatures seen by one strand; given up past a bound.
#[derive(Clone, Debug)]
pub struct Signatures {
    /// No one is part of another.
    pub least: Vec<DemandSet>,
    /// Whether there were too many.
    pub given_up: bool,
    most: usize,
    /// Demands that are left out of every signature (treated as not enforced).
    ignored: DemandSet,
    /// Demands that a deal of interest crosses one of at most, or none of.
    barred: Barred,
}

impl Signatures {
    /// Collects at most this many; deals that cross barred demands are passed over.
    #[must_use]
    pub const fn new(most: usize, ignored: DemandSet, barred: Barred) -> Self {
        Self { least: Vec::new(), given_up: false, most, ignored, barred }
    }

    /// Adds a signature, if no other is part of it, and takes out those it is part of.
    pub fn insert(&mut self, signature: DemandSet) {
        if self.least.iter().any(|known| known.is_subset(&signature)) {
            return;
        }
        self.least.retain(|known| !signature.is_subset(known));
        self.least.push(signature);
        self.given_up |= self.least.len() > self.most;
    }

    /// Takes in the signatures of another strand.
    pub fn merge(&mut self, other: Self) {
        self.given_up |= other.given_up;
        for signature in other.least {
            if self.given_up {
                return;
            }
            self.insert(signature);
        }
    }

    /// Looks at the judged deals of a bench, of which `signals` say what each crosses.
    fn sift(&mut self, signals: &[Signal], bench: &Bench) {
        for at in 0..bench.words {
            // Lanes that cross one barred demand, and those that cross two.
            let (mut one, mut two) = (0, 0);
            for demand in self.barred.demands.iter() {
                let crossed = bench.planes.word_of(signals[demand.place()], at);
                two |= one & crossed;
                one |= crossed;
            }
            let mut open = bench.coherent[at] & !if self.barred.but_one { two } else { one };
            for known in &self.least {
                if open == 0 {
                    break;
                }
                let covered = known
                    .iter()
                    .fold(open, |covered, demand| covered & bench.planes.word_of(signals[demand.place()], at));
                open &= !covered;
            }
            while open != 0 && !self.given_up {
                let lane = open.trailing_zeros();
                let mut signature = DemandSet::empty(signals.len());
                for (demand, signal) in signals.iter().enumerate() {
                    let id = DemandId::from_place(demand);
                    if bench.planes.word_of(*signal, at) >> lane & 1 == 1 && !self.ignored.contains(id) {
                        signature.insert(id);
                    }
                }
                let covered = signature
                    .iter()
                    .fold(open, |covered, demand| covered & bench.planes.word_of(signals[demand.place()], at));
                self.insert(signature);
                open &= !covered & !(1 << lane);
            }
        }
    }
}

/// What is told apart in a signature: the demands, or where the worlds have to be looked at one by one each demand as each
/// voice sees it.
#[derive(Clone, Debug)]
pub enum Told {
    /// One entry a demand, crossed where it is in some world.
    Demands(usize),
    /// One entry a voice and a demand of its party.
    Voiced(Vec<(VoiceId, DemandId)>),
}

impl Told {
    /// What has to be told apart to say what is agreed: where everyone is needed, or there is one world, the demands.
    #[must_use]
    pub fn of(judge: &Judge) -> Self {
        if matches!(judge.rule, AgreementRule::Everyone(_)) {
            return Self::Demands(judge.n_demands());
        }
        Self::apart(judge)
    }

    /// What has to be told apart to say how likely it is: in one world the demands.
    #[must_use]
    pub fn apart(judge: &Judge) -> Self {
        let lowered = judge.lowered;
        if !lowered.has_several_worlds() {
            return Self::Demands(judge.n_demands());
        }
        let of_voice = |(id, voice): (VoiceId, &Voice)| {
            demands_of(&lowered.demands, voice.party).map(move |demand| (id, DemandId::from_place(demand)))
        };
        Self::Voiced(lowered.voices.enumerate().flat_map(of_voice).collect())
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Demands(n) => *n,
            Self::Voiced(all) => all.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The demand of an entry.
    #[must_use]
    pub fn demand(&self, entry: usize) -> DemandId {
        match self {
            Self::Demands(_) => DemandId::from_place(entry),
            Self::Voiced(all) => all[entry].1,
        }
    }

    /// The entries of these demands.
    #[must_use]
    pub fn entries(&self, demands: &DemandSet) -> DemandSet {
        let mut entries = DemandSet::empty(self.len());
        for entry in (0..self.len()).filter(|entry| demands.contains(self.demand(*entry))) {
            entries.insert(DemandId::from_place(entry));
        }
        entries
    }

    /// Where each entry is crossed on the bench.
    #[must_use]
    pub fn signals(&self, judge: &Judge, bench: &Bench) -> Vec<Signal> {
        match self {
            Self::Demands(n) => (0..*n).map(|demand| judge.crossed(bench, demand)).collect(),
            Self::Voiced(all) => all.iter().map(|(voice, demand)| judge.crossed_by(bench, *voice, *demand)).collect(),
        }
    }

    /// The demands that a signature has crossed: in each world, or once where that says it for all.
    #[must_use]
    pub fn crossings(&self, lowered: &Lowered, signature: &DemandSet) -> Vec<DemandSet> {
        let Self::Voiced(all) = self else { return vec![signature.clone()] };
        let in_world = |world: &World| {
            let mut crossed = DemandSet::empty(lowered.demands.len());
            for entry in signature.iter() {
                let (voice, demand) = all[entry.place()];
                if world.voices[lowered.voices[voice].party] == voice {
                    crossed.insert(demand);
                }
            }
            crossed
        };
        lowered.worlds.iter().map(in_world).collect()
    }
}

/// Collects the least signatures, one strand.
#[derive(Debug)]
pub struct Collecting<'a> {
    /// What is told apart.
    pub told: &'a Told,
    /// What was collected.
    pub signatures: Signatures,
}

impl Visitor for Collecting<'_> {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, _place: &Place) {
        if !self.signatures.given_up {
            walk.judge.judge(bench);
            let signals = self.told.signals(walk.judge, bench);
            self.signatures.sift(&signals, bench);
        }
    }
    fn finish(&mut self, _walk: &Walk) {}
}
