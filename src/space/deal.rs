//! Deals as the kernels see them (a value a variable) and as everybody else does (a value an issue).

use crate::rule::lower::Lowered;
use crate::scenario::id::IdVec;
use crate::scenario::model::{Deal, Terms, Value};

/// The deal in which the variables have these values.
#[must_use]
pub fn deal(lowered: &Lowered, values: &[u32]) -> Deal {
    let mut deal = IdVec::filled(Value(0), lowered.of_issue.len());
    for (variable, value) in lowered.variables.iter().zip(values) {
        match variable.member {
            Some(member) => deal[variable.issue].0 |= value << member,
            None => deal[variable.issue] = Value(*value),
        }
    }
    deal
}

/// The values of the variables in this deal.
#[must_use]
pub fn values(lowered: &Lowered, deal: &Deal) -> Vec<u32> {
    let value = |variable: &crate::rule::lower::Variable| match variable.member {
        Some(member) => deal[variable.issue].0 >> member & 1,
        None => deal[variable.issue].0,
    };
    lowered.variables.iter().map(value).collect()
}

/// The values of the variables of each settled issue; none if the issue is open.
#[must_use]
pub fn settled(lowered: &Lowered, terms: &Terms) -> Vec<Option<Vec<u32>>> {
    let of_issue = |(variables, term): (&std::ops::Range<usize>, &Option<Value>)| {
        let value = (*term)?.0;
        let of = |variable: &crate::rule::lower::Variable| variable.member.map_or(value, |member| value >> member & 1);
        Some(lowered.variables.get(variables.clone())?.iter().map(of).collect())
    };
    lowered.of_issue.iter().zip(terms).map(of_issue).collect()
}
