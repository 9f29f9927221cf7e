//! What is asked of a frontier, and what is found, as plain data.

use crate::engine::ask::answer::Provenance;
use crate::engine::pareto::archive::Rows;
use crate::engine::pareto::field::Over;
use crate::engine::tile::best::rounded;
use crate::rule::reference::judge;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{IdVec, PartyId, ProposalId};
use crate::scenario::model::{Deal, Scenario};
use num_bigint::BigUint;

/// From where gains are measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Threat {
    /// From the reservation; for a party without one, from its lowest utility over the coherent deals.
    #[default]
    Reservation,
    /// From each party's lowest utility over the coherent deals.
    Lowest,
}

/// In which order the deals of the frontier are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// As deals are numbered.
    #[default]
    Deals,
    /// What this party values most first.
    Party(PartyId),
    /// The greatest sum of utilities first.
    Welfare,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// Over which deals.
    pub over: Over,
    /// From where gains are measured.
    pub threat: Threat,
    /// How many deals a list holds at most.
    pub top: usize,
    /// Whether NegMAS's own definitions are asked for too.
    pub negmas: bool,
    /// In which order the deals of the frontier are listed.
    pub sort: Sort,
}

/// As many deals are listed where nothing else is asked for.
pub const MOST_LISTED: usize = 10_000;

impl Default for Question {
    fn default() -> Self {
        Self {
            over: Over::default(),
            threat: Threat::default(),
            top: MOST_LISTED,
            negmas: false,
            sort: Sort::default(),
        }
    }
}

/// A deal with what it is worth to each party, none for a party without a utility.
#[derive(Clone, PartialEq, Debug)]
pub struct ValuedDeal {
    /// The deal.
    pub deal: Deal,
    /// Its worth.
    pub utility: IdVec<PartyId, Option<f64>>,
}

/// One solution: the deals that tie.
#[derive(Clone, PartialEq, Debug)]
pub struct SolutionFindings {
    /// The greatest product, share, gain or sum.
    pub value: f64,
    /// How many deals have it.
    pub ties: u64,
    /// The first of them in deal order.
    pub deals: Vec<ValuedDeal>,
}

/// One proposal beside the frontier.
#[derive(Clone, PartialEq, Debug)]
pub struct ProposalFindings {
    /// Which.
    pub proposal: ProposalId,
    /// How many coherent deals have its terms.
    pub completions: u64,
    /// The one that is nearest to the frontier; none if there is none.
    pub nearest: Option<NearestCompletion>,
}

/// A completion of a proposal beside the frontier.
#[derive(Clone, PartialEq, Debug)]
pub struct NearestCompletion {
    /// The deal.
    pub valued: ValuedDeal,
    /// Whether it is agreed.
    pub is_agreed: bool,
    /// The Euclidean distance to the nearest deal of the frontier, in points; none if the frontier is empty.
    pub distance: Option<f64>,
    /// How many deals of the frontier dominate it.
    pub dominated_by: u64,
    /// Per party with a utility: the most it could have more with nobody having less.
    pub left: Vec<f64>,
}

/// Everything that `zopa frontier` says.
#[derive(Clone, PartialEq, Debug)]
pub struct FrontierFindings {
    /// What was asked.
    pub question: Question,
    /// How the answer was had; undecided where not every deal was looked at.
    pub provenance: Provenance,
    /// The parties with a utility.
    pub parties: Vec<PartyId>,
    /// The rest; none if undecided.
    pub found: Option<Found>,
}

/// What was found over all deals.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// How many deals were looked at; none if diagrams found the frontier and their count was too long.
    pub n_deals: Option<BigUint>,
    /// How many of them are on the frontier.
    pub size: u64,
    /// How many different utilities they have.
    pub n_points: usize,
    /// The first of them in the order asked for (of more than [`MOST_LISTED`] those are sorted that come first as deals).
    pub deals: Vec<ValuedDeal>,
    /// Per party: its threat point; none if there is no coherent deal.
    pub threat: Option<Vec<f64>>,
    /// The solutions in the order of [`Solution::ALL`](crate::analysis::bargaining::Solution::ALL).
    pub solutions: [Option<SolutionFindings>; 4],
    /// What NegMAS takes under the names Nash, KS, Kalai and welfare, where asked: how many deals, and the first of them.
    pub negmas: Option<[(u64, Vec<ValuedDeal>); 4]>,
    /// The named proposals.
    pub proposals: Vec<ProposalFindings>,
}

impl Found {
    /// Lists the deals in this order, and of every list so many.
    pub(super) fn sort(&mut self, sort: Sort, top: usize) {
        let worth = |one: &ValuedDeal| match sort {
            Sort::Deals => 0.0,
            Sort::Party(party) => one.utility.find(party).copied().flatten().unwrap_or(f64::NEG_INFINITY),
            Sort::Welfare => one.utility.iter().flatten().sum(),
        };
        // Noise of doubles makes no difference: equals stay in deal order.
        let mut keyed: Vec<(f64, ValuedDeal)> = self.deals.drain(..).map(|one| (rounded(worth(&one)), one)).collect();
        keyed.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        self.deals = keyed.into_iter().map(|(_, one)| one).collect();
        self.deals.truncate(top);
        self.solutions.iter_mut().flatten().for_each(|solution| solution.deals.truncate(top));
        self.negmas.iter_mut().flatten().for_each(|(_, deals)| deals.truncate(top));
    }
}

/// Whether a distance is the least one, within the tolerance.
pub(crate) fn is_near(distance: f64, least: f64) -> bool {
    distance <= least + TOLERANCE || distance.total_cmp(&least).is_eq()
}

/// The points of the rows.
pub(crate) fn points(rows: &Rows, width: usize) -> impl Iterator<Item = &[f64]> {
    rows.points.chunks_exact(width.max(1))
}

/// A deal with what it is worth, as the oracle adds it up.
pub(crate) fn valued(scenario: &Scenario, deal: Deal) -> ValuedDeal {
    ValuedDeal { utility: judge(scenario, &deal).utility, deal }
}
