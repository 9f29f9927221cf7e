//! Random proposals are drawn from the right deals, each as likely as the next: by chi-square on every deal of small spaces.

use crate::brute;
use std::collections::BTreeMap;
use zopa::engine::ask::effort::{Effort, Watch};
use zopa::engine::ask::limit::Deadline;
use zopa::engine::draw::proposals::origin;
use zopa::engine::draw::simulate::Source;
use zopa::engine::exact::diagram::Budget;
use zopa::engine::exact::paths::paths;
use zopa::rule::lower::{Lowered, lower};
use zopa::rule::reference::judge;
use zopa::scenario::model::{Deal, Scenario};
use zopa::space::deal::{deal, values};
use zopa::space::digits::Digits;
use zopa::space::draw::{Drawer, coins, generator};
use zopa::space::instructions::InstructionSet;
use zopa::space::lanes::Lanes;
use zopa::space::near::NearDrawer;
use zopa::space::paths::{Layer, Paths};

const HEAD: &str = "format = 1\ntitle = \"Draws\"\n[party.a]\n";

/// A rule that links two issues, a size, a free issue of three values and one of many.
const MIXED: &str = r#"
[issue.troops]
options = { none = "None", few = "Few", many = "Many" }
[issue.host]
yes_no = true
[issue.guarantors]
members = { us = "US", uk = "UK", china = "China", russia = "Russia" }
size = { at_least = 1, at_most = 2 }
[issue.price]
range = { min = 1, max = 70 }
[impossible.no_host]
reject = { troops = "many", host = false }
"#;

/// A rule over more values than a list holds: drawn again and again.
const WIDE: &str = r#"
[issue.a]
range = { min = 1, max = 300 }
[issue.b]
range = { min = 1, max = 300 }
[impossible.far]
reject = { expr = "a + b > 12" }
"#;

/// A size of so many members that subsets are drawn by it.
const CROWD: &str = r#"
[issue.crowd]
members = { m1 = "", m2 = "", m3 = "", m4 = "", m5 = "", m6 = "", m7 = "", m8 = "", m9 = "", m10 = "", m11 = "", m12 = "", m13 = "", m14 = "", m15 = "", m16 = "", m17 = "" }
size = [1, 2, 17]
"#;

/// Of twenty works no two neighbors: 17,711 of 2^20 choices.
fn works() -> String {
    let issue = |at: usize| format!("[issue.w{at}]\nyes_no = true\n");
    let apart = |at: usize| format!("[impossible.r{at}]\nreject = {{ w{at} = true, w{} = true }}\n", at + 1);
    (0..20).map(issue).chain((0..19).map(apart)).collect()
}

/// Milestones in order, each in one of so many months.
fn milestones(n: usize, months: usize) -> String {
    let issue = |at: usize| format!("[issue.m{at}]\nrange = {{ min = 1, max = {months} }}\n");
    let order = |at: usize| format!("[impossible.r{at}]\nreject = {{ expr = \"m{at} >= m{}\" }}\n", at + 1);
    (0..n).map(issue).chain((0..n - 1).map(order)).collect()
}

fn scenario(body: &str) -> Scenario {
    Scenario::from_toml_str(&format!("{HEAD}{body}")).unwrap()
}

/// How often each deal came up, drawing until `n` were found.
fn drawn(scenario: &Scenario, n: u64, draw: &mut dyn FnMut(u64, &mut [u64]) -> u64) -> BTreeMap<Vec<u32>, u64> {
    let lowered = lower(scenario);
    let digits = Digits::new(lowered.formulas.domains());
    let mut words = vec![0; digits.len()];
    let mut seen = BTreeMap::new();
    let (mut total, mut block) = (0, 0);
    while total < n {
        let found = draw(block, &mut words);
        block += 1;
        for lane in (0..64).filter(|lane| found >> lane & 1 == 1) {
            let values: Vec<u32> = (0..lowered.variables.len()).map(|v| digits.value(&words, v, lane)).collect();
            *seen.entry(values).or_insert(0) += 1;
            total += 1;
        }
    }
    seen
}

