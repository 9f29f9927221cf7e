//! What the lines that several parties hold are worth, all holders at once.
//!
//! Where A and B both hold "the debt brake stays", neither is the one party that crosses it, and dropping the line of one of
//! them opens nothing. So it is asked for both together: the scenario without the line, with it held for certain, and, for
//! the deals on which nothing else is crossed, with one holder left.

use crate::analysis::findings::{Acceptance, SharedLineFindings};
use crate::engine::ask::answer::{Count, Provenance};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::scenario::id::PartyId;
use crate::scenario::model::{Firmness, RedLine, Scenario};
use num_bigint::BigUint;

/// Asks for each shared line, in file order; none without any.
pub(in crate::analysis) fn shared_lines(
    scenario: &Scenario,
    effort: &Effort,
    whole: &Acceptance,
    provenance: &mut Provenance,
    ask: impl Fn(&Scenario, &Effort) -> Acceptance,
) -> Option<Vec<SharedLineFindings>> {
    let shared = scenario.shared_lines();
    if shared.is_empty() {
        return None;
    }
    let clock = Stopwatch::start();
    let effort = Effort { samples: Some(0), top: 1, ..effort.clone() };
    let one = |(place, parties): &(usize, Vec<PartyId>)| {
        let place = *place;
        let is_it = move |line: &RedLine| line.shared == Some(place);
        let under = |change: &dyn Fn(PartyId, &mut Vec<RedLine>)| {
            let mut changed = scenario.clone();
            for party in scenario.parties.ids() {
                change(party, &mut changed.parties[party].red_lines);
            }
            ask(&changed, &effort.left(clock))
        };
        let dropped = under(&|_, lines| lines.retain(|line| !is_it(line))).zone;
        // Where something is agreed with every line held it is agreed with this one held, too.
        let is_agreed = matches!(&whole.zone.agreed, Count::Exact(agreed) if *agreed != BigUint::ZERO);
        let fixed = if is_agreed {
            whole.zone.any_probability
        } else {
            let hold = |line: &mut RedLine| (line.firmness, line.firmness_by) = (Firmness::FIXED, None);
            under(&|_, lines| lines.iter_mut().filter(|line| is_it(line)).for_each(hold)).zone.any_probability
        };
        // The copies are crossed together: with one of them left it stands for all.
        let only = match parties.as_slice() {
            [first, _, ..] => {
                let alone = under(&|party, lines| lines.retain(|line| party == *first || !is_it(line)));
                of_line(scenario, &alone, *first, is_it)
            }
            [only] => of_line(scenario, whole, *only, is_it),
            [] => Count::Unknown,
        };
        SharedLineFindings {
            place,
            parties: parties.clone(),
            only,
            agreed_if_dropped: dropped.agreed,
            any_if_dropped: dropped.any_probability,
            any_if_fixed: fixed,
        }
    };
    let found: Vec<SharedLineFindings> = shared.iter().map(one).collect();
    if found.iter().any(|one| !one.agreed_if_dropped.is_counted()) && whole.zone.agreed.is_counted() {
        provenance.add("the figures of some shared lines are out of reach");
    }
    Some(found)
}

/// `only` of one party's copy of the line, at the place that the scenario has for it.
fn of_line(scenario: &Scenario, found: &Acceptance, party: PartyId, is_it: impl Fn(&RedLine) -> bool) -> Count {
    let place = scenario.parties[party].red_lines.iter().position(is_it);
    let line = place.and_then(|place| found.parties.find(party)?.red_lines.get(place));
    line.map_or(Count::Unknown, |line| line.only.clone())
}
