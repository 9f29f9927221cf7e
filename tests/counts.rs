//! Counted worlds: the numbers of every shipped scenario, and those that others published of theirs.
//!
//! The numbers were first taken by a second program that shares no code with this one (the harbor's by hand); those of the
//! deliberation games agree with what is published of them.

use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::{Acceptance, DemandFindings};
use zopa::engine::ask::answer::{AnswerKind, Count, EngineName};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::exact::apart::value_classes;
use zopa::engine::exact::scale::signing_scales;
use zopa::engine::exact::unlock::Ready;
use zopa::rule::lower::lower;
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
fn a_supply_contract_leaves_room_between_budget_and_reservations() {
    let scenario = read("scenarios/supply_contract.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (7128_u16.into(), 7128, 421));
    assert_eq!(accepts(&found), [(1849, 3060), (3060, 1849)]);
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("buyer.budget", [2448, 631, 1052]),
            ("buyer.volume", [1584, 15, 436]),
            ("buyer.warranty", [1188, 68, 489]),
            ("buyer.reservation", [2616, 667, 1088]),
            ("seller.capacity", [1584, 134, 555]),
            ("seller.worth", [1296, 0, 421]),
            ("seller.list_price", [1296, 34, 455]),
            ("seller.reservation", [2478, 391, 812]),
        ])
    );
}

#[test]
fn a_wage_round_is_counted_over_its_ballots() {
    let scenario = read("scenarios/wage_round.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (4620_u16.into(), 4290, 47));
    assert_eq!(accepts(&found), [(1688, 313), (1261, 870), (3102, 74), (3450, 48), (2145, 90), (2860, 90), (1950, 47)]);
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("union.pace", [2418, 32, 170]),
            ("union.long_needs_security", [858, 0, 47]),
            ("union.reservation", [1049, 0, 50]),
            ("employer.cost", [2860, 0, 160]),
            ("employer.security_needs_time", [429, 0, 73]),
            ("employer.reservation", [1519, 0, 53]),
            ("state.relief", [660, 0, 50]),
            ("state.no_relief_for_short_terms", [792, 0, 63]),
            ("north.raise", [840, 0, 48]),
            ("south.security", [2145, 0, 90]),
            ("west.hours", [1430, 0, 90]),
            ("advisers.guideline", [2340, 0, 47]),
        ])
    );
}

#[test]
fn a_climate_club_is_counted_over_weights_and_coalitions() {
    let scenario = read("scenarios/climate_club.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (17_280_u16.into(), 13_176, 1241));
    assert_eq!(
        accepts(&found),
        [
            (5472, 3337),
            (6480, 2526),
            (3240, 6104),
            (6480, 2256),
            (2436, 2242),
            (9720, 1754),
            (6336, 1950),
            (3240, 1555),
            (10_980, 1289)
        ]
    );
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("northern.floor", [4392, 0, 1969]),
            ("northern.border", [4392, 0, 1866]),
            ("northern.not_alone", [864, 0, 1277]),
            ("western.floor", [4392, 0, 1753]),
            ("western.pays_with_the_east", [3456, 0, 1776]),
            ("eastern.coal", [6588, 0, 2583]),
            ("eastern.no_independent_body", [4392, 0, 1826]),
            ("eastern.small_fund_only", [3456, 0, 1879]),
            ("southern.fund", [3456, 0, 1594]),
            ("southern.exempt", [4392, 0, 1703]),
            ("gulf.does_not_pay", [6912, 0, 1430]),
            ("gulf.low_floor", [8052, 0, 1604]),
            ("delta.coal", [3294, 0, 1714]),
            ("delta.fund", [216, 0, 1261]),
            ("forest.checks", [4392, 0, 1602]),
            ("forest.two_payers", [3672, 0, 1433]),
            ("islands.coal", [6588, 0, 1311]),
            ("islands.fund", [6696, 0, 1241]),
            ("plains.cheap_or_exempt", [2196, 0, 1289]),
        ])
    );
}

