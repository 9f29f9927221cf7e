//! Rows from signature tables against rows from the engines: every column, on generated scenarios and on the shipped ones.

use crate::generator;
use zopa::analysis::sweep::cell::Cell;
use zopa::analysis::sweep::design::{Rows, Shift};
use zopa::analysis::sweep::evaluator::Evaluator;
use zopa::engine::ask::effort::Effort;
use zopa::scenario::model::{DemandName, IssuePoints, Scenario, Value, ValueRow};
use zopa::scenario::sweep::{Factor, Levels, SweepDesign, Target};

/// Which factors a test moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moved {
    Firmness,
    Demands,
    Thresholds,
    Everything,
    /// … and points of a range: no two rows share a table.
    Points,
}

fn factors(scenario: &Scenario, moved: Moved) -> Vec<Factor> {
    let mut factors = Vec::new();
    let mut add = |key: String, target, levels| factors.push(Factor { key, target, levels, span: 0..0 });
    let has = |which: Moved| moved == which || matches!(moved, Moved::Everything | Moved::Points);
    for (id, party) in scenario.parties.enumerate() {
        for (place, line) in party.red_lines.iter().enumerate() {
            let demand = DemandName::RedLine(id, place);
            let name = format!("{}.{}", party.id, line.id);
            if moved != Moved::Thresholds {
                // Some rows hold a line whatever comes, some not at all.
                let levels = match place % 3 {
                    0 => Levels::Range { low: 0.0, high: 1.0 },
                    1 => Levels::Numbers(vec![0.0, 0.3, 1.0]),
                    _ => Levels::Range { low: 0.9, high: 1.0 },
                };
                add(format!("firmness.{name}"), Target::Firmness(demand.clone()), levels);
            }
            if has(Moved::Demands) && place % 2 == 0 {
                add(format!("enforced.{name}"), Target::Enforced(demand), Levels::Truths(vec![true, false]));
            }
        }
        if has(Moved::Thresholds) && party.has_utility() {
            let levels = Levels::Range { low: -5.0, high: 15.0 };
            add(format!("reservation.{}", party.id), Target::Reservation(id), levels);
        }
        if has(Moved::Demands) && (party.reservation.is_some() || (has(Moved::Thresholds) && party.has_utility())) {
            let demand = DemandName::Reservation(id);
            add(
                format!("enforced.{}.reservation", party.id),
                Target::Enforced(demand),
                Levels::Truths(vec![true, false]),
            );
        }
    }
    if has(Moved::Everything) {
        if let Some((id, issue)) = scenario.issues.enumerate().last() {
            let terms = (0..issue.n_values().min(3)).map(Value).collect();
            add(format!("fix.{}", issue.id), Target::Fix(id), Levels::Terms(terms));
        }
        let of_list = |points: &IssuePoints| matches!(points, IssuePoints::ByValue(_) | IssuePoints::ByMember(_));
        let given = scenario.parties.enumerate().find_map(|(party, given)| {
            let points = given.points.as_ref()?;
            points.enumerate().find(|(_, points)| points.as_ref().is_some_and(of_list)).map(|(issue, _)| (party, issue))
        });
        if let Some((party, issue)) = given {
            let target = Target::Points(party, issue, ValueRow(0));
            let range = Levels::Range { low: -3.0, high: 12.0 };
            let levels = if moved == Moved::Points { range } else { Levels::Numbers(vec![-3.0, 7.5]) };
            add("points".to_owned(), target, levels);
        }
    }
    factors
}

fn is_same(left: &Cell, right: &Cell) -> bool {
    match (left, right) {
        // Sums of doubles are taken in another order.
        (Cell::Number(left), Cell::Number(right)) => (left - right).abs() <= 1e-12 * left.abs().max(right.abs()),
        _ => left == right,
    }
}

/// Compares rows of a scenario; says how many there are, how many of them came from a table, and in how many a deal is
/// neither sure nor out of the question.
fn compare(name: &str, scenario: &Scenario, moved: Moved, n: u64) -> (u64, u64, u64) {
    compare_factors(&format!("{name} {moved:?}"), scenario, &factors(scenario, moved), n)
}

fn compare_factors(name: &str, scenario: &Scenario, factors: &[Factor], n: u64) -> (u64, u64, u64) {
    let design = Rows::new(factors, SweepDesign::Random, n, 5, Shift::Digital);
    let tabled = Evaluator::new(scenario, factors, &Effort { seed: 3, ..Effort::default() });
    let plain = Evaluator::new(scenario, factors, &Effort { seed: 3, ..Effort::default() }).without_tables();
    let (mut ours, mut theirs) = (tabled.batch(), plain.batch());
    let left = tabled.fill(&design, 0..n, &mut ours);
    assert_eq!(plain.fill(&design, 0..n, &mut theirs), n);
    let any = tabled.columns().iter().position(|column| column.name == "any_probability").unwrap();
    let mut n_open = 0;
    for row in 0..usize::try_from(n).unwrap() {
        let (ours, theirs) = (ours.cells(tabled.columns(), row), theirs.cells(tabled.columns(), row));
        for ((column, ours), theirs) in tabled.columns().iter().zip(&ours).zip(&theirs) {
            assert!(is_same(ours, theirs), "{name} row {row} {}: {ours:?} for {theirs:?}", column.name);
        }
        n_open += u64::from(matches!(ours[any], Cell::Number(chance) if chance > 0.0 && chance < 1.0));
    }
    (n, n - left, n_open)
}

