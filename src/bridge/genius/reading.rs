//! Reads a domain and profiles of Genius.

use crate::bridge::files::Files;
use crate::bridge::gathered::Gathered;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::markup::{self, Element};
use crate::bridge::outline::{Outline, OutlinePoints, OutlineRange};
use crate::bridge::space::{self, Profile, SpaceIssue, SpaceValues, linear, one_by_one, settle_weights};
use crate::bridge::words::in_one_line;
use crate::scenario::suggest::nearest;
use std::collections::BTreeMap;

/// The root of a domain.
const DOMAIN: &str = "negotiation_template";

/// The root of a profile.
const PROFILE: &str = "utility_space";

/// Whether a text begins like a file of Genius.
pub(crate) fn is_genius(text: &str) -> bool {
    let head: String = text.chars().take(4_000).collect();
    head.contains("<negotiation_template") || head.contains("<utility_space")
}

/// Reads the files.
pub(crate) fn read(files: &Files, options: &ImportOptions, gathered: &mut Gathered) -> Outline {
    let (mut domains, mut profiles) = (Vec::new(), Vec::new());
    let parts = files.parts();
    for part in &parts {
        if files.is_folder() && (!part.ends_with(".xml") || part.ends_with("pareto.xml")) {
            let why =
                if part.ends_with("pareto.xml") { "what it lists follows from the others" } else { "it is no XML" };
            gathered.note(format!("`{}` was left out: {why}.", part.file_name()));
            continue;
        }
        let Some(root) = markup::read(part, gathered) else { continue };
        match root.name.as_str() {
            DOMAIN => domains.push((part.stem().to_owned(), root)),
            PROFILE => profiles.push((part.stem().to_owned(), root)),
            other if files.is_folder() => {
                gathered.note(format!("`{}` was left out: its root is `{other}`.", part.file_name()))
            }
            other => gathered.wrong(
                "unknown-root",
                &root.span,
                format!("the root of the file is `{other}`"),
                "a domain has `negotiation_template`, a profile `utility_space`",
            ),
        }
    }
    if let Some((_, second)) = domains.get(1) {
        gathered.wrong(
            "several-domains",
            &second.span,
            "this is a second domain",
            "import a folder with one domain and its profiles",
        );
    }
    // Without a domain the first profile says what the issues are.
    let Some((title, root)) = domains.first().or_else(|| profiles.first()) else {
        if !gathered.has_errors() {
            gathered.wrong(
                "no-profile",
                &(0..0),
                "there is neither a domain nor a profile",
                "name a folder with the XML of Genius",
            );
        }
        return Outline::default();
    };
    if profiles.is_empty() && !gathered.has_errors() {
        gathered.wrong(
            "no-profile",
            &root.span,
            "there is a domain and no profile",
            "name the folder in which the profiles stand beside it",
        );
    }
    let title = if files.is_folder() { files.name() } else { title };
    let issues = issues(root, gathered);
    let mut read = Vec::new();
    for (name, root) in &profiles {
        let reader = ProfileReader { issues: &issues, options, root };
        read.extend(reader.read(name, gathered));
    }
    space::outline(files, "genius", title, issues, read, options, gathered)
}

/// The elements of this name at any depth of objectives.
fn within<'e>(root: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for child in &root.children {
        if child.name == name {
            found.push(child);
        } else if matches!(child.name.as_str(), "objective" | PROFILE) {
            within(child, name, found);
        }
    }
}

fn all<'e>(root: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    within(root, name, &mut found);
    found
}

/// The kind of an issue, as the first of three attributes says.
fn kind_of(issue: &Element) -> &str {
    ["type", "vtype", "etype"]
        .into_iter()
        .map(|name| issue.text(name))
        .find(|kind| !kind.is_empty())
        .unwrap_or("discrete")
}

