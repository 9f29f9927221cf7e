//! What is found out about a scenario, as plain data: what `zopa run` says, before anybody chose words for it.

use crate::engine::ask::answer::{Count, Provenance, Share};
use crate::engine::ask::effort::Worlds;
use crate::scenario::id::{DemandId, IdVec, IssueId, PartyId};
use crate::scenario::model::{Basis, Deal, DemandName, Verdict};
use num_bigint::BigUint;

/// Which terms could be accepted, by whom, and how likely.
#[derive(Clone, PartialEq, Debug)]
pub struct Acceptance {
    /// How the figures were had.
    pub provenance: Provenance,
    /// Whether every verdict is proved though the figures come from samples.
    pub proved: bool,
    /// Whether a solver found an agreed deal, where the figures come from samples.
    pub is_one_found: bool,
    /// |D|.
    pub deals: BigUint,
    /// |C|; under `simulate` the number of samples.
    pub coherent: Count,
    /// The zone of possible agreement.
    pub zone: Zone,
    /// Every demand by name, under the ids used below: parties in file order, each party's lines, then its reservation.
    pub demands: IdVec<DemandId, DemandName>,
    /// One entry a party.
    pub parties: IdVec<PartyId, PartyFindings>,
    /// One entry an issue: one row a value, or a member.
    pub issues: IdVec<IssueId, Vec<ValueFindings>>,
    /// What each world allows by itself; none without assumptions, or where it was not asked for.
    pub worlds: Option<Vec<WorldFindings>>,
    /// What each list of `coalitions` would agree on as the only one; none without lists, or where it was not asked for.
    pub coalitions: Option<Vec<CoalitionFindings>>,
    /// What each line is worth that several parties may hold; none without such lines, or where it was not asked for.
    pub shared_lines: Option<Vec<SharedLineFindings>>,
    /// Random proposals in random worlds, beside the figures above.
    pub simulation: Option<Simulation>,
    /// How many threads worked.
    pub threads: usize,
    /// How many proposals the engine `simulate` drew; none for the other engines.
    pub samples: Option<u64>,
}

/// What one world allows.
#[derive(Clone, PartialEq, Debug)]
pub struct WorldFindings {
    /// The value of each assumption, in their order.
    pub assumed: Vec<u32>,
    /// How likely this world is.
    pub probability: f64,
    /// |Z| in this world.
    pub agreed: Count,
    /// The probability that some deal is agreed in this world.
    pub any_probability: Option<f64>,
    /// The highest probability of a deal in this world.
    pub best_probability: Option<f64>,
    /// The first deal of that probability.
    pub best: Option<BestDeal>,
}

/// What one list of `coalitions` would agree on if it were the only one.
#[derive(Clone, PartialEq, Debug)]
pub struct CoalitionFindings {
    /// The list, as the file has it.
    pub parties: Vec<PartyId>,
    /// |Z| with this list alone.
    pub agreed: Count,
    /// … as a share of the coherent deals.
    pub share: Share,
    /// The highest probability of a deal.
    pub best_probability: Option<f64>,
    /// The probability that some deal is agreed.
    pub any_probability: Option<f64>,
}

/// What a shared line is worth, all its holders at once.
#[derive(Clone, PartialEq, Debug)]
pub struct SharedLineFindings {
    /// Its place among the file's shared lines.
    pub place: usize,
    /// Who holds it, in file order.
    pub parties: Vec<PartyId>,
    /// Coherent deals on which no other demand is crossed, and this one is.
    pub only: Count,
    /// |Z| without it.
    pub agreed_if_dropped: Count,
    /// The probability that some deal is agreed without it.
    pub any_if_dropped: Option<f64>,
    /// … with all holders holding it for certain.
    pub any_if_fixed: Option<f64>,
}

/// The zone of possible agreement.
#[derive(Clone, PartialEq, Debug)]
pub struct Zone {
    /// |Z|.
    pub agreed: Count,
    /// |Z| / |C|.
    pub share: Share,
    /// The mean of P(d agreed) over the coherent deals.
    pub mean_probability: Share,
    /// The highest P(d agreed); under `simulate` a lower bound.
    pub best_probability: Option<f64>,
    /// The probability that some coherent deal is agreed when every line is held with its firmness.
    pub any_probability: Option<f64>,
    /// Its interval where it is not exact.
    pub any_probability_interval: Option<(f64, f64)>,
    /// The most probable deals.
    pub best: Vec<BestDeal>,
}

