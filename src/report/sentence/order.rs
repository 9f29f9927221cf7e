//! Orders in words: what comes first, what next, what last.

use crate::report::layout::clean;
use crate::scenario::model::{Issue, Value};
use std::ops::RangeInclusive;

/// More orders than this are not listed one by one.
const MOST_LISTED: usize = 3;

/// Between the items of an order: `Border, then Election`.
pub const THEN: &str = ", then ";

/// An item at its place, from 1: `Border in place 2`.
#[must_use]
pub fn in_place(item: &str, place: u32) -> String {
    in_places(item, place..=place)
}

/// An item at one of several places, from 1: `Border in places 2 to 4`.
#[must_use]
pub fn in_places(item: &str, places: RangeInclusive<u32>) -> String {
    match places.into_inner() {
        (first, last) if first == last => format!("{item} in place {first}"),
        (first, last) if first + 1 == last => format!("{item} in place {first} or {last}"),
        (first, last) => format!("{item} in places {first} to {last}"),
    }
}

/// Some rows of an order, item by item: `Withdrawal in place 2 or 3`, `Amnesty in place 1`.
#[must_use]
pub fn rows(issue: &Issue, rows: &[u32]) -> Vec<String> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let item = |row: u32| issue.item_and_place(row).map(|(item, _)| &item.id);
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row && item(*last) == item(*row) => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let place = |row: u32| issue.item_and_place(row).map_or(0, |(_, place)| place + 1);
    let said = |(first, last): (u32, u32)| {
        let (item, _) = issue.item_and_place(first)?;
        Some(in_places(&clean(&item.title), place(first)..=place(last)))
    };
    runs.into_iter().filter_map(said).collect()
}

/// Some orders: each of a few, else how many and what they have in common: `6 orders, all with Amnesty in place 1`.
#[must_use]
pub fn some_of(issue: &Issue, values: &[u32]) -> Vec<String> {
    if values.len() <= MOST_LISTED {
        let one = |value: &u32| {
            let items = issue.in_order(Value(*value)).unwrap_or_default();
            items.into_iter().map(|item| clean(&item.title)).collect::<Vec<_>>().join(THEN)
        };
        return values.iter().map(one).collect();
    }
    let is_common = |row: &u32| values.iter().all(|value| issue.has_row(Value(*value), *row));
    let common: Vec<u32> = (0..issue.n_rows()).filter(is_common).collect();
    let n = values.len();
    let common = rows(issue, &common);
    vec![if common.is_empty() {
        format!("{n} orders")
    } else {
        format!("{n} orders, all with {}", common.join(" and "))
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::Scenario;

    #[test]
    fn orders_are_summed_up_by_item_and_place() {
        let text = "format = 1\ntitle = \"\"\n[party.a]\n[issue.s]\norder_of = { x = \"X\", y = \"Y\", z = \"Z\", w = \"W\" }\n";
        let scenario = Scenario::from_toml_str(text).unwrap();
        let issue = scenario.issues.iter().next().unwrap();
        assert_eq!(rows(issue, &[0, 1, 3, 4, 5, 6, 7]), ["X in place 1 or 2", "X in place 4", "Y in places 1 to 4"]);
        assert_eq!(some_of(issue, &[0, 23]), ["X, then Y, then Z, then W", "W, then Z, then Y, then X"]);
        assert_eq!(some_of(issue, &[0, 1, 2, 3, 4]), ["5 orders, all with X in place 1"]);
        assert_eq!(some_of(issue, &[0, 1, 2, 23]), ["4 orders"]);
    }
}
