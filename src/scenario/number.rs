//! Decimal numbers, exactly: what an author writes as `0.1` is one tenth, not the double nearest to it.
//!
//! A range's values are min + k·step. On doubles 0.1 + 2·0.1 is not 0.3, and a red line at `at_most = 0.3` would cut off
//! a value that the author sees in the file. So values and bounds are compared as decimals, taken from their shortest
//! forms; only expressions, points and the JSON use the nearest double.

use std::cmp::Ordering;
use std::fmt;

/// `mantissa` · 10^`exponent`, with no factor 10 left in the mantissa.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// This mantissa times ten to this exponent.
    #[must_use]
    pub fn new(mantissa: i128, exponent: i32) -> Self {
        let (mut mantissa, mut exponent) = (mantissa, exponent);
        if mantissa == 0 {
            return Self::ZERO;
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        Self { mantissa, exponent }
    }

    /// A whole number.
    #[must_use]
    pub fn from_integer(number: i64) -> Self {
        Self::new(i128::from(number), 0)
    }

    /// The shortest decimal that reads back as this double; none for nan and the infinities.
    #[must_use]
    pub fn from_double(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let shortest = format!("{number:e}");
        let (digits, exponent) = shortest.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent: i32 = exponent.parse().ok()?;
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self::new(mantissa, exponent - i32::try_from(fraction.len()).ok()?))
    }

    /// The nearest double.
    #[must_use]
    pub fn to_double(self) -> f64 {
        // Rust reads decimals correctly rounded, and every such text is a number.
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// The whole number it is, where it is one that fits.
    #[must_use]
    pub fn to_integer(self) -> Option<i64> {
        i64::try_from(self.at_exponent(0)?).ok()
    }

    /// The mantissa at another exponent, where that is whole and fits.
    #[must_use]
    pub fn at_exponent(self, exponent: i32) -> Option<i128> {
        if self.mantissa == 0 {
            return Some(0);
        }
        let shift = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.mantissa.checked_mul(10_i128.checked_pow(shift)?)
    }

    /// The power of ten of its last digit.
    #[must_use]
    pub const fn exponent(self) -> i32 {
        self.exponent
    }

    /// Whether it is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// The sum of the decimals that these doubles are written as; none where one is no number, or the digits are too many.
    #[must_use]
    pub fn sum(numbers: &[f64]) -> Option<Self> {
        let decimals = numbers.iter().map(|number| Self::from_double(*number)).collect::<Option<Vec<Self>>>()?;
        let exponent = decimals.iter().map(|decimal| decimal.exponent()).min().unwrap_or(0);
        let aligned = decimals.iter().map(|decimal| decimal.at_exponent(exponent));
        let mantissa = aligned.into_iter().try_fold(0_i128, |sum, one| sum.checked_add(one?))?;
        Some(Self::new(mantissa, exponent))
    }

    /// The middle of two doubles, on their shortest forms.
    #[must_use]
    pub fn midpoint(low: f64, high: f64) -> f64 {
        if low.total_cmp(&high).is_eq() && low.is_finite() {
            // Read back from its shortest form, which has no negative zero.
            return low + 0.0;
        }
        let exact = || {
            let (low, high) = (Self::from_double(low)?, Self::from_double(high)?);
            let exponent = low.exponent.min(high.exponent);
            let sum = low.at_exponent(exponent)?.checked_add(high.at_exponent(exponent)?)?;
            // Half of n·10^e is 5n·10^(e−1).
            Some(Self::new(sum.checked_mul(5)?, exponent - 1).to_double())
        };
        exact().unwrap_or_else(|| f64::midpoint(low, high))
    }

    /// One minus a double, on its shortest form.
    #[must_use]
    pub fn one_minus(number: f64) -> f64 {
        let quick = || Digits::of_most(number).or_else(|| Digits::of(number)).and_then(Digits::below_one);
        if let Some(difference) = quick() {
            return difference;
        }
        let exact = || {
            let number = Self::from_double(number)?;
            let exponent = number.exponent.min(0);
            let one = Self::from_integer(1).at_exponent(exponent)?;
            Some(Self::new(one.checked_sub(number.at_exponent(exponent)?)?, exponent).to_double())
        };
        exact().unwrap_or(1.0 - number)
    }

    /// The power of ten of the first digit, for comparing numbers of very different size.
    fn magnitude(self) -> i64 {
        i64::from(self.exponent) + i64::from(self.mantissa.unsigned_abs().checked_ilog10().unwrap_or(0))
    }
}

