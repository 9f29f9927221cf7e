//! Reading conditions: `{ troops = "western", guarantors = { includes = "russia" } }` and every other written form.
//!
//! | written | read as |
//! |---|---|
//! | `{ army = { at_least = 3, below = 8 } }` | two tests on `army`, and-ed |
//! | `[ { a = "x" }, { b = true } ]` | any of the two |
//! | `{ not = { … }, troops = "none" }` | the negation and the test |

use crate::scenario::condition::{Bound, Check, Condition, Test};
use crate::scenario::error::Problem;
use crate::scenario::id::IssueId;
use crate::scenario::model::{IssueKind, Rule, RuleBody, Span};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::order::ORDER_TESTS;
use crate::scenario::read::reader::{Reader, listed};

/// What stands where a condition could not be read; its scenario is never handed out.
const fn placeholder() -> Condition {
    Condition::All(Vec::new())
}

impl Reader<'_> {
    /// The rule of a red line or an impossible rule.
    pub(crate) fn read_rule(&mut self, table: &Table, of: &str, span: &Span) -> Rule {
        let body = match (table.entry("require"), table.entry("reject")) {
            (Some(entry), None) => RuleBody::Require(self.condition(&entry.node)),
            (None, Some(entry)) => RuleBody::Reject(self.condition(&entry.node)),
            (Some(require), Some(reject)) => {
                // Both are still read, for what else may be wrong.
                self.condition(&require.node);
                let condition = self.condition(&reject.node);
                let later = if require.key_span.start > reject.key_span.start { require } else { reject };
                let message = format!("{of} has both `require` and `reject`");
                self.report(
                    Problem::error("require-or-reject", later.key_span.clone(), message)
                        .with_help("keep one of them, or make it two lines"),
                );
                RuleBody::Reject(condition)
            }
            (None, None) => {
                let message = format!("{of} has neither `require` nor `reject`");
                let help = "say what must hold (`require = { … }`) or what must not (`reject = { … }`)";
                self.report(Problem::error("require-or-reject", span.clone(), message).with_help(help));
                RuleBody::Reject(placeholder())
            }
        };
        let when = table.get("when").map(|node| self.condition(node));
        let unless = table.get("unless").map(|node| self.condition(node));
        Rule { body, when, unless }
    }

    /// A condition; something harmless where it could not be read.
    pub(crate) fn condition(&mut self, node: &Node) -> Condition {
        match &node.kind {
            Kind::Table(table) => self.all_of(table, node),
            Kind::List(items) => self.any_of(items, node),
            _ => {
                self.wrong_type(node, "a condition (a table of tests, or a list of such tables)");
                placeholder()
            }
        }
    }

    fn all_of(&mut self, table: &Table, node: &Node) -> Condition {
        if table.entries.is_empty() {
            self.report(
                Problem::error("empty", node.span.clone(), "this condition is empty")
                    .with_help("name an issue and what is asked of it, for example `{ issue = \"option\" }`"),
            );
        }
        let mut parts = Vec::new();
        for entry in &table.entries {
            match entry.key.as_str() {
                "not" => parts.push(Condition::Not(Box::new(self.condition(&entry.node)))),
                "any" => parts.push(match self.condition_list(entry) {
                    Some(items) => self.any_of(items, &entry.node),
                    None => placeholder(),
                }),
                "all" => match self.condition_list(entry) {
                    Some(items) => {
                        let inner = self.conditions(items, &entry.node);
                        parts.push(Condition::All(inner));
                    }
                    None => parts.push(placeholder()),
                },
                "expr" => parts.push(self.expression(&entry.node).unwrap_or_else(placeholder)),
                word => {
                    let Some(issue) = self.topic(word, &entry.key_span) else { continue };
                    if self.is_sound(issue) {
                        let span = entry.span();
                        let checks = self.checks(issue, entry);
                        let test = |check| Condition::Test(Test { issue, check, span: span.clone() });
                        parts.extend(checks.into_iter().map(test));
                    } else {
                        self.words_of_broken(issue, &entry.node);
                    }
                }
            }
        }
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        Condition::All(parts)
    }

    fn any_of(&mut self, items: &[Node], node: &Node) -> Condition {
        Condition::Any(self.conditions(items, node))
    }

    fn condition_list<'n>(&mut self, entry: &'n Entry) -> Option<&'n [Node]> {
        if let Kind::List(items) = &entry.node.kind {
            return Some(items);
        }
        if matches!(entry.node.kind, Kind::Broken) {
            return None;
        }
        let message = format!("`{}` takes a list of conditions, not {}", entry.key, entry.node.what());
        let help = format!("write `{} = [{{ … }}, {{ … }}]`", entry.key);
        self.report(Problem::error("wrong-type", entry.node.span.clone(), message).with_help(help));
        None
    }

    fn conditions(&mut self, items: &[Node], node: &Node) -> Vec<Condition> {
        self.is_empty_list(node, "list at least one condition, for example `[{ issue = \"option\" }]`");
        let mut conditions = Vec::new();
        for item in items {
            if let Kind::Table(table) = &item.kind {
                conditions.push(self.all_of(table, item));
            } else {
                self.wrong_type(item, "a condition (a table of tests) in this list");
            }
        }
        conditions
    }

    /// What an entry of a condition asks of its issue.
    fn checks(&mut self, issue: IssueId, entry: &Entry) -> Vec<Check> {
        let node = &entry.node;
        let is_members = matches!(self.scenario.topics()[issue].kind, IssueKind::Members { .. });
        let is_order = self.is_order(issue);
        match &node.kind {
            Kind::Broken => Vec::new(),
            Kind::Table(table) => self.table_checks(issue, table, node),
            _ if is_order => {
                self.bare_order(issue, node);
                Vec::new()
            }
            Kind::List(_) | Kind::Text(_) if is_members => {
                let message = format!("`{}` has members: say how these are meant", entry.key);
                let help = "`includes` (all of these), `includes_any` (one of these or more) or `is` (exactly these), \
                            for example `{ includes = [\"…\"] }`";
                self.report(Problem::error("bare-members", node.span.clone(), message).with_help(help));
                Vec::new()
            }
            Kind::List(_) if matches!(self.scenario.topics()[issue].kind, IssueKind::YesNo) => {
                let message = format!("`{}` is yes or no and takes no list", entry.key);
                let help = format!("write `{0} = true` or `{0} = false`", entry.key);
                self.report(Problem::error("wrong-type", node.span.clone(), message).with_help(help));
                Vec::new()
            }
            _ if is_members => {
                let message = format!("`{}` has members and takes a table of tests, not {}", entry.key, node.what());
                let help = "for example `{ includes = [\"…\"] }` or `{ size = 2 }`";
                self.report(Problem::error("wrong-type", node.span.clone(), message).with_help(help));
                Vec::new()
            }
            _ => self.one_of(issue, node).map(Check::OneOf).into_iter().collect(),
        }
    }

    /// The places of the values that a list names; a single value stands for a list of one.
    fn one_of(&mut self, issue: IssueId, node: &Node) -> Option<Vec<u32>> {
        let Kind::List(items) = &node.kind else { return self.plain_value(issue, node).map(|value| vec![value]) };
        if self.is_empty_list(node, "list at least one value, or leave the test out") {
            return None;
        }
        let mut values = Vec::new();
        for item in items {
            if let Some(value) = self.plain_value(issue, item) {
                values.push((value, item));
            }
        }
        let all_known = values.len() == items.len();
        values.sort_by_key(|(value, item)| (*value, item.span.start));
        for pair in values.windows(2) {
            if let [(first, _), (second, item)] = pair
                && first == second
            {
                let word = self.source.slice(&item.span).trim_matches('"').to_owned();
                self.listed_twice(&word, item.span.clone());
            }
        }
        let mut places: Vec<u32> = values.into_iter().map(|(value, _)| value).collect();
        places.dedup();
        all_known.then_some(places)
    }

    fn table_checks(&mut self, issue: IssueId, table: &Table, node: &Node) -> Vec<Check> {
        let known: &[&str] = match &self.scenario.topics()[issue].kind {
            IssueKind::Choice { ordered: false, .. } | IssueKind::YesNo => &["not"],
            IssueKind::Choice { ordered: true, .. } | IssueKind::Range(_) => {
                &["at_least", "above", "at_most", "below", "not"]
            }
            IssueKind::Members { .. } => &["includes", "includes_any", "excludes", "size", "is"],
            IssueKind::Order { .. } => &ORDER_TESTS,
        };
        if table.entries.is_empty() {
            let message = format!("this test of `{}` is empty", self.scenario.topics()[issue].id);
            let help = format!("say what is asked of it: {}", listed(known));
            self.report(Problem::error("empty", node.span.clone(), message).with_help(help));
        }
        let mut checks = Vec::new();
        for entry in &table.entries {
            if known.contains(&entry.key.as_str()) {
                checks.extend(self.table_check(issue, entry));
            } else {
                self.unfit_test(issue, entry, known);
            }
        }
        checks
    }

    fn table_check(&mut self, issue: IssueId, entry: &Entry) -> Option<Check> {
        let node = &entry.node;
        if self.is_order(issue) {
            return self.order_check(issue, entry);
        }
        if let Some(bound) = Bound::ALL.into_iter().find(|bound| bound.word() == entry.key) {
            if let IssueKind::Range(_) = self.scenario.topics()[issue].kind {
                let Some(number) = node.decimal() else {
                    self.wrong_type(node, &format!("a number for `{}`", entry.key));
                    return None;
                };
                return Some(Check::Number(bound, number));
            }
            return self.plain_value(issue, node).map(|option| Check::Option(bound, option));
        }
        match entry.key.as_str() {
            "not" => self.one_of(issue, node).map(Check::NoneOf),
            "size" => self.size_test(node).map(Check::Size),
            "is" => self.members_of(issue, node).map(Check::Is),
            word => {
                if self.is_empty_list(node, "list at least one member (`is = []` asks that none is chosen)") {
                    return None;
                }
                let members = self.members_of(issue, node)?;
                Some(match word {
                    "includes" => Check::Includes(members),
                    "includes_any" => Check::IncludesAny(members),
                    _ => Check::Excludes(members),
                })
            }
        }
    }

    /// Reports a test that the issue does not know.
    fn unfit_test(&mut self, issue: IssueId, entry: &Entry, known: &[&str]) {
        let issue = &self.scenario.topics()[issue];
        let is_bound = Bound::ALL.iter().any(|bound| bound.word() == entry.key);
        let word = entry.key.as_str();
        let is_of_members = ["includes", "includes_any", "excludes", "size", "is"].contains(&word);
        let is_of_order = ["before", "first", "last"].contains(&word);
        let (what, help) = match &issue.kind {
            IssueKind::Choice { .. } if is_bound => (
                "an issue whose options are not ordered",
                format!("if they are listed from least to most, write `ordered = true` in `[issue.{}]`", issue.id),
            ),
            IssueKind::Choice { .. } => {
                ("an issue with options", "write the option, a list of options, or `{ not = … }`".to_owned())
            }
            IssueKind::YesNo => ("a yes/no issue", format!("write `{0} = true` or `{0} = false`", issue.id)),
            IssueKind::Members { .. } if is_bound => (
                "an issue with members",
                format!("to bound how many are chosen, write `size = {{ {} = … }}`", entry.key),
            ),
            IssueKind::Members { .. } if entry.key == "not" => (
                "an issue with members",
                "use `excludes` (none of these), or put `not` around the test: `{ not = { … } }`".to_owned(),
            ),
            IssueKind::Members { .. } => ("an issue with members", String::new()),
            IssueKind::Order { .. } if entry.key == "not" => {
                ("an order", format!("put `not` around the test: `{{ not = {{ {} = {{ … }} }} }}`", issue.id))
            }
            IssueKind::Order { .. } => ("an order", format!("its tests are {}", listed(known))),
            IssueKind::Range(_) => ("an issue with a range", format!("its tests are {}", listed(known))),
        };
        if !(is_bound || is_of_members || is_of_order || entry.key == "not") {
            let of = format!("a test of `{}`", issue.id);
            self.unknown_key(entry, &of, known);
            return;
        }
        let message = format!("`{}` is no test for {what}", entry.key);
        self.report(Problem::error("unfit-test", entry.key_span.clone(), message).with_help(help));
    }
}
