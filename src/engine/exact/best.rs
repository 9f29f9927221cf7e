//! The most probable deals of a diagram, ties to 12 digits in deal order.
//!
//! For every state the highest few distinct products from there on are kept; where few deals have one of the probabilities
//! asked for they are all listed, and where many do, the first of them are found by settling the variables one by one, in
//! deal order, each at the first value that still leaves such a deal.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::classes::Classes;

/// Paths that are listed before the search settles variables one by one.
const MOST_PATHS: usize = 4096;
/// Arcs that all of the search may look at.
const MOST_LOOKS: usize = 3_000_000_000;

/// A diagram with what its levels mean.
#[derive(Clone, Copy, Debug)]
pub struct Ranked<'a> {
    /// The diagram.
    pub diagram: &'a Diagram,
    /// The variable of each level.
    pub order: &'a [usize],
    /// The classes of each variable.
    pub classes: &'a [Classes],
    /// The first value of each variable's domain.
    pub first: &'a [u32],
}

/// Which values a variable may have: all, one, or those above one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Allowed {
    Any,
    One(u32),
    Above(u32),
}

/// Whether two products are one probability.
pub(super) fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * one.abs().max(other.abs())
}

impl Ranked<'_> {
    /// The first deals by probability, as values of the variables; fewer where the search took too long.
    #[must_use]
    pub fn best(&self, top: usize) -> Vec<(f64, Vec<u32>)> {
        let mut found: Vec<(f64, Vec<u32>)> = Vec::new();
        let mut looks = MOST_LOOKS;
        let open = vec![Allowed::Any; self.order.len()];
        for n in 1..=top {
            let after = self.after(&open, n);
            let Some(target) = after.root(n - 1).filter(|target| *target > 0.0) else { break };
            let missing = top - found.len();
            let mut deals = match self.paths(&after, target) {
                Some(paths) => self.first_deals(paths, missing),
                None => self.in_order(target, n, missing, &mut looks),
            };
            deals.truncate(missing);
            found.extend(deals.into_iter().map(|deal| (target, deal)));
            if found.len() >= top || looks == 0 {
                break;
            }
        }
        found
    }

    fn allows(&self, allowed: Allowed, variable: usize, class: u32) -> bool {
        let classes = &self.classes[variable];
        match allowed {
            Allowed::Any => true,
            Allowed::One(value) => classes.of[value as usize] == class,
            // Some value above it has the class.
            Allowed::Above(value) => classes.of[value as usize + 1..].contains(&class),
        }
    }

    /// For every state the highest `n` distinct products from there on, over the values allowed.
    fn after(&self, allowed: &[Allowed], n: usize) -> After {
        let diagram = self.diagram;
        let mut lists = vec![vec![-1.0; diagram.n_states[diagram.layers.len()] * n]];
        lists[0].iter_mut().step_by(n.max(1)).for_each(|highest| *highest = 1.0);
        for (level, arcs) in diagram.layers.iter().enumerate().rev() {
            let variable = self.order[level];
            let n_classes = self.classes[variable].sizes.len();
            let passes: Vec<bool> = (0..n_classes)
                .map(|class| self.allows(allowed[variable], variable, u32::try_from(class).unwrap_or(0)))
                .collect();
            let last = &lists[lists.len() - 1];
            let mut here = vec![-1.0_f64; diagram.n_states[level] * n];
            for state in 0..diagram.n_states[level] {
                let list = &mut here[state * n..(state + 1) * n];
                for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                    if !passes[arcs.class[arc] as usize] {
                        continue;
                    }
                    let weight = arcs.weight.get(arc).copied().unwrap_or(1.0);
                    let to = arcs.to[arc] as usize;
                    for rest in &last[to * n..(to + 1) * n] {
                        if *rest < 0.0 || !enter(list, weight * rest) {
                            break;
                        }
                    }
                }
            }
            lists.push(here);
        }
        lists.reverse();
        After { lists, n }
    }

    /// The paths (a class a level) of this probability; none if they are many.
    fn paths(&self, after: &After, target: f64) -> Option<Vec<Vec<u32>>> {
        let mut found = Vec::new();
        let mut path = vec![0; self.order.len()];
        let mut left = MOST_PATHS * 64;
        self.follow(after, target, (0, 0, 1.0), &mut path, &mut found, &mut left)?;
        Some(found)
    }

    fn follow(
        &self,
        after: &After,
        target: f64,
        (level, state, so_far): (usize, usize, f64),
        path: &mut Vec<u32>,
        found: &mut Vec<Vec<u32>>,
        left: &mut usize,
    ) -> Option<()> {
        if level == self.order.len() {
            found.push(path.clone());
            return (found.len() <= MOST_PATHS).then_some(());
        }
        let arcs = &self.diagram.layers[level];
        for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
            *left = left.checked_sub(1)?;
            let product = so_far * arcs.weight.get(arc).copied().unwrap_or(1.0);
            let to = arcs.to[arc] as usize;
            if after.reaches(level + 1, to, target, product) {
                path[level] = arcs.class[arc];
                self.follow(after, target, (level + 1, to, product), path, found, left)?;
            }
        }
        Some(())
    }

    /// The first deals of some paths, in deal order.
    fn first_deals(&self, paths: Vec<Vec<u32>>, most: usize) -> Vec<Vec<u32>> {
        let mut deals: Vec<Vec<u32>> = paths.into_iter().flat_map(|path| self.of_path(&path, most)).collect();
        deals.sort_unstable();
        deals.truncate(most);
        deals
    }

    /// The first deals of a path: the last variables change first.
    fn of_path(&self, path: &[u32], most: usize) -> Vec<Vec<u32>> {
        let n = self.order.len();
        let mut values: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (level, class) in path.iter().enumerate() {
            let variable = self.order[level];
            let of_class = (0..).zip(&self.classes[variable].of).filter(|(_, of)| *of == class);
            values[variable] = of_class.map(|(at, _)| self.first[variable] + at).take(most.max(1)).collect();
        }
        let mut deals = Vec::new();
        let mut at = vec![0_usize; n];
        loop {
            deals.push(values.iter().zip(&at).map(|(values, at)| values[*at]).collect());
            if deals.len() >= most {
                return deals;
            }
            let mut variable = n;
            loop {
                let Some(next) = variable.checked_sub(1) else { return deals };
                variable = next;
                at[variable] += 1;
                if at[variable] < values[variable].len() {
                    break;
                }
                at[variable] = 0;
            }
        }
    }

    /// The first deals of this probability, found one after the other in deal order.
    fn in_order(&self, target: f64, n: usize, most: usize, looks: &mut usize) -> Vec<Vec<u32>> {
        let mut deals: Vec<Vec<u32>> = Vec::new();
        let mut allowed = vec![Allowed::Any; self.order.len()];
        while deals.len() < most {
            let Some(offsets) = self.first_of(&mut allowed, target, n, looks) else { break };
            // The next one has the longest beginning in common with this one.
            let mut next = None;
            for variable in (0..offsets.len()).rev() {
                for (at, one) in allowed.iter_mut().enumerate() {
                    *one = match at.cmp(&variable) {
                        std::cmp::Ordering::Less => Allowed::One(offsets[at]),
                        std::cmp::Ordering::Equal => Allowed::Above(offsets[at]),
                        std::cmp::Ordering::Greater => Allowed::Any,
                    };
                }
                if offsets[variable] as usize + 1 < self.classes[variable].of.len()
                    && self.has(&allowed, target, n, looks)
                {
                    next = Some(());
                    break;
                }
            }
            deals.push(offsets.iter().zip(self.first).map(|(offset, first)| first + offset).collect());
            if next.is_none() {
                break;
            }
        }
        deals
    }

    /// Settles what is open, variable by variable, at the first value that leaves a deal; none if there is none.
    fn first_of(&self, allowed: &mut [Allowed], target: f64, n: usize, looks: &mut usize) -> Option<Vec<u32>> {
        let mut offsets = Vec::with_capacity(allowed.len());
        for variable in 0..allowed.len() {
            let before = allowed[variable];
            let start = match before {
                Allowed::One(value) => {
                    offsets.push(value);
                    continue;
                }
                Allowed::Any => 0,
                Allowed::Above(value) => value as usize + 1,
            };
            let of = &self.classes[variable].of;
            let mut tried: Vec<u32> = Vec::new();
            let mut found = None;
            for (offset, class) in (0_u32..).zip(of).skip(start) {
                if tried.contains(class) {
                    continue;
                }
                tried.push(*class);
                allowed[variable] = Allowed::One(offset);
                if self.has(allowed, target, n, looks) {
                    found = Some(offset);
                    break;
                }
            }
            offsets.push(found?);
        }
        Some(offsets)
    }

    /// Whether some deal allowed has this probability; `false` too once the search has looked long enough.
    fn has(&self, allowed: &[Allowed], target: f64, n: usize, looks: &mut usize) -> bool {
        *looks = looks.saturating_sub(self.diagram.size() * n);
        *looks > 0 && self.after(allowed, n).reaches(0, 0, target, 1.0)
    }
}

struct After {
    lists: Vec<Vec<f64>>,
    n: usize,
}

impl After {
    fn root(&self, place: usize) -> Option<f64> {
        self.lists.first().and_then(|list| list.get(place)).copied()
    }

    fn reaches(&self, level: usize, state: usize, target: f64, so_far: f64) -> bool {
        self.lists[level]
            .get(state * self.n..(state + 1) * self.n)
            .is_some_and(|list| list.iter().take_while(|rest| **rest >= 0.0).any(|rest| same(so_far * rest, target)))
    }
}

/// Puts a product into a list of the highest distinct ones, highest first; `false` where it is too low.
fn enter(list: &mut [f64], product: f64) -> bool {
    for at in 0..list.len() {
        if list[at] >= 0.0 && same(list[at], product) {
            return true;
        }
        if product > list[at] {
            list[at..].rotate_right(1);
            list[at] = product;
            return true;
        }
    }
    false
}
