//! **simulate**: random proposals in random worlds, in parallel.
//!
//! Proposals are drawn in blocks of 4,096, each block from generators of its own, seeded by (seed, block), so that the same
//! seed gives the same proposals on any number of threads. Every proposal is judged as it stands (all lines held), and
//! either counts as much as it is probable, or meets one random world in which each line it crosses is held or not by its
//! firmness. Where nothing but these two figures is asked for and everyone is needed, `engine::draw::lean` is many times faster.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes and rows are counted by the bench")]

use crate::engine::ask::answer::Share;
use crate::engine::ask::effort::{Effort, Worlds};
use crate::engine::ask::instructions::chosen;
use crate::engine::ask::limit::Deadline;
use crate::engine::draw::lean::kernel::Plan;
use crate::engine::draw::lean::simulation::draw;
use crate::engine::draw::row_tally::{NarrowRows, RowTable};
use crate::engine::tile::judge::{Bench, Judge, LANES, PartyPlan, WORDS};
use crate::engine::tile::tally::Tally;
use crate::engine::tile::walk::n_values;
use crate::rule::agreement::AgreementRule;
use crate::rule::kernel::Planes;
use crate::rule::lower::Lowered;
use crate::space::digits::Digits;
use crate::space::draw::{Drawer, bits, coins};
use crate::space::lanes::Lanes;
use crate::space::near::NearDrawer;
use rayon::prelude::*;

/// How many strands the blocks are cut into at most.
const MAX_STRANDS: u64 = 64;
/// A strand that found no coherent deal in so many blocks gives up.
const HOPELESS_BLOCKS: u64 = 4;

/// Where proposals come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Uniform over the coherent deals.
    Coherent(Drawer),
    /// Uniform over the coherent deals near a draft.
    Near(NearDrawer),
}

impl Source {
    /// Whether every value is free.
    pub(crate) fn is_free(&self) -> bool {
        matches!(self, Self::Coherent(drawer) if drawer.is_free())
    }

    pub(crate) fn scratch(&self) -> Vec<Planes> {
        match self {
            Self::Coherent(drawer) => drawer.scratch(),
            Self::Near(_) => Vec::new(),
        }
    }

    /// Draws 64 proposals; gives those that are there, as bits.
    pub(crate) fn draw(
        &self,
        lowered: &Lowered,
        generator: &mut Lanes,
        scratch: &mut [Planes],
        words: &mut [u64],
    ) -> u64 {
        match self {
            Self::Coherent(drawer) => drawer.draw(generator, scratch, words),
            Self::Near(drawer) => drawer.draw(lowered, generator, words),
        }
    }
}

/// What the firmness of the lines made of the proposals.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum InWorlds {
    /// So many are agreed in their random world.
    Drawn(u64),
    /// The sum of P(agreed), and of its squares.
    Product(f64, f64),
}

impl InWorlds {
    /// The mean of P(agreed) over so many proposals.
    #[must_use]
    pub fn share(self, proposals: u64) -> Share {
        #[expect(clippy::cast_precision_loss, reason = "numbers of samples stay far below 2^53")]
        match self {
            Self::Drawn(agreed) => Share::sampled(agreed as f64, proposals),
            Self::Product(sum, squares) => Share::averaged(sum, squares, proposals),
        }
    }
}

/// What a simulation counted: the tally's `coherent` is the number of proposals.
#[derive(Debug)]
pub struct Simulated {
    /// What was counted; rows and best deals only in a full simulation.
    pub tally: Tally,
    /// What firmness makes of it.
    pub in_worlds: InWorlds,
    /// Whether all proposals that were asked for were drawn.
    pub whole: bool,
}

/// Draws and judges proposals.
#[derive(Debug)]
pub struct Simulator<'a> {
    judge: &'a Judge<'a>,
    source: &'a Source,
    /// Whether values, demands and best deals are tallied too.
    full: bool,
    top: usize,
    digits: Digits,
    /// Per variable: whether its values are few enough for a plane each.
    narrow: Vec<bool>,
    /// Per variable: whether its value is needed lane by lane, for points or for a row of each of many values.
    by_lane: Vec<bool>,
    rows: NarrowRows,
}

/// What a thread draws on.
struct Table {
    bench: Bench,
    scratch: Vec<Planes>,
    /// One word a digit, as drawn.
    words: Vec<u64>,
    /// One plane a digit.
    digits: Vec<[u64; WORDS]>,
    /// Per variable that is needed so: the value on each lane.
    lanes: Vec<Vec<u32>>,
    rows: RowTable,
}

impl<'a> Simulator<'a> {
    /// Prepares a simulation.
    #[must_use]
    pub fn new(judge: &'a Judge<'a>, source: &'a Source, full: bool, top: usize) -> Self {
        let domains = judge.lowered.formulas.domains();
        let narrow: Vec<bool> = domains.iter().map(|domain| domain.len() <= 64).collect();
        let has_points = |variable: usize| {
            let of_party = |party: &PartyPlan| {
                party.reservation.is_some() && party.points[variable].iter().any(|points| *points != 0.0)
            };
            judge.parties.iter().any(of_party)
        };
        let by_lane = (0..domains.len()).map(|variable| has_points(variable) || (full && !narrow[variable])).collect();
        let few = narrow.iter().enumerate().filter(|(_, narrow)| full && **narrow);
        let rows = NarrowRows::new(few.map(|(variable, _)| (variable, domains[variable].len())));
        Self { judge, source, full, top, digits: Digits::new(domains), narrow, by_lane, rows }
    }

