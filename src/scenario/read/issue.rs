//! Reading what is to be settled: the `[issue]` tables.
//!
//! A range of min 0.1, max 0.5 and step 0.2 has the values 0.1, 0.3 and 0.5, counted on the decimals as written; with
//! max = 0.6 it is an error that names 0.5 and 0.7.

use crate::scenario::condition::SizeTest;
use crate::scenario::error::Problem;
use crate::scenario::limit;
use crate::scenario::model::{Issue, IssueKind, IssueOption, NumberRange};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::number::Decimal;
use crate::scenario::order::MOST_ITEMS;
use crate::scenario::read::reader::Reader;

const KINDS: [&str; 5] = ["options", "range", "members", "order_of", "yes_no"];

impl Reader<'_> {
    /// Reads the issues of the file.
    pub(crate) fn read_issues(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            if matches!(entry.key.as_str(), "not" | "any" | "all" | "expr") {
                let message = format!("an issue may not be called `{}`", entry.key);
                self.report(
                    Problem::error("reserved-id", entry.key_span.clone(), message)
                        .with_help("`not`, `any`, `all` and `expr` have a meaning of their own in conditions"),
                );
            }
            let (issue, is_broken) = self.read_issue(entry);
            let id = self.scenario.issues.push(issue);
            self.issues.insert(entry.key.clone(), id);
            let rows = match &self.scenario.issues[id].kind {
                IssueKind::Choice { options: rows, .. }
                | IssueKind::Members { members: rows, .. }
                | IssueKind::Order { items: rows } => rows.as_slice(),
                IssueKind::Range(_) | IssueKind::YesNo => &[],
            };
            self.rows.push((0..).zip(rows).map(|(place, row)| (row.id.clone(), place)).collect());
            if is_broken {
                self.broken_issues.insert(id);
            }
        }
    }

    /// One issue, and whether its values could not be read: it then has the options that it names anywhere.
    fn read_issue(&mut self, entry: &Entry) -> (Issue, bool) {
        let Some(table) = self.table(&entry.node, "a table for this issue") else {
            let (id, title, span) = (entry.key.clone(), entry.key.clone(), entry.span());
            let kind = IssueKind::YesNo;
            return (Issue { id, title, kind, unit: None, sources: Vec::new(), note: None, span }, true);
        };
        let known =
            ["title", "options", "ordered", "range", "unit", "members", "size", "order_of", "yes_no", "source", "note"];
        self.known_keys(table, "an issue", &known);
        let title = self.text(table, "title").unwrap_or_else(|| entry.key.clone());
        let unit = self.text(table, "unit");
        let note = self.text(table, "note");
        let sources = self.sources_of(table);
        let mut words = Vec::new();
        let kind = self.read_kind(table, entry, &mut words);
        let is_broken = kind.is_none();
        let kind = kind.unwrap_or(IssueKind::Choice { options: words, ordered: false });
        (Issue { id: entry.key.clone(), title, kind, unit, sources, note, span: entry.span() }, is_broken)
    }

    /// What the values of an issue are; none if they could not be read, and then the words that it has for some.
    fn read_kind(&mut self, table: &Table, issue: &Entry, words: &mut Vec<IssueOption>) -> Option<IssueKind> {
        let given: Vec<&Entry> = table.entries.iter().filter(|entry| KINDS.contains(&entry.key.as_str())).collect();
        let help = "an issue has exactly one of `options`, `range`, `members`, `order_of` and `yes_no = true`";
        let entry = match given.as_slice() {
            [entry] => *entry,
            [] => {
                let message = format!("issue `{}` does not say what its values are", issue.key);
                self.report(Problem::error("issue-kind", issue.span(), message).with_help(help));
                return None;
            }
            [first, second, ..] => {
                let message = format!("issue `{}` has both `{}` and `{}`", issue.key, first.key, second.key);
                self.report(Problem::error("issue-kind", second.key_span.clone(), message).with_help(help));
                // Each is still read, for what else may be wrong.
                for entry in given {
                    let kind = self.kind_of(table, entry, words);
                    if let Some(
                        IssueKind::Choice { options: read, .. }
                        | IssueKind::Members { members: read, .. }
                        | IssueKind::Order { items: read },
                    ) = kind
                    {
                        words.extend(read);
                    }
                }
                return None;
            }
        };
        for (key, of) in [("ordered", "options"), ("unit", "range"), ("size", "members")] {
            if let Some(extra) = table.entry(key)
                && entry.key != of
            {
                let message = format!("`{key}` belongs to an issue with `{of}`");
                let help = format!("issue `{}` has `{}`: leave `{key}` out", issue.key, entry.key);
                self.report(Problem::error("issue-kind", extra.key_span.clone(), message).with_help(help));
            }
        }
        self.kind_of(table, entry, words)
    }

    /// What one of the keys says of an issue's values.
    fn kind_of(&mut self, table: &Table, entry: &Entry, words: &mut Vec<IssueOption>) -> Option<IssueKind> {
        match entry.key.as_str() {
            "options" => {
                let ordered = self.truth(table, "ordered").unwrap_or(false);
                let options = self.read_options(entry, "option", limit::OPTIONS, words)?;
                Some(IssueKind::Choice { options, ordered })
            }
            "members" => {
                let members = self.read_options(entry, "member", limit::MEMBERS, words);
                let size = table.get("size").and_then(|node| self.size_test(node));
                Some(IssueKind::Members { members: members?, size })
            }
            "order_of" => {
                let mut items = self.read_options(entry, "item", MOST_ITEMS, words)?;
                if items.len() < 2 {
                    let message = "one item alone has no order";
                    let help = "list two items or more, 7 at most: `{ id = \"Title\", … }`";
                    self.report(Problem::error("order-too-short", entry.node.span.clone(), message).with_help(help));
                    words.append(&mut items);
                    return None;
                }
                Some(IssueKind::Order { items })
            }
            "range" => {
                let table = self.table(&entry.node, "a table `{ min = …, max = …, step = … }`")?;
                self.read_range(table, entry).map(IssueKind::Range)
            }
            _ => {
                match entry.node.kind {
                    Kind::Bool(true) => {}
                    Kind::Bool(false) => self.report(
                        Problem::error("issue-kind", entry.node.span.clone(), "`yes_no = false` says nothing")
                            .with_help("write `yes_no = true`, or give `options`, `range` or `members`"),
                    ),
                    _ => self.wrong_type(&entry.node, "`true` for `yes_no`"),
                }
                Some(IssueKind::YesNo)
            }
        }
    }

    /// The options or members of an issue; none if there are none or too many, and then those there are go to `words`.
    fn read_options(
        &mut self,
        entry: &Entry,
        what: &str,
        most: usize,
        words: &mut Vec<IssueOption>,
    ) -> Option<Vec<IssueOption>> {
        let table = self.table(&entry.node, &format!("a table `{{ id = \"Title\", … }}` of {what}s"))?;
        if table.entries.is_empty() {
            let message = format!("`{}` is empty", entry.key);
            let help = format!("list at least one {what}: `{{ id = \"Title\" }}`");
            self.report(Problem::error("empty", entry.node.span.clone(), message).with_help(help));
            return None;
        }
        if table.entries.len() > most {
            let message = format!("{} {what}s, more than the {most} that an issue may have", table.entries.len());
            self.report(Problem::error("too-many", entry.key_span.clone(), message));
        }
        let mut options = Vec::new();
        for option in &table.entries {
            self.check_id(option);
            let title = match &option.node.kind {
                Kind::Text(title) => title.clone(),
                _ => {
                    self.wrong_type(&option.node, &format!("a string, the title of the {what}"));
                    option.key.clone()
                }
            };
            options.push(IssueOption { id: option.key.clone(), title, span: option.span() });
        }
        if options.len() > most {
            words.append(&mut options);
            return None;
        }
        Some(options)
    }

    fn read_range(&mut self, table: &Table, entry: &Entry) -> Option<NumberRange> {
        self.known_keys(table, "a range", &["min", "max", "step"]);
        let mut complete = true;
        for key in ["min", "max"] {
            if table.get(key).is_none() {
                self.missing_key(key, "the range", &entry.span());
                complete = false;
            }
        }
        let min = self.range_number(table, "min");
        let max = self.range_number(table, "max");
        let step = match table.get("step") {
            Some(_) => self.range_number(table, "step"),
            None => Some(Decimal::from_integer(1)),
        };
        let (Some(min), Some(max), Some(step), true) = (min, max, step, complete) else { return None };
        let integer = [table.get("min"), table.get("step")]
            .into_iter()
            .flatten()
            .all(|node| matches!(node.kind, Kind::Integer(_)));
        let place = |key: &str| table.get(key).map_or_else(|| entry.span(), |node| node.span.clone());
        if !step.is_positive() {
            let message = format!("the step {step} is not above zero");
            self.report(Problem::error("bad-range", place("step"), message));
        }
        if max < min {
            let message = format!("max {max} is below min {min}");
            self.report(Problem::error("bad-range", place("max"), message));
        }
        if max < min || !step.is_positive() {
            return None;
        }
        let problem = match n_values(min, max, step) {
            Steps::Whole(n_values) => return Some(NumberRange { min, step, n_values, integer }),
            Steps::Between(below, above) => {
                let message = format!("max {max} is not min {min} plus a whole number of steps of {step}");
                let help = format!("the nearest are `max = {below}` and `max = {above}`");
                Problem::error("bad-range", place("max"), message).with_help(help)
            }
            Steps::TooMany => {
                let message = format!("the range has more than {} values", limit::RANGE_VALUES);
                Problem::error("too-many", entry.span(), message).with_help("take a larger step")
            }
            Steps::TooFine => {
                let message = "min, max and step are too far apart in size to count with exactly";
                Problem::error("bad-range", entry.span(), message).with_help("measure in another unit")
            }
        };
        self.report(problem);
        None
    }

    fn range_number(&mut self, table: &Table, key: &str) -> Option<Decimal> {
        let node = table.get(key)?;
        let number = node.decimal();
        if number.is_none() {
            self.wrong_type(node, &format!("a number for `{key}`"));
        }
        number
    }

    /// A test of how many members are chosen, on an issue or in a condition; none if it could not be read.
    pub(crate) fn size_test(&mut self, node: &Node) -> Option<SizeTest> {
        use crate::scenario::condition::Bound;
        if let Kind::Table(table) = &node.kind {
            if table.entries.is_empty() {
                let help = "write for example `size = { at_least = 1 }`";
                self.report(Problem::error("empty", node.span.clone(), "this table is empty").with_help(help));
                return None;
            }
            self.known_keys(table, "a size", &["at_least", "above", "at_most", "below", "not"]);
            let mut allowed = u32::MAX >> 1;
            for bound in Bound::ALL {
                if let Some(node) = table.get(bound.word()) {
                    let Some(number) = node.decimal() else {
                        self.wrong_type(node, &format!("a number for `{}`", bound.word()));
                        return None;
                    };
                    allowed &= sizes(|n_members| bound.admits(n_members.cmp(&number)));
                }
            }
            if let Some(node) = table.get("not") {
                allowed &= !self.listed_sizes(node)?;
            }
            return Some(SizeTest { allowed });
        }
        self.listed_sizes(node).map(|allowed| SizeTest { allowed })
    }

    fn listed_sizes(&mut self, node: &Node) -> Option<u32> {
        let items: &[Node] = match &node.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(node),
        };
        if self.is_empty_list(node, "list the sizes, for example `size = [1, 2]`") {
            return None;
        }
        let mut allowed = 0;
        for item in items {
            match item.decimal() {
                Some(number) if number.to_integer().is_some() => {
                    allowed |= sizes(|n_members| n_members == number);
                }
                Some(number) => {
                    let message = format!("{number} is no number of members");
                    let help = "a size is a whole number; a bound (`at_least`, `above`, `at_most`, `below`) may be any";
                    self.report(Problem::error("not-a-value", item.span.clone(), message).with_help(help));
                    return None;
                }
                None => {
                    self.wrong_type(item, "a number of members");
                    return None;
                }
            }
        }
        Some(allowed)
    }
}

