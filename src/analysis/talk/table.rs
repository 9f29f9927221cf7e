//! The deals that a talk is about: every coherent one, what it crosses of whom, and what it is worth to each.
//!
//! Of a party only the *class* of a deal matters for whether it can be accepted: which of the party's lines it crosses,
//! and whether it is below the reservation. The harbor's 27 deals are of two classes for the town (jobs, or none).
#![expect(clippy::indexing_slicing, reason = "a kernel: deals, classes and parties are counted by the table itself")]

use crate::analysis::talk::setting::Setting;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::tile::census::{Census, census};
use crate::rule::demand::demands;
use crate::rule::reference::utility;
use crate::scenario::id::{DemandId, Id, IdVec, IssueId, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario, Terms, Value};
use crate::space::deal::deal;
use std::collections::BTreeMap;

/// The most coherent deals that are looked at one by one.
pub const MOST_DEALS: usize = 1 << 22;
/// The most deals, coherent or not, among which they are looked for.
const MOST_PLACES: u64 = 1 << 30;

/// A red line of a party that signs.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Whose it is, by place among those who sign.
    pub signer: usize,
    /// Its number among all demands.
    pub demand: DemandId,
    /// Its stream of random numbers: its place among the demands.
    pub stream: usize,
    /// Its name.
    pub name: DemandName,
}

/// What a deal crosses of one party.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Class {
    /// Its lines, by their places among the lines of the table.
    pub lines: Vec<usize>,
    /// Whether it is worth less than the reservation.
    pub below: bool,
}

/// What depends on the values of the assumptions.
#[derive(Clone, Debug)]
pub struct World {
    /// How likely these values are.
    pub probability: f64,
    /// The scenario under them.
    pub scenario: Scenario,
    /// How firmly each line is held; a range counts as its midpoint.
    pub firmness: Vec<f64>,
    /// The classes of each party that signs.
    pub classes: Vec<Vec<Class>>,
    class_of_set: Vec<Vec<u32>>,
    /// What each deal is worth to each party that signs.
    pub worth: Vec<Vec<f64>>,
    /// The utility of each party of the scenario, deal by deal, where it has one.
    pub utility: Vec<Option<Vec<f64>>>,
}

/// Every coherent deal, in deal order.
#[derive(Clone, Debug)]
pub struct Table {
    n_issues: usize,
    n_deals: usize,
    values: Vec<u32>,
    set_of: Vec<u32>,
    /// The lines of those who sign, in the order of the file.
    pub lines: Vec<Line>,
    /// The reservation of each party that signs, where it has one, as a demand.
    pub reservations: Vec<Option<DemandId>>,
    /// The demands of the scenario.
    pub demands: IdVec<DemandId, DemandName>,
    /// The combinations of the assumptions' values.
    pub worlds: Vec<World>,
    /// Whether everyone who signs is needed.
    pub needs_everyone: bool,
}

/// Why there is no table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// More coherent deals than are looked at.
    Deals,
    /// More memory than there is.
    Memory,
    /// The time was over, or somebody stopped it.
    Time,
}

impl Table {
    /// Looks at every coherent deal.
    ///
    /// # Errors
    /// Where there are too many, or too little time.
    pub fn new(scenario: &Scenario, setting: &Setting, effort: &Effort) -> Result<Self, Refused> {
        let walking = Effort { engine: EngineChoice::Enumerate, ..effort.clone() };
        let census = census(scenario, &walking, MOST_PLACES, MOST_DEALS)
            .ok_or_else(|| if effort.watch.is_stopped() { Refused::Time } else { Refused::Deals })?;
        let n_deals = usize::try_from(census.runs.iter().map(|run| run.n).sum::<u64>()).unwrap_or(usize::MAX);
        if n_deals > MOST_DEALS {
            return Err(Refused::Deals);
        }
        let combinations = scenario.combinations();
        let n_issues = scenario.issues.len();
        let n_valued = scenario.parties.iter().filter(|party| party.has_utility()).count();
        let bytes = (n_deals as u64).saturating_mul(
            4 * n_issues as u64 + 4 + 8 * combinations.len() as u64 * (setting.signers.len() + n_valued) as u64,
        );
        if bytes > effort.memory_limit {
            return Err(Refused::Memory);
        }
        let demands = demands(scenario);
        let place_of = |party: PartyId| setting.signers.iter().position(|one| *one == party);
        let mut lines = Vec::new();
        let mut reservations = vec![None; setting.signers.len()];
        for (demand, name) in demands.enumerate() {
            match (place_of(name.party()), name) {
                (Some(signer), DemandName::RedLine(..)) => {
                    lines.push(Line { signer, demand, stream: demand.place(), name: name.clone() });
                }
                (Some(signer), DemandName::Reservation(_)) => reservations[signer] = Some(demand),
                (None, _) => {}
            }
        }
        let mut table = Self {
            n_issues,
            n_deals,
            values: Vec::with_capacity(n_deals * n_issues),
            set_of: Vec::with_capacity(n_deals),
            lines,
            reservations,
            demands,
            worlds: Vec::new(),
            needs_everyone: needs_everyone(scenario, &setting.signers),
        };
        table.list(&census);
        for (place, (probability, values)) in combinations.into_iter().enumerate() {
            if effort.watch.is_stopped() {
                return Err(Refused::Time);
            }
            let world = table.world(&census, place, (probability, scenario.assuming(values)), setting);
            table.worlds.push(world);
        }
        Ok(table)
    }

