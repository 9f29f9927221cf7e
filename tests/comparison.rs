//! `zopa compare` held to the oracle: every proposal of every generated scenario, judged deal by deal.

use crate::brute::deals;
use crate::generator;
use std::fs;
use zopa::analysis::comparison::{Accepts, Comparison, Draft, Near, compare};
use zopa::engine::ask::answer::{AnswerKind, EngineName};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::report::context::{RunContext, Style};
use zopa::report::{comparison, terminal};
use zopa::rule::reference::{Judgement, crosses, judge};
use zopa::scenario::id::{DemandId, Id, IssueId};
use zopa::scenario::model::{Agreement, Deal, Scenario, Terms, Value};

/// How many generated scenarios the comparison is held on.
const CASES: u64 = 700;
/// How many near deals are listed.
const TOP: usize = 3;

fn generated(seed: u64) -> Scenario {
    let text = generator::text(seed);
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}"))
}

fn effort() -> Effort {
    Effort { top: TOP, threads: Some(1), ..Effort::default() }
}

/// The scenario's proposals, and terms drawn from its deals: all settled, half of them open, all open.
fn drafts(scenario: &Scenario, all: &[Deal], seed: u64) -> Vec<Draft> {
    let named = scenario.proposals.iter();
    let mut drafts: Vec<Draft> =
        named.map(|one| Draft { id: one.id.clone(), title: one.title.clone(), terms: one.terms.clone() }).collect();
    for (place, draw) in [seed * 31, seed * 17 + 5, seed * 7 + 1].into_iter().enumerate() {
        let deal = &all[draw as usize % all.len()];
        let terms: Terms =
            deal.enumerate().map(|(id, value)| ((id.place() + seed as usize) % 3 >= place).then_some(*value)).collect();
        drafts.push(Draft { id: format!("terms {place}"), title: String::new(), terms });
    }
    drafts.push(Draft { id: "open".to_owned(), title: String::new(), terms: scenario.open_terms() });
    drafts
}

fn rounded(p: f64) -> f64 {
    format!("{p:.11e}").parse().unwrap()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 + 1e-9 * left.abs().max(right.abs())
}

fn changes(terms: &Terms, deal: &Deal) -> Vec<IssueId> {
    terms.enumerate().filter(|(id, term)| term.is_some_and(|value| value != deal[*id])).map(|(id, _)| id).collect()
}

/// The nearest of some deals, slowly.
fn nearest(terms: &Terms, of: &[&Deal]) -> Option<(usize, u64, Vec<Deal>)> {
    let least = of.iter().map(|deal| changes(terms, deal).len()).min()?;
    let at: Vec<Deal> =
        of.iter().filter(|deal| changes(terms, deal).len() == least).map(|deal| (*deal).clone()).collect();
    Some((least, at.len() as u64, at.into_iter().take(TOP).collect()))
}

fn seen(near: Option<&Near>) -> Option<(usize, u64, Vec<Deal>)> {
    near.map(|near| (near.distance, near.count, near.deals.iter().map(|(deal, _)| deal.clone()).collect()))
}

