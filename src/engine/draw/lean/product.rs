//! The product of 1 − f over the lines that each proposal crosses, added up over the proposals.
//!
//! 64 proposals at a time: one product a proposal, eight to a vector. A line multiplies those of its word's bits. The order
//! is the same whatever the vectors are: products line by line, sums by the place of a proposal among eight.

#![expect(clippy::indexing_slicing, reason = "a kernel: words and lanes are counted by the plane")]

use crate::engine::draw::lean::circuit::Plane;

/// Sums of the products and of their squares, by the place of a proposal among eight.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sums {
    /// Of the products.
    pub once: [f64; 8],
    /// Of their squares.
    pub squared: [f64; 8],
}

/// A line that may give way.
#[derive(Clone, Debug)]
pub struct Soft {
    /// The plane of the proposals that cross it.
    pub slot: usize,
    /// The probability that it gives way: what it leaves of a product.
    pub gives_way: f64,
    /// The factors of four proposals, by their four bits.
    factors: [[f64; 4]; 16],
}

impl Soft {
    /// A line with its plane and the probability that it gives way.
    #[must_use]
    pub fn new(slot: usize, gives_way: f64) -> Self {
        let of = |bits: usize| [0, 1, 2, 3].map(|lane| if bits >> lane & 1 == 1 { gives_way } else { 1.0 });
        Self { slot, gives_way, factors: std::array::from_fn(of) }
    }
}

/// On any machine.
pub fn add(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums) {
    for (word, live) in live.iter().enumerate().filter(|(_, live)| **live != 0) {
        let mut products = [1.0_f64; 64];
        for line in lines {
            let crossed = planes[line.slot][word];
            if crossed & live != 0 {
                for (at, products) in products.chunks_exact_mut(4).enumerate() {
                    let factors = &line.factors[(crossed >> (at * 4) & 15) as usize];
                    for (product, factor) in products.iter_mut().zip(factors) {
                        *product *= factor;
                    }
                }
            }
        }
        for (at, products) in products.chunks_exact(8).enumerate() {
            for (lane, product) in products.iter().enumerate() {
                let product = if live >> (at * 8 + lane) & 1 == 1 { *product } else { 0.0 };
                sums.once[lane] += product;
                sums.squared[lane] += product * product;
            }
        }
    }
}

/// With AVX-512 (safe only where the machine has it; `wide` asks): a word's bits are the masks of eight vectors.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
#[target_feature(enable = "avx512f")]
pub(super) fn add_avx512(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums) {
    use std::arch::x86_64::{
        __m512d, _mm512_add_pd, _mm512_mask_mul_pd, _mm512_maskz_mov_pd, _mm512_mul_pd, _mm512_set1_pd,
    };
    let mut once = from_array(&sums.once);
    let mut squared = from_array(&sums.squared);
    for (word, live) in live.iter().enumerate().filter(|(_, live)| **live != 0) {
        let mut products: [__m512d; 8] = [_mm512_set1_pd(1.0); 8];
        for line in lines {
            let crossed = planes[line.slot][word].to_le_bytes();
            let less = _mm512_set1_pd(line.gives_way);
            for (product, mask) in products.iter_mut().zip(crossed) {
                *product = _mm512_mask_mul_pd(*product, mask, *product, less);
            }
        }
        for (product, mask) in products.into_iter().zip(live.to_le_bytes()) {
            let product = _mm512_maskz_mov_pd(mask, product);
            once = _mm512_add_pd(once, product);
            squared = _mm512_add_pd(squared, _mm512_mul_pd(product, product));
        }
    }
    sums.once = to_array(once);
    sums.squared = to_array(squared);
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
#[target_feature(enable = "avx512f")]
fn from_array(lanes: &[f64; 8]) -> std::arch::x86_64::__m512d {
    let [a, b, c, d, e, f, g, h] = *lanes;
    std::arch::x86_64::_mm512_setr_pd(a, b, c, d, e, f, g, h)
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
#[target_feature(enable = "avx512f")]
fn to_array(vector: std::arch::x86_64::__m512d) -> [f64; 8] {
    let mut lanes = [0.0; 8];
    #[expect(unsafe_code, reason = "the only way from a vector to memory")]
    // SAFETY: `lanes` is eight doubles, which is what an unaligned store of 512 bits writes.
    unsafe {
        std::arch::x86_64::_mm512_storeu_pd(lanes.as_mut_ptr(), vector);
    }
    lanes
}
