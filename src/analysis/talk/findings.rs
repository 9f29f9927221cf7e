//! What a talk answers: how often an agreement is reached of those that are possible, when, which, and whose lines gave way.
#![expect(clippy::indexing_slicing, reason = "parties and deals are counted by the table")]

use crate::analysis::talk::chance::Chance;
use crate::analysis::talk::play::Played;
use crate::analysis::talk::reference;
use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::{Refused, Table};
use crate::analysis::talk::tally::{Tally, play_many};
use crate::analysis::talk::tournament::{Tournament, play_all};
use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::Effort;
use crate::scenario::id::{IdVec, PartyId};
use crate::scenario::model::{Deal, Scenario};
use crate::scenario::talk::{GivesWay, Protocol, Strategy, Talk};

/// What is asked of a talk.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Asked {
    /// How many talks; none for as many as are usual.
    pub talks: Option<u64>,
    /// A talk that is told step by step.
    pub trace: Option<u64>,
    /// Strategies that play against each other.
    pub tournament: Vec<Strategy>,
}

/// The talks that are usual.
pub const TALKS: u64 = 100_000;
/// The talks of each assignment of a tournament.
pub const TOURNAMENT_TALKS: u64 = 1_000;

/// A deal that talks end in.
#[derive(Clone, PartialEq, Debug)]
pub struct Reached {
    /// The deal.
    pub deal: Deal,
    /// How many talks ended in it.
    pub count: u64,
    /// What it is worth to each party, averaged over the assumptions; none of a party without a utility.
    pub utility: IdVec<PartyId, Option<f64>>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct TalkFindings {
    /// How it was had.
    pub provenance: Provenance,
    /// The talk.
    pub talk: Talk,
    /// … among those who sign.
    pub setting: Setting,
    /// The sums.
    pub tally: Tally,
    /// The deals that talks end in, the most frequent first, then in deal order: all of them.
    pub deals: Vec<Reached>,
    /// The talk that is told, with its number.
    pub trace: Option<(u64, Played)>,
    /// The deals that the told talk names, by their numbers.
    pub told: Vec<(usize, Deal)>,
    /// The names of the lines of the tally, in its order.
    pub lines: Vec<crate::analysis::talk::table::Line>,
    /// The combinations of the assumptions' values, as the told talk names them.
    pub worlds: Vec<Vec<u32>>,
    /// The tournament.
    pub tournament: Option<Tournament>,
}

/// Why there are no findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Declined {
    /// The deals are too many to look at, or too little memory or time.
    Table(Refused),
    /// The talk that should be told is not among those that are played; of so many.
    NoSuchTalk(u64),
    /// So many assignments of strategies.
    Assignments(u128),
}

/// Plays the talks.
///
/// # Errors
/// Where what is asked for cannot be had.
pub fn talks(scenario: &Scenario, talk: &Talk, asked: &Asked, effort: &Effort) -> Result<TalkFindings, Declined> {
    let setting = Setting::new(scenario, talk);
    let table = Table::new(scenario, &setting, effort).map_err(Declined::Table)?;
    let is_certain = is_certain(&table, &setting);
    let n = if is_certain { 1 } else { asked.talks.unwrap_or(TALKS) };
    if asked.trace.is_some_and(|trace| trace >= n) {
        return Err(Declined::NoSuchTalk(n));
    }
    let tally = play_many(&table, &setting, effort, n);
    let mut provenance = if is_certain {
        Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None }
    } else {
        Provenance { engine: EngineName::Simulate, kind: AnswerKind::Estimate, why: None }
    };
    if tally.talks < n {
        provenance.add(if effort.watch.is_stopped() { "stopped" } else { "the time limit was reached" });
    }
    let trace = asked.trace.map(|number| (number, reference::play(&table, &setting, Chance::new(effort.seed, number))));
    let mut told: Vec<usize> = trace
        .iter()
        .flat_map(|(_, played)| played.steps.iter().filter_map(|step| step.deal).chain(played.deal))
        .collect();
    told.sort_unstable();
    told.dedup();
    let tournament = if asked.tournament.is_empty() {
        None
    } else {
        let talks = if is_certain { 1 } else { asked.talks.unwrap_or(TOURNAMENT_TALKS) };
        Some(play_all(&table, &setting, &asked.tournament, effort, talks).map_err(Declined::Assignments)?)
    };
    Ok(TalkFindings {
        provenance,
        talk: talk.clone(),
        deals: reached(&table, scenario, &tally),
        told: told.into_iter().map(|number| (number, table.deal(number))).collect(),
        worlds: scenario.combinations().into_iter().map(|(_, values)| values).collect(),
        trace,
        lines: table.lines,
        tournament,
        tally,
        setting,
    })
}

/// The deals that talks end in.
fn reached(table: &Table, scenario: &Scenario, tally: &Tally) -> Vec<Reached> {
    let mut counted: Vec<(usize, u64)> = tally.deals.iter().map(|(deal, count)| (*deal, *count)).collect();
    counted.sort_by_key(|(deal, count)| (std::cmp::Reverse(*count), *deal));
    let worth = |party: usize, deal: usize| {
        let mut sum = 0.0;
        for world in &table.worlds {
            sum += world.probability * world.utility[party].as_ref()?[deal];
        }
        Some(sum)
    };
    let one = |(deal, count): (usize, u64)| Reached {
        deal: table.deal(deal),
        count,
        utility: (0..scenario.parties.len()).map(|party| worth(party, deal)).collect(),
    };
    counted.into_iter().map(one).collect()
}

/// Whether nothing is drawn, so that one talk says it all.
fn is_certain(table: &Table, setting: &Setting) -> bool {
    let gives_way_at_once_or_last = matches!(setting.gives_way, GivesWay::AtOnce | GivesWay::Last);
    #[expect(clippy::float_cmp, reason = "held for certain, or not at all")]
    let is_settled = |firmness: &f64| *firmness == 1.0 || (*firmness == 0.0 && gives_way_at_once_or_last);
    table.worlds.len() == 1
        && table.worlds.iter().all(|world| world.firmness.iter().all(is_settled))
        && setting.breakdown <= 0.0
        && (setting.protocol == Protocol::SingleText
            || (!setting.is_shuffled && !setting.strategies.contains(&Strategy::Random)))
}
