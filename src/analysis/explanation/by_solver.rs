//! Why nothing is agreed in a space that nobody walks: conflicts and unlocks from the solver, each checked without it.
//!
//! An unlock is shown with a deal that the oracle finds agreed once the unlock is given up; that none of its demands could
//! be kept is shown by conflicts. A conflict is walked again by values (`engine::solve::recount`) or, where that is too long, put
//! to a diagram; and for each of its demands the oracle is shown a deal that giving it up opens. Where both are too long, the
//! answer says that the solver alone stands for it. How many deals each unlock opens is counted by a diagram, within a budget.

use crate::analysis::explanation::by_walk::listed;
use crate::analysis::explanation::lists::{Checked, Reasons, Unlock, blank};
use crate::analysis::explanation::odds::Odds;
use crate::analysis::explanation::search::{Found, likeliest};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::exact::engine::Exact;
use crate::engine::exact::unlock::{Opened, Ready};
use crate::engine::solve::recount::{Recount, recount};
use crate::engine::solve::satisfy::{Answer, Satisfier};
use crate::engine::tile::best::rounded;
use crate::rule::demand::DemandSet;
use crate::rule::lower::{Lowered, lower};
use crate::rule::reference::{Oracle, is_agreed, judge};
use crate::scenario::id::DemandId;
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;
use num_bigint::BigUint;
use rayon::prelude::*;

/// Beyond this many unlocks (or what is to be listed, if that is more) no others are looked for.
const MAX_UNLOCKS: usize = 2_000;
/// This many steps are walked at most to see one conflict again …
const STEPS: u64 = 1 << 15;
/// … and this many for all of them.
const ALL_STEPS: u64 = 1 << 19;
/// States and arcs of the diagrams that see conflicts again, and of those that count what unlocks open.
const ALL_ARCS: usize = 200_000_000;

/// What the solver comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Solved {
    /// Nothing is agreed, and this is why; or the contradiction between the two ways of finding it.
    Explained(Checked),
    /// This deal is agreed, the oracle says so too; and how many are coherent and agreed, where a diagram counts them.
    Agreed(Deal, Option<(BigUint, BigUint)>),
    /// Nothing is known, for this reason.
    Undecided(String),
}

/// Explains by the solver; at most this many conflicts and this many unlocks are listed.
#[must_use]
pub fn solve(scenario: &Scenario, effort: &Effort, most: usize) -> Solved {
    let clock = Stopwatch::start();
    let lowered = lower(scenario);
    // What is found is to be checked, too.
    let limit = effort.time_limit.map(|limit| limit.mul_f64(0.8));
    let mut satisfier = match Satisfier::new(scenario, &lowered, Deadline::after(limit), &effort.watch) {
        Ok(satisfier) => satisfier,
        Err(why) => return Solved::Undecided(why),
    };
    let gives_way = lowered.demands.map(|demand| scenario.gives_way(demand));
    let found = likeliest(&mut satisfier, &gives_way, most.max(MAX_UNLOCKS));
    let nothing = DemandSet::empty(lowered.demands.len());
    let ready = Ready::new(scenario, &lowered).ok();
    let exact = ready.as_ref().and_then(|ready| ready.exact(scenario, &lowered, &effort.left(clock)).ok());
    if let Some((_, deal)) = found.unlocks.iter().find(|(given, _)| given.is_empty()) {
        if !opens(scenario, &nothing, deal) {
            return Solved::Explained(Err("the oracle does not find the solver's deal agreed".to_owned()));
        }
        let counts = exact.and_then(|exact| {
            let coherent = exact.n_coherent(ALL_ARCS).ok()?;
            Some((coherent, exact.opened(&nothing, ALL_ARCS).ok()?.agreed))
        });
        if counts.as_ref().is_some_and(|(_, agreed)| *agreed == BigUint::ZERO) {
            return Solved::Explained(Err("a deal is agreed, and none when all were counted".to_owned()));
        }
        return Solved::Agreed(deal.clone(), counts);
    }
    if found.conflicts.is_empty() {
        return Solved::Undecided(cut(effort, clock, "the solver came to no end").to_owned());
    }
    let fresh = Satisfier::new(scenario, &lowered, Deadline::after(effort.left(clock).time_limit), &effort.watch);
    match fresh {
        Ok(satisfier) => Solved::Explained(
            Checking { scenario, lowered: &lowered, satisfier, exact: exact.as_ref() }.say(&found, effort, clock, most),
        ),
        Err(why) => Solved::Undecided(why),
    }
}

