//! Which strings a part of an expression can be, so that `troops == "wester"` is an error that asks for `western`.

use crate::scenario::expression::ExpressionProblem;
use crate::scenario::id::{IdVec, IssueId};
use crate::scenario::model::{Issue, IssueKind, IssueOption, Span};
use crate::scenario::suggest::nearest;

/// How many options a message lists at most.
const LISTED: usize = 8;

/// The strings that a part can be: literals, and the options or members of issues.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The literals and where they stand.
    pub(super) literals: Vec<(String, Span)>,
    /// The issues whose options or members it can be.
    pub(super) issues: Vec<IssueId>,
}

impl Words {
    /// A literal alone.
    pub(super) fn literal(text: &str, span: Span) -> Self {
        Self { literals: vec![(text.to_owned(), span)], issues: Vec::new() }
    }

    /// The options or members of one issue.
    pub(super) fn issue(issue: IssueId) -> Self {
        Self { literals: Vec::new(), issues: vec![issue] }
    }

    /// What either can be.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.literals.extend(other.literals);
        self.issues.extend(other.issues);
        self
    }
}

/// The options of a choice, the members of a members issue.
pub(super) fn words_of(issue: &Issue) -> &[IssueOption] {
    match &issue.kind {
        IssueKind::Choice { options, .. } => options,
        IssueKind::Members { members, .. } => members,
        IssueKind::Range(_) | IssueKind::Order { .. } | IssueKind::YesNo => &[],
    }
}

/// Two parts are compared: a literal of either has to be something that the other can be.
pub(super) fn meet(left: &Words, right: &Words, issues: &IdVec<IssueId, Issue>, problems: &mut Vec<ExpressionProblem>) {
    for (literals, among) in [(left, right), (right, left)] {
        let named: Vec<&Issue> = among.issues.iter().filter_map(|issue| issues.find(*issue)).collect();
        for (text, span) in &literals.literals {
            let known = named.iter().any(|issue| words_of(issue).iter().any(|word| word.id == *text));
            if !named.is_empty() && !known && !among.literals.iter().any(|(other, _)| other == text) {
                problems.push(unknown(text, span, &named));
            }
        }
    }
}

/// A literal that none of these issues has.
fn unknown(text: &str, span: &Span, issues: &[&Issue]) -> ExpressionProblem {
    let members = issues.iter().all(|issue| matches!(issue.kind, IssueKind::Members { .. }));
    let word = if members { "member" } else { "option" };
    let mut names: Vec<String> = Vec::new();
    for issue in issues {
        let name = format!("`{}`", issue.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let text_shown = text.escape_debug();
    let message = match names.as_slice() {
        [name] => format!("the issue {name} has no {word} `{text_shown}`"),
        _ => format!("none of the issues {} has an option or member `{text_shown}`", names.join(", ")),
    };
    let ids: Vec<&str> = issues.iter().flat_map(|issue| words_of(issue)).map(|word| word.id.as_str()).collect();
    let help = match nearest(text, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let listed: Vec<String> = ids.iter().take(LISTED).map(|id| format!("`{id}`")).collect();
            let more = if ids.len() > LISTED { ", …" } else { "" };
            format!("the {word}s are {}{more}", listed.join(", "))
        }
    };
    ExpressionProblem::new(span.clone(), message).with_help(help)
}