    /// Draws and judges so many proposals.
    #[must_use]
    pub fn run(&self, effort: &Effort, deadline: Deadline, samples: u64) -> Simulated {
        // Without weights that are told apart one by one, a proposal's probability is to be had.
        let is_product = effort.worlds == Worlds::Product && !matches!(self.judge.rule, AgreementRule::Direct);
        let worlds = if is_product { Worlds::Product } else { Worlds::Drawn };
        if !self.full
            && let Some(plan) = Plan::new(self.judge, self.source, Some(worlds))
        {
            let (drawn, whole) = draw(&plan, chosen(), effort, deadline, samples);
            let mut tally = Tally::new(self.judge, &[], 0);
            (tally.coherent, tally.agreed) = (drawn.proposals, drawn.agreed);
            let in_worlds = match worlds {
                Worlds::Product => InWorlds::Product(drawn.sum, drawn.squares),
                Worlds::Drawn => InWorlds::Drawn(drawn.in_world),
            };
            return Simulated { tally, in_worlds, whole };
        }
        let n_values = if self.full { n_values(self.judge) } else { Vec::new() };
        let n_blocks = samples.div_ceil(LANES as u64);
        let bytes = Tally::size(self.judge, &n_values) + 1_000_000;
        let affordable = effort.memory_limit / 2 / bytes;
        let n_strands = MAX_STRANDS.min(affordable.max(1)).min(n_blocks.max(1));
        let cut = |at: u64| (n_blocks / n_strands) * at + (n_blocks % n_strands).min(at);
        let strands: Vec<(Tally, bool)> = (0..n_strands)
            .into_par_iter()
            .map(|at| self.strand(effort, (deadline, worlds), samples, cut(at)..cut(at + 1), &n_values))
            .collect();
        let whole = strands.iter().all(|(_, whole)| *whole);
        let mut tally = Tally::new(self.judge, &n_values, self.top);
        for (strand, _) in strands {
            tally.merge(strand);
        }
        let in_worlds = match worlds {
            Worlds::Product => InWorlds::Product(tally.sum, tally.squares),
            Worlds::Drawn => InWorlds::Drawn(tally.agreed_in_world),
        };
        Simulated { tally, in_worlds, whole }
    }

    fn strand(
        &self,
        effort: &Effort,
        (deadline, worlds): (Deadline, Worlds),
        samples: u64,
        blocks: std::ops::Range<u64>,
        n_values: &[u32],
    ) -> (Tally, bool) {
        let mut tally = Tally::new(self.judge, n_values, self.top).without_proofs();
        let mut table = self.table();
        let first = blocks.start;
        for block in blocks {
            if effort.watch.is_stopped() || deadline.has_passed() {
                return (tally, false);
            }
            let wanted = (samples - block * LANES as u64).min(LANES as u64);
            self.block((effort.seed, block), worlds, wanted, &mut table, &mut tally);
            effort.watch.advance(wanted);
            if tally.coherent == 0 && block + 1 - first >= HOPELESS_BLOCKS {
                return (tally, true);
            }
        }
        (tally, true)
    }

    fn table(&self) -> Table {
        let lanes = self.by_lane.iter().map(|needed| vec![0; if *needed { LANES } else { 0 }]);
        Table {
            bench: self.judge.bench(),
            scratch: self.source.scratch(),
            words: vec![0; self.digits.len()],
            digits: vec![[0; WORDS]; self.digits.len()],
            lanes: lanes.collect(),
            rows: self.rows.table(self.judge),
        }
    }

    fn block(&self, (seed, block): (u64, u64), worlds: Worlds, wanted: u64, table: &mut Table, tally: &mut Tally) {
        let mut generator = Lanes::new(seed, block, self.judge.vectors.set);
        let lowered = self.judge.lowered;
        table.bench.words = wanted.div_ceil(64) as usize;
        for at in 0..table.bench.words {
            let found = self.source.draw(lowered, &mut generator, &mut table.scratch, &mut table.words);
            let here = (wanted - at as u64 * 64).min(64);
            let mask = if here == 64 { u64::MAX } else { (1 << here) - 1 };
            table.bench.valid[at] = found & mask;
            for (plane, word) in table.digits.iter_mut().zip(&table.words) {
                plane[at] = *word;
            }
            self.lay_out_lanes(table, at);
        }
        self.lay_out_atoms(table);
        self.lay_out_points(table);
        let bench = &mut table.bench;
        // INVARIANT: what the source draws is coherent; judged all the same, as the check on the source.
        if !self.judge.judge_coherence(bench) {
            return;
        }
        self.judge.judge(bench);
        if self.full {
            self.judge.judge_pivots(bench);
        }
        if self.full || worlds == Worlds::Product {
            self.judge.judge_probability(bench);
        } else {
            bench.likely.fill(0);
            bench.party_sum.fill(0.0);
        }
        let _of_the_block = tally.add(self.judge, bench);
        if worlds == Worlds::Drawn {
            tally.agreed_in_world += self.worlds(bench, &mut generator);
        }
        if self.full {
            let digits = (&self.digits, table.digits.as_slice());
            self.rows.add(self.judge, &table.bench, digits, &mut table.rows, tally);
            self.add_wide_rows(table, tally);
            self.add_best(table, tally);
        }
    }

