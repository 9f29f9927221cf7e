//! Random deals, 64 at a time: uniform over the coherent deals, every block of them a function of (seed, block).
//!
//! The variables fall into *groups*: two belong together where an impossible rule or a size reads both. A draw is
//! uniform over the coherent deals exactly if each group is drawn uniformly over its own coherent values, since groups
//! do not touch each other. A group that no rule reads is drawn directly; one with few values is drawn from the list of
//! its coherent ones; of any other, values are drawn until they are coherent, or where that would take long, from paths
//! that whoever prepares the draws has found (`paths`).
//!
//! Values are kept as binary digits, one word of 64 deals a digit, counted from the first value of the variable's
//! domain. With three options two random words make the values 0 to 3; where 3 comes up, those lanes alone draw again.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables and lanes are counted by the drawer")]

use crate::rule::formula::{Domain, NodeId};
use crate::rule::kernel::{Planes, Program, Signal};
use crate::rule::lower::Lowered;
use crate::space::digits::{Digits, at_least, transpose};
use crate::space::lanes::Words;
use crate::space::paths::Paths;
use rand::Rng;

/// Groups with at most this many values are drawn from a list.
const MAX_LIST: u64 = 1 << 16;
/// How often a group may be drawn again for one word of 64 deals.
const MAX_TRIES: u32 = 4096;

/// Draws random coherent deals.
#[derive(Clone, Debug)]
pub struct Drawer {
    digits: Digits,
    domains: Vec<Domain>,
    groups: Vec<Group>,
}

#[derive(Clone, Debug)]
struct Group {
    variables: Vec<usize>,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// Nothing stands between the values.
    Free,
    /// From the list of coherent values: the digits of all its variables in one word an entry.
    List(Vec<u64>),
    /// As many members of a members issue as one of these sizes says: (members, sets of at most this size).
    Size(Vec<(u32, u64)>),
    /// Again and again until the formula in this slot of the program holds.
    Again { rules: Vec<NodeId>, program: Box<Program>, incoherent: u32 },
    /// Down a graph of its coherent values.
    Along(Paths),
}

/// A group whose values are drawn again until they are coherent.
#[derive(Clone, Copy, Debug)]
pub struct Tried<'a> {
    /// Its place among the groups.
    pub group: usize,
    /// Its variables, ascending.
    pub variables: &'a [usize],
    /// What is incoherent.
    pub rules: &'a [NodeId],
    /// Operations on words of 64 deals that one try takes.
    pub cost: usize,
}

