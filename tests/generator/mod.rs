//! Random scenarios for property tests: small enough that the oracle can judge every deal, and wide enough that every
//! feature of the format is met (`generator_covers.rs` holds both).
//!
//! A scenario is made from one seed, so a failure replays by its number. What a failing case does not need is cut away
//! by proptest, part by part, before it is shown ([`scenarios`]).

pub mod assumed;
pub mod chance;
mod conditions;
mod cut;
mod expressions;
mod extras;
pub mod features;
mod parties;
mod shape;
mod words;

use chance::Chance;
use proptest::prelude::*;
use shape::Shape;
use zopa::scenario::document::{Condition, ConditionTable, Document, Impossible, Where};

/// How many deals a generated scenario has at most.
pub const MOST_DEALS: usize = 3_000;

/// How hard the parties make it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// Nobody demands anything.
    Open,
    /// Few lines.
    Easy,
    /// Few lines, and one that leaves a corner.
    Narrow,
    /// Some lines.
    Usual,
    /// Many lines.
    Strict,
    /// Impossible rules that leave no deal coherent.
    Contradictory,
}

/// The scenario of a seed.
pub fn document(seed: u64) -> Document {
    let chance = &mut Chance::from_seed(seed);
    let mood = match chance.below(100) {
        0..10 => Mood::Open,
        10..42 => Mood::Easy,
        42..56 => Mood::Narrow,
        56..84 => Mood::Usual,
        84..94 => Mood::Strict,
        _ => Mood::Contradictory,
    };
    let mut document = Document {
        title: words::title(chance),
        summary: chance.percent(20).then(|| words::prose(chance)),
        note: chance.percent(10).then(|| words::prose(chance)),
        as_of: chance.percent(40).then(|| extras::day(chance)),
        ..Document::default()
    };
    let n_sources = *chance.pick(&[0, 1, 2, 3]);
    let sources = words::ids(chance, words::OTHERS, n_sources);
    document.source = sources.iter().map(|id| (id.clone(), extras::source(chance))).collect();
    let issues = issues(chance, &mut document, &sources);
    let n_impossible = match mood {
        Mood::Open => 0,
        Mood::Narrow => *chance.pick(&[0, 0, 1]),
        _ => *chance.pick(&[0, 0, 0, 1, 1, 2]),
    };
    for id in words::ids(chance, words::RULES, n_impossible) {
        document.impossible.push(id, parties::impossible(chance, &issues, &sources));
    }
    if mood == Mood::Contradictory {
        contradict(chance, &mut document, &issues);
    }
    let n_parties = *chance.pick(&[1, 2, 2, 3, 3, 4]);
    let ids = words::ids(chance, words::PARTIES, n_parties);
    document.party = ids.into_iter().map(|id| (id, parties::party(chance, mood, &issues, &sources))).collect();
    if !document.party.iter().any(|(_, party)| parties::signs(party)) {
        document.party.iter_mut().take(1).for_each(|(_, party)| party.signs = Some(true));
    }
    if mood == Mood::Narrow {
        let corner = parties::corner(chance, &issues);
        let mut signing = document.party.iter_mut().filter(|(_, party)| parties::signs(party));
        signing.next().into_iter().for_each(|(_, party)| party.red_line.push("corner", corner.clone()));
    }
    document.agreement = parties::agreement(chance, &document.party);
    document.proposal = extras::proposals(chance, &issues, &sources);
    let n_variants = *chance.pick(&[0, 0, 1, 2]);
    let ids = words::ids(chance, words::OTHERS, n_variants);
    document.variant = ids.into_iter().map(|id| (id, extras::variant(chance, &document, &issues))).collect();
    let n_expects = *chance.pick(&[0, 0, 1, 2]);
    let ids = words::ids(chance, words::OTHERS, n_expects);
    document.expect = ids.into_iter().map(|id| (id, extras::expect(chance, &document, &issues))).collect();
    if chance.percent(15) {
        document.line = parties::shared_lines(chance, &document.party, &issues, &sources);
    }
    // With chance of its own: what stands above does not depend on it.
    let chance = &mut Chance::from_seed(seed ^ 0x7a11_7a11);
    if chance.percent(20) {
        document.talk =
            words::ids(chance, words::OTHERS, 1).into_iter().map(|id| (id, extras::talk(chance, &document))).collect();
    }
    document
}

/// One to five issues, `MOST_DEALS` deals at most.
fn issues(chance: &mut Chance, document: &mut Document, sources: &[String]) -> Vec<Shape> {
    let n_issues = *chance.pick(&[1, 2, 3, 3, 4, 4, 5, 5]);
    let mut issues = Vec::new();
    let mut most = MOST_DEALS;
    for id in words::ids(chance, words::ISSUES, n_issues) {
        let (shape, mut issue) = shape::issue(chance, id, most);
        issue.source = parties::cite(chance, sources, 15);
        most /= shape.n_values();
        document.issue.push(shape.id.clone(), issue);
        issues.push(shape);
    }
    issues
}

/// Two rules that no deal keeps: where something holds and where it does not.
fn contradict(chance: &mut Chance, document: &mut Document, issues: &[Shape]) {
    let something = conditions::condition(chance, issues, 1);
    let opposite = Condition::Table(ConditionTable(vec![Where::Not(something.clone())]));
    let rule = |reject| Impossible { reject: Some(reject), ..Impossible::default() };
    document.impossible.push("one_way", rule(something));
    document.impossible.push("other_way", rule(opposite));
}

/// The text of the scenario of a seed.
pub fn text(seed: u64) -> String {
    document(seed).to_toml_string().expect("every document has a text")
}

/// A generated scenario, which shows itself as its seed and its text.
#[derive(Clone)]
pub struct Case {
    /// What it was made from, before anything was cut away.
    pub seed: u64,
    /// The scenario.
    pub document: Document,
}

impl Case {
    /// The scenario as a file.
    pub fn text(&self) -> String {
        self.document.to_toml_string().expect("every document has a text")
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "seed {}, cut down to:\n{}", self.seed, self.text())
    }
}

/// Generated scenarios. A failing one shrinks: expectations, variants, proposals, the agreement rule, texts, then single
/// rules, bonuses, points and sizes are cut away where the failure stays.
pub fn scenarios() -> impl Strategy<Value = Case> {
    let keep = proptest::collection::vec(proptest::bool::weighted(1.0), cut::N_PARTS);
    (any::<u64>().no_shrink(), keep).prop_map(|(seed, keep)| Case { seed, document: cut::cut(document(seed), &keep) })
}
