//! Conflicts and unlocks that are one in all but a line, told as one.
//!
//! `Russia, 'Russia is one of the guarantors'; and Ukraine, 'No guarantor at war with it', or European coalition, 'No Russian
//! guarantor'.` A source is cited in full where it comes first, and by its number from then on.

use crate::analysis::explanation::lists::{Reasons, Unlock};
use crate::engine::ask::answer::Count;
use crate::report::figure::{self, probability, words};
use crate::report::fold::sets;
use crate::report::naming::any_of;
use crate::report::sentence::because::{CHANCE, brief, listed, party, title, with_terms};
use crate::report::sentence::holders::groups;
use crate::report::sentence::{names, whom};
use crate::scenario::id::{DemandId, PartyId, SourceId};
use crate::scenario::model::{DemandName, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// The sources named so far, by number.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cited(Vec<SourceId>);

impl Cited {
    /// `The Gazette, 2 May 2025 [1]`, later `[1]`.
    fn cite(&mut self, scenario: &Scenario, id: SourceId) -> Option<String> {
        if let Some(place) = self.0.iter().position(|known| *known == id) {
            return Some(format!("[{}]", place + 1));
        }
        self.0.push(id);
        Some(format!("{} [{}]", brief(scenario.sources.find(id)?), self.0.len()))
    }

    /// `'Some of the jobs' (stated, The Gazette, 2 May 2025 [1])`.
    fn founded(&mut self, scenario: &Scenario, demand: &DemandName) -> String {
        let title = title(scenario, demand);
        let Some(line) = scenario.red_line(demand) else { return format!("{title} (its reservation)") };
        let mut words = vec![line.basis.word().to_owned()];
        words.extend(line.sources.iter().filter_map(|id| self.cite(scenario, *id)));
        format!("{title} ({})", words.join(", "))
    }
}

/// One thing that stands in the way: a demand, or a line that several parties hold, as the demands of its holders.
type Thing = Vec<DemandId>;

/// Conflicts or unlocks that are one in all but a place: every choice from the places is one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// What may stand in each place.
    places: Vec<Vec<Thing>>,
    /// Which of the list they are.
    pub rows: Vec<usize>,
}

/// Longer lists are not folded: each stands by itself.
const MOST_FOLDED: usize = 1_000;
/// Of more demands than this, only how many each party has is said where room is short.
const MANY: usize = 12;

impl Pattern {
    /// These demands, once.
    #[must_use]
    pub fn alone(demands: &[DemandId]) -> Self {
        Self { places: demands.iter().map(|demand| vec![vec![*demand]]).collect(), rows: vec![0] }
    }

    /// The first choice from each place, in file order.
    fn first(&self) -> impl Iterator<Item = &DemandId> {
        self.places.iter().filter_map(|place| place.first()).flatten()
    }

    /// Every demand in it, in file order.
    #[must_use]
    pub fn demands(&self) -> Vec<DemandId> {
        let mut all: Vec<DemandId> = self.places.iter().flatten().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether it is too long to be told where room is short.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.first().count() > MANY
    }
}

/// The conflicts as patterns; by itself each with its holders alone.
#[must_use]
pub fn conflicts(scenario: &Scenario, found: &Reasons, is_folded: bool) -> Vec<Pattern> {
    let things: Vec<Vec<Thing>> = groups(scenario, found).into_iter().map(|group| group.places).collect();
    patterns(&things, is_folded)
}

/// The unlocks as patterns. Those of a single line have nothing in common that could be said once.
#[must_use]
pub fn unlocks(scenario: &Scenario, found: &Reasons, is_folded: bool) -> Vec<Pattern> {
    let line_of = |demand: DemandId| scenario.red_line(found.demands.find(demand)?)?.shared;
    let things = |unlock: &Unlock| {
        let mut things: Vec<Thing> = Vec::new();
        for demand in &unlock.demands {
            let alike = |thing: &&mut Thing| {
                line_of(*demand).is_some() && thing.first().is_some_and(|one| line_of(*one) == line_of(*demand))
            };
            match things.iter_mut().find(alike) {
                Some(holders) => holders.push(*demand),
                None => things.push(vec![*demand]),
            }
        }
        things
    };
    let things: Vec<Vec<Thing>> = found.unlocks.iter().map(things).collect();
    patterns(&things, is_folded)
}