/// The digits of a number from 0 to 1 in its shortest form, taken from its writing without a text in between.
#[derive(Clone, Copy, Default)]
struct Digits {
    mantissa: u64,
    n_fraction: u32,
    exponent: u32,
    in_fraction: bool,
    in_exponent: bool,
}

impl Digits {
    fn of(number: f64) -> Option<Self> {
        use fmt::Write;
        let mut digits = Self::default();
        ((0.0..=1.0).contains(&number) && write!(digits, "{number:e}").is_ok()).then_some(digits)
    }

    /// The same for most numbers from an eighth on, by arithmetic alone.
    ///
    /// The shortest form is the decimal of fewest digits that lies closer to the number than to its neighbors. From a half
    /// on 16 digits always do, below it 17; whether one less does is seen at the last digit. Where two less would do, or a
    /// decimal lies just between two doubles, this gives up.
    #[expect(clippy::cast_possible_truncation, reason = "both parts of a number below 10^17 · 2^55")]
    fn of_most(number: f64) -> Option<Self> {
        if !(0.125..1.0).contains(&number) {
            return None;
        }
        let bits = number.to_bits();
        let below_half = u32::try_from(1022_u64.checked_sub(bits >> 52)?).ok()?;
        let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
        let n_digits = if below_half == 0 { 16 } else { 17 };
        // The number is (whole + part / 2^shift) · 10^-n_digits.
        let (ten, shift) = (10_u64.pow(n_digits), 53 + below_half);
        let scaled = u128::from(mantissa) * u128::from(ten);
        let (whole, part) = ((scaled >> shift) as u64, scaled as u64 & ((1 << shift) - 1));
        // How far the next number of `unit` is, above or below; two doubles are `ten` apart.
        let distance = |unit: u64| {
            let rest = (whole % unit) << shift | part;
            rest.min((unit << shift) - rest)
        };
        let (tens, hundreds) = (distance(10), distance(100));
        if hundreds <= ten / 2
            || tens == ten / 2
            || (tens < ten / 2 && n_digits == 16)
            || distance(1) == 1 << (shift - 1)
        {
            return None;
        }
        let is_shorter = tens < ten / 2;
        let mantissa = if is_shorter { (whole + 5) / 10 } else { whole + (part >> (shift - 1)) };
        let n_fraction = if is_shorter { n_digits - 1 } else { n_digits };
        Some(Self { mantissa, n_fraction, ..Self::default() })
    }

    /// One minus the number, as the nearest double; none if the digits are too many for one division.
    #[expect(clippy::cast_precision_loss, reason = "cut to 53 bits before")]
    fn below_one(self) -> Option<f64> {
        let ten = 10_u64.checked_pow(self.n_fraction + self.exponent)?;
        let rest = ten.checked_sub(self.mantissa)?;
        if rest < 1 << 53 && ten < 1 << 53 {
            return Some(rest as f64 / ten as f64);
        }
        // 128 bits of numerator by 64 bits of denominator: at least 64 bits of quotient, and whether anything is left.
        let shift = 64 + rest.leading_zeros();
        let numerator = u128::from(rest) << shift;
        let (quotient, left) = (numerator / u128::from(ten), numerator % u128::from(ten));
        let surplus = (128 - quotient.leading_zeros()).checked_sub(53)?;
        let (kept, cut) = (quotient >> surplus, quotient & ((1 << surplus) - 1));
        let half = 1_u128 << (surplus - 1);
        let up = cut > half || (cut == half && (left > 0 || kept & 1 == 1));
        let power = i32::try_from(surplus).ok()? - i32::try_from(shift).ok()?;
        Some((kept + u128::from(up)) as f64 * 2.0_f64.powi(power))
    }
}

impl fmt::Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if self.in_exponent => self.exponent = self.exponent * 10 + u32::from(byte - b'0'),
                b'0'..=b'9' => {
                    self.mantissa = self.mantissa * 10 + u64::from(byte - b'0');
                    self.n_fraction += u32::from(self.in_fraction);
                }
                b'.' => self.in_fraction = true,
                b'e' => self.in_exponent = true,
                // From 0 to 1 only the exponent has a sign, and it is this one.
                b'-' => {}
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs != Ordering::Equal || self.mantissa == 0 {
            return signs;
        }
        let by_size = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // Equal magnitude: the exponents differ by no more than the digits of an i128, so both fit
            // the smaller exponent — but for 38-digit mantissas, which are compared digit by digit.
            let exponent = self.exponent.min(other.exponent);
            match (self.at_exponent(exponent), other.at_exponent(exponent)) {
                (Some(left), Some(right)) => left.unsigned_abs().cmp(&right.unsigned_abs()),
                _ => compare_digits(self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs()),
            }
        });
        if self.mantissa < 0 { by_size.reverse() } else { by_size }
    }
}

