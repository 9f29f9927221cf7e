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
    let rows: Vec<(String, bool, Option<f64>)> =
        found.sets.iter().map(|one| (ids(&[one.parties.clone()]).concat(), one.decides, one.any_probability)).collect();
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
