//! The issues of a generated scenario, in a form from which conditions, points and terms can be made.

use super::chance::Chance;
use super::words;
use zopa::scenario::document::{Issue, Keyed, Number, NumberRange, OptionOrNumber, Scalar, SizeTable, Sizes, Term};

/// One generated issue.
#[derive(Clone)]
pub struct Shape {
    pub id: String,
    pub kind: Kind,
}

/// Its values.
#[derive(Clone)]
pub enum Kind {
    Choice {
        options: Vec<String>,
        ordered: bool,
    },
    Integer(Vec<i64>),
    /// In units of 10^-places.
    Decimal {
        values: Vec<i64>,
        places: u32,
    },
    Members {
        members: Vec<String>,
    },
    Order {
        items: Vec<String>,
    },
    YesNo,
}

impl Shape {
    pub fn n_values(&self) -> usize {
        match &self.kind {
            Kind::Choice { options, .. } => options.len(),
            Kind::Integer(values) | Kind::Decimal { values, .. } => values.len(),
            Kind::Members { members, .. } => 1 << members.len(),
            Kind::Order { items } => (1..=items.len()).product(),
            Kind::YesNo => 2,
        }
    }

    /// The options or numbers, for lists; none for members and yes/no.
    pub fn listable(&self) -> Vec<OptionOrNumber> {
        match &self.kind {
            Kind::Choice { options, .. } => options.iter().cloned().map(OptionOrNumber::Option).collect(),
            Kind::Integer(_) | Kind::Decimal { .. } => self.numbers().into_iter().map(OptionOrNumber::Number).collect(),
            Kind::Members { .. } | Kind::Order { .. } | Kind::YesNo => Vec::new(),
        }
    }

