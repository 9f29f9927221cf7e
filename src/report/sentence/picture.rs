//! The words of the first picture.

use crate::report::figure::probability;
use crate::scenario::model::Verdict;

/// The heading of the picture.
pub const PICTURE: &str = "The whole case in one picture";
/// The summary of how it is read.
pub const READING: &str = "How to read this picture";
/// How it is read.
pub const LEGEND: &str = "A row is an issue, a box one of its options, a mark in it a party. The band joins options that stand together \
     in a deal that could be accepted; where no deal can, it joins options that each could take by itself, up to where that ends.";
/// The marks in words: accepts, accepts if lines give way, never.
pub const MARKS: [&str; 3] =
    ["accepts some deal with it", "only if a line gives way (filled: its chance)", "in no deal with it"];
/// At the place where the band breaks.
pub const BREAKS: &str = "Here it breaks. No deal meets all of these:";
/// What a party makes of an option: accepts, accepts if a line gives way (`{chance}`), refuses, not known.
pub const STANDS: [&str; 4] = ["accepts", "{chance} if lines give way", "never", "–"];
/// Where the chance is not known.
pub const REFUSES: &str = "not with its lines held";
/// The numbers of the picture.
pub const NUMBERS: &str = "The numbers of this picture";
/// The heads of its first columns.
pub const COLUMNS: [&str; 3] = ["issue", "option", "verdict"];
/// Of one party and one option, in the panel: lines that every deal with the option crosses; one of these in every deal; none.
pub const PANEL: [&str; 3] =
    ["Every deal with it crosses:", "Each deal with it crosses one of these:", "None of its lines rules this out."];
/// The heading of the panel.
pub const CLOSE: &str = "Close";
/// What a tap does.
pub const TAP: &str = "Tap an option (or press Enter on it; arrow keys move) to see whose lines stand in its way, in whose words, and to \
     switch them off.";

/// `and 2 more`.
#[must_use]
pub fn more(n: usize) -> String {
    format!("and {n} more")
}

/// What is not drawn.
#[must_use]
pub fn folded(titles: &[&str]) -> String {
    format!("Not drawn, since nobody's lines rule out any of its options: {}", titles.join("; "))
}

/// What a party makes of an option that it does not accept with its lines held.
#[must_use]
pub fn refuses(chance: Option<f64>) -> String {
    let [_, way, never, _] = STANDS;
    match chance {
        Some(chance) if chance > 0.0 => way.replace("{chance}", &probability(Some(chance))),
        Some(_) => never.to_owned(),
        None => REFUSES.to_owned(),
    }
}

/// A verdict on a cell that may be a run of values.
#[must_use]
pub const fn verdict(verdict: Verdict) -> &'static str {
    verdict.word()
}
