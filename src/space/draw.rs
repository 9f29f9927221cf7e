//! Random deals, 64 at a time: uniform over the coherent deals, every block of them a function of (seed, block).
//!
//! The variables fall into *groups*: two belong together where an impossible rule or a size reads both. A draw is
//! uniform over the coherent deals exactly if each group is drawn uniformly over its own coherent values, since groups
//! do not touch each other. A group that no rule reads is drawn directly; one with few values is drawn from the list of
//! its coherent ones; of any other, values are drawn until they are coherent.
//!
//! With three options two random bits make the values 0 to 3; where 3 comes up, those lanes alone draw again.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables and lanes are counted by the drawer")]

use crate::rule::formula::{Domain, NodeId};
use crate::rule::lower::Lowered;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// Groups with at most this many values are drawn from a list.
const MAX_LIST: u64 = 1 << 16;
/// How often a group may be drawn again for one word of 64 deals.
const MAX_TRIES: u32 = 4096;

/// The generator of one block: ChaCha8, keyed by the seed, one stream a block.
#[must_use]
pub fn generator(seed: u64, block: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(block);
    generator
}

/// Draws random coherent deals.
#[derive(Clone, Debug)]
pub struct Drawer {
    domains: Vec<Domain>,
    groups: Vec<Group>,
}

#[derive(Clone, Debug)]
struct Group {
    variables: Vec<usize>,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// Nothing stands between the values.
    Free,
    /// From the list of coherent values, `variables.len()` numbers each.
    List(Vec<u32>),
    /// As many members of a members issue as one of these sizes says: (members, sets of at most this size).
    Size(Vec<(u32, u64)>),
    /// Again and again until none of these formulas holds.
    Again(Vec<NodeId>),
}

