//! Drafts beside each other where the answer hangs on assumptions: their completions and the deals nearest to them, judged
//! deal by deal by the oracle.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::joint::{Judged, each};
use crate::engine::tile::best::rounded;
use crate::engine::tile::completion::Completions;
use crate::engine::tile::near::{Nearest, NearestDeals};
use crate::rule::lower::Lowered;
use crate::scenario::id::{DemandId, IdVec, PartyId};
use crate::scenario::model::{Deal, Scenario, Terms};

/// A deal and what it is worth to a party.
type Points = (f64, Deal);
/// The deals of a party's lowest and highest utility.
type Ends = (Points, Points);

#[derive(Clone)]
struct Seen {
    n: u64,
    agreed: u64,
    accepts: Vec<u64>,
    always: Option<Vec<DemandId>>,
    best: Option<(f64, Deal)>,
    extremes: Vec<Option<Ends>>,
}

/// The completions of the terms that the scenario has fixed; none where the deals are too many, or the walk was cut.
#[must_use]
pub fn completions(scenario: &Scenario, lowered: &Lowered, effort: &Effort, deadline: Deadline) -> Option<Completions> {
    let n_parties = scenario.parties.len();
    let begin = || Seen {
        n: 0,
        agreed: 0,
        accepts: vec![0; n_parties],
        always: None,
        best: None,
        extremes: vec![None; n_parties],
    };
    let see = |seen: &mut Seen, _: &[u32], deal: &Deal, Judged { together: judgement, .. }: Judged<'_>| {
        seen.n += 1;
        seen.agreed += u64::from(judgement.agreed);
        for (count, accepts) in seen.accepts.iter_mut().zip(&judgement.accepts) {
            *count += u64::from(*accepts);
        }
        seen.cross(&judgement.crossed);
        seen.better(judgement.probability.map(|p| (p, deal.clone())));
        for ((party, utility), extreme) in judgement.utility.enumerate().zip(&mut seen.extremes) {
            if let Some(points) = utility.filter(|_| scenario.parties[party].has_utility()) {
                widen(extreme, (points, deal.clone()), (points, deal.clone()));
            }
        }
    };
    let all = each(scenario, lowered, (&effort.watch, deadline), begin, see, Seen::merge)?;
    Some(Completions {
        n: all.n,
        agreed: all.agreed,
        accepts: all.accepts.into_iter().collect::<IdVec<PartyId, u64>>(),
        crossed: all.always.unwrap_or_default().into_iter().map(|demand| lowered.demands[demand].clone()).collect(),
        best: all.best.map(|(_, deal)| deal),
        extremes: all.extremes.into_iter().map(|one| one.map(|((_, low), (_, high))| (low, high))).collect(),
    })
}

fn widen(extreme: &mut Option<Ends>, low: Points, high: Points) {
    match extreme {
        None => *extreme = Some((low, high)),
        Some((lowest, highest)) => {
            if low.0 < lowest.0 {
                *lowest = low;
            }
            if high.0 > highest.0 {
                *highest = high;
            }
        }
    }
}

impl Seen {
    fn cross(&mut self, crossed: &[DemandId]) {
        match &mut self.always {
            None => self.always = Some(crossed.to_vec()),
            Some(always) => always.retain(|demand| crossed.contains(demand)),
        }
    }

    fn better(&mut self, other: Option<(f64, Deal)>) {
        let Some((probability, deal)) = other else { return };
        if self.best.as_ref().is_none_or(|(best, _)| rounded(probability) > rounded(*best)) {
            self.best = Some((probability, deal));
        }
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.agreed += other.agreed;
        for (ours, theirs) in self.accepts.iter_mut().zip(&other.accepts) {
            *ours += theirs;
        }
        if let Some(crossed) = &other.always {
            self.cross(crossed);
        }
        self.better(other.best);
        for (ours, theirs) in self.extremes.iter_mut().zip(other.extremes) {
            if let Some((low, high)) = theirs {
                widen(ours, low, high);
            }
        }
    }
}

/// The nearest deals of one kind to each draft so far.
type Near = Vec<Option<Nearest>>;

/// The agreed deals nearest to each draft, or the most probable ones where none is agreed.
#[must_use]
pub fn nearest(
    scenario: &Scenario,
    lowered: &Lowered,
    drafts: &[Terms],
    effort: &Effort,
    deadline: Deadline,
) -> Option<NearestDeals> {
    let begin = || (vec![None; drafts.len()], (0.0_f64, vec![None; drafts.len()]));
    let offer = |near: &mut Near, deal: &Deal| {
        for (kept, terms) in near.iter_mut().zip(drafts) {
            let differs = terms.iter().zip(deal).filter(|(term, value)| term.is_some_and(|term| term != **value));
            put(kept, &Nearest { distance: differs.count(), count: 1, deals: vec![deal.clone()] }, effort.top);
        }
    };
    let see = |(agreed, (best, likely)): &mut (Near, (f64, Near)),
               _: &[u32],
               deal: &Deal,
               Judged { together: judgement, .. }: Judged<'_>| {
        if judgement.agreed {
            offer(agreed, deal);
        }
        let probability = judgement.probability.map_or(0.0, rounded);
        if probability > *best {
            *best = probability;
            likely.fill(None);
        }
        if probability > 0.0 && probability >= *best {
            offer(likely, deal);
        }
    };
    let join = |ours: &mut Near, theirs: Near| {
        for (ours, theirs) in ours.iter_mut().zip(theirs) {
            if let Some(theirs) = theirs {
                put(ours, &theirs, effort.top);
            }
        }
    };
    let merge = |all: &mut (Near, (f64, Near)), (agreed, (best, likely)): (Near, (f64, Near))| {
        join(&mut all.0, agreed);
        let (so_far, kept) = &mut all.1;
        if best > *so_far {
            (*so_far, *kept) = (best, likely);
        } else if best >= *so_far && best > 0.0 {
            join(kept, likely);
        }
    };
    let (agreed, (_, likely)) = each(scenario, lowered, (&effort.watch, deadline), begin, see, merge)?;
    let whole = |near: Near| near.into_iter().collect::<Option<Vec<Nearest>>>().filter(|near| !near.is_empty());
    Some(match (whole(agreed), whole(likely)) {
        (Some(near), _) => NearestDeals::Agreed(near),
        (None, Some(near)) => NearestDeals::Likely(near),
        (None, None) => NearestDeals::Nothing,
    })
}

/// Keeps the nearer of two, or both together where they are at the same distance.
fn put(kept: &mut Option<Nearest>, other: &Nearest, top: usize) {
    match kept {
        Some(known) if known.distance < other.distance => {}
        Some(known) if known.distance == other.distance => {
            known.count += other.count;
            let room = top.saturating_sub(known.deals.len());
            known.deals.extend(other.deals.iter().take(room).cloned());
        }
        _ => *kept = Some(Nearest { deals: other.deals.iter().take(top).cloned().collect(), ..other.clone() }),
    }
}
