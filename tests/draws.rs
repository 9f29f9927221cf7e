//! Random proposals are drawn from the right deals, each as likely as the next: by chi-square on every deal of small spaces.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod brute;

use std::collections::BTreeMap;
use zopa::rule::lower::lower;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Deal, Scenario};
use zopa::space::deal::{deal, values};
use zopa::space::digits::Digits;
use zopa::space::draw::{Drawer, coins, generator};
use zopa::space::near::NearDrawer;

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
        let tail = zopa::engine::interval::binomial_tail(heads, n, p);
        assert!(tail > 1e-6, "{heads} of {n} at {p}");
    }
}
