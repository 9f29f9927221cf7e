//! The rows of a simulation: what the proposals of a block with each value of each issue come to.
//!
//! Proposals stand one bit each, so that those with one value are a plane, the conjunction of its digits, and a count is a
//! conjunction and the number of its bits. Sums of probabilities are taken for 64 rows at a time: turned about their diagonal,
//! 64 planes say for each proposal which rows it is a member of, and its probability is added to all of them at once. Each
//! row still adds its proposals one by one in their order, so that sums do not depend on how it is done.
#![expect(clippy::indexing_slicing, reason = "a kernel: rows, digits and words are counted by their makers")]

use crate::engine::tile::judge::{Bench, Judge, WORDS};
use crate::engine::tile::tally::Tally;
use crate::space::digits::{Digits, transpose};
use crate::space::draw::bits;

/// The rows of all variables of few values.
#[derive(Clone, Debug)]
pub struct NarrowRows {
    /// Variable and value, counted from the first of its domain.
    rows: Vec<(usize, u32)>,
}

/// What one thread counts rows on.
#[derive(Debug)]
pub struct RowTable {
    /// The proposals with each of 64 values.
    planes: Vec<[u64; WORDS]>,
    /// For each party the proposals that it accepts.
    accepted: Vec<[u64; WORDS]>,
    counts: Vec<u64>,
}

impl NarrowRows {
    /// The rows of these variables, of this many values each.
    #[must_use]
    pub fn new(variables: impl IntoIterator<Item = (usize, u32)>) -> Self {
        let rows = variables.into_iter().flat_map(|(variable, n)| (0..n).map(move |value| (variable, value)));
        Self { rows: rows.collect() }
    }

    /// Room for one thread.
    #[must_use]
    pub fn table(&self, judge: &Judge) -> RowTable {
        let n_parties = judge.parties.len();
        RowTable { planes: vec![[0; WORDS]; 64], accepted: vec![[0; WORDS]; n_parties], counts: vec![0; n_parties] }
    }

    /// Adds a judged block to the tally; `planes` are the digits of its proposals.
    pub fn add(
        &self,
        judge: &Judge,
        bench: &Bench,
        (digits, planes): (&Digits, &[[u64; WORDS]]),
        table: &mut RowTable,
        tally: &mut Tally,
    ) {
        let (vectors, words) = (judge.vectors, bench.words);
        for (accepted, refused) in table.accepted.iter_mut().zip(&bench.refused) {
            for ((accepted, refused), coherent) in accepted.iter_mut().zip(refused).zip(&bench.coherent) {
                *accepted = coherent & !refused;
            }
        }
        for rows in self.rows.chunks(64) {
            for ((variable, value), plane) in rows.iter().zip(&mut table.planes) {
                digits.having(planes, *variable, *value, plane);
                let plane = &plane[..words];
                for (count, accepted) in table.counts.iter_mut().zip(&table.accepted) {
                    *count = (vectors.common)(plane, &accepted[..words]);
                }
                let (deals, agreed) =
                    ((vectors.common)(plane, &bench.coherent), (vectors.common)(plane, &bench.agreed));
                tally.add_counts((*variable, *value as usize), (deals, agreed), &table.counts);
            }
            self.add_probabilities(judge, bench, rows, table, tally);
        }
    }

    fn add_probabilities(
        &self,
        judge: &Judge,
        bench: &Bench,
        rows: &[(usize, u32)],
        table: &mut RowTable,
        tally: &mut Tally,
    ) {
        let (mut sums, mut highest) = ([0.0; 64], [0.0_f64; 64]);
        // What is no higher than the highest of every row so far changes none.
        let so_far = rows.iter().map(|(variable, value)| tally.rows[*variable].best[*value as usize]);
        let lowest = so_far.fold(f64::INFINITY, f64::min);
        for at in (0..bench.words).filter(|at| bench.likely[*at] != 0) {
            let Some(lanes) = bench.probability[at * 64..].first_chunk() else { continue };
            let mut members = [0; 64];
            for (members, plane) in members.iter_mut().zip(&table.planes[..rows.len()]) {
                *members = plane[at];
            }
            transpose(&mut members);
            (judge.vectors.spread)(&members, bench.likely[at], lanes, &mut sums);
            for lane in bits((judge.vectors.above)(lanes, lowest) & bench.likely[at]) {
                for row in bits(members[lane]) {
                    highest[row] = highest[row].max(lanes[lane]);
                }
            }
        }
        for (((variable, value), sum), highest) in rows.iter().zip(sums).zip(highest) {
            tally.add_row_probability((*variable, *value as usize), sum, highest);
        }
    }
}
