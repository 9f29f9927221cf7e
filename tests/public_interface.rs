//! The library without the command: what a program that uses it can do, from a text to findings as plain data.

use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::Acceptance;
use zopa::engine::ask::answer::{AnswerKind, Count};
use zopa::engine::ask::effort::{Around, Effort, EngineChoice};
use zopa::report::context::{RunContext, Style};
use zopa::report::{csv, json, markdown, terminal};
use zopa::rule::reference::judge;
use zopa::scenario::model::{Changes, Deal, Firmness, Scenario, Value, Verdict};

const HARBOR: &str = include_str!("../scenarios/harbor.toml");

fn harbor() -> Scenario {
    Scenario::from_toml_str(HARBOR).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A deal of the harbor: site, jobs and fund by their places.
fn deal(site: u32, jobs: u32, fund: u32) -> Deal {
    [site, jobs, fund].map(Value).into_iter().collect()
}

#[test]
fn a_scenario_is_text_and_its_problems_come_back_at_once_with_their_places() {
    let problems =
        Scenario::from_toml_str(&HARBOR.replace("offshore", "of shore").replace("yes_no", "yes")).unwrap_err();
    assert!(!problems.list().is_empty());
    assert_eq!(problems.list().len(), problems.places().len());
    assert!(problems.places().iter().all(|(line, column)| *line >= 1 && *column >= 1));
    assert!(problems.to_string().contains("error"));
    assert_eq!(harbor().issues.iter().map(|issue| issue.id.as_str()).collect::<Vec<_>>(), ["site", "jobs", "fund"]);
}

#[test]
fn one_deal_is_judged_straight_from_the_conditions() {
    let scenario = harbor();
    let good = judge(&scenario, &deal(0, 1, 1));
    assert!(good.agreed && good.coherent() && good.crossed.is_empty());
    // The south shore without a fund crosses a line that is negotiable: held half of the time.
    let south = judge(&scenario, &deal(1, 1, 0));
    assert_eq!((south.agreed, south.crossed.len(), south.probability), (false, 1, Some(0.5)));
}

#[test]
fn an_engine_finds_what_the_author_counted_by_hand() {
    let found = accept(&harbor(), &Effort::default());
    assert_eq!((found.provenance.kind, &found.zone.agreed), (AnswerKind::Exact, &Count::Exact(8_u32.into())));
    let verdicts: Vec<Verdict> = found.issues.iter().flatten().map(|row| row.verdict).collect();
    assert_eq!(verdicts[..3], [Verdict::Possible, Verdict::Possible, Verdict::Blocked]);
    // Every deal that is listed stands up to the oracle.
    for best in &found.zone.best {
        assert!(judge(&harbor(), &best.deal).agreed);
    }
}

#[test]
fn another_engine_and_other_assumptions_are_a_field_away() {
    let scenario = harbor();
    let effort = Effort { engine: EngineChoice::Simulate, samples: Some(20_000), seed: 3, ..Effort::default() };
    let found = accept(&scenario, &effort);
    assert_eq!(found.provenance.kind, AnswerKind::Estimate);
    let (low, high) = found.zone.share.interval.unwrap();
    assert!(low < high && low <= found.zone.share.value.unwrap() && found.zone.share.value.unwrap() <= high);

    let changes = Changes { drop: vec![scenario.parse_demand("green.no_island").unwrap()], ..Changes::default() };
    let softer = scenario.with(&changes).unwrap();
    assert_eq!(accept(&softer, &Effort::default()).zone.agreed, Count::Exact(13_u32.into()));
    let softer = Changes {
        firmness: vec![(scenario.parse_demand("town.jobs").unwrap(), Firmness { low: 0.0, high: 0.0 })],
        ..Changes::default()
    };
    assert_eq!(changes.then(&softer).drop, changes.drop);

    let plan = scenario.proposal_by_id("port_plan").unwrap();
    let around = Around { terms: scenario.proposals[plan].terms.clone(), changes: 0 };
    let near = accept(&scenario, &Effort { around: Some(around), samples: Some(1_000), ..Effort::default() });
    assert_eq!(near.simulation.unwrap().agreed_samples, 0, "the plan itself is blocked");
}

#[test]
fn findings_become_bytes_without_touching_the_world() {
    let scenario = harbor();
    let found: Acceptance = accept(&scenario, &Effort { samples: Some(0), ..Effort::default() });
    let context = RunContext { file: "harbor.toml".to_owned(), ..RunContext::default() };
    let table = terminal::acceptance(&scenario, &found, None, &context, Style { width: 80, color: false });
    let answers = [
        table,
        json::acceptance(&scenario, &found, &context),
        markdown::acceptance(&scenario, &found, None, &context),
        csv::acceptance(&scenario, &found, &context),
    ];
    for answer in answers {
        assert!(answer.ends_with('\n') && answer.contains('8'), "{answer}");
    }
}
