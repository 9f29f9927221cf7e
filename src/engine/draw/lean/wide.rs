//! The kernel, compiled for each instruction set, and the choice among them while the program runs.

use crate::engine::draw::lean::circuit::Plane;
use crate::engine::draw::lean::cubes::Cubes;
#[cfg(target_arch = "x86_64")]
use crate::engine::draw::lean::cubes::wide::clear_avx512;
use crate::engine::draw::lean::kernel::{self, Drawn, Plan, Table, Vectors};
#[cfg(target_arch = "x86_64")]
use crate::engine::draw::lean::product::add_avx512;
use crate::engine::draw::lean::product::{Soft, Sums, add};
use crate::space::lanes::Lanes;

/// An instruction set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wide {
    /// Vectors of 512 bits, with a count of ones a word (`VPOPCNTDQ`).
    Avx512,
    /// Vectors of 256 bits.
    Avx2,
    /// What every machine of its kind has.
    Baseline,
}

impl Wide {
    /// Whether this machine has it.
    #[must_use]
    pub fn is_here(self) -> bool {
        #[cfg(target_arch = "x86_64")]
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
        #[cfg(not(target_arch = "x86_64"))]
        {
            self == Self::Baseline
        }
    }

    /// Those that this machine has, the widest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [Self::Avx512, Self::Avx2, Self::Baseline].into_iter().filter(|wide| wide.is_here()).collect()
    }

    /// The widest that this machine has.
    #[must_use]
    pub fn best() -> Self {
        Self::all().first().copied().unwrap_or(Self::Baseline)
    }
}

/// Draws one block of at most so many proposals. An instruction set that the machine does not have gives way to the baseline.
#[must_use]
pub fn block(wide: Wide, plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
    #[cfg(target_arch = "x86_64")]
    {
        if wide != Wide::Baseline && wide.is_here() {
            #[expect(unsafe_code, reason = "functions for instruction sets that were found on this machine")]
            // SAFETY: each is called only where the line above has found all that it was compiled for.
            return unsafe {
                match wide {
                    Wide::Avx512 => block_avx512(plan, draw, wanted, table),
                    _ => block_avx2(plan, draw, wanted, table),
                }
            };
        }
    }
    let _same_everywhere = wide;
    let clear = kernel::clear;
    plan.block(
        Vectors { fill: Lanes::fill, planes: Lanes::fill_all, cubes: Cubes::run, clear, add },
        draw,
        wanted,
        table,
    )
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,popcnt")]
fn block_avx512(plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
    fn fill(lanes: &mut Lanes, words: &mut [u64]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX-512 alone")]
        // SAFETY: only `block_avx512` hands this function on, which runs where AVX-512 was found.
        unsafe {
            lanes.fill_avx512(&mut [words]);
        }
    }
    fn add(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX-512 alone")]
        // SAFETY: as above.
        unsafe {
            add_avx512(planes, lines, live, sums);
        }
    }
    fn planes(lanes: &mut Lanes, planes: &mut [Plane]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX-512 alone")]
        // SAFETY: as above.
        unsafe {
            lanes.fill_avx512(planes);
        }
    }
    fn cubes(cubes: &Cubes, _whole: usize, digits: &[Plane], out: &mut [Plane]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX-512 alone")]
        // SAFETY: as above.
        unsafe {
            cubes.run_avx512(digits, out);
        }
    }
    fn clear(_whole: usize, planes: &[Plane], slots: &[usize], open: &mut Plane) -> u64 {
        #[expect(unsafe_code, reason = "it is called by the block for AVX-512 alone")]
        // SAFETY: as above.
        unsafe {
            clear_avx512(planes, slots, open)
        }
    }
    plan.block(Vectors { fill, planes, cubes, clear, add }, draw, wanted, table)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn block_avx2(plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
    #[target_feature(enable = "avx2")]
    fn wide_add(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums) {
        add(planes, lines, live, sums);
    }
    fn fill(lanes: &mut Lanes, words: &mut [u64]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX2 alone")]
        // SAFETY: only `block_avx2` hands this function on, which runs where AVX2 was found.
        unsafe {
            lanes.fill_avx2(&mut [words]);
        }
    }
    fn products(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX2 alone")]
        // SAFETY: as above.
        unsafe {
            wide_add(planes, lines, live, sums);
        }
    }
    fn planes(lanes: &mut Lanes, planes: &mut [Plane]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX2 alone")]
        // SAFETY: as above.
        unsafe {
            lanes.fill_avx2(planes);
        }
    }
    #[target_feature(enable = "avx2")]
    fn wide_cubes(cubes: &Cubes, n: usize, digits: &[Plane], out: &mut [Plane]) {
        cubes.run(n, digits, out);
    }
    fn cubes(cubes: &Cubes, n: usize, digits: &[Plane], out: &mut [Plane]) {
        #[expect(unsafe_code, reason = "it is called by the block for AVX2 alone")]
        // SAFETY: as above.
        unsafe {
            wide_cubes(cubes, n, digits, out);
        }
    }
    #[target_feature(enable = "avx2,popcnt")]
    fn wide_clear(n: usize, planes: &[Plane], slots: &[usize], open: &mut Plane) -> u64 {
        kernel::clear(n, planes, slots, open)
    }
    fn clear(n: usize, planes: &[Plane], slots: &[usize], open: &mut Plane) -> u64 {
        #[expect(unsafe_code, reason = "it is called by the block for AVX2 alone")]
        // SAFETY: as above.
        unsafe {
            wide_clear(n, planes, slots, open)
        }
    }
    plan.block(Vectors { fill, planes, cubes, clear, add: products }, draw, wanted, table)
}
