//! One block of proposals: drawn, judged and added up, a tile at a time.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots, digits and words are counted by the plan")]

use crate::engine::ask::effort::Worlds;
use crate::engine::draw::lean::circuit::{Circuit, Plane, WORDS, at_least, combine};
use crate::engine::draw::lean::cubes::Cubes;
use crate::engine::draw::lean::product::{Soft, Sums};
use crate::engine::draw::simulate::Source;
use crate::engine::tile::judge::Judge;
use crate::rule::agreement::AgreementRule;
use crate::rule::formula::NodeId;
use crate::rule::kernel::Planes;
use crate::rule::lower::Lowered;
use crate::scenario::id::Id;
use crate::space::digits::Digits;
use crate::space::instructions::InstructionSet;
use crate::space::lanes::{Lanes, WIDE};

/// Proposals of a tile.
pub const LANES: u64 = WORDS as u64 * 64;
/// Tiles of a block.
pub const TILES: u64 = 16;

/// What stays the same while proposals are drawn.
#[derive(Debug)]
pub struct Plan<'a> {
    lowered: &'a Lowered,
    source: &'a Source,
    circuit: Circuit,
    digits: Digits,
    /// Where every value is free: per variable its first digit, how many it has, and how many values; none where values
    /// hang together.
    free: Option<Vec<(usize, usize, u32)>>,
    coherent: usize,
    /// The planes of the lines that are always held.
    firm: Vec<usize>,
    /// Those of the others, each with the probability that it gives way.
    soft: Vec<Soft>,
    soft_slots: Vec<usize>,
    worlds: Option<Worlds>,
}

/// What was counted.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Drawn {
    /// Coherent proposals.
    pub proposals: u64,
    /// Agreed with all lines held.
    pub agreed: u64,
    /// Agreed in their random world, where worlds are drawn.
    pub in_world: u64,
    /// The sum of P(agreed), where it is the product over the lines.
    pub sum: f64,
    /// The sum of its squares.
    pub squares: f64,
}

impl Drawn {
    /// Adds what a later part counted.
    pub fn add(&mut self, later: &Self) {
        self.proposals += later.proposals;
        self.agreed += later.agreed;
        self.in_world += later.in_world;
        self.sum += later.sum;
        self.squares += later.squares;
    }
}

/// What is compiled for each instruction set by itself: the compiler makes vectors of small functions, and not of these where
/// they are part of a large one.
#[derive(Clone, Copy)]
pub(super) struct Vectors {
    /// The instruction set.
    pub(super) set: InstructionSet,
    /// Fills words with random ones, eight at a time.
    pub(super) fill: fn(&mut Lanes, &mut [u64]),
    /// Fills planes with random words.
    pub(super) planes: fn(&mut Lanes, &mut [Plane]),
    /// Writes the planes of lines that are cubes.
    pub(super) cubes: fn(&Cubes, usize, &[Plane], &mut [Plane]),
    /// Takes the proposals of some planes from one, and says how many are left.
    pub(super) clear: fn(usize, &[Plane], &[usize], &mut Plane) -> u64,
    /// Adds the products of the proposals in `live`.
    pub(super) add: fn(planes: &[Plane], lines: &[Soft], live: &Plane, sums: &mut Sums),
}

/// Random words in store: as many as a few planes take.
struct Store {
    words: [[u64; WIDE]; 32],
    at: usize,
}

impl Store {
    const EMPTY: Self = Self { words: [[0; WIDE]; 32], at: 32 };

    #[inline(always)]
    fn take(&mut self, vectors: &Vectors, lanes: &mut Lanes) -> [u64; WIDE] {
        if self.at == self.words.len() {
            (vectors.fill)(lanes, self.words.as_flattened_mut());
            self.at = 0;
        }
        self.at += 1;
        self.words[self.at - 1]
    }
}

/// What one thread draws on.
#[derive(Debug)]
pub struct Table {
    planes: Vec<Plane>,
    scratch: Vec<Planes>,
    words: Vec<u64>,
}

