//! What a living page carries: the census of the deals, and what is needed to count it again.
//!
//! The runs of the census are written as numbers of six bits a letter (base64's letters; five bits of the number, lowest
//! first, and one that says whether more follow): for each run how many deals are skipped since the last one, the number
//! of its set, and its length less one. The 13,824 deals of `scenarios/ukraine_security_guarantees.toml` take some 20 kB.

use crate::engine::tile::census::Census;
use crate::explorer::scene::Scene;
use crate::explorer::seal::LETTERS;
use crate::report::context::RunContext;
use crate::report::{naming, next};
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::demand::DemandSet;
use crate::scenario::id::Id;
use crate::scenario::model::{IssueKind, Scenario, Value};
use serde_json::{Value as Json, json};

/// A table larger than this leaves the page static.
pub const MOST_BYTES: usize = 2_000_000;
/// More deals than this are not recounted in a page.
pub const MOST_DEALS: u64 = 4_000_000;
/// More runs than this would pass [`MOST_BYTES`].
pub const MOST_RUNS: usize = MOST_BYTES / 3;
/// How many counts (a set for each value and proposal) a page keeps at most.
const MOST_CELLS: usize = 8_000_000;
/// An issue of more values than this is shown in runs and stays as it is.
pub const MOST_ROWS: u32 = 400;

