//! Which demands can be met together, asked of a solver that searches and does not count: spaces of any size.
//!
//! The question becomes clauses once; each demand has a *selector*, assumed where the demand is enforced. An answer "none"
//! names the selectors it used, and what was learned for one question helps with the next.
//!
//! Variables have one literal a class of values (`engine::tile::classes`), of which at least one holds. A formula's literal only
//! ever *implies* the formula (the one polarity that is needed), and an atom's literal forbids the classes outside its set.
//! So where several classes of a variable hold, each of them alone will do, and no clause need say that one alone may.
//! Agreement is monotone, and so is its literal: "two of a, b, c" implies "b and c, or a and one of b, c". A reservation is a
//! sum of points; `points` makes clauses of it.
//!
//! Example: price low, middle or high; the buyer rejects high, the seller rejects low and middle. Clauses: `low ∨ middle ∨
//! high`, `¬b ∨ ¬high`, `¬s ∨ ¬low`, `¬s ∨ ¬middle`. Assuming b and s there is no deal, and both are to blame.

use crate::engine::ask::effort::Watch;
use crate::engine::ask::limit::Deadline;
use crate::engine::exact::classes::classes;
use crate::engine::exact::scale::{Scale, signing_scales};
use crate::rule::agreement::{AgreementRule, Next};
use crate::rule::demand::DemandSet;
use crate::rule::formula::{Node, NodeId};
use crate::rule::lower::Lowered;
use crate::scenario::id::{DemandId, Id, IdVec, VoiceId};
use crate::scenario::model::{Deal, Scenario};
use crate::space::deal::deal;
use batsat::{Callbacks, Lit, Solver, SolverInterface, lbool};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a question comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// A coherent deal that is agreed with these demands enforced.
    Deal(Deal),
    /// There is none, already because of these.
    Nothing(DemandSet),
    /// No time was left to say.
    Cut,
}

/// What a question about some values of one variable comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Within {
    /// A coherent deal that is agreed with these demands enforced, by the values of the variables.
    Values(Vec<u32>),
    /// There is none.
    Nothing,
    /// No time or steps were left to say.
    Cut,
}

/// A scenario as clauses.
pub struct Satisfier<'a> {
    pub(super) lowered: &'a Lowered,
    pub(super) solver: Solver<Until>,
    /// One a demand; none if it stands in the way of nothing.
    selectors: IdVec<DemandId, Option<Lit>>,
    /// The classes of each variable: the value that stands for one, and its literal.
    pub(super) classes: Vec<Vec<(u32, Lit)>>,
    /// The class of each value of each variable's domain.
    class_of: Vec<Vec<u32>>,
    /// The literals that imply a formula, or its opposite.
    known: BTreeMap<(NodeId, bool), Lit>,
    pub(super) always: Lit,
    questions: u64,
}

/// When the solver is to stop.
pub(super) struct Until {
    deadline: Deadline,
    watch: Watch,
    /// How many steps of the search are left to a question.
    steps: AtomicU64,
}

impl Callbacks for Until {
    fn stop(&self) -> bool {
        // Nobody else counts at the same time: a solver answers one question after the other.
        let steps = self.steps.load(Ordering::Relaxed);
        self.steps.store(steps.saturating_sub(1), Ordering::Relaxed);
        if steps == 0 {
            return true;
        }
        self.watch.is_stopped() || self.deadline.has_passed()
    }
}

impl std::fmt::Debug for Satisfier<'_> {
    fn fmt(&self, form: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        form.debug_struct("Satisfier").field("questions", &self.questions).finish_non_exhaustive()
    }
}

impl<'a> Satisfier<'a> {
    /// Writes the clauses.
    ///
    /// # Errors
    /// What it is about the scenario that does not become clauses.
    pub fn new(scenario: &Scenario, lowered: &'a Lowered, deadline: Deadline, watch: &Watch) -> Result<Self, String> {
        let signs = |demand: &crate::scenario::model::DemandName| scenario.parties[demand.party()].signs;
        let lines = || lowered.demands.enumerate().filter(|(_, demand)| signs(demand));
        let has_points = lines().any(|(id, _)| lowered.crossed[id].is_none());
        let scales = if has_points {
            let all = signing_scales(scenario, lowered).map_err(|why| why.words().to_owned())?;
            all.iter().flatten().cloned().collect()
        } else {
            Vec::new()
        };
        let rule = AgreementRule::new(scenario);
        if matches!(rule, AgreementRule::Direct) {
            return Err("the weights make too many distinct sums for the solver".to_owned());
        }
        let crossed = |id| lowered.worlds.iter().filter_map(move |world| world.crossed[id]);
        let mut roots: Vec<NodeId> = lines().flat_map(|(id, _)| crossed(id)).collect();
        roots.push(lowered.coherent);
        roots.extend(scales.iter().flat_map(Scale::given));
        let domains = lowered.formulas.domains();
        let worth = |variable: usize, value: u32| -> Vec<i64> {
            let first = domains.get(variable).map_or(0, |domain| domain.first);
            let of = |scale: &Scale| scale.of_value.get(variable)?.get((value - first) as usize).copied();
            scales.iter().filter_map(of).collect()
        };
        let mut new = Self::begin(
            lowered,
            &roots,
            &worth,
            Until { deadline, watch: watch.clone(), steps: AtomicU64::new(u64::MAX) },
        );
        let accepts = new.agreement(&rule);
        for (id, demand) in lines() {
            for voice in lowered.voices_of(demand.party()) {
                let met = match lowered.crossed_by(voice, id) {
                    Some(NodeId::FALSE) => continue,
                    Some(crossed) => new.implies(crossed, false),
                    None => {
                        let Some(scale) = scales.iter().find(|scale| scale.party == demand.party()) else { continue };
                        new.reaches(scale, voice)
                            .ok_or("the points beside a reservation make too many distinct sums for the solver")?
                    }
                };
                let selector = match new.selectors[id] {
                    Some(selector) => selector,
                    None => literal(&mut new.solver),
                };
                new.selectors[id] = Some(selector);
                new.clause(&[!selector, !accepts[voice], met]);
            }
        }
        Ok(new)
    }

