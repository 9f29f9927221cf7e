//! Everything that `zopa run` says, from diagrams: one or two for each figure.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::exact::apart::{roots, value_classes};
use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::best::Ranked;
use crate::engine::exact::classes::Classes;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::Budget;
use crate::engine::exact::fold;
use crate::engine::exact::graph::{FALSE, Graphs};
use crate::engine::exact::hypergraph::Hypergraph;
use crate::engine::exact::number::{Number, Width, less, shift};
use crate::engine::exact::problem::{Line, Problem, Role, Sum};
use crate::engine::exact::residual::Residuals;
use crate::engine::exact::scale::{Scale, scales};
use crate::engine::exact::sharing::sharing;
use crate::engine::exact::trial::in_best_order;
use crate::engine::figures::{ByValue, Chances, Figures, PartyCounts};
use crate::rule::agreement::AgreementRule;
use crate::rule::formula::NodeId;
use crate::rule::lower::{Lowered, Voice, World};
use crate::scenario::id::{DemandId, IdVec, PartyId, VoiceId};
use crate::scenario::model::Scenario;
use num_bigint::BigUint;

/// States and arcs that numbers of 32 bits count, with room for the tables they are looked up in.
const MAX_ARCS: usize = 1 << 30;
/// Bytes that an arc takes while a diagram is built and read.
const BYTES_AN_ARC: u64 = 60;

/// A scenario made ready: its classes, its order and its rules as graphs.
pub struct Exact<'a> {
    pub(in crate::engine) scenario: &'a Scenario,
    pub(in crate::engine) lowered: &'a Lowered,
    pub(in crate::engine) scales: IdVec<PartyId, Option<Scale>>,
    pub(in crate::engine) classes: Vec<Classes>,
    pub(in crate::engine) order: Vec<usize>,
    pub(in crate::engine) sizes: Vec<Vec<u64>>,
    pub(in crate::engine) graphs: Graphs<'a>,
    pub(super) incoherent: Vec<u32>,
    pub(in crate::engine) crossed: IdVec<DemandId, Option<u32>>,
    /// By voice: where each bonus is given, and its points.
    pub(in crate::engine) bonuses: IdVec<VoiceId, Vec<(u32, i64)>>,
    /// Where each red line is crossed, to each world.
    in_world: Vec<IdVec<DemandId, Option<u32>>>,
    pub(in crate::engine) residuals: Residuals,
    pub(in crate::engine) everyone: bool,
    pub(in crate::engine) budget: Budget,
}

/// Which demands end a deal.
type Enforced<'f> = &'f dyn Fn(DemandId) -> bool;

impl<'a> Exact<'a> {
    /// Makes a scenario ready. `owned` are its classes, from [`value_classes`].
    ///
    /// # Errors
    /// Where the rules are beyond this engine.
    pub fn new(
        scenario: &'a Scenario,
        lowered: &'a Lowered,
        scales: IdVec<PartyId, Option<Scale>>,
        owned: &'a [Classes],
        effort: &Effort,
    ) -> Result<Self, Declined> {
        let rule = AgreementRule::new(scenario);
        let everyone = matches!(rule, AgreementRule::Everyone(_));
        let residuals = Residuals::new(&rule, &lowered.worlds)?;
        let formulas = &lowered.formulas;
        let mut rules: Vec<Vec<usize>> = roots(lowered, &scales)
            .iter()
            .map(|root| Graphs::support(formulas, *root))
            .filter(|rule| rule.len() > 1)
            .collect();
        // A sum is open from the first variable that has points to the last.
        for scale in scales.iter().flatten() {
            let varies = |points: &&Vec<i64>| points.iter().any(|one| Some(one) != points.first());
            let of =
                scale.of_value.iter().enumerate().filter(|(_, points)| varies(points)).map(|(variable, _)| variable);
            rules.push(of.collect());
        }
        rules.retain(|rule| rule.len() > 1);
        #[expect(clippy::cast_precision_loss, reason = "a logarithm")]
        let bits = owned.iter().map(|classes| (classes.sizes.len() as f64).log2()).collect();
        let made = in_best_order(
            &Hypergraph { bits, rules },
            |order| {
                Self::in_order(scenario, lowered, scales.clone(), owned, (order, residuals.clone(), everyone), effort)
            },
            Self::work,
        );
        made.map(|made| Self { budget: Budget { deadline: Deadline::after(effort.time_limit), ..made.budget }, ..made })
    }