/// Holds a comparison to the plain reading; gives how many drafts had no completion, and how many had.
fn hold(scenario: &Scenario, drafts: &[Draft], found: &Comparison, all: &[Deal], seed: u64) -> (u64, u64) {
    let judged: Vec<(&Deal, Judgement)> = all.iter().map(|deal| (deal, judge(scenario, deal))).collect();
    let coherent: Vec<&(&Deal, Judgement)> = judged.iter().filter(|(_, one)| one.coherent()).collect();
    let agreed: Vec<&Deal> = coherent.iter().filter(|(_, one)| one.agreed).map(|(deal, _)| *deal).collect();
    let p = |one: &Judgement| rounded(one.probability.unwrap());
    let highest = coherent.iter().map(|(_, one)| p(one)).fold(0.0, f64::max);
    let likely: Vec<&Deal> = coherent.iter().filter(|(_, one)| p(one) >= highest).map(|(deal, _)| *deal).collect();
    assert_eq!((found.provenance.kind, &found.fault), (AnswerKind::Exact, &None), "seed {seed}");
    let (mut n_empty, mut n_whole) = (0, 0);
    for (draft, one) in drafts.iter().zip(&found.proposals) {
        let what = format!("seed {seed}, {}: {:?}", draft.id, draft.terms);
        let own: Vec<&&(&Deal, Judgement)> =
            coherent.iter().filter(|(deal, _)| scenario.has_terms(deal, &draft.terms)).collect();
        assert_eq!(one.completions, Some(own.len().into()), "{what}");
        assert_eq!(one.agreed, Some(own.iter().filter(|(_, one)| one.agreed).count().into()), "{what}");
        assert_eq!(seen(one.nearest.as_ref()), nearest(&draft.terms, &agreed), "{what}");
        let expected = if agreed.is_empty() && highest > 0.0 { nearest(&draft.terms, &likely) } else { None };
        assert_eq!(seen(one.nearest_likely.as_ref()), expected, "{what}");
        for near in one.nearest.iter().chain(&one.nearest_likely) {
            assert!(near.deals.iter().all(|(deal, changed)| *changed == changes(&draft.terms, deal)), "{what}");
        }
        if let Some(near) = &one.nearest_likely {
            assert!(close(near.probability.unwrap(), highest), "{what}");
        }
        if own.is_empty() {
            n_empty += 1;
            assert_eq!((one.probability, &one.best), (None, &None), "{what}");
            assert!(one.parties.iter().all(|at| *at == zopa::analysis::comparison::Position::default()), "{what}");
            // Every deal with the terms, the fixed ones filled in: which impossible rules do all of them cross?
            let fits = |deal: &&Deal| {
                scenario.has_terms(deal, &draft.terms)
                    && scenario
                        .fix
                        .enumerate()
                        .all(|(id, fix)| draft.terms[id].is_some() || fix.is_none_or(|fix| deal[id] == fix))
            };
            let boxed: Vec<&Deal> = all.iter().filter(fits).collect();
            let rules = scenario.impossible.enumerate();
            let rules = rules.filter(|(_, rule)| boxed.iter().all(|deal| crosses(scenario, &rule.rule, deal)));
            assert_eq!(one.impossible, rules.map(|(id, _)| id).collect::<Vec<_>>(), "{what}");
            let sizes = scenario.issues.enumerate().filter(|(id, issue)| {
                issue.size().is_some_and(|size| boxed.iter().all(|deal| !size.admits(deal[*id].0.count_ones())))
            });
            assert_eq!(one.sizes, sizes.map(|(id, _)| id).collect::<Vec<_>>(), "{what}");
            continue;
        }
        n_whole += 1;
        // The first of those that tie.
        let most = own.iter().map(|(_, one)| p(one)).fold(0.0, f64::max);
        let (best, judgement) = own.iter().find(|(_, one)| p(one) >= most).unwrap();
        assert_eq!((one.best.as_ref(), one.probability), (Some(*best), judgement.probability), "{what}");
        for (id, at) in one.parties.enumerate() {
            let n = own.iter().filter(|(_, one)| one.accepts[id]).count();
            let accepts = if n == own.len() {
                Accepts::All
            } else if n > 0 {
                Accepts::Some
            } else {
                Accepts::None
            };
            assert_eq!(at.accepts, Some(accepts), "{what}");
            let crossed: Vec<DemandId> = found
                .demands
                .enumerate()
                .filter(|(demand, name)| name.party() == id && own.iter().all(|(_, one)| one.crossed.contains(demand)))
                .map(|(demand, _)| demand)
                .collect();
            assert_eq!(at.crossed, crossed, "{what}");
            assert_eq!(at.probability, Some(judgement.party_probability[id]), "{what}");
            let utilities: Vec<f64> = own.iter().filter_map(|(_, one)| one.utility[id]).collect();
            let low = utilities.iter().copied().reduce(f64::min);
            let high = utilities.iter().copied().reduce(f64::max);
            match (at.utility, low.zip(high)) {
                (None, None) => {}
                (Some(found), Some(truth)) => assert!(close(found.0, truth.0) && close(found.1, truth.1), "{what}"),
                (found, truth) => panic!("{what}: {found:?}, not {truth:?}"),
            }
        }
    }
    let values = |id: IssueId| drafts.iter().map(|draft| draft.terms[id]).collect::<std::collections::BTreeSet<_>>();
    let differences: Vec<IssueId> = scenario.issues.ids().filter(|id| values(*id).len() > 1).collect();
    assert_eq!(found.differences, differences, "seed {seed}");
    (n_empty, n_whole)
}

