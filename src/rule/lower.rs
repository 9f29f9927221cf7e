//! Lowering: every condition becomes, once, a formula over variables.
//!
//! A choice, a range and a yes/no are one variable each; a members issue of m members is m variables of two values, the
//! last member first, so that counting through the variables counts through the deals in deal order. Bounds and lists
//! become sets; `size` becomes a small counting network; an expression becomes the table of the values that make it
//! true, folded into a decision graph.

use crate::rule::demand::{demands, demands_of};
use crate::rule::formula::{Domain, Formulas, NodeId};
use crate::rule::set::ValueSet;
use crate::scenario::condition::{Bound, Check, Condition, SizeTest, Test};
use crate::scenario::expression::Expression;
use crate::scenario::id::{DemandId, Id, IdVec, IssueId, PartyId, VoiceId};
use crate::scenario::model::{DemandName, IssueKind, Rule, RuleBody, Scenario, Value};
use std::ops::Range;

/// One dimension of the space: an issue, or one member of a members issue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variable {
    /// The issue.
    pub issue: IssueId,
    /// The member (by place) of a members issue, which is chosen where the variable is 1.
    pub member: Option<u32>,
}

/// A scenario as formulas.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The variables, most significant first (deal order).
    pub variables: Vec<Variable>,
    /// The variables of each issue.
    pub of_issue: IdVec<IssueId, Range<usize>>,
    /// The formulas.
    pub formulas: Formulas,
    /// What makes a deal incoherent, one formula an impossible rule and one a size.
    pub incoherent: Vec<NodeId>,
    /// Which of those are the size of a members issue.
    pub size_rules: Vec<(IssueId, NodeId)>,
    /// Where a deal is coherent.
    pub coherent: NodeId,
    /// All demands.
    pub demands: IdVec<DemandId, DemandName>,
    /// Where each red line is crossed; none for a reservation.
    pub crossed: IdVec<DemandId, Option<NodeId>>,
    /// Where each bonus of each party is given, and its points. With several worlds those of the first: see
    /// [`Lowered::bonuses_of`].
    pub bonuses: IdVec<PartyId, Vec<(NodeId, f64)>>,
    /// What differs between the combinations of the assumptions' values; one entry where nothing does. With several,
    /// `crossed` is where a line is crossed under some of them.
    pub worlds: Vec<World>,
    /// The voices, by party and then by their first world. In one world they are the parties.
    pub voices: IdVec<VoiceId, Voice>,
}

/// The world under some combinations of the assumptions' values, in which everything is alike.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    /// How probable they are together.
    pub probability: f64,
    /// The first of them: the values of the assumptions, by place.
    pub assumed: Vec<u32>,
    /// Where each red line is crossed under them.
    pub crossed: IdVec<DemandId, Option<NodeId>>,
    /// Where each bonus is given under them.
    pub bonuses: IdVec<PartyId, Vec<(NodeId, f64)>>,
    /// How likely each demand is not held under them.
    pub gives_way: IdVec<DemandId, f64>,
    /// The voice of each party.
    pub voices: IdVec<PartyId, VoiceId>,
}

/// A party in the worlds in which its lines are crossed by the same deals, as firmly held, and its bonuses alike.
///
/// Whether a deal is agreed in every world depends on the voices: "two of three" in each of two worlds, of which only `a`
/// tells the one from the other, is a rule over four voices, `a` in the first world, `a` in the second, `b` and `c`. To an
/// engine a voice is what a party is in a single world.
#[derive(Clone, PartialEq, Debug)]
pub struct Voice {
    /// Whose voice it is.
    pub party: PartyId,
    /// In which worlds, by their places.
    pub worlds: Vec<usize>,
    /// How probable these are together.
    pub probability: f64,
}

impl Lowered {
    /// Whether the answer depends on which combination of the assumptions' values holds.
    #[must_use]
    pub const fn has_several_worlds(&self) -> bool {
        self.worlds.len() > 1
    }

    /// The world in which a voice speaks first; all its worlds are alike to it.
    #[must_use]
    fn world_of(&self, voice: VoiceId) -> Option<&World> {
        self.worlds.get(*self.voices.find(voice)?.worlds.first()?)
    }

