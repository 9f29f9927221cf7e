//! Conflicts that differ only in who holds a shared line, as one.
//!
//! Where A and B hold the same line, each conflict with it is there twice: `{A's line, x}` and `{B's line, x}`. People read it
//! once: "A or B". Two shared lines of two holders each make four conflicts of one, but only where all four are there: some
//! agreement rules need both holders, and then nothing is put together.

use crate::analysis::explanation::lists::Reasons;
use crate::scenario::id::DemandId;
use crate::scenario::model::Scenario;
use std::collections::BTreeMap;

/// Conflicts that are told as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// One entry a demand of each conflict: the demands that may stand there.
    pub places: Vec<Vec<DemandId>>,
}

impl Group {
    /// One conflict by itself.
    #[must_use]
    pub fn alone(conflict: &[DemandId]) -> Self {
        Self { places: conflict.iter().map(|demand| vec![*demand]).collect() }
    }

    /// Every demand in it, in order.
    #[must_use]
    pub fn demands(&self) -> Vec<DemandId> {
        let mut all: Vec<DemandId> = self.places.iter().flatten().copied().collect();
        all.sort_unstable();
        all
    }
}

/// A conflict without its holders: a shared line by its place, anything else by itself.
type Shape = Vec<(Option<usize>, Option<DemandId>)>;

/// The conflicts in their order, those put together that differ only in the holder.
#[must_use]
pub fn groups(scenario: &Scenario, found: &Reasons) -> Vec<Group> {
    let line_of = |demand: DemandId| {
        let line = scenario.red_line(found.demands.find(demand)?)?;
        line.shared
    };
    let shape = |conflict: &[DemandId]| {
        let mut shape: Shape = conflict
            .iter()
            .map(|demand| line_of(*demand).map_or((None, Some(*demand)), |line| (Some(line), None)))
            .collect();
        shape.sort_unstable();
        shape
    };
    let mut kinds: Vec<(Shape, Vec<&Vec<DemandId>>)> = Vec::new();
    let mut places: BTreeMap<Shape, usize> = BTreeMap::new();
    for conflict in &found.conflicts {
        let shape = shape(conflict);
        let place = *places.entry(shape.clone()).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some((_, alike)) => alike.push(conflict),
            None => kinds.push((shape, vec![conflict])),
        }
    }
    let mut all = Vec::new();
    for (shape, alike) in kinds {
        let has_one_twice = shape.iter().zip(shape.iter().skip(1)).any(|(one, next)| one == next);
        let Some(first) = alike.first().filter(|_| alike.len() > 1 && !has_one_twice) else {
            all.extend(alike.into_iter().map(|one| Group::alone(one)));
            continue;
        };
        let place = |demand: &DemandId| {
            let Some(line) = line_of(*demand) else { return vec![*demand] };
            let mut holders: Vec<DemandId> = alike
                .iter()
                .flat_map(|conflict| conflict.iter())
                .filter(|one| line_of(**one) == Some(line))
                .copied()
                .collect();
            holders.sort_unstable();
            holders.dedup();
            holders
        };
        let places: Vec<Vec<DemandId>> = first.iter().map(place).collect();
        if places.iter().map(Vec::len).product::<usize>() == alike.len() {
            all.push(Group { places });
        } else {
            all.extend(alike.into_iter().map(|one| Group::alone(one)));
        }
    }
    all
}