    /// Notes every coherent deal.
    fn list(&mut self, census: &Census) {
        let domains = census.lowered.formulas.domains();
        let mut values = vec![0; domains.len()];
        for run in &census.runs {
            for number in run.first..run.first + run.n {
                let mut rest = number;
                for (value, domain) in values.iter_mut().zip(domains).rev() {
                    let n = u64::from(domain.len());
                    *value = domain.first + u32::try_from(rest % n).unwrap_or(0);
                    rest /= n;
                }
                self.values.extend(deal(&census.lowered, &values).iter().map(|value| value.0));
                self.set_of.push(u32::try_from(run.set).unwrap_or(u32::MAX));
            }
        }
    }

    fn world(
        &self,
        census: &Census,
        place: usize,
        (probability, scenario): (f64, Scenario),
        setting: &Setting,
    ) -> World {
        let firmness: Vec<f64> =
            self.lines.iter().map(|line| scenario.demand_firmness(&line.name).midpoint()).collect();
        let n_signers = setting.signers.len();
        let mut numbers: Vec<BTreeMap<Class, u32>> = vec![BTreeMap::new(); n_signers];
        let mut classes: Vec<Vec<Class>> = vec![Vec::new(); n_signers];
        let mut class_of_set: Vec<Vec<u32>> = vec![Vec::new(); n_signers];
        for set in &census.sets {
            // Where nothing depends on assumptions there is one set for all combinations.
            let set = &set[if set.len() == 1 { 0 } else { place }];
            for signer in 0..n_signers {
                let is_crossed = |(_, line): &(usize, &Line)| line.signer == signer && set.contains(line.demand);
                let class = Class {
                    lines: self.lines.iter().enumerate().filter(is_crossed).map(|(line, _)| line).collect(),
                    below: self.reservations[signer].is_some_and(|demand| set.contains(demand)),
                };
                let next = u32::try_from(classes[signer].len()).unwrap_or(u32::MAX);
                let number = *numbers[signer].entry(class.clone()).or_insert(next);
                if number == next {
                    classes[signer].push(class);
                }
                class_of_set[signer].push(number);
            }
        }
        let mut utilities: Vec<Option<Vec<f64>>> = scenario
            .parties
            .iter()
            .map(|party| party.has_utility().then(|| Vec::with_capacity(self.n_deals)))
            .collect();
        for number in 0..self.n_deals {
            let deal = self.deal(number);
            for (id, list) in scenario.parties.ids().zip(&mut utilities) {
                if let Some(list) = list {
                    list.push(utility(&scenario, id, &deal).unwrap_or_default());
                }
            }
        }
        let worth = |signer: usize| match &utilities[setting.signers[signer].place()] {
            Some(list) => list.clone(),
            None => {
                let opening = setting.openings[signer].as_ref();
                let lost = |class: &Class| class.lines.iter().map(|line| firmness[*line]).sum::<f64>();
                let lost: Vec<f64> = classes[signer].iter().map(lost).collect();
                let of_deal = |number: usize| {
                    let class = class_of_set[signer][self.set_of[number] as usize];
                    opening.map_or(1.0, |terms| self.share_kept(terms, number)) - lost[class as usize]
                };
                (0..self.n_deals).map(of_deal).collect()
            }
        };
        let worth = (0..n_signers).map(worth).collect();
        World { probability, scenario, firmness, classes, class_of_set, worth, utility: utilities }
    }

    /// The share of the settled terms that a deal keeps; 1 of none.
    fn share_kept(&self, terms: &Terms, number: usize) -> f64 {
        let settled = terms.iter().filter(|term| term.is_some()).count();
        if settled == 0 {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "numbers of issues")]
        let share = (settled - self.differing(terms, number)) as f64 / settled as f64;
        share
    }

    /// How many coherent deals there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.n_deals
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n_deals == 0
    }

    /// The deal of this number.
    #[must_use]
    pub fn deal(&self, number: usize) -> Deal {
        self.row(number).iter().map(|value| Value(*value)).collect()
    }

    /// Its values, issue by issue.
    #[must_use]
    pub fn row(&self, number: usize) -> &[u32] {
        &self.values[number * self.n_issues..(number + 1) * self.n_issues]
    }

    /// Its class for a party that signs.
    #[must_use]
    pub fn class(&self, world: &World, signer: usize, number: usize) -> usize {
        world.class_of_set[signer][self.set_of[number] as usize] as usize
    }

    /// The number of the set of demands that it crosses: deals of one set are of one class for every party.
    #[must_use]
    pub fn set(&self, number: usize) -> usize {
        self.set_of[number] as usize
    }

    /// In how many issues two deals differ.
    #[must_use]
    pub fn distance(&self, one: usize, other: usize) -> usize {
        self.row(one).iter().zip(self.row(other)).filter(|(one, other)| one != other).count()
    }

    /// How many of the settled terms a deal does not have.
    #[must_use]
    pub fn differing(&self, terms: &Terms, number: usize) -> usize {
        let is_other = |(issue, term): (IssueId, &Option<Value>)| {
            term.is_some_and(|value| value.0 != self.row(number)[issue.place()])
        };
        terms.enumerate().filter(|pair| is_other(*pair)).count()
    }
}

/// Whether no agreement can do without anybody who signs.
fn needs_everyone(scenario: &Scenario, signers: &[PartyId]) -> bool {
    signers.iter().all(|left_out| !crate::rule::reference::is_agreed(scenario, &|party| party != *left_out))
}
