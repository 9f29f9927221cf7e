//! Everything that `zopa run` says, from diagrams: one or two for each figure.

use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::exact::best::Ranked;
use crate::engine::exact::classes::Classes;
use crate::engine::exact::costs::sharing;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::diagram::{Budget, Diagram};
use crate::engine::exact::fold;
use crate::engine::exact::graph::{FALSE, Graphs};
use crate::engine::exact::number::{Number, Width, less, shift};
use crate::engine::exact::order::Hypergraph;
use crate::engine::exact::problem::{Line, Problem, Role, Sum};
use crate::engine::exact::residual::Residuals;
use crate::engine::exact::scale::{Scale, scales};
use crate::engine::exact::trial::in_best_order;
use crate::engine::exact::unlock::value_classes;
use crate::engine::tile::tally::Tally;
use crate::rule::agreement::AgreementRule;
use crate::rule::formula::NodeId;
use crate::rule::lower::Lowered;
use crate::scenario::id::{DemandId, IdVec, PartyId};
use crate::scenario::model::{DemandName, Scenario};
use num_bigint::BigUint;

/// States and arcs that numbers of 32 bits count, with room for the tables they are looked up in.
const MAX_ARCS: usize = 1 << 30;
/// Bytes that an arc takes while a diagram is built and read.
const BYTES_AN_ARC: u64 = 60;

/// Counts in all and by value: for each variable, one for each class of its values.
#[derive(Clone, Debug)]
pub struct ByValue<T> {
    /// All.
    pub total: T,
    /// By variable and class: deals with one value of it.
    pub of: Vec<Vec<T>>,
}

/// What one demand costs.
#[derive(Clone, Debug)]
pub struct DemandCounts {
    /// Coherent deals that do not cross it; by value only where some value of a variable may have lost all of them: other rows
    /// may be empty.
    pub kept: ByValue<BigUint>,
    /// Coherent deals on which it is the one demand crossed; none where the budget cut it.
    pub only: Option<BigUint>,
    /// Agreed deals without it; none where the budget cut it.
    pub agreed_if_dropped: Option<BigUint>,
}

/// What one party's demands cost.
#[derive(Clone, Debug)]
pub struct PartyCounts {
    /// Coherent deals that it accepts.
    pub accepts: ByValue<BigUint>,
    /// The sum over the coherent deals of P(it accepts), in units as [`Chances`] has them.
    pub sum: f64,
    /// Agreed deals were its acceptance given; none where the budget cut it.
    pub agreed_without: Option<BigUint>,
    /// Coherent deals that it alone does not accept; none where the budget cut it.
    pub only: Option<BigUint>,
}

/// Probabilities of deals. Sums are in units of 2^[`shift`] deals: there may be more deals than a double holds.
#[derive(Clone, Debug)]
pub struct Chances {
    /// The sum of P(d agreed).
    pub sum: ByValue<f64>,
    /// The highest P(d agreed); none where the agreement rule is not everyone's.
    pub highest: Option<ByValue<f64>>,
    /// The most probable deals, as values of the variables.
    pub best: Vec<(f64, Vec<u32>)>,
}

impl Chances {
    /// Takes the highest probabilities and the most probable deals from a walk through every deal.
    pub fn take_best(&mut self, tally: &Tally, class_of: &[Vec<u32>]) {
        let of = tally.rows.iter().zip(class_of).map(|(rows, classes)| {
            let n = classes.iter().max().map_or(0, |last| *last as usize + 1);
            let mut best = vec![0.0_f64; n];
            for (highest, class) in rows.best.iter().zip(classes) {
                if let Some(place) = best.get_mut(*class as usize) {
                    *place = place.max(*highest);
                }
            }
            best
        });
        self.highest = Some(ByValue { total: tally.highest, of: of.collect() });
        self.best = tally.best.list().iter().map(|one| (one.probability, one.values.clone())).collect();
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Coherent deals.
    pub coherent: ByValue<BigUint>,
    /// Agreed deals.
    pub agreed: ByValue<BigUint>,
    /// Probabilities; none where the budget cut them.
    pub chances: Option<Chances>,
    /// By party.
    pub parties: IdVec<PartyId, PartyCounts>,
    /// By demand.
    pub demands: IdVec<DemandId, DemandCounts>,
    /// For each variable the class of each value of its domain.
    pub class_of: Vec<Vec<u32>>,
}

impl Figures {
    /// Which figures are not there, and why; none where all are.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let mut cut: Vec<&str> = Vec::new();
        let best = self.chances.as_ref().map(|chances| chances.highest.is_some());
        if best.is_none() {
            cut.extend(["mean_probability", "best_probability", "best"]);
        }
        if self.demands.iter().any(|demand| demand.only.is_none())
            || self.parties.iter().any(|party| party.only.is_none())
        {
            cut.push("only");
        }
        if self.demands.iter().any(|demand| demand.agreed_if_dropped.is_none()) {
            cut.push("agreed_if_dropped");
        }
        if self.parties.iter().any(|party| party.agreed_without.is_none()) {
            cut.push("agreed_without");
        }
        let mut why = Vec::new();
        if !cut.is_empty() {
            why.push(format!(
                "cut by the memory limit (a higher `--memory-limit` gives their diagrams more room): {}",
                cut.join(", ")
            ));
        }
        if best == Some(false) {
            why.push(
                "best_probability and best are not known: under at_least, weights or coalitions they are no product over lines"
                    .to_owned(),
            );
        }
        (!why.is_empty()).then(|| why.join("; "))
    }
}

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
    pub(in crate::engine) bonuses: IdVec<PartyId, Vec<(u32, i64)>>,
    pub(in crate::engine) residuals: Residuals,
    pub(in crate::engine) everyone: bool,
    pub(in crate::engine) budget: Budget,
}

