//! The lists that `zopa explain` shows: conflicts and unlocks, ranked.

use crate::analysis::explanation::by_walk::{listed, minimal_hitting_sets};
use crate::analysis::explanation::odds::Odds;
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::tile::best::rounded;
use crate::rule::demand::{DemandSet, demands};
use crate::scenario::id::{DemandId, IdVec, IssueId, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario};
use std::collections::BTreeSet;

/// What `zopa explain` says.
#[derive(Clone, PartialEq, Debug)]
pub struct Reasons {
    /// How it was had.
    pub provenance: Provenance,
    /// Every demand by name, under the ids used below.
    pub demands: IdVec<DemandId, DemandName>,
    /// |C|.
    pub coherent: Count,
    /// |Z|.
    pub agreed: Count,
    /// The first conflicts, by size, then file order.
    pub conflicts: Vec<Vec<DemandId>>,
    /// How many there are; none if that is not known.
    pub conflicts_total: Option<usize>,
    /// The first unlocks, by chance, then size, then file order.
    pub unlocks: Vec<Unlock>,
    /// How many there are; none if that is not known.
    pub unlocks_total: Option<usize>,
    /// Whether both lists are whole.
    pub complete: bool,
    /// The issues of which a proposal has another term than the one that is fixed.
    pub against_fix: Vec<IssueId>,
}

/// A least set of demands which, no longer enforced, leaves an agreed deal.
#[derive(Clone, PartialEq, Debug)]
pub struct Unlock {
    /// The demands, in file order.
    pub demands: Vec<DemandId>,
    /// The probability that all of its lines give way which apply in the world that comes; 0 where it has a reservation.
    pub chance: f64,
    /// |Z| with its demands not enforced.
    pub agreed: Count,
    /// The first of these deals in deal order, judged by the oracle.
    pub witness: Option<Deal>,
}

/// In how much of the quarrel one demand stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Which.
    pub demand: DemandId,
    /// In how many of the conflicts that are listed.
    pub conflicts: usize,
    /// In how many of the unlocks that are listed.
    pub unlocks: usize,
    /// Whether every unlock gives it up; none where that is not proved.
    pub in_every_unlock: Option<bool>,
    /// Whether both lists are whole.
    pub complete: bool,
}

/// What was found, or the contradiction between the two ways of finding it.
pub type Checked = Result<Reasons, String>;

/// Nothing said yet.
pub(crate) fn blank(scenario: &Scenario, provenance: Provenance) -> Reasons {
    Reasons {
        provenance,
        demands: demands(scenario),
        coherent: Count::Unknown,
        agreed: Count::Unknown,
        conflicts: Vec::new(),
        conflicts_total: None,
        unlocks: Vec::new(),
        unlocks_total: None,
        complete: false,
        against_fix: Vec::new(),
    }
}

