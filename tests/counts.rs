//! Counted worlds: the numbers of every shipped scenario, and those that others published of theirs.
//!
//! The numbers were first taken by a second program that shares no code with this one (the harbor's by hand); those of the
//! deliberation games agree with what is published of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test says what must be so by panicking, and its modules are shared by several tests"
)]

use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::{Acceptance, DemandFindings};
use zopa::engine::answer::{AnswerKind, Count};
use zopa::engine::effort::{Effort, EngineChoice};
use zopa::scenario::model::{Agreement, Scenario, Verdict};

fn read(path: &str) -> Scenario {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("the file is there");
    Scenario::from_toml_str(&text).expect("a sound scenario")
}

fn find(scenario: &Scenario) -> Acceptance {
    let effort = Effort { samples: Some(0), ..Effort::default() };
    let found = accept(scenario, &effort);
    assert_eq!(found.provenance.kind, AnswerKind::Exact);
    found
}

fn number(count: &Count) -> u64 {
    match count {
        Count::Exact(number) => u64::try_from(number).expect("a small number"),
        other => panic!("not counted: {other:?}"),
    }
}

/// |D|, |C| and |Z|.
fn space(found: &Acceptance) -> (BigUint, u64, u64) {
    (found.deals.clone(), number(&found.coherent), number(&found.zone.agreed))
}

/// Per party: the coherent deals that it accepts, and |Z| were its acceptance given.
fn accepts(found: &Acceptance) -> Vec<(u64, u64)> {
    found.parties.iter().map(|party| (number(&party.accepts), number(&party.agreed_without))).collect()
}

/// Per demand, in file order: its name, and crossed, only, agreed if dropped.
fn demands(scenario: &Scenario, found: &Acceptance) -> Vec<(String, [u64; 3])> {
    let row = |demand: &DemandFindings| {
        let name = scenario.demand_text(&found.demands[demand.demand]);
        (name, [&demand.crossed, &demand.only, &demand.agreed_if_dropped].map(number))
    };
    found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation).map(row)).collect()
}

fn named(rows: &[(&str, [u64; 3])]) -> Vec<(String, [u64; 3])> {
    rows.iter().map(|(name, numbers)| ((*name).to_owned(), *numbers)).collect()
}

#[test]
fn the_harbor_counts_as_by_hand() {
    let scenario = read("scenarios/harbor.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (27_u8.into(), 27, 8));
    assert_eq!(accepts(&found), [(18, 13), (15, 15), (24, 10)]);
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("town.jobs", [9, 5, 13]),
            ("green.no_island", [9, 5, 13]),
            ("green.south_needs_fund", [3, 2, 10]),
            ("port.cost", [3, 2, 10]),
        ])
    );
    let agreed: Vec<Vec<u64>> =
        found.issues.iter().map(|rows| rows.iter().map(|row| number(&row.agreed)).collect()).collect();
    assert_eq!(agreed, [[5, 3, 0], [0, 5, 3], [2, 4, 2]]);
}

#[test]
fn two_more_lines_deadlock_the_harbor_and_three_drops_reopen_it() {
    let scenario = read("scenarios/harbor_deadlock.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (27_u8.into(), 27, 0));
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("town.jobs", [9, 5, 5]),
            ("green.no_island", [9, 0, 0]),
            ("green.south_needs_fund", [3, 0, 0]),
            ("port.cost", [3, 0, 0]),
            ("port.not_half", [9, 5, 5]),
            ("port.not_all", [9, 3, 3]),
        ])
    );
}

#[test]
fn a_deadlock_is_open_to_whoever_may_give_way() {
    // The port's soft line gives way with 0.8, its negotiable one with 0.5, the town's firm one with 0.1: some deal is
    // agreed unless all three are held, so with probability 1 − 0.2 · 0.5 · 0.9.
    let found = find(&read("scenarios/harbor_deadlock.toml"));
    let any = found.zone.any_probability.expect("computed");
    assert!((any - 0.91).abs() < 1e-12, "{any}");
    let best = found.zone.best_probability.expect("computed");
    assert!((best - 0.8).abs() < 1e-12, "{best}");
}

