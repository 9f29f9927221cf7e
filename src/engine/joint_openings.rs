//! What the deals cross, combination by combination of the assumptions' values, and what giving demands up opens: each deal
//! judged by the oracle.
//!
//! A deal is agreed where it is under every combination, so what opens it is to be seen from the sets that it crosses under
//! each, side by side. Of two of three parties needed, one that refuses under the first combination and another that
//! refuses under the second stand in nobody's way.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::joint::{Judged, each, is_small};
use crate::engine::survey::on_threads;
use crate::engine::tile::opening::{Opened, Openings, Question};
use crate::rule::demand::DemandSet;
use crate::rule::lower::{Lowered, lower};
use crate::rule::reference::is_agreed;
use crate::scenario::id::DemandId;
use crate::scenario::model::{Deal, Scenario};
use std::collections::BTreeMap;

/// More different crossings than this are given up.
const MAX_CROSSINGS: usize = 100_000;

/// The sets that deals cross, one for each combination that differs; how many deals cross them, and the first in deal order.
type Crossings = BTreeMap<Vec<DemandSet>, (u64, Deal)>;

/// The different crossings of the coherent deals; none where the deals or the crossings are too many, or the walk was cut.
#[must_use]
pub fn crossings(scenario: &Scenario, effort: &Effort) -> Option<Vec<Vec<DemandSet>>> {
    on_threads(effort, || {
        let lowered = lower(scenario);
        Some(seen(scenario, &lowered, effort)?.into_keys().collect())
    })
}

/// Counts what each set opens when given up; none as above.
#[must_use]
pub fn openings(scenario: &Scenario, lowered: &Lowered, effort: &Effort, questions: &[Question]) -> Option<Openings> {
    let crossings = seen(scenario, lowered, effort)?;
    let coherent = crossings.values().map(|(n, _)| n).sum();
    let opened = questions.iter().map(|question| {
        let is_open = |crossing: &[DemandSet]| {
            crossing.iter().all(|crossed| {
                is_agreed(scenario, &|party| {
                    let own = |demand| lowered.demands[demand].party() == party;
                    !crossed.iter().any(|demand| own(demand) && !question.given.contains(demand))
                })
            })
        };
        let mut opened = Opened { agreed: 0, first: None };
        for (_, (n, deal)) in crossings.iter().filter(|(crossing, _)| is_open(crossing)) {
            opened.agreed += n;
            if opened.first.as_ref().is_none_or(|first| deal.as_slice() < first.as_slice()) {
                opened.first = Some(deal.clone());
            }
        }
        opened
    });
    Some(Openings { coherent, opened: opened.collect() })
}

/// One walk over the deals; demands of parties that do not sign are left out.
fn seen(scenario: &Scenario, lowered: &Lowered, effort: &Effort) -> Option<Crossings> {
    if !is_small(lowered) {
        return None;
    }
    let signs = |demand| scenario.parties[lowered.demands[demand].party()].signs;
    let see = |all: &mut Option<Crossings>, _: &[u32], deal: &Deal, Judged { crossed, .. }: Judged<'_>| {
        let set = |crossed: &Vec<DemandId>| {
            let mut set = DemandSet::empty(lowered.demands.len());
            crossed.iter().filter(|demand| signs(**demand)).for_each(|demand| set.insert(*demand));
            set
        };
        let crossing: Vec<DemandSet> = crossed.iter().map(set).collect();
        put(all, crossing, (1, deal.clone()));
    };
    let merge = |all: &mut Option<Crossings>, other: Option<Crossings>| match other {
        Some(other) => other.into_iter().for_each(|(crossing, found)| put(all, crossing, found)),
        None => *all = None,
    };
    let watched = (&effort.watch, Deadline::after(effort.time_limit));
    each(scenario, lowered, watched, || Some(Crossings::new()), see, merge)?
}

/// Adds deals to those seen before them; gives up where the crossings are too many.
fn put(all: &mut Option<Crossings>, crossing: Vec<DemandSet>, (n, first): (u64, Deal)) {
    let Some(known) = all else { return };
    known.entry(crossing).or_insert((0, first)).0 += n;
    if known.len() > MAX_CROSSINGS {
        *all = None;
    }
}