impl Drawer {
    /// Prepares draws from the coherent deals of a scenario.
    #[must_use]
    pub fn new(lowered: &Lowered) -> Self {
        let domains = lowered.formulas.domains().to_vec();
        let mut groups: Vec<(Vec<usize>, Vec<NodeId>)> =
            (0..domains.len()).map(|variable| (vec![variable], Vec::new())).collect();
        for rule in &lowered.incoherent {
            let read = lowered.formulas.variables(*rule);
            if read.is_empty() && *rule != NodeId::FALSE {
                // A rule that always holds: nothing is coherent; the first group says so.
                if let Some(first) = groups.first_mut() {
                    first.1.push(*rule);
                }
                continue;
            }
            let (mut joined, apart): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|(variables, _)| variables.iter().any(|variable| read.contains(variable)));
            groups = apart;
            if read.is_empty() {
                groups.append(&mut joined);
                continue;
            }
            let mut variables: Vec<usize> = joined.iter().flat_map(|(variables, _)| variables.clone()).collect();
            variables.sort_unstable();
            let mut rules: Vec<NodeId> = joined.into_iter().flat_map(|(_, rules)| rules).collect();
            rules.push(*rule);
            groups.push((variables, rules));
        }
        groups.sort();
        let groups = groups.into_iter().map(|(variables, rules)| {
            let how = if rules.is_empty() { How::Free } else { list(lowered, &variables, &rules) };
            Group { variables, how }
        });
        let mut drawer = Self { groups: groups.collect(), domains };
        drawer.sizes(lowered);
        drawer
    }

    /// A members issue whose only rule is its size is drawn by size, then by members.
    fn sizes(&mut self, lowered: &Lowered) {
        for group in &mut self.groups {
            let How::Again(rules) = &group.how else { continue };
            let ([rule], Some(first)) = (rules.as_slice(), group.variables.first()) else { continue };
            let issue = lowered.variables[*first].issue;
            let whole = lowered.of_issue[issue].clone().eq(group.variables.iter().copied());
            let free = group.variables.iter().all(|variable| self.domains[*variable].len() == 2);
            if !whole || !free || lowered.variables[*first].member.is_none() {
                continue;
            }
            // Only the size itself is the same for any members of one number; another rule goes by drawing again.
            if !lowered.size_rules.contains(&(issue, *rule)) {
                continue;
            }
            let n = group.variables.len() as u32;
            let mut total = 0_u64;
            let mut sizes = Vec::new();
            for k in 0..=n {
                let chosen: Vec<bool> = (0..n).map(|member| member < k).collect();
                let value = |variable: usize| u32::from(chosen.get(variable - first).copied().unwrap_or(false));
                if !lowered.formulas.holds(*rule, &value) {
                    total += choose(n, k);
                    sizes.push((k, total));
                }
            }
            if total > 0 {
                group.how = How::Size(sizes);
            }
        }
    }

    /// How many coherent deals there are, where every group is listed or free; none otherwise.
    #[must_use]
    pub fn n_coherent(&self) -> Option<num_bigint::BigUint> {
        self.groups
            .iter()
            .map(|group| {
                let free = || {
                    group
                        .variables
                        .iter()
                        .map(|variable| num_bigint::BigUint::from(self.domains[*variable].len()))
                        .product()
                };
                match &group.how {
                    How::Free => Some(free()),
                    How::List(list) => Some(num_bigint::BigUint::from(list.len() / group.variables.len().max(1))),
                    How::Size(sizes) => sizes.last().map(|(_, total)| num_bigint::BigUint::from(*total)),
                    How::Again(_) => None,
                }
            })
            .product()
    }

    /// Draws the values of 64 deals: `values[variable][lane]`; gives the lanes that found a coherent deal, as bits.
    pub fn draw(&self, lowered: &Lowered, generator: &mut ChaCha8Rng, values: &mut [[u32; 64]]) -> u64 {
        let mut found = u64::MAX;
        for group in &self.groups {
            match &group.how {
                How::Free => {
                    for variable in &group.variables {
                        self.free(generator, *variable, &mut values[*variable], u64::MAX);
                    }
                }
                How::List(list) => {
                    let width = group.variables.len();
                    let n = list.len() / width.max(1);
                    if n == 0 {
                        return 0;
                    }
                    #[expect(clippy::needless_range_loop, reason = "a lane is a column of several rows")]
                    for lane in 0..64 {
                        let row = &list[below(generator, n as u64) as usize * width..][..width];
                        for (variable, value) in group.variables.iter().zip(row) {
                            values[*variable][lane] = *value;
                        }
                    }
                }
                How::Size(sizes) => {
                    for lane in 0..64 {
                        self.size(generator, group, sizes, lane, values);
                    }
                }
                How::Again(rules) => {
                    let mut open = found;
                    for _ in 0..MAX_TRIES {
                        for variable in &group.variables {
                            self.free(generator, *variable, &mut values[*variable], open);
                        }
                        for lane in bits(open) {
                            let value = |variable: usize| values[variable][lane];
                            if !rules.iter().any(|rule| lowered.formulas.holds(*rule, &value)) {
                                open &= !(1 << lane);
                            }
                        }
                        if open == 0 {
                            break;
                        }
                    }
                    found &= !open;
                }
            }
        }
        found
    }

    /// A value of one variable for each lane of the mask, uniform over its domain.
    fn free(&self, generator: &mut ChaCha8Rng, variable: usize, lanes: &mut [u32; 64], mask: u64) {
        let domain = self.domains[variable];
        let n = domain.len();
        if n <= 1 {
            lanes.fill(domain.first);
            return;
        }
        let n_bits = 32 - (n - 1).leading_zeros();
        if n_bits > 6 {
            for lane in bits(mask) {
                lanes[lane] = domain.first + below(generator, u64::from(n)) as u32;
            }
            return;
        }
        let mut open = mask;
        while open != 0 {
            let mut drawn = [0_u64; 6];
            for plane in drawn.iter_mut().take(n_bits as usize) {
                *plane = generator.next_u64();
            }
            if open == u64::MAX {
                for (lane, value) in lanes.iter_mut().enumerate() {
                    let bit = |plane: usize| ((drawn[plane] >> lane & 1) as u32) << plane;
                    *value = bit(0) | bit(1) | bit(2) | bit(3) | bit(4) | bit(5);
                }
            } else {
                for lane in bits(open) {
                    lanes[lane] = (0..n_bits as usize)
                        .fold(0, |value, plane| value | ((drawn[plane] >> lane & 1) as u32) << plane);
                }
            }
            if n.is_power_of_two() {
                break;
            }
            let mut again = 0;
            for lane in bits(open) {
                again |= u64::from(lanes[lane] >= n) << lane;
            }
            open = again;
        }
        if domain.first > 0 {
            // Only fixed terms move the first value, and those domains have one value; kept for whoever changes that.
            for lane in bits(mask) {
                lanes[lane] += domain.first;
            }
        }
    }

    /// A subset of an allowed size, each equally likely: first its size, then its members one by one.
    fn size(
        &self,
        generator: &mut ChaCha8Rng,
        group: &Group,
        sizes: &[(u32, u64)],
        lane: usize,
        values: &mut [[u32; 64]],
    ) {
        let total = sizes.last().map_or(1, |(_, total)| *total);
        let at = below(generator, total);
        let mut wanted = sizes.iter().find(|(_, up_to)| at < *up_to).map_or(0, |(k, _)| u64::from(*k));
        let mut left = group.variables.len() as u64;
        for variable in &group.variables {
            let chosen = below(generator, left) < wanted;
            values[*variable][lane] = u32::from(chosen);
            wanted -= u64::from(chosen);
            left -= 1;
        }
    }
}

