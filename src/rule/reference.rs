//! THE ORACLE: one deal judged straight from the conditions as written.
//!
//! Written to be read and never optimized. Every fast engine is held to it by tests, and every deal that is shown to
//! anybody is judged here again before it leaves.
//!
//! A small example: "Russia is one of the guarantors" is `require = { guarantors = { includes = "russia" } }`. The deal
//! with guarantors {us, uk} crosses it, because the required condition does not hold; with firmness 0.9 the party accepts
//! such a deal with probability 1 − 0.9 = 0.1.

use crate::rule::agreement::AgreementRule;
use crate::rule::demand::demands;
use crate::rule::utility::{TOLERANCE, points};
use crate::scenario::condition::{Condition, Test};
use crate::scenario::id::{DemandId, IdVec, ImpossibleId, IssueId, PartyId};
use crate::scenario::model::{Agreement, Deal, DemandName, Rule, RuleBody, Scenario};

/// What the oracle says of one deal.
#[derive(Clone, PartialEq, Debug)]
pub struct Judgement {
    /// The impossible rules it crosses.
    pub impossible: Vec<ImpossibleId>,
    /// The members issues whose size it does not keep.
    pub sizes: Vec<IssueId>,
    /// The fixed terms it does not have.
    pub unfixed: Vec<IssueId>,
    /// The demands it crosses, in order.
    pub crossed: Vec<DemandId>,
    /// Every party's utility, none without one.
    pub utility: IdVec<PartyId, Option<f64>>,
    /// Whether each party accepts it, all lines held.
    pub accepts: IdVec<PartyId, bool>,
    /// Whether it is agreed, all lines held.
    pub agreed: bool,
    /// P(party accepts d), each line held with its firmness.
    pub party_probability: IdVec<PartyId, f64>,
    /// P(d agreed); none if the agreement rule is too tangled for it (see [`AgreementRule::Direct`]).
    pub probability: Option<f64>,
}

impl Judgement {
    /// Whether the deal contradicts nothing: no impossible rule, every size kept, every fixed term there.
    #[must_use]
    pub fn coherent(&self) -> bool {
        self.impossible.is_empty() && self.sizes.is_empty() && self.unfixed.is_empty()
    }
}

/// The oracle for a scenario: one for each combination of its assumptions' values.
#[derive(Clone, Debug)]
pub struct Oracle {
    worlds: Vec<(f64, Scenario)>,
}

impl Oracle {
    /// The oracle for this scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        Self::over(scenario, scenario.combinations())
    }

    /// The oracle where only these combinations, with these probabilities, are looked at.
    #[must_use]
    pub fn over(scenario: &Scenario, combinations: Vec<(f64, Vec<u32>)>) -> Self {
        let worlds = combinations.into_iter();
        Self { worlds: worlds.map(|(probability, values)| (probability, scenario.assuming(values))).collect() }
    }

    /// Whether the deal is agreed under every combination where only some demands are enforced.
    #[must_use]
    pub fn is_agreed_where(&self, deal: &Deal, is_enforced: &dyn Fn(DemandId) -> bool) -> bool {
        self.worlds.iter().all(|(_, world)| {
            let demands = demands(world);
            let crossed = judge_in_world(world, deal).crossed;
            let refuses =
                |party| crossed.iter().any(|demand| demands[*demand].party() == party && is_enforced(*demand));
            is_agreed(world, &|party| !refuses(party))
        })
    }

    /// Judges one deal: a line is crossed where it is under some combination, a party accepts and the deal is agreed where
    /// they do under every one, and probabilities and utilities are averaged over them.
    #[must_use]
    pub fn judge(&self, deal: &Deal) -> Judgement {
        self.together(self.each(deal))
    }

    /// The deal judged under each combination.
    #[must_use]
    pub fn each(&self, deal: &Deal) -> Vec<Judgement> {
        self.worlds.iter().map(|(_, world)| judge_in_world(world, deal)).collect()
    }

    /// What these judgements, one a combination, say together.
    #[must_use]
    pub fn together(&self, judged: Vec<Judgement>) -> Judgement {
        let probabilities = self.worlds.iter().map(|(probability, _)| *probability);
        let mut judged = judged.into_iter().zip(probabilities);
        let all = judged.next().map(|(first, _)| {
            let mut all = first.clone();
            judged.for_each(|(other, probability)| all.and(&first, other, probability));
            all
        });
        // There is always a combination: probabilities add up to 1.
        all.unwrap_or_else(|| Judgement {
            impossible: Vec::new(),
            sizes: Vec::new(),
            unfixed: Vec::new(),
            crossed: Vec::new(),
            utility: IdVec::new(),
            accepts: IdVec::new(),
            agreed: false,
            party_probability: IdVec::new(),
            probability: None,
        })
    }
}