    /// The clauses of coherence alone, for questions about these formulas ([`Self::is_possible`]).
    #[must_use]
    pub fn of_coherence(lowered: &'a Lowered, formulas: &[NodeId], deadline: Deadline, watch: &Watch) -> Self {
        let roots: Vec<NodeId> = formulas.iter().copied().chain([lowered.coherent]).collect();
        let until = Until { deadline, watch: watch.clone(), steps: AtomicU64::new(u64::MAX) };
        Self::begin(lowered, &roots, &|_, _| Vec::new(), until)
    }

    /// A literal per class of values that these formulas and sums tell apart, and the clauses of coherence.
    fn begin(lowered: &'a Lowered, roots: &[NodeId], worth: &dyn Fn(usize, u32) -> Vec<i64>, until: Until) -> Self {
        let mut solver = Solver::new(batsat::SolverOpts::default(), until);
        let always = literal(&mut solver);
        let mut new = Self {
            lowered,
            solver,
            selectors: IdVec::filled(None, lowered.demands.len()),
            classes: Vec::new(),
            class_of: Vec::new(),
            known: BTreeMap::new(),
            always,
            questions: 0,
        };
        new.clause(&[always]);
        for found in classes(&lowered.formulas, roots, worth) {
            let values = found.first.into_iter();
            let classes: Vec<(u32, Lit)> = values.map(|value| (value, literal(&mut new.solver))).collect();
            new.clause(&classes.iter().map(|(_, class)| *class).collect::<Vec<_>>());
            new.classes.push(classes);
            new.class_of.push(found.of);
        }
        let coherent = new.implies(lowered.coherent, true);
        new.clause(&[coherent]);
        new
    }

    pub(super) fn clause(&mut self, literals: &[Lit]) {
        self.solver.add_clause_reuse(&mut literals.to_vec());
    }

    /// The literal of each voice's acceptance, under which agreement is reached in every world.
    fn agreement(&mut self, rule: &AgreementRule) -> IdVec<VoiceId, Lit> {
        let lowered = self.lowered;
        let mut accepts = IdVec::filled(self.always, lowered.voices.len());
        let AgreementRule::Graph { nodes, root } = rule else { return accepts };
        for voice in lowered.voices.ids() {
            accepts[voice] = literal(&mut self.solver);
        }
        let read = |reached: &[Lit], next: Next, always: Lit| match next {
            Next::Agreed => always,
            Next::Failed => !always,
            Next::Node(at) => reached.get(at).copied().unwrap_or(!always),
        };
        for world in &lowered.worlds {
            let mut reached: Vec<Lit> = Vec::with_capacity(nodes.len());
            for node in nodes {
                let (yes, no) = (read(&reached, node.yes, self.always), read(&reached, node.no, self.always));
                let here = literal(&mut self.solver);
                // Whatever suffices without the party suffices with it.
                self.clause(&[!here, yes]);
                self.clause(&[!here, accepts[world.voices[node.party]], no]);
                reached.push(here);
            }
            let root = read(&reached, *root, self.always);
            self.clause(&[root]);
        }
        accepts
    }

    /// A literal that implies the formula, or that it does not hold.
    pub(super) fn implies(&mut self, id: NodeId, holds: bool) -> Lit {
        if let Some(literal) = self.known.get(&(id, holds)) {
            return *literal;
        }
        let lowered = self.lowered;
        let here = match (lowered.formulas.node(id), holds) {
            (Node::True, true) | (Node::False, false) => self.always,
            (Node::True, false) | (Node::False, true) => !self.always,
            (Node::Not(inner), _) => self.implies(*inner, !holds),
            (Node::Atom(variable, set), _) => {
                let here = literal(&mut self.solver);
                let classes = self.classes.get(*variable).cloned().unwrap_or_default();
                for (value, class) in classes {
                    if set.contains(value) != holds {
                        self.clause(&[!here, !class]);
                    }
                }
                here
            }
            (Node::And(parts), true) | (Node::Or(parts), false) => {
                let here = literal(&mut self.solver);
                for part in parts {
                    let part = self.implies(*part, holds);
                    self.clause(&[!here, part]);
                }
                here
            }
            (Node::And(parts), false) | (Node::Or(parts), true) => {
                let mut any: Vec<Lit> = parts.iter().map(|part| self.implies(*part, holds)).collect();
                let here = literal(&mut self.solver);
                any.push(!here);
                self.clause(&any);
                here
            }
        };
        self.known.insert((id, holds), here);
        here
    }

