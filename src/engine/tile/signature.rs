//! The least signatures of a space: which sets of demands a coherent deal can cross, as few as possible.
//!
//! A deal's *signature* is the set of demands it crosses. If one signature is part of another, whatever gives way to open
//! a deal of the larger opens one of the smaller too; so conflicts, unlocks and the probability that any deal exists
//! follow from the least signatures alone (those with no other inside them), which are few. Deals that cross a known
//! signature and more are sifted out 64 at a time.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes are counted by the layout")]

use crate::engine::tile::judge::Bench;
use crate::engine::tile::walk::{Visitor, Walk};
use crate::rule::demand::DemandSet;
use crate::scenario::id::{DemandId, Id};
use crate::space::layout::Place;

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
    /// Demands no deal of interest may cross.
    barred: DemandSet,
}

impl Signatures {
    /// Collects at most so many; deals that cross a barred demand are passed over.
    #[must_use]
    pub const fn new(most: usize, ignored: DemandSet, barred: DemandSet) -> Self {
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

    /// Looks at the judged deals of a bench.
    pub fn sift(
        &mut self,
        walk_crossed: &dyn Fn(&Bench, usize) -> crate::rule::kernel::Signal,
        n_demands: usize,
        bench: &Bench,
    ) {
        let signals: Vec<_> = (0..n_demands).map(|demand| walk_crossed(bench, demand)).collect();
        for at in 0..bench.words {
            let mut open = bench.coherent[at];
            for demand in self.barred.iter() {
                open &= !bench.planes.word_of(signals[demand.place()], at);
            }
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
                let mut signature = DemandSet::empty(n_demands);
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

impl Visitor for Signatures {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, _place: &Place) {
        if !self.given_up {
            walk.judge.judge(bench);
            self.sift(&|bench, demand| walk.judge.crossed(bench, demand), walk.judge.n_demands(), bench);
        }
    }
    fn finish(&mut self, _walk: &Walk) {}
}