#[test]
fn the_deliberation_game_counts_as_published() {
    let mut scenario = read("scenarios/deliberation.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (720_u16.into(), 720, 55));
    let alone: Vec<u64> = accepts(&found).into_iter().map(|(alone, _)| alone).collect();
    assert_eq!(alone, [195, 354, 320, 646, 555, 462]);

    scenario.agreement = Agreement::default();
    let found = find(&scenario);
    assert_eq!(space(&found), (720_u16.into(), 720, 12));
    let all_but_one: Vec<u64> = accepts(&found).into_iter().map(|(_, without)| without).collect();
    assert_eq!(all_but_one, [34, 68, 32, 12, 20, 27]);
}

#[test]
fn the_further_deliberation_game_counts_as_published() {
    let mut scenario = read("tests/data/deliberation_game1.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (720_u16.into(), 720, 57));
    let alone: Vec<u64> = accepts(&found).into_iter().map(|(alone, _)| alone).collect();
    assert_eq!(alone, [310, 444, 364, 306, 313, 418]);

    scenario.agreement = Agreement::default();
    let found = find(&scenario);
    assert_eq!(space(&found), (720_u16.into(), 720, 21));
    let all_but_one: Vec<u64> = accepts(&found).into_iter().map(|(_, without)| without).collect();
    assert_eq!(all_but_one, [31, 30, 24, 35, 21, 31]);
}

#[test]
fn the_security_guarantees_leave_no_deal_with_every_line_held() {
    let scenario = read("scenarios/ukraine_security_guarantees.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (13_824_u16.into(), 5742, 0));
    assert_eq!(accepts(&found), [(12, 144), (1920, 0), (3180, 0), (648, 0)]);
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("russia.guarantor", [3672, 0, 0]),
            ("russia.no_western_troops", [2358, 0, 0]),
            ("russia.decisive_say", [3906, 0, 0]),
            ("russia.no_alliance", [3828, 0, 0]),
            ("russia.equal_basis", [5094, 0, 0]),
            ("ukraine.no_russian_veto", [684, 0, 0]),
            ("ukraine.no_russian_guarantor", [2070, 0, 0]),
            ("ukraine.more_than_consultations", [1914, 0, 0]),
            ("ukraine.us_among_guarantors", [1350, 0, 0]),
            ("united_states.no_us_troops", [972, 0, 0]),
            ("united_states.no_nato", [1914, 0, 0]),
            ("europe.no_russian_guarantor", [2070, 0, 0]),
            ("europe.us_air_behind_force", [1386, 0, 0]),
            ("europe.reassurance_force", [3384, 0, 0]),
        ])
    );
    let open = found.issues.iter().flatten().filter(|row| row.verdict != Verdict::Blocked).count();
    assert_eq!(open, 0, "with nothing agreed every value is blocked");
    let any = found.zone.any_probability.expect("computed");
    assert!((any - 0.124_555_664_062_5).abs() < 1e-9, "{any}");
    let best = found.zone.best_probability.expect("computed");
    assert!((best - 0.1).abs() < 1e-12, "{best}");
}

#[test]
fn sixteen_million_deals_without_an_agreed_one_are_all_looked_at() {
    let found = find(&read("benches/scenarios/Us.toml"));
    assert_eq!(space(&found), (16_777_216_u32.into(), 16_777_216, 0));
}

#[test]
#[ignore = "a billion deals: some fifteen seconds on two cores, minutes on one that is busy"]
fn a_billion_deals_count_as_other_engines_counted_them() {
    let effort = Effort { engine: EngineChoice::Enumerate, samples: Some(0), ..Effort::default() };
    let found = accept(&read("benches/scenarios/S30.toml"), &effort);
    assert_eq!(space(&found), (1_073_741_824_u32.into(), 1_073_741_824, 2_875_334));
}
