//! What is counted while deals are judged: everything that `zopa run` reports, for a part of the walk; parts add up.
//!
//! Integers add in any order. Sums of doubles do not, so the walk is cut into strands that do not depend on the number
//! of threads, each strand is summed in order, and strands are merged in order.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows, parties and demands are counted by the tally itself")]

use crate::engine::tile::best::Best;
use crate::engine::tile::judge::{Bench, Judge, WORDS};
use crate::rule::kernel::Signal;

/// The tally of one variable's values, one row a value of its domain.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Coherent deals, a row.
    pub deals: Vec<u64>,
    /// Agreed deals, a row.
    pub agreed: Vec<u64>,
    /// Accepted deals, a row and party (`row * n_parties + party`).
    pub accepted: Vec<u64>,
    /// The sum of P(d agreed), a row.
    pub sum: Vec<f64>,
    /// The highest P(d agreed), a row.
    pub best: Vec<f64>,
    /// Demands that every deal of the row has crossed so far, as bits, `n_words` words a row.
    pub always: Vec<u64>,
}

/// What is counted.
#[derive(Clone, Debug)]
pub struct Tally {
    n_parties: usize,
    n_demand_words: usize,
    /// Coherent deals (or proposals).
    pub coherent: u64,
    /// Agreed ones.
    pub agreed: u64,
    /// Proposals agreed in their random world (the simulation alone).
    pub agreed_in_world: u64,
    /// The sum of P(d agreed).
    pub sum: f64,
    /// The sum of its squares.
    pub squares: f64,
    /// The highest P(d agreed).
    pub highest: f64,
    /// The most probable deals.
    pub best: Best,
    /// Per party: accepted.
    pub accepts: Vec<u64>,
    /// Per party: not agreed, but would be if it accepted.
    pub pivotal: Vec<u64>,
    /// Per party: accepted by every other party and not by it, signing or not.
    pub alone: Vec<u64>,
    /// Per party: the sum of P(party accepts d).
    pub party_sum: Vec<f64>,
    /// Per demand: crossed.
    pub crossed: Vec<u64>,
    /// Per demand: the one demand crossed.
    pub only: Vec<u64>,
    /// Per demand: not agreed, but would be without it.
    pub reopened: Vec<u64>,
    /// Per variable.
    pub rows: Vec<Rows>,
}

/// Sums over the tile that rows standing still share.
#[derive(Clone, Debug, Default)]
pub struct TileSums {
    deals: u64,
    agreed: u64,
    accepted: Vec<u64>,
    /// The sum of P(d agreed) over the tile.
    pub sum: f64,
    /// The sum of its squares.
    squares: f64,
    /// The highest P(d agreed) on the tile.
    pub highest: f64,
}

/// The deals of a tile that have a row's value: all of them, or words with masks.
#[derive(Clone, Copy, Debug)]
pub enum Cover<'a> {
    /// All deals of the tile.
    All,
    /// These words, masked.
    Words(&'a [(u16, u64)]),
}

/// Every deal of a tile.
const ALL: [u64; WORDS] = [u64::MAX; WORDS];

impl Tally {
    /// Nothing counted yet, for variables with this many values each.
    #[must_use]
    pub fn new(judge: &Judge, n_values: &[u32], top: usize) -> Self {
        let (n_parties, n_demands) = (judge.parties.len(), judge.n_demands());
        let n_demand_words = n_demands.div_ceil(64);
        let mut all = vec![u64::MAX; n_demand_words];
        if let Some(last) = all.last_mut()
            && !n_demands.is_multiple_of(64)
        {
            *last = (1 << (n_demands % 64)) - 1;
        }
        let rows = n_values.iter().map(|n| {
            let n = *n as usize;
            Rows {
                deals: vec![0; n],
                agreed: vec![0; n],
                accepted: vec![0; n * n_parties],
                sum: vec![0.0; n],
                best: vec![0.0; n],
                always: all.repeat(n),
            }
        });
        Self {
            n_parties,
            n_demand_words,
            coherent: 0,
            agreed: 0,
            agreed_in_world: 0,
            sum: 0.0,
            squares: 0.0,
            highest: 0.0,
            best: Best::new(top),
            accepts: vec![0; n_parties],
            pivotal: vec![0; n_parties],
            alone: vec![0; n_parties],
            party_sum: vec![0.0; n_parties],
            crossed: vec![0; n_demands],
            only: vec![0; n_demands],
            reopened: vec![0; n_demands],
            rows: rows.collect(),
        }
    }

