//! What a level does to all states that look the same to it.
//!
//! A level asks only for the rules that have a question there, most often fewer than ten bits of a state. States with the
//! same such bits (a pattern) end, go on and weigh alike, whatever else is open. So a row of arcs is worked out once for a
//! pattern: which classes go on, and what their bits are then. A state takes its row and keeps its other bits.
//!
//! Example: a state has rules 1, 4 and 9 open, and the level asks for 4 alone. With class 0 rule 4 is crossed, class 1
//! closes it and opens 11, class 2 leaves it. The row of pattern {4} is (class 1, {11}), (class 2, {4}); the arcs of the
//! state lead to {1, 9, 11} and {1, 4, 9}, those of {2, 4} to {2, 11} and {2, 4}.
//!
//! The 215,000 states of `benches/scenarios/M.toml` show their levels 634 patterns. Arcs are kept by fours, so that the
//! processor joins four of them with the other bits in one step and no branch.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows and fours are counted here")]

use crate::engine::exact::keep::Numbered;
use crate::engine::exact::layers::Level;
use crate::engine::exact::state::States;

/// This many arcs are numbered at once, at least.
const BLOCK: usize = 512;

/// Four arcs, the last of a row perhaps fewer.
#[derive(Clone, Debug)]
struct Four<const N: usize> {
    bits: [[u64; N]; 4],
    class: [u32; 4],
    weight: [f64; 4],
}

/// The rows of one level.
#[derive(Debug)]
pub struct Rows<const N: usize> {
    touched: [u64; N],
    patterns: States<N>,
    /// By pattern: the first of its fours, and how many arcs there are.
    at: Vec<(u32, u32)>,
    fours: Vec<Four<N>>,
}

impl<const N: usize> Rows<N> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { touched: [0; N], patterns: States::new(), at: Vec::new(), fours: Vec::new() }
    }

    /// Those of another level.
    pub fn begin(&mut self, level: &Level) {
        self.patterns.clear(0);
        self.at.clear();
        self.fours.clear();
        self.touched = [0; N];
        for (word, touched) in self.touched.iter_mut().enumerate() {
            for go in &level.moves {
                for bits in [&go.clear, &go.kill, &go.fire] {
                    *touched |= bits.get(word).copied().unwrap_or(0);
                }
            }
            let wide = level.wide.iter().filter(|wide| wide.field.word == word);
            *touched = wide.fold(*touched, |touched, wide| touched | wide.field.mask());
        }
    }

    /// What the level asks for, and the rest.
    fn split(&self, state: &[u64; N]) -> ([u64; N], [u64; N]) {
        let (mut pattern, mut rest) = (*state, *state);
        for (word, touched) in self.touched.iter().enumerate() {
            pattern[word] &= touched;
            rest[word] &= !touched;
        }
        (pattern, rest)
    }

    /// Takes the arcs of the next pattern: class, bits after it, weight.
    #[cold]
    fn add(&mut self, arcs: impl Iterator<Item = (u32, [u64; N], f64)>) {
        let first = u32::try_from(self.fours.len()).unwrap_or(u32::MAX);
        let mut n = 0;
        for (class, bits, weight) in arcs {
            let at = n as usize % 4;
            if at == 0 {
                self.fours.push(Four { bits: [[0; N]; 4], class: [0; 4], weight: [0.0; 4] });
            }
            if let Some(four) = self.fours.last_mut() {
                (four.bits[at], four.class[at], four.weight[at]) = (bits, class, weight);
            }
            n += 1;
        }
        self.at.push((first, n));
    }
}

impl<const N: usize> Default for Rows<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Arcs whose ends have no number yet, in the order of the states they come from.
#[derive(Debug)]
pub struct Block<const N: usize> {
    /// How many there are.
    n: usize,
    states: Vec<[u64; N]>,
    from: Vec<u32>,
    class: Vec<u32>,
    weight: Vec<f64>,
    /// Where each of the states begins that they come from.
    first: Vec<u32>,
    numbers: Vec<u32>,
}

impl<const N: usize> Block<N> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            n: 0,
            states: Vec::new(),
            from: Vec::new(),
            class: Vec::new(),
            weight: Vec::new(),
            first: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Takes the states of a layer and gives away their arcs, some at a time. `step` says what a class makes of a pattern:
    /// the bits after it and the weight, none if the deal ends.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn arcs<E>(
        &mut self,
        states: &[[u64; N]],
        (level, rows, next): (&Level, &mut Rows<N>, &mut States<N>),
        mut step: impl FnMut(&[u64; N], usize) -> Option<([u64; N], f64)>,
        mut take: impl FnMut(Numbered, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        rows.begin(level);
        let most = level.moves.len().next_multiple_of(4);
        let room = BLOCK.max(most);
        self.states.resize(room, [0; N]);
        self.from.resize(room, 0);
        self.class.resize(room, 0);
        self.weight.resize(room, 0.0);
        self.numbers.resize(room, 0);
        for (number, state) in (0..).zip(states) {
            let (pattern, rest) = rows.split(state);
            let row = rows.patterns.number(&pattern) as usize;
            if row == rows.at.len() {
                let classes = (0..).take(level.moves.len());
                rows.add(classes.filter_map(|class: u32| {
                    step(&pattern, class as usize).map(|(bits, weight)| (class, bits, weight))
                }));
            }
            if self.n + most > room {
                self.number(next, &mut take)?;
            }
            self.first.push(u32::try_from(self.n).unwrap_or(u32::MAX));
            self.put(rows, row, &rest, number);
        }
        self.number(next, &mut take)
    }

    fn put(&mut self, rows: &Rows<N>, row: usize, rest: &[u64; N], from: u32) {
        let (mut at, n) = rows.at[row];
        let mut left = n as usize;
        while left > 0 {
            let four = &rows.fours[at as usize];
            let places = self.n..self.n + 4;
            for (state, bits) in self.states[places.clone()].iter_mut().zip(&four.bits) {
                for word in 0..N {
                    state[word] = rest[word] | bits[word];
                }
            }
            self.from[places.clone()].fill(from);
            self.class[places.clone()].copy_from_slice(&four.class);
            self.weight[places].copy_from_slice(&four.weight);
            self.n += left.min(4);
            left -= left.min(4);
            at += 1;
        }
    }

    fn number<E>(
        &mut self,
        next: &mut States<N>,
        take: &mut impl FnMut(Numbered, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let all = 0..self.n;
        next.number_all(&self.states[all.clone()], &mut self.numbers[all.clone()]);
        let some = Numbered {
            first: &self.first,
            from: &self.from[all.clone()],
            to: &self.numbers[all.clone()],
            class: &self.class[all.clone()],
            weight: &self.weight[all],
        };
        take(some, next.all.len())?;
        self.n = 0;
        self.first.clear();
        Ok(())
    }
}

impl<const N: usize> Default for Block<N> {
    fn default() -> Self {
        Self::new()
    }
}
