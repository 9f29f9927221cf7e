//! `frontier --format markdown`: for memos.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{Found, FrontierFindings, ValuedDeal};
use crate::report::context::RunContext;
use crate::report::figure::{self, points};
use crate::report::markdown::{escaped, table};
use crate::report::naming;
use crate::report::sentence::{self, frontier as words};
use crate::scenario::model::Scenario;

/// `frontier --format markdown`.
#[must_use]
pub fn frontier(scenario: &Scenario, findings: &FrontierFindings, context: &RunContext) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    text += &format!("**{}**", escaped(&words::headline(findings)));
    text += &words::context(scenario, findings).map_or_else(String::new, |line| format!(" {}", escaped(&line)));
    text += "\n";
    if let Some(found) = findings.found.as_ref().filter(|found| found.size > 0) {
        solutions(&mut text, scenario, findings, found);
        deals(&mut text, scenario, findings, found);
        proposals(&mut text, scenario, findings, found);
        negmas(&mut text, scenario, findings, found);
    }
    if context.run_info && findings.found.is_some() {
        text += &format!("\n{}\n", escaped(&words::made(context.seconds)));
    }
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}

/// The utilities of a deal, then its terms.
fn cells(scenario: &Scenario, findings: &FrontierFindings, valued: Option<&ValuedDeal>) -> Vec<String> {
    let utility = |id| valued.and_then(|valued| valued.utility.find(id).copied().flatten());
    let mut cells: Vec<String> =
        findings.parties.iter().map(|id| utility(*id).map_or_else(String::new, points)).collect();
    let term = |(id, issue)| {
        let value = valued.and_then(|valued| valued.deal.find(id));
        value.map_or_else(String::new, |value| escaped(&naming::value_title(issue, *value)))
    };
    cells.extend(scenario.issues.enumerate().map(term));
    cells
}

fn heads<'a>(first: &[(&'a str, bool)], (parties, issues): (&'a [String], &'a [String])) -> Vec<(&'a str, bool)> {
    let parties = parties.iter().map(|name| (name.as_str(), true));
    first.iter().copied().chain(parties).chain(issues.iter().map(|title| (title.as_str(), false))).collect()
}

/// The names of the parties and the titles of the issues, as heads of columns.
fn names(scenario: &Scenario, findings: &FrontierFindings) -> (Vec<String>, Vec<String>) {
    let parties = findings.parties.iter().map(|id| escaped(naming::party_name(scenario, *id))).collect();
    (parties, scenario.issues.iter().map(|issue| escaped(&issue.title)).collect())
}

fn solutions(text: &mut String, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    *text += &format!("\n## {}\n\n", words::SOLUTIONS);
    let (parties, issues) = names(scenario, findings);
    let [solution, value, ties, _] = words::COLUMNS;
    let first = [(solution, false), (value, true), (ties, true)];
    let row = |(one, solution): (Solution, &Option<crate::analysis::frontier::findings::SolutionFindings>)| {
        let name = format!("{}: {}", words::name(one), words::measure(one));
        let value = solution.as_ref().map_or(figure::NONE.to_owned(), |solution| points(solution.value));
        let ties = solution.as_ref().map_or(figure::NONE.to_owned(), |solution| figure::whole(&solution.ties));
        let deal = solution.as_ref().and_then(|solution| solution.deals.first());
        [vec![name, value, ties], cells(scenario, findings, deal)].concat()
    };
    let rows: Vec<Vec<String>> = Solution::ALL.into_iter().zip(&found.solutions).map(row).collect();
    *text += &table(&heads(&first, (&parties, &issues)), &rows);
}

fn deals(text: &mut String, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    *text += &format!("\n## {}\n\n", escaped(&words::heading(scenario, findings)));
    let (parties, issues) = names(scenario, findings);
    let shown = found.deals.iter().take(words::n_shown(findings, found));
    let rows: Vec<Vec<String>> = shown.map(|valued| cells(scenario, findings, Some(valued))).collect();
    *text += &table(&heads(&[], (&parties, &issues)), &rows);
    if let Some(more) = words::more_deals(findings, found) {
        *text += &format!("\n{more}\n");
    }
}

fn proposals(text: &mut String, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    if found.proposals.is_empty() {
        return;
    }
    *text += &format!("\n## {}\n\n", words::PROPOSALS);
    for one in &found.proposals {
        let Some(proposal) = scenario.proposals.find(one.proposal) else { continue };
        let said = words::proposal(scenario, &findings.parties, one.completions, one.nearest.as_ref());
        *text += &format!("- {} (`{}`): {}\n", escaped(&proposal.title), proposal.id, escaped(&said));
    }
}

fn negmas(text: &mut String, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    let Some(lists) = &found.negmas else { return };
    *text += &format!("\n## {}\n\n{}\n\n", words::NEGMAS, words::NEGMAS_LEGEND);
    let (parties, issues) = names(scenario, findings);
    let [solution, _, ties, _] = words::COLUMNS;
    let rows: Vec<Vec<String>> = words::NEGMAS_NAMES
        .into_iter()
        .zip(lists)
        .map(|(name, (ties, list))| {
            [vec![name.to_owned(), figure::whole(ties)], cells(scenario, findings, list.first())].concat()
        })
        .collect();
    *text += &table(&heads(&[(solution, false), (ties, true)], (&parties, &issues)), &rows);
}
