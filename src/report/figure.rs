//! Numbers as people read them: `2,268`, `3.2 %`, a bar.
//!
//! Rounding stays honest: what is above nothing is never shown as `0.0 %`, what is below all never as `100 %`.
//! So 1 deal of 10,000,000 is `< 0.1 %`, and 9,999,999 of them are `> 99.9 %`.

use crate::engine::ask::answer::Count;

/// What stands where there is no figure.
pub const NONE: &str = "–";

/// Digits grouped by three with commas; a sign and a fraction stay as they are.
#[must_use]
pub fn grouped(number: &str) -> String {
    if number.contains(['e', 'E']) {
        return number.to_owned();
    }
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = number.find('.').map_or((number, ""), |point| number.split_at(point));
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// A whole number: grouped up to a quadrillion, beyond that its first digits and its power of ten.
#[must_use]
pub fn whole(number: &impl ToString) -> String {
    let digits = number.to_string();
    match (digits.get(..1), digits.get(1..3)) {
        (Some(first), Some(next)) if digits.len() > 15 => format!("{first}.{next}e{}", digits.len() - 1),
        _ => grouped(&digits),
    }
}

/// A count, counted or seen among samples.
#[must_use]
pub fn count(count: &Count) -> String {
    match count {
        Count::Exact(counted) => whole(counted),
        Count::Samples(samples) => whole(samples),
        Count::Unknown => NONE.to_owned(),
    }
}

/// Whether nothing was counted or seen.
#[must_use]
pub fn is_zero(count: &Count) -> bool {
    match count {
        Count::Exact(counted) => *counted == num_bigint::BigUint::ZERO,
        Count::Samples(samples) => *samples == 0,
        Count::Unknown => false,
    }
}

/// A count as a double, to compare and to divide by; none if it is not known.
#[must_use]
pub fn size(count: &Count) -> Option<f64> {
    match count {
        Count::Exact(counted) => counted.to_string().parse().ok(),
        #[expect(clippy::cast_precision_loss, reason = "for people: far fewer digits are shown")]
        Count::Samples(samples) => Some(*samples as f64),
        Count::Unknown => None,
    }
}

/// A share in percent: `3.2 %`, `< 0.1 %`, `> 99.9 %`.
#[must_use]
pub fn percent(share: Option<f64>) -> String {
    let Some(share) = share.filter(|share| share.is_finite()) else { return NONE.to_owned() };
    if share <= 0.0 {
        return "0 %".to_owned();
    }
    if share >= 1.0 {
        return "100 %".to_owned();
    }
    match format!("{:.1}", share * 100.0).as_str() {
        "0.0" => "< 0.1 %".to_owned(),
        "100.0" => "> 99.9 %".to_owned(),
        text => format!("{text} %"),
    }
}

/// A share in percent with more digits near nothing and near all, so that an interval has two ends: `0.22 %`,
/// `0.0338 %`, `99.9994 %`; past eight decimals `< 0.00000001 %`.
#[must_use]
pub fn percent_fine(share: Option<f64>) -> String {
    const MOST: usize = 8;
    let Some(share) = share.filter(|share| *share > 0.0 && *share < 1.0) else { return percent(share) };
    let from_end = share.min(1.0 - share) * 100.0;
    let mut power = 1.0;
    let mut decimals = 1;
    while decimals < MOST && from_end < power {
        power /= 10.0;
        decimals += 1;
    }
    // Three digits where the share is small, as fewer leave both ends of many samples' interval alike.
    let decimals = if decimals > 2 { (decimals + 1).min(MOST) } else { decimals };
    let nothing = format!("{:.decimals$}", 0.0);
    let all = format!("{:.decimals$}", 100.0);
    match format!("{:.decimals$}", share * 100.0) {
        text if text == nothing => format!("< 0.{:0>MOST$} %", 1),
        text if text == all => format!("> 99.{} %", "9".repeat(MOST)),
        text => format!("{text} %"),
    }
}

/// A share in whole percent, for narrow columns: `3 %`, `< 1 %`, `> 99 %`.
#[must_use]
pub fn percent_whole(share: Option<f64>) -> String {
    let Some(share) = share.filter(|share| share.is_finite()) else { return NONE.to_owned() };
    match format!("{:.0}", share * 100.0).as_str() {
        "0" if share > 0.0 => "< 1 %".to_owned(),
        "100" if share < 1.0 => "> 99 %".to_owned(),
        text => format!("{text} %"),
    }
}

/// A probability: two decimals, more where it is small: `0.31`, `0.004`, `2e-7`; `> 0.99` short of certainty.
#[must_use]
pub fn probability(probability: Option<f64>) -> String {
    let Some(probability) = probability.filter(|one| one.is_finite()) else { return NONE.to_owned() };
    if probability <= 0.0 {
        return "0".to_owned();
    }
    if probability >= 1.0 {
        return "1".to_owned();
    }
    if probability < 0.0001 {
        return format!("{probability:.0e}");
    }
    let decimals = if probability < 0.000_95 {
        4
    } else if probability < 0.0095 {
        3
    } else {
        2
    };
    match format!("{probability:.decimals$}").as_str() {
        "1.00" => "> 0.99".to_owned(),
        text => text.to_owned(),
    }
}

/// A number of points: shortest form, grouped, no `.0`.
#[must_use]
pub fn points(points: f64) -> String {
    // Sums of decimals carry dust in their last digits; nobody reads past six.
    let text = format!("{points:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    grouped(if text == "-0" { "0" } else { text })
}

/// A share as a bar of this many characters: `███▌······`. Anything above nothing shows, anything below all is short.
#[must_use]
pub fn bar(share: Option<f64>, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let Some(share) = share.filter(|share| share.is_finite()) else { return " ".repeat(width) };
    let all = width * 8;
    let share = share.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a few hundred eighths"
    )]
    let mut eighths = (share * all as f64).round() as usize;
    if share > 0.0 {
        eighths = eighths.max(1);
    }
    if share < 1.0 {
        eighths = eighths.min(all.saturating_sub(1));
    }
    let part = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    let full = eighths / 8;
    let rest = width.saturating_sub(full + usize::from(!part.is_empty()));
    format!("{}{part}{}", "█".repeat(full), "·".repeat(rest))
}

