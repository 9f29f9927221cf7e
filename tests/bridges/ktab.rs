//! Actors on a line from 0 to 100: points by the formula, capabilities as weights, the status quo as reservation.

use crate::bridges::{imported, judged, party, text, with};
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::ImportKind;

/// Position, salience and capability of each actor, by dimension.
type Actors<'a> = [(&'a [(f64, f64)], f64)];

fn assert_utilities(made: &zopa::bridge::import::Imported, actors: &Actors) {
    for (values, judgement) in judged(&made.scenario) {
        for (at, (dimensions, _)) in actors.iter().enumerate() {
            let of = |(value, (position, salience)): (&u32, &(f64, f64))| {
                salience * (1.0 - (f64::from(*value) * 5.0 - position).abs() / 100.0)
            };
            let utility: f64 = values.iter().zip(*dimensions).map(of).sum();
            assert!((judgement.utility[party(at)].unwrap() - utility).abs() < 1e-9, "{values:?}");
        }
    }
    for (at, (_, capability)) in actors.iter().enumerate() {
        assert_eq!(made.scenario.parties[party(at)].weight, *capability);
    }
}

#[test]
fn both_forms_have_the_points_of_the_formula() {
    let own = imported(ImportKind::Ktab, &text("ktab/own.csv"));
    insta::assert_snapshot!("ktab_own", own.text);
    assert_utilities(&own, &[(&[(90.0, 80.0)], 10.5), (&[(62.5, 50.0)], 8.0), (&[(0.0, 100.0)], 2.0)]);
    assert!(own.notes[0].contains("no demands yet"), "{:?}", own.notes);
    assert!(judged(&own.scenario).iter().all(|(_, judgement)| judgement.agreed));
    let plain = imported(ImportKind::Ktab, &text("ktab/plain.csv"));
    assert_utilities(&plain, &[(&[(30.0, 24.5), (20.0, 48.0)], 100.0), (&[(45.0, 44.7), (65.0, 41.3)], 60.2)]);
    let titles: Vec<&str> = plain.scenario.issues.iter().map(|issue| issue.title.as_str()).collect();
    assert_eq!(titles, ["Policy", "Trade"]);
}

#[test]
fn a_status_quo_makes_reservations_and_a_majority_of_weight() {
    let options = ImportOptions { status_quo: Some(50.0), ..ImportOptions::default() };
    let made = with(ImportKind::Ktab, &text("ktab/own.csv"), &options);
    let expected = [80.0 * 0.6, 50.0 * 0.875, 100.0 * 0.5];
    let weights = [10.5, 8.0, 2.0];
    for (at, expected) in expected.into_iter().enumerate() {
        assert!((made.scenario.parties[party(at)].reservation.unwrap() - expected).abs() < 1e-9);
    }
    for (values, judgement) in judged(&made.scenario) {
        let v = f64::from(values[0]) * 5.0;
        let gains =
            [(90.0, 80.0), (62.5, 50.0), (0.0, 100.0)].map(|(p, s): (f64, f64)| s * (1.0 - (v - p).abs() / 100.0));
        let weight: f64 = gains
            .iter()
            .zip(expected)
            .zip(weights)
            .filter(|((gain, least), _)| **gain >= least - 1e-9)
            .map(|(_, w)| w)
            .sum();
        assert_eq!(judgement.agreed, weight > 20.5 / 2.0, "{v}: {weight}");
    }
}
