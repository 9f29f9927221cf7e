//! What a scenario rests on: how many of its red lines were stated, drafted, reported, inferred, assumed; its sources.

use crate::report::layout::clean;
use crate::report::sentence;
use crate::scenario::id::Id;
use crate::scenario::model::{Basis, Scenario, Source};

/// How many red lines have each basis, strongest first.
#[must_use]
pub fn lines_by_basis(scenario: &Scenario) -> Vec<(Basis, usize)> {
    let lines = || scenario.parties.iter().flat_map(|party| &party.red_lines);
    Basis::ALL.into_iter().map(|basis| (basis, lines().filter(|line| line.basis == basis).count())).collect()
}

/// How many red lines name no source.
#[must_use]
pub fn lines_without_source(scenario: &Scenario) -> usize {
    scenario.parties.iter().flat_map(|party| &party.red_lines).filter(|line| line.sources.is_empty()).count()
}

/// What the demands rest on, in one sentence.
#[must_use]
pub fn summary(scenario: &Scenario) -> String {
    let n_reservations = scenario.parties.iter().filter(|party| party.reservation.is_some()).count();
    sentence::evidence(&lines_by_basis(scenario), lines_without_source(scenario), n_reservations)
}

/// Each source with how many red lines rest on it, in file order.
#[must_use]
pub fn sources(scenario: &Scenario) -> Vec<(&Source, usize)> {
    let rests_on = |place: usize| {
        let lines = scenario.parties.iter().flat_map(|party| &party.red_lines);
        lines.filter(|line| line.sources.iter().any(|source| source.place() == place)).count()
    };
    scenario.sources.enumerate().map(|(id, source)| (source, rests_on(id.place()))).collect()
}

/// A source in one line: its title, who and when, its kind.
#[must_use]
pub fn citation(source: &Source) -> String {
    let parts = [source.author.as_ref(), Some(&source.title), source.publisher.as_ref(), source.date.as_ref()];
    let parts: Vec<String> =
        parts.into_iter().flatten().map(|part| clean(part)).filter(|part| !part.is_empty()).collect();
    format!("{} ({})", parts.join(", "), source.kind.word())
}