/// The sizes that pass, as bits.
fn sizes(passes: impl Fn(Decimal) -> bool) -> u32 {
    (0..=30_u32)
        .filter(|n_members| passes(Decimal::from_integer(i64::from(*n_members))))
        .fold(0, |bits, n| bits | 1 << n)
}

enum Steps {
    /// This many values.
    Whole(u32),
    /// max lies between these two.
    Between(Decimal, Decimal),
    /// More values than a range may have.
    TooMany,
    /// The numbers have no common exponent that fits.
    TooFine,
}

/// How many values a range has; min ≤ max, step > 0.
fn n_values(min: Decimal, max: Decimal, step: Decimal) -> Steps {
    let exponent = min.exponent().min(max.exponent()).min(step.exponent());
    let at = |number: Decimal| number.at_exponent(exponent);
    let (Some(low), Some(high), Some(step)) = (at(min), at(max), at(step)) else { return Steps::TooFine };
    let Some(length) = high.checked_sub(low) else { return Steps::TooFine };
    let (steps, rest) = (length / step, length % step);
    if steps >= i128::from(limit::RANGE_VALUES) {
        return Steps::TooMany;
    }
    if rest == 0 {
        return u32::try_from(steps + 1).map_or(Steps::TooMany, Steps::Whole);
    }
    let below = high - rest;
    match below.checked_add(step) {
        Some(above) => Steps::Between(Decimal::new(below, exponent), Decimal::new(above, exponent)),
        None => Steps::TooFine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(number: f64) -> Decimal {
        Decimal::from_double(number).unwrap()
    }

    #[test]
    fn a_range_is_counted_on_the_decimals_as_written() {
        assert!(matches!(n_values(decimal(0.1), decimal(0.5), decimal(0.2)), Steps::Whole(3)));
        assert!(matches!(n_values(decimal(0.0), decimal(1.0), decimal(0.1)), Steps::Whole(11)));
        assert!(matches!(n_values(decimal(5.0), decimal(5.0), decimal(3.0)), Steps::Whole(1)));
        let Steps::Between(below, above) = n_values(decimal(0.1), decimal(0.6), decimal(0.2)) else { panic!() };
        assert_eq!((below, above), (decimal(0.5), decimal(0.7)));
        assert!(matches!(n_values(decimal(0.0), decimal(1e300), decimal(1.0)), Steps::TooFine | Steps::TooMany));
        assert!(matches!(n_values(decimal(1e-300), decimal(1e300), decimal(1.0)), Steps::TooFine));
        assert!(matches!(n_values(decimal(0.0), decimal(1e6), decimal(1.0)), Steps::TooMany));
    }

    #[test]
    fn sizes_are_bits() {
        assert_eq!(sizes(|n| n == Decimal::from_integer(2)), 0b100);
        assert_eq!(sizes(|n| n < decimal(1.5)), 0b11);
    }
}
