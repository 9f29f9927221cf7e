//! Random deals down a graph of paths: every way from its first state to its end is a deal, each as likely as the next.
//!
//! At each state the arcs divide a line among them, each as long as deals go on by it. A random number says where on the line
//! a deal goes on, and a second one, where an arc stands for several values, which of them it takes. Sixty-four deals go down
//! side by side, a layer at a time, so that the processor looks up one while it waits for another. Nothing is drawn again,
//! however few of all deals the paths are. Small layers in a row are one (`joined`).
//!
//! Example: 3 deals go on by the first arc and 5 by the second. Of the 64 bits of a random number the lowest 3/8 of all go to
//! the first.
//!
//! How even it is: where the arcs meet is known to 128 binary digits, rounded down. The first 64 decide, but where they are
//! those of the random number; there the next 64 do. An arc among k at one of l layers is then wrong by at most 2^-128, and
//! the chance of any set of deals by at most l·k·2^-128: below 2^-90 for everything that fits into the limits here. Which
//! value of an arc is drawn is even without rounding.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers, states and arcs are counted when the paths are made")]

use crate::space::digits::{Digits, transpose};
use crate::space::joined::{Joined, Layer, joined};
use crate::space::lanes::Words;
use num_bigint::BigUint;

/// Draws deals from a graph of paths.
#[derive(Clone, Debug)]
pub struct Paths {
    steps: Vec<Step>,
    n_deals: BigUint,
}

/// One layer, ready to be drawn from.
#[derive(Clone, Debug, Default)]
struct Step {
    /// Where the arcs of each state begin, and at the end how many there are.
    first: Vec<u32>,
    /// Halvings that find one of the arcs of any state.
    n_halvings: u32,
    /// Where each arc ends on its state's line: the first 64 binary digits …
    ends: Vec<u64>,
    /// … and the next 64.
    finer: Vec<u64>,
    arcs: Vec<Arc>,
    sets: Vec<Set>,
    /// The values of all sets, each where its digits stand in a deal's word.
    values: Vec<u64>,
    /// Whether some arc stands for several values.
    picks: bool,
    /// The digits that a deal's word holds after this step, where it is full or the last: it is read and emptied.
    full: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    to: u32,
    set: u32,
}

/// The values that an arc stands for: this many from this place on.
#[derive(Clone, Copy, Debug)]
struct Set {
    first: u32,
    n: u32,
    /// Remainders below this would make some values likelier (Lemire 2019).
    again: u64,
}

impl Paths {
    /// Makes a graph ready, with this many states after the last layer.
    #[must_use]
    pub fn new(layers: &[Layer], n_last: usize, digits: &Digits) -> Self {
        let layers = joined(layers, n_last, digits);
        let places = places(&layers);
        let mut after = vec![BigUint::from(1_u32); n_last];
        let mut steps = Vec::with_capacity(layers.len());
        for (layer, (shift, full)) in layers.iter().zip(places).rev() {
            let (step, before) = Step::new(layer, &after, shift, full);
            steps.push(step);
            after = before;
        }
        steps.reverse();
        Self { steps, n_deals: after.first().cloned().unwrap_or(BigUint::ZERO) }
    }

    /// How many deals there are.
    #[must_use]
    pub fn n_deals(&self) -> &BigUint {
        &self.n_deals
    }

    /// How many layers a deal goes down, those that are taken together counted once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// How many arcs there are.
    #[must_use]
    pub fn n_arcs(&self) -> usize {
        self.steps.iter().map(|step| step.arcs.len()).sum()
    }

    /// Whether there is no layer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Draws 64 deals, a word a digit; gives whether there are any to draw.
    pub fn draw(&self, generator: &mut impl Words, words: &mut [u64]) -> bool {
        if self.n_deals == BigUint::ZERO {
            return false;
        }
        let mut states = [0_u32; 64];
        let mut packed = [0_u64; 64];
        let mut random = [0_u64; 64];
        for step in &self.steps {
            let mut arcs = [Arc { to: 0, set: 0 }; 64];
            if step.n_halvings > 0 {
                generator.words(&mut random);
            }
            for ((arc, state), at) in arcs.iter_mut().zip(states).zip(random) {
                *arc = step.arcs[step.find(state as usize, at, generator)];
            }
            if step.picks {
                generator.words(&mut random);
                for ((packed, arc), at) in packed.iter_mut().zip(&arcs).zip(random) {
                    let set = step.sets[arc.set as usize];
                    *packed |= step.values[set.first as usize + set.pick(at, generator)];
                }
            } else {
                for (packed, arc) in packed.iter_mut().zip(&arcs) {
                    *packed |= step.values[step.sets[arc.set as usize].first as usize];
                }
            }
            for (state, arc) in states.iter_mut().zip(&arcs) {
                *state = arc.to;
            }
            if !step.full.is_empty() {
                transpose(&mut packed);
                for (digit, word) in step.full.iter().zip(packed) {
                    words[*digit] = word;
                }
                packed = [0; 64];
            }
        }
        true
    }
}