impl Drawer {
    /// Prepares draws from the coherent deals of a scenario.
    #[must_use]
    pub fn new(lowered: &Lowered) -> Self {
        let domains = lowered.formulas.domains().to_vec();
        let mut groups: Vec<(Vec<usize>, Vec<NodeId>)> =
            (0..domains.len()).map(|variable| (vec![variable], Vec::new())).collect();
        for rule in &lowered.incoherent {
            let read = lowered.formulas.variables(*rule);
            if read.is_empty() && *rule != NodeId::FALSE {
                // A rule that always holds: nothing is coherent; the first group says so.
                if let Some(first) = groups.first_mut() {
                    first.1.push(*rule);
                }
                continue;
            }
            let (mut joined, apart): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|(variables, _)| variables.iter().any(|variable| read.contains(variable)));
            groups = apart;
            if read.is_empty() {
                groups.append(&mut joined);
                continue;
            }
            let mut variables: Vec<usize> = joined.iter().flat_map(|(variables, _)| variables.clone()).collect();
            variables.sort_unstable();
            let mut rules: Vec<NodeId> = joined.into_iter().flat_map(|(_, rules)| rules).collect();
            rules.push(*rule);
            groups.push((variables, rules));
        }
        groups.sort();
        let digits = Digits::new(&domains);
        let groups = groups.into_iter().map(|(variables, rules)| {
            let how = if rules.is_empty() { How::Free } else { list(lowered, &digits, &variables, &rules) };
            Group { variables, how }
        });
        let mut drawer = Self { groups: groups.collect(), domains, digits: digits.clone() };
        drawer.sizes(lowered);
        drawer
    }

    /// A members issue whose only rule is its size is drawn by size, then by members.
    fn sizes(&mut self, lowered: &Lowered) {
        for group in &mut self.groups {
            let How::Again { rules, .. } = &group.how else { continue };
            let ([rule], Some(first)) = (rules.as_slice(), group.variables.first()) else { continue };
            let issue = lowered.variables[*first].issue;
            let whole = lowered.of_issue[issue].clone().eq(group.variables.iter().copied());
            let free = group.variables.iter().all(|variable| self.domains[*variable].len() == 2);
            if !whole || !free || lowered.variables[*first].member.is_none() {
                continue;
            }
            // Only the size itself is the same for any members of one number; another rule goes by drawing again.
            if !lowered.size_rules.contains(&(issue, *rule)) {
                continue;
            }
            let n = group.variables.len() as u32;
            let mut total = 0_u64;
            let mut sizes = Vec::new();
            for k in 0..=n {
                let chosen: Vec<bool> = (0..n).map(|member| member < k).collect();
                let value = |variable: usize| u32::from(chosen.get(variable - first).copied().unwrap_or(false));
                if !lowered.formulas.holds(*rule, &value) {
                    total += choose(n, k);
                    sizes.push((k, total));
                }
            }
            if total > 0 {
                group.how = How::Size(sizes);
            }
        }
    }

    /// Whether every value is free: nothing is incoherent.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.groups.iter().all(|group| matches!(group.how, How::Free))
    }

    /// How many coherent deals there are, where every group is listed or free; none otherwise.
    #[must_use]
    pub fn n_coherent(&self) -> Option<num_bigint::BigUint> {
        self.groups
            .iter()
            .map(|group| {
                let free = || {
                    group
                        .variables
                        .iter()
                        .map(|variable| num_bigint::BigUint::from(self.domains[*variable].len()))
                        .product()
                };
                match &group.how {
                    How::Free => Some(free()),
                    How::List(list) => Some(num_bigint::BigUint::from(list.len())),
                    How::Size(sizes) => sizes.last().map(|(_, total)| num_bigint::BigUint::from(*total)),
                    How::Along(paths) => Some(paths.n_deals().clone()),
                    How::Again { .. } => None,
                }
            })
            .product()
    }

    /// The groups whose values are drawn again and again.
    pub fn tried(&self) -> impl Iterator<Item = Tried<'_>> {
        self.groups.iter().enumerate().filter_map(|(place, group)| {
            let How::Again { rules, program, .. } = &group.how else { return None };
            let n_digits: usize = group.variables.iter().map(|variable| self.digits.of(*variable).len()).sum();
            Some(Tried { group: place, variables: &group.variables, rules, cost: n_digits + program.n_steps() })
        })
    }

    /// How many of this many words of 64 random values of a group, each drawn once, are coherent.
    #[must_use]
    pub fn coherent_of(&self, group: usize, n_words: u32, generator: &mut impl Rng) -> u32 {
        let Some(Group { variables, how: How::Again { program, incoherent, .. } }) = self.groups.get(group) else {
            return 0;
        };
        let mut planes = program.planes(1, 0);
        let mut words = vec![0; self.digits.len()];
        let try_once = |_| {
            let bad = self.try_once(variables, (program, *incoherent), (generator, u64::MAX), &mut planes, &mut words);
            bad.count_zeros()
        };
        (0..n_words).map(try_once).sum()
    }

    /// Draws a group from paths from now on.
    pub fn follow(&mut self, group: usize, paths: Paths) {
        if let Some(group) = self.groups.get_mut(group) {
            group.how = How::Along(paths);
        }
    }

    /// What a thread needs to draw with.
    #[must_use]
    pub fn scratch(&self) -> Vec<Planes> {
        let programs = self.groups.iter().filter_map(|group| match &group.how {
            How::Again { program, .. } => Some(program.planes(1, 0)),
            _ => None,
        });
        programs.collect()
    }

    /// Draws 64 deals, a word a digit; gives the lanes that found a coherent deal, as bits.
    pub fn draw(&self, generator: &mut impl Words, scratch: &mut [Planes], words: &mut [u64]) -> u64 {
        let mut found = u64::MAX;
        let mut scratch = scratch.iter_mut();
        for group in &self.groups {
            match &group.how {
                How::Free => {
                    for variable in &group.variables {
                        self.free(generator, *variable, words, u64::MAX);
                    }
                }
                How::List(list) => {
                    if list.is_empty() {
                        return 0;
                    }
                    self.pick(generator, group, list, words);
                }
                How::Size(sizes) => {
                    for lane in 0..64 {
                        self.size(generator, group, sizes, lane, words);
                    }
                }
                How::Along(paths) => {
                    if !paths.draw(generator, words) {
                        return 0;
                    }
                }
                How::Again { program, incoherent, .. } => {
                    let Some(planes) = scratch.next() else { return 0 };
                    let mut open = found;
                    for _ in 0..MAX_TRIES {
                        open =
                            self.try_once(&group.variables, (program, *incoherent), (generator, open), planes, words);
                        if open == 0 {
                            break;
                        }
                    }
                    found &= !open;
                }
            }
        }
        found
    }

    /// Draws the variables of a group for each lane of the mask; gives the lanes of it on which they are incoherent.
    fn try_once(
        &self,
        variables: &[usize],
        (program, incoherent): (&Program, u32),
        (generator, open): (&mut impl Rng, u64),
        planes: &mut Planes,
        words: &mut [u64],
    ) -> u64 {
        for variable in variables {
            self.free(generator, *variable, words, open);
        }
        for atom in program.atoms() {
            planes.plane_mut(atom.slot)[0] = self.digits.has(words, atom.variable, &atom.set);
        }
        program.run_first(planes, 1);
        match planes.signal(incoherent) {
            Signal::False => 0,
            Signal::True => open,
            Signal::Plane(slot) => open & planes.plane(slot)[0],
        }
    }

    /// A value of one variable for each lane of the mask, uniform over its domain.
    fn free(&self, generator: &mut impl Rng, variable: usize, words: &mut [u64], mask: u64) {
        let digits = &mut words[self.digits.of(variable)];
        let n = self.domains[variable].len();
        let mut open = mask;
        while open != 0 {
            for word in digits.iter_mut() {
                *word = *word & !open | generator.next_u64() & open;
            }
            if n.is_power_of_two() {
                return;
            }
            open &= at_least(digits, n);
        }
    }

    /// An entry of the list for each lane.
    fn pick(&self, generator: &mut impl Rng, group: &Group, list: &[u64], words: &mut [u64]) {
        let n = list.len() as u32;
        let threshold = n.wrapping_neg() % n;
        let mut lanes = [0_u64; 64];
        let mut at = 0;
        while at < 64 {
            let drawn = generator.next_u64();
            for half in [drawn as u32, (drawn >> 32) as u32] {
                // Lemire 2019, on half a word: lists are short.
                let wide = u64::from(half) * u64::from(n);
                if at < 64 && wide as u32 >= threshold {
                    lanes[at] = list[(wide >> 32) as usize];
                    at += 1;
                }
            }
        }
        transpose(&mut lanes);
        let mut from = 0;
        for variable in &group.variables {
            for digit in self.digits.of(*variable) {
                words[digit] = lanes[from];
                from += 1;
            }
        }
    }

    /// A subset of an allowed size, each equally likely: first its size, then its members one by one.
    fn size(&self, generator: &mut impl Rng, group: &Group, sizes: &[(u32, u64)], lane: usize, words: &mut [u64]) {
        let total = sizes.last().map_or(1, |(_, total)| *total);
        let at = below(generator, total);
        let mut wanted = sizes.iter().find(|(_, up_to)| at < *up_to).map_or(0, |(k, _)| u64::from(*k));
        let mut left = group.variables.len() as u64;
        for variable in &group.variables {
            let chosen = below(generator, left) < wanted;
            self.digits.put(words, *variable, lane, u32::from(chosen));
            wanted -= u64::from(chosen);
            left -= 1;
        }
    }
}