impl Reasons {
    /// Where terms contradict those that are fixed: no deal has both, whatever anybody demands.
    #[must_use]
    pub fn of_contradiction(scenario: &Scenario, against_fix: Vec<IssueId>) -> Self {
        let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None };
        Self {
            coherent: Count::Exact(0_u32.into()),
            agreed: Count::Exact(0_u32.into()),
            conflicts: vec![Vec::new()],
            conflicts_total: Some(1),
            unlocks_total: Some(0),
            complete: true,
            against_fix,
            ..blank(scenario, provenance)
        }
    }

    /// Where each demand stands that occurs in either list, in file order.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        let are_whole = self.unlocks_total == Some(self.unlocks.len());
        let complete = are_whole && self.conflicts_total == Some(self.conflicts.len());
        let one = |demand: DemandId| {
            let unlocks = self.unlocks.iter().filter(|unlock| unlock.demands.contains(&demand)).count();
            // A conflict of one demand is in everybody's way: every unlock hits it.
            let is_alone = self.conflicts.iter().any(|conflict| conflict.as_slice() == [demand]);
            let in_every_unlock = match () {
                () if unlocks < self.unlocks.len() => Some(false),
                () if is_alone || (are_whole && unlocks > 0) => Some(true),
                () => None,
            };
            let conflicts = self.conflicts.iter().filter(|conflict| conflict.contains(&demand)).count();
            Standing { demand, conflicts, unlocks, in_every_unlock, complete }
        };
        self.demands.ids().map(one).filter(|one| one.conflicts + one.unlocks > 0).collect()
    }

    /// Finds the conflicts to these unlocks, and keeps the first of both.
    pub(crate) fn rank(
        &mut self,
        scenario: &Scenario,
        effort: &Effort,
        clock: Stopwatch,
        all: Vec<DemandSet>,
        most: usize,
    ) {
        let n_demands = self.demands.len();
        let rest = effort.left(clock);
        let deadline = Deadline::after(rest.time_limit);
        let stop = || deadline.has_passed() || rest.watch.is_stopped();
        let of_size = |largest| minimal_hitting_sets(&all, n_demands, largest, &stop).map(listed);
        if let Some(conflicts) = of_size(n_demands) {
            self.conflicts_total = Some(conflicts.len());
            self.conflicts = conflicts;
        } else {
            // Not all of them, then; but all of the smallest sizes that are within reach.
            for conflicts in (1..=n_demands).map_while(of_size) {
                self.conflicts = conflicts;
                if self.conflicts.len() >= most {
                    break;
                }
            }
            self.cut(effort, clock, "there are too many conflicts to list them all");
        }
        self.unlocks_total = Some(all.len());
        let odds = Odds::new(scenario, &rest);
        let mut unlocks: Vec<Unlock> = listed(all).into_iter().map(|demands| Unlock::new(&odds, demands)).collect();
        // A stable sort: size and file order stay within one chance.
        unlocks.sort_by(|left, right| rounded(right.chance).total_cmp(&rounded(left.chance)));
        self.unlocks = unlocks;
        self.conflicts.truncate(most);
        self.unlocks.truncate(most);
        self.complete =
            self.conflicts_total == Some(self.conflicts.len()) && self.unlocks_total == Some(self.unlocks.len());
    }

    /// Says why a list is not whole: an interruption, the time limit, or else this.
    pub(super) fn cut(&mut self, effort: &Effort, clock: Stopwatch, otherwise: &str) {
        let why = if effort.watch.is_stopped() {
            "interrupted"
        } else if effort.time_limit.is_some_and(|limit| clock.seconds() >= limit.as_secs_f64()) {
            "the time limit passed"
        } else {
            otherwise
        };
        self.provenance.why = Some(why.to_owned());
    }
}

impl Reasons {
    /// The conflict that is least likely to go away: the one whose demands are held most firmly, all together. The first of
    /// equals.
    #[must_use]
    pub fn firmest(&self, scenario: &Scenario) -> Option<&[DemandId]> {
        let held = |conflict: &[DemandId]| {
            let each = conflict.iter().filter_map(|id| self.demands.find(*id));
            rounded(each.fold(1.0, |product, demand| product * (1.0 - scenario.gives_way(demand))))
        };
        let all = self.conflicts.iter().filter(|conflict| !conflict.is_empty());
        let firmest = all.fold(None, |best: Option<(&[DemandId], f64)>, one| match best {
            Some((_, most)) if most >= held(one) => best,
            _ => Some((one, held(one))),
        });
        firmest.map(|(conflict, _)| conflict)
    }

    /// The likeliest unlock, where any is possible at all: a demand that never gives way opens nothing.
    #[must_use]
    pub fn likeliest(&self) -> Option<&Unlock> {
        self.unlocks.first().filter(|first| first.chance > 0.0)
    }

    /// The demands that stand in every unlock, of several; none where that is not known for certain.
    #[must_use]
    pub fn in_every_unlock(&self) -> Vec<DemandId> {
        // A conflict of one demand stands in the way of every deal, however many unlocks are not listed.
        let alone = self.conflicts.iter().filter_map(|conflict| match conflict.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        let n_unlocks = self.unlocks_total.unwrap_or(usize::MAX);
        if n_unlocks > 1 { alone.collect() } else { Vec::new() }
    }

    /// The parties that stand in every conflict, of several; none where the conflicts are not all known.
    #[must_use]
    pub fn in_every_conflict(&self) -> Vec<PartyId> {
        if self.conflicts.len() < 2 || self.conflicts_total != Some(self.conflicts.len()) {
            return Vec::new();
        }
        let parties = |conflict: &[DemandId]| {
            let each = conflict.iter().filter_map(|id| self.demands.find(*id)).map(DemandName::party);
            each.collect::<BTreeSet<PartyId>>()
        };
        let mut all = self.conflicts.iter().map(|conflict| parties(conflict));
        let first = all.next().unwrap_or_default();
        all.fold(first, |known, more| known.intersection(&more).copied().collect()).into_iter().collect()
    }
}

impl Unlock {
    /// An unlock with its chance; nothing is counted yet.
    pub(super) fn new(odds: &Odds, demands: Vec<DemandId>) -> Self {
        Self { chance: odds.chance(&demands), demands, agreed: Count::Unknown, witness: None }
    }
}
