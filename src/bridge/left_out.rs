//! What of a scenario a kind of file has no place for: each thing is named, with its place.

use crate::bridge::gathered::Gathered;
use crate::bridge::origin::is_own;
use crate::scenario::model::{Issue, IssueKind, Party, Scenario};

/// What a kind of file carries besides issues, parties and points.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carries {
    /// Red lines (those that it cannot say are named by itself).
    pub(crate) lines: bool,
    /// Drafts.
    pub(crate) drafts: bool,
    /// What parties need at least.
    pub(crate) reservations: bool,
    /// Titles of the scenario and of issues and options as people read them.
    pub(crate) summary: bool,
    /// Where things come from.
    pub(crate) sources: bool,
    /// Terms that are fixed from outside, and impossible rules.
    pub(crate) coherence: bool,
}

/// Names what is left out.
pub(crate) fn name(scenario: &Scenario, carries: Carries, gathered: &mut Gathered) {
    if scenario.summary.is_some() && !carries.summary {
        gathered.lost(&(0..0), "the summary");
    }
    if scenario.note.is_some() {
        gathered.lost(&(0..0), "the note on the whole");
    }
    if let Some(day) = scenario.as_of {
        gathered.lost(&(0..0), format!("the day of the positions, {day}"));
    }
    if !carries.sources {
        for source in scenario.sources.iter().filter(|source| !is_own(source)) {
            gathered.lost(&source.span, format!("the source `{}`", source.id));
        }
    }
    for issue in &scenario.issues {
        of_issue(issue, gathered);
    }
    for assumption in &scenario.assumptions.list {
        let id = &assumption.topic.id;
        gathered.lost(&assumption.topic.span, format!("the assumption `{id}`, and every rule and bonus that tests it"));
    }
    if !carries.coherence {
        for rule in &scenario.impossible {
            gathered.lost(&rule.span, format!("the impossible rule `{}`", rule.id));
        }
        for (id, _) in scenario.fix.enumerate().filter(|(_, term)| term.is_some()) {
            let issue = &scenario.issues[id];
            gathered.lost(&issue.span, format!("that `{}` is fixed", issue.id));
        }
    }
    for party in &scenario.parties {
        of_party(party, carries, gathered);
    }
    if !scenario.agreement.needs_everyone() {
        gathered.lost(&scenario.agreement.span, "who must accept: here everybody has to");
    }
    if !carries.drafts {
        for proposal in &scenario.proposals {
            gathered.lost(&proposal.span, format!("the proposal `{}`", proposal.id));
        }
    }
    for variant in &scenario.variants {
        gathered.lost(&variant.span, format!("the variant `{}`", variant.id));
    }
    for expect in &scenario.expects {
        gathered.lost(&expect.span, format!("the expectation `{}`", expect.id));
    }
    for sweep in &scenario.sweeps {
        gathered.lost(&sweep.span, format!("the sweep `{}`", sweep.id));
    }
}

fn of_issue(issue: &Issue, gathered: &mut Gathered) {
    let id = &issue.id;
    if let Some(unit) = &issue.unit {
        gathered.lost(&issue.span, format!("the unit of `{id}`, {unit}"));
    }
    if issue.note.is_some() {
        gathered.lost(&issue.span, format!("the note on `{id}`"));
    }
    if let IssueKind::Choice { ordered: true, .. } = issue.kind {
        gathered.lost(&issue.span, format!("that the options of `{id}` are ordered"));
    }
}

fn of_party(party: &Party, carries: Carries, gathered: &mut Gathered) {
    let id = &party.id;
    if !party.signs {
        gathered.lost(&party.span, format!("that `{id}` does not sign"));
    }
    #[expect(clippy::float_cmp, reason = "the weight that nobody gave")]
    let is_usual = party.weight == 1.0;
    if !is_usual {
        gathered.lost(&party.span, format!("the weight of `{id}`, {}", party.weight));
    }
    if let Some(reservation) = party.reservation.filter(|_| !carries.reservations) {
        gathered.lost(&party.span, format!("the reservation of `{id}`, {reservation} points"));
    }
    if party.note.is_some() {
        gathered.lost(&party.span, format!("the note on `{id}`"));
    }
    for bonus in &party.bonuses {
        gathered.lost(&bonus.span, format!("the bonus `{id}.{}`", bonus.id));
    }
    if !carries.lines {
        for line in &party.red_lines {
            gathered.lost(&line.span, format!("the red line `{id}.{}`", line.id));
        }
    }
}
