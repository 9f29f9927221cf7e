//! Warnings worth having: what an author probably did not mean, found by looking at every deal.

use crate::analysis::acceptance::overall;
use crate::analysis::findings::Acceptance;
use crate::analysis::talk::warning::odd_talks;
use crate::engine::ask::answer::{AnswerKind, Count};
use crate::engine::ask::effort::Effort;
use crate::engine::exact::classes::Classes;
use crate::engine::exact::graph::{FALSE, Graphs, TRUE};
use crate::rule::formula::{Formulas, Node, NodeId};
use crate::rule::lower::lower_condition;
use crate::scenario::condition::{Check, Condition};
use crate::scenario::error::Problem;
use crate::scenario::id::{Id, IssueId, SourceId};
use crate::scenario::model::{Issue, IssueKind, Rule, RuleBody, Scenario, Span, Value};
use num_bigint::BigUint;
use std::collections::{BTreeMap, BTreeSet};

/// A condition is decided by trying at most this many combinations of values that it can tell apart.
const MAX_COMBINATIONS: u64 = 1 << 18;
/// … and where its variables have no more kinds of values than this together, by its decision graph.
const MAX_KINDS: usize = 256;

/// Everything odd about a scenario, in file order.
#[must_use]
pub fn warnings(scenario: &Scenario, effort: &Effort) -> Vec<Problem> {
    let mut found = Vec::new();
    for (condition, span) in conditions(scenario) {
        constant(scenario, condition, &span, &mut found);
    }
    mentions(scenario, &mut found);
    sources(scenario, &mut found);
    let effort = Effort { samples: Some(0), ..effort.clone() };
    let acceptance = overall(scenario, &effort);
    if acceptance.provenance.kind == AnswerKind::Exact {
        binding(scenario, &acceptance, &mut found);
    }
    found.extend(odd_talks(scenario, &effort));
    found.sort_by_key(|problem| (problem.span.start, problem.span.end));
    found.dedup();
    found
}

/// Every condition with the place of what it belongs to.
fn conditions(scenario: &Scenario) -> Vec<(&Condition, Span)> {
    fn of_rule<'a>(rule: &'a Rule, span: &Span) -> Vec<(&'a Condition, Span)> {
        let (RuleBody::Require(body) | RuleBody::Reject(body)) = &rule.body;
        let parts = rule.when.iter().chain(rule.unless.iter()).chain([body]);
        parts.map(|condition| (condition, span.clone())).collect()
    }
    let mut all: Vec<_> = scenario.impossible.iter().flat_map(|rule| of_rule(&rule.rule, &rule.span)).collect();
    for party in &scenario.parties {
        all.extend(party.red_lines.iter().flat_map(|line| of_rule(&line.rule, &line.span)));
        all.extend(party.bonuses.iter().map(|bonus| (&bonus.when, bonus.span.clone())));
    }
    all
}

/// Warns of the innermost parts of a condition that never or always hold.
fn constant(scenario: &Scenario, condition: &Condition, owner: &Span, found: &mut Vec<Problem>) -> bool {
    let parts: Vec<&Condition> = match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().collect(),
        Condition::Not(part) => vec![part],
        Condition::Test(_) | Condition::Expression(_) => Vec::new(),
    };
    let mut inner = false;
    for part in parts {
        inner |= constant(scenario, part, owner, found);
    }
    if inner {
        return true;
    }
    // The same under every combination of the assumptions' values.
    let (formulas, mut roots) = lower_condition(scenario, condition);
    roots.sort_unstable();
    roots.dedup();
    let decided: Option<Vec<bool>> = roots.into_iter().map(|root| decide(&formulas, root)).collect();
    let (code, word) = match decided.as_deref() {
        Some(all) if all.iter().all(|holds| *holds) => ("condition-always-holds", "always holds"),
        Some(all) if !all.contains(&true) => ("condition-never-holds", "never holds"),
        _ => return false,
    };
    let span = place(condition).unwrap_or_else(|| owner.clone());
    let problem = Problem::warning(code, span, format!("this condition {word}, whatever the deal"));
    found.push(problem.with_help("is a value missing, or a bound the wrong way round?"));
    true
}

/// Where a condition stands: from its first test to its last.
fn place(condition: &Condition) -> Option<Span> {
    let of_all = |parts: &[Condition]| {
        let spans: Vec<Span> = parts.iter().filter_map(place).collect();
        Some(spans.iter().map(|span| span.start).min()?..spans.iter().map(|span| span.end).max()?)
    };
    match condition {
        Condition::All(parts) | Condition::Any(parts) => of_all(parts),
        Condition::Not(part) => place(part),
        Condition::Test(test) => Some(test.span.clone()),
        Condition::Expression(expression) => Some(expression.span.clone()),
    }
}

