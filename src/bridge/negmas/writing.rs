//! Writes a folder of `NegMAS`: an outcome space, and a utility function for each party.

use crate::bridge::additive::{Carried, carried, file_stem, issue_words};
use crate::bridge::figures::{decimal_literal, literal};
use crate::bridge::gathered::Gathered;
use crate::bridge::left_out::{self, Carries};
use crate::bridge::lost_lines::lost_lines;
use crate::bridge::negmas::penalty::{Crossings, MOST_ROWS, crossings, is_fixed, penalty};
use crate::rule::utility::points;
use crate::scenario::model::{IssueKind, IssuePoints, Party, Scenario, Value};
use crate::scenario::source::SourceText;
use crate::scenario::visible::visible_json;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The files: the outcome space first.
pub(crate) fn write(
    scenario: &Scenario,
    source: &SourceText,
    with_penalty: bool,
    gathered: &mut Gathered,
) -> Vec<(String, String)> {
    let carries = Carries { reservations: true, lines: with_penalty, ..Carries::default() };
    left_out::name(scenario, carries, gathered);
    let carried = carried_numbers(scenario, gathered);
    let mut names = BTreeSet::from(["domain.yml".to_owned()]);
    let mut files = Vec::new();
    for party in &scenario.parties {
        let crossings = if with_penalty { of_party(scenario, party, &carried, gathered) } else { Vec::new() };
        if party.points.is_none() && crossings.is_empty() {
            gathered.lost(&party.span, format!("the party `{}`: it has no points", party.id));
            continue;
        }
        let mut name = format!("{}.yml", file_stem(party));
        if !names.insert(name.to_lowercase()) {
            name = format!("{}.yml", party.id);
            names.insert(name.clone());
        }
        files.push((name, utility(party, &carried, &crossings, gathered)));
    }
    gathered.sort();
    files.insert(0, ("domain.yml".to_owned(), domain(scenario, source, &carried, gathered)));
    files
}

/// The issues that single values have; numbers stay numbers here.
fn carried_numbers<'s>(scenario: &'s Scenario, gathered: &mut Gathered) -> Vec<Carried<'s>> {
    let mut own = Gathered::default();
    let carried = carried(scenario, &mut own);
    let is_about_numbers =
        |span: &crate::scenario::span::Span| carried.iter().any(|carried| carried.issue.span == *span);
    own.problems.retain(|problem| !is_about_numbers(&problem.span));
    gathered.problems.append(&mut own.problems);
    carried
}

/// What crosses the fixed lines of a party; the lines that it cannot say are named as lost.
fn of_party(scenario: &Scenario, party: &Party, carried: &[Carried], gathered: &mut Gathered) -> Vec<Crossings> {
    let mut left = MOST_ROWS;
    let mut found = Vec::new();
    for line in &party.red_lines {
        let name = format!("{}.{}", party.id, line.id);
        if !is_fixed(line) {
            gathered.lost(&line.span, format!("the red line `{name}`: it is not fixed"));
            continue;
        }
        match crossings(scenario, line, left) {
            None => gathered.lost(
                &line.span,
                format!("the red line `{name}`: its table would have too many rows, or it looks at an assumption"),
            ),
            Some(crossings)
                if crossings.issues.iter().any(|issue| !carried.iter().any(|carried| carried.id == *issue)) =>
            {
                gathered.lost(&line.span, format!("the red line `{name}`: it looks at an issue that is lost"));
            }
            Some(crossings) => {
                left = left.saturating_sub(u64::try_from(crossings.rows.len()).unwrap_or(u64::MAX));
                found.push(crossings);
            }
        }
    }
    found
}

/// The outcome space.
fn domain(scenario: &Scenario, source: &SourceText, carried: &[Carried], gathered: &Gathered) -> String {
    let mut text = String::new();
    for lost in lost_lines(source, gathered) {
        let _ = writeln!(text, "# lost: {}", lost.replace('\n', " "));
    }
    let _ = writeln!(text, "name: {}", quoted(&scenario.title));
    text += "type: DiscreteCartesianOutcomeSpace\nissues:\n";
    for (carried, words) in carried.iter().zip(issue_words(carried)) {
        let _ = writeln!(text, "- name: {}", quoted(&words));
        match &carried.issue.kind {
            IssueKind::Range(range) if range.integer => {
                let last = range.value(range.n_values.saturating_sub(1));
                let _ = writeln!(text, "  type: ContiguousIssue\n  values: [{}, {last}, {}]", range.min, range.step);
            }
            IssueKind::Range(_) => {
                let _ = writeln!(text, "  type: DiscreteCardinalIssue\n  values: [{}]", values(carried).join(", "));
            }
            _ => {
                let _ = writeln!(text, "  type: CategoricalIssue\n  values: [{}]", values(carried).join(", "));
            }
        }
    }
    text
}

