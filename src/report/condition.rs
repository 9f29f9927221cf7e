//! A condition in words: what the program understood by it.
//!
//! `{ troops = "western", guarantors = { excludes = ["us", "uk"] } }` reads
//! `troops is western and guarantors excludes us, uk`.

use crate::report::naming;
use crate::scenario::condition::{Check, Condition, SizeTest, Test};
use crate::scenario::model::{Issue, IssueKind, Scenario, Value};

/// The condition in words, by ids.
#[must_use]
pub fn words(scenario: &Scenario, condition: &Condition) -> String {
    said(scenario, condition, &tested)
}

/// The condition for people who never saw the file, by titles: `Foreign troops: Western and Guarantors: without Russia`.
#[must_use]
pub fn titled(scenario: &Scenario, condition: &Condition) -> String {
    said(scenario, condition, &tested_by_title)
}

fn said(scenario: &Scenario, condition: &Condition, test: &dyn Fn(&Scenario, &Test) -> String) -> String {
    match condition {
        Condition::All(parts) => joined(scenario, parts, " and ", test),
        Condition::Any(parts) => joined(scenario, parts, " or ", test),
        Condition::Not(part) => format!("not ({})", said(scenario, part, test)),
        Condition::Test(one) => test(scenario, one),
        Condition::Expression(expression) => format!("`{}`", expression.text),
    }
}

fn joined(scenario: &Scenario, parts: &[Condition], with: &str, test: &dyn Fn(&Scenario, &Test) -> String) -> String {
    let nested = |part: &Condition| match part {
        Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 && parts.len() > 1 => {
            format!("({})", said(scenario, part, test))
        }
        _ => said(scenario, part, test),
    };
    parts.iter().map(nested).collect::<Vec<_>>().join(with)
}

fn tested_by_title(scenario: &Scenario, test: &Test) -> String {
    let Some(issue) = scenario.topics().find(test.issue) else { return String::new() };
    let any = |values: &[u32]| {
        let titles: Vec<String> = values.iter().map(|value| naming::value_title(issue, Value(*value))).collect();
        naming::any_of(&titles)
    };
    let rows = |chosen: u32, with: &str| {
        let titles: Vec<String> = bits(chosen).map(|place| member_title(issue, place)).collect();
        if titles.is_empty() { "nobody".to_owned() } else { titles.join(with) }
    };
    let unit = issue.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    let check = match &test.check {
        Check::OneOf(values) => any(values),
        Check::NoneOf(values) => format!("not {}", any(values)),
        Check::Number(bound, number) => format!("{} {number}{unit}", bound.word().replace('_', " ")),
        Check::Option(bound, option) => format!("{} {}", bound.word().replace('_', " "), any(&[*option])),
        Check::Includes(members) => format!("with {}", rows(*members, " and ")),
        Check::IncludesAny(members) => format!("with {}", rows(*members, " or ")),
        Check::Excludes(members) => format!("without {}", rows(*members, " and ")),
        Check::Is(members) => format!("exactly {}", rows(*members, " and ")),
        Check::Size(size) => format!("{} of them", sizes(issue, *size)),
        Check::Before(items) => {
            items.iter().map(|place| member_title(issue, *place)).collect::<Vec<_>>().join(" before ")
        }
        Check::First(any) => format!("{} first", rows(*any, " or ")),
        Check::Last(any) => format!("{} last", rows(*any, " or ")),
    };
    format!("{}: {check}", issue.title)
}

/// The title of a member, or of an item of an order.
fn member_title(issue: &Issue, place: u32) -> String {
    match &issue.kind {
        IssueKind::Members { members, .. } => members.get(place as usize).map(|one| one.title.clone()),
        IssueKind::Order { items } => items.get(place as usize).map(|one| one.title.clone()),
        _ => None,
    }
    .unwrap_or_default()
}

