//! `frontier --format csv`: one row a deal of the frontier, of each solution, of each named proposal.
//!
//! ```text
//! list,value,a,b,utility.tourism,utility.sportco
//! frontier,,a1,b1,51.0,66.0
//! nash,6031872.0,a2,b3,81.0,57.0
//! proposal.draft,4.2,a1,b2,60.0,50.0
//! ```
//!
//! `value` is the value of a solution, and of a proposal its distance from the frontier.

use crate::analysis::bargaining::Solution;
use crate::analysis::frontier::findings::{FrontierFindings, ValuedDeal};
use crate::report::csv::{double, record};
use crate::report::naming;
use crate::scenario::model::Scenario;

/// `frontier --format csv`.
#[must_use]
pub fn frontier(scenario: &Scenario, findings: &FrontierFindings) -> String {
    let mut heads = vec!["list".to_owned(), "value".to_owned()];
    heads.extend(scenario.issues.iter().map(|issue| issue.id.clone()));
    heads.extend(findings.parties.iter().map(|id| format!("utility.{}", naming::party_id(scenario, *id))));
    let mut text = record(&heads);
    let Some(found) = &findings.found else { return text };
    let mut row = |list: &str, value: Option<f64>, valued: &ValuedDeal| {
        let mut fields = vec![list.to_owned(), double(value)];
        let pairs = scenario.issues.iter().zip(valued.deal.iter());
        fields.extend(pairs.map(|(issue, value)| naming::value_flag(issue, *value)));
        fields.extend(findings.parties.iter().map(|id| double(valued.utility.find(*id).copied().flatten())));
        text += &record(&fields);
    };
    for valued in &found.deals {
        row("frontier", None, valued);
    }
    for (solution, one) in Solution::ALL.into_iter().zip(&found.solutions) {
        for valued in one.iter().flat_map(|one| &one.deals) {
            row(solution.word(), one.as_ref().map(|one| one.value), valued);
        }
    }
    for one in &found.proposals {
        if let (Some(proposal), Some(nearest)) = (scenario.proposals.find(one.proposal), &one.nearest) {
            row(&format!("proposal.{}", proposal.id), nearest.distance, &nearest.valued);
        }
    }
    text
}