impl Judgement {
    /// Both under the combinations so far and under the next.
    ///
    /// An average is the first value and what the others differ from it, weighted: where nothing differs it is that value
    /// to the last digit, whatever the probabilities add up to in floating point.
    fn and(&mut self, first: &Self, other: Self, probability: f64) {
        self.crossed.extend(other.crossed);
        self.crossed.sort_unstable();
        self.crossed.dedup();
        self.agreed &= other.agreed;
        for (ours, theirs) in self.accepts.iter_mut().zip(&other.accepts) {
            *ours &= *theirs;
        }
        let chance = |ours: f64, first: f64, theirs: f64| (ours + probability * (theirs - first)).clamp(0.0, 1.0);
        for (ours, (first, theirs)) in
            self.party_probability.iter_mut().zip(first.party_probability.iter().zip(&other.party_probability))
        {
            *ours = chance(*ours, *first, *theirs);
        }
        for (ours, (first, theirs)) in self.utility.iter_mut().zip(first.utility.iter().zip(&other.utility)) {
            let average = |((ours, first), theirs): ((f64, f64), f64)| ours + probability * (theirs - first);
            *ours = ours.zip(*first).zip(*theirs).map(average);
        }
        let both = self.probability.zip(first.probability).zip(other.probability);
        self.probability = both.map(|((ours, first), theirs)| chance(ours, first, theirs));
    }
}

/// Judges one deal. Whoever judges many asks an [`Oracle`].
#[must_use]
pub fn judge(scenario: &Scenario, deal: &Deal) -> Judgement {
    if scenario.assumptions.list.is_empty() {
        judge_in_world(scenario, deal)
    } else {
        Oracle::new(scenario).judge(deal)
    }
}

/// Judges one deal where the assumptions have the values that are assumed.
fn judge_in_world(scenario: &Scenario, deal: &Deal) -> Judgement {
    let impossible = scenario.impossible.enumerate().filter(|(_, rule)| crosses(scenario, &rule.rule, deal));
    let sizes = scenario
        .issues
        .enumerate()
        .filter(|(id, issue)| issue.size().is_some_and(|size| !size.admits(deal[*id].0.count_ones())));
    let unfixed = scenario.fix.enumerate().filter(|(issue, term)| term.is_some_and(|value| deal[*issue] != value));

    let utility: IdVec<PartyId, Option<f64>> =
        scenario.parties.ids().map(|party| utility(scenario, party, deal)).collect();
    let mut crossed = Vec::new();
    let mut accepts = IdVec::filled(true, scenario.parties.len());
    let mut party_probability = IdVec::filled(1.0, scenario.parties.len());
    for (id, demand) in demands(scenario).enumerate() {
        let party = demand.party();
        match demand {
            DemandName::RedLine(..) => {
                if let Some(line) = scenario.red_line(demand)
                    && crosses(scenario, &line.rule, deal)
                {
                    crossed.push(id);
                    accepts[party] = false;
                    party_probability[party] *= line.firmness.gives_way();
                }
            }
            DemandName::Reservation(_) => {
                let least = scenario.parties[party].reservation.unwrap_or(f64::NEG_INFINITY);
                if utility[party].is_some_and(|utility| utility < least - TOLERANCE) {
                    crossed.push(id);
                    accepts[party] = false;
                    party_probability[party] = 0.0;
                }
            }
        }
    }
    Judgement {
        impossible: impossible.map(|(id, _)| id).collect(),
        sizes: sizes.map(|(id, _)| id).collect(),
        unfixed: unfixed.map(|(id, _)| id).collect(),
        agreed: is_agreed(scenario, &|party| accepts[party]),
        probability: probability_agreed(scenario, &party_probability),
        crossed,
        utility,
        accepts,
        party_probability,
    }
}

/// Whether a rule is crossed: (`when` holds, if given) and (`unless` does not, if given) and (`reject` holds, or
/// `require` does not).
#[must_use]
pub fn crosses(scenario: &Scenario, rule: &Rule, deal: &Deal) -> bool {
    let applies = rule.when.as_ref().is_none_or(|when| holds(scenario, when, deal))
        && !rule.unless.as_ref().is_some_and(|unless| holds(scenario, unless, deal));
    applies
        && match &rule.body {
            RuleBody::Require(condition) => !holds(scenario, condition, deal),
            RuleBody::Reject(condition) => holds(scenario, condition, deal),
        }
}

