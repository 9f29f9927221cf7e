//! What stands beside the rules: sources, proposals, variants and expectations.

use super::chance::Chance;
use super::parties::{agreement, cite, firmness, signs, weight};
use super::shape::{Kind, Shape};
use super::words;
use zopa::scenario::document::{
    Agreement, BasisWord, ByLine, Count, DateOrText, Day, Document, Expect, ExponentOf, GivesWayWord, Keyed, Names,
    Number, Party, PartyNames, Proposal, ProtocolWord, Source, Strategies, StrategyOf, StrategyWord, Talk, Term,
    TurnsOf, Variant, VerdictOn, VerdictWord, Verdicts,
};
use zopa::scenario::model::Date;

/// A day.
pub fn day(chance: &mut Chance) -> Day {
    let part = |chance: &mut Chance, most: i64| u8::try_from(chance.between(1, most)).unwrap_or(1);
    Day(Date {
        year: u16::try_from(chance.between(1900, 2100)).unwrap_or(2000),
        month: part(chance, 12),
        day: part(chance, 28),
    })
}

/// A source.
pub fn source(chance: &mut Chance) -> Source {
    let kinds = [BasisWord::Stated, BasisWord::Draft, BasisWord::Reported, BasisWord::Inferred, BasisWord::Assumed];
    Source {
        title: words::title(chance),
        publisher: chance.percent(30).then(|| words::title(chance)),
        author: chance.percent(20).then(|| words::title(chance)),
        date: chance.percent(50).then(|| {
            if chance.percent(70) { DateOrText::Day(day(chance)) } else { DateOrText::Text("spring 2022".to_owned()) }
        }),
        url: chance.percent(30).then(|| "https://example.org/a?b=c&d=%20#e".to_owned()),
        kind: chance.percent(70).then(|| *chance.pick(&kinds)),
        note: chance.percent(10).then(|| words::prose(chance)),
    }
}

/// Values for some issues.
fn terms(chance: &mut Chance, issues: &[Shape], most: usize) -> Keyed<Term> {
    let n = 1 + chance.below(most.min(issues.len()));
    chance.some_of(issues, n).into_iter().map(|shape| (shape.id.clone(), shape.term(chance))).collect()
}

/// Named proposals, some based on others that may stand further down.
pub fn proposals(chance: &mut Chance, issues: &[Shape], sources: &[String]) -> Keyed<Proposal> {
    let n = *chance.pick(&[0, 0, 1, 2, 3]);
    let mut made: Vec<(String, Proposal, Vec<String>)> = Vec::new();
    for id in words::ids(chance, words::OTHERS, n) {
        let mut proposal = Proposal {
            title: chance.percent(60).then(|| words::title(chance)),
            source: cite(chance, sources, 30),
            note: chance.percent(10).then(|| words::prose(chance)),
            ..Proposal::default()
        };
        let mut settled = Vec::new();
        if !made.is_empty() && chance.percent(60) {
            let (base, _, inherited) = chance.pick(&made).clone();
            proposal.based_on = Some(base);
            settled = inherited;
        }
        if chance.percent(85) {
            proposal.terms = Some(terms(chance, issues, issues.len()));
        }
        let own: Vec<&str> = proposal.terms.iter().flat_map(Keyed::iter).map(|(issue, _)| issue).collect();
        let inherited: Vec<String> = settled.iter().filter(|issue| !own.contains(&issue.as_str())).cloned().collect();
        let own: Vec<String> = own.into_iter().map(str::to_owned).collect();
        if !inherited.is_empty() && chance.percent(50) {
            let open = chance.shuffled_some(&inherited, 2);
            settled.retain(|issue| !open.contains(issue));
            proposal.open = Some(Names::List(open));
        }
        settled.retain(|issue| !own.contains(issue));
        settled.extend(own);
        made.push((id, proposal, settled));
    }
    if chance.percent(50) {
        made.reverse();
    }
    made.into_iter().map(|(id, proposal, _)| (id, proposal)).collect()
}

/// The red lines of a document by name, `PARTY.LINE`.
fn lines(document: &Document) -> Vec<String> {
    document
        .party
        .iter()
        .flat_map(|(party, its)| its.red_line.iter().map(move |(line, _)| format!("{party}.{line}")))
        .collect()
}

/// The demands of a document by name: red lines and reservations.
fn demands(document: &Document) -> Vec<String> {
    let with_reservation = document.party.iter().filter(|(_, party)| party.reservation.is_some());
    lines(document).into_iter().chain(with_reservation.map(|(id, _)| format!("{id}.reservation"))).collect()
}

