//! A scenario's count as a question to a plan: which rules end a deal, who may refuse, and how that decides.
//!
//! Where everyone must accept, any enforced demand of a signing party ends a deal. Under "two of three" each party is a
//! group of its own and the rule's graph decides; a party without which the graph cannot end well is needed, and its
//! demands end a deal as under the first rule.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::limit::Deadline;
use crate::engine::descent::by::By;
use crate::engine::descent::plan::Plan;
use crate::engine::descent::question::{Question, Reservation};
use crate::engine::descent::tile::Choice;
use crate::engine::exact::declined::Declined;
use crate::engine::tile::plan::points_of;
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::demand::{DemandSet, demands_of};
use crate::rule::formula::NodeId;
use crate::rule::lower::{Lowered, World};
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{DemandId, Id, PartyId, VoiceId};
use crate::scenario::model::Scenario;

/// How many deals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Coherent ones.
    pub coherent: u128,
    /// Coherent and agreed ones, all lines held.
    pub agreed: u128,
}

/// Counts the coherent deals and the agreed ones, where these demands are given up and all others are enforced.
///
/// # Errors
/// Where the agreement rule has no graph, the rules' graphs or planes grow too large,
/// or the time limit of the effort passes.
pub fn count(
    scenario: &Scenario,
    lowered: &Lowered,
    given_up: &DemandSet,
    (effort, by): (&Effort, By),
) -> Result<Counted, Declined> {
    let deadline = Deadline::after(effort.time_limit);
    let is_stopped = || effort.watch.is_stopped() || deadline.has_passed();
    let counted = |question: &Question| {
        let plan = Plan::new(&lowered.formulas, question, by.lanes)?;
        on_threads(effort, || plan.count(by.set, &is_stopped)).ok_or(Declined::Stopped)
    };
    let coherent = counted(&coherence(lowered))?;
    let agreed = counted(&agreement(scenario, lowered, &|demand| !given_up.contains(demand))?)?;
    Ok(Counted { coherent, agreed })
}

/// Which demands count.
pub type Enforced<'f> = &'f dyn Fn(DemandId) -> bool;

/// Which deals are coherent.
#[must_use]
pub fn coherence(lowered: &Lowered) -> Question {
    Question {
        groups: vec![lowered.incoherent.clone()],
        reservations: Vec::new(),
        soft: Vec::new(),
        choices: Vec::new(),
        root: 1,
    }
}

/// Which coherent deals cross none of these demands.
#[must_use]
pub fn uncrossed(scenario: &Scenario, lowered: &Lowered, counts: Enforced) -> Question {
    let mut question = coherence(lowered);
    for demand in lowered.demands.ids().filter(|demand| counts(*demand)) {
        add(&mut question, (scenario, lowered), demand, 0);
    }
    question
}

/// The coherent deals, each as likely as these demands, held or not by their firmness, let it pass in one world.
#[must_use]
pub fn weighed(scenario: &Scenario, lowered: &Lowered, world: &World, counts: Enforced) -> Question {
    let mut question = coherence(lowered);
    for (demand, name) in lowered.demands.enumerate().filter(|(demand, _)| counts(*demand)) {
        let gives_way = world.gives_way[demand];
        match world.crossed[demand] {
            _ if gives_way >= 1.0 => {}
            Some(crossed) if gives_way > 0.0 => question.soft.push((crossed, gives_way)),
            Some(crossed) => push(&mut question, crossed, 0),
            None => reservation(&mut question, (scenario, lowered), world.voices[name.party()], 0),
        }
    }
    question
}

/// Adds a rule to a group.
fn push(question: &mut Question, rule: NodeId, group: usize) {
    if let Some(rules) = question.groups.get_mut(group) {
        rules.push(rule);
    }
}

