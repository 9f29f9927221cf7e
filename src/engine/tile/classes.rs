//! Values of a variable that no formula tells apart, taken together: of 10,000 prices, "at most 40" and "at least 70" leave
//! three classes.

use crate::rule::formula::{Formulas, Node, NodeId};
use crate::rule::set::ValueSet;
use std::collections::{BTreeMap, BTreeSet};

/// The first value of each class of each variable, ascending: values that no atom under these roots tells apart are one
/// class.
#[must_use]
pub fn representatives(formulas: &Formulas, roots: &[NodeId]) -> Vec<Vec<u32>> {
    let mut sets: Vec<BTreeSet<&ValueSet>> = vec![BTreeSet::new(); formulas.domains().len()];
    let mut seen = BTreeSet::new();
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match formulas.node(id) {
            Node::False | Node::True => {}
            Node::Atom(variable, set) => {
                if let Some(sets) = sets.get_mut(*variable) {
                    sets.insert(set);
                }
            }
            Node::Not(inner) => open.push(*inner),
            Node::And(parts) | Node::Or(parts) => open.extend_from_slice(parts),
        }
    }
    let of_variable = |(domain, sets): (&crate::rule::formula::Domain, &BTreeSet<&ValueSet>)| {
        let bounds = sets.iter().flat_map(|set| set.runs()).flat_map(|(start, end)| [*start, *end]);
        let starts: BTreeSet<u32> = bounds.filter(|at| (domain.first..domain.end).contains(at)).collect();
        let mut classes: BTreeMap<Vec<bool>, u32> = BTreeMap::new();
        for value in std::iter::once(domain.first).chain(starts) {
            let side = sets.iter().map(|set| set.contains(value)).collect();
            classes.entry(side).or_insert(value);
        }
        let mut firsts: Vec<u32> = classes.into_values().collect();
        firsts.sort_unstable();
        firsts
    };
    formulas.domains().iter().zip(&sets).map(of_variable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::formula::Domain;

    #[test]
    fn values_that_nothing_tells_apart_are_one_class() {
        let mut formulas = Formulas::new(vec![Domain { first: 0, end: 10_000 }, Domain { first: 2, end: 5 }]);
        let low = formulas.atom(0, &ValueSet::run(0, 41));
        let ends = formulas.atom(0, &ValueSet::of([0, 1, 9_999]));
        let both = formulas.and([low, ends]);
        assert_eq!(representatives(&formulas, &[both]), [vec![0, 2, 41, 9_999], vec![2]]);
        assert_eq!(representatives(&formulas, &[low]), [vec![0, 41], vec![2]]);
        assert_eq!(representatives(&formulas, &[]), [vec![0], vec![2]]);
    }
}