#[test]
fn the_nuclear_accord_leaves_no_deal_with_every_line_held() {
    let scenario = read("scenarios/nuclear_accord.toml");
    let found = find(&scenario);
    assert_eq!(space(&found), (116_640_u32.into(), 116_640, 0));
    assert_eq!(accepts(&found), [(24, 0), (72, 0), (38_880, 0), (38_880, 0)]);
    assert_eq!(
        demands(&scenario, &found),
        named(&[
            ("iran.capacity", [93_312, 0, 0]),
            ("iran.fordow_stays", [38_880, 0, 0]),
            ("iran.no_long_limits", [109_350, 0, 0]),
            ("iran.research", [77_760, 0, 0]),
            ("iran.no_military_sites", [77_760, 0, 0]),
            ("iran.sanctions_on_signing", [77_760, 0, 0]),
            ("iran.embargo_changes", [38_880, 0, 0]),
            ("united_states.few_centrifuges", [69_984, 0, 0]),
            ("united_states.framework_centrifuges", [64_152, 0, 0]),
            ("united_states.framework_stockpile", [106_920, 0, 0]),
            ("united_states.framework_fordow", [38_880, 0, 0]),
            ("united_states.no_underground_site", [77_760, 0, 0]),
            ("united_states.anywhere", [77_760, 0, 0]),
            ("united_states.verified_first", [38_880, 0, 0]),
            ("united_states.arms", [77_760, 0, 0]),
            ("france.all_sites", [38_880, 0, 0]),
            ("france.not_24_days", [38_880, 0, 0]),
            ("russia.embargo_ends", [77_760, 0, 0]),
        ])
    );
    let any = found.zone.any_probability.expect("computed");
    assert!((any - 0.031_862_25).abs() < 1e-9, "{any}");
    let best = found.zone.best_probability.expect("computed");
    assert!((best - 0.008).abs() < 1e-12, "{best}");
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

#[test]
fn spaces_that_nobody_walks_count_as_other_engines_counted_them() {
    let known = [
        ("S30", 1_u128 << 30, 2_875_334_u128),
        ("M", 1 << 48, 95_106_390_705),
        ("Mw", 1 << 48, 30_190_545_208),
        ("Lw", 1 << 80, 3_422_591_045_272_938_439),
    ];
    for (name, deals, agreed) in known {
        let effort = Effort { samples: Some(0), ..Effort::default() };
        let found = accept(&read(&format!("benches/scenarios/{name}.toml")), &effort);
        assert_eq!((found.provenance.engine, found.provenance.why), (EngineName::Exact, None), "{name}");
        assert_eq!((found.deals, found.coherent), (deals.into(), Count::Exact(deals.into())), "{name}");
        assert_eq!(found.zone.agreed, Count::Exact(agreed.into()), "{name}");
        assert_eq!(found.zone.best.len(), 5, "{name}");
        // All parties sign: without a line are agreed those that are, and those that cross it alone.
        for line in found.parties.iter().flat_map(|party| &party.red_lines) {
            let (Count::Exact(only), Count::Exact(dropped)) = (&line.only, &line.agreed_if_dropped) else {
                panic!("{name}")
            };
            assert_eq!(*dropped, only + agreed, "{name}");
        }
    }
}

#[test]
fn fifty_issues_count_as_ganak_and_an_elimination_of_the_issues_counted_them() {
    let scenario = read("benches/scenarios/L50.toml");
    assert_eq!(scenario.n_deals(), BigUint::from(1_u128 << 100));
    let lowered = lower(&scenario);
    let ready = Ready::new(&scenario, &lowered).expect("points that can be counted");
    let exact = ready.exact(&scenario, &lowered, &Effort::default()).expect("a scenario for this engine");
    let known = BigUint::from(438_184_779_054_026_632_149_216_u128);
    assert_eq!(exact.n_agreed(), Ok(known.clone()));
    let by_value = exact.agreed_by_value().expect("within the budget");
    assert_eq!(by_value.total, known);
    let scales = signing_scales(&scenario, &lowered).expect("points that can be counted");
    for (of_class, classes) in by_value.of.iter().zip(value_classes(&lowered, &scales)) {
        let values = of_class.iter().zip(&classes.sizes).map(|(of_value, n_values)| of_value * *n_values);
        assert_eq!(values.sum::<BigUint>(), known, "every deal has one value of each issue");
    }
}

#[test]
fn an_issue_of_thousands_of_kinds_of_values_is_walked_and_not_put_into_diagrams() {
    let text = r#"
format = 1
title = "A price to the cent"
[issue.price]
title = "Price"
range = { min = 0, max = 4999 }
[issue.delivery]
title = "Delivery"
options = { now = "Now", later = "Later", never = "Never" }
[party.seller]
name = "Seller"
reservation = 2000
[party.seller.points]
price = { at_min = 0, at_max = 4999 }
delivery = { later = 500 }
[party.buyer]
name = "Buyer"
[party.buyer.red_line.late]
title = "Not late at that price"
reject = { price = { above = 3000 }, delivery = ["later", "never"] }
firmness = 0.75
"#;
    let scenario = Scenario::from_toml_str(text).expect("a sound scenario");
    let by = |engine| accept(&scenario, &Effort { engine, samples: Some(0), ..Effort::default() });
    let (auto, exact) = (by(EngineChoice::Auto), by(EngineChoice::Exact));
    assert_eq!((auto.provenance.engine, exact.provenance.engine), (EngineName::Enumerate, EngineName::Exact));
    assert!(auto.provenance.why.expect("a reason").contains("4,096 values of an issue"));
    // The seller takes 2,000 and more, or 1,500 and more where delivery is later; the buyer up to 3,000, and more where it is now.
    let agreed = (5000 - 2000) + (3001 - 1500) + (3001 - 2000);
    assert_eq!((number(&auto.zone.agreed), number(&exact.zone.agreed)), (agreed, agreed));
}
