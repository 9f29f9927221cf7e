//! The answer for somebody who has thirty seconds.
//!
//! Each sentence is a form whose places in braces are filled here and, once the reader has changed something, by the page: so
//! both say it in the same words.

/// Words in which the places in braces are filled in.
#[must_use]
pub fn fill(form: &str, places: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text += before;
        text += places.iter().find(|(place, _)| *place == name).map_or("", |(_, with)| with);
        rest = after;
    }
    text + rest
}

/// The heading.
pub const ANSWER: &str = "The answer in short";
/// The names of the points.
pub const POINTS: [&str; 5] = [
    "Best draft",
    "Most probable deal",
    "Why there is none",
    "What would have to give, likeliest first",
    "Common ground",
];
/// Of the best draft: it could be accepted, some of its completions could, it crosses lines, no single line, nothing is coherent.
pub const DRAFT: [&str; 5] = [
    "{title}: it could be accepted by {whom}.",
    "{title}: {agreed} of its {n} completions could be accepted by {whom}.",
    "{title}: probability {p}. It crosses {lines}.",
    "{title}: probability {p}. No single line stands against all of its completions.",
    "{title}: none of its completions is coherent.",
];
/// Of the most probable deal: it crosses nothing, it crosses lines, there is none.
pub const DEAL: [&str; 3] = [
    "It could be accepted by {whom} and crosses no line.",
    "Probability {p}. It crosses {lines}.",
    "No deal has a probability above zero.",
];
/// The terms of that deal.
pub const ITS_TERMS: &str = "Its terms";
/// Why nothing is agreed.
pub const WHY: &str = "Together these leave no deal: {lines}.";
/// The first of the sentences as coded, and with changes: none is coherent, none is agreed, all are, one is, some are.
pub const HEADLINE: [&str; 5] = [
    "With your changes no deal is coherent.",
    "With your changes no deal is acceptable to {whom}.",
    "With your changes all {coherent} deals {agree}.",
    "With your changes 1 of {coherent} deals ({share}) {agrees}.",
    "With your changes {agreed} of {coherent} deals ({share}) {agree}.",
];
/// The chance of a deal: there is one, there is none, it takes too long to find here.
pub const ODDS: [&str; 3] = [
    "With the lines held only as firmly as set now, a deal exists with probability {any}; the most probable single deal has {best}.",
    "Nor is there one with the lines held only as firmly as set now.",
    "With the lines held only as firmly as set now, the most probable single deal has probability {best}; whether some deal exists is \
     not counted in a page.",
];
/// The sentence over the proposals, with changes.
pub const PROPOSALS: &str = "With your changes {whole} of the {n} could be accepted by {whom} however completed, and {part} more in some completions.";
/// The common ground: who, and the terms.
pub const COMMON: &str = "{whom} could each accept, in some deal: {terms}.";
/// Within it: any term, none.
pub const TERMS: [&str; 2] = ["any", "no term"];
/// How many issues it names of which some term is ruled out, and of which none is.
pub const MOST_LIMITED: usize = 6;
/// … of which none is.
pub const MOST_FREE: usize = 3;
/// More of these in one.
pub const FREE: &str = "any term of {n} other issues";
/// Where the unlocks are not known.
pub const UNLOCKS_UNKNOWN: &str = "Not found in the time given; `zopa explain` looks longer.";
/// Where nothing has to give.
pub const NOTHING_GIVES: &str = "Nothing: some deal crosses no line.";
/// Where giving up lines opens nothing.
pub const OPENS_NOTHING: &str = "No line that gives way opens a deal.";
/// How many of the unlocks a first screen has room for.
pub const MOST_UNLOCKS: usize = 3;
/// How many demands a sentence names.
pub const MOST_DEMANDS: usize = 4;
/// The list of contents.
pub const CONTENTS: &str = "On this page";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_once_and_what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{a} of {b}, {a}", &[("a", "{b}"), ("b", "2")]), "{b} of 2, {b}");
        assert_eq!(fill("nothing", &[]), "nothing");
    }
}
