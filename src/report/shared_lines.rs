//! Lines that several parties hold, all holders at once: as rows for people and as JSON.

use crate::analysis::findings::{Acceptance, SharedLineFindings};
use crate::engine::ask::answer::Count;
use crate::report::figure::{count, probability};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::part::Part;
use crate::report::sentence::{names, shared_lines as words};
use crate::scenario::model::{RedLine, Scenario};
use serde_json::{Value as Json, json};

/// The part of `zopa run` on shared lines; without rows where there are none.
#[must_use]
pub fn part(scenario: &Scenario, found: &Acceptance) -> Part {
    let row = |one: &SharedLineFindings| {
        let title = line_of(scenario, one).map(|line| clean(&line.title)).unwrap_or_default();
        let chances = [one.any_if_dropped, one.any_if_fixed].map(probability);
        let mut cells = vec![
            format!("{title} ({})", names(scenario, &one.parties)),
            count(&one.only),
            count(&one.agreed_if_dropped),
        ];
        cells.extend(chances);
        cells
    };
    Part {
        heading: words::SHARED,
        legend: words::LEGEND,
        heads: words::COLUMNS.to_vec(),
        rows: found.shared_lines.iter().flatten().map(row).collect(),
        more: None,
    }
}

/// `shared_lines` of `run --format json`; null without any.
pub(crate) fn as_json(scenario: &Scenario, found: &Acceptance) -> Json {
    let Some(lines) = &found.shared_lines else { return Json::Null };
    let exact = |count: &Count| match count {
        Count::Exact(count) => Some(count.to_string()),
        Count::Samples(_) | Count::Unknown => None,
    };
    let one = |one: &SharedLineFindings| {
        let line = line_of(scenario, one);
        json!({
            "id": line.map(|line| &line.id),
            "title": line.map(|line| &line.title),
            "parties": naming::party_ids(scenario, &one.parties),
            "only": exact(&one.only),
            "agreed_if_dropped": exact(&one.agreed_if_dropped),
            "any_if_dropped": one.any_if_dropped,
            "any_if_fixed": one.any_if_fixed,
        })
    };
    lines.iter().map(one).collect::<Vec<_>>().into()
}

/// The line as its first holder has it.
fn line_of<'s>(scenario: &'s Scenario, found: &SharedLineFindings) -> Option<&'s RedLine> {
    let holder = scenario.parties.find(*found.parties.first()?)?;
    holder.red_lines.iter().find(|line| line.shared == Some(found.place))
}