    /// Reads the values of one word lane by lane, where they are needed so.
    fn lay_out_lanes(&self, table: &mut Table, at: usize) {
        for (variable, lanes) in table.lanes.iter_mut().enumerate().filter(|(_, lanes)| !lanes.is_empty()) {
            let lanes = &mut lanes[at * 64..][..64];
            lanes.fill(self.judge.lowered.formulas.domains()[variable].first);
            for (digit, word) in table.words[self.digits.of(variable)].iter().enumerate() {
                for (lane, value) in lanes.iter_mut().enumerate() {
                    *value += ((word >> lane & 1) as u32) << digit;
                }
            }
        }
    }

    fn lay_out_atoms(&self, table: &mut Table) {
        for atom in self.judge.program.atoms() {
            self.digits.fill(&table.digits, atom.variable, &atom.set, table.bench.planes.plane_mut(atom.slot));
        }
    }

    fn lay_out_points(&self, table: &mut Table) {
        for (place, party) in self.judge.parties.iter().enumerate() {
            if party.reservation.is_none() {
                continue;
            }
            let utility = &mut table.bench.utility[place];
            utility.fill(0.0);
            for (variable, points) in party.points.iter().enumerate() {
                if points.iter().any(|points| *points != 0.0) {
                    // INVARIANT: `by_lane` is set for every variable with points of a party that has a reservation.
                    for (out, value) in utility.iter_mut().zip(&table.lanes[variable]) {
                        *out += points.get(*value as usize).copied().unwrap_or(0.0);
                    }
                }
            }
        }
    }

    /// How many proposals of the bench are agreed, each in a random world of its own.
    fn worlds(&self, bench: &mut Bench, generator: &mut Lanes) -> u64 {
        let mut agreed = 0;
        let mut refused = vec![0_u64; self.judge.parties.len()];
        for at in 0..bench.words {
            let coherent = bench.coherent[at];
            if coherent == 0 {
                continue;
            }
            for (place, party) in self.judge.parties.iter().enumerate() {
                refused[place] =
                    party.reservation.map_or(0, |_| bench.planes.word(bench.planes.extra(place as u32), at));
                if !party.signs {
                    continue;
                }
                for line in &party.lines {
                    let crossed = bench.planes.word(line.slot, at) & coherent & !refused[place];
                    if crossed != 0 {
                        refused[place] |= crossed & !coins(generator, line.gives_way);
                    }
                }
            }
            let word = self.judge.decide(bench, at, &|_, party| !refused[crate::scenario::id::Id::place(party)]);
            agreed += u64::from((word & coherent).count_ones());
        }
        agreed
    }

    /// Adds the values of variables of many values, proposal by proposal.
    fn add_wide_rows(&self, table: &Table, tally: &mut Tally) {
        let bench = &table.bench;
        let mut accepted = vec![0; self.judge.parties.len()];
        for (variable, lanes) in table.lanes.iter().enumerate().filter(|(at, _)| !self.narrow[*at]) {
            let first = self.judge.lowered.formulas.domains()[variable].first;
            for at in 0..bench.words {
                for bit in bits(bench.coherent[at]) {
                    let row = (variable, (lanes[at * 64 + bit] - first) as usize);
                    for (accepted, refused) in accepted.iter_mut().zip(&bench.refused) {
                        *accepted = !refused[at] >> bit & 1;
                    }
                    tally.add_counts(row, (1, bench.agreed[at] >> bit & 1), &accepted);
                    if bench.likely[at] >> bit & 1 == 1 {
                        let p = bench.probability[at * 64 + bit];
                        tally.add_row_probability(row, p, p);
                    }
                }
            }
        }
    }

    fn add_best(&self, table: &Table, tally: &mut Tally) {
        for at in 0..table.bench.words {
            for bit in bits(table.bench.likely[at]) {
                let lane = at * 64 + bit;
                let p = table.bench.probability[lane];
                if !tally.best.admits(p, false) {
                    continue;
                }
                let words: Vec<u64> = table.digits.iter().map(|plane| plane[at]).collect();
                let value = |variable: usize| self.digits.value(&words, variable, bit);
                let n_variables = self.narrow.len();
                // Most ties are with deals already kept, or come after the last of them.
                let last = tally.best.list().last().filter(|_| tally.best.is_full());
                let behind = last.is_some_and(|last| {
                    p <= last.probability && (0..n_variables).map(value).cmp(last.values.iter().copied()).is_ge()
                });
                if !behind {
                    tally.best.offer(p, (0..n_variables).map(value).collect());
                }
            }
        }
    }
}
