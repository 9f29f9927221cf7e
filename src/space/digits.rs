//! The values of variables as binary digits, 64 deals a word.
//!
//! A variable of three values has two digits; the deal on lane 5 has its value 2 where bit 5 is clear in the word of the
//! lower digit and set in that of the higher. Comparisons with a number are a few operations a digit, for all lanes at
//! once: that is how an atom "the value is in this set" becomes a plane.
#![expect(clippy::indexing_slicing, reason = "a kernel: digits are counted by `Digits`")]

use crate::rule::formula::Domain;
use crate::rule::set::ValueSet;

/// How the values of all variables stand in digits: which words are whose.
#[derive(Clone, Debug)]
pub struct Digits {
    domains: Vec<Domain>,
    /// The first digit of each variable, and one past the last of all.
    start: Vec<usize>,
}

impl Digits {
    /// The digits of variables with these domains.
    #[must_use]
    pub fn new(domains: &[Domain]) -> Self {
        let mut start = vec![0];
        for domain in domains {
            let n_digits = 32 - domain.len().saturating_sub(1).leading_zeros();
            start.push(start[start.len() - 1] + n_digits as usize);
        }
        Self { domains: domains.to_vec(), start }
    }

    /// How many digits all variables have.
    #[must_use]
    pub fn len(&self) -> usize {
        self.start[self.domains.len()]
    }

    /// Whether no variable has a digit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The digits of a variable, lowest first.
    #[must_use]
    pub fn of(&self, variable: usize) -> std::ops::Range<usize> {
        self.start[variable]..self.start[variable + 1]
    }

    /// The value of a variable on a lane, from one word a digit.
    #[must_use]
    pub fn value(&self, words: &[u64], variable: usize, lane: usize) -> u32 {
        let digits = words[self.of(variable)].iter().enumerate();
        digits.fold(self.domains[variable].first, |value, (digit, word)| value + (((word >> lane & 1) as u32) << digit))
    }

    /// Sets the value of a variable on a lane.
    pub fn put(&self, words: &mut [u64], variable: usize, lane: usize, value: u32) {
        let local = value - self.domains[variable].first;
        for (digit, word) in words[self.of(variable)].iter_mut().enumerate() {
            *word = *word & !(1 << lane) | u64::from(local >> digit & 1) << lane;
        }
    }

    /// The lanes on which a variable has a value of the set, from one word a digit.
    #[must_use]
    pub fn has(&self, words: &[u64], variable: usize, set: &ValueSet) -> u64 {
        let domain = self.domains[variable];
        let digits = &words[self.of(variable)];
        let inside = set.within(domain.first, domain.end);
        inside.runs().iter().fold(0, |lanes, (start, end)| {
            lanes | at_least(digits, start - domain.first) & !at_least(digits, end - domain.first)
        })
    }

    /// The lanes on which a variable has one value, counted from the first of its domain: their digits are its.
    pub fn having(&self, planes: &[[u64; 64]], variable: usize, value: u32, out: &mut [u64; 64]) {
        out.fill(u64::MAX);
        for (digit, plane) in planes[self.of(variable)].iter().enumerate() {
            let flipped = if value >> digit & 1 == 1 { 0 } else { u64::MAX };
            for (out, word) in out.iter_mut().zip(plane) {
                *out &= word ^ flipped;
            }
        }
    }

    /// The same as [`Digits::has`] for whole planes: `planes[digit]` are the words of a digit.
    pub fn fill(&self, planes: &[[u64; 64]], variable: usize, set: &ValueSet, out: &mut [u64]) {
        let domain = self.domains[variable];
        let digits = &planes[self.of(variable)];
        out.fill(0);
        for (start, end) in set.within(domain.first, domain.end).runs() {
            if end - start == 1 {
                let mut plane = [0; 64];
                self.having(planes, variable, start - domain.first, &mut plane);
                for (out, word) in out.iter_mut().zip(plane) {
                    *out |= word;
                }
                continue;
            }
            let (low, high) = (reach(digits, start - domain.first), reach(digits, end - domain.first));
            for ((out, low), high) in out.iter_mut().zip(low).zip(high) {
                *out |= low & !high;
            }
        }
    }
}

/// The lanes whose number is at least this.
#[must_use]
pub fn at_least(digits: &[u64], number: u32) -> u64 {
    if digits.len() < 32 && number >> digits.len() != 0 {
        return 0;
    }
    let (mut greater, mut equal) = (0, u64::MAX);
    for (digit, word) in digits.iter().enumerate().rev() {
        if number >> digit & 1 == 1 {
            equal &= word;
        } else {
            greater |= equal & word;
            equal &= !word;
        }
    }
    greater | equal
}

/// [`at_least`] on whole planes.
fn reach(digits: &[[u64; 64]], number: u32) -> [u64; 64] {
    if digits.len() < 32 && number >> digits.len() != 0 {
        return [0; 64];
    }
    let (mut greater, mut equal) = ([0; 64], [u64::MAX; 64]);
    for (digit, plane) in digits.iter().enumerate().rev() {
        if number >> digit & 1 == 1 {
            for (equal, word) in equal.iter_mut().zip(plane) {
                *equal &= word;
            }
        } else {
            for ((equal, greater), word) in equal.iter_mut().zip(greater.iter_mut()).zip(plane) {
                *greater |= *equal & word;
                *equal &= !word;
            }
        }
    }
    for (greater, equal) in greater.iter_mut().zip(equal) {
        *greater |= equal;
    }
    greater
}

/// Turns 64 words of 64 bits about their diagonal: bit i of word j becomes bit j of word i (Warren, Hacker's Delight 7-3).
pub fn transpose(words: &mut [u64; 64]) {
    exchange::<32>(words, 0x0000_0000_ffff_ffff);
    exchange::<16>(words, 0x0000_ffff_0000_ffff);
    exchange::<8>(words, 0x00ff_00ff_00ff_00ff);
    exchange::<4>(words, 0x0f0f_0f0f_0f0f_0f0f);
    exchange::<2>(words, 0x3333_3333_3333_3333);
    exchange::<1>(words, 0x5555_5555_5555_5555);
}

/// Exchanges the squares of this many bits above the diagonals of the squares of twice as many with those below.
fn exchange<const WIDTH: usize>(words: &mut [u64; 64], mask: u64) {
    for square in words.chunks_exact_mut(2 * WIDTH) {
        let (above, below) = square.split_at_mut(WIDTH);
        for (above, below) in above.iter_mut().zip(below) {
            let swap = (*above >> WIDTH ^ *below) & mask;
            *above ^= swap << WIDTH;
            *below ^= swap;
        }
    }
}
