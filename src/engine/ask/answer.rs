//! How an answer was had, and how far it can be trusted: exact, an estimate, or undecided. Never blurred.

use num_bigint::BigUint;
use std::fmt;

/// Which engine answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EngineName {
    /// The decision diagram.
    Exact,
    /// Every deal, one by one.
    Enumerate,
    /// Random proposals.
    Simulate,
}

impl EngineName {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Enumerate => "enumerate",
            Self::Simulate => "simulate",
        }
    }
}

/// How far an answer can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AnswerKind {
    /// Every figure that is given is exact (up to the rounding of doubles).
    Exact,
    /// Figures come from samples and carry intervals.
    Estimate,
    /// Nothing can be said.
    Undecided,
}

impl AnswerKind {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::Undecided => "undecided",
        }
    }
}

/// How an answer was had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provenance {
    /// Which engine answered.
    pub engine: EngineName,
    /// How far it can be trusted.
    pub kind: AnswerKind,
    /// Why it is not exact, or which figures a budget cut; none if nothing needs saying.
    pub why: Option<String>,
}

impl Provenance {
    /// Adds a reason.
    pub fn add(&mut self, reason: &str) {
        self.why = Some(self.why.take().map_or_else(|| reason.to_owned(), |why| format!("{why}; {reason}")));
    }
}

/// How many deals: counted, or seen among samples.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Count {
    /// Counted, all of them.
    Exact(BigUint),
    /// This many of the samples.
    Samples(u64),
    /// Not known.
    Unknown,
}

impl Count {
    /// Whether every deal was counted.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(count) => count.fmt(f),
            Self::Samples(count) => write!(f, "{count} of the samples"),
            Self::Unknown => f.write_str("not known"),
        }
    }
}

/// A share, a mean or a probability, from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Share {
    /// The value; none if it is a share of nothing, or not known.
    pub value: Option<f64>,
    /// The 95 % interval where the value comes from samples.
    pub interval: Option<(f64, f64)>,
}

impl Share {
    /// The share of one count in another: their ratio, rounded once, however large they are; none of nothing.
    #[must_use]
    pub fn ratio(part: &BigUint, whole: &BigUint) -> Self {
        Self { value: (whole.bits() > 0).then(|| quotient(part, whole)), interval: None }
    }
}

/// The double nearest to the ratio of two whole numbers, the second not zero.
///
/// The ratio is scaled by a power of two until its whole part has 66 bits or more (13 past those of a double), so that what
/// is cut off can only tell a tie from none, which its last bit keeps. Of 3·2^1198 and 2^1200 the whole part is 3·2^65.
fn quotient(part: &BigUint, whole: &BigUint) -> f64 {
    /// The exponent of the smallest double.
    const LEAST: i64 = 1074;
    let signed = |bits: u64| i64::try_from(bits).unwrap_or(i64::MAX / 2);
    let shift = 66 - (signed(part.bits()) - signed(whole.bits()));
    if part.bits() == 0 || shift > LEAST + 70 {
        return 0.0;
    }
    let left = |number: &BigUint, by: i64| number << u64::try_from(by).unwrap_or(0);
    let (numerator, denominator) = (left(part, shift), left(whole, -shift));
    let cut = &numerator / &denominator;
    let is_exact = &cut * &denominator == numerator;
    let cut = u128::try_from(cut).unwrap_or(u128::MAX) | u128::from(!is_exact);
    // Below the normal doubles there are fewer bits to round to: so many more are cut before.
    let fewer = u32::try_from(shift - LEAST).unwrap_or(0).min(127);
    let kept = cut >> fewer;
    let half = if fewer == 0 { 0 } else { 1_u128 << (fewer - 1) };
    let rest = cut - (kept << fewer);
    let up = fewer > 0 && (rest > half || (rest == half && kept & 1 == 1));
    #[expect(clippy::cast_precision_loss, reason = "this is the one rounding")]
    let rounded = (kept + u128::from(up)) as f64;
    // Two steps, since one factor alone may be too small for a double; both are exact.
    let power = i32::try_from(shift - i64::from(fewer)).unwrap_or(0);
    rounded * 2.0_f64.powi(-(power / 2)) * 2.0_f64.powi(-(power - power / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(part: &BigUint, whole: &BigUint) -> Option<f64> {
        Share::ratio(part, whole).value
    }

    #[test]
    fn a_share_of_more_deals_than_a_double_holds_is_their_ratio() {
        let one = BigUint::from(1_u32);
        let power = |bits: u32| &one << bits;
        assert_eq!(ratio(&(BigUint::from(3_u32) << 1198), &power(1200)), Some(0.75));
        assert_eq!(ratio(&power(5000), &(BigUint::from(3_u32) << 5000)), Some(1.0 / 3.0));
        assert_eq!(ratio(&power(2000), &power(2000)), Some(1.0));
        assert_eq!(ratio(&BigUint::ZERO, &power(2000)), Some(0.0));
        assert_eq!(ratio(&one, &BigUint::ZERO), None);
        // The smallest doubles, the half of the smallest (a tie, to even), a little more than that, and less.
        assert_eq!(ratio(&one, &power(1074)), Some(f64::from_bits(1)));
        assert_eq!(ratio(&one, &power(1075)), Some(0.0));
        assert_eq!(ratio(&(power(100) + &one), &power(1175)), Some(f64::from_bits(1)));
        assert_eq!(ratio(&BigUint::from(3_u32), &power(1075)), Some(f64::from_bits(2)));
        assert_eq!(ratio(&one, &power(5000)), Some(0.0));
    }

    #[test]
    fn a_count_is_shown_as_what_it_is() {
        assert_eq!(Count::Exact(BigUint::from(72_u32)).to_string(), "72");
        assert_eq!(Count::Samples(5).to_string(), "5 of the samples");
        assert_eq!(Count::Unknown.to_string(), "not known");
    }

    #[test]
    fn a_share_of_fewer_is_the_quotient_of_doubles() {
        for part in (0..200_u64).chain([(1 << 53) - 1, 12_345_678_901, 999_999_999_999_937]) {
            for whole in (1..200_u64).chain([1 << 53, 98_765_432_109, 7, (1 << 53) - 111]) {
                #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
                let expected = part as f64 / whole as f64;
                assert_eq!(ratio(&part.into(), &whole.into()), Some(expected), "{part} / {whole}");
            }
        }
    }
}
