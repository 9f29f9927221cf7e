//! The simulation as the witness of an exact answer: where the two cannot both be right, the program is at fault.
//!
//! Of a million random proposals 31,700 ± 1,000 are agreed where 3.17 % of all deals are. A count so far out that chance
//! would show it less than once in 10^12 runs is no chance. Of a mean of probabilities the same is said by Bernstein's
//! inequality.

use crate::analysis::findings::Acceptance;
use crate::engine::ask::answer::{AnswerKind, EngineName, Share};
use crate::engine::ask::effort::{Effort, Worlds};
use crate::engine::ask::interval::{bernstein, binomial_tail};

/// Less likely than this is not taken for chance.
const CHANCE: f64 = 1e-12;

/// What the simulation counted against the exact figure, where the two contradict each other; none if they agree, or
/// where there is nothing to compare: no simulation, no exact figure, or proposals drawn near a draft.
#[must_use]
pub fn contradiction(found: &Acceptance, effort: &Effort) -> Option<String> {
    let simulation = found.simulation.as_ref()?;
    let exact = found.provenance.kind == AnswerKind::Exact && found.provenance.engine != EngineName::Simulate;
    if !exact || effort.around.is_some() {
        return None;
    }
    let mean = simulation.mean_probability.value;
    let mut pairs = vec![("agreed with all lines held", simulation.agreed_samples, found.zone.share)];
    match simulation.worlds {
        Worlds::Drawn => {
            let in_world = mean.map_or(0, |mean| count(mean, simulation.proposals));
            pairs.push(("agreed in a random world", in_world, found.zone.mean_probability));
        }
        Worlds::Product => {
            if let (Some(mean), Some(exact)) = (mean, found.zone.mean_probability.value)
                && bernstein(mean, lossy(simulation.proposals), exact) < CHANCE
            {
                let n = simulation.proposals;
                return Some(format!(
                    "{n} random proposals have a mean probability of {mean}, where the exact one is {exact}"
                ));
            }
        }
    }
    pairs.into_iter().find_map(|(what, counted, Share { value, .. })| {
        let share = value?;
        (binomial_tail(counted, simulation.proposals, share) < CHANCE).then(|| {
            let n = simulation.proposals;
            format!("the simulation counted {counted} of {n} proposals {what}, where the exact share is {share}")
        })
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of samples stay far below 2^53")]
const fn lossy(n: u64) -> f64 {
    n as f64
}

/// The count that a share of samples came from.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of at most 2^53 samples, from 0 to 1"
)]
fn count(mean: f64, n: u64) -> u64 {
    (mean * n as f64).round() as u64
}
