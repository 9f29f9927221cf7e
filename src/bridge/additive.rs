//! A scenario's points as weights and values from 0 to 1, as the negotiation research tools have them.

use crate::bridge::gathered::Gathered;
use crate::rule::utility::points;
use crate::scenario::id::IssueId;
use crate::scenario::model::{Issue, IssueKind, IssuePoints, Party, Scenario, Value};

/// An issue that can be carried.
#[derive(Debug)]
pub(crate) struct Carried<'s> {
    /// Its place in the scenario.
    pub(crate) id: IssueId,
    /// The issue.
    pub(crate) issue: &'s Issue,
    /// What people read of each of its values.
    pub(crate) words: Vec<String>,
    /// Whether it goes out as the integers that it has, one after another.
    pub(crate) is_integer: bool,
}

/// A party as an additive utility: u = (its points − `shift`) / `scale`.
#[derive(Debug)]
pub(crate) struct Additive {
    /// The weight of each issue carried.
    pub(crate) weights: Vec<f64>,
    /// The points of each value of each issue, from 0 on.
    pub(crate) values: Vec<Vec<f64>>,
    /// What it has without a deal.
    pub(crate) reservation: Option<f64>,
}

/// Values of one issue that are carried.
const MOST_VALUES: u32 = 100_000;

/// The issues that have single values; the others are named as lost.
pub(crate) fn carried<'s>(scenario: &'s Scenario, gathered: &mut Gathered) -> Vec<Carried<'s>> {
    let mut carried = Vec::new();
    for (id, issue) in scenario.issues.enumerate() {
        let words: Vec<String> = match &issue.kind {
            IssueKind::Choice { options, .. } => crate::bridge::matrix::wording::unique_words(
                options.iter().map(|option| (option.title.as_str(), option.id.as_str())),
                &|_| false,
            ),
            IssueKind::YesNo => ["no", "yes"].map(str::to_owned).to_vec(),
            IssueKind::Range(range) if range.n_values <= MOST_VALUES => {
                (0..range.n_values).map(|place| range.value(place).to_string()).collect()
            }
            _ => {
                gathered.lost(
                    &issue.span,
                    format!("the issue `{}`, whose values are sets, orders or too many, and its points", issue.id),
                );
                continue;
            }
        };
        let is_integer = is_integer(scenario, id, issue);
        if matches!(issue.kind, IssueKind::Range(_)) && !is_integer {
            gathered.lost(&issue.span, format!("that the values of `{}` are numbers: they become words", issue.id));
        }
        carried.push(Carried { id, issue, words, is_integer });
    }
    carried
}

/// Whether an issue has integers one after another, and every party's points lie on a straight line.
fn is_integer(scenario: &Scenario, id: IssueId, issue: &Issue) -> bool {
    let IssueKind::Range(range) = &issue.kind else { return false };
    let is_step = range.integer && range.step.to_integer() == Some(1);
    let of = |party: &Party| match party.points.as_ref().and_then(|points| points.find(id)).and_then(Option::as_ref) {
        None | Some(IssuePoints::Linear { .. }) => true,
        Some(_) => false,
    };
    is_step && scenario.parties.iter().all(of)
}

/// The utility of a party; what had to be shifted, or is scaled where that is wished, is named as lost. None where all its points are alike.
pub(crate) fn of_party(
    party: &Party,
    carried: &[Carried],
    normalize: bool,
    gathered: &mut Gathered,
) -> Option<Additive> {
    let mut values: Vec<Vec<f64>> = Vec::new();
    for Carried { id, issue, .. } in carried {
        values.push((0..issue.n_values()).map(|value| points(party, *id, issue, Value(value))).collect());
    }
    let mut shift = 0.0;
    for list in &mut values {
        let least = list.iter().copied().fold(f64::INFINITY, f64::min);
        // Values below 0 are not taken: all of the issue's are moved up.
        if least < 0.0 {
            list.iter_mut().for_each(|value| *value -= least);
            shift += least;
        }
    }
    let most = |list: &Vec<f64>| list.iter().copied().fold(0.0, f64::max);
    let mut weights: Vec<f64> = values.iter().map(most).collect();
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let is_one = (sum - 1.0).abs() <= 1e-6;
    let scale = if normalize && !is_one { sum } else { 1.0 };
    if scale != 1.0 || shift != 0.0 {
        let message = format!("the scale of the points of `{}`: its utility is (points − {shift}) / {scale}", party.id);
        gathered.lost(&party.span, message);
        weights.iter_mut().for_each(|weight| *weight /= scale);
        values.iter_mut().flatten().for_each(|value| *value /= scale);
    } else if sum > 1.0 && !is_one {
        let message = format!("the utility of `{}` reaches {sum}, and such tools expect 1 at most", party.id);
        gathered.odd("weights", &party.span, message, "`--normalize` divides by it");
    }
    // An issue without points may have what is left of 1: it is worth 0 all the same.
    if let (true, Some(free)) = (sum < 1.0 && !normalize, weights.iter_mut().find(|weight| **weight == 0.0)) {
        *free = 1.0 - sum;
    }
    let reservation = party.reservation.map(|reservation| (reservation - shift) / scale);
    Some(Additive { weights, values, reservation })
}

/// The parties with a utility, with it; the others are named as lost.
pub(crate) fn parties<'s>(
    scenario: &'s Scenario,
    carried: &[Carried],
    normalize: bool,
    gathered: &mut Gathered,
) -> Vec<(&'s Party, Additive)> {
    let mut parties = Vec::new();
    for party in &scenario.parties {
        let additive = if party.points.is_some() { of_party(party, carried, normalize, gathered) } else { None };
        match additive {
            Some(additive) => parties.push((party, additive)),
            None => gathered.lost(
                &party.span,
                format!("the party `{}`: no deal is worth more to it than another by its points", party.id),
            ),
        }
    }
    parties
}

/// Titles of issues, none of them twice.
pub(crate) fn issue_words(carried: &[Carried]) -> Vec<String> {
    let things = carried.iter().map(|carried| (carried.issue.title.as_str(), carried.issue.id.as_str()));
    crate::bridge::matrix::wording::unique_words(things, &|_| false)
}

/// Names of files of parties: their names where these are plain, else their ids.
pub(crate) fn file_stem(party: &Party) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let name = party.name.trim();
    let is_reserved = ["domain", "con", "nul", "prn", "aux"].contains(&name.to_lowercase().as_str())
        || name.to_lowercase().ends_with("pareto");
    if !name.is_empty() && name.len() <= 60 && name.chars().all(is_plain) && !is_reserved {
        name.to_owned()
    } else {
        party.id.clone()
    }
}
