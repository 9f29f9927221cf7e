//! What is odd about the talks of a scenario, for `zopa check`.
#![expect(clippy::indexing_slicing, reason = "parties and deals are counted by the table")]

use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::Table;
use crate::engine::ask::effort::Effort;
use crate::scenario::error::Problem;
use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;
use crate::scenario::talk::{Protocol, Strategy, Talk};

/// Deals beyond which they are not looked at one by one.
const MOST_DEALS: usize = 1 << 16;

/// Everything odd about the talks of a scenario.
#[must_use]
pub fn odd_talks(scenario: &Scenario, effort: &Effort) -> Vec<Problem> {
    scenario.talks.iter().flat_map(|talk| odd(scenario, talk, effort)).collect()
}

fn odd(scenario: &Scenario, talk: &Talk, effort: &Effort) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut warn = |code, message: String, help: &str| {
        found.push(Problem::warning(code, talk.span.clone(), message).with_help(help));
    };
    let id = |party: PartyId| &scenario.parties[party].id;
    for (party, _) in &talk.strategies {
        if !may_sign(scenario, *party) {
            let message = format!("the talk `{}` gives `{}` a strategy, and it never acts", talk.id, id(*party));
            warn("never-acts", message, "only parties that sign take part: leave it out");
        }
    }
    for (party, _) in &talk.openings {
        let is_measured = !scenario.parties[*party].has_utility();
        let is_source = talk.protocol == Protocol::SingleText && talk.text.is_none();
        if !is_measured && !is_source {
            let message = format!("the opening of `{}` does nothing in the talk `{}`", id(*party), talk.id);
            warn("idle-opening", message, "a party with points measures deals by these: leave the opening out");
        }
    }
    let setting = Setting::new(scenario, talk);
    let stubborn = |strategy: &&Strategy| matches!(strategy, Strategy::Reciprocal | Strategy::Firm);
    if talk.protocol == Protocol::Alternating && setting.strategies.iter().filter(stubborn).count() >= 2 {
        let message =
            format!("in the talk `{}` two parties wait for each other: they only reciprocate or stay firm", talk.id);
        warn("nobody-moves", message, "give one of them a strategy that gives in with time");
    }
    if scenario.n_deals().bits() > 24 {
        return found;
    }
    let Ok(table) = Table::new(scenario, &setting, effort) else { return found };
    if table.is_empty() || table.len() > MOST_DEALS {
        return found;
    }
    let mut warn = |code, message: String, help: &str| {
        found.push(Problem::warning(code, talk.span.clone(), message).with_help(help));
    };
    for (signer, party) in setting.signers.iter().enumerate() {
        let is_open = table.worlds.iter().all(|world| {
            let is_free = world.classes[signer].iter().all(|class| class.lines.is_empty() && !class.below);
            let worth = &world.worth[signer];
            let same = worth.iter().all(|one| (one - worth[0]).abs() <= 1e-12);
            is_free && (same || talk.protocol == Protocol::SingleText)
        });
        if is_open {
            let message = format!("in the talk `{}` the party `{}` accepts every deal", talk.id, id(*party));
            warn("accepts-everything", message, "it has no line that a deal crosses and nothing that it prefers");
        }
        if setting.strategies[signer] == Strategy::Micro && talk.protocol == Protocol::Alternating {
            let mut worth = table.worlds[0].worth[signer].clone();
            worth.sort_by(f64::total_cmp);
            worth.dedup_by(|one, other| (*one - *other).abs() <= 1e-9);
            if worth.len() * 2 < table.len() {
                let message = format!(
                    "in the talk `{}` the party `{}` plays micro and tells {} worths of {} deals apart",
                    talk.id,
                    id(*party),
                    worth.len(),
                    table.len()
                );
                warn("coarse-worth", message, "of deals that are worth the same it offers one after the other");
            }
        }
        if let Some(terms) = &setting.openings[signer]
            && let Some(line) = fixed_line(&table, signer, terms)
        {
            let message = format!(
                "the opening of `{}` in the talk `{}` crosses its own line `{}`, which it never gives up",
                id(*party),
                talk.id,
                scenario.demand_text(&table.lines[line].name)
            );
            warn("opening-crosses", message, "open with another proposal, or give the line another firmness");
        }
    }
    found
}

/// Whether a party signs, or does so under a variant.
fn may_sign(scenario: &Scenario, party: PartyId) -> bool {
    let by_variant = |changes: &crate::scenario::model::Changes| {
        changes.signs.contains(&(party, true)) || changes.coalition.as_ref().is_some_and(|list| list.contains(&party))
    };
    scenario.parties[party].signs || scenario.variants.iter().any(|variant| by_variant(&variant.changes))
}

/// A line of the party that is never given up and that every completion of the terms crosses.
fn fixed_line(table: &Table, signer: usize, terms: &crate::scenario::model::Terms) -> Option<usize> {
    let world = &table.worlds[0];
    let mut common: Option<Vec<usize>> = None;
    for deal in (0..table.len()).filter(|deal| table.differing(terms, *deal) == 0) {
        let lines = &world.classes[signer][table.class(world, signer, deal)].lines;
        let fixed = lines.iter().copied().filter(|line| world.firmness[*line] >= 1.0);
        common = Some(match common {
            None => fixed.collect(),
            Some(common) => fixed.filter(|line| common.contains(line)).collect(),
        });
    }
    common?.first().copied()
}
