//! What a descent gathers beside its count: deals by value, and probabilities where rules may give way.
//!
//! A tile's deals share the values of the outer variables, so a branch adds what it counted to one row of its level. Where
//! the rest of a branch is settled, all values of the levels below have the same share of it, which is added once at the
//! end. Inside a tile a value's deals are the ones of a mask.
//!
//! With probabilities every deal that no firm rule ends has the product of the factors of the soft rules that it crosses. A
//! soft rule that is settled far up is multiplied there: for all below as one number, or as a product for each lane of the
//! tiles below, which they begin with.
#![expect(clippy::indexing_slicing, reason = "a kernel: levels, classes and lanes are numbered by the plan")]

use crate::engine::descent::kernels::Kernels;
use crate::engine::descent::plan::{Axes, Place, Plan};
use crate::engine::descent::tile::{LANES, Lanes, Tile, Weighing};
use crate::engine::tile::best::Best;

/// A sum of probabilities, and the highest of them.
pub type Likely = (f64, f64);

/// Deals by value; where probabilities are asked for, those alone.
#[derive(Debug)]
pub struct Gather {
    /// By level and class: deals with one value of it, but for settled ones.
    by_class: Vec<Vec<u128>>,
    /// By level: deals of branches that were settled there.
    settled: Vec<u128>,
    /// By inner variable and class: deals with any value of it.
    inside: Vec<Vec<u128>>,
    /// Probabilities, where they are asked for.
    pub weights: Option<Weights>,
}

/// Probabilities by value.
#[derive(Debug)]
pub struct Weights {
    by_class: Vec<Vec<Likely>>,
    settled: Vec<Likely>,
    /// Sums and the highest of each lane, over all tiles.
    lanes: Box<Lanes>,
    /// The probabilities of the tile at hand.
    here: Vec<f64>,
    /// Products of soft rules, a level each.
    products: Vec<Vec<f64>>,
    /// The most probable deals.
    best: Best,
    most: usize,
}

/// The soft rules of a tile.
#[derive(Debug)]
pub struct Softened<'a> {
    /// The deals that count.
    pub clear: &'a Tile,
    /// The product of the planes that were multiplied further up, if any.
    pub product: Option<usize>,
    /// Planes and factors of the others.
    pub soft: &'a [(u32, f64)],
    /// The factor of what all deals of the tile cross.
    pub weight: f64,
    /// How many deals each stands for.
    pub times: f64,
}

impl Gather {
    /// Nothing gathered yet: probabilities, with this many of the most probable deals, where they are asked for.
    #[must_use]
    pub fn new(plan: &Plan, top: Option<usize>) -> Self {
        let n_classes = |at: &usize| plan.axes.values[*at].len();
        let outer: Vec<usize> = plan.axes.outer.iter().map(n_classes).collect();
        let weights = top.map(|most| Weights {
            by_class: outer.iter().map(|n| vec![(0.0, 0.0); *n]).collect(),
            settled: vec![(0.0, 0.0); outer.len() + 1],
            lanes: Lanes::none(),
            here: vec![0.0; LANES],
            products: vec![Vec::new(); outer.len() + 1],
            best: Best::new(most),
            most,
        });
        Self {
            by_class: outer.iter().map(|n| vec![0; *n]).collect(),
            settled: vec![0; outer.len() + 1],
            inside: plan.axes.inner.iter().map(|(at, _)| vec![0; n_classes(at)]).collect(),
            weights,
        }
    }

    /// A branch has this many deals for each value of its class, once for each of this many deals above, and so much probability.
    pub(super) fn branch(&mut self, (level, class): (usize, usize), above: u128, n: u128, likely: Likely) {
        self.by_class[level][class] += n * above;
        if let Some(weights) = self.weights.as_mut() {
            let (sum, highest) = &mut weights.by_class[level][class];
            *sum += likely.0 * above as f64;
            *highest = highest.max(likely.1);
        }
    }

    /// A branch has this many deals whatever the levels from this one on say.
    pub(super) fn settle(&mut self, level: usize, above: u128, n: u128, likely: Likely) {
        self.settled[level] += n * above;
        if let Some(weights) = self.weights.as_mut() {
            let (sum, highest) = &mut weights.settled[level];
            *sum += likely.0 * above as f64;
            *highest = highest.max(likely.1);
        }
    }

