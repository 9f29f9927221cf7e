//! What is done to a tile of 4,096 deals: planes are joined, deals that no plane has are counted and weighed.
//!
//! Each kernel keeps its sums in registers from the first plane to the last, so that a plane costs one load a register of
//! deals and one operation on it. A kernel is one generic function over how many words it takes at a time. The widths are
//! compiled from it: 64 words are 8 registers of AVX-512, 16 words 4 of AVX2, 8 words 4 of the baseline's, which leaves room
//! for a second sum.
#![expect(clippy::indexing_slicing, reason = "a kernel: planes are numbered by the plan that owns them")]

use crate::engine::descent::tile::{Choice, Lanes, Run, Tile, WORDS, Weighing, Worths};
use crate::space::instructions::InstructionSet;

type Multiply = unsafe fn(&mut [f64], &[(u32, f64)], &[Tile]);
type Weigh = unsafe fn(&Weighing<'_>, &[Tile], &mut [f64], &mut Lanes) -> (f64, f64);

/// The kernels for one set of instructions.
#[derive(Clone, Copy, Debug)]
pub struct Kernels {
    set: InstructionSet,
    join: unsafe fn(&Tile, &[u32], &[Tile], &mut Tile) -> bool,
    clear: unsafe fn(&Tile, &[u32], &[Tile]) -> u32,
    cubes: unsafe fn(&Tile, &[Run], &[u32], &[Tile]) -> u32,
    below: unsafe fn(Worths<'_>, &[Tile], &mut Tile),
    decide: unsafe fn(&[Tile], &[Choice], u32, &mut [Tile]) -> u32,
    both: unsafe fn(&Tile, &Tile) -> u32,
    multiply: Multiply,
    weigh: Weigh,
}

impl Kernels {
    /// The kernels for these instructions; the baseline's where the machine does not have them.
    #[must_use]
    pub fn of(set: InstructionSet) -> Self {
        #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
        match set {
            InstructionSet::Avx512 if set.is_here() => return avx512::kernels(),
            InstructionSet::Avx2 if set.is_here() => return avx2::kernels(),
            _ => {}
        }
        let _ = set;
        baseline::kernels()
    }

    /// Which instructions they are for.
    #[must_use]
    pub const fn set(&self) -> InstructionSet {
        self.set
    }

    /// Joins some planes with a tile, and says whether a deal is left out of all of them.
    #[must_use]
    pub fn join(&self, from: &Tile, with: &[u32], planes: &[Tile], to: &mut Tile) -> bool {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: the functions are safe but for the instructions they use, and `Kernels::of` hands them out only where
        // the machine has said that it has these. The same holds for the calls below.
        unsafe {
            (self.join)(from, with, planes, to)
        }
    }

    /// How many deals are in neither the tile nor any of the planes.
    #[must_use]
    pub fn clear(&self, from: &Tile, with: &[u32], planes: &[Tile]) -> u32 {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.clear)(from, with, planes)
        }
    }

    /// How many deals are in neither the tile nor any cube. A cube is what all of its planes have in common; their numbers
    /// stand one cube behind the other in `atoms`.
    #[must_use]
    pub fn cubes(&self, from: &Tile, runs: &[Run], atoms: &[u32], planes: &[Tile]) -> u32 {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.cubes)(from, runs, atoms, planes)
        }
    }

    /// The deals that are worth less than the limit.
    pub fn below(&self, worths: Worths<'_>, planes: &[Tile], to: &mut Tile) {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.below)(worths, planes, to);
        }
    }

    /// Fills in the nodes of a decision (node 0 is none, 1 all, and 2 + k the k-th choice; as many tiles are needed), and
    /// counts the deals of its root that the first plane of refusals leaves.
    #[must_use]
    pub fn decide(&self, refused: &[Tile], choices: &[Choice], root: u32, nodes: &mut [Tile]) -> u32 {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.decide)(refused, choices, root, nodes)
        }
    }

    /// How many deals two tiles have in common.
    #[must_use]
    pub fn both(&self, left: &Tile, right: &Tile) -> u32 {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.both)(left, right)
        }
    }

    /// Multiplies each lane by the factors of the planes that have it.
    pub fn multiply(&self, product: &mut [f64], soft: &[(u32, f64)], planes: &[Tile]) {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.multiply)(product, soft, planes);
        }
    }

    /// Weighs each deal of a tile into `here` (0 for those that do not count, but words without any are left as they are),
    /// adds them to their lanes, and gives their sum and the highest.
    pub fn weigh(&self, weighing: &Weighing<'_>, planes: &[Tile], here: &mut [f64], lanes: &mut Lanes) -> (f64, f64) {
        #[expect(unsafe_code, reason = "kernels compiled for more than every processor has")]
        // SAFETY: as in `join`.
        unsafe {
            (self.weigh)(weighing, planes, here, lanes)
        }
    }
}

/// Words that stay in registers together.
#[derive(Clone, Copy)]
struct Lot<const N: usize>([u64; N]);

