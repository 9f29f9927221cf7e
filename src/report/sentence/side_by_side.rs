//! The English sentences of `zopa compare`.
//!
//! `One of the three proposals could be accepted by all three parties as coded, and one more in some of its completions.`

use crate::analysis::comparison::{Accepts, Comparison, Near, ProposalFindings};
use crate::engine::ask::answer::AnswerKind;
use crate::report::figure::{capital, probability, whole, words};
use crate::report::fold::{Fold, rows};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::sentence::whom;
use crate::scenario::id::IssueId;
use crate::scenario::model::{Deal, Issue, IssueKind, RedLine, Scenario, Terms, Value};
use num_bigint::BigUint;

/// The heading of the proposals and parties.
pub const STANDING: &str = "Who accepts which proposal";
/// The heading of the issues in which the proposals differ.
pub const DIFFERENCES: &str = "Where they differ";
/// What stands there where they do not.
pub const NO_DIFFERENCES: &str = "In no issue.";
/// The heads of the columns beside the parties'.
pub const PROPOSAL_COLUMN: &str = "proposal";
/// The head of the column of agreed completions.
pub const AGREED_COLUMN: &str = "agreed";
/// The head of the column of probabilities.
pub const PROBABILITY_COLUMN: &str = "prob.";
/// The head of the column of distances.
pub const CHANGES_COLUMN: &str = "changes";
/// The heads of the table of one proposal.
pub const PARTY_COLUMNS: [&str; 5] = ["party", "accepts", "probability", "points", "crosses in every completion"];
/// What the matrix says.
pub const STANDING_LEGEND: &str = "Agreed: completions that are agreed, of all. Under a party: yes where it accepts \
    every completion, some, or no with the number of its demands that each of them crosses, every line held. Prob.: the \
    probability of the most probable completion, lines held as firmly as coded.";
/// Of a party that accepts every completion.
pub const ACCEPTED: &str = "yes";

/// What `changes` counts.
#[must_use]
pub fn changes_legend(found: &Comparison) -> &'static str {
    if found.proposals.iter().any(|one| one.nearest.is_some()) {
        "Changes: how many terms the nearest agreed deal changes."
    } else if found.proposals.iter().any(|one| one.nearest_likely.is_some()) {
        "Changes: how many terms the nearest of the most probable deals changes, since no deal is agreed."
    } else {
        "Changes: how many terms the nearest agreed deal changes; there is none, or it is not known."
    }
}

/// The first sentence: how many proposals could be agreed.
#[must_use]
pub fn headline(scenario: &Scenario, found: &Comparison) -> String {
    let n_all = found.proposals.len();
    let known: Vec<(&BigUint, &BigUint)> =
        found.proposals.iter().filter_map(|one| Some((one.agreed.as_ref()?, one.completions.as_ref()?))).collect();
    if known.is_empty() {
        return "Undecided: nothing can be said yet.".to_owned();
    }
    let n_whole = known.iter().filter(|(agreed, all)| **agreed != BigUint::ZERO && agreed == all).count();
    let n_part = known.iter().filter(|(agreed, all)| **agreed != BigUint::ZERO && agreed < all).count();
    let whom = whom(scenario);
    let unknown = match n_all - known.len() {
        0 => String::new(),
        n => format!(" Of {} more nothing is known.", words(n)),
    };
    let of = if n_all == 1 { "The proposal".to_owned() } else { format!("the {} proposals", words(n_all)) };
    let sentence = match (n_whole, n_part) {
        (0, 0) if n_all == 1 => format!("{of} has no completion that is acceptable to {whom} as coded."),
        (0, 0) => format!("None of {of} is acceptable to {whom} as coded, however it is completed."),
        (1, 0) if n_all == 1 => format!("{of} could be accepted by {whom} as coded."),
        (0, 1) if n_all == 1 => format!("{of} could be accepted by {whom} as coded in some of its completions."),
        (n, 0) => format!("{} of {of} could be accepted by {whom} as coded.", capital(&words(n))),
        (0, n) => {
            format!("{} of {of} could be accepted by {whom} as coded in some of its completions.", capital(&words(n)))
        }
        (n, more) => format!(
            "{} of {of} could be accepted by {whom} as coded, and {} more in some of its completions.",
            capital(&words(n)),
            words(more)
        ),
    };
    sentence + &unknown
}

