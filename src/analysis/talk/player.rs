//! The fast player: the talks of [`crate::analysis::talk::reference`], from what is remembered.
//!
//! What a party can accept depends on which of its lines it holds, and in a talk that changes a few times. So what is
//! acceptable is worked out once for each set of held lines (a *frame*: deals by worth, the least and the most of it), what
//! is asked for once for each frame and level (a *want*: the cheapest deals that are enough), and which of these is nearest
//! once for each standing offer. In most turns nothing is left but to look these up. Whether something is possible, and
//! which draft comes next, are remembered in the same way. What is remembered stays within the memory it is given: past
//! that it is forgotten and worked out again, which changes no talk.
#![expect(
    clippy::indexing_slicing,
    reason = "a kernel: parties, lines and deals are named by their places in the table"
)]

use crate::analysis::talk::chance::Chance;
use crate::analysis::talk::play::{Does, Ending, Played, Step};
use crate::analysis::talk::reference::best_first;
use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::{Table, World};
use crate::engine::pareto::dominance::dominates;
use crate::rule::reference::is_agreed;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::DemandId;
use crate::scenario::talk::{Protocol, Strategy};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Gains over less than this are none.
const NO_RANGE: f64 = 1e-12;

/// Lines as bits.
type Bits = Vec<u64>;

fn has(bits: &[u64], place: usize) -> bool {
    bits[place / 64] >> (place % 64) & 1 == 1
}

/// What a party can accept while it holds certain lines.
struct Frame {
    /// Whether deals of each of its classes are acceptable.
    takes: Vec<bool>,
    /// The acceptable deals from the least worth to the most, in deal order where they are worth the same.
    by_worth: Vec<u32>,
    worths: Vec<f64>,
    low: f64,
    high: f64,
    /// Places in `wants`, by the bits of the level.
    levels: HashMap<u64, u32>,
    wants: Vec<Want>,
    /// The acceptable deals from the best to the worst, for `MiCRO`.
    ranked: Option<Vec<u32>>,
    /// The acceptable deals in deal order, for whoever picks one.
    in_order: Option<Vec<u32>>,
}

/// What a party offers at a level.
struct Want {
    /// The cheapest deals that are enough, in deal order.
    cheap: Vec<u32>,
    /// The nearest of them to a standing offer.
    nearest: HashMap<u32, u32>,
}

impl Frame {
    fn gain(&self, worth: f64) -> f64 {
        if self.high - self.low <= NO_RANGE { 1.0 } else { (worth - self.low) / (self.high - self.low) }
    }
}

/// What is remembered of one combination of the assumptions' values.
#[derive(Default)]
struct Memory {
    /// The frames of each party, by the lines it holds.
    frames: Vec<HashMap<Bits, u32>>,
    all: Vec<Frame>,
    /// Whether something is agreed where these lines are held to the end.
    possible: HashMap<Bits, bool>,
    undominated: HashMap<(Bits, u32), bool>,
    /// What a mediator knows with this list of demands.
    lists: HashMap<Vec<DemandId>, Listed>,
    /// The next draft, by list and present draft.
    drafts: HashMap<(Vec<DemandId>, u32), u32>,
    bytes: u64,
}

struct Listed {
    /// Whether deals that cross each set of demands would be agreed.
    agreed: Option<Vec<bool>>,
    /// The deals that cross the fewest demands on the list, where none would be agreed.
    fewest: Vec<u32>,
}

/// Plays talks.
pub struct Player<'a> {
    table: &'a Table,
    setting: &'a Setting,
    memories: Vec<Memory>,
    memory_limit: u64,
    first_draft: Option<u32>,
    /// The deals of each set of demands.
    of_set: Vec<Vec<u32>>,
    /// The least and the most that a deal is worth, by combination and party.
    ranges: Vec<Vec<(f64, f64)>>,
    marks: Marks,
}

/// Which deals each party has offered, and got, in the talk of this stamp.
#[derive(Default)]
struct Marks {
    stamp: u32,
    sent: Vec<Vec<u32>>,
    got: Vec<Vec<u32>>,
}

impl Marks {
    fn begin(&mut self, n_signers: usize, n_deals: usize, is_needed: bool) {
        if !is_needed {
            return;
        }
        if self.sent.is_empty() || self.stamp == u32::MAX {
            self.stamp = 0;
            self.sent = vec![vec![0; n_deals]; n_signers];
            self.got = vec![vec![0; n_deals]; n_signers];
        }
        self.stamp += 1;
    }
}

