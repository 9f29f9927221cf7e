//! Conflicts and unlocks that are one in all but a line, told as one.
//!
//! `Russia, 'Russia is one of the guarantors'; and Ukraine, 'No guarantor at war with it', or European coalition, 'No Russian
//! guarantor'.` A source is cited in full where it comes first, and by its number from then on.

use crate::analysis::explanation::lists::{Reasons, Unlock};
use crate::engine::ask::answer::Count;
use crate::report::figure::{self, probability, words};
use crate::report::fold::Fold;
use crate::report::sentence::because::{CHANCE, brief, listed, party, title, with_terms};
use crate::report::sentence::{names, whom};
use crate::scenario::id::{DemandId, PartyId, SourceId};
use crate::scenario::model::{DemandName, Scenario};

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

/// One of these demands, by the parties that make them: `Ukraine, 'x', or European coalition, 'y'`. Without `cited` it is
/// not said what they rest on.
fn any_demand(scenario: &Scenario, found: &Reasons, demands: &[DemandId], mut cited: Option<&mut Cited>) -> String {
    let mut of_party: Vec<(PartyId, Vec<String>)> = Vec::new();
    for demand in demands.iter().filter_map(|id| found.demands.find(*id)) {
        let text = match cited.as_deref_mut() {
            Some(cited) => cited.founded(scenario, demand),
            None => title(scenario, demand),
        };
        match of_party.last_mut() {
            Some((party, texts)) if *party == demand.party() => texts.push(text),
            _ => of_party.push((demand.party(), vec![text])),
        }
    }
    let each: Vec<String> =
        of_party.iter().map(|(id, texts)| format!("{}, {}", party(scenario, *id), texts.join(" or "))).collect();
    each.join(", or ")
}

/// Why there is no deal: demands of which no deal meets one from each place.
#[must_use]
pub fn conflict(scenario: &Scenario, found: &Reasons, fold: &Fold<DemandId>, mut cited: Option<&mut Cited>) -> String {
    let named: Vec<String> =
        fold.places.iter().map(|place| any_demand(scenario, found, place, cited.as_deref_mut())).collect();
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
pub fn unlock(scenario: &Scenario, found: &Reasons, fold: &Fold<DemandId>) -> String {
    let mut given: Vec<(PartyId, Vec<String>)> = Vec::new();
    let mut chosen = Vec::new();
    let mut singles: Vec<DemandId> = Vec::new();
    for place in &fold.places {
        match place.as_slice() {
            [one] => singles.push(*one),
            several => {
                let each = several.iter().filter_map(|id| found.demands.find(*id));
                let each: Vec<String> = each
                    .map(|demand| format!("{} gave up {}", party(scenario, demand.party()), title(scenario, demand)))
                    .collect();
                chosen.push(format!("either {}", each.join(" or ")));
            }
        }
    }
    singles.sort_unstable();
    for demand in singles.iter().filter_map(|id| found.demands.find(*id)) {
        match given.last_mut() {
            Some((party, titles)) if *party == demand.party() => titles.push(title(scenario, demand)),
            _ => given.push((demand.party(), vec![title(scenario, demand)])),
        }
    }
    let given = given.iter().map(|(id, titles)| format!("{} gave up {}", party(scenario, *id), and(titles)));
    let all: Vec<String> = given.chain(chosen).collect();
    format!("if {}, {}{} would be agreed.", listed(&all), deals(&of(found, fold)), with_terms(scenario))
}

fn of<'a>(found: &'a Reasons, fold: &Fold<DemandId>) -> Vec<&'a Unlock> {
    fold.rows.iter().filter_map(|row| found.unlocks.get(*row)).collect()
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
pub fn unlock_with_chance(scenario: &Scenario, found: &Reasons, fold: &Fold<DemandId>) -> String {
    let chances = of(found, fold).into_iter().map(|unlock| unlock.chance);
    let (least, most) = chances.fold((f64::INFINITY, 0.0_f64), |(least, most), one| (least.min(one), most.max(one)));
    let [least, most] = [least, most].map(|chance| probability(Some(chance)));
    let chance = if least == most { most } else { format!("{least} to {most}") };
    format!("{CHANCE} {chance}: {}", unlock(scenario, found, fold))
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

/// How many of these one pattern stands for: `2 conflicts of this form`; nothing of a single one.
#[must_use]
pub fn n_alike(what: &str, fold: &Fold<DemandId>) -> Option<String> {
    (fold.rows.len() > 1).then(|| format!("{} {what}s in one", words(fold.rows.len())))
}

/// Instead of patterns that are not shown.
#[must_use]
pub fn more(what: &str, n_rows: usize, n_folds: usize) -> String {
    let rows = if n_rows == 1 { what.to_owned() } else { format!("{what}s") };
    let forms = if n_folds == n_rows { String::new() } else { format!(", in {} groups", figure::whole(&n_folds)) };
    format!("and {} more {rows}{forms}: `--max` or `--details` lists them", figure::whole(&n_rows))
}
