//! Every English sentence and heading of the reports.
//!
//! Words are neutral: a deal *crosses a red line coded for* somebody, terms *could be accepted* under the positions as
//! coded. Nobody "must" and nobody "refuses". What is estimated is called so in the same breath.

pub mod answer;
pub mod because;
pub mod coalitions;
pub mod drivers;
pub mod frontier;
pub mod holders;
pub mod influence;
pub mod measurement;
pub mod order;
pub mod page;
pub mod patterns;
pub mod problems;
pub mod shared_lines;
pub mod side_by_side;
pub mod talks;
pub mod votes;
pub mod why;
pub mod worlds;

use crate::analysis::findings::Acceptance;
use crate::engine::ask::answer::{AnswerKind, Count, EngineName};
use crate::engine::ask::effort::Worlds;
use crate::report::context::RunContext;
use crate::report::figure::{self, percent, percent_fine, probability, words};
use crate::report::layout::clean;
use crate::report::naming;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Basis, Scenario};

/// The headings of the parts, in the order in which they stand.
pub const TERMS: &str = "Which terms could be accepted";
/// The heading of the parties' part.
pub const COSTS: &str = "What each party's lines cost";
/// The heading of the best deals.
pub const BEST: &str = "The most probable deals";
/// The heading of the evidence.
pub const EVIDENCE: &str = "The evidence";
/// The heading of the commands.
pub const NEXT: &str = "What to try next";
/// Said once, at the end.
pub const NOT_A_FORECAST: &str = "What the positions as coded allow, not a forecast.";
/// The head of the column of shares of agreed deals.
pub const AGREED_COLUMN: &str = "agreed";
/// The head of the column of best probabilities.
pub const BEST_COLUMN: &str = "best";
/// The heads of the other columns, where a table has them.
pub const VALUE_COLUMN: &str = "value";
/// The head of the column of verdicts.
pub const VERDICT_COLUMN: &str = "verdict";
/// The head of the column of who blocks a value.
pub const BLOCKED_BY_COLUMN: &str = "blocked by";
/// The head of the column of red lines.
pub const LINE_COLUMN: &str = "red line";
/// The head of the column of utilities.
pub const POINTS_COLUMN: &str = "points";
/// The heads of the columns of `show`.
pub const SHOW_COLUMNS: [&str; 3] = ["path", "value", "origin"];
/// The agreement rule of a scenario that gives none.
pub const EVERYONE: &str = "every signing party";
/// A term that a proposal leaves open.
pub const OPEN: &str = "open";
/// Before the terms that all of the best deals have.
pub const IN_ALL: &str = "In all of them:";
/// Before the probability of a deal.
pub const PROBABILITY: &str = "probability";
/// Before the utilities of a deal.
pub const POINTS: &str = "points:";
/// The heads of the columns of what lines cost.
pub const COST_COLUMNS: [&str; 5] = ["crossed", "only", "if dropped", "firmness", "basis"];
/// What a deal crosses that crosses nothing.
pub const NOTHING: &str = "nothing";
/// Of a deal that crosses nothing.
pub const CROSSES_NOTHING: &str = "crosses nothing";
/// Before the demands that a deal crosses.
pub const CROSSES: &str = "crosses";
/// What the columns of the parties hold.
pub const PARTIES_LEGEND: &str = "Under a party: of the deals with the value, those that cross none of its demands.";
/// Of a value that no single line and no single party blocks.
pub const TOGETHER: &str = "no single line";

/// How often a deal must be found: who has to accept, `all four parties`.
#[must_use]
pub fn whom(scenario: &Scenario) -> String {
    let agreement = &scenario.agreement;
    let signing: Vec<PartyId> = scenario.parties.enumerate().filter(|(_, one)| one.signs).map(|(id, _)| id).collect();
    let kind = if signing.len() < scenario.parties.len() { "signing parties" } else { "parties" };
    if agreement.needs_everyone() {
        return match signing.as_slice() {
            [one] => name(scenario, *one),
            [_, _] => format!("both {kind}"),
            all => format!("all {} {kind}", words(all.len())),
        };
    }
    let mut needed = Vec::new();
    if !agreement.always.is_empty() {
        needed.push(names(scenario, &agreement.always));
    }
    if let Some(at_least) = agreement.at_least {
        needed.push(format!("at least {} of the {} {kind}", words(at_least as usize), words(signing.len())));
    }
    if let Some(weight) = agreement.weight_at_least {
        let all: f64 = scenario.parties.iter().filter(|one| one.signs).map(|one| one.weight).sum();
        needed.push(format!("{kind} that weigh at least {} of {}", figure::points(weight), figure::points(all)));
    }
    match agreement.coalitions.as_deref() {
        Some([one]) => needed.push(names(scenario, one)),
        Some(lists) => needed.push(format!("one of {} coalitions", words(lists.len()))),
        None => {}
    }
    needed.join(", and ")
}

