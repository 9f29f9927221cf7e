//! Numbers as people read them: `2,268`, `3.2 %`, a bar.
//!
//! Rounding stays honest: what is above nothing is never shown as `0.0 %`, what is below all never as `100 %`.
//! So 1 deal of 10,000,000 is `< 0.1 %`, and 9,999,999 of them are `> 99.9 %`.

/// Digits grouped by three with commas; a sign and a fraction stay as they are.
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = number.find('.').map_or((number, ""), |point| number.split_at(point));
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}