impl<const N: usize> Lot<N> {
    #[inline(always)]
    fn of(tile: &Tile, at: usize) -> Self {
        let mut words = [0; N];
        words.copy_from_slice(&tile.0[at..at + N]);
        Self(words)
    }
    #[inline(always)]
    fn and(mut self, other: Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
        self
    }
    #[inline(always)]
    fn or(mut self, other: Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
        self
    }
    #[inline(always)]
    fn zeros(self) -> u32 {
        self.0.iter().map(|word| (!word).count_ones()).sum()
    }
    #[inline(always)]
    fn has_zero(self) -> bool {
        self.0.iter().fold(u64::MAX, |all, word| all & word) != u64::MAX
    }
}

#[inline(always)]
fn join<const N: usize>(from: &Tile, with: &[u32], planes: &[Tile], to: &mut Tile) -> bool {
    let mut any = false;
    for at in (0..WORDS).step_by(N) {
        let mut lot = Lot::<N>::of(from, at);
        for plane in with {
            lot = lot.or(Lot::of(&planes[*plane as usize], at));
        }
        any |= lot.has_zero();
        to.0[at..at + N].copy_from_slice(&lot.0);
    }
    any
}

#[inline(always)]
fn clear<const N: usize>(from: &Tile, with: &[u32], planes: &[Tile]) -> u32 {
    let mut total = 0;
    for at in (0..WORDS).step_by(N) {
        let mut lot = Lot::<N>::of(from, at);
        for plane in with {
            lot = lot.or(Lot::of(&planes[*plane as usize], at));
        }
        total += lot.zeros();
    }
    total
}

#[inline(always)]
fn cubes<const N: usize>(from: &Tile, runs: &[Run], atoms: &[u32], planes: &[Tile]) -> u32 {
    let mut total = 0;
    for at in (0..WORDS).step_by(N) {
        let mut crossed = Lot::<N>::of(from, at);
        let mut rest = atoms;
        for run in runs {
            let (these, others) = rest.split_at(run.length * run.n);
            rest = others;
            // Few lengths make up nearly all: without a branch at the end of each cube.
            crossed = match run.length {
                1 => cubes_of::<N, 1>(crossed, these, planes, at),
                2 => cubes_of::<N, 2>(crossed, these, planes, at),
                3 => cubes_of::<N, 3>(crossed, these, planes, at),
                4 => cubes_of::<N, 4>(crossed, these, planes, at),
                length => these.chunks_exact(length.max(1)).fold(crossed, |crossed, cube| {
                    let all = Lot([u64::MAX; N]);
                    crossed.or(cube.iter().fold(all, |all, atom| all.and(Lot::of(&planes[*atom as usize], at))))
                }),
            };
        }
        total += crossed.zeros();
    }
    total
}

#[inline(always)]
fn cubes_of<const N: usize, const K: usize>(mut crossed: Lot<N>, atoms: &[u32], planes: &[Tile], at: usize) -> Lot<N> {
    let (cubes, _) = atoms.as_chunks::<K>();
    for cube in cubes {
        let mut all = Lot::of(&planes[cube[0] as usize], at);
        for atom in &cube[1..] {
            all = all.and(Lot::of(&planes[*atom as usize], at));
        }
        crossed = crossed.or(all);
    }
    crossed
}

#[inline(always)]
fn below(worths: Worths<'_>, planes: &[Tile], to: &mut Tile) {
    for (at, (word, lanes)) in to.0.iter_mut().zip(worths.inner.chunks(64)).enumerate() {
        let mut sums = [0.0; 64];
        for (sum, inner) in sums.iter_mut().zip(lanes) {
            *sum = worths.base + inner;
        }
        for (plane, points) in worths.bonuses {
            let given = planes[*plane as usize].0[at];
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum += if given >> lane & 1 == 1 { *points } else { 0.0 };
            }
        }
        let mut less = 0;
        for (lane, sum) in sums.iter().enumerate() {
            less |= u64::from(*sum < worths.limit) << lane;
        }
        *word = less;
    }
}

#[inline(always)]
fn decide(refused: &[Tile], choices: &[Choice], root: u32, nodes: &mut [Tile]) -> u32 {
    for (place, choice) in choices.iter().enumerate() {
        let refused = &refused[choice.party as usize];
        let (done, rest) = nodes.split_at_mut(place + 2);
        let (yes, no) = (&done[choice.yes as usize], &done[choice.no as usize]);
        for at in 0..WORDS {
            rest[0].0[at] = (yes.0[at] & !refused.0[at]) | (no.0[at] & refused.0[at]);
        }
    }
    let (root, refused) = (&nodes[root as usize], &refused[0]);
    root.0.iter().zip(&refused.0).map(|(root, refused)| (root & !refused).count_ones()).sum()
}

#[inline(always)]
fn both(left: &Tile, right: &Tile) -> u32 {
    left.0.iter().zip(&right.0).map(|(left, right)| (left & right).count_ones()).sum()
}

