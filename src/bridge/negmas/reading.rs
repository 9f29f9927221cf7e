//! Reads a folder of `NegMAS`.

use crate::bridge::files::Files;
use crate::bridge::gathered::Gathered;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::negmas::functions::{ValueFunction, type_of};
use crate::bridge::outline::{Outline, OutlinePoints, OutlineRange};
use crate::bridge::space::{self, Profile, SpaceIssue, SpaceValues, linear, one_by_one, settle_weights};
use crate::bridge::tree::{Node, need, number};
use crate::bridge::words::in_one_line;
use crate::bridge::yaml;
use crate::scenario::span::Span;

/// Whether a text is an outcome space or a utility function of this kind.
pub(crate) fn is_negmas(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_end();
        line.strip_prefix("type:")
            .is_some_and(|kind| kind.contains("OutcomeSpace") || kind.to_lowercase().contains("fun"))
    })
}

/// Reads the files.
pub(crate) fn read(files: &Files, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let (mut domain, mut functions) = (None, Vec::new());
    for part in &files.parts() {
        if files.is_folder() && !part.ends_with(".yml") && !part.ends_with(".yaml") {
            gathered.note(format!("`{}` was left out: it is no YAML.", part.file_name()));
            continue;
        }
        let Some(node) = yaml::read(part, gathered) else { continue };
        let kind = type_of(&node);
        if kind.contains("OutcomeSpace") {
            if domain.is_some() {
                gathered.wrong(
                    "several-domains",
                    &part.head(),
                    "this is a second outcome space",
                    "import a folder with one",
                );
            }
            domain = Some(node);
        } else if kind.to_lowercase().contains("fun") {
            functions.push((part.stem().to_owned(), node));
        } else if files.is_folder() {
            gathered.note(format!(
                "`{}` was left out: it is neither an outcome space nor a utility function.",
                part.file_name()
            ));
        } else {
            gathered.wrong(
                "unknown-root",
                &part.head(),
                "this is neither an outcome space nor a utility function",
                "`type` says which it is",
            );
        }
    }
    let Some(domain) = domain else {
        if !gathered.has_errors() {
            gathered.wrong(
                "no-domain",
                &(0..0),
                "there is no outcome space",
                "name the folder in which it stands beside the utility functions",
            );
        }
        return Outline::default();
    };
    if functions.is_empty() && !gathered.has_errors() {
        gathered.wrong(
            "no-profile",
            &start(&domain),
            "there is an outcome space and no utility function",
            "name the folder in which they stand beside it",
        );
    }
    let title = domain.get("name").filter(|name| !name.is_null()).and_then(Node::text).unwrap_or_default().to_owned();
    let issues = issues(&domain, gathered);
    let mut profiles = Vec::new();
    for (stem, node) in &functions {
        let mut reader = FunctionReader { issues: &issues, options, gathered };
        profiles.extend(reader.profile(stem, node));
    }
    space::outline(files, "negmas", &title, issues, profiles, options, gathered)
}

fn start(node: &Node) -> Span {
    node.span.start..node.span.end.min(node.span.start + 1)
}

/// The issues of an outcome space.
fn issues(domain: &Node, gathered: &mut Gathered) -> Vec<SpaceIssue> {
    let Some(list) = need(domain, "issues", gathered) else { return Vec::new() };
    let mut issues: Vec<SpaceIssue> = Vec::new();
    for (place, issue) in list.items().unwrap_or_default().iter().enumerate() {
        let name = issue.get("name").and_then(Node::text).map_or_else(|| format!("issue {}", place + 1), in_one_line);
        if issues.iter().any(|known| known.name == name) {
            gathered.wrong("issue-twice", &start(issue), format!("the issue `{name}` stands here twice"), "");
            continue;
        }
        let values =
            need(issue, "values", gathered).and_then(|values| self::values(type_of(issue), &name, values, gathered));
        issues.extend(values.map(|values| SpaceIssue { name, values }));
    }
    if issues.is_empty() && !gathered.has_errors() {
        gathered.wrong("no-issue", &start(list), "there is no issue", "");
    }
    issues
}