    fn in_order(
        scenario: &'a Scenario,
        lowered: &'a Lowered,
        scales: IdVec<PartyId, Option<Scale>>,
        owned: &'a [Classes],
        (order, residuals, everyone): (Vec<usize>, Residuals, bool),
        effort: &Effort,
    ) -> Result<Self, Declined> {
        let mut graphs = Graphs::new(&lowered.formulas, owned, &order);
        let incoherent = lowered.incoherent.iter().map(|root| graphs.of(*root)).collect::<Result<_, _>>()?;
        let crossed = lowered.crossed.iter().map(|root| root.map(|root| graphs.of(root)).transpose());
        let crossed = crossed.collect::<Result<_, _>>()?;
        let mut in_world = Vec::new();
        for world in &lowered.worlds {
            let crossed = world.crossed.iter().map(|root| root.map(|root| graphs.of(root)).transpose());
            in_world.push(crossed.collect::<Result<_, _>>()?);
        }
        let of_voice = |(voice, of): (VoiceId, &Voice)| {
            let bonuses = scales[of.party].iter().flat_map(|scale| scale.bonuses_of(voice));
            bonuses.map(|(given, points)| graphs.of(*given).map(|root| (root, *points))).collect::<Result<Vec<_>, _>>()
        };
        let bonuses = lowered.voices.enumerate().map(of_voice).collect::<Result<_, _>>()?;
        let sizes =
            order.iter().map(|variable| owned.get(*variable).map_or_else(Vec::new, |of| of.sizes.clone())).collect();
        let arcs = usize::try_from(effort.memory_limit / BYTES_AN_ARC).unwrap_or(usize::MAX).min(MAX_ARCS);
        let budget = Budget { arcs, deadline: Deadline::after(effort.time_limit), watch: effort.watch.clone() };
        let classes = owned.to_vec();
        Ok(Self {
            scenario,
            lowered,
            scales,
            classes,
            order,
            sizes,
            graphs,
            incoherent,
            crossed,
            bonuses,
            in_world,
            residuals,
            everyone,
            budget,
        })
    }

    /// A formula as a graph; the classes must tell apart what it tells apart.
    pub(in crate::engine) fn graph(&mut self, root: NodeId) -> Result<u32, Declined> {
        self.graphs.of(root)
    }

    /// The problem of the coherent deals.
    pub(in crate::engine) fn coherent(&self) -> Problem {
        let kill = |root: &u32| Line { root: *root, role: Role::Kill };
        Problem {
            lines: self.incoherent.iter().filter(|root| **root != FALSE).map(kill).collect(),
            ..Problem::default()
        }
    }

    /// Adds a demand with what it means that a voice sees it crossed.
    pub(super) fn voiced(&self, problem: &mut Problem, demand: DemandId, voice: VoiceId, role: Role) {
        let world = self.lowered.voices.find(voice).and_then(|voice| self.in_world.get(*voice.worlds.first()?));
        match world.and_then(|world| world[demand]) {
            Some(FALSE) => {}
            Some(root) => problem.lines.push(Line { root, role }),
            None => self.sum(problem, demand, voice, role),
        }
    }

    /// Adds a reservation with what it means that a voice is below it.
    fn sum(&self, problem: &mut Problem, demand: DemandId, voice: VoiceId, role: Role) {
        let Some(scale) = &self.scales[self.lowered.demands[demand].party()] else { return };
        let of_level = |variable: &usize| {
            let of_value = scale.of_value.get(*variable).map_or(&[][..], Vec::as_slice);
            let Some(classes) = self.classes.get(*variable) else { return Vec::new() };
            let mut points = vec![0; classes.sizes.len()];
            for (class, value) in classes.of.iter().zip(of_value) {
                if let Some(place) = points.get_mut(*class as usize) {
                    *place = *value;
                }
            }
            points
        };
        let at = problem.sums.len();
        let of_class = self.order.iter().map(of_level).collect();
        problem.sums.push(Sum { of_class, needed: scale.needed, role });
        let given = |(root, points): &(u32, i64)| Line { root: *root, role: Role::Give(at, *points) };
        problem.lines.extend(self.bonuses[voice].iter().filter(|(root, _)| *root != FALSE).map(given));
    }

