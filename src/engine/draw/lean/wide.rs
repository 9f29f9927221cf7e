//! The kernel, compiled for each instruction set.

use crate::engine::draw::lean::cubes::Cubes;
use crate::engine::draw::lean::kernel::{self, Drawn, Plan, Table, Vectors};
use crate::engine::draw::lean::product::add;
use crate::space::instructions::InstructionSet;
use crate::space::lanes::Lanes;

/// Draws one block of at most so many proposals. An instruction set that the machine does not have gives way to the baseline.
#[must_use]
pub fn block(wide: InstructionSet, plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    {
        if wide != InstructionSet::Baseline && wide.is_here() {
            #[expect(unsafe_code, reason = "functions for instruction sets that were found on this machine")]
            // SAFETY: each is called only where the line above has found all that it was compiled for.
            return unsafe {
                match wide {
                    InstructionSet::Avx512 => x86::block_avx512(plan, draw, wanted, table),
                    _ => x86::block_avx2(plan, draw, wanted, table),
                }
            };
        }
    }
    let _same_everywhere = wide;
    let clear = kernel::clear;
    plan.block(
        Vectors {
            set: InstructionSet::Baseline,
            fill: Lanes::fill,
            planes: Lanes::fill_all,
            cubes: Cubes::run,
            clear,
            add,
        },
        draw,
        wanted,
        table,
    )
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod x86 {
    use super::{Cubes, Drawn, InstructionSet, Lanes, Plan, Table, Vectors, add, kernel};
    use crate::engine::draw::lean::circuit::Plane;
    use crate::engine::draw::lean::cubes::wide::clear_avx512;
    use crate::engine::draw::lean::product::{Soft, Sums, add_avx512};

    #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,popcnt")]
    pub(super) fn block_avx512(plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
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
        plan.block(Vectors { set: InstructionSet::Avx512, fill, planes, cubes, clear, add }, draw, wanted, table)
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub(super) fn block_avx2(plan: &Plan, draw: (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
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
        plan.block(
            Vectors { set: InstructionSet::Avx2, fill, planes, cubes, clear, add: products },
            draw,
            wanted,
            table,
        )
    }
}