    /// The numbers of a range.
    pub fn numbers(&self) -> Vec<Number> {
        match &self.kind {
            Kind::Integer(values) => values.iter().copied().map(Number::Integer).collect(),
            Kind::Decimal { values, places } => {
                values.iter().map(|value| Number::Decimal(decimal(*value, *places))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A value that is no set.
    pub fn scalar(&self, chance: &mut Chance) -> Scalar {
        match &self.kind {
            Kind::YesNo => Scalar::YesNo(chance.percent(50)),
            _ => match chance.pick(&self.listable()).clone() {
                OptionOrNumber::Option(option) => Scalar::Option(option),
                OptionOrNumber::Number(number) => Scalar::Number(number),
            },
        }
    }

    /// Any value.
    pub fn term(&self, chance: &mut Chance) -> Term {
        match &self.kind {
            Kind::Members { members, .. } => Term::Members(chance.subset(members)),
            Kind::Order { items } => Term::Members(chance.shuffled(items, items.len())),
            _ => Term::Value(self.scalar(chance)),
        }
    }

    /// The keys by which points and verdicts name values: options, numbers, yes and no, members; the items of an order.
    pub fn keys(&self) -> Vec<String> {
        match &self.kind {
            Kind::Choice { options, .. } => options.clone(),
            Kind::Integer(values) => values.iter().map(i64::to_string).collect(),
            Kind::Decimal { values, places } => {
                values.iter().map(|value| decimal(*value, *places).to_string()).collect()
            }
            Kind::Members { members, .. } => members.clone(),
            Kind::Order { items } => items.clone(),
            Kind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        }
    }
}

/// `value` · 10^-`places`, as the nearest double.
pub fn decimal(value: i64, places: u32) -> f64 {
    format!("{value}e-{places}").parse().expect("a number")
}

/// An issue with at most `most` values.
pub fn issue(chance: &mut Chance, id: String, most: usize) -> (Shape, Issue) {
    let mut issue = Issue { title: chance.percent(90).then(|| words::title(chance)), ..Issue::default() };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let titled = |chance: &mut Chance, ids: &[String]| -> Keyed<String> {
        ids.iter().map(|id| (id.clone(), words::title(chance))).collect()
    };
    let kind = match chance.below(if most < 2 { 3 } else { 7 }) {
        0 => {
            let n = if chance.percent(8) { 1 } else { chance.between(1, most.min(6)) };
            let options = words::ids(chance, words::OPTIONS, usize::try_from(n).unwrap_or(1));
            let ordered = chance.percent(55);
            issue.options = Some(titled(chance, &options));
            issue.ordered = (ordered || chance.percent(20)).then_some(ordered);
            Kind::Choice { options, ordered }
        }
        1 => {
            let n = chance.between(1, most.min(8));
            let step = *chance.pick(&[1, 1, 2, 3, 7, 100, 100_000]);
            let min = *chance.pick(&[0, 0, 1, -3, 5, 100_000]);
            let values: Vec<i64> = (0..n).map(|place| min + place * step).collect();
            let step = (step != 1 || chance.percent(40)).then_some(Number::Integer(step));
            issue.range = Some(NumberRange {
                min: Number::Integer(min),
                max: Number::Integer(min + (n - 1) * step_of(step)),
                step,
            });
            Kind::Integer(values)
        }
        2 => {
            let n = chance.between(1, most.min(8));
            let (step, places) = *chance.pick(&[(1, 1), (1, 1), (3, 1), (25, 2), (15, 1), (1, 2), (7, 3), (10, 1)]);
            let unit = 10_i64.pow(places);
            let min = *chance.pick(&[0, 0, unit, -unit, step, -3 * step, 5 * unit + step]);
            let values: Vec<i64> = (0..n).map(|place| min + place * step).collect();
            let number = |value: i64, chance: &mut Chance| {
                if value % unit == 0 && chance.percent(50) {
                    Number::Integer(value / unit)
                } else {
                    Number::Decimal(decimal(value, places))
                }
            };
            let (min, max) = (number(min, chance), number(min + (n - 1) * step, chance));
            // One of min and step has a point: else the range would be whole.
            issue.range = Some(NumberRange { min, max, step: Some(Number::Decimal(decimal(step, places))) });
            Kind::Decimal { values, places }
        }
        3 => {
            issue.yes_no = Some(true);
            Kind::YesNo
        }
        4 => {
            let n = (2..=4).rev().find(|n| (1..=*n).product::<i64>() <= most).unwrap_or(2);
            let n = usize::try_from(chance.between(2, n)).unwrap_or(2);
            let items = words::ids(chance, words::OPTIONS, n);
            issue.order_of = Some(titled(chance, &items));
            Kind::Order { items }
        }
        _ => {
            let n = usize::try_from(chance.between(1, i64::from(most.ilog2()).min(5))).unwrap_or(1);
            let members = words::ids(chance, words::MEMBERS, n);
            issue.members = Some(titled(chance, &members));
            issue.size = chance.percent(50).then(|| sizes(chance, n));
            Kind::Members { members }
        }
    };
    if issue.range.is_some() && chance.percent(40) {
        issue.unit = Some(words::title(chance));
    }
    issue.note = chance.percent(10).then(|| words::prose(chance));
    (Shape { id, kind }, issue)
}

fn step_of(step: Option<Number>) -> i64 {
    match step {
        Some(Number::Integer(step)) => step,
        _ => 1,
    }
}

/// A test of how many of `n` members are chosen, which some number passes.
pub fn sizes(chance: &mut Chance, n: usize) -> Sizes {
    let n = i64::try_from(n).unwrap_or(0);
    let any = |chance: &mut Chance| chance.between(0, n);
    let listed = |chance: &mut Chance| chance.shuffled_some(&(0..=n).collect::<Vec<i64>>(), 3);
    match chance.below(6) {
        0 => Sizes::Number(any(chance)),
        1 => Sizes::OneOf(listed(chance)),
        2 => Sizes::Table(SizeTable { at_least: Some(Number::Integer(any(chance))), ..SizeTable::default() }),
        3 => {
            let low = any(chance);
            let high = chance.between(low, n);
            let (low, high) = (Some(Number::Integer(low)), Some(Number::Integer(high)));
            Sizes::Table(SizeTable { at_least: low, at_most: high, ..SizeTable::default() })
        }
        4 => {
            let low = any(chance);
            let (above, below) = (Some(Number::Integer(low - 1)), Some(Number::Decimal(decimal(low * 10 + 15, 1))));
            Sizes::Table(SizeTable { above, below, ..SizeTable::default() })
        }
        _ => {
            let not = if chance.percent(50) {
                zopa::scenario::document::UnequalSize::Number(any(chance))
            } else {
                let all: Vec<i64> = (0..=n).collect();
                let n_listed = 1 + chance.below(all.len().saturating_sub(1).max(1));
                zopa::scenario::document::UnequalSize::NoneOf(chance.some_of(&all, n_listed))
            };
            Sizes::Table(SizeTable { not: Some(not), ..SizeTable::default() })
        }
    }
}
