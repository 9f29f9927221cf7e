//! How often talks end in a proposal: in a deal that has all of its terms.

use crate::analysis::comparison::Draft;
use crate::analysis::talk::findings::{Asked, Reach, TalkFindings, talks};
use crate::engine::ask::answer::AnswerKind;
use crate::engine::ask::effort::Effort;
use crate::scenario::model::{Deal, Scenario, Terms};

/// Talks of each kind that are played for a comparison.
pub const TALKS: u64 = 10_000;
/// More deals than this are not looked at beside a comparison.
const MOST_DEALS: u32 = 1 << 22;

/// What the talks of one kind end in.
#[derive(Clone, PartialEq, Debug)]
pub struct Endings {
    /// The place of the talk in the file.
    pub talk: usize,
    /// How many were played.
    pub talks: u64,
    /// How many reach a deal.
    pub reached: u64,
    /// How often, and when.
    pub reach: Reach,
    /// How many end in each draft.
    pub of_draft: Vec<u64>,
}

/// What the talks of the file end in; those that cannot be played here are left out.
#[must_use]
pub fn endings(scenario: &Scenario, drafts: &[Draft], effort: &Effort) -> Vec<Endings> {
    if scenario.n_deals() > MOST_DEALS.into() {
        return Vec::new();
    }
    let asked = Asked { talks: Some(TALKS), ..Asked::default() };
    let one = |(talk, given): (usize, &crate::scenario::talk::Talk)| {
        let found = talks(scenario, given, &asked, effort).ok()?;
        // What was cut short says nothing of all.
        let is_whole = found.tally.talks == TALKS || found.provenance.kind == AnswerKind::Exact;
        is_whole.then(|| of_drafts(talk, &found, drafts))
    };
    scenario.talks.iter().enumerate().filter_map(one).collect()
}

fn of_drafts(talk: usize, found: &TalkFindings, drafts: &[Draft]) -> Endings {
    let count =
        |draft: &Draft| found.deals.iter().filter(|one| has(&one.deal, &draft.terms)).map(|one| one.count).sum();
    Endings {
        talk,
        talks: found.tally.talks,
        reached: found.tally.reached(),
        reach: found.reach(),
        of_draft: drafts.iter().map(count).collect(),
    }
}

/// Whether a deal has all of these terms.
fn has(deal: &Deal, terms: &Terms) -> bool {
    terms.iter().zip(deal.iter()).all(|(term, value)| term.is_none_or(|term| term == *value))
}