/// The votes on one deal.
#[derive(Clone, PartialEq, Debug)]
pub struct Votes {
    /// How many signing parties accept it.
    pub count: usize,
    /// How many the rule asks for.
    pub needed_count: Option<u32>,
    /// What they weigh together.
    pub weight: f64,
    /// What the rule asks for.
    pub needed_weight: Option<f64>,
    /// Those without whom it fails; nobody where it fails anyway.
    pub pivotal: Vec<PartyId>,
    /// What the others weigh, or how many they are, without each of them.
    pub without: Vec<f64>,
    /// The world in which it is so, where there are several.
    pub world: Option<Vec<u32>>,
}

/// One of the most probable deals, judged by the oracle.
#[derive(Clone, PartialEq, Debug)]
pub struct BestDeal {
    /// The deal.
    pub deal: Deal,
    /// P(d agreed).
    pub probability: f64,
    /// The demands it crosses, in order.
    pub crossed: Vec<DemandId>,
    /// Every party's utility, none without one.
    pub utility: IdVec<PartyId, Option<f64>>,
    /// The votes on it, where the agreement rule asks for votes.
    pub votes: Option<Votes>,
}

/// What one party's positions cost.
#[derive(Clone, PartialEq, Debug)]
pub struct PartyFindings {
    /// Coherent deals that it accepts, all lines held.
    pub accepts: Count,
    /// … as a share of the coherent deals.
    pub share: Share,
    /// The mean of P(party accepts d) over the coherent deals.
    pub mean_probability: Share,
    /// |Z| were its acceptance counted as given.
    pub agreed_without: Count,
    /// Its red lines in file order.
    pub red_lines: Vec<DemandFindings>,
    /// Its reservation, where it has one.
    pub reservation: Option<DemandFindings>,
    /// Coherent deals that it alone does not accept, all parties counted.
    pub only: Count,
    /// … as a share of the coherent deals.
    pub only_share: Share,
}

/// What one demand costs.
#[derive(Clone, PartialEq, Debug)]
pub struct DemandFindings {
    /// Which demand.
    pub demand: DemandId,
    /// How firmly a red line is held (the midpoint of a range); 1 for a reservation.
    pub firmness: f64,
    /// How well a red line is founded; none for a reservation.
    pub basis: Option<Basis>,
    /// Coherent deals that cross it.
    pub crossed: Count,
    /// … as a share of the coherent deals.
    pub share: Share,
    /// Coherent deals on which it is the one demand crossed, all parties counted.
    pub only: Count,
    /// |Z| without it.
    pub agreed_if_dropped: Count,
    /// `only` as a share of the coherent deals.
    pub only_share: Share,
    /// The probability that some deal is agreed without it; none where that is not known.
    pub any_if_dropped: Option<f64>,
    /// … with it held for certain.
    pub any_if_fixed: Option<f64>,
}

/// What is found of one value of an issue, or one member ("included"), over the coherent deals that contain it.
#[derive(Clone, PartialEq, Debug)]
pub struct ValueFindings {
    /// How many coherent deals contain it.
    pub deals: Count,
    /// How many of them are agreed.
    pub agreed: Count,
    /// Its share of the zone.
    pub zopa_share: Share,
    /// agreed / deals.
    pub accept_rate: Share,
    /// The highest P(d agreed).
    pub best_probability: Option<f64>,
    /// The mean of P(d agreed).
    pub mean_probability: Share,
    /// What it all comes to.
    pub verdict: Verdict,
    /// Per party the share of them that it accepts, all lines held.
    pub accepted_by: IdVec<PartyId, Share>,
    /// Demands that every coherent deal with this value crosses: who blocks it alone, and by which line. Empty where no
    /// single demand does, and where it is not known (under `simulate`).
    pub blocked_by: Vec<DemandId>,
}

/// Random proposals, each counted as much as it is probable, or met by a random world (every line held or not, by its
/// firmness).
#[derive(Clone, PartialEq, Debug)]
pub struct Simulation {
    /// How many proposals were drawn.
    pub proposals: u64,
    /// In how many issues they differ from a draft at most; none if they are drawn from all coherent deals.
    pub changes: Option<u32>,
    /// How many of them are agreed with all lines held.
    pub agreed_samples: u64,
    /// … as a share.
    pub share: Share,
    /// The mean of P(it is agreed), or the share that is agreed in its random world.
    pub mean_probability: Share,
    /// Which of the two.
    pub worlds: Worlds,
    /// How long the simulation took in seconds (not part of any answer's bytes but for `run_info`).
    pub seconds: f64,
}
