//! The simulation as the witness of an exact answer: where the two cannot both be right, the program is at fault.
//!
//! Of a million random proposals 31,700 ± 1,000 are agreed where 3.17 % of all deals are. A count so far out that chance
//! would show it less than once in 10^12 runs is no chance.

use crate::analysis::findings::Acceptance;
use crate::engine::answer::{AnswerKind, EngineName, Share};
use crate::engine::effort::Effort;
use crate::engine::interval::binomial_tail;

/// Less likely than this is not taken for chance.
const CHANCE: f64 = 1e-12;

/// What the simulation counted against the exact figure, where the two contradict each other; none where they agree, or
/// where there is nothing to compare: no simulation, no exact figure, or proposals drawn near a draft.
#[must_use]
pub fn contradiction(found: &Acceptance, effort: &Effort) -> Option<String> {
    let simulation = found.simulation.as_ref()?;
    let exact = found.provenance.kind == AnswerKind::Exact && found.provenance.engine != EngineName::Simulate;
    if !exact || effort.around.is_some() {
        return None;
    }
    let in_world = simulation.mean_probability.value.map_or(0, |mean| count(mean, simulation.proposals));
    let pairs = [
        ("agreed with all lines held", simulation.agreed_samples, found.zone.share),
        ("agreed in a random world", in_world, found.zone.mean_probability),
    ];
    pairs.into_iter().find_map(|(what, counted, Share { value, .. })| {
        let share = value?;
        (binomial_tail(counted, simulation.proposals, share) < CHANCE).then(|| {
            let n = simulation.proposals;
            format!("the simulation counted {counted} of {n} proposals {what}, where the exact share is {share}")
        })
    })
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
