//! A plane of bits, one per proposal.

use std::ops::{Deref, DerefMut};

/// Words of a plane: 2,048 proposals.
pub const WORDS: usize = 32;
/// One bit a proposal, where vectors of 512 bits are whole lines of the cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(align(64))]
pub struct Plane(pub [u64; WORDS]);

impl Plane {
    /// On no proposal.
    pub const NONE: Self = Self([0; WORDS]);
    /// On every one.
    pub const ALL: Self = Self([u64::MAX; WORDS]);
}

impl AsMut<[u64]> for Plane {
    #[inline(always)]
    fn as_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

impl Deref for Plane {
    type Target = [u64; WORDS];

    #[inline(always)]
    fn deref(&self) -> &[u64; WORDS] {
        &self.0
    }
}

impl DerefMut for Plane {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [u64; WORDS] {
        &mut self.0
    }
}