/// Whether a formula always (or never) holds; none if it does neither, or is too large to say.
pub(crate) fn decide(formulas: &Formulas, root: NodeId) -> Option<bool> {
    match root {
        NodeId::FALSE => return Some(false),
        NodeId::TRUE => return Some(true),
        _ => {}
    }
    // Values that no atom tells apart behave alike: one of each kind is enough.
    let mut kinds: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for variable in formulas.variables(root) {
        let first = formulas.domains().get(variable).map_or(0, |domain| domain.first);
        kinds.entry(variable).or_default().insert(first);
    }
    for node in formulas.nodes() {
        if let Node::Atom(variable, set) = node
            && let (Some(kinds), Some(domain)) = (kinds.get_mut(variable), formulas.domains().get(*variable))
        {
            let edges = set.runs().iter().flat_map(|(start, end)| [*start, *end]);
            kinds.extend(edges.filter(|edge| (domain.first..domain.end).contains(edge)));
        }
    }
    let kinds: Vec<(usize, Vec<u32>)> =
        kinds.into_iter().map(|(variable, values)| (variable, values.into_iter().collect())).collect();
    if kinds.iter().map(|(_, values)| values.len()).sum::<usize>() <= MAX_KINDS {
        return by_graph(formulas, root, &kinds);
    }
    let total = kinds.iter().try_fold(1_u64, |total, (_, values)| total.checked_mul(values.len() as u64))?;
    if total > MAX_COMBINATIONS {
        return None;
    }
    let mut seen = [false, false];
    for number in 0..total {
        let mut rest = number;
        let mut values = BTreeMap::new();
        for (variable, of) in &kinds {
            let at = usize::try_from(rest % of.len() as u64).unwrap_or(0);
            rest /= of.len() as u64;
            values.insert(*variable, of.get(at).copied().unwrap_or(0));
        }
        let holds = formulas.holds(root, &|variable| values.get(&variable).copied().unwrap_or(0));
        if let Some(seen) = seen.get_mut(usize::from(holds)) {
            *seen = true;
        }
        if seen == [true, true] {
            return None;
        }
    }
    Some(seen == [false, true])
}

/// The same from the formula as a decision graph, which is one of two leaves where it never or always holds.
fn by_graph(formulas: &Formulas, root: NodeId, kinds: &[(usize, Vec<u32>)]) -> Option<bool> {
    let mut classes = vec![Classes { of: Vec::new(), sizes: Vec::new(), first: Vec::new() }; formulas.domains().len()];
    for (variable, values) in kinds {
        if let Some(of) = classes.get_mut(*variable) {
            of.first.clone_from(values);
        }
    }
    let order: Vec<usize> = (0..classes.len()).collect();
    match Graphs::new(formulas, &classes, &order).of(root) {
        Ok(FALSE) => Some(false),
        Ok(TRUE) => Some(true),
        Ok(_) | Err(_) => None,
    }
}

/// Options and members that no rule and no points mention; whole issues, where nothing of them is mentioned.
fn mentions(scenario: &Scenario, found: &mut Vec<Problem>) {
    let mut mentioned: BTreeMap<IssueId, BTreeSet<u32>> = BTreeMap::new();
    for (condition, _) in conditions(scenario) {
        mention(scenario, condition, &mut mentioned);
    }
    for party in &scenario.parties {
        for (issue, points) in party.points.iter().flat_map(|points| points.enumerate()) {
            if points.is_some() {
                mentioned.entry(issue).or_default().extend(0..places(scenario, issue));
            }
        }
    }
    assumptions(scenario, &mentioned, found);
    for (id, issue) in scenario.issues.enumerate() {
        let Some(mentioned) = mentioned.get(&id) else {
            let message = format!("no rule and no points mention the issue `{}`", issue.id);
            let problem = Problem::warning("issue-unmentioned", issue.span.clone(), message);
            found.push(problem.with_help("every deal is the same to everybody whatever is settled here"));
            continue;
        };
        let (IssueKind::Choice { options, .. }
        | IssueKind::Members { members: options, .. }
        | IssueKind::Order { items: options }) = &issue.kind
        else {
            continue;
        };
        for (place, option) in (0..).zip(options) {
            if !mentioned.contains(&place) {
                let message = format!("no rule and no points mention `{}` of the issue `{}`", option.id, issue.id);
                found.push(Problem::warning("option-unmentioned", option.span.clone(), message));
            }
        }
    }
}

/// Assumptions that nothing tests, and values that cannot be.
fn assumptions(scenario: &Scenario, mentioned: &BTreeMap<IssueId, BTreeSet<u32>>, found: &mut Vec<Problem>) {
    for (place, assumption) in scenario.assumptions.list.iter().enumerate() {
        let Issue { id, span, .. } = &assumption.topic;
        if !mentioned.contains_key(&IssueId::from_place(scenario.issues.len() + place)) {
            let message = format!("no rule tests the assumption `{id}`");
            let problem = Problem::warning("assumption-untested", span.clone(), message);
            found.push(problem.with_help("the answer is the same whichever of its values holds"));
        }
        for (value, _) in assumption.values().iter().zip(&assumption.probability).filter(|(_, p)| **p <= 0.0) {
            let message = format!("`{}` of the assumption `{id}` has probability 0 and never holds", value.id);
            found.push(Problem::warning("assumption-never", value.span.clone(), message));
        }
    }
}

