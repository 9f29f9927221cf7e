//! The order in which variables are settled: few rules open at a time, found by simulated annealing.
//!
//! A rule is open from its first variable to its last. The states of a layer are bounded by the open rules (each is
//! undecided or not) and by the deals so far; the sum of the lesser of the two over the layers is what is made small. Steps
//! are counted and draws come from a seed, so the order is the same wherever it is looked for.
//!
//! How much an open rule adds to the states is guessed, in one of two ways (by seed). Either every open rule adds the same.
//! Or a rule of few variables is taken for a conjunction whose tests are met by p = 0.39 of the values: after j of them it is
//! open for p^j of the deals, and adds the entropy of that, h(p^j) = 0.96, 0.61 and 0.32 bits, times 0.6. Example: a rule over
//! the first, third and sixth variable adds 0.58 bits after the first and second, 0.37 after the third to fifth.
//!
//! A search that looks at everything for each move has few moves where the variables are many. Beyond some hundred it therefore
//! begins from what the graph of the rules says (`start`), looks only at the stretch that a move changes, and makes moves in
//! proportion to the variables.
//!
//! Source: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, *Optimization by simulated annealing*, Science 220, 1983.
#![expect(clippy::indexing_slicing, reason = "a kernel: places of variables and rules are counted here")]

use crate::engine::exact::hypergraph::{BY_TESTS, Hypergraph, SAME, UNITS, moved};
use crate::engine::exact::start::starts;
use crate::engine::exact::stretch::Stretches;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// How many looks at a rule's variable one search may take: some 5 ms.
const STEPS: u64 = 7_000_000;
/// … and how many orders it looks at.
const MOST_STEPS: u64 = 10_000;
/// Where so many moves cannot be looked at as a whole, the order is found from the graph of the rules, …
const LONG: u64 = STEPS / MOST_STEPS;
/// … with so many moves for each variable, …
const MOVES: u64 = 60;
/// … over so many places at most.
const REACH: usize = 24;
/// How much worse an order may become by such a move, on the logarithm and times the variables: at first and at the end.
const HOT: f64 = 2.0;
const COLD: f64 = 0.1;
/// Looks at a rule's variable that a long search may take: some 0.1 s.
const LONG_STEPS: u64 = 60_000_000;
/// The seeds that begin from the graph where that is long.
const N_STARTS: u64 = 3;
/// Where all deals together have fewer bits than this, any order will do.
const SMALL: f64 = 18.0;

/// Whether any order will do: one search is as good as another.
#[must_use]
pub fn is_small(graph: &Hypergraph) -> bool {
    graph.bits.len() < 3 || graph.bits.iter().sum::<f64>() < SMALL
}

/// An order of all variables, another for each seed.
#[must_use]
pub fn order(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    by_parts(
        graph,
        |own| {
            if own.looks() > LONG && seed < N_STARTS { from_start(own, seed) } else { annealed(own, seed) }
        },
    )
}

/// An order of all variables that was looked for long, another for each seed.
#[must_use]
pub fn searched(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    by_parts(graph, |own| {
        let starts = unsearched(own);
        let start = starts.get(usize::try_from(seed).unwrap_or(0) % starts.len().max(1)).cloned().unwrap_or_default();
        let n = start.len();
        if n < 3 {
            return start;
        }
        // A move costs about as much as the places and rules that it changes.
        let n_steps = (LONG_STEPS / own.looks()).max(MOVES * n as u64);
        Search { reach: n, heat: (1.0, 0.02), n_steps }.run(own, start, seed)
    })
}

/// Orders what rules tie together, and puts one after the other.
fn by_parts(graph: &Hypergraph, order: impl Fn(&Hypergraph) -> Vec<usize>) -> Vec<usize> {
    let parts = parts(graph);
    let (mut part_of, mut place_of) = (vec![0; graph.bits.len()], vec![0; graph.bits.len()]);
    let mut owned: Vec<Hypergraph> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        for (place, variable) in part.iter().enumerate() {
            (part_of[*variable], place_of[*variable]) = (at, place);
        }
        owned.push(Hypergraph { bits: part.iter().map(|variable| graph.bits[*variable]).collect(), rules: Vec::new() });
    }
    for rule in &graph.rules {
        let Some(first) = rule.first() else { continue };
        owned[part_of[*first]].rules.push(rule.iter().map(|variable| place_of[*variable]).collect());
    }
    let mut whole = Vec::with_capacity(graph.bits.len());
    for (part, own) in parts.iter().zip(&owned) {
        whole.extend(order(own).into_iter().map(|at| part[at]));
    }
    whole
}