/// Multiplies 64 lanes by a factor where the word has them.
#[inline(always)]
fn scale(lanes: &mut [f64; 64], word: u64, factor: f64) {
    for (at, lane) in lanes.iter_mut().enumerate() {
        *lane *= if word >> at & 1 == 1 { factor } else { 1.0 };
    }
}

#[inline(always)]
fn multiply(product: &mut [f64], soft: &[(u32, f64)], planes: &[Tile]) {
    let (words, _) = product.as_chunks_mut::<64>();
    for (at, lanes) in words.iter_mut().enumerate() {
        for (plane, factor) in soft {
            scale(lanes, planes[*plane as usize].0[at], *factor);
        }
    }
}

#[inline(always)]
fn weigh(weighing: &Weighing<'_>, planes: &[Tile], here: &mut [f64], sums: &mut Lanes) -> (f64, f64) {
    // Eight sums side by side, whatever the width of the instructions: the same digits on every machine.
    let (mut sum, mut highest) = ([0.0_f64; 8], [0.0_f64; 8]);
    let (product, _) = weighing.product.as_chunks::<64>();
    let (words, _) = here.as_chunks_mut::<64>();
    let (lane_sums, _) = sums.sum.as_chunks_mut::<64>();
    let (lane_highest, _) = sums.highest.as_chunks_mut::<64>();
    for (at, lanes) in words.iter_mut().enumerate() {
        let clear = weighing.clear.0[at];
        if clear == 0 {
            continue;
        }
        *lanes = product.get(at).copied().unwrap_or([1.0; 64]);
        for (plane, factor) in weighing.soft {
            scale(lanes, planes[*plane as usize].0[at], *factor);
        }
        for (lane, value) in lanes.iter_mut().enumerate() {
            *value = if clear >> lane & 1 == 1 { *value * weighing.weight } else { 0.0 };
        }
        for ((value, sum), highest) in lanes.iter().zip(&mut lane_sums[at]).zip(&mut lane_highest[at]) {
            *sum += value * weighing.times;
            *highest = if *value > *highest { *value } else { *highest };
        }
        let (eights, _) = lanes.as_chunks::<8>();
        for eight in eights {
            for ((value, sum), highest) in eight.iter().zip(&mut sum).zip(&mut highest) {
                *sum += value;
                *highest = if *value > *highest { *value } else { *highest };
            }
        }
    }
    (sum.iter().fold(0.0, |sum, part| sum + part), highest.iter().fold(0.0, |most: f64, part| most.max(*part)))
}

/// The kernels compiled for one set of instructions.
macro_rules! compiled {
    ($name:ident, $set:expr, $words:literal $(, $features:literal)?) => {
        mod $name {
            use super::Kernels;
            use crate::engine::descent::tile::{Choice, Lanes, Run, Tile, Weighing, Worths};
            use crate::space::instructions::InstructionSet;

            $(#[target_feature(enable = $features)])?
            fn join(from: &Tile, with: &[u32], planes: &[Tile], to: &mut Tile) -> bool {
                super::join::<$words>(from, with, planes, to)
            }
            $(#[target_feature(enable = $features)])?
            fn clear(from: &Tile, with: &[u32], planes: &[Tile]) -> u32 {
                super::clear::<$words>(from, with, planes)
            }
            $(#[target_feature(enable = $features)])?
            fn cubes(from: &Tile, runs: &[Run], atoms: &[u32], planes: &[Tile]) -> u32 {
                super::cubes::<$words>(from, runs, atoms, planes)
            }
            $(#[target_feature(enable = $features)])?
            fn below(worths: Worths<'_>, planes: &[Tile], to: &mut Tile) {
                super::below(worths, planes, to);
            }
            $(#[target_feature(enable = $features)])?
            fn decide(refused: &[Tile], choices: &[Choice], root: u32, nodes: &mut [Tile]) -> u32 {
                super::decide(refused, choices, root, nodes)
            }
            $(#[target_feature(enable = $features)])?
            fn both(left: &Tile, right: &Tile) -> u32 {
                super::both(left, right)
            }
            $(#[target_feature(enable = $features)])?
            fn multiply(product: &mut [f64], soft: &[(u32, f64)], planes: &[Tile]) {
                super::multiply(product, soft, planes);
            }
            $(#[target_feature(enable = $features)])?
            fn weigh(weighing: &Weighing<'_>, planes: &[Tile], here: &mut [f64], lanes: &mut Lanes) -> (f64, f64) {
                super::weigh(weighing, planes, here, lanes)
            }
            pub(super) fn kernels() -> Kernels {
                Kernels { set: $set, join, clear, cubes, below, decide, both, multiply, weigh }
            }
        }
    };
}

compiled!(baseline, InstructionSet::Baseline, 8);
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
compiled!(avx2, InstructionSet::Avx2, 16, "avx2,bmi1,bmi2,popcnt");
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
compiled!(
    avx512,
    InstructionSet::Avx512,
    64,
    "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq"
);
