//! Orders in words: what comes first, what next, what last.

use std::ops::RangeInclusive;

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
