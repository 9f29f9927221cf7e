//! Domains and profiles of the negotiation research tools: issues with values, and of each party an additive utility.

use crate::bridge::files::Files;
use crate::bridge::gathered::Gathered;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::origin;
use crate::bridge::outline::{Outline, OutlineIssue, OutlineKind, OutlineParty, OutlinePoints, OutlineRange};
use crate::bridge::words::{Ids, OF_CONDITIONS, in_one_line};
use crate::scenario::span::Span;

/// What is to be settled.
#[derive(Debug)]
pub(crate) struct SpaceIssue {
    /// Its name in the files.
    pub(crate) name: String,
    /// Its values.
    pub(crate) values: SpaceValues,
}

/// The values of an issue.
#[derive(Debug)]
pub(crate) enum SpaceValues {
    /// Words.
    Words(Vec<String>),
    /// Numbers.
    Numbers(OutlineRange),
}

/// What a party wants.
#[derive(Debug)]
pub(crate) struct Profile {
    /// What it is called.
    pub(crate) name: String,
    /// Weighted values, issue by issue; none where nothing is said.
    pub(crate) points: Vec<Option<OutlinePoints>>,
    /// What it has without a deal; none where any deal is better than none.
    pub(crate) reservation: Option<f64>,
}

/// Points of a linear function on numbers: by their ends.
pub(crate) fn linear(range: &OutlineRange, of: impl Fn(f64) -> f64) -> OutlinePoints {
    OutlinePoints::Ends(of(range.min.to_double()), of(range.max.to_double()))
}

/// Points of any function on numbers: one by one.
pub(crate) fn one_by_one(range: &OutlineRange, of: impl Fn(f64) -> f64) -> OutlinePoints {
    let Ok(numbers) = range.numbers() else { return OutlinePoints::ByNumber(Vec::new()) };
    let values = (0..numbers.n_values).map(|place| numbers.value(place));
    OutlinePoints::ByNumber(values.map(|number| (number, of(number.to_double()))).collect())
}

/// Divides weights by their sum where that is wished, and says where they do not add up to 1.
pub(crate) fn settle_weights(weights: &mut [f64], options: &ImportOptions, place: &Span, gathered: &mut Gathered) {
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() <= 1e-6 || gathered.has_errors() {
        return;
    }
    if !options.normalize {
        let message = format!("the weights add up to {sum}, and stand as they are");
        gathered.odd("weights", place, message, "`--normalize` divides them by it");
    } else if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    } else {
        gathered.wrong("weights", place, "the weights add up to 0", "");
    }
}

/// The outline of a domain and its profiles.
pub(crate) fn outline(
    files: &Files,
    kind: &str,
    title: &str,
    issues: Vec<SpaceIssue>,
    profiles: Vec<Profile>,
    options: &ImportOptions,
    gathered: &mut Gathered,
) -> Outline {
    let mut outline = origin::begin(files, kind);
    if !title.trim().is_empty() {
        outline.title = in_one_line(title);
    }
    let mut ids = Ids::default();
    for issue in issues {
        let id = ids.give(&issue.name, "issue", &OF_CONDITIONS);
        let kind = match issue.values {
            SpaceValues::Numbers(range) => OutlineKind::Range(range),
            SpaceValues::Words(words) => {
                let mut ids = Ids::default();
                OutlineKind::Options(words.iter().map(|word| (ids.give(word, "option", &[]), word.clone())).collect())
            }
        };
        outline.issues.push(OutlineIssue { id, title: issue.name, kind });
    }
    let mut ids = Ids::default();
    for profile in profiles {
        let points = profile.points.into_iter().enumerate();
        let scaled = |points: OutlinePoints| if options.rounded { rounded(points) } else { points };
        let points = points.filter_map(|(issue, points)| Some((issue, scaled(points?)))).collect();
        outline.parties.push(OutlineParty {
            id: ids.give(&profile.name, "party", &[]),
            name: profile.name,
            reservation: profile.reservation.map(|own| if options.rounded { thousandfold(own) } else { own }),
            points,
            has_utility: true,
            ..OutlineParty::default()
        });
    }
    if options.rounded {
        gathered
            .note("Points are 1000 times the utilities, rounded to six places: so the exact engines work at any size.");
    }
    outline
}

fn rounded(points: OutlinePoints) -> OutlinePoints {
    match points {
        OutlinePoints::ByOption(list) => {
            OutlinePoints::ByOption(list.into_iter().map(|points| points.map(thousandfold)).collect())
        }
        OutlinePoints::ByNumber(list) => {
            OutlinePoints::ByNumber(list.into_iter().map(|(number, points)| (number, thousandfold(points))).collect())
        }
        OutlinePoints::Ends(least, greatest) => OutlinePoints::Ends(thousandfold(least), thousandfold(greatest)),
    }
}

/// A thousand times a utility, rounded to six places.
fn thousandfold(utility: f64) -> f64 {
    (utility * 1000.0 * 1e6).round() / 1e6
}