    /// Ends the deals that cross a demand in some world.
    fn ends(&self, problem: &mut Problem, demand: DemandId) {
        match self.crossed[demand] {
            Some(FALSE) => {}
            Some(root) => problem.lines.push(Line { root, role: Role::Kill }),
            None => {
                let mut seen: Vec<&[(u32, i64)]> = Vec::new();
                for voice in self.lowered.voices_of(self.lowered.demands[demand].party()) {
                    // Voices whose bonuses are alike are below the reservation together.
                    let bonuses = self.bonuses[voice].as_slice();
                    if !seen.contains(&bonuses) {
                        seen.push(bonuses);
                        self.sum(problem, demand, voice, Role::Kill);
                    }
                }
            }
        }
    }

    /// The deals that cross none of these demands.
    pub(super) fn without_crossing(&self, enforced: Enforced) -> Problem {
        let mut problem = self.coherent();
        for demand in self.lowered.demands.ids().filter(|demand| enforced(*demand)) {
            self.ends(&mut problem, demand);
        }
        problem
    }

    pub(super) fn signs(&self, demand: DemandId) -> bool {
        self.scenario.parties[self.lowered.demands[demand].party()].signs
    }

    /// The agreed deals where only these demands are enforced.
    pub(in crate::engine) fn agreed(&self, enforced: Enforced) -> Problem {
        if self.everyone {
            return self.without_crossing(&|demand| self.signs(demand) && enforced(demand));
        }
        let mut problem = self.coherent();
        problem.agreement = Some(self.residuals.root);
        for (demand, name) in self.lowered.demands.enumerate() {
            if self.signs(demand) && enforced(demand) {
                for voice in self.lowered.voices_of(name.party()) {
                    self.voiced(&mut problem, demand, voice, Role::Refuse(voice, 1.0));
                }
            }
        }
        problem
    }

    /// The deals weighed by the probability that these demands, each held by itself, let them pass in one world.
    fn weighed(&self, world: &World, counts: Enforced) -> Problem {
        let mut problem = self.coherent();
        for (demand, name) in self.lowered.demands.enumerate().filter(|(demand, _)| counts(*demand)) {
            let role = match world.gives_way[demand] {
                less if less >= 1.0 => continue,
                less if less <= 0.0 => Role::Kill,
                less => Role::Weigh(less),
            };
            self.voiced(&mut problem, demand, world.voices[name.party()], role);
        }
        problem
    }

    /// The deals weighed by P(d agreed) in one world.
    pub(in crate::engine) fn likely(&self, (place, world): (usize, &World)) -> Problem {
        if self.everyone {
            return self.weighed(world, &|demand| self.signs(demand));
        }
        let mut problem = self.coherent();
        problem.agreement = self.residuals.in_world.get(place).copied();
        for (demand, name) in self.lowered.demands.enumerate().filter(|(demand, _)| self.signs(*demand)) {
            let held = 1.0 - world.gives_way[demand];
            if held > 0.0 {
                let voice = world.voices[name.party()];
                self.voiced(&mut problem, demand, voice, Role::Refuse(voice, held));
            }
        }
        problem
    }

    /// The sums of a weighed problem, averaged over the worlds, in units as [`Chances`] has them.
    fn averaged(&self, arcs: usize, problem: impl Fn((usize, &World)) -> Problem) -> Result<ByValue<f64>, Declined> {
        ByValue::averaged(self.lowered.worlds.iter().enumerate().map(|(place, world)| {
            let made = self.diagram(&problem((place, world)), arcs)?;
            Ok((world.probability, self.sums(&made)))
        }))
    }

    fn sums(&self, made: &Diagram) -> ByValue<f64> {
        self.by_value(fold::sum(made, &self.sizes, shift(&self.scenario.n_deals())))
    }