/// Holds that exactly these deals were drawn, and evenly: chi-square within six standard deviations of its mean.
fn holds_even(scenario: &Scenario, seen: &BTreeMap<Vec<u32>, u64>, expected: &[Deal]) {
    let lowered = lower(scenario);
    let total: u64 = seen.values().sum();
    let each = total as f64 / expected.len() as f64;
    assert!(each > 20.0, "too few draws for {} deals", expected.len());
    for values in seen.keys() {
        assert!(expected.contains(&deal(&lowered, values)), "{values:?} is not to be drawn");
    }
    let square = |deal: &Deal| {
        let n = seen.get(&values(&lowered, deal)).copied().unwrap_or(0) as f64;
        (n - each).powi(2) / each
    };
    let chi: f64 = expected.iter().map(square).sum();
    let freedom = (expected.len() - 1) as f64;
    assert!((chi - freedom).abs() < 6.0 * (2.0 * freedom).sqrt(), "chi-square {chi} for {freedom} degrees of freedom");
}

fn coherent(scenario: &Scenario) -> Vec<Deal> {
    brute::deals(scenario).into_iter().filter(|deal| judge(scenario, deal).coherent()).collect()
}

#[test]
fn coherent_deals_are_drawn_evenly() {
    for (body, n) in [(MIXED, 200_000), (WIDE, 20_000), (CROWD, 20_000)] {
        let scenario = scenario(body);
        let lowered = lower(&scenario);
        let drawer = Drawer::new(&lowered);
        let mut scratch = drawer.scratch();
        let seen = drawn(&scenario, n, &mut |block, words| drawer.draw(&mut generator(3, block), &mut scratch, words));
        let expected = coherent(&scenario);
        holds_even(&scenario, &seen, &expected);
        let counted = drawer.n_coherent();
        assert!(counted.as_ref().is_none_or(|counted| *counted == expected.len().into()), "{counted:?}");
    }
}

#[test]
fn the_same_deals_are_drawn_on_every_instruction_set() {
    let works = works();
    for body in [MIXED, WIDE, CROWD, &works] {
        let lowered = lower(&scenario(body));
        let (drawer, paths) = (Drawer::new(&lowered), along(&lowered));
        let n_words = Digits::new(lowered.formulas.domains()).len();
        let of = |set| {
            let (mut scratch, mut all) = (drawer.scratch(), Vec::new());
            for block in 0..20 {
                let mut words = vec![0; n_words];
                let mut random = Lanes::new(3, block, set);
                let found = drawer.draw(&mut random, &mut scratch, &mut words);
                all.push((found, words.clone()));
                let found = paths.draw(&mut random, &mut words);
                all.push((u64::from(found), words));
            }
            all
        };
        let baseline = of(InstructionSet::Baseline);
        for set in InstructionSet::all() {
            assert!(of(set) == baseline, "{set}");
        }
    }
}

const ENDLESS: fn() -> Budget = || Budget { arcs: 1 << 20, deadline: Deadline::after(None), watch: Watch::default() };

/// All variables along the paths of all rules.
fn along(lowered: &Lowered) -> Paths {
    let all: Vec<usize> = (0..lowered.variables.len()).collect();
    paths(lowered, &all, &lowered.incoherent, &ENDLESS()).unwrap()
}

#[test]
fn deals_along_paths_are_drawn_evenly() {
    let works = works();
    for (body, n) in [(MIXED, 200_000), (WIDE, 20_000), (CROWD, 20_000), (&works, 600_000)] {
        let scenario = scenario(body);
        let lowered = lower(&scenario);
        let paths = along(&lowered);
        let expected = coherent(&scenario);
        assert_eq!(*paths.n_deals(), expected.len().into());
        let seen = drawn(&scenario, n, &mut |block, words| {
            if paths.draw(&mut generator(3, block), words) { u64::MAX } else { 0 }
        });
        holds_even(&scenario, &seen, &expected);
    }
}

#[test]
fn where_nothing_is_coherent_nothing_is_drawn() {
    let body = format!("{}[impossible.all]\nreject = {{ expr = \"m0 + m1 > 0\" }}\n", milestones(2, 300));
    let lowered = lower(&scenario(&body));
    let paths = along(&lowered);
    assert_eq!(*paths.n_deals(), 0_u32.into());
    assert!(!paths.draw(&mut generator(3, 0), &mut [0; 64]));
    let Source::Coherent(drawer) = origin(&lowered, &Effort::default(), Deadline::after(None)).source else {
        panic!("no draft was given");
    };
    assert_eq!(drawer.n_coherent(), Some(0_u32.into()));
    assert_eq!(drawer.draw(&mut generator(3, 0), &mut drawer.scratch(), &mut [0; 64]), 0);
}