/// The data of a living page; none if the page has to be static.
#[must_use]
pub fn data(
    scenario: &Scenario,
    census: &Census,
    context: &RunContext,
    (scene, forms): (&Scene, &Json),
) -> Option<Json> {
    let rows: u64 = scenario.issues.iter().map(|issue| u64::from(issue.n_rows())).sum();
    let rows = usize::try_from(rows).ok()? + scenario.proposals.len() + 1;
    let rule = rule(scenario)?;
    let table = packed(census);
    if rows.checked_mul(census.sets.len().max(1))? > MOST_CELLS {
        return None;
    }
    let domains = census.lowered.formulas.domains();
    let variables = census.lowered.variables.iter().zip(domains).map(|(variable, domain)| {
        json!({ "issue": variable.issue.place(), "member": variable.member, "first": domain.first, "n": domain.len() })
    });
    let demands = census.lowered.demands.enumerate().map(|(id, demand)| {
        let line = scenario.red_line(demand);
        let firmness = line.map(|line| line.firmness.midpoint());
        // How likely it gives way in each world, where that differs.
        let by = line.filter(|line| line.firmness_by.is_some()).map(|_| {
            let gives_way = census.lowered.worlds.iter().map(|world| world.gives_way.find(id).copied());
            gives_way.map(Option::unwrap_or_default).collect::<Vec<f64>>()
        });
        let (who, what) = (naming::party_name(scenario, demand.party()), naming::demand_title(scenario, demand));
        let topics: Vec<usize> = scene.topics.find(id).into_iter().flatten().map(|issue| issue.place()).collect();
        let mut json = json!({
            "name": scenario.demand_text(demand), "who": who, "what": what, "party": demand.party().place(), "firmness": firmness, "topics": topics
        });
        if let (Json::Object(json), Some(by)) = (&mut json, by) {
            json.insert("by".to_owned(), by.into());
        }
        json
    });
    let in_world = |set: &DemandSet| set.iter().map(Id::place).collect::<Vec<_>>();
    let sets = census.sets.iter().map(|worlds| worlds.iter().map(in_world).collect::<Vec<_>>());
    let issues = scenario.issues.iter().map(|issue| {
        let is_members = matches!(issue.kind, IssueKind::Members { .. });
        let n_values = if is_members { issue.n_rows() } else { issue.n_values() };
        let flag = |row: u32| naming::value_flag(issue, if is_members { Value(1 << row) } else { Value(row) });
        let values: Vec<String> = if n_values > MOST_ROWS { Vec::new() } else { (0..n_values).map(flag).collect() };
        // Of an order the rows that each value counts in, one a place; of other issues a value is its own row.
        let counts_in = |value: u32| (0..issue.n_rows()).filter(|row| issue.has_row(Value(value), *row)).collect();
        let kind = match issue.kind {
            IssueKind::Choice { .. } => "choice",
            IssueKind::Range(_) => "range",
            IssueKind::Members { .. } => "members",
            IssueKind::Order { .. } => "order",
            IssueKind::YesNo => "yes_no",
        };
        let mut json =
            json!({ "id": issue.id, "kind": kind, "members": is_members, "rows": issue.n_rows(), "values": values });
        if let (Json::Object(json), IssueKind::Order { .. }) = (&mut json, &issue.kind) {
            let orders: Vec<Vec<u32>> = (0..n_values).map(counts_in).collect();
            json.insert("orders".to_owned(), orders.into());
        }
        // Of many values no row names each; a value of a range is named by its number.
        if let (Json::Object(json), IssueKind::Range(range), true) = (&mut json, &issue.kind, n_values > MOST_ROWS) {
            let two = [0, 1].map(|row| naming::decimal(range.value(row)).replace(',', ""));
            json.insert("number".to_owned(), json!({ "values": two, "unit": issue.unit }));
        }
        json
    });
    let proposals = scenario
        .proposals
        .iter()
        .map(|proposal| proposal.terms.iter().map(|term| term.map(|value| value.0)).collect::<Vec<_>>());
    let firmness = context.firmness.iter().map(|(line, firmness)| json!([line, firmness.midpoint()]));
    let unsoftened = RunContext { firmness: Vec::new(), ..context.clone() };
    // The name alone: a page that is sent says nothing of the folders of whoever wrote it.
    let file = &context.file;
    let rows = scene.rows.iter().map(|row| {
        let cells: Vec<[u32; 2]> = row.cells.iter().map(|cell| [cell.rows.0, cell.rows.1]).collect();
        json!({ "issue": row.issue.place(), "cells": cells })
    });
    let signs = scenario.parties.iter().map(|party| party.signs).collect::<Vec<_>>();
    let data = json!({
        "scene": rows.collect::<Vec<_>>(),
        "signs": signs,
        "folded": scene.folded.iter().map(|issue| issue.place()).collect::<Vec<_>>(),
        "command": format!("zopa run {}{}", next::quoted(file), next::flags(scenario, &unsoftened)),
        "firmness": firmness.collect::<Vec<_>>(),
        "deals": census.deals,
        "variables": variables.collect::<Vec<_>>(),
        "demands": demands.collect::<Vec<_>>(),
        "parties": scenario.parties.len(),
        "rule": rule,
        "worlds": census.lowered.worlds.iter().map(|world| world.probability).collect::<Vec<_>>(),
        "issues": issues.collect::<Vec<_>>(),
        "proposals": proposals.collect::<Vec<_>>(),
        "sets": sets.collect::<Vec<_>>(),
        "table": table,
        "words": forms,
    });
    (data.to_string().len() <= MOST_BYTES).then_some(data)
}

/// The runs of a census as text.
#[must_use]
pub fn packed(census: &Census) -> String {
    let mut text = String::new();
    let mut end = 0;
    for run in &census.runs {
        for number in [run.first - end, run.set as u64, run.n - 1] {
            push(&mut text, number);
        }
        end = run.first + run.n;
    }
    text
}

fn push(text: &mut String, number: u64) {
    let mut rest = number;
    loop {
        let more = if rest > 31 { 32 } else { 0 };
        let letter = LETTERS.get((rest & 31 | more) as usize).copied().unwrap_or(b'A');
        text.push(char::from(letter));
        rest >>= 5;
        if rest == 0 {
            return;
        }
    }
}

