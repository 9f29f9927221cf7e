//! Boolean formulas over atoms "this variable has a value in this set", shared and folded as they are built.
//!
//! Equal formulas are one node, so a condition that forty lines share is evaluated once. Children always come before
//! their parents: walking the nodes in order evaluates everything.

use crate::rule::set::ValueSet;
use std::collections::BTreeMap;

/// A formula.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

impl NodeId {
    /// Never holds.
    pub const FALSE: Self = Self(0);
    /// Always holds.
    pub const TRUE: Self = Self(1);
}

/// What a formula is made of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Node {
    /// Never holds.
    False,
    /// Always holds.
    True,
    /// The variable (by place) has a value in the set; neither empty nor everything.
    Atom(usize, ValueSet),
    /// The other does not hold.
    Not(NodeId),
    /// All hold; ascending, distinct, at least two.
    And(Vec<NodeId>),
    /// Any holds; ascending, distinct, at least two.
    Or(Vec<NodeId>),
}

/// One dimension of the space of deals: an issue, or one member of a members issue. Its values run over a domain, which
/// is all of them or, where a term is fixed, one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Domain {
    /// The first value.
    pub first: u32,
    /// One past the last value.
    pub end: u32,
}

impl Domain {
    /// How many values.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.first
    }
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.first
    }
}

/// Formulas over some variables.
#[derive(Clone, Debug)]
pub struct Formulas {
    domains: Vec<Domain>,
    nodes: Vec<Node>,
    known: BTreeMap<Node, NodeId>,
}

impl Formulas {
    /// No formula yet, over variables with these domains.
    #[must_use]
    pub fn new(domains: Vec<Domain>) -> Self {
        let mut formulas = Self { domains, nodes: Vec::new(), known: BTreeMap::new() };
        formulas.intern(Node::False);
        formulas.intern(Node::True);
        formulas
    }

    fn intern(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    /// All nodes, children first.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The domains of the variables.
    #[must_use]
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }

    /// What a node is made of.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&Node::False)
    }

    /// The variable has a value in the set.
    pub fn atom(&mut self, variable: usize, set: &ValueSet) -> NodeId {
        let Some(domain) = self.domains.get(variable).copied() else { return NodeId::FALSE };
        let set = set.within(domain.first, domain.end);
        if set.is_empty() {
            NodeId::FALSE
        } else if set.covers(domain.first, domain.end) {
            NodeId::TRUE
        } else {
            self.intern(Node::Atom(variable, set))
        }
    }

    /// The formula does not hold.
    pub fn not(&mut self, id: NodeId) -> NodeId {
        match self.node(id).clone() {
            Node::False => NodeId::TRUE,
            Node::True => NodeId::FALSE,
            Node::Not(inner) => inner,
            Node::Atom(variable, set) => {
                let domain = self.domains.get(variable).copied().unwrap_or(Domain { first: 0, end: 0 });
                let rest = set.complement(domain.first, domain.end);
                self.atom(variable, &rest)
            }
            Node::And(_) | Node::Or(_) => self.intern(Node::Not(id)),
        }
    }

    /// All hold.
    pub fn and(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.gather(parts, true)
    }

    /// Any holds.
    pub fn or(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.gather(parts, false)
    }

    fn gather(&mut self, parts: impl IntoIterator<Item = NodeId>, conjunction: bool) -> NodeId {
        let (unit, zero) = if conjunction { (NodeId::TRUE, NodeId::FALSE) } else { (NodeId::FALSE, NodeId::TRUE) };
        let mut flat = Vec::new();
        for part in parts {
            match (self.node(part), conjunction) {
                _ if part == unit => {}
                _ if part == zero => return zero,
                (Node::And(inner), true) | (Node::Or(inner), false) => flat.extend_from_slice(inner),
                _ => flat.push(part),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        match flat.as_slice() {
            [] => unit,
            [one] => *one,
            _ if conjunction => self.intern(Node::And(flat)),
            _ => self.intern(Node::Or(flat)),
        }
    }

    /// Where the variable has the value at each place of its domain, the child at that place holds.
    pub fn select(&mut self, variable: usize, children: &[NodeId]) -> NodeId {
        let first = self.domains.get(variable).map_or(0, |domain| domain.first);
        let mut groups: BTreeMap<NodeId, Vec<u32>> = BTreeMap::new();
        for (value, child) in (first..).zip(children) {
            groups.entry(*child).or_default().push(value);
        }
        if let (1, Some((child, _))) = (groups.len(), groups.first_key_value()) {
            return *child;
        }
        let mut branches = Vec::new();
        for (child, values) in groups {
            let chosen = self.atom(variable, &ValueSet::of(values));
            branches.push(self.and([chosen, child]));
        }
        self.or(branches)
    }

    /// Whether a formula holds where the variables have these values: the plain recursive reading. What several formulas share
    /// is read once: a count of 30 members has 450 parts and 2^30 ways down to them.
    #[must_use]
    pub fn holds(&self, id: NodeId, value: &dyn Fn(usize) -> u32) -> bool {
        self.reading(id, value, &mut vec![None; id.0 as usize + 1])
    }

    fn reading(&self, id: NodeId, value: &dyn Fn(usize) -> u32, known: &mut [Option<bool>]) -> bool {
        if let Some(Some(holds)) = known.get(id.0 as usize) {
            return *holds;
        }
        let holds = match self.node(id) {
            Node::False => return false,
            Node::True => return true,
            Node::Atom(variable, set) => return set.contains(value(*variable)),
            Node::Not(inner) => return !self.reading(*inner, value, known),
            Node::And(parts) => parts.iter().all(|part| self.reading(*part, value, known)),
            Node::Or(parts) => parts.iter().any(|part| self.reading(*part, value, known)),
        };
        if let Some(place) = known.get_mut(id.0 as usize) {
            *place = Some(holds);
        }
        holds
    }

    /// The variables that a formula reads, ascending.
    #[must_use]
    pub fn variables(&self, root: NodeId) -> Vec<usize> {
        let mut seen = std::collections::BTreeSet::new();
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.node(id) {
                Node::False | Node::True => {}
                Node::Atom(variable, _) => {
                    found.insert(*variable);
                }
                Node::Not(inner) => open.push(*inner),
                Node::And(parts) | Node::Or(parts) => open.extend_from_slice(parts),
            }
        }
        found.into_iter().collect()
    }
}
