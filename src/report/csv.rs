//! The answer for spreadsheets: `run --format csv`, one row a value.
//!
//! Figures are those of the JSON, in its order; where they come from samples, intervals and numbers of samples stand
//! beside them. A figure that does not apply is an empty field.
//!
//! ```text
//! issue,type,value,title,deals,agreed,zopa_share,accept_rate,best_probability,mean_probability,verdict,blocked_by,accepted_by.russia
//! troops,choice,western,Western force,756,0,0.0,0.0,0.2,0.01,blocked,russia.no_troops,0.0
//! ```

use crate::analysis::findings::{Acceptance, ValueFindings};
use crate::engine::ask::answer::{Count, Share};
use crate::report::context::RunContext;
use crate::report::json::is_sampled;
use crate::report::naming;
use crate::scenario::model::{Issue, Scenario};
use serde_json::Value as Json;

/// `run --format csv`.
#[must_use]
pub fn acceptance(scenario: &Scenario, found: &Acceptance, _: &RunContext) -> String {
    let sampled = is_sampled(&found.provenance);
    let mut text = record(&heads(scenario, sampled));
    for (id, values) in found.issues.enumerate() {
        let Some(issue) = scenario.issues.find(id) else { continue };
        for (row, value) in (0..).zip(values) {
            text += &record(&fields(scenario, found, issue, row, value, sampled));
        }
    }
    text
}

/// One line of fields, quoted where a comma, a quote or a line break asks for it.
pub(crate) fn record(fields: &[String]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| quote(field)).collect();
    quoted.join(",") + "\n"
}