    /// Counts the deals of a tile by the values of the variables inside it.
    pub(super) fn inside(&mut self, kernels: Kernels, axes: &Axes, clear: &Tile, times: u128) {
        for (rows, (_, masks)) in self.inside.iter_mut().zip(&axes.inner) {
            for (row, mask) in rows.iter_mut().zip(masks) {
                *row += u128::from(kernels.both(clear, mask)) * times;
            }
        }
    }

    /// A strand has ended: what only its walk needed is given back.
    pub(super) fn ended(mut self) -> Self {
        if let Some(weights) = self.weights.as_mut() {
            weights.here = Vec::new();
            weights.products = Vec::new();
        }
        self
    }

    /// Takes in the next strand.
    pub(super) fn merge(&mut self, other: Self) {
        let add = |ours: &mut Vec<u128>, theirs: Vec<u128>| {
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours += theirs);
        };
        self.by_class.iter_mut().zip(other.by_class).for_each(|(ours, theirs)| add(ours, theirs));
        self.inside.iter_mut().zip(other.inside).for_each(|(ours, theirs)| add(ours, theirs));
        add(&mut self.settled, other.settled);
        if let (Some(ours), Some(theirs)) = (self.weights.as_mut(), other.weights) {
            ours.merge(theirs);
        }
    }

    /// By variable and class of its values: deals with one value of the class.
    #[must_use]
    pub fn by_value(&self, plan: &Plan, total: u128) -> Vec<Vec<u128>> {
        let axes = &plan.axes;
        let n_values = |variable: usize| axes.class_of[variable].len().max(1) as u128;
        let alike = |(variable, values): (usize, &Vec<Vec<u32>>)| vec![total / n_values(variable); values.len()];
        let mut found: Vec<Vec<u128>> = axes.values.iter().enumerate().map(alike).collect();
        let mut settled = 0;
        for (level, variable) in axes.outer.iter().enumerate() {
            settled += self.settled[level];
            let each = settled / n_values(*variable);
            found[*variable] = self.by_class[level].iter().map(|n| (n + each) * plan.factor).collect();
        }
        for ((variable, _), rows) in axes.inner.iter().zip(&self.inside) {
            let one = |(class, n): (usize, &u128)| n * plan.factor / axes.values[*variable][class].len().max(1) as u128;
            found[*variable] = rows.iter().enumerate().map(one).collect();
        }
        found
    }
}

impl Weights {
    /// The product of one level: that of the level before, and these planes.
    pub(super) fn multiply(
        &mut self,
        kernels: Kernels,
        from: Option<usize>,
        to: usize,
        soft: &[(u32, f64)],
        planes: &[Tile],
    ) {
        let mut product = std::mem::take(&mut self.products[to]);
        match from {
            Some(from) if from != to => {
                product.clear();
                product.extend_from_slice(&self.products[from]);
            }
            Some(_) => {}
            None => {
                product.clear();
                product.resize(LANES, 1.0);
            }
        }
        kernels.multiply(&mut product, soft, planes);
        self.products[to] = product;
    }

    /// Weighs the deals of a tile: the sum of their probabilities, and the highest.
    pub(super) fn weigh(&mut self, kernels: Kernels, softened: &Softened, planes: &[Tile]) -> (f64, f64) {
        let weighing = Weighing {
            clear: softened.clear,
            product: softened.product.map_or(&[], |at| self.products[at].as_slice()),
            soft: softened.soft,
            weight: softened.weight,
            times: softened.times,
        };
        kernels.weigh(&weighing, planes, &mut self.here, &mut self.lanes)
    }

