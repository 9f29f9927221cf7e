//! The English sentences of `zopa explain`.
//!
//! `No deal can satisfy both: Town, 'Some of the jobs' (stated, The Gazette, 2 May 2025), and Port, 'No jobs' (assumed).`

use crate::analysis::comparison::{Comparison, Near, ProposalFindings};
use crate::analysis::explanation::lists::{Reasons, Unlock};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName};
use crate::report::context::RunContext;
use crate::report::figure::{self, probability, words};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::next::{self, Suggestion};
use crate::report::sentence::holders::{Group, groups};
use crate::report::sentence::side_by_side;
use crate::report::sentence::{NONE_COHERENT, are_agreed, whom};
use crate::scenario::id::{DemandId, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario, Source};

/// The heading of the conflicts.
pub const CONFLICTS: &str = "Why: demands that no deal meets together";
/// The heading of the unlocks.
pub const UNLOCKS: &str = "What would open a deal";
/// Before the chance of an unlock.
pub const CHANCE: &str = "chance";
/// Before the first of the deals that an unlock opens.
pub const FOR_ONE: &str = "For one:";
/// Before what the deals that are shown have in common.
pub const IN_ALL: &str = "In every deal shown:";
/// The heads of the columns of the unlocks.
pub const UNLOCK_COLUMNS: [&str; 4] = ["chance", "given up", "agreed", "the first of these deals"];
/// What holds of everything listed.
pub const CHECKED: &str = "Each was checked by a second count over all deals, and each deal shown by the oracle.";
/// The same, where a solver found it.
pub const CHECKED_WITHOUT_THE_SOLVER: &str = "Found by a solver. Each was checked without it: deals by the oracle, conflicts by going through the values or by a diagram.";
/// What the figures of an unlock are.
pub const UNLOCKS_LEGEND: &str =
    "Chance: that all of its lines give way, each held as firmly as coded; 0 with a reservation.";

/// ` with these terms` where some are fixed.
pub(super) fn with_terms(scenario: &Scenario) -> &'static str {
    if scenario.fix.iter().any(Option::is_some) { " with these terms" } else { "" }
}

/// The first sentence: whether anything is agreed.
#[must_use]
pub fn headline(scenario: &Scenario, found: &Reasons) -> String {
    if found.provenance.kind == AnswerKind::Undecided {
        return "Undecided: no conflict and no unlock is known.".to_owned();
    }
    if figure::is_zero(&found.coherent) {
        return NONE_COHERENT.to_owned();
    }
    let with_terms = with_terms(scenario);
    match (&found.agreed, &found.coherent) {
        (agreed, _) if figure::is_zero(agreed) => {
            format!("No deal{with_terms} is acceptable to {} as coded.", whom(scenario))
        }
        (Count::Exact(agreed), coherent) => {
            let agree = are_agreed(scenario, *agreed == num_bigint::BigUint::from(1_u32));
            format!("{} of {} deals{with_terms} {agree}.", figure::whole(agreed), figure::count(coherent))
        }
        (Count::Unknown, _) => format!("Some deals{with_terms} {}.", are_agreed(scenario, false)),
        (agreed, drawn) => {
            let (agreed, drawn) = (figure::count(agreed), figure::count(drawn));
            format!("Some deals{with_terms} {}: {agreed} of {drawn} random ones.", are_agreed(scenario, false))
        }
    }
}

/// What follows the headline: how many conflicts and unlocks there are, and how far that is known.
#[must_use]
pub fn context(scenario: &Scenario, found: &Reasons) -> Vec<String> {
    if let (AnswerKind::Undecided, Some(why)) = (found.provenance.kind, &found.provenance.why) {
        return vec![format!("Why: {}.", clean(why))];
    }
    if !figure::is_zero(&found.agreed) {
        let mut lines = vec!["There is nothing to explain: no conflict, and nothing to unlock.".to_owned()];
        let how = if found.provenance.kind == AnswerKind::Estimate { "From samples" } else { "How far this is known" };
        lines.extend(found.provenance.why.iter().map(|why| format!("{how}: {}.", clean(why))));
        return lines;
    }
    if figure::is_zero(&found.coherent) {
        let mut lines: Vec<String> = Vec::new();
        if !found.against_fix.is_empty() {
            let titles = found.against_fix.iter().filter_map(|id| Some(clean(&scenario.issues.find(*id)?.title)));
            let titles = titles.collect::<Vec<_>>().join(", ");
            lines.push(format!("The proposal has another term than the one that is fixed: {titles}."));
        }
        lines.push("No line of any party is the reason, and giving one up opens nothing.".to_owned());
        return lines;
    }
    let unlocks = found.unlocks.len();
    // Where all are listed, those that are told as one count as one.
    let is_whole = found.conflicts_total == Some(found.conflicts.len());
    let conflicts = if is_whole { groups(scenario, found).len() } else { found.conflicts.len() };
    let conflicts_total = if is_whole { Some(conflicts) } else { found.conflicts_total };
    let mut lines = vec![format!(
        "{}, {}.",
        counted("conflict", conflicts, conflicts_total),
        counted("unlock", unlocks, found.unlocks_total)
    )];
    if conflicts + unlocks > 0 {
        let is_solved = found.provenance.engine == EngineName::Exact;
        lines.push(if is_solved { CHECKED_WITHOUT_THE_SOLVER } else { CHECKED }.to_owned());
    }
    let is_limited = found.conflicts_total.is_some() && found.unlocks_total.is_some() && !found.complete;
    match &found.provenance.why {
        Some(why) if found.complete || is_limited => lines.push(format!("How far this is known: {}.", clean(why))),
        Some(why) => lines.push(format!("The lists are not whole: {}.", clean(why))),
        None => {}
    }
    if is_limited {
        lines.push("`--max` lists more of them.".to_owned());
    }
    lines
}

