//! What a row says with every line held: it moves with the demands that are there, and not with how firmly they are held.

use crate::analysis::sweep::sheet::{Bits, Sheet, lossy};
use crate::rule::reference::is_agreed;
use crate::scenario::id::Id;
use crate::scenario::model::Scenario;

/// The counts of a sheet without some demands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Held {
    /// Agreed deals.
    pub(super) agreed: u64,
    /// … as a share of the coherent ones; NaN where there are none.
    pub(super) share: f64,
    /// Per table row the share of the agreed deals that have its value; NaN where none is agreed.
    pub(super) zone: Vec<f64>,
    /// Per party the share of deals that it accepts; NaN where there are none.
    pub(super) accepts: Vec<f64>,
    /// Per proposal how many completions are agreed.
    pub(super) proposals: Vec<u64>,
}

impl Held {
    /// Counts, with these demands no longer there.
    pub(super) fn new(scenario: &Scenario, bits: &Bits, sheet: &Sheet, dropped: u128) -> Self {
        let (n_rows, n_proposals) = (sheet.deals.len(), scenario.proposals.len());
        let mut agreed = 0;
        let (mut rows, mut proposals) = (vec![0; n_rows], vec![0; n_proposals]);
        for (place, signature) in sheet.signatures.iter().enumerate() {
            let crossed = signature.crossed & !dropped;
            let accepts = |party: crate::scenario::id::PartyId| {
                bits.of_party.get(party.place()).is_none_or(|of| crossed & of == 0)
            };
            if !is_agreed(scenario, &accepts) {
                continue;
            }
            agreed += signature.n;
            let add = |sums: &mut [u64], counts: &[u64]| {
                let ours = counts.chunks(sums.len().max(1)).nth(place).unwrap_or_default();
                sums.iter_mut().zip(ours).for_each(|(sum, n)| *sum += n);
            };
            add(&mut rows, &sheet.rows);
            add(&mut proposals, &sheet.completions);
        }
        let accepts = sheet.patterns_of.iter().map(|patterns| {
            let patterns = sheet.patterns.get(patterns.clone()).unwrap_or_default();
            let n = patterns.iter().filter(|pattern| pattern.crossed & !dropped == 0).map(|pattern| pattern.n).sum();
            share(n, sheet.coherent)
        });
        Self {
            agreed,
            share: share(agreed, sheet.coherent),
            zone: rows.into_iter().map(|n| share(n, agreed)).collect(),
            accepts: accepts.collect(),
            proposals,
        }
    }
}

/// A share; NaN where it is one of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { f64::NAN } else { lossy(part) / lossy(whole) }
}
