//! What the judging of 64 deals a word takes most of its time for, with the vectors that the machine has: counting bits,
//! multiplying and adding under masks.
//!
//! Each is written once for any machine, and that once more compiled for machines that count bits in one instruction; with
//! AVX-512 a word's bits are the masks of eight vectors. All give the same bytes: products are taken line by line, sums deal by
//! deal, and what a mask leaves out is left as it was.

use crate::space::draw::bits;
use crate::space::instructions::InstructionSet;

/// The functions for one instruction set.
#[derive(Clone, Copy, Debug)]
pub struct Vectors {
    /// The instruction set.
    pub set: InstructionSet,
    /// How many bits two planes have in common.
    pub common: fn(&[u64], &[u64]) -> u64,
    /// The products of the factors of each lane's lines: a line's word of lanes, and its factor.
    pub multiply: fn(&[(u64, f64)], &mut [f64; 64]),
    /// The sum of the lanes of a mask: by the place of a lane among eight, then over the eight.
    pub sum: fn(&[f64; 64], u64) -> f64,
    /// The lanes above a number.
    pub above: fn(&[f64; 64], f64) -> u64,
    /// Adds the lanes of a mask, lane by lane, to the rows that each is a member of.
    pub spread: fn(&Members, u64, &[f64; 64], &mut [f64; 64]),
}

/// For each lane the rows that it is a member of, as bits.
pub type Members = [u64; 64];

impl Vectors {
    /// Those for an instruction set; the baseline's where the machine does not have it.
    #[must_use]
    pub fn of(set: InstructionSet) -> Self {
        #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
        match set {
            InstructionSet::Avx512 if set.is_here() => return x86::AVX512,
            InstructionSet::Avx2 if set.is_here() => return x86::AVX2,
            _ => {}
        }
        let _same_everywhere = set;
        Self { set: InstructionSet::Baseline, common, multiply, sum, above, spread }
    }
}

#[inline(always)]
fn common(one: &[u64], other: &[u64]) -> u64 {
    one.iter().zip(other).map(|(one, other)| u64::from((one & other).count_ones())).sum()
}

#[inline(always)]
fn multiply(lines: &[(u64, f64)], lanes: &mut [f64; 64]) {
    *lanes = [1.0; 64];
    for (mask, factor) in lines {
        for (lane, value) in lanes.iter_mut().enumerate() {
            *value *= if mask >> lane & 1 == 1 { *factor } else { 1.0 };
        }
    }
}

#[inline(always)]
fn sum(lanes: &[f64; 64], mask: u64) -> f64 {
    let mut parts = [0.0; 8];
    for (at, lanes) in lanes.chunks_exact(8).enumerate() {
        for (lane, (part, value)) in parts.iter_mut().zip(lanes).enumerate() {
            *part += if mask >> (at * 8 + lane) & 1 == 1 { *value } else { 0.0 };
        }
    }
    parts.iter().fold(0.0, |total, part| total + part)
}