/// `3 conflicts`, `the first 50 of 192 conflicts`.
fn counted(what: &str, listed: usize, total: Option<usize>) -> String {
    let plural = |n: usize| if n == 1 { what.to_owned() } else { format!("{what}s") };
    match total {
        Some(total) if total == listed => format!("{} {}", figure::whole(&total), plural(total)),
        Some(total) => format!("the first {} of {} {}", figure::whole(&listed), figure::whole(&total), plural(total)),
        None if listed == 0 => format!("an unknown number of {}", plural(0)),
        None => format!("{} {} of an unknown number", figure::whole(&listed), plural(listed)),
    }
}

/// Why there is no deal: demands that none meets together.
#[must_use]
pub fn conflict(scenario: &Scenario, found: &Reasons, conflict: &Group) -> String {
    let named = |place: &Vec<DemandId>| {
        let demands = place.iter().filter_map(|id| found.demands.find(*id));
        let holders: Vec<String> = demands.clone().map(|demand| party(scenario, demand.party())).collect();
        let first = demands.clone().next()?;
        Some(format!("{}, {}", any_of(&holders), founded(scenario, first)))
    };
    let named: Vec<String> = conflict.places.iter().filter_map(named).collect();
    let with_terms = with_terms(scenario);
    if named.is_empty() {
        return NONE_COHERENT.to_owned();
    }
    if !scenario.agreement.needs_everyone() {
        let these = if named.len() == 1 { "this leaves" } else { "these leave" };
        let all = listed(&named);
        return format!("Already {these} no deal{with_terms} acceptable to {}: {all}.", whom(scenario));
    }
    match named.as_slice() {
        [one] => format!("No deal{with_terms} can satisfy {one}."),
        [_, _] => format!("No deal{with_terms} can satisfy both: {}.", listed(&named)),
        all => format!("No deal{with_terms} can satisfy all {}: {}.", words(all.len()), listed(all)),
    }
}

/// `A, B or C`.
fn any_of(things: &[String]) -> String {
    match things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Commas between, and before the last `and`.
pub(super) fn listed(things: &[String]) -> String {
    match things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}, and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

pub(super) fn party(scenario: &Scenario, party: PartyId) -> String {
    clean(naming::party_name(scenario, party))
}

pub(super) fn title(scenario: &Scenario, demand: &DemandName) -> String {
    format!("'{}'", clean(&naming::demand_title(scenario, demand)))
}

/// `'Russia is one of the guarantors' (reported, The New York Times, 20 August 2025)`.
fn founded(scenario: &Scenario, demand: &DemandName) -> String {
    let title = title(scenario, demand);
    let Some(line) = scenario.red_line(demand) else { return format!("{title} (its reservation)") };
    let sources = line.sources.iter().filter_map(|id| scenario.sources.find(*id)).map(brief);
    let sources: String = sources.map(|source| format!("; {source}")).collect();
    let sources = sources.replacen("; ", ", ", 1);
    format!("{title} ({}{sources})", line.basis.word())
}

/// Who published it (or else wrote it, or its title), and when.
pub(super) fn brief(source: &Source) -> String {
    let who = source.publisher.as_ref().or(source.author.as_ref()).unwrap_or(&source.title);
    match &source.date {
        Some(date) => format!("{}, {}", clean(who), day(&clean(date))),
        None => clean(who),
    }
}

/// `2025-08-20` as `20 August 2025`; any other text as it is.
fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, length: usize| {
        let is_plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<usize>().ok().filter(|_| is_plain)
    };
    let read = || match parts.as_slice() {
        [year, month, day] => {
            let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
            Some(format!("{day} {} {year:04}", MONTHS.get(month.checked_sub(1)?)?))
        }
        _ => None,
    };
    read().unwrap_or_else(|| text.to_owned())
}

