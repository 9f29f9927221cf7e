//! Who must accept, as a decision graph over the signing parties: one node a party and a state of the rule.
//!
//! "At least two of a, b, c" asks a; then b with one more needed or with two; then c. Equal states meet in one node, so the
//! graph of a count over n parties has about n²/2 nodes. It answers for one deal, for 64 deals at a time, and, with
//! probabilities for the parties, for the probability of agreement.

use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{Id, IdVec, PartyId};
use crate::scenario::model::Scenario;
use std::collections::BTreeMap;

/// Graphs beyond this size are given up; see [`AgreementRule::Direct`].
const MAX_NODES: usize = 20_480;

/// Where a decision leads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Next {
    /// Agreement is reached, whatever the rest say.
    Agreed,
    /// It is out of reach.
    Failed,
    /// It depends on this node (an earlier place in the list of nodes).
    Node(usize),
}

/// One question to one party.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Decision {
    /// Who is asked.
    pub party: PartyId,
    /// Where its acceptance leads.
    pub yes: Next,
    /// Where its refusal leads.
    pub no: Next,
}

/// The agreement rule, compiled.
#[derive(Clone, Debug)]
pub enum AgreementRule {
    /// Every one of these must accept.
    Everyone(Vec<PartyId>),
    /// A decision graph: children stand before their parents.
    Graph {
        /// The nodes.
        nodes: Vec<Decision>,
        /// Where to begin.
        root: Next,
    },
    /// The weights make too many distinct sums for a graph: each pattern of acceptance is judged by itself, and
    /// probabilities of agreement are not known.
    Direct,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct State {
    party: usize,
    count: u32,
    /// The bits of the sum of weights: non-negative doubles order as their bits.
    weight: u64,
    alive: Vec<bool>,
}

struct Builder<'a> {
    scenario: &'a Scenario,
    signing: Vec<PartyId>,
    nodes: Vec<Decision>,
    unique: BTreeMap<Decision, usize>,
    known: BTreeMap<State, Next>,
}

impl AgreementRule {
    /// Compiles the scenario's `[agreement]`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let signing: Vec<PartyId> =
            scenario.parties.enumerate().filter(|(_, party)| party.signs).map(|(id, _)| id).collect();
        if scenario.agreement.needs_everyone() {
            return Self::Everyone(signing);
        }
        let n_coalitions = scenario.agreement.coalitions.as_ref().map_or(0, Vec::len);
        let mut builder =
            Builder { scenario, signing, nodes: Vec::new(), unique: BTreeMap::new(), known: BTreeMap::new() };
        let start = State { party: 0, count: 0, weight: 0, alive: vec![true; n_coalitions] };
        match builder.build(start) {
            Some(root) => Self::Graph { nodes: builder.nodes, root },
            None => Self::Direct,
        }
    }

    /// P(agreement) where the parties accept independently with these probabilities; none if the rule has no graph.
    #[must_use]
    pub fn probability(&self, of_party: &IdVec<PartyId, f64>) -> Option<f64> {
        match self {
            Self::Everyone(parties) => Some(parties.iter().fold(1.0, |product, party| product * of_party[*party])),
            Self::Graph { nodes, root } => {
                let mut values: Vec<f64> = Vec::with_capacity(nodes.len());
                let read = |values: &[f64], next: Next| match next {
                    Next::Agreed => 1.0,
                    Next::Failed => 0.0,
                    Next::Node(at) => values.get(at).copied().unwrap_or(0.0),
                };
                for node in nodes {
                    let p = of_party[node.party];
                    values.push(p * read(&values, node.yes) + (1.0 - p) * read(&values, node.no));
                }
                Some(read(&values, *root))
            }
            Self::Direct => None,
        }
    }
}

/// Agreement on 64 deals at once: from a word of acceptance for each party (in file order) the deals on which the rule is
/// met. What [`is_agreed`](crate::rule::reference::is_agreed) says of each deal, and sums weights in the same order.
#[must_use]
pub fn agreed_word(scenario: &Scenario, accepts: &[u64]) -> u64 {
    let of = |party: PartyId| accepts.get(party.place()).copied().unwrap_or(0);
    let signing = || scenario.parties.enumerate().filter(|(_, party)| party.signs);
    let rule = &scenario.agreement;
    if rule.needs_everyone() {
        return signing().fold(u64::MAX, |all, (id, _)| all & of(id));
    }
    let mut agreed = rule.always.iter().fold(u64::MAX, |all, party| all & of(*party));
    if let Some(lists) = &rule.coalitions {
        let list = |list: &Vec<PartyId>| list.iter().fold(u64::MAX, |all, party| all & of(*party));
        agreed &= lists.iter().fold(0, |any, one| any | list(one));
    }
    if let Some(least) = rule.at_least.filter(|_| agreed != 0) {
        let mut counts = [0_u32; 64];
        for (id, _) in signing() {
            let word = of(id);
            counts.iter_mut().enumerate().for_each(|(lane, count)| *count += u32::from(word >> lane & 1 == 1));
        }
        agreed &= lanes(|lane| counts.get(lane).is_some_and(|count| *count >= least));
    }
    if let Some(least) = rule.weight_at_least.filter(|_| agreed != 0) {
        let mut sums = [0.0_f64; 64];
        for (id, party) in signing() {
            let word = of(id);
            let weight = |lane: usize| if word >> lane & 1 == 1 { party.weight } else { 0.0 };
            sums.iter_mut().enumerate().for_each(|(lane, sum)| *sum += weight(lane));
        }
        agreed &= lanes(|lane| sums.get(lane).is_some_and(|sum| *sum >= least - TOLERANCE));
    }
    agreed
}

