//! What the agreement still hangs on, once some parties are known to refuse: "two of three" after one refusal is "both of
//! the others". Equal remainders are one number, so that states meet.

use crate::rule::agreement::{AgreementRule, Next};
use crate::scenario::id::{Id, PartyId};
use std::collections::BTreeMap;

/// Agreement is out of reach.
pub const FAILED: u32 = 0;
/// Agreement is reached, whatever the rest say.
pub const AGREED: u32 = 1;

/// Which parties, as bits.
pub type Parties = [u64; 4];

/// The remainders of one agreement rule.
#[derive(Clone, Debug)]
pub struct Residuals {
    nodes: Vec<(usize, u32, u32)>,
    support: Vec<Parties>,
    unique: BTreeMap<(usize, u32, u32), u32>,
    known: BTreeMap<(u32, usize, bool), u32>,
    /// The rule itself.
    pub root: u32,
}

impl Residuals {
    /// The remainders of a rule; none where it has no graph.
    #[must_use]
    pub fn new(rule: &AgreementRule) -> Option<Self> {
        let mut made = Self {
            nodes: Vec::new(),
            support: Vec::new(),
            unique: BTreeMap::new(),
            known: BTreeMap::new(),
            root: AGREED,
        };
        match rule {
            AgreementRule::Everyone(parties) => {
                for party in parties.iter().rev() {
                    made.root = made.node(party.place(), made.root, FAILED);
                }
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
                    ids.push(made.node(node.party.place(), yes, no));
                }
                made.root = read(&ids, *root);
            }
            AgreementRule::Direct => return None,
        }
        Some(made)
    }

    fn node(&mut self, party: usize, yes: u32, no: u32) -> u32 {
        if yes == no {
            return yes;
        }
        if let Some(known) = self.unique.get(&(party, yes, no)) {
            return *known;
        }
        let mut support = self.support(yes);
        for (word, other) in support.iter_mut().zip(self.support(no)) {
            *word |= other;
        }
        if let Some(word) = support.get_mut(party / 64) {
            *word |= 1 << (party % 64);
        }
        self.nodes.push((party, yes, no));
        self.support.push(support);
        let id = u32::try_from(self.nodes.len() + 1).unwrap_or(u32::MAX);
        self.unique.insert((party, yes, no), id);
        id
    }

    /// Whom a remainder still hangs on.
    #[must_use]
    pub fn support(&self, node: u32) -> Parties {
        (node as usize).checked_sub(2).and_then(|at| self.support.get(at)).copied().unwrap_or_default()
    }

    /// Whether it still hangs on this party.
    #[must_use]
    pub fn hangs_on(&self, node: u32, party: PartyId) -> bool {
        self.support(node).get(party.place() / 64).is_some_and(|word| word >> (party.place() % 64) & 1 == 1)
    }

    /// The remainder once this party's answer is known.
    pub fn answered(&mut self, node: u32, party: PartyId, accepts: bool) -> u32 {
        if !self.hangs_on(node, party) {
            return node;
        }
        let key = (node, party.place(), accepts);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let Some((asked, yes, no)) = (node as usize).checked_sub(2).and_then(|at| self.nodes.get(at)).copied() else {
            return node;
        };
        let made = if asked == party.place() {
            if accepts { yes } else { no }
        } else {
            let (yes, no) = (self.answered(yes, party, accepts), self.answered(no, party, accepts));
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

    #[test]
    fn two_of_three_hangs_on_both_others_after_a_refusal() {
        let text = "format = 1\ntitle = \"\"\n[issue.x]\nyes_no = true\n[party.a]\n[party.b]\n[party.c]\n[agreement]\nat_least = 2";
        let scenario = Scenario::from_toml_str(text).unwrap();
        let mut found = Residuals::new(&AgreementRule::new(&scenario)).unwrap();
        let [a, b, c] = [0, 1, 2].map(PartyId::from_place);
        let after_a = found.answered(found.root, a, false);
        assert!(found.hangs_on(after_a, b) && found.hangs_on(after_a, c) && !found.hangs_on(after_a, a));
        assert_eq!(found.answered(after_a, c, false), FAILED);
        let without_c = found.answered(found.root, c, false);
        let both = found.answered(without_c, a, true);
        assert_eq!(found.answered(both, b, true), AGREED);
        let two = found.answered(found.root, c, true);
        assert_eq!(found.answered(two, a, true), AGREED);
    }
}
