//! The words on talks: how much of what was possible is reached, when, in which deal, and whose lines gave way; and the story
//! of one talk, step by step.

use crate::analysis::talk::findings::TalkFindings;
use crate::analysis::talk::play::{Does, Ending, Played, Step};
use crate::report::figure::{self, percent, percent_whole, probability, whole};
use crate::report::naming;
use crate::report::part::Part;
use crate::report::sentence::names;
use crate::report::talks::{agreements, assumed, mean, mean_round, share, told};
use crate::rule::demand::demands;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Deal, DemandName, Scenario};
use crate::scenario::talk::{GivesWay, Protocol, Strategy};

/// The heading of the rounds.
const ROUNDS: &str = "When they agree";
/// The heading of the deals.
const DEALS: &str = "The deals that talks end in";
/// The heading of the parties.
const PARTIES: &str = "What the parties get";
/// What its columns hold.
const PARTIES_LEGEND: &str = "Over the agreements. Worth: points, or the share of the opening that is kept less what is given \
                              up. Gain: 0 the least that it could accept in that round, 1 the most. Closes: agreements that its yes or offer completed.";
/// The heading of the lines.
const LINES: &str = "Whose lines gave way";
/// What its columns hold.
const LINES_LEGEND: &str = "Gave way: talks that ended without the line. Crossed: agreements that cross it.";
/// The heading of the terms.
const TERMS: &str = "What they agree on";
/// The heading of the tournament.
const TOURNAMENT: &str = "Strategies against each other";
/// What its columns hold.
const TOURNAMENT_LEGEND: &str = "The same worlds for all. Stays: no party gains by changing its strategy alone.";
/// A row that a list leaves out.
const FEWEST: usize = 12;

/// The first sentences: how much is reached of what is possible.
#[must_use]
pub fn headline(found: &TalkFindings) -> Vec<String> {
    let tally = &found.tally;
    let (talks, reached) = (tally.talks, tally.reached());
    if talks == 0 {
        return vec!["No talk was played in the time given.".to_owned()];
    }
    if talks == 1 {
        let how = match (reached, tally.possible) {
            (1, _) => "These parties reach a deal.".to_owned(),
            (_, 1) => "These parties reach no deal, though one was possible.".to_owned(),
            _ => "These parties reach no deal: none was possible.".to_owned(),
        };
        return vec![how];
    }
    let first = format!(
        "These parties reach a deal in {} of talks; in {} one was possible.",
        percent(share(reached, talks)),
        percent(share(tally.possible, talks))
    );
    let rest = tally.possible.saturating_sub(reached);
    let second = match (rest, tally.possible) {
        (_, 0) => "Whatever they do at the table, no deal was possible.".to_owned(),
        (0, _) => "They reach whatever was possible.".to_owned(),
        _ => format!("They leave {} of what was possible on the table.", percent(share(rest, tally.possible))),
    };
    let [_, late, impossible, broken] = tally.ended;
    let mut ends = Vec::new();
    for (n, words) in [
        (late, "run out of time though a deal was possible"),
        (impossible, "run out of time with nothing possible"),
        (broken, "break off"),
    ] {
        if n > 0 {
            ends.push(format!("{} {words}", percent(share(n, talks))));
        }
    }
    let mut lines = vec![first, second];
    if !ends.is_empty() {
        lines.push(format!("Of all talks {}.", ends.join(", ")));
    }
    lines
}

/// What is played, in a sentence.
#[must_use]
pub fn setting(scenario: &Scenario, found: &TalkFindings) -> String {
    let setting = &found.setting;
    let how = match setting.protocol {
        Protocol::Alternating => "alternating offers",
        Protocol::SingleText => "a single text",
    };
    let when = match setting.gives_way {
        GivesWay::AtOnce => "before the first",
        GivesWay::Evenly => "at any time alike",
        GivesWay::Late => "rather late",
        GivesWay::Last => "in the last round",
    };
    let mut text = format!("{} of {how}, {} rounds at most", talks(found), whole(&setting.rounds));
    if setting.protocol == Protocol::Alternating {
        let each = setting.signers.iter().zip(&setting.strategies);
        let each: Vec<String> =
            each.map(|(party, one)| format!("{} {}", naming::party_name(scenario, *party), strategy(*one))).collect();
        text += &format!("; strategies: {}", each.join(", "));
    }
    if found.lines.iter().any(|_| true) {
        text += &format!("; lines that give way do so {when}");
    }
    if setting.breakdown > 0.0 {
        text += &format!("; each round the talks end with probability {}", probability(Some(setting.breakdown)));
    }
    text + "."
}

fn talks(found: &TalkFindings) -> String {
    match found.tally.talks {
        1 => "One talk, since nothing is drawn,".to_owned(),
        n => format!("{} talks", whole(&n)),
    }
}

/// A strategy in a word.
#[must_use]
pub fn strategy(strategy: Strategy) -> String {
    match strategy {
        Strategy::Exponent(exponent) => format!("e = {exponent}"),
        other => other.word().unwrap_or_default().to_owned(),
    }
}

