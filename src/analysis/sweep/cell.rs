//! What stands in one column of a row, and a row's settings as the file writes them.

use crate::analysis::sweep::design::Setting;
use crate::scenario::model::{IssueKind, Scenario};
use crate::scenario::sweep::{Factor, Target};
use num_bigint::BigUint;

/// What stands in one column of a row.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing: not known, or a share of nothing.
    Empty,
    /// A number.
    Number(f64),
    /// A count, exactly.
    Count(BigUint),
    /// Words.
    Text(String),
    /// `true` or `false`.
    Truth(bool),
}

impl Cell {
    /// The cell as words; empty where there is nothing.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            // The shortest decimal that reads back as the same number.
            Self::Number(number) => format!("{number:?}"),
            Self::Count(count) => count.to_string(),
            Self::Text(text) => text.clone(),
            Self::Truth(truth) => truth.to_string(),
        }
    }

    /// A small count.
    #[must_use]
    pub fn place(&self) -> Option<u64> {
        if let Self::Count(count) = self { u64::try_from(count).ok() } else { None }
    }
}

/// A setting as the file writes it.
pub(super) fn written(scenario: &Scenario, factor: &Factor, setting: Setting) -> Cell {
    match (setting, &factor.target) {
        (Setting::Number(number), _) => Cell::Number(number),
        (Setting::Truth(truth), _) => Cell::Truth(truth),
        (Setting::Strategy(strategy), _) => Cell::Text(strategy.text()),
        (Setting::Term(value), Target::Fix(issue)) => {
            let issue = &scenario.issues[*issue];
            let joined = |ids: Vec<&str>| Cell::Text(ids.join("+"));
            match &issue.kind {
                IssueKind::Members { members, .. } => {
                    let is_chosen = |(member, _): &(u32, _)| value.0 >> member & 1 == 1;
                    joined((0..).zip(members).filter(is_chosen).map(|(_, member)| member.id.as_str()).collect())
                }
                IssueKind::Order { .. } => {
                    joined(issue.in_order(value).into_iter().flatten().map(|item| item.id.as_str()).collect())
                }
                IssueKind::Choice { .. } | IssueKind::Range(_) | IssueKind::YesNo => {
                    Cell::Text(issue.row_text(value.0))
                }
            }
        }
        (Setting::Term(value), Target::Assumption(place)) => {
            let values = scenario.assumptions.list.get(*place).map_or(&[][..], |one| one.values());
            values.get(value.0 as usize).map_or(Cell::Empty, |value| Cell::Text(value.id.clone()))
        }
        (Setting::Term(_), _) => Cell::Empty,
    }
}
