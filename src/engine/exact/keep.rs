//! What is kept of the arcs while the layers are built: all of them, or only how many deals have come to each state.
//!
//! Where nothing but the number of deals is asked, the arcs need not be written down: each hands the deals that have come to
//! its state on to the state it leads to, and is forgotten. At the end stands the number of all deals, in the memory of two
//! layers.
//!
//! Example: 3 deals have come to a state whose level has classes of 1 and 2 values. Its arcs hand on 3 and 6.
#![expect(clippy::indexing_slicing, reason = "a kernel: states and classes are counted here")]

use crate::engine::exact::arcs::{Arcs, Diagram};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::number::Number;

/// The arcs of some states that follow each other, numbered.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// For each state: how many arcs there are before its own.
    pub first: &'a [u32],
    /// The state each arc comes from.
    pub from: &'a [u32],
    /// The state of the next layer it leads to.
    pub to: &'a [u32],
    /// Its class.
    pub class: &'a [u32],
    /// How much less a deal counts for it.
    pub weight: &'a [f64],
}

/// Something that takes the arcs, in the order of layers and states.
pub trait Keeper {
    /// Takes arcs. This many states has the next layer so far.
    ///
    /// # Errors
    /// Where they are too many to be kept.
    fn take(&mut self, some: Numbered, n_next: usize) -> Result<(), Declined>;
    /// A layer with this many states is done.
    ///
    /// # Errors
    /// Where it has too many arcs to be kept.
    fn close(&mut self, n_states: usize) -> Result<(), Declined>;
}

/// Keeps all of them.
#[derive(Debug, Default)]
pub struct Whole {
    /// Whether some arcs count less than whole.
    weighs: bool,
    /// The layers that are done.
    pub made: Diagram,
    arcs: Arcs,
}

impl Whole {
    /// Nothing yet.
    #[must_use]
    pub fn new(weighs: bool) -> Self {
        Self { weighs, ..Self::default() }
    }
}

impl Keeper for Whole {
    fn take(&mut self, some: Numbered, _: usize) -> Result<(), Declined> {
        let before = u32::try_from(self.arcs.to.len()).map_err(|_| Declined::TooLarge)?;
        self.arcs.first.extend(some.first.iter().map(|first| before.saturating_add(*first)));
        self.arcs.to.extend_from_slice(some.to);
        self.arcs.class.extend_from_slice(some.class);
        if self.weighs {
            self.arcs.weight.extend_from_slice(some.weight);
        }
        Ok(())
    }

    fn close(&mut self, n_states: usize) -> Result<(), Declined> {
        let mut arcs = std::mem::take(&mut self.arcs);
        arcs.first.push(u32::try_from(arcs.to.len()).map_err(|_| Declined::TooLarge)?);
        self.made.layers.push(arcs);
        self.made.n_states.push(n_states);
        Ok(())
    }
}

/// Keeps how many states and arcs there were.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size(pub usize);

impl Keeper for Size {
    fn take(&mut self, some: Numbered, _: usize) -> Result<(), Declined> {
        self.0 += some.to.len();
        Ok(())
    }

    fn close(&mut self, n_states: usize) -> Result<(), Declined> {
        self.0 += n_states;
        Ok(())
    }
}

/// Keeps how many deals have come to each state of the layer and of the next.
#[derive(Debug)]
pub struct Deals<T> {
    /// How many values each class of each level has.
    times: Vec<Vec<T>>,
    level: usize,
    here: Vec<T>,
    next: Vec<T>,
}

impl<T: Number> Deals<T> {
    /// One, in the first state.
    #[must_use]
    pub fn new(sizes: &[Vec<u64>]) -> Self {
        let times = sizes.iter().map(|of| of.iter().map(|size| T::of(*size)).collect()).collect();
        Self { times, level: 0, here: vec![T::one()], next: Vec::new() }
    }

    /// How many deals came to the end.
    #[must_use]
    pub fn total(&self, n_last: usize) -> T {
        let mut total = T::zero();
        for came in self.here.iter().take(n_last) {
            total.add_product(came, &T::one());
        }
        total
    }
}

impl<T: Number> Keeper for Deals<T> {
    fn take(&mut self, some: Numbered, n_next: usize) -> Result<(), Declined> {
        self.next.resize(n_next, T::zero());
        let (times, here) = (&self.times[self.level], &self.here);
        for ((to, from), class) in some.to.iter().zip(some.from).zip(some.class) {
            self.next[*to as usize].add_product(&here[*from as usize], &times[*class as usize]);
        }
        Ok(())
    }

    fn close(&mut self, _: usize) -> Result<(), Declined> {
        std::mem::swap(&mut self.here, &mut self.next);
        self.next.clear();
        self.level += 1;
        Ok(())
    }
}
