//! Things that differ in one place at a time, told as one: in each place all that stand there.
//!
//! Deals are rows of values, and a place is an issue: `(north, half, 0)`, `(north, half, 30)`, `(south, half, 0)`,
//! `(south, half, 30)` become *north or south, half, 0 or 30*. Conflicts and unlocks are sets of demands, which have no
//! places of their own: `{a, b}` and `{a, c}` become *a, and b or c*. A fold stands for exactly the rows it was made of:
//! every choice from its places is one of them, and no other row is.

/// Several rows as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fold<T> {
    /// In each place what may stand there, in order.
    pub places: Vec<Vec<T>>,
    /// The rows it was made of, by their places in the list.
    pub rows: Vec<usize>,
}

/// Folds rows whose places mean something, such as deals: in file order, by the first of each.
#[must_use]
pub fn rows<T: Ord + Copy>(rows: &[Vec<T>]) -> Vec<Fold<T>> {
    fold(rows, in_place)
}

/// Folds sets, such as conflicts: those of one size that differ in one thing.
#[must_use]
pub fn sets<T: Ord + Copy>(sets: &[Vec<T>]) -> Vec<Fold<T>> {
    fold(sets, anywhere)
}

type Joined<T> = Option<Vec<Vec<T>>>;

fn fold<T: Ord + Copy>(rows: &[Vec<T>], join: impl Fn(&[Vec<T>], &[Vec<T>]) -> Joined<T>) -> Vec<Fold<T>> {
    let single =
        |(at, row): (usize, &Vec<T>)| Fold { places: row.iter().map(|one| vec![*one]).collect(), rows: vec![at] };
    let mut folds: Vec<Fold<T>> = rows.iter().enumerate().map(single).collect();
    loop {
        let n_before = folds.len();
        let mut kept: Vec<Fold<T>> = Vec::new();
        for one in folds {
            let joined = kept.iter_mut().find_map(|known| {
                let places = join(&known.places, &one.places)?;
                Some((known, places))
            });
            match joined {
                Some((known, places)) => {
                    known.places = places;
                    known.rows.extend(&one.rows);
                }
                None => kept.push(one),
            }
        }
        folds = kept;
        if folds.len() == n_before {
            folds.iter_mut().for_each(|one| one.rows.sort_unstable());
            folds.sort_by_key(|one| one.rows.first().copied());
            return folds;
        }
    }
}

/// Both as one, where they differ in a single place.
fn in_place<T: Ord + Copy>(one: &[Vec<T>], other: &[Vec<T>]) -> Joined<T> {
    if one.len() != other.len() {
        return None;
    }
    let mut apart = one.iter().zip(other).enumerate().filter(|(_, (left, right))| left != right);
    let (at, (left, right)) = apart.next()?;
    if apart.next().is_some() || left.iter().any(|value| right.contains(value)) {
        return None;
    }
    let mut places = one.to_vec();
    places.get_mut(at)?.extend(right);
    places.get_mut(at)?.sort_unstable();
    Some(places)
}

/// Both as one, where all places but one of each are alike, wherever they stand.
fn anywhere<T: Ord + Copy>(one: &[Vec<T>], other: &[Vec<T>]) -> Joined<T> {
    let own = |places: &[Vec<T>], others: &[Vec<T>]| {
        let mut own = places.iter().filter(|place| !others.contains(place));
        match (own.next(), own.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    };
    if one.len() != other.len() {
        return None;
    }
    let (left, right) = (own(one, other)?, own(other, one)?);
    let mut places: Vec<Vec<T>> = one.iter().filter(|place| **place != left).cloned().collect();
    let mut both = left;
    both.extend(&right);
    both.sort_unstable();
    // What stands twice would make a choice that is no set of this size.
    let stands_twice = both.windows(2).any(|pair| matches!(pair, [left, right] if left == right));
    if stands_twice || places.iter().flatten().any(|thing| both.contains(thing)) {
        return None;
    }
    places.push(both);
    places.sort();
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every choice from the places.
    fn choices(fold: &Fold<u32>) -> Vec<Vec<u32>> {
        fold.places.iter().fold(vec![Vec::new()], |rows, place| {
            rows.iter().flat_map(|row| place.iter().map(move |one| [row.as_slice(), &[*one]].concat())).collect()
        })
    }

    #[test]
    fn a_block_of_deals_is_one_and_what_is_left_over_stands_apart() {
        let deals = [[0, 1, 0], [0, 1, 1], [2, 1, 0], [2, 1, 1], [2, 0, 1]].map(Vec::from);
        let folds = rows(&deals);
        assert_eq!(folds.len(), 2);
        assert_eq!(folds[0].places, [vec![0, 2], vec![1], vec![0, 1]]);
        assert_eq!((folds[0].rows.as_slice(), folds[1].rows.as_slice()), (&[0, 1, 2, 3][..], &[4][..]));
    }

    #[test]
    fn a_pattern_of_sets_names_the_one_thing_in_which_they_differ() {
        let conflicts = [vec![0, 6], vec![0, 11], vec![1, 13], vec![0, 2, 5]];
        let folds = sets(&conflicts);
        assert_eq!(folds[0].places, [vec![0], vec![6, 11]]);
        assert_eq!(folds.len(), 3);
        // Of a triangle no fold may make a set of two equal things.
        assert_eq!(sets(&[vec![0, 1], vec![1, 2], vec![0, 2]]).len(), 2);
    }

    #[test]
    fn a_fold_stands_for_exactly_the_rows_it_was_made_of() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..300 {
            let deals: BTreeSet<Vec<u32>> =
                (0..1 + next(20)).map(|_| (0..3).map(|_| u32::try_from(next(3)).unwrap()).collect()).collect();
            let deals: Vec<Vec<u32>> = deals.into_iter().collect();
            let mut back: Vec<Vec<u32>> = rows(&deals).iter().flat_map(choices).collect();
            back.sort();
            assert_eq!(back, deals);

            let subsets: BTreeSet<BTreeSet<u32>> = (0..1 + next(12))
                .map(|_| (0..1 + next(4)).map(|_| u32::try_from(next(6)).unwrap()).collect())
                .collect();
            let lists: Vec<Vec<u32>> = subsets.iter().map(|set| set.iter().copied().collect()).collect();
            let folds = sets(&lists);
            let back: Vec<BTreeSet<u32>> =
                folds.iter().flat_map(choices).map(|row| row.into_iter().collect()).collect();
            assert_eq!(back.len(), subsets.len(), "{folds:?}");
            assert_eq!(back.into_iter().collect::<BTreeSet<_>>(), subsets);
        }
    }
}
