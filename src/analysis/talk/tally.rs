//! What many talks add up to. Talks are played in blocks of fixed size, each by itself; floats are added up within a block
//! and blocks in their order, so the sums are the same bytes for any number of threads.
#![expect(clippy::indexing_slicing, reason = "parties, lines and rounds are counted by the setting")]

use crate::analysis::talk::chance::Chance;
use crate::analysis::talk::play::{Ending, Played, is_held};
use crate::analysis::talk::player::Player;
use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::Table;
use crate::engine::ask::effort::{Effort, on_threads};
use crate::engine::ask::limit::Deadline;
use crate::engine::ask::pace::Limit;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Talks in a block.
const BLOCK: u64 = 1_024;
/// Talks between two looks at the clock.
const LOOK: u64 = 64;

/// The sums of some talks.
#[derive(Clone, PartialEq, Debug)]
pub struct Tally {
    /// How many talks.
    pub talks: u64,
    /// How many ended in each way, in the order of [`Ending::ALL`].
    pub ended: [u64; 4],
    /// In how many some deal was possible.
    pub possible: u64,
    /// Agreements by round.
    pub histogram: Vec<u64>,
    /// What the agreements were worth to each, added up.
    pub worth: Vec<f64>,
    /// … and gained them.
    pub gain: Vec<f64>,
    /// Offers of each.
    pub offers: Vec<u64>,
    /// Agreements that each completed.
    pub closed: Vec<u64>,
    /// Talks in which each line was not held in the round in which they ended.
    pub gave_way: Vec<u64>,
    /// Agreements that cross each line.
    pub crossed: Vec<u64>,
    /// Agreements by deal.
    pub deals: BTreeMap<usize, u64>,
    /// Agreements that nothing agreed in the same world dominates; none unless two parties have a utility.
    pub undominated: Option<u64>,
}

impl Tally {
    /// Nothing yet.
    #[must_use]
    pub fn new(table: &Table, setting: &Setting) -> Self {
        let (n_signers, n_lines) = (setting.signers.len(), table.lines.len());
        let n_valued = table.worlds.first().map_or(0, |world| world.utility.iter().flatten().count());
        Self {
            talks: 0,
            ended: [0; 4],
            possible: 0,
            histogram: vec![0; setting.rounds as usize],
            worth: vec![0.0; n_signers],
            gain: vec![0.0; n_signers],
            offers: vec![0; n_signers],
            closed: vec![0; n_signers],
            gave_way: vec![0; n_lines],
            crossed: vec![0; n_lines],
            deals: BTreeMap::new(),
            undominated: (n_valued >= 2).then_some(0),
        }
    }

    /// How many talks reached an agreement.
    #[must_use]
    pub const fn reached(&self) -> u64 {
        self.ended[0]
    }

    fn add(&mut self, table: &Table, setting: &Setting, player: &mut Player, played: &Played) {
        self.talks += 1;
        self.possible += u64::from(played.possible);
        let ending = Ending::ALL.iter().position(|ending| *ending == played.ending).unwrap_or(0);
        self.ended[ending] += 1;
        for (sum, offers) in self.offers.iter_mut().zip(&played.offers) {
            *sum += offers;
        }
        for (sum, time) in self.gave_way.iter_mut().zip(&played.times) {
            *sum += u64::from(!is_held(*time, played.round, setting.rounds));
        }
        let Some(deal) = played.deal else { return };
        self.histogram[played.round as usize - 1] += 1;
        let world = &table.worlds[played.world];
        for signer in 0..setting.signers.len() {
            self.worth[signer] += world.worth[signer][deal];
            self.gain[signer] += played.gains[signer];
            for line in &world.classes[signer][table.class(world, signer, deal)].lines {
                self.crossed[*line] += 1;
            }
        }
        if let Some(signer) = played.closed {
            self.closed[signer] += 1;
        }
        *self.deals.entry(deal).or_default() += 1;
        if let Some(undominated) = &mut self.undominated {
            *undominated += u64::from(player.is_undominated(played, deal));
        }
    }

    /// Adds the talks that follow.
    fn merge(&mut self, later: &Self) {
        let whole =
            |ours: &mut [u64], theirs: &[u64]| ours.iter_mut().zip(theirs).for_each(|(one, other)| *one += other);
        let double =
            |ours: &mut [f64], theirs: &[f64]| ours.iter_mut().zip(theirs).for_each(|(one, other)| *one += other);
        self.talks += later.talks;
        self.possible += later.possible;
        whole(&mut self.ended, &later.ended);
        whole(&mut self.histogram, &later.histogram);
        double(&mut self.worth, &later.worth);
        double(&mut self.gain, &later.gain);
        whole(&mut self.offers, &later.offers);
        whole(&mut self.closed, &later.closed);
        whole(&mut self.gave_way, &later.gave_way);
        whole(&mut self.crossed, &later.crossed);
        for (deal, count) in &later.deals {
            *self.deals.entry(*deal).or_default() += count;
        }
        if let (Some(ours), Some(theirs)) = (&mut self.undominated, later.undominated) {
            *ours += theirs;
        }
    }
}

/// Blocks as they come in, added up in their order.
struct Sums {
    next: u64,
    waiting: BTreeMap<u64, Tally>,
    total: Tally,
}

/// Plays the first `n` talks, or as many of them as there is time for.
#[must_use]
pub fn play_many(table: &Table, setting: &Setting, effort: &Effort, n: u64) -> Tally {
    let limit = Limit::new(&effort.watch, Deadline::after(effort.time_limit));
    effort.watch.begin(n);
    let n_blocks = n.div_ceil(BLOCK);
    let sums = Mutex::new(Sums { next: 0, waiting: BTreeMap::new(), total: Tally::new(table, setting) });
    on_threads(effort, || {
        let n_threads = rayon::current_num_threads();
        let memory = effort.memory_limit / 2 / n_threads as u64;
        let next = AtomicU64::new(0);
        let work = || {
            let mut player = Player::new(table, setting, memory);
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= n_blocks {
                    return;
                }
                let talks = block * BLOCK..n.min((block + 1) * BLOCK);
                let Some(tally) = play_block(table, setting, &mut player, effort, &limit, talks) else { return };
                let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
                sums.waiting.insert(block, tally);
                while let Some(tally) = {
                    let at = sums.next;
                    sums.waiting.remove(&at)
                } {
                    sums.total.merge(&tally);
                    sums.next += 1;
                }
            }
        };
        rayon::scope(|scope| {
            for _ in 0..n_threads.min(usize::try_from(n_blocks).unwrap_or(usize::MAX)) {
                scope.spawn(|_| work());
            }
        });
    });
    sums.into_inner().unwrap_or_else(PoisonError::into_inner).total
}

/// One block; none where the time was over before its end.
fn play_block(
    table: &Table,
    setting: &Setting,
    player: &mut Player,
    effort: &Effort,
    limit: &Limit,
    talks: Range<u64>,
) -> Option<Tally> {
    let mut tally = Tally::new(table, setting);
    for talk in talks {
        if talk % LOOK == 0 {
            if limit.is_over() {
                return None;
            }
            effort.watch.advance(LOOK);
        }
        let played = player.play(Chance::new(effort.seed, talk), false);
        tally.add(table, setting, player, &played);
    }
    Some(tally)
}