/// Compares two numbers as digit strings that start at the same power of ten.
fn compare_digits(left: u128, right: u128) -> Ordering {
    // Without trailing zeros the lexicographic order of the digits is that of the numbers.
    left.to_string().cmp(&right.to_string())
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exponent >= 0 && self.exponent < 40 {
            let zeros = usize::try_from(self.exponent).unwrap_or(0);
            return write!(f, "{}{}", self.mantissa, "0".repeat(zeros));
        }
        if self.exponent < 0 && self.exponent > -40 {
            let places = usize::try_from(-self.exponent).unwrap_or(0);
            let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            let sign = if self.mantissa < 0 { "-" } else { "" };
            return write!(f, "{sign}{whole}.{fraction}");
        }
        write!(f, "{}e{}", self.mantissa, self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(number: f64) -> Decimal {
        Decimal::from_double(number).unwrap()
    }

    #[test]
    fn a_tenth_is_a_tenth() {
        assert_eq!(decimal(0.1), Decimal::new(1, -1));
        assert_eq!(decimal(100_000.0), Decimal::from_integer(100_000));
        assert_eq!(decimal(-2.5e-3).to_string(), "-0.0025");
        assert_eq!(decimal(1e300).to_double(), 1e300);
        assert_eq!(Decimal::from_integer(i64::MIN).to_integer(), Some(i64::MIN));
        assert_eq!(Decimal::from_double(f64::NAN), None);
    }

    #[test]
    fn numbers_of_any_size_compare() {
        let ascending = [-1e300, -7.0, -1e-300, 0.0, 5e-324, 0.3, 0.300_000_1, 1.0, 9.9e37, 1e38, 1.1e38, 1e300];
        for (place, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                assert_eq!(decimal(*left).cmp(&decimal(*right)), place.cmp(&other), "{left} {right}");
            }
        }
        let wide = Decimal::new(i128::MAX, 0);
        assert!(wide > Decimal::new(17, 37) && wide < Decimal::new(171, 36));
    }

    #[test]
    fn firmness_arithmetic_stays_decimal() {
        assert_eq!(Decimal::one_minus(0.9), 0.1);
        assert_eq!(Decimal::one_minus(0.0), 1.0);
        assert_eq!(Decimal::midpoint(0.1, 0.2), 0.15);
        assert_eq!(Decimal::sum(&[0.3, 0.3, 0.3]).map(|sum| sum.to_string()).as_deref(), Some("0.9"));
        assert_eq!(Decimal::sum(&[0.7, 0.1, 0.1]).map(|sum| sum.to_string()).as_deref(), Some("0.9"));
        assert_eq!(Decimal::sum(&[f64::NAN]), None);
        assert_eq!(Decimal::midpoint(0.5, 1.0), 0.75);
        assert_eq!(Decimal::one_minus(1e-300), 1.0);
    }

    #[test]
    fn the_quick_difference_from_one_is_the_exact_one() {
        let exact = |number: f64| {
            let number = decimal(number);
            let exponent = number.exponent.min(0);
            let one = Decimal::from_integer(1).at_exponent(exponent).unwrap();
            Decimal::new(one - number.at_exponent(exponent).unwrap(), exponent).to_double()
        };
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let (mut quick, mut n_most) = (0, 0);
        for round in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let unit = (state >> 11) as f64 / (1_u64 << 53) as f64;
            let number = match round % 5 {
                0 => unit,
                1 => 0.5 + unit / 2.0,
                2 => 1.0 - unit.powi(8),
                3 => unit.powi(5),
                _ => (unit * 1e6).round() / 1e6,
            };
            if number > 1e-18 {
                assert_eq!(Decimal::one_minus(number).to_bits(), exact(number).to_bits(), "{number:?}");
                n_most += u32::from(Digits::of_most(number).is_some());
                quick += u32::from(Digits::of(number).and_then(Digits::below_one).is_some());
            }
        }
        assert!(quick > 190_000 && n_most > 80_000, "{quick} {n_most}");
        for number in [0.0, 1.0, 0.5, 0.25, 0.125, 0.75, 1.0_f64.next_down(), 0.5_f64.next_up(), f64::EPSILON, 0.1, 0.9]
        {
            assert_eq!(Decimal::one_minus(number).to_bits(), exact(number).to_bits(), "{number:?}");
        }
    }
}
