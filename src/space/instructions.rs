//! The instruction sets that kernels are compiled for, and which of them this machine has: the one list of them.
//!
//! Whoever hands a function compiled for a set on does so only where [`InstructionSet::is_here`] says that the machine has
//! all of it. All sets give the same bytes; they differ in time alone.
//!
//! The feature `portable` leaves all but the baseline out, as on processors of another kind: what is built there is then
//! built, and tested, here.

use std::fmt;

/// An instruction set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InstructionSet {
    /// Vectors of 512 bits, with a count of ones a word (`VPOPCNTDQ`).
    Avx512,
    /// Vectors of 256 bits.
    Avx2,
    /// What every machine of its kind has.
    Baseline,
}

impl InstructionSet {
    /// All that there are, the widest first.
    pub const KNOWN: [Self; 3] = [Self::Avx512, Self::Avx2, Self::Baseline];

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Baseline => "baseline",
        }
    }

    /// The set of a name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|set| set.word() == word)
    }

    /// Whether this machine has it, and it is not left out of this build.
    #[must_use]
    pub fn is_here(self) -> bool {
        #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
        match self {
            Self::Baseline => true,
            Self::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
            }
            Self::Avx512 => {
                Self::Avx2.is_here()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vpopcntdq")
            }
        }
        #[cfg(not(all(target_arch = "x86_64", not(feature = "portable"))))]
        {
            self == Self::Baseline
        }
    }

    /// Those that this machine has, the widest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Self::KNOWN.into_iter().filter(|set| set.is_here()).collect()
    }

    /// The widest that this machine has.
    #[must_use]
    pub fn widest() -> Self {
        Self::KNOWN.into_iter().find(|set| set.is_here()).unwrap_or(Self::Baseline)
    }

    /// The set itself, or the baseline where this machine does not have it.
    #[must_use]
    pub fn or_baseline(self) -> Self {
        if self.is_here() { self } else { Self::Baseline }
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_has_the_baseline_and_takes_the_widest_that_it_has() {
        let all = InstructionSet::all();
        assert_eq!(all.last(), Some(&InstructionSet::Baseline));
        assert_eq!(all.first(), Some(&InstructionSet::widest()));
        for set in InstructionSet::KNOWN {
            assert_eq!(InstructionSet::of_word(set.word()), Some(set));
            assert_eq!(set.or_baseline() == set, all.contains(&set));
        }
        assert_eq!(InstructionSet::of_word("AVX2"), None);
        if cfg!(any(feature = "portable", not(target_arch = "x86_64"))) {
            assert_eq!(all, [InstructionSet::Baseline]);
        }
    }
}
