//! THE REFERENCE of talks: one talk played straight from the definitions, told step by step.
//!
//! Written to be read and never optimized: in every turn every coherent deal is looked at again. The fast player
//! ([`crate::analysis::talk::player`]) is held to it step by step.
//!
//! An example in the harbor: the port holds "not half of the jobs" with firmness 0.2, and the talk draws u = 0.6, so it
//! gives way at τ = (0.6 − 0.2) / 0.8 = 0.5: of 20 rounds it is held in rounds 1 to 9, since 9/20 < 0.5 and not 10/20.
#![expect(clippy::indexing_slicing, reason = "parties, lines and deals are named by their places in the table")]

use crate::analysis::talk::chance::Chance;
use crate::analysis::talk::play::{Does, Ending, Played, Step, is_held};
use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::{Table, World};
use crate::engine::pareto::dominance::dominates;
use crate::rule::reference::is_agreed;
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::DemandId;
use crate::scenario::talk::{Protocol, Strategy};

/// Gains over less than this are none.
const NO_RANGE: f64 = 1e-12;

/// Plays the talk of this number.
#[must_use]
pub fn play(table: &Table, setting: &Setting, chance: Chance) -> Played {
    let place = chance.world(table);
    let world = &table.worlds[place];
    let times = chance.times(table, world, setting.gives_way);
    let mut talk = Talk {
        table,
        setting,
        world,
        chance,
        times,
        round: 0,
        turns: 0,
        offers: vec![Vec::new(); setting.signers.len()],
        steps: Vec::new(),
    };
    let (ending, agreed) = talk.play();
    let possible = talk.is_possible();
    let ending = match ending {
        None if possible => Ending::DeadlinePossible,
        None => Ending::DeadlineImpossible,
        Some(ending) => ending,
    };
    let deal = agreed.map(|(deal, _)| deal);
    let gain =
        |signer| deal.filter(|deal| talk.is_acceptable(signer, *deal)).map_or(0.0, |deal| talk.gain(signer, deal));
    let gains = (0..setting.signers.len()).map(gain).collect();
    let offers = talk.offers.iter().map(|offers| offers.len() as u64).collect();
    Played {
        world: place,
        ending,
        possible,
        round: talk.round,
        deal,
        closed: agreed.map(|(_, signer)| signer),
        offers,
        gains,
        times: talk.times,
        steps: talk.steps,
    }
}

/// Whether no coherent deal that is agreed in this talk's world, with the lines held to the end enforced, dominates the deal
/// over the parties that have a utility.
#[must_use]
pub fn is_undominated(table: &Table, setting: &Setting, played: &Played, deal: usize) -> bool {
    let world = &table.worlds[played.world];
    let point = |deal: usize| world.utility.iter().flatten().map(|list| list[deal]).collect::<Vec<f64>>();
    let agreed = |deal: usize| is_agreed_to_the_end(table, world, setting, &played.times, deal);
    !(0..table.len()).any(|other| agreed(other) && dominates(&point(other), &point(deal)))
}

/// Whether a deal is agreed with the lines that are held to the end enforced.
fn is_agreed_to_the_end(table: &Table, world: &World, setting: &Setting, times: &[Option<f64>], deal: usize) -> bool {
    let accepts = |signer: usize| {
        let class = &world.classes[signer][table.class(world, signer, deal)];
        !class.below && class.lines.iter().all(|line| times[*line].is_some())
    };
    is_agreed(&world.scenario, &|party| setting.signers.iter().position(|signer| *signer == party).is_some_and(accepts))
}

/// An offer that stands.
#[derive(Clone)]
struct Offer {
    deal: usize,
    made: u64,
    accepters: Vec<usize>,
}

/// A deal, and whose yes completed it.
type Agreed = (usize, usize);

struct Talk<'a> {
    table: &'a Table,
    setting: &'a Setting,
    world: &'a World,
    chance: Chance,
    times: Vec<Option<f64>>,
    round: u32,
    turns: u64,
    /// What each has offered so far.
    offers: Vec<Vec<usize>>,
    steps: Vec<Step>,
}

