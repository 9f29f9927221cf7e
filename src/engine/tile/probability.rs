//! How likely each deal of a judged tile is agreed, each line held with its firmness.
//!
//! First every voice by itself: the product, over the lines that a deal crosses, of what each leaves. Then the agreement rule
//! over the voices of each world; and the worlds together, each weighed by how probable it is.
//!
//! Example: a deal crosses a line of firmness 0.9 in a world of probability 0.4 and nothing in the other: 0.4 · 0.1 + 0.6 = 0.64.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots and lanes are handed out by the buffers' owner")]

use crate::engine::tile::judge::{Bench, Judge};
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::lower::World;
use crate::scenario::id::{Id, PartyId};

impl Judge<'_> {
    /// Fills in P(d agreed) of every coherent deal and each party's sum, for the probabilities; nothing under
    /// [`AgreementRule::Direct`] but the parties' sums.
    pub fn judge_probability(&self, bench: &mut Bench) {
        bench.party_sum.fill(0.0);
        for at in 0..bench.words {
            bench.likely[at] = 0;
            let coherent = bench.coherent[at];
            if coherent == 0 {
                continue;
            }
            for voice in 0..self.voices.len() {
                self.weigh(bench, at, voice);
            }
            if let [world] = self.lowered.worlds.as_slice() {
                let mut product = [1.0_f64; 64];
                bench.likely[at] = self.likely_in(bench, at, world, &mut product);
                bench.probability[at * 64..][..64].copy_from_slice(&product);
                continue;
            }
            // From the first world on, by how far the others are from it: what is alike in all of them then stays as it is,
            // though their probabilities add up to 1 but for the last digit.
            let (mut first, mut sum) = ([0.0_f64; 64], [0.0_f64; 64]);
            for (place, world) in self.lowered.worlds.iter().enumerate() {
                let mut product = [1.0_f64; 64];
                let live = self.likely_in(bench, at, world, &mut product);
                bench.likely[at] |= live;
                for (lane, product) in product.iter_mut().enumerate() {
                    if live >> lane & 1 == 0 {
                        *product = 0.0;
                    }
                }
                if place == 0 {
                    (first, sum) = (product, product);
                    continue;
                }
                for ((sum, first), product) in sum.iter_mut().zip(&first).zip(&product) {
                    *sum = (*sum + world.probability * (product - first)).clamp(0.0, 1.0);
                }
            }
            bench.probability[at * 64..][..64].copy_from_slice(&sum);
        }
    }

    /// P(the voice accepts) of one word of deals, and their sum.
    fn weigh(&self, bench: &mut Bench, at: usize, place: usize) {
        let voice = &self.voices[place];
        let coherent = bench.coherent[at];
        let mut open = coherent & !self.below(place).map_or(0, |slot| bench.planes.word(slot, at));
        bench.soft.clear();
        for line in &voice.lines {
            let crossed = bench.planes.word(line.slot, at) & open;
            if crossed == 0 {
                continue;
            }
            if line.gives_way <= 0.0 {
                open &= !crossed;
                continue;
            }
            bench.soft.push((crossed, line.gives_way));
        }
        let is_soft = !bench.soft.is_empty();
        if is_soft {
            (self.vectors.multiply)(&bench.soft, &mut bench.lanes[place]);
        }
        let sum = if is_soft { (self.vectors.sum)(&bench.lanes[place], open) } else { f64::from(open.count_ones()) };
        let is_alone = self.parties[voice.party].voices.len() == 1;
        bench.party_sum[voice.party] += if is_alone { sum } else { voice.probability * sum };
        bench.open[place] = (open, is_soft);
        if matches!(self.rule, AgreementRule::Graph { .. }) {
            if !is_soft {
                bench.lanes[place] = [1.0; 64];
            }
            if open != u64::MAX {
                scale(&mut bench.lanes[place], !open, 0.0);
            }
        }
    }

    /// P(agreed) of one word of deals in one world, on lanes that hold 1; gives those above 0.
    fn likely_in(&self, bench: &mut Bench, at: usize, world: &World, lanes: &mut [f64; 64]) -> u64 {
        let coherent = bench.coherent[at];
        let voice = |party: PartyId| world.voices[party].place();
        match &self.rule {
            AgreementRule::Everyone(parties) => {
                let mut live = coherent;
                for party in parties {
                    let (open, is_soft) = bench.open[voice(*party)];
                    live &= open;
                    if is_soft && live != 0 {
                        for (product, lane) in lanes.iter_mut().zip(&bench.lanes[voice(*party)]) {
                            *product *= lane;
                        }
                    }
                }
                live
            }
            AgreementRule::Graph { nodes, root } => {
                for (place, node) in nodes.iter().enumerate() {
                    let (done, rest) = bench.graph_lanes.split_at_mut(place);
                    let p = &bench.lanes[voice(node.party)];
                    for (lane, out) in rest[0].iter_mut().enumerate() {
                        let read = |next: Next| match next {
                            Next::Agreed => 1.0,
                            Next::Failed => 0.0,
                            Next::Node(node) => done[node][lane],
                        };
                        *out = p[lane] * read(node.yes) + (1.0 - p[lane]) * read(node.no);
                    }
                }
                match root {
                    Next::Agreed => lanes.fill(1.0),
                    Next::Failed => lanes.fill(0.0),
                    Next::Node(node) => lanes.copy_from_slice(&bench.graph_lanes[*node]),
                }
                let mut likely = 0;
                for (lane, p) in lanes.iter().enumerate() {
                    likely |= u64::from(*p > 0.0) << lane;
                }
                likely & coherent
            }
            AgreementRule::Direct => 0,
        }
    }
}

/// Multiplies the lanes of the mask.
fn scale(lanes: &mut [f64; 64], mask: u64, factor: f64) {
    if mask.count_ones() < 12 {
        let mut rest = mask;
        while rest != 0 {
            lanes[rest.trailing_zeros() as usize] *= factor;
            rest &= rest - 1;
        }
        return;
    }
    for (lane, value) in lanes.iter_mut().enumerate() {
        *value *= if mask >> lane & 1 == 1 { factor } else { 1.0 };
    }
}
