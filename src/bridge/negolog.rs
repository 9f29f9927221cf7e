//! The JSON of `NegoLog`: a profile for each side; u = Σ weight · value.

use crate::bridge::files::Files;
use crate::bridge::gathered::Gathered;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::json;
use crate::bridge::outline::{Outline, OutlinePoints};
use crate::bridge::space::{self, Profile, SpaceIssue, SpaceValues, settle_weights};
use crate::bridge::tree::{Node, need, number, once_each};

/// Whether a text is a profile of this kind.
pub(crate) fn is_negolog(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && text.contains("\"issueWeights\"")
        && text.contains("\"reservationValue\"")
        && text.contains("\"issues\"")
}

/// Reads the files.
pub(crate) fn read(files: &Files, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let (mut title, mut profiles) = (String::new(), Vec::new());
    for part in &files.parts() {
        if files.is_folder() && !part.ends_with(".json") {
            gathered.note(format!("`{}` was left out: it is no JSON.", part.file_name()));
            continue;
        }
        let Some(node) = json::read(part, gathered) else { continue };
        if node.get("issueWeights").is_some() || !files.is_folder() {
            profiles.push((part.stem().to_owned(), node));
        } else if let Some(name) = node.get("Name").and_then(Node::text) {
            name.clone_into(&mut title);
            gathered.note(format!(
                "`{}` gave the name alone: what else it says follows from the profiles.",
                part.file_name()
            ));
        } else {
            gathered.note(format!("`{}` was left out: it is no profile.", part.file_name()));
        }
    }
    let Some((_, first)) = profiles.first() else {
        if !gathered.has_errors() {
            gathered.wrong(
                "no-profile",
                &(0..0),
                "there is no profile",
                "a profile has `issueWeights`, `issues` and `reservationValue`",
            );
        }
        return Outline::default();
    };
    let issues = issues(first, gathered);
    let mut read = Vec::new();
    for (stem, node) in &profiles {
        read.extend(profile(stem, node, &issues, options, gathered));
    }
    space::outline(files, "negolog", &title, issues, read, options, gathered)
}

/// The issues of a profile, in the order of its weights.
fn issues(profile: &Node, gathered: &mut Gathered) -> Vec<SpaceIssue> {
    let (weights, values) = (need(profile, "issueWeights", gathered), need(profile, "issues", gathered));
    let (Some(weights), Some(values)) = (weights, values) else { return Vec::new() };
    let mut issues = Vec::new();
    for (key, _) in weights.entries() {
        let name = key.text().unwrap_or_default();
        let Some(table) = values.get(name) else {
            gathered.wrong("unknown-issue", &key.span, format!("`{name}` has a weight, and no values"), "");
            continue;
        };
        let words: Vec<String> = table.entries().iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
        if words.is_empty() {
            gathered.wrong("no-option", &table.span, format!("the issue `{name}` has no values"), "");
        }
        issues.push(SpaceIssue { name: name.to_owned(), values: SpaceValues::Words(words) });
    }
    if issues.is_empty() && !gathered.has_errors() {
        gathered.wrong("no-issue", &weights.span, "there is no issue", "");
    }
    issues
}

fn profile(
    stem: &str,
    node: &Node,
    issues: &[SpaceIssue],
    options: &ImportOptions,
    gathered: &mut Gathered,
) -> Option<Profile> {
    let (weight_table, values) = (need(node, "issueWeights", gathered), need(node, "issues", gathered));
    let reservation = need(node, "reservationValue", gathered).and_then(|value| number(value, gathered));
    let (weight_table, values) = (weight_table?, values?);
    once_each(weight_table, gathered);
    once_each(values, gathered);
    for (key, _) in weight_table.entries().iter().chain(values.entries()) {
        let name = key.text().unwrap_or_default();
        if !issues.iter().any(|issue| issue.name == name) {
            gathered.wrong("unknown-issue", &key.span, format!("the first profile has no issue `{name}`"), "");
        }
    }
    let start = |node: &Node| node.span.start..node.span.start + 1;
    let mut weights = Vec::new();
    for issue in issues {
        let weight = weight_table.get(&issue.name);
        if weight.is_none() {
            gathered.wrong("no-weight", &start(weight_table), format!("the issue `{}` has no weight", issue.name), "");
        }
        weights.push(weight.and_then(|weight| number(weight, gathered)).unwrap_or(0.0));
    }
    settle_weights(&mut weights, options, &start(weight_table), gathered);
    let mut points = Vec::new();
    for (issue, weight) in issues.iter().zip(&weights) {
        let (Some(table), SpaceValues::Words(words)) = (values.get(&issue.name), &issue.values) else {
            gathered.wrong(
                "no-evaluation",
                &start(values),
                format!("nothing is said of the issue `{}`", issue.name),
                "",
            );
            points.push(None);
            continue;
        };
        once_each(table, gathered);
        for (key, _) in
            table.entries().iter().filter(|(key, _)| !words.iter().any(|word| Some(word.as_str()) == key.text()))
        {
            gathered.wrong(
                "unknown-option",
                &key.span,
                format!("the issue `{}` has no value {} in the first profile", issue.name, key.words()),
                "",
            );
        }
        let mut list = Vec::new();
        for word in words {
            let value = table.get(word);
            if value.is_none() {
                gathered.wrong(
                    "no-evaluation",
                    &start(table),
                    format!("the value `{word}` of `{}` has no utility", issue.name),
                    "",
                );
            }
            list.push(value.and_then(|value| number(value, gathered)).map(|value| weight * value));
        }
        points.push(Some(OutlinePoints::ByOption(list)));
    }
    Some(Profile { name: stem.to_owned(), points, reservation })
}
