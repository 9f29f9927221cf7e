//! The JSON of `GeniusWeb`: profiles that hold their domain, in both dialects of their utilities.

use crate::bridge::files::Files;
use crate::bridge::gathered::Gathered;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::json;
use crate::bridge::outline::{Outline, OutlinePoints, OutlineRange};
use crate::bridge::space::{self, Profile, SpaceIssue, SpaceValues, linear, settle_weights};
use crate::bridge::tree::{Node, need, number, once_each};
use crate::bridge::words::in_one_line;
use crate::scenario::number::Decimal;
use crate::scenario::suggest::nearest;

/// The key of a profile.
const PROFILE: &str = "LinearAdditiveUtilitySpace";

/// The names of utilities of words, and of numbers, in both dialects.
const DISCRETE: [&str; 2] = ["DiscreteValueSetUtilities", "discreteutils"];
const NUMERIC: [&str; 2] = ["NumberValueSetUtilities", "numberutils"];

/// Whether a text is a profile or a domain of this kind.
pub(crate) fn is_geniusweb(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && (text.contains("\"LinearAdditiveUtilitySpace\"") || text.contains("\"issuesValues\""))
}

/// Reads the files.
pub(crate) fn read(files: &Files, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let (mut domain, mut profiles) = (None, Vec::new());
    for part in &files.parts() {
        if files.is_folder() && !part.ends_with(".json") {
            gathered.note(format!("`{}` was left out: it is no JSON.", part.file_name()));
            continue;
        }
        let Some(node) = json::read(part, gathered) else { continue };
        if let Some(profile) = node.get(PROFILE) {
            profiles.push((part.stem().to_owned(), profile.clone()));
        } else if node.get("issuesValues").is_some() {
            if domain.is_some() {
                gathered.wrong(
                    "several-domains",
                    &part.head(),
                    "this is a second domain",
                    "import a folder with one domain and its profiles",
                );
            }
            domain = Some(node);
        } else if files.is_folder() {
            gathered.note(format!(
                "`{}` was left out: it is neither a domain nor a profile with a linear utility.",
                part.file_name()
            ));
        } else {
            gathered.wrong(
                "unknown-root",
                &part.head(),
                "this is neither a domain nor a profile with a linear utility",
                "a profile has `LinearAdditiveUtilitySpace`",
            );
        }
    }
    let own = profiles.first().and_then(|(_, profile)| profile.get("domain").cloned());
    let Some(domain) = domain.or(own) else {
        if !gathered.has_errors() {
            gathered.wrong(
                "no-profile",
                &(0..0),
                "there is no profile with its domain",
                "a profile has `LinearAdditiveUtilitySpace` with `domain`",
            );
        }
        return Outline::default();
    };
    if profiles.is_empty() && !gathered.has_errors() {
        gathered.wrong(
            "no-profile",
            &domain.span,
            "there is a domain and no profile",
            "name the folder in which the profiles stand beside it",
        );
    }
    let title = domain.get("name").and_then(Node::text).unwrap_or_default().to_owned();
    let issues = issues(&domain, gathered);
    for (_, profile) in &profiles {
        same_domain(&issues, profile, gathered);
    }
    let mut read = Vec::new();
    for (stem, profile) in &profiles {
        read.extend(self::profile(stem, profile, &issues, options, gathered));
    }
    space::outline(files, "geniusweb", &title, issues, read, options, gathered)
}

/// The issues of a domain.
fn issues(domain: &Node, gathered: &mut Gathered) -> Vec<SpaceIssue> {
    let Some(list) = need(domain, "issuesValues", gathered) else { return Vec::new() };
    once_each(list, gathered);
    let mut issues = Vec::new();
    for (key, values) in list.entries() {
        let name = in_one_line(key.text().unwrap_or_default());
        let values = match (values.get("values"), values.get("range")) {
            (Some(values), _) => words(values, gathered).map(SpaceValues::Words),
            (None, Some(range)) => self::range(range, gathered).map(SpaceValues::Numbers),
            (None, None) => {
                gathered.wrong(
                    "missing-key",
                    &key.span,
                    format!("the issue `{name}` has neither `values` nor a `range`"),
                    "",
                );
                None
            }
        };
        issues.extend(values.map(|values| SpaceIssue { name, values }));
    }
    if issues.is_empty() && !gathered.has_errors() {
        gathered.wrong("no-issue", &list.span, "there is no issue", "");
    }
    issues
}