/// The coherent values of a group as a list, where it has few values; else the rules, to draw again by.
fn list(lowered: &Lowered, variables: &[usize], rules: &[NodeId]) -> How {
    let domains = lowered.formulas.domains();
    let n = variables.iter().try_fold(1_u64, |n, variable| n.checked_mul(u64::from(domains[*variable].len())));
    if n.is_none_or(|n| n > MAX_LIST) {
        return How::Again(rules.to_vec());
    }
    let mut place = vec![0; domains.len()];
    for (at, variable) in variables.iter().enumerate() {
        place[*variable] = at;
    }
    let mut row: Vec<u32> = variables.iter().map(|variable| domains[*variable].first).collect();
    let mut rows = Vec::new();
    loop {
        if !rules.iter().any(|rule| lowered.formulas.holds(*rule, &|variable| row[place[variable]])) {
            rows.extend_from_slice(&row);
        }
        let mut at = variables.len();
        loop {
            if at == 0 {
                return How::List(rows);
            }
            at -= 1;
            row[at] += 1;
            if row[at] < domains[variables[at]].end {
                break;
            }
            row[at] = domains[variables[at]].first;
        }
    }
}

/// A number below `n`, each equally likely (Lemire 2019, with rejection).
pub fn below(generator: &mut ChaCha8Rng, n: u64) -> u64 {
    let threshold = n.wrapping_neg() % n.max(1);
    loop {
        let wide = u128::from(generator.next_u64()) * u128::from(n);
        if (wide as u64) >= threshold {
            return (wide >> 64) as u64;
        }
    }
}

/// Sixty-four coin throws, each heads with this probability: compares 64 random binary fractions with it, bit by bit,
/// until all are decided.
pub fn coins(generator: &mut ChaCha8Rng, probability: f64) -> u64 {
    if probability >= 1.0 {
        return u64::MAX;
    }
    let mut heads = 0;
    let mut open = u64::MAX;
    let mut rest = probability;
    while open != 0 && rest > 0.0 {
        rest *= 2.0;
        let drawn = generator.next_u64();
        if rest >= 1.0 {
            rest -= 1.0;
            heads |= open & !drawn;
            open &= drawn;
        } else {
            open &= !drawn;
        }
    }
    heads
}

/// The places of the bits of a word, lowest first.
pub fn bits(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
}

/// How many subsets of k there are among n (at most 30, so it fits).
fn choose(n: u32, k: u32) -> u64 {
    (0..u64::from(k)).fold(1, |product, at| product * (u64::from(n) - at) / (at + 1))
}

/// Draws deals near a draft: uniform over the coherent ones that differ from it in at most so many issues.
#[derive(Clone, Debug)]
pub struct NearDrawer {
    /// Per issue: its variables' values in the draft (none where it is open), and how many values it has otherwise.
    issues: Vec<(std::ops::Range<usize>, Option<Vec<u32>>)>,
    /// `ways[issue][k]`: in how many ways the issues from this one on can differ in exactly k places (scaled).
    ways: Vec<Vec<f64>>,
    changes: usize,
}

