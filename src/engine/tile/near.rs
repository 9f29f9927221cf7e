//! The deals nearest to some drafts: the agreed ones at the least distance, and the most probable ones where none is
//! agreed, for all drafts in one walk.
//!
//! The distance of a deal from a draft is the number of the draft's issues in which they differ; open issues do not
//! count. The draft `{ site = "south", jobs = "none", fund = 30 }` is at distance 1 from the agreed deal with half of the
//! jobs. On a tile the distances of 64 deals are added up at once, bit by bit: one word says where an issue differs, and
//! a ripple of half adders counts the issues.
#![expect(clippy::indexing_slicing, reason = "a kernel: lanes, issues and drafts are counted by the walk")]

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::survey::is_within_reach;
use crate::engine::tile::best::rounded;
use crate::engine::tile::judge::{Bench, Judge, LANES, WORDS};
use crate::engine::tile::walk::{Visitor, Walk, each};
use crate::rule::lower::{Lowered, lower};
use crate::rule::set::ValueSet;
use crate::scenario::model::{Deal, Scenario, Terms};
use crate::space::deal::{deal, settled};
use crate::space::layout::{Layout, Place};

/// The deals of one kind that are nearest to a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nearest {
    /// In how many of the draft's issues they differ from it.
    pub distance: usize,
    /// How many there are at this distance.
    pub count: u64,
    /// The first of them in deal order.
    pub deals: Vec<Deal>,
}

/// What one walk found for all drafts.
#[derive(Clone, PartialEq, Debug)]
pub enum NearestDeals {
    /// Some deals are agreed: the nearest of them, a draft at a time.
    Agreed(Vec<Nearest>),
    /// None is: the nearest of the most probable ones (ties to 12 digits).
    Likely(Vec<Nearest>),
    /// No coherent deal has a probability above zero, or probabilities are not known.
    Nothing,
}

/// Finds the deals nearest to each draft, at most `effort.top` of each listed. None if the space is out of reach or the
/// walk was cut.
#[must_use]
pub fn nearest(scenario: &Scenario, drafts: &[Terms], effort: &Effort, deadline: Deadline) -> Option<NearestDeals> {
    let lowered = lower(scenario);
    let judge = Judge::new(scenario, &lowered);
    let deals = Layout::n_deals(lowered.formulas.domains()).filter(|_| is_within_reach(&judge, effort.engine))?;
    effort.watch.begin(deals);
    let walk = Walk::new(&judge);
    let measures: Vec<Measure> = drafts.iter().map(|terms| Measure::new(&walk, terms)).collect();
    let kept = (effort.top * drafts.len()) as u64 * (lowered.variables.len() as u64 * 4 + 32);
    let begin = || Strand::new(&measures, effort.top);
    let (strands, whole) = walk.run(effort, deadline, (1 << 20) + 2 * kept, begin);
    if !whole {
        return None;
    }
    let mut all = begin();
    for strand in strands {
        all.merge(strand);
    }
    Some(all.found(&lowered))
}

/// How far the deals of a tile are from one draft.
#[derive(Debug)]
struct Measure {
    issues: Vec<SettledIssue>,
}

/// One settled issue of a draft: its variables by where they stand in a tile.
#[derive(Debug)]
struct SettledIssue {
    /// Those that stand still, with their values.
    outer: Vec<(usize, u32)>,
    /// The value of the paged variable, where the issue has it.
    paged: Option<u32>,
    /// Where the inner variables differ, the same in every tile; none if the issue has no inner variable.
    inner: Option<Vec<u64>>,
}

