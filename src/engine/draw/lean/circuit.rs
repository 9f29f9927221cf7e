//! The formulas of a scenario as a list of operations on planes of digits.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots are handed out by the circuit that owns the planes")]

use crate::engine::draw::lean::cubes::Cubes;
use crate::engine::draw::lean::plane::{Plane, WORDS};
use crate::rule::formula::{Domain, Formulas, Node, NodeId};
use crate::space::digits::Digits;
use std::collections::BTreeMap;

/// Variables of so few digits are read by truth tables.
const FEW_DIGITS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// Where the digits from here on, this many, have a value whose bit is set in the table.
    Table {
        first: u32,
        n: u8,
        table: u8,
    },
    /// Where the number of these digits is in one of the runs (from, to).
    Runs {
        first: u32,
        n: u32,
        runs: Vec<(u32, u32)>,
    },
    Not(u32),
    And(Vec<u32>),
    Or(Vec<u32>),
}

/// Operations in order; the planes of the digits come first, then one of each line of cubes, and then one of each operation.
#[derive(Clone, Debug)]
pub struct Circuit {
    n_digits: usize,
    n_words: usize,
    cubes: Cubes,
    steps: Vec<Step>,
    slots: BTreeMap<NodeId, u32>,
}

impl Circuit {
    /// A circuit for these formulas.
    #[must_use]
    pub fn new(formulas: &Formulas, digits: &Digits, roots: &[NodeId]) -> Self {
        let (mut cubes, mut slots) = (Cubes::default(), BTreeMap::new());
        for root in roots {
            let slot = (digits.len() + cubes.len()) as u32;
            if !slots.contains_key(root) && cubes.take(formulas, digits, *root) {
                slots.insert(*root, slot);
            }
        }
        let mut needed = std::collections::BTreeSet::new();
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if !slots.contains_key(&id) && needed.insert(id) {
                match formulas.node(id) {
                    Node::False | Node::True | Node::Atom(..) => {}
                    Node::Not(inner) => open.push(*inner),
                    Node::And(parts) | Node::Or(parts) => open.extend_from_slice(parts),
                }
            }
        }
        let n_before = digits.len() + cubes.len();
        let mut new = Self { n_digits: digits.len(), n_words: WORDS, cubes, steps: Vec::new(), slots };
        // Ids ascend from children to parents. Atoms have no children and come first: steps of one kind in a row are quicker.
        let (atoms, others): (Vec<NodeId>, Vec<NodeId>) =
            needed.into_iter().partition(|id| matches!(formulas.node(*id), Node::Atom(..)));
        for id in atoms.into_iter().chain(others) {
            let slot = (n_before + new.steps.len()) as u32;
            let read = |part: &NodeId| new.slots[part];
            let step = match formulas.node(id) {
                Node::False => Step::Or(Vec::new()),
                Node::True => Step::And(Vec::new()),
                Node::Not(inner) => Step::Not(read(inner)),
                Node::And(parts) => Step::And(parts.iter().map(read).collect()),
                Node::Or(parts) => Step::Or(parts.iter().map(read).collect()),
                Node::Atom(variable, set) => {
                    let Domain { first, end } = formulas.domains()[*variable];
                    let of = digits.of(*variable);
                    let (from, n) = (of.start as u32, of.len() as u32);
                    let inside = set.within(first, end);
                    let runs: Vec<(u32, u32)> =
                        inside.runs().iter().map(|(low, high)| (low - first, high - first)).collect();
                    if of.len() <= FEW_DIGITS {
                        let table =
                            runs.iter().flat_map(|(low, high)| *low..*high).fold(0, |table, at| table | 1 << at);
                        Step::Table { first: from, n: n as u8, table }
                    } else {
                        Step::Runs { first: from, n, runs }
                    }
                }
            };
            new.steps.push(step);
            new.slots.insert(id, slot);
        }
        new
    }

    /// The planes for the digits and all operations.
    #[must_use]
    pub fn planes(&self) -> Vec<Plane> {
        vec![Plane::NONE; self.n_digits + self.cubes.len() + self.steps.len()]
    }

    /// The plane of a formula that the circuit was made for.
    #[must_use]
    pub fn slot(&self, id: NodeId) -> usize {
        self.slots[&id] as usize
    }

    /// How many words of a plane are in use: all of them.
    #[must_use]
    pub const fn n_words(&self) -> usize {
        self.n_words
    }

    /// Evaluates all formulas, the lines of cubes by the function that is handed in; the planes of the digits must be filled
    /// in.
    #[inline(always)]
    pub fn run(&self, cubes: fn(&Cubes, usize, &[Plane], &mut [Plane]), planes: &mut [Plane]) {
        let n = self.n_words;
        let (digits, rest) = planes.split_at_mut(self.n_digits);
        cubes(&self.cubes, n, digits, rest);
        for (at, step) in self.steps.iter().enumerate() {
            let (before, rest) = planes.split_at_mut(self.n_digits + self.cubes.len() + at);
            let out = &mut rest[0];
            match step {
                Step::Table { first, n: n_digits, table } => {
                    read(n, &before[*first as usize..], *n_digits, *table, out);
                }
                Step::Runs { first, n: n_digits, runs } => {
                    *out = Plane::NONE;
                    let digits = &before[*first as usize..][..*n_digits as usize];
                    for (low, high) in runs {
                        let (low, high) = (at_least(n, digits, *low), at_least(n, digits, *high));
                        combine(n, out, &low, |out, low| out | low);
                        combine(n, out, &high, |out, high| out & !high);
                    }
                }
                Step::Not(part) => combine(n, out, &before[*part as usize], |_, part| !part),
                Step::And(parts) => gather(n, out, before, parts, u64::MAX, |out, part| out & part),
                Step::Or(parts) => gather(n, out, before, parts, 0, |out, part| out | part),
            }
        }
    }
}