fn name(scenario: &Scenario, party: PartyId) -> String {
    clean(naming::party_name(scenario, party))
}

/// `Russia`, `Russia and Ukraine`, `Russia, Ukraine and the United States`.
#[must_use]
pub fn names(scenario: &Scenario, parties: &[PartyId]) -> String {
    let all: Vec<String> = parties.iter().map(|id| name(scenario, *id)).collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Where no deal is coherent.
pub const NONE_COHERENT: &str =
    "No deal is coherent: every one has terms that exclude each other or are not those asked for.";

/// What the agreed deals do, after a singular or a plural: `cross no party's red line`.
pub(crate) fn are_agreed(scenario: &Scenario, is_one: bool) -> String {
    let everyone_signs = scenario.parties.iter().all(|party| party.signs);
    let has_reservation = scenario.parties.iter().any(|party| party.signs && party.reservation.is_some());
    if !scenario.agreement.needs_everyone() || scenario.parties.len() == 1 {
        return format!("could be accepted by {}", whom(scenario));
    }
    let crosses = if is_one { "crosses" } else { "cross" };
    let whose = if everyone_signs { "no party's" } else { "no signing party's" };
    let what = if has_reservation { "red line or reservation" } else { "red line" };
    format!("{crosses} {whose} {what}")
}

/// The first sentence: how many deals are agreed, and by whom.
#[must_use]
pub fn headline(scenario: &Scenario, found: &Acceptance) -> String {
    let zone = &found.zone;
    if found.provenance.kind == AnswerKind::Undecided {
        return "Undecided: nothing can be said yet.".to_owned();
    }
    match (&zone.agreed, &found.coherent) {
        (_, Count::Exact(none)) if *none == num_bigint::BigUint::ZERO => NONE_COHERENT.to_owned(),
        (Count::Exact(none), _) if *none == num_bigint::BigUint::ZERO => worlds::none_in_all(found)
            .unwrap_or_else(|| format!("No deal is acceptable to {} as coded.", whom(scenario))),
        (Count::Exact(agreed), Count::Exact(coherent)) if agreed == coherent => {
            let all = figure::whole(coherent);
            if all == "1" {
                format!("The one deal there is {}.", are_agreed(scenario, true))
            } else {
                format!("All {all} deals {}.", are_agreed(scenario, false))
            }
        }
        (Count::Exact(agreed), coherent) => {
            let agreed = figure::whole(agreed);
            let share = percent(zone.share.value);
            let agree = are_agreed(scenario, agreed == "1");
            match coherent {
                Count::Exact(all) => format!("{agreed} of {} deals ({share}) {agree}.", figure::whole(all)),
                _ => format!("{agreed} deals {agree}."),
            }
        }
        (Count::Samples(0), drawn) if found.is_one_found => format!(
            "Some deal is acceptable to {} as coded, though none of {} random deals{} is: such deals are rare.",
            whom(scenario),
            figure::count(drawn),
            near(found),
        ),
        (Count::Samples(0), drawn) => format!(
            "None of {} random deals{} is acceptable to {} as coded, which proves nothing about the others.",
            figure::count(drawn),
            near(found),
            whom(scenario)
        ),
        (_, drawn) => {
            let share = percent_fine(zone.share.value);
            let about = if share.starts_with(['<', '>']) { "An estimated" } else { "About" };
            format!(
                "{about} {share} of the deals{}{} {}, by {} random deals.",
                near(found),
                interval(zone.share.interval, &percent_fine),
                are_agreed(scenario, false),
                figure::count(drawn),
            )
        }
    }
}

/// The day, the file, and what was changed.
#[must_use]
pub fn circumstances(scenario: &Scenario, context: &RunContext) -> Vec<String> {
    let mut things: Vec<String> = scenario.as_of.iter().map(|day| format!("as of {day}")).collect();
    things.push(clean(&context.file));
    things.extend(context.variant.iter().map(|variant| format!("variant {variant}")));
    things.extend(context.drop.iter().map(|demand| format!("without {demand}")));
    things.extend(context.firmness.iter().map(|(line, firmness)| {
        let ends = [firmness.low, firmness.high].map(|end| end.to_string());
        let [low, high] = &ends;
        if low == high { format!("{line} held at {low}") } else { format!("{line} held at {low} to {high}") }
    }));
    let fixed = context.fix.iter().filter_map(|(id, value)| {
        let issue = scenario.issues.find(*id)?;
        Some(format!("{} fixed at {}", clean(&issue.title), clean(&naming::value_title(issue, *value))))
    });
    things.extend(fixed);
    things.extend(scenario.assumptions.list.iter().map(|assumption| {
        let values = assumption.values().iter().zip(&assumption.probability);
        let values: Vec<String> = match values.clone().find(|(_, p)| **p == 1.0) {
            Some((value, _)) => vec![value.id.clone()],
            None => values.map(|(value, p)| format!("{} {p}", value.id)).collect(),
        };
        format!("assuming {}: {}", clean(&assumption.topic.title), values.join(", "))
    }));
    things.extend(context.coalition.as_ref().map(|parties| format!("signed by {} alone", names(scenario, parties))));
    things.retain(|thing| !thing.is_empty());
    things
}

/// Instead of a list of the best deals.
#[must_use]
pub fn no_best(found: &Acceptance) -> &'static str {
    let is_nothing = figure::is_zero(&found.coherent) || found.zone.best_probability == Some(0.0);
    if found.provenance.kind == AnswerKind::Exact && is_nothing {
        "No deal has a probability above zero."
    } else {
        "The most probable deals are not known."
    }
}

