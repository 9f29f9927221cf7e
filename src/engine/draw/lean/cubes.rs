//! Lines that are unions of cubes over issues of up to four values, read straight from the digits.
//!
//! A cube is a conjunction of tests, each of them a truth table of two digits. Its plane is joined in registers, test by test,
//! and only the plane of the whole line is written. With a plane for each test the same takes four times as long: it is
//! loads and stores that cost, and not the logic.
//!
//! Example: "a = 2 and b ≥ 2", both of four options: the table of a is `0100` (the number 2 has the digits 1, 0), that of b
//! `1100`; two digits each, four loads and no store but the line's.
#![expect(clippy::indexing_slicing, reason = "a kernel: digits and planes are numbered by the circuit")]

use crate::engine::draw::lean::circuit::Plane;
use crate::rule::formula::{Domain, Formulas, Node, NodeId};
use crate::space::digits::Digits;

/// More cubes than this are left to the circuit.
const MAX_CUBES: usize = 8;

/// One test: where its two digits have a value whose bit is set in the table.
#[derive(Clone, Copy, Debug)]
struct Test {
    low: u32,
    high: u32,
    table: u8,
}

/// Lines, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Cubes {
    /// How many cubes each line has.
    lines: Vec<usize>,
    /// How many tests each cube has.
    cubes: Vec<usize>,
    tests: Vec<Test>,
}

impl Cubes {
    /// How many lines there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes a formula in, if it is such a line.
    pub fn take(&mut self, formulas: &Formulas, digits: &Digits, root: NodeId) -> bool {
        let Some(cubes) = cubes(formulas, digits, root).filter(|cubes| cubes.len() <= MAX_CUBES) else { return false };
        self.lines.push(cubes.len());
        for cube in cubes {
            self.cubes.push(cube.len());
            self.tests.extend(cube);
        }
        true
    }

    /// Writes the plane of each line, so many words of it, on any machine.
    #[inline(always)]
    pub fn run(&self, n: usize, digits: &[Plane], out: &mut [Plane]) {
        let (mut cubes, mut tests) = (self.cubes.iter(), self.tests.as_slice());
        for (n_cubes, out) in self.lines.iter().zip(out) {
            *out = Plane::NONE;
            for n_tests in cubes.by_ref().take(*n_cubes) {
                let (here, rest) = tests.split_at(*n_tests);
                tests = rest;
                let mut cube = Plane::ALL;
                for test in here {
                    let (low, high) = (&digits[test.low as usize][..n], &digits[test.high as usize][..n]);
                    narrow(test.table, &mut cube[..n], low, high);
                }
                for (out, cube) in out[..n].iter_mut().zip(&cube[..n]) {
                    *out |= cube;
                }
            }
        }
    }
}

/// A formula as cubes; none where it is none, or an issue has more than two digits.
fn cubes(formulas: &Formulas, digits: &Digits, root: NodeId) -> Option<Vec<Vec<Test>>> {
    let test = |id: &NodeId| match formulas.node(*id) {
        Node::Atom(variable, set) => {
            let Domain { first, end } = *formulas.domains().get(*variable)?;
            let of = digits.of(*variable);
            let holds = (first..end).filter(|value| set.contains(*value)).map(|value| value - first);
            let low = u32::try_from(of.start).ok()?;
            match of.len() {
                // One digit stands for both: its values are 00 and 11.
                1 => Some(Test { low, high: low, table: holds.fold(0, |table, at| table | 1 << (3 * at)) }),
                2 => Some(Test { low, high: low + 1, table: holds.fold(0, |table, at| table | 1 << at) }),
                _ => None,
            }
        }
        _ => None,
    };
    match formulas.node(root) {
        Node::Atom(..) => Some(vec![vec![test(&root)?]]),
        Node::And(parts) => Some(vec![parts.iter().map(test).collect::<Option<_>>()?]),
        Node::Or(parts) => {
            let mut found = Vec::new();
            for part in parts {
                match formulas.node(*part) {
                    Node::Atom(..) | Node::And(_) => found.extend(cubes(formulas, digits, *part)?),
                    _ => return None,
                }
            }
            Some(found)
        }
        Node::False | Node::True | Node::Not(_) => None,
    }
}

/// The word where a table of two digits holds; the compiler makes one or two operations of it.
#[inline(always)]
fn held<const TABLE: u8>(low: u64, high: u64) -> u64 {
    let bit = |at: u8| ((TABLE >> at & 1) as u64).wrapping_neg();
    (bit(0) & !high & !low) | (bit(1) & !high & low) | (bit(2) & high & !low) | (bit(3) & high & low)
}

#[inline(always)]
fn narrowed<const TABLE: u8>(cube: &mut [u64], low: &[u64], high: &[u64]) {
    for ((cube, low), high) in cube.iter_mut().zip(low).zip(high) {
        *cube &= held::<TABLE>(*low, *high);
    }
}

