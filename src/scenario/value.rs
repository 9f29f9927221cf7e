//! Values of issues: how many there are, what they are called, and which sets of them a test admits.

use crate::scenario::condition::{Check, SizeTest};
use crate::scenario::id::IdVec;
use crate::scenario::model::{Deal, Issue, IssueKind, IssueOption, NumberRange, Scenario, Terms, Value};
use crate::scenario::number::Decimal;
use crate::scenario::order::{items_of, n_orders, place_in};
use num_bigint::BigUint;

impl NumberRange {
    /// The value at this place, exactly.
    #[must_use]
    pub fn value(&self, place: u32) -> Decimal {
        let exponent = self.min.exponent().min(self.step.exponent());
        // INVARIANT: a range is only made where its least and its greatest value fit this common exponent.
        let min = self.min.at_exponent(exponent).unwrap_or(0);
        let step = self.step.at_exponent(exponent).unwrap_or(0);
        Decimal::new(min.saturating_add(step.saturating_mul(i128::from(place))), exponent)
    }

    /// The place of this number among the values, or the places it lies between (none below the first or above the last).
    ///
    /// # Errors
    /// The neighbors, where the number is not one of the values.
    pub fn place(&self, number: Decimal) -> Result<u32, (Option<u32>, Option<u32>)> {
        // Values ascend: a binary search over places.
        let (mut low, mut high) = (0_u32, self.n_values);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.value(middle).cmp(&number) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Err((low.checked_sub(1), (low < self.n_values).then_some(low)))
    }
}

impl Issue {
    /// How many values the issue has (2^members for a members issue, sizes not counted in).
    #[must_use]
    pub fn n_values(&self) -> u32 {
        match &self.kind {
            IssueKind::Choice { options, .. } => u32::try_from(options.len()).unwrap_or(u32::MAX),
            IssueKind::Range(range) => range.n_values,
            IssueKind::Members { members, .. } => 1 << members.len(),
            IssueKind::Order { items } => n_orders(items.len()),
            IssueKind::YesNo => 2,
        }
    }

    /// How many rows a verdict has for it: one a value, one a member, or one an item and place of an order.
    #[must_use]
    pub fn n_rows(&self) -> u32 {
        match &self.kind {
            IssueKind::Members { members, .. } => u32::try_from(members.len()).unwrap_or(u32::MAX),
            IssueKind::Order { items } => u32::try_from(items.len() * items.len()).unwrap_or(u32::MAX),
            _ => self.n_values(),
        }
    }

    /// Which item, by place in the file, and which of its places, from 0, a row of an order is; none of another issue.
    #[must_use]
    pub fn item_and_place(&self, row: u32) -> Option<(&IssueOption, u32)> {
        let IssueKind::Order { items } = &self.kind else { return None };
        let n_items = u32::try_from(items.len()).ok()?;
        let item = items.get(row.checked_div(n_items)? as usize)?;
        Some((item, row % n_items))
    }

    /// The items of an order, first to last; none of another issue.
    #[must_use]
    pub fn in_order(&self, value: Value) -> Option<Vec<&IssueOption>> {
        let IssueKind::Order { items } = &self.kind else { return None };
        Some(items_of(items.len(), value.0).into_iter().filter_map(|item| items.get(item as usize)).collect())
    }

    /// A row as the file writes it: an option's or a member's id, a number, `yes` or `no`; `ITEM.PLACE` of an order.
    #[must_use]
    pub fn row_text(&self, row: u32) -> String {
        match &self.kind {
            IssueKind::Choice { options, .. } | IssueKind::Members { members: options, .. } => {
                options.get(row as usize).map_or_else(String::new, |option| option.id.clone())
            }
            IssueKind::Range(range) => range.value(row).to_string(),
            IssueKind::Order { .. } => {
                self.item_and_place(row).map_or_else(String::new, |(item, place)| format!("{}.{}", item.id, place + 1))
            }
            IssueKind::YesNo => if row == 0 { "no" } else { "yes" }.to_owned(),
        }
    }

