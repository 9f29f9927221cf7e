//! A tile of deals judged at once: which demands each crosses, who accepts, what is agreed, how likely.
//!
//! The judge owns what stays the same for a whole scenario; a [`Bench`] is what one thread writes on. An engine lays out
//! deals on the bench (the planes of the atoms, the utilities of the parties), calls [`Judge::judge`], and tallies.
#![expect(clippy::indexing_slicing, reason = "a kernel: slots and lanes are handed out by the buffers' owner")]

use crate::engine::ask::instructions::chosen;
use crate::engine::tile::plan::{PartyPlan, VoicePlan, parties, voices};
use crate::engine::tile::vectors::Vectors;
use crate::rule::agreement::{AgreementRule, Next, agreed_word};
use crate::rule::kernel::{Planes, Program, Signal};
use crate::rule::lower::{Lowered, World};
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{DemandId, Id, VoiceId};
use crate::scenario::model::Scenario;

/// How many words a full tile has: 4,096 deals.
pub const WORDS: usize = 64;
/// How many deals a full tile has.
pub const LANES: usize = WORDS * 64;

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
    /// Their voices.
    pub voices: Vec<VoicePlan>,
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
    /// Per party with a reservation: the utility of every deal without bonuses, filled in by the engine; with them (their
    /// average over the worlds) once the deals are judged.
    pub utility: Vec<Vec<f64>>,
    /// Per voice beside others of its party: deals it does not accept, and deals that cross exactly one of its demands.
    voiced: Vec<(Vec<u64>, Vec<u64>)>,
    graph: Vec<u64>,
    /// The lines of one voice that may give way: the lanes that cross each, and what it leaves of a product.
    pub(super) soft: Vec<(u64, f64)>,
    /// Per voice: P(it accepts), a lane; only where `open` says that some line gives way, or under a graph.
    pub(super) lanes: Vec<[f64; 64]>,
    /// Per voice: the lanes of the word in which it may accept, and whether a line gives way there.
    pub(super) open: Vec<(u64, bool)>,
    pub(super) graph_lanes: Vec<[f64; 64]>,
}