    /// Leaves out which demands every deal of a row crosses: samples cannot prove it.
    #[must_use]
    pub fn without_proofs(mut self) -> Self {
        for rows in &mut self.rows {
            rows.always.fill(0);
        }
        self
    }

    /// How many bytes a tally takes, roughly.
    #[must_use]
    pub fn size(judge: &Judge, n_values: &[u32]) -> u64 {
        let row = 32 + 8 * (judge.parties.len() as u64 + judge.n_demands().div_ceil(64) as u64);
        n_values.iter().map(|n| u64::from(*n) * row).sum()
    }

    /// Counts a judged tile as a whole.
    pub fn add(&mut self, judge: &Judge, bench: &mut Bench) -> TileSums {
        let words = bench.words;
        let ones = |plane: &[u64]| (judge.vectors.common)(plane, plane);
        let mut sums = TileSums {
            deals: ones(&bench.coherent[..words]),
            agreed: ones(&bench.agreed[..words]),
            ..TileSums::default()
        };
        self.coherent += sums.deals;
        self.add_alone(bench);
        self.agreed += sums.agreed;
        let common = judge.vectors.common;
        let mut reopens = [0; WORDS];
        for (place, party) in judge.parties.iter().enumerate() {
            let accepted = sums.deals - common(&bench.coherent[..words], &bench.refused[place]);
            sums.accepted.push(accepted);
            self.accepts[place] += accepted;
            let pivotal = ones(&bench.pivotal[place][..words]);
            self.pivotal[place] += pivotal;
            self.party_sum[place] += bench.party_sum[place];
            let is_alike = judge.is_alike_to_voices(place);
            for ((reopens, pivotal), only) in
                reopens.iter_mut().zip(&bench.pivotal[place][..words]).zip(&bench.only_of[place])
            {
                *reopens = pivotal & only;
            }
            for demand in party.lines.iter().map(|line| line.demand).chain(party.reservation.map(|(demand, _)| demand))
            {
                let crossed = match judge.crossed(bench, demand) {
                    Signal::False => continue,
                    Signal::True => &ALL,
                    Signal::Plane(slot) => bench.planes.plane(slot),
                };
                self.crossed[demand] += common(&bench.coherent[..words], crossed);
                self.only[demand] += common(&bench.only[..words], crossed);
                self.reopened[demand] += if is_alike {
                    common(&reopens[..words], crossed)
                } else if pivotal > 0 {
                    let of_word = |at| u64::from(judge.reopened(bench, (place, demand), at).count_ones());
                    (0..words).map(of_word).sum::<u64>()
                } else {
                    0
                };
            }
        }
        for at in 0..words {
            let mut rest = bench.likely[at];
            if rest == u64::MAX {
                let lanes = &bench.probability[at * 64..][..64];
                sums.sum += lanes.iter().fold(0.0, |total, p| total + p);
                sums.squares += lanes.iter().fold(0.0, |total, p| total + p * p);
                sums.highest = lanes.iter().fold(sums.highest, |highest, p| highest.max(*p));
                continue;
            }
            while rest != 0 {
                let p = bench.probability[at * 64 + rest.trailing_zeros() as usize];
                sums.sum += p;
                sums.squares += p * p;
                sums.highest = sums.highest.max(p);
                rest &= rest - 1;
            }
        }
        self.sum += sums.sum;
        self.squares += sums.squares;
        self.highest = self.highest.max(sums.highest);
        sums
    }

    /// Counts the deals that a single party does not accept.
    fn add_alone(&mut self, bench: &Bench) {
        let refused = &bench.refused[..self.n_parties];
        for at in 0..bench.words {
            let (mut some, mut several) = (0, 0);
            for refused in refused {
                several |= some & refused[at];
                some |= refused[at];
            }
            let single = bench.coherent[at] & some & !several;
            if single != 0 {
                for (alone, refused) in self.alone.iter_mut().zip(refused) {
                    *alone += u64::from((single & refused[at]).count_ones());
                }
            }
        }
    }

