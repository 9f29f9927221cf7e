//! Who can agree with whom, held to asking for each set by itself: what `--coalition` answers.

use crate::generator;
use zopa::analysis::acceptance::{accept, overall};
use zopa::analysis::coalition::sets::{SetsFindings, coalitions, largest_size};
use zopa::engine::ask::answer::{AnswerKind, Count};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::rule::reference::{is_agreed, judge};
use zopa::scenario::id::PartyId;
use zopa::scenario::model::{Agreement, Changes, Scenario};

fn effort() -> Effort {
    Effort { samples: Some(0), threads: Some(1), ..Effort::default() }
}

fn read(text: &str) -> Scenario {
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn generated() -> impl Iterator<Item = (String, Scenario)> {
    let plain = (0..250).map(|seed| (format!("seed {seed}"), read(&generator::text(seed))));
    let assumed = (0..120).filter_map(|seed| {
        Some((format!("assumed, seed {seed}"), read(&generator::assumed::text(seed, seed % 2 == 0)?)))
    });
    plain.chain(assumed)
}

fn under(scenario: &Scenario, set: &[PartyId]) -> Scenario {
    scenario.with(&Changes { coalition: Some(set.to_vec()), ..Changes::default() }).expect("a party signs")
}

fn ask(scenario: &Scenario, engine: EngineChoice) -> SetsFindings {
    let largest = largest_size(scenario, None).expect("there are few parties");
    coalitions(scenario, &Effort { engine, ..effort() }, largest)
}

#[test]
fn a_coalition_is_the_file_rewritten() {
    for (what, scenario) in generated() {
        for set in ask(&scenario, EngineChoice::Auto).sets.into_iter().map(|set| set.parties) {
            let mut rewritten = scenario.clone();
            rewritten.agreement = Agreement { span: scenario.agreement.span.clone(), ..Agreement::default() };
            for id in scenario.parties.ids() {
                rewritten.parties[id].signs = set.contains(&id);
            }
            assert_eq!(under(&scenario, &set), rewritten, "{what}");
        }
    }
}

#[test]
fn every_set_is_what_it_would_agree_on_alone() {
    let (mut n_open, mut n_sets) = (0, 0);
    for (what, scenario) in generated() {
        let asked = [EngineChoice::Auto, EngineChoice::Enumerate, EngineChoice::Exact].map(|engine| {
            let found = ask(&scenario, engine);
            (engine, found)
        });
        let (_, auto) = &asked[0];
        assert_eq!(auto.provenance.kind, AnswerKind::Exact, "{what}");
        for set in &auto.sets {
            n_sets += 1;
            let alone = overall(&under(&scenario, &set.parties), &effort());
            assert_eq!((&set.agreed, set.share), (&alone.zone.agreed, alone.zone.share), "{what}: {:?}", set.parties);
            assert_eq!(set.decides, is_agreed(&scenario, &|party| set.parties.contains(&party)), "{what}");
            let any = alone.zone.any_probability.filter(|_| alone.zone.any_probability_interval.is_none());
            if let (Some(found), Some(truth)) = (set.any_probability, any) {
                assert!((found - truth).abs() < 1e-9, "{what}: {:?}: {found} for {truth}", set.parties);
                n_open += usize::from(truth < 1.0);
            }
        }
        for (engine, found) in &asked[1..] {
            for (one, other) in found.sets.iter().zip(&auto.sets) {
                // Decimal points beside a reservation are beyond the diagrams.
                let is_declined = *engine == EngineChoice::Exact && one.agreed == Count::Unknown;
                assert!(is_declined || one == other, "{what}: {engine:?}: {one:?}, {other:?}");
            }
        }
        boundaries(&what, &scenario, auto);
    }
    assert!(n_sets > 1_500 && n_open > 200, "{n_sets} sets, {n_open} without a deal of their own");
}

/// The largest sets with a deal and the smallest without, straight from what the page says they are.
fn boundaries(what: &str, scenario: &Scenario, found: &SetsFindings) {
    let has = |set: &[PartyId]| {
        let one = found.sets.iter().find(|one| one.parties == set).expect("every set is asked");
        one.agreed != Count::Exact(0_u32.into())
    };
    let is_part = |small: &[PartyId], large: &[PartyId]| {
        small.len() < large.len() && small.iter().all(|party| large.contains(party))
    };
    let sets: Vec<&[PartyId]> = found.sets.iter().map(|one| one.parties.as_slice()).collect();
    let is_empty = found.coherent == Count::Exact(0_u32.into());
    let of = |keep: &dyn Fn(&[PartyId]) -> bool| -> Vec<Vec<PartyId>> {
        sets.iter().filter(|set| !is_empty && keep(set)).map(|set| set.to_vec()).collect()
    };
    let largest = of(&|set| has(set) && !sets.iter().any(|other| is_part(set, other) && has(other)));
    let smallest = of(&|set| !has(set) && sets.iter().all(|other| !is_part(other, set) || has(other)));
    assert_eq!((&found.largest_with, &found.smallest_without), (&largest, &smallest), "{what}");
    assert!(sets.is_sorted_by_key(|set| (set.len(), set.to_vec())), "{what}");
    assert_eq!(sets.len(), (1 << scenario.parties.iter().filter(|party| party.signs).count()) - 1, "{what}");
}

#[test]
fn each_list_is_what_it_would_agree_on_as_the_only_one() {
    let mut n_lists = 0;
    for (what, scenario) in generated() {
        let found = accept(&scenario, &effort()).coalitions;
        let Some(lists) = &scenario.agreement.coalitions else {
            assert_eq!(found, None, "{what}");
            continue;
        };
        for (list, row) in lists.iter().zip(found.expect("there are lists")) {
            let agreement = Agreement { coalitions: Some(vec![list.clone()]), ..scenario.agreement.clone() };
            let changes = Changes { agreement: Some(agreement), ..Changes::default() };
            let alone = overall(&scenario.with(&changes).expect("a sound rule"), &effort()).zone;
            assert_eq!((&row.parties, &row.agreed, row.share), (list, &alone.agreed, alone.share), "{what}");
            assert_eq!((row.best_probability, row.any_probability), (alone.best_probability, alone.any_probability));
            n_lists += 1;
        }
    }
    assert!(n_lists > 60, "{n_lists}");
}

/// Two issues of two options; A and B want opposite things, C minds nothing.
const QUARREL: &str = r#"format = 1
title = "A quarrel"
[issue]
x.yes_no = true
y.yes_no = true
[party.a.red_line]
x = { title = "x", require = { x = true }, firmness = 0.5 }
[party.b.red_line]
x = { title = "not x", reject = { x = true } }
[party.c]
[party.d]
signs = false
[agreement]
at_least = 2
[variant.talks]
coalition = ["a", "d"]
[variant.alone]
agreement = { always = "c" }
[variant.all]
agreement = {}
"#;

#[test]
fn a_quarrel_by_hand() {
    let scenario = read(QUARREL);
    let found = ask(&scenario, EngineChoice::Auto);
    let ids = |sets: &[Vec<PartyId>]| -> Vec<String> {
        let one = |set: &Vec<PartyId>| set.iter().map(|id| scenario.parties[*id].id.clone()).collect();
        sets.iter().map(one).map(|ids: Vec<String>| ids.join("+")).collect()
    };
    assert_eq!(ids(&found.largest_with), ["a+c", "b+c"]);
    assert_eq!(ids(&found.smallest_without), ["a+b"]);
    let rows: Vec<(String, bool, Option<f64>)> = found
        .sets
        .iter()
        .map(|one| (ids(std::slice::from_ref(&one.parties)).concat(), one.decides, one.any_probability))
        .collect();
    let row = |set: &str, decides, any| (set.to_owned(), decides, Some(any));
    assert_eq!(rows[..4], [row("a", false, 1.0), row("b", false, 1.0), row("c", false, 1.0), row("a+b", true, 0.5)]);
    let agreed = |variant: &str| {
        let variant = scenario.variants.iter().find(|one| one.id == variant).expect("it is there");
        overall(&scenario.with(&variant.changes).expect("sound"), &effort()).zone.agreed
    };
    assert_eq!(agreed("talks"), Count::Exact(2_u32.into()), "d signs now, and b does not");
    assert_eq!(agreed("alone"), Count::Exact(4_u32.into()));
    assert_eq!(agreed("all"), Count::Exact(0_u32.into()));
}

#[test]
fn of_many_parties_small_sets_are_asked() {
    let parties = |n: usize| -> String {
        (0..n).fold("format = 1\ntitle = \"\"\n[issue.x]\nyes_no = true\n".to_owned(), |text, at| {
            text + &format!("[party.p{at:03}]\n")
        })
    };
    let size = |n, asked| largest_size(&read(&parties(n)), asked);
    assert_eq!((size(12, None), size(12, Some(2)), size(12, Some(40))), (Ok(12), Ok(2), Ok(12)));
    assert_eq!((size(13, None), size(31, None), size(32, None), size(100, None)), (Ok(3), Ok(3), Ok(2), Ok(1)));
    assert_eq!(size(32, Some(3)), Err(5_488_u32.into()));
    assert_eq!(size(13, Some(4)), Err(1_092_u32.into()));
    let found = ask(&read(&parties(13)), EngineChoice::Auto);
    assert_eq!((found.sets.len(), found.largest_with.len()), (377, 0));
    assert!(found.provenance.why.is_some());
    assert!(judge(&read(&parties(1)), &[zopa::scenario::model::Value(0)].into_iter().collect()).coherent());
}

/// Three parties of 40, 35 and 25 seats, 50 needed; each has one line.
const SEATS: &str = r#"format = 1
title = "Seats"
[issue]
x.yes_no = true
y.yes_no = true
[assumption.mood]
values = { calm = 0.5, angry = 0.5 }
[party.a]
weight = 40
red_line.x = { title = "x", require = { x = true } }
[party.b]
weight = 35
red_line.y = { title = "y", require = { y = true } }
[party.c]
weight = 25
red_line.angry = { title = "angry", reject = { mood = "angry" }, when = { x = true }, unless = { y = true } }
[agreement]
weight_at_least = 60
[proposal.open]
terms = { x = true }
[proposal.shut]
terms = { x = true, y = false }
[proposal.neither]
terms = { x = false, y = false }
"#;

#[test]
fn votes_by_hand() {
    use zopa::analysis::comparison::{Draft, compare};
    let scenario = read(SEATS);
    let draft = |one: &zopa::scenario::model::Proposal| Draft {
        id: one.id.clone(),
        title: one.title.clone(),
        terms: one.terms.clone(),
    };
    let found = compare(&scenario, scenario.proposals.iter().map(draft).collect(), &effort());
    let said: Vec<_> = found
        .proposals
        .iter()
        .map(|one| {
            let votes = one.votes.as_ref().expect("a weight is asked for");
            let pivotal: Vec<&str> = votes.pivotal.iter().map(|id| scenario.parties[*id].id.as_str()).collect();
            (votes.count, votes.weight, pivotal.join("+"), votes.without.clone(), votes.world.clone())
        })
        .collect();
    // All three accept x and y; nobody alone is missed but A: without it 60 are just enough.
    assert_eq!(said[0], (3, 100.0, String::new(), vec![], Some(vec![0])));
    // Angry, C leaves, and A alone has 40.
    assert_eq!(said[1], (1, 40.0, String::new(), vec![], Some(vec![1])));
    assert_eq!(said[2], (1, 25.0, String::new(), vec![], Some(vec![0])));
    let calm = scenario.with(&Changes { assume: vec![(0, 0)], ..Changes::default() }).expect("sound");
    let found = compare(&calm, vec![draft(&scenario.proposals[scenario.proposal_by_id("shut").unwrap()])], &effort());
    let votes = found.proposals[0].votes.as_ref().expect("a weight is asked for");
    let pivotal: Vec<&str> = votes.pivotal.iter().map(|id| scenario.parties[*id].id.as_str()).collect();
    assert_eq!((votes.weight, pivotal, &votes.without, &votes.world), (65.0, vec!["a", "c"], &vec![25.0, 40.0], &None));
    assert_eq!((votes.needed_weight, votes.needed_count), (Some(60.0), None));
}

#[test]
fn votes_on_an_open_proposal_are_those_of_its_best_completion_by_either_way() {
    use zopa::analysis::coalition::votes::Teller;
    let mut n = 0;
    for (what, scenario) in generated() {
        let Some(teller) = Teller::of(&scenario) else { continue };
        let open = scenario.open_terms();
        let votes = teller.on_terms(&open, &effort());
        // Straight from the definition, over every deal.
        let mut deals: Vec<Vec<zopa::scenario::model::Value>> = vec![Vec::new()];
        for issue in &scenario.issues {
            let longer = |deal: &Vec<_>| {
                (0..issue.n_values())
                    .map(|value| [deal.as_slice(), &[zopa::scenario::model::Value(value)]].concat())
                    .collect::<Vec<_>>()
            };
            deals = deals.iter().flat_map(longer).collect();
        }
        let coherent =
            deals.into_iter().map(|deal| deal.into_iter().collect()).filter(|deal| judge(&scenario, deal).coherent());
        let all: Vec<_> = coherent.map(|deal| (judge(&scenario, &deal).agreed, teller.on(&deal))).collect();
        let Some(votes) = votes else {
            assert!(all.is_empty(), "{what}");
            continue;
        };
        let n_best = all.iter().filter(|(_, other)| *other == votes).count();
        assert!(n_best > 0, "{what}: no completion has these votes");
        let is_agreed = all.iter().any(|(agreed, _)| *agreed);
        let best = all.iter().filter(|(agreed, _)| *agreed == is_agreed);
        if is_agreed && scenario.agreement.weight_at_least.is_some() && votes.world.is_none() {
            assert!(best.clone().all(|(_, other)| other.weight <= votes.weight + 1e-9), "{what}");
        }
        assert!(all.iter().any(|(agreed, other)| *agreed == is_agreed && *other == votes), "{what}");
        if votes.world.is_none() {
            let by_sets = teller.on_sets(&scenario, &effort()).expect("few parties");
            assert_eq!(by_sets, votes, "{what}");
        }
        n += 1;
    }
    assert!(n > 60, "{n}");
}
