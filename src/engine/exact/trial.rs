//! Which of several orders is taken: the one whose diagram of the agreed deals is smallest, found by building it.
//!
//! What annealing makes small is a guess, and among good orders no guide any more: of those that it finds for
//! `benches/scenarios/M.toml`, the ones guessed smallest have some 200,000 states, and one guessed a sixth larger has 73,000.
//! So the search is cut into short ones, and the layers of each order are counted, until they pass those of the best so far.
//! States are counted and not timed: the order is the same wherever it is looked for.
//!
//! The more there is to win, the longer is looked: every further figure of `zopa run` needs a diagram in this order.

use crate::engine::exact::declined::Declined;
use crate::engine::exact::hypergraph::Hypergraph;
use crate::engine::exact::order::{guessed, is_small, order, searched, unsearched};
use rayon::prelude::*;

/// So many orders are tried at most, before those that the graph of the rules says by itself.
const ROUNDS: u64 = 6;
/// States and arcs that the trial of one order may make, whatever the others made.
const MOST: usize = 2_000_000;
/// Where no order stays below that, the likeliest are tried on, to so many times as much, …
const FURTHER: [usize; 3] = [3, 8, 16];
/// … and so many of them.
const LIKELIEST: usize = 3;
/// Where the best has more states and arcs than so many, it is looked for long: …
const LARGE: usize = 3_000_000;
/// … so many times, of which …
const SEARCHES: u64 = 8;
/// … so many are tried.
const TRIED: usize = 4;
/// Where one is below that, and all trials together made so much, no further order is tried.
const MOST_IN_ALL: usize = 4_000_000;
/// A further round is for diagrams of more states and arcs than so many for each round before.
const ENOUGH: usize = 8_000;
/// The engine in the best of some orders; `make` makes it ready in one, and `work` says how much it has to do there, if that is
/// no more than so much.
///
/// # Errors
/// Where it cannot be made ready in any of them, or was stopped.
pub(super) fn in_best_order<E>(
    graph: &Hypergraph,
    make: impl Fn(Vec<usize>) -> Result<E, Declined>,
    work: impl Fn(&E, usize) -> Result<usize, Declined>,
) -> Result<E, Declined> {
    if is_small(graph) {
        return make(order(graph, 0));
    }
    let mut trials = Trials { work: &work, best: Err(Declined::TooLarge), least: None, spent: 0, over: Vec::new() };
    for round in 0..ROUNDS {
        let order = order(graph, round);
        let guess = guessed(graph, &order);
        trials.try_one(make(order), guess, MOST)?;
        let enough = usize::try_from(round + 1).unwrap_or(usize::MAX).saturating_mul(ENOUGH);
        if trials.least.is_some_and(|(least, _)| least <= enough || trials.spent >= MOST_IN_ALL) {
            return trials.best;
        }
    }
    // Searches from elsewhere may all have missed what the graph shows.
    for order in unsearched(graph) {
        let guess = guessed(graph, &order);
        if trials.least.is_none_or(|(_, best)| guess < best) {
            trials.try_one(make(order), guess, MOST)?;
        }
    }
    if trials.least.is_none_or(|(least, _)| least > LARGE) {
        trials.search(graph, &make)?;
    }
    trials.go_on()
}

/// What trials came to.
struct Trials<'w, E, W> {
    work: &'w W,
    best: Result<E, Declined>,
    /// The work of the best, and what was guessed of it.
    least: Option<(usize, f64)>,
    /// What all trials made together.
    spent: usize,
    /// Those that passed what a trial may make, with what was guessed of them.
    over: Vec<(f64, E)>,
}

impl<E, W: Fn(&E, usize) -> Result<usize, Declined>> Trials<'_, E, W> {
    fn try_one(&mut self, made: Result<E, Declined>, guess: f64, most: usize) -> Result<(), Declined> {
        let exact = match made {
            Ok(exact) => exact,
            Err(why) => {
                if self.best.is_err() {
                    self.best = Err(why);
                }
                return Ok(());
            }
        };
        let most = self.least.map_or(most, |(least, _)| least);
        let found = (self.work)(&exact, most);
        self.spent = self.spent.saturating_add(found.as_ref().map_or(most, |found| *found));
        match found {
            Err(Declined::Stopped) => return Err(Declined::Stopped),
            Err(_) if self.least.is_none() => self.over.push((guess, exact)),
            Ok(found) if self.least.is_none_or(|(least, _)| found < least) => {
                (self.best, self.least) = (Ok(exact), Some((found, guess)));
                self.over.clear();
            }
            _ => {}
        }
        Ok(())
    }

    /// Looks long for an order, several times at once, and tries those guessed best.
    fn search(
        &mut self,
        graph: &Hypergraph,
        make: &impl Fn(Vec<usize>) -> Result<E, Declined>,
    ) -> Result<(), Declined> {
        let search = |seed: u64| {
            let order = searched(graph, seed);
            (guessed(graph, &order), order)
        };
        let mut found: Vec<(f64, Vec<usize>)> = (0..SEARCHES).into_par_iter().map(search).collect();
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        for (guess, order) in found.into_iter().take(TRIED) {
            self.try_one(make(order), guess, MOST)?;
        }
        Ok(())
    }

    /// Where no order stayed below what a trial may make: the likeliest with more room, and in the end the likeliest as it is.
    fn go_on(mut self) -> Result<E, Declined> {
        let mut over = std::mem::take(&mut self.over);
        if self.least.is_some() || over.is_empty() {
            return self.best;
        }
        over.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        over.truncate(LIKELIEST);
        for times in FURTHER {
            for (guess, exact) in std::mem::take(&mut over) {
                self.try_one(Ok(exact), guess, MOST * times)?;
            }
            if self.least.is_some() {
                return self.best;
            }
            over = std::mem::take(&mut self.over);
        }
        over.into_iter().next().map_or(self.best, |(_, exact)| Ok(exact))
    }
}