#[inline(always)]
fn above(lanes: &[f64; 64], least: f64) -> u64 {
    lanes.iter().enumerate().fold(0, |all, (lane, value)| all | u64::from(*value > least) << lane)
}

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "places of bits of a word")]
fn spread(members: &Members, mask: u64, lanes: &[f64; 64], rows: &mut [f64; 64]) {
    for lane in bits(mask) {
        let value = lanes[lane];
        for row in bits(members[lane]) {
            rows[row] += value;
        }
    }
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod x86 {
    use super::{InstructionSet, Members, Vectors, bits};
    use std::arch::x86_64::*;

    /// The functions of a module that are compiled for more than every machine has, as functions that anyone may call.
    macro_rules! found {
        ($module:ident, $set:expr) => {{
            #[expect(unsafe_code, reason = "functions for instruction sets that were found on this machine")]
            // SAFETY: `Vectors::of` hands these functions on only where the machine has what they were compiled for.
            const FOUND: Vectors = Vectors {
                set: $set,
                common: |one, other| unsafe { $module::common(one, other) },
                multiply: |lines, lanes| unsafe { $module::multiply(lines, lanes) },
                sum: |lanes, mask| unsafe { $module::sum(lanes, mask) },
                above: |lanes, least| unsafe { $module::above(lanes, least) },
                spread: |members, mask, lanes, rows| unsafe { $module::spread(members, mask, lanes, rows) },
            };
            FOUND
        }};
    }

    pub(super) const AVX2: Vectors = found!(avx2, InstructionSet::Avx2);
    pub(super) const AVX512: Vectors = found!(avx512, InstructionSet::Avx512);

    mod avx2 {
        use super::Members;

        #[target_feature(enable = "avx2,popcnt")]
        pub(super) fn common(one: &[u64], other: &[u64]) -> u64 {
            crate::engine::tile::vectors::common(one, other)
        }

        #[target_feature(enable = "avx2,popcnt")]
        pub(super) fn multiply(lines: &[(u64, f64)], lanes: &mut [f64; 64]) {
            crate::engine::tile::vectors::multiply(lines, lanes);
        }

        #[target_feature(enable = "avx2,popcnt")]
        pub(super) fn sum(lanes: &[f64; 64], mask: u64) -> f64 {
            crate::engine::tile::vectors::sum(lanes, mask)
        }

        #[target_feature(enable = "avx2,popcnt")]
        pub(super) fn above(lanes: &[f64; 64], least: f64) -> u64 {
            crate::engine::tile::vectors::above(lanes, least)
        }

        #[target_feature(enable = "avx2,popcnt")]
        pub(super) fn spread(members: &Members, mask: u64, lanes: &[f64; 64], rows: &mut [f64; 64]) {
            crate::engine::tile::vectors::spread(members, mask, lanes, rows);
        }
    }

    mod avx512 {
        use super::*;

        #[target_feature(enable = "avx512f,avx512vpopcntdq,popcnt")]
        pub(super) fn common(one: &[u64], other: &[u64]) -> u64 {
            crate::engine::tile::vectors::common(one, other)
        }

        #[target_feature(enable = "avx512f")]
        pub(super) fn multiply(lines: &[(u64, f64)], lanes: &mut [f64; 64]) {
            let mut products = [_mm512_set1_pd(1.0); 8];
            for (mask, factor) in lines {
                let factor = _mm512_set1_pd(*factor);
                for (product, mask) in products.iter_mut().zip(mask.to_le_bytes()) {
                    *product = _mm512_mask_mul_pd(*product, mask, *product, factor);
                }
            }
            for (lanes, product) in lanes.chunks_exact_mut(8).zip(products) {
                store(lanes, product);
            }
        }

        #[target_feature(enable = "avx512f")]
        pub(super) fn sum(lanes: &[f64; 64], mask: u64) -> f64 {
            let mut parts = _mm512_setzero_pd();
            for (lanes, mask) in lanes.chunks_exact(8).zip(mask.to_le_bytes()) {
                parts = _mm512_mask_add_pd(parts, mask, parts, load(lanes));
            }
            let mut all = [0.0; 8];
            store(&mut all, parts);
            all.iter().fold(0.0, |total, part| total + part)
        }

        #[target_feature(enable = "avx512f")]
        pub(super) fn above(lanes: &[f64; 64], least: f64) -> u64 {
            let least = _mm512_set1_pd(least);
            let mut masks = [0; 8];
            for (mask, lanes) in masks.iter_mut().zip(lanes.chunks_exact(8)) {
                *mask = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(load(lanes), least);
            }
            u64::from_le_bytes(masks)
        }

        #[target_feature(enable = "avx512f,avx512dq")]
        #[expect(clippy::indexing_slicing, reason = "places of bits of a word")]
        pub(super) fn spread(members: &Members, mask: u64, lanes: &[f64; 64], rows: &mut [f64; 64]) {
            // Eight sums of eight rows that wait for none but themselves.
            let mut sums = [_mm512_setzero_pd(); 8];
            for (sum, rows) in sums.iter_mut().zip(rows.chunks_exact(8)) {
                *sum = load(rows);
            }
            for lane in bits(mask) {
                let value = _mm512_set1_pd(lanes[lane]);
                for (sum, rows) in sums.iter_mut().zip(members[lane].to_le_bytes()) {
                    *sum = _mm512_mask_add_pd(*sum, rows, *sum, value);
                }
            }
            for (rows, sum) in rows.chunks_exact_mut(8).zip(sums) {
                store(rows, sum);
            }
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        fn load(lanes: &[f64]) -> __m512d {
            debug_assert_eq!(lanes.len(), 8);
            #[expect(unsafe_code, reason = "the only way from memory to vectors")]
            // SAFETY: every caller hands on eight lanes, 512 bits; no alignment is needed.
            unsafe {
                _mm512_loadu_pd(lanes.as_ptr())
            }
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        fn store(lanes: &mut [f64], vector: __m512d) {
            debug_assert_eq!(lanes.len(), 8);
            #[expect(unsafe_code, reason = "the only way from vectors to memory")]
            // SAFETY: as above.
            unsafe {
                _mm512_storeu_pd(lanes.as_mut_ptr(), vector);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::lanes::Lanes;
    use rand::Rng;

    #[test]
    fn all_machines_give_the_same_bytes() {
        let mut random = Lanes::new(11, 0, InstructionSet::Baseline);
        let baseline = Vectors::of(InstructionSet::Baseline);
        for round in 0..50_usize {
            let mut words = |n: usize| -> Vec<u64> { (0..n).map(|_| random.next_u64() & random.next_u64()).collect() };
            let (one, other) = (words(round), words(round));
            let lines: Vec<(u64, f64)> = words(round).into_iter().zip((1..).map(|at| 1.0 / f64::from(at))).collect();
            let (masks, members) = (words(2), words(64));
            let mut members: Members = members.try_into().unwrap();
            members[7] = u64::MAX;
            let (mask, few) = (masks[0], masks[1] & 0xff00);
            let mut lanes = [0.0; 64];
            (baseline.multiply)(&lines, &mut lanes);
            let common = one.iter().zip(&other).map(|(one, other)| (one & other).count_ones()).sum::<u32>();
            let (mut spread, mut plain) = ([0.25; 64], [0.25; 64]);
            (baseline.spread)(&members, mask, &lanes, &mut spread);
            for lane in (0..64).filter(|lane| mask >> lane & 1 == 1) {
                for (_, sum) in plain.iter_mut().enumerate().filter(|(row, _)| members[lane] >> row & 1 == 1) {
                    *sum += lanes[lane];
                }
            }
            assert_eq!(spread, plain);
            for vectors in InstructionSet::all().into_iter().map(Vectors::of) {
                assert_eq!((vectors.common)(&one, &other), u64::from(common));
                let mut products = [9.0; 64];
                (vectors.multiply)(&lines, &mut products);
                assert_eq!(products, lanes);
                for mask in [mask, few, 0, u64::MAX] {
                    assert_eq!((vectors.sum)(&lanes, mask).to_bits(), (baseline.sum)(&lanes, mask).to_bits());
                }
                for least in [0.0, lanes[3], 0.5, f64::INFINITY] {
                    let above = (0..64).filter(|lane| lanes[*lane] > least).fold(0, |all, lane| all | 1_u64 << lane);
                    assert_eq!((vectors.above)(&lanes, least), above);
                }
                let mut sums = [0.25; 64];
                (vectors.spread)(&members, mask, &lanes, &mut sums);
                assert_eq!(sums, spread);
            }
        }
    }
}
