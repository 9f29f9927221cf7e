//! The most probable deals where a probability is no product over lines: under thresholds, weights and coalitions, and where
//! several worlds are averaged.
//!
//! P(d agreed) depends on which demands each voice sees crossed, and on nothing else. So the diagram notes them: a state
//! remembers what has been crossed on the way, and every last state stands for one set of crossed demands, whose probability
//! is worked out once, by the agreement rule itself, world by world. That is the weight of the arcs into it, and from there on
//! the diagram is read as any other: the highest product is the highest probability.
//!
//! Where everyone is needed, a demand that is crossed alike in every world remains a factor of the probability and need not be
//! noted; only what depends on the world is.
//!
//! Example: two of three parties, with a line each of firmness 0.5, 0.5 and 1. A deal that crosses the first two ends in the
//! notes {1, 2} with probability 1 − 0.5 · 0.5 = 0.75, one that crosses the last two in {2, 3} with 0.5.
//!
//! What it costs: states times the sets of crossed demands that differ. Of more than 128 noted demands nothing is known.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers and states are counted by the diagram")]

use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::engine::Exact;
use crate::engine::exact::problem::{MAX_NOTE_WORDS, Notes, Problem, Role};
use crate::rule::agreement::AgreementRule;
use crate::scenario::id::{DemandId, IdVec, PartyId, VoiceId};
use std::collections::BTreeMap;

/// States and arcs of the diagram: each takes longer than where rules alone are open.
const MAX_ARCS: usize = 6_000_000;

/// What is noted of a deal: that a voice sees a demand crossed.
type Noted = (VoiceId, DemandId);

impl Exact<'_> {
    /// The coherent deals weighed by P(d agreed), to be read for the highest and not for sums.
    ///
    /// # Errors
    /// Where the diagram passes its budget, or there is more to note than a state holds.
    pub(super) fn noted(&self) -> Result<Diagram, Declined> {
        let (problem, notes) = self.noting()?;
        let mut made = self.diagram(&problem, MAX_ARCS)?;
        let rule = AgreementRule::new(self.scenario);
        if matches!(rule, AgreementRule::Direct) {
            return Err(Declined::Agreement);
        }
        let mut known: BTreeMap<Notes, f64> = BTreeMap::new();
        let of_state: Vec<f64> = made
            .notes
            .iter()
            .map(|noted| *known.entry(*noted).or_insert_with(|| self.probability(&rule, &notes, noted)))
            .collect();
        let Some(last) = made.layers.last_mut() else { return Ok(made) };
        if last.weight.is_empty() {
            last.weight = vec![1.0; last.to.len()];
        }
        for (weight, to) in last.weight.iter_mut().zip(&last.to) {
            *weight *= of_state.get(*to as usize).copied().unwrap_or(1.0);
        }
        Ok(made)
    }

    /// The problem, and what each note means.
    fn noting(&self) -> Result<(Problem, Vec<Noted>), Declined> {
        let mut problem = self.coherent();
        let mut notes: Vec<Noted> = Vec::new();
        for (demand, name) in self.lowered.demands.enumerate().filter(|(demand, _)| self.signs(*demand)) {
            let voices: Vec<VoiceId> = self.lowered.voices_of(name.party()).collect();
            if let ([voice], true) = (voices.as_slice(), self.everyone) {
                match self.lowered.gives_way_to(*voice, demand) {
                    less if less >= 1.0 => {}
                    less if less <= 0.0 => self.voiced(&mut problem, demand, *voice, Role::Kill),
                    less => self.voiced(&mut problem, demand, *voice, Role::Weigh(less)),
                }
                continue;
            }
            for voice in voices.into_iter().filter(|voice| self.lowered.gives_way_to(*voice, demand) < 1.0) {
                self.voiced(&mut problem, demand, voice, Role::Note(notes.len()));
                notes.push((voice, demand));
            }
        }
        if notes.len() > 64 * MAX_NOTE_WORDS { Err(Declined::TooLarge) } else { Ok((problem, notes)) }
    }

    /// P(agreed) of a deal on which this is noted; 1 for every voice of which nothing is.
    fn probability(&self, rule: &AgreementRule, notes: &[Noted], noted: &Notes) -> f64 {
        let mut accepts: IdVec<VoiceId, f64> = IdVec::filled(1.0, self.lowered.voices.len());
        for (place, (voice, demand)) in notes.iter().enumerate() {
            if noted[place / 64] >> (place % 64) & 1 == 1 {
                accepts[*voice] *= self.lowered.gives_way_to(*voice, *demand);
            }
        }
        let in_world = |voices: &IdVec<PartyId, VoiceId>| rule.probability(&voices.map(|voice| accepts[*voice]));
        let mut worlds = self.lowered.worlds.iter().map(|world| (world.probability, in_world(&world.voices)));
        let Some((_, first)) = worlds.next() else { return 0.0 };
        let first = first.unwrap_or(0.0);
        worlds.fold(first, |sum, (p, one)| (sum + p * (one.unwrap_or(0.0) - first)).clamp(0.0, 1.0))
    }
}