fn values(kind: &str, name: &str, values: &Node, gathered: &mut Gathered) -> Option<SpaceValues> {
    let integer = |node: &Node, gathered: &mut Gathered| {
        let number = number(node, gathered)?;
        if number.fract() != 0.0 || number.abs() > 1e15 {
            gathered.wrong(
                "bad-number",
                &node.span,
                format!("here stands {}, where a whole number should", node.words()),
                "",
            );
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        Some(number as i64)
    };
    let range = |(least, most, step), gathered: &mut Gathered| {
        let [least, most, step] = [least, most, step].map(crate::scenario::number::Decimal::from_integer);
        let found = OutlineRange::reaching(least, most, step, true);
        found.map_err(|wrong| gathered.wrong("bad-range", &values.span, wrong, "")).ok().map(SpaceValues::Numbers)
    };
    if matches!(kind, "ContinuousIssue" | "ContinuousInfiniteIssue" | "CountableInfiniteIssue" | "CallableIssue") {
        gathered.wrong(
            "real-issue",
            &start(values),
            format!("the issue `{name}` has values that cannot be counted"),
            "give it steps: a ContiguousIssue, or a list of values",
        );
        return None;
    }
    let Some(items) = values.items() else {
        // One number n stands for 0 to n - 1.
        let n = integer(values, gathered)?;
        return range((0, n - 1, 1), gathered);
    };
    if kind == "ContiguousIssue" {
        let (Some(least), Some(most)) = (items.first(), items.get(1)) else {
            gathered.wrong(
                "bad-range",
                &start(values),
                format!("the issue `{name}` has no least and greatest number"),
                "",
            );
            return None;
        };
        let step = items.get(2).map_or(Some(1), |step| integer(step, gathered));
        return range((integer(least, gathered)?, integer(most, gathered)?, step?), gathered);
    }
    let mut words: Vec<String> = Vec::new();
    for item in items {
        match item.text() {
            Some(text) if words.iter().any(|known| known == text) => {
                gathered.wrong("option-twice", &item.span, format!("`{name}` has the value `{text}` twice"), "")
            }
            Some(text) => words.push(text.to_owned()),
            None => gathered.wrong(
                "bad-value",
                &item.span,
                format!("here stands {}, where a value should", item.words()),
                "",
            ),
        }
    }
    if words.is_empty() {
        gathered.wrong("no-option", &start(values), format!("the issue `{name}` has no values"), "");
        return None;
    }
    Some(SpaceValues::Words(words))
}

struct FunctionReader<'a, 'g> {
    issues: &'a [SpaceIssue],
    options: &'a ImportOptions,
    gathered: &'g mut Gathered,
}

impl FunctionReader<'_, '_> {
    fn profile(&mut self, stem: &str, node: &Node) -> Option<Profile> {
        let name = node.get("name").filter(|name| !name.is_null()).and_then(Node::text).unwrap_or(stem);
        let name = in_one_line(name.rsplit(['/', '\\']).next().unwrap_or(name));
        let name = if name.is_empty() { stem.to_owned() } else { name };
        let mut inner = node;
        // A discount stands around the utility that it lessens.
        while type_of(inner).contains("Discounted") {
            self.gathered.lost(&start(inner), format!("the discount of `{name}`, {}", type_of(inner)));
            inner = inner.get("ufun")?;
        }
        let points = match type_of(inner) {
            "LinearAdditiveUtilityFunction" | "LinearUtilityAggregationFunction" => self.additive(&name, inner),
            "AffineUtilityFunction" | "LinearUtilityFunction" => self.affine(&name, inner),
            other => {
                self.gathered.wrong("nonlinear", &start(inner), format!("the utility of `{name}`, {other}, is no sum over the issues that is understood"), "there are LinearAdditiveUtilityFunction, AffineUtilityFunction and LinearUtilityFunction; code others by hand, as bonuses");
                None
            }
        }?;
        if let Some(outcome) = node.get("reserved_outcome").filter(|outcome| !outcome.is_null()) {
            self.gathered.lost(&outcome.span, format!("the reserved outcome of `{name}`"));
        }
        let reservation = match node.get("reserved_value").filter(|value| !value.is_null()) {
            None => Some(0.0),
            Some(value) => match value.number() {
                Some(number) if number.is_finite() => Some(number),
                Some(number) if number < 0.0 => None,
                _ => {
                    self.gathered.wrong(
                        "bad-number",
                        &value.span,
                        format!("here stands {}, where a number should", value.words()),
                        "",
                    );
                    None
                }
            },
        };
        Some(Profile { name, points, reservation })
    }

    /// Things of the issues: a list in their order, or a table by their names.
    fn each<'n>(&mut self, node: &'n Node, what: &str) -> Option<Vec<&'n Node>> {
        let found: Vec<Option<&Node>> = match node.items() {
            Some(items) if items.len() == self.issues.len() => items.iter().map(Some).collect(),
            Some(items) => {
                self.gathered.wrong(
                    "wrong-number",
                    &start(node),
                    format!("there are {} {what}, and {} issues", items.len(), self.issues.len()),
                    "",
                );
                return None;
            }
            None => self
                .issues
                .iter()
                .map(|issue| {
                    node.entries()
                        .iter()
                        .find(|(key, _)| key.text().map(in_one_line).as_deref() == Some(&issue.name))
                        .map(|(_, value)| value)
                })
                .collect(),
        };
        for (issue, _) in self.issues.iter().zip(&found).filter(|(_, node)| node.is_none()) {
            self.gathered.wrong(
                "missing-key",
                &start(node),
                format!("there is nothing on `{}` among the {what}", issue.name),
                "",
            );
        }
        found.into_iter().collect()
    }

    fn weights(&mut self, node: &Node) -> Option<Vec<f64>> {
        let Some(list) = node.get("weights").filter(|weights| !weights.is_null()) else {
            return Some(vec![1.0; self.issues.len()]);
        };
        let list = self.each(list, "weights")?;
        list.into_iter().map(|weight| number(weight, self.gathered)).collect()
    }

    /// The constant of a function, which the first issue takes.
    fn bias(&mut self, name: &str, node: &Node, points: &mut [Option<OutlinePoints>]) -> Option<()> {
        let Some(bias) = node.get("bias") else { return Some(()) };
        let bias = number(bias, self.gathered)?;
        if bias == 0.0 {
            return Some(());
        }
        let issue = self.issues.first().map_or("", |issue| issue.name.as_str());
        self.gathered.note(format!("The constant of `{name}`, {bias}, is counted with the points of `{issue}`."));
        if let Some(Some(first)) = points.first_mut() {
            match first {
                OutlinePoints::ByOption(list) => list.iter_mut().flatten().for_each(|points| *points += bias),
                OutlinePoints::ByNumber(list) => list.iter_mut().for_each(|(_, points)| *points += bias),
                OutlinePoints::Ends(least, most) => {
                    *least += bias;
                    *most += bias;
                }
            }
        }
        Some(())
    }

    fn additive(&mut self, name: &str, node: &Node) -> Option<Vec<Option<OutlinePoints>>> {
        let values = need(node, "values", self.gathered)?;
        let values = self.each(values, "values");
        let mut weights = self.weights(node)?;
        if self.options.normalize {
            settle_weights(&mut weights, self.options, &start(node), self.gathered);
        }
        let mut points = Vec::new();
        for ((issue, function), weight) in self.issues.iter().zip(values?).zip(weights) {
            let function = ValueFunction::read(function, self.gathered).map(|read| (read, start(function)));
            points.push(function.and_then(|(function, at)| self.of_issue(issue, &function, weight, &at)));
        }
        self.bias(name, node, &mut points)?;
        Some(points)
    }

    /// u = bias + Σ weight · x, over numbers.
    fn affine(&mut self, name: &str, node: &Node) -> Option<Vec<Option<OutlinePoints>>> {
        let mut weights = self.weights(node)?;
        if self.options.normalize {
            settle_weights(&mut weights, self.options, &start(node), self.gathered);
        }
        let same = ValueFunction::Straight { bias: 0.0, slope: 1.0 };
        let issues = self.issues.iter().zip(weights);
        let mut points: Vec<_> =
            issues.map(|(issue, weight)| self.of_issue(issue, &same, weight, &start(node))).collect();
        self.bias(name, node, &mut points)?;
        Some(points)
    }

    fn of_issue(
        &mut self,
        issue: &SpaceIssue,
        function: &ValueFunction,
        weight: f64,
        at: &Span,
    ) -> Option<OutlinePoints> {
        match &issue.values {
            SpaceValues::Words(words) => {
                let list: Vec<Option<f64>> =
                    words.iter().map(|word| function.of_word(word).map(|value| weight * value)).collect();
                for (word, _) in words.iter().zip(&list).filter(|(_, value)| value.is_none()) {
                    self.gathered.wrong(
                        "no-evaluation",
                        at,
                        format!("the value `{word}` of `{}` has no utility", issue.name),
                        "",
                    );
                }
                if let ValueFunction::Table(table) = function {
                    self.unknown(
                        table
                            .iter()
                            .map(|(text, _)| text.as_str())
                            .filter(|text| !words.iter().any(|word| word == text || is_same_number(word, text))),
                        issue,
                        at,
                    );
                }
                Some(OutlinePoints::ByOption(list))
            }
            SpaceValues::Numbers(range) => {
                if let ValueFunction::Straight { bias, slope } = function {
                    return Some(linear(range, |x| weight * (bias + slope * x)));
                }
                let numbers = range.numbers().ok()?;
                if (0..numbers.n_values).any(|place| function.of_number(numbers.value(place).to_double()).is_none()) {
                    self.gathered.wrong(
                        "no-evaluation",
                        at,
                        format!("not every number of `{}` has a utility", issue.name),
                        "",
                    );
                    return None;
                }
                Some(one_by_one(range, |x| weight * function.of_number(x).unwrap_or(0.0)))
            }
        }
    }

    fn unknown<'t>(&mut self, texts: impl Iterator<Item = &'t str>, issue: &SpaceIssue, at: &Span) {
        for text in texts {
            self.gathered.wrong("unknown-option", at, format!("the issue `{}` has no value `{text}`", issue.name), "");
        }
    }
}

fn is_same_number(one: &str, other: &str) -> bool {
    #[expect(clippy::float_cmp, reason = "the same number in another form")]
    let same = one.parse::<f64>().ok().zip(other.parse::<f64>().ok()).is_some_and(|(one, other)| one == other);
    same
}