#[test]
fn a_group_is_drawn_along_paths_where_few_of_its_values_are_coherent() {
    let is_tried = |body: &str, effort: &Effort| {
        let lowered = lower(&scenario(body));
        let Source::Coherent(drawer) = origin(&lowered, effort, Deadline::after(None)).source else {
            panic!("no draft was given");
        };
        drawer.tried().count() > 0
    };
    let rare = milestones(12, 20);
    assert!(!is_tried(&rare, &Effort::default()));
    // Fifteen values in sixteen are coherent: those that are not are drawn again.
    let common =
        WIDE.replace("300", "400").replace("expr = \"a + b > 12\"", "a = { at_least = 301 }, b = { at_least = 301 }");
    assert!(is_tried(&common, &Effort::default()));
    // Beyond the budget, or where no samples are asked for, nothing changes.
    assert!(is_tried(&rare, &Effort { memory_limit: 1000, ..Effort::default() }));
    assert!(is_tried(&rare, &Effort { samples: Some(0), ..Effort::default() }));
}

#[test]
fn paths_that_lead_nowhere_are_not_taken() {
    // One variable of five values and one of three: of the first step's three states one is a dead end, one goes on by one
    // value and one by all three.
    let domains = [5, 3].map(|end| zopa::rule::formula::Domain { first: 0, end });
    let layers = [
        Layer {
            variable: 0,
            classes: vec![vec![0, 3], vec![1], vec![2, 4]],
            first: vec![0, 3],
            to: vec![0, 1, 2],
            class: vec![0, 1, 2],
        },
        Layer {
            variable: 1,
            classes: vec![vec![0], vec![1], vec![2]],
            first: vec![0, 0, 1, 4],
            to: vec![0, 0, 0, 0],
            class: vec![2, 0, 1, 2],
        },
    ];
    let digits = Digits::new(&domains);
    let paths = Paths::new(&layers, 1, &digits);
    assert_eq!(*paths.n_deals(), 7_u32.into());
    let mut seen = BTreeMap::new();
    let mut words = vec![0; digits.len()];
    for block in 0..200 {
        assert!(paths.draw(&mut generator(9, block), &mut words));
        for lane in 0..64 {
            *seen.entry([0, 1].map(|variable| digits.value(&words, variable, lane))).or_insert(0) += 1;
        }
    }
    let deals = [[1, 2], [2, 0], [2, 1], [2, 2], [4, 0], [4, 1], [4, 2]];
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), deals);
    for (deal, n) in seen {
        let tail = zopa::engine::ask::interval::binomial_tail(n, 12_800, 1.0 / 7.0);
        assert!(tail > 1e-6, "{n} of 12,800 are {deal:?}");
    }
}

#[test]
fn deals_near_a_draft_are_drawn_evenly() {
    let scenario = scenario(MIXED);
    let lowered = lower(&scenario);
    let all = coherent(&scenario);
    // The draft leaves the host open, and is itself incoherent with none.
    let base = values(&lowered, &all[all.len() / 2]);
    let draft: Vec<Option<Vec<u32>>> = lowered
        .of_issue
        .enumerate()
        .map(|(issue, range)| (scenario.issues[issue].id != "host").then(|| base[range.clone()].to_vec()))
        .collect();
    for changes in [0, 1, 2] {
        let drawer = NearDrawer::new(&lowered, &draft, changes);
        let distance = |deal: &Deal| {
            let values = values(&lowered, deal);
            let issues = lowered.of_issue.iter().zip(&draft);
            issues
                .filter(|(range, draft)| draft.as_ref().is_some_and(|draft| values[(*range).clone()] != draft[..]))
                .count()
        };
        let expected: Vec<Deal> = all.iter().filter(|deal| distance(deal) <= changes).cloned().collect();
        let n = 60 * expected.len() as u64;
        let seen = drawn(&scenario, n, &mut |block, words| drawer.draw(&lowered, &mut generator(4, block), words));
        holds_even(&scenario, &seen, &expected);
    }
}

#[test]
fn coins_fall_as_often_as_they_are_told_to() {
    let mut generator = generator(7, 0);
    for p in [0.0, 1e-3, 0.1, 0.5, 0.9, 1.0] {
        let n = 640_000;
        let heads: u64 = (0..n / 64).map(|_| u64::from(coins(&mut generator, p).count_ones())).sum();
        let tail = zopa::engine::ask::interval::binomial_tail(heads, n, p);
        assert!(tail > 1e-6, "{heads} of {n} at {p}");
    }
}