/// One talk under way.
struct Course<'t> {
    world: &'t World,
    place: usize,
    chance: Chance,
    round: u32,
    turns: u64,
    /// The first round in which each line is not held; past the deadline for those that are held to the end.
    released: Vec<u32>,
    /// The frame of each party, and the round in which it changes.
    frames: Vec<(u32, u32)>,
    offers: Vec<u64>,
    latest: Vec<Option<u32>>,
    /// How many different deals each has offered, and got.
    different: Vec<(u32, u32)>,
    /// What each thinks of the others' offers: the first of each and the best, scaled.
    seen: Vec<Vec<Option<(f64, f64)>>>,
    steps: Option<Vec<Step>>,
}

impl Course<'_> {
    fn step(&mut self, signer: usize, does: Does, deal: Option<u32>, crosses: Vec<DemandId>) {
        let round = self.round;
        if let Some(steps) = &mut self.steps {
            steps.push(Step { round, signer, does, deal: deal.map(|deal| deal as usize), crosses });
        }
    }
}

/// An offer that stands.
#[derive(Clone)]
struct Offer {
    deal: u32,
    made: u64,
    accepters: Vec<bool>,
    n_accepters: usize,
}

/// A deal, and whose yes completed it.
type Agreed = (u32, usize);

impl<'a> Player<'a> {
    /// A player that remembers nothing yet, and never more than about so many bytes.
    #[must_use]
    pub fn new(table: &'a Table, setting: &'a Setting, memory_limit: u64) -> Self {
        let n_sets = (0..table.len()).map(|deal| table.set(deal) + 1).max().unwrap_or(0);
        let mut of_set = vec![Vec::new(); n_sets];
        for deal in 0..table.len() {
            of_set[table.set(deal)].push(number(deal));
        }
        let range = |worth: &Vec<f64>| {
            let low = worth.iter().copied().fold(f64::INFINITY, f64::min);
            (low, worth.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        };
        let ranges = table.worlds.iter().map(|world| world.worth.iter().map(range).collect()).collect();
        let mut player = Self {
            table,
            setting,
            memories: Vec::new(),
            memory_limit,
            first_draft: None,
            of_set,
            ranges,
            marks: Marks::default(),
        };
        player.forget();
        player
    }

    fn forget(&mut self) {
        let new = || Memory { frames: vec![HashMap::new(); self.setting.signers.len()], ..Memory::default() };
        self.memories = self.table.worlds.iter().map(|_| new()).collect();
    }

    /// Plays the talk of this number; step by step where that is asked for.
    pub fn play(&mut self, chance: Chance, is_told: bool) -> Played {
        if self.memories.iter().map(|memory| memory.bytes).sum::<u64>() > self.memory_limit {
            self.forget();
        }
        let (table, setting) = (self.table, self.setting);
        let n_signers = setting.signers.len();
        let place = chance.world(table);
        let world = &table.worlds[place];
        let times = chance.times(table, world, setting.gives_way);
        let released: Vec<u32> = times.iter().map(|time| released(*time, setting.rounds)).collect();
        let is_reciprocal = setting.strategies.contains(&Strategy::Reciprocal);
        self.marks.begin(n_signers, table.len(), setting.strategies.contains(&Strategy::Micro));
        let mut course = Course {
            world,
            place,
            chance,
            round: 0,
            turns: 0,
            released,
            frames: vec![(0, 0); n_signers],
            offers: vec![0; n_signers],
            latest: vec![None; n_signers],
            different: vec![(0, 0); n_signers],
            seen: if is_reciprocal { vec![vec![None; n_signers]; n_signers] } else { Vec::new() },
            steps: is_told.then(Vec::new),
        };
        let (ending, agreed) = self.course(&mut course);
        let possible = self.is_possible(&course, &times);
        let ending = match ending {
            None if possible => Ending::DeadlinePossible,
            None => Ending::DeadlineImpossible,
            Some(ending) => ending,
        };
        let mut gains = vec![0.0; n_signers];
        if let Some((deal, _)) = agreed {
            for (signer, gain) in gains.iter_mut().enumerate() {
                let frame = self.frame(&mut course, signer);
                let frame = &self.memories[place].all[frame as usize];
                if frame.takes[table.class(world, signer, deal as usize)] {
                    *gain = frame.gain(world.worth[signer][deal as usize]);
                }
            }
        }
        Played {
            world: place,
            times,
            ending,
            possible,
            round: course.round,
            deal: agreed.map(|(deal, _)| deal as usize),
            closed: agreed.map(|(_, signer)| signer),
            offers: course.offers,
            gains,
            steps: course.steps.unwrap_or_default(),
        }
    }

    fn course(&mut self, course: &mut Course) -> (Option<Ending>, Option<Agreed>) {
        let setting = self.setting;
        let n_signers = setting.signers.len();
        let shuffled = setting.is_shuffled.then(|| course.chance.order(n_signers));
        let order = shuffled.as_ref().unwrap_or(&setting.order);
        let mut standing: Option<(usize, Offer)> = None;
        let mut own: Vec<Option<Offer>> = vec![None; n_signers];
        let mut draft = Draft::default();
        for round in 1..=setting.rounds {
            course.round = round;
            if course.chance.breaks(round, setting.breakdown) {
                return (Some(Ending::Breakdown), None);
            }
            if self.table.is_empty() {
                continue;
            }
            let mut agreed = None;
            if setting.protocol == Protocol::SingleText {
                agreed = self.read_draft(course, order, &mut draft);
            } else {
                for signer in order {
                    course.turns += 1;
                    agreed = if self.table.needs_everyone {
                        self.answer_the_one(course, *signer, &mut standing)
                    } else {
                        self.answer_all(course, *signer, &mut own)
                    };
                    if agreed.is_some() {
                        break;
                    }
                }
            }
            if agreed.is_some() {
                return (Some(Ending::Agreement), agreed);
            }
        }
        (None, None)
    }

    fn answer_the_one(
        &mut self,
        course: &mut Course,
        signer: usize,
        standing: &mut Option<(usize, Offer)>,
    ) -> Option<Agreed> {
        let before = standing.as_ref().map(|(_, offer)| offer.deal);
        let mut crosses = Vec::new();
        if let Some((maker, offer)) = standing
            && *maker != signer
        {
            if self.accepts(course, signer, offer.deal, before) {
                course.step(signer, Does::Accept, Some(offer.deal), Vec::new());
                if !offer.accepters[signer] {
                    offer.accepters[signer] = true;
                    offer.n_accepters += 1;
                }
                return (offer.n_accepters == self.setting.signers.len()).then_some((offer.deal, signer));
            }
            if course.steps.is_some() {
                crosses = self.held_and_crossed(course, signer, offer.deal);
            }
        }
        let Some(deal) = self.offer(course, signer, before) else {
            course.step(signer, Does::Pass, None, crosses);
            *standing = None;
            return None;
        };
        self.make(course, signer, deal, crosses);
        let mut accepters = match standing.take() {
            Some((_, offer)) => offer.accepters,
            None => vec![false; self.setting.signers.len()],
        };
        accepters.fill(false);
        accepters[signer] = true;
        *standing = Some((signer, Offer { deal, made: course.turns, accepters, n_accepters: 1 }));
        (self.setting.signers.len() == 1).then_some((deal, signer))
    }

    fn answer_all(&mut self, course: &mut Course, signer: usize, own: &mut [Option<Offer>]) -> Option<Agreed> {
        let mut others: Vec<(u64, usize)> = own
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != signer)
            .filter_map(|(other, offer)| Some((offer.as_ref()?.made, other)))
            .collect();
        others.sort_unstable_by_key(|(made, _)| std::cmp::Reverse(*made));
        let latest = others.first().and_then(|(_, other)| own[*other].as_ref()).map(|offer| offer.deal);
        let mut crosses: Vec<DemandId> = Vec::new();
        for (_, other) in others {
            let Some(offer) = own[other].as_mut().filter(|offer| !offer.accepters[signer]) else { continue };
            if self.accepts(course, signer, offer.deal, latest) {
                offer.accepters[signer] = true;
                course.step(signer, Does::Accept, Some(offer.deal), Vec::new());
                if self.suffices(course.world, &offer.accepters) {
                    return Some((offer.deal, signer));
                }
            } else if course.steps.is_some() {
                crosses.extend(self.held_and_crossed(course, signer, offer.deal));
            }
        }
        crosses.sort_unstable();
        crosses.dedup();
        let Some(deal) = self.offer(course, signer, latest) else {
            course.step(signer, Does::Pass, None, crosses);
            own[signer] = None;
            return None;
        };
        self.make(course, signer, deal, crosses);
        let mut accepters = vec![false; self.setting.signers.len()];
        accepters[signer] = true;
        let is_agreed = self.suffices(course.world, &accepters);
        own[signer] = Some(Offer { deal, made: course.turns, accepters, n_accepters: 1 });
        is_agreed.then_some((deal, signer))
    }

