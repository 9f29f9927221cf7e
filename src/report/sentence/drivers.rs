//! The sentences of `zopa sweep summary`.

use crate::analysis::sweep::prim::Limits;
use crate::analysis::sweep::summary::{Circumstances, Interest, Summary, ascending};
use crate::report::figure;
use crate::report::figure::{NONE, grouped, percent};
use crate::report::naming;
use crate::scenario::model::{Scenario, ValueRow};
use crate::scenario::sweep::{Factor, Levels, Sweep, SweepDesign, TalkPart, Target};

/// The heading of the outputs over all rows.
pub const SPREADS: &str = "What comes of it over all rows";
/// The heads of its columns.
pub const SPREAD_COLUMNS: [&str; 5] = ["output", "mean", "lowest", "highest", "rows"];
/// The heading of the tornado of one output.
pub const TORNADO: &str = "Each factor alone, the others at their midpoint";
/// The heads of its columns.
pub const TORNADO_COLUMNS: [&str; 6] = ["factor", "from", "to", "at low", "at high", "swing"];
/// The heading of the indices.
pub const SOBOL: &str = "How much of the variance each factor makes (Sobol' indices)";
/// What the indices mean.
pub const SOBOL_LEGEND: &str = "S1: alone (Saltelli 2010; beside it Jansen's formula). ST: with all its interactions. ±: half of a 95 % interval, \
     from 100 resamples of the base points.";
/// The heads of its columns.
pub const SOBOL_COLUMNS: [&str; 6] = ["factor", "S1", "±", "S1 Jansen", "ST", "±"];
/// Of an output that never changes.
pub const CONSTANT: &str = "never changes, so nothing drives it (all indices are 0)";
/// The heading of the circumstances.
pub const CIRCUMSTANCES: &str = "In which circumstances (a PRIM box)";
/// The heads of the limits' columns.
pub const LIMIT_COLUMNS: [&str; 3] = ["limit", "quasi-p low", "quasi-p high"];
/// What quasi-p is.
pub const QUASI_P: &str =
    "Quasi-p: the chance of as many such rows were the limit without effect; above 0.05 a limit may be noise.";
/// Where no row stands out.
pub const NO_CIRCUMSTANCES: &str =
    "No row stands out: neither any_probability nor mean_probability changes enough over the rows.";
/// The heading of the proposals.
pub const ROBUSTNESS: &str = "How the proposals fare";
/// The heads of its columns.
pub const ROBUSTNESS_COLUMNS: [&str; 7] =
    ["proposal", "agreed in", "95 % interval", "mean prob.", "lowest", "regret", "rows"];
/// What regret is.
pub const REGRET: &str = "Agreed in: the share of the rows in which some completion is agreed, all lines held. Regret: the most by which \
     another named proposal was likelier in a row.";

/// How far the rows are, where a line at a time is written: `1,200 of 10,000 rows, 350/s, 25 s left`.
#[must_use]
pub fn rows(done: u64, total: u64, rate: Option<&str>, left: Option<f64>) -> String {
    let rate = rate.map_or_else(String::new, |rate| format!(", {rate}"));
    let left = left.map_or_else(String::new, |left| format!(", {} left", figure::seconds(left)));
    format!("{} of {} rows{rate}{left}", figure::whole(&done), figure::whole(&total))
}

/// The first sentence.
#[must_use]
pub fn headline(sweep: &Sweep, found: &Summary) -> String {
    let n_factors = sweep.factors.len();
    let moved = if n_factors == 1 { "One factor moves".to_owned() } else { format!("{n_factors} factors move") };
    let base = if sweep.design == SweepDesign::Saltelli {
        format!(" ({} base points)", grouped(&sweep.rows.to_string()))
    } else {
        String::new()
    };
    let rows = grouped(&found.n_rows.to_string());
    let design = sweep.design.word();
    let planned = if found.n_rows as u64 == found.n_planned {
        String::new()
    } else {
        format!(", of {} planned", grouped(&found.n_planned.to_string()))
    };
    let failed = match found.n_failed {
        0 => String::new(),
        1 => "; 1 could not be evaluated".to_owned(),
        n => format!("; {} could not be evaluated", grouped(&n.to_string())),
    };
    let none = if found.has_rows() { "" } else { " There is no row to sum up." };
    format!("{moved} over {rows} rows{planned}, design {design}{base}{failed}.{none}")
}