impl Measure {
    fn new(walk: &Walk, terms: &Terms) -> Self {
        let (lowered, layout) = (walk.judge.lowered, &walk.layout);
        let widest = Place { outer: layout.place(0).outer, page: (0, LANES as u32 / layout.n_inner()) };
        let values = settled(lowered, terms);
        let issue = |(range, values): (&std::ops::Range<usize>, Vec<u32>)| {
            let mut issue = SettledIssue { outer: Vec::new(), paged: None, inner: None };
            for (variable, value) in range.clone().zip(values) {
                if variable < layout.n_outer() {
                    issue.outer.push((variable, value));
                } else if layout.paged() == Some(variable) {
                    issue.paged = Some(value);
                } else {
                    let mut same = vec![0; WORDS];
                    layout.fill(&widest, variable, &ValueSet::of([value]), &mut same);
                    let differs = issue.inner.get_or_insert_with(|| vec![0; WORDS]);
                    for (differs, same) in differs.iter_mut().zip(same) {
                        *differs |= !same;
                    }
                }
            }
            issue
        };
        let all = lowered.of_issue.iter().zip(values).filter_map(|(range, values)| Some(issue((range, values?))));
        Self { issues: all.collect() }
    }

    /// In a tile: how many issues differ on all of it, and for the others where they do.
    fn on<'a>(&'a self, walk: &Walk, place: &Place, paged: &'a mut Vec<Vec<u64>>) -> (usize, Vec<&'a [u64]>) {
        let mut everywhere = 0;
        let mut inner: Vec<&[u64]> = Vec::new();
        paged.clear();
        for issue in &self.issues {
            if issue.outer.iter().any(|(variable, value)| place.outer[*variable] != *value) {
                everywhere += 1;
            } else if let (Some(value), Some(variable)) = (issue.paged, walk.layout.paged()) {
                let mut differs = vec![0; WORDS];
                walk.layout.fill(place, variable, &ValueSet::of([value]), &mut differs);
                for (at, word) in differs.iter_mut().enumerate() {
                    *word = !*word | issue.inner.as_ref().map_or(0, |inner| inner[at]);
                }
                paged.push(differs);
            } else if let Some(differs) = &issue.inner {
                inner.push(differs);
            }
        }
        inner.extend(paged.iter().map(Vec::as_slice));
        (everywhere, inner)
    }
}

/// The bits of a number of issues: a scenario has at most 1,000.
const BITS: usize = 10;

/// How many of these words have each bit, 64 numbers at once: bit k of all numbers is word k.
fn add_up(planes: &[&[u64]], at: usize) -> [u64; BITS] {
    let mut sums = [0_u64; BITS];
    for plane in planes {
        let mut carry = plane[at];
        for sum in &mut sums {
            if carry == 0 {
                break;
            }
            (*sum, carry) = (*sum ^ carry, *sum & carry);
        }
    }
    sums
}

/// The lanes whose number is this.
fn equal(sums: &[u64; BITS], number: usize) -> u64 {
    let bits = sums.iter().enumerate();
    bits.fold(u64::MAX, |lanes, (bit, sum)| lanes & if number >> bit & 1 == 1 { *sum } else { !*sum })
}

/// The nearest deals that one strand has seen, for one draft.
#[derive(Clone, Debug)]
struct Near {
    distance: usize,
    count: u64,
    values: Vec<Vec<u32>>,
}

impl Near {
    const NONE: Self = Self { distance: usize::MAX, count: 0, values: Vec::new() };

    /// Looks at the deals of one word: `base` issues differ on all of them, and `sums` more.
    fn look(
        &mut self,
        top: usize,
        lanes: u64,
        (base, most): (usize, usize),
        sums: &[u64; BITS],
        values: &dyn Fn(usize) -> Vec<u32>,
    ) {
        let mut rest = lanes;
        for more in 0..=most {
            if rest == 0 || base + more > self.distance {
                return;
            }
            let here = rest & equal(sums, more);
            rest &= !here;
            if here == 0 {
                continue;
            }
            if base + more < self.distance {
                *self = Self { distance: base + more, ..Self::NONE };
            }
            self.count += u64::from(here.count_ones());
            if self.values.len() < top {
                each(here, |bit| {
                    if self.values.len() < top {
                        self.values.push(values(bit));
                    }
                });
            }
        }
    }

    /// Takes in what a later strand has seen.
    fn merge(&mut self, later: Self, top: usize) {
        if later.distance < self.distance {
            *self = later;
        } else if later.distance == self.distance {
            self.count += later.count;
            self.values.extend(later.values);
            self.values.truncate(top);
        }
    }

