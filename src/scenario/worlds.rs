//! The worlds of a scenario: the combinations of the values that its assumptions can have.

use crate::scenario::assumption::{Assumptions, UNLIKELY};
use crate::scenario::error::Problem;
use crate::scenario::id::{Id, IdVec, IssueId};
use crate::scenario::model::{Deal, Issue, Scenario, Value};

impl Scenario {
    /// What conditions may test: the issues, and then the assumptions.
    #[must_use]
    pub fn topics(&self) -> &IdVec<IssueId, Issue> {
        if self.assumptions.list.is_empty() { &self.issues } else { &self.assumptions.topics }
    }

    /// The value of a topic: of an issue that of the deal, of an assumption the one that holds (the first where it is open).
    #[must_use]
    pub fn value_in(&self, topic: IssueId, deal: &Deal) -> Value {
        match topic.place().checked_sub(self.issues.len()) {
            None => deal[topic],
            Some(place) => Value(self.assumptions.assumed.get(place).copied().unwrap_or(0)),
        }
    }

    /// The value that holds of a topic that is an assumption; none of an issue.
    #[must_use]
    pub fn assumed(&self, topic: IssueId) -> Option<Value> {
        let place = topic.place().checked_sub(self.issues.len())?;
        Some(Value(self.assumptions.assumed.get(place).copied().unwrap_or(0)))
    }

    /// The combinations of values of positive probability; one of probability 1 where nothing is open.
    #[must_use]
    pub fn combinations(&self) -> Vec<(f64, Vec<u32>)> {
        let Assumptions { list, assumed, .. } = &self.assumptions;
        if !assumed.is_empty() {
            return vec![(1.0, assumed.clone())];
        }
        let mut all = vec![(1.0, Vec::new())];
        for assumption in list {
            let values = || (0_u32..).zip(&assumption.probability).filter(|(_, p)| **p > 0.0);
            let with = |(probability, before): &(f64, Vec<u32>)| {
                let next = |(value, p): (u32, &f64)| {
                    let mut values = before.clone();
                    values.push(value);
                    (probability * p, values)
                };
                values().map(next).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).collect();
        }
        all
    }

    /// The scenario where these values hold.
    #[must_use]
    pub fn assuming(&self, values: Vec<u32>) -> Self {
        let mut settled = self.clone();
        settled.assumptions.assumed = values;
        settled.weigh_firmness();
        settled
    }

    /// The ids of an assumption and of one of its values.
    #[must_use]
    pub fn assumption_value(&self, place: usize, value: u32) -> Option<(&str, &str)> {
        let assumption = self.assumptions.list.get(place)?;
        let value = assumption.values().get(value as usize)?;
        Some((&assumption.topic.id, &value.id))
    }

    /// A warning for each value that is made certain and has no probability in the file.
    pub(crate) fn unlikely(&self, assumed: &[(usize, u32)]) -> Vec<Problem> {
        let one = |(place, value): &(usize, u32)| {
            let assumption = self.assumptions.list.get(*place)?;
            let span = assumption.values().get(*value as usize)?.span.clone();
            Some(Problem::warning(UNLIKELY, span, assumption.unlikely(*value)?))
        };
        assumed.iter().filter_map(one).collect()
    }

    /// Makes one value of an assumption certain.
    pub(crate) fn settle_assumption(&mut self, place: usize, value: u32) {
        if let Some(assumption) = self.assumptions.list.get_mut(place) {
            for (at, p) in (0..).zip(&mut assumption.probability) {
                *p = if at == value { 1.0 } else { 0.0 };
            }
        }
    }
}
