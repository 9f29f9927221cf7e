//! Sweeps of more rows than the circumstances are sought in.

use zopa::analysis::sweep::design::{Rows, Setting, Shift};
use zopa::analysis::sweep::prim::Limits;
use zopa::analysis::sweep::summary::{SAMPLE, Summary, Summing, columns_read};
use zopa::engine::ask::effort::Effort;
use zopa::report::drivers;
use zopa::scenario::model::Scenario;

const TEXT: &str = r#"
format = 1
title = "One line"
[issue]
a.options = { x = "", y = "" }
[party.p.red_line]
l = { title = "", reject = { a = "x" }, firmness = 0.5 }
[party.q.red_line]
k = { title = "", reject = { a = "y" }, firmness = 0.5 }
[sweep.s]
design = "random"
rows = 150000
[sweep.s.vary]
"firmness.p.l" = [0.0, 1.0]
"firmness.q.k" = [0.0, 1.0]
"#;

/// A summary of made-up outputs: a deal is likely where the first line is soft; the rows come in parts of this size.
fn summed(scenario: &Scenario, part: usize) -> Summary {
    let sweep = &scenario.sweeps[0];
    let design = Rows::new(&sweep.factors, sweep.design, sweep.rows, 3, Shift::Digital);
    let effort = Effort { seed: 3, ..Effort::default() };
    let mut summing = Summing::new(scenario, sweep, &design, &effort);
    let n_columns = columns_read(scenario).len();
    let rows: Vec<u64> = (0..design.len()).collect();
    for rows in rows.chunks(part) {
        let any = |row: &u64| match design.settings(*row)[0] {
            Setting::Number(firmness) => f64::from(u8::from(firmness < 0.3)),
            other => panic!("{other:?}"),
        };
        let any: Vec<f64> = rows.iter().map(any).collect();
        let mut columns = vec![vec![f64::NAN; rows.len()]; n_columns];
        columns[0].clone_from(&any);
        columns[2] = any;
        summing.push(rows, &columns, 0);
    }
    summing.finish()
}

#[test]
fn of_many_rows_the_box_is_sought_in_a_sample_and_the_summary_says_so() {
    let scenario = Scenario::from_toml_str(TEXT).unwrap();
    let found = summed(&scenario, 32_768);
    assert_eq!(found, summed(&scenario, 1_000), "the parts change nothing");
    assert_eq!(found.spreads[0].n, 150_000);
    let box_of = found.circumstances.as_ref().unwrap();
    assert_eq!((box_of.sampled_of, box_of.trajectory.n as u64), (Some(150_000), SAMPLE));
    let Limits::Between(_, high) = box_of.limits[0] else { panic!("{box_of:?}") };
    assert!((high - 0.3).abs() < 0.02, "{high}");
    let sweep = &scenario.sweeps[0];
    let json: serde_json::Value = serde_json::from_str(&drivers::as_json(&scenario, sweep, 3, &found)).unwrap();
    assert_eq!(json["prim"]["sampled_of"], 150_000);
    assert!(
        drivers::as_markdown(&scenario, sweep, &found).contains("sought in 100,000 of the 150,000 planned rows"),
        "the words say so"
    );
}
