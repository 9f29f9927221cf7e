//! Variables and the rules over them, as whoever orders the variables sees them.

/// Units of a bit, in which the rules add up.
pub(super) const UNITS: f64 = 64.0;
/// What an open rule adds to the states where all add the same, as measured on the synthetic scenarios: 0.55 bits.
pub(super) const SAME: i32 = 35;
/// What a conjunction adds after one test, two, three and four.
pub(super) const BY_TESTS: [i32; 4] = [37, 24, 12, 6];

/// What is known of the variables and the rules over them.
#[derive(Clone, Debug)]
pub struct Hypergraph {
    /// log2 of the number of classes of each variable.
    pub bits: Vec<f64>,
    /// The variables of each rule.
    pub rules: Vec<Vec<usize>>,
}

impl Hypergraph {
    /// How many looks at a variable of a rule one look at an order takes.
    pub(super) fn looks(&self) -> u64 {
        (self.rules.iter().map(Vec::len).sum::<usize>() + 2 * self.bits.len() + self.rules.len()).max(1) as u64
    }
}

/// Swaps two places, or takes what stands at the one and puts it at the other; the other way round undoes it.
pub(super) fn moved(order: &mut [usize], from: usize, to: usize, is_swap: bool) {
    if is_swap {
        order.swap(from, to);
    } else if let Some(between) = order.get_mut(from.min(to)..=from.max(to)) {
        if from < to {
            between.rotate_left(1);
        } else {
            between.rotate_right(1);
        }
    }
}
