//! Assumptions: facts of the world that nobody settles at the table, each with its values and their probabilities.
//!
//! Conditions test them like choice issues. To the rest of the program an assumption is an issue beyond the last one (a
//! *topic*), whose value comes from a combination of values and not from a deal.

use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::issue::{Issue, IssueKind, IssueOption};

/// One assumption.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumption {
    /// What it is called, and its values as options.
    pub topic: Issue,
    /// The probability of each value; they add up to 1.
    pub probability: Vec<f64>,
}

impl Assumption {
    /// Its values, by id.
    #[must_use]
    pub fn values(&self) -> &[IssueOption] {
        match &self.topic.kind {
            IssueKind::Choice { options, .. } => options,
            _ => &[],
        }
    }

    /// What is odd about making this value certain, where it has no probability.
    pub(in crate::scenario) fn unlikely(&self, value: u32) -> Option<String> {
        let place = value as usize;
        let is_unlikely = self.probability.get(place).is_some_and(|p| *p == 0.0);
        let value = self.values().get(place).filter(|_| is_unlikely)?;
        Some(format!("`{}` of `{}` has the probability 0, and is assumed", value.id, self.topic.id))
    }
}

/// The code of the warning that a value without probability is assumed.
pub(in crate::scenario) const UNLIKELY: &str = "unlikely-assumed";

/// All assumptions of a scenario.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Assumptions {
    /// In file order.
    pub list: Vec<Assumption>,
    /// The issues and then the assumptions; empty where there is no assumption.
    pub(in crate::scenario) topics: IdVec<IssueId, Issue>,
    /// The values that hold, by place; empty where they are open.
    pub(in crate::scenario) assumed: Vec<u32>,
}
