//! Cutting a generated scenario down, so that a failing test shows only what it needs.

use zopa::scenario::document::{Document, Keyed};

/// How many parts can be cut away: six kinds of things as wholes, then rules and the like one by one.
pub const N_PARTS: usize = 48;

/// The document without the parts that are not kept. What names a part that is gone goes with it.
pub fn cut(mut document: Document, keep: &[bool]) -> Document {
    let mut keep = keep.iter().copied();
    let mut kept = move || keep.next().unwrap_or(true);
    if !kept() {
        document.expect = Keyed::default();
    }
    if !kept() {
        document.variant = Keyed::default();
        document.expect = Keyed::default();
    }
    if !kept() {
        document.proposal = Keyed::default();
        document.expect = Keyed::default();
    }
    if !kept() {
        document.agreement = None;
        document.variant = Keyed::default();
        document.expect = Keyed::default();
    }
    if !kept() {
        without_sources(&mut document);
    }
    let mut is_whole = true;
    document.impossible = only_kept(document.impossible, &mut kept, &mut is_whole);
    for (_, issue) in document.issue.iter_mut().filter(|(_, issue)| issue.size.is_some()) {
        if !kept() {
            issue.size = None;
        }
    }
    for (_, party) in document.party.iter_mut() {
        party.red_line = only_kept(std::mem::take(&mut party.red_line), &mut kept, &mut is_whole);
        if party.reservation.is_some() && !kept() {
            party.reservation = None;
            is_whole = false;
        }
        let may_go = party.reservation.is_none();
        if may_go && (party.points.is_some() || !party.bonus.is_empty()) && !kept() {
            party.points = None;
            party.bonus = Keyed::default();
            is_whole = false;
        }
    }
    if !is_whole {
        // They name demands and parties with a utility.
        document.variant = Keyed::default();
        document.expect = Keyed::default();
    }
    document
}

fn only_kept<T>(all: Keyed<T>, kept: &mut impl FnMut() -> bool, is_whole: &mut bool) -> Keyed<T>
where
    T: Clone,
{
    let n_before = all.len();
    let left: Keyed<T> = all.iter().filter(|_| kept()).map(|(id, item)| (id, item.clone())).collect();
    *is_whole &= left.len() == n_before;
    left
}

fn without_sources(document: &mut Document) {
    document.source = Keyed::default();
    document.issue.iter_mut().for_each(|(_, issue)| issue.source = None);
    document.impossible.iter_mut().for_each(|(_, rule)| rule.source = None);
    document.proposal.iter_mut().for_each(|(_, proposal)| proposal.source = None);
    document.line.iter_mut().for_each(|(_, line)| line.source = None);
    for (_, party) in document.party.iter_mut() {
        party.red_line.iter_mut().for_each(|(_, line)| line.source = None);
    }
}
