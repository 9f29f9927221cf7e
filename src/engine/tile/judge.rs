//! A tile of deals judged at once: which demands each crosses, who accepts, what is agreed, how likely.
//!
//! The judge owns what stays the same for a whole scenario; a [`Bench`] is what one thread writes on. An engine lays out
//! deals on the bench (the planes of the atoms, the utilities of the parties), calls [`Judge::judge`], and tallies.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots and lanes are handed out by the buffers' owner")]

use crate::engine::ask::instructions::chosen;
use crate::engine::tile::vectors::Vectors;
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::demand::demands_of;
use crate::rule::kernel::{Planes, Program, Signal};
use crate::rule::lower::Lowered;
use crate::rule::reference::is_agreed;
use crate::rule::utility::{TOLERANCE, points};
use crate::scenario::id::{DemandId, Id, PartyId};
use crate::scenario::model::{DemandName, Scenario, Value};

/// How many words a full tile has: 4,096 deals.
pub const WORDS: usize = 64;
/// How many deals a full tile has.
pub const LANES: usize = WORDS * 64;

/// One line of a party, on planes.
#[derive(Clone, Copy, Debug)]
pub struct LinePlan {
    /// Its place among all demands.
    pub demand: usize,
    /// The slot of "is crossed".
    pub slot: u32,
    /// The probability that it is not held.
    pub gives_way: f64,
}

/// One party, on planes.
#[derive(Clone, Debug)]
pub struct PartyPlan {
    /// Whether agreement can need it.
    pub signs: bool,
    /// Its lines in order.
    pub lines: Vec<LinePlan>,
    /// Its reservation: its place among all demands, and the least utility.
    pub reservation: Option<(usize, f64)>,
    /// Its points: a variable at a time, one number a value of the variable's whole range.
    pub points: Vec<Vec<f64>>,
    /// Its bonuses: the slot of "is given", and the points.
    pub bonuses: Vec<(u32, f64)>,
}

/// What stays the same while deals are judged.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// … as formulas.
    pub lowered: &'a Lowered,
    /// … as a program.
    pub program: Program,
    /// The agreement rule.
    pub rule: AgreementRule,
    /// The parties.
    pub parties: Vec<PartyPlan>,
    /// How it counts, multiplies and adds under masks.
    pub vectors: Vectors,
    coherent: u32,
    n_demands: usize,
}

/// What one thread writes on while it judges.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The planes of the program, then those of the reservations.
    pub planes: Planes,
    /// How many words are in use.
    pub words: usize,
    /// The deals that are there at all, as bits.
    pub valid: Vec<u64>,
    /// Coherent deals.
    pub coherent: Vec<u64>,
    /// Per party: deals it does not accept (any demand crossed), all lines held.
    pub refused: Vec<Vec<u64>>,
    /// Agreed deals, all lines held (coherent ones only).
    pub agreed: Vec<u64>,
    /// Coherent deals that cross exactly one demand of all.
    pub only: Vec<u64>,
    /// Per party: coherent deals that are not agreed but would be if it accepted.
    pub pivotal: Vec<Vec<u64>>,
    /// Per party: deals that cross exactly one of its demands.
    pub only_of: Vec<Vec<u64>>,
    /// P(d agreed) of every deal; meaningful where `likely` has a bit.
    pub probability: Vec<f64>,
    /// Coherent deals of probability above 0.
    pub likely: Vec<u64>,
    /// Per party: the sum of P(party accepts d) over the coherent deals.
    pub party_sum: Vec<f64>,
    /// Per party with a reservation: the utility of every deal without bonuses, filled in by the engine.
    pub utility: Vec<Vec<f64>>,
    graph: Vec<u64>,
    /// The lines of one party that may give way: the lanes that cross each, and what it leaves of a product.
    soft: Vec<(u64, f64)>,
    lanes: Vec<[f64; 64]>,
    graph_lanes: Vec<[f64; 64]>,
}

impl<'a> Judge<'a> {
    /// Prepares to judge deals of this scenario.
    #[must_use]
    pub fn new(scenario: &'a Scenario, lowered: &'a Lowered) -> Self {
        let crossed = lowered.crossed.iter().filter_map(|line| *line);
        let bonuses = lowered.bonuses.iter().flatten().map(|(given, _)| *given);
        let others: Vec<_> = crossed.chain(bonuses).collect();
        let program = Program::new(&lowered.formulas, &[lowered.coherent], &others);
        let parties = scenario.parties.ids().map(|id| plan(scenario, lowered, &program, id)).collect();
        Self {
            scenario,
            lowered,
            rule: AgreementRule::new(scenario),
            parties,
            coherent: program.slot(lowered.coherent),
            n_demands: lowered.demands.len(),
            vectors: Vectors::of(chosen()),
            program,
        }
    }