/// The agreement rule as decisions `[party, where yes leads, where no leads]`: −1 is agreed, −2 is not, others are
/// decisions by place. None if the rule has no graph.
fn rule(scenario: &Scenario) -> Option<Json> {
    let place = |next: &Next| match next {
        Next::Agreed => -1,
        Next::Failed => -2,
        Next::Node(at) => i64::try_from(*at).unwrap_or(-2),
    };
    match AgreementRule::new(scenario) {
        AgreementRule::Everyone(parties) => {
            // The last one asked stands first.
            let mut nodes: Vec<Json> = Vec::new();
            for party in parties.iter().rev() {
                let yes = i64::try_from(nodes.len()).unwrap_or(0) - 1;
                nodes.push(json!([party.place(), yes, -2]));
            }
            let root = i64::try_from(nodes.len()).unwrap_or(0) - 1;
            Some(json!({ "nodes": nodes, "root": root }))
        }
        AgreementRule::Graph { nodes, root } => {
            let nodes: Vec<Json> =
                nodes.iter().map(|node| json!([node.party.place(), place(&node.yes), place(&node.no)])).collect();
            Some(json!({ "nodes": nodes, "root": place(&root) }))
        }
        AgreementRule::Direct => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::effort::Effort;
    use crate::engine::tile::census::{Run, census};

    fn blank() -> Scene {
        let (rows, folded, gaps, topics) = Default::default();
        Scene { rows, folded, gaps, is_agreed: false, rupture: None, topics }
    }

    fn unpacked(text: &str) -> Vec<u64> {
        let (mut numbers, mut number, mut shift) = (Vec::new(), 0, 0);
        for letter in text.bytes() {
            let bits = LETTERS.iter().position(|known| *known == letter).expect("a letter of the table") as u64;
            number |= (bits & 31) << shift;
            shift += 5;
            if bits & 32 == 0 {
                numbers.push(number);
                (number, shift) = (0, 0);
            }
        }
        numbers
    }

    #[test]
    fn what_was_packed_can_be_unpacked() {
        let mut text = String::new();
        let numbers = [0, 1, 31, 32, 1023, 1024, 4_000_000];
        numbers.iter().for_each(|number| push(&mut text, *number));
        assert_eq!(unpacked(&text), numbers);
    }

    #[test]
    fn the_table_gives_the_census_back() {
        let text =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/ukraine_security_guarantees.toml"))
                .expect("it is shipped");
        let scenario = Scenario::from_toml_str(&text).expect("it is a scenario");
        let census = census(&scenario, &Effort::default(), MOST_DEALS, MOST_RUNS).expect("it is small");
        let (mut end, mut runs) = (0, Vec::new());
        for run in unpacked(&packed(&census)).chunks(3) {
            let first = end + run[0];
            end = first + run[2] + 1;
            runs.push(Run { first, n: run[2] + 1, set: run[1] as usize });
        }
        assert_eq!(runs, census.runs);
        assert_eq!(runs.iter().map(|run| run.n).sum::<u64>(), 5742);
        let data = data(&scenario, &census, &RunContext::default(), (&blank(), &Json::Null)).expect("it is small");
        assert!(data.to_string().len() < 60_000, "{}", data.to_string().len());
    }

    #[test]
    fn a_table_past_its_limit_leaves_the_page_static() {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/harbor.toml"))
            .expect("it is shipped");
        let scenario = Scenario::from_toml_str(&text).expect("it is a scenario");
        let small = census(&scenario, &Effort::default(), MOST_DEALS, MOST_RUNS).expect("it is small");
        // Every second deal alone: three letters a run.
        let with_runs = |n: u64| {
            let runs = (0..n).map(|place| Run { first: 2 * place, n: 1, set: 0 }).collect();
            Census { runs, ..small.clone() }
        };
        let data = |census: &Census| data(&scenario, census, &RunContext::default(), (&blank(), &Json::Null));
        let n = MOST_BYTES as u64 / 3;
        let large = data(&with_runs(n - 10_000)).expect("it is below the limit");
        assert!((MOST_BYTES - 40_000..=MOST_BYTES).contains(&large.to_string().len()));
        assert!(data(&with_runs(n)).is_none(), "the table alone fills the limit");
        let sets = vec![small.sets[0].clone(); MOST_CELLS];
        assert!(data(&Census { sets, ..small.clone() }).is_none(), "so many counts fill the memory of a phone");
    }
}
