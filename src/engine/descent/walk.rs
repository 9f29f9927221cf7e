//! Depth first through the outer variables, a tile at the end of each branch.
//!
//! Each node hands down what is left of every rule, and the tile of deals that are crossed by the rules settled so far. A
//! rule that comes to nothing is dropped; one that comes to a plane is joined with the tile, here and not again in every
//! tile below; one that is crossed by all that is below ends the branch, as does a tile with no deal left clear. Where no
//! rule is left open, the rest is a multiplication.
//!
//! With 9 variables of 4 options outside, there are 262,144 tiles. A line whose last outer variable is the third is joined
//! at most 64 times, not 262,144 times; a line that only looks at the first three ends branches of 4,096 tiles each.
#![expect(clippy::indexing_slicing, reason = "a kernel: rules, levels and groups are numbered by the plan")]

use crate::engine::descent::gather::{Gather, Softened};
use crate::engine::descent::kernels::Kernels;
use crate::engine::descent::plan::{ALWAYS, NEVER, PLANE, Plan, Target};
use crate::engine::descent::tile::{Choice, Tile, Worths};
use crate::space::instructions::InstructionSet;
use rayon::prelude::*;

/// A walk is cut into so many strands where its first levels have as many branches.
const STRANDS: usize = 256;
/// Rows of all strands together: at 50 bytes each, 200 MB.
const MAX_ROWS: usize = 4_000_000;
/// How many branches are taken between two looks at the clock.
const BRANCHES: u32 = 4096;

impl Plan {
    /// Counts, on the threads of the pool it is called in; none where it was stopped.
    #[must_use]
    pub fn count(&self, set: InstructionSet, is_stopped: &(dyn Fn() -> bool + Sync)) -> Option<u128> {
        let strands = self.strands(set, is_stopped, &|| None)?;
        Some(strands.iter().map(|(found, _)| found).sum::<u128>() * self.factor)
    }

    /// Walks; gives the deals of each strand (before the plan's factor) and what it gathered, in order; none where it was
    /// stopped.
    pub(super) fn strands(
        &self,
        set: InstructionSet,
        is_stopped: &(dyn Fn() -> bool + Sync),
        gather: &(dyn Fn() -> Option<Gather> + Sync),
    ) -> Option<Vec<(u128, Option<Gather>)>> {
        let kernels = Kernels::of(set);
        let (mut depth, mut n_prefixes) = (0, 1_usize);
        while depth + 1 < self.levels.len() && n_prefixes < STRANDS {
            n_prefixes *= self.levels[depth].sizes.len();
            depth += 1;
        }
        let prefix = |at: usize| {
            let mut prefix = vec![0; depth];
            let mut rest = at;
            for (class, level) in prefix.iter_mut().zip(&self.levels).rev() {
                *class = rest % level.sizes.len();
                rest /= level.sizes.len();
            }
            prefix
        };
        // What is gathered has a row for each class, and a level may have a million of them.
        let n_rows: usize = self.levels.iter().map(|level| level.sizes.len()).sum();
        let n_strands = n_prefixes.min(STRANDS).min(MAX_ROWS / n_rows.max(1)).max(1);
        let strand = |at: usize| {
            let mut descent = Descent::new(self, kernels, is_stopped);
            descent.gather = gather();
            let mut found = 0;
            for at in n_prefixes * at / n_strands..n_prefixes * (at + 1) / n_strands {
                found += descent.begin(prefix(at));
                if descent.stopped {
                    return None;
                }
            }
            Some((found, descent.gather.map(Gather::ended)))
        };
        (0..n_strands).into_par_iter().map(strand).collect()
    }
}