/// The ids of a list.
fn named(names: &Names) -> Vec<String> {
    match names {
        Names::One(id) => vec![id.clone()],
        Names::List(ids) => ids.clone(),
    }
}

/// A variant after which the scenario is still sound.
pub fn variant(chance: &mut Chance, document: &Document, issues: &[Shape]) -> Variant {
    let mut variant = Variant {
        title: chance.percent(60).then(|| words::title(chance)),
        note: chance.percent(10).then(|| words::prose(chance)),
        ..Variant::default()
    };
    let demands = demands(document);
    if !demands.is_empty() && chance.percent(40) {
        let dropped = chance.shuffled_some(&demands, 3);
        variant.drop = Some(Names::List(dropped));
    }
    let dropped = variant.drop.as_ref().map(named).unwrap_or_default();
    let held: Vec<String> = lines(document).into_iter().filter(|line| !dropped.contains(line)).collect();
    if !held.is_empty() && chance.percent(40) {
        let some = chance.shuffled_some(&held, 2);
        variant.firmness = Some(ByLine(some.into_iter().map(|line| (line, firmness(chance))).collect()));
    }
    let with_utility: Vec<String> = document
        .party
        .iter()
        .filter(|(id, party)| {
            (party.points.is_some() || !party.bonus.is_empty()) && !dropped.contains(&format!("{id}.reservation"))
        })
        .map(|(id, _)| id.to_owned())
        .collect();
    if !with_utility.is_empty() && chance.percent(40) {
        let some = chance.shuffled_some(&with_utility, 2);
        variant.reservation = Some(some.into_iter().map(|id| (id, Number::Integer(chance.between(-10, 40)))).collect());
    }
    if chance.percent(40) {
        variant.fix = Some(terms(chance, issues, 2));
    }
    if chance.percent(40) {
        let (id, its) = chance.pick(&document.party.iter().collect::<Vec<_>>()).to_owned();
        let signs_now = !signs(its) || chance.percent(30);
        if signs_now || still_agreed_without(document, id) {
            variant.signs = Some(Keyed::from_iter([(id, signs_now)]));
        }
    }
    let ids: Vec<String> = document.party.iter().map(|(id, _)| id.to_owned()).collect();
    match chance.below(6) {
        0 if variant.signs.is_none() => {
            variant.agreement = Some(agreement(chance, &document.party).unwrap_or_default());
        }
        1 => variant.coalition = Some(PartyNames::List(chance.shuffled_some(&ids, 3))),
        _ => {}
    }
    variant
}

/// Whether the agreement rule can still be met, and names nobody else, when this party does not sign.
fn still_agreed_without(document: &Document, id: &str) -> bool {
    let others: Vec<&Party> =
        document.party.iter().filter(|(other, party)| *other != id && signs(party)).map(|(_, party)| party).collect();
    let Some(Agreement { always, at_least, weight_at_least, coalitions }) = &document.agreement else {
        return !others.is_empty();
    };
    let named = always.iter().chain(coalitions.iter().flatten()).any(|list| match list {
        PartyNames::One(named) => named == id,
        PartyNames::List(named) => named.iter().any(|named| named == id),
    });
    let enough = at_least.is_none_or(|n| usize::try_from(n).is_ok_and(|n| others.len() >= n));
    let weight: f64 = others.iter().map(|party| weight(party)).sum();
    let heavy = match weight_at_least {
        Some(Number::Decimal(least)) => weight >= *least,
        Some(Number::Integer(_)) => false,
        None => true,
    };
    !others.is_empty() && !named && enough && heavy
}