/// The issues of a domain.
fn issues(root: &Element, gathered: &mut Gathered) -> Vec<SpaceIssue> {
    let mut issues: Vec<SpaceIssue> = Vec::new();
    for element in all(root, "issue") {
        let name = in_one_line(element.text("name"));
        if name.is_empty() {
            gathered.wrong("no-name", &element.span, "this issue has no `name`", "");
            continue;
        }
        if issues.iter().any(|issue| issue.name == name) {
            gathered.wrong("issue-twice", &element.place("name"), format!("the issue `{name}` stands here twice"), "");
            continue;
        }
        let values = match kind_of(element) {
            "discrete" => words(element, &name, gathered).map(SpaceValues::Words),
            "integer" => bounds(element, &name, gathered).map(SpaceValues::Numbers),
            "real" => {
                gathered.wrong(
                    "real-issue",
                    &element.span,
                    format!("the issue `{name}` takes any real number"),
                    "a scenario has values that can be counted: give it steps, as an `integer` issue",
                );
                None
            }
            other => {
                gathered.wrong(
                    "unknown-kind",
                    &element.span,
                    format!("`{other}` is no kind of issue"),
                    "there are `discrete` and `integer`",
                );
                None
            }
        };
        issues.extend(values.map(|values| SpaceIssue { name, values }));
    }
    if issues.is_empty() && !gathered.has_errors() {
        gathered.wrong("no-issue", &root.span, "there is no issue", "");
    }
    issues
}

/// The values of a discrete issue.
fn words(element: &Element, name: &str, gathered: &mut Gathered) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    for item in element.named("item") {
        let value = in_one_line(item.text("value"));
        if value.is_empty() {
            gathered.wrong("no-name", &item.place("value"), format!("an item of `{name}` has no `value`"), "");
        } else if words.contains(&value) {
            gathered.odd(
                "item-twice",
                &item.place("value"),
                format!("`{name}` has the value `{value}` twice: it is taken once"),
                "",
            );
        } else {
            words.push(value);
        }
    }
    if words.is_empty() {
        gathered.wrong("no-option", &element.span, format!("the issue `{name}` has no values"), "");
        return None;
    }
    Some(words)
}

/// The values of an integer issue.
fn bounds(element: &Element, name: &str, gathered: &mut Gathered) -> Option<OutlineRange> {
    let range = element.named("range").next();
    let mut bound = |word: &str| {
        let owner = range.filter(|range| range.attribute(word).is_some()).unwrap_or(element);
        let text = owner.text(word).trim();
        let number = text.parse::<f64>().ok().filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
        if number.is_none() {
            let said = if text.is_empty() {
                format!("the integer issue `{name}` has no `{word}`")
            } else {
                format!("`{text}` is no whole number")
            };
            gathered.wrong("bad-number", &owner.place(word), said, "");
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        number.map(|number| number as i64)
    };
    let (lower, upper) = (bound("lowerbound"), bound("upperbound"));
    let range = OutlineRange::integers(lower?, upper?, 1);
    if let Err(wrong) = range.numbers() {
        gathered.wrong("bad-range", &element.span, format!("the issue `{name}`: {wrong}"), "");
        return None;
    }
    Some(range)
}

struct ProfileReader<'a> {
    issues: &'a [SpaceIssue],
    options: &'a ImportOptions,
    root: &'a Element,
}

