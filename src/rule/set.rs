//! Sets of values of one variable, as ascending runs: {0, 1, 2, 7} of 10 values is `[0, 3) [7, 8)`.
//!
//! Runs keep a bound on a range of a million steps as small as one on three options.

/// A set of places, as half-open runs: ascending, apart from each other, none empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ValueSet {
    runs: Vec<(u32, u32)>,
}

impl ValueSet {
    /// The places from `first` up to and without `end`.
    #[must_use]
    pub fn run(first: u32, end: u32) -> Self {
        Self { runs: if first < end { vec![(first, end)] } else { Vec::new() } }
    }

    /// These places (ascending; doubles do no harm).
    #[must_use]
    pub fn of(places: impl IntoIterator<Item = u32>) -> Self {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for place in places {
            match runs.last_mut() {
                Some((_, end)) if *end > place => {}
                Some((_, end)) if *end == place => *end = place + 1,
                _ => runs.push((place, place + 1)),
            }
        }
        Self { runs }
    }

    /// All of the places from `first` up to and without `end` that are not in this set.
    #[must_use]
    pub fn complement(&self, first: u32, end: u32) -> Self {
        let mut runs = Vec::new();
        let mut from = first;
        for (start, stop) in &self.runs {
            if *start > from {
                runs.push((from, (*start).min(end)));
            }
            from = from.max(*stop);
        }
        if from < end {
            runs.push((from, end));
        }
        Self { runs: runs.into_iter().filter(|(start, stop)| start < stop).collect() }
    }

    /// The places of this set from `first` up to and without `end`.
    #[must_use]
    pub fn within(&self, first: u32, end: u32) -> Self {
        let cut = self.runs.iter().map(|(start, stop)| ((*start).max(first), (*stop).min(end)));
        Self { runs: cut.filter(|(start, stop)| start < stop).collect() }
    }

    /// Whether the place is in the set.
    #[must_use]
    pub fn contains(&self, place: u32) -> bool {
        let after = self.runs.partition_point(|(start, _)| *start <= place);
        after.checked_sub(1).and_then(|at| self.runs.get(at)).is_some_and(|(_, end)| place < *end)
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether it holds everything from `first` up to and without `end`.
    #[must_use]
    pub fn covers(&self, first: u32, end: u32) -> bool {
        self.runs.iter().any(|(start, stop)| *start <= first && end <= *stop)
    }

    /// Its runs.
    #[must_use]
    pub fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_sets() {
        let set = ValueSet::of([0, 1, 2, 7]);
        assert_eq!(set.runs(), [(0, 3), (7, 8)]);
        let inside: Vec<u32> = (0..10).filter(|place| set.contains(*place)).collect();
        assert_eq!(inside, [0, 1, 2, 7]);
        assert_eq!(set.complement(0, 10).runs(), [(3, 7), (8, 10)]);
        assert_eq!(set.complement(1, 8).runs(), [(3, 7)]);
        assert_eq!(set.complement(0, 10).complement(0, 10), set);
        assert_eq!(set.within(2, 8).runs(), [(2, 3), (7, 8)]);
        assert!(set.covers(1, 3) && !set.covers(1, 4) && ValueSet::default().complement(0, 4).covers(0, 4));
    }
}