    /// Where a demand of the voice's party is crossed, to this voice; none for a reservation.
    #[must_use]
    pub fn crossed_by(&self, voice: VoiceId, demand: DemandId) -> Option<NodeId> {
        self.world_of(voice)?.crossed.find(demand).copied().flatten()
    }

    /// Where the bonuses of the voice's party are given, to this voice, and their points.
    #[must_use]
    pub fn bonuses_of(&self, voice: VoiceId) -> &[(NodeId, f64)] {
        let of_party = self.voices.find(voice).map(|voice| voice.party);
        let given = self.world_of(voice).zip(of_party).and_then(|(world, party)| world.bonuses.find(party));
        given.map_or(&[][..], Vec::as_slice)
    }

    /// How likely a demand is not held, to this voice.
    #[must_use]
    pub fn gives_way_to(&self, voice: VoiceId, demand: DemandId) -> f64 {
        self.world_of(voice).and_then(|world| world.gives_way.find(demand)).copied().unwrap_or(0.0)
    }

    /// The voices of a party.
    pub fn voices_of(&self, party: PartyId) -> impl Iterator<Item = VoiceId> + '_ {
        self.voices.enumerate().filter(move |(_, voice)| voice.party == party).map(|(id, _)| id)
    }

    /// Whether a bonus depends on an assumption.
    #[must_use]
    pub fn bonuses_vary(&self) -> bool {
        self.worlds.windows(2).any(|pair| matches!(pair, [one, other] if one.bonuses != other.bonuses))
    }

    /// One combination for each world, with the world's probability.
    #[must_use]
    pub fn combinations(&self) -> Vec<(f64, Vec<u32>)> {
        self.worlds.iter().map(|world| (world.probability, world.assumed.clone())).collect()
    }

    /// The same under one of the worlds.
    #[must_use]
    pub fn in_world(&self, world: &World) -> Self {
        let mut worlds = vec![World { probability: 1.0, ..world.clone() }];
        let voices = voices(&self.demands, &mut worlds);
        Self { crossed: world.crossed.clone(), bonuses: world.bonuses.clone(), worlds, voices, ..self.clone() }
    }
}

/// Finds the voices of the worlds, and tells each world its own.
fn voices(demands: &IdVec<DemandId, DemandName>, worlds: &mut [World]) -> IdVec<VoiceId, Voice> {
    let mut found: IdVec<VoiceId, Voice> = IdVec::new();
    let parties: Vec<PartyId> = worlds.first().map_or_else(Vec::new, |world| world.bonuses.ids().collect());
    let mut of_world: Vec<IdVec<PartyId, VoiceId>> = vec![IdVec::new(); worlds.len()];
    for party in parties {
        let own = demands_of(demands, party);
        let is_alike = |one: &World, other: &World| {
            one.bonuses[party] == other.bonuses[party]
                && one.crossed.as_slice().get(own.clone()) == other.crossed.as_slice().get(own.clone())
                && one.gives_way.as_slice().get(own.clone()) == other.gives_way.as_slice().get(own.clone())
        };
        let first = found.len();
        for ((place, world), of_world) in worlds.iter().enumerate().zip(&mut of_world) {
            let known = found.enumerate().skip(first).find(|(_, voice)| {
                voice.worlds.first().and_then(|at| worlds.get(*at)).is_some_and(|other| is_alike(world, other))
            });
            let voice = match known.map(|(id, _)| id) {
                Some(id) => {
                    found[id].worlds.push(place);
                    found[id].probability += world.probability;
                    id
                }
                None => found.push(Voice { party, worlds: vec![place], probability: world.probability }),
            };
            of_world.push(voice);
        }
    }
    for (world, voices) in worlds.iter_mut().zip(of_world) {
        world.voices = voices;
    }
    found
}