/// One strand on its way.
struct Descent<'a> {
    plan: &'a Plan,
    kernels: Kernels,
    /// The classes of the first levels.
    prefix: Vec<usize>,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
    stopped: bool,
    /// Branches taken.
    ticks: u32,
    /// What is left of each rule, a row a level.
    states: Vec<u32>,
    /// Tiles of refusals, a row of groups a level; the first is that of the groups that refuse everything.
    tiles: Vec<Tile>,
    /// Where each group's tile is, a row a level.
    at: Vec<usize>,
    /// The sum of points so far of each reservation, a row a level.
    bases: Vec<f64>,
    /// Whether each reservation can still be missed, a row a level.
    is_open: Vec<bool>,
    /// Bonuses that some deals of a tile get: the reservation, plane and points; those of a level stand before the next's.
    given: Vec<(usize, u32, f64)>,
    n_given: Vec<usize>,
    /// Planes to be joined, a list a group.
    lists: Vec<Vec<u32>>,
    /// The tiles of the decision.
    nodes: Vec<Tile>,
    /// The tiles of refusals at a leaf.
    refused: Vec<Tile>,
    /// The classes on the way down, and how many deals one deal of each node's walk stands for.
    path: Vec<usize>,
    multiplicity: Vec<u128>,
    /// The factor of the soft rules that are crossed by all below, a level each.
    weight: Vec<f64>,
    /// Soft rules that some deals of a tile cross, not yet multiplied: plane and factor.
    soft: Vec<(u32, f64)>,
    /// How many products of soft rules each level has behind it: the place of its product, none where there is none.
    product: Vec<Option<usize>>,
    /// What is gathered beside the count.
    gather: Option<Gather>,
    /// P(d agreed) summed over what was counted last, and the highest.
    last: (f64, f64),
}

/// The tile that refuses everything.
const REFUSES_ALL: usize = 0;

impl<'a> Descent<'a> {
    fn new(plan: &'a Plan, kernels: Kernels, is_stopped: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let rows = plan.levels.len() + 1;
        let n_choices = if plan.choices.is_empty() { 0 } else { plan.choices.len() + 2 };
        let mut nodes = vec![Tile::NONE; n_choices];
        if let Some(all) = nodes.get_mut(1) {
            *all = Tile::ALL;
        }
        let mut tiles = vec![plan.outside; 1 + rows * plan.n_groups];
        tiles[REFUSES_ALL] = Tile::ALL;
        Self {
            plan,
            kernels,
            prefix: Vec::new(),
            is_stopped,
            stopped: false,
            ticks: 0,
            states: vec![NEVER; rows * plan.rules.len()],
            tiles,
            at: (1..=rows * plan.n_groups).collect(),
            bases: vec![0.0; rows * plan.worths.len()],
            is_open: vec![true; rows * plan.worths.len()],
            given: Vec::new(),
            n_given: vec![0; rows],
            lists: vec![Vec::new(); plan.n_groups],
            nodes,
            refused: vec![Tile::NONE; plan.n_groups],
            path: vec![0; rows],
            multiplicity: vec![1; rows],
            weight: vec![1.0; rows],
            soft: Vec::new(),
            product: vec![None; rows],
            gather: None,
            last: (0.0, 0.0),
        }
    }

    /// Counts from the root, along the classes of the first levels: what is settled before any variable is.
    fn begin(&mut self, prefix: Vec<usize>) -> u128 {
        self.prefix = prefix;
        self.lists.iter_mut().for_each(Vec::clear);
        self.given.clear();
        self.n_given[0] = 0;
        self.soft.clear();
        (self.weight[0], self.product[0], self.last) = (1.0, None, (0.0, 0.0));
        self.bases[..self.plan.worths.len()].fill(0.0);
        self.is_open[..self.plan.worths.len()].fill(true);
        for (group, at) in self.at[..self.plan.n_groups].iter_mut().enumerate() {
            *at = 1 + group;
            self.tiles[1 + group] = self.plan.outside;
        }
        for rule in 0..self.plan.rules.len() {
            let (target, state) = self.plan.rules[rule];
            let left = if (NEVER..=ALWAYS).contains(&state) || state & PLANE != 0 { NEVER } else { state };
            self.states[rule] = left;
            if left == NEVER && !self.settle(0, target, state) {
                return 0;
            }
        }
        if self.plan.levels.is_empty() { self.leaf(0, 0) } else { self.inner(0) }
    }