#[test]
fn every_figure_of_every_proposal_is_the_oracles_own() {
    let (mut n_empty, mut n_whole, mut n_likely, mut of_rule) = (0, 0, 0, [0; 5]);
    for seed in 0..CASES {
        let mut scenario = generated(seed);
        let all = deals(&scenario);
        // A fixed term now and then, as `--fix` gives it.
        if seed % 4 == 0 {
            let id = IssueId::from_place(seed as usize % scenario.issues.len());
            scenario.fix = scenario.open_terms();
            scenario.fix[id] = Some(all[seed as usize % all.len()][id]);
        }
        let drafts = drafts(&scenario, &all, seed);
        let found = compare(&scenario, drafts.clone(), &effort());
        let (empty, whole) = hold(&scenario, &drafts, &found, &all, seed);
        n_empty += empty;
        n_whole += whole;
        n_likely += u64::from(found.proposals.iter().any(|one| one.nearest_likely.is_some()));
        let Agreement { always, at_least, weight_at_least, coalitions, .. } = &scenario.agreement;
        let rules = [
            scenario.agreement.needs_everyone(),
            !always.is_empty(),
            at_least.is_some(),
            weight_at_least.is_some(),
            coalitions.is_some(),
        ];
        for (count, is_so) in of_rule.iter_mut().zip(rules) {
            *count += u64::from(is_so);
        }
    }
    assert!(n_empty > CASES / 4 && n_whole > 2 * CASES, "{n_empty} without a completion, {n_whole} with");
    assert!(n_likely > CASES / 20, "{n_likely} without an agreed deal");
    assert!(of_rule.iter().all(|n| *n > CASES / 40), "every agreement rule is met: {of_rule:?}");
}

#[test]
fn threads_never_show_in_a_comparison() {
    for seed in 0..40 {
        let scenario = generated(seed * 5);
        let drafts = drafts(&scenario, &deals(&scenario), seed);
        let with = |threads| compare(&scenario, drafts.clone(), &Effort { threads: Some(threads), ..effort() });
        assert_eq!(with(1), with(7), "seed {seed}");
    }
}