/// A time: `0.004 s`, `12 s`, `3 min 20 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 0.000_95 {
        return "under 1 ms".to_owned();
    }
    match seconds {
        _ if seconds < 0.0995 => format!("{seconds:.3} s"),
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        _ if seconds < 119.5 => format!("{seconds:.0} s"),
        _ => format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0),
    }
}

/// How many a second, to two digits: `12 M/s`.
#[must_use]
pub fn rate(how_many: u64, seconds: f64) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let rate = how_many as f64 / seconds;
    if !rate.is_finite() || rate <= 0.0 {
        return None;
    }
    let scales = [(1e9, " G/s"), (1e6, " M/s"), (1e3, " k/s")];
    let (scale, unit) = scales.into_iter().find(|(scale, _)| rate >= *scale).unwrap_or((1.0, "/s"));
    let scaled = rate / scale;
    Some(if scaled < 9.95 {
        format!("{scaled:.1}{unit}")
    } else {
        format!("{}{unit}", grouped(&format!("{scaled:.0}")))
    })
}

/// With a capital letter.
#[must_use]
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Small numbers in words, as sentences have them.
#[must_use]
pub fn words(number: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| grouped(&number.to_string()), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let numbers = ["0", "999", "2268", "-1234567", "1234.5678"];
        assert_eq!(numbers.map(grouped), ["0", "999", "2,268", "-1,234,567", "1,234.5678"]);
        assert_eq!(whole(&3_422_591_045_272_938_439_u128), "3.42e18");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        let shares = [0.0, 1e-9, 0.00049, 0.0005, 0.031_746, 0.9994, 0.9996, 1.0];
        let texts = ["0 %", "< 0.1 %", "< 0.1 %", "0.1 %", "3.2 %", "99.9 %", "> 99.9 %", "100 %"];
        assert_eq!(shares.map(|share| percent(Some(share))), texts);
        let fine = [0.0, 1e-12, 1e-9, 0.000_337_9, 0.0022, 0.2, 0.999_994].map(|share| percent_fine(Some(share)));
        let texts = ["0 %", "< 0.00000001 %", "0.00000010 %", "0.0338 %", "0.22 %", "20.0 %", "99.999400 %"];
        assert_eq!(fine, texts);
        let whole = [0.0, 0.004, 0.35, 0.996, 1.0].map(|share| percent_whole(Some(share)));
        assert_eq!(whole, ["0 %", "< 1 %", "35 %", "> 99 %", "100 %"]);
        assert_eq!((percent(None), percent(Some(f64::NAN))), (NONE.to_owned(), NONE.to_owned()));
    }

    #[test]
    fn a_probability_keeps_a_digit_that_says_something() {
        let all = [0.0, 0.00004, 0.0004, 0.005, 0.0096, 0.31, 0.994, 0.996, 1.0];
        let texts = ["0", "4e-5", "0.0004", "0.005", "0.01", "0.31", "0.99", "> 0.99", "1"];
        assert_eq!(all.map(|one| probability(Some(one))), texts);
    }

    #[test]
    fn a_bar_shows_the_least_share_and_never_fills_before_all() {
        let bars = [0.0, 1e-9, 0.35, 0.999_999, 1.0].map(|share| bar(Some(share), 10));
        assert_eq!(bars, ["··········", "▏·········", "███▌······", "█████████▉", "██████████"]);
        assert_eq!(bar(None, 3), "   ");
    }

    #[test]
    fn a_rate_has_two_digits() {
        let rates = [(1_000_000, 0.08), (1_000_000, 0.5), (500, 1.0), (1, 0.0)];
        let texts = rates.map(|(n, seconds)| rate(n, seconds));
        assert_eq!(texts, [Some("12 M/s".into()), Some("2.0 M/s".into()), Some("500/s".into()), None]);
    }

    #[test]
    fn points_have_no_dust() {
        assert_eq!([61.0, 0.1 + 0.2, -0.0, 1234.5].map(points), ["61", "0.3", "0", "1,234.5"]);
    }
}
