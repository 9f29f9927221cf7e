//! Which values a scenario tells apart: those that a rule, a bonus or a reservation's points do.

use crate::engine::exact::classes::{Classes, classes};
use crate::engine::exact::scale::Scale;
use crate::rule::formula::NodeId;
use crate::rule::lower::Lowered;
use crate::scenario::id::{IdVec, PartyId};

/// The roots that tell values apart.
pub(in crate::engine) fn roots(lowered: &Lowered, scales: &IdVec<PartyId, Option<Scale>>) -> Vec<NodeId> {
    let mut roots = lowered.incoherent.clone();
    roots.extend(lowered.worlds.iter().flat_map(|world| world.crossed.iter().flatten()));
    roots.extend(scales.iter().flatten().flat_map(Scale::given));
    roots
}

/// The classes of the values, for whoever needs them without owning them here.
#[must_use]
pub fn value_classes(lowered: &Lowered, scales: &IdVec<PartyId, Option<Scale>>) -> Vec<Classes> {
    classes_apart(lowered, scales, &[])
}

/// The same, where further formulas tell values apart.
#[must_use]
pub fn classes_apart(lowered: &Lowered, scales: &IdVec<PartyId, Option<Scale>>, more: &[NodeId]) -> Vec<Classes> {
    let domains = lowered.formulas.domains();
    let worth = |variable: usize, value: u32| -> Vec<i64> {
        let first = domains.get(variable).map_or(0, |domain| domain.first);
        let of = |scale: &Scale| scale.of_value.get(variable).and_then(|of| of.get((value - first) as usize)).copied();
        scales.iter().flatten().filter_map(of).collect()
    };
    let mut roots = roots(lowered, scales);
    roots.extend(more);
    classes(&lowered.formulas, &roots, &worth)
}