/// Whether a condition holds.
#[must_use]
pub fn holds(scenario: &Scenario, condition: &Condition, deal: &Deal) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(scenario, part, deal)),
        Condition::Any(parts) => parts.iter().any(|part| holds(scenario, part, deal)),
        Condition::Not(part) => !holds(scenario, part, deal),
        Condition::Test(test) => passes(scenario, test, deal),
        // The reader has evaluated every combination of values: an error cannot happen here.
        Condition::Expression(expression) => {
            expression.holds(scenario.topics(), &|topic| scenario.value_in(topic, deal)).unwrap_or(false)
        }
    }
}

fn passes(scenario: &Scenario, test: &Test, deal: &Deal) -> bool {
    scenario.topics()[test.issue].passes(&test.check, scenario.value_in(test.issue, deal))
}

/// Whether agreement is reached where these parties accept.
#[must_use]
pub fn is_agreed(scenario: &Scenario, accepts: &dyn Fn(PartyId) -> bool) -> bool {
    let signing_and_accepting = || scenario.parties.enumerate().filter(|(id, party)| party.signs && accepts(*id));
    let Agreement { always, at_least, weight_at_least, coalitions, .. } = &scenario.agreement;
    if scenario.agreement.needs_everyone() {
        return scenario.parties.enumerate().all(|(id, party)| !party.signs || accepts(id));
    }
    always.iter().all(|party| accepts(*party))
        && at_least.is_none_or(|least| signing_and_accepting().count() >= least as usize)
        && weight_at_least.is_none_or(|least| {
            signing_and_accepting().fold(0.0, |total, (_, party)| total + party.weight) >= least - TOLERANCE
        })
        && coalitions.as_ref().is_none_or(|lists| lists.iter().any(|list| list.iter().all(|party| accepts(*party))))
}

/// Beyond this many undecided parties the ways they can decide are too many to walk.
const MAX_OPEN_PARTIES: usize = 12;

/// P(d agreed) where the parties accept independently with these probabilities: the sum over every way they can decide.
fn probability_agreed(scenario: &Scenario, party_probability: &IdVec<PartyId, f64>) -> Option<f64> {
    let signing = scenario.parties.enumerate().filter(|(_, party)| party.signs);
    if scenario.agreement.needs_everyone() {
        return Some(signing.fold(1.0, |product, (id, _)| product * party_probability[id]));
    }
    let mut decided = IdVec::filled(false, scenario.parties.len());
    let mut open = Vec::new();
    for (id, _) in signing {
        decided[id] = party_probability[id] >= 1.0;
        if party_probability[id] > 0.0 && party_probability[id] < 1.0 {
            open.push(id);
        }
    }
    if open.len() > MAX_OPEN_PARTIES {
        return AgreementRule::new(scenario).probability(party_probability);
    }
    Some(sum_over_decisions(scenario, party_probability, &open, &mut decided))
}

fn sum_over_decisions(
    scenario: &Scenario,
    probability: &IdVec<PartyId, f64>,
    open: &[PartyId],
    decided: &mut IdVec<PartyId, bool>,
) -> f64 {
    let Some((party, rest)) = open.split_first() else {
        return if is_agreed(scenario, &|party| decided[party]) { 1.0 } else { 0.0 };
    };
    let mut with = |accepts: bool| {
        decided[*party] = accepts;
        sum_over_decisions(scenario, probability, rest, decided)
    };
    let (yes, no) = (with(true), with(false));
    probability[*party] * yes + (1.0 - probability[*party]) * no
}

/// The utility of a party; none if it has none.
#[must_use]
pub fn utility(scenario: &Scenario, party: PartyId, deal: &Deal) -> Option<f64> {
    let party = &scenario.parties[party];
    if !party.has_utility() {
        return None;
    }
    let of_values =
        scenario.issues.enumerate().fold(0.0, |total, (id, issue)| total + points(party, id, issue, deal[id]));
    let bonuses = party.bonuses.iter().filter(|bonus| holds(scenario, &bonus.when, deal));
    Some(bonuses.fold(of_values, |total, bonus| total + bonus.points))
}