/// What follows the headline: that no deal at all is agreed, and how the figures were had.
#[must_use]
pub fn context(found: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(likely) = found.proposals.iter().find_map(|one| one.nearest_likely.as_ref()) {
        let odds = probability(likely.probability);
        lines.push(format!(
            "No deal is agreed at all, so the nearest deals shown are the most probable ones (probability {odds} each)."
        ));
    }
    match (found.provenance.kind, &found.provenance.why) {
        (AnswerKind::Exact, Some(why)) => lines.push(format!("Exact, but: {}.", clean(why))),
        (AnswerKind::Estimate | AnswerKind::Undecided, Some(why)) => lines.push(format!("Why: {}.", clean(why))),
        (_, None) => {}
    }
    lines
}

/// What a party's cell of the matrix says: `yes`, `some`, `no 2`.
#[must_use]
pub fn cell(accepts: Option<Accepts>, n_crossed: usize) -> String {
    match accepts {
        None => crate::report::figure::NONE.to_owned(),
        Some(Accepts::All) => ACCEPTED.to_owned(),
        Some(Accepts::Some) => "some".to_owned(),
        Some(Accepts::None) if n_crossed == 0 => "no".to_owned(),
        Some(Accepts::None) => format!("no {n_crossed}"),
    }
}

/// How many deals can be made of a proposal: `3 completions, 1 of them agreed`.
#[must_use]
pub fn completions(found: &ProposalFindings) -> String {
    let Some(n) = &found.completions else { return "how it can be completed is not known".to_owned() };
    let none = BigUint::ZERO;
    let agreed = found.agreed.as_ref().unwrap_or(&none);
    match (is_one(n), *agreed == none) {
        _ if *n == none => "no completion".to_owned(),
        (true, false) => "1 completion, which is agreed".to_owned(),
        (true, true) => "1 completion, which is not agreed".to_owned(),
        (false, true) => format!("{} completions, none of them agreed", whole(n)),
        (false, false) if agreed == n => format!("{} completions, all of them agreed", whole(n)),
        (false, false) => format!("{} completions, {} of them agreed", whole(n), whole(agreed)),
    }
}

fn is_one(n: &BigUint) -> bool {
    *n == BigUint::from(1_u32)
}

/// The probability of the best completion.
#[must_use]
pub fn best_probability(found: &ProposalFindings) -> Option<String> {
    let known = found.probability?;
    let of = if found.completions.as_ref().is_some_and(is_one) { "" } else { " of the most probable one" };
    Some(format!("probability{of} {}", probability(Some(known))))
}

/// Why a proposal has no completion.
#[must_use]
pub fn contradictions(scenario: &Scenario, found: &ProposalFindings) -> Vec<String> {
    let issue = |id: &IssueId| scenario.issues.find(*id).map(|issue| clean(&issue.title)).unwrap_or_default();
    let rules = found.impossible.iter().filter_map(|id| scenario.impossible.find(*id));
    let mut all: Vec<String> = rules.map(|rule| format!("{} (impossible.{})", clean(&rule.title), rule.id)).collect();
    all.extend(found.sizes.iter().map(|id| format!("{}: not that many can be chosen", issue(id))));
    all.extend(found.unfixed.iter().map(|id| format!("{}: fixed at another term", issue(id))));
    if all.is_empty() && found.completions == Some(BigUint::ZERO) {
        all.push("no single rule is always crossed, but every completion crosses one".to_owned());
    }
    all
}

/// Before the reasons for which a proposal has no completion.
pub const CONTRADICTS: &str = "contradicts:";
/// Before the open issues.
pub const OPEN: &str = "open:";

/// Where a line's evidence is: `firmness 0.90, reported: nyt_2025_08_20`.
#[must_use]
pub fn founded(scenario: &Scenario, line: &RedLine) -> String {
    let sources = source_ids(scenario, line);
    let basis = line.basis.word();
    let from = if sources.is_empty() { basis.to_owned() } else { format!("{basis}: {}", sources.join(", ")) };
    format!("firmness {}, {from}", probability(Some(line.firmness.midpoint())))
}