    /// Counts below a node whose row is filled in, but for the planes that its own step brought.
    fn inner(&mut self, depth: usize) -> u128 {
        self.last = (0.0, 0.0);
        if !self.join(depth) {
            return 0;
        }
        self.multiply(depth);
        let level = &self.plan.levels[depth];
        if self.is_settled(depth) {
            return self.multiplied(depth);
        }
        let remaining = self.plan.levels.len() - depth;
        let classes = self.prefix.get(depth).map_or(0..level.sizes.len(), |class| *class..class + 1);
        let (mut total, mut sum, mut highest) = (0, 0.0, 0.0_f64);
        for class in classes {
            self.ticks += 1;
            if self.ticks >= BRANCHES {
                self.ticks = 0;
                self.stopped |= (self.is_stopped)();
            }
            if self.stopped {
                return 0;
            }
            if self.step(depth, class) {
                let size = level.sizes[class];
                self.path[depth] = class;
                self.multiplicity[depth + 1] = self.multiplicity[depth] * u128::from(size);
                let below = if remaining == 1 { self.leaf(depth + 1, depth + 1) } else { self.inner(depth + 1) };
                total += below * u128::from(size);
                if let Some(gather) = self.gather.as_mut().filter(|_| below > 0) {
                    gather.branch((depth, class), self.multiplicity[depth], below, self.last);
                    sum += self.last.0 * size as f64;
                    highest = highest.max(self.last.1);
                }
            }
        }
        self.last = (sum, highest);
        total
    }

    /// Whether nothing below this node depends on its outer variables.
    fn is_settled(&self, depth: usize) -> bool {
        let (n_rules, n_worths) = (self.plan.rules.len(), self.plan.worths.len());
        // A prefix is one branch of many: each strand has to go its own.
        depth >= self.prefix.len()
            && !self.is_open[depth * n_worths..][..n_worths].contains(&true)
            && self.states[depth * n_rules..][..n_rules].iter().all(|state| *state == NEVER)
    }

    /// One tile stands for all below.
    fn multiplied(&mut self, depth: usize) -> u128 {
        self.lists.iter_mut().for_each(Vec::clear);
        let all = &self.plan.below;
        let tiles = all[depth] / all[all.len() - 1];
        let multiplicity = self.multiplicity[depth];
        self.multiplicity[depth] *= tiles;
        let found = self.leaf(depth, depth) * tiles;
        self.multiplicity[depth] = multiplicity;
        self.last.0 *= tiles as f64;
        if let Some(gather) = self.gather.as_mut().filter(|_| found > 0) {
            gather.settle(depth, multiplicity, found, self.last);
        }
        found
    }

    /// Multiplies the soft rules that this node's own step brought into a product for all below.
    fn multiply(&mut self, depth: usize) {
        if self.soft.is_empty() {
            return;
        }
        if let Some(weights) = self.gather.as_mut().and_then(|gather| gather.weights.as_mut()) {
            weights.multiply(self.kernels, self.product[depth], depth, &self.soft, &self.plan.planes);
            self.product[depth] = Some(depth);
        }
        self.soft.clear();
    }

