//! The rows of a sweep against the oracle: every deal of a generated scenario judged one by one under the row's settings.

use crate::generator;
use num_bigint::BigUint;
use zopa::analysis::sweep::cell::Cell;
use zopa::analysis::sweep::design::{Rows, Setting, Shift};
use zopa::analysis::sweep::evaluator::Evaluator;
use zopa::analysis::sweep::row::{changes, columns, evaluate};
use zopa::engine::ask::effort::Effort;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Deal, DemandName, Scenario, Terms, Value};
use zopa::scenario::sweep::{Factor, Levels, SweepDesign, Target};

/// Everything that can move in a scenario, within reason.
fn factors(scenario: &Scenario) -> Vec<Factor> {
    let mut factors = Vec::new();
    let mut add = |key: String, target, levels| factors.push(Factor { key, target, levels, span: 0..0 });
    for (id, party) in scenario.parties.enumerate() {
        for (place, line) in party.red_lines.iter().enumerate() {
            let demand = DemandName::RedLine(id, place);
            let name = format!("{}.{}", party.id, line.id);
            add(format!("firmness.{name}"), Target::Firmness(demand.clone()), Levels::Range { low: 0.0, high: 1.0 });
            if place % 2 == 0 {
                add(format!("enforced.{name}"), Target::Enforced(demand), Levels::Truths(vec![true, true, false]));
            }
        }
        if party.has_utility() {
            let levels = Levels::Range { low: -5.0, high: 15.0 };
            add(format!("reservation.{}", party.id), Target::Reservation(id), levels);
        }
    }
    if let Some((id, issue)) = scenario.issues.enumerate().next() {
        let terms = (0..issue.n_values().min(3)).map(Value).collect();
        add(format!("fix.{}", issue.id), Target::Fix(id), Levels::Terms(terms));
    }
    factors.truncate(64);
    factors
}

/// Every deal of a scenario, in deal order.
fn deals(scenario: &Scenario) -> Vec<Deal> {
    scenario
        .issues
        .iter()
        .fold(vec![Vec::new()], |deals: Vec<Vec<Value>>, issue| {
            let longer = |deal: &Vec<Value>| {
                let deal = deal.clone();
                (0..issue.n_values()).map(move |value| [deal.as_slice(), &[Value(value)]].concat())
            };
            deals.iter().flat_map(longer).collect()
        })
        .into_iter()
        .map(|deal| deal.into_iter().collect())
        .collect()
}

fn has(deal: &Deal, terms: &Terms) -> bool {
    deal.iter().zip(terms).all(|(value, term)| term.is_none_or(|term| term == *value))
}

