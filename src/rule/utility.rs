//! What a deal is worth to a party: the points of its values plus the points of each bonus whose condition holds.

use crate::scenario::id::IssueId;
use crate::scenario::model::{Issue, IssuePoints, Party, Value};

/// A party is below its reservation where its utility is less than it by more than this.
pub const TOLERANCE: f64 = 1e-9;

impl IssuePoints {
    /// The points of one value of the issue.
    #[must_use]
    pub fn of(&self, issue: &Issue, value: Value) -> f64 {
        let place = value.0;
        match self {
            Self::ByValue(points) => points.get(place as usize).copied().unwrap_or(0.0),
            Self::Linear { at_min, at_max } => {
                let last = issue.n_values().saturating_sub(1);
                if place == 0 || last == 0 {
                    *at_min
                } else if place == last {
                    *at_max
                } else {
                    at_min + (at_max - at_min) * f64::from(place) / f64::from(last)
                }
            }
            Self::ByMember(points) => {
                let chosen = points.iter().enumerate().filter(|(member, _)| place >> member & 1 == 1);
                // Not `sum()`: that starts at −0.0 and would print it.
                chosen.fold(0.0, |total, (_, points)| total + points)
            }
        }
    }
}

/// The points that a party gives to one issue's value; 0 where it gives none.
#[must_use]
pub fn points(party: &Party, id: IssueId, issue: &Issue, value: Value) -> f64 {
    let of_issue = party.points.as_ref().and_then(|points| points.find(id)).and_then(Option::as_ref);
    of_issue.map_or(0.0, |points| points.of(issue, value))
}