    /// Takes one class of a level's variable: fills in the next row, and says whether the branch goes on.
    fn step(&mut self, depth: usize, class: usize) -> bool {
        let plan = self.plan;
        let (n_rules, n_groups, n_worths) = (plan.rules.len(), plan.n_groups, plan.worths.len());
        let level = &plan.levels[depth];
        self.lists.iter_mut().for_each(Vec::clear);
        self.given.truncate(self.n_given[depth]);
        self.soft.clear();
        self.product[depth + 1] = self.product[depth];
        self.weight[depth + 1] = self.weight[depth];
        self.at.copy_within(depth * n_groups..(depth + 1) * n_groups, (depth + 1) * n_groups);
        let is_last = depth + 1 == plan.levels.len();
        if !is_last {
            self.states.copy_within(depth * n_rules..(depth + 1) * n_rules, (depth + 1) * n_rules);
        }
        for (at, points) in level.points.iter().enumerate() {
            self.bases[(depth + 1) * n_worths + at] = self.bases[depth * n_worths + at] + points[class];
            self.is_open[(depth + 1) * n_worths + at] = self.is_open[depth * n_worths + at];
        }
        for rule in &level.touched {
            let rule = *rule as usize;
            let state = self.states[depth * n_rules + rule];
            if plan.table[state as usize] as usize != depth {
                continue;
            }
            let next = plan.table[state as usize + 1 + class];
            let is_left = next > ALWAYS && next & PLANE == 0;
            if !is_last {
                self.states[(depth + 1) * n_rules + rule] = if is_left { next } else { NEVER };
            }
            if !is_left && !self.settle(depth + 1, plan.rules[rule].0, next) {
                return false;
            }
        }
        self.n_given[depth + 1] = self.given.len();
        self.weigh(depth + 1)
    }

    /// Takes in what a rule has come to; says whether the branch goes on.
    fn settle(&mut self, depth: usize, target: Target, state: u32) -> bool {
        if state == NEVER {
            return true;
        }
        match target {
            Target::Group(group) if state == ALWAYS => return self.refuse(depth, group),
            Target::Group(group) => self.lists[group].push(state & !PLANE),
            Target::Bonus(at, bonus) => {
                let points = self.plan.worths[at].bonuses[bonus];
                if state == ALWAYS {
                    self.bases[depth * self.plan.worths.len() + at] += points;
                } else {
                    self.given.push((at, state & !PLANE, points));
                    self.n_given[depth] = self.given.len();
                }
            }
            Target::Soft(at) if state == ALWAYS => self.weight[depth] *= self.plan.factors[at],
            Target::Soft(at) => self.soft.push((state & !PLANE, self.plan.factors[at])),
        }
        true
    }

    /// A group refuses everything below; says whether agreement is still within reach.
    fn refuse(&mut self, depth: usize, group: usize) -> bool {
        let n_groups = self.plan.n_groups;
        self.at[depth * n_groups + group] = REFUSES_ALL;
        if group == 0 {
            return false;
        }
        let row = &self.at[depth * n_groups..][..n_groups];
        is_within_reach(&self.plan.choices, self.plan.root, &|group| row[group] == REFUSES_ALL)
    }

    /// Looks whether a reservation is met or missed by all that is below.
    fn weigh(&mut self, depth: usize) -> bool {
        let plan = self.plan;
        for (at, worth) in plan.worths.iter().enumerate() {
            let place = depth * plan.worths.len() + at;
            let (base, (least, most)) = (self.bases[place], worth.rest[depth]);
            // What sums in another order may differ by; the leaf compares exactly.
            let slack = 1e-9 * (1.0 + base.abs() + least.abs().max(most.abs()));
            if base + least > worth.limit + slack {
                self.is_open[place] = false;
            } else if self.is_open[place] && base + most < worth.limit - slack {
                self.is_open[place] = false;
                if !self.refuse(depth, worth.group) {
                    return false;
                }
            }
        }
        true
    }

    /// Joins the planes of the lists with the tiles that came from above; says whether a deal is left.
    fn join(&mut self, depth: usize) -> bool {
        let n_groups = self.plan.n_groups;
        for group in 0..n_groups {
            let from = self.at[depth * n_groups + group];
            if self.lists[group].is_empty() || from == REFUSES_ALL {
                continue;
            }
            let to = 1 + depth * n_groups + group;
            let (above, rest) = self.tiles.split_at_mut(to);
            let own = rest[0];
            let from = if from == to { &own } else { &above[from] };
            let any = self.kernels.join(from, &self.lists[group], &self.plan.planes, &mut rest[0]);
            self.at[depth * n_groups + group] = to;
            if !any && !self.refuse(depth, group) {
                return false;
            }
        }
        true
    }