/// The orders of some variables as their graph alone says, those guessed best first.
#[must_use]
pub fn unsearched(graph: &Hypergraph) -> Vec<Vec<usize>> {
    let mut guess = Guess::new(graph, true);
    let mut found: Vec<(f64, Vec<usize>)> =
        starts(graph).into_iter().map(|order| (guess.cost(&order), order)).collect();
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.into_iter().map(|(_, order)| order).collect()
}

/// About how many states an order has.
#[must_use]
pub fn guessed(graph: &Hypergraph, order: &[usize]) -> f64 {
    Guess::new(graph, true).cost(order)
}

/// The best start and the second, each smoothed; then the best as it is.
fn from_start(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    let mut found = unsearched(graph).into_iter();
    match seed {
        0 => found.next().map(|start| Search::smoothing(graph).run(graph, start, seed)),
        1 => found.nth(1).map(|start| Search::smoothing(graph).run(graph, start, seed)),
        _ => found.next(),
    }
    .unwrap_or_else(|| annealed(graph, seed))
}

/// The variables by what rules tie together; the free ones each by itself, at the end.
fn parts(graph: &Hypergraph) -> Vec<Vec<usize>> {
    let n = graph.bits.len();
    let mut of: Vec<usize> = (0..n).collect();
    fn root(of: &mut [usize], mut at: usize) -> usize {
        while of[at] != at {
            of[at] = of[of[at]];
            at = of[at];
        }
        at
    }
    for rule in &graph.rules {
        for pair in rule.windows(2) {
            let (one, other) = (root(&mut of, pair[0]), root(&mut of, pair[1]));
            of[one.max(other)] = one.min(other);
        }
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); n];
    for variable in 0..n {
        let at = root(&mut of, variable);
        parts[at].push(variable);
    }
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| (part.len() == 1, part[0]));
    parts
}

fn annealed(graph: &Hypergraph, seed: u64) -> Vec<usize> {
    let n = graph.bits.len();
    let mut best: Vec<usize> = greedy(graph);
    if is_small(graph) {
        return best;
    }
    let n_steps = (STEPS / graph.looks()).clamp(200, MOST_STEPS);
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x006f_7264_6572);
    let mut guess = Guess::new(graph, seed % 3 != 2);
    let mut current = best.clone();
    let mut cost = guess.cost(&current);
    let mut lowest = cost;
    let (hot, cold) = (1.0_f64, 0.02_f64);
    for step in 0..n_steps {
        #[expect(clippy::cast_precision_loss, reason = "a share of the steps")]
        let done = step as f64 / n_steps as f64;
        let heat = hot * (cold / hot).powf(done);
        // Far moves first, then ever nearer ones.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "places"
        )]
        let reach = ((n as f64 * (1.0 - 0.9 * done)) as usize).max(2);
        let from = random.random_range(0..n);
        let to = (from + random.random_range(0..=2 * reach)).saturating_sub(reach).min(n - 1);
        let is_swap = random.random_bool(0.4);
        if from == to {
            continue;
        }
        moved(&mut current, from, to, is_swap);
        let new = guess.cost(&current);
        // On the logarithm: twice the states are as bad at any size.
        if new <= cost || random.random::<f64>() < (-(new / cost).log2() / heat).exp() {
            cost = new;
            if new < lowest {
                lowest = new;
                best.clone_from(&current);
            }
        } else {
            moved(&mut current, to, from, is_swap);
        }
    }
    best
}

/// A search in which each move is judged by the stretch that it changes.
struct Search {
    /// Over how many places a move goes, at first.
    reach: usize,
    /// How much worse an order may become by a move, on the logarithm: at first and at the end.
    heat: (f64, f64),
    n_steps: u64,
}

