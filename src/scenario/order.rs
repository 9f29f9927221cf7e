//! Orders of up to seven items, numbered as a dictionary lists them.
//!
//! Of three items 0, 1, 2 there are six orders: 012, 021, 102, 120, 201, 210, and the number of 120 is 3. Two orders begin
//! with each item, one with each two: 3 = 1 · 2 + 1 · 1 + 0, the item at each place counted among those not yet named
//! (Lehmer's code).

/// The most items that an order may have: 5,040 orders.
pub const MOST_ITEMS: usize = 7;

/// How many orders of so many items there are.
#[must_use]
pub fn n_orders(n_items: usize) -> u32 {
    (1..).take(n_items.min(MOST_ITEMS)).product()
}

/// The items of an order, first to last, from its number.
#[must_use]
pub fn items_of(n_items: usize, number: u32) -> Vec<u32> {
    let mut left: Vec<u32> = (0..).take(n_items.min(MOST_ITEMS)).collect();
    let (mut rest, mut items) = (number % n_orders(n_items), Vec::with_capacity(left.len()));
    while !left.is_empty() {
        let behind = n_orders(left.len() - 1);
        items.push(left.remove((rest / behind) as usize));
        rest %= behind;
    }
    items
}

/// The number of an order of all items from 0 on; none if they are not each named once.
#[must_use]
pub fn number_of(items: &[u32]) -> Option<u32> {
    let mut left: Vec<u32> = (0..).take(items.len()).collect();
    let mut number = 0;
    for item in items {
        let at = left.iter().position(|one| one == item)?;
        left.remove(at);
        number += u32::try_from(at).ok()? * n_orders(left.len());
    }
    Some(number)
}

/// At which place, from 0, an order has an item; none if it is none of its items.
#[must_use]
pub fn place_in(items: &[u32], item: u32) -> Option<usize> {
    items.iter().position(|one| *one == item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_numbered_as_a_dictionary_lists_them() {
        let all: Vec<Vec<u32>> = (0..6).map(|number| items_of(3, number)).collect();
        assert_eq!(all, [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]);
        for n_items in 2..=MOST_ITEMS {
            let all: Vec<Vec<u32>> = (0..n_orders(n_items)).map(|number| items_of(n_items, number)).collect();
            assert!(all.is_sorted(), "{n_items} items");
            assert!(all.iter().zip(0..).all(|(items, number)| number_of(items) == Some(number)), "{n_items} items");
        }
        assert_eq!((n_orders(7), number_of(&[0, 0]), number_of(&[0, 2])), (5_040, None, None));
        assert_eq!((place_in(&[2, 0, 1], 0), place_in(&[2, 0, 1], 3)), (Some(1), None));
    }
}
