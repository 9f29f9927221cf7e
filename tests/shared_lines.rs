//! Lines that several parties hold: each holder has it as its own, and what is said of all holders at once is what asking
//! again without the line says.

use crate::generator;
use zopa::analysis::acceptance::{accept, overall};
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::Effort;
use zopa::rule::demand::demands;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Changes, Deal, DemandName, Firmness, RedLine, Scenario, Value};

const FILE: &str = r#"
format = 1
title = "A budget"
[issue.debt]
options = { kept = "Kept", lifted = "Lifted" }
[issue.tax]
options = { low = "Low", high = "High" }
[party.left.red_line.tax]
title = "Taxes go up"
require = { tax = "high" }
firmness = 0.5
[party.right]
[line.brake]
parties = ["right", "left"]
title = "The debt brake stays"
reject = { debt = "lifted" }
firmness = 0.8
firmness_of = { left = "soft" }
[line.low_tax]
parties = "right"
title = "Taxes stay low"
require = { tax = "low" }
[variant.free]
drop = ["*.brake"]
"#;

fn effort() -> Effort {
    Effort { samples: Some(0), threads: Some(1), ..Effort::default() }
}

#[test]
fn each_holder_has_the_line_after_its_own() {
    let scenario = Scenario::from_toml_str(FILE).unwrap_or_else(|problems| panic!("{problems}"));
    let lines: Vec<Vec<(&str, Option<usize>, f64)>> = scenario
        .parties
        .iter()
        .map(|party| party.red_lines.iter().map(|line| (&*line.id, line.shared, line.firmness.midpoint())).collect())
        .collect();
    assert_eq!(lines[0], [("tax", None, 0.5), ("brake", Some(0), 0.2)]);
    assert_eq!(lines[1], [("brake", Some(0), 0.8), ("low_tax", Some(1), 1.0)]);
    let free = scenario.with(&scenario.variants[0].changes).unwrap();
    assert_eq!(free.parties.iter().map(|party| party.red_lines.len()).sum::<usize>(), 2);
    assert_eq!(scenario.parse_demands("*.brake").unwrap().len(), 2);
    assert_eq!(scenario.parse_demands("*.brak").unwrap_err(), "no shared line `brak`: did you mean `brake`?");
    assert!(scenario.parse_demands("*.tax").is_err(), "a line of one party's own is not shared");
}

/// Every deal of a small scenario.
fn deals(scenario: &Scenario) -> Vec<Deal> {
    let mut all: Vec<Vec<Value>> = vec![Vec::new()];
    for issue in &scenario.issues {
        let longer =
            |deal: Vec<Value>| (0..issue.n_values()).map(move |value| [deal.clone(), vec![Value(value)]].concat());
        all = all.into_iter().flat_map(longer).collect();
    }
    all.into_iter().map(|deal| deal.into_iter().collect()).collect()
}

/// `only` by the oracle: the deals that cross this line and no other.
fn only_by_oracle(scenario: &Scenario, is_it: impl Fn(&DemandName) -> bool) -> usize {
    let names = demands(scenario);
    let is_only = |deal: &Deal| {
        let judgement = judge(scenario, deal);
        let crossed = &judgement.crossed;
        judgement.coherent() && !crossed.is_empty() && crossed.iter().all(|demand| is_it(&names[*demand]))
    };
    deals(scenario).iter().filter(|deal| is_only(deal)).count()
}

#[test]
fn all_holders_at_once_are_worth_what_asking_again_says() {
    let (mut n_lines, mut n_any) = (0, 0);
    for seed in 0..800 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).expect("a sound scenario");
        let found = accept(&scenario, &effort());
        assert_eq!(found.shared_lines.is_some(), !scenario.shared_lines().is_empty(), "seed {seed}");
        for one in found.shared_lines.iter().flatten() {
            let is_it = |line: &RedLine| line.shared == Some(one.place);
            let id = scenario.parties[one.parties[0]].red_lines.iter().find(|line| is_it(line)).unwrap().id.clone();
            let demands = scenario.parse_demands(&format!("*.{id}")).unwrap();
            assert_eq!(demands.len(), one.parties.len(), "seed {seed}");
            let without = scenario.with(&Changes { drop: demands.clone(), ..Changes::default() }).unwrap();
            let without = overall(&without, &effort()).zone;
            assert_eq!(one.agreed_if_dropped, without.agreed, "seed {seed}");
            assert_eq!(one.any_if_dropped, without.any_probability, "seed {seed}");
            let firmness = demands.iter().map(|demand| (demand.clone(), Firmness::FIXED)).collect();
            let held = scenario.with(&Changes { firmness, ..Changes::default() }).unwrap();
            assert_eq!(one.any_if_fixed, overall(&held, &effort()).zone.any_probability, "seed {seed}");
            let only = only_by_oracle(&scenario, |demand| demands.contains(demand));
            assert_eq!(one.only, Count::Exact(only.into()), "seed {seed}: {id}");
            n_lines += 1;
            n_any += usize::from(one.any_if_dropped != found.zone.any_probability);
        }
    }
    assert!(n_lines > 60 && n_any > 3, "{n_lines} shared lines, {n_any} that matter");
}

#[test]
fn explain_tells_conflicts_that_differ_in_the_holder_as_one() {
    use zopa::analysis::explanation::reasons::reasons;
    use zopa::report::sentence::because;
    use zopa::report::sentence::holders::groups;
    let text = FILE.replace("require = { tax = \"high\" }", "require = { debt = \"lifted\" }");
    let scenario = Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let found = reasons(&scenario, &effort(), 50).expect("two counts agree");
    assert_eq!(found.conflicts.len(), 2, "as JSON has them: one a holder");
    let told = groups(&scenario, &found);
    assert_eq!(told.len(), 1);
    let sentence = because::conflict(&scenario, &found, &told[0]);
    assert!(sentence.contains("left or right, 'The debt brake stays'"), "{sentence}");
    let unlocks: Vec<String> = found.unlocks.iter().map(|one| because::unlock(&scenario, &found, one)).collect();
    assert!(unlocks.iter().any(|one| one.contains("left and right gave up 'The debt brake stays'")), "{unlocks:?}");
    assert!(
        because::context(&scenario, &found)[0].starts_with("1 conflict,"),
        "{:?}",
        because::context(&scenario, &found)
    );
}

#[test]
fn a_line_may_be_held_more_firmly_by_one_and_by_an_assumption() {
    let text = FILE.replace("left = \"soft\"", "left = { mood = { calm = 0.2, tense = 0.6 } }")
        + "[assumption.mood]\nvalues = { calm = 0.5, tense = 0.5 }\n";
    let scenario = Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let firmness: Vec<f64> = scenario
        .parties
        .iter()
        .flat_map(|party| &party.red_lines)
        .filter(|line| line.id == "brake")
        .map(|line| line.firmness.midpoint())
        .collect();
    assert!((firmness[0] - 0.4).abs() < 1e-12 && firmness[1] == 0.8, "{firmness:?}");
}
