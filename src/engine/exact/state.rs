//! The states of one layer: each once, numbered as they come.
//!
//! A table of numbers, searched from a place that the words of the state say, holds them: at most every fourth place is
//! taken, so that nearly every search ends at its first look. Whether a state is known is a coin's throw, and a processor
//! that guesses wrong waits for all it had begun. This many states are numbered at once: first every place is read, then what
//! stands there is compared, both without a branch; only those that were not found at the first look are searched for.
//!
//! Source: D. E. Knuth, *The Art of Computer Programming* 3, section 6.4 (multiplicative hashing, linear probing).
#![expect(clippy::indexing_slicing, reason = "a kernel: the table is as large as its mask says")]

/// The states of a layer, found by their words.
#[derive(Debug)]
pub struct States<const N: usize> {
    /// In the order of their numbers.
    pub all: Vec<[u64; N]>,
    table: Vec<u32>,
    /// How far a hash is moved to the right to be a place in the table.
    shift: u32,
    /// Of the states numbered at once: where the search for each begins, and which were not found there.
    places: Vec<u32>,
    sought: Vec<u32>,
}

const NONE: u32 = u32::MAX;
/// This many places has the table for each state, at least.
const ROOM: usize = 4;

impl<const N: usize> States<N> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        let mut made = Self { all: Vec::new(), table: Vec::new(), shift: 0, places: Vec::new(), sought: Vec::new() };
        made.clear(16);
        made
    }

    /// Begins again, with room for about this many.
    pub fn clear(&mut self, about: usize) {
        self.all.clear();
        self.make_room(about.max(16));
    }

    fn make_room(&mut self, n_states: usize) {
        let n = (n_states * ROOM).next_power_of_two();
        self.table.clear();
        self.table.resize(n, NONE);
        self.shift = 64 - n.trailing_zeros();
    }

    /// The upper bits depend on all bits of the state.
    fn hash(state: &[u64; N]) -> u64 {
        let mut hash = 0_u64;
        for word in state {
            let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash = mixed ^ (mixed >> 29);
        }
        hash
    }

    #[expect(clippy::cast_possible_truncation, reason = "fewer bits than the table's length has")]
    fn place(&self, state: &[u64; N]) -> usize {
        (Self::hash(state) >> self.shift) as usize
    }

    /// The number of a state.
    pub fn number(&mut self, state: &[u64; N]) -> u32 {
        if self.all.len() * ROOM >= self.table.len() {
            self.grow(1);
        }
        self.search(state, self.place(state))
    }

    /// From a place on; a new state gets the next number.
    fn search(&mut self, state: &[u64; N], mut at: usize) -> u32 {
        let mask = self.table.len() - 1;
        loop {
            at &= mask;
            let known = self.table[at];
            if known == NONE {
                break;
            }
            if self.all[known as usize] == *state {
                return known;
            }
            at += 1;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(NONE - 1);
        self.table[at] = number;
        self.all.push(*state);
        number
    }

    /// The number of a state, where it has one.
    #[must_use]
    pub fn find(&self, state: &[u64; N]) -> Option<u32> {
        let mask = self.table.len() - 1;
        let mut at = self.place(state);
        loop {
            match self.table[at & mask] {
                NONE => return None,
                known if self.all[known as usize] == *state => return Some(known),
                _ => at += 1,
            }
        }
    }

    /// The numbers of some states, in their order.
    #[expect(clippy::cast_possible_truncation, reason = "places in a table of fewer than 2^32, and in a short list")]
    pub fn number_all(&mut self, states: &[[u64; N]], numbers: &mut [u32]) {
        let n = states.len();
        let numbers = &mut numbers[..n];
        if (self.all.len() + n) * ROOM > self.table.len() {
            self.grow(n);
        }
        if self.places.len() < n {
            self.places.resize(n, 0);
            self.sought.resize(n, 0);
        }
        let mask = self.table.len() - 1;
        let (table, shift) = (&self.table[..=mask], self.shift);
        for ((state, place), number) in states.iter().zip(&mut self.places).zip(&mut *numbers) {
            let at = (Self::hash(state) >> shift) as usize & mask;
            *place = at as u32;
            *number = table[at];
        }
        let mut n_sought = 0;
        let last = self.all.len().saturating_sub(1);
        let sought = &mut self.sought[..n];
        for (at, (state, number)) in states.iter().zip(&*numbers).enumerate() {
            // Where there is none yet, any answer will do: none was found.
            let is_there = self.all.get((*number as usize).min(last)).is_some_and(|there| there == state);
            sought[n_sought] = at as u32;
            n_sought += usize::from(!is_there | (*number == NONE));
        }
        self.all.reserve(n_sought);
        for at in 0..n_sought {
            let at = self.sought[at] as usize;
            numbers[at] = self.search(&states[at], self.places[at] as usize);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        self.make_room((self.all.len() + more).max(self.table.len() * 2 / ROOM));
        let mask = self.table.len() - 1;
        for (number, state) in (0..).zip(&self.all) {
            let mut at = self.place(state);
            while self.table[at] != NONE {
                at = (at + 1) & mask;
            }
            self.table[at] = number;
        }
    }
}

impl<const N: usize> Default for States<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_states_have_one_number() {
        let mut states = States::<2>::new();
        let numbers: Vec<u32> = (0..2000_u64).map(|k| states.number(&[k % 700, k % 7])).collect();
        assert_eq!(states.all.len(), 700);
        assert_eq!((states.find(&[699, 6]), states.find(&[699, 5])), (Some(699), None));
        assert!(numbers.iter().zip(0..2000_u64).all(|(number, k)| states.all[*number as usize] == [k % 700, k % 7]));
    }

    #[test]
    fn many_at_once_are_numbered_as_one_by_one() {
        // Blocks of all lengths, with states known before, new ones, and ones that come twice in a block.
        let (mut at_once, mut one_by_one) = (States::<1>::new(), States::<1>::new());
        let mut k = 0_u64;
        for round in 0..3 {
            for length in 0..90_u64 {
                let block: Vec<[u64; 1]> = (k..k + length).map(|k| [((k * k) % (500 << round)) << 20]).collect();
                k += length;
                let mut numbers = vec![0; block.len()];
                at_once.number_all(&block, &mut numbers);
                assert_eq!(numbers, block.iter().map(|state| one_by_one.number(state)).collect::<Vec<_>>());
            }
            assert_eq!(at_once.all, one_by_one.all);
            at_once.clear(3);
            one_by_one.clear(1000);
        }
    }
}
