//! The words on sets of parties: who can agree with whom.

use crate::analysis::coalition::sets::SetsFindings;
use crate::engine::ask::answer::{AnswerKind, Count};
use crate::report::figure::{self, capital, is_zero, words};
use crate::report::layout::clean;
use crate::report::sentence::{NONE_COHERENT, names};
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;

/// The heading above each list of `coalitions`.
pub const LISTS: &str = "Coalition by coalition";
/// The heads of its columns.
pub const LIST_COLUMNS: [&str; 5] = ["coalition", "agreed", "share", "some deal", "best deal"];
/// What they hold.
pub const LISTS_LEGEND: &str = "Each coalition as if it were the only one that the agreement rule lists. Some deal, best \
                                deal: the probability that there is one, and that of the most probable deal.";
/// The heading above the sets.
pub const SETS: &str = "Set by set";
/// The heads of its columns.
pub const SET_COLUMNS: [&str; 5] = ["parties", "deals", "share", "some deal", "decides"];
/// What they hold.
pub const SETS_LEGEND: &str = "Deals: coherent deals that all of the set accept with every line held, whatever the others \
                               say. Some deal: the probability that there is one when lines give way. Decides: whether their yes alone meets the agreement rule.";
/// The heading above the largest sets with a deal.
pub const LARGEST: &str = "Largest sets with a deal";
/// The heading above the smallest sets without one.
pub const SMALLEST: &str = "Smallest sets without a deal";
/// What stands below it.
pub const SMALLEST_LEGEND: &str = "Each is a quarrel that no third party causes.";
/// The heading of the page's part.
pub const WHO: &str = "Who can agree with whom";
/// The caption of its picture.
pub const PICTURE: &str =
    "Sets of parties: a column is a set, a dot a party in it; below it the deals that all of it accept";
/// The rows below the picture: deals, the probability of one where there is none, and whether the set decides.
pub const DEALS: &str = "deals";
/// … the probability that there is one.
pub const IF_LINES_GIVE_WAY: &str = "a deal if lines give way";
/// … whether their yes alone meets the agreement rule.
pub const DECIDE: &str = "decides";
/// Which sets are drawn where they are many.
pub const EDGES: &str = "Drawn are the largest sets with a deal and the smallest without; `zopa coalitions` lists all.";
/// Whether a set decides.
pub const DECIDES: [&str; 2] = ["no", "yes"];

/// The first sentence.
#[must_use]
pub fn headline(scenario: &Scenario, found: &SetsFindings) -> String {
    if is_zero(&found.coherent) {
        return NONE_COHERENT.to_owned();
    }
    let signing: Vec<PartyId> =
        scenario.parties.enumerate().filter(|(_, party)| party.signs).map(|(id, _)| id).collect();
    let who = match signing.as_slice() {
        [_, _] => "both parties".to_owned(),
        [_, _, ..] => format!("all {} parties", words(signing.len())),
        one => names(scenario, one),
    };
    let of = |set: &[PartyId]| found.sets.iter().find(|one| one.parties == set).map(|one| &one.agreed);
    if let Some(Count::Exact(n)) = of(&signing).filter(|agreed| !is_zero(agreed)) {
        let deals = if *n == 1_u32.into() { "deal" } else { "deals" };
        return capital(&format!("{who} have {} {deals} in common.", figure::whole(n)));
    }
    let largest = found.largest_with.iter().max_by_key(|set| (set.len(), std::cmp::Reverse(*set)));
    match largest {
        Some(set) => {
            let n = of(set).map(figure::count).unwrap_or_default();
            let deals = if n == "1" { "deal" } else { "deals" };
            let none = if of(&signing).is_some() { format!("No deal serves {who}. ") } else { String::new() };
            format!("{none}The largest set with a deal is {} ({n} {deals}).", names(scenario, set))
        }
        None if found.provenance.kind == AnswerKind::Undecided => "Who can agree with whom is not known.".to_owned(),
        None if found.smallest_without.is_empty() => "Every set that was asked has a deal.".to_owned(),
        None => "No party accepts any deal.".to_owned(),
    }
}

/// How the figures were had, where something has to be said.
#[must_use]
pub fn context(found: &SetsFindings) -> Option<String> {
    found.provenance.why.as_ref().map(|why| format!("How far this is known: {}.", clean(why)))
}

/// What is said of the sets that are not listed.
#[must_use]
pub fn more(n_more: usize) -> String {
    format!("and {} more: `--top` lists more of them, `--format json` all", figure::whole(&n_more))
}

/// The first so many of a list of sets, and what is said of the rest.
#[must_use]
pub fn listed(scenario: &Scenario, sets: &[Vec<PartyId>], most: usize) -> (Vec<String>, Option<String>) {
    let n_more = sets.len().saturating_sub(most);
    (sets.iter().take(most).map(|set| names(scenario, set)).collect(), (n_more > 0).then(|| more(n_more)))
}