/// Adds the reservation of a voice's party to a group.
fn reservation(question: &mut Question, (scenario, lowered): (&Scenario, &Lowered), voice: VoiceId, group: usize) {
    let party = lowered.voices[voice].party;
    let Some(least) = scenario.parties[party].reservation else { return };
    question.reservations.push(Reservation {
        group,
        limit: least - TOLERANCE,
        points: points_of(scenario, lowered, party),
        bonuses: lowered.bonuses_of(voice).to_vec(),
    });
}

/// Adds a demand, crossed where it is in some world, to the rules of a group.
fn add(question: &mut Question, (scenario, lowered): (&Scenario, &Lowered), demand: DemandId, group: usize) {
    if let Some(crossed) = lowered.crossed[demand] {
        return push(question, crossed, group);
    }
    let mut seen: Vec<&[(NodeId, f64)]> = Vec::new();
    for voice in lowered.voices_of(lowered.demands[demand].party()) {
        // Voices whose bonuses are alike are below the reservation together.
        if !seen.contains(&lowered.bonuses_of(voice)) {
            seen.push(lowered.bonuses_of(voice));
            reservation(question, (scenario, lowered), voice, group);
        }
    }
}

/// Which coherent deals are agreed, where only these demands count.
///
/// # Errors
/// Where the agreement rule has no graph, or it is not everyone's and there are several worlds.
pub fn agreement(scenario: &Scenario, lowered: &Lowered, counts: Enforced) -> Result<Question, Declined> {
    if lowered.has_several_worlds() && !scenario.agreement.needs_everyone() {
        return Err(Declined::Voices);
    }
    let mut question = coherence(lowered);
    let mut group_of: Vec<usize> = vec![0; scenario.parties.len()];
    let parties: Vec<PartyId> = match AgreementRule::new(scenario) {
        AgreementRule::Everyone(parties) => parties,
        AgreementRule::Direct => return Err(Declined::Agreement),
        AgreementRule::Graph { nodes, root } => {
            let node = |next: Next| match next {
                Next::Failed => 0,
                Next::Agreed => 1,
                Next::Node(at) => u32::try_from(at + 2).unwrap_or(0),
            };
            question.root = node(root);
            let asked: std::collections::BTreeSet<PartyId> = nodes.iter().map(|node| node.party).collect();
            for party in &asked {
                if ends_well_without(&nodes, root, *party)
                    && let Some(group) = group_of.get_mut(party.place())
                {
                    *group = question.groups.len();
                    question.groups.push(Vec::new());
                }
            }
            let party = |party: PartyId| group_of.get(party.place()).copied().unwrap_or(0);
            let choice = |decision: &crate::rule::agreement::Decision| Choice {
                party: u32::try_from(party(decision.party)).unwrap_or(0),
                yes: node(decision.yes),
                no: node(decision.no),
            };
            question.choices = nodes.iter().map(choice).collect();
            asked.into_iter().collect()
        }
    };
    for party in parties {
        let group = group_of.get(party.place()).copied().unwrap_or(0);
        for demand in demands_of(&lowered.demands, party).map(DemandId::from_place).filter(|demand| counts(*demand)) {
            add(&mut question, (scenario, lowered), demand, group);
        }
    }
    Ok(question)
}

/// Whether agreement is within reach where this party refuses and all others accept.
fn ends_well_without(nodes: &[crate::rule::agreement::Decision], root: Next, party: PartyId) -> bool {
    let mut next = root;
    while let Next::Node(at) = next {
        let Some(decision) = nodes.get(at) else { return false };
        next = if decision.party == party { decision.no } else { decision.yes };
    }
    next == Next::Agreed
}

/// The formulas that end a deal where everyone must accept: what `flat` counts.
///
/// # Errors
/// Where some parties need not accept, or a reservation is enforced.
pub fn ending(scenario: &Scenario, lowered: &Lowered, given_up: &DemandSet) -> Result<Vec<NodeId>, Declined> {
    let question = agreement(scenario, lowered, &|demand| !given_up.contains(demand))?;
    match question.groups.as_slice() {
        [ending] if question.reservations.is_empty() && question.choices.is_empty() => Ok(ending.clone()),
        _ => Err(Declined::Agreement),
    }
}