/// ` (95 % interval 3.1 % to 3.3 %)`, or nothing.
fn interval(interval: Option<(f64, f64)>, show: &dyn Fn(Option<f64>) -> String) -> String {
    interval
        .map_or_else(String::new, |(low, high)| format!(" (95 % interval {} to {})", show(Some(low)), show(Some(high))))
}

/// What follows the headline: how the figures were had, and what firmness changes.
#[must_use]
pub fn context(found: &Acceptance) -> Vec<String> {
    let mut lines: Vec<String> = over(found).into_iter().collect();
    if figure::is_zero(&found.zone.agreed) && !found.is_one_found {
        lines.extend(odds(found));
    }
    lines.extend(how_far(found));
    lines
}

/// Over how many deals the figures are, where that is not all of them.
fn over(found: &Acceptance) -> Option<String> {
    let Count::Exact(coherent) = &found.coherent else { return None };
    let is_part = *coherent != found.deals && !figure::is_zero(&found.coherent);
    is_part.then(|| {
        let (coherent, deals) = (figure::whole(coherent), figure::whole(&found.deals));
        format!("{coherent} of {deals} deals are coherent; every figure is over these.")
    })
}

/// How far the figures are known, where that is not to the end.
fn how_far(found: &Acceptance) -> Option<String> {
    match (found.provenance.kind, &found.provenance.why) {
        (AnswerKind::Exact, None) => None,
        (AnswerKind::Exact, Some(why)) => Some(format!("Exact as far as it goes: {}.", clean(why))),
        (AnswerKind::Estimate, Some(why)) => Some(format!("An estimate: {}.", clean(why))),
        (AnswerKind::Estimate, None) => Some("An estimate from random deals.".to_owned()),
        (AnswerKind::Undecided, why) => why.as_ref().map(|why| format!("Why: {}.", clean(why))),
    }
}

/// With the lines held only as firmly as coded: the chance that some deal exists, and that of the best one.
fn odds(found: &Acceptance) -> Option<String> {
    let any = found.zone.any_probability?;
    let is_estimate = found.zone.any_probability_interval.is_some();
    if any <= 0.0 && !is_estimate {
        let nor = "Nor is there one with the lines held only as firmly as coded.";
        return (!figure::is_zero(&found.coherent)).then(|| nor.to_owned());
    }
    let about = if is_estimate { "about " } else { "" };
    let best = found.zone.best_probability.map_or_else(String::new, |best| {
        let at_least = if found.provenance.kind == AnswerKind::Estimate { "at least " } else { "" };
        format!("; the most probable single deal has {at_least}{}", probability(Some(best)))
    });
    Some(format!(
        "With the lines held only as firmly as coded, a deal exists with probability {about}{}{}{best}.",
        probability(Some(any)),
        interval(found.zone.any_probability_interval, &probability),
    ))
}