    /// Counts a tile; the outer variables from the level `free` on have any value.
    fn leaf(&mut self, depth: usize, free: usize) -> u128 {
        let plan = self.plan;
        let (n_groups, n_worths) = (plan.n_groups, plan.worths.len());
        self.last = (0.0, 0.0);
        let mut mixed = false;
        for (at, worth) in plan.worths.iter().enumerate() {
            let place = depth * n_worths + at;
            if !self.is_open[place] || self.at[depth * n_groups + worth.group] == REFUSES_ALL {
                continue;
            }
            if self.given.iter().any(|(of, ..)| *of == at) {
                mixed = true;
                continue;
            }
            let n_below = worth.levels.below(self.bases[place], worth.limit);
            if let Some(highest) = n_below.checked_sub(1) {
                self.lists[worth.group].push(worth.first + highest as u32);
            }
        }
        if plan.choices.is_empty() && !mixed {
            let from = &self.tiles[self.at[depth * n_groups]];
            let found = self.kernels.clear(from, &self.lists[0], &plan.planes);
            if found > 0 && self.gather.is_some() {
                let _ = self.kernels.join(from, &self.lists[0], &plan.planes, &mut self.refused[0]);
                let clear = self.refused[0].not();
                self.gathered(depth, free, &clear);
            }
            return u128::from(found);
        }
        for group in 0..n_groups {
            let from = self.at[depth * n_groups + group];
            let any = self.kernels.join(&self.tiles[from], &self.lists[group], &plan.planes, &mut self.refused[group]);
            if !any && group == 0 {
                return 0;
            }
        }
        if mixed {
            self.compare(depth);
        }
        let mut clear = self.refused[0].not();
        let found = if plan.choices.is_empty() {
            self.kernels.clear(&self.refused[0], &[], &plan.planes)
        } else {
            let found = self.kernels.decide(&self.refused, &plan.choices, plan.root, &mut self.nodes);
            clear = clear.and(&self.nodes[plan.root as usize]);
            found
        };
        if found > 0 && self.gather.is_some() {
            self.gathered(depth, free, &clear);
        }
        u128::from(found)
    }

    /// Takes in the deals of a tile that are counted.
    fn gathered(&mut self, depth: usize, free: usize, clear: &Tile) {
        let Some(gather) = self.gather.as_mut() else { return };
        let multiplicity = self.multiplicity[depth];
        if gather.weights.is_none() {
            gather.inside(self.kernels, &self.plan.axes, clear, multiplicity);
        }
        if let Some(weights) = gather.weights.as_mut() {
            let soft = Softened {
                clear,
                product: self.product[depth],
                soft: &self.soft,
                weight: self.weight[depth],
                times: multiplicity as f64,
            };
            self.last = weights.weigh(self.kernels, &soft, &self.plan.planes);
            weights.rank(&self.plan.axes, &self.path[..free], clear, self.last.1);
        }
    }

    /// Compares the worth of each deal, where some deals of the tile get a bonus and others do not.
    fn compare(&mut self, depth: usize) {
        let plan = self.plan;
        for (at, worth) in plan.worths.iter().enumerate() {
            let place = depth * plan.worths.len() + at;
            let bonuses = self.given.iter().filter(|(of, ..)| *of == at);
            let bonuses: Vec<(u32, f64)> = bonuses.map(|(_, plane, points)| (*plane, *points)).collect();
            if bonuses.is_empty() || !self.is_open[place] {
                continue;
            }
            let mut below = Tile::NONE;
            let worths = Worths { inner: &worth.inner, base: self.bases[place], bonuses: &bonuses, limit: worth.limit };
            self.kernels.below(worths, &plan.planes, &mut below);
            self.refused[worth.group] = self.refused[worth.group].or(&below);
        }
    }
}

/// Whether the decision can still end well where some groups refuse and all others accept.
fn is_within_reach(choices: &[Choice], root: u32, refuses: &dyn Fn(usize) -> bool) -> bool {
    let mut node = root;
    while let Some(choice) = (node as usize).checked_sub(2).and_then(|at| choices.get(at)) {
        node = if refuses(choice.party as usize) { choice.no } else { choice.yes };
    }
    node == 1
}