impl NearDrawer {
    /// Prepares draws near these values of the variables (none where the issue is open).
    #[must_use]
    pub fn new(lowered: &Lowered, draft: &[Option<Vec<u32>>], changes: usize) -> Self {
        let domains = lowered.formulas.domains();
        let ranges: Vec<_> = lowered.of_issue.iter().cloned().collect();
        let changes = changes.min(ranges.len());
        let mut ways = vec![vec![0.0; changes + 1]; ranges.len() + 1];
        ways[ranges.len()][0] = 1.0;
        for at in (0..ranges.len()).rev() {
            let n: f64 = ranges[at].clone().map(|variable| f64::from(domains[variable].len())).product();
            let (same, other) = match &draft[at] {
                // A draft's value outside the domain (another term is fixed) always counts as a change.
                Some(values)
                    if values
                        .iter()
                        .zip(ranges[at].clone())
                        .all(|(value, variable)| (domains[variable].first..domains[variable].end).contains(value)) =>
                {
                    (1.0, n - 1.0)
                }
                Some(_) => (0.0, n),
                None => (n, 0.0),
            };
            for k in 0..=changes {
                let changed = if k > 0 { other * ways[at + 1][k - 1] } else { 0.0 };
                ways[at][k] = same * ways[at + 1][k] + changed;
            }
            // Only ratios matter: keep the numbers within reach of doubles.
            let most = ways[at].iter().fold(0.0_f64, |most, ways| most.max(*ways));
            if most > 0.0 {
                for ways in &mut ways[at] {
                    *ways /= most;
                }
            }
        }
        let issues = ranges.into_iter().zip(draft.iter().cloned()).collect();
        Self { issues, ways, changes }
    }

    /// Draws the values of 64 deals; gives the lanes that found a coherent deal, as bits.
    pub fn draw(&self, lowered: &Lowered, generator: &mut ChaCha8Rng, values: &mut [[u32; 64]]) -> u64 {
        let domains = lowered.formulas.domains();
        let mut found = 0;
        for lane in 0..64 {
            for _ in 0..MAX_TRIES {
                if !self.draw_one(domains, generator, lane, values) {
                    break;
                }
                if lowered.formulas.holds(lowered.coherent, &|variable| values[variable][lane]) {
                    found |= 1 << lane;
                    break;
                }
            }
        }
        found
    }

    fn draw_one(&self, domains: &[Domain], generator: &mut ChaCha8Rng, lane: usize, values: &mut [[u32; 64]]) -> bool {
        let total: f64 = self.ways[0].iter().sum();
        if total <= 0.0 {
            return false;
        }
        let mut pick = unit(generator) * total;
        let mut left = 0;
        while left < self.changes && pick >= self.ways[0][left] {
            pick -= self.ways[0][left];
            left += 1;
        }
        for (at, (range, draft)) in self.issues.iter().enumerate() {
            let random = |generator: &mut ChaCha8Rng, values: &mut [[u32; 64]]| {
                for variable in range.clone() {
                    let domain = domains[variable];
                    values[variable][lane] = domain.first + below(generator, u64::from(domain.len())) as u32;
                }
            };
            let Some(draft) = draft else {
                random(generator, values);
                continue;
            };
            let inside = draft
                .iter()
                .zip(range.clone())
                .all(|(value, variable)| (domains[variable].first..domains[variable].end).contains(value));
            let n: f64 = range.clone().map(|variable| f64::from(domains[variable].len())).product();
            let stay = if inside { self.ways[at + 1][left] } else { 0.0 };
            let others = if inside { n - 1.0 } else { n };
            let change = if left > 0 { others * self.ways[at + 1][left - 1] } else { 0.0 };
            if others <= 0.0 || unit(generator) * (stay + change) < stay {
                for (value, variable) in draft.iter().zip(range.clone()) {
                    values[variable][lane] = *value;
                }
                continue;
            }
            left -= usize::from(left > 0);
            loop {
                random(generator, values);
                let same = draft.iter().zip(range.clone()).all(|(value, variable)| values[variable][lane] == *value);
                if !same {
                    break;
                }
            }
        }
        true
    }
}

/// A double from 0 up to and without 1.
fn unit(generator: &mut ChaCha8Rng) -> f64 {
    (generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}