    /// Notes an offer.
    fn make(&mut self, course: &mut Course, signer: usize, deal: u32, crosses: Vec<DemandId>) {
        course.step(signer, Does::Offer, Some(deal), crosses);
        course.offers[signer] += 1;
        course.latest[signer] = Some(deal);
        let at = deal as usize;
        if !self.marks.sent.is_empty() {
            let stamp = self.marks.stamp;
            if self.marks.sent[signer][at] != stamp {
                self.marks.sent[signer][at] = stamp;
                course.different[signer].0 += 1;
            }
            for other in (0..self.setting.signers.len()).filter(|other| *other != signer) {
                if self.marks.got[other][at] != stamp {
                    self.marks.got[other][at] = stamp;
                    course.different[other].1 += 1;
                }
            }
        }
        for (viewer, seen) in course.seen.iter_mut().enumerate() {
            if viewer == signer || self.setting.strategies[viewer] != Strategy::Reciprocal {
                continue;
            }
            let (low, high) = self.ranges[course.place][viewer];
            let worth = course.world.worth[viewer][at];
            let scaled = if high - low <= NO_RANGE { 0.0 } else { (worth - low) / (high - low) };
            let (_, best) = seen[signer].get_or_insert((scaled, scaled));
            *best = best.max(scaled);
        }
    }