impl<'a> Judge<'a> {
    /// Prepares to judge deals of this scenario.
    #[must_use]
    pub fn new(scenario: &'a Scenario, lowered: &'a Lowered) -> Self {
        let several = lowered.has_several_worlds();
        let crossed = lowered.crossed.iter().filter_map(|line| *line);
        let of_voices =
            lowered.worlds.iter().filter(|_| several).flat_map(|world| world.crossed.iter().flatten().copied());
        let bonuses = lowered.worlds.iter().flat_map(|world| world.bonuses.iter().flatten().map(|(given, _)| *given));
        let others: Vec<_> = crossed.chain(of_voices).chain(bonuses).collect();
        let program = Program::new(&lowered.formulas, &[lowered.coherent], &others);
        Self {
            scenario,
            lowered,
            rule: AgreementRule::new(scenario),
            parties: parties(scenario, lowered, &program),
            voices: voices(lowered, &program),
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
        let nodes = match &self.rule {
            AgreementRule::Everyone(_) => 1,
            AgreementRule::Graph { nodes, .. } => nodes.len(),
            // Each party is counted or weighed lane by lane, in vectors; the lists take a party at a time.
            AgreementRule::Direct => {
                let listed: usize = self.scenario.agreement.coalitions.iter().flatten().map(Vec::len).sum();
                8 * self.scenario.parties.len() + listed
            }
        };
        let of_rule = nodes as u64 * (1 + self.voices.len() as u64) * self.lowered.worlds.len() as u64;
        self.program.n_steps() as u64 + 4 * self.n_demands as u64 + of_rule
    }

    /// A bench for one thread.
    #[must_use]
    pub fn bench(&self) -> Bench {
        let n = self.parties.len();
        let plane = || vec![0_u64; WORDS];
        let nodes = if let AgreementRule::Graph { nodes, .. } = &self.rule { nodes.len() } else { 0 };
        Bench {
            planes: self.program.planes(WORDS, n + self.voices.len()),
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
            voiced: (0..self.voices.len())
                .map(|voice| if self.is_alone(voice) { (Vec::new(), Vec::new()) } else { (plane(), plane()) })
                .collect(),
            graph: vec![0; nodes],
            soft: Vec::new(),
            lanes: vec![[0.0; 64]; self.voices.len()],
            open: vec![(0, false); self.voices.len()],
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

    /// Whether a voice is the only one of its party.
    fn is_alone(&self, voice: usize) -> bool {
        self.parties[self.voices[voice].party].voices.len() == 1
    }

    /// The slot of "the voice is below its reservation"; none if its party has none.
    #[must_use]
    pub fn below(&self, voice: usize) -> Option<u32> {
        let party = self.voices[voice].party;
        let slot = if self.is_alone(voice) { party } else { self.parties.len() + voice };
        self.parties[party].reservation.map(|_| self.program.n_slots() + slot as u32)
    }

    /// The signal of "this demand is crossed" in some world.
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

    /// The signal of "this voice sees this demand crossed".
    #[must_use]
    pub fn crossed_by(&self, bench: &Bench, voice: VoiceId, demand: DemandId) -> Signal {
        match self.lowered.crossed_by(voice, demand) {
            Some(node) => bench.planes.signal(self.program.slot(node)),
            None => self.below(voice.place()).map_or(Signal::False, |slot| bench.planes.signal(slot)),
        }
    }

    fn reservations(&self, bench: &mut Bench) {
        for (place, party) in self.parties.iter().enumerate() {
            let Some((_, least)) = party.reservation else { continue };
            if let [voice] = &self.voices[party.voices.clone()] {
                add_bonuses(voice, 1.0, (&bench.planes, &bench.coherent, bench.words), &mut bench.utility[place]);
                let slot = bench.planes.extra(place as u32);
                mark_below(&bench.utility[place], least, bench.words, bench.planes.plane_mut(slot));
                continue;
            }
            let (base, mut below_any) = (bench.utility[place].clone(), [0_u64; WORDS]);
            for at in party.voices.clone() {
                let voice = &self.voices[at];
                let mut utility = base.clone();
                let tile = (&bench.planes, bench.coherent.as_slice(), bench.words);
                add_bonuses(voice, 1.0, tile, &mut utility);
                add_bonuses(voice, voice.probability, tile, &mut bench.utility[place]);
                let slot = bench.planes.extra((self.parties.len() + at) as u32);
                mark_below(&utility, least, bench.words, bench.planes.plane_mut(slot));
                for (any, below) in below_any.iter_mut().zip(bench.planes.plane(slot)) {
                    *any |= below;
                }
            }
            let slot = bench.planes.extra(place as u32);
            let words = bench.words;
            bench.planes.plane_mut(slot)[..words].copy_from_slice(&below_any[..words]);
        }
    }

    fn acceptance(&self, bench: &mut Bench) {
        let words = bench.words;
        let mut once = [0_u64; WORDS];
        let mut twice = [0_u64; WORDS];
        for (place, party) in self.parties.iter().enumerate() {
            let reservation = party.reservation.map(|_| bench.planes.extra(place as u32));
            let slots = party.lines.iter().map(|line| line.slot).chain(reservation);
            let (any, more) = some_and_more(&bench.planes, words, slots);
            for at in 0..words {
                twice[at] |= (once[at] & any[at]) | more[at];
                once[at] |= any[at];
                bench.refused[place][at] = any[at];
                bench.only_of[place][at] = any[at] & !more[at];
            }
            for voice in party.voices.clone().filter(|voice| !self.is_alone(*voice)) {
                let slots = self.voices[voice].lines.iter().map(|line| line.slot).chain(self.below(voice));
                let (any, more) = some_and_more(&bench.planes, words, slots);
                let (refused, only) = &mut bench.voiced[voice];
                for at in 0..words {
                    refused[at] = any[at];
                    only[at] = any[at] & !more[at];
                }
            }
        }
        for at in 0..words {
            bench.only[at] = once[at] & !twice[at] & bench.coherent[at];
        }
    }

    /// The deals of a word that a voice does not accept.
    fn refused_by(&self, bench: &Bench, voice: usize, at: usize) -> u64 {
        if self.is_alone(voice) { bench.refused[self.voices[voice].party][at] } else { bench.voiced[voice].0[at] }
    }

    /// Whether a demand of this party opens exactly the pivotal deals on which the party crosses it alone: no other world
    /// asks for less. (Where everyone is needed no party may refuse in any world.)
    pub fn is_alike_to_voices(&self, place: usize) -> bool {
        self.parties[place].voices.len() == 1 || matches!(self.rule, AgreementRule::Everyone(_))
    }

    /// The deals of a word that are not agreed but would be without this demand, after [`Judge::judge_pivots`]; of a party
    /// whose voices differ.
    pub fn reopened(&self, bench: &mut Bench, (place, demand): (usize, usize), at: usize) -> u64 {
        let signal = self.crossed(bench, demand);
        let open = bench.pivotal[place][at] & bench.planes.word_of(signal, at);
        if open == 0 {
            return 0;
        }
        // A voice that crosses nothing else accepts; in other worlds other demands of the party may stand in the way.
        let demand = DemandId::from_place(demand);
        let accepts = |bench: &Bench, voice: VoiceId| {
            let refused = self.refused_by(bench, voice.place(), at);
            if self.voices[voice.place()].party != place {
                return !refused;
            }
            let signal = self.crossed_by(bench, voice, demand);
            !refused | (bench.voiced[voice.place()].1[at] & bench.planes.word_of(signal, at))
        };
        open & self.decide(bench, at, &accepts)
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
        let accepts = |bench: &Bench, voice: VoiceId| {
            let is_given = given == Some(self.voices[voice.place()].party);
            if is_given { u64::MAX } else { !self.refused_by(bench, voice.place(), at) }
        };
        self.decide(bench, at, &accepts)
    }

    /// Agreement in every world on one word of deals, from a word of acceptance a voice.
    pub fn decide(&self, bench: &mut Bench, at: usize, accepts: &dyn Fn(&Bench, VoiceId) -> u64) -> u64 {
        let mut agreed = u64::MAX;
        for world in &self.lowered.worlds {
            if agreed & bench.coherent[at] != 0 {
                agreed &= self.decide_in(bench, at, world, accepts);
            }
        }
        agreed
    }

    /// Agreement in one world.
    pub fn decide_in(
        &self,
        bench: &mut Bench,
        at: usize,
        world: &World,
        accepts: &dyn Fn(&Bench, VoiceId) -> u64,
    ) -> u64 {
        match &self.rule {
            AgreementRule::Everyone(parties) => {
                parties.iter().fold(u64::MAX, |all, party| all & accepts(bench, world.voices[*party]))
            }
            AgreementRule::Graph { nodes, root } => {
                let read = |graph: &[u64], next: Next| match next {
                    Next::Agreed => u64::MAX,
                    Next::Failed => 0,
                    Next::Node(node) => graph[node],
                };
                for (place, node) in nodes.iter().enumerate() {
                    let yes = accepts(bench, world.voices[node.party]);
                    bench.graph[place] = (yes & read(&bench.graph, node.yes)) | (!yes & read(&bench.graph, node.no));
                }
                read(&bench.graph, *root)
            }
            AgreementRule::Direct => {
                let words: Vec<u64> = world.voices.iter().map(|voice| accepts(bench, *voice)).collect();
                agreed_word(self.scenario, &words) & bench.coherent[at]
            }
        }
    }
}

/// Adds the points of the bonuses that a voice is given, this many times.
pub(in crate::engine) fn add_bonuses(
    voice: &VoicePlan,
    times: f64,
    (planes, coherent, words): (&Planes, &[u64], usize),
    utility: &mut [f64],
) {
    for (given, points) in &voice.bonuses {
        if planes.signal(*given) == Signal::False {
            continue;
        }
        for (at, coherent) in coherent.iter().enumerate().take(words) {
            let mut rest = planes.word(*given, at) & coherent;
            while rest != 0 {
                utility[at * 64 + rest.trailing_zeros() as usize] += times * points;
                rest &= rest - 1;
            }
        }
    }
}

/// Marks the deals whose utility is below the least.
fn mark_below(utility: &[f64], least: f64, words: usize, plane: &mut [u64]) {
    for (lanes, word) in utility.chunks(64).zip(plane).take(words) {
        let mut below = 0_u64;
        for (lane, utility) in lanes.iter().enumerate() {
            below |= u64::from(*utility < least - TOLERANCE) << lane;
        }
        *word = below;
    }
}

/// The deals on which at least one of these holds, and those on which more than one does.
fn some_and_more(planes: &Planes, words: usize, slots: impl Iterator<Item = u32>) -> ([u64; WORDS], [u64; WORDS]) {
    let (mut any, mut more) = ([0_u64; WORDS], [0_u64; WORDS]);
    for slot in slots {
        match planes.signal(slot) {
            Signal::False => {}
            Signal::True => {
                for at in 0..words {
                    more[at] |= any[at];
                    any[at] = u64::MAX;
                }
            }
            Signal::Plane(from) => {
                let plane = planes.plane(from);
                for at in 0..words {
                    more[at] |= any[at] & plane[at];
                    any[at] |= plane[at];
                }
            }
        }
    }
    (any, more)
}