    pub(super) fn chances(&self, top: usize, zone: &BigUint) -> Result<Chances, Declined> {
        let domains = self.lowered.formulas.domains();
        let first: Vec<u32> = domains.iter().map(|domain| domain.first).collect();
        let rank = |diagram: &Diagram, top: usize| {
            Ranked { diagram, order: &self.order, classes: &self.classes, first: &first }.best(top)
        };
        let by_value = |made: &Diagram| self.by_value(fold::highest(made, &fold::highest_after(made), &self.sizes));
        let ([world], true) = (self.lowered.worlds.as_slice(), self.everyone) else {
            let sum = self.averaged(usize::MAX, |world| self.likely(world))?;
            return match self.noted() {
                Ok(made) => Ok(Chances { sum, highest: Some(by_value(&made)), best: rank(&made, top) }),
                Err(Declined::Stopped) => Err(Declined::Stopped),
                Err(_) => Ok(Chances { sum, highest: None, best: Vec::new() }),
            };
        };
        let made = self.diagram(&self.likely((0, world)), usize::MAX)?;
        let sum = self.sums(&made);
        let highest = by_value(&made);
        // Where some deal is certain, the first of those stand in the zone, whose diagram is smaller.
        let zone = if *zone == BigUint::ZERO {
            None
        } else {
            let certain = self.without_crossing(&|demand| self.signs(demand) && world.gives_way[demand] < 1.0);
            Some(self.diagram(&certain, usize::MAX)?)
        };
        let mut best = zone.map_or_else(Vec::new, |zone| rank(&zone, top));
        if best.len() < top {
            best = rank(&made, top);
        }
        Ok(Chances { sum, highest: Some(highest), best })
    }

    /// Counts everything.
    ///
    /// # Errors
    /// Where what everything depends on is beyond the budget.
    pub fn figures<T: Number>(&self, top: usize) -> Result<Figures, Declined> {
        let demands = &self.lowered.demands;
        let coherent = self.count::<T>(&self.coherent(), usize::MAX)?;
        let agreed = self.count::<T>(&self.agreed(&|_| true), usize::MAX)?;
        let chances = match self.chances(top, &agreed.total) {
            Err(Declined::Stopped) => return Err(Declined::Stopped),
            found => found.ok(),
        };
        let none = self.total::<T>(&self.without_crossing(&|_| true), usize::MAX).ok();
        let parties: Vec<PartyId> = self.scenario.parties.ids().collect();
        let party = |id: &PartyId, arcs: usize| -> Result<PartyCounts, Declined> {
            let own = |demand: DemandId| demands[demand].party() == *id;
            // Where all worlds are alike to the party, one of them says it.
            let sum = match (self.lowered.voices_of(*id).count(), self.lowered.worlds.first()) {
                (1, Some(world)) => self.sums(&self.diagram(&self.weighed(world, &own), arcs)?),
                _ => self.averaged(arcs, |(_, world)| self.weighed(world, &own))?,
            };
            let alone = self.total::<T>(&self.without_crossing(&|demand| !own(demand)), usize::MAX).ok();
            let signs = self.scenario.parties[*id].signs;
            Ok(PartyCounts {
                accepts: self.count::<T>(&self.without_crossing(&own), arcs)?,
                sum: sum.total,
                agreed_without: if signs {
                    self.total::<T>(&self.agreed(&|demand| !own(demand)), usize::MAX).ok()
                } else {
                    Some(agreed.total.clone())
                },
                only: alone.zip(none.clone()).map(|(alone, none)| less(&alone, &none)),
            })
        };
        let parties = sharing(&parties, self.budget.arcs, party)?;
        let found = self.costs::<T>(&coherent, &agreed.total, none.as_ref())?;
        Ok(Figures {
            is_drawn: false,
            coherent,
            agreed,
            chances,
            parties: parties.into_iter().collect(),
            demands: found.into_iter().collect(),
            class_of: self.classes.iter().map(|classes| classes.of.clone()).collect(),
        })
    }
}

/// Counts everything that `zopa run` says, from diagrams.
///
/// # Errors
/// Where the scenario is beyond this engine and its budget.
pub fn figures(scenario: &Scenario, lowered: &Lowered, effort: &Effort) -> Result<Figures, Declined> {
    // A reservation that the scenario has not is no demand; the others need points that can be counted.
    let scales = scales(scenario, lowered)?;
    let owned = value_classes(lowered, &scales);
    let exact = Exact::new(scenario, lowered, scales, &owned, effort)?;
    let found = match exact.width() {
        Width::One => exact.figures::<u64>(effort.top),
        Width::Two => exact.figures::<u128>(effort.top),
        Width::Any => exact.figures::<BigUint>(effort.top),
    };
    found.map_err(|why| if why == Declined::TooLarge { Declined::Memory } else { why })
}
