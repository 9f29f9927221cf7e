//! **enumerate**: every deal, tile by tile, in parallel.
//!
//! The tiles are cut into strands, as many as memory allows and never by the number of threads. A strand walks its
//! tiles in deal order; the variables that stand still in a tile are constants of the program, so that most of it folds
//! away before a word is touched.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes and rows are counted by the layout")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::ask::pace::Limit;
use crate::engine::tile::judge::{Bench, Judge, LANES, WORDS};
use crate::engine::tile::tally::{Cover, Tally};
use crate::rule::kernel::Signal;
use crate::space::layout::{Layout, Place};
use rayon::prelude::*;

/// How many strands a walk is cut into at most.
const MAX_STRANDS: u64 = 64;

/// What a walk does with each judged tile.
pub trait Visitor: Send {
    /// Looks at a tile whose coherence is judged and which has a coherent deal.
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place);
    /// Ends a strand.
    fn finish(&mut self, walk: &Walk);
}

/// A walk through every deal.
#[derive(Debug)]
pub struct Walk<'a> {
    /// Who judges.
    pub judge: &'a Judge<'a>,
    /// How the space is cut.
    pub layout: Layout,
    atoms_of: Vec<Vec<usize>>,
    /// Rows of the inner variables: the words and masks of each value.
    inner_rows: Vec<Vec<Vec<(u16, u64)>>>,
    /// Per party with a reservation: the points of the inner variables, a lane.
    inner_points: Vec<Vec<f64>>,
}

impl<'a> Walk<'a> {
    /// Prepares a walk.
    #[must_use]
    pub fn new(judge: &'a Judge<'a>) -> Self {
        let domains = judge.lowered.formulas.domains();
        let layout = Layout::new(domains, LANES as u32);
        let mut atoms_of = vec![Vec::new(); domains.len()];
        for (at, atom) in judge.program.atoms().iter().enumerate() {
            atoms_of[atom.variable].push(at);
        }
        let first = layout.place(0);
        let n_inner = layout.n_inner();
        let mut inner_rows = vec![Vec::new(); domains.len()];
        for variable in layout.inner()..domains.len() {
            let mut rows = vec![Vec::new(); domains[variable].len() as usize];
            // The paged variable repeats the inner ones as often as a page has values.
            for lane in 0..LANES as u32 / n_inner * n_inner {
                let row: &mut Vec<(u16, u64)> =
                    &mut rows[(layout.value(&first, variable, lane) - domains[variable].first) as usize];
                let (word, bit) = ((lane / 64) as u16, 1 << (lane % 64));
                match row.last_mut() {
                    Some((at, mask)) if *at == word => *mask |= bit,
                    _ => row.push((word, bit)),
                }
            }
            inner_rows[variable] = rows;
        }
        let inner_points = judge.parties.iter().map(|party| {
            if party.reservation.is_none() {
                return Vec::new();
            }
            let points = |lane: u32| {
                (layout.inner()..domains.len()).fold(0.0, |total, variable| {
                    let value = layout.value(&first, variable, lane % n_inner);
                    total + party.points[variable].get(value as usize).copied().unwrap_or(0.0)
                })
            };
            (0..LANES as u32).map(points).collect()
        });
        let inner_points = inner_points.collect();
        Self { judge, layout, atoms_of, inner_rows, inner_points }
    }

    /// Walks through all tiles with a visitor a strand; gives them in order, and whether the walk was finished.
    pub fn run<V: Visitor>(
        &self,
        effort: &Effort,
        deadline: Deadline,
        bytes: u64,
        visitor: impl Fn() -> V + Sync,
    ) -> (Vec<V>, bool) {
        let n_tiles = self.layout.n_tiles();
        let affordable = effort.memory_limit / 2 / bytes.max(1);
        let n_strands = MAX_STRANDS.min(affordable.max(1)).min(n_tiles.max(1));
        let strand = |at: u64| (n_tiles / n_strands) * at + (n_tiles % n_strands).min(at);
        let limit = Limit::new(&effort.watch, deadline);
        let results: Vec<(V, bool)> = (0..n_strands)
            .into_par_iter()
            .map(|at| self.strand(effort, &limit, strand(at)..strand(at + 1), visitor()))
            .collect();
        let whole = results.iter().all(|(_, whole)| *whole);
        (results.into_iter().map(|(visitor, _)| visitor).collect(), whole)
    }