/// The tables of the answer, those that hold something.
#[must_use]
pub fn parts(scenario: &Scenario, found: &TalkFindings, top: usize) -> Vec<Part> {
    let all = [
        rounds(found),
        deals(scenario, found, top),
        parties(scenario, found),
        lines(scenario, found),
        tournament(scenario, found, top),
    ];
    let mut parts: Vec<Part> = all.into_iter().filter(|part| !part.rows.is_empty()).collect();
    parts.splice(2.min(parts.len())..2.min(parts.len()), terms(scenario, found));
    parts
}

/// Agreements by round, neighbors together where there are many rounds.
fn rounds(found: &TalkFindings) -> Part {
    let tally = &found.tally;
    let together = tally.histogram.len().div_ceil(FEWEST).max(1);
    let mut rows = Vec::new();
    if tally.reached() > 0 && tally.talks > 1 {
        for (place, chunk) in tally.histogram.chunks(together).enumerate() {
            let (first, last) = (place * together + 1, place * together + chunk.len());
            let n: u64 = chunk.iter().sum();
            let name = if first == last { first.to_string() } else { format!("{first} to {last}") };
            let part = share(n, tally.reached());
            rows.push(vec![name, figure::bar(part, 10), percent(part)]);
        }
    }
    let mean = mean_round(found).map(|mean| format!("On average in round {mean:.1}."));
    Part { heading: ROUNDS, legend: "Agreements by round.", heads: vec!["round", "", "share"], rows, more: mean }
}

fn deals(scenario: &Scenario, found: &TalkFindings, top: usize) -> Part {
    let reached = found.tally.reached();
    let row = |one: &crate::analysis::talk::findings::Reached| {
        vec![deal(scenario, &one.deal), percent(share(one.count, reached))]
    };
    let left = found.deals.len().saturating_sub(top);
    Part {
        heading: DEALS,
        legend: "Share: of the agreements.",
        heads: vec!["deal", "share"],
        rows: found.deals.iter().take(top).map(row).collect(),
        more: (left > 0).then(|| format!("and {left} other deals")),
    }
}