/// The lanes of which this holds.
fn lanes(holds: impl Fn(usize) -> bool) -> u64 {
    (0..64).fold(0, |word, lane| word | u64::from(holds(lane)) << lane)
}

impl Builder<'_> {
    /// The graph from a state on; none if it grows too large.
    fn build(&mut self, state: State) -> Option<Next> {
        if let Some(next) = self.known.get(&state) {
            return Some(*next);
        }
        if self.known.len() > 8 * MAX_NODES || self.nodes.len() > MAX_NODES {
            return None;
        }
        let agreement = &self.scenario.agreement;
        let Some(party) = self.signing.get(state.party).copied() else {
            let enough = agreement.at_least.is_none_or(|least| state.count >= least)
                && agreement.weight_at_least.is_none_or(|least| f64::from_bits(state.weight) >= least - TOLERANCE)
                && (agreement.coalitions.is_none() || state.alive.iter().any(|alive| *alive));
            return Some(if enough { Next::Agreed } else { Next::Failed });
        };
        let mut accepted = State { party: state.party + 1, ..state.clone() };
        if let Some(least) = agreement.at_least {
            accepted.count = (state.count + 1).min(least);
        }
        if let Some(least) = agreement.weight_at_least {
            let sum = f64::from_bits(state.weight) + self.scenario.parties[party].weight;
            // Past the threshold every sum is the same.
            accepted.weight = if sum >= least { least.to_bits() } else { sum.to_bits() };
        }
        let mut refused = State { party: state.party + 1, ..state.clone() };
        for (alive, list) in refused.alive.iter_mut().zip(agreement.coalitions.iter().flatten()) {
            *alive = *alive && !list.contains(&party);
        }
        let needed = agreement.always.contains(&party)
            || (agreement.coalitions.is_some() && !refused.alive.iter().any(|alive| *alive));
        let yes = self.build(accepted)?;
        let no = if needed { Next::Failed } else { self.build(refused)? };
        let next = if yes == no { yes } else { self.node(Decision { party, yes, no }) };
        self.known.insert(state, next);
        Some(next)
    }

    fn node(&mut self, decision: Decision) -> Next {
        let nodes = &mut self.nodes;
        let at = *self.unique.entry(decision).or_insert_with(|| {
            nodes.push(decision);
            nodes.len() - 1
        });
        Next::Node(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::reference::is_agreed;
    use crate::scenario::read::whole::read;
    use crate::scenario::source::SourceText;

    #[test]
    fn a_word_of_deals_is_agreed_where_the_reference_says_so_of_each() {
        let parties: String = (0..9).map(|k| format!("[party.p{k}]\nname = \"P\"\nweight = 0.{k}1\n")).collect();
        let rules = [
            "at_least = 4",
            "weight_at_least = 1.95",
            "always = [\"p1\"]\nat_least = 3\ncoalitions = [[\"p0\", \"p2\"], [\"p3\"], [\"p2\", \"p7\", \"p8\"]]",
            "always = [\"p0\", \"p8\"]\nweight_at_least = 1.22",
        ];
        for rule in rules {
            let text = format!(
                "format = 1\ntitle = \"T\"\n[issue.a]\ntitle = \"A\"\nyes_no = true\n{parties}\n[party.q]\nname = \"Q\"\nsigns = false\n[agreement]\n{rule}"
            );
            let (scenario, problems) = read(&SourceText::new("x.toml", text));
            let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
            let mut n_agreed = 0;
            for block in 0..32_u64 {
                let way = |lane: u64| (block * 64 + lane) % 1024;
                let word = |party: u64| (0..64).fold(0, |word, lane| word | (way(lane) >> party & 1) << lane);
                let words: Vec<u64> = (0..10).map(word).collect();
                let agreed = agreed_word(&scenario, &words);
                for lane in 0..64 {
                    let expected = is_agreed(&scenario, &|party| words[party.place()] >> lane & 1 == 1);
                    assert_eq!(agreed >> lane & 1 == 1, expected, "{rule}: {block} {lane}");
                    n_agreed += u32::from(expected);
                }
            }
            assert!((1..2048).contains(&n_agreed), "{rule} says both yes and no");
        }
    }
}
