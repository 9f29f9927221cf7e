//! Sweeps over talks: a row says what `zopa talks` says under the same changes, from tables and from engines alike.

use zopa::analysis::sweep::cell::Cell;
use zopa::analysis::sweep::design::{Rows, Shift};
use zopa::analysis::sweep::evaluator::Evaluator;
use zopa::analysis::talk::findings::{Asked, talks};
use zopa::engine::ask::effort::Effort;
use zopa::scenario::model::Scenario;
use zopa::scenario::sweep::SweepDesign;
use zopa::scenario::talk::{Strategy, Talk};

const SCENARIO: &str = r#"
    format = 1
    title = "A price"
    [issue.price]
    title = "Price"
    range = { min = 0, max = 4, step = 1 }
    [party.seller]
    name = "Seller"
    [party.seller.points]
    price = { at_min = 0, at_max = 4 }
    [party.buyer]
    name = "Buyer"
    [party.buyer.points]
    price = { at_min = 4, at_max = 0 }
    [party.buyer.red_line.dear]
    title = "Not so dear"
    reject = { price = { at_least = 2 } }
    firmness = 0.5
    [talk.other]
    [talk.haggle]
    rounds = 6
    [sweep.table]
    design = "grid"
    talks = ["haggle"]
    talks_per_row = 200
    [sweep.table.vary]
    "talk.haggle.rounds" = [3, 8]
    "talk.haggle.breakdown" = { from = 0.0, to = 0.2, steps = 2 }
    "talk.haggle.strategy.seller" = ["firm", "conceder", { e = 2.5 }]
    "firmness.buyer.dear" = { values = [0.25, 1.0] }
"#;

#[test]
fn a_row_says_what_the_talk_says_under_the_same_changes() {
    let scenario = Scenario::from_toml_str(SCENARIO).unwrap_or_else(|problems| panic!("{problems}"));
    let sweep = &scenario.sweeps[0];
    let effort = Effort { seed: 5, ..Effort::default() };
    let rows = Rows::new(&sweep.factors, sweep.design, sweep.rows, 5, Shift::Digital);
    assert_eq!((sweep.design, rows.len()), (SweepDesign::Grid, 24));
    let mut tables = Vec::new();
    let mut shares = Vec::new();
    for is_tabled in [true, false] {
        let evaluator = Evaluator::new(&scenario, &sweep.factors, &effort).playing(&sweep.talks);
        let evaluator = if is_tabled { evaluator } else { evaluator.without_tables() };
        assert_eq!(evaluator.has_tables(), is_tabled);
        let names: Vec<&str> = evaluator.columns().iter().map(|column| column.name.as_str()).collect();
        let place = |name: &str| names.iter().position(|known| *known == name).expect("a column");
        assert_eq!(*names.last().expect("columns"), "error");
        let mut batch = evaluator.batch();
        evaluator.fill(&rows, 0..24, &mut batch);
        for row in 0..24 {
            let cells = batch.cells(evaluator.columns(), row);
            let cell = |name: &str| cells[place(name)].clone();
            let number = |name: &str| if let Cell::Number(number) = cell(name) { Some(number) } else { None };
            let (late, often) = (row / 12, row / 6 % 2);
            let strategy = [Strategy::Firm, Strategy::Conceder, Strategy::Exponent(2.5)][row / 2 % 3];
            assert_eq!(cell("talk.haggle.strategy.seller").to_text(), strategy.text());
            let mut changed = scenario.clone();
            let firmness = &mut changed.parties.iter_mut().nth(1).expect("the buyer").red_lines[0].firmness;
            (firmness.low, firmness.high) = [(0.25, 0.25), (1.0, 1.0)][row % 2];
            let mut talk: Talk = scenario.talks[1].clone();
            talk.rounds = [3, 8][late];
            talk.breakdown = [0.0, 0.2][often];
            talk.strategies = vec![(scenario.parties.ids().next().expect("the seller"), strategy)];
            let asked = Asked { talks: Some(200), ..Asked::default() };
            let found = talks(&changed, &talk, &asked, &effort).expect("it is small").reach();
            assert_eq!(number("talk.haggle.reached"), found.share, "row {row}");
            assert_eq!(number("talk.haggle.reached_low"), found.interval.map(|(low, _)| low), "row {row}");
            assert_eq!(number("talk.haggle.reached_high"), found.interval.map(|(_, high)| high), "row {row}");
            assert_eq!(number("talk.haggle.round"), found.round, "row {row}");
            assert_eq!(cell("error"), Cell::Empty);
            shares.push(found.share.expect("talks were played"));
        }
        tables.push(batch);
    }
    let talked =
        |batch: &zopa::analysis::sweep::batch::RowBatch| format!("{:?}", &batch.values[batch.values.len() - 5..]);
    assert_eq!(talked(&tables[0]), talked(&tables[1]));
    shares.sort_by(f64::total_cmp);
    shares.dedup();
    assert!(shares.len() > 5, "rows differ: {shares:?}");
}

#[test]
fn what_moves_no_talk_is_an_error() {
    let broken = SCENARIO
        .replace("talk.haggle.rounds\" = [3, 8]", "talk.haggel.rounds\" = [3, 8]")
        .replace("talk.haggle.breakdown", "talk.haggle.breakdowns")
        .replace("[\"firm\", ", "[\"frm\", ")
        .replace("talks_per_row = 200", "talks_per_row = 0")
        .replace("talks = [\"haggle\"]", "talks = [\"hagle\"]");
    let problems = Scenario::from_toml_str(&broken).expect_err("five things are wrong").to_string();
    for word in ["`haggel`", "`talk.haggle.breakdowns`", "`frm`", "0 talks", "`hagle`"] {
        assert!(problems.contains(word), "{word}: {problems}");
    }
}