/// An expectation: well formed, and true only by accident.
pub fn expect(chance: &mut Chance, document: &Document, issues: &[Shape]) -> Expect {
    let mut expect = Expect::default();
    let ids = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let variants = ids(document.variant.iter().map(|(id, _)| id).collect());
    if !variants.is_empty() && chance.percent(30) {
        expect.variant = Some(chance.pick(&variants).clone());
    }
    let proposals = ids(document.proposal.iter().map(|(id, _)| id).collect());
    if !proposals.is_empty() && chance.percent(50) {
        expect.proposal = Some(chance.pick(&proposals).clone());
    }
    if chance.percent(30) {
        expect.fix = Some(terms(chance, issues, 2));
    }
    let count = |chance: &mut Chance| {
        let n = chance.between(0, 50);
        if chance.percent(30) { Count::Digits(format!("{n}00000000000000000000")) } else { Count::Integer(n) }
    };
    expect.agreed = chance.percent(50).then(|| count(chance));
    expect.coherent = chance.percent(30).then(|| count(chance));
    expect.probability = chance.percent(30).then(|| [0.0, super::shape::decimal(chance.between(0, 10), 1)]);
    let parties = ids(document.party.iter().map(|(id, _)| id).collect());
    let demands = demands(document);
    if expect.proposal.is_some() {
        expect.accepts = chance.percent(40).then(|| Names::List(chance.shuffled_some(&parties, 2)));
        if chance.percent(40) {
            let party = chance.pick(&parties).clone();
            let of_party: Vec<String> =
                demands.iter().filter(|demand| demand.split('.').next() == Some(party.as_str())).cloned().collect();
            expect.rejects = Some(Keyed::from_iter([(party, Names::List(chance.subset(&of_party)))]));
        }
    } else {
        if !demands.is_empty() && chance.percent(40) {
            expect.conflicts = Some(vec![chance.shuffled_some(&demands, 3)]);
        }
        if !demands.is_empty() && chance.percent(40) {
            expect.unlocks = Some(vec![chance.shuffled_some(&demands, 3)]);
        }
        if chance.percent(40) {
            let shape = chance.pick(issues).clone();
            let words = [VerdictWord::Certain, VerdictWord::Possible, VerdictWord::Blocked, VerdictWord::Impossible];
            let some = chance.shuffled_some(&shape.keys(), 2);
            let verdicts = some.into_iter().map(|key| {
                let word = *chance.pick(&words);
                let on = match &shape.kind {
                    Kind::Order { items } => {
                        let place = 1 + chance.below(items.len());
                        VerdictOn::Places(Keyed::from_iter([(place.to_string(), word)]))
                    }
                    _ => VerdictOn::Value(word),
                };
                (key, on)
            });
            let verdicts = verdicts.collect();
            expect.verdict = Some(Keyed::from_iter([(shape.id, Verdicts(verdicts))]));
        }
    }
    expect
}

/// What happens at the table.
pub fn talk(chance: &mut Chance, document: &Document) -> Talk {
    const WORDS: [StrategyWord; 7] = [
        StrategyWord::Boulware,
        StrategyWord::Linear,
        StrategyWord::Conceder,
        StrategyWord::Firm,
        StrategyWord::Reciprocal,
        StrategyWord::Micro,
        StrategyWord::Random,
    ];
    let all: Vec<String> = document.party.iter().map(|(id, _)| id.to_owned()).collect();
    let signing: Vec<String> =
        document.party.iter().filter(|(_, party)| signs(party)).map(|(id, _)| id.to_owned()).collect();
    let proposals: Vec<String> = document.proposal.iter().map(|(id, _)| id.to_owned()).collect();
    let strategy = |chance: &mut Chance| {
        if chance.percent(20) {
            StrategyOf::Exponent(ExponentOf { e: chance.between(1, 40) as f64 / 8.0 })
        } else {
            StrategyOf::Word(*chance.pick(&WORDS))
        }
    };
    Talk {
        title: chance.percent(30).then(|| words::title(chance)),
        protocol: chance.percent(50).then(|| *chance.pick(&[ProtocolWord::Alternating, ProtocolWord::SingleText])),
        rounds: chance.percent(50).then(|| u32::try_from(chance.between(1, 30)).unwrap_or(1)),
        order: chance.percent(50).then(|| {
            if chance.percent(50) {
                TurnsOf::Word("random".to_owned())
            } else {
                TurnsOf::Parties(Names::List(signing.iter().rev().cloned().collect()))
            }
        }),
        strategy: chance.percent(70).then(|| {
            if chance.percent(40) {
                Strategies::All(*chance.pick(&WORDS))
            } else {
                Strategies::Each(all.iter().map(|id| (id.clone(), strategy(chance))).collect())
            }
        }),
        opening: (!proposals.is_empty() && chance.percent(60))
            .then(|| all.iter().map(|id| (id.clone(), chance.pick(&proposals).clone())).collect()),
        text: (!proposals.is_empty() && chance.percent(40)).then(|| chance.pick(&proposals).clone()),
        gives_way: chance.percent(50).then(|| {
            let all = [GivesWayWord::AtOnce, GivesWayWord::Evenly, GivesWayWord::Late, GivesWayWord::Last];
            *chance.pick(&all)
        }),
        breakdown: chance.percent(30).then(|| chance.between(0, 10) as f64 / 100.0),
        source: None,
        note: chance.percent(10).then(|| words::prose(chance)),
    }
}