impl Search {
    /// Short moves alone, in proportion to the variables.
    fn smoothing(graph: &Hypergraph) -> Self {
        let n = graph.bits.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "some thousand variables")]
        let heat = (HOT / n as f64, COLD / n as f64);
        Self { reach: REACH, heat, n_steps: MOVES * n as u64 }
    }

    fn run(&self, graph: &Hypergraph, start: Vec<usize>, seed: u64) -> Vec<usize> {
        let n = start.len();
        let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x0073_6d6f_6f74);
        let mut stretches = Stretches::new(graph, start);
        let mut best = stretches.order.clone();
        let mut lowest = stretches.cost;
        let (hot, cold) = self.heat;
        for step in 0..self.n_steps {
            #[expect(clippy::cast_precision_loss, reason = "a share of the steps")]
            let done = step as f64 / self.n_steps as f64;
            let heat = hot * (cold / hot).powf(done);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "places"
            )]
            let reach = ((self.reach as f64 * (1.0 - 0.95 * done)) as usize).clamp(2, n.max(2));
            let from = random.random_range(0..n);
            let to = (from + random.random_range(0..=2 * reach)).saturating_sub(reach).min(n - 1);
            let is_swap = random.random_bool(0.4);
            if from == to {
                continue;
            }
            let before = stretches.cost;
            stretches.make(from, to, is_swap);
            let worse = (stretches.cost / before).log2();
            if worse > 0.0 && random.random::<f64>() >= (-worse / heat).exp() {
                stretches.make(to, from, is_swap);
            } else if stretches.cost < lowest * (1.0 - 1e-9) {
                lowest = stretches.cost;
                best.clone_from(&stretches.order);
            }
        }
        best
    }
}

/// A first order: always the variable that leaves the fewest rules open.
fn greedy(graph: &Hypergraph) -> Vec<usize> {
    let n = graph.bits.len();
    let mut of_variable: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (rule, variables) in graph.rules.iter().enumerate() {
        for variable in variables {
            of_variable[*variable].push(rule);
        }
    }
    let mut left: Vec<usize> = graph.rules.iter().map(Vec::len).collect();
    let mut is_open = vec![false; graph.rules.len()];
    let mut rest: Vec<usize> = (0..n).collect();
    let mut order = Vec::with_capacity(n);
    while !rest.is_empty() {
        let gain = |variable: usize| {
            let (mut opened, mut closed) = (0_i64, 0_i64);
            for rule in &of_variable[variable] {
                match (is_open[*rule], left[*rule] == 1) {
                    (true, true) => closed += 1,
                    (false, false) => opened += 1,
                    _ => {}
                }
            }
            (opened - closed, variable)
        };
        let at = (0..rest.len()).min_by_key(|at| gain(rest[*at])).unwrap_or(0);
        let variable = rest.remove(at);
        for rule in &of_variable[variable] {
            is_open[*rule] = true;
            left[*rule] -= 1;
        }
        order.push(variable);
    }
    order
}

/// The guess at how many states an order has.
struct Guess {
    /// The number of classes of each variable.
    classes: Vec<f64>,
    /// The rules that add by their tests, by how many variables they have.
    twos: Vec<[usize; 2]>,
    threes: Vec<[usize; 3]>,
    fours: Vec<[usize; 4]>,
    fives: Vec<[usize; 5]>,
    /// The others.
    rules: Vec<Vec<usize>>,
    /// 2 to the power of this many units.
    power: Vec<f64>,
    place: Vec<usize>,
    change: Vec<i32>,
}

