//! The most probable deals of a walk, in their order: by probability to 12 significant digits, ties in deal order.

use std::cmp::Ordering;

/// A probability as ties see it: rounded to 12 significant digits.
#[must_use]
pub fn rounded(probability: f64) -> f64 {
    format!("{probability:.11e}").parse().unwrap_or(probability)
}

/// One of the most probable deals.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// P(d agreed).
    pub probability: f64,
    /// … to 12 significant digits.
    pub rounded: f64,
    /// The values of the variables.
    pub values: Vec<u32>,
}

/// The best deals so far.
#[derive(Clone, Debug)]
pub struct Best {
    most: usize,
    /// Best first.
    list: Vec<Candidate>,
}

impl Best {
    /// Keeps at most this many.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { most, list: Vec::new() }
    }

    /// Whether a deal of this probability could still enter; `false` is certain. Where `in_order` is set, deals come in
    /// deal order, so that a tie never enters.
    #[must_use]
    pub fn admits(&self, probability: f64, in_order: bool) -> bool {
        if probability <= 0.0 || self.most == 0 {
            return false;
        }
        match self.list.last() {
            Some(last) if self.list.len() >= self.most => {
                probability > last.probability || (!in_order && probability >= last.rounded * (1.0 - 1e-11))
            }
            _ => true,
        }
    }

    /// Whether it holds as many as it may.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.list.len() >= self.most
    }

    /// Offers a deal.
    pub fn offer(&mut self, probability: f64, values: Vec<u32>) {
        self.put(Candidate { probability, rounded: rounded(probability), values });
    }

    fn put(&mut self, candidate: Candidate) {
        let at = self.list.partition_point(|kept| order(kept, &candidate) == Ordering::Less);
        if at >= self.most || self.list.get(at).is_some_and(|kept| order(kept, &candidate) == Ordering::Equal) {
            return;
        }
        self.list.insert(at, candidate);
        self.list.truncate(self.most);
    }

    /// Takes in the deals of another walk.
    pub fn merge(&mut self, other: Self) {
        for candidate in other.list {
            self.put(candidate);
        }
    }

    /// Best first.
    #[must_use]
    pub fn list(&self) -> &[Candidate] {
        &self.list
    }
}

fn order(left: &Candidate, right: &Candidate) -> Ordering {
    right.rounded.total_cmp(&left.rounded).then_with(|| left.values.cmp(&right.values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_stand_in_deal_order() {
        let mut best = Best::new(2);
        best.offer(0.3, vec![2]);
        best.offer(0.1 + 0.2, vec![1]);
        best.offer(0.29, vec![0]);
        best.offer(0.3, vec![2]);
        assert_eq!(best.list().iter().map(|kept| kept.values[0]).collect::<Vec<_>>(), [1, 2]);
        assert!(!best.admits(0.3, true) && best.admits(0.3, false) && !best.admits(0.2, false));
    }
}