    /// Looks whether some of the tile's deals belong to the most probable; levels behind the path have any value.
    pub(super) fn rank(&mut self, axes: &Axes, path: &[usize], clear: &Tile, highest: f64) {
        if !self.best.admits(highest, false) || !self.may_enter(axes, path, None, highest) {
            return;
        }
        for (at, word) in clear.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let lane = at * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let probability = self.here[lane];
                if self.best.admits(probability, false) && self.may_enter(axes, path, Some(lane), probability) {
                    self.offer(axes, path, lane, probability);
                }
            }
        }
    }

    /// Whether the first deal of a lane (or, without one, of a tile), no likelier than this, may come before the last of the
    /// best.
    fn may_enter(&self, axes: &Axes, path: &[usize], lane: Option<usize>, highest: f64) -> bool {
        let Some(last) = self.best.list().last().filter(|_| self.best.is_full()) else { return true };
        if highest > last.rounded * (1.0 + 1e-11) {
            return true;
        }
        // It ties with it at most. The first deal of all has the first value of each class, and of what is not settled.
        for (variable, kept) in last.values.iter().enumerate() {
            let class = match axes.places[variable] {
                Place::Outer(level) => path.get(level).copied(),
                Place::Inner(at) => lane.map(|lane| axes.lane_classes[lane][at] as usize),
                Place::Free => None,
            };
            let value = class.map_or(axes.domains[variable].first, |class| axes.values[variable][class][0]);
            if value != *kept {
                return value < *kept;
            }
        }
        false
    }

    /// Offers the first deals of a lane, as many as are kept.
    fn offer(&mut self, axes: &Axes, path: &[usize], lane: usize, probability: f64) {
        let mut choices: Vec<Vec<u32>> =
            axes.domains.iter().map(|domain| (domain.first..domain.end).take(self.most).collect()).collect();
        for (variable, class) in axes.outer.iter().zip(path) {
            choices[*variable].clone_from(&axes.values[*variable][*class]);
        }
        for ((variable, _), class) in axes.inner.iter().zip(&axes.lane_classes[lane]) {
            choices[*variable].clone_from(&axes.values[*variable][*class as usize]);
        }
        let mut places = vec![0; choices.len()];
        for _ in 0..self.most {
            let values = choices.iter().zip(&places).map(|(values, place)| values[*place]).collect();
            self.best.offer(probability, values);
            // The next deal in order: the last variable runs fastest.
            let next = (0..places.len()).rev().find(|at| places[*at] + 1 < choices[*at].len());
            let Some(next) = next else { break };
            places[next] += 1;
            places[next + 1..].fill(0);
        }
    }

    fn merge(&mut self, other: Self) {
        let take = |ours: &mut (f64, f64), theirs: (f64, f64)| *ours = (ours.0 + theirs.0, ours.1.max(theirs.1));
        for (ours, theirs) in self.by_class.iter_mut().flatten().zip(other.by_class.into_iter().flatten()) {
            take(ours, theirs);
        }
        self.settled.iter_mut().zip(other.settled).for_each(|(ours, theirs)| take(ours, theirs));
        self.lanes.merge(&other.lanes);
        self.best.merge(other.best);
    }

    /// The most probable deals.
    #[must_use]
    pub const fn best(&self) -> &Best {
        &self.best
    }

    /// By variable and class of its values: the sum of the probabilities of the deals with one value of the class, and the
    /// highest; then those of all deals.
    #[must_use]
    pub fn by_value(&self, plan: &Plan) -> (Vec<Vec<Likely>>, Likely) {
        let axes = &plan.axes;
        let factor = plan.factor as f64;
        let all = (self.lanes.sum.iter().sum::<f64>() * factor, self.lanes.highest.iter().copied().fold(0.0, f64::max));
        let n_values = |variable: usize| axes.class_of[variable].len().max(1) as f64;
        let alike =
            |(variable, values): (usize, &Vec<Vec<u32>>)| vec![(all.0 / n_values(variable), all.1); values.len()];
        let mut found: Vec<Vec<(f64, f64)>> = axes.values.iter().enumerate().map(alike).collect();
        let mut settled = (0.0, 0.0_f64);
        for (level, variable) in axes.outer.iter().enumerate() {
            settled = (settled.0 + self.settled[level].0, settled.1.max(self.settled[level].1));
            let each = settled.0 / n_values(*variable);
            let one = |(sum, highest): &(f64, f64)| ((sum + each) * factor, highest.max(settled.1));
            found[*variable] = self.by_class[level].iter().map(one).collect();
        }
        for (at, (variable, _)) in axes.inner.iter().enumerate() {
            let mut rows = vec![(0.0, 0.0_f64); axes.values[*variable].len()];
            for (lane, classes) in axes.lane_classes.iter().enumerate() {
                let (sum, highest) = &mut rows[classes[at] as usize];
                *sum += self.lanes.sum[lane];
                *highest = highest.max(self.lanes.highest[lane]);
            }
            let size = |class: usize| axes.values[*variable][class].len().max(1) as f64;
            let one = |(class, (sum, highest)): (usize, &(f64, f64))| (sum * factor / size(class), *highest);
            found[*variable] = rows.iter().enumerate().map(one).collect();
        }
        (found, all)
    }
}