/// Lowers one condition alone: its formula over the scenario's variables, under each combination of the assumptions' values.
#[must_use]
pub fn lower_condition(scenario: &Scenario, condition: &Condition) -> (Formulas, Vec<NodeId>) {
    let bare = Scenario { issues: scenario.issues.clone(), fix: scenario.open_terms(), ..Scenario::default() };
    let Lowered { of_issue, formulas, .. } = lower(&bare);
    let mut lowering = Lowering { scenario, of_issue: &of_issue, formulas, assumed: Vec::new() };
    let under = |(_, assumed): (f64, Vec<u32>)| {
        lowering.assumed = assumed;
        lowering.condition(condition)
    };
    let roots = scenario.combinations().into_iter().map(under).collect();
    (lowering.formulas, roots)
}

/// Lowers a scenario, with its fixed terms.
#[must_use]
pub fn lower(scenario: &Scenario) -> Lowered {
    let mut variables = Vec::new();
    let mut domains = Vec::new();
    let mut of_issue = IdVec::new();
    for (id, issue) in scenario.issues.enumerate() {
        let from = variables.len();
        let fixed = scenario.fix.find(id).copied().flatten();
        match &issue.kind {
            IssueKind::Members { members, .. } => {
                for member in (0..u32::try_from(members.len()).unwrap_or(0)).rev() {
                    variables.push(Variable { issue: id, member: Some(member) });
                    domains.push(domain(2, fixed.map(|value| value.0 >> member & 1)));
                }
            }
            _ => {
                variables.push(Variable { issue: id, member: None });
                domains.push(domain(issue.n_values(), fixed.map(|value| value.0)));
            }
        }
        of_issue.push(from..variables.len());
    }
    let mut lowering =
        Lowering { scenario, of_issue: &of_issue, formulas: Formulas::new(domains), assumed: Vec::new() };

    let mut incoherent: Vec<NodeId> = scenario.impossible.iter().map(|rule| lowering.rule(&rule.rule)).collect();
    let mut size_rules = Vec::new();
    for (id, issue) in scenario.issues.enumerate() {
        if let Some(size) = issue.size() {
            let kept = lowering.size(id, size);
            let missed = lowering.formulas.not(kept);
            incoherent.push(missed);
            size_rules.push((id, missed));
        }
    }
    let any = lowering.formulas.or(incoherent.iter().copied());
    let coherent = lowering.formulas.not(any);
    let demands = demands(scenario);
    let mut worlds: Vec<World> = Vec::new();
    for (probability, assumed) in scenario.combinations() {
        lowering.assumed.clone_from(&assumed);
        let crossed = demands.map(|demand| scenario.red_line(demand).map(|line| lowering.rule(&line.rule)));
        let bonuses = scenario.parties.map(|party| {
            let given = party.bonuses.iter().map(|bonus| (lowering.condition(&bonus.when), bonus.points));
            given.collect::<Vec<_>>()
        });
        let settled = scenario.assuming(assumed.clone());
        let gives_way = demands.map(|demand| settled.gives_way(demand));
        let is_alike =
            |known: &&mut World| known.crossed == crossed && known.bonuses == bonuses && known.gives_way == gives_way;
        match worlds.iter_mut().find(is_alike) {
            Some(known) => known.probability += probability,
            None => worlds.push(World { probability, assumed, crossed, bonuses, gives_way, voices: IdVec::new() }),
        }
    }
    let mut formulas = lowering.formulas;
    let crossed = demands.ids().map(|demand| {
        let of_worlds: Option<Vec<NodeId>> = worlds.iter().map(|world| world.crossed[demand]).collect();
        of_worlds.map(|nodes| formulas.or(nodes))
    });
    let crossed = crossed.collect();
    let bonuses = worlds.first().map_or_else(IdVec::new, |world| world.bonuses.clone());
    // Alone a world is certain, and not as many parts of 1 as were merged.
    if let [world] = worlds.as_mut_slice() {
        world.probability = 1.0;
    }
    let voices = voices(&demands, &mut worlds);
    Lowered {
        variables,
        of_issue,
        formulas,
        incoherent,
        size_rules,
        coherent,
        demands,
        crossed,
        bonuses,
        worlds,
        voices,
    }
}

fn domain(n_values: u32, fixed: Option<u32>) -> Domain {
    fixed.map_or(Domain { first: 0, end: n_values }, |value| Domain { first: value, end: value + 1 })
}

