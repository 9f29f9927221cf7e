//! A reservation as clauses: that a sum of points reaches what its party needs.
//!
//! The sum is settled item by item (a variable's class of values, then a bonus). After each, what still matters is whether
//! the rest can make up for what is missing, and sums that lie between the same two thresholds need the same rest: they
//! share one literal. The literal of a sum implies that the rest suffices, which is the one polarity that is needed.
//!
//! Example: price 0, 40 or 70 points and delivery 0 or 30; needed are 70. After a price of 0 nothing suffices; after one of
//! 40 the delivery has to give 30; after one of 70 anything does.
//!
//! Source: I. Abío, R. Nieuwenhuis, A. Oliveras, E. Rodríguez-Carbonell, V. Mayer-Eichberger, *A new look at BDDs for
//! pseudo-Boolean constraints*, Journal of Artificial Intelligence Research 45, 2012.

use crate::engine::exact::scale::Scale;
use crate::engine::solve::satisfy::{Satisfier, literal};
use crate::rule::formula::NodeId;
use crate::scenario::id::VoiceId;
use batsat::Lit;
use std::collections::BTreeMap;

/// Sums that are told apart, of one party.
const MAX_SUMS: usize = 200_000;
/// Items of one sum: as deep the search goes.
const MAX_ITEMS: usize = 2_000;

/// What adds points: a variable, by its classes of values; or a bonus, where its condition holds.
enum Item {
    Variable(Vec<(Lit, i64)>),
    Bonus(NodeId, i64),
}

impl Item {
    fn range(&self) -> (i64, i64) {
        match self {
            Self::Variable(classes) => {
                let points = || classes.iter().map(|(_, points)| *points);
                (points().min().unwrap_or(0), points().max().unwrap_or(0))
            }
            Self::Bonus(_, points) => ((*points).min(0), (*points).max(0)),
        }
    }
}

/// The literal of all sums from `low` to `high`, so far: the rest suffices.
#[derive(Clone, Copy)]
struct Rest {
    literal: Lit,
    low: i64,
    high: i64,
}

/// A sum on its way into clauses.
struct Reaching<'s, 'a> {
    satisfier: &'s mut Satisfier<'a>,
    items: Vec<Item>,
    needed: i64,
    /// What the items from each place on add at least and at most.
    least: Vec<i64>,
    most: Vec<i64>,
    /// By place, and there by the lowest sum.
    known: Vec<BTreeMap<i64, Rest>>,
    left: usize,
}

impl Satisfier<'_> {
    /// A literal that implies that the party's points, as this voice has them, reach its reservation; none if too many
    /// sums are told apart.
    pub(super) fn reaches(&mut self, scale: &Scale, voice: VoiceId) -> Option<Lit> {
        let mut sum = 0;
        let mut items = Vec::new();
        let domains = self.lowered.formulas.domains();
        for ((classes, points), domain) in self.classes.iter().zip(&scale.of_value).zip(domains) {
            let of = |value: u32| points.get((value.saturating_sub(domain.first)) as usize).copied().unwrap_or(0);
            let all: Vec<(Lit, i64)> = classes.iter().map(|(value, class)| (*class, of(*value))).collect();
            let base = all.iter().map(|(_, points)| *points).min().unwrap_or(0);
            sum += base;
            if all.iter().any(|(_, points)| *points != base) {
                items.push(Item::Variable(all.into_iter().map(|(class, points)| (class, points - base)).collect()));
            }
        }
        for (given, points) in scale.bonuses_of(voice) {
            match *given {
                NodeId::FALSE => {}
                NodeId::TRUE => sum += points,
                given => items.push(Item::Bonus(given, *points)),
            }
        }
        if items.len() > MAX_ITEMS {
            return None;
        }
        // What moves most comes first: fewer sums are then undecided later on.
        items.sort_by_key(|item| std::cmp::Reverse(item.range().1 - item.range().0));
        let (mut least, mut most) = (vec![0_i64], vec![0_i64]);
        for item in items.iter().rev() {
            let (low, high) = item.range();
            least.push(least.last().copied().unwrap_or(0) + low);
            most.push(most.last().copied().unwrap_or(0) + high);
        }
        least.reverse();
        most.reverse();
        let known = vec![BTreeMap::new(); items.len()];
        let mut reaching =
            Reaching { satisfier: self, items, needed: scale.needed, least, most, known, left: MAX_SUMS };
        reaching.rest(0, sum).map(|rest| rest.literal)
    }
}

impl Reaching<'_, '_> {
    /// What stands for this sum before the item at this place.
    fn rest(&mut self, at: usize, sum: i64) -> Option<Rest> {
        let always = self.satisfier.always;
        let (least, most) = (*self.least.get(at)?, *self.most.get(at)?);
        if sum >= self.needed - least {
            return Some(Rest { literal: always, low: self.needed - least, high: i64::MAX / 4 });
        }
        if sum < self.needed - most {
            return Some(Rest { literal: !always, low: i64::MIN / 4, high: self.needed - most - 1 });
        }
        let known = self.known.get(at)?.range(..=sum).next_back().map(|(_, rest)| *rest);
        if let Some(rest) = known.filter(|rest| sum <= rest.high) {
            return Some(rest);
        }
        self.left = self.left.checked_sub(1)?;
        let added: Vec<i64> = match self.items.get(at)? {
            Item::Variable(classes) => classes.iter().map(|(_, points)| *points).collect(),
            Item::Bonus(_, points) => vec![0, *points],
        };
        let mut next = Vec::with_capacity(added.len());
        let (mut low, mut high) = (i64::MIN / 4, i64::MAX / 4);
        for points in added {
            let rest = self.rest(at + 1, sum + points)?;
            low = low.max(rest.low - points);
            high = high.min(rest.high - points);
            next.push(rest.literal);
        }
        let literal = match next.first() {
            Some(first) if next.iter().all(|other| other == first) => *first,
            _ => self.clauses(at, &next)?,
        };
        let rest = Rest { literal, low, high };
        self.known.get_mut(at)?.insert(low, rest);
        Some(rest)
    }

    /// A literal under which what follows the item suffices, whatever the item adds.
    fn clauses(&mut self, at: usize, next: &[Lit]) -> Option<Lit> {
        let here = literal(&mut self.satisfier.solver);
        match self.items.get(at)? {
            Item::Variable(classes) => {
                for ((class, _), next) in classes.iter().zip(next) {
                    self.satisfier.clause(&[!here, !*class, *next]);
                }
            }
            Item::Bonus(given, points) => {
                let [without, with] = next else { return None };
                // The better of the two needs its reason; what suffices with the worse suffices with the better.
                let (worse, better, reason) = if *points > 0 {
                    (*without, *with, self.satisfier.implies(*given, true))
                } else {
                    (*with, *without, self.satisfier.implies(*given, false))
                };
                self.satisfier.clause(&[!here, worse, reason]);
                self.satisfier.clause(&[!here, worse, better]);
            }
        }
        Some(here)
    }
}
