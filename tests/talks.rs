//! Talks: the fast player held to the reference step by step, and the laws of what happens at the table.

use crate::generator;
use zopa::analysis::acceptance::overall;
use zopa::analysis::talk::chance::Chance;
use zopa::analysis::talk::findings::{Asked, talks};
use zopa::analysis::talk::play::{Does, Ending, Played, is_held};
use zopa::analysis::talk::player::Player;
use zopa::analysis::talk::reference;
use zopa::analysis::talk::setting::Setting;
use zopa::analysis::talk::table::Table;
use zopa::analysis::talk::tally::play_many;
use zopa::engine::ask::effort::Effort;
use zopa::rule::reference::judge;
use zopa::scenario::id::{DemandId, Id};
use zopa::scenario::model::Scenario;
use zopa::scenario::talk::{GivesWay, Protocol, Strategy, Talk, TurnOrder};

const STRATEGIES: [Strategy; 8] = [
    Strategy::Linear,
    Strategy::Boulware,
    Strategy::Conceder,
    Strategy::Exponent(2.5),
    Strategy::Firm,
    Strategy::Reciprocal,
    Strategy::Micro,
    Strategy::Random,
];
const ROUNDS: [u32; 4] = [1, 3, 8, 20];
/// Deals beyond which the reference takes too long.
const SMALL: usize = 80;

fn effort() -> Effort {
    Effort { threads: Some(1), ..Effort::default() }
}

