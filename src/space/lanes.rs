//! Random words eight at a time: eight xoshiro256++ generators side by side, seeded for each block by ChaCha8.
//!
//! A proposal takes some hundred random bits and a fraction of a nanosecond elsewhere, which is more than ChaCha8 gives. So
//! ChaCha8, keyed by the seed and with a stream a block, only fills the states of eight faster generators; a block's draws
//! are still a function of (seed, block) alone. The eight step together, as one vector where the machine has them.
//!
//! Source: D. Blackman, S. Vigna, *Scrambled linear pseudorandom number generators*, ACM Transactions on Mathematical
//! Software 47, 2021.

use crate::space::draw::generator;
use crate::space::instructions::InstructionSet;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, TryRng};
use std::convert::Infallible;

/// Words that are made at once.
pub const WIDE: usize = 8;

/// A generator that is asked for many words at once.
pub trait Words: Rng {
    /// Fills words, whose number is a multiple of eight.
    fn words(&mut self, words: &mut [u64]) {
        words.iter_mut().for_each(|word| *word = self.next_u64());
    }
}

impl Words for ChaCha8Rng {}

impl Words for Lanes {
    fn words(&mut self, words: &mut [u64]) {
        match self.set {
            #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
            InstructionSet::Avx512 => {
                #[expect(unsafe_code, reason = "a function for an instruction set that was found on this machine")]
                // SAFETY: `Lanes::new` keeps a set only where the machine has all of it.
                unsafe {
                    self.fill_avx512(&mut [words]);
                }
            }
            #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
            InstructionSet::Avx2 => {
                #[expect(unsafe_code, reason = "a function for an instruction set that was found on this machine")]
                // SAFETY: as above.
                unsafe {
                    self.fill_avx2(&mut [words]);
                }
            }
            _ => self.fill(words),
        }
    }
}

/// Eight generators side by side.
#[derive(Clone, Debug)]
pub struct Lanes {
    state: [[u64; WIDE]; 4],
    /// Words made and not yet taken, for those who take one at a time.
    spare: [u64; WIDE],
    n_spare: usize,
    /// How words are filled. INVARIANT: a set that this machine has.
    set: InstructionSet,
}

impl Lanes {
    /// The generators of one block, which fill words by an instruction set, or by the baseline where the machine does not
    /// have it.
    #[must_use]
    pub fn new(seed: u64, block: u64, set: InstructionSet) -> Self {
        let mut seeding = generator(seed, block);
        let mut state = [[0; WIDE]; 4];
        for word in state.as_flattened_mut() {
            *word = seeding.next_u64();
        }
        // A state of zeros would stay there; from ChaCha8 it comes once in 2^256.
        state[0].iter_mut().for_each(|word| *word |= u64::from(*word == 0));
        Self { state, spare: [0; WIDE], n_spare: 0, set: set.or_baseline() }
    }

    /// The next eight words.
    #[inline(always)]
    pub fn step(&mut self) -> [u64; WIDE] {
        let (out, state) = stepped(self.state);
        self.state = state;
        out
    }

    /// Fills words, whose number is a multiple of eight: the same as step by step, with the state held in registers.
    #[inline(always)]
    pub fn fill(&mut self, words: &mut [u64]) {
        let mut state = self.state;
        for words in words.chunks_exact_mut(WIDE) {
            let (out, next) = stepped(state);
            words.copy_from_slice(&out);
            state = next;
        }
        self.state = state;
    }

    /// Fills several such, one behind the other.
    #[inline(always)]
    pub fn fill_all<P: AsMut<[u64]>>(&mut self, planes: &mut [P]) {
        planes.iter_mut().for_each(|plane| self.fill(plane.as_mut()));
    }
}

/// One step of all eight.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "places below the length of the arrays")]
fn stepped(state: [[u64; WIDE]; 4]) -> ([u64; WIDE], [[u64; WIDE]; 4]) {
    let [mut zero, mut one, mut two, mut three] = state;
    let mut out = [0; WIDE];
    for lane in 0..WIDE {
        out[lane] = zero[lane].wrapping_add(three[lane]).rotate_left(23).wrapping_add(zero[lane]);
        let shifted = one[lane] << 17;
        two[lane] ^= zero[lane];
        three[lane] ^= one[lane];
        one[lane] ^= two[lane];
        zero[lane] ^= three[lane];
        two[lane] ^= shifted;
        three[lane] = three[lane].rotate_left(45);
    }
    (out, [zero, one, two, three])
}

/// The same with the vectors of a machine, written out: whether a compiler makes them of the loop above hangs on how it cuts
/// the program.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
#[expect(unsafe_code, reason = "the only way between vectors and memory")]
pub(crate) mod vectors {
    use super::{Lanes, WIDE};
    use std::arch::x86_64::*;