fn patterns(rows: &[Vec<Thing>], is_folded: bool) -> Vec<Pattern> {
    let single = |(at, row): (usize, &Vec<Thing>)| Pattern {
        places: row.iter().map(|thing| vec![thing.clone()]).collect(),
        rows: vec![at],
    };
    if !is_folded || rows.len() > MOST_FOLDED {
        return rows.iter().enumerate().map(single).collect();
    }
    let known: Vec<&Thing> = rows.iter().flatten().collect::<BTreeSet<_>>().into_iter().collect();
    let (several, alone): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|at| rows.get(*at).is_some_and(|row| row.len() > 1));
    let numbered: Vec<Vec<usize>> = several
        .iter()
        .filter_map(|at| rows.get(*at))
        .map(|row| row.iter().filter_map(|thing| known.binary_search(&thing).ok()).collect())
        .collect();
    let named = |place: &Vec<usize>| place.iter().filter_map(|at| Some((*known.get(*at)?).clone())).collect();
    let folded = sets(&numbered).into_iter().map(|fold| Pattern {
        places: fold.places.iter().map(named).collect(),
        rows: fold.rows.iter().filter_map(|at| several.get(*at).copied()).collect(),
    });
    let alone = alone.into_iter().filter_map(|at| Some(single((at, rows.get(at)?))));
    let mut all: Vec<Pattern> = folded.chain(alone).collect();
    all.sort_by_key(|pattern| pattern.rows.first().copied());
    all
}

/// The parties that hold a thing.
fn holders(found: &Reasons, thing: &Thing) -> Vec<PartyId> {
    thing.iter().filter_map(|id| found.demands.find(*id)).map(DemandName::party).collect()
}

/// One of these things, by the parties that hold them: `Ukraine, 'x', or European coalition, 'y'`. Without `cited` it is
/// not said what they rest on.
fn any_thing(scenario: &Scenario, found: &Reasons, things: &[Thing], mut cited: Option<&mut Cited>) -> String {
    let mut of_parties: Vec<(Vec<PartyId>, Vec<String>)> = Vec::new();
    for thing in things {
        let Some(demand) = thing.first().and_then(|id| found.demands.find(*id)) else { continue };
        let text = match cited.as_deref_mut() {
            Some(cited) => cited.founded(scenario, demand),
            None => title(scenario, demand),
        };
        let holders = holders(found, thing);
        match of_parties.last_mut() {
            Some((known, texts)) if *known == holders => texts.push(text),
            _ => of_parties.push((holders, vec![text])),
        }
    }
    let each: Vec<String> = of_parties
        .iter()
        .map(|(ids, texts)| {
            let names: Vec<String> = ids.iter().map(|id| party(scenario, *id)).collect();
            format!("{}, {}", any_of(&names), texts.join(" or "))
        })
        .collect();
    each.join(", or ")
}

/// How many demands of each party: `300 demands of Russia and 1 demand of Ukraine`.
fn by_party(scenario: &Scenario, found: &Reasons, pattern: &Pattern) -> Vec<(PartyId, String)> {
    let mut of_party: BTreeMap<PartyId, usize> = BTreeMap::new();
    for demand in pattern.first().filter_map(|id| found.demands.find(*id)) {
        *of_party.entry(demand.party()).or_default() += 1;
    }
    let text = |(id, n): (PartyId, usize)| {
        let demands = if n == 1 { "demand" } else { "demands" };
        (id, format!("{} {demands} of {}", figure::whole(&n), party(scenario, id)))
    };
    of_party.into_iter().map(text).collect()
}

/// Said once before conflicts, where not everybody is needed for a deal.
#[must_use]
pub fn lead(scenario: &Scenario) -> Option<String> {
    let whom = || whom(scenario);
    (!scenario.agreement.needs_everyone())
        .then(|| format!("What stands together here already leaves no deal acceptable to {}.", whom()))
}

