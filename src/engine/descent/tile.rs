//! A tile of 4,096 deals, one bit each, and what is done with tiles.
//!
//! Bits say "crossed". Over four deals, a line crossed on `1000` and one crossed on `1010` are together crossed on `1010`,
//! which leaves two deals clear.
#![expect(clippy::indexing_slicing, reason = "a tile has as many words as it has")]

/// How many words a tile has.
pub const WORDS: usize = 64;
/// How many deals a tile has.
pub const LANES: usize = WORDS * 64;

/// One bit for each deal of a tile, on a boundary of cache lines.
#[repr(C, align(64))]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tile(pub [u64; WORDS]);

impl Tile {
    /// No deal.
    pub const NONE: Self = Self([0; WORDS]);
    /// Every deal.
    pub const ALL: Self = Self([u64::MAX; WORDS]);

    /// The first this many deals.
    #[must_use]
    pub fn first(n: usize) -> Self {
        let mut tile = Self::NONE;
        for (at, word) in tile.0.iter_mut().enumerate() {
            let here = n.saturating_sub(at * 64).min(64);
            *word = if here == 64 { u64::MAX } else { (1 << here) - 1 };
        }
        tile
    }

    /// Adds one deal.
    pub fn insert(&mut self, lane: usize) {
        self.0[lane / 64] |= 1 << (lane % 64);
    }

    /// Whether it has the deal.
    #[must_use]
    pub fn contains(&self, lane: usize) -> bool {
        self.0[lane / 64] >> (lane % 64) & 1 == 1
    }

    /// The deals of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// All other deals.
    #[must_use]
    pub fn not(&self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// The deals of either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }
}

/// Sums of points below a limit: the points of each deal of a tile, what all have in common, and bonuses with the planes
/// of the deals that get them.
#[derive(Clone, Copy, Debug)]
pub struct Worths<'a> {
    /// One number a deal.
    pub inner: &'a [f64],
    /// Added to all.
    pub base: f64,
    /// Plane and points of each bonus.
    pub bonuses: &'a [(u32, f64)],
    /// Deals worth less than this are wanted.
    pub limit: f64,
}

/// What the deals of a tile are multiplied with.
#[derive(Clone, Copy, Debug)]
pub struct Weighing<'a> {
    /// The deals that count.
    pub clear: &'a Tile,
    /// A factor for each lane; none if it is empty.
    pub product: &'a [f64],
    /// Planes, and the factor of the deals that are in them.
    pub soft: &'a [(u32, f64)],
    /// A factor for all.
    pub weight: f64,
    /// How often the tile counts.
    pub times: f64,
}

/// Sums and the highest of what tiles have on each lane.
#[derive(Debug)]
pub struct Lanes {
    /// The sums.
    pub sum: [f64; LANES],
    /// The highest.
    pub highest: [f64; LANES],
}

impl Lanes {
    /// Nothing yet.
    #[must_use]
    pub fn none() -> Box<Self> {
        Box::new(Self { sum: [0.0; LANES], highest: [0.0; LANES] })
    }

    /// Adds others.
    pub fn merge(&mut self, other: &Self) {
        for (ours, theirs) in self.sum.iter_mut().zip(other.sum) {
            *ours += theirs;
        }
        for (ours, theirs) in self.highest.iter_mut().zip(other.highest) {
            *ours = ours.max(theirs);
        }
    }
}

/// Cubes of the same number of planes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// How many planes each has.
    pub length: usize,
    /// How many cubes.
    pub n: usize,
}

/// One step of a decision over tiles: where the party (by its plane of refusals) accepts, the one node, else the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Which plane of refusals.
    pub party: u32,
    /// The node where it accepts: 0 never, 1 always, or 2 + the place of an earlier choice.
    pub yes: u32,
    /// The node where it refuses.
    pub no: u32,
}