    /// How many demands there are.
    #[must_use]
    pub const fn n_demands(&self) -> usize {
        self.n_demands
    }

    /// Operations a word and deal, roughly: what `auto` counts.
    #[must_use]
    pub fn cost(&self) -> u64 {
        let nodes = if let AgreementRule::Graph { nodes, .. } = &self.rule { nodes.len() } else { 1 };
        self.program.n_steps() as u64 + 4 * self.n_demands as u64 + nodes as u64 * (1 + self.parties.len() as u64)
    }

    /// A bench for one thread.
    #[must_use]
    pub fn bench(&self) -> Bench {
        let n = self.parties.len();
        let plane = || vec![0_u64; WORDS];
        let nodes = if let AgreementRule::Graph { nodes, .. } = &self.rule { nodes.len() } else { 0 };
        Bench {
            planes: self.program.planes(WORDS, n),
            words: WORDS,
            valid: plane(),
            coherent: plane(),
            refused: vec![plane(); n],
            agreed: plane(),
            only: plane(),
            pivotal: vec![plane(); n],
            only_of: vec![plane(); n],
            probability: vec![0.0; LANES],
            likely: plane(),
            party_sum: vec![0.0; n],
            utility: self
                .parties
                .iter()
                .map(|p| if p.reservation.is_some() { vec![0.0; LANES] } else { Vec::new() })
                .collect(),
            graph: vec![0; nodes],
            soft: Vec::new(),
            lanes: vec![[0.0; 64]; n],
            graph_lanes: vec![[0.0; 64]; nodes],
        }
    }

    /// Finds the coherent deals on the bench, and whether there is any; the atoms must be laid out.
    pub fn judge_coherence(&self, bench: &mut Bench) -> bool {
        self.program.run_first(&mut bench.planes, bench.words);
        let mut any = 0;
        for at in 0..bench.words {
            bench.coherent[at] = bench.valid[at] & bench.planes.word(self.coherent, at);
            any |= bench.coherent[at];
        }
        any != 0
    }

    /// Judges the coherent deals on the bench; the utilities must be laid out.
    pub fn judge(&self, bench: &mut Bench) {
        self.program.run_others(&mut bench.planes, bench.words);
        self.reservations(bench);
        self.acceptance(bench);
        self.agreement(bench);
    }

    /// The signal of "this demand is crossed".
    #[must_use]
    pub fn crossed(&self, bench: &Bench, demand: usize) -> Signal {
        match self.lowered.crossed.as_slice().get(demand) {
            Some(Some(node)) => bench.planes.signal(self.program.slot(*node)),
            _ => {
                let party = self.lowered.demands[DemandId::from_place(demand)].party();
                bench.planes.signal(bench.planes.extra(party.place() as u32))
            }
        }
    }

    fn reservations(&self, bench: &mut Bench) {
        for (place, party) in self.parties.iter().enumerate() {
            let Some((_, least)) = party.reservation else { continue };
            for (given, points) in &party.bonuses {
                if bench.planes.signal(*given) == Signal::False {
                    continue;
                }
                for at in 0..bench.words {
                    let mut rest = bench.planes.word(*given, at) & bench.coherent[at];
                    while rest != 0 {
                        bench.utility[place][at * 64 + rest.trailing_zeros() as usize] += points;
                        rest &= rest - 1;
                    }
                }
            }
            let (words, utility) = (bench.words, &bench.utility[place]);
            let slot = bench.planes.extra(place as u32);
            let plane = bench.planes.plane_mut(slot);
            for at in 0..words {
                let lanes = &utility[at * 64..][..64];
                let mut below = 0_u64;
                for (lane, utility) in lanes.iter().enumerate() {
                    below |= u64::from(*utility < least - TOLERANCE) << lane;
                }
                plane[at] = below;
            }
        }
    }

    fn acceptance(&self, bench: &mut Bench) {
        let words = bench.words;
        let mut once = [0_u64; WORDS];
        let mut twice = [0_u64; WORDS];
        for (place, party) in self.parties.iter().enumerate() {
            let mut any = [0_u64; WORDS];
            let mut more = [0_u64; WORDS];
            let reservation = party.reservation.map(|_| bench.planes.extra(place as u32));
            for slot in party.lines.iter().map(|line| line.slot).chain(reservation) {
                match bench.planes.signal(slot) {
                    Signal::False => {}
                    Signal::True => {
                        for at in 0..words {
                            more[at] |= any[at];
                            any[at] = u64::MAX;
                        }
                    }
                    Signal::Plane(from) => {
                        let plane = bench.planes.plane(from);
                        for at in 0..words {
                            more[at] |= any[at] & plane[at];
                            any[at] |= plane[at];
                        }
                    }
                }
            }
            for at in 0..words {
                twice[at] |= (once[at] & any[at]) | more[at];
                once[at] |= any[at];
                bench.refused[place][at] = any[at];
                bench.only_of[place][at] = any[at] & !more[at];
            }
        }
        for at in 0..words {
            bench.only[at] = once[at] & !twice[at] & bench.coherent[at];
        }
    }