/// What a summary says of what it would have from rows, where there are none.
pub const NO_ROWS: &str = "No row is there that could be evaluated, so nothing is said of indices, circumstances and proposals. What each \
     factor does alone needs no rows.";

/// How many base points the indices of an output are from.
#[must_use]
pub fn base_points(n_base: usize, n_planned: u64) -> String {
    let (n, planned) = (grouped(&n_base.to_string()), grouped(&n_planned.to_string()));
    format!("From {n} complete base {}, of {planned} planned.", if n_base == 1 { "point" } else { "points" })
}

/// Why there are no indices of an output.
#[must_use]
pub fn too_few(n_base: usize) -> String {
    let n = if n_base == 1 { "there is one".to_owned() } else { format!("there are {n_base}") };
    format!("indices need two complete base points, and {n}")
}

/// A number of a table: four decimals, and no zeros behind them.
#[must_use]
pub fn number(number: Option<f64>) -> String {
    let Some(number) = number.filter(|number| number.is_finite()) else { return NONE.to_owned() };
    if number != 0.0 && number.abs() < 0.0005 {
        return format!("{number:.1e}");
    }
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    grouped(if text == "-0" || text.is_empty() { "0" } else { text })
}

/// An index: three decimals, and no sign before nothing.
#[must_use]
pub fn index(index: f64) -> String {
    let text = format!("{index:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

/// A quasi-p as a cell.
#[must_use]
pub fn quasi_p(p: Option<f64>) -> String {
    match p {
        Some(p) if p < 1e-99 => "< 1e-99".to_owned(),
        p => number(p),
    }
}

/// Factors that make nothing of an output.
#[must_use]
pub fn without_effect(keys: &[&str]) -> String {
    format!("Without effect (ST below 0.0005): {}.", keys.join(", "))
}

/// Where drivers of the proposals are left out.
pub const MORE: &str = "What drives each proposal's probability: `--format markdown` or `--format json`.";

/// A setting as a cell: a number short, a word as it is.
#[must_use]
pub fn setting(text: &str) -> String {
    text.parse::<f64>().map_or_else(|_| text.to_owned(), |value| number(Some(value)))
}

/// What makes a row one of interest, to follow "rows in which …".
#[must_use]
pub fn interest(interest: Interest) -> String {
    match interest {
        Interest::Likely(p) => {
            let p = percent(Some(p));
            format!("a deal is more likely than not (any_probability is at least {p})")
        }
        Interest::TopOfAny(from) => {
            format!("a deal is likeliest (any_probability is in its highest quarter, at least {})", number(Some(from)))
        }
        Interest::TopOfMean(from) => {
            format!("deals are likeliest (mean_probability is in its highest quarter, at least {})", number(Some(from)))
        }
    }
}

/// That the box was sought in a part of the rows.
#[must_use]
pub fn sampled(n: usize, planned: u64) -> String {
    format!(
        "The box was sought in {} of the {} planned rows, drawn by the seed; the counts are of those.",
        grouped(&n.to_string()),
        grouped(&planned.to_string())
    )
}

/// The box in a sentence.
#[must_use]
pub fn circumstances(scenario: &Scenario, factors: &[Factor], found: &Circumstances) -> String {
    let all = found.trajectory.boxes.first();
    let limits: Vec<String> = factors
        .iter()
        .zip(&found.limits)
        .enumerate()
        .filter_map(|(place, (factor, limit))| self::limit(scenario, factor, limit, all?.limits.get(place)?))
        .collect();
    let share = |part: usize, whole: usize| percent((whole > 0).then(|| ratio(part, whole)));
    let what = interest(found.interest);
    if limits.is_empty() {
        let (share, n) = (share(found.n_of_interest, found.n), grouped(&found.n.to_string()));
        return format!("In {share} of the {n} rows {what}; no part of them stands out.");
    }
    let interval = |(low, high): (f64, f64)| format!("95 % interval {} to {}", percent(Some(low)), percent(Some(high)));
    format!(
        "{} ({}) of the {} rows where {} are rows in which {what}. The box holds {} of all {} rows and {} ({}) of those in which it is so.",
        share(found.n_of_interest, found.n),
        interval(found.density_interval),
        grouped(&found.n.to_string()),
        joined(&limits),
        share(found.n, found.trajectory.n),
        grouped(&found.trajectory.n.to_string()),
        share(found.n_of_interest, found.trajectory.n_of_interest),
        interval(found.coverage_interval),
    )
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn joined(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// What a factor is, in words.
#[must_use]
pub fn factor(scenario: &Scenario, target: &Target) -> String {
    let of_party = |party| naming::party_name(scenario, party).to_owned();
    match target {
        Target::Firmness(demand) | Target::Enforced(demand) => {
            format!("'{}' ({})", naming::demand_title(scenario, demand), of_party(demand.party()))
        }
        Target::Reservation(party) => format!("the reservation of {}", of_party(*party)),
        Target::Fix(issue) => scenario.issues[*issue].title.clone(),
        Target::Assumption(place) => {
            scenario.assumptions.list.get(*place).map_or_else(String::new, |one| one.topic.title.clone())
        }
        Target::Talk(place, part) => {
            let title = scenario.talks.get(*place).map_or("", |talk| talk.title.as_str());
            match part {
                TalkPart::Rounds => format!("how many rounds the talk '{title}' has"),
                TalkPart::Breakdown => format!("how likely the talk '{title}' breaks off in a round"),
                TalkPart::Strategy(party) => format!("the strategy of {} in the talk '{title}'", of_party(*party)),
            }
        }
        Target::Points(party, issue, ValueRow(row)) => {
            let issue = &scenario.issues[*issue];
            format!("what {} gives to {}: {}", of_party(*party), issue.title, naming::row_title(issue, *row))
        }
    }
}

/// One limit of the box, to follow "the rows where …"; none if it is no limit.
#[must_use]
pub fn limit(scenario: &Scenario, one: &Factor, limit: &Limits, all: &Limits) -> Option<String> {
    if limit == all {
        return None;
    }
    let name = factor(scenario, &one.target);
    let how = |words: &str| match one.target {
        Target::Firmness(_) => format!("{name} is held with a firmness of {words}"),
        _ => format!("{name} is {words}"),
    };
    match (limit, all) {
        (Limits::Between(low, high), Limits::Between(least, most)) => Some(how(&match (low > least, high < most) {
            (true, true) => format!("{} to {}", number(Some(*low)), number(Some(*high))),
            (true, false) => format!("{} or more", number(Some(*low))),
            _ => format!("{} or less", number(Some(*high))),
        })),
        (Limits::At(places), _) => {
            let words: Vec<String> = places.iter().map(|place| word(scenario, one, *place)).collect();
            let words = words.join(" or ");
            Some(match &one.target {
                Target::Enforced(_) if words == "true" => format!("{name} is enforced"),
                Target::Enforced(_) if words == "false" => format!("{name} is not there"),
                _ => how(&words),
            })
        }
        _ => None,
    }
}

/// A value of a list in words.
fn word(scenario: &Scenario, one: &Factor, place: usize) -> String {
    match &one.levels {
        Levels::Range { .. } => String::new(),
        Levels::Numbers(list) => number(ascending(list).get(place).copied()),
        Levels::Truths(list) => list.get(place).map_or_else(String::new, bool::to_string),
        Levels::Strategies(list) => list.get(place).map_or_else(String::new, |strategy| strategy.text()),
        Levels::Terms(list) => match (&one.target, list.get(place)) {
            (Target::Fix(issue), Some(value)) => naming::value_title(&scenario.issues[*issue], *value),
            (Target::Assumption(place), Some(value)) => assumed(scenario, *place, value.0),
            _ => String::new(),
        },
    }
}

/// The word of an assumption's value.
#[must_use]
pub fn assumed(scenario: &Scenario, place: usize, value: u32) -> String {
    let values = scenario.assumptions.list.get(place).map_or(&[][..], |one| one.values());
    values.get(value as usize).map_or_else(String::new, |value| value.id.clone())
}
