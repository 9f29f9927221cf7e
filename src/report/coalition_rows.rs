//! Who can agree with whom, as rows: the coalitions of `zopa run`, the sets of `zopa coalitions`.

use crate::analysis::coalition::sets::{SetFindings, SetsFindings};
use crate::analysis::findings::{Acceptance, CoalitionFindings};
use crate::engine::ask::answer::Count;
use crate::report::figure::{count, percent, probability};
use crate::report::naming;
use crate::report::part::Part;
use crate::report::sentence::{coalitions as words, names};
use crate::scenario::model::Scenario;
use serde_json::{Value as Json, json};

/// The part of `zopa run` on each list of `coalitions`; without rows where there is one list or none.
#[must_use]
pub fn lists(scenario: &Scenario, found: &Acceptance) -> Part {
    let lists = found.coalitions.as_deref().filter(|lists| lists.len() > 1).unwrap_or_default();
    let row = |one: &CoalitionFindings| {
        vec![
            names(scenario, &one.parties),
            count(&one.agreed),
            percent(one.share.value),
            probability(one.any_probability),
            probability(one.best_probability),
        ]
    };
    Part {
        heading: words::LISTS,
        legend: words::LISTS_LEGEND,
        heads: words::LIST_COLUMNS.to_vec(),
        rows: lists.iter().map(row).collect(),
        more: None,
    }
}

/// `coalitions` of `run --format json`; null without lists.
pub(crate) fn lists_json(scenario: &Scenario, found: &Acceptance) -> Json {
    let Some(lists) = &found.coalitions else { return Json::Null };
    let one = |one: &CoalitionFindings| {
        json!({
            "parties": naming::party_ids(scenario, &one.parties),
            "agreed": counted(&one.agreed),
            "share": one.share.value,
            "best_probability": one.best_probability,
            "any_probability": one.any_probability,
        })
    };
    lists.iter().map(one).collect::<Vec<_>>().into()
}

/// A count where every deal was counted.
pub(crate) fn counted(count: &Count) -> Option<String> {
    match count {
        Count::Exact(n) => Some(n.to_string()),
        Count::Samples(_) | Count::Unknown => None,
    }
}

/// The first so many sets as a table.
#[must_use]
pub fn sets(scenario: &Scenario, found: &SetsFindings, most: usize) -> Part {
    let row = |one: &SetFindings| {
        vec![
            names(scenario, &one.parties),
            count(&one.agreed),
            percent(one.share.value),
            probability(one.any_probability),
            words::DECIDES.get(usize::from(one.decides)).copied().unwrap_or_default().to_owned(),
        ]
    };
    let n_more = found.sets.len().saturating_sub(most);
    Part {
        heading: words::SETS,
        legend: words::SETS_LEGEND,
        heads: words::SET_COLUMNS.to_vec(),
        rows: found.sets.iter().take(most).map(row).collect(),
        more: (n_more > 0).then(|| words::more(n_more)),
    }
}
