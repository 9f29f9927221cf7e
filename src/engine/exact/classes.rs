//! Values that nothing tells apart, taken together with their number: of 10,000 prices, "at most 40" and "at least 70" leave
//! three classes of 41, 29 and 9,930.

use crate::rule::formula::{Formulas, Node, NodeId};
use crate::rule::set::ValueSet;
use std::collections::{BTreeMap, BTreeSet};

/// The classes of one variable.
#[derive(Clone, Debug)]
pub struct Classes {
    /// The class of each value of the domain.
    pub of: Vec<u32>,
    /// How many values each class has.
    pub sizes: Vec<u64>,
    /// The first value of each class.
    pub first: Vec<u32>,
}

/// The classes of every variable: values that no atom under these roots tells apart, nor `worth` (whatever else sets a value
/// apart: a key for each variable and value).
#[must_use]
pub fn classes(formulas: &Formulas, roots: &[NodeId], worth: &dyn Fn(usize, u32) -> Vec<i64>) -> Vec<Classes> {
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
    let of_variable = |(variable, (domain, sets)): (usize, (&crate::rule::formula::Domain, &BTreeSet<&ValueSet>))| {
        let bounds = sets.iter().flat_map(|set| set.runs()).flat_map(|(start, end)| [*start, *end]);
        let cuts: BTreeSet<u32> = bounds.filter(|at| (domain.first + 1..domain.end).contains(at)).collect();
        let mut known: BTreeMap<(Vec<bool>, Vec<i64>), u32> = BTreeMap::new();
        let mut found = Classes { of: Vec::new(), sizes: Vec::new(), first: Vec::new() };
        let ends = cuts.iter().copied().chain([domain.end]);
        let mut start = domain.first;
        for end in ends {
            let side: Vec<bool> = sets.iter().map(|set| set.contains(start)).collect();
            for value in start..end {
                let next = u32::try_from(found.first.len()).unwrap_or(u32::MAX);
                let class = *known.entry((side.clone(), worth(variable, value))).or_insert(next);
                if class == next {
                    found.first.push(value);
                    found.sizes.push(0);
                }
                found.of.push(class);
                if let Some(size) = found.sizes.get_mut(class as usize) {
                    *size += 1;
                }
            }
            start = end;
        }
        found
    };
    formulas.domains().iter().zip(&sets).enumerate().map(of_variable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::formula::Domain;

    #[test]
    fn classes_know_their_values() {
        let mut formulas = Formulas::new(vec![Domain { first: 0, end: 10_000 }, Domain { first: 2, end: 5 }]);
        let low = formulas.atom(0, &ValueSet::run(0, 41));
        let high = formulas.atom(0, &ValueSet::run(70, 10_000));
        let found = classes(&formulas, &[low, high], &|_, _| Vec::new());
        assert_eq!((found[0].sizes.as_slice(), found[0].first.as_slice()), (&[41, 29, 9_930][..], &[0, 41, 70][..]));
        assert_eq!((found[0].of[40], found[0].of[69], found[0].of[9_999]), (0, 1, 2));
        assert_eq!(found[1].sizes, [3]);
        let odd = classes(&formulas, &[], &|_, value| vec![i64::from(value % 2)]);
        assert_eq!((odd[1].of.as_slice(), odd[1].sizes.as_slice()), (&[0, 1, 0][..], &[2, 1][..]));
    }
}