/// What stands together in a conflict, after the lead if there is one.
#[must_use]
pub fn conflict_listed(
    scenario: &Scenario,
    found: &Reasons,
    pattern: &Pattern,
    cited: &mut Cited,
    is_brief: bool,
) -> String {
    let alike = n_alike("conflict", pattern).map_or_else(String::new, |n| format!(" ({n})"));
    if is_brief && pattern.is_long() {
        let each: Vec<String> = by_party(scenario, found, pattern).into_iter().map(|(_, text)| text).collect();
        let n = words(pattern.places.len());
        return format!("No deal{} can satisfy these {n} together: {}.{alike}", with_terms(scenario), and(&each));
    }
    if scenario.agreement.needs_everyone() {
        return format!("{}{alike}", conflict(scenario, found, pattern, Some(cited)));
    }
    let mut named: Vec<String> = Vec::new();
    for place in &pattern.places {
        named.push(any_thing(scenario, found, place, Some(&mut *cited)));
    }
    format!("{}.{alike}", together(&named))
}

/// Why there is no deal: demands of which no deal meets one from each place.
#[must_use]
pub fn conflict(scenario: &Scenario, found: &Reasons, pattern: &Pattern, mut cited: Option<&mut Cited>) -> String {
    let named: Vec<String> =
        pattern.places.iter().map(|place| any_thing(scenario, found, place, cited.as_deref_mut())).collect();
    let (with_terms, all) = (with_terms(scenario), together(&named));
    if !scenario.agreement.needs_everyone() {
        let these = if named.len() == 1 { "this leaves" } else { "these leave" };
        return format!("Already {these} no deal{with_terms} acceptable to {}: {all}.", whom(scenario));
    }
    match named.len() {
        1 => format!("No deal{with_terms} can satisfy {all}."),
        2 => format!("No deal{with_terms} can satisfy both: {all}."),
        n => format!("No deal{with_terms} can satisfy all {}: {all}.", words(n)),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn and(things: &[String]) -> String {
    match things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Semicolons between, for there are commas within.
fn together(things: &[String]) -> String {
    match things.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}; and {last}", rest.join("; ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// What would open a deal: who gives up what, where there is a choice between what, and how many deals that opens.
#[must_use]
pub fn unlock(scenario: &Scenario, found: &Reasons, pattern: &Pattern, is_brief: bool) -> String {
    let opened = format!("{}{} would be agreed.", deals(&of(found, pattern)), with_terms(scenario));
    if is_brief && pattern.is_long() {
        let each = by_party(scenario, found, pattern).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        return format!("if {} were given up, {opened}", and(&each));
    }
    let mut given: Vec<(Vec<PartyId>, Vec<String>)> = Vec::new();
    let mut chosen = Vec::new();
    let mut singles: Vec<&Thing> = Vec::new();
    let gave_up = |holders: &[PartyId], titles: &[String]| {
        let names: Vec<String> = holders.iter().map(|id| party(scenario, *id)).collect();
        format!("{} gave up {}", and(&names), and(titles))
    };
    let said = |thing: &Thing| thing.first().and_then(|id| found.demands.find(*id)).map(|one| title(scenario, one));
    for place in &pattern.places {
        if let [one] = place.as_slice() {
            singles.push(one);
            continue;
        }
        let each = place.iter().filter_map(|thing| {
            Some(format!("{}{}", gave_up(&holders(found, thing), &[said(thing)?]), chance_with(found, pattern, thing)))
        });
        chosen.push(format!("either {}", each.collect::<Vec<_>>().join(" or ")));
    }
    singles.sort_unstable();
    for thing in singles {
        let Some(title) = said(thing) else { continue };
        let holders = holders(found, thing);
        match given.last_mut() {
            Some((known, titles)) if *known == holders => titles.push(title),
            _ => given.push((holders, vec![title])),
        }
    }
    let given = given.iter().map(|(holders, titles)| gave_up(holders, titles));
    let all: Vec<String> = given.chain(chosen).collect();
    format!("if {}, {opened}", listed(&all))
}

/// ` (0.80)` beside one of several things that may be given up, where the chance depends on which.
fn chance_with(found: &Reasons, pattern: &Pattern, thing: &Thing) -> String {
    let all = of(found, pattern);
    let shown = |unlocks: &[&&Unlock]| {
        let mut shown: Vec<String> = unlocks.iter().map(|one| probability(Some(one.chance))).collect();
        shown.dedup();
        shown
    };
    let with: Vec<&&Unlock> =
        all.iter().filter(|unlock| thing.iter().all(|demand| unlock.demands.contains(demand))).collect();
    let differ = shown(&all.iter().collect::<Vec<_>>()).len() > 1;
    match shown(&with).as_slice() {
        [only] if differ => format!(" ({only})"),
        _ => String::new(),
    }
}

fn of<'a>(found: &'a Reasons, pattern: &Pattern) -> Vec<&'a Unlock> {
    pattern.rows.iter().filter_map(|row| found.unlocks.get(*row)).collect()
}

/// `5 deals`, `12 to 24 deals`, `some deals`.
fn deals(unlocks: &[&Unlock]) -> String {
    let counts: Option<Vec<_>> = unlocks
        .iter()
        .map(|unlock| match &unlock.agreed {
            Count::Exact(count) => Some(count),
            Count::Samples(_) | Count::Unknown => None,
        })
        .collect();
    let Some((least, most)) = counts.and_then(|counts| Some((*counts.iter().min()?, *counts.iter().max()?))) else {
        return "some deals".to_owned();
    };
    let most_text = figure::whole(most);
    match (least == most, most_text.as_str()) {
        (true, "1") => "1 deal".to_owned(),
        (true, _) => format!("{most_text} deals"),
        (false, _) => format!("{} to {most_text} deals", figure::whole(least)),
    }
}

/// `chance 0.80: if …`, `chance 0.005 to 0.008: if …`.
#[must_use]
pub fn unlock_with_chance(scenario: &Scenario, found: &Reasons, pattern: &Pattern, is_brief: bool) -> String {
    let chances = of(found, pattern).into_iter().map(|unlock| unlock.chance);
    let (least, most) = chances.fold((f64::INFINITY, 0.0_f64), |(least, most), one| (least.min(one), most.max(one)));
    let [least, most] = [least, most].map(|chance| probability(Some(chance)));
    let chance = if least == most { most } else { format!("{least} to {most}") };
    format!("{CHANCE} {chance}: {}", unlock(scenario, found, pattern, is_brief))
}

/// What all of them have in common, said before them: parties in every conflict, lines in every unlock.
#[must_use]
pub fn in_all(scenario: &Scenario, found: &Reasons) -> Vec<String> {
    let mut lines = Vec::new();
    let parties = found.in_every_conflict();
    if !parties.is_empty() {
        let stand = if parties.len() == 1 { "stands" } else { "stand" };
        lines.push(format!("{} {stand} in every conflict.", names(scenario, &parties)));
    }
    let lines_of_all = found.in_every_unlock();
    let named = lines_of_all.iter().filter_map(|id| found.demands.find(*id));
    let named: Vec<String> =
        named.map(|demand| format!("{}'s {}", party(scenario, demand.party()), title(scenario, demand))).collect();
    if !named.is_empty() {
        lines.push(format!("Without giving up {} there is no deal.", and(&named)));
    }
    lines
}

/// How many of these one pattern stands for: `two conflicts in one`; nothing of a single one.
#[must_use]
pub fn n_alike(what: &str, pattern: &Pattern) -> Option<String> {
    (pattern.rows.len() > 1).then(|| format!("{} {what}s in one", words(pattern.rows.len())))
}

/// Instead of patterns that are not shown.
#[must_use]
pub fn more(what: &str, n_rows: usize, n_patterns: usize) -> String {
    let rows = if n_rows == 1 { what.to_owned() } else { format!("{what}s") };
    let forms = match n_patterns {
        n if n == n_rows => String::new(),
        1 => ", all in one group".to_owned(),
        n => format!(", in {} groups", figure::whole(&n)),
    };
    format!("and {} more {rows}{forms}: `--max N` or `--details` lists them", figure::whole(&n_rows))
}