/// The ids of a line's sources.
#[must_use]
pub fn source_ids(scenario: &Scenario, line: &RedLine) -> Vec<String> {
    line.sources.iter().filter_map(|id| Some(scenario.sources.find(*id)?.id.clone())).collect()
}

/// Words in quotation marks.
#[must_use]
pub fn quoted(quote: &str) -> String {
    format!("\u{201c}{}\u{201d}", clean(quote))
}

/// What the nearest deals are: `Nearest agreed deals: 4, by 2 changes`.
#[must_use]
pub fn near(near: &Near, is_agreed: bool) -> String {
    let kind = if is_agreed { "agreed" } else { "most probable" };
    let changes = match near.distance {
        0 => "with no change".to_owned(),
        1 => "by 1 change".to_owned(),
        n => format!("by {n} changes"),
    };
    let odds = near.probability.map_or_else(String::new, |odds| format!(", probability {}", probability(Some(odds))));
    match near.count {
        1 => format!("The nearest {kind} deal, {changes}{odds}"),
        n => format!("The nearest {} {kind} deals, {changes}{odds}", whole(&n)),
    }
}

/// Instead of deals that are not listed.
#[must_use]
pub fn more_deals(n_deals: u64) -> String {
    format!("and {} more: `--top` lists them", whole(&n_deals))
}

/// Instead of changes, where there are none.
pub const NO_CHANGE: &str = "its own terms";

/// One change: `Jobs kept for the town: None → Half of them`; of members those that come and go: `+ China, − Russia`.
#[must_use]
pub fn change(scenario: &Scenario, terms: &Terms, deal: &Deal, id: IssueId) -> String {
    let Some(issue) = scenario.issues.find(id) else { return String::new() };
    changed_to(issue, terms.find(id).copied().flatten(), deal.find(id).copied())
}

fn changed_to(issue: &Issue, from: Option<Value>, to: Option<Value>) -> String {
    let title = |value| clean(&naming::value_title(issue, value));
    let changed = match (&issue.kind, from, to) {
        (IssueKind::Members { members, .. }, Some(Value(from)), Some(Value(to))) => {
            let moved = members.iter().enumerate().filter_map(|(place, member)| {
                let sign = match (from >> place & 1, to >> place & 1) {
                    (0, 1) => "+",
                    (1, 0) => "−",
                    _ => return None,
                };
                Some(format!("{sign} {}", clean(&member.title)))
            });
            moved.collect::<Vec<_>>().join(", ")
        }
        _ => format!("{} → {}", from.map(title).unwrap_or_default(), to.map(title).unwrap_or_default()),
    };
    format!("{}: {changed}", clean(&issue.title))
}

/// Near deals that are told as one: what they change, and the terms with which they settle what was open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moves {
    /// `Price: 500 → 800 or more`.
    pub changes: Vec<String>,
    /// `Fund for the coast: 30 million`.
    pub settled: Vec<String>,
}

/// The near deals by what they share, with all that stands where they vary: one of each kind first, a kind being the
/// issues that change.
#[must_use]
pub fn moves(scenario: &Scenario, terms: &Terms, open: &[IssueId], near: &Near) -> Vec<Moves> {
    let mut kinds: Vec<(&Vec<IssueId>, Vec<Vec<u32>>)> = Vec::new();
    for (deal, changed) in &near.deals {
        let row: Vec<u32> = changed.iter().chain(open).filter_map(|id| Some(deal.find(*id)?.0)).collect();
        match kinds.iter_mut().find(|(known, _)| *known == changed) {
            Some((_, rows)) if rows.contains(&row) => {}
            Some((_, rows)) => rows.push(row),
            None => kinds.push((changed, vec![row])),
        }
    }
    let folded: Vec<(&Vec<IssueId>, Vec<Fold<u32>>)> =
        kinds.into_iter().map(|(changed, deals)| (changed, rows(&deals))).collect();
    let said = |changed: &[IssueId], fold: &Fold<u32>| {
        let (of_changes, of_open) = fold.places.split_at(changed.len().min(fold.places.len()));
        let changes = changed.iter().zip(of_changes).map(|(id, values)| change_to_any(scenario, terms, *id, values));
        let settled = open.iter().zip(of_open).filter_map(|(id, values)| {
            let issue = scenario.issues.find(*id)?;
            Some(format!("{}: {}", clean(&issue.title), any_value(issue, values)))
        });
        Moves { changes: changes.collect(), settled: settled.collect() }
    };
    let most = folded.iter().map(|(_, folds)| folds.len()).max().unwrap_or(0);
    let round = |at: usize| folded.iter().filter_map(move |(changed, folds)| Some((*changed, folds.get(at)?)));
    (0..most).flat_map(round).map(|(changed, fold)| said(changed, fold)).collect()
}