    /// The word of the JSON for its kind.
    #[must_use]
    pub const fn type_word(&self) -> &'static str {
        match &self.kind {
            IssueKind::Choice { .. } => "choice",
            IssueKind::Range(_) => "range",
            IssueKind::Members { .. } => "members",
            IssueKind::Order { .. } => "order",
            IssueKind::YesNo => "yes_no",
        }
    }

    /// The size test, where the issue has one.
    #[must_use]
    pub const fn size(&self) -> Option<SizeTest> {
        match &self.kind {
            IssueKind::Members { size, .. } => *size,
            _ => None,
        }
    }

    /// Whether the value has this row: it is that value, that member is chosen, or that item has that place.
    #[must_use]
    pub fn has_row(&self, value: Value, row: u32) -> bool {
        match &self.kind {
            IssueKind::Members { .. } => value.0 >> row & 1 == 1,
            IssueKind::Order { items } => {
                let n_items = u32::try_from(items.len()).unwrap_or(1).max(1);
                items_of(items.len(), value.0).get((row % n_items) as usize) == Some(&(row / n_items))
            }
            _ => value.0 == row,
        }
    }

    /// The values that have this row, ascending; of members, those of the member's own yes or no.
    #[must_use]
    pub fn values_of_row(&self, row: u32) -> Vec<u32> {
        match &self.kind {
            IssueKind::Members { .. } => vec![1],
            IssueKind::Order { .. } => (0..self.n_values()).filter(|value| self.has_row(Value(*value), row)).collect(),
            _ => vec![row],
        }
    }

    /// Whether this value passes the check, as the format's table of conditions has it.
    #[must_use]
    pub fn passes(&self, check: &Check, value: Value) -> bool {
        let Value(value) = value;
        match check {
            Check::OneOf(values) => values.binary_search(&value).is_ok(),
            Check::NoneOf(values) => values.binary_search(&value).is_err(),
            Check::Number(bound, number) => match &self.kind {
                IssueKind::Range(range) => bound.admits(range.value(value).cmp(number)),
                _ => false,
            },
            Check::Option(bound, option) => bound.admits(value.cmp(option)),
            Check::Includes(members) => value & members == *members,
            Check::IncludesAny(members) => value & members != 0,
            Check::Excludes(members) => value & members == 0,
            Check::Is(members) => value == *members,
            Check::Size(size) => size.admits(value.count_ones()),
            Check::Before(_) | Check::First(_) | Check::Last(_) => match &self.kind {
                IssueKind::Order { items } => orders(check, &items_of(items.len(), value)),
                _ => false,
            },
        }
    }
}

/// Whether an order passes a check of orders.
fn orders(check: &Check, items: &[u32]) -> bool {
    let is_among = |bits: u32, item: Option<&u32>| item.is_some_and(|item| bits >> item & 1 == 1);
    match check {
        Check::Before(wanted) => wanted.iter().map(|item| place_in(items, *item)).is_sorted(),
        Check::First(any) => is_among(*any, items.first()),
        Check::Last(any) => is_among(*any, items.last()),
        _ => false,
    }
}

impl Scenario {
    /// |D|: how many deals there are, coherent or not.
    #[must_use]
    pub fn n_deals(&self) -> BigUint {
        self.issues.iter().map(|issue| BigUint::from(issue.n_values())).product()
    }

    /// Terms that leave every issue open.
    #[must_use]
    pub fn open_terms(&self) -> Terms {
        IdVec::filled(None, self.issues.len())
    }

    /// Whether the deal has all of these terms.
    #[must_use]
    pub fn has_terms(&self, deal: &Deal, terms: &Terms) -> bool {
        terms.enumerate().all(|(issue, term)| term.is_none_or(|value| deal[issue] == value))
    }
}
