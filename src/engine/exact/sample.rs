//! Deals drawn at random from a diagram, each as likely as the next, however rare they are.
//!
//! Every deal has a number from 0 to how many there are: at a state the deals of its first arc come first, in an arc those
//! with the first value of its class. A random number is turned into its deal by going down the layers once, with the counts
//! that the diagram has anyway. Nothing is drawn again, and no rounding tilts the draw: numbers and counts are whole.
//!
//! Example: 3 deals go on by the first arc and 5 by the second, whose class has one value. The number 4 is the second arc's
//! deal number 1.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::number::Number;
use num_bigint::BigUint;
use rand::Rng;

/// Draws from the agreed deals, or from the coherent ones.
pub struct Sampler<'e> {
    exact: &'e Exact<'e>,
    diagram: Diagram,
    /// How many deals go on from each state of each layer.
    after: Vec<Vec<BigUint>>,
}

impl Exact<'_> {
    /// Draws from the deals that are agreed in every world; every line held.
    ///
    /// # Errors
    /// Where the diagram is beyond its budget.
    pub fn agreed_sampler(&self) -> Result<Sampler<'_>, Declined> {
        Ok(self.sampler(self.diagram(&self.agreed(&|_| true), usize::MAX)?))
    }

    /// Draws from the coherent deals.
    ///
    /// # Errors
    /// Where the diagram is beyond its budget.
    pub fn coherent_sampler(&self) -> Result<Sampler<'_>, Declined> {
        Ok(self.sampler(self.diagram(&self.coherent(), usize::MAX)?))
    }

    fn sampler(&self, diagram: Diagram) -> Sampler<'_> {
        let mut after = vec![vec![BigUint::one(); diagram.n_states[diagram.layers.len()]]];
        for (level, arcs) in diagram.layers.iter().enumerate().rev() {
            let last = &after[after.len() - 1];
            let of_state = |state: usize| {
                let mut count = BigUint::ZERO;
                for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                    count += &last[arcs.to[arc] as usize] * self.sizes[level][arcs.class[arc] as usize];
                }
                count
            };
            let here = (0..diagram.n_states[level]).map(of_state).collect();
            after.push(here);
        }
        after.reverse();
        Sampler { exact: self, diagram, after }
    }
}

impl Sampler<'_> {
    /// How many deals there are.
    #[must_use]
    pub fn n_deals(&self) -> BigUint {
        self.after.first().and_then(|first| first.first()).cloned().unwrap_or(BigUint::ZERO)
    }

    /// A random deal, as values of the variables; none if there is none.
    pub fn draw(&self, random: &mut impl Rng) -> Option<Vec<u32>> {
        let n = self.n_deals();
        (n != BigUint::ZERO).then(|| self.deal(below(random, &n)))
    }

    /// The deal of a number below [`Sampler::n_deals`].
    fn deal(&self, mut number: BigUint) -> Vec<u32> {
        let mut values = vec![0; self.exact.order.len()];
        let mut state = 0;
        for (level, arcs) in self.diagram.layers.iter().enumerate() {
            let variable = self.exact.order[level];
            for arc in arcs.first[state] as usize..arcs.first[state + 1] as usize {
                let (to, class) = (arcs.to[arc] as usize, arcs.class[arc]);
                let rest = &self.after[level + 1][to];
                let here = rest * self.exact.sizes[level][class as usize];
                if number >= here {
                    number -= here;
                    continue;
                }
                let place = &number / rest;
                number %= rest;
                values[variable] = self.value(variable, class, usize::try_from(place).unwrap_or(0));
                state = to;
                break;
            }
        }
        values
    }

    /// The value of this place in a class.
    fn value(&self, variable: usize, class: u32, place: usize) -> u32 {
        let classes = &self.exact.classes[variable];
        let first = self.exact.lowered.formulas.domains()[variable].first;
        let of_class = (first..).zip(&classes.of).filter(|(_, of)| **of == class);
        of_class.map(|(value, _)| value).nth(place).unwrap_or(first)
    }
}

/// A number below `n`, each equally likely: as many random bits as `n` has, again where they come to `n` or more.
fn below(random: &mut impl Rng, n: &BigUint) -> BigUint {
    let bits = n.bits();
    loop {
        let mut digits: Vec<u32> = Vec::new();
        let mut left = bits;
        while left > 0 {
            let word = random.next_u32();
            digits.push(if left >= 32 { word } else { word >> (32 - left) });
            left = left.saturating_sub(32);
        }
        let number = BigUint::new(digits);
        if number < *n {
            return number;
        }
    }
}