/// A space that is walked in many tiles and pages: two ranges, members that stand across tiles, and two parties.
fn large() -> Scenario {
    let text = "format = 1\ntitle = \"\"\n[issue]\nland.yes_no = true\n\
        seats.members = { a = \"\", b = \"\", c = \"\", d = \"\", e = \"\", f = \"\" }\n\
        price.range = { min = 0, max = 99 }\nshare.range = { min = 0, max = 69 }\n\
        [party.x.red_line]\nl = { title = \"\", require = { expr = \"price + share >= 120 && size(seats) != 4\" } }\n\
        [party.y.red_line]\nm = { title = \"\", require = { price = { at_most = 80 } }, firmness = 0.4 }\n\
        n = { title = \"\", reject = { land = true, seats = { includes = [\"a\", \"f\"] } } }";
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_space_of_many_tiles_is_measured_as_a_small_one_is() {
    let scenario = large();
    let all = deals(&scenario);
    let terms = |text: &str| -> Terms {
        let mut terms = scenario.open_terms();
        for (id, value) in scenario.parse_terms(text).unwrap() {
            terms[id] = Some(value);
        }
        terms
    };
    let texts =
        ["land=true,seats=a+f,price=99,share=3", "seats=b+c+d+e,share=0", "price=90", "land=false,price=0,share=0"];
    let drafts: Vec<Draft> =
        texts.iter().map(|text| Draft { id: (*text).to_owned(), title: String::new(), terms: terms(text) }).collect();
    for fixed in [None, Some("price=70"), Some("share=20")] {
        let mut scenario = scenario.clone();
        scenario.fix = fixed.map_or_else(|| scenario.open_terms(), terms);
        let found = compare(&scenario, drafts.clone(), &effort());
        hold(&scenario, &drafts, &found, &all, 0);
    }
}

/// What diagrams say of the completions of generated drafts, open worlds among them, beside the walk of the same box.
#[test]
fn completions_by_diagrams_are_those_of_the_walk() {
    use zopa::engine::ask::limit::Deadline;
    use zopa::engine::{exact, tile};
    let (mut n, mut best) = (0, 0);
    for seed in 0..400 {
        let texts = [Some(generator::text(seed)), generator::assumed::text(seed, true)];
        for text in texts.into_iter().flatten() {
            let scenario = Scenario::from_toml_str(&text).unwrap();
            for proposal in scenario.proposals.iter() {
                let walked =
                    tile::completion::completions(&scenario, &proposal.terms, &effort(), Deadline::after(None))
                        .unwrap();
                let Ok(found) = exact::completion::completions(&scenario, &proposal.terms, &effort()) else { continue };
                let what = format!("seed {seed}, {}", proposal.id);
                assert_eq!((&found.n, &found.agreed), (&walked.n, &walked.agreed), "{what}");
                assert_eq!((&found.accepts, &found.crossed), (&walked.accepts, &walked.crossed), "{what}");
                for (found, walked) in found.utility.iter().zip(&walked.utility) {
                    let Some(((low, high), (least, most))) = found.zip(*walked) else { continue };
                    assert!(close(low, least) && close(high, most), "{what}: {found:?}, not {walked:?}");
                }
                if found.best.is_some() {
                    assert_eq!(found.best, walked.best, "{what}");
                    best += 1;
                }
                n += 1;
            }
        }
    }
    assert!(n > 300 && best > 100, "{n} {best}");
}

#[test]
fn what_is_out_of_reach_is_said_and_the_rest_stays_exact() {
    let issues: String = (0..40).map(|at| format!("i{at}.options = {{ a = \"\", b = \"\", c = \"\" }}\n")).collect();
    let text = format!(
        "format = 1\ntitle = \"\"\n[issue]\n{issues}[party.x.red_line]\nl = {{ title = \"\", reject = {{ i0 = \"a\", i1 = \"b\" }} }}"
    );
    let scenario = Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let settled: Terms = scenario.issues.ids().map(|_| Some(Value(1))).collect();
    let draft = |id: &str, terms: Terms| Draft { id: id.to_owned(), title: String::new(), terms };
    let walked = Effort { engine: EngineChoice::Enumerate, ..effort() };
    let found = compare(&scenario, vec![draft("whole", settled.clone())], &walked);
    assert_eq!((found.provenance.kind, &found.proposals[0].agreed), (AnswerKind::Exact, &Some(1_u32.into())));
    assert!(found.provenance.why.unwrap().contains("the nearest deals are not known"));
    assert_eq!((&found.proposals[0].nearest, &found.proposals[0].nearest_likely), (&None, &None));

    // Nobody walks 3^40 deals; a diagram finds the nearest of them.
    let crossing: Terms = scenario.issues.ids().map(|id| Some(Value(u32::from(id.place() > 0)))).collect();
    let found = compare(&scenario, vec![draft("whole", settled.clone()), draft("crossing", crossing)], &effort());
    assert_eq!((found.provenance.engine, found.provenance.kind), (EngineName::Exact, AnswerKind::Exact));
    let near = |at: usize| found.proposals[at].nearest.as_ref().map(|near| (near.distance, near.count));
    // The one is agreed itself; of the other either i0 or i1 has to change, to one of two options.
    assert_eq!((near(0), near(1), found.provenance.why.as_ref()), (Some((0, 1)), Some((1, 4)), None));

    // A draft that leaves everything open has 3^40 completions, of which 3^38 cross the line: a diagram counts them, too.
    let both = vec![draft("whole", settled.clone()), draft("vague", scenario.open_terms())];
    let found = compare(&scenario, both, &effort());
    assert_eq!((found.provenance.kind, found.provenance.engine), (AnswerKind::Exact, EngineName::Exact));
    let power = |n| num_bigint::BigUint::from(3_u32).pow(n);
    let vague = &found.proposals[1];
    assert_eq!((&vague.completions, &vague.agreed), (&Some(power(40)), &Some(power(40) - power(38))));
    assert_eq!((vague.probability, vague.parties.iter().next().unwrap().accepts), (Some(1.0), Some(Accepts::Some)));
    // Where walking alone is asked for, it is not known, and not nothing.
    let found = compare(&scenario, vec![draft("vague", scenario.open_terms())], &walked);
    assert!(found.provenance.why.as_ref().unwrap().contains("the completions of these proposals are not known"));
    let json = comparison::as_json(&scenario, &found, &RunContext::default());
    assert!(json.contains("\"impossible\": null") && json.contains("\"crossed\": null"), "{json}");

    let sampled = Effort { engine: EngineChoice::Simulate, ..effort() };
    let found = compare(&scenario, vec![draft("whole", settled)], &sampled);
    assert_eq!((found.provenance.kind, &found.proposals[0].completions), (AnswerKind::Undecided, &None));
}

fn shipped(name: &str) -> (Scenario, Comparison, RunContext) {
    let path = format!("scenarios/{name}.toml");
    let scenario =
        Scenario::from_toml_str(&fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap())
            .unwrap();
    let context = RunContext { file: format!("{name}.toml"), path, ..RunContext::default() };
    let drafts = scenario.proposals.iter();
    let drafts = drafts.map(|one| Draft { id: one.id.clone(), title: one.title.clone(), terms: one.terms.clone() });
    let found = compare(&scenario, drafts.collect(), &Effort { top: 2, ..Effort::default() });
    (scenario, found, context)
}

#[test]
fn every_format_of_a_comparison_is_as_it_was() {
    for name in ["harbor", "ukraine_security_guarantees"] {
        let (scenario, found, context) = shipped(name);
        let table = |width, is_matrix| {
            terminal::comparison(&scenario, &found, &context, Style { width, color: false }, is_matrix)
        };
        insta::assert_snapshot!(format!("{name}_json"), comparison::as_json(&scenario, &found, &context));
        insta::assert_snapshot!(format!("{name}_table_80"), table(80, false));
        insta::assert_snapshot!(format!("{name}_table_120"), table(120, false));
        insta::assert_snapshot!(format!("{name}_matrix_80"), table(80, true));
        insta::assert_snapshot!(format!("{name}_matrix_120"), table(120, true));
        insta::assert_snapshot!(
            format!("{name}_markdown"),
            comparison::as_markdown(&scenario, &found, &context, false)
        );
        insta::assert_snapshot!(format!("{name}_csv"), comparison::as_csv(&scenario, &found));
        for width in [60, 80, 120] {
            for line in table(width, false).lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn the_keys_of_the_json_stand_in_their_order() {
    let (scenario, found, context) = shipped("ukraine_security_guarantees");
    let json: serde_json::Value = serde_json::from_str(&comparison::as_json(&scenario, &found, &context)).unwrap();
    let near: &[&str] = &["distance", "count", "deals", "probability"];
    let proposal: &[&str] = &[
        "id",
        "title",
        "terms",
        "open",
        "completions",
        "impossible",
        "against_fix",
        "agreed",
        "probability",
        "parties",
        "votes",
        "nearest",
        "nearest_likely",
    ];
    for (path, keys) in [
        ("", &["zopa", "command", "scenario", "answer", "proposals", "differences"][..]),
        ("/proposals/0", proposal),
        ("/proposals/0/parties/1", &["id", "accepts", "crossed", "utility", "probability"]),
        ("/proposals/0/parties/1/crossed/0", &["id", "title", "firmness", "firmness_by", "basis", "source", "quote"]),
        ("/proposals/0/nearest_likely", near),
        ("/proposals/0/nearest_likely/deals/0", &["terms", "changes", "votes"]),
        ("/proposals/0/nearest_likely/deals/0/changes/0", &["issue", "from", "to"]),
        ("/differences/0", &["issue", "values"]),
    ] {
        let found: Vec<&String> = json.pointer(path).unwrap().as_object().unwrap().keys().collect();
        assert_eq!(found, keys, "{path}");
    }
    let (scenario, found, context) = shipped("harbor");
    let json: serde_json::Value = serde_json::from_str(&comparison::as_json(&scenario, &found, &context)).unwrap();
    let found: Vec<&String> = json.pointer("/proposals/0/nearest").unwrap().as_object().unwrap().keys().collect();
    assert_eq!(found, &near[..3]);
    assert_eq!(json["proposals"][0]["nearest_likely"], serde_json::Value::Null);
    assert_eq!(json["proposals"][2]["completions"], "3");
}
