//! Layers taken together: one arc for every way through several of them that ends in the same state.
//!
//! A deal that goes down five small layers looks up an arc and a value five times. Where the ways through all five are few,
//! they are listed once: for a state and a state five layers on, the list of the values that lead from the one to the other.
//! As many deals go on from each of them, so each is as likely as the next, and one lookup does for five.
//!
//! Example: of works in a row no two neighbors are built. From "the last one is not" to "it is not", two layers have the ways
//! 00 and 10; to "it is" one, 01.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers, states and sets are counted here")]

use crate::space::digits::Digits;
use std::collections::BTreeMap;

/// The arcs from one layer to the next, as whoever made the graph knows them. The first layer has one state, or none.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The variable that is settled here.
    pub variable: usize,
    /// The values of each class, counted from the first of the variable's domain.
    pub classes: Vec<Vec<u32>>,
    /// Where the arcs of each state begin, and at the end how many there are.
    pub first: Vec<u32>,
    /// The state of the next layer.
    pub to: Vec<u32>,
    /// The class.
    pub class: Vec<u32>,
}

/// Values of the sets of one layer at most where classes, or layers, are taken together: 64 KB.
const MAX_VALUES: usize = 1 << 13;
/// Arcs of layers taken together at most.
const MAX_ARCS: usize = 1 << 12;
/// Pairs of arcs that are looked at to take two layers together.
const MAX_PAIRS: usize = 1 << 16;

/// One layer, or several in a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    /// Which digit of a deal each bit of a value is, lowest first.
    pub(super) digits: Vec<usize>,
    /// Where the arcs of each state begin, and at the end how many there are.
    pub(super) first: Vec<u32>,
    /// The state each arc leads to, and its set of values.
    pub(super) arcs: Vec<(u32, u32)>,
    /// The values, as bits.
    pub(super) sets: Vec<Vec<u64>>,
}

/// The layers, as many together as stay small. Arcs from which no deal goes on are left out.
pub(super) fn joined(layers: &[Layer], n_last: usize, digits: &Digits) -> Vec<Joined> {
    let mut alive = vec![vec![true; n_last]];
    for layer in layers.iter().rev() {
        let last = &alive[alive.len() - 1];
        let goes_on = |ends: &[u32]| (ends[0]..ends[1]).any(|arc| last[layer.to[arc as usize] as usize]);
        let here = layer.first.windows(2).map(goes_on).collect();
        alive.push(here);
    }
    alive.reverse();
    let mut all: Vec<Joined> = Vec::new();
    for (layer, alive) in layers.iter().zip(&alive[1..]) {
        let one = Joined::new(layer, alive, digits);
        match all.last().and_then(|last| last.join(&one)) {
            Some(both) => {
                all.pop();
                all.push(both);
            }
            None => all.push(one),
        }
    }
    all
}

impl Joined {
    /// One layer; what leads to the same state is one arc with the values of all its classes, where that takes little room.
    fn new(layer: &Layer, alive: &[bool], digits: &Digits) -> Self {
        let n_values: usize = layer.classes.iter().map(Vec::len).sum();
        let mut made = Self { digits: digits.of(layer.variable).collect(), ..Self::default() };
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut n_listed = 0;
        for ends in layer.first.windows(2) {
            made.first.push(made.arcs.len() as u32);
            let mut ways: Vec<(u32, u32)> = (ends[0] as usize..ends[1] as usize)
                .map(|arc| (layer.to[arc], layer.class[arc]))
                .filter(|(to, _)| alive[*to as usize])
                .collect();
            ways.sort_unstable();
            let unites = n_listed + n_values <= MAX_VALUES;
            for group in ways.chunk_by(|one, next| unites && one.0 == next.0) {
                let classes: Vec<u32> = group.iter().map(|(_, class)| *class).collect();
                let set = *known.entry(classes).or_insert_with_key(|classes| {
                    let values = classes.iter().flat_map(|class| &layer.classes[*class as usize]);
                    let values: Vec<u64> = values.map(|value| u64::from(*value)).collect();
                    n_listed += values.len();
                    made.sets.push(values);
                    made.sets.len() as u32 - 1
                });
                made.arcs.push((group[0].0, set));
            }
        }
        made.first.push(made.arcs.len() as u32);
        made
    }

    fn arcs_of(&self, state: u32) -> &[(u32, u32)] {
        &self.arcs[self.first[state as usize] as usize..self.first[state as usize + 1] as usize]
    }

    /// This one and the next taken together; none if that takes much room.
    fn join(&self, next: &Self) -> Option<Self> {
        let n_pairs: usize = self.arcs.iter().map(|(to, _)| next.arcs_of(*to).len()).sum();
        if self.digits.len() + next.digits.len() > 64 || n_pairs > MAX_PAIRS {
            return None;
        }
        let n_bits = self.digits.len() as u32;
        let mut made = Self { digits: self.digits.iter().chain(&next.digits).copied().collect(), ..Self::default() };
        // Sets by what they are made of: the same pairs of sets are the same values.
        let mut known: BTreeMap<Vec<(u32, u32)>, u32> = BTreeMap::new();
        let mut n_listed = 0;
        for state in 0..self.first.len() as u32 - 1 {
            made.first.push(made.arcs.len() as u32);
            let mut ways: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
            for (to, one) in self.arcs_of(state) {
                for (end, other) in next.arcs_of(*to) {
                    ways.entry(*end).or_default().push((*one, *other));
                }
            }
            for (end, mut pairs) in ways {
                pairs.sort_unstable();
                let n_values =
                    |(one, other): &(u32, u32)| self.sets[*one as usize].len() * next.sets[*other as usize].len();
                let set = match known.get(&pairs) {
                    Some(set) => *set,
                    None => {
                        n_listed += pairs.iter().map(n_values).sum::<usize>();
                        if n_listed > MAX_VALUES {
                            return None;
                        }
                        let of_pair = |(one, other): &(u32, u32)| {
                            let (one, other) = (&self.sets[*one as usize], &next.sets[*other as usize]);
                            one.iter().flat_map(|low| {
                                other.iter().map(move |high| low | high.checked_shl(n_bits).unwrap_or(0))
                            })
                        };
                        made.sets.push(pairs.iter().flat_map(of_pair).collect());
                        let set = made.sets.len() as u32 - 1;
                        known.insert(pairs, set);
                        set
                    }
                };
                made.arcs.push((end, set));
            }
            if made.arcs.len() > MAX_ARCS {
                return None;
            }
        }
        made.first.push(made.arcs.len() as u32);
        Some(made)
    }
}