    fn suffices(&self, world: &World, accepters: &[bool]) -> bool {
        let signers = &self.setting.signers;
        is_agreed(&world.scenario, &|party| signers.binary_search(&party).is_ok_and(|place| accepters[place]))
    }

    /// The party's frame in this round.
    fn frame(&mut self, course: &mut Course, signer: usize) -> u32 {
        let (frame, until) = course.frames[signer];
        if course.round < until {
            return frame;
        }
        let lines = &self.table.lines;
        let mut held = vec![0; lines.len().div_ceil(64)];
        let mut until = u32::MAX;
        for (place, _) in lines.iter().enumerate().filter(|(_, line)| line.signer == signer) {
            if course.round < course.released[place] {
                held[place / 64] |= 1 << (place % 64);
                until = until.min(course.released[place]);
            }
        }
        let known = self.memories[course.place].frames[signer].get(&held).copied();
        let frame = known.unwrap_or_else(|| {
            let frame = self.new_frame(course.world, signer, &held);
            let memory = &mut self.memories[course.place];
            memory.bytes += 128 + 13 * frame.by_worth.len() as u64;
            let place = number(memory.all.len());
            memory.all.push(frame);
            memory.frames[signer].insert(held, place);
            place
        });
        course.frames[signer] = (frame, until);
        frame
    }

    fn new_frame(&self, world: &World, signer: usize, held: &[u64]) -> Frame {
        let takes: Vec<bool> = world.classes[signer]
            .iter()
            .map(|class| !class.below && class.lines.iter().all(|line| !has(held, *line)))
            .collect();
        let worth = &world.worth[signer];
        let is_acceptable = |deal: &usize| takes[self.table.class(world, signer, *deal)];
        let mut by_worth: Vec<u32> = (0..self.table.len()).filter(is_acceptable).map(number).collect();
        let of = |deal: &u32| worth[*deal as usize];
        by_worth.sort_by(|one, other| of(one).total_cmp(&of(other)).then(one.cmp(other)));
        let worths: Vec<f64> = by_worth.iter().map(of).collect();
        let party = &world.scenario.parties[self.setting.signers[signer]];
        let least = worths.first().copied().unwrap_or(f64::INFINITY);
        Frame {
            takes,
            low: party.reservation.filter(|_| party.has_utility()).unwrap_or(least),
            high: worths.last().copied().unwrap_or(f64::NEG_INFINITY),
            by_worth,
            worths,
            levels: HashMap::new(),
            wants: Vec::new(),
            ranked: None,
            in_order: None,
        }
    }

