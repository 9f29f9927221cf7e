//! How each kind of figure was had, read off what was found: counts, verdicts, probabilities and the rest, each by itself.

use crate::analysis::coalition::sets::SetsFindings;
use crate::analysis::comparison::Comparison;
use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::Acceptance;
use crate::analysis::frontier::findings::FrontierFindings;
use crate::engine::ask::answer::{Count, Provenance, Share};
use crate::engine::ask::kinds::{FigureKind, FigureKinds};
use crate::scenario::model::Verdict;
use num_bigint::BigUint;

fn is_none(count: &Count) -> bool {
    *count == Count::Exact(BigUint::ZERO)
}

/// A share that there is, or that nothing has.
fn of_share(share: Share, is_empty: bool) -> FigureKind {
    match share {
        _ if is_empty => FigureKind::Exact,
        Share { value: None, .. } => FigureKind::Undecided,
        Share { interval: Some(_), .. } => FigureKind::Estimate,
        Share { .. } => FigureKind::Exact,
    }
}

/// Of `run`.
#[must_use]
pub fn of_acceptance(found: &Acceptance) -> FigureKinds {
    let (zone, is_empty) = (&found.zone, is_none(&found.coherent));
    let counts = FigureKind::of(&found.coherent).max(FigureKind::of(&zone.agreed));
    let is_proved = found.proved || counts == FigureKind::Exact;
    let rows = || found.issues.iter().flatten();
    // What no agreed deal has was seen among samples alone, and so was how likely it could be.
    let is_best_proved = |verdict| matches!(verdict, Verdict::Certain | Verdict::Possible | Verdict::Impossible);
    let best = match zone.best_probability {
        _ if is_empty => FigureKind::Exact,
        None => FigureKind::Undecided,
        Some(_) if counts == FigureKind::Exact => FigureKind::Exact,
        Some(best) if found.proved && best >= 1.0 && rows().all(|row| is_best_proved(row.verdict)) => FigureKind::Exact,
        Some(_) => FigureKind::Bound,
    };
    let any = match (zone.any_probability, zone.any_probability_interval) {
        (Some(_), None) => FigureKind::Exact,
        (Some(_), Some(_)) => FigureKind::Estimate,
        (None, Some((low, high))) if low > 0.0 || high < 1.0 => FigureKind::Bound,
        (None, _) => FigureKind::Undecided,
    };
    FigureKinds {
        counts: Some(counts),
        verdicts: Some(if is_proved { FigureKind::Exact } else { counts }),
        probabilities: Some(of_share(zone.mean_probability, is_empty)),
        best: Some(best),
        any: Some(any),
        ..FigureKinds::default()
    }
}

/// Of `compare`.
#[must_use]
pub fn of_comparison(found: &Comparison) -> FigureKinds {
    let all = |is_known: &dyn Fn(&crate::analysis::comparison::ProposalFindings) -> bool| {
        Some(FigureKind::known(found.proposals.iter().all(is_known)))
    };
    FigureKinds {
        counts: all(&|one| one.completions.is_some() && one.agreed.is_some()),
        probabilities: all(&|one| {
            one.probability.is_some() || one.completions.as_ref().is_some_and(|n| *n == BigUint::ZERO)
        }),
        nearest: all(&|one| one.is_near_known),
        ..FigureKinds::default()
    }
}

/// Of `explain`.
#[must_use]
pub fn of_reasons(found: &Reasons) -> FigureKinds {
    let is_listed = !found.conflicts.is_empty() || !found.unlocks.is_empty();
    let is_whole = found.conflicts_total.is_some() && found.unlocks_total.is_some();
    FigureKinds {
        counts: Some(FigureKind::of(&found.agreed)),
        probabilities: (!found.unlocks.is_empty()).then_some(FigureKind::Exact),
        lists: Some(match (is_whole, is_listed) {
            (true, _) => FigureKind::Exact,
            (false, true) => FigureKind::Bound,
            (false, false) => FigureKind::Undecided,
        }),
        ..FigureKinds::default()
    }
}

/// Of `coalitions`.
#[must_use]
pub fn of_sets(found: &SetsFindings) -> FigureKinds {
    let counts =
        found.sets.iter().map(|set| FigureKind::of(&set.agreed)).fold(FigureKind::of(&found.coherent), Ord::max);
    FigureKinds {
        counts: Some(counts),
        any: Some(FigureKind::known(found.sets.iter().all(|set| set.any_probability.is_some()))),
        // A set of which it is not known whether it has a deal may stand on neither list, or take another off it.
        lists: Some(counts),
        ..FigureKinds::default()
    }
}

/// Of `frontier`: fewer deals than were asked for are a part of the list.
#[must_use]
pub fn of_frontier(findings: &FrontierFindings) -> FigureKinds {
    let lists = findings.found.as_ref().map_or(FigureKind::Undecided, |found| {
        let is_short = |listed: usize, all: u64| (listed as u64) < all.min(findings.question.top as u64);
        let is_cut = is_short(found.deals.len(), found.size)
            || found.solutions.iter().flatten().any(|one| is_short(one.deals.len(), one.ties));
        if is_cut { FigureKind::Bound } else { FigureKind::Exact }
    });
    FigureKinds { lists: Some(lists), ..FigureKinds::default() }
}

/// Of an engine that was played or timed: its counts and probabilities are of one kind.
#[must_use]
pub fn of_provenance(provenance: &Provenance) -> FigureKinds {
    let kind = Some(FigureKind::of_all(provenance.kind));
    FigureKinds { counts: kind, probabilities: kind, ..FigureKinds::default() }
}
