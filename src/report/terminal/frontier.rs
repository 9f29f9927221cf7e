//! The page of `zopa frontier`.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{Found, FrontierFindings, ValuedDeal};
use crate::report::context::{RunContext, Style};
use crate::report::figure;
use crate::report::layout::clean;
use crate::report::sentence::{self, frontier as words};
use crate::report::terminal::deals::{terms, utilities};
use crate::report::terminal::page::{Page, Paint};
use crate::report::terminal::run::title;
use crate::scenario::id::IssueId;
use crate::scenario::model::Scenario;

/// `frontier --format table`.
#[must_use]
pub fn frontier(scenario: &Scenario, findings: &FrontierFindings, context: &RunContext, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, scenario, context);
    page.paragraph(0, Paint::Strong, &words::headline(findings));
    if let Some(line) = words::context(scenario, findings) {
        page.paragraph(0, Paint::Plain, &line);
    }
    if let Some(found) = findings.found.as_ref().filter(|found| found.size > 0) {
        solutions(&mut page, scenario, found);
        deals(&mut page, scenario, findings, found);
        proposals(&mut page, scenario, findings, found);
        negmas(&mut page, scenario, found);
    }
    if context.run_info && findings.found.is_some() {
        page.blank();
        page.paragraph(0, Paint::Plain, &words::made(context.seconds));
    }
    page.blank();
    page.paragraph(0, Paint::Quiet, sentence::NOT_A_FORECAST);
    page.finish()
}

/// The utilities of a deal, then its terms.
fn deal(page: &mut Page, scenario: &Scenario, valued: &ValuedDeal, issues: &[IssueId]) {
    page.list("     ", 5, " · ", &utilities(scenario, &valued.utility));
    page.list("     ", 5, " · ", &terms(scenario, &valued.deal, issues));
}

fn solutions(page: &mut Page, scenario: &Scenario, found: &Found) {
    page.heading(words::SOLUTIONS);
    let issues: Vec<IssueId> = scenario.issues.ids().collect();
    for (solution, one) in Solution::ALL.into_iter().zip(&found.solutions) {
        let (name, measure) = (words::name(solution), words::measure(solution));
        let Some(one) = one else {
            page.paragraph(2, Paint::Plain, &format!("{name}, the {measure}: {}", words::NO_SOLUTION));
            continue;
        };
        let value = figure::points(one.value);
        page.paragraph(2, Paint::Plain, &format!("{name}, the {measure}: {value} ({})", words::ties(one.ties)));
        if let Some(first) = one.deals.first() {
            deal(page, scenario, first, &issues);
        }
    }
}

fn deals(page: &mut Page, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    page.heading(&words::heading(scenario, findings));
    let shown: Vec<&ValuedDeal> = found.deals.iter().take(words::n_shown(findings, found)).collect();
    let Some(first) = shown.first() else { return };
    let same = |id: &IssueId| shown.len() > 1 && shown.iter().all(|one| one.deal.find(*id) == first.deal.find(*id));
    let (common, own): (Vec<IssueId>, Vec<IssueId>) = scenario.issues.ids().partition(same);
    if !common.is_empty() {
        page.list(&format!("  {} ", sentence::IN_ALL), 6, " · ", &terms(scenario, &first.deal, &common));
    }
    for (place, valued) in shown.iter().enumerate() {
        page.list(&format!("{:>4}. ", place + 1), 6, " · ", &utilities(scenario, &valued.utility));
        page.list("      ", 6, " · ", &terms(scenario, &valued.deal, &own));
    }
    if let Some(more) = words::more_deals(findings, found) {
        page.paragraph(2, Paint::Quiet, &more);
    }
}

fn proposals(page: &mut Page, scenario: &Scenario, findings: &FrontierFindings, found: &Found) {
    if found.proposals.is_empty() {
        return;
    }
    page.heading(words::PROPOSALS);
    for one in &found.proposals {
        let Some(proposal) = scenario.proposals.find(one.proposal) else { continue };
        let said = words::proposal(scenario, &findings.parties, one.completions, one.nearest.as_ref());
        page.hanging("  ", 4, Paint::Plain, &format!("{} ({}): {said}", clean(&proposal.title), proposal.id));
    }
}

fn negmas(page: &mut Page, scenario: &Scenario, found: &Found) {
    let Some(lists) = &found.negmas else { return };
    page.heading(words::NEGMAS);
    page.paragraph(2, Paint::Quiet, words::NEGMAS_LEGEND);
    let issues: Vec<IssueId> = scenario.issues.ids().collect();
    for (name, (ties, list)) in words::NEGMAS_NAMES.into_iter().zip(lists) {
        match list.first() {
            Some(first) => {
                page.paragraph(2, Paint::Plain, &format!("{name} ({})", words::ties(*ties)));
                deal(page, scenario, first, &issues);
            }
            None => page.paragraph(2, Paint::Plain, &format!("{name}: {}", words::NO_SOLUTION)),
        }
    }
}
