//! Gives a term its value on one deal.
//!
//! Errors travel as CEL has it: `false && error` and `error && false` are false, `true || error` and `error || true`
//! true, `?:` looks only at the arm it takes, and `exists` and `all` absorb like `||` and `&&` over their members.

use crate::scenario::expression::EvaluationError;
use crate::scenario::expression::arithmetic::{Number, compare, negate, on_doubles, on_ints, truncate, widen};
use crate::scenario::expression::term::{
    BoolStep, BoolTerm, Choice, Comparison, DoubleTerm, IntTerm, NumberTerm, Operation, TextTerm,
};
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, IssueKind, IssueOption, Span, Value};
use crate::scenario::number::Decimal;

type Evaluated<T> = Result<T, EvaluationError>;

/// One deal, and the variables of the macros that are open.
pub(super) struct Evaluation<'a> {
    issues: &'a IdVec<IssueId, Issue>,
    value: &'a dyn Fn(IssueId) -> Value,
    variables: Vec<&'a str>,
}

impl<'a> Evaluation<'a> {
    pub(super) const fn new(issues: &'a IdVec<IssueId, Issue>, value: &'a dyn Fn(IssueId) -> Value) -> Self {
        Self { issues, value, variables: Vec::new() }
    }

    /// The value of a truth term.
    pub(super) fn truth(&mut self, term: &'a BoolTerm) -> Evaluated<bool> {
        match term {
            BoolTerm::Literal(truth) => Ok(*truth),
            BoolTerm::Issue(issue) => Ok((self.value)(*issue).0 == 1),
            BoolTerm::Not(inner) => Ok(!self.truth(inner)?),
            BoolTerm::All(terms) => self.absorbing(false, terms),
            BoolTerm::Any(terms) => self.absorbing(true, terms),
            BoolTerm::Choose(choice) => self.choose(choice, Self::truth),
            BoolTerm::Steps(first, steps) => {
                let first = self.truth(first)?;
                steps.iter().try_fold(first, |left, step| match step {
                    BoolStep::Compare(comparison, right) => Ok(comparison.admits(left.cmp(&self.truth(right)?))),
                    BoolStep::In(list) => self.is_in(list, Self::truth, |right| left == *right),
                })
            }
            BoolTerm::Numbers(left, comparison, right, span) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                order_numbers(left, *comparison, right, span)
            }
            BoolTerm::NumberIn(left, list) => {
                let left = self.number(left)?;
                self.is_in(list, Self::number, |right| compare(left, *right).is_some_and(std::cmp::Ordering::is_eq))
            }
            BoolTerm::Texts(left, equal, right) => Ok((self.text(left)? == self.text(right)?) == *equal),
            BoolTerm::TextIn(left, list) => {
                let left = self.text(left)?;
                self.is_in(list, Self::text, |right| left == *right)
            }
            BoolTerm::MemberIn(left, range) => {
                let member = self.text(left)?;
                Ok(self.chosen(*range).any(|chosen| chosen.id == member))
            }
            BoolTerm::Members { every, range, body } => {
                let mut error = None;
                for member in self.chosen(*range) {
                    self.variables.push(&member.id);
                    let truth = self.truth(body);
                    self.variables.pop();
                    match truth {
                        Ok(truth) if truth != *every => return Ok(truth),
                        Ok(_) => {}
                        Err(found) => error = error.or(Some(found)),
                    }
                }
                error.map_or(Ok(*every), Err)
            }
        }
    }

    /// `decisive` where any term is; else the first error, if any; else its opposite.
    fn absorbing(&mut self, decisive: bool, terms: &'a [BoolTerm]) -> Evaluated<bool> {
        let mut error = None;
        for term in terms {
            match self.truth(term) {
                Ok(truth) if truth == decisive => return Ok(decisive),
                Ok(_) => {}
                Err(found) => error = error.or(Some(found)),
            }
        }
        error.map_or(Ok(!decisive), Err)
    }

    /// The arm that the condition takes.
    fn choose<T, V>(
        &mut self,
        choice: &'a Choice<T>,
        arm: impl FnOnce(&mut Self, &'a T) -> Evaluated<V>,
    ) -> Evaluated<V> {
        if self.truth(&choice.condition)? { arm(self, &choice.yes) } else { arm(self, &choice.no) }
    }

    /// Whether any element passes; every element is evaluated, as the list is built before it is searched.
    fn is_in<T, V>(
        &mut self,
        list: &'a [T],
        element: impl Fn(&mut Self, &'a T) -> Evaluated<V>,
        passes: impl Fn(&V) -> bool,
    ) -> Evaluated<bool> {
        list.iter().try_fold(false, |found, term| Ok(passes(&element(self, term)?) || found))
    }

    fn number(&mut self, term: &'a NumberTerm) -> Evaluated<Number> {
        match term {
            NumberTerm::Int(term) => self.int(term).map(Number::Int),
            NumberTerm::Double(term) => self.double(term).map(Number::Double),
        }
    }

    fn int(&mut self, term: &'a IntTerm) -> Evaluated<i64> {
        match term {
            IntTerm::Literal(number) => Ok(*number),
            // INVARIANT: the values of an integer range are TOML integers, which have 64 bits.
            IntTerm::Issue(issue) => Ok(self.decimal(*issue).to_integer().unwrap_or(0)),
            IntTerm::Negate(inner, span) => negate(self.int(inner)?, span),
            IntTerm::Steps(first, steps) => {
                let first = self.int(first)?;
                steps
                    .iter()
                    .try_fold(first, |left, (operation, right, span)| on_ints(left, *operation, self.int(right)?, span))
            }
            IntTerm::Choose(choice) => self.choose(choice, Self::int),
            IntTerm::Size(issue) => Ok(i64::from((self.value)(*issue).0.count_ones())),
            IntTerm::Truncate(inner, span) => truncate(self.double(inner)?, span),
        }
    }

    fn double(&mut self, term: &'a DoubleTerm) -> Evaluated<f64> {
        match term {
            DoubleTerm::Literal(number) => Ok(*number),
            DoubleTerm::Issue(issue) => Ok(self.decimal(*issue).to_double()),
            DoubleTerm::Negate(inner) => Ok(-self.double(inner)?),
            DoubleTerm::Steps(first, steps) => {
                let first = self.double(first)?;
                steps.iter().try_fold(first, |left, (operation, right): &(Operation, _)| {
                    Ok(on_doubles(left, *operation, self.double(right)?))
                })
            }
            DoubleTerm::Choose(choice) => self.choose(choice, Self::double),
            DoubleTerm::Widen(inner) => Ok(widen(self.int(inner)?)),
        }
    }

    fn text(&mut self, term: &'a TextTerm) -> Evaluated<&'a str> {
        match term {
            TextTerm::Literal(text) => Ok(text),
            TextTerm::Issue(issue) => Ok(self.option(*issue).map_or("", |option| &option.id)),
            TextTerm::Variable(slot) => Ok(self.variables.get(*slot).copied().unwrap_or_default()),
            TextTerm::Choose(choice) => self.choose(choice, Self::text),
        }
    }

    /// The number that a range issue has.
    fn decimal(&self, issue: IssueId) -> Decimal {
        match self.issues.find(issue).map(|issue| &issue.kind) {
            Some(IssueKind::Range(range)) => range.value((self.value)(issue).0),
            _ => Decimal::ZERO,
        }
    }

    /// The option that a choice issue has.
    fn option(&self, issue: IssueId) -> Option<&'a IssueOption> {
        match self.issues.find(issue).map(|issue| &issue.kind) {
            Some(IssueKind::Choice { options, .. }) => options.get((self.value)(issue).0 as usize),
            _ => None,
        }
    }

    /// The members that are chosen, in file order.
    fn chosen(&self, issue: IssueId) -> impl Iterator<Item = &'a IssueOption> + use<'a> {
        let members: &'a [IssueOption] = match self.issues.find(issue).map(|issue| &issue.kind) {
            Some(IssueKind::Members { members, .. }) => members,
            _ => &[],
        };
        let Value(bits) = (self.value)(issue);
        members.iter().zip(0..32_u32).filter(move |(_, bit)| bits >> bit & 1 == 1).map(|(member, _)| member)
    }
}

/// Whether the comparison holds; what is not a number equals nothing and has no order.
fn order_numbers(left: Number, comparison: Comparison, right: Number, span: &Span) -> Evaluated<bool> {
    match compare(left, right) {
        Some(order) => Ok(comparison.admits(order)),
        None if comparison.is_equality() => Ok(comparison == Comparison::IsNot),
        None => {
            let message = "a comparison with what is not a number (0.0 / 0.0, or infinity less infinity)".to_owned();
            Err(EvaluationError { span: span.clone(), message })
        }
    }
}