    impl Lanes {
        /// [`Lanes::fill`] with AVX-512.
        #[target_feature(enable = "avx512f")]
        pub(crate) fn fill_avx512<P: AsMut<[u64]>>(&mut self, planes: &mut [P]) {
            // SAFETY: each row of the state is 512 bits, and so is each chunk; loads and stores need no alignment.
            let mut state = self.state.each_ref().map(|row| unsafe { _mm512_loadu_si512(row.as_ptr().cast()) });
            for plane in planes.iter_mut() {
                for words in plane.as_mut().chunks_exact_mut(WIDE) {
                    let [zero, one, two, three] = state;
                    let out = _mm512_add_epi64(_mm512_rol_epi64::<23>(_mm512_add_epi64(zero, three)), zero);
                    // SAFETY: as above.
                    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), out) };
                    let shifted = _mm512_slli_epi64::<17>(one);
                    let two = _mm512_xor_si512(two, zero);
                    let three = _mm512_xor_si512(three, one);
                    state = [
                        _mm512_xor_si512(zero, three),
                        _mm512_xor_si512(one, two),
                        _mm512_xor_si512(two, shifted),
                        _mm512_rol_epi64::<45>(three),
                    ];
                }
            }
            for (row, vector) in self.state.iter_mut().zip(state) {
                // SAFETY: as above.
                unsafe { _mm512_storeu_si512(row.as_mut_ptr().cast(), vector) };
            }
        }

        /// [`Lanes::fill`] with AVX2: two halves, one after the other.
        #[target_feature(enable = "avx2")]
        pub(crate) fn fill_avx2<P: AsMut<[u64]>>(&mut self, planes: &mut [P]) {
            for half in 0..2 {
                // SAFETY: half a row of the state is 256 bits, and so is half a chunk; no alignment is needed.
                let mut state =
                    self.state.each_ref().map(|row| unsafe { _mm256_loadu_si256(row.as_ptr().add(4 * half).cast()) });
                for plane in planes.iter_mut() {
                    for words in plane.as_mut().chunks_exact_mut(WIDE) {
                        let [zero, one, two, three] = state;
                        let out = _mm256_add_epi64(rotated::<23, 41>(_mm256_add_epi64(zero, three)), zero);
                        // SAFETY: as above.
                        unsafe { _mm256_storeu_si256(words.as_mut_ptr().add(4 * half).cast(), out) };
                        let shifted = _mm256_slli_epi64::<17>(one);
                        let two = _mm256_xor_si256(two, zero);
                        let three = _mm256_xor_si256(three, one);
                        state = [
                            _mm256_xor_si256(zero, three),
                            _mm256_xor_si256(one, two),
                            _mm256_xor_si256(two, shifted),
                            rotated::<45, 19>(three),
                        ];
                    }
                }
                for (row, vector) in self.state.iter_mut().zip(state) {
                    // SAFETY: as above.
                    unsafe { _mm256_storeu_si256(row.as_mut_ptr().add(4 * half).cast(), vector) };
                }
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn rotated<const LEFT: i32, const RIGHT: i32>(vector: __m256i) -> __m256i {
        _mm256_or_si256(_mm256_slli_epi64::<LEFT>(vector), _mm256_srli_epi64::<RIGHT>(vector))
    }
}

impl TryRng for Lanes {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        if self.n_spare == 0 {
            self.spare = self.step();
            self.n_spare = WIDE;
        }
        self.n_spare -= 1;
        Ok(self.spare.get(WIDE - 1 - self.n_spare).copied().unwrap_or(0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.iter_mut().zip(word).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(seed: u64, block: u64) -> Lanes {
        Lanes::new(seed, block, InstructionSet::Baseline)
    }

    #[test]
    fn each_lane_is_the_published_generator() {
        // xoshiro256++ from the state (1, 2, 3, 4), as the authors' C program prints it.
        let state = [[1; WIDE], [2; WIDE], [3; WIDE], [4; WIDE]];
        let mut lanes = Lanes { state, spare: [0; WIDE], n_spare: 0, set: InstructionSet::Baseline };
        let words: Vec<u64> = (0..4).map(|_| lanes.step()[5]).collect();
        assert_eq!(words, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn words_taken_one_by_one_are_those_taken_together() {
        let (mut together, mut apart) = (lanes(3, 7), lanes(3, 7));
        let whole: Vec<u64> = (0..5).flat_map(|_| together.step()).collect();
        assert_eq!((0..40).map(|_| apart.next_u64()).collect::<Vec<_>>(), whole);
        let mut filled = [0; 40];
        lanes(3, 7).fill(&mut filled);
        assert_eq!(filled.as_slice(), whole);
        for set in InstructionSet::all() {
            let mut at_once = [0; 40];
            Lanes::new(3, 7, set).words(&mut at_once);
            assert_eq!(at_once.as_slice(), whole, "{set}");
        }
        assert_ne!(lanes(3, 8).step(), lanes(3, 7).step());
        assert_ne!(lanes(4, 7).step(), lanes(3, 7).step());
    }
}
