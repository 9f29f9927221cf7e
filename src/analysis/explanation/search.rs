//! Unlocks one after another, the likeliest first, from questions to a solver: for spaces that nobody can walk.
//!
//! Whatever opens a deal gives up something of every conflict. So the cheapest set that does so for all conflicts known is
//! put to the solver: either it opens a deal, and no likelier unlock is left; or the solver names a conflict that it missed,
//! and the search goes on. A demand costs −ln of the probability that it gives way, so the cheapest set is the likeliest.
//! Conflicts come from the solver's refusals, made least by leaving out one demand after another.
//!
//! Example: conflicts {a, b} and {b, c}, where b gives way with 0.5 and a and c with 0.9. Known is {a, b}: the cheapest is
//! {a}. It opens nothing, because of {b, c}. Now {a, c} costs less than {b} (0.81 against 0.5), and opens a deal.
//!
//! The search for hitting sets is best first (Reiter 1987), with what disjoint conflicts not yet hit cost at least as the
//! estimate of the rest; conflicts are found as they are missed (Davies & Bacchus 2011), and made least by deletion (Junker
//! 2004 has quicker ways for larger ones). Conflicts and unlocks are each other's minimal hitting sets (Liffiton & Sakallah
//! 2008), so when the search ends with no unlock left, the unlocks are all there are.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::solve::satisfy::{Answer, Satisfier, all_demands};
use crate::rule::demand::DemandSet;
use crate::rule::lower::Lowered;
use crate::scenario::id::{DemandId, IdVec};
use crate::scenario::model::{Deal, Scenario};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The cost of a demand that never gives way: more than any number of others.
const NEVER: f64 = 1e6;
/// This many open branches are kept.
const MAX_OPEN: usize = 1 << 19;

/// What the search found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// Least sets that leave nothing agreed: those that were met on the way.
    pub conflicts: Vec<DemandSet>,
    /// Least sets that open a deal when given up, the likeliest first, with a deal each: none that is missing is likelier.
    pub unlocks: Vec<(DemandSet, Deal)>,
    /// An unlock beyond those, where the search was cut: another may be likelier.
    pub bound: Option<(DemandSet, Deal)>,
    /// Whether there are no other unlocks.
    pub is_whole: bool,
}

/// Looks for unlocks until there are no more, this many are found, or the solver was told to stop.
#[must_use]
pub fn likeliest(satisfier: &mut Satisfier, gives_way: &IdVec<DemandId, f64>, most: usize) -> Found {
    let cost = gives_way.map(|chance| if *chance > 0.0 { -chance.ln().min(0.0) } else { NEVER });
    let mut search = Search { satisfier, cost, found: Found::default() };
    // Cut, it has come to no end, and says what it has.
    let _cut = search.run(most);
    search.found
}

/// All unlocks by the solver, where there are few; none if there are many, or it does not know the rules.
pub(in crate::analysis) fn all_unlocks(
    scenario: &Scenario,
    effort: &Effort,
    lowered: &Lowered,
    most: usize,
) -> Option<Vec<DemandSet>> {
    let mut satisfier = Satisfier::new(scenario, lowered, Deadline::after(effort.time_limit), &effort.watch).ok()?;
    let gives_way = lowered.demands.map(|demand| scenario.gives_way(demand));
    let found = likeliest(&mut satisfier, &gives_way, most);
    found.is_whole.then(|| found.unlocks.into_iter().map(|(set, _)| set).collect())
}

struct Search<'s, 'a> {
    satisfier: &'s mut Satisfier<'a>,
    cost: IdVec<DemandId, f64>,
    found: Found,
}

/// A branch: the unlocks that give up all of `given` and none of `kept`.
#[derive(Clone, PartialEq, Debug)]
struct Branch {
    /// No unlock of the branch costs less.
    least: f64,
    given: DemandSet,
    kept: DemandSet,
}

impl Eq for Branch {}

impl Ord for Branch {
    /// The cheapest is the greatest; among equals, the smallest, then the first in order.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |branch: &Self| (branch.given.len(), std::cmp::Reverse(branch.given.clone()));
        other
            .least
            .total_cmp(&self.least)
            .then_with(|| key(other).cmp(&key(self)))
            .then_with(|| other.kept.cmp(&self.kept))
    }
}

impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Search<'_, '_> {
    /// None if it was cut.
    fn run(&mut self, most: usize) -> Option<()> {
        let n_demands = self.cost.len();
        let all = all_demands(n_demands);
        let nothing = DemandSet::empty(n_demands);
        match self.satisfier.ask(&all) {
            Answer::Deal(deal) => {
                self.found.unlocks.push((nothing, deal));
                self.found.is_whole = true;
                return Some(());
            }
            Answer::Nothing(blamed) => self.blame(blamed)?,
            Answer::Cut => return None,
        }
        if self.found.conflicts.iter().any(DemandSet::is_empty) {
            self.found.is_whole = true;
            return Some(());
        }
        if let Answer::Deal(deal) = self.satisfier.ask(&nothing) {
            let first = self.least(all, deal)?;
            self.found.bound = Some(first);
        }
        let mut open = BinaryHeap::from([Branch { least: 0.0, given: nothing.clone(), kept: nothing }]);
        while let Some(branch) = open.pop() {
            if self.found.unlocks.len() >= most || open.len() > MAX_OPEN {
                return None;
            }
            if self.found.unlocks.iter().any(|(known, _)| known.is_subset(&branch.given)) {
                continue;
            }
            let Some((least, next)) = self.estimate(&branch) else { continue };
            if least > branch.least + 1e-12 {
                open.push(Branch { least, ..branch });
                continue;
            }
            if let Some(conflict) = next {
                self.branch(&branch, &conflict, &mut open);
                continue;
            }
            match self.satisfier.ask(&branch.given.complement(n_demands)) {
                Answer::Deal(deal) => {
                    let unlock = self.least(branch.given, deal)?;
                    if self.found.bound.as_ref().is_some_and(|(bound, _)| *bound == unlock.0) {
                        self.found.bound = None;
                    }
                    self.found.unlocks.push(unlock);
                }
                Answer::Nothing(blamed) => {
                    self.blame(blamed)?;
                    open.push(branch);
                }
                Answer::Cut => return None,
            }
        }
        self.found.bound = None;
        self.found.is_whole = true;
        Some(())
    }

    /// What the unlocks of a branch cost at least, and the narrowest conflict that it has yet to give up something of; none
    /// where it can give up nothing of some conflict.
    fn estimate(&self, branch: &Branch) -> Option<(f64, Option<DemandSet>)> {
        let mut missed: Vec<(usize, &DemandSet)> = Vec::new();
        for conflict in self.found.conflicts.iter().filter(|conflict| conflict.is_disjoint(&branch.given)) {
            match conflict.iter().filter(|demand| !branch.kept.contains(*demand)).count() {
                0 => return None,
                n => missed.push((n, conflict)),
            }
        }
        missed.sort_by_key(|(n, _)| *n);
        let mut least: f64 = branch.given.iter().map(|demand| self.cost[demand]).sum();
        let mut counted = DemandSet::empty(self.cost.len());
        for (_, conflict) in &missed {
            if conflict.iter().any(|demand| counted.contains(demand) && !branch.kept.contains(demand)) {
                continue;
            }
            let open = conflict.iter().filter(|demand| !branch.kept.contains(*demand));
            least += open.map(|demand| self.cost[demand]).fold(f64::INFINITY, f64::min);
            counted.extend(conflict);
        }
        Some((least, missed.first().map(|(_, conflict)| (*conflict).clone())))
    }

    /// One branch a demand of the conflict: that gives it up, and keeps those before it.
    fn branch(&self, branch: &Branch, conflict: &DemandSet, open: &mut BinaryHeap<Branch>) {
        let mut kept = branch.kept.clone();
        for demand in conflict.iter().filter(|demand| !branch.kept.contains(*demand)) {
            let mut given = branch.given.clone();
            given.insert(demand);
            let child = Branch { least: branch.least, given, kept: kept.clone() };
            if let Some((least, _)) = self.estimate(&child) {
                open.push(Branch { least: least.max(branch.least), ..child });
            }
            kept.insert(demand);
        }
    }

    /// Takes in a least conflict among these demands.
    fn blame(&mut self, mut conflict: DemandSet) -> Option<()> {
        for demand in conflict.clone().iter() {
            if !conflict.contains(demand) {
                continue;
            }
            let mut less = conflict.clone();
            less.remove(demand);
            match self.satisfier.ask(&less) {
                Answer::Deal(_) => {}
                Answer::Nothing(blamed) => conflict = blamed,
                Answer::Cut => return None,
            }
        }
        if !self.found.conflicts.contains(&conflict) {
            self.found.conflicts.push(conflict);
        }
        Some(())
    }

    /// A least unlock among these demands, which open the deal: the firmest are taken back first.
    fn least(&mut self, mut given: DemandSet, mut deal: Deal) -> Option<(DemandSet, Deal)> {
        let mut firmest: Vec<DemandId> = given.iter().collect();
        firmest.sort_by(|left, right| self.cost[*right].total_cmp(&self.cost[*left]));
        for demand in firmest {
            let mut less = given.clone();
            less.remove(demand);
            if self.found.conflicts.iter().any(|conflict| conflict.is_disjoint(&less)) {
                continue;
            }
            match self.satisfier.ask(&less.complement(self.cost.len())) {
                Answer::Deal(other) => (given, deal) = (less, other),
                Answer::Nothing(blamed) => self.blame(blamed)?,
                Answer::Cut => return None,
            }
        }
        Some((given, deal))
    }
}