/// Where random proposals were drawn, if not from all coherent deals.
fn near(found: &Acceptance) -> String {
    match found.simulation.as_ref().and_then(|simulation| simulation.changes) {
        None => String::new(),
        Some(1) => " near the draft (at most 1 change)".to_owned(),
        Some(changes) => format!(" near the draft (at most {changes} changes)"),
    }
}

/// One line on the simulation: its share, its mean in random worlds, and how fast it was.
#[must_use]
pub fn simulation(found: &Acceptance, is_timed: bool) -> Option<String> {
    let simulation = found.simulation.as_ref().filter(|one| one.proposals > 0)?;
    let rate = is_timed.then(|| figure::rate(simulation.proposals, simulation.seconds)).flatten();
    let near = near(found);
    let is_drawn = simulation.worlds == Worlds::Drawn;
    let worlds = if is_drawn { " in random worlds" } else { ", lines held as firmly as coded" };
    Some(format!(
        "{} random proposals{near}{worlds}: {} agreed, {} with every line held{}.",
        figure::whole(&simulation.proposals),
        percent(simulation.mean_probability.value),
        percent(simulation.share.value),
        rate.map_or_else(String::new, |rate| format!(" ({rate})")),
    ))
}

/// What one party's acceptance comes to.
#[must_use]
pub fn party(signs: bool, accepts: &str, share: &str, agreed_without: &str) -> String {
    let deals = if accepts == "1" { "deal" } else { "deals" };
    let accepts = format!("accepts {accepts} {deals} ({share})");
    if signs {
        format!("{accepts}; were its yes given, {agreed_without} would be agreed")
    } else {
        format!("heard, does not sign; {accepts}")
    }
}

/// The legend of the terms, where the zone is not empty.
#[must_use]
pub fn terms_legend(is_empty: bool, is_sampled: bool) -> String {
    let over = if is_sampled { "sampled deals" } else { "deals" };
    let seen = if is_sampled { " seen" } else { "" };
    if is_empty {
        format!("Best: the highest probability{seen} of a deal with the value, lines held as firmly as coded.")
    } else {
        format!(
            "Agreed: of the {over} with the value, those that could be accepted, every line held. Best: the highest \
             probability{seen} of one, lines held as firmly as coded."
        )
    }
}

/// The legend of the lines' table.
#[must_use]
pub fn costs_legend(is_sampled: bool) -> String {
    let what = if is_sampled { "sampled deals" } else { "deals" };
    let estimates = if is_sampled { " Each figure is an estimate; `--format json` has its interval." } else { "" };
    format!(
        "Crossed: {what} that cross the line. Only: those that cross nothing else. If dropped: agreed {what} without \
         it.{estimates}"
    )
}

/// Of how many sources a red line's evidence is: `3 lines`.
#[must_use]
pub fn n_lines(n_lines: usize) -> String {
    if n_lines == 1 { "1 line".to_owned() } else { format!("{} lines", figure::whole(&n_lines)) }
}

/// How the figures were had: which engine, how fast, on what.
#[must_use]
pub fn made(found: &Acceptance, seconds: f64) -> String {
    let how = match found.provenance.engine {
        EngineName::Exact => "Counted on a decision diagram",
        EngineName::Enumerate => "Every deal judged",
        EngineName::Simulate => "Random deals judged",
    };
    let how = if found.provenance.kind == AnswerKind::Exact || found.provenance.engine == EngineName::Simulate {
        how
    } else {
        "Cut short"
    };
    let threads = if found.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", found.threads) };
    format!("{how}, all in {} on {threads}.", figure::seconds(seconds))
}

/// Instead of sources that are not listed.
#[must_use]
pub fn more_sources(n_sources: usize) -> String {
    format!("and {n_sources} more sources: `zopa show` lists them")
}

/// Instead of rows that are not listed.
#[must_use]
pub fn more_rows(n_rows: usize) -> String {
    format!("{} more rows: `--format csv` lists every value", figure::whole(&n_rows))
}

