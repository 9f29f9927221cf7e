//! What each world by itself allows: `worlds` of `zopa run`.
//!
//! A world is a combination of the values that the assumptions can have. The figures over all of them ask that a deal
//! serve in every world; a reader also wants to know in which world how much would be agreed. So each world is asked as a
//! scenario of its own, with its values certain: as much work as the settled files, one after the other. Worth 0.4 with 12
//! agreed deals, and 0.6 with none, say more than "none in every world".

use crate::analysis::findings::{WorldFindings, Zone};
use crate::engine::ask::answer::{Count, Provenance};
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Stopwatch;
use crate::scenario::model::Scenario;
use std::time::Duration;

/// More worlds than this are not asked one by one: the likeliest are.
const MOST_WORLDS: usize = 64;

/// Every world by itself, in file order, the last assumption fastest; past 64 the likeliest. None without assumptions.
pub(super) fn by_world(
    scenario: &Scenario,
    effort: &Effort,
    whole: &Zone,
    provenance: &mut Provenance,
    ask: impl Fn(&Scenario, &Effort) -> Zone,
) -> Option<Vec<WorldFindings>> {
    if scenario.assumptions.list.is_empty() {
        return None;
    }
    let mut combinations = scenario.combinations();
    if let [(probability, assumed)] = combinations.as_slice() {
        // One world is the whole.
        let best = whole.best.first().filter(|best| Some(best.probability) == whole.best_probability);
        return Some(vec![WorldFindings {
            assumed: assumed.clone(),
            probability: *probability,
            agreed: whole.agreed.clone(),
            any_probability: whole.any_probability,
            best_probability: whole.best_probability,
            best: best.cloned(),
        }]);
    }
    if combinations.len() > MOST_WORLDS {
        provenance.add(&format!("of {} worlds the {MOST_WORLDS} likeliest are listed", combinations.len()));
        let mut by_likelihood: Vec<usize> = (0..combinations.len()).collect();
        let likelihood = |place: &usize| combinations.get(*place).map_or(0.0, |(probability, _)| *probability);
        by_likelihood.sort_by(|one, other| likelihood(other).total_cmp(&likelihood(one)).then(one.cmp(other)));
        by_likelihood.truncate(MOST_WORLDS);
        by_likelihood.sort_unstable();
        combinations = by_likelihood.iter().filter_map(|place| combinations.get(*place).cloned()).collect();
    }
    let clock = Stopwatch::start();
    let mut is_cut = false;
    let one = |(probability, assumed): (f64, Vec<u32>)| {
        let left = |limit: Duration| limit.saturating_sub(Duration::from_secs_f64(clock.seconds()));
        let effort = Effort { samples: Some(0), top: 1, time_limit: effort.time_limit.map(left), ..effort.clone() };
        let is_asked = effort.engine != EngineChoice::Simulate;
        let zone = is_asked.then(|| ask(&scenario.assuming(assumed.clone()), &effort));
        let agreed = zone.as_ref().map_or(Count::Unknown, |zone| match &zone.agreed {
            Count::Exact(count) => Count::Exact(count.clone()),
            Count::Samples(_) | Count::Unknown => Count::Unknown,
        });
        is_cut |= agreed == Count::Unknown;
        let zone = zone.filter(|_| agreed != Count::Unknown);
        WorldFindings {
            assumed,
            probability,
            agreed,
            any_probability: zone.as_ref().and_then(|zone| zone.any_probability),
            best_probability: zone.as_ref().and_then(|zone| zone.best_probability),
            best: zone.and_then(|zone| zone.best.into_iter().next()),
        }
    };
    let worlds = combinations.into_iter().map(one).collect();
    if is_cut {
        provenance.add("the figures of single worlds are counted and not drawn, and some are out of reach");
    }
    Some(worlds)
}
