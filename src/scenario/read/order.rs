//! Reading orders: what comes first, what next, what last.
//!
//! | written | read as |
//! |---|---|
//! | `{ sequence = { before = ["border", "election"] } }` | the border somewhere before the election |
//! | `{ sequence = { first = ["border", "election"] } }` | one of the two comes first |
//! | `terms = { sequence = ["border", "election", "withdrawal"] }` | this order and no other |

use crate::scenario::condition::Check;
use crate::scenario::error::Problem;
use crate::scenario::id::IssueId;
use crate::scenario::model::{Issue, IssueKind, ValueRow, Verdict};
use crate::scenario::node::{Entry, Kind, Node};
use crate::scenario::order::number_of;
use crate::scenario::read::reader::{Reader, listed};

/// The tests of an order.
pub(crate) const ORDER_TESTS: [&str; 4] = ["before", "first", "last", "is"];

/// The ids of an order's items in the file's order; none of another issue.
fn item_ids(issue: &Issue) -> Vec<&str> {
    let IssueKind::Order { items } = &issue.kind else { return Vec::new() };
    items.iter().map(|item| item.id.as_str()).collect()
}

/// An order as the file writes it.
fn written(ids: &[&str]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

impl Reader<'_> {
    /// Whether the values of an issue are orders.
    pub(crate) fn is_order(&self, issue: IssueId) -> bool {
        matches!(self.scenario.topics()[issue].kind, IssueKind::Order { .. })
    }

    /// The number of the order that a list of all items names, first to last, or a report.
    pub(crate) fn whole_order(&mut self, issue: IssueId, node: &Node) -> Option<u32> {
        let Kind::List(items) = &node.kind else {
            if !matches!(node.kind, Kind::Broken) {
                let issue = &self.scenario.topics()[issue];
                let message = format!("`{}` takes a list of all its items, not {}", issue.id, node.what());
                let help = format!("for example `{} = {}`", issue.id, written(&item_ids(issue)));
                self.report(Problem::error("wrong-type", node.span.clone(), message).with_help(help));
            }
            return None;
        };
        let places = self.items(issue, node, true)?;
        let known = &self.scenario.topics()[issue];
        let ids = item_ids(known);
        let left_out: Vec<&str> =
            (0..).zip(&ids).filter(|(place, _)| !places.contains(place)).map(|(_, id)| *id).collect();
        if places.len() < items.len() {
            return None;
        }
        if !left_out.is_empty() {
            let message = format!("this order of `{}` leaves out {}", known.id, listed(&left_out));
            let help = format!("name every item once, first to last, for example `{}`", written(&ids));
            self.report(Problem::error("order-not-whole", node.span.clone(), message).with_help(help));
            return None;
        }
        number_of(&places)
    }

    /// The places of the items that a list names, or a report; with one that is named twice an error where each counts.
    fn items(&mut self, issue: IssueId, node: &Node, once: bool) -> Option<Vec<u32>> {
        let n_items = if let Kind::List(items) = &node.kind { items.len() } else { 1 };
        let words = self.words(node, "the id of an item");
        let mut all_known = words.len() == n_items;
        let mut places: Vec<u32> = Vec::new();
        for (word, span) in words {
            match self.rows[issue].get(word).copied() {
                Some(place) if places.contains(&place) && once => {
                    all_known = false;
                    let message = format!("`{word}` is named twice");
                    let help = "nothing comes before itself: name each item once";
                    self.report(Problem::error("order-twice", span, message).with_help(help));
                }
                Some(place) if places.contains(&place) => self.listed_twice(word, span),
                Some(place) => places.push(place),
                None => {
                    all_known = false;
                    self.no_option(issue, word, span);
                }
            }
        }
        all_known.then_some(places)
    }

    /// A test of an order that is no table of tests: an error that says how to write one.
    pub(crate) fn bare_order(&mut self, issue: IssueId, node: &Node) {
        let issue = &self.scenario.topics()[issue];
        let ids = item_ids(issue);
        let [first, second, ..] = ids.as_slice() else { return };
        let message = format!("`{}` is an order: say what is asked of it", issue.id);
        let help = format!(
            "`is` (exactly this order), `before` (each before the next), `first` or `last`, for example \
             `{{ before = [\"{first}\", \"{second}\"] }}`"
        );
        self.report(Problem::error("bare-order", node.span.clone(), message).with_help(help));
    }

    /// What an entry of a table of tests asks of an order.
    pub(crate) fn order_check(&mut self, issue: IssueId, entry: &Entry) -> Option<Check> {
        let node = &entry.node;
        match entry.key.as_str() {
            "is" => self.whole_order(issue, node).map(|number| Check::OneOf(vec![number])),
            "before" => {
                let Kind::List(_) = node.kind else {
                    self.wrong_type(node, "a list of two items or more for `before`");
                    return None;
                };
                let places = self.items(issue, node, true)?;
                if places.len() < 2 {
                    let message = "`before` needs two items or more";
                    let help = "each comes somewhere before the next: `before = [\"…\", \"…\"]`";
                    self.report(Problem::error("order-too-short", node.span.clone(), message).with_help(help));
                    return None;
                }
                Some(Check::Before(places))
            }
            word => {
                if self.is_empty_list(node, "name an item, or list those of which any may be it") {
                    return None;
                }
                let any = self.items(issue, node, false)?.into_iter().fold(0, |bits, place| bits | 1 << place);
                Some(if word == "first" { Check::First(any) } else { Check::Last(any) })
            }
        }
    }

    /// Reports points on an order, which has none of its own.
    pub(crate) fn points_on_order(&mut self, issue: IssueId, entry: &Entry, party: &str) {
        let issue = &self.scenario.topics()[issue];
        let ids = item_ids(issue);
        let [first, second, ..] = ids.as_slice() else { return };
        let message = format!("`{}` is an order, and its values have no points", issue.id);
        let help = format!(
            "give a bonus for what comes first: `[party.{party}.bonus.ID]` with \
             `when = {{ {} = {{ before = [\"{first}\", \"{second}\"] }} }}` and `points`",
            issue.id
        );
        self.report(Problem::error("points-on-order", entry.key_span.clone(), message).with_help(help));
    }

    /// The verdicts on an order, item by item and place by place: `{ border = { "1" = "blocked" } }`.
    pub(crate) fn order_verdicts(&mut self, issue: IssueId, entry: &Entry) -> Vec<(IssueId, ValueRow, Verdict)> {
        let mut verdicts = Vec::new();
        let place = self.rows[issue].get(&entry.key).copied();
        let Some(item) = place else {
            self.no_option(issue, &entry.key, entry.key_span.clone());
            return verdicts;
        };
        let Some(table) = self.table(&entry.node, "a table of verdicts, place by place") else { return verdicts };
        let n_items = u32::try_from(self.rows[issue].len()).unwrap_or(0);
        for one in &table.entries {
            let verdict = self.verdict(&one.node);
            match one.key.parse::<u32>() {
                Ok(place) if (1..=n_items).contains(&place) && !one.key.starts_with(['+', '0']) => {
                    let row = ValueRow(item * n_items + place - 1);
                    verdicts.extend(verdict.map(|verdict| (issue, row, verdict)));
                }
                _ => {
                    let message = format!("`{}` is no place of an order of {n_items} items", one.key);
                    let help = format!("write a number from 1 (first) to {n_items} (last)");
                    self.report(Problem::error("not-a-place", one.key_span.clone(), message).with_help(help));
                }
            }
        }
        verdicts
    }
}
