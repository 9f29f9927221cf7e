//! Gives every part of a tree its type, and lowers it to terms; every error of names and types is found at once.
//!
//! A part that is wrong has no type, and what stands around it is not blamed for that.

use crate::scenario::expression::parse::RESERVED;
use crate::scenario::expression::syntax::{Function, Kind, Node};
use crate::scenario::expression::term::{BoolTerm, Choice, DoubleTerm, IntTerm, NumberTerm, TextTerm};
use crate::scenario::expression::words::{Words, words_of};
use crate::scenario::expression::{DEEPEST_MACROS, ExpressionProblem};
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, IssueKind, Span};
use crate::scenario::suggest::nearest;
use std::collections::BTreeSet;

/// A part with its type.
#[derive(Clone, Debug)]
pub(super) enum Typed {
    Bool(BoolTerm),
    Int(IntTerm),
    Double(DoubleTerm),
    Text(TextTerm, Words),
    List(List),
    Members(IssueId),
}

/// A list literal by the type of its elements.
#[derive(Clone, Debug)]
pub(super) enum List {
    Bools(Vec<BoolTerm>),
    Numbers(Vec<NumberTerm>),
    Texts(Vec<TextTerm>, Words),
}

impl Typed {
    /// The type in words.
    pub(super) const fn described(&self) -> &'static str {
        match self {
            Self::Bool(_) => "a bool",
            Self::Int(_) => "an int",
            Self::Double(_) => "a double",
            Self::Text(..) => "a string",
            Self::List(_) => "a list",
            Self::Members(_) => "a members issue",
        }
    }

    /// The number it is, of either type, or itself.
    pub(super) fn number(self) -> Result<NumberTerm, Self> {
        match self {
            Self::Int(term) => Ok(NumberTerm::Int(term)),
            Self::Double(term) => Ok(NumberTerm::Double(term)),
            other => Err(other),
        }
    }
}

/// The meaning of a whole text and the issues it names, ascending and distinct. A text that names a broken issue has no
/// meaning; what else is wrong with it is found all the same.
pub(super) fn check(
    text: &str,
    tree: &Node,
    issues: &IdVec<IssueId, Issue>,
    is_broken: &dyn Fn(IssueId) -> bool,
) -> Result<(BoolTerm, Vec<IssueId>), Vec<ExpressionProblem>> {
    let mut checker =
        Checker { text, issues, is_broken, variables: Vec::new(), named: BTreeSet::new(), problems: Vec::new() };
    let term = match checker.typed(tree) {
        Some(Typed::Bool(term)) => Some(term),
        Some(other) => {
            let message = format!("the expression is {}, where a condition is true or false", other.described());
            let shown = checker.clipped(&tree.span);
            let help = match other {
                Typed::Int(_) => format!("compare it, as in `{shown} <= 10`"),
                Typed::Double(_) => format!("compare it, as in `{shown} <= 0.5`"),
                Typed::Text(..) => format!("compare it, as in `{shown} == \"…\"`"),
                _ => format!("ask what is in it, as in `\"…\" in {shown}`"),
            };
            checker.problems.push(ExpressionProblem::new(tree.span.clone(), message).with_help(help));
            None
        }
        None => None,
    };
    checker.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    match term {
        Some(term) if checker.problems.is_empty() => Ok((term, checker.named.into_iter().collect())),
        _ => Err(checker.problems),
    }
}

pub(super) struct Checker<'a> {
    text: &'a str,
    pub(super) issues: &'a IdVec<IssueId, Issue>,
    /// Whether the values of an issue are unknown, so that it has no type.
    is_broken: &'a dyn Fn(IssueId) -> bool,
    /// The variables of the open macros, outermost first, with the members issue each goes over.
    variables: Vec<(&'a str, IssueId)>,
    named: BTreeSet<IssueId>,
    pub(super) problems: Vec<ExpressionProblem>,
}