/// Why the search ended: an interruption, the time limit, or else this.
fn cut<'a>(effort: &Effort, clock: Stopwatch, otherwise: &'a str) -> &'a str {
    if effort.watch.is_stopped() {
        "interrupted"
    } else if effort.time_limit.is_some_and(|limit| clock.seconds() >= limit.mul_f64(0.8).as_secs_f64()) {
        "the time limit passed"
    } else {
        otherwise
    }
}

/// Whether the oracle finds the deal agreed where these demands are not enforced.
fn opens(scenario: &Scenario, given: &DemandSet, deal: &Deal) -> bool {
    judge(scenario, deal).coherent() && Oracle::new(scenario).is_agreed_where(deal, &|demand| !given.contains(demand))
}

struct Checking<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    satisfier: Satisfier<'a>,
    exact: Option<&'a Exact<'a>>,
}

impl Checking<'_> {
    fn say(mut self, found: &Found, effort: &Effort, clock: Stopwatch, most: usize) -> Checked {
        let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None };
        let mut reasons = blank(self.scenario, provenance);
        let mut why: Vec<String> = Vec::new();
        let sets = |unlocks: &[(DemandSet, Deal)]| unlocks.iter().map(|(set, _)| set.clone()).collect::<Vec<_>>();
        if found.is_whole {
            reasons.rank(self.scenario, effort, clock, sets(&found.unlocks), most);
            why.extend(reasons.provenance.why.take());
        } else {
            why.push(cut(effort, clock, "there are too many unlocks to list them all").to_owned());
            reasons.conflicts = listed(found.conflicts.clone());
            why.push("the conflicts are those met on the way, which need not be the smallest".to_owned());
            let odds = Odds::new(self.scenario, &effort.left(clock));
            reasons.unlocks =
                listed(sets(&found.unlocks)).into_iter().map(|demands| Unlock::new(&odds, demands)).collect();
            reasons.unlocks.sort_by(|left, right| rounded(right.chance).total_cmp(&rounded(left.chance)));
            reasons.conflicts.truncate(most);
            reasons.unlocks.truncate(most);
            if let Some((bound, _)) = found.bound.as_ref().filter(|_| reasons.unlocks.len() < most) {
                reasons.unlocks.push(Unlock::new(&odds, bound.iter().collect()));
                why.push("the last unlock is a bound: others may be likelier than it".to_owned());
            }
        }
        reasons.agreed = Count::Exact(0_u32.into());
        if found.conflicts.iter().any(DemandSet::is_empty) && is_agreed(self.scenario, &|_| true) {
            reasons.coherent = Count::Exact(0_u32.into());
        }
        self.check_zone(&mut reasons)?;
        self.check_conflicts(&mut reasons, found, &mut why)?;
        self.check_unlocks(&mut reasons, found)?;
        on_threads(effort, || self.count(&mut reasons))?;
        let n_uncounted = reasons.unlocks.iter().filter(|unlock| unlock.agreed == Count::Unknown).count();
        if n_uncounted > 0 {
            let of = if n_uncounted == reasons.unlocks.len() {
                "an unlock opens".to_owned()
            } else {
                format!("{n_uncounted} of {} unlocks open", reasons.unlocks.len())
            };
            why.push(format!(
                "how many deals {of} is not counted: {}",
                cut(effort, clock, "the diagrams are too large")
            ));
        }
        reasons.provenance.why = (!why.is_empty()).then(|| why.join("; "));
        Ok(reasons)
    }

    /// Counts the coherent deals, and sees again that none is agreed, where a diagram can.
    fn check_zone(&self, reasons: &mut Reasons) -> Result<(), String> {
        let Some(exact) = self.exact else { return Ok(()) };
        if let Ok(coherent) = exact.n_coherent(ALL_ARCS) {
            reasons.coherent = Count::Exact(coherent);
        }
        match exact.opened(&DemandSet::empty(self.lowered.demands.len()), ALL_ARCS) {
            Ok(zone) if zone.agreed != BigUint::ZERO => {
                Err(format!("the solver finds nothing agreed, the diagram {} deals", zone.agreed))
            }
            _ => Ok(()),
        }
    }

    /// Counts what each unlock opens, and finds the first of these deals.
    fn count(&self, reasons: &mut Reasons) -> Result<(), String> {
        let Some(exact) = self.exact else { return Ok(()) };
        let arcs = ALL_ARCS / reasons.unlocks.len().max(1);
        let given: Vec<DemandSet> = reasons.unlocks.iter().map(|unlock| self.set(&unlock.demands)).collect();
        let opened: Vec<Option<Opened>> = given.par_iter().map(|given| exact.opened(given, arcs).ok()).collect();
        for ((unlock, given), opened) in reasons.unlocks.iter_mut().zip(&given).zip(opened) {
            let Some(Opened { agreed, first }) = opened else { continue };
            if agreed == BigUint::ZERO {
                return Err(format!("the diagram finds nothing agreed with [{}] given up", self.names(given)));
            }
            if let Some(values) = first {
                let first = deal(self.lowered, &values);
                if !opens(self.scenario, given, &first) {
                    return Err(format!(
                        "the oracle does not find the first deal agreed with [{}] given up",
                        self.names(given)
                    ));
                }
                unlock.witness = Some(first);
            }
            unlock.agreed = Count::Exact(agreed);
        }
        Ok(())
    }

    /// Whether a diagram finds something agreed with only these demands enforced; none if it cannot say.
    fn is_open(&self, conflict: &DemandSet, arcs: usize) -> Option<bool> {
        let others = conflict.complement(self.lowered.demands.len());
        Some(self.exact?.opened(&others, arcs).ok()?.agreed != BigUint::ZERO)
    }

    fn set(&self, demands: &[DemandId]) -> DemandSet {
        let mut set = DemandSet::empty(self.lowered.demands.len());
        demands.iter().for_each(|demand| set.insert(*demand));
        set
    }

    fn names(&self, set: &DemandSet) -> String {
        let names: Vec<String> =
            set.iter().map(|demand| self.scenario.demand_text(&self.lowered.demands[demand])).collect();
        names.join(", ")
    }

    /// Walks each conflict again (those shown, and those the unlocks rest on), and shows the oracle what each of its
    /// demands stands in the way of.
    fn check_conflicts(&mut self, reasons: &mut Reasons, found: &Found, why: &mut Vec<String>) -> Result<(), String> {
        let n_demands = self.lowered.demands.len();
        let shown: Vec<DemandSet> = reasons.conflicts.iter().map(|conflict| self.set(conflict)).collect();
        let all: Vec<&DemandSet> =
            shown.iter().chain(found.conflicts.iter().filter(|conflict| !shown.contains(conflict))).collect();
        let n_all = all.len();
        let steps = STEPS.min(ALL_STEPS / (n_all as u64).max(1));
        let arcs = ALL_ARCS / n_all.max(1);
        let is_open = |conflict: &&DemandSet| match recount(self.scenario, self.lowered, conflict, steps).0 {
            Recount::Empty => Some(false),
            Recount::Open => Some(true),
            Recount::TooMany => self.is_open(conflict, arcs),
        };
        let are_open: Vec<Option<bool>> = all.iter().map(is_open).collect();
        if let Some((conflict, _)) = all.iter().zip(&are_open).find(|(_, is_open)| **is_open == Some(true)) {
            return Err(format!("with only [{}] enforced, some deal is agreed", self.names(conflict)));
        }
        let n_unseen = are_open.iter().filter(|is_open| is_open.is_none()).count();
        if n_unseen > 0 {
            let of = if n_unseen == n_all {
                "no conflict was".to_owned()
            } else {
                format!("{n_unseen} of {n_all} conflicts were not")
            };
            why.push(format!("{of} counted a second time, for which there are too many values"));
        }
        for (place, conflict) in shown.iter().enumerate() {
            for demand in conflict.iter() {
                let mut kept = conflict.clone();
                kept.remove(demand);
                match self.satisfier.ask(&kept) {
                    Answer::Deal(deal) if opens(self.scenario, &kept.complement(n_demands), &deal) => {}
                    Answer::Deal(_) | Answer::Nothing(_) => {
                        return Err(format!(
                            "without one of its demands, [{}] is still a conflict",
                            self.names(conflict)
                        ));
                    }
                    Answer::Cut => {
                        // What could not be checked is not shown.
                        reasons.conflicts.truncate(place);
                        reasons.complete = false;
                        why.push("there was no time left to check more conflicts".to_owned());
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Shows the oracle the deal of each unlock, and for each of its demands a conflict that nothing else of it hits.
    fn check_unlocks(&self, reasons: &mut Reasons, found: &Found) -> Result<(), String> {
        for unlock in &mut reasons.unlocks {
            let given = self.set(&unlock.demands);
            let deals = found.unlocks.iter().chain(&found.bound);
            let witness = deals.filter(|(set, _)| *set == given).map(|(_, deal)| deal.clone()).next();
            let is_open = |deal: &Deal| opens(self.scenario, &given, deal);
            if !witness.as_ref().is_some_and(is_open) {
                return Err(format!("the oracle finds nothing agreed with [{}] given up", self.names(&given)));
            }
            for demand in given.iter() {
                let mut less = given.clone();
                less.remove(demand);
                if !found.conflicts.iter().any(|conflict| conflict.is_disjoint(&less)) {
                    return Err(format!("no conflict shows that [{}] is the least", self.names(&given)));
                }
            }
            unlock.witness = witness;
        }
        Ok(())
    }
}