/// Takes from a cube what a table does not have.
#[inline(always)]
fn narrow(table: u8, cube: &mut [u64], low: &[u64], high: &[u64]) {
    match table {
        0 => narrowed::<0>(cube, low, high),
        1 => narrowed::<1>(cube, low, high),
        2 => narrowed::<2>(cube, low, high),
        3 => narrowed::<3>(cube, low, high),
        4 => narrowed::<4>(cube, low, high),
        5 => narrowed::<5>(cube, low, high),
        6 => narrowed::<6>(cube, low, high),
        7 => narrowed::<7>(cube, low, high),
        8 => narrowed::<8>(cube, low, high),
        9 => narrowed::<9>(cube, low, high),
        10 => narrowed::<10>(cube, low, high),
        11 => narrowed::<11>(cube, low, high),
        12 => narrowed::<12>(cube, low, high),
        13 => narrowed::<13>(cube, low, high),
        14 => narrowed::<14>(cube, low, high),
        _ => narrowed::<15>(cube, low, high),
    }
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
pub(crate) mod wide {
    #![expect(unsafe_code, reason = "vectors are loaded from planes and stored to them")]

    use super::{Cubes, Plane};
    use crate::engine::draw::lean::circuit::WORDS;
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi64, _mm512_andnot_si512, _mm512_load_si512, _mm512_or_si512, _mm512_popcnt_epi64,
        _mm512_reduce_add_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_store_si512,
        _mm512_ternarylogic_epi64,
    };

    /// Vectors of a plane.
    const VECTORS: usize = WORDS / 8;

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(plane: &Plane, at: usize) -> __m512i {
        // SAFETY: a plane is whole vectors on their boundaries, and `at` is below their number wherever this is called.
        unsafe { _mm512_load_si512(plane.0.as_ptr().add(8 * at).cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn narrow<const TABLE: i32>(cube: &mut [__m512i; VECTORS], low: &Plane, high: &Plane) {
        for (at, cube) in cube.iter_mut().enumerate() {
            *cube = _mm512_ternarylogic_epi64::<TABLE>(*cube, load(high, at), load(low, at));
        }
    }

    /// Takes the proposals of some planes from one, and says how many are left.
    #[target_feature(enable = "avx512f,avx512vpopcntdq")]
    pub(crate) fn clear_avx512(planes: &[Plane], slots: &[usize], open: &mut Plane) -> u64 {
        let mut left: [__m512i; VECTORS] = std::array::from_fn(|at| load(open, at));
        for slot in slots {
            let crossed = &planes[*slot];
            for (at, left) in left.iter_mut().enumerate() {
                *left = _mm512_andnot_si512(load(crossed, at), *left);
            }
        }
        let mut ones = _mm512_setzero_si512();
        for (at, left) in left.into_iter().enumerate() {
            ones = _mm512_add_epi64(ones, _mm512_popcnt_epi64(left));
            // SAFETY: as in `load`.
            unsafe { _mm512_store_si512(open.0.as_mut_ptr().add(8 * at).cast(), left) };
        }
        _mm512_reduce_add_epi64(ones).cast_unsigned()
    }

    impl Cubes {
        /// The same with AVX-512: a test is one instruction for 512 proposals.
        #[target_feature(enable = "avx512f")]
        pub(crate) fn run_avx512(&self, digits: &[Plane], out: &mut [Plane]) {
            let (mut cubes, mut tests) = (self.cubes.iter(), self.tests.as_slice());
            for (n_cubes, out) in self.lines.iter().zip(out) {
                let mut line = [_mm512_setzero_si512(); VECTORS];
                for n_tests in cubes.by_ref().take(*n_cubes) {
                    let (here, rest) = tests.split_at(*n_tests);
                    tests = rest;
                    let mut cube = [_mm512_set1_epi64(-1); VECTORS];
                    for test in here {
                        let (low, high) = (&digits[test.low as usize], &digits[test.high as usize]);
                        // Of eight rows (cube, high, low), the upper four are the table's.
                        match test.table {
                            0 => narrow::<0x00>(&mut cube, low, high),
                            1 => narrow::<0x10>(&mut cube, low, high),
                            2 => narrow::<0x20>(&mut cube, low, high),
                            3 => narrow::<0x30>(&mut cube, low, high),
                            4 => narrow::<0x40>(&mut cube, low, high),
                            5 => narrow::<0x50>(&mut cube, low, high),
                            6 => narrow::<0x60>(&mut cube, low, high),
                            7 => narrow::<0x70>(&mut cube, low, high),
                            8 => narrow::<0x80>(&mut cube, low, high),
                            9 => narrow::<0x90>(&mut cube, low, high),
                            10 => narrow::<0xA0>(&mut cube, low, high),
                            11 => narrow::<0xB0>(&mut cube, low, high),
                            12 => narrow::<0xC0>(&mut cube, low, high),
                            13 => narrow::<0xD0>(&mut cube, low, high),
                            14 => narrow::<0xE0>(&mut cube, low, high),
                            _ => narrow::<0xF0>(&mut cube, low, high),
                        }
                    }
                    for (line, cube) in line.iter_mut().zip(cube) {
                        *line = _mm512_or_si512(*line, cube);
                    }
                }
                for (at, line) in line.into_iter().enumerate() {
                    // SAFETY: as in `load`.
                    unsafe { _mm512_store_si512(out.0.as_mut_ptr().add(8 * at).cast(), line) };
                }
            }
        }
    }
}