impl Talk<'_> {
    /// How it ends where it is not out of time, and what is agreed.
    fn play(&mut self) -> (Option<Ending>, Option<Agreed>) {
        let order = if self.setting.is_shuffled {
            self.chance.order(self.setting.signers.len())
        } else {
            self.setting.order.clone()
        };
        let mut standing: Option<(usize, Offer)> = None;
        let mut own: Vec<Option<Offer>> = vec![None; self.setting.signers.len()];
        let mut draft = Draft::default();
        for round in 1..=self.setting.rounds {
            self.round = round;
            if self.chance.breaks(round, self.setting.breakdown) {
                return (Some(Ending::Breakdown), None);
            }
            if self.table.is_empty() {
                continue;
            }
            let agreed = match self.setting.protocol {
                Protocol::SingleText => self.read_draft(&order, &mut draft),
                Protocol::Alternating => order.iter().find_map(|signer| {
                    self.turns += 1;
                    if self.table.needs_everyone {
                        self.answer_the_one(*signer, &mut standing)
                    } else {
                        self.answer_all(*signer, &mut own)
                    }
                }),
            };
            if agreed.is_some() {
                return (Some(Ending::Agreement), agreed);
            }
        }
        (None, None)
    }

    /// A turn where everyone is needed: one offer stands.
    fn answer_the_one(&mut self, signer: usize, standing: &mut Option<(usize, Offer)>) -> Option<Agreed> {
        let mut crosses = Vec::new();
        let before = standing.as_ref().map(|(_, offer)| offer.deal);
        if let Some((maker, offer)) = standing
            && *maker != signer
        {
            if self.accepts(signer, offer.deal, before) {
                offer.accepters.push(signer);
                let deal = offer.deal;
                let is_complete = self.suffices(&offer.accepters);
                self.step(signer, Does::Accept, Some(deal), Vec::new());
                return is_complete.then_some((deal, signer));
            }
            crosses = self.held_and_crossed(signer, offer.deal);
        }
        let Some(deal) = self.offer(signer, before) else {
            self.step(signer, Does::Pass, None, crosses);
            *standing = None;
            return None;
        };
        self.step(signer, Does::Offer, Some(deal), crosses);
        self.offers[signer].push(deal);
        let is_complete = self.suffices(&[signer]);
        *standing = Some((signer, Offer { deal, made: self.turns, accepters: vec![signer] }));
        is_complete.then_some((deal, signer))
    }

    /// A turn under another rule: each has an offer that stands.
    fn answer_all(&mut self, signer: usize, own: &mut [Option<Offer>]) -> Option<Agreed> {
        let mut others: Vec<usize> = (0..own.len()).filter(|other| *other != signer && own[*other].is_some()).collect();
        others.sort_by_key(|other| std::cmp::Reverse(own[*other].as_ref().map(|offer| offer.made)));
        let latest = others.first().and_then(|other| own[*other].as_ref()).map(|offer| offer.deal);
        let mut crosses: Vec<DemandId> = Vec::new();
        for other in others {
            let Some(mut offer) = own[other].clone() else { continue };
            if offer.accepters.contains(&signer) {
                continue;
            }
            if self.accepts(signer, offer.deal, latest) {
                offer.accepters.push(signer);
                self.step(signer, Does::Accept, Some(offer.deal), Vec::new());
                let agreed = self.suffices(&offer.accepters).then_some((offer.deal, signer));
                own[other] = Some(offer);
                if agreed.is_some() {
                    return agreed;
                }
            } else {
                crosses.extend(self.held_and_crossed(signer, offer.deal));
            }
        }
        crosses.sort_unstable();
        crosses.dedup();
        let Some(deal) = self.offer(signer, latest) else {
            self.step(signer, Does::Pass, None, crosses);
            own[signer] = None;
            return None;
        };
        self.step(signer, Does::Offer, Some(deal), crosses);
        self.offers[signer].push(deal);
        own[signer] = Some(Offer { deal, made: self.turns, accepters: vec![signer] });
        self.suffices(&[signer]).then_some((deal, signer))
    }

    fn step(&mut self, signer: usize, does: Does, deal: Option<usize>, crosses: Vec<DemandId>) {
        self.steps.push(Step { round: self.round, signer, does, deal, crosses });
    }

    fn suffices(&self, accepters: &[usize]) -> bool {
        let signers = &self.setting.signers;
        is_agreed(&self.world.scenario, &|party| accepters.iter().any(|signer| signers[*signer] == party))
    }

    fn is_possible(&self) -> bool {
        let agreed = |deal| is_agreed_to_the_end(self.table, self.world, self.setting, &self.times, deal);
        (0..self.table.len()).any(agreed)
    }

    /// The demands that the party holds in this round and the deal crosses.
    fn held_and_crossed(&self, signer: usize, deal: usize) -> Vec<DemandId> {
        let class = &self.world.classes[signer][self.table.class(self.world, signer, deal)];
        let is_held = |line: &&usize| is_held(self.times[**line], self.round, self.setting.rounds);
        let lines = class.lines.iter().filter(is_held).map(|line| self.table.lines[*line].demand);
        lines.chain(self.table.reservations[signer].filter(|_| class.below)).collect()
    }

    fn is_acceptable(&self, signer: usize, deal: usize) -> bool {
        self.held_and_crossed(signer, deal).is_empty()
    }

    fn acceptable(&self, signer: usize) -> Vec<usize> {
        (0..self.table.len()).filter(|deal| self.is_acceptable(signer, *deal)).collect()
    }

    fn worth(&self, signer: usize, deal: usize) -> f64 {
        self.world.worth[signer][deal]
    }

    /// What an acceptable deal gains the party, of what it could gain in this round.
    fn gain(&self, signer: usize, deal: usize) -> f64 {
        let worths: Vec<f64> = self.acceptable(signer).into_iter().map(|deal| self.worth(signer, deal)).collect();
        let high = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = worths.iter().copied().fold(f64::INFINITY, f64::min);
        let party = &self.world.scenario.parties[self.setting.signers[signer]];
        let low = party.reservation.filter(|_| party.has_utility()).unwrap_or(least);
        if high - low <= NO_RANGE { 1.0 } else { (self.worth(signer, deal) - low) / (high - low) }
    }

    /// What gain the party asks for now, where its strategy has a level.
    fn level(&self, signer: usize) -> Option<f64> {
        let strategy = self.setting.strategies[signer];
        if strategy == Strategy::Reciprocal {
            return Some(self.reciprocal(signer));
        }
        let has_utility = self.world.scenario.parties[self.setting.signers[signer]].has_utility();
        let deadline = self.setting.rounds + u32::from(has_utility);
        strategy.level(f64::from(self.round) / f64::from(deadline))
    }

    /// 1 less the least of how much the others have bettered their offers, from this party's point of view.
    fn reciprocal(&self, signer: usize) -> f64 {
        let worth = &self.world.worth[signer];
        let high = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = worth.iter().copied().fold(f64::INFINITY, f64::min);
        let scaled = |deal: usize| if high - low <= NO_RANGE { 0.0 } else { (worth[deal] - low) / (high - low) };
        let bettered = |offers: &Vec<usize>| {
            let best = offers.iter().map(|deal| scaled(*deal)).fold(f64::NEG_INFINITY, f64::max);
            Some(best - scaled(*offers.first()?))
        };
        let others = self.offers.iter().enumerate().filter(|(other, _)| *other != signer);
        let least = others.filter_map(|(_, offers)| bettered(offers)).fold(f64::INFINITY, f64::min);
        if least.is_finite() { (1.0 - least).clamp(0.0, 1.0) } else { 1.0 }
    }

    /// Whether the party takes the offer now.
    fn accepts(&self, signer: usize, deal: usize, standing: Option<usize>) -> bool {
        if !self.is_acceptable(signer, deal) {
            return false;
        }
        match (self.setting.strategies[signer], self.level(signer)) {
            (_, Some(level)) => self.gain(signer, deal) >= level - TOLERANCE,
            (Strategy::Micro, _) => self
                .offer(signer, standing)
                .is_some_and(|mine| self.worth(signer, deal) >= self.worth(signer, mine) - TOLERANCE),
            _ => true,
        }
    }

    /// What the party would offer now; none if nothing is acceptable to it.
    fn offer(&self, signer: usize, standing: Option<usize>) -> Option<usize> {
        let acceptable = self.acceptable(signer);
        if acceptable.is_empty() {
            return None;
        }
        let Some(level) = self.level(signer) else {
            return match self.setting.strategies[signer] {
                Strategy::Micro => self.next_of_micro(signer, &acceptable),
                _ => acceptable.get(self.chance.pick(self.turns, acceptable.len())).copied(),
            };
        };
        let enough: Vec<usize> =
            acceptable.into_iter().filter(|deal| self.gain(signer, *deal) >= level - TOLERANCE).collect();
        let least = enough.iter().map(|deal| self.worth(signer, *deal)).fold(f64::INFINITY, f64::min);
        let cheap = enough.into_iter().filter(|deal| self.worth(signer, *deal) <= least + TOLERANCE);
        cheap.min_by_key(|deal| (standing.map_or(0, |standing| self.table.distance(*deal, standing)), *deal))
    }

    /// `MiCRO`: a new offer where it has made no more than it got, else its latest again.
    fn next_of_micro(&self, signer: usize, acceptable: &[usize]) -> Option<usize> {
        let different = |offers: &mut Vec<usize>| {
            offers.sort_unstable();
            offers.dedup();
            offers.len()
        };
        let mine = different(&mut self.offers[signer].clone());
        let others = self.offers.iter().enumerate().filter(|(other, _)| *other != signer);
        let got = different(&mut others.flat_map(|(_, offers)| offers.clone()).collect());
        let latest = self.offers[signer].last().copied();
        if mine > got {
            return latest;
        }
        let ranked = best_first(acceptable, &|deal| self.worth(signer, deal));
        ranked.into_iter().find(|deal| !self.offers[signer].contains(deal)).or(latest)
    }

    /// A round of a single text.
    fn read_draft(&mut self, order: &[usize], draft: &mut Draft) -> Option<Agreed> {
        let present = match draft.present {
            Some(present) => present,
            None => self.first_draft(),
        };
        draft.present = Some(present);
        draft.tabled.push(present);
        let mut named: Vec<DemandId> = Vec::new();
        let mut accepters = Vec::new();
        let mut closed = None;
        for signer in order {
            let crosses = self.held_and_crossed(*signer, present);
            if crosses.is_empty() {
                accepters.push(*signer);
                self.step(*signer, Does::Accept, Some(present), Vec::new());
                if closed.is_none() && self.suffices(&accepters) {
                    closed = Some(*signer);
                }
            } else {
                named.extend(&crosses);
                self.step(*signer, Does::Object, Some(present), crosses);
            }
        }
        if let Some(signer) = closed {
            return Some((present, signer));
        }
        draft.list.retain(|demand| !self.crossed(present).contains(demand));
        draft.list.extend(named);
        draft.list.sort_unstable();
        draft.list.dedup();
        draft.present = Some(self.next_draft(present, draft));
        None
    }

    /// The demands of those who sign that a deal crosses, held or not.
    fn crossed(&self, deal: usize) -> Vec<DemandId> {
        let of = |signer: usize| {
            let class = &self.world.classes[signer][self.table.class(self.world, signer, deal)];
            let lines = class.lines.iter().map(|line| self.table.lines[*line].demand);
            lines.chain(self.table.reservations[signer].filter(|_| class.below)).collect::<Vec<_>>()
        };
        (0..self.setting.signers.len()).flat_map(of).collect()
    }

    fn first_draft(&self) -> usize {
        let differing = |deal: &usize| match &self.setting.text {
            Some(text) => self.table.differing(text, *deal),
            None => self.setting.openings.iter().flatten().map(|terms| self.table.differing(terms, *deal)).sum(),
        };
        (0..self.table.len()).min_by_key(|deal| (differing(deal), *deal)).unwrap_or(0)
    }

    fn next_draft(&self, present: usize, draft: &Draft) -> usize {
        let on_list = |deal: usize| self.crossed(deal).into_iter().filter(|demand| draft.list.contains(demand)).count();
        let would_be_agreed = |deal: &usize| {
            let objects = |signer: &usize| {
                let class = &self.world.classes[*signer][self.table.class(self.world, *signer, *deal)];
                let lines = class.lines.iter().map(|line| self.table.lines[*line].demand);
                let all = lines.chain(self.table.reservations[*signer].filter(|_| class.below));
                all.into_iter().any(|demand| draft.list.contains(&demand))
            };
            let accepters: Vec<usize> = (0..self.setting.signers.len()).filter(|signer| !objects(signer)).collect();
            self.suffices(&accepters)
        };
        let all = || 0..self.table.len();
        let nearest = all().filter(would_be_agreed).min_by_key(|deal| (self.table.distance(*deal, present), *deal));
        nearest.unwrap_or_else(|| {
            let tabled = |deal: usize| draft.tabled.iter().filter(|one| **one == deal).count();
            let key = |deal: &usize| (on_list(*deal), tabled(*deal), self.table.distance(*deal, present), *deal);
            all().min_by_key(key).unwrap_or(present)
        })
    }
}

/// The mediator's draft.
#[derive(Default)]
struct Draft {
    present: Option<usize>,
    list: Vec<DemandId>,
    tabled: Vec<usize>,
}

/// Deals from the best to the worst, those within the tolerance of the best of their group in deal order.
#[must_use]
pub fn best_first(deals: &[usize], worth: &dyn Fn(usize) -> f64) -> Vec<usize> {
    let mut ranked = deals.to_vec();
    ranked.sort_by(|one, other| worth(*other).total_cmp(&worth(*one)).then(one.cmp(other)));
    let mut at = 0;
    while at < ranked.len() {
        let best = worth(ranked[at]);
        let n = ranked[at..].iter().take_while(|deal| worth(**deal) >= best - TOLERANCE).count();
        ranked[at..at + n].sort_unstable();
        at += n;
    }
    ranked
}
