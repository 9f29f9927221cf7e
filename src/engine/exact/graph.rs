//! Each rule as a decision graph over the classes of the variables, in the order in which they are settled. Equal parts of
//! all rules are one node.

use crate::engine::exact::classes::Classes;
use crate::engine::exact::declined::Declined;
use crate::rule::formula::{Formulas, Node, NodeId};
use std::collections::BTreeMap;

/// Never holds.
pub const FALSE: u32 = 0;
/// Always holds.
pub const TRUE: u32 = 1;
/// More nodes than this for all rules together are given up.
const MAX_NODES: usize = 200_000;

/// One question: which class has the variable of this level?
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Question {
    /// The place of the variable in the order.
    pub level: usize,
    /// Where each class leads: [`FALSE`], [`TRUE`], or a node.
    pub children: Vec<u32>,
}

/// The graphs of all rules.
#[derive(Debug)]
pub struct Graphs<'a> {
    formulas: &'a Formulas,
    classes: &'a [Classes],
    /// The level of each variable.
    level_of: Vec<usize>,
    /// Nodes from 2 on.
    questions: Vec<Question>,
    unique: BTreeMap<Question, u32>,
    of_formula: BTreeMap<NodeId, u32>,
    joined: BTreeMap<(bool, u32, u32), u32>,
    opposite: BTreeMap<u32, u32>,
}

impl<'a> Graphs<'a> {
    /// No graph yet.
    #[must_use]
    pub fn new(formulas: &'a Formulas, classes: &'a [Classes], order: &[usize]) -> Self {
        let mut level_of = vec![0; order.len()];
        for (level, variable) in order.iter().enumerate() {
            if let Some(place) = level_of.get_mut(*variable) {
                *place = level;
            }
        }
        Self {
            formulas,
            classes,
            level_of,
            questions: Vec::new(),
            unique: BTreeMap::new(),
            of_formula: BTreeMap::new(),
            joined: BTreeMap::new(),
            opposite: BTreeMap::new(),
        }
    }

    /// A node that is neither [`FALSE`] nor [`TRUE`].
    #[must_use]
    pub fn question(&self, node: u32) -> Option<&Question> {
        (node as usize).checked_sub(2).and_then(|at| self.questions.get(at))
    }

    fn node(&mut self, level: usize, children: Vec<u32>) -> Result<u32, Declined> {
        if let Some(first) = children.first()
            && children.iter().all(|child| child == first)
        {
            return Ok(*first);
        }
        let question = Question { level, children };
        if let Some(known) = self.unique.get(&question) {
            return Ok(*known);
        }
        if self.questions.len() >= MAX_NODES {
            return Err(Declined::TooLarge);
        }
        let id = u32::try_from(self.questions.len() + 2).map_err(|_| Declined::TooLarge)?;
        self.questions.push(question.clone());
        self.unique.insert(question, id);
        Ok(id)
    }

    /// The graph of a formula.
    ///
    /// # Errors
    /// Where the graphs grow too large.
    pub fn of(&mut self, formula: NodeId) -> Result<u32, Declined> {
        if let Some(known) = self.of_formula.get(&formula) {
            return Ok(*known);
        }
        let formulas = self.formulas;
        let made = match formulas.node(formula) {
            Node::False => FALSE,
            Node::True => TRUE,
            Node::Atom(variable, set) => {
                let level = self.level_of.get(*variable).copied().unwrap_or(0);
                let classes = self.classes.get(*variable);
                let firsts = classes.map_or(&[][..], |classes| classes.first.as_slice());
                self.node(level, firsts.iter().map(|value| u32::from(set.contains(*value))).collect())?
            }
            Node::Not(inner) => {
                let inner = self.of(*inner)?;
                self.not(inner)?
            }
            Node::And(parts) => self.of_all(parts, true)?,
            Node::Or(parts) => self.of_all(parts, false)?,
        };
        self.of_formula.insert(formula, made);
        Ok(made)
    }

    fn of_all(&mut self, parts: &[NodeId], all: bool) -> Result<u32, Declined> {
        let mut made = if all { TRUE } else { FALSE };
        for part in parts {
            let part = self.of(*part)?;
            made = self.join(all, made, part)?;
        }
        Ok(made)
    }

    fn not(&mut self, node: u32) -> Result<u32, Declined> {
        if node <= TRUE {
            return Ok(1 - node);
        }
        if let Some(known) = self.opposite.get(&node) {
            return Ok(*known);
        }
        let Some(Question { level, children }) = self.question(node).cloned() else { return Ok(FALSE) };
        let children = children.into_iter().map(|child| self.not(child)).collect::<Result<Vec<_>, _>>()?;
        let made = self.node(level, children)?;
        self.opposite.insert(node, made);
        self.opposite.insert(made, node);
        Ok(made)
    }

    /// Both (`all`) or either.
    fn join(&mut self, all: bool, one: u32, other: u32) -> Result<u32, Declined> {
        let (neutral, absorbing) = if all { (TRUE, FALSE) } else { (FALSE, TRUE) };
        if one == absorbing || other == absorbing {
            return Ok(absorbing);
        }
        if one == neutral || one == other {
            return Ok(other);
        }
        if other == neutral {
            return Ok(one);
        }
        let key = (all, one.min(other), one.max(other));
        if let Some(known) = self.joined.get(&key) {
            return Ok(*known);
        }
        if self.joined.len() > 8 * MAX_NODES {
            return Err(Declined::TooLarge);
        }
        let (Some(left), Some(right)) = (self.question(one).cloned(), self.question(other).cloned()) else {
            return Ok(absorbing);
        };
        let level = left.level.min(right.level);
        let n = if left.level == level { left.children.len() } else { right.children.len() };
        let mut children = Vec::with_capacity(n);
        for class in 0..n {
            let step = |question: &Question, node: u32| {
                if question.level == level { question.children.get(class).copied().unwrap_or(FALSE) } else { node }
            };
            let (left, right) = (step(&left, one), step(&right, other));
            children.push(self.join(all, left, right)?);
        }
        let made = self.node(level, children)?;
        self.joined.insert(key, made);
        Ok(made)
    }

    /// The variables (by level) that a formula looks at, ascending.
    #[must_use]
    pub fn support(formulas: &Formulas, formula: NodeId) -> Vec<usize> {
        let (mut seen, mut found, mut open) =
            (std::collections::BTreeSet::new(), std::collections::BTreeSet::new(), vec![formula]);
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match formulas.node(id) {
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