fn tested(scenario: &Scenario, test: &Test) -> String {
    let Some(issue) = scenario.topics().find(test.issue) else { return String::new() };
    let check = match &test.check {
        Check::OneOf(values) => format!("is {}", rows(issue, values, " or ")),
        Check::NoneOf(values) => format!("is not {}", rows(issue, values, " or ")),
        Check::Number(bound, number) => format!("{} {number}", bound.word()),
        Check::Option(bound, option) => format!("{} {}", bound.word(), rows(issue, &[*option], "")),
        Check::Includes(members) => format!("includes {}", chosen(issue, *members)),
        Check::IncludesAny(members) => format!("includes_any {}", chosen(issue, *members)),
        Check::Excludes(members) => format!("excludes {}", chosen(issue, *members)),
        Check::Is(members) => format!("is exactly {}", chosen(issue, *members)),
        Check::Size(size) => format!("size is {}", sizes(issue, *size)),
        Check::Before(items) => format!("has {}", ids(issue, items.iter().copied(), " before ")),
        Check::First(any) => format!("starts with {}", ids(issue, bits(*any), " or ")),
        Check::Last(any) => format!("ends with {}", ids(issue, bits(*any), " or ")),
    };
    format!("{} {check}", issue.id)
}

fn rows(issue: &Issue, values: &[u32], with: &str) -> String {
    if issue.in_order(Value(0)).is_some() {
        return values.iter().map(|value| naming::value_flag(issue, Value(*value))).collect::<Vec<_>>().join(with);
    }
    let row = |value: &u32| match naming::row_json(issue, *value) {
        serde_json::Value::String(id) => id,
        serde_json::Value::Bool(is_yes) => if is_yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    };
    values.iter().map(row).collect::<Vec<_>>().join(with)
}

fn chosen(issue: &Issue, members: u32) -> String {
    let places: Vec<u32> = (0..32).filter(|place| members >> place & 1 == 1).collect();
    if places.is_empty() { "none".to_owned() } else { rows(issue, &places, ", ") }
}

fn bits(places: u32) -> impl Iterator<Item = u32> {
    (0..32).filter(move |place| places >> place & 1 == 1)
}

/// Items of an order by their places in the file.
fn ids(issue: &Issue, places: impl Iterator<Item = u32>, with: &str) -> String {
    let IssueKind::Order { items } = &issue.kind else { return String::new() };
    places.filter_map(|place| Some(items.get(place as usize)?.id.as_str())).collect::<Vec<_>>().join(with)
}

/// The sizes that pass, of those that are possible.
pub(crate) fn allowed_sizes(issue: &Issue, size: SizeTest) -> Vec<u32> {
    let IssueKind::Members { members, .. } = &issue.kind else { return Vec::new() };
    (0..).take(members.len() + 1).filter(|n_members| size.admits(*n_members)).collect()
}

fn sizes(issue: &Issue, size: SizeTest) -> String {
    let allowed: Vec<String> = allowed_sizes(issue, size).iter().map(u32::to_string).collect();
    if allowed.is_empty() { "never met".to_owned() } else { allowed.join(" or ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{guarantees, test};

    #[test]
    fn a_condition_reads_as_it_is_meant() {
        let scenario = guarantees();
        let us_or_uk = Condition::Any(vec![test(2, Check::Includes(1)), test(2, Check::Excludes(6))]);
        let all = Condition::All(vec![test(0, Check::OneOf(vec![1, 2])), us_or_uk, test(3, Check::OneOf(vec![1]))]);
        let text = "troops is trainers or western and (guarantors includes us or guarantors excludes uk, russia) and \
                    nato_ban is yes";
        assert_eq!(words(&scenario, &all), text);
        let sizes = Condition::Not(Box::new(test(2, Check::Size(SizeTest { allowed: 0b1_1110 }))));
        assert_eq!(words(&scenario, &sizes), "not (guarantors size is 1 or 2 or 3)");
        let titles = titled(&scenario, &all);
        let text = "Foreign troops: Trainers only or Western force and (Guarantor states: with United States or Guarantor \
                    states: without United Kingdom and Russia) and NATO membership ruled out: yes";
        assert_eq!(titles, text);
    }
}
