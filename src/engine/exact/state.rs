//! The states of one layer: each once, numbered as they come.
#![expect(clippy::indexing_slicing, reason = "a kernel: the table is as large as its mask says")]

/// The states of a layer, found by their words.
#[derive(Debug)]
pub struct States<const N: usize> {
    /// In the order of their numbers.
    pub all: Vec<[u64; N]>,
    table: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl<const N: usize> States<N> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: Vec::new(), table: vec![NONE; 64] }
    }

    fn hash(state: &[u64; N]) -> u64 {
        let mut hash = 0_u64;
        for word in state {
            let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash = mixed ^ (mixed >> 29);
        }
        hash
    }

    /// The number of a state.
    pub fn number(&mut self, state: &[u64; N]) -> u32 {
        let mask = self.table.len() - 1;
        let mut at = usize::try_from(Self::hash(state) >> 8).unwrap_or(0) & mask;
        loop {
            let known = self.table[at];
            if known == NONE {
                break;
            }
            if self.all[known as usize] == *state {
                return known;
            }
            at = (at + 1) & mask;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(NONE - 1);
        self.table[at] = number;
        self.all.push(*state);
        if self.all.len() * 2 > self.table.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 4 - 1;
        let mut table = vec![NONE; mask + 1];
        for (number, state) in (0..).zip(&self.all) {
            let mut at = usize::try_from(Self::hash(state) >> 8).unwrap_or(0) & mask;
            while table[at] != NONE {
                at = (at + 1) & mask;
            }
            table[at] = number;
        }
        self.table = table;
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
        assert!(numbers.iter().zip(0..2000_u64).all(|(number, k)| states.all[*number as usize] == [k % 700, k % 7]));
    }
}
