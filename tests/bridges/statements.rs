//! Statements that parties agree to or not, as points and as lines.

use crate::bridges::{imported, judged, party, text, with};
use crate::cli::command::zopa;
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::ImportKind;

const FILE: &str = "statements/coalition.csv";

#[test]
fn agreement_is_worth_twice_the_weight() {
    let made = imported(ImportKind::Statements, &text(FILE));
    insta::assert_snapshot!("statements_points", made.text);
    for (values, judgement) in judged(&made.scenario) {
        let [limit, age, trains] = values[..] else { panic!("three statements") };
        // Left: agrees with weight 2, agrees with weight 3, neutral with weight 1.
        let left = 4.0 * f64::from(limit) + 6.0 * f64::from(age) + 1.0;
        // Right: disagrees with weight 1, neutral with weight 3, says nothing.
        let right = 2.0 * f64::from(1 - limit) + 3.0;
        assert_eq!(judgement.utility[party(0)], Some(left));
        assert_eq!(judgement.utility[party(1)], Some(right));
        let _ = trains;
    }
}

#[test]
fn or_a_red_line_that_is_held_as_firmly_as_is_said() {
    let options = ImportOptions { lines: Some("0.7".to_owned()), ..ImportOptions::default() };
    let made = with(ImportKind::Statements, &text(FILE), &options);
    insta::assert_snapshot!("statements_lines", made.text);
    for (values, judgement) in judged(&made.scenario) {
        let crossed = i32::from(values[0] == 0) + i32::from(values[1] == 0);
        assert!((judgement.party_probability[party(0)] - 0.3_f64.powi(crossed)).abs() < 1e-12);
        assert_eq!(judgement.accepts[party(1)], values[0] == 0);
        assert_eq!(judgement.utility[party(0)], None);
    }
}

#[test]
fn lines_need_a_firmness_and_a_table_of_statements() {
    let path = format!("tests/bridges/files/{FILE}");
    let refused = zopa(["import", &path, "--lines"]).refusal();
    assert!(refused.contains("--firmness"), "{refused}");
    assert!(zopa(["import", &path, "--lines", "--firmness", "2"]).refusal().contains("not between 0 and 1"));
    let idle = zopa(["import", "tests/bridges/files/matrix/harbor.csv", "--lines", "--firmness", "firm"]).refusal();
    assert!(idle.contains("`--lines` is of no use"), "{idle}");
    let lines = zopa(["import", &path, "--lines", "--firmness", "firm"]).answer();
    assert!(lines.contains("firmness = \"firm\""), "{lines}");
}
