//! A scenario that is being made of something else: words and numbers, ids already given, nothing of another tool left.

use crate::bridge::figures::{decimal_literal, literal};
use crate::scenario::limit;
use crate::scenario::model::NumberRange;
use crate::scenario::number::Decimal;

/// The whole.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// What it is called.
    pub(crate) title: String,
    /// One paragraph, where there is one.
    pub(crate) summary: String,
    /// Remarks that stand at the head of the file.
    pub(crate) remarks: Vec<String>,
    /// Where it comes from; the first is the imported file itself.
    pub(crate) sources: Vec<OutlineSource>,
    /// What is to be settled.
    pub(crate) issues: Vec<OutlineIssue>,
    /// Who negotiates.
    pub(crate) parties: Vec<OutlineParty>,
    /// The weight that the agreement needs, where it needs one.
    pub(crate) weight_at_least: Option<f64>,
    /// Drafts.
    pub(crate) proposals: Vec<OutlineProposal>,
}

/// Where something comes from.
#[derive(Debug, Default)]
pub(crate) struct OutlineSource {
    /// Its key.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// Where to read it.
    pub(crate) url: String,
    /// How it was brought in.
    pub(crate) note: String,
}

/// What is to be settled.
#[derive(Debug)]
pub(crate) struct OutlineIssue {
    /// Its key.
    pub(crate) id: String,
    /// What people read.
    pub(crate) title: String,
    /// Its values.
    pub(crate) kind: OutlineKind,
}

/// What values an issue has.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum OutlineKind {
    /// Options with their keys and titles.
    Options(Vec<(String, String)>),
    /// Numbers.
    Range(OutlineRange),
    /// No or yes.
    YesNo,
}

/// Some numbers.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct OutlineRange {
    /// The least.
    pub(crate) min: Decimal,
    /// The greatest.
    pub(crate) max: Decimal,
    /// The distance of neighbors.
    pub(crate) step: Decimal,
    /// Whether they are integers.
    pub(crate) is_integer: bool,
}

impl OutlineRange {
    /// Some integers, one by one.
    pub(crate) fn integers(min: i64, max: i64, step: i64) -> Self {
        let [min, max, step] = [min, max, step].map(Decimal::from_integer);
        Self { min, max, step, is_integer: true }
    }

    /// A number of it as the file writes it.
    pub(crate) fn literal(&self, number: Decimal) -> String {
        decimal_literal(number, self.is_integer)
    }
}

/// A party.
#[derive(Debug, Default)]
pub(crate) struct OutlineParty {
    /// Its key.
    pub(crate) id: String,
    /// What people read.
    pub(crate) name: String,
    /// What it counts, where that is not 1.
    pub(crate) weight: Option<f64>,
    /// Below this many points it walks away.
    pub(crate) reservation: Option<f64>,
    /// A remark.
    pub(crate) note: String,
    /// What it would not cross.
    pub(crate) lines: Vec<OutlineLine>,
    /// What values are worth to it, issue by issue in the order of the issues.
    pub(crate) points: Vec<(usize, OutlinePoints)>,
    /// Whether it has a utility, be there points or none.
    pub(crate) has_utility: bool,
}

/// What the values of an issue are worth.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum OutlinePoints {
    /// Options, or no and yes, by place; none where nothing is said.
    ByOption(Vec<Option<f64>>),
    /// Numbers, one by one.
    ByNumber(Vec<(Decimal, f64)>),
    /// Of the least and the greatest number; linear between them.
    Ends(f64, f64),
}

/// A red line: a value, or numbers on one side of a bound, are refused.
#[derive(Debug)]
pub(crate) struct OutlineLine {
    /// Its key.
    pub(crate) id: String,
    /// What people read.
    pub(crate) title: String,
    /// The issue, by place.
    pub(crate) issue: usize,
    /// What is refused.
    pub(crate) refused: Refused,
    /// How firmly, as the file writes it; empty where nothing is said.
    pub(crate) firmness: String,
    /// The keys of its sources.
    pub(crate) sources: Vec<String>,
    /// The words it rests on.
    pub(crate) quote: String,
    /// How it was coded.
    pub(crate) note: String,
}

/// What a line refuses.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Refused {
    /// The option, or no and yes, at this place.
    Option(usize),
    /// This number.
    Number(Decimal),
    /// Numbers on this side (a word of the format) of a bound.
    Beyond(&'static str, Decimal),
}