    fn strand<V: Visitor>(
        &self,
        effort: &Effort,
        limit: &Limit,
        tiles: std::ops::Range<u64>,
        mut visitor: V,
    ) -> (V, bool) {
        let mut bench = self.judge.bench();
        let mut last: Option<Place> = None;
        let mut done = 0;
        let mut pace = limit.pace();
        for tile in tiles {
            if done % 64 == 0 && done > 0 {
                effort.watch.advance(64 * LANES as u64);
            }
            // The first tile is always looked at: so what one tile holds is answered, however little time there is.
            if done > 0 && pace.is_over() {
                effort.watch.advance((done % 64) * LANES as u64);
                return (visitor, false);
            }
            done += 1;
            let place = self.layout.place(tile);
            self.lay_out(&mut bench, &place, last.as_ref());
            if self.judge.judge_coherence(&mut bench) {
                self.lay_out_points(&mut bench, &place);
                visitor.visit(self, &mut bench, &place);
            }
            last = Some(place);
        }
        effort.watch.advance((done % 64) * LANES as u64);
        visitor.finish(self);
        (visitor, true)
    }

    /// Fills in the atoms that changed since the last tile.
    fn lay_out(&self, bench: &mut Bench, place: &Place, last: Option<&Place>) {
        let atoms = self.judge.program.atoms();
        for (variable, value) in place.outer.iter().enumerate() {
            if last.is_some_and(|last| last.outer[variable] == *value) {
                continue;
            }
            for at in &self.atoms_of[variable] {
                let signal = if atoms[*at].set.contains(*value) { Signal::True } else { Signal::False };
                bench.planes.set_signal(atoms[*at].slot, signal);
            }
        }
        let lanes = self.layout.n_lanes(place);
        bench.words = lanes.div_ceil(64) as usize;
        if last.is_none_or(|last| last.page != place.page) {
            bench.valid.fill(0);
            crate::space::layout::set_run(&mut bench.valid, 0, lanes);
            if let Some(paged) = self.layout.paged() {
                self.fill(bench, place, paged);
            }
        }
        if last.is_none() {
            let widest = Place { outer: place.outer.clone(), page: (0, LANES as u32 / self.layout.n_inner()) };
            for variable in self.layout.inner()..self.atoms_of.len() {
                self.fill(bench, &widest, variable);
            }
        }
    }

    fn fill(&self, bench: &mut Bench, place: &Place, variable: usize) {
        for at in &self.atoms_of[variable] {
            let atom = &self.judge.program.atoms()[*at];
            self.layout.fill(place, variable, &atom.set, bench.planes.plane_mut(atom.slot));
        }
    }

    fn lay_out_points(&self, bench: &mut Bench, place: &Place) {
        let n_inner = self.layout.n_inner() as usize;
        for (at, party) in self.judge.parties.iter().enumerate() {
            if party.reservation.is_none() {
                continue;
            }
            let of = |variable: usize, value: u32| party.points[variable].get(value as usize).copied().unwrap_or(0.0);
            let base =
                place.outer.iter().enumerate().fold(0.0, |total, (variable, value)| total + of(variable, *value));
            let inner = &self.inner_points[at];
            match self.layout.paged() {
                None => {
                    for (out, inner) in bench.utility[at].iter_mut().zip(inner) {
                        *out = base + inner;
                    }
                }
                Some(paged) => {
                    let values = place.page.0..place.page.1;
                    for (value, chunk) in values.zip(bench.utility[at].chunks_mut(n_inner)) {
                        let base = base + of(paged, value);
                        for (out, inner) in chunk.iter_mut().zip(inner) {
                            *out = base + inner;
                        }
                    }
                }
            }
        }
    }
}

