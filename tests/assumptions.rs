//! Assumptions: a deal is agreed, and a party accepts, where they do under every combination of values; a line is crossed
//! where it is under some; probabilities are averaged. Held on generated scenarios to a plain reading of every deal in
//! every world, which knows neither the engines nor what the oracle makes of several worlds.

use crate::generator;
use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::comparison::{Draft, compare};
use zopa::analysis::explanation::by_walk::explain;
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::frontier::by_walk::{parties_with_utility, trace};
use zopa::analysis::frontier::findings::Question;
use zopa::engine::ask::answer::{AnswerKind, Count};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::rule::demand::demands;
use zopa::rule::lower::lower;
use zopa::rule::reference::{is_agreed, judge};
use zopa::scenario::id::{DemandId, PartyId};
use zopa::scenario::model::{Deal, Scenario, Value};

fn assumed(seed: u64, with_bonuses: bool) -> Option<Scenario> {
    let text = generator::assumed::text(seed, with_bonuses)?;
    Some(Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{text}")))
}

fn deals(scenario: &Scenario) -> Vec<Deal> {
    let mut all: Vec<Vec<Value>> = vec![Vec::new()];
    for issue in &scenario.issues {
        all = all
            .iter()
            .flat_map(|before| (0..issue.n_values()).map(|value| [before.as_slice(), &[Value(value)]].concat()))
            .collect();
    }
    all.into_iter().map(|deal| deal.into_iter().collect()).collect()
}

/// What a deal crosses in each world, with the world's probability; none if it is incoherent.
struct Seen {
    deal: Deal,
    worlds: Vec<(f64, Vec<DemandId>)>,
    probability: f64,
}

fn seen(scenario: &Scenario) -> Vec<Seen> {
    let worlds: Vec<(f64, Scenario)> =
        scenario.combinations().into_iter().map(|(p, values)| (p, scenario.assuming(values))).collect();
    let one = |deal: Deal| {
        let judged: Vec<_> = worlds.iter().map(|(p, world)| (*p, judge(world, &deal))).collect();
        judged[0].1.coherent().then(|| Seen {
            probability: judged.iter().map(|(p, one)| p * one.probability.unwrap()).sum(),
            worlds: judged.into_iter().map(|(p, one)| (p, one.crossed)).collect(),
            deal,
        })
    };
    deals(scenario).into_iter().filter_map(one).collect()
}

impl Seen {
    /// Whether it is agreed where only these demands are enforced and only these parties are asked.
    fn agreed(&self, scenario: &Scenario, counts: &dyn Fn(DemandId) -> bool, asked: &dyn Fn(PartyId) -> bool) -> bool {
        let demands = demands(scenario);
        self.worlds.iter().all(|(_, crossed)| {
            is_agreed(scenario, &|party| {
                !asked(party) || !crossed.iter().any(|demand| counts(*demand) && demands[*demand].party() == party)
            })
        })
    }
    fn crosses(&self, demand: DemandId) -> bool {
        self.worlds.iter().any(|(_, crossed)| crossed.contains(&demand))
    }
}

fn effort() -> Effort {
    Effort { engine: EngineChoice::Auto, samples: Some(0), top: 3, threads: Some(1), ..Effort::default() }
}

fn close(found: f64, truth: f64) -> bool {
    (found - truth).abs() <= 1e-9 * (1.0 + truth.abs())
}

const CASES: u64 = 400;

#[test]
fn run_and_compare_read_every_world() {
    let (mut open, mut explained, mut by_quorum) = (0, 0, 0);
    for seed in 0..CASES {
        let Some(scenario) = assumed(seed, true) else { continue };
        if !lower(&scenario).has_several_worlds() {
            continue;
        }
        open += 1;
        let all = seen(&scenario);
        let names = demands(&scenario);
        let count = |of: &dyn Fn(&Seen) -> bool| Count::Exact(BigUint::from(all.iter().filter(|one| of(one)).count()));
        let everything = |one: &Seen| one.agreed(&scenario, &|_| true, &|_| true);
        let found = accept(&scenario, &effort());
        assert_eq!(found.provenance.kind, AnswerKind::Exact, "seed {seed}: {:?}", found.provenance.why);
        assert_eq!(found.coherent, count(&|_| true), "seed {seed}");
        assert_eq!(found.zone.agreed, count(&everything), "seed {seed}");
        let n = all.len() as f64;
        if n > 0.0 {
            let mean = all.iter().map(|one| one.probability).sum::<f64>() / n;
            assert!(close(found.zone.mean_probability.value.unwrap(), mean), "seed {seed}");
            let best = all.iter().map(|one| one.probability).fold(0.0, f64::max);
            assert!(close(found.zone.best_probability.unwrap(), best), "seed {seed}");
        }
        for (id, party) in found.parties.enumerate() {
            let accepts = |one: &Seen| !names.enumerate().any(|(d, name)| name.party() == id && one.crosses(d));
            assert_eq!(party.accepts, count(&accepts), "seed {seed}");
            let without = |one: &Seen| one.agreed(&scenario, &|_| true, &|party| party != id);
            assert_eq!(party.agreed_without, count(&without), "seed {seed}");
            for line in party.red_lines.iter().chain(&party.reservation) {
                assert_eq!(line.crossed, count(&|one| one.crosses(line.demand)), "seed {seed}");
                let only = |one: &Seen| names.ids().all(|d| one.crosses(d) == (d == line.demand));
                assert_eq!(line.only, count(&only), "seed {seed}");
                let dropped = |one: &Seen| one.agreed(&scenario, &|d| d != line.demand, &|_| true);
                assert_eq!(line.agreed_if_dropped, count(&dropped), "seed {seed}");
            }
        }
        let drafts = scenario.proposals.iter().map(|one| Draft {
            id: one.id.clone(),
            title: one.title.clone(),
            terms: one.terms.clone(),
        });
        for proposal in compare(&scenario, drafts.collect(), &effort()).proposals {
            let terms = &proposal.draft.terms;
            let has =
                |one: &&Seen| terms.iter().zip(&one.deal).all(|(term, value)| term.is_none_or(|term| term == *value));
            let own: Vec<&Seen> = all.iter().filter(has).collect();
            assert_eq!(proposal.agreed, Some(own.iter().filter(|one| everything(one)).count().into()), "seed {seed}");
            let best = own.iter().map(|one| one.probability).reduce(f64::max);
            match (proposal.probability, best) {
                (Some(found), Some(best)) => assert!(close(found, best), "seed {seed}"),
                (found, best) => assert_eq!(found.is_some(), best.is_some(), "seed {seed}"),
            }
        }
        let opens =
            |given: &[DemandId]| all.iter().any(|one| one.agreed(&scenario, &|d| !given.contains(&d), &|_| true));
        let why = explain(&scenario, &effort()).unwrap();
        for unlock in &why.unlocks {
            assert!(opens(unlock), "seed {seed}");
            for left in unlock {
                let less: Vec<DemandId> = unlock.iter().filter(|d| *d != left).copied().collect();
                assert!(!opens(&less), "seed {seed}");
            }
            explained += 1;
            by_quorum += usize::from(!scenario.agreement.needs_everyone());
        }
        for conflict in &why.conflicts {
            let others = |kept: &[DemandId]| names.ids().filter(|d| !kept.contains(d)).collect::<Vec<_>>();
            assert!(!opens(&others(conflict)), "seed {seed}");
            for left in conflict {
                let less: Vec<DemandId> = conflict.iter().filter(|d| *d != left).copied().collect();
                assert!(opens(&others(&less)), "seed {seed}");
            }
        }
        assert_eq!(why.unlocks.is_empty(), opens(&[]) || all.is_empty(), "seed {seed}");
        // What the command says has been counted a second time, and agrees with `run`.
        let said = reasons(&scenario, &effort(), 20).unwrap();
        assert_eq!(said.agreed, count(&everything), "seed {seed}");
        assert_eq!(said.unlocks_total, Some(why.unlocks.len()), "seed {seed}");
        for unlock in &said.unlocks {
            // A line need give way in the worlds where some coherent deal crosses it.
            let in_world = |world: usize| -> f64 {
                let applies = |line: &&DemandId| all.iter().any(|one| one.worlds[world].1.contains(line));
                let settled = scenario.assuming(scenario.combinations()[world].1.clone());
                let gives_way = |line: &DemandId| settled.gives_way(&said.demands[*line]);
                unlock.demands.iter().filter(applies).map(gives_way).product::<f64>() * all[0].worlds[world].0
            };
            let is_line = |line: &DemandId| scenario.red_line(&said.demands[*line]).is_some();
            let chance =
                if unlock.demands.iter().all(is_line) { (0..all[0].worlds.len()).map(in_world).sum() } else { 0.0 };
            assert!(close(unlock.chance, chance), "seed {seed}: {} {chance}", unlock.chance);
            let given = |one: &Seen| one.agreed(&scenario, &|d| !unlock.demands.contains(&d), &|_| true);
            assert_eq!(unlock.agreed, count(&given), "seed {seed}");
            assert_eq!(unlock.witness.as_ref(), all.iter().find(|one| given(one)).map(|one| &one.deal), "seed {seed}");
        }
    }
    assert!(open > CASES / 5, "{open} scenarios hang on their assumptions");
    assert!(explained > 20, "{explained} unlocks");
    assert!(by_quorum > 5, "{by_quorum} unlocks of agreement rules that do not need everyone");
}

/// Every way in which the lines hold or not, in every world: whether some deal is then agreed.
fn any_probability(scenario: &Scenario, all: &[Seen]) -> f64 {
    let names = demands(scenario);
    let lines: Vec<DemandId> =
        names.enumerate().filter(|(_, name)| scenario.red_line(name).is_some()).map(|(demand, _)| demand).collect();
    let settled: Vec<Scenario> =
        scenario.combinations().into_iter().map(|(_, values)| scenario.assuming(values)).collect();
    let mut sum = 0.0;
    for subset in 0_u32..1 << lines.len() {
        let held = |at: usize| subset >> at & 1 == 1;
        let counts = |demand: DemandId| lines.iter().position(|line| *line == demand).is_none_or(held);
        for (world, there) in settled.iter().enumerate() {
            let firm = |line: &DemandId| there.demand_firmness(&names[*line]).midpoint();
            let chance: f64 = lines
                .iter()
                .enumerate()
                .map(|(at, line)| if held(at) { firm(line) } else { 1.0 - firm(line) })
                .product();
            let is_agreed_there = |one: &Seen| {
                let crossed = &one.worlds[world].1;
                let crosses = |party| crossed.iter().any(|d| counts(*d) && names[*d].party() == party);
                is_agreed(scenario, &|party| !crosses(party))
            };
            if all.iter().any(is_agreed_there) {
                sum += chance * all[0].worlds[world].0;
            }
        }
    }
    sum
}

#[test]
fn the_probability_of_any_deal_is_that_of_every_way_the_lines_and_the_world_can_fall() {
    let (mut n, mut between) = (0, 0);
    for seed in 0..CASES {
        let Some(scenario) = assumed(seed, true) else { continue };
        let n_lines: usize = scenario.parties.iter().map(|party| party.red_lines.len()).sum();
        if !lower(&scenario).has_several_worlds() || n_lines > 7 {
            continue;
        }
        let all = seen(&scenario);
        let acceptance = accept(&scenario, &effort());
        let zone = &acceptance.zone;
        assert_eq!(zone.any_probability_interval, None, "seed {seed}");
        let plain = any_probability(&scenario, &all);
        let found = zone.any_probability.unwrap();
        assert!(close(found, plain), "seed {seed}: {found} {plain}");
        n += 1;
        between += usize::from(found > 0.001 && found < 0.999);
        let worlds = acceptance.worlds.as_deref().unwrap();
        let by_world: f64 = worlds.iter().map(|world| world.probability * world.any_probability.unwrap()).sum();
        assert!(close(by_world, plain), "seed {seed}: {by_world} {plain}");
        for (world, (p, assumed)) in worlds.iter().zip(scenario.combinations()) {
            assert_eq!((world.probability, &world.assumed), (p, &assumed), "seed {seed}");
            let assume = assumed.into_iter().enumerate().collect();
            let settled = scenario.with(&zopa::scenario::model::Changes { assume, ..Default::default() }).unwrap();
            let alone = accept(&settled, &effort());
            let best = world.best.as_ref().map(|best| (&best.deal, best.probability));
            assert_eq!(world.agreed, alone.zone.agreed, "seed {seed}");
            assert_eq!(world.best_probability, alone.zone.best_probability, "seed {seed}");
            assert_eq!(best, alone.zone.best.first().map(|best| (&best.deal, best.probability)), "seed {seed}");
            assert_eq!(alone.worlds.map(|worlds| worlds.len()), Some(1), "seed {seed}");
        }
    }
    assert!(n > 30 && between > 5, "{n} {between}");
}

#[test]
fn the_frontier_is_that_of_the_deals_agreed_in_every_world() {
    let (mut n, mut by_quorum) = (0, 0);
    for seed in 0..CASES {
        let Some(scenario) = assumed(seed, true) else { continue };
        let lowered = lower(&scenario);
        let parties = parties_with_utility(&scenario);
        if !lowered.has_several_worlds() || parties.is_empty() {
            continue;
        }
        let found = trace(&scenario, &effort(), Question::default()).found.unwrap();
        by_quorum += usize::from(!scenario.agreement.needs_everyone());
        let worth = |deal: &Deal| -> Vec<f64> {
            let judgement = judge(&scenario, deal);
            parties.iter().map(|party| judgement.utility[*party].unwrap()).collect()
        };
        let agreed: Vec<(Deal, Vec<f64>)> = seen(&scenario)
            .into_iter()
            .filter(|one| one.agreed(&scenario, &|_| true, &|_| true))
            .map(|one| (one.deal.clone(), worth(&one.deal)))
            .collect();
        let dominates = |high: &[f64], low: &[f64]| {
            high.iter().zip(low).all(|(high, low)| *high >= low - 1e-9)
                && high.iter().zip(low).any(|(high, low)| *high > low + 1e-9)
        };
        let undominated = agreed.iter().filter(|(_, low)| !agreed.iter().any(|(_, high)| dominates(high, low)));
        let undominated: Vec<&Deal> = undominated.map(|(deal, _)| deal).collect();
        assert_eq!(found.deals.iter().map(|one| &one.deal).collect::<Vec<_>>(), undominated, "seed {seed}");
        n += usize::from(!undominated.is_empty());
    }
    assert!(n > 5 && by_quorum > 5, "{n} {by_quorum}");
}

/// Of three parties two are needed; one refuses in one world, another in the next, so nobody is ever in the way.
#[test]
fn a_quorum_is_asked_in_every_world() {
    let text = r#"format = 1
title = "Two of three"
[issue.x]
options = { one = "One", two = "Two" }
[assumption.weather]
values = { dry = 0.7, wet = 0.1, cold = 0.2 }
[party.a]
reservation = 60
[party.a.points]
x = { one = 61, two = 61 }
[party.a.red_line.dry]
title = "Not where it is dry"
reject = { x = "one", weather = "dry" }
[party.b.red_line.wet]
title = "Not where it is wet"
reject = { x = "one", weather = "wet" }
[party.c.red_line.two]
title = "Never the other"
reject = { x = "two" }
[party.b.red_line.two]
title = "Never the other"
reject = { x = "two" }
[agreement]
at_least = 2
"#;
    let scenario = Scenario::from_toml_str(text).unwrap();
    let found = accept(&scenario, &effort());
    assert_eq!(found.zone.agreed, Count::Exact(1_u32.into()));
    // 0.7 + 0.1 + 0.2 is not 1 in floating point; what is so in every world is so all the same.
    let best = &found.zone.best[0];
    assert_eq!((best.probability, found.zone.best_probability), (1.0, Some(1.0)));
    assert_eq!(best.utility.as_slice(), [Some(61.0), None, None]);
    let said = reasons(&scenario, &effort(), 20).unwrap();
    assert_eq!((said.agreed, said.unlocks_total), (Count::Exact(1_u32.into()), Some(0)));
    let changes = zopa::scenario::model::Changes {
        fix: vec![(zopa::scenario::id::Id::from_place(0), Value(1))],
        ..Default::default()
    };
    let said = reasons(&scenario.with(&changes).unwrap(), &effort(), 20).unwrap();
    assert_eq!((said.agreed, said.conflicts.len(), said.unlocks.len()), (Count::Exact(0_u32.into()), 1, 2));
}

const FILE: &str = r#"format = 1
title = "A bridge"
[issue.toll]
options = { low = "Low", high = "High" }
[assumption.traffic]
title = "How much traffic there will be"
values = { much = 0.3, little = 0.7 }
[party.city.red_line.cheap]
title = "No high toll where few would pay it"
reject = { toll = "high", traffic = "little" }
firmness = 0.5
[party.builder.red_line.paid]
title = "A high toll, unless there is much traffic"
require = { toll = "high" }
unless = { traffic = "much" }
firmness = 0.8
[sweep.traffic]
design = "grid"
vary = { "assumption.traffic" = ["much", "little"] }
"#;

#[test]
fn a_bridge_by_hand() {
    let scenario = Scenario::from_toml_str(FILE).unwrap();
    let found = accept(&scenario, &effort());
    // Low: the builder refuses where there is little traffic. High: the city does. So nothing is agreed in both.
    assert_eq!(found.zone.agreed, Count::Exact(0_u32.into()));
    let best = |row: usize| found.issues.iter().next().unwrap()[row].best_probability.unwrap();
    assert!(close(best(0), 0.3 + 0.7 * 0.2), "{}", best(0));
    assert!(close(best(1), 0.3 + 0.7 * 0.5), "{}", best(1));
    // With much traffic a deal exists; with little the city gives way (0.5) or the builder does (0.2).
    let any = found.zone.any_probability.unwrap();
    assert!(close(any, 0.3 + 0.7 * (1.0 - 0.5 * 0.8)), "{any}");
    let why = explain(&scenario, &effort()).unwrap();
    assert_eq!((why.conflicts.len(), why.unlocks.len()), (1, 2));
    let certain = |value: u32| {
        let changes = zopa::scenario::model::Changes { assume: vec![(0, value)], ..Default::default() };
        accept(&scenario.with(&changes).unwrap(), &effort()).zone.agreed
    };
    assert_eq!((certain(0), certain(1)), (Count::Exact(2_u32.into()), Count::Exact(0_u32.into())));
}

#[test]
fn what_is_settled_is_certain_wherever_it_is_settled() {
    let text = format!(
        "{FILE}[variant.much]\nassume = {{ traffic = \"much\" }}\n\
         [expect.much]\nassume = {{ traffic = \"much\" }}\nagreed = 2\n\
         [expect.later_wins]\nvariant = \"much\"\nassume = {{ traffic = \"little\" }}\nagreed = 0\n\
         [expect.by_variant]\nvariant = \"much\"\nagreed = 2\nprobability = [1, 1]\n"
    );
    let scenario = Scenario::from_toml_str(&text).unwrap();
    let held = zopa::analysis::expectation::hold(&scenario, &effort());
    assert_eq!(held.len(), 3);
    assert!(held.iter().all(|one| one.passed), "{held:?}");
    assert_eq!(scenario.parse_assumed("traffic=little"), Ok((0, 1)));
    let said = |text: &str| scenario.parse_assumed(text).unwrap_err();
    assert_eq!(said("traffic=litle"), "`traffic` has no option `litle`: did you mean `little`?");
    assert_eq!(said("trafic=little"), "no assumption `trafic`: did you mean `traffic`?");
    assert_eq!(said("toll=high"), "`toll` is an issue: write `--fix toll=high`");
    assert_eq!(
        scenario.parse_term("traffic=much"),
        Err("`traffic` is an assumption: write `--assume traffic=much`".to_owned())
    );
}

#[test]
fn a_firmness_by_an_assumption_is_that_of_the_world() {
    let text = "format = 1\ntitle = \"\"\n[issue.x]\nyes_no = true\n\
        [assumption.mood]\nvalues = { calm = 0.25, angry = 0.75 }\n\
        [party.a]\nred_line.x = { title = \"x\", reject = { x = true }, firmness = { mood = { calm = [0.1, 0.3], angry = \"fixed\" } } }\n\
        [party.b]\nred_line.y = { title = \"y\", reject = { x = false } }\n\
        [variant.calm]\nassume = { mood = \"calm\" }\n[variant.plain]\nfirmness = { \"a.x\" = 0.5 }\n\
        [variant.other]\nfirmness = { a = { x = { mood = { calm = 0, angry = 0.4 } } } }\n\
        [expect.calm]\nassume = { mood = \"calm\" }\nprobability = [0.8, 0.8]\n";
    let scenario = Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"));
    let line = |scenario: &Scenario| scenario.parties[scenario.parties.ids().next().unwrap()].red_lines[0].firmness.low;
    assert!(close(line(&scenario), 0.25 * 0.2 + 0.75));
    let best = |scenario: &Scenario| accept(scenario, &effort()).zone.best_probability.unwrap();
    // x is agreed when it is calm and the line gives way.
    assert!(close(best(&scenario), 0.25 * 0.8), "{}", best(&scenario));
    let under = |id: &str| {
        let variant = scenario.variants.iter().find(|one| one.id == id).unwrap();
        scenario.with(&variant.changes).unwrap()
    };
    assert!(close(best(&under("calm")), 0.8) && close(line(&under("calm")), 0.2));
    assert!(close(best(&under("plain")), 0.5) && close(line(&under("plain")), 0.5));
    assert!(close(best(&under("other")), 0.25 + 0.75 * 0.6));
    let any = accept(&scenario, &effort()).zone.any_probability.unwrap();
    assert!(close(any, 0.2), "{any}");
    let held = zopa::analysis::expectation::hold(&scenario, &effort());
    assert!(held.iter().all(|one| one.passed), "{held:?}");
    // The later of a number and a table counts.
    let changes = |id: &str| scenario.variants.iter().find(|one| one.id == id).unwrap().changes.clone();
    let both = changes("plain").then(&changes("other"));
    assert!(both.firmness.is_empty() && both.firmness_by.len() == 1);
    let both = changes("other").then(&changes("plain"));
    assert!(both.firmness.len() == 1 && both.firmness_by.is_empty());
}