impl<'a> Plan<'a> {
    /// Prepares draws; `worlds` says how firmness is treated, none of it counts only with all lines held. None where not
    /// everyone is needed, or a party that is needed has a reservation.
    #[must_use]
    pub fn new(judge: &Judge<'a>, source: &'a Source, worlds: Option<Worlds>) -> Option<Self> {
        let AgreementRule::Everyone(parties) = &judge.rule else { return None };
        let lowered = judge.lowered;
        let needed: Vec<_> = parties.iter().map(|party| &judge.parties[party.place()]).collect();
        if needed.iter().any(|party| party.reservation.is_some()) || lowered.is_open() {
            return None;
        }
        let lines: Vec<(NodeId, f64)> = needed
            .iter()
            .flat_map(|party| &party.lines)
            .filter_map(|line| Some((lowered.crossed.as_slice().get(line.demand).copied()??, line.gives_way)))
            .filter(|(crossed, _)| *crossed != NodeId::FALSE)
            .collect();
        let digits = Digits::new(lowered.formulas.domains());
        let mut roots: Vec<NodeId> = lines.iter().map(|(crossed, _)| *crossed).collect();
        roots.push(lowered.coherent);
        let circuit = Circuit::new(&lowered.formulas, &digits, &roots);
        let of = |crossed: &NodeId| circuit.slot(*crossed);
        let firm = lines.iter().filter(|(_, gives_way)| *gives_way <= 0.0).map(|(crossed, _)| of(crossed)).collect();
        let soft = lines.iter().filter(|(_, gives_way)| *gives_way > 0.0);
        let soft: Vec<Soft> = soft.map(|(crossed, gives_way)| Soft::new(of(crossed), *gives_way)).collect();
        let soft_slots = soft.iter().map(|line| line.slot).collect();
        let free = source.is_free().then(|| {
            let domains = lowered.formulas.domains().iter().enumerate();
            domains.map(|(at, domain)| (digits.of(at).start, digits.of(at).len(), domain.len())).collect()
        });
        let coherent = circuit.slot(lowered.coherent);
        Some(Self { lowered, source, digits, free, coherent, firm, soft, soft_slots, worlds, circuit })
    }

    /// Room for one thread.
    #[must_use]
    pub fn table(&self) -> Table {
        let scratch = if self.free.is_some() { Vec::new() } else { self.source.scratch() };
        Table { planes: self.circuit.planes(), scratch, words: vec![0; self.digits.len()] }
    }

    /// Draws one block of at most so many proposals.
    #[inline(always)]
    pub(super) fn block(&self, vectors: Vectors, (seed, block): (u64, u64), wanted: u64, table: &mut Table) -> Drawn {
        let mut lanes = Lanes::new(seed, block, vectors.set);
        let (mut drawn, mut sums, mut store) = (Drawn::default(), Sums::default(), Store::EMPTY);
        let mut left = wanted.min(LANES * TILES);
        while left > 0 {
            let here = left.min(LANES);
            left -= here;
            let mut valid = Plane::ALL;
            if here < LANES {
                for (at, word) in valid.iter_mut().enumerate() {
                    let n = here.saturating_sub(at as u64 * 64);
                    *word = if n >= 64 { u64::MAX } else { (1 << n) - 1 };
                }
            }
            match &self.free {
                Some(variables) => draw(self.circuit.n_words(), variables, &vectors, &mut lanes, &mut table.planes),
                None => self.draw(&mut lanes, table, &mut valid),
            }
            self.circuit.run(vectors.cubes, &mut table.planes);
            let random = &mut || store.take(&vectors, &mut lanes);
            self.tile(&vectors, &valid, random, &table.planes, (&mut drawn, &mut sums));
        }
        drawn.sum = sums.once.iter().fold(0.0, |total, sum| total + sum);
        drawn.squares = sums.squared.iter().fold(0.0, |total, sum| total + sum);
        drawn
    }