/// An expectation that came out.
pub const PASSED: &str = "passed";
/// One that did not.
pub const FAILED: &str = "FAILED";

/// How the expectations fared.
#[must_use]
pub fn expectations(n_all: usize, n_failed: usize) -> String {
    match (n_all, n_failed) {
        (0, _) => "there are no expectations".to_owned(),
        (1, 0) => "the expectation came out".to_owned(),
        (n_all, 0) => format!("all {n_all} expectations came out"),
        (n_all, n_failed) => format!("{n_failed} of {n_all} expectations failed"),
    }
}

/// How many red lines there are and what they rest on.
#[must_use]
pub fn evidence(of_basis: &[(Basis, usize)], without_source: usize, n_reservations: usize) -> String {
    let all: usize = of_basis.iter().map(|(_, n)| n).sum();
    let reservations = match n_reservations {
        0 => String::new(),
        1 => "; 1 reservation".to_owned(),
        n => format!("; {n} reservations"),
    };
    if all == 0 {
        return format!("No red lines{reservations}.");
    }
    let parts: Vec<String> =
        of_basis.iter().filter(|(_, n)| *n > 0).map(|(basis, n)| format!("{n} {}", basis.word())).collect();
    let lines = if all == 1 { "red line" } else { "red lines" };
    let unsourced = match without_source {
        0 => String::new(),
        n => format!("; {n} without a source"),
    };
    format!("{all} {lines}: {}{unsourced}{reservations}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::answer::Share;
    use crate::report::fixture;
    use crate::scenario::id::Id;
    use crate::scenario::model::Agreement;

    #[test]
    fn the_headline_fits_what_was_found() {
        let scenario = fixture::guarantees();
        let mut found = fixture::brute_force(&scenario);
        let mut with = |agreed: Count, coherent: Count, kind: AnswerKind| {
            (found.zone.agreed, found.coherent, found.provenance.kind) = (agreed, coherent, kind);
            found.zone.share = Share { value: Some(0.0022), interval: None };
            headline(&scenario, &found)
        };
        let exact = |n: u32| Count::Exact(n.into());
        let sentence = "No deal is acceptable to both parties as coded.";
        assert_eq!(with(exact(0), exact(432), AnswerKind::Exact), sentence);
        let sentence = "1 of 432 deals (0.2 %) crosses no party's red line or reservation.";
        assert_eq!(with(exact(1), exact(432), AnswerKind::Exact), sentence);
        let sentence = "All 432 deals cross no party's red line or reservation.";
        assert_eq!(with(exact(432), exact(432), AnswerKind::Exact), sentence);
        assert!(with(exact(0), exact(0), AnswerKind::Exact).starts_with("No deal is coherent"));
        let none = with(Count::Samples(0), Count::Samples(1000), AnswerKind::Estimate);
        assert!(none.starts_with("None of 1,000 random deals is acceptable to both parties"), "{none}");
        let some = with(Count::Samples(2), Count::Samples(1000), AnswerKind::Estimate);
        assert!(some.starts_with("About 0.22 % of the deals cross"), "{some}");
        let undecided = with(Count::Unknown, Count::Unknown, AnswerKind::Undecided);
        assert!(undecided.starts_with("Undecided"), "{undecided}");
    }

    #[test]
    fn who_has_to_accept_follows_the_agreement() {
        let mut scenario = fixture::guarantees();
        let (russia, ukraine) = (PartyId::from_place(0), PartyId::from_place(1));
        assert_eq!(whom(&scenario), "both parties");
        scenario.agreement = Agreement { always: vec![russia], at_least: Some(1), ..Agreement::default() };
        assert_eq!(whom(&scenario), "Russia, and at least one of the two parties");
        scenario.agreement = Agreement { weight_at_least: Some(1.5), ..Agreement::default() };
        assert_eq!(whom(&scenario), "parties that weigh at least 1.5 of 2");
        let coalitions = Some(vec![vec![russia, ukraine]]);
        scenario.agreement = Agreement { coalitions, ..Agreement::default() };
        assert_eq!(whom(&scenario), "Russia and Ukraine");
        scenario.agreement = Agreement::default();
        scenario.parties[ukraine].signs = false;
        assert_eq!(whom(&scenario), "Russia");
    }
}