fn is_near(cell: &Cell, expected: Option<f64>) -> bool {
    match (cell, expected) {
        (Cell::Number(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (Cell::Empty, None) => true,
        _ => false,
    }
}

#[test]
fn every_row_says_what_the_oracle_says_of_the_changed_scenario() {
    let (mut n_rows, mut n_agreed, mut n_proposals) = (0, 0, 0);
    for seed in 0..120 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).unwrap();
        let factors = factors(&scenario);
        let names = columns(&scenario, &factors);
        let all = deals(&scenario);
        let design = Rows::new(&factors, SweepDesign::Random, 2, seed, Shift::Digital);
        let evaluator = Evaluator::new(&scenario, &factors, &Effort::default());
        let mut batch = evaluator.batch();
        for row in 0..2 {
            let settings = design.settings(row);
            let effort = Effort { samples: Some(0), threads: Some(1), top: 1, ..Effort::default() };
            let by_engine = evaluate(&scenario, &factors, row, &settings, &effort);
            evaluator.fill(&design, row..row + 1, &mut batch);
            for cells in [by_engine, batch.cells(evaluator.columns(), 0)] {
                assert_eq!(cells.len(), names.len());
                let cell = |name: &str| &cells[names.iter().position(|known| known == name).unwrap()];
                assert_eq!(*cell("error"), Cell::Empty, "seed {seed}");
                let changed = scenario.with(&changes(&factors, &settings)).unwrap();
                let judged: Vec<_> =
                    all.iter().map(|deal| (deal, judge(&changed, deal))).filter(|(_, it)| it.coherent()).collect();
                let n = judged.len() as f64;
                let agreed = judged.iter().filter(|(_, it)| it.agreed).count();
                assert_eq!(*cell("agreed"), Cell::Count(BigUint::from(agreed)), "seed {seed} row {row}");
                assert!(is_near(cell("share"), (n > 0.0).then(|| agreed as f64 / n)), "seed {seed} row {row}");
                let probability: Option<Vec<f64>> = judged.iter().map(|(_, it)| it.probability).collect();
                if let Some(probability) = probability {
                    let mean = (n > 0.0).then(|| probability.iter().sum::<f64>() / n);
                    assert!(is_near(cell("mean_probability"), mean), "seed {seed} row {row}");
                }
                for (id, party) in changed.parties.enumerate() {
                    let accepted = judged.iter().filter(|(_, it)| it.accepts[id]).count() as f64;
                    let name = format!("accepts.{}", party.id);
                    assert!(is_near(cell(&name), (n > 0.0).then(|| accepted / n)), "seed {seed} row {row} {name}");
                }
                for proposal in changed.proposals.iter() {
                    let completions: Vec<_> = judged.iter().filter(|(deal, _)| has(deal, &proposal.terms)).collect();
                    let agreed = completions.iter().filter(|(_, it)| it.agreed).count();
                    let name = format!("proposal.{}", proposal.id);
                    assert_eq!(
                        *cell(&format!("{name}.agreed")),
                        Cell::Count(BigUint::from(agreed)),
                        "seed {seed} {name}"
                    );
                    let best = completions.iter().filter_map(|(_, it)| it.probability).reduce(f64::max);
                    assert!(is_near(cell(&format!("{name}.probability")), best), "seed {seed} row {row} {name}");
                    n_proposals += 1;
                }
                n_rows += 1;
                n_agreed += usize::from(agreed > 0);
            }
        }
    }
    assert!(n_agreed > n_rows / 10 && n_agreed < n_rows, "{n_agreed} of {n_rows} rows have an agreed deal");
    assert!(n_proposals > 20, "{n_proposals}");
}

#[test]
fn points_move_what_a_party_accepts_and_a_broken_row_says_why() {
    let text = "format = 1\ntitle = \"\"\n[issue.ban]\nyes_no = true\n[party.a]\nreservation = 10\n[party.a.points]\n\
        ban = { yes = 5 }\n[party.b]\n";
    let scenario = Scenario::from_toml_str(&format!(
        "{text}[sweep.x]\ndesign = \"grid\"\nvary = {{ \"points.a.ban.yes\" = {{ values = [5, 10] }}, \
         \"enforced.a.reservation\" = [true, false] }}"
    ))
    .unwrap();
    let factors = &scenario.sweeps[0].factors;
    let rows = Rows::new(factors, SweepDesign::Grid, 0, 0, Shift::Digital);
    let names = columns(&scenario, factors);
    let agreed = |row| {
        let cells =
            evaluate(&scenario, factors, row, &rows.settings(row), &Effort { samples: Some(0), ..Effort::default() });
        cells[names.iter().position(|name| name == "agreed").unwrap()].clone()
    };
    let found: Vec<Cell> = (0..4).map(agreed).collect();
    assert_eq!(found, [0_u32, 2, 1, 2].map(|n| Cell::Count(n.into())));

    // Party b has no points: a reservation of it cannot be.
    let (b, _) = scenario.parties.enumerate().nth(1).unwrap();
    let levels = Levels::Range { low: 0.0, high: 1.0 };
    let broken = [Factor { key: "reservation.b".to_owned(), target: Target::Reservation(b), levels, span: 0..0 }];
    let cells = evaluate(&scenario, &broken, 7, &[Setting::Number(0.5)], &Effort::default());
    assert_eq!(cells.len(), columns(&scenario, &broken).len());
    assert_eq!((&cells[0], &cells[1]), (&Cell::Count(7_u32.into()), &Cell::Number(0.5)));
    assert_eq!(*cells.last().unwrap(), Cell::Text("party `b` has a reservation but no points".to_owned()));
}