fn any_value(issue: &Issue, values: &[u32]) -> String {
    naming::values_title(issue, values).unwrap_or_else(|| "any value".to_owned())
}

/// One change to any of several values: `Price: 500 → 800 or more`.
fn change_to_any(scenario: &Scenario, terms: &Terms, id: IssueId, values: &[u32]) -> String {
    let Some(issue) = scenario.issues.find(id) else { return String::new() };
    let from = terms.find(id).copied().flatten();
    if let [only] = values {
        return changed_to(issue, from, Some(Value(*only)));
    }
    let before = from.map(|value| clean(&naming::value_title(issue, value))).unwrap_or_default();
    format!("{}: {before} → {}", clean(&issue.title), any_value(issue, values))
}

/// Before the terms of a near deal that the proposal leaves open.
pub const WITH: &str = "with";

/// The terms of a near deal that the proposal leaves open: `Fund for the coast: 30 million`.
#[must_use]
pub fn settled(scenario: &Scenario, open: &[IssueId], deal: &Deal) -> Vec<String> {
    let term = |id: &IssueId| {
        let (issue, value) = (scenario.issues.find(*id)?, deal.find(*id)?);
        Some(format!("{}: {}", clean(&issue.title), clean(&naming::value_title(issue, *value))))
    };
    open.iter().filter_map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::{Draft, compare};
    use crate::engine::ask::effort::Effort;
    use crate::report::fixture;
    use crate::scenario::id::Id;

    #[test]
    fn the_headline_counts_what_could_be_agreed_whole_and_in_part() {
        let scenario = fixture::guarantees();
        let terms = |text: &str| {
            let mut terms = scenario.open_terms();
            for (id, value) in scenario.parse_terms(text).unwrap() {
                terms[id] = Some(value);
            }
            terms
        };
        let draft = |text: &str| Draft { id: text.to_owned(), title: text.to_owned(), terms: terms(text) };
        let said = |texts: &[&str]| {
            let drafts = texts.iter().map(|text| draft(text)).collect();
            headline(&scenario, &compare(&scenario, drafts, &Effort::default()))
        };
        // The two parties' lines on the guarantors exclude each other.
        let never = "None of the two proposals is acceptable to both parties as coded, however it is completed.";
        assert_eq!(said(&["troops=none", "troops=western"]), never);
        let one = "The proposal has no completion that is acceptable to both parties as coded.";
        assert_eq!(said(&["troops=none"]), one);
    }

    #[test]
    fn of_members_a_change_names_those_that_come_and_go() {
        let scenario = fixture::guarantees();
        let terms: Terms = [Some(Value(0)), None, Some(Value(0b101)), None].into_iter().collect();
        let deal: Deal = [Value(1), Value(0), Value(0b011), Value(0)].into_iter().collect();
        let said = |place| change(&scenario, &terms, &deal, IssueId::from_place(place));
        assert_eq!(said(0), "Foreign troops: None → Trainers only");
        assert_eq!(said(2), "Guarantor states: + United Kingdom, − Russia");
        let open = [IssueId::from_place(1), IssueId::from_place(3)];
        let with = ["Peacetime army: 100,000", "NATO membership ruled out: no"];
        assert_eq!(settled(&scenario, &open, &deal), with);
    }
}