    /// What gain the party asks for now, where its strategy has a level.
    fn level(&self, course: &Course, signer: usize) -> Option<f64> {
        let strategy = self.setting.strategies[signer];
        if strategy == Strategy::Reciprocal {
            let bettered = course.seen[signer].iter().flatten().map(|(first, best)| best - first);
            let least = bettered.fold(f64::INFINITY, f64::min);
            return Some(if least.is_finite() { (1.0 - least).clamp(0.0, 1.0) } else { 1.0 });
        }
        let has_utility = course.world.scenario.parties[self.setting.signers[signer]].has_utility();
        let deadline = self.setting.rounds + u32::from(has_utility);
        strategy.level(f64::from(course.round) / f64::from(deadline))
    }

    fn accepts(&mut self, course: &mut Course, signer: usize, deal: u32, standing: Option<u32>) -> bool {
        let place = self.frame(course, signer) as usize;
        let worth = course.world.worth[signer][deal as usize];
        let frame = &self.memories[course.place].all[place];
        if !frame.takes[self.table.class(course.world, signer, deal as usize)] {
            return false;
        }
        match (self.setting.strategies[signer], self.level(course, signer)) {
            (_, Some(level)) => frame.gain(worth) >= level - TOLERANCE,
            (Strategy::Micro, _) => self
                .offer(course, signer, standing)
                .is_some_and(|mine| worth >= course.world.worth[signer][mine as usize] - TOLERANCE),
            _ => true,
        }
    }

    fn offer(&mut self, course: &mut Course, signer: usize, standing: Option<u32>) -> Option<u32> {
        let place = self.frame(course, signer) as usize;
        let level = self.level(course, signer);
        let (table, worth) = (self.table, &course.world.worth[signer]);
        let memory = &mut self.memories[course.place];
        let frame = &mut memory.all[place];
        if frame.by_worth.is_empty() {
            return None;
        }
        let Some(level) = level else {
            if self.setting.strategies[signer] == Strategy::Micro {
                let (mine, got) = course.different[signer];
                let latest = course.latest[signer];
                if mine > got {
                    return latest;
                }
                let ranked = frame.ranked.get_or_insert_with(|| {
                    let deals: Vec<usize> = frame.by_worth.iter().map(|deal| *deal as usize).collect();
                    best_first(&deals, &|deal| worth[deal]).into_iter().map(number).collect()
                });
                let (sent, stamp) = (&self.marks.sent[signer], self.marks.stamp);
                return ranked.iter().find(|deal| sent[**deal as usize] != stamp).copied().or(latest);
            }
            let in_order = frame.in_order.get_or_insert_with(|| {
                let mut deals = frame.by_worth.clone();
                deals.sort_unstable();
                deals
            });
            return in_order.get(course.chance.pick(course.turns, in_order.len())).copied();
        };
        let want = match frame.levels.get(&level.to_bits()) {
            Some(want) => *want as usize,
            None => {
                let from = frame.worths.partition_point(|worth| frame.gain(*worth) < level - TOLERANCE);
                let least = frame.worths.get(from).copied()?;
                let n = frame.worths[from..].partition_point(|worth| *worth <= least + TOLERANCE);
                let mut cheap = frame.by_worth[from..from + n].to_vec();
                cheap.sort_unstable();
                memory.bytes += 160 + 4 * cheap.len() as u64;
                frame.levels.insert(level.to_bits(), number(frame.wants.len()));
                frame.wants.push(Want { cheap, nearest: HashMap::new() });
                frame.wants.len() - 1
            }
        };
        let want = &mut frame.wants[want];
        let (Some(standing), false) = (standing, want.cheap.len() == 1) else { return want.cheap.first().copied() };
        if let Some(nearest) = want.nearest.get(&standing) {
            return Some(*nearest);
        }
        let nearest =
            want.cheap.iter().copied().min_by_key(|deal| (table.distance(*deal as usize, standing as usize), *deal))?;
        memory.bytes += 24;
        want.nearest.insert(standing, nearest);
        Some(nearest)
    }