fn places(scenario: &Scenario, issue: IssueId) -> u32 {
    match &scenario.topics()[issue].kind {
        IssueKind::Choice { options, .. } => u32::try_from(options.len()).unwrap_or(0),
        IssueKind::Members { members, .. } => u32::try_from(members.len()).unwrap_or(0),
        IssueKind::Order { items } => u32::try_from(items.len()).unwrap_or(0),
        IssueKind::Range(_) | IssueKind::YesNo => 0,
    }
}

fn mention(scenario: &Scenario, condition: &Condition, mentioned: &mut BTreeMap<IssueId, BTreeSet<u32>>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                mention(scenario, part, mentioned);
            }
        }
        Condition::Not(part) => mention(scenario, part, mentioned),
        Condition::Test(test) => {
            let all = places(scenario, test.issue);
            let entry = mentioned.entry(test.issue).or_default();
            let bits = |mask: u32| (0..all).filter(move |place| mask >> place & 1 == 1);
            match &test.check {
                // One order names every item.
                Check::OneOf(_) if scenario.topics()[test.issue].in_order(Value(0)).is_some() => entry.extend(0..all),
                Check::Before(items) => entry.extend(items.iter().copied()),
                Check::First(any) | Check::Last(any) => entry.extend(bits(*any)),
                Check::OneOf(values) | Check::NoneOf(values) => entry.extend(values.iter().copied()),
                Check::Includes(mask) | Check::IncludesAny(mask) | Check::Excludes(mask) => entry.extend(bits(*mask)),
                // A bound, a number of members and a whole set say something of every option.
                Check::Number(..) | Check::Option(..) | Check::Is(_) | Check::Size(_) => entry.extend(0..all),
            }
        }
        Condition::Expression(expression) => {
            for issue in &expression.issues {
                let entry = mentioned.entry(*issue).or_default();
                if let IssueKind::Choice { options, .. } | IssueKind::Members { members: options, .. } =
                    &scenario.topics()[*issue].kind
                {
                    let named = (0..).zip(options).filter(|(_, option)| names(&expression.text, &option.id));
                    entry.extend(named.map(|(place, _)| place));
                }
            }
        }
    }
}

/// Whether a text names an id as a whole word: not `us` in `"russia"`.
fn names(text: &str, id: &str) -> bool {
    let is_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(id).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + id.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
    })
}

/// Red lines without a source, and sources that nothing uses.
fn sources(scenario: &Scenario, found: &mut Vec<Problem>) {
    let mut used: BTreeSet<SourceId> = BTreeSet::new();
    for party in &scenario.parties {
        for line in &party.red_lines {
            used.extend(&line.sources);
            if line.sources.is_empty() {
                let message = format!("the red line `{}.{}` names no source", party.id, line.id);
                let problem = Problem::warning("line-without-source", line.span.clone(), message);
                found.push(problem.with_help("say where the position comes from: `source = \"...\"`"));
            }
        }
    }
    used.extend(scenario.issues.iter().flat_map(|issue| &issue.sources));
    used.extend(scenario.assumptions.list.iter().flat_map(|one| &one.topic.sources));
    used.extend(scenario.impossible.iter().flat_map(|rule| &rule.sources));
    used.extend(scenario.proposals.iter().flat_map(|proposal| &proposal.sources));
    for (id, source) in scenario.sources.enumerate() {
        if !used.contains(&id) {
            let message = format!("nothing uses the source `{}`", source.id);
            found.push(Problem::warning("source-unused", source.span.clone(), message));
        }
    }
}

/// What only a look at every deal shows.
fn binding(scenario: &Scenario, acceptance: &Acceptance, found: &mut Vec<Problem>) {
    let is_zero = |count: &Count| *count == Count::Exact(BigUint::ZERO);
    if is_zero(&acceptance.coherent) {
        let span = scenario.impossible.iter().next().map_or(0..0, |rule| rule.span.clone());
        found.push(Problem::warning(
            "nothing-coherent",
            span,
            "no deal is coherent: the impossible rules and sizes exclude every one",
        ));
        return;
    }
    for (id, party) in scenario.parties.enumerate() {
        let findings = &acceptance.parties[id];
        if is_zero(&findings.accepts) {
            let message = format!("`{}` accepts no coherent deal", party.id);
            let problem = Problem::warning("party-rejects-all", party.span.clone(), message);
            found.push(problem.with_help("its own demands leave nothing, whatever the others want"));
        }
        for (line, findings) in party.red_lines.iter().zip(&findings.red_lines) {
            if is_zero(&findings.crossed) {
                let message = format!("no coherent deal crosses the red line `{}.{}`", party.id, line.id);
                found.push(Problem::warning("line-never-binds", line.span.clone(), message));
            }
        }
    }
}