fn read(text: &str) -> Scenario {
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn generated() -> impl Iterator<Item = (String, Scenario)> {
    let plain = (0..400).map(|seed| (format!("seed {seed}"), read(&generator::text(seed))));
    let assumed = (0..200).filter_map(|seed| {
        Some((format!("assumed, seed {seed}"), read(&generator::assumed::text(seed, seed % 2 == 0)?)))
    });
    plain.chain(assumed)
}

/// A talk of everything that may stand in one, by the number of a case.
fn talk(scenario: &Scenario, case: usize) -> Talk {
    let parties: Vec<_> = scenario.parties.ids().collect();
    let proposals: Vec<_> = scenario.proposals.ids().collect();
    let mut openings = Vec::new();
    for (place, party) in parties.iter().enumerate() {
        if !proposals.is_empty() && (case + place) % 3 != 0 {
            openings.push((*party, proposals[(case + place) % proposals.len()]));
        }
    }
    let one = |place: usize| STRATEGIES[(case / 2 + 3 * place) % STRATEGIES.len()];
    Talk {
        protocol: Protocol::ALL[usize::from(case % 3 == 0)],
        rounds: ROUNDS[case % ROUNDS.len()],
        order: if case % 5 == 0 {
            TurnOrder::Random
        } else {
            TurnOrder::Named(parties.iter().rev().copied().collect())
        },
        strategies: parties.iter().enumerate().map(|(place, party)| (*party, one(place))).collect(),
        text: proposals.first().copied().filter(|_| case % 6 == 0),
        openings,
        gives_way: GivesWay::ALL[case / 4 % 4],
        breakdown: if case % 7 == 0 { 0.1 } else { 0.0 },
        ..Talk::default()
    }
}

fn cases() -> impl Iterator<Item = (String, Scenario, Setting, Table)> {
    generated().enumerate().filter_map(|(case, (what, scenario))| {
        let setting = Setting::new(&scenario, &talk(&scenario, case));
        let table = Table::new(&scenario, &setting, &effort()).expect("it is small");
        (table.len() <= SMALL).then_some((what, scenario, setting, table))
    })
}

#[test]
fn the_fast_player_plays_the_talks_of_the_reference_step_by_step() {
    let (mut n, mut agreed, mut by_rule, mut empty) = (0, 0, 0, 0);
    for (what, _, setting, table) in cases() {
        let mut player = Player::new(&table, &setting, 1 << 20);
        // One that forgets everything before each talk.
        let mut forgetful = Player::new(&table, &setting, 0);
        for number in 0..6 {
            let chance = Chance::new(7, number);
            let slow = reference::play(&table, &setting, chance);
            let fast = player.play(chance, true);
            assert_eq!(slow, fast, "{what}, talk {number}: {setting:?}");
            assert_eq!(Played { steps: Vec::new(), ..slow.clone() }, forgetful.play(chance, false), "{what}");
            if let Some(deal) = slow.deal {
                let undominated = reference::is_undominated(&table, &setting, &slow, deal);
                assert_eq!(player.is_undominated(&slow, deal), undominated, "{what}, talk {number}");
                agreed += 1;
            }
            n += 1;
            by_rule += usize::from(!table.needs_everyone);
            empty += usize::from(table.is_empty());
        }
    }
    assert!(n > 1_500 && agreed > n / 5 && agreed < n && by_rule > n / 10, "{n} {agreed} {by_rule} {empty}");
}

#[test]
fn the_table_says_what_the_oracle_says() {
    for (what, _, setting, table) in cases() {
        for world in &table.worlds {
            for number in 0..table.len() {
                let judged = judge(&world.scenario, &table.deal(number));
                assert!(judged.coherent(), "{what}");
                for (signer, party) in setting.signers.iter().enumerate() {
                    let class = &world.classes[signer][table.class(world, signer, number)];
                    let mut crossed: Vec<DemandId> = class.lines.iter().map(|line| table.lines[*line].demand).collect();
                    crossed.extend(table.reservations[signer].filter(|_| class.below));
                    let of_party = |demand: &&DemandId| table.demands[**demand].party() == *party;
                    let expected: Vec<DemandId> = judged.crossed.iter().filter(of_party).copied().collect();
                    assert_eq!(crossed, expected, "{what}");
                    if let Some(utility) = judged.utility[*party] {
                        assert_eq!(world.worth[signer][number], utility, "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn nobody_offers_or_accepts_what_crosses_a_line_held_then_and_an_agreement_is_possible() {
    for (what, scenario, setting, table) in cases() {
        let mut player = Player::new(&table, &setting, 1 << 20);
        for number in 0..10 {
            let played = player.play(Chance::new(1, number), true);
            let world = &table.worlds[played.world];
            for step in played.steps.iter().filter(|step| matches!(step.does, Does::Offer | Does::Accept)) {
                let deal = step.deal.expect("an offer is a deal");
                let class = &world.classes[step.signer][table.class(world, step.signer, deal)];
                let held = |line: &usize| is_held(played.times[*line], step.round, setting.rounds);
                assert!(!class.below && !class.lines.iter().any(held), "{what}: {step:?}");
            }
            assert!(played.deal.is_none() || played.possible, "{what}: {:?}", scenario.title);
            assert_eq!(played.deal.is_some(), played.ending == Ending::Agreement, "{what}");
        }
    }
}

#[test]
fn what_is_possible_does_not_depend_on_protocol_strategies_or_rounds() {
    for (what, scenario, setting, table) in cases() {
        let other = Talk {
            protocol: Protocol::SingleText,
            rounds: 5,
            usual: Strategy::Firm,
            gives_way: setting.gives_way,
            ..Talk::default()
        };
        let other = Setting::new(&scenario, &other);
        let (mut here, mut there) = (Player::new(&table, &setting, 1 << 20), Player::new(&table, &other, 1 << 20));
        for number in 0..20 {
            let chance = Chance::new(3, number);
            let (one, two) = (here.play(chance, false), there.play(chance, false));
            assert_eq!((one.world, one.possible, &one.times), (two.world, two.possible, &two.times), "{what}");
        }
    }
}

#[test]
fn what_is_possible_is_any_probability_within_chance() {
    const TALKS: u64 = 4_000;
    let (mut n, mut outside) = (0, 0);
    for (what, scenario, setting, table) in cases().take(120) {
        let known = overall(&scenario, &Effort { samples: Some(0), ..effort() }).zone;
        let Some(any) = known.any_probability.filter(|_| known.any_probability_interval.is_none()) else { continue };
        let tally = play_many(&table, &setting, &effort(), TALKS);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let share = tally.possible as f64 / TALKS as f64;
        let deviation = (any * (1.0 - any) / 4_000.0).sqrt();
        assert!((share - any).abs() <= 5.0 * deviation + 1e-9, "{what}: {share} and {any}");
        n += 1;
        outside += usize::from((share - any).abs() > 1.96 * deviation + 1e-9);
    }
    assert!(n > 60 && outside * 10 < n, "{outside} of {n} lie outside of 95 %");
}

#[test]
fn a_single_text_at_once_reaches_whatever_is_possible() {
    let mut reached = 0;
    for (what, scenario, _, table) in cases() {
        let n_demands = u32::try_from(table.demands.len()).expect("a few");
        let single = Talk {
            protocol: Protocol::SingleText,
            gives_way: GivesWay::AtOnce,
            rounds: n_demands + 1,
            ..Talk::default()
        };
        let setting = Setting::new(&scenario, &single);
        let mut player = Player::new(&table, &setting, 1 << 20);
        for number in 0..10 {
            let played = player.play(Chance::new(2, number), false);
            assert_eq!(played.deal.is_some(), played.possible, "{what}, talk {number}");
            reached += usize::from(played.possible);
        }
    }
    assert!(reached > 500, "{reached}");
}

#[test]
fn threads_never_show_in_talks() {
    for (what, scenario) in generated().take(30) {
        let talk = talk(&scenario, 1);
        let asked = Asked { talks: Some(3_000), ..Asked::default() };
        let [one, two, three] = [1, 2, 3].map(|threads| {
            let found = talks(&scenario, &talk, &asked, &Effort { threads: Some(threads), ..effort() });
            let found = found.expect("it is small");
            (found.tally, found.deals, found.provenance)
        });
        assert!(one == two && two == three, "{what}");
    }
}

/// A talk worked out by hand: two parties over one issue of five values, points of each, linear strategies, ten rounds.
///
/// The seller's worth is 0 to 4, the buyer's 4 to 0, no reservations, so gains are worth / 4, and t = r / 11. In round 1 the
/// seller asks for at least 1 − 1/11 = 0.909: only the price of 4 will do. The buyer refuses, since its gain is 0, and offers
/// 0. The seller's level falls to 0.75 in round 3 (8/11 = 0.727): it offers 3, whose gain of 0.75 is enough; so does the
/// buyer offer 1. In round 6 (5/11 = 0.4545 is below 0.5) the seller takes 2 itself as enough, offers it, and the buyer
/// accepts.
#[test]
fn a_talk_worked_out_by_hand() {
    let scenario = read(
        r#"
        format = 1
        title = "A price"
        [issue.price]
        title = "Price"
        range = { min = 0, max = 4, step = 1 }
        [party.seller]
        name = "Seller"
        [party.seller.points]
        price = { at_min = 0, at_max = 4 }
        [party.buyer]
        name = "Buyer"
        [party.buyer.points]
        price = { at_min = 4, at_max = 0 }
        "#,
    );
    let talk = Talk { rounds: 10, ..Talk::default() };
    let found = talks(&scenario, &talk, &Asked { trace: Some(0), ..Asked::default() }, &effort()).expect("it is small");
    assert_eq!(found.tally.talks, 1, "nothing is drawn");
    let (_, played) = found.trace.expect("it is asked for");
    let steps: Vec<(u32, usize, Does, Option<usize>)> =
        played.steps.iter().map(|step| (step.round, step.signer, step.does, step.deal)).collect();
    let offers = |round, seller, buyer| [(round, 0, Does::Offer, Some(seller)), (round, 1, Does::Offer, Some(buyer))];
    let mut expected = Vec::new();
    for (round, seller, buyer) in [(1, 4, 0), (2, 4, 0), (3, 3, 1), (4, 3, 1), (5, 3, 1)] {
        expected.extend(offers(round, seller, buyer));
    }
    expected.extend([(6, 0, Does::Offer, Some(2)), (6, 1, Does::Accept, Some(2))]);
    assert_eq!(steps, expected);
    assert_eq!((played.round, played.closed, played.gains.as_slice()), (6, Some(1), &[0.5, 0.5][..]));
}

#[test]
fn a_line_that_gives_way_opens_the_way_when_it_does() {
    let scenario = read(
        r#"
        format = 1
        title = "Jobs"
        [issue.jobs]
        title = "Jobs"
        options = { none = "None", all = "All" }
        [party.town]
        name = "Town"
        [party.town.red_line.jobs]
        title = "Some jobs"
        reject = { jobs = "none" }
        [party.port]
        name = "Port"
        [party.port.red_line.no_jobs]
        title = "No jobs"
        reject = { jobs = "all" }
        firmness = 0.25
        "#,
    );
    let last = Talk { gives_way: GivesWay::Last, rounds: 4, ..Talk::default() };
    let found = talks(&scenario, &last, &Asked { talks: Some(20_000), ..Asked::default() }, &effort()).expect("small");
    assert_eq!(found.tally.histogram[..3], [0, 0, 0], "nobody gives way before the last round");
    assert!((14_700..15_300).contains(&found.tally.reached()), "three in four: {}", found.tally.reached());
    assert_eq!(found.tally.reached(), found.tally.possible);
    assert_eq!(found.tally.gave_way[1], found.tally.reached());
    assert_eq!(found.tally.crossed[1], found.tally.reached());
    assert_eq!(found.setting.signers[0].place(), 0);
}
