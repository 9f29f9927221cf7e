//! Generated parties and the rule of their agreement.

use super::Mood;
use super::chance::Chance;
use super::conditions::condition;
use super::shape::{Kind, Shape, decimal};
use super::words;
use zopa::scenario::document::{
    Agreement, BasisWord, Bonus, Condition, ConditionTable, Firmness, FirmnessWord, Impossible, Keyed, Names, Number,
    OneOrMore, Party, PartyNames, Points, RedLine, SharedLine, Term, Test, TestTable, Where,
};

/// `require` or `reject`, `when` and `unless`, for a rule that is to be crossed by few or many deals.
struct Body {
    require: Option<Condition>,
    reject: Option<Condition>,
    when: Option<Condition>,
    unless: Option<Condition>,
}

fn body(chance: &mut Chance, issues: &[Shape]) -> Body {
    let (mut require, mut reject) = (None, None);
    let condition_of_body = condition(chance, issues, 0);
    if chance.percent(35) {
        require = Some(condition_of_body);
    } else {
        reject = Some(condition_of_body);
    }
    let when = chance.percent(20).then(|| condition(chance, issues, 1));
    let unless = chance.percent(20).then(|| condition(chance, issues, 1));
    Body { require, reject, when, unless }
}

/// One source or several.
pub fn cite(chance: &mut Chance, sources: &[String], percent: u32) -> Option<OneOrMore> {
    if sources.is_empty() || !chance.percent(percent) {
        return None;
    }
    Some(if chance.percent(40) {
        OneOrMore::One(chance.pick(sources).clone())
    } else {
        OneOrMore::Many(chance.shuffled_some(sources, 3))
    })
}

/// One party, plain or in a list, or several.
fn party_names(chance: &mut Chance, ids: &[String], most: usize) -> PartyNames {
    if chance.percent(30) {
        PartyNames::One(chance.pick(ids).clone())
    } else {
        PartyNames::Many(chance.shuffled_some(ids, most))
    }
}

/// A firmness in any form.
pub fn firmness(chance: &mut Chance) -> Firmness {
    let number = |tenths: i64| match tenths {
        0 | 100 => Number::Integer(tenths / 100),
        _ => Number::Decimal(decimal(tenths, 2)),
    };
    match chance.below(5) {
        0 => Firmness::Word(*chance.pick(&[
            FirmnessWord::Fixed,
            FirmnessWord::Firm,
            FirmnessWord::Negotiable,
            FirmnessWord::Soft,
        ])),
        1 => {
            let low = chance.between(0, 100);
            Firmness::Range([number(low), number(chance.between(low, 100))])
        }
        2 => Firmness::Number(if chance.percent(50) { Number::Integer(0) } else { Number::Decimal(0.0) }),
        3 => Firmness::Number(if chance.percent(50) { Number::Integer(1) } else { Number::Decimal(1.0) }),
        _ => Firmness::Number(number(chance.between(1, 99))),
    }
}

/// An impossible rule.
pub fn impossible(chance: &mut Chance, issues: &[Shape], sources: &[String]) -> Impossible {
    let Body { require, reject, when, unless } = body(chance, issues);
    Impossible {
        title: chance.percent(80).then(|| words::title(chance)),
        require,
        reject,
        when,
        unless,
        source: cite(chance, sources, 20),
        note: chance.percent(10).then(|| words::prose(chance)),
    }
}

fn red_line(chance: &mut Chance, issues: &[Shape], sources: &[String]) -> RedLine {
    let Body { require, reject, when, unless } = body(chance, issues);
    let bases = [BasisWord::Stated, BasisWord::Draft, BasisWord::Reported, BasisWord::Inferred, BasisWord::Assumed];
    RedLine {
        title: words::title(chance),
        require,
        reject,
        when,
        unless,
        firmness: chance.percent(60).then(|| firmness(chance)),
        source: cite(chance, sources, 60),
        quote: chance.percent(20).then(|| words::prose(chance)),
        basis: chance.percent(25).then(|| *chance.pick(&bases)),
        note: chance.percent(15).then(|| words::prose(chance)),
    }
}

/// One or two lines that some of the parties hold.
pub fn shared_lines(
    chance: &mut Chance,
    parties: &Keyed<Party>,
    issues: &[Shape],
    sources: &[String],
) -> Keyed<SharedLine> {
    let all: Vec<String> = parties.iter().map(|(id, _)| id.to_owned()).collect();
    let n_lines = *chance.pick(&[1, 1, 2]);
    let line = |chance: &mut Chance| {
        let n_holders = 1 + chance.below(all.len());
        let holders = chance.some_of(&all, n_holders);
        let of = chance.percent(40).then(|| [(holders[0].clone(), firmness(chance))].into_iter().collect());
        let RedLine { title, require, reject, when, unless, firmness, source, quote, basis, note } =
            red_line(chance, issues, sources);
        let parties = PartyNames::Many(holders);
        let firmness_of = of;
        SharedLine { parties, title, require, reject, when, unless, firmness, firmness_of, source, quote, basis, note }
    };
    ["shared", "shared_too"].into_iter().take(n_lines).map(|id| (id, line(chance))).collect()
}

/// A line that leaves few deals: most issues have to take one value.
pub fn corner(chance: &mut Chance, issues: &[Shape]) -> RedLine {
    let n_named = issues.len().div_ceil(2) + chance.below(issues.len() / 2 + 1);
    let tests = chance.some_of(issues, n_named).into_iter().map(|shape| {
        let test = match shape.term(chance) {
            Term::Value(value) => Test::Value(value),
            // Of members exactly these, of items this order.
            Term::Members(members) => {
                Test::Table(Box::new(TestTable { is: Some(Names::List(members)), ..TestTable::default() }))
            }
        };
        Where::Issue(shape.id, test)
    });
    let require = Some(Condition::Table(ConditionTable(tests.collect())));
    RedLine { title: words::title(chance), require, ..RedLine::default() }
}

