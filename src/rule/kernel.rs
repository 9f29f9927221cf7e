//! Formulas on machine words: one bit a deal, 64 deals a word, a *plane* of words a formula.
//!
//! A program is the formulas of a scenario in the order in which they are evaluated. Whoever lays deals out in planes
//! (every deal of a tile, or random ones) first says what each atom is there: false or true for the whole plane, or a
//! plane of its own. Operations on constants cost nothing, so a tile in which most issues stand still evaluates only
//! what is still open.
//!
//! Worked example: over four deals in which `troops` runs through its two options, the atom "troops = western" is the
//! plane `1010`; with "guarantors includes us" true on the whole tile, their conjunction is that plane again, no word
//! touched.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots are handed out by the program that owns the buffers")]

use crate::rule::formula::{Formulas, Node, NodeId};
use crate::rule::set::ValueSet;
use std::collections::BTreeMap;

/// What is known of a formula on a plane of deals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// It holds on none.
    False,
    /// It holds on all.
    True,
    /// It holds where the plane in this slot has a bit.
    Plane(u32),
}

/// An atom of the program: its slot, its variable and its values.
#[derive(Clone, Debug)]
pub struct Atom {
    /// The slot of its plane.
    pub slot: u32,
    /// The variable.
    pub variable: usize,
    /// Where it holds.
    pub set: ValueSet,
}

#[derive(Clone, Debug)]
enum Step {
    Not(u32),
    And(Vec<u32>),
    Or(Vec<u32>),
}

/// Formulas in the order of their evaluation.
#[derive(Clone, Debug)]
pub struct Program {
    atoms: Vec<Atom>,
    steps: Vec<(u32, Step)>,
    /// The first steps are all that the first stage needs.
    n_first: usize,
    n_slots: u32,
    slots: BTreeMap<NodeId, u32>,
}

impl Program {
    /// A program for these formulas: those of the first stage can be run before, and without, the others.
    #[must_use]
    pub fn new(formulas: &Formulas, first: &[NodeId], others: &[NodeId]) -> Self {
        let mut program = Self { atoms: Vec::new(), steps: Vec::new(), n_first: 0, n_slots: 0, slots: BTreeMap::new() };
        program.add(formulas, first);
        program.n_first = program.steps.len();
        program.add(formulas, others);
        program
    }

    fn add(&mut self, formulas: &Formulas, roots: &[NodeId]) {
        let mut needed = std::collections::BTreeSet::new();
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if self.slots.contains_key(&id) || !needed.insert(id) {
                continue;
            }
            match formulas.node(id) {
                Node::False | Node::True | Node::Atom(..) => {}
                Node::Not(inner) => open.push(*inner),
                Node::And(parts) | Node::Or(parts) => open.extend_from_slice(parts),
            }
        }
        // Ids ascend from children to parents.
        for id in needed {
            let slot = self.n_slots;
            let read = |part: &NodeId| self.slots[part];
            match formulas.node(id) {
                Node::False => self.steps.push((slot, Step::Or(Vec::new()))),
                Node::True => self.steps.push((slot, Step::And(Vec::new()))),
                Node::Atom(variable, set) => self.atoms.push(Atom { slot, variable: *variable, set: set.clone() }),
                Node::Not(inner) => self.steps.push((slot, Step::Not(read(inner)))),
                Node::And(parts) => self.steps.push((slot, Step::And(parts.iter().map(read).collect()))),
                Node::Or(parts) => self.steps.push((slot, Step::Or(parts.iter().map(read).collect()))),
            }
            self.n_slots += 1;
            self.slots.insert(id, slot);
        }
    }

    /// The atoms, which whoever lays out the deals fills in.
    #[must_use]
    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// The slot of a formula that the program was made for.
    #[must_use]
    pub fn slot(&self, id: NodeId) -> u32 {
        self.slots[&id]
    }

    /// How many slots its own formulas take; those beside follow.
    #[must_use]
    pub const fn n_slots(&self) -> u32 {
        self.n_slots
    }

    /// How many operations it has: a measure of its cost a word.
    #[must_use]
    pub fn n_steps(&self) -> usize {
        self.steps
            .iter()
            .map(|(_, step)| if let Step::And(parts) | Step::Or(parts) = step { parts.len() } else { 1 })
            .sum()
    }

    /// Buffers for planes of this many words, with room for `extra` slots of the caller's own behind the program's.
    #[must_use]
    pub fn planes(&self, words: usize, extra: usize) -> Planes {
        let slots = self.n_slots as usize + extra;
        Planes { words, own: self.n_slots, signals: vec![Signal::False; slots], data: vec![0; slots * words] }
    }

    /// Evaluates the first stage on the first `words` words.
    pub fn run_first(&self, planes: &mut Planes, words: usize) {
        run(&self.steps[..self.n_first], planes, words);
    }

    /// Evaluates the rest.
    pub fn run_others(&self, planes: &mut Planes, words: usize) {
        run(&self.steps[self.n_first..], planes, words);
    }
}

