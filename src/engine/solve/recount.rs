//! Whether a conflict leaves no agreed deal, shown by going through the values: no solver, no tiles.
//!
//! With only a conflict's lines enforced, agreement depends on few variables, and the others need not be walked. Depth
//! first, a value (one a class) at a time, each line read in three values: crossed, not crossed, open. A branch ends where
//! the parties that do not yet refuse are too few. Only where the lines alone leave something are the rules of coherence
//! walked too.
//!
//! Example: the buyer rejects a high price, the seller rejects a low one and a middle one. Three values of one variable end
//! it, however many issues there are.

use crate::engine::tile::classes::representatives;
use crate::rule::demand::DemandSet;
use crate::rule::formula::{Node, NodeId};
use crate::rule::lower::{Lowered, World};
use crate::rule::reference::is_agreed;
use crate::scenario::id::VoiceId;
use crate::scenario::model::Scenario;

/// What the walk comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recount {
    /// No coherent deal is agreed with only these demands enforced.
    Empty,
    /// Some is.
    Open,
    /// There were too many values to go through.
    TooMany,
}

/// Walks, for at most this many steps; and how many it took.
#[must_use]
pub fn recount(scenario: &Scenario, lowered: &Lowered, conflict: &DemandSet, steps: u64) -> (Recount, u64) {
    let mut lines = Vec::new();
    for demand in conflict.iter() {
        let party = lowered.demands[demand].party();
        for voice in lowered.voices_of(party) {
            match lowered.crossed_by(voice, demand) {
                Some(crossed) if scenario.parties[party].signs => lines.push((voice, crossed)),
                Some(_) => {}
                // A reservation is not read here.
                None => return (Recount::TooMany, 0),
            }
        }
    }
    let mut roots: Vec<NodeId> = lines.iter().map(|(_, crossed)| *crossed).collect();
    let mut order: Vec<usize> = Vec::new();
    let rules = lowered.incoherent.iter().copied();
    for root in roots.clone().into_iter().chain(rules.clone()) {
        for variable in lowered.formulas.variables(root) {
            if !order.contains(&variable) {
                order.push(variable);
            }
        }
    }
    roots.extend(rules);
    let values = representatives(&lowered.formulas, &roots);
    let mut of_variable = vec![Vec::new(); values.len()];
    for (line, (_, crossed)) in lines.iter().enumerate() {
        for variable in lowered.formulas.variables(*crossed) {
            if let Some(of) = of_variable.get_mut(variable) {
                of.push(line);
            }
        }
    }
    let chosen = vec![None; values.len()];
    let mut walk =
        Recounting { scenario, lowered, lines, of_variable, order, values, chosen, refusing: Vec::new(), left: steps };
    // A line may be crossed whatever is chosen.
    walk.refusing = walk.newly_refusing(0..walk.lines.len());
    let found = match walk.is_open(0) {
        Some(true) => Recount::Open,
        Some(false) => Recount::Empty,
        None => Recount::TooMany,
    };
    (found, steps - walk.left)
}

struct Recounting<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    lines: Vec<(VoiceId, NodeId)>,
    /// Which of those read each variable.
    of_variable: Vec<Vec<usize>>,
    /// The variables that are walked.
    order: Vec<usize>,
    values: Vec<Vec<u32>>,
    /// What is settled so far.
    chosen: Vec<Option<u32>>,
    /// The voices that refuse already; one may stand there more than once.
    refusing: Vec<VoiceId>,
    left: u64,
}

impl Recounting<'_> {
    /// Whether some deal under this branch is coherent and agreed; none if the steps are used up.
    fn is_open(&mut self, at: usize) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        let is_agreed_in =
            |world: &World| is_agreed(self.scenario, &|party| !self.refusing.contains(&world.voices[party]));
        if !self.lowered.worlds.iter().all(is_agreed_in) {
            return Some(false);
        }
        if self.lowered.incoherent.iter().any(|rule| self.reads(*rule) == Some(true)) {
            return Some(false);
        }
        let Some(variable) = self.order.get(at).copied() else { return Some(true) };
        for value in self.values.get(variable).cloned().unwrap_or_default() {
            self.settle(variable, Some(value));
            // Only lines that read the variable can have become crossed.
            let n_before = self.refusing.len();
            let of = self.of_variable.get(variable).map_or(&[][..], Vec::as_slice);
            let more = self.newly_refusing(of.iter().copied());
            self.refusing.extend(more);
            let open = self.is_open(at + 1);
            self.refusing.truncate(n_before);
            self.settle(variable, None);
            if open != Some(false) {
                return open;
            }
        }
        Some(false)
    }

    /// The voices of those of these lines that are crossed.
    fn newly_refusing(&self, lines: impl Iterator<Item = usize>) -> Vec<VoiceId> {
        let lines = lines.filter_map(|line| self.lines.get(line));
        lines.filter(|(_, crossed)| self.reads(*crossed) == Some(true)).map(|(voice, _)| *voice).collect()
    }

    fn settle(&mut self, variable: usize, value: Option<u32>) {
        if let Some(chosen) = self.chosen.get_mut(variable) {
            *chosen = value;
        }
    }

    /// Whether a formula holds, as far as that is settled. What several formulas share is read once.
    fn reads(&self, id: NodeId) -> Option<bool> {
        self.reading(id, &mut vec![None; id.0 as usize + 1])
    }

    fn reading(&self, id: NodeId, known: &mut [Option<Option<bool>>]) -> Option<bool> {
        if let Some(Some(read)) = known.get(id.0 as usize) {
            return *read;
        }
        let mut all = |parts: &[NodeId], wanted: bool| {
            let mut is_settled = true;
            for part in parts {
                match self.reading(*part, known) {
                    Some(holds) if holds != wanted => return Some(!wanted),
                    Some(_) => {}
                    None => is_settled = false,
                }
            }
            is_settled.then_some(wanted)
        };
        let read = match self.lowered.formulas.node(id) {
            Node::False => return Some(false),
            Node::True => return Some(true),
            Node::Atom(variable, set) => {
                return self.chosen.get(*variable).copied().flatten().map(|value| set.contains(value));
            }
            Node::Not(inner) => return self.reading(*inner, known).map(|holds| !holds),
            Node::And(parts) => all(parts, true),
            Node::Or(parts) => all(parts, false),
        };
        if let Some(place) = known.get_mut(id.0 as usize) {
            *place = Some(read);
        }
        read
    }
}
