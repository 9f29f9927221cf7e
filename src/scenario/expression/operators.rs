//! The types of what operators join: truth values by `&&` and `||`, numbers by arithmetic, anything by comparisons.
//!
//! A run is taken from left to right, so `price - 1 - 2` is typed as `(price - 1) - 2`, and one step is looked at a time.

use crate::scenario::expression::check::{Checker, List, Typed};
use crate::scenario::expression::syntax::{Node, Operator, Strength};
use crate::scenario::expression::term::{BoolStep, BoolTerm, Comparison, DoubleTerm, IntTerm, Operation};
use crate::scenario::expression::words::{Words, meet};
use crate::scenario::model::Span;

impl<'a> Checker<'a> {
    pub(super) fn run(&mut self, strength: Strength, first: &'a Node, rest: &'a [(Operator, Node)]) -> Option<Typed> {
        match strength {
            Strength::Or | Strength::And => {
                let taker = if strength == Strength::Or { "`||`" } else { "`&&`" };
                let mut terms = vec![self.bool(first, taker)];
                for (_, node) in rest {
                    terms.push(self.bool(node, taker));
                }
                let terms = terms.into_iter().collect::<Option<Vec<_>>>()?;
                Some(Typed::Bool(if strength == Strength::Or { BoolTerm::Any(terms) } else { BoolTerm::All(terms) }))
            }
            Strength::Relation | Strength::Sum | Strength::Product => {
                let mut left = self.typed(first);
                let mut left_span = first.span.clone();
                for (operator, node) in rest {
                    let right = self.typed(node);
                    let span = left_span.start..node.span.end;
                    left = match (left, right) {
                        (Some(left), Some(right)) => {
                            let step = Step { operator, left_span: &left_span, right_span: &node.span, span: &span };
                            match Operation::of(operator.sign) {
                                Some(operation) if strength != Strength::Relation => {
                                    self.arithmetic(left, operation, right, &step)
                                }
                                _ => self.relation(left, right, &step),
                            }
                        }
                        _ => None,
                    };
                    left_span = span;
                }
                left
            }
        }
    }

    fn arithmetic(&mut self, left: Typed, operation: Operation, right: Typed, step: &Step<'_>) -> Option<Typed> {
        match (left, right) {
            (Typed::Int(left), Typed::Int(right)) => {
                let step = (operation, right, step.span.clone());
                Some(Typed::Int(match left {
                    // A run of steps stays flat, however long it is.
                    IntTerm::Steps(first, mut steps) => {
                        steps.push(step);
                        IntTerm::Steps(first, steps)
                    }
                    first => IntTerm::Steps(Box::new(first), vec![step]),
                }))
            }
            (Typed::Double(_), Typed::Double(_)) if operation == Operation::Remainder => {
                let message = "`%` takes ints; doubles have no remainder".to_owned();
                self.problem(step.operator.span.clone(), message, Some("convert with `int(x)`".to_owned()))
            }
            (Typed::Double(left), Typed::Double(right)) => Some(Typed::Double(match left {
                DoubleTerm::Steps(first, mut steps) => {
                    steps.push((operation, right));
                    DoubleTerm::Steps(first, steps)
                }
                first => DoubleTerm::Steps(Box::new(first), vec![(operation, right)]),
            })),
            (Typed::Int(_), Typed::Double(_)) => self.mixed(step, step.left_span, step.right_span),
            (Typed::Double(_), Typed::Int(_)) => self.mixed(step, step.right_span, step.left_span),
            (left, right) => {
                for (operand, span) in [(left, step.left_span), (right, step.right_span)] {
                    if !matches!(operand, Typed::Int(_) | Typed::Double(_)) {
                        let sign = operation.sign();
                        let message =
                            format!("{} is {}; `{sign}` takes numbers", self.shown(span), operand.described());
                        let help = match operand {
                            Typed::Members(_) => Some(format!("count them by `size({})`", self.clipped(span))),
                            Typed::Bool(_) => Some("choose a number by `… ? 1 : 0`".to_owned()),
                            _ => None,
                        };
                        self.problem::<()>(span.clone(), message, help);
                    }
                }
                None
            }
        }
    }

    /// An int and a double in one operation.
    fn mixed(&mut self, step: &Step<'_>, int: &Span, double: &Span) -> Option<Typed> {
        let sign = step.operator.sign;
        let message = format!("`{sign}` mixes an int, {}, and a double, {}", self.shown(int), self.shown(double));
        let help = match self.clipped(int) {
            number if number.bytes().all(|byte| byte.is_ascii_digit()) && sign != "%" => format!("write `{number}.0`"),
            _ if sign == "%" => format!("write `int({})`", self.clipped(double)),
            words => format!("write `double({words})`"),
        };
        self.problem(step.span.clone(), message, Some(help))
    }

    fn relation(&mut self, left: Typed, right: Typed, step: &Step<'_>) -> Option<Typed> {
        match Comparison::of(step.operator.sign) {
            Some(comparison) => self.comparison(left, comparison, right, step),
            None => self.is_in(left, right, step),
        }
    }