/// For each layer the place of its digits in a deal's word, and the digits to be read from the word after it.
fn places(layers: &[Joined]) -> Vec<(u32, Vec<usize>)> {
    let mut places = Vec::with_capacity(layers.len());
    let mut held: Vec<usize> = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        // A layer without digits has the value 0, which stands anywhere.
        let shift = if layer.digits.is_empty() { 0 } else { held.len() as u32 };
        held.extend(&layer.digits);
        let is_full = layers.get(at + 1).is_none_or(|next| held.len() + next.digits.len() > 64);
        places.push((shift, if is_full { std::mem::take(&mut held) } else { Vec::new() }));
    }
    places
}

impl Step {
    /// A layer made ready, and how many deals go on from each of its states.
    fn new(layer: &Joined, after: &[BigUint], shift: u32, full: Vec<usize>) -> (Self, Vec<BigUint>) {
        let mut step = Self { first: layer.first.clone(), full, ..Self::default() };
        for values in &layer.sets {
            step.sets.push(Set::new(step.values.len(), values.len()));
            step.values.extend(values.iter().map(|value| value << shift));
            step.picks |= values.len() > 1;
        }
        let mut before = Vec::with_capacity(layer.first.len());
        for ends in layer.first.windows(2) {
            let mut so_far = BigUint::ZERO;
            let mut sums = Vec::new();
            for (to, set) in &layer.arcs[ends[0] as usize..ends[1] as usize] {
                step.arcs.push(Arc { to: *to, set: *set });
                so_far += &after[*to as usize] * layer.sets[*set as usize].len();
                sums.push(so_far.clone());
            }
            // The last ends where the line does: beyond every number.
            sums.pop();
            let between = sums.iter().map(|sum| fraction(sum, &so_far));
            for (end, finer) in between.chain((ends[0] < ends[1]).then_some((u64::MAX, u64::MAX))) {
                step.ends.push(end);
                step.finer.push(finer);
            }
            step.n_halvings = step.n_halvings.max(usize::BITS - sums.len().leading_zeros());
            before.push(so_far);
        }
        (step, before)
    }

    /// The arc of a state on whose part of the line a random number lies.
    #[inline(always)]
    fn find(&self, state: usize, at: u64, generator: &mut impl Words) -> usize {
        let mut found = self.first[state] as usize;
        let last = self.first[state + 1] as usize - 1;
        let mut n = last + 1 - found;
        // INVARIANT: a state that is reached has an arc, so that a half of none looks at the arc that is found.
        for _ in 0..self.n_halvings {
            let half = n / 2;
            // Without a branch, which would go either way at random.
            found += half & usize::from(self.ends[found + half.max(1) - 1] < at).wrapping_neg();
            n -= half;
        }
        if self.ends[found] == at { self.find_finer(found, last, at, generator) } else { found }
    }

    /// The same where the first 64 digits leave it open.
    #[cold]
    fn find_finer(&self, mut found: usize, last: usize, at: u64, generator: &mut impl Words) -> usize {
        let finer = generator.next_u64();
        while found < last && self.ends[found] == at && self.finer[found] <= finer {
            found += 1;
        }
        found
    }
}

impl Set {
    fn new(first: usize, n: usize) -> Self {
        Self { first: first as u32, n: n as u32, again: (n as u64).wrapping_neg() % (n as u64).max(1) }
    }

    /// A place among its values, each equally likely.
    #[inline(always)]
    fn pick(self, mut at: u64, generator: &mut impl Words) -> usize {
        loop {
            let wide = u128::from(at) * u128::from(self.n);
            if wide as u64 >= self.again {
                return (wide >> 64) as usize;
            }
            at = generator.next_u64();
        }
    }
}

/// The first 128 binary digits of a fraction below one.
fn fraction(part: &BigUint, whole: &BigUint) -> (u64, u64) {
    let digits = ((part << 128_u32) / whole).to_u64_digits();
    (digits.get(1).copied().unwrap_or(0), digits.first().copied().unwrap_or(0))
}