impl ProfileReader<'_> {
    fn read(&self, name: &str, gathered: &mut Gathered) -> Option<Profile> {
        let root = self.root;
        let nonlinear = root.named("utility_function").chain(root.named("utility")).next();
        let inner = ["utility_function", "utility", "ufun"].into_iter().flat_map(|name| all(root, name)).next();
        if let Some(element) = nonlinear.or(inner) {
            gathered.wrong(
                "nonlinear",
                &element.span,
                format!("the profile `{name}` is nonlinear: it has a utility that is no sum over the issues"),
                "a scenario would take it as bonuses; code them by hand",
            );
            return None;
        }
        let elements = self.elements(gathered);
        let weights = self.weights(&elements, gathered);
        let mut points = Vec::new();
        for (place, issue) in self.issues.iter().enumerate() {
            let element = elements.get(&place);
            let values = element.and_then(|element| self.values(issue, element, gathered));
            if element.is_none() {
                gathered.wrong(
                    "no-issue",
                    &root.span,
                    format!("the profile `{name}` says nothing of the issue `{}`", issue.name),
                    "",
                );
            }
            let weight = weights.get(place).copied().unwrap_or(0.0);
            points.push(values.map(|values| times(values, weight)));
        }
        let reservation = self.reservation(gathered);
        self.discount(name, gathered);
        Some(Profile { name: name.to_owned(), points, reservation: Some(reservation) })
    }

    /// The elements of the issues, by the places of these.
    fn elements(&self, gathered: &mut Gathered) -> BTreeMap<usize, &Element> {
        let mut elements = BTreeMap::new();
        for element in all(self.root, "issue") {
            let name = in_one_line(element.text("name"));
            match self.issues.iter().position(|issue| issue.name == name) {
                Some(place) => {
                    if elements.insert(place, element).is_some() {
                        gathered.wrong(
                            "issue-twice",
                            &element.place("name"),
                            format!("the issue `{name}` stands here twice"),
                            "",
                        );
                    }
                }
                None => {
                    let names = self.issues.iter().map(|issue| issue.name.as_str());
                    let help = nearest(&name, names).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                    gathered.wrong(
                        "unknown-issue",
                        &element.place("name"),
                        format!("the domain has no issue `{name}`"),
                        &help,
                    );
                }
            }
        }
        elements
    }

    /// The weights of the issues, by their places.
    fn weights(&self, elements: &BTreeMap<usize, &Element>, gathered: &mut Gathered) -> Vec<f64> {
        let tags = all(self.root, "weight");
        let mut weights = vec![0.0; self.issues.len()];
        for (place, element) in elements {
            let index = element.text("index").trim();
            let mut own = tags.iter().filter(|tag| tag.text("index").trim() == index);
            let Some(tag) = own.next() else {
                let name = self.issues.get(*place).map_or("", |issue| issue.name.as_str());
                gathered.wrong(
                    "no-weight",
                    &element.span,
                    format!("the issue `{name}` has no weight"),
                    &format!("it would be `<weight index=\"{index}\" value=\"…\"/>`"),
                );
                continue;
            };
            if let Some(second) = own.next() {
                gathered.wrong("weight-twice", &second.span, format!("a second weight has the index {index}"), "");
            }
            if let (Some(weight), Some(slot)) = (self.number(tag, "value", gathered), weights.get_mut(*place)) {
                if weight < 0.0 {
                    gathered.wrong("bad-number", &tag.place("value"), format!("the weight {weight} is below 0"), "");
                }
                *slot = weight;
            }
        }
        let indices: Vec<&str> = elements.values().map(|element| element.text("index").trim()).collect();
        for tag in tags.iter().filter(|tag| !indices.contains(&tag.text("index").trim())) {
            gathered.lost(&tag.span, format!("a weight of no issue, with the index {}", tag.text("index")));
        }
        settle_weights(&mut weights, self.options, tags.first().map_or(&self.root.span, |tag| &tag.span), gathered);
        weights
    }

    /// A number of an attribute; one that is none is gathered.
    fn number(&self, element: &Element, name: &str, gathered: &mut Gathered) -> Option<f64> {
        let text = element.text(name).trim();
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let said = if text.is_empty() {
                format!("`{}` has no `{name}`", element.name)
            } else {
                format!("`{text}` is no number")
            };
            gathered.wrong("bad-number", &element.place(name), said, "");
        }
        number
    }

    /// The values of an issue, from 0 to 1.
    fn values(&self, issue: &SpaceIssue, element: &Element, gathered: &mut Gathered) -> Option<OutlinePoints> {
        match &issue.values {
            SpaceValues::Words(words) => self.evaluations(issue, words, element, gathered),
            SpaceValues::Numbers(range) => self.evaluator(range, element, gathered),
        }
    }

    fn evaluations(
        &self,
        issue: &SpaceIssue,
        words: &[String],
        element: &Element,
        gathered: &mut Gathered,
    ) -> Option<OutlinePoints> {
        let mut evaluations: Vec<Option<f64>> = vec![None; words.len()];
        let mut is_sound = true;
        for item in element.named("item") {
            let value = in_one_line(item.text("value"));
            let Some(place) = words.iter().position(|word| *word == value) else {
                let help = nearest(&value, words.iter().map(String::as_str))
                    .map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                gathered.wrong(
                    "unknown-option",
                    &item.place("value"),
                    format!("the domain's issue `{}` has no value `{value}`", issue.name),
                    &help,
                );
                continue;
            };
            if item.attribute("evaluation").is_none() {
                gathered.wrong(
                    "no-evaluation",
                    &item.span,
                    format!("the value `{value}` of `{}` has no evaluation", issue.name),
                    "",
                );
                is_sound = false;
                continue;
            }
            let Some(evaluation) = self.number(item, "evaluation", gathered) else {
                is_sound = false;
                continue;
            };
            if evaluation < 0.0 {
                gathered.wrong(
                    "bad-number",
                    &item.place("evaluation"),
                    format!("the evaluation {evaluation} is below 0"),
                    "Genius takes none below 0",
                );
                is_sound = false;
            }
            if let Some(slot) = evaluations.get_mut(place) {
                #[expect(clippy::float_cmp, reason = "written alike or not")]
                let differs = slot.is_some_and(|known| known != evaluation);
                if differs {
                    gathered.wrong(
                        "item-twice",
                        &item.place("evaluation"),
                        format!("the value `{value}` of `{}` has two evaluations", issue.name),
                        "leave one of the items out",
                    );
                }
                *slot = Some(evaluation);
            }
            if item.text("cost").trim().parse::<f64>().is_ok_and(|cost| cost != 0.0) {
                gathered.lost(&item.place("cost"), format!("the cost of the value `{value}` of `{}`", issue.name));
            }
        }
        for (word, _) in words.iter().zip(&evaluations).filter(|(_, evaluation)| is_sound && evaluation.is_none()) {
            gathered.wrong(
                "no-evaluation",
                &element.span,
                format!("the value `{word}` of `{}` has no evaluation", issue.name),
                "",
            );
        }
        let most = evaluations.iter().flatten().copied().fold(0.0, f64::max);
        let value = |evaluation: f64| {
            if self.options.raw {
                evaluation
            } else if most < 1e-5 {
                0.0
            } else {
                evaluation / most
            }
        };
        Some(OutlinePoints::ByOption(evaluations.into_iter().map(|evaluation| Some(value(evaluation?))).collect()))
    }

    fn evaluator(&self, range: &OutlineRange, element: &Element, gathered: &mut Gathered) -> Option<OutlinePoints> {
        let Some(evaluator) = element.named("evaluator").next() else {
            gathered.wrong("no-evaluation", &element.span, "this integer issue has no `evaluator`", "");
            return None;
        };
        let kind =
            ["ftype", "etype", "type"].into_iter().map(|name| evaluator.text(name)).find(|kind| !kind.is_empty());
        if let Some(kind) = kind.filter(|kind| *kind != "linear") {
            gathered.wrong(
                "unknown-kind",
                &evaluator.span,
                format!("an evaluator of the kind `{kind}` is not understood"),
                "a `linear` one has `offset` and `slope`",
            );
            return None;
        }
        let mut of = |name: &str, other: &str| {
            let name =
                if evaluator.attribute(name).is_some() || evaluator.attribute(other).is_none() { name } else { other };
            self.number(evaluator, name, gathered)
        };
        let (offset, slope) = (of("offset", "parameter0"), of("slope", "parameter1"));
        let (offset, slope, lower) = (offset?, slope?, range.min.to_double());
        let free = |x: f64| offset + slope * (x - lower);
        let clamped = |x: f64| free(x).clamp(0.0, 1.0);
        let is_within = [range.min, range.max].into_iter().all(|end| (0.0..=1.0).contains(&free(end.to_double())));
        Some(if is_within { linear(range, free) } else { one_by_one(range, clamped) })
    }

    fn reservation(&self, gathered: &mut Gathered) -> f64 {
        let tag = self.root.named("reservation").next();
        tag.and_then(|tag| self.number(tag, "value", gathered)).unwrap_or(0.0)
    }

    /// A discount has no place in a scenario; 0 and 1 mean none.
    fn discount(&self, name: &str, gathered: &mut Gathered) {
        for tag in self.root.named("discount_factor") {
            let text = tag.text("value").trim();
            let is_none = text.parse::<f64>().is_ok_and(|factor| factor == 0.0 || factor == 1.0);
            if !is_none {
                gathered.lost(&tag.span, format!("the discount of `{name}`, `{text}`"));
            }
        }
    }
}

/// The values of an issue with its weight.
fn times(values: OutlinePoints, weight: f64) -> OutlinePoints {
    match values {
        OutlinePoints::ByOption(list) => {
            OutlinePoints::ByOption(list.into_iter().map(|value| value.map(|value| weight * value)).collect())
        }
        OutlinePoints::ByNumber(list) => {
            OutlinePoints::ByNumber(list.into_iter().map(|(number, value)| (number, weight * value)).collect())
        }
        OutlinePoints::Ends(least, greatest) => OutlinePoints::Ends(weight * least, weight * greatest),
    }
}