/// The planes of a program at work.
#[derive(Clone, Debug)]
pub struct Planes {
    words: usize,
    own: u32,
    signals: Vec<Signal>,
    data: Vec<u64>,
}

impl Planes {
    /// The slot of one of the caller's own planes.
    #[must_use]
    pub const fn extra(&self, at: u32) -> u32 {
        self.own + at
    }
    /// What is known of the formula in a slot.
    #[must_use]
    pub fn signal(&self, slot: u32) -> Signal {
        self.signals[slot as usize]
    }
    /// Says what is known of a slot.
    pub fn set_signal(&mut self, slot: u32, signal: Signal) {
        self.signals[slot as usize] = signal;
    }
    /// The plane stored in a slot.
    #[must_use]
    pub fn plane(&self, slot: u32) -> &[u64] {
        &self.data[slot as usize * self.words..][..self.words]
    }
    /// The plane of a slot, to fill; the slot then stands for it.
    pub fn plane_mut(&mut self, slot: u32) -> &mut [u64] {
        self.signals[slot as usize] = Signal::Plane(slot);
        &mut self.data[slot as usize * self.words..][..self.words]
    }
    /// One word of the formula in a slot.
    #[must_use]
    pub fn word(&self, slot: u32, at: usize) -> u64 {
        self.word_of(self.signal(slot), at)
    }
    /// One word of a signal.
    #[must_use]
    pub fn word_of(&self, signal: Signal, at: usize) -> u64 {
        match signal {
            Signal::False => 0,
            Signal::True => u64::MAX,
            Signal::Plane(slot) => self.data[slot as usize * self.words + at],
        }
    }
}

fn run(steps: &[(u32, Step)], planes: &mut Planes, words: usize) {
    for (slot, step) in steps {
        let signal = match step {
            Step::Not(part) => match planes.signal(*part) {
                Signal::False => Signal::True,
                Signal::True => Signal::False,
                Signal::Plane(from) => {
                    let (from, to) = (from as usize * planes.words, *slot as usize * planes.words);
                    for at in 0..words {
                        planes.data[to + at] = !planes.data[from + at];
                    }
                    Signal::Plane(*slot)
                }
            },
            Step::And(parts) => gather::<true>(planes, *slot, parts, words),
            Step::Or(parts) => gather::<false>(planes, *slot, parts, words),
        };
        planes.set_signal(*slot, signal);
    }
}

/// A conjunction (or disjunction) into a slot; a single open part is passed on without touching a word.
fn gather<const AND: bool>(planes: &mut Planes, slot: u32, parts: &[u32], words: usize) -> Signal {
    let (unit, zero) = if AND { (Signal::True, Signal::False) } else { (Signal::False, Signal::True) };
    let mut first = None;
    let mut written = false;
    for part in parts {
        let signal = planes.signal(*part);
        if signal == unit {
            continue;
        }
        if signal == zero {
            return zero;
        }
        let Signal::Plane(from) = signal else { continue };
        let Some(earlier) = first else {
            first = Some(from);
            continue;
        };
        let stride = planes.words;
        let left = if written { slot } else { earlier };
        combine::<AND>(&mut planes.data, stride, (left, from, slot), words);
        written = true;
    }
    match first {
        None => unit,
        Some(only) if !written => Signal::Plane(only),
        Some(_) if AND && planes.plane(slot)[..words].iter().all(|word| *word == 0) => Signal::False,
        Some(_) => Signal::Plane(slot),
    }
}

fn combine<const AND: bool>(data: &mut [u64], stride: usize, (left, right, to): (u32, u32, u32), words: usize) {
    // INVARIANT: slots are written in order and read only after, so `to` is behind `right`, and behind or at `left`.
    let (before, rest) = data.split_at_mut(to as usize * stride);
    let to_plane = &mut rest[..words];
    let right = &before[right as usize * stride..][..words];
    if left == to {
        for (to, right) in to_plane.iter_mut().zip(right) {
            *to = if AND { *to & right } else { *to | right };
        }
    } else {
        let left = &before[left as usize * stride..][..words];
        for ((to, left), right) in to_plane.iter_mut().zip(left).zip(right) {
            *to = if AND { left & right } else { left | right };
        }
    }
}