impl<'a> Checker<'a> {
    pub(super) fn problem<T>(&mut self, span: Span, message: String, help: Option<String>) -> Option<T> {
        self.problems.push(ExpressionProblem { span, message, help });
        None
    }

    /// The user's own words in backticks, shortened where they are long.
    pub(super) fn shown(&self, span: &Span) -> String {
        format!("`{}`", self.clipped(span))
    }

    /// The user's own words, shortened where they are long.
    pub(super) fn clipped(&self, span: &Span) -> String {
        const LONGEST: usize = 40;
        let words = self.text.get(span.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() <= LONGEST {
            return words;
        }
        let beginning: String = words.chars().take(LONGEST).collect();
        format!("{}…", beginning.trim_end())
    }

    pub(super) fn typed(&mut self, node: &'a Node) -> Option<Typed> {
        match &node.kind {
            Kind::Bool(truth) => Some(Typed::Bool(BoolTerm::Literal(*truth))),
            Kind::Int(number) => Some(Typed::Int(IntTerm::Literal(*number))),
            Kind::Double(number) => Some(Typed::Double(DoubleTerm::Literal(*number))),
            Kind::Text(text) => {
                Some(Typed::Text(TextTerm::Literal(text.clone()), Words::literal(text, node.span.clone())))
            }
            Kind::Name(name) => self.name(name, &node.span),
            Kind::List(elements) => self.list(elements, &node.span),
            Kind::Unary { sign, times, operand } => self.unary(sign, *times, operand, &node.span),
            Kind::Run { strength, first, rest } => self.run(*strength, first, rest),
            Kind::Choose(parts) => self.choose(parts),
            Kind::Call { function, argument } => self.call(*function, argument, &node.span),
            Kind::Macro { every, range, variable, body } => self.members(*every, range, variable, body),
        }
    }

    /// A bool, or a problem: `taker` takes bools.
    pub(super) fn bool(&mut self, node: &'a Node, taker: &str) -> Option<BoolTerm> {
        match self.typed(node)? {
            Typed::Bool(term) => Some(term),
            other => {
                let message = format!("{} is {}; {taker} takes bools", self.shown(&node.span), other.described());
                let help = match other {
                    Typed::Members(_) => Some(format!("ask for a member by `\"…\" in {}`", self.clipped(&node.span))),
                    _ => None,
                };
                self.problem(node.span.clone(), message, help)
            }
        }
    }

    fn name(&mut self, name: &'a str, span: &Span) -> Option<Typed> {
        if let Some((slot, (_, range))) =
            self.variables.iter().enumerate().rev().find(|(_, (variable, _))| *variable == name)
        {
            return Some(Typed::Text(TextTerm::Variable(slot), Words::issue(*range)));
        }
        let Some((id, issue)) = self.issues.enumerate().find(|(_, issue)| issue.id == name) else {
            return self.unknown_name(name, span);
        };
        if (self.is_broken)(id) {
            return None;
        }
        if let IssueKind::Order { .. } = issue.kind {
            let message = format!("`{name}` is an order, and an expression cannot name one");
            let help = format!(
                "test it in the table: `{{ {name} = {{ before = [\"…\", \"…\"] }} }}`, beside `expr` or in `any`"
            );
            return self.problem(span.clone(), message, Some(help));
        }
        self.named.insert(id);
        Some(match &issue.kind {
            IssueKind::Choice { .. } => Typed::Text(TextTerm::Issue(id), Words::issue(id)),
            IssueKind::Range(range) if range.integer => Typed::Int(IntTerm::Issue(id)),
            IssueKind::Range(_) => Typed::Double(DoubleTerm::Issue(id)),
            IssueKind::Members { .. } => Typed::Members(id),
            // An order has been refused above.
            IssueKind::YesNo | IssueKind::Order { .. } => Typed::Bool(BoolTerm::Issue(id)),
        })
    }

    fn unknown_name(&mut self, name: &str, span: &Span) -> Option<Typed> {
        let is_option = self.issues.iter().any(|issue| words_of(issue).iter().any(|word| word.id == name));
        let known = self
            .issues
            .iter()
            .map(|issue| issue.id.as_str())
            .filter(|id| !RESERVED.contains(id) && !id.starts_with(|first: char| first.is_ascii_digit()));
        let known = known.chain(self.variables.iter().map(|(variable, _)| *variable));
        let help = match name {
            _ if is_option => Some(format!("write an option in quotes: `\"{name}\"`")),
            "True" | "TRUE" | "yes" => Some("write `true`".to_owned()),
            "False" | "FALSE" | "no" => Some("write `false`".to_owned()),
            _ => nearest(name, known).map(|near| format!("did you mean `{near}`?")),
        };
        self.problem(span.clone(), format!("unknown issue `{name}`"), help)
    }

    fn list(&mut self, elements: &'a [Node], span: &Span) -> Option<Typed> {
        if elements.is_empty() {
            let message = "nothing is in an empty list".to_owned();
            return self.problem(span.clone(), message, Some("name at least one value".to_owned()));
        }
        // Every element is checked, also after one that is wrong.
        let typed: Vec<Option<Typed>> = elements.iter().map(|element| self.typed(element)).collect();
        let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
        let mut list: Option<List> = None;
        for (element, node) in typed.into_iter().zip(elements) {
            let described = element.described();
            list = Some(match (list, element.number()) {
                (None, Ok(number)) => List::Numbers(vec![number]),
                (None, Err(Typed::Bool(term))) => List::Bools(vec![term]),
                (None, Err(Typed::Text(term, words))) => List::Texts(vec![term], words),
                (Some(List::Numbers(mut list)), Ok(number)) => {
                    list.push(number);
                    List::Numbers(list)
                }
                (Some(List::Bools(mut list)), Err(Typed::Bool(term))) => {
                    list.push(term);
                    List::Bools(list)
                }
                (Some(List::Texts(mut list, words)), Err(Typed::Text(term, more))) => {
                    list.push(term);
                    List::Texts(list, words.or(more))
                }
                (None, Err(_)) => {
                    let message = format!("{} is {described}, which no list takes", self.shown(&node.span));
                    return self.problem(node.span.clone(), message, None);
                }
                (Some(_), _) => {
                    let message =
                        format!("{} is {described}, other than those before it in the list", self.shown(&node.span));
                    return self.problem(node.span.clone(), message, Some("keep a list to one type".to_owned()));
                }
            });
        }
        list.map(Typed::List)
    }

    fn unary(&mut self, sign: &str, times: usize, operand: &'a Node, span: &Span) -> Option<Typed> {
        // Twice is nothing, in CEL's own implementations too: `--x` is `x` and overflows nowhere.
        let once = times % 2 == 1;
        if sign == "!" {
            let term = self.bool(operand, "`!`")?;
            return Some(Typed::Bool(if once { BoolTerm::Not(Box::new(term)) } else { term }));
        }
        match self.typed(operand)? {
            Typed::Int(term) if once => Some(Typed::Int(IntTerm::Negate(Box::new(term), span.clone()))),
            Typed::Double(term) if once => Some(Typed::Double(DoubleTerm::Negate(Box::new(term)))),
            number @ (Typed::Int(_) | Typed::Double(_)) => Some(number),
            other => {
                let message = format!("{} is {}; `-` takes numbers", self.shown(&operand.span), other.described());
                let help = matches!(other, Typed::Bool(_)).then(|| "write `!` for \"not\"".to_owned());
                self.problem(operand.span.clone(), message, help)
            }
        }
    }

    fn choose(&mut self, [condition, yes, no]: &'a [Node; 3]) -> Option<Typed> {
        let span = yes.span.start..no.span.end;
        let condition = self.bool(condition, "`?`");
        let (yes_typed, no_typed) = (self.typed(yes), self.typed(no));
        let (condition, yes_typed, no_typed) = (condition?, yes_typed?, no_typed?);
        for (arm, node) in [(&yes_typed, yes), (&no_typed, no)] {
            if matches!(arm, Typed::List(_) | Typed::Members(_)) {
                let message = format!("{} is {}, which `?:` does not choose", self.shown(&node.span), arm.described());
                return self.problem(
                    node.span.clone(),
                    message,
                    Some("choose between two conditions on it".to_owned()),
                );
            }
        }
        let described = (yes_typed.described(), no_typed.described());
        Some(match (yes_typed, no_typed) {
            (Typed::Bool(yes), Typed::Bool(no)) => {
                Typed::Bool(BoolTerm::Choose(Box::new(Choice { condition, yes, no })))
            }
            (Typed::Int(yes), Typed::Int(no)) => Typed::Int(IntTerm::Choose(Box::new(Choice { condition, yes, no }))),
            (Typed::Double(yes), Typed::Double(no)) => {
                Typed::Double(DoubleTerm::Choose(Box::new(Choice { condition, yes, no })))
            }
            (Typed::Text(yes, words), Typed::Text(no, more)) => {
                Typed::Text(TextTerm::Choose(Box::new(Choice { condition, yes, no })), words.or(more))
            }
            (yes_typed, no_typed) => {
                let message = format!("the arms of `?:` are {} and {}", described.0, described.1);
                let help = match (yes_typed, no_typed) {
                    (Typed::Int(_), Typed::Double(_)) => format!("write `double({})`", self.clipped(&yes.span)),
                    (Typed::Double(_), Typed::Int(_)) => format!("write `double({})`", self.clipped(&no.span)),
                    _ => "give both one type".to_owned(),
                };
                return self.problem(span, message, Some(help));
            }
        })
    }

    fn call(&mut self, function: Function, argument: &'a Node, span: &Span) -> Option<Typed> {
        match (function, self.typed(argument)?) {
            (Function::Size, Typed::Members(issue)) => Some(Typed::Int(IntTerm::Size(issue))),
            (Function::Double, Typed::Int(term)) => Some(Typed::Double(DoubleTerm::Widen(Box::new(term)))),
            (Function::Int, Typed::Double(term)) => Some(Typed::Int(IntTerm::Truncate(Box::new(term), span.clone()))),
            (Function::Double, term @ Typed::Double(_)) | (Function::Int, term @ Typed::Int(_)) => Some(term),
            (_, other) => {
                let takes = if function == Function::Size { "a members issue" } else { "a number" };
                let shown = self.shown(&argument.span);
                let message = format!("{shown} is {}; `{}` takes {takes}", other.described(), function.word());
                self.problem(argument.span.clone(), message, None)
            }
        }
    }

    fn members(&mut self, every: bool, range: &'a Node, variable: &'a (String, Span), body: &'a Node) -> Option<Typed> {
        let word = if every { "all" } else { "exists" };
        let (name, name_span) = variable;
        let range_typed = self.typed(range);
        if self.issues.iter().any(|issue| issue.id == *name) {
            let message = format!("the variable `{name}` of `{word}` bears the id of an issue");
            self.problem::<()>(name_span.clone(), message, Some("give it another name".to_owned()));
        }
        let range = match range_typed? {
            Typed::Members(range) => range,
            other => {
                let shown = self.shown(&range.span);
                let message = format!("{shown} is {}; `{word}` goes over a members issue", other.described());
                return self.problem(range.span.clone(), message, None);
            }
        };
        if self.variables.len() == DEEPEST_MACROS {
            let message = format!("more than {DEEPEST_MACROS} of `exists` and `all` stand within one another");
            let help = Some("split the expression into several conditions".to_owned());
            return self.problem(name_span.clone(), message, help);
        }
        self.variables.push((name, range));
        let body = self.bool(body, &format!("`{word}`"));
        self.variables.pop();
        Some(Typed::Bool(BoolTerm::Members { every, range, body: Box::new(body?) }))
    }
}
