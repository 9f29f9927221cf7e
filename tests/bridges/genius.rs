//! Domains of Genius: the utilities that they must have, by hand; there and back; and what is refused.

use crate::bridges::{folder, from_folder, judged, party};
use crate::cli::command::{shell, zopa};
use std::path::Path;
use zopa::bridge::export::{ExportOptions, export};
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::{ExportKind, ImportKind};
use zopa::scenario::model::Scenario;
use zopa::scenario::source::SourceText;

/// The two profiles of `jobs`, computed as Genius does: weight times evaluation / greatest evaluation, and straight lines
/// that are cut at 0 and 1.
fn by_hand(values: &[u32]) -> [f64; 2] {
    let [salary, days, car] = values[..] else { panic!("three issues") };
    let (salary, car, step) = (salary as usize, car as usize, f64::from(days));
    let employee =
        0.5 * ([0.0, 30.0, 80.0][salary] / 80.0) + 0.3 * (0.2 + 0.3 * step).min(1.0) + 0.2 * ([4.0, 1.0][car] / 4.0);
    // The greatest evaluation of the car is below 1e-5: all of its values are 0.
    let employer = 0.6 * ([3.0, 2.0, 1.0][salary] / 3.0) + 0.3 * (0.9 - 0.2 * step);
    [employee, employer]
}

fn assert_near(one: f64, other: f64, what: &dyn std::fmt::Debug) {
    assert!((one - other).abs() < 1e-9, "{one} {other} {what:?}");
}

#[test]
fn a_domain_has_the_utilities_that_its_profiles_say() {
    let made = from_folder(ImportKind::Genius, "genius/jobs", &ImportOptions::default());
    insta::assert_snapshot!("genius_jobs", made.text);
    let deals = judged(&made.scenario);
    assert_eq!(deals.len(), 3 * 5 * 2);
    for (values, judgement) in deals {
        let by_hand = by_hand(&values);
        for (at, utility) in by_hand.into_iter().enumerate() {
            assert_near(judgement.utility[party(at)].unwrap(), utility, &values);
        }
        assert_eq!(judgement.accepts[party(0)], by_hand[0] >= 0.4 - 1e-9, "{values:?}");
        assert!(judgement.accepts[party(1)]);
    }
}

#[test]
fn weights_can_be_divided_values_left_raw_and_points_rounded() {
    let of = |options: ImportOptions| judged(&from_folder(ImportKind::Genius, "genius/jobs", &options).scenario);
    for (values, judgement) in of(ImportOptions { normalize: true, ..ImportOptions::default() }) {
        assert_near(judgement.utility[party(1)].unwrap(), by_hand(&values)[1] / 1.1, &values);
    }
    for (values, judgement) in of(ImportOptions { raw: true, ..ImportOptions::default() }) {
        let days = (0.2 + 0.3 * f64::from(values[1])).min(1.0);
        let raw = 0.5 * [0.0, 30.0, 80.0][values[0] as usize] + 0.3 * days + 0.2 * [4.0, 1.0][values[2] as usize];
        assert_near(judgement.utility[party(0)].unwrap(), raw, &values);
    }
    let rounded =
        from_folder(ImportKind::Genius, "genius/jobs", &ImportOptions { rounded: true, ..ImportOptions::default() });
    assert!(rounded.notes.iter().any(|note| note.contains("exact engines work at any size")), "{:?}", rounded.notes);
    for (values, judgement) in judged(&rounded.scenario) {
        assert!((judgement.utility[party(0)].unwrap() - 1000.0 * by_hand(&values)[0]).abs() < 1e-5);
        assert!(rounded.scenario.parties[party(0)].reservation == Some(400.0));
    }
}

fn back(scenario: &str, to: &Path, options: ExportOptions) {
    let source = SourceText::new("x.toml", scenario);
    let scenario = Scenario::from_toml_str(scenario).unwrap();
    let exported = export(&scenario, &source, ExportKind::Genius, options);
    for (name, text) in exported.files {
        std::fs::write(to.join(name), text).unwrap();
    }
}

#[test]
fn there_and_back_the_utilities_are_the_same() {
    let made = from_folder(ImportKind::Genius, "genius/jobs", &ImportOptions::default());
    let out = tempfile::tempdir().unwrap();
    back(&made.text, out.path(), ExportOptions::default());
    let again = folder(ImportKind::Genius, out.path(), &ImportOptions::default());
    let (first, second) = (judged(&made.scenario), judged(&again.scenario));
    assert_eq!(first.len(), second.len());
    for ((values, one), (_, other)) in first.iter().zip(&second) {
        for at in 0..2 {
            assert_near(one.utility[party(at)].unwrap(), other.utility[party(at)].unwrap(), values);
        }
    }
    assert_eq!(again.scenario.parties[party(0)].reservation, Some(0.4));
}

/// Points of any size become utilities from 0 to 1 where that is wished, and the order of deals stays.
#[test]
fn a_scenario_becomes_a_domain() {
    let text = std::fs::read_to_string("scenarios/deliberation.toml").unwrap();
    let (scenario, out) = (Scenario::from_toml_str(&text).unwrap(), tempfile::tempdir().unwrap());
    back(&text, out.path(), ExportOptions { normalize: true, ..ExportOptions::default() });
    let again = folder(ImportKind::Genius, out.path(), &ImportOptions::default());
    assert_eq!(again.scenario.parties.len(), scenario.parties.len());
    let (first, second) = (judged(&scenario), judged(&again.scenario));
    for at in 0..scenario.parties.len() {
        let pairs = || {
            first
                .iter()
                .zip(&second)
                .map(|((_, one), (_, other))| (one.utility[party(at)].unwrap(), other.utility[party(at)].unwrap()))
        };
        // The files stand in the order of their names, and so do the parties: the order of this one is found by its scale.
        let scale = |pick: fn(f64, f64) -> f64| pairs().map(|(one, _)| one).reduce(pick).unwrap();
        let (least, most) = (scale(f64::min), scale(f64::max));
        assert!(most > least);
        let name = &scenario.parties[party(at)].name;
        let there = again.scenario.parties.iter().position(|other| other.name == *name).unwrap();
        for ((values, one), (_, other)) in first.iter().zip(&second) {
            let utility = other.utility[party(there)].unwrap();
            assert!((-1e-9..=1.0 + 1e-9).contains(&utility), "{values:?}");
            let (a, b) = (&first[0].1.utility[party(at)].unwrap(), &second[0].1.utility[party(there)].unwrap());
            let sum: f64 = one.utility[party(at)].unwrap() - a;
            let scaled = utility - b;
            assert!(sum.abs() < 1e-9 || (scaled / sum) > 0.0, "{values:?} {sum} {scaled}");
        }
    }
}

#[test]
fn the_command_writes_into_a_new_folder_alone() {
    let out = tempfile::tempdir().unwrap();
    let run = |line: &str| shell(line, out.path());
    assert_eq!(run("zopa new --from all").code, 0);
    assert_eq!(run("zopa export scenarios/deliberation.toml --to genius").code, 2);
    assert_eq!(run("zopa export scenarios/deliberation.toml --to genius -o domain").code, 0);
    assert!(run("zopa export scenarios/deliberation.toml --to genius -o domain").refusal().contains("no empty folder"));
    assert_eq!(run("zopa import domain -o back.toml && zopa check back.toml && zopa frontier back.toml").code, 0);
    assert!(zopa(["import", "tests/bridges/files/genius/jobs", "--from", "matrix"]).refusal().contains("is a folder"));
    assert!(run("zopa export scenarios/harbor.toml --to matrix --normalize").refusal().contains("of no use"));
}
