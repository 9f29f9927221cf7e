//! What the agreement still depends on, once some voices are known to refuse: "two of three" after one refusal is "both of
//! the others". Equal remainders are one number, so that states meet.
//!
//! In several worlds the rule has to be met in each: the rule of the first over the voices of the parties there, and the rule
//! of the second over theirs, and so on. Of "two of a, b, c" where `a` has a voice of its own in each of two worlds, that is
//! "b and c, or else both voices of a and one of b and c": joined question by question, with voices in one order throughout.

use crate::engine::exact::declined::Declined;
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::lower::World;
use crate::scenario::id::{Id, IdVec, PartyId, VoiceId};
use std::collections::BTreeMap;

/// Agreement is out of reach.
pub const FAILED: u32 = 0;
/// Agreement is reached, whatever the rest say.
pub const AGREED: u32 = 1;

/// This many voices a rule can ask.
pub const MAX_VOICES: usize = 1024;
/// Rules of more questions than this are given up: a rule of one world has at most a tenth of it.
const MAX_NODES: usize = 200_000;

/// Which voices, as bits.
pub type Voices = [u64; MAX_VOICES / 64];

/// The remainders of one agreement rule.
#[derive(Clone, Debug)]
pub struct Residuals {
    nodes: Vec<(usize, u32, u32)>,
    support: Vec<Voices>,
    unique: BTreeMap<(usize, u32, u32), u32>,
    known: BTreeMap<(u32, usize, bool), u32>,
    /// The rule itself.
    pub root: u32,
    /// The rule of each world by itself.
    pub in_world: Vec<u32>,
}

impl Residuals {
    /// The remainders of a rule that asks nobody.
    #[must_use]
    pub const fn nobody() -> Self {
        Self {
            nodes: Vec::new(),
            support: Vec::new(),
            unique: BTreeMap::new(),
            known: BTreeMap::new(),
            root: AGREED,
            in_world: Vec::new(),
        }
    }

    /// The remainders of a rule in all these worlds.
    ///
    /// # Errors
    /// Where it has no graph, or one of too many voices or questions.
    pub fn new(rule: &AgreementRule, worlds: &[World]) -> Result<Self, Declined> {
        let mut made = Self::nobody();
        for world in worlds {
            let in_world = made.over(rule, &world.voices)?;
            let mut joined = BTreeMap::new();
            made.root = made.both(made.root, in_world, &mut joined)?;
            made.in_world.push(in_world);
        }
        Ok(made)
    }

    /// The rule over the voices of one world.
    fn over(&mut self, rule: &AgreementRule, voices: &IdVec<PartyId, VoiceId>) -> Result<u32, Declined> {
        let voice = |party: PartyId| {
            let place = voices.find(party).map_or(usize::MAX, |voice| voice.place());
            if place < MAX_VOICES { Ok(place) } else { Err(Declined::Voices) }
        };
        match rule {
            AgreementRule::Everyone(parties) => {
                let mut root = AGREED;
                for party in parties.iter().rev() {
                    root = self.node(voice(*party)?, root, FAILED);
                }
                Ok(root)
            }
            AgreementRule::Graph { nodes, root } => {
                let mut ids: Vec<u32> = Vec::new();
                let read = |ids: &[u32], next: Next| match next {
                    Next::Agreed => AGREED,
                    Next::Failed => FAILED,
                    Next::Node(at) => ids.get(at).copied().unwrap_or(FAILED),
                };
                for node in nodes {
                    let (yes, no) = (read(&ids, node.yes), read(&ids, node.no));
                    ids.push(self.node(voice(node.party)?, yes, no));
                }
                Ok(read(&ids, *root))
            }
            AgreementRule::Direct => Err(Declined::Agreement),
        }
    }

    fn question(&self, node: u32) -> Option<(usize, u32, u32)> {
        (node as usize).checked_sub(2).and_then(|at| self.nodes.get(at)).copied()
    }

