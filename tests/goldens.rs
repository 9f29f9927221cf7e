//! Every output format on every shipped scenario, byte for byte.
//!
//! Nothing here depends on the machine: `run_info` is not asked for, and the seed is 0.

use std::fs;
use zopa::analysis::acceptance::accept;
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::findings::Acceptance;
use zopa::analysis::frontier::by_walk::trace;
use zopa::analysis::frontier::findings::Question;
use zopa::engine::ask::effort::Effort;
use zopa::report::context::{Amount, RunContext, Style};
use zopa::report::figure::is_zero;
use zopa::report::understood::Understood;
use zopa::report::{csv, explanation, frontier, json, markdown, show, terminal};
use zopa::scenario::model::{Changes, Scenario};
use zopa::scenario::source::SourceText;
use zopa::scenario::written::Written;

/// The shipped scenarios, by the names of their files.
const SHIPPED: [&str; 9] = [
    "climate_club",
    "coalition_2021",
    "deliberation",
    "harbor",
    "harbor_deadlock",
    "nuclear_accord",
    "supply_contract",
    "ukraine_security_guarantees",
    "wage_round",
];

fn shipped(name: &str) -> (Scenario, RunContext) {
    let path = format!("scenarios/{name}.toml");
    let text = fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("the file is shipped");
    let scenario = Scenario::from_toml_str(&text).expect("it is a scenario");
    let context = RunContext { file: format!("{name}.toml"), path, ..RunContext::default() };
    (scenario, context)
}

fn found(scenario: &Scenario) -> Acceptance {
    accept(scenario, &Effort { samples: Some(100_000), ..Effort::default() })
}

fn at(width: usize) -> Style {
    Style { width, color: false }
}

#[test]
fn the_shipped_scenarios_are_all_here() {
    let mut names: Vec<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names, SHIPPED);
}

#[test]
fn every_format_of_every_shipped_scenario_is_as_it_was() {
    for name in SHIPPED {
        let (scenario, context) = shipped(name);
        let found = found(&scenario);
        let why = is_zero(&found.zone.agreed).then(|| reasons(&scenario, &Effort::default(), 50).expect("it stands"));
        let why = why.as_ref();
        for width in [80, 120] {
            let screen = terminal::answer(&scenario, &found, why, &context, None, at(width));
            insta::assert_snapshot!(format!("{name}_answer_{width}"), screen);
            let table = terminal::acceptance(&scenario, &found, why, &context, at(width));
            insta::assert_snapshot!(format!("{name}_table_{width}"), table);
        }
        insta::assert_snapshot!(format!("{name}_json"), json::acceptance(&scenario, &found, &context));
        insta::assert_snapshot!(format!("{name}_markdown"), markdown::acceptance(&scenario, &found, why, &context));
        insta::assert_snapshot!(format!("{name}_csv"), csv::acceptance(&scenario, &found, &context));
    }
}

#[test]
fn a_scenario_is_shown_as_it_was_in_every_format() {
    let (scenario, mut context) = shipped("harbor");
    let text = fs::read_to_string(&context.path).expect("the file is shipped");
    let written = Written::of(&SourceText::new(&context.file, text));
    let variant = &scenario.variants[0];
    context.variant = Some(variant.id.clone());
    let understood = Understood::new(&scenario, &written, Some(variant), &Changes::default());
    insta::assert_snapshot!("show_json", show::as_json(&scenario, &understood, &context));
    insta::assert_snapshot!("show_table_80", show::as_table(&understood, at(80)));
    insta::assert_snapshot!("show_table_120", show::as_table(&understood, at(120)));
    insta::assert_snapshot!("show_markdown", show::as_markdown(&scenario, &understood));
    insta::assert_snapshot!("show_csv", show::as_csv(&understood));
}

#[test]
fn why_nothing_is_agreed_reads_as_it_did_in_every_format() {
    for (name, fix) in [
        ("harbor_deadlock", vec![]),
        ("harbor", vec!["site=offshore"]),
        ("harbor", vec!["site=north"]),
        ("ukraine_security_guarantees", vec![]),
        ("ukraine_security_guarantees", vec!["troops=european"]),
    ] {
        let (file, mut context) = shipped(name);
        context.fix = fix.iter().map(|term| file.parse_term(term).expect("a term")).collect();
        let scenario = file.with(&Changes { fix: context.fix.clone(), ..Changes::default() }).expect("sound");
        let found = reasons(&scenario, &Effort::default(), 5).expect("it stands up to a second look");
        let name = [vec!["explain", name], fix].concat().join("_").replace('=', "_");
        insta::assert_snapshot!(format!("{name}_json"), explanation::as_json(&scenario, &found, None, &context));
        insta::assert_snapshot!(
            format!("{name}_markdown"),
            explanation::as_markdown(&scenario, &found, None, &context)
        );
        insta::assert_snapshot!(format!("{name}_csv"), explanation::as_csv(&scenario, &found));
        for width in [80, 120] {
            let table = terminal::explanation(&scenario, &found, None, &context, (at(width), Amount::Brief));
            insta::assert_snapshot!(format!("{name}_table_{width}"), table);
        }
    }
}

#[test]
fn the_frontier_of_the_published_game_is_as_it_was_in_every_format() {
    let (scenario, context) = shipped("deliberation");
    let question = Question { negmas: true, ..Question::default() };
    let found = trace(&scenario, &Effort::default(), question);
    let short = trace(&scenario, &Effort::default(), Question { top: 2, ..question });
    insta::assert_snapshot!("frontier_json", frontier::json::frontier(&scenario, &short, &context));
    insta::assert_snapshot!("frontier_table_80", terminal::frontier(&scenario, &found, &context, at(80)));
    insta::assert_snapshot!("frontier_table_120", terminal::frontier(&scenario, &short, &context, at(120)));
    insta::assert_snapshot!("frontier_markdown", frontier::markdown::frontier(&scenario, &found, &context));
    insta::assert_snapshot!("frontier_csv", frontier::csv::frontier(&scenario, &found));
}