/// A field, quoted where it has to be.
pub(crate) fn quote(field: &str) -> String {
    let is_plain = !field.contains([',', '"', '\n', '\r']) && field.trim() == field;
    if is_plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

/// The table with an apostrophe before each cell that a spreadsheet would run as a formula: one that begins with `=`, `+`,
/// `-`, `@`, a tab or a carriage return, and is no number. (OWASP, *CSV Injection*.)
#[must_use]
pub fn without_formulas(table: &str) -> String {
    let mut safe = String::with_capacity(table.len() + 16);
    let mut rest = table;
    while !rest.is_empty() {
        let (end, is_quoted) = cell_end(rest);
        let (cell, behind) = rest.split_at(end);
        let content = if is_quoted { cell.get(1..).unwrap_or_default() } else { cell };
        if is_quoted {
            safe.push('"');
        }
        if content.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.trim_matches('"').parse::<f64>().is_err() {
            safe.push('\'');
        }
        safe.push_str(content);
        let mut letters = behind.chars();
        // The comma or the line break behind the cell.
        safe.extend(letters.next());
        rest = letters.as_str();
    }
    safe
}

/// Where the first cell of a table ends, and whether it is quoted.
fn cell_end(table: &str) -> (usize, bool) {
    if !table.starts_with('"') {
        return (table.find([',', '\n']).unwrap_or(table.len()), false);
    }
    let mut is_inside = false;
    let is_end = |(_, letter): &(usize, char)| {
        if *letter == '"' {
            is_inside = !is_inside;
        }
        !is_inside && matches!(letter, ',' | '\n')
    };
    (table.char_indices().find(is_end).map_or(table.len(), |(at, _)| at), true)
}

fn heads(scenario: &Scenario, sampled: bool) -> Vec<String> {
    let mut heads: Vec<String> = ["issue", "type", "value", "title"].map(str::to_owned).to_vec();
    let mut add = |name: &str, beside: &[&str]| {
        heads.push(name.to_owned());
        if sampled {
            heads.extend(beside.iter().map(|end| format!("{name}_{end}")));
        }
    };
    for name in ["deals", "agreed"] {
        add(name, &["samples"]);
    }
    for name in ["zopa_share", "accept_rate"] {
        add(name, &["low", "high"]);
    }
    add("best_probability", &[]);
    add("mean_probability", &["low", "high"]);
    add("verdict", &[]);
    add("blocked_by", &[]);
    for party in &scenario.parties {
        add(&format!("accepted_by.{}", party.id), &["low", "high"]);
    }
    heads
}

fn fields(
    scenario: &Scenario,
    found: &Acceptance,
    issue: &Issue,
    row: u32,
    value: &ValueFindings,
    sampled: bool,
) -> Vec<String> {
    let name = match naming::row_json(issue, row) {
        Json::String(id) => id,
        // An order's rows have a key of two parts.
        Json::Object(_) => issue.row_text(row),
        other => other.to_string(),
    };
    let mut fields = vec![issue.id.clone(), issue.type_word().to_owned(), name, naming::row_title(issue, row)];
    let count = |fields: &mut Vec<String>, count: &Count| {
        let (counted, samples) = match count {
            Count::Exact(counted) => (counted.to_string(), String::new()),
            Count::Samples(samples) => (String::new(), samples.to_string()),
            Count::Unknown => (String::new(), String::new()),
        };
        fields.push(counted);
        if sampled {
            fields.push(samples);
        }
    };
    let share = |fields: &mut Vec<String>, share: Share| {
        fields.push(double(share.value));
        if sampled {
            fields.push(double(share.interval.map(|(low, _)| low)));
            fields.push(double(share.interval.map(|(_, high)| high)));
        }
    };
    count(&mut fields, &value.deals);
    count(&mut fields, &value.agreed);
    share(&mut fields, value.zopa_share);
    share(&mut fields, value.accept_rate);
    fields.push(double(value.best_probability));
    share(&mut fields, value.mean_probability);
    fields.push(value.verdict.word().to_owned());
    let demands = value.blocked_by.iter().filter_map(|id| found.demands.find(*id));
    fields.push(demands.map(|name| scenario.demand_text(name)).collect::<Vec<_>>().join(" "));
    for of_party in &value.accepted_by {
        share(&mut fields, *of_party);
    }
    fields
}

/// A double as the JSON has it; empty for none and nan.
pub(crate) fn double(number: Option<f64>) -> String {
    match Json::from(number) {
        Json::Null => String::new(),
        number => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    /// Reads CSV back, quotes and all.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut records, mut record, mut field) = (vec![], vec![], String::new());
        let (mut chars, mut is_quoted) = (text.chars().peekable(), false);
        while let Some(one) = chars.next() {
            match one {
                '"' if is_quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => record.push(std::mem::take(&mut field)),
                '\n' if !is_quoted => {
                    record.push(std::mem::take(&mut field));
                    records.push(std::mem::take(&mut record));
                }
                other => field.push(other),
            }
        }
        records
    }

    #[test]
    fn every_record_has_a_field_for_every_head_whatever_the_titles() {
        let mut scenario = fixture::guarantees();
        let odd = "a \"quoted\", comma\nand a line";
        if let crate::scenario::model::IssueKind::Choice { options, .. } =
            &mut scenario.issues[crate::scenario::id::Id::from_place(0)].kind
        {
            odd.clone_into(&mut options[2].title);
        }
        let exact = fixture::brute_force(&scenario);
        for (found, n_fields) in [(exact.clone(), 14), (fixture::sampled(exact), 26)] {
            let records = read(&acceptance(&scenario, &found, &RunContext::default()));
            assert_eq!(records.len(), 1 + 3 + 9 + 3 + 2);
            assert!(records.iter().all(|record| record.len() == n_fields), "{records:?}");
            assert_eq!(records[3][3], odd);
        }
    }

    #[test]
    fn a_row_has_the_figures_of_the_json() {
        let scenario = fixture::guarantees();
        let text = acceptance(&scenario, &fixture::brute_force(&scenario), &RunContext::default());
        let western = text.lines().nth(3).unwrap();
        assert!(
            western.starts_with("troops,choice,western,Western force,144,0,,0.0,0.0,0.0,blocked,russia.no_troops,0.0,")
        );
    }
}
