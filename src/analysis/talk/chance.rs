//! What is drawn in one talk: the world first and apart from all else, so that it is the same for every strategy, protocol
//! and number of rounds.

use crate::analysis::sweep::chance::{bits, unit};
use crate::analysis::talk::table::{Table, World};
use crate::scenario::talk::GivesWay;

/// The streams of random numbers, so that no two uses share one.
const STREAM_WORLD: u64 = 16 << 32;
const STREAM_LINE: u64 = 17 << 32;
const STREAM_BREAKDOWN: u64 = 18 << 32;
const STREAM_ORDER: u64 = 19 << 32;
const STREAM_PICK: u64 = 20 << 32;

/// The draws of one talk.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    seed: u64,
    talk: u64,
}

impl Chance {
    /// The draws of this talk, numbered from 0.
    #[must_use]
    pub const fn new(seed: u64, talk: u64) -> Self {
        Self { seed, talk }
    }

    /// Which combination of the assumptions' values holds, by its place in the table.
    #[must_use]
    pub fn world(self, table: &Table) -> usize {
        if table.worlds.len() == 1 {
            return 0;
        }
        let drawn = unit(self.seed, STREAM_WORLD, self.talk);
        let mut sum = 0.0;
        let found = table.worlds.iter().position(|world| {
            sum += world.probability;
            drawn < sum
        });
        found.unwrap_or(table.worlds.len().saturating_sub(1))
    }

    /// When a line gives way, from 0 to 1; none if it is held to the end. `stream` is the place of the line among all
    /// demands of the scenario.
    #[must_use]
    pub fn time(self, stream: usize, firmness: f64, gives_way: GivesWay) -> Option<f64> {
        if firmness >= 1.0 {
            return None;
        }
        let drawn = unit(self.seed, STREAM_LINE + stream as u64, self.talk);
        (drawn >= firmness).then(|| gives_way.time((drawn - firmness) / (1.0 - firmness)))
    }

    /// When each line of this world gives way.
    #[must_use]
    pub fn times(self, table: &Table, world: &World, gives_way: GivesWay) -> Vec<Option<f64>> {
        let time = |(line, firmness): (&crate::analysis::talk::table::Line, &f64)| {
            self.time(line.stream, *firmness, gives_way)
        };
        table.lines.iter().zip(&world.firmness).map(time).collect()
    }

    /// Whether the talks end in this round.
    #[must_use]
    pub fn breaks(self, round: u32, chance: f64) -> bool {
        chance > 0.0 && unit(self.seed, STREAM_BREAKDOWN + u64::from(round), self.talk) < chance
    }

    /// An order of this many places, each order as likely as any other.
    #[must_use]
    pub fn order(self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for at in (1..n).rev() {
            order.swap(at, self.below(STREAM_ORDER + at as u64, at + 1));
        }
        order
    }

    /// One of so many deals, in the turn of this number.
    #[must_use]
    pub fn pick(self, turn: u64, n: usize) -> usize {
        self.below(STREAM_PICK + turn, n)
    }

    /// A number below n, each as likely as any other up to one part in 2^32 for the sizes there are.
    fn below(self, stream: u64, n: usize) -> usize {
        let wide = u128::from(bits(self.seed, stream, self.talk)) * n as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}
