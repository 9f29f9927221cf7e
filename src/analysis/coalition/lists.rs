//! Each list of `coalitions` by itself: what would be agreed if it were the only one.
//!
//! The other keys of the rule stay. So the two lists {A, B} and {A, C} of a parliament that also needs a weight of 318 show
//! which of the two majorities has more to agree on, and which is the likelier.

use crate::analysis::findings::{CoalitionFindings, Zone};
use crate::engine::ask::answer::Provenance;
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::scenario::model::Scenario;

/// Asks for each list of the rule, in file order; none without lists.
pub(in crate::analysis) fn by_list(
    scenario: &Scenario,
    effort: &Effort,
    whole: &Zone,
    provenance: &mut Provenance,
    ask: impl Fn(&Scenario, &Effort) -> Zone,
) -> Option<Vec<CoalitionFindings>> {
    let lists = scenario.agreement.coalitions.as_ref()?;
    let clock = Stopwatch::start();
    let effort = Effort { samples: Some(0), top: 1, ..effort.clone() };
    let one = |list: &Vec<_>| {
        let mut alone = scenario.clone();
        alone.agreement.coalitions = Some(vec![list.clone()]);
        let zone = if lists.len() == 1 { whole.clone() } else { ask(&alone, &effort.left(clock)) };
        CoalitionFindings {
            parties: list.clone(),
            agreed: zone.agreed,
            share: zone.share,
            best_probability: zone.best_probability,
            any_probability: zone.any_probability,
        }
    };
    let found: Vec<CoalitionFindings> = lists.iter().map(one).collect();
    if found.iter().any(|one| !one.agreed.is_counted()) && whole.agreed.is_counted() {
        provenance.add("the figures of some coalitions are out of reach");
    }
    Some(found)
}