const ALL: [Moved; 5] = [Moved::Firmness, Moved::Demands, Moved::Thresholds, Moved::Everything, Moved::Points];

#[test]
fn tables_say_of_generated_scenarios_what_the_engines_say() {
    let (mut n_rows, mut n_tabled, mut n_open) = (0, 0, 0);
    for seed in 0..150 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).unwrap();
        for moved in ALL {
            let (rows, tabled, open) = compare(&format!("seed {seed}"), &scenario, moved, 11);
            (n_rows, n_tabled, n_open) = (n_rows + rows, n_tabled + tabled, n_open + open);
        }
    }
    assert!(n_tabled * 10 > n_rows * 8, "{n_tabled} of {n_rows} rows came from tables");
    assert!(n_open > n_rows / 20 && n_open < n_rows, "{n_open} of {n_rows} rows leave a deal open");
}

#[test]
fn tables_say_of_shipped_scenarios_what_the_engines_say() {
    for name in ["harbor", "harbor_deadlock", "deliberation", "ukraine_security_guarantees"] {
        let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let scenario = Scenario::from_toml_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for moved in ALL {
            let (rows, tabled, _) = compare(name, &scenario, moved, 60);
            assert_eq!(rows, tabled, "{name} {moved:?}");
        }
    }
}

/// Lines and a bonus that depend on assumptions.
const ASSUMED: &str = r#"format = 1
title = "A bridge"
[issue]
toll.options = { low = "Low", high = "High" }
lanes.range = { min = 1, max = 4 }
[assumption.traffic]
values = { much = 0.3, little = 0.7 }
[assumption.steel]
values = { cheap = 0.5, dear = 0.5 }
[party.city]
reservation = 2
points.lanes = { at_min = 0, at_max = 6 }
bonus.busy = { when = { traffic = "much" }, points = 2 }
[party.city.red_line.cheap]
title = "No high toll where few would pay it"
reject = { toll = "high", traffic = "little" }
firmness = 0.5
[party.builder.red_line.paid]
title = "A high toll, unless there is much traffic"
require = { toll = "high" }
unless = { traffic = "much" }
[party.builder.red_line.steel]
title = "Few lanes of dear steel"
reject = { lanes = { above = 2 }, steel = "dear" }
"#;

#[test]
fn assumptions_that_a_row_settles_are_tabled_and_open_ones_are_not() {
    let scenario = Scenario::from_toml_str(ASSUMED).unwrap();
    for n_settled in 0..=2 {
        let mut factors = factors(&scenario, Moved::Everything);
        for place in 0..n_settled {
            let levels = Levels::Terms(vec![Value(1), Value(0)]);
            factors.push(Factor {
                key: format!("assumption.{place}"),
                target: Target::Assumption(place),
                levels,
                span: 0..0,
            });
        }
        let (rows, tabled, open) = compare_factors("bridge", &scenario, &factors, 60);
        assert_eq!(tabled, if n_settled == 2 { rows } else { 0 });
        assert!(open > 0, "{n_settled}");
    }
}

#[test]
fn a_row_is_the_same_in_any_batch() {
    for seed in 0..40 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).unwrap();
        let moved = if seed % 3 == 0 { Moved::Points } else { Moved::Everything };
        let factors = factors(&scenario, moved);
        let design = Rows::new(&factors, SweepDesign::Random, 50, seed, Shift::Digital);
        let whole = Evaluator::new(&scenario, &factors, &Effort { seed: 3, ..Effort::default() });
        let mut all = whole.batch();
        whole.fill(&design, 0..50, &mut all);
        let parts = Evaluator::new(&scenario, &factors, &Effort { seed: 3, ..Effort::default() });
        let mut part = parts.batch();
        for (first, end) in [(43, 50), (0, 1), (7, 20), (1, 7), (20, 43)] {
            parts.fill(&design, first..end, &mut part);
            for row in first..end {
                let (ours, theirs) = (usize::try_from(row - first).unwrap(), usize::try_from(row).unwrap());
                assert_eq!(
                    part.cells(parts.columns(), ours),
                    all.cells(whole.columns(), theirs),
                    "seed {seed} row {row}"
                );
            }
        }
    }
}