    /// The demands that the party holds in this round and the deal crosses.
    fn held_and_crossed(&self, course: &Course, signer: usize, deal: u32) -> Vec<DemandId> {
        let class = &course.world.classes[signer][self.table.class(course.world, signer, deal as usize)];
        let is_held = |line: &&usize| course.round < course.released[**line];
        let lines = class.lines.iter().filter(is_held).map(|line| self.table.lines[*line].demand);
        lines.chain(self.table.reservations[signer].filter(|_| class.below)).collect()
    }

    /// The sets of demands whose deals are agreed with the lines that are held to the end enforced.
    fn agreed_sets<'s>(&'s self, world: &'s World, times: &'s [Option<f64>]) -> impl Iterator<Item = usize> + 's {
        let mut accepters = vec![false; self.setting.signers.len()];
        (0..self.of_set.len()).filter(move |set| {
            let Some(deal) = self.of_set[*set].first() else { return false };
            for (signer, accepts) in accepters.iter_mut().enumerate() {
                let class = &world.classes[signer][self.table.class(world, signer, *deal as usize)];
                *accepts = !class.below && class.lines.iter().all(|line| times[*line].is_some());
            }
            self.suffices(world, &accepters)
        })
    }

    fn is_possible(&mut self, course: &Course, times: &[Option<f64>]) -> bool {
        let held = to_the_end(times);
        if let Some(possible) = self.memories[course.place].possible.get(&held) {
            return *possible;
        }
        let possible = self.agreed_sets(course.world, times).next().is_some();
        let memory = &mut self.memories[course.place];
        memory.bytes += 64;
        memory.possible.insert(held, possible);
        possible
    }

    /// Whether no coherent deal that is agreed in this talk's world, with the lines held to the end enforced, dominates the
    /// agreement over the parties that have a utility.
    pub fn is_undominated(&mut self, played: &Played, deal: usize) -> bool {
        let key = (to_the_end(&played.times), number(deal));
        if let Some(known) = self.memories[played.world].undominated.get(&key) {
            return *known;
        }
        let world = &self.table.worlds[played.world];
        let fill = |point: &mut Vec<f64>, deal: usize| {
            point.clear();
            point.extend(world.utility.iter().flatten().map(|list| list[deal]));
        };
        let (mut here, mut there) = (Vec::new(), Vec::new());
        fill(&mut here, deal);
        let mut is_dominated = |other: u32| {
            fill(&mut there, other as usize);
            dominates(&there, &here)
        };
        let mut sets = self.agreed_sets(world, &played.times);
        let found = !sets.any(|set| self.of_set[set].iter().any(|other| is_dominated(*other)));
        drop(sets);
        let memory = &mut self.memories[played.world];
        memory.bytes += 72;
        memory.undominated.insert(key, found);
        found
    }

    /// A round of a single text.
    fn read_draft(&mut self, course: &mut Course, order: &[usize], draft: &mut Draft) -> Option<Agreed> {
        let present = match draft.present {
            Some(present) => present,
            None => self.first_draft(),
        };
        *draft.tabled.entry(present).or_default() += 1;
        let mut named: Vec<DemandId> = Vec::new();
        let mut accepters = vec![false; self.setting.signers.len()];
        let mut closed = None;
        for signer in order {
            let crosses = self.held_and_crossed(course, *signer, present);
            if crosses.is_empty() {
                accepters[*signer] = true;
                course.step(*signer, Does::Accept, Some(present), Vec::new());
                if closed.is_none() && self.suffices(course.world, &accepters) {
                    closed = Some(*signer);
                }
            } else {
                named.extend(&crosses);
                course.step(*signer, Does::Object, Some(present), crosses);
            }
        }
        if let Some(signer) = closed {
            return Some((present, signer));
        }
        let crossed: Vec<DemandId> =
            (0..self.setting.signers.len()).flat_map(|signer| self.crossed(course.world, signer, present)).collect();
        draft.list.retain(|demand| !crossed.contains(demand));
        draft.list.extend(named);
        draft.present = Some(self.next_draft(course, present, draft));
        None
    }

    /// The demands of a party that a deal crosses, held or not.
    fn crossed(&self, world: &World, signer: usize, deal: u32) -> Vec<DemandId> {
        let class = &world.classes[signer][self.table.class(world, signer, deal as usize)];
        let lines = class.lines.iter().map(|line| self.table.lines[*line].demand);
        lines.chain(self.table.reservations[signer].filter(|_| class.below)).collect()
    }

    fn first_draft(&mut self) -> u32 {
        if let Some(first) = self.first_draft {
            return first;
        }
        let differing = |deal: usize| match &self.setting.text {
            Some(text) => self.table.differing(text, deal),
            None => self.setting.openings.iter().flatten().map(|terms| self.table.differing(terms, deal)).sum(),
        };
        let first = (0..self.table.len()).min_by_key(|deal| (differing(*deal), *deal)).map_or(0, number);
        self.first_draft = Some(first);
        first
    }

    fn next_draft(&mut self, course: &Course, present: u32, draft: &Draft) -> u32 {
        let list: Vec<DemandId> = draft.list.iter().copied().collect();
        if let Some(next) = self.memories[course.place].drafts.get(&(list.clone(), present)) {
            return *next;
        }
        if !self.memories[course.place].lists.contains_key(&list) {
            let listed = self.listed(course.world, &draft.list);
            let memory = &mut self.memories[course.place];
            memory.bytes += 64 + (list.len() * 8 + self.of_set.len() + 4 * listed.fewest.len()) as u64;
            memory.lists.insert(list.clone(), listed);
        }
        let Some(listed) = self.memories[course.place].lists.get(&list) else { return present };
        let distance = |deal: u32| self.table.distance(deal as usize, present as usize);
        let Some(agreed) = &listed.agreed else {
            let tabled = |deal: u32| draft.tabled.get(&deal).copied().unwrap_or(0);
            let key = |deal: &u32| (tabled(*deal), distance(*deal), *deal);
            return listed.fewest.iter().copied().min_by_key(key).unwrap_or(present);
        };
        let sets = (0..agreed.len()).filter(|set| agreed[*set]);
        let deals = sets.flat_map(|set| self.of_set[set].iter().copied());
        let next = deals.min_by_key(|deal| (distance(*deal), *deal)).unwrap_or(present);
        let memory = &mut self.memories[course.place];
        memory.bytes += 64 + 8 * list.len() as u64;
        memory.drafts.insert((list, present), next);
        next
    }

    fn listed(&self, world: &World, list: &BTreeSet<DemandId>) -> Listed {
        let mut accepters = vec![false; self.setting.signers.len()];
        let mut counts = vec![0_usize; self.of_set.len()];
        let mut agreed = vec![false; self.of_set.len()];
        for (set, deals) in self.of_set.iter().enumerate() {
            let Some(deal) = deals.first() else { continue };
            for (signer, accepts) in accepters.iter_mut().enumerate() {
                let n = self.crossed(world, signer, *deal).iter().filter(|demand| list.contains(demand)).count();
                counts[set] += n;
                *accepts = n == 0;
            }
            agreed[set] = self.suffices(world, &accepters);
        }
        if agreed.contains(&true) {
            return Listed { agreed: Some(agreed), fewest: Vec::new() };
        }
        let occupied = || (0..counts.len()).filter(|set| !self.of_set[*set].is_empty());
        let least = occupied().map(|set| counts[set]).min();
        let fewest = occupied().filter(|set| Some(counts[*set]) == least);
        Listed { agreed: None, fewest: fewest.flat_map(|set| self.of_set[set].iter().copied()).collect() }
    }
}

/// The mediator's draft.
#[derive(Default)]
struct Draft {
    present: Option<u32>,
    list: BTreeSet<DemandId>,
    tabled: BTreeMap<u32, u32>,
}

/// The lines that are held to the end.
fn to_the_end(times: &[Option<f64>]) -> Bits {
    let mut held = vec![0; times.len().div_ceil(64)];
    for (place, _) in times.iter().enumerate().filter(|(_, time)| time.is_none()) {
        held[place / 64] |= 1 << (place % 64);
    }
    held
}

/// The first round of so many in which a line that gives way at this time is not held.
fn released(time: Option<f64>, rounds: u32) -> u32 {
    let Some(time) = time else { return u32::MAX };
    let all = f64::from(rounds);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of rounds")]
    let mut round = ((time * all).ceil() as u32).clamp(1, rounds);
    // The product is rounded: the definition is the comparison.
    while round > 1 && f64::from(round - 1) / all >= time {
        round -= 1;
    }
    while f64::from(round) / all < time {
        round += 1;
    }
    round
}

/// A number that fits: there are fewer deals than 2^32.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