    fn found(self, lowered: &Lowered) -> Nearest {
        let deals = self.values.iter().map(|values| deal(lowered, values)).collect();
        Nearest { distance: self.distance, count: self.count, deals }
    }
}

/// What one strand has seen.
struct Strand<'m> {
    measures: &'m [Measure],
    top: usize,
    has_agreed: bool,
    agreed: Vec<Near>,
    /// The highest probability so far, to 12 digits, and the nearest deals that have it.
    highest: f64,
    likely: Vec<Near>,
    /// The last probability that was rounded, and what came out.
    last: (f64, f64),
}

impl<'m> Strand<'m> {
    fn new(measures: &'m [Measure], top: usize) -> Self {
        let none = vec![Near::NONE; measures.len()];
        Self { measures, top, has_agreed: false, agreed: none.clone(), highest: 0.0, likely: none, last: (0.0, 0.0) }
    }

    /// The lanes of a word whose probability is the highest seen so far. A new highest forgets what was near before.
    fn likeliest(&mut self, bench: &Bench, at: usize) -> u64 {
        let mut lanes = 0;
        each(bench.likely[at], |bit| {
            let probability = bench.probability[at * 64 + bit];
            if probability <= 0.0 || probability < self.highest * (1.0 - 1e-11) {
                return;
            }
            if probability.to_bits() != self.last.0.to_bits() {
                self.last = (probability, rounded(probability));
            }
            if self.last.1 > self.highest {
                self.highest = self.last.1;
                self.likely.fill(Near::NONE);
                lanes = 0;
            }
            if self.last.1 >= self.highest {
                lanes |= 1 << bit;
            }
        });
        lanes
    }

    /// Takes in what a later strand has seen.
    fn merge(&mut self, later: Self) {
        self.has_agreed |= later.has_agreed;
        for (ours, theirs) in self.agreed.iter_mut().zip(later.agreed) {
            ours.merge(theirs, self.top);
        }
        if later.highest > self.highest {
            (self.highest, self.likely) = (later.highest, later.likely);
        } else if later.highest >= self.highest {
            for (ours, theirs) in self.likely.iter_mut().zip(later.likely) {
                ours.merge(theirs, self.top);
            }
        }
    }

    fn found(self, lowered: &Lowered) -> NearestDeals {
        let all = |near: Vec<Near>| near.into_iter().map(|near| near.found(lowered)).collect();
        if self.has_agreed {
            NearestDeals::Agreed(all(self.agreed))
        } else if self.highest > 0.0 {
            NearestDeals::Likely(all(self.likely))
        } else {
            NearestDeals::Nothing
        }
    }
}

impl Visitor for Strand<'_> {
    fn visit(&mut self, walk: &Walk, bench: &mut Bench, place: &Place) {
        walk.judge.judge(bench);
        self.has_agreed |= bench.agreed.iter().take(bench.words).any(|word| *word != 0);
        // Once a deal is agreed, the most probable ones are no longer asked for.
        if !self.has_agreed {
            walk.judge.judge_probability(bench);
        }
        let measures = self.measures;
        let mut paged = vec![Vec::new(); measures.len()];
        let planes: Vec<_> =
            measures.iter().zip(&mut paged).map(|(measure, paged)| measure.on(walk, place, paged)).collect();
        for at in 0..bench.words {
            let agreed = bench.agreed[at];
            let likely = if self.has_agreed { 0 } else { self.likeliest(bench, at) };
            if agreed | likely == 0 {
                continue;
            }
            let values = |bit: usize| walk.layout.values(place, (at * 64 + bit) as u32);
            for (draft, (base, planes)) in planes.iter().enumerate() {
                let sums = add_up(planes, at);
                let range = (*base, planes.len());
                self.agreed[draft].look(self.top, agreed, range, &sums, &values);
                self.likely[draft].look(self.top, likely, range, &sums, &values);
            }
        }
    }

    fn finish(&mut self, _walk: &Walk) {}
}
