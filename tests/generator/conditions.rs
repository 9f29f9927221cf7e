//! Generated conditions: every written form, to any depth.

use super::chance::Chance;
use super::expressions::{self, Type};
use super::shape::{Kind, Shape, decimal, sizes};
use zopa::scenario::document::{
    Condition, ConditionTable, Names, Number, OneOrMore, OptionOrNumber, Test, TestTable, Unequal, Where,
};

/// A condition; the deeper, the plainer.
pub fn condition(chance: &mut Chance, issues: &[Shape], depth: usize) -> Condition {
    if chance.percent(15) {
        Condition::AnyOf(tables(chance, issues, depth))
    } else {
        Condition::Table(table(chance, issues, depth))
    }
}

fn tables(chance: &mut Chance, issues: &[Shape], depth: usize) -> Vec<ConditionTable> {
    let n = 1 + chance.below(3);
    (0..n).map(|_| table(chance, issues, depth + 1)).collect()
}

fn table(chance: &mut Chance, issues: &[Shape], depth: usize) -> ConditionTable {
    let mut entries = Vec::new();
    let n_tests = *chance.pick(&[0, 1, 1, 1, 1, 2, 2, 3]);
    for shape in chance.some_of(issues, n_tests) {
        entries.push(Where::Issue(shape.id.clone(), test(chance, &shape)));
    }
    let nests = if depth < 4 { 12 } else { 0 };
    if chance.percent(nests) {
        entries.push(Where::Not(condition(chance, issues, depth + 1)));
    }
    if chance.percent(nests) {
        entries.push(Where::Any(tables(chance, issues, depth)));
    }
    if chance.percent(nests) {
        entries.push(Where::All(tables(chance, issues, depth)));
    }
    if chance.percent(8)
        && let Some(text) = expressions::expression(chance, issues, Type::Truth, 0)
    {
        entries.push(Where::Expr(text));
    }
    if entries.is_empty() {
        let shape = chance.pick(issues);
        entries.push(Where::Issue(shape.id.clone(), test(chance, shape)));
    }
    for last in (1..entries.len()).rev() {
        let other = chance.below(last + 1);
        entries.swap(last, other);
    }
    ConditionTable(entries)
}

/// A test of one issue.
pub fn test(chance: &mut Chance, shape: &Shape) -> Test {
    match &shape.kind {
        Kind::YesNo => {
            if chance.percent(80) {
                Test::Value(shape.scalar(chance))
            } else {
                Test::Table(Box::new(TestTable {
                    not: Some(Unequal::Value(shape.scalar(chance))),
                    ..TestTable::default()
                }))
            }
        }
        Kind::Members { members, .. } => Test::Table(Box::new(members_test(chance, members))),
        Kind::Order { items } => Test::Table(Box::new(order_test(chance, items))),
        Kind::Choice { ordered, .. } => listed_test(chance, shape, *ordered),
        Kind::Integer(_) | Kind::Decimal { .. } => listed_test(chance, shape, true),
    }
}

/// A test of an option or a number.
fn listed_test(chance: &mut Chance, shape: &Shape, is_ordered: bool) -> Test {
    let values = shape.listable();
    match chance.below(if is_ordered { 9 } else { 4 }) {
        0 | 1 => Test::Value(shape.scalar(chance)),
        2 => Test::OneOf(chance.shuffled_some(&values, 4)),
        3 => Test::Table(Box::new(TestTable { not: Some(unequal(chance, shape)), ..TestTable::default() })),
        _ => {
            let mut table = TestTable::default();
            let which = 1 + chance.below(15);
            // Mostly one bound, sometimes a pair, seldom all.
            let which = if chance.percent(60) { 1 << (which % 4) } else { which };
            for (bit, key) in
                [&mut table.at_least, &mut table.above, &mut table.at_most, &mut table.below].into_iter().enumerate()
            {
                if which >> bit & 1 == 1 {
                    *key = Some(bound(chance, shape));
                }
            }
            table.not = chance.percent(15).then(|| unequal(chance, shape));
            Test::Table(Box::new(table))
        }
    }
}

fn unequal(chance: &mut Chance, shape: &Shape) -> Unequal {
    if chance.percent(50) {
        Unequal::Value(shape.scalar(chance))
    } else {
        Unequal::NoneOf(chance.shuffled_some(&shape.listable(), 3))
    }
}

/// A bound: an option of the issue, or any number, on the grid of a range or off it.
fn bound(chance: &mut Chance, shape: &Shape) -> OptionOrNumber {
    let value = chance.pick(&shape.listable()).clone();
    match (&shape.kind, value) {
        (Kind::Integer(values), _) if chance.percent(30) => {
            let value = *chance.pick(values);
            let off = chance.between(-6, 6);
            OptionOrNumber::Number(Number::Decimal(decimal(value * 10 + off, 1)))
        }
        (Kind::Decimal { values, places }, _) if chance.percent(30) => {
            let value = *chance.pick(values);
            let off = chance.between(-6, 6);
            OptionOrNumber::Number(Number::Decimal(decimal(value * 10 + off, places + 1)))
        }
        (_, value) => value,
    }
}

fn order_test(chance: &mut Chance, items: &[String]) -> TestTable {
    let mut table = TestTable::default();
    let which = 1 + chance.below(15);
    // Mostly one test alone.
    let which = if chance.percent(75) { 1 << (which % 4) } else { which };
    let any = |chance: &mut Chance| {
        if chance.percent(50) {
            OneOrMore::One(chance.pick(items).clone())
        } else {
            OneOrMore::Many(chance.shuffled_some(items, 2))
        }
    };
    if which & 1 != 0 {
        let n = 2 + chance.below(items.len() - 1);
        table.before = Some(chance.shuffled(items, n));
    }
    if which & 2 != 0 {
        table.first = Some(any(chance));
    }
    if which & 4 != 0 {
        table.last = Some(any(chance));
    }
    if which & 8 != 0 {
        table.is = Some(Names::List(chance.shuffled(items, items.len())));
    }
    table
}

fn members_test(chance: &mut Chance, members: &[String]) -> TestTable {
    let mut table = TestTable::default();
    let which = 1 + chance.below(31);
    // Mostly one test alone.
    let which = if chance.percent(75) { 1 << (which % 5) } else { which };
    let some = |chance: &mut Chance| {
        if chance.percent(50) {
            OneOrMore::One(chance.pick(members).clone())
        } else {
            OneOrMore::Many(chance.shuffled_some(members, 3))
        }
    };
    if which & 1 != 0 {
        table.includes = Some(some(chance));
    }
    if which & 2 != 0 {
        table.includes_any = Some(some(chance));
    }
    if which & 4 != 0 {
        table.excludes = Some(some(chance));
    }
    if which & 8 != 0 {
        table.size = Some(sizes(chance, members.len()));
    }
    if which & 16 != 0 {
        table.is = Some(match chance.below(4) {
            0 => Names::List(Vec::new()),
            1 => Names::One(chance.pick(members).clone()),
            _ => Names::List(chance.subset(members)),
        });
    }
    table
}