/// How often each value is agreed, of the issues on which agreements differ.
fn terms(scenario: &Scenario, found: &TalkFindings) -> Option<Part> {
    let reached = found.tally.reached();
    if found.deals.len() < 2 {
        return None;
    }
    let mut rows = Vec::new();
    for (id, issue) in scenario.issues.enumerate() {
        let counts = agreements(found, id, issue);
        let shown: Vec<(u32, u64)> = (0..).zip(counts).filter(|(_, n)| *n > 0 && *n < reached).collect();
        for (row, n) in shown.iter().take(FEWEST) {
            rows.push(vec![
                format!("{}: {}", issue.title, naming::row_title(issue, *row)),
                percent(share(*n, reached)),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Part {
        heading: TERMS,
        legend: "Of the agreements, on the issues on which they differ.",
        heads: vec!["term", "share"],
        rows,
        more: None,
    })
}

fn parties(scenario: &Scenario, found: &TalkFindings) -> Part {
    let tally = &found.tally;
    let reached = tally.reached();
    let number = |value: Option<f64>| value.map_or_else(|| figure::NONE.to_owned(), |value| format!("{value:.2}"));
    let row = |(signer, party): (usize, &PartyId)| {
        let offers = share(tally.offers.get(signer).copied().unwrap_or(0), tally.talks);
        let closed = share(tally.closed.get(signer).copied().unwrap_or(0), reached);
        vec![
            naming::party_name(scenario, *party).to_owned(),
            number(mean(tally.worth.get(signer), reached)),
            number(mean(tally.gain.get(signer), reached)),
            percent_whole(closed),
            offers.map_or_else(|| figure::NONE.to_owned(), |offers| format!("{offers:.1}")),
        ]
    };
    let rows = if reached > 0 { found.setting.signers.iter().enumerate().map(row).collect() } else { Vec::new() };
    let heads = vec!["party", "worth", "gain", "closes", "offers per talk"];
    Part { heading: PARTIES, legend: PARTIES_LEGEND, heads, rows, more: None }
}

fn lines(scenario: &Scenario, found: &TalkFindings) -> Part {
    let tally = &found.tally;
    let mut rows = Vec::new();
    for (place, line) in found.lines.iter().enumerate() {
        let gave_way = tally.gave_way.get(place).copied().unwrap_or(0);
        if gave_way == 0 {
            continue;
        }
        let crossed = tally.crossed.get(place).copied().unwrap_or(0);
        let title = naming::demand_title(scenario, &line.name);
        let party = naming::party_name(scenario, line.name.party());
        rows.push(vec![
            format!("{party}: '{title}'"),
            percent(share(gave_way, tally.talks)),
            percent(share(crossed, tally.reached())),
        ]);
    }
    let more = rows.is_empty().then(String::new);
    Part { heading: LINES, legend: LINES_LEGEND, heads: vec!["red line", "gave way", "crossed"], rows, more }
}

fn tournament(scenario: &Scenario, found: &TalkFindings, top: usize) -> Part {
    let mut rows = Vec::new();
    let mut more = None;
    if let Some(tournament) = &found.tournament {
        let mut ranked: Vec<_> = tournament.assignments.iter().collect();
        ranked.sort_by_key(|one| (!one.is_equilibrium, std::cmp::Reverse(one.reached)));
        let most = top.max(FEWEST);
        for one in ranked.iter().take(most) {
            let each = found.setting.signers.iter().zip(&one.strategies);
            let each: Vec<String> = each
                .map(|(party, one)| format!("{} {}", naming::party_name(scenario, *party), strategy(*one)))
                .collect();
            let gains: Vec<String> = one.mean_gain.iter().map(|gain| format!("{gain:.2}")).collect();
            let stays = if one.is_equilibrium { "yes" } else { "no" };
            rows.push(vec![
                each.join(", "),
                percent(share(one.reached, tournament.talks)),
                gains.join(" / "),
                stays.to_owned(),
            ]);
        }
        let left = ranked.len().saturating_sub(most);
        more = (left > 0).then(|| format!("and {left} more, in JSON"));
    }
    let heads = vec!["strategies", "reached", "gains", "stays"];
    Part { heading: TOURNAMENT, legend: TOURNAMENT_LEGEND, heads, rows, more }
}

/// A deal in a line, issue by issue.
fn deal(scenario: &Scenario, deal: &Deal) -> String {
    let terms = scenario.issues.enumerate();
    let term = |(id, issue): (_, &crate::scenario::model::Issue)| naming::value_title(issue, deal[id]);
    terms.map(term).collect::<Vec<_>>().join(" · ")
}

/// The heading of the story of a talk.
#[must_use]
pub fn story_heading(number: u64) -> String {
    format!("Talk number {number}")
}

/// One talk as a story.
#[must_use]
pub fn story(scenario: &Scenario, found: &TalkFindings, played: &Played) -> Vec<String> {
    let mut lines = Vec::new();
    for (assumption, value) in assumed(scenario, found, played) {
        lines.push(format!("In this world {assumption} is {value}."));
    }
    let title = |name: &DemandName| {
        format!("{}'s '{}'", naming::party_name(scenario, name.party()), naming::demand_title(scenario, name))
    };
    let mut giving: Vec<(u32, String)> = found
        .lines
        .iter()
        .zip(&played.times)
        .filter_map(|(line, time)| Some((first_round((*time)?, found.setting.rounds), title(&line.name))))
        .collect();
    giving.sort();
    let held = found.lines.iter().zip(&played.times).filter(|(_, time)| time.is_none()).count();
    if held > 0 {
        lines.push(match held {
            1 => "One line is held to the end.".to_owned(),
            n => format!("{} lines are held to the end.", figure::capital(&figure::words(n))),
        });
    }
    let all = demands(scenario);
    let mut told_until = 0;
    for step in &played.steps {
        while let Some((round, line)) = giving.get(told_until).filter(|(round, _)| *round <= step.round) {
            lines.push(format!("Round {round}: {line} gives way."));
            told_until += 1;
        }
        lines.push(said(scenario, found, step, &|demand| {
            all.find(demand).map_or_else(String::new, |name| format!("'{}'", naming::demand_title(scenario, name)))
        }));
    }
    lines.push(match played.ending {
        Ending::Agreement => format!("Agreement in round {}.", played.round),
        Ending::DeadlinePossible => "The time is over; a deal was possible.".to_owned(),
        Ending::DeadlineImpossible => "The time is over; no deal was possible.".to_owned(),
        Ending::Breakdown => format!("The talks break off in round {}.", played.round),
    });
    lines
}

/// The first round in which a line that gives way at this time is not held.
fn first_round(time: f64, rounds: u32) -> u32 {
    (1..=rounds).find(|round| f64::from(*round) / f64::from(rounds) >= time).unwrap_or(rounds)
}

fn said(
    scenario: &Scenario,
    found: &TalkFindings,
    step: &Step,
    title: &dyn Fn(crate::scenario::id::DemandId) -> String,
) -> String {
    let who = found.setting.signers.get(step.signer).map_or("", |party| naming::party_name(scenario, *party));
    let terms = told(found, step.deal).map_or_else(String::new, |one| deal(scenario, one));
    let crossed: Vec<String> = step.crosses.iter().map(|demand| title(*demand)).collect();
    let crossed = crossed.join(" and ");
    let round = step.round;
    match (step.does, step.crosses.is_empty()) {
        (Does::Offer, true) => format!("Round {round}: {who} offers {terms}."),
        (Does::Offer, false) => format!("Round {round}: {who} cannot accept ({crossed}) and offers {terms}."),
        (Does::Accept, _) => format!("Round {round}: {who} accepts {terms}."),
        (Does::Pass, true) => format!("Round {round}: {who} has nothing to offer."),
        (Does::Pass, false) => format!("Round {round}: {who} cannot accept ({crossed}) and has nothing to offer."),
        (Does::Object, _) => format!("Round {round}: {who} objects to {terms}: {crossed}."),
    }
}

/// Who takes part.
#[must_use]
pub fn who(scenario: &Scenario, found: &TalkFindings) -> String {
    names(scenario, &found.setting.signers)
}