fn words(values: &Node, gathered: &mut Gathered) -> Option<Vec<String>> {
    let Some(items) = values.items().filter(|items| !items.is_empty()) else {
        gathered.wrong(
            "no-option",
            &values.span,
            format!("here stands {}, where a list of values should", values.words()),
            "",
        );
        return None;
    };
    let mut words: Vec<String> = Vec::new();
    for item in items {
        match item.text() {
            Some(text) if words.contains(&text.to_owned()) => {
                gathered.wrong("option-twice", &item.span, format!("the value `{text}` stands here twice"), "")
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
    Some(words)
}

/// Numbers from `low` to `high` by `step`; the last is the greatest that steps reach.
fn range(node: &Node, gathered: &mut Gathered) -> Option<OutlineRange> {
    let parts: Vec<Option<&Node>> = match node.items() {
        Some(items) => (0..3).map(|place| items.get(place)).collect(),
        None => ["low", "high", "step"].iter().map(|key| node.get(key)).collect(),
    };
    let decimal = |node: &Node, gathered: &mut Gathered| number(node, gathered).and_then(Decimal::from_double);
    let [Some(low), Some(high), Some(step)] = parts[..] else {
        gathered.wrong("missing-key", &node.span, "a range has `low`, `high` and `step`", "");
        return None;
    };
    let (min, max, step) = (decimal(low, gathered)?, decimal(high, gathered)?, decimal(step, gathered)?);
    let is_integer = [min, max, step].iter().all(|number| number.to_integer().is_some());
    let reached = OutlineRange::reaching(min, max, step, is_integer);
    reached.map_err(|wrong| gathered.wrong("bad-range", &node.span, wrong, "")).ok()
}

/// Says where a profile's own domain is another one.
fn same_domain(issues: &[SpaceIssue], profile: &Node, gathered: &mut Gathered) {
    let Some(list) = profile.get("domain").and_then(|domain| domain.get("issuesValues")) else { return };
    let names: Vec<&str> = list.entries().iter().filter_map(|(key, _)| key.text()).collect();
    let is_known = |name: &&&str| issues.iter().any(|issue| issue.name == in_one_line(name));
    if names.len() != issues.len() || names.iter().filter(is_known).count() != names.len() {
        gathered.wrong(
            "several-domains",
            &(list.span.start..list.span.start + 1),
            "the domain of this profile has other issues than that of the first",
            "import profiles of one domain",
        );
    }
}

fn profile(
    stem: &str,
    profile: &Node,
    issues: &[SpaceIssue],
    options: &ImportOptions,
    gathered: &mut Gathered,
) -> Option<Profile> {
    let utilities = need(profile, "issueUtilities", gathered);
    let weights = need(profile, "issueWeights", gathered);
    let (utilities, weight_table) = (utilities?, weights?);
    once_each(utilities, gathered);
    once_each(weight_table, gathered);
    for (key, _) in utilities.entries().iter().chain(weight_table.entries()) {
        let name = in_one_line(key.text().unwrap_or_default());
        if !issues.iter().any(|issue| issue.name == name) {
            let help = nearest(&name, issues.iter().map(|issue| issue.name.as_str()))
                .map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            gathered.wrong("unknown-issue", &key.span, format!("the domain has no issue `{name}`"), &help);
        }
    }
    let find = |table: &'_ Node, issue: &SpaceIssue| {
        table
            .entries()
            .iter()
            .find(|(key, _)| in_one_line(key.text().unwrap_or_default()) == issue.name)
            .map(|(_, value)| value.clone())
    };
    let mut weights = Vec::new();
    for issue in issues {
        let weight = find(weight_table, issue);
        if weight.is_none() {
            gathered.wrong(
                "no-weight",
                &(weight_table.span.start..weight_table.span.start + 1),
                format!("the issue `{}` has no weight", issue.name),
                "",
            );
        }
        weights.push(weight.and_then(|weight| number(&weight, gathered)).unwrap_or(0.0));
    }
    settle_weights(&mut weights, options, &(weight_table.span.start..weight_table.span.start + 1), gathered);
    let mut points = Vec::new();
    for (issue, weight) in issues.iter().zip(&weights) {
        let Some(utility) = find(utilities, issue) else {
            gathered.wrong(
                "no-evaluation",
                &(utilities.span.start..utilities.span.start + 1),
                format!("nothing is said of the issue `{}`", issue.name),
                "",
            );
            points.push(None);
            continue;
        };
        points.push(values(issue, &utility, *weight, gathered));
    }
    let name = profile.get("name").and_then(Node::text).filter(|name| !name.trim().is_empty());
    let reservation = profile.get("reservationBid").filter(|bid| !bid.is_null());
    let reservation = reservation.map_or(0.0, |bid| bid_utility(bid, issues, utilities, &weights, gathered));
    Some(Profile { name: name.unwrap_or(stem).to_owned(), points, reservation: Some(reservation) })
}

/// The weighted values of an issue.
fn values(issue: &SpaceIssue, utility: &Node, weight: f64, gathered: &mut Gathered) -> Option<OutlinePoints> {
    match (&issue.values, utility.any(&DISCRETE), utility.any(&NUMERIC)) {
        (SpaceValues::Words(words), Some(utility), _) => {
            let table = need(utility, "valueUtilities", gathered)?;
            once_each(table, gathered);
            for (key, _) in table.entries() {
                let word = key.text().unwrap_or_default();
                if !words.iter().any(|known| known == word) {
                    gathered.wrong(
                        "unknown-option",
                        &key.span,
                        format!("the issue `{}` has no value `{word}`", issue.name),
                        "",
                    );
                }
            }
            let mut list = Vec::new();
            for word in words {
                let Some(value) = table.get(word) else {
                    gathered.wrong(
                        "no-evaluation",
                        &(table.span.start..table.span.start + 1),
                        format!("the value `{word}` of `{}` has no utility", issue.name),
                        "",
                    );
                    continue;
                };
                list.push(number(value, gathered).map(|value| weight * value));
            }
            Some(OutlinePoints::ByOption(list))
        }
        (SpaceValues::Numbers(range), _, Some(utility)) => {
            let line = Line::of(utility, gathered)?;
            let is_within = |end: Decimal| (line.low..=line.high).contains(&end.to_double());
            if !is_within(range.min) || !is_within(range.max) {
                gathered.wrong(
                    "bad-range",
                    &utility.span,
                    format!("the utility of `{}` does not reach over all of its numbers", issue.name),
                    "",
                );
            }
            Some(linear(range, |x| weight * line.at(x)))
        }
        _ => {
            let (words, numbers) = (DISCRETE.join("` or `"), NUMERIC.join("` or `"));
            let needed = if matches!(issue.values, SpaceValues::Words(_)) { words } else { numbers };
            gathered.wrong(
                "unknown-kind",
                &(utility.span.start..utility.span.start + 1),
                format!("the utility of `{}` is of no kind that fits its values", issue.name),
                &format!("it would be `{needed}`"),
            );
            None
        }
    }
}

/// A utility of numbers: a straight line between two.
struct Line {
    low: f64,
    at_low: f64,
    high: f64,
    at_high: f64,
}

impl Line {
    fn of(node: &Node, gathered: &mut Gathered) -> Option<Self> {
        let mut read = |key: &str| need(node, key, gathered).and_then(|value| number(value, gathered));
        let (low, at_low, high, at_high) =
            (read("lowValue"), read("lowUtility"), read("highValue"), read("highUtility"));
        Some(Self { low: low?, at_low: at_low?, high: high?, at_high: at_high? })
    }

    fn at(&self, x: f64) -> f64 {
        if self.high <= self.low {
            return self.at_low;
        }
        self.at_low + (self.at_high - self.at_low) * (x - self.low) / (self.high - self.low)
    }
}

/// The utility of a bid; an issue that is missing in it counts 0.
fn bid_utility(bid: &Node, issues: &[SpaceIssue], utilities: &Node, weights: &[f64], gathered: &mut Gathered) -> f64 {
    let Some(values) = bid.get("issuevalues") else {
        gathered.wrong("missing-key", &(bid.span.start..bid.span.start + 1), "there is no `issuevalues` here", "");
        return 0.0;
    };
    let mut total = 0.0;
    for (key, value) in values.entries() {
        let name = in_one_line(key.text().unwrap_or_default());
        let Some(place) = issues.iter().position(|issue| issue.name == name) else {
            gathered.wrong("unknown-issue", &key.span, format!("the domain has no issue `{name}`"), "");
            continue;
        };
        let utility = utilities
            .entries()
            .iter()
            .find(|(key, _)| in_one_line(key.text().unwrap_or_default()) == name)
            .map(|(_, utility)| utility);
        let weight = weights.get(place).copied().unwrap_or(0.0);
        let discrete =
            utility.and_then(|utility| utility.any(&DISCRETE)).and_then(|utility| utility.get("valueUtilities"));
        let numeric = utility.and_then(|utility| utility.any(&NUMERIC));
        let found = match (discrete, numeric) {
            (Some(table), _) => value.text().and_then(|word| table.get(word)).and_then(Node::number),
            (None, Some(line)) => value.number().and_then(|x| Some(Line::of(line, gathered)?.at(x))),
            (None, None) => None,
        };
        match found {
            Some(value) => total += weight * value,
            None => gathered.wrong(
                "unknown-option",
                &value.span,
                format!("the issue `{name}` has no value {}", value.words()),
                "",
            ),
        }
    }
    total
}
