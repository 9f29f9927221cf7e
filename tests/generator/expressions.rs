//! Generated expressions in CEL: every operator, function and macro, well typed, and none that can err.

use super::chance::Chance;
use super::shape::{Kind, Shape, decimal};

/// What an expression gives.
#[derive(Clone, Copy, PartialEq)]
pub enum Type {
    Truth,
    Whole,
    Double,
}

/// Words that CEL keeps for itself.
const RESERVED: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Whether an expression can name the issue.
fn has_name(shape: &Shape) -> bool {
    !shape.id.starts_with(|first: char| first.is_ascii_digit()) && !RESERVED.contains(&shape.id.as_str())
}

/// An expression of this type that names an issue, where some issue can be named.
pub fn expression(chance: &mut Chance, issues: &[Shape], kind: Type, depth: usize) -> Option<String> {
    let issues: Vec<Shape> = issues.iter().filter(|shape| has_name(shape)).cloned().collect();
    if issues.is_empty() {
        return None;
    }
    // At most three issues, so that every combination of their values is soon tried.
    let issues = chance.some_of(&issues, 3);
    Some(Writer { chance, issues: &issues }.write(kind, depth))
}

struct Writer<'a> {
    chance: &'a mut Chance,
    issues: &'a [Shape],
}

impl Writer<'_> {
    fn write(&mut self, kind: Type, depth: usize) -> String {
        match kind {
            Type::Truth => self.truth(depth),
            Type::Whole => self.whole(depth),
            Type::Double => self.double(depth),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        if depth < 3 {
            match self.chance.below(12) {
                0 => return format!("{} && {}", self.operand(depth), self.operand(depth)),
                1 => return format!("{} || {}", self.operand(depth), self.operand(depth)),
                2 => return format!("!{}", self.operand(depth)),
                3 => return self.choose(Type::Truth, depth),
                4 => return self.compare(depth),
                _ => {}
            }
        }
        let shape = self.chance.pick(self.issues).clone();
        let id = &shape.id;
        match &shape.kind {
            Kind::YesNo => {
                let plain = ["", "!"];
                format!("{}{id}", self.chance.pick(&plain))
            }
            Kind::Choice { options, .. } => match self.chance.below(3) {
                0 => format!("{id} == {}", quoted(self.chance, options)),
                1 => format!("{} != {id}", quoted(self.chance, options)),
                _ => format!("{id} in {}", listed(self.chance, options)),
            },
            Kind::Integer(values) => {
                let values: Vec<String> = values.iter().map(i64::to_string).collect();
                if self.chance.percent(25) {
                    let some = self.chance.shuffled_some(&values, 3);
                    return format!("{id} in [{}]", some.join(", "));
                }
                self.compare(depth)
            }
            Kind::Decimal { .. } => self.compare(depth),
            Kind::Members { members, .. } => match self.chance.below(5) {
                0 => format!("{} in {id}", quoted(self.chance, members)),
                1 => format!("!({} in {id})", quoted(self.chance, members)),
                2 => format!("size({id}) {} {}", self.comparison(), self.chance.between(0, 3)),
                3 => {
                    let inner = self.about_a_member(members);
                    format!("{id}.exists(v, {inner})")
                }
                _ => {
                    let inner = self.about_a_member(members);
                    format!("{id}.all(v, {inner})")
                }
            },
            // No expression names an order.
            Kind::Order { .. } => self.compare(depth),
        }
    }

    /// Something that holds of a member `v` or not.
    fn about_a_member(&mut self, members: &[String]) -> String {
        let test = match self.chance.below(3) {
            0 => format!("v == {}", quoted(self.chance, members)),
            1 => format!("v != {}", quoted(self.chance, members)),
            _ => format!("v in {}", listed(self.chance, members)),
        };
        let outer = self.chance.pick(self.issues).clone();
        match &outer.kind {
            Kind::YesNo if self.chance.percent(40) => format!("{test} || {}", outer.id),
            Kind::Members { .. } if self.chance.percent(30) => format!("{test} && v in {}", outer.id),
            _ => test,
        }
    }

    fn compare(&mut self, depth: usize) -> String {
        let mut side = || {
            let kind = *self.chance.pick(&[Type::Whole, Type::Double]);
            self.write(kind, depth + 1)
        };
        let (left, right) = (side(), side());
        format!("{left} {} {right}", self.comparison())
    }

    fn comparison(&mut self) -> &'static str {
        self.chance.pick::<&str>(&["==", "!=", "<", "<=", ">", ">="])
    }

    fn operand(&mut self, depth: usize) -> String {
        format!("({})", self.truth(depth + 1))
    }

    fn choose(&mut self, kind: Type, depth: usize) -> String {
        let test = self.operand(depth);
        let (left, right) = (self.write(kind, depth + 2), self.write(kind, depth + 2));
        format!("({test} ? {left} : {right})")
    }

    /// Numbers stay far from the ends of an int: only plain ones, below a million, are multiplied.
    fn whole(&mut self, depth: usize) -> String {
        if depth < 3 {
            match self.chance.below(9) {
                0 => return format!("({} + {})", self.whole(depth + 1), self.whole(depth + 1)),
                1 => return format!("({} - {})", self.whole(depth + 1), self.whole(depth + 1)),
                2 => return format!("({} * {})", self.whole(depth + 3), self.whole(depth + 3)),
                3 => return format!("{} / {}", self.whole(depth + 3), self.chance.pick(&[2, 3, -7, 10])),
                4 => return format!("{} % {}", self.whole(depth + 3), self.chance.pick(&[2, 3, -7, 10])),
                5 => return self.choose(Type::Whole, depth),
                6 => return format!("int({})", self.double(depth + 2)),
                _ => {}
            }
        }
        let numbers: Vec<String> = self
            .issues
            .iter()
            .filter_map(|shape| match shape.kind {
                Kind::Integer(_) => Some(shape.id.clone()),
                Kind::Members { .. } => Some(format!("size({})", shape.id)),
                Kind::Decimal { .. } => Some(format!("int({})", shape.id)),
                _ => None,
            })
            .collect();
        if numbers.is_empty() || self.chance.percent(25) {
            return self.chance.between(-2, 9).to_string();
        }
        let number = self.chance.pick(&numbers).clone();
        if self.chance.percent(10) { format!("-{number}") } else { number }
    }

    fn double(&mut self, depth: usize) -> String {
        if depth < 3 {
            match self.chance.below(9) {
                0 => return format!("({} + {})", self.double(depth + 1), self.double(depth + 1)),
                1 => return format!("({} - {})", self.double(depth + 1), self.double(depth + 1)),
                2 => return format!("({} * {})", self.double(depth + 3), self.double(depth + 3)),
                3 => return format!("{} / {}", self.double(depth + 3), self.chance.pick(&["2.0", "-0.5", "3.0"])),
                4 => return self.choose(Type::Double, depth),
                5 => return format!("double({})", self.whole(depth + 2)),
                _ => {}
            }
        }
        let numbers: Vec<String> = self
            .issues
            .iter()
            .filter_map(|shape| match shape.kind {
                Kind::Integer(_) => Some(format!("double({})", shape.id)),
                Kind::Decimal { .. } => Some(shape.id.clone()),
                _ => None,
            })
            .collect();
        if numbers.is_empty() || self.chance.percent(25) {
            let tenths = self.chance.between(-20, 80);
            return format!("{:?}", decimal(tenths, 1));
        }
        self.chance.pick(&numbers).clone()
    }
}

fn quoted(chance: &mut Chance, words: &[String]) -> String {
    let mark = chance.pick(&['"', '"', '\'']);
    format!("{mark}{}{mark}", chance.pick(words))
}

fn listed(chance: &mut Chance, words: &[String]) -> String {
    let some = chance.shuffled_some(words, 3);
    let quoted: Vec<String> = some.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