struct Lowering<'a> {
    scenario: &'a Scenario,
    of_issue: &'a IdVec<IssueId, Range<usize>>,
    formulas: Formulas,
    /// The values of the assumptions, by place.
    assumed: Vec<u32>,
}

impl Lowering<'_> {
    /// Where a rule is crossed.
    fn rule(&mut self, rule: &Rule) -> NodeId {
        let mut parts = Vec::new();
        if let Some(when) = &rule.when {
            parts.push(self.condition(when));
        }
        if let Some(unless) = &rule.unless {
            let excused = self.condition(unless);
            parts.push(self.formulas.not(excused));
        }
        let body = match &rule.body {
            RuleBody::Reject(condition) => self.condition(condition),
            RuleBody::Require(condition) => {
                let kept = self.condition(condition);
                self.formulas.not(kept)
            }
        };
        parts.push(body);
        self.formulas.and(parts)
    }

    fn condition(&mut self, condition: &Condition) -> NodeId {
        match condition {
            Condition::All(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.condition(part)).collect();
                self.formulas.and(parts)
            }
            Condition::Any(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.condition(part)).collect();
                self.formulas.or(parts)
            }
            Condition::Not(part) => {
                let part = self.condition(part);
                self.formulas.not(part)
            }
            Condition::Test(test) => self.test(test),
            Condition::Expression(expression) => self.expression(expression),
        }
    }

    fn test(&mut self, test: &Test) -> NodeId {
        if let Some(value) = self.assumed(test.issue) {
            let passes = self.scenario.topics()[test.issue].passes(&test.check, value);
            return if passes { NodeId::TRUE } else { NodeId::FALSE };
        }
        let issue = &self.scenario.issues[test.issue];
        let n_values = issue.n_values();
        let set = match &test.check {
            Check::OneOf(places) => ValueSet::of(places.iter().copied()),
            Check::NoneOf(places) => ValueSet::of(places.iter().copied()).complement(0, n_values),
            Check::Option(bound, option) => side(*bound, *option, option + 1, n_values),
            Check::Number(bound, number) => {
                let IssueKind::Range(range) = &issue.kind else { return NodeId::FALSE };
                // `below` values are less than the number, those from `above` on are greater.
                let (below, above) = match range.place(*number) {
                    Ok(place) => (place, place + 1),
                    Err((_, next)) => (next.unwrap_or(n_values), next.unwrap_or(n_values)),
                };
                side(*bound, below, above, n_values)
            }
            Check::Includes(members) => return self.members(test.issue, *members, 0),
            Check::Excludes(members) => return self.members(test.issue, 0, *members),
            Check::IncludesAny(members) => {
                let none = self.members(test.issue, 0, *members);
                return self.formulas.not(none);
            }
            Check::Is(members) => return self.members(test.issue, *members, (n_values - 1) & !members),
            Check::Size(size) => return self.size(test.issue, *size),
            Check::Before(_) | Check::First(_) | Check::Last(_) => {
                ValueSet::of((0..n_values).filter(|value| issue.passes(&test.check, Value(*value))))
            }
        };
        let variable = self.of_issue[test.issue].start;
        self.formulas.atom(variable, &set)
    }

    /// The value of a topic that is an assumption; none of an issue.
    fn assumed(&self, topic: IssueId) -> Option<Value> {
        let place = topic.place().checked_sub(self.scenario.issues.len())?;
        Some(Value(self.assumed.get(place).copied().unwrap_or(0)))
    }

    /// Where all members of the first set are chosen and none of the second.
    fn members(&mut self, issue: IssueId, chosen: u32, left_out: u32) -> NodeId {
        let mut parts = Vec::new();
        for (variable, member) in self.member_variables(issue) {
            if chosen >> member & 1 == 1 {
                parts.push(self.formulas.atom(variable, &ValueSet::run(1, 2)));
            }
            if left_out >> member & 1 == 1 {
                parts.push(self.formulas.atom(variable, &ValueSet::run(0, 1)));
            }
        }
        self.formulas.and(parts)
    }

    /// The variables of a members issue and the members they stand for.
    fn member_variables(&self, issue: IssueId) -> Vec<(usize, u32)> {
        let variables = self.of_issue[issue].clone();
        let n_members = u32::try_from(variables.len()).unwrap_or(0);
        variables.zip((0..n_members).rev()).collect()
    }

    /// Where an allowed number of members is chosen: a network that counts member by member from the last to the first.
    fn size(&mut self, issue: IssueId, size: SizeTest) -> NodeId {
        let variables: Vec<usize> = self.of_issue[issue].clone().collect();
        // `after[k]`: the members looked at so far (from the end) make the count right if k are chosen before them.
        let mut after: Vec<NodeId> = (0..=u32::try_from(variables.len()).unwrap_or(0))
            .map(|k| if size.admits(k) { NodeId::TRUE } else { NodeId::FALSE })
            .collect();
        for variable in variables {
            let mut before = Vec::new();
            for (out, chosen) in after.iter().zip(after.iter().skip(1)) {
                before.push(self.choose(variable, *out, *chosen));
            }
            after = before;
        }
        after.first().copied().unwrap_or(NodeId::TRUE)
    }

    /// One of two formulas, by whether a member is chosen.
    fn choose(&mut self, variable: usize, out: NodeId, chosen: NodeId) -> NodeId {
        let fixed = self.formulas.domains().get(variable).filter(|domain| domain.len() == 1).map(|domain| domain.first);
        match fixed {
            Some(0) => out,
            Some(_) => chosen,
            None => self.formulas.select(variable, &[out, chosen]),
        }
    }

    /// Where an expression is true: its table, issue by issue.
    fn expression(&mut self, expression: &Expression) -> NodeId {
        let mut values = self.scenario.topics().map(|_| Value(0));
        self.table(expression, &expression.issues, &mut values)
    }

    fn table(&mut self, expression: &Expression, open: &[IssueId], values: &mut IdVec<IssueId, Value>) -> NodeId {
        let Some((issue, rest)) = open.split_first() else {
            let holds = expression.holds(self.scenario.topics(), &|issue| values[issue]);
            // The reader has evaluated every combination: an error cannot happen here.
            return if holds.unwrap_or(false) { NodeId::TRUE } else { NodeId::FALSE };
        };
        if let Some(value) = self.assumed(*issue) {
            values[*issue] = value;
            return self.table(expression, rest, values);
        }
        let variables = self.of_issue[*issue].clone();
        let is_members = matches!(self.scenario.issues[*issue].kind, IssueKind::Members { .. });
        if is_members {
            return self.table_bits(expression, (variables.start, variables.end), 0, (*issue, rest), values);
        }
        let Some(domain) = self.formulas.domains().get(variables.start).copied() else { return NodeId::FALSE };
        let mut children = Vec::new();
        for value in domain.first..domain.end {
            values[*issue] = Value(value);
            children.push(self.table(expression, rest, values));
        }
        self.formulas.select(variables.start, &children)
    }

    /// A members issue in the table: member by member, from the last (the first variable) to the first.
    fn table_bits(
        &mut self,
        expression: &Expression,
        (variable, end): (usize, usize),
        chosen: u32,
        (issue, rest): (IssueId, &[IssueId]),
        values: &mut IdVec<IssueId, Value>,
    ) -> NodeId {
        if variable == end {
            values[issue] = Value(chosen);
            return self.table(expression, rest, values);
        }
        let domain = self.formulas.domains().get(variable).copied().unwrap_or(Domain { first: 0, end: 0 });
        let mut children = Vec::new();
        for bit in domain.first..domain.end {
            let next = (variable + 1, end);
            children.push(self.table_bits(expression, next, chosen << 1 | bit, (issue, rest), values));
        }
        self.formulas.select(variable, &children)
    }
}

/// The values on one side of a bound: those before `below` are less, those from `above` on are greater.
fn side(bound: Bound, below: u32, above: u32, n_values: u32) -> ValueSet {
    match bound {
        Bound::AtLeast => ValueSet::run(below, n_values),
        Bound::Above => ValueSet::run(above, n_values),
        Bound::AtMost => ValueSet::run(0, above),
        Bound::Below => ValueSet::run(0, below),
    }
}
