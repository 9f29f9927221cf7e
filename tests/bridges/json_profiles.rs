//! Profiles in JSON: the utilities that they must have, by hand.

use crate::bridges::{from_folder, judged, party};
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::ImportKind;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Both dialects of utilities; a range whose steps do not reach its end; a bid with an issue missing as a reservation.
#[test]
fn profiles_of_geniusweb_have_their_utilities() {
    let made = from_folder(ImportKind::Geniusweb, "geniusweb/trip", &ImportOptions::default());
    insta::assert_snapshot!("geniusweb_trip", made.text);
    let deals = judged(&made.scenario);
    assert_eq!(deals.len(), 2 * 4, "2, 4.5, 7 and 9.5");
    for (values, judgement) in deals {
        let (when, days) = (values[0] as usize, 2.0 + 2.5 * f64::from(values[1]));
        let ann = 0.25 * [1.0, 0.2][when] + 0.75 * 0.9 * (days - 2.0) / 7.5;
        let ben = 0.6 * [0.3, 0.7][when] + 0.4 * (1.0 - 0.6 * (days - 2.0) / 7.5);
        assert!(near(judgement.utility[party(0)].unwrap(), ann), "{values:?}");
        assert!(near(judgement.utility[party(1)].unwrap(), ben), "{values:?}");
    }
    let reservation = |at| made.scenario.parties[party(at)].reservation.unwrap();
    assert!(near(reservation(0), 0.75 * 0.9 * 2.5 / 7.5));
    assert!(near(reservation(1), 0.6 * 0.3 + 0.4 * 0.4));
}

#[test]
fn profiles_of_negolog_have_their_utilities() {
    let made = from_folder(ImportKind::Negolog, "negolog/flat", &ImportOptions::default());
    insta::assert_snapshot!("negolog_flat", made.text);
    for (values, judgement) in judged(&made.scenario) {
        let (rent, floor) = (values[0] as usize, values[1] as usize);
        let a = 0.6 * [1.0, 0.25][rent] + 0.4 * [0.0, 1.0][floor];
        let b = 0.5 * [0.1, 1.0][rent] + 0.5 * [1.0, 0.4][floor];
        assert!(near(judgement.utility[party(0)].unwrap(), a) && near(judgement.utility[party(1)].unwrap(), b));
    }
    assert_eq!(made.scenario.parties[party(0)].reservation, Some(0.35));
}