    fn agreement(&self, bench: &mut Bench) {
        for at in 0..bench.words {
            let coherent = bench.coherent[at];
            bench.agreed[at] = if coherent == 0 { 0 } else { coherent & self.agreed_word(bench, at, None) };
        }
    }

    /// Finds out whose acceptance alone is missing, after [`Judge::judge`].
    pub fn judge_pivots(&self, bench: &mut Bench) {
        for at in 0..bench.words {
            let open = bench.coherent[at] & !bench.agreed[at];
            let mut alone = open;
            if let AgreementRule::Everyone(parties) = &self.rule {
                let (mut once, mut twice) = (0, 0);
                for party in parties {
                    let refused = bench.refused[party.place()][at];
                    twice |= once & refused;
                    once |= refused;
                }
                alone = open & !twice;
            }
            for (place, party) in self.parties.iter().enumerate() {
                let would = if party.signs { alone & bench.refused[place][at] } else { 0 };
                bench.pivotal[place][at] = match &self.rule {
                    AgreementRule::Everyone(_) => would,
                    _ if would == 0 => 0,
                    _ => would & self.agreed_word(bench, at, Some(place)),
                };
            }
        }
    }

    /// Agreement on one word of deals, where one party's acceptance may be taken as given.
    fn agreed_word(&self, bench: &mut Bench, at: usize, given: Option<usize>) -> u64 {
        let accepts = |bench: &Bench, party: PartyId| {
            if given == Some(party.place()) { u64::MAX } else { !bench.refused[party.place()][at] }
        };
        self.decide(bench, at, &accepts)
    }

    /// Agreement on one word of deals, from a word of acceptance a party.
    pub fn decide(&self, bench: &mut Bench, at: usize, accepts: &dyn Fn(&Bench, PartyId) -> u64) -> u64 {
        match &self.rule {
            AgreementRule::Everyone(parties) => {
                parties.iter().fold(u64::MAX, |all, party| all & accepts(bench, *party))
            }
            AgreementRule::Graph { nodes, root } => {
                let read = |graph: &[u64], next: Next| match next {
                    Next::Agreed => u64::MAX,
                    Next::Failed => 0,
                    Next::Node(node) => graph[node],
                };
                for (place, node) in nodes.iter().enumerate() {
                    let yes = accepts(bench, node.party);
                    bench.graph[place] = (yes & read(&bench.graph, node.yes)) | (!yes & read(&bench.graph, node.no));
                }
                read(&bench.graph, *root)
            }
            AgreementRule::Direct => {
                let words: Vec<u64> = self.scenario.parties.ids().map(|party| accepts(bench, party)).collect();
                let mut agreed = 0;
                let mut rest = bench.coherent[at];
                while rest != 0 {
                    let lane = rest.trailing_zeros();
                    let holds = is_agreed(self.scenario, &|party| words[party.place()] >> lane & 1 == 1);
                    agreed |= u64::from(holds) << lane;
                    rest &= rest - 1;
                }
                agreed
            }
        }
    }