/// Why a condition holds, or does not: the tests and expressions that suffice for it, in the order written.
///
/// Of a conjunction that holds, all parts are needed; of one that does not, the first part that fails is enough; a
/// disjunction the other way round.
#[must_use]
pub fn because<'a>(scenario: &Scenario, condition: &'a Condition, deal: &Deal) -> Vec<&'a Condition> {
    let all = |parts: &'a [Condition]| parts.iter().flat_map(|part| because(scenario, part, deal)).collect();
    let first = |parts: &'a [Condition], found: bool| {
        let part = parts.iter().find(|part| holds(scenario, part, deal) == found);
        part.map_or_else(Vec::new, |part| because(scenario, part, deal))
    };
    match (condition, holds(scenario, condition, deal)) {
        (Condition::All(parts), true) | (Condition::Any(parts), false) => all(parts),
        (Condition::All(parts), false) => first(parts, false),
        (Condition::Any(parts), true) => first(parts, true),
        (Condition::Not(part), _) => because(scenario, part, deal),
        (Condition::Test(_) | Condition::Expression(_), _) => vec![condition],
    }
}

/// Which parts of a crossed rule's conditions make it crossed; empty where it is not.
#[must_use]
pub fn reasons<'a>(scenario: &Scenario, rule: &'a Rule, deal: &Deal) -> Vec<&'a Condition> {
    if !crosses(scenario, rule, deal) {
        return Vec::new();
    }
    let (RuleBody::Require(body) | RuleBody::Reject(body)) = &rule.body;
    let parts = rule.when.iter().chain(rule.unless.iter()).chain([body]);
    parts.flat_map(|part| because(scenario, part, deal)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::condition::Condition;
    use crate::scenario::model::Value;

    const TEXT: &str = r#"
format = 1
title = "Reasons"
[issue.troops]
options = { none = "None", western = "Western" }
[issue.ban]
yes_no = true
[issue.price]
range = { min = 0, max = 10 }
[party.a]
reservation = 5
[party.a.points]
price = { at_min = 0, at_max = 10 }
[party.a.red_line.force]
title = "No force unless banned, or dear"
reject = { any = [{ troops = "western", price = { below = 4 } }, { expr = "price > 8" }] }
unless = { ban = true }
firmness = 0.9
[party.b]
[party.b.red_line.price]
title = "A price"
require = { price = { at_least = 3 } }
when = { troops = "western" }
"#;

    /// The words of the file that a deal's crossing of a line rests on.
    fn words(deal: [u32; 3], party: usize) -> Vec<&'static str> {
        let scenario = Scenario::from_toml_str(TEXT).unwrap();
        let deal: Deal = deal.into_iter().map(Value).collect();
        let line = &scenario.parties.as_slice()[party].red_lines[0];
        let found = reasons(&scenario, &line.rule, &deal);
        let span = |condition: &&Condition| match condition {
            Condition::Test(test) => test.span.clone(),
            Condition::Expression(expression) => expression.span.clone(),
            _ => 0..0,
        };
        found.iter().map(|condition| TEXT.get(span(condition)).unwrap()).collect()
    }

    #[test]
    fn the_oracle_says_which_part_of_a_line_is_crossed() {
        assert_eq!(words([1, 0, 2], 0), ["ban = true", "troops = \"western\"", "price = { below = 4 }"]);
        assert_eq!(words([0, 0, 9], 0), ["ban = true", "\"price > 8\""]);
        assert_eq!(words([0, 1, 9], 0), Vec::<&str>::new());
        assert_eq!(words([1, 1, 2], 1), ["troops = \"western\"", "price = { at_least = 3 }"]);
    }

    #[test]
    fn a_deal_is_judged_as_the_format_has_it() {
        let scenario = Scenario::from_toml_str(TEXT).unwrap();
        let judged = |deal: [u32; 3]| judge(&scenario, &deal.into_iter().map(Value).collect());
        let good = judged([0, 0, 6]);
        assert!(good.coherent() && good.agreed && good.crossed.is_empty());
        assert_eq!((good.probability, good.utility.as_slice()), (Some(1.0), &[Some(6.0), None][..]));
        let dear = judged([0, 0, 9]);
        assert!(!dear.agreed && dear.accepts.as_slice() == [false, true]);
        assert_eq!(dear.probability, Some(0.1));
        // Below its reservation a party never accepts, however soft its lines.
        let cheap = judged([1, 0, 3]);
        assert_eq!((cheap.crossed.len(), cheap.probability), (2, Some(0.0)));
    }
}