/// Points of the values of one issue, in any form.
fn points(chance: &mut Chance, shape: &Shape) -> Points {
    let number = |chance: &mut Chance| {
        let points = chance.between(-20, 60);
        if chance.percent(25) { Number::Decimal(decimal(points * 10 + 5, 1)) } else { Number::Integer(points) }
    };
    let is_range = matches!(shape.kind, Kind::Integer(_) | Kind::Decimal { .. });
    let keys = match shape.kind {
        _ if is_range && chance.percent(60) => vec!["at_min".to_owned(), "at_max".to_owned()],
        _ => shape.keys(),
    };
    let some = chance.subset(&keys);
    let keys = if some.is_empty() { chance.some_of(&keys, 1) } else { some };
    Points(keys.into_iter().map(|key| (key, number(chance))).collect())
}

/// A party.
pub fn party(chance: &mut Chance, mood: Mood, issues: &[Shape], sources: &[String]) -> Party {
    let mut party = Party { name: chance.percent(90).then(|| words::title(chance)), ..Party::default() };
    if chance.percent(15) {
        party.signs = Some(chance.percent(30));
    }
    if chance.percent(30) {
        party.weight = Some(match chance.below(4) {
            0 => Number::Integer(0),
            1 => Number::Decimal(decimal(chance.between(1, 30), 1)),
            _ => Number::Integer(chance.between(1, 5)),
        });
    }
    let n_lines = match mood {
        Mood::Open => 0,
        Mood::Easy | Mood::Narrow => *chance.pick(&[0, 0, 1, 1]),
        Mood::Usual | Mood::Contradictory => *chance.pick(&[0, 1, 1, 2, 3]),
        Mood::Strict => chance.between(2, 5),
    };
    let ids = words::ids(chance, words::RULES, usize::try_from(n_lines).unwrap_or(0));
    party.red_line = ids.into_iter().map(|id| (id, red_line(chance, issues, sources))).collect();
    if chance.percent(45) {
        let n_issues = chance.below(issues.len() + 1);
        let mut some = chance.some_of(issues, n_issues);
        some.retain(|shape| !matches!(shape.kind, Kind::Order { .. }));
        party.points = Some(some.into_iter().map(|shape| (shape.id.clone(), points(chance, &shape))).collect());
    }
    if chance.percent(20) {
        let n = 1 + chance.below(2);
        let ids = words::ids(chance, words::RULES, n);
        party.bonus = ids.into_iter().map(|id| (id, bonus(chance, issues))).collect();
    }
    let has_utility = party.points.is_some() || !party.bonus.is_empty();
    if has_utility && !matches!(mood, Mood::Open | Mood::Narrow) && chance.percent(60) {
        party.reservation = Some(match chance.below(3) {
            0 => Number::Decimal(decimal(chance.between(-50, 300), 1)),
            _ => Number::Integer(chance.between(-10, 40)),
        });
    }
    party.note = chance.percent(10).then(|| words::prose(chance));
    party
}

fn bonus(chance: &mut Chance, issues: &[Shape]) -> Bonus {
    Bonus {
        title: chance.percent(50).then(|| words::title(chance)),
        when: condition(chance, issues, 1),
        points: Number::Integer(chance.between(-15, 30)),
        note: chance.percent(10).then(|| words::prose(chance)),
    }
}

/// Whether a party signs.
pub fn signs(party: &Party) -> bool {
    party.signs.unwrap_or(true)
}

/// What a party counts.
pub fn weight(party: &Party) -> f64 {
    match party.weight {
        None => 1.0,
        Some(Number::Integer(weight)) => i32::try_from(weight).map_or(1.0, f64::from),
        Some(Number::Decimal(weight)) => weight,
    }
}

/// An agreement rule that the signing parties can meet; none in half of the cases.
pub fn agreement(chance: &mut Chance, parties: &Keyed<Party>) -> Option<Agreement> {
    if chance.percent(45) {
        return None;
    }
    let signing: Vec<(String, f64)> =
        parties.iter().filter(|(_, party)| signs(party)).map(|(id, party)| (id.to_owned(), weight(party))).collect();
    let ids: Vec<String> = signing.iter().map(|(id, _)| id.clone()).collect();
    // Now and then an empty table: every signing party must accept.
    let which = chance.below(16);
    let which = if chance.percent(50) { 1 << (which % 4) } else { which };
    let mut agreement = Agreement::default();
    if which & 1 != 0 {
        agreement.always = Some(party_names(chance, &ids, 2));
    }
    if which & 2 != 0 {
        agreement.at_least = Some(chance.between(1, i64::try_from(ids.len()).unwrap_or(1)));
    }
    let all: f64 = signing.iter().map(|(_, weight)| weight).sum();
    if which & 4 != 0 && all > 0.0 {
        // Often just what some of them weigh, so that ties are met.
        let some: f64 = chance.subset(&signing).iter().map(|(_, weight)| weight).sum();
        agreement.weight_at_least = Some(Number::Decimal(if some > 0.0 { some } else { all / 2.0 }));
    }
    if which & 8 != 0 {
        let n = 1 + chance.below(3);
        agreement.coalitions = Some((0..n).map(|_| party_names(chance, &ids, 3)).collect());
    }
    Some(agreement)
}
