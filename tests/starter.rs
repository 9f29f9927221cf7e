//! The file that `zopa new` writes: it runs as it stands, and shows every part of the format.

use zopa::analysis::acceptance::accept;
use zopa::analysis::expectation::hold;
use zopa::analysis::warning::warnings;
use zopa::engine::ask::effort::Effort;
use zopa::scenario::STARTER;
use zopa::scenario::read::whole::read;
use zopa::scenario::source::SourceText;

#[test]
fn the_starting_file_reads_without_an_error_or_a_warning() {
    let source = SourceText::new("starter.toml", STARTER);
    let (scenario, problems) = read(&source);
    assert!(problems.is_empty(), "{problems:?}");
    let scenario = scenario.expect("a sound scenario");
    let odd = warnings(&scenario, &Effort::default());
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn the_starting_file_has_a_zone_and_keeps_what_it_expects() {
    let (scenario, _) = read(&SourceText::new("starter.toml", STARTER));
    let scenario = scenario.expect("a sound scenario");
    let effort = Effort { samples: Some(0), ..Effort::default() };
    let share = accept(&scenario, &effort).zone.share.value.expect("a share");
    assert!(share > 0.0 && share < 1.0, "{share}");
    let results = hold(&scenario, &effort);
    assert!(results.len() >= 2 && results.iter().all(|result| result.passed), "{results:?}");
}

#[test]
fn the_starting_file_validates_and_has_every_part_of_the_format() {
    let schema = zopa::scenario::schema();
    let table: toml::Table = STARTER.parse().expect("TOML");
    let parts = schema["properties"].as_object().expect("the keys of a file");
    // One file by itself builds on no other.
    let elsewhere = ["note", "extends", "remove"];
    for part in parts.keys().filter(|part| !elsewhere.contains(&part.as_str())) {
        assert!(table.contains_key(part), "{part}");
    }
    for word in [
        "require",
        "reject",
        "when",
        "unless",
        "firmness",
        "points",
        "bonus",
        "reservation",
        "expr",
        "based_on",
        "open",
    ] {
        assert!(STARTER.contains(word), "{word}");
    }
    assert!(STARTER.lines().all(|line| line.chars().count() <= 140) && STARTER.lines().count() < 130);
}