impl Guess {
    fn new(graph: &Hypergraph, is_by_tests: bool) -> Self {
        let (mut twos, mut threes, mut fours, mut fives) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut rules = Vec::new();
        for rule in graph.rules.iter().filter(|rule| rule.len() > 1) {
            match rule[..] {
                [a, b] if is_by_tests => twos.push([a, b]),
                [a, b, c] if is_by_tests => threes.push([a, b, c]),
                [a, b, c, d] if is_by_tests => fours.push([a, b, c, d]),
                [a, b, c, d, e] if is_by_tests => fives.push([a, b, c, d, e]),
                _ => rules.push(rule.clone()),
            }
        }
        let most = graph.rules.len() * usize::try_from(BY_TESTS[0].max(SAME)).unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "some thousand units")]
        let power = (0..=most).map(|units| (units as f64 / UNITS).exp2()).collect();
        Self {
            classes: graph.bits.iter().map(|bits| bits.exp2()).collect(),
            twos,
            threes,
            fours,
            fives,
            rules,
            power,
            place: vec![0; graph.bits.len()],
            change: vec![0; graph.bits.len() + 1],
        }
    }

    /// About how many states there are in all.
    fn cost(&mut self, order: &[usize]) -> f64 {
        let (place, change) = (&mut self.place, &mut self.change);
        for (at, variable) in order.iter().enumerate() {
            place[*variable] = at;
        }
        change.fill(0);
        add(&self.twos, place, change);
        add(&self.threes, place, change);
        add(&self.fours, place, change);
        add(&self.fives, place, change);
        for rule in &self.rules {
            let (first, last) = rule.iter().fold((usize::MAX, 0), |(first, last), variable| {
                let place = place[*variable];
                (first.min(place), last.max(place))
            });
            change[first] += SAME;
            change[last] -= SAME;
        }
        let (mut open, mut so_far, mut cost) = (0_i32, 1.0_f64, 0.0_f64);
        for (variable, change) in order.iter().zip(&self.change) {
            open += change;
            so_far *= self.classes[*variable];
            let states = usize::try_from(open).ok().and_then(|open| self.power.get(open));
            cost += states.map_or(so_far, |states| states.min(so_far));
        }
        cost
    }
}

/// Adds rules of this many variables each, by their tests.
fn add<const K: usize>(rules: &[[usize; K]], place: &[usize], change: &mut [i32]) {
    for rule in rules {
        // In order, without a branch: which comes first is a coin's throw.
        let mut places = rule.map(|variable| place[variable]);
        for last in 1..K {
            for at in (1..=last).rev() {
                let (one, other) = (places[at - 1], places[at]);
                (places[at - 1], places[at]) = (one.min(other), one.max(other));
            }
        }
        let mut before = 0;
        for (at, place) in places.into_iter().enumerate() {
            let units = if at + 1 < K { BY_TESTS[at] } else { 0 };
            change[place] += units - before;
            before = units;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_back_undoes_a_move() {
        for (from, to, is_swap) in [(1, 4, false), (4, 1, false), (0, 3, true), (2, 3, false)] {
            let mut order = vec![5, 6, 7, 8, 9];
            moved(&mut order, from, to, is_swap);
            assert_ne!(order, [5, 6, 7, 8, 9]);
            moved(&mut order, to, from, is_swap);
            assert_eq!(order, [5, 6, 7, 8, 9]);
        }
    }

    #[test]
    fn the_guess_adds_up_the_open_rules() {
        // Two classes each; the rules lie over places 0, 2, 3 and 1, 2 of the order.
        let graph = Hypergraph { bits: vec![1.0; 4], rules: vec![vec![3, 0, 1], vec![0, 2]] };
        let order = [1, 2, 0, 3];
        let power = |units: f64| (units / 64.0).exp2();
        let same = power(35.0) + power(70.0) + power(35.0) + 1.0;
        assert!((Guess::new(&graph, false).cost(&order) - same).abs() < 1e-12);
        let by_tests = power(37.0) + power(74.0) + power(24.0) + 1.0;
        assert!((Guess::new(&graph, true).cost(&order) - by_tests).abs() < 1e-12);
    }

    #[test]
    fn rules_in_a_row_are_taken_in_a_row() {
        // 0-3-1-4-2: a chain, written out of order.
        let rules = vec![vec![0, 3], vec![3, 1], vec![1, 4], vec![4, 2]];
        let found = order(&Hypergraph { bits: vec![2.0; 5], rules }, 0);
        assert!(found == [0, 3, 1, 4, 2] || found == [2, 4, 1, 3, 0], "{found:?}");
    }

    #[test]
    fn what_nothing_ties_together_stays_apart() {
        let rules = vec![vec![0, 2], vec![1, 3], vec![0, 2]];
        let found = order(&Hypergraph { bits: vec![1.0; 6], rules }, 7);
        assert_eq!(found.len(), 6);
        let at = |variable: usize| found.iter().position(|one| *one == variable).unwrap();
        assert_eq!(at(0).abs_diff(at(2)), 1);
        assert_eq!(at(1).abs_diff(at(3)), 1);
        assert_eq!(found[4..], [4, 5], "the free ones stand last");
    }
}
