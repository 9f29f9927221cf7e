//! What is asked of a walk: which rules end a deal, whose refusals a decision depends on, and which rules may give way.

use crate::engine::descent::tile::Choice;
use crate::rule::formula::{Formulas, Node, NodeId};

/// What is counted: the deals that cross no rule of the first group and that the others' decision lets through.
#[derive(Clone, Debug)]
pub struct Question {
    /// Rules: the first group's end a deal, each other is a party that refuses where one of its rules is crossed.
    pub groups: Vec<Vec<NodeId>>,
    /// Who has to be content with the points.
    pub reservations: Vec<Reservation>,
    /// Rules that do not end a deal but make it less likely, each by a factor.
    pub soft: Vec<(NodeId, f64)>,
    /// The decision: children first, parties by their groups.
    pub choices: Vec<Choice>,
    /// Where it begins.
    pub root: u32,
}

/// A party that refuses what is worth too little to it.
#[derive(Clone, Debug)]
pub struct Reservation {
    /// Its group.
    pub group: usize,
    /// It refuses what is worth less than this.
    pub limit: f64,
    /// Points by variable and value (from value 0 on); none if a variable has none.
    pub points: Vec<Vec<f64>>,
    /// Where bonuses are given, and their points.
    pub bonuses: Vec<(NodeId, f64)>,
}

impl Reservation {
    /// The points of a value.
    pub(super) fn points(&self, variable: usize, value: u32) -> f64 {
        self.points.get(variable).and_then(|points| points.get(value as usize)).copied().unwrap_or(0.0)
    }
}

/// The rules of which one is crossed where this one is.
pub(super) fn alternatives(formulas: &mut Formulas, root: NodeId, found: &mut std::collections::BTreeSet<NodeId>) {
    match formulas.node(root).clone() {
        Node::False => {}
        Node::Or(parts) => parts.iter().for_each(|part| alternatives(formulas, *part, found)),
        Node::Not(inner) => match formulas.node(inner).clone() {
            Node::And(parts) => {
                for part in parts {
                    let opposite = formulas.not(part);
                    alternatives(formulas, opposite, found);
                }
            }
            _ => {
                found.insert(root);
            }
        },
        _ => {
            found.insert(root);
        }
    }
}