/// The values of an issue as the files write them.
fn values(carried: &Carried) -> Vec<String> {
    match &carried.issue.kind {
        IssueKind::Range(range) => {
            (0..range.n_values).map(|place| decimal_literal(range.value(place), range.integer)).collect()
        }
        _ => carried.words.iter().map(|words| quoted(words)).collect(),
    }
}

/// A utility function.
fn utility(party: &Party, carried: &[Carried], crossings: &[Crossings], gathered: &mut Gathered) -> String {
    let name = quoted(&party.name);
    let of_values: Vec<Vec<f64>> = carried
        .iter()
        .map(|carried| {
            (0..carried.issue.n_values()).map(|value| points(party, carried.id, carried.issue, Value(value))).collect()
        })
        .collect();
    let extreme = |start: f64, pick: fn(f64, f64) -> f64| {
        of_values.iter().map(|list| list.iter().copied().fold(start, pick)).sum::<f64>()
    };
    let (least, most) = (extreme(f64::INFINITY, f64::min), extreme(f64::NEG_INFINITY, f64::max));
    let additive = additive(party, carried, &of_values);
    if crossings.is_empty() {
        let reservation = party.reservation.map_or_else(|| "-.inf".to_owned(), literal);
        return format!("type: LinearAdditiveUtilityFunction\nname: {name}\nreserved_value: {reservation}\n{additive}");
    }
    let (reservation, less) = penalty(party, least, most);
    if party.reservation.is_none() {
        gathered.note(format!(
            "`{}` has a reserved value of its least points, {}, so that what crosses its lines is below it.",
            party.name,
            literal(reservation)
        ));
    }
    let mut text = format!(
        "type: WeightedUtilityFunction\nname: {name}\nreserved_value: {}\nweights: [1.0, 1.0]\nufuns:\n",
        literal(reservation)
    );
    let _ = write!(
        text,
        "- type: LinearAdditiveUtilityFunction\n  name: {}\n{}",
        quoted(&format!("{}: points", party.name)),
        indented(&additive)
    );
    let _ = write!(
        text,
        "- type: HyperRectangleUtilityFunction\n  name: {}\n  outcome_ranges:\n",
        quoted(&format!("{}: what crosses its red lines", party.name))
    );
    let mut n_rows = 0_usize;
    let written: Vec<Vec<String>> = carried.iter().map(values).collect();
    for crossing in crossings {
        for row in &crossing.rows {
            let cell = |(issue, value): (&crate::scenario::id::IssueId, &u32)| {
                let place = carried.iter().position(|carried| carried.id == *issue)?;
                let value = written.get(place)?.get(*value as usize)?;
                Some(format!("{place}: [{value}]"))
            };
            let cells: Vec<String> = crossing.issues.iter().zip(row).filter_map(cell).collect();
            let _ = writeln!(text, "  - {{{}}}", cells.join(", "));
            n_rows += 1;
        }
    }
    let utilities = vec![literal(-less); n_rows];
    let _ = writeln!(text, "  utilities: [{}]", utilities.join(", "));
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// Weights and functions of the issues.
fn additive(party: &Party, carried: &[Carried], of_values: &[Vec<f64>]) -> String {
    let ones = vec!["1.0"; carried.len()];
    let mut text = format!("weights: [{}]\nvalues:\n", ones.join(", "));
    for (carried, list) in carried.iter().zip(of_values) {
        let own = party.points.as_ref().and_then(|points| points.find(carried.id)).and_then(Option::as_ref);
        match (&carried.issue.kind, own) {
            (_, None) => text += "- {type: ConstFun, bias: 0.0}\n",
            (IssueKind::Range(range), Some(IssuePoints::Linear { .. })) => {
                let (first, last) = (list.first().copied().unwrap_or(0.0), list.last().copied().unwrap_or(0.0));
                let (min, max) = (range.min.to_double(), range.value(range.n_values.saturating_sub(1)).to_double());
                let slope = if max > min { (last - first) / (max - min) } else { 0.0 };
                let _ = writeln!(
                    text,
                    "- {{type: AffineFun, slope: {}, bias: {}}}",
                    literal(slope),
                    literal(first - slope * min)
                );
            }
            _ => {
                text += "- type: TableFun\n  mapping:\n";
                for (value, points) in values(carried).iter().zip(list) {
                    let _ = writeln!(text, "    {value}: {}", literal(*points));
                }
            }
        }
    }
    text
}

/// A text in quotation marks: JSON's form is YAML's, too.
fn quoted(text: &str) -> String {
    visible_json(&serde_json::Value::from(text).to_string()).into_owned()
}