    /// Counts the deals of a tile that have one value of a variable, but for their probabilities.
    pub fn add_row(
        &mut self,
        judge: &Judge,
        bench: &Bench,
        sums: &TileSums,
        (variable, row): (usize, usize),
        cover: Cover,
    ) {
        let rows = &mut self.rows[variable];
        match cover {
            Cover::All => {
                rows.deals[row] += sums.deals;
                rows.agreed[row] += sums.agreed;
                for (place, accepted) in sums.accepted.iter().enumerate() {
                    rows.accepted[row * self.n_parties + place] += accepted;
                }
            }
            Cover::Words(words) => {
                let count = |plane: &[u64]| {
                    words.iter().map(|(at, mask)| u64::from((plane[*at as usize] & mask).count_ones())).sum::<u64>()
                };
                rows.deals[row] += count(&bench.coherent);
                if sums.agreed > 0 {
                    rows.agreed[row] += count(&bench.agreed);
                }
                for place in 0..self.n_parties {
                    if sums.accepted[place] > 0 {
                        let refused = &bench.refused[place];
                        let accepted = words.iter().map(|(at, mask)| {
                            let at = *at as usize;
                            u64::from((bench.coherent[at] & mask & !refused[at]).count_ones())
                        });
                        rows.accepted[row * self.n_parties + place] += accepted.sum::<u64>();
                    }
                }
            }
        }
        let always = &mut rows.always[row * self.n_demand_words..][..self.n_demand_words];
        for (word, candidates) in always.iter_mut().enumerate() {
            let mut rest = *candidates;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                let signal = judge.crossed(bench, word * 64 + bit as usize);
                let uncrossed =
                    |at: usize, mask: u64| bench.coherent[at] & mask & !bench.planes.word_of(signal, at) != 0;
                let any = match cover {
                    Cover::All => (0..bench.words).any(|at| uncrossed(at, u64::MAX)),
                    Cover::Words(words) => words.iter().any(|(at, mask)| uncrossed(*at as usize, *mask)),
                };
                if any {
                    *candidates &= !(1 << bit);
                }
            }
        }
    }

    /// Counts this many deals of a row: all and agreed ones, and those that each party accepts.
    pub fn add_counts(&mut self, (variable, row): (usize, usize), (deals, agreed): (u64, u64), accepted: &[u64]) {
        let rows = &mut self.rows[variable];
        rows.deals[row] += deals;
        rows.agreed[row] += agreed;
        for (ours, accepted) in rows.accepted[row * self.n_parties..].iter_mut().zip(accepted) {
            *ours += accepted;
        }
    }

    /// Adds to the probabilities of a row.
    pub fn add_row_probability(&mut self, (variable, row): (usize, usize), sum: f64, highest: f64) {
        let rows = &mut self.rows[variable];
        rows.sum[row] += sum;
        rows.best[row] = rows.best[row].max(highest);
    }

    /// Takes in the next strand.
    pub fn merge(&mut self, other: Self) {
        self.coherent += other.coherent;
        self.agreed += other.agreed;
        self.agreed_in_world += other.agreed_in_world;
        self.sum += other.sum;
        self.squares += other.squares;
        self.highest = self.highest.max(other.highest);
        self.best.merge(other.best);
        add_all(&mut self.accepts, &other.accepts);
        add_all(&mut self.pivotal, &other.pivotal);
        add_all(&mut self.alone, &other.alone);
        add_all(&mut self.crossed, &other.crossed);
        add_all(&mut self.only, &other.only);
        add_all(&mut self.reopened, &other.reopened);
        add_floats(&mut self.party_sum, &other.party_sum);
        for (ours, theirs) in self.rows.iter_mut().zip(&other.rows) {
            add_all(&mut ours.deals, &theirs.deals);
            add_all(&mut ours.agreed, &theirs.agreed);
            add_all(&mut ours.accepted, &theirs.accepted);
            add_floats(&mut ours.sum, &theirs.sum);
            for (ours, theirs) in ours.best.iter_mut().zip(&theirs.best) {
                *ours = ours.max(*theirs);
            }
            for (ours, theirs) in ours.always.iter_mut().zip(&theirs.always) {
                *ours &= theirs;
            }
        }
    }
}

fn add_all(ours: &mut [u64], theirs: &[u64]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        *ours += theirs;
    }
}

fn add_floats(ours: &mut [f64], theirs: &[f64]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        *ours += theirs;
    }
}