/// The coherent values of a group as a list, where it has few values; else the rules, to draw again by.
fn list(lowered: &Lowered, digits: &Digits, variables: &[usize], rules: &[NodeId]) -> How {
    let domains = lowered.formulas.domains();
    let n = variables.iter().try_fold(1_u64, |n, variable| n.checked_mul(u64::from(domains[*variable].len())));
    let n_digits: usize = variables.iter().map(|variable| digits.of(*variable).len()).sum();
    if n.is_none_or(|n| n > MAX_LIST) || n_digits > 64 {
        let mut formulas = lowered.formulas.clone();
        let incoherent = formulas.or(rules.iter().copied());
        let program = Box::new(Program::new(&formulas, &[incoherent], &[]));
        let incoherent = program.slot(incoherent);
        return How::Again { rules: rules.to_vec(), program, incoherent };
    }
    let mut place = vec![0; domains.len()];
    for (at, variable) in variables.iter().enumerate() {
        place[*variable] = at;
    }
    let mut row: Vec<u32> = variables.iter().map(|variable| domains[*variable].first).collect();
    let mut rows = Vec::new();
    loop {
        if !rules.iter().any(|rule| lowered.formulas.holds(*rule, &|variable| row[place[variable]])) {
            let (mut packed, mut from) = (0, 0);
            for (variable, value) in variables.iter().zip(&row) {
                packed |= u64::from(value - domains[*variable].first).checked_shl(from).unwrap_or(0);
                from += digits.of(*variable).len() as u32;
            }
            rows.push(packed);
        }
        let mut at = variables.len();
        loop {
            if at == 0 {
                return How::List(rows);
            }
            at -= 1;
            row[at] += 1;
            if row[at] < domains[variables[at]].end {
                break;
            }
            row[at] = domains[variables[at]].first;
        }
    }
}

/// A number below `n`, each equally likely (Lemire 2019, with rejection).
pub fn below(generator: &mut impl Rng, n: u64) -> u64 {
    let threshold = n.wrapping_neg() % n.max(1);
    loop {
        let wide = u128::from(generator.next_u64()) * u128::from(n);
        if (wide as u64) >= threshold {
            return (wide >> 64) as u64;
        }
    }
}

/// Sixty-four coin throws, each heads with this probability: compares 64 random binary fractions with it, bit by bit,
/// until all are decided.
pub fn coins(generator: &mut impl Rng, probability: f64) -> u64 {
    if probability >= 1.0 {
        return u64::MAX;
    }
    let mut heads = 0;
    let mut open = u64::MAX;
    let mut rest = probability;
    while open != 0 && rest > 0.0 {
        rest *= 2.0;
        let drawn = generator.next_u64();
        if rest >= 1.0 {
            rest -= 1.0;
            heads |= open & !drawn;
            open &= drawn;
        } else {
            open &= !drawn;
        }
    }
    heads
}

/// The places of the bits of a word, lowest first.
pub fn bits(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
}

/// How many subsets of k there are among n (at most 30, so it fits).
fn choose(n: u32, k: u32) -> u64 {
    (0..u64::from(k)).fold(1, |product, at| product * (u64::from(n) - at) / (at + 1))
}