/// Combines one plane with another, word by word.
///
/// The number of words is handed in although it is always the same: where the compiler knows it, it writes the loop out word
/// by word and makes a poor job of the vectors.
#[inline(always)]
pub fn combine(n: usize, out: &mut Plane, other: &Plane, of: impl Fn(u64, u64) -> u64) {
    for (out, other) in out[..n].iter_mut().zip(&other[..n]) {
        *out = of(*out, *other);
    }
}

#[inline(always)]
fn gather(n: usize, out: &mut Plane, before: &[Plane], parts: &[u32], unit: u64, of: impl Fn(u64, u64) -> u64) {
    match parts {
        [] => *out = Plane([unit; WORDS]),
        [one] => *out = before[*one as usize],
        [one, other, rest @ ..] => {
            let (one, other) = (&before[*one as usize][..n], &before[*other as usize][..n]);
            for ((out, one), other) in out[..n].iter_mut().zip(one).zip(other) {
                *out = of(*one, *other);
            }
            for part in rest {
                combine(n, out, &before[*part as usize], &of);
            }
        }
    }
}

/// Where up to three digits have a value that the table has.
#[inline(always)]
fn read(n: usize, digits: &[Plane], n_digits: u8, table: u8, out: &mut Plane) {
    let bit = |at: u8| u64::from(table >> at & 1).wrapping_neg();
    let pick = |choice: u64, no: u64, yes: u64| no ^ ((no ^ yes) & choice);
    let bits: [u64; 8] = std::array::from_fn(|at| bit(at as u8));
    match n_digits {
        0 => *out = Plane([bits[0]; WORDS]),
        1 => combine(n, out, &digits[0], |_, low| pick(low, bits[0], bits[1])),
        2 => {
            let (low, high) = (&digits[0][..n], &digits[1][..n]);
            for ((out, low), high) in out[..n].iter_mut().zip(low).zip(high) {
                *out = pick(*high, pick(*low, bits[0], bits[1]), pick(*low, bits[2], bits[3]));
            }
        }
        _ => {
            let (low, middle, high) = (&digits[0][..n], &digits[1][..n], &digits[2][..n]);
            for (((out, low), middle), high) in out[..n].iter_mut().zip(low).zip(middle).zip(high) {
                let of = |from: usize| pick(*low, bits[from], bits[from + 1]);
                *out = pick(*high, pick(*middle, of(0), of(2)), pick(*middle, of(4), of(6)));
            }
        }
    }
}

/// Where the number of these digits is at least this.
#[inline(always)]
pub fn at_least(n: usize, digits: &[Plane], number: u32) -> Plane {
    if digits.len() < 32 && number >> digits.len() != 0 {
        return Plane::NONE;
    }
    let (mut greater, mut equal) = (Plane::NONE, Plane::ALL);
    for (digit, plane) in digits.iter().enumerate().rev() {
        let is_set = u64::from(number >> digit & 1).wrapping_neg();
        for ((greater, equal), word) in greater[..n].iter_mut().zip(&mut equal[..n]).zip(&plane[..n]) {
            *greater |= *equal & word & !is_set;
            *equal &= word ^ !is_set;
        }
    }
    combine(n, &mut greater, &equal, |greater, equal| greater | equal);
    greater
}