    fn comparison(&mut self, left: Typed, comparison: Comparison, right: Typed, step: &Step<'_>) -> Option<Typed> {
        for (operand, span) in [(&left, step.left_span), (&right, step.right_span)] {
            let name = self.clipped(span);
            let help = match operand {
                Typed::Members(_) => format!("write `\"…\" in {name}` or `size({name}) == …`"),
                Typed::List(_) => "write `in` to ask whether a list has a value".to_owned(),
                _ => continue,
            };
            let message =
                format!("{} is {}, which has no `{}`", self.shown(span), operand.described(), step.operator.sign);
            return self.problem(span.clone(), message, Some(help));
        }
        let described = (left.described(), right.described());
        match (left, right) {
            (Typed::Bool(left), Typed::Bool(right)) => Some(bool_step(left, BoolStep::Compare(comparison, right))),
            (Typed::Text(left, left_words), Typed::Text(right, right_words)) => {
                meet(&left_words, &right_words, self.issues, &mut self.problems);
                if comparison.is_equality() {
                    return Some(Typed::Bool(BoolTerm::Texts(left, comparison == Comparison::Is, right)));
                }
                let message =
                    format!("strings have no order; they know only `==`, `!=` and `in`, not `{}`", step.operator.sign);
                let help = "test an ordered choice in a table, by `at_least`, `above`, `at_most` or `below`".to_owned();
                self.problem(step.operator.span.clone(), message, Some(help))
            }
            (left, right) => match (left.number(), right.number()) {
                (Ok(left), Ok(right)) => {
                    Some(Typed::Bool(BoolTerm::Numbers(Box::new(left), comparison, Box::new(right), step.span.clone())))
                }
                (left, _) => {
                    let chained = matches!(left, Err(Typed::Bool(BoolTerm::Numbers(..) | BoolTerm::Steps(..))));
                    let sign = step.operator.sign;
                    let (left, right) = (self.shown(step.left_span), self.shown(step.right_span));
                    let message = format!("`{sign}` compares {}, {left}, with {}, {right}", described.0, described.1);
                    let help = if chained {
                        Some("comparisons do not chain: write `a < b && b < c`".to_owned())
                    } else if described.0 == "a bool" || described.1 == "a bool" {
                        Some("a bool, and a yes/no issue, is `true` or `false`".to_owned())
                    } else if described.0 == "a string" || described.1 == "a string" {
                        Some("write numbers without quotes and options in quotes".to_owned())
                    } else {
                        None
                    };
                    self.problem(step.span.clone(), message, help)
                }
            },
        }
    }

    fn is_in(&mut self, left: Typed, right: Typed, step: &Step<'_>) -> Option<Typed> {
        let described = left.described();
        let of = match (left, right) {
            (Typed::Members(_), _) => {
                let name = self.clipped(step.left_span);
                let message = format!("{} is a members issue, which is in nothing", self.shown(step.left_span));
                let help = format!("ask for its members, as in `{name}.all(v, v in …)`");
                return self.problem(step.left_span.clone(), message, Some(help));
            }
            (Typed::Text(left, words), Typed::Members(range)) => {
                meet(&words, &Words::issue(range), self.issues, &mut self.problems);
                return Some(Typed::Bool(BoolTerm::MemberIn(left, range)));
            }
            (Typed::Text(left, words), Typed::List(List::Texts(list, list_words))) => {
                meet(&words, &list_words, self.issues, &mut self.problems);
                return Some(Typed::Bool(BoolTerm::TextIn(left, list)));
            }
            (Typed::Bool(left), Typed::List(List::Bools(list))) => return Some(bool_step(left, BoolStep::In(list))),
            (left, Typed::List(List::Numbers(list))) => match left.number() {
                Ok(left) => return Some(Typed::Bool(BoolTerm::NumberIn(Box::new(left), list))),
                Err(_) => "numbers",
            },
            (_, Typed::List(List::Bools(_))) => "bools",
            (_, Typed::List(List::Texts(..))) => "strings",
            (_, Typed::Members(_)) => "members, which are strings",
            (_, right) => {
                let message = format!(
                    "{} is {}; `in` takes a list or a members issue",
                    self.shown(step.right_span),
                    right.described()
                );
                let help = Some("write a list, as in `x in [1, 2]`".to_owned());
                return self.problem(step.right_span.clone(), message, help);
            }
        };
        let (left, right) = (self.shown(step.left_span), self.shown(step.right_span));
        self.problem(step.span.clone(), format!("{left} is {described}, but {right} has {of}"), None)
    }
}

/// One operator between its operands, for messages.
struct Step<'s> {
    operator: &'s Operator,
    left_span: &'s Span,
    right_span: &'s Span,
    /// From the beginning of the left operand to the end of the right one.
    span: &'s Span,
}

/// A truth value and one more step; a run of steps stays flat, however long it is.
fn bool_step(left: BoolTerm, step: BoolStep) -> Typed {
    Typed::Bool(match left {
        BoolTerm::Steps(first, mut steps) => {
            steps.push(step);
            BoolTerm::Steps(first, steps)
        }
        first => BoolTerm::Steps(Box::new(first), vec![step]),
    })
}
