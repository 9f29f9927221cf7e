//! Chance without a state: every random number is a function of a seed, a stream and a place.
//!
//! So no row of a sweep depends on another, on the shard that it stands in, or on who computes it. The mixing is that of
//! SplitMix64 (Steele, Lea & Flood 2014); the permutation is a Feistel network walked until it lands inside (Black &
//! Rogaway 2002).

/// 64 random bits of this place in this stream.
#[must_use]
pub fn bits(seed: u64, stream: u64, place: u64) -> u64 {
    mixed(mixed(mixed(seed) ^ stream) ^ place)
}

/// A random number from 0 (included) to 1 (not included).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
pub fn unit(seed: u64, stream: u64, place: u64) -> f64 {
    (bits(seed, stream, place) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Where this place goes in a random order of `n` places; each place goes elsewhere.
#[must_use]
pub fn permuted(seed: u64, stream: u64, place: u64, n: u64) -> u64 {
    // INVARIANT: the network permutes 0..4^half, which holds n; walking on from outside comes back inside.
    let half = (64 - n.saturating_sub(1).leading_zeros()).div_ceil(2).clamp(1, 32);
    let mask = (1_u64 << half) - 1;
    let key = mixed(mixed(seed) ^ stream);
    let mut at = place;
    loop {
        let (mut left, mut right) = (at >> half & mask, at & mask);
        for round in 0..8 {
            (left, right) = (right, left ^ (mixed(key ^ (round << 56 ^ right)) & mask));
        }
        at = left << half | right;
        if at < n || place >= n {
            return at;
        }
    }
}

/// The next number of SplitMix64 from this state.
const fn mixed(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_hits_every_place_once() {
        for n in [1, 2, 3, 5, 16, 17, 1000, 4097] {
            let mut seen: Vec<u64> = (0..n).map(|place| permuted(7, 3, place, n)).collect();
            seen.sort_unstable();
            assert!(seen.iter().copied().eq(0..n), "{n}: {seen:?}");
        }
        let order = |seed| (0..100).map(|place| permuted(seed, 0, place, 100)).collect::<Vec<_>>();
        assert_ne!(order(1), order(2));
        assert_ne!(order(1), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn units_are_spread_evenly() {
        let mut hits = [0_u32; 16];
        for place in 0..16_000 {
            let u = unit(1, 2, place);
            assert!((0.0..1.0).contains(&u));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 16")]
            let cell = (u * 16.0) as usize;
            hits[cell] += 1;
        }
        // Five standard deviations around 1,000 hits a cell; the draws are fixed.
        assert!(hits.iter().all(|n| (850..1150).contains(n)), "{hits:?}");
    }
}