/// Which demands end a deal.
type Enforced<'f> = &'f dyn Fn(DemandId) -> bool;

/// The roots that tell values apart.
pub(in crate::engine) fn roots(lowered: &Lowered, scales: &IdVec<PartyId, Option<Scale>>) -> Vec<NodeId> {
    let mut roots = lowered.incoherent.clone();
    roots.extend(lowered.crossed.iter().flatten());
    roots.extend(scales.iter().flatten().flat_map(|scale| scale.bonuses.iter().map(|(given, _)| *given)));
    roots
}

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
        let residuals = Residuals::new(&rule).ok_or(Declined::Agreement)?;
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
        let made = in_best_order(&Hypergraph { bits, rules }, |order| {
            Self::in_order(scenario, lowered, scales.clone(), owned, (order, residuals.clone(), everyone), effort)
        });
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
        let of_party = |scale: &Option<Scale>| {
            let bonuses = scale.iter().flat_map(|scale| &scale.bonuses);
            bonuses.map(|(given, points)| graphs.of(*given).map(|root| (root, *points))).collect::<Result<Vec<_>, _>>()
        };
        let bonuses = scales.iter().map(of_party).collect::<Result<_, _>>()?;
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

    /// Adds a demand with what it means that it is crossed.
    fn demand(&self, problem: &mut Problem, demand: DemandId, role: Role) {
        match self.crossed[demand] {
            Some(FALSE) => {}
            Some(root) => problem.lines.push(Line { root, role }),
            None => {
                let party = self.lowered.demands[demand].party();
                let Some(scale) = &self.scales[party] else { return };
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
                problem.lines.extend(self.bonuses[party].iter().filter(|(root, _)| *root != FALSE).map(given));
            }
        }
    }

    /// The deals that cross none of these demands.
    pub(super) fn without_crossing(&self, enforced: Enforced) -> Problem {
        let mut problem = self.coherent();
        for demand in self.lowered.demands.ids().filter(|demand| enforced(*demand)) {
            self.demand(&mut problem, demand, Role::Kill);
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
                self.demand(&mut problem, demand, Role::Refuse(name.party(), 1.0));
            }
        }
        problem
    }

    /// How likely a party gives way where it crosses a demand.
    fn gives_way(&self, name: &DemandName) -> f64 {
        match name {
            DemandName::RedLine(..) => self.scenario.demand_firmness(name).gives_way(),
            DemandName::Reservation(_) => 0.0,
        }
    }

    /// The deals weighed by the probability that these demands, each held by itself, let them pass.
    fn weighed(&self, counts: Enforced) -> Problem {
        let mut problem = self.coherent();
        for (demand, name) in self.lowered.demands.enumerate().filter(|(demand, _)| counts(*demand)) {
            match self.gives_way(name) {
                less if less >= 1.0 => {}
                less if less <= 0.0 => self.demand(&mut problem, demand, Role::Kill),
                less => self.demand(&mut problem, demand, Role::Weigh(less)),
            }
        }
        problem
    }

    /// The deals weighed by P(d agreed).
    pub(in crate::engine) fn likely(&self) -> Problem {
        if self.everyone {
            return self.weighed(&|demand| self.signs(demand));
        }
        let mut problem = self.coherent();
        problem.agreement = Some(self.residuals.root);
        for (demand, name) in self.lowered.demands.enumerate().filter(|(demand, _)| self.signs(*demand)) {
            let held = 1.0 - self.gives_way(name);
            if held > 0.0 {
                self.demand(&mut problem, demand, Role::Refuse(name.party(), held));
            }
        }
        problem
    }

    fn chances(&self, top: usize, zone: &BigUint) -> Result<Chances, Declined> {
        let made = self.diagram(&self.likely(), usize::MAX)?;
        let sum = self.by_value(fold::sum(&made, &self.sizes, shift(&self.scenario.n_deals())));
        if !self.everyone {
            return Ok(Chances { sum, highest: None, best: Vec::new() });
        }
        let after = fold::highest_after(&made);
        let highest = self.by_value(fold::highest(&made, &after, &self.sizes));
        // Where some deal is certain, the first of those stand in the zone, whose diagram is smaller.
        let zone = if *zone == BigUint::ZERO {
            None
        } else {
            let certain = self
                .without_crossing(&|demand| self.signs(demand) && self.gives_way(&self.lowered.demands[demand]) < 1.0);
            Some(self.diagram(&certain, usize::MAX)?)
        };
        let domains = self.lowered.formulas.domains();
        let first: Vec<u32> = domains.iter().map(|domain| domain.first).collect();
        let rank = |diagram: &Diagram, top: usize| {
            Ranked { diagram, order: &self.order, classes: &self.classes, first: &first }.best(top)
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
    /// Where what everything hangs on is beyond the budget.
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
            let made = self.diagram(&self.weighed(&own), arcs)?;
            let alone = self.total::<T>(&self.without_crossing(&|demand| !own(demand)), usize::MAX).ok();
            let signs = self.scenario.parties[*id].signs;
            Ok(PartyCounts {
                accepts: self.count::<T>(&self.without_crossing(&own), arcs)?,
                sum: fold::sum(&made, &self.sizes, shift(&self.scenario.n_deals())).total,
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
