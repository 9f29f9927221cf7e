//! The words on votes.

use crate::analysis::findings::Votes;
use crate::report::figure::points;
use crate::report::layout::clean;
use crate::report::naming;
use crate::scenario::model::Scenario;

/// `votes 319 of 318 needed; without LibDem 308`, or `votes 3 of 2 parties needed`.
#[must_use]
pub fn said(scenario: &Scenario, votes: &Votes) -> String {
    let weight = votes.needed_weight.map(|needed| format!("{} of {} needed", points(votes.weight), points(needed)));
    let count = votes.needed_count.map(|needed| format!("{} of {needed} parties needed", votes.count));
    let mut text = format!("votes {}", weight.into_iter().chain(count).collect::<Vec<_>>().join(" and "));
    let without: Vec<String> = votes
        .pivotal
        .iter()
        .zip(&votes.without)
        .map(|(party, rest)| format!("without {} {}", clean(naming::party_name(scenario, *party)), points(*rest)))
        .collect();
    if !without.is_empty() {
        text += &format!("; {}", without.join(", "));
    }
    let world = votes.world.iter().flat_map(|world| world.iter().enumerate());
    let world: Vec<String> = world
        .filter_map(|(place, value)| {
            let (assumption, value) = scenario.assumption_value(place, *value)?;
            Some(format!("{} is {}", clean(assumption), clean(value)))
        })
        .collect();
    if !world.is_empty() {
        text += &format!(" (if {})", world.join(", "));
    }
    text
}