/// The visitor that counts everything `zopa run` reports.
#[derive(Debug)]
pub struct Counting {
    /// What was counted.
    pub tally: Tally,
    /// Sums of P(d agreed) a lane, over all tiles: the inner variables have the same values there in every tile.
    lane_sum: Vec<f64>,
    lane_best: Vec<f64>,
}

impl Counting {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(walk: &Walk, top: usize) -> Self {
        let n_values = n_values(walk.judge);
        Self { tally: Tally::new(walk.judge, &n_values, top), lane_sum: vec![0.0; LANES], lane_best: vec![0.0; LANES] }
    }

    /// How many bytes one takes, roughly.
    #[must_use]
    pub fn size(walk: &Walk) -> u64 {
        Tally::size(walk.judge, &n_values(walk.judge)) + 1_000_000
    }
}

/// How many values each variable has.
#[must_use]
pub fn n_values(judge: &Judge) -> Vec<u32> {
    judge.lowered.formulas.domains().iter().map(|domain| domain.len()).collect()
}

impl Visitor for Counting {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place) {
        let judge = walk.judge;
        judge.judge(bench);
        judge.judge_pivots(bench);
        judge.judge_probability(bench);
        let sums = self.tally.add(judge, bench);
        let domains = judge.lowered.formulas.domains();
        for (variable, value) in place.outer.iter().enumerate() {
            let row = (variable, (value - domains[variable].first) as usize);
            self.tally.add_row(judge, bench, &sums, row, Cover::All);
            self.tally.add_row_probability(row, sums.sum, sums.highest);
        }
        if let Some(paged) = walk.layout.paged() {
            let n_inner = walk.layout.n_inner();
            let mut words = Vec::with_capacity(WORDS);
            for (at, value) in (place.page.0..place.page.1).enumerate() {
                words.clear();
                let (from, to) = (at as u32 * n_inner, (at as u32 + 1) * n_inner);
                for word in from / 64..to.div_ceil(64) {
                    let mut mask = [0_u64];
                    crate::space::layout::set_run(&mut mask, from.saturating_sub(word * 64), (to - word * 64).min(64));
                    words.push((word as u16, mask[0]));
                }
                let row = (paged, (value - domains[paged].first) as usize);
                self.tally.add_row(judge, bench, &sums, row, Cover::Words(&words));
                let (mut sum, mut highest) = (0.0, 0.0_f64);
                for (word, mask) in &words {
                    each(bench.likely[*word as usize] & mask, |bit| {
                        let p = bench.probability[*word as usize * 64 + bit];
                        sum += p;
                        highest = highest.max(p);
                    });
                }
                self.tally.add_row_probability(row, sum, highest);
            }
        }
        for variable in walk.layout.inner()..domains.len() {
            for (row, words) in walk.inner_rows[variable].iter().enumerate() {
                let used = words.partition_point(|(at, _)| (*at as usize) < bench.words);
                self.tally.add_row(judge, bench, &sums, (variable, row), Cover::Words(&words[..used]));
            }
        }
        for at in 0..bench.words {
            each(bench.likely[at], |bit| {
                let lane = at * 64 + bit;
                let p = bench.probability[lane];
                self.lane_sum[lane] += p;
                self.lane_best[lane] = self.lane_best[lane].max(p);
                if self.tally.best.admits(p, true) {
                    self.tally.best.offer(p, walk.layout.values(place, lane as u32));
                }
            });
        }
    }

    fn finish(&mut self, walk: &Walk) {
        for variable in walk.layout.inner()..walk.inner_rows.len() {
            for (row, words) in walk.inner_rows[variable].iter().enumerate() {
                let (mut sum, mut highest) = (0.0, 0.0_f64);
                for (word, mask) in words {
                    each(*mask, |bit| {
                        let lane = *word as usize * 64 + bit;
                        sum += self.lane_sum[lane];
                        highest = highest.max(self.lane_best[lane]);
                    });
                }
                self.tally.add_row_probability((variable, row), sum, highest);
            }
        }
    }
}

/// Calls for each bit of a word, lowest first.
pub(crate) fn each(word: u64, mut found: impl FnMut(usize)) {
    let mut rest = word;
    while rest != 0 {
        found(rest.trailing_zeros() as usize);
        rest &= rest - 1;
    }
}