    #[inline(always)]
    fn tile(
        &self,
        vectors: &Vectors,
        valid: &Plane,
        random: &mut impl FnMut() -> [u64; WIDE],
        planes: &[Plane],
        (drawn, sums): (&mut Drawn, &mut Sums),
    ) {
        let n = self.circuit.n_words();
        let mut open = *valid;
        combine(n, &mut open, &planes[self.coherent], |open, coherent| open & coherent);
        drawn.proposals += ones(n, &open);
        let _left = (vectors.clear)(n, planes, &self.firm, &mut open);
        let mut agreed = open;
        drawn.agreed += (vectors.clear)(n, planes, &self.soft_slots, &mut agreed);
        match self.worlds {
            None => {}
            Some(Worlds::Product) => (vectors.add)(planes, &self.soft, &open, sums),
            Some(Worlds::Drawn) => {
                for line in &self.soft {
                    let mut asked = open;
                    combine(n, &mut asked, &planes[line.slot], |open, crossed| open & crossed);
                    if asked[..n].iter().fold(0, |any, word| any | word) != 0 {
                        held(random, line.gives_way, &asked, &mut open);
                    }
                }
                drawn.in_world += ones(n, &open);
            }
        }
    }

    /// Draws values that hang together, 64 proposals at a time; those for which none were found are not valid.
    fn draw(&self, lanes: &mut Lanes, table: &mut Table, valid: &mut Plane) {
        for (at, valid) in valid.iter_mut().enumerate() {
            *valid &= self.source.draw(self.lowered, lanes, &mut table.scratch, &mut table.words);
            for (plane, word) in table.planes.iter_mut().zip(&table.words) {
                plane[at] = *word;
            }
        }
    }
}

/// Draws values that are free: each digit at random, and where the number is none of the values, again.
#[inline(always)]
fn draw(n: usize, variables: &[(usize, usize, u32)], vectors: &Vectors, lanes: &mut Lanes, planes: &mut [Plane]) {
    let n_all = variables.last().map_or(0, |(first, n_digits, _)| first + n_digits);
    (vectors.planes)(lanes, &mut planes[..n_all]);
    for (first, n_digits, n_values) in variables.iter().filter(|(_, _, n_values)| !n_values.is_power_of_two()) {
        let digits = &mut planes[*first..first + n_digits];
        loop {
            let again = at_least(n, digits, *n_values);
            if again.iter().fold(0, |any, word| any | word) == 0 {
                break;
            }
            for plane in digits.iter_mut() {
                for (words, again) in plane.chunks_exact_mut(WIDE).zip(again.chunks_exact(WIDE)) {
                    for ((word, again), new) in words.iter_mut().zip(again).zip(lanes.step()) {
                        *word = *word & !again | new & again;
                    }
                }
            }
        }
    }
}

/// Takes from `open` those of `asked` in whose world the line is held: compares random binary fractions with the probability
/// that it gives way, bit by bit, until all that are asked are decided.
#[inline(always)]
fn held(random: &mut impl FnMut() -> [u64; WIDE], gives_way: f64, asked: &Plane, open: &mut Plane) {
    if gives_way >= 1.0 {
        return;
    }
    for (asked, open) in asked.chunks_exact(WIDE).zip(open.chunks_exact_mut(WIDE)) {
        let mut undecided = [0; WIDE];
        undecided.copy_from_slice(asked);
        let mut rest = gives_way;
        while rest > 0.0 && undecided.iter().fold(0, |any, word| any | word) != 0 {
            rest *= 2.0;
            let drawn = random();
            if rest >= 1.0 {
                rest -= 1.0;
                // A 0 where the fraction has a 1: below, the line gives way.
                for (undecided, drawn) in undecided.iter_mut().zip(drawn) {
                    *undecided &= drawn;
                }
            } else {
                for ((undecided, drawn), open) in undecided.iter_mut().zip(drawn).zip(open.iter_mut()) {
                    *open &= !(*undecided & drawn);
                    *undecided &= !drawn;
                }
            }
        }
        // A number equal to the probability in every digit is not below it.
        for (undecided, open) in undecided.iter().zip(open.iter_mut()) {
            *open &= !undecided;
        }
    }
}

/// [`Vectors::clear`] on any machine.
#[inline(always)]
pub(super) fn clear(n: usize, planes: &[Plane], slots: &[usize], open: &mut Plane) -> u64 {
    for slot in slots {
        combine(n, open, &planes[*slot], |open, crossed| open & !crossed);
    }
    ones(n, open)
}

#[inline(always)]
fn ones(n: usize, plane: &Plane) -> u64 {
    plane[..n].iter().map(|word| u64::from(word.count_ones())).sum()
}
