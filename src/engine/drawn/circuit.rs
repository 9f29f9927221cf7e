//! The formulas of a scenario as a list of operations on planes of digits.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots are handed out by the circuit that owns the planes")]

use crate::rule::formula::{Domain, Formulas, Node, NodeId};
use crate::space::digits::Digits;
use std::collections::BTreeMap;

/// Words of a plane: 2,048 proposals.
pub const WORDS: usize = 32;
/// One bit a proposal.
pub type Plane = [u64; WORDS];
/// Variables of so few digits are read by truth tables.
const FEW_DIGITS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// Where the digits from here on, so many, have a value whose bit is set in the table.
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

/// Operations in order; the planes of the digits come first, and then one of each operation.
#[derive(Clone, Debug)]
pub struct Circuit {
    n_digits: usize,
    steps: Vec<Step>,
    slots: BTreeMap<NodeId, u32>,
}

impl Circuit {
    /// A circuit for these formulas.
    #[must_use]
    pub fn new(formulas: &Formulas, digits: &Digits, roots: &[NodeId]) -> Self {
        let mut needed = std::collections::BTreeSet::new();
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if needed.insert(id) {
                match formulas.node(id) {
                    Node::False | Node::True | Node::Atom(..) => {}
                    Node::Not(inner) => open.push(*inner),
                    Node::And(parts) | Node::Or(parts) => open.extend_from_slice(parts),
                }
            }
        }
        let mut new = Self { n_digits: digits.len(), steps: Vec::new(), slots: BTreeMap::new() };
        // Ids ascend from children to parents.
        for id in needed {
            let slot = (new.n_digits + new.steps.len()) as u32;
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
        vec![[0; WORDS]; self.n_digits + self.steps.len()]
    }

    /// The plane of a formula that the circuit was made for.
    #[must_use]
    pub fn slot(&self, id: NodeId) -> usize {
        self.slots[&id] as usize
    }

    /// Evaluates all formulas; the planes of the digits must be filled in.
    #[inline(always)]
    pub fn run(&self, planes: &mut [Plane]) {
        for (at, step) in self.steps.iter().enumerate() {
            let (before, rest) = planes.split_at_mut(self.n_digits + at);
            let out = &mut rest[0];
            match step {
                Step::Table { first, n, table } => read(&before[*first as usize..], *n, *table, out),
                Step::Runs { first, n, runs } => {
                    *out = [0; WORDS];
                    let digits = &before[*first as usize..][..*n as usize];
                    for (low, high) in runs {
                        let (low, high) = (at_least(digits, *low), at_least(digits, *high));
                        for word in 0..WORDS {
                            out[word] |= low[word] & !high[word];
                        }
                    }
                }
                Step::Not(part) => {
                    let part = &before[*part as usize];
                    for word in 0..WORDS {
                        out[word] = !part[word];
                    }
                }
                Step::And(parts) => {
                    *out = [u64::MAX; WORDS];
                    for part in parts {
                        let part = &before[*part as usize];
                        for word in 0..WORDS {
                            out[word] &= part[word];
                        }
                    }
                }
                Step::Or(parts) => {
                    *out = [0; WORDS];
                    for part in parts {
                        let part = &before[*part as usize];
                        for word in 0..WORDS {
                            out[word] |= part[word];
                        }
                    }
                }
            }
        }
    }
}

/// Where up to three digits have a value that the table has.
#[inline(always)]
fn read(digits: &[Plane], n: u8, table: u8, out: &mut Plane) {
    let bit = |at: u8| u64::from(table >> at & 1).wrapping_neg();
    let pick = |choice: u64, no: u64, yes: u64| no ^ ((no ^ yes) & choice);
    match n {
        0 => *out = [bit(0); WORDS],
        1 => {
            for word in 0..WORDS {
                out[word] = pick(digits[0][word], bit(0), bit(1));
            }
        }
        2 => {
            let (low, high) = (&digits[0], &digits[1]);
            for word in 0..WORDS {
                let (no, yes) = (pick(low[word], bit(0), bit(1)), pick(low[word], bit(2), bit(3)));
                out[word] = pick(high[word], no, yes);
            }
        }
        _ => {
            let (low, middle, high) = (&digits[0], &digits[1], &digits[2]);
            for word in 0..WORDS {
                let of = |from: u8| pick(low[word], bit(from), bit(from + 1));
                let (no, yes) = (pick(middle[word], of(0), of(2)), pick(middle[word], of(4), of(6)));
                out[word] = pick(high[word], no, yes);
            }
        }
    }
}

/// Where the number of these digits is at least this.
#[inline(always)]
pub fn at_least(digits: &[Plane], number: u32) -> Plane {
    if digits.len() < 32 && number >> digits.len() != 0 {
        return [0; WORDS];
    }
    let (mut greater, mut equal) = ([0; WORDS], [u64::MAX; WORDS]);
    for (digit, plane) in digits.iter().enumerate().rev() {
        let is_set = u64::from(number >> digit & 1).wrapping_neg();
        for word in 0..WORDS {
            greater[word] |= equal[word] & plane[word] & !is_set;
            equal[word] &= plane[word] ^ !is_set;
        }
    }
    for word in 0..WORDS {
        greater[word] |= equal[word];
    }
    greater
}
