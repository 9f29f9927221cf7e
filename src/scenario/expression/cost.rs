//! How many steps an expression may take on one deal: its terms, those within `exists` and `all` once a member.
//!
//! `x.all(a, x.all(b, a == b))` over 30 members takes 1 + 30 · (1 + 30 · 3) steps. A few more levels would take longer than
//! anybody waits, so the reader asks before it tries.

use crate::scenario::expression::term::{BoolStep, BoolTerm, Choice, DoubleTerm, IntTerm, NumberTerm, TextTerm};
use crate::scenario::id::IdVec;
use crate::scenario::id::IssueId;
use crate::scenario::model::Issue;

type Issues = IdVec<IssueId, Issue>;

/// The most steps a term takes; past 2^64 − 1 that.
pub(super) fn of_truth(term: &BoolTerm, issues: &Issues) -> u64 {
    let truth = |term: &BoolTerm| of_truth(term, issues);
    let number = |term: &NumberTerm| of_number(term, issues);
    let text = |term: &TextTerm| of_text(term, issues);
    let inner = match term {
        BoolTerm::Literal(_) | BoolTerm::Issue(_) => 0,
        BoolTerm::Not(inner) => truth(inner),
        BoolTerm::All(terms) | BoolTerm::Any(terms) => total(terms.iter().map(truth)),
        BoolTerm::Choose(choice) => of_choice(choice, issues, &truth),
        BoolTerm::Steps(first, steps) => {
            let steps = total(steps.iter().map(|step| match step {
                BoolStep::Compare(_, right) => truth(right),
                BoolStep::In(list) => total(list.iter().map(truth)),
            }));
            truth(first).saturating_add(steps)
        }
        BoolTerm::Numbers(left, _, right, _) => number(left).saturating_add(number(right)),
        BoolTerm::NumberIn(left, list) => number(left).saturating_add(total(list.iter().map(number))),
        BoolTerm::Texts(left, _, right) => text(left).saturating_add(text(right)),
        BoolTerm::TextIn(left, list) => text(left).saturating_add(total(list.iter().map(text))),
        BoolTerm::MemberIn(left, range) => text(left).saturating_add(n_members(*range, issues)),
        BoolTerm::Members { range, body, .. } => n_members(*range, issues).saturating_mul(truth(body)),
    };
    inner.saturating_add(1)
}

fn of_int(term: &IntTerm, issues: &Issues) -> u64 {
    let inner = match term {
        IntTerm::Literal(_) | IntTerm::Issue(_) | IntTerm::Size(_) => 0,
        IntTerm::Negate(inner, _) => of_int(inner, issues),
        IntTerm::Steps(first, steps) => {
            of_int(first, issues).saturating_add(total(steps.iter().map(|(_, right, _)| of_int(right, issues))))
        }
        IntTerm::Choose(choice) => of_choice(choice, issues, &|arm| of_int(arm, issues)),
        IntTerm::Truncate(inner, _) => of_double(inner, issues),
    };
    inner.saturating_add(1)
}

fn of_double(term: &DoubleTerm, issues: &Issues) -> u64 {
    let inner = match term {
        DoubleTerm::Literal(_) | DoubleTerm::Issue(_) => 0,
        DoubleTerm::Negate(inner) => of_double(inner, issues),
        DoubleTerm::Steps(first, steps) => {
            of_double(first, issues).saturating_add(total(steps.iter().map(|(_, right)| of_double(right, issues))))
        }
        DoubleTerm::Choose(choice) => of_choice(choice, issues, &|arm| of_double(arm, issues)),
        DoubleTerm::Widen(inner) => of_int(inner, issues),
    };
    inner.saturating_add(1)
}

fn of_number(term: &NumberTerm, issues: &Issues) -> u64 {
    match term {
        NumberTerm::Int(term) => of_int(term, issues),
        NumberTerm::Double(term) => of_double(term, issues),
    }
}

fn of_text(term: &TextTerm, issues: &Issues) -> u64 {
    match term {
        TextTerm::Literal(_) | TextTerm::Issue(_) | TextTerm::Variable(_) => 1,
        TextTerm::Choose(choice) => of_choice(choice, issues, &|arm| of_text(arm, issues)).saturating_add(1),
    }
}

fn of_choice<T>(choice: &Choice<T>, issues: &Issues, arm: &dyn Fn(&T) -> u64) -> u64 {
    of_truth(&choice.condition, issues).saturating_add(arm(&choice.yes).max(arm(&choice.no)))
}

fn n_members(issue: IssueId, issues: &Issues) -> u64 {
    issues.find(issue).map_or(0, |issue| u64::from(issue.n_rows()))
}

fn total(costs: impl Iterator<Item = u64>) -> u64 {
    costs.fold(0, u64::saturating_add)
}