    /// Fills in P(d agreed) of every coherent deal and each party's sum, for the probabilities; nothing under
    /// [`AgreementRule::Direct`] but the parties' sums.
    pub fn judge_probability(&self, bench: &mut Bench) {
        bench.party_sum.fill(0.0);
        for at in 0..bench.words {
            bench.likely[at] = 0;
            let coherent = bench.coherent[at];
            if coherent == 0 {
                continue;
            }
            let mut live = coherent;
            let mut any_soft = false;
            let mut product = [1.0_f64; 64];
            for (place, party) in self.parties.iter().enumerate() {
                let mut open = coherent
                    & !party.reservation.map_or(0, |_| bench.planes.word(bench.planes.extra(place as u32), at));
                bench.soft.clear();
                for line in &party.lines {
                    let crossed = bench.planes.word(line.slot, at) & open;
                    if crossed == 0 {
                        continue;
                    }
                    if line.gives_way <= 0.0 {
                        open &= !crossed;
                        continue;
                    }
                    bench.soft.push((crossed, line.gives_way));
                }
                let soft = !bench.soft.is_empty();
                if soft {
                    (self.vectors.multiply)(&bench.soft, &mut bench.lanes[place]);
                }
                bench.party_sum[place] +=
                    if soft { (self.vectors.sum)(&bench.lanes[place], open) } else { f64::from(open.count_ones()) };
                match &self.rule {
                    AgreementRule::Everyone(_) if party.signs => {
                        live &= open;
                        if soft && live != 0 {
                            any_soft = true;
                            for (product, lane) in product.iter_mut().zip(&bench.lanes[place]) {
                                *product *= lane;
                            }
                        }
                    }
                    AgreementRule::Graph { .. } => {
                        if !soft {
                            bench.lanes[place] = [1.0; 64];
                        }
                        if open != u64::MAX {
                            scale(&mut bench.lanes[place], !open, 0.0);
                        }
                    }
                    _ => {}
                }
            }
            let lanes = &mut bench.probability[at * 64..][..64];
            match &self.rule {
                AgreementRule::Everyone(_) => {
                    let _ = any_soft;
                    bench.likely[at] = live;
                    lanes.copy_from_slice(&product);
                }
                AgreementRule::Graph { nodes, root } => {
                    for (place, node) in nodes.iter().enumerate() {
                        let (done, rest) = bench.graph_lanes.split_at_mut(place);
                        let p = &bench.lanes[node.party.place()];
                        for (lane, out) in rest[0].iter_mut().enumerate() {
                            let read = |next: Next| match next {
                                Next::Agreed => 1.0,
                                Next::Failed => 0.0,
                                Next::Node(node) => done[node][lane],
                            };
                            *out = p[lane] * read(node.yes) + (1.0 - p[lane]) * read(node.no);
                        }
                    }
                    match root {
                        Next::Agreed => lanes.fill(1.0),
                        Next::Failed => lanes.fill(0.0),
                        Next::Node(node) => lanes.copy_from_slice(&bench.graph_lanes[*node]),
                    }
                    let mut likely = 0;
                    for (lane, p) in lanes.iter().enumerate() {
                        likely |= u64::from(*p > 0.0) << lane;
                    }
                    bench.likely[at] = likely & coherent;
                }
                AgreementRule::Direct => {}
            }
        }
    }
}

fn plan(scenario: &Scenario, lowered: &Lowered, program: &Program, id: PartyId) -> PartyPlan {
    let party = &scenario.parties[id];
    let range = demands_of(&lowered.demands, id);
    let mut lines = Vec::new();
    let mut reservation = None;
    for place in range {
        let demand = DemandId::from_place(place);
        match &lowered.demands[demand] {
            DemandName::RedLine(..) => {
                let gives_way = scenario.demand_firmness(&lowered.demands[demand]).gives_way();
                if let Some(node) = lowered.crossed[demand] {
                    lines.push(LinePlan { demand: place, slot: program.slot(node), gives_way });
                }
            }
            DemandName::Reservation(_) => reservation = party.reservation.map(|least| (place, least)),
        }
    }
    let bonuses = lowered.bonuses[id].iter().map(|(given, points)| (program.slot(*given), *points)).collect();
    PartyPlan { signs: party.signs, lines, reservation, points: points_of(scenario, lowered, id), bonuses }
}

/// A party's points: a variable at a time, one number a value of the variable's whole range, none where it gives none.
pub(crate) fn points_of(scenario: &Scenario, lowered: &Lowered, id: PartyId) -> Vec<Vec<f64>> {
    let party = &scenario.parties[id];
    let points = lowered.variables.iter().map(|variable| {
        let issue = &scenario.issues[variable.issue];
        let of = |value| points(party, variable.issue, issue, Value(value));
        match variable.member {
            Some(member) => vec![0.0, of(1 << member)],
            None if party.points.as_ref().is_some_and(|points| points[variable.issue].is_some()) => {
                (0..issue.n_values()).map(of).collect()
            }
            // No points on this issue: no table, however many values.
            None => Vec::new(),
        }
    });
    points.collect()
}

/// Multiplies the lanes of the mask.
fn scale(lanes: &mut [f64; 64], mask: u64, factor: f64) {
    if mask.count_ones() < 12 {
        let mut rest = mask;
        while rest != 0 {
            lanes[rest.trailing_zeros() as usize] *= factor;
            rest &= rest - 1;
        }
        return;
    }
    for (lane, value) in lanes.iter_mut().enumerate() {
        *value *= if mask >> lane & 1 == 1 { factor } else { 1.0 };
    }
}