/// What would open a deal: who gives up what, and how many deals that opens.
#[must_use]
pub fn unlock(scenario: &Scenario, found: &Reasons, unlock: &Unlock) -> String {
    let demands: Vec<&DemandName> = unlock.demands.iter().filter_map(|id| found.demands.find(*id)).collect();
    let line_of = |demand: &DemandName| scenario.red_line(demand).and_then(|line| line.shared);
    let mut of_parties: Vec<(Vec<PartyId>, Vec<String>)> = Vec::new();
    for (at, demand) in demands.iter().enumerate() {
        let is_alike = |other: &&&DemandName| line_of(other).is_some() && line_of(other) == line_of(demand);
        if demands.iter().take(at).any(|other| is_alike(&other)) {
            continue;
        }
        // All who hold a line give it up together.
        let others = demands.iter().skip(at + 1).filter(|other| is_alike(other)).map(|other| other.party());
        let holders: Vec<PartyId> = std::iter::once(demand.party()).chain(others).collect();
        match of_parties.last_mut() {
            Some((parties, titles)) if *parties == holders => titles.push(title(scenario, demand)),
            _ => of_parties.push((holders, vec![title(scenario, demand)])),
        }
    }
    let given: Vec<String> = of_parties
        .iter()
        .map(|(parties, titles)| {
            let parties: Vec<String> = parties.iter().map(|id| party(scenario, *id)).collect();
            format!("{} gave up {}", listed(&parties).replacen(", and ", " and ", 1), titles.join(" and "))
        })
        .collect();
    let deals = figure::count(&unlock.agreed);
    let deals = if unlock.agreed == Count::Unknown {
        "some deals".to_owned()
    } else if deals == "1" {
        "1 deal".to_owned()
    } else {
        format!("{deals} deals")
    };
    format!("if {}, {deals}{} would be agreed.", listed(&given), with_terms(scenario))
}

/// `chance 0.80: if …`.
#[must_use]
pub fn unlock_with_chance(scenario: &Scenario, found: &Reasons, one: &Unlock) -> String {
    format!("{CHANCE} {}: {}", probability(Some(one.chance)), unlock(scenario, found, one))
}

/// `Foreign troops: None`, for each issue that is not fixed.
#[must_use]
pub fn witness(scenario: &Scenario, deal: &Deal) -> Vec<String> {
    let open = deal.enumerate().filter(|(id, _)| scenario.fix.find(*id).copied().flatten().is_none());
    let term = |(id, value): (_, &_)| {
        let issue = scenario.issues.find(id)?;
        Some(format!("{}: {}", clean(&issue.title), clean(&naming::value_title(issue, *value))))
    };
    open.filter_map(term).collect()
}

/// The heading of the two ways out for a proposal: where no deal is agreed, other terms alone lead to none.
#[must_use]
pub const fn ways_out(found: &ProposalFindings) -> &'static str {
    if found.nearest.is_some() { "Two ways to an agreed deal" } else { "What would bring it nearer to agreement" }
}

/// The first way: other terms. What the nearest deals are, and the changes to each.
#[must_use]
pub fn change_the_terms(scenario: &Scenario, found: &ProposalFindings) -> Option<(String, Vec<Vec<String>>)> {
    let (near, is_agreed): (&Near, bool) = match (&found.nearest, &found.nearest_likely) {
        (Some(near), _) => (near, true),
        (None, near) => (near.as_ref()?, false),
    };
    let changes = side_by_side::moves(scenario, &found.draft.terms, &[], near).into_iter().map(|one| one.changes);
    let what = format!("Change the terms. {}:", side_by_side::near(near, is_agreed));
    Some((what, changes.collect()))
}

/// The second way: other positions. The likeliest unlock.
#[must_use]
pub fn change_the_positions(scenario: &Scenario, found: &Reasons) -> String {
    match found.unlocks.first() {
        Some(first) if first.chance > 0.0 => {
            format!("Change the positions. Likeliest, {}", unlock_with_chance(scenario, found, first))
        }
        Some(first) => format!(
            "Change the positions. None of the ways is likely, for a line held for certain or a reservation is in each; {}",
            unlock(scenario, found, first)
        ),
        None if found.unlocks_total != Some(0) => {
            "Change the positions. Whether a line that gives way opens a deal with these terms is not known.".to_owned()
        }
        None => "Change the positions. No line that gives way opens a deal with these terms.".to_owned(),
    }
}

/// The proposal whose ways out are to be shown: one that is not agreed.
#[must_use]
pub fn refused<'a>(found: &Reasons, proposal: Option<&'a Comparison>) -> Option<&'a ProposalFindings> {
    let is_refused = found.provenance.kind == AnswerKind::Exact && figure::is_zero(&found.agreed);
    proposal.filter(|_| is_refused)?.proposals.first()
}

/// The demands by name.
#[must_use]
pub fn names(scenario: &Scenario, found: &Reasons, demands: &[DemandId]) -> Vec<String> {
    demands.iter().filter_map(|id| found.demands.find(*id)).map(|demand| scenario.demand_text(demand)).collect()
}

/// What to type next.
#[must_use]
pub fn suggestions(scenario: &Scenario, found: &Reasons, context: &RunContext) -> Vec<Suggestion> {
    next::after_explain(scenario, found, context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_out_and_any_other_text_stays() {
        assert_eq!(day("2025-08-20"), "20 August 2025");
        assert_eq!(day("1994-12-05"), "5 December 1994");
        for text in ["August 2025", "2025", "2025-13-01", "2025-00-01", "2025-8-20", ""] {
            assert_eq!(day(text), text);
        }
    }
}