/// A draft.
#[derive(Debug)]
pub(crate) struct OutlineProposal {
    /// Its key.
    pub(crate) id: String,
    /// What people read.
    pub(crate) title: String,
    /// Its terms, in the order of the issues.
    pub(crate) terms: Vec<(usize, Term)>,
}

/// What a draft says of an issue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Term {
    /// The option, or no and yes, at this place.
    Option(usize),
    /// This number.
    Number(Decimal),
}

impl OutlineIssue {
    /// The value of a place as the file writes it in conditions and terms.
    pub(crate) fn value_text(&self, place: usize) -> String {
        match &self.kind {
            OutlineKind::Options(options) => options.get(place).map_or_else(String::new, |(id, _)| format!("\"{id}\"")),
            OutlineKind::YesNo => if place == 0 { "false" } else { "true" }.to_owned(),
            OutlineKind::Range(range) => range.literal(range.min),
        }
    }

    /// A number as the file writes it in conditions and terms.
    pub(crate) fn number_text(&self, number: Decimal) -> String {
        match &self.kind {
            OutlineKind::Range(range) => range.literal(number),
            _ => number.to_string(),
        }
    }

    /// The keys and numbers of a table of points.
    pub(crate) fn points_text(&self, points: &OutlinePoints) -> Vec<(String, String)> {
        let key = |place: usize| match &self.kind {
            OutlineKind::Options(options) => options.get(place).map_or_else(String::new, |(id, _)| id.clone()),
            _ => if place == 0 { "no" } else { "yes" }.to_owned(),
        };
        match points {
            OutlinePoints::ByOption(list) => {
                let said =
                    list.iter().enumerate().filter_map(|(place, points)| Some((key(place), literal((*points)?))));
                said.collect()
            }
            OutlinePoints::ByNumber(list) => {
                let one = |(number, points): &(Decimal, f64)| {
                    (format!("\"{}\"", self.number_text(*number)), literal(*points))
                };
                list.iter().map(one).collect()
            }
            OutlinePoints::Ends(least, greatest) => {
                vec![("at_min".to_owned(), literal(*least)), ("at_max".to_owned(), literal(*greatest))]
            }
        }
    }
}

impl OutlineRange {
    /// Numbers from the least on, as far as steps reach within the greatest.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn reaching(min: Decimal, max: Decimal, step: Decimal, is_integer: bool) -> Result<Self, String> {
        let exponent = min.exponent().min(max.exponent()).min(step.exponent());
        let aligned = [min, max, step].map(|number| number.at_exponent(exponent));
        let [Some(least), Some(most), Some(by)] = aligned else {
            return Err("these numbers have too many digits".to_owned());
        };
        if by <= 0 || most < least {
            return Err("a range goes up by a step above 0".to_owned());
        }
        let max = Decimal::new(least + (most - least) / by * by, exponent);
        let range = Self { min, max, step, is_integer };
        range.numbers().map(|_| range)
    }

    /// The numbers as a scenario counts them.
    ///
    /// # Errors
    /// What is wrong with them: the last is not reached, or they are too many.
    pub(crate) fn numbers(&self) -> Result<NumberRange, String> {
        let exponent = self.min.exponent().min(self.max.exponent()).min(self.step.exponent());
        let aligned = |number: Decimal| number.at_exponent(exponent);
        let [Some(min), Some(max), Some(step)] = [self.min, self.max, self.step].map(aligned) else {
            return Err("these numbers have too many digits".to_owned());
        };
        let length = max.checked_sub(min).filter(|length| *length >= 0).ok_or("the greatest number stands last")?;
        if step <= 0 {
            return Err("the step of a range is above 0".to_owned());
        }
        if length % step != 0 {
            let reached = Decimal::new(min + length / step * step, exponent);
            return Err(format!("steps of {} from {} do not reach {}, but {reached}", self.step, self.min, self.max));
        }
        let n_values = u32::try_from(length / step + 1).ok().filter(|n| *n <= limit::RANGE_VALUES);
        let n_values = n_values.ok_or_else(|| format!("a range has {} numbers at most", limit::RANGE_VALUES))?;
        Ok(NumberRange { min: self.min, step: self.step, n_values, integer: self.is_integer })
    }
}