    /// Whether some coherent deal is agreed where only these demands are enforced.
    pub fn ask(&mut self, enforced: &DemandSet) -> Answer {
        self.questions += 1;
        let assumed: Vec<(DemandId, Lit)> =
            enforced.iter().filter_map(|demand| Some((demand, self.selectors[demand]?))).collect();
        let literals: Vec<Lit> = assumed.iter().map(|(_, selector)| *selector).collect();
        let answer = self.solver.solve_limited(&literals);
        if answer == lbool::TRUE {
            return Answer::Deal(deal(self.lowered, &self.values()));
        }
        if answer == lbool::FALSE {
            let mut blamed = DemandSet::empty(self.lowered.demands.len());
            for (demand, selector) in assumed {
                if self.solver.unsat_core_contains_var(selector.var()) {
                    blamed.insert(demand);
                }
            }
            return Answer::Nothing(blamed);
        }
        Answer::Cut
    }

    /// The values of the deal that was found.
    fn values(&self) -> Vec<u32> {
        let value = |classes: &Vec<(u32, Lit)>| {
            let chosen = classes.iter().find(|(_, class)| self.solver.value_lit(*class) == lbool::TRUE);
            chosen.or(classes.first()).map_or(0, |(value, _)| *value)
        };
        self.classes.iter().map(value).collect()
    }

    /// Whether some coherent deal is agreed in which a variable has one of the values allowed, where only these demands are
    /// enforced; cut after so many steps of the search, which do not depend on the machine. With the answer, how many it took.
    ///
    /// Of several classes that hold each alone will do, so it is enough to forbid those without a value that is allowed.
    pub fn ask_within(
        &mut self,
        enforced: &DemandSet,
        variable: usize,
        is_allowed: &dyn Fn(u32) -> bool,
        steps: u64,
    ) -> (Within, u64) {
        self.questions += 1;
        let first = self.lowered.formulas.domains().get(variable).map_or(0, |domain| domain.first);
        let mut stands_for: BTreeMap<u32, u32> = BTreeMap::new();
        for (value, class) in (first..).zip(self.class_of.get(variable).into_iter().flatten()) {
            if is_allowed(value) {
                stands_for.entry(*class).or_insert(value);
            }
        }
        let classes = self.classes.get(variable).cloned().unwrap_or_default();
        let forbidden =
            (0..).zip(&classes).filter(|(class, _)| !stands_for.contains_key(class)).map(|(_, (_, lit))| !*lit);
        let literals: Vec<Lit> = enforced.iter().filter_map(|demand| self.selectors[demand]).chain(forbidden).collect();
        *self.solver.cb_mut().steps.get_mut() = steps;
        let answer = self.solver.solve_limited(&literals);
        let left = std::mem::replace(self.solver.cb_mut().steps.get_mut(), u64::MAX);
        let spent = steps.saturating_sub(left);
        if answer == lbool::FALSE {
            return (Within::Nothing, spent);
        }
        if answer != lbool::TRUE {
            return (Within::Cut, spent);
        }
        let mut values = self.values();
        let chosen = (0..).zip(&classes).find(|(_, (_, class))| self.solver.value_lit(*class) == lbool::TRUE);
        if let (Some((class, _)), Some(value)) = (chosen, values.get_mut(variable)) {
            *value = stands_for.get(&class).copied().unwrap_or(*value);
        }
        (Within::Values(values), spent)
    }

    /// Whether this holds of some coherent deal, whoever agrees to it; none if no time was left to say.
    pub fn is_possible(&mut self, formula: NodeId) -> Option<bool> {
        self.questions += 1;
        let holds = self.implies(formula, true);
        let answer = self.solver.solve_limited(&[holds]);
        if answer == lbool::TRUE { Some(true) } else { (answer == lbool::FALSE).then_some(false) }
    }

    /// How many questions were asked.
    #[must_use]
    pub const fn questions(&self) -> u64 {
        self.questions
    }
}

/// A literal of its own.
pub(super) fn literal(solver: &mut Solver<Until>) -> Lit {
    Lit::new(solver.new_var_default(), true)
}

/// All of this many demands.
#[must_use]
pub fn all_demands(n_demands: usize) -> DemandSet {
    let mut all = DemandSet::empty(n_demands);
    (0..n_demands).map(DemandId::from_place).for_each(|demand| all.insert(demand));
    all
}
