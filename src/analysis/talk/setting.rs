//! A talk made ready for a scenario: who acts when, with which strategy, from which opening.

use crate::scenario::id::PartyId;
use crate::scenario::model::{Scenario, Terms};
use crate::scenario::talk::{GivesWay, Protocol, Strategy, Talk, TurnOrder};

/// A talk among those who sign.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// Those who sign, in the order of the file. Parties of a talk are named by their places here.
    pub signers: Vec<PartyId>,
    /// Who acts when within a round, by place.
    pub order: Vec<usize>,
    /// Whether the order is shuffled anew for each talk.
    pub is_shuffled: bool,
    /// How each makes and takes offers.
    pub strategies: Vec<Strategy>,
    /// The terms that each begins from, if any.
    pub openings: Vec<Option<Terms>>,
    /// The terms of the mediator's first draft, if any.
    pub text: Option<Terms>,
    /// How offers are made and accepted.
    pub protocol: Protocol,
    /// The deadline.
    pub rounds: u32,
    /// When lines give way.
    pub gives_way: GivesWay,
    /// The chance, each round, that the talks end there.
    pub breakdown: f64,
}

impl Setting {
    /// The talk under a scenario, some of whose parties may sign that did not when it was written, and the other way round:
    /// those who do not sign are skipped, those who are not named come last, in the order of the file.
    #[must_use]
    pub fn new(scenario: &Scenario, talk: &Talk) -> Self {
        let signs = |party: &PartyId| scenario.parties[*party].signs;
        let signers: Vec<PartyId> = scenario.parties.ids().filter(signs).collect();
        let terms = |id| scenario.proposals.find(id).map(|proposal| proposal.terms.clone());
        let named: &[PartyId] = match &talk.order {
            TurnOrder::Named(list) => list,
            TurnOrder::Random => &[],
        };
        let place = |party: &PartyId| signers.iter().position(|one| one == party);
        let mut order: Vec<usize> = named.iter().filter_map(place).collect();
        let rest: Vec<usize> = (0..signers.len()).filter(|place| !order.contains(place)).collect();
        order.extend(rest);
        Self {
            order,
            is_shuffled: talk.order == TurnOrder::Random,
            strategies: signers.iter().map(|party| talk.strategy(*party)).collect(),
            openings: signers.iter().map(|party| talk.opening(*party).and_then(terms)).collect(),
            text: talk.text.and_then(terms),
            protocol: talk.protocol,
            rounds: talk.rounds,
            gives_way: talk.gives_way,
            breakdown: talk.breakdown,
            signers,
        }
    }
}