    /// Both of two rules. INVARIANT: along every way voices are asked in ascending order.
    fn both(&mut self, one: u32, other: u32, known: &mut BTreeMap<(u32, u32), u32>) -> Result<u32, Declined> {
        if one == FAILED || other == FAILED {
            return Ok(FAILED);
        }
        if one == AGREED || one == other {
            return Ok(other);
        }
        if other == AGREED {
            return Ok(one);
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = known.get(&key) {
            return Ok(*known);
        }
        if self.nodes.len() > MAX_NODES || known.len() > 8 * MAX_NODES {
            return Err(Declined::Voices);
        }
        let (Some(left), Some(right)) = (self.question(one), self.question(other)) else { return Ok(FAILED) };
        let asked = left.0.min(right.0);
        let after =
            |(voice, yes, no): (usize, u32, u32), node: u32| if voice == asked { (yes, no) } else { (node, node) };
        let ((left_yes, left_no), (right_yes, right_no)) = (after(left, one), after(right, other));
        let yes = self.both(left_yes, right_yes, known)?;
        let no = self.both(left_no, right_no, known)?;
        let made = self.node(asked, yes, no);
        known.insert(key, made);
        Ok(made)
    }

    fn node(&mut self, voice: usize, yes: u32, no: u32) -> u32 {
        if yes == no {
            return yes;
        }
        if let Some(known) = self.unique.get(&(voice, yes, no)) {
            return *known;
        }
        let mut support = self.support(yes);
        for (word, other) in support.iter_mut().zip(self.support(no)) {
            *word |= other;
        }
        if let Some(word) = support.get_mut(voice / 64) {
            *word |= 1 << (voice % 64);
        }
        self.nodes.push((voice, yes, no));
        self.support.push(support);
        let id = u32::try_from(self.nodes.len() + 1).unwrap_or(u32::MAX);
        self.unique.insert((voice, yes, no), id);
        id
    }

    /// On which voices a remainder still depends.
    #[must_use]
    pub fn support(&self, node: u32) -> Voices {
        (node as usize).checked_sub(2).and_then(|at| self.support.get(at)).copied().unwrap_or_default()
    }

    /// Whether it still depends on this voice.
    #[must_use]
    pub fn depends_on(&self, node: u32, voice: VoiceId) -> bool {
        self.support(node).get(voice.place() / 64).is_some_and(|word| word >> (voice.place() % 64) & 1 == 1)
    }

    /// The remainder once this voice's answer is known.
    pub fn answered(&mut self, node: u32, voice: VoiceId, accepts: bool) -> u32 {
        if !self.depends_on(node, voice) {
            return node;
        }
        let key = (node, voice.place(), accepts);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let Some((asked, yes, no)) = (node as usize).checked_sub(2).and_then(|at| self.nodes.get(at)).copied() else {
            return node;
        };
        let made = if asked == voice.place() {
            if accepts { yes } else { no }
        } else {
            let (yes, no) = (self.answered(yes, voice, accepts), self.answered(no, voice, accepts));
            self.node(asked, yes, no)
        };
        self.known.insert(key, made);
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::Scenario;

    fn made(text: &str) -> (Residuals, crate::rule::lower::Lowered) {
        let scenario = Scenario::from_toml_str(text).unwrap();
        let lowered = crate::rule::lower::lower(&scenario);
        (Residuals::new(&AgreementRule::new(&scenario), &lowered.worlds).unwrap(), lowered)
    }

    #[test]
    fn two_of_three_depends_on_both_others_after_a_refusal() {
        let text = "format = 1\ntitle = \"\"\n[issue.x]\nyes_no = true\n[party.a]\n[party.b]\n[party.c]\n[agreement]\nat_least = 2";
        let (mut found, _) = made(text);
        let [a, b, c] = [0, 1, 2].map(VoiceId::from_place);
        let after_a = found.answered(found.root, a, false);
        assert!(found.depends_on(after_a, b) && found.depends_on(after_a, c) && !found.depends_on(after_a, a));
        assert_eq!(found.answered(after_a, c, false), FAILED);
        let without_c = found.answered(found.root, c, false);
        let both = found.answered(without_c, a, true);
        assert_eq!(found.answered(both, b, true), AGREED);
        let two = found.answered(found.root, c, true);
        assert_eq!(found.answered(two, a, true), AGREED);
    }

    #[test]
    fn in_two_worlds_the_rule_is_met_in_each() {
        let text = "format = 1\ntitle = \"\"\n[issue.x]\nyes_no = true\n[assumption.w]\nvalues = { s = 0.5, t = 0.5 }\n\
            [party.a.red_line.l]\ntitle = \"\"\nreject = { x = true }\nwhen = { w = \"s\" }\n[party.b]\n[party.c]\n\
            [agreement]\nat_least = 2";
        let (mut found, lowered) = made(text);
        assert_eq!(lowered.voices.len(), 4, "a has two voices");
        let [a_s, a_t, b, c] = [0, 1, 2, 3].map(VoiceId::from_place);
        let b_alone = found.answered(found.root, c, false);
        let b_alone = found.answered(b_alone, b, true);
        let with_s = found.answered(b_alone, a_s, true);
        assert!(found.depends_on(with_s, a_t));
        assert_eq!(found.answered(with_s, a_t, true), AGREED);
        assert_eq!(found.answered(b_alone, a_t, false), FAILED);
        let others = found.answered(found.root, b, true);
        assert_eq!(found.answered(others, c, true), AGREED);
    }
}
