//! The columns of a sweep: their names, what kind of values they hold, and what they mean.
//!
//! The columns follow from the scenario and the factors alone, so a file can be begun before its first row is computed.

use crate::analysis::sweep::cell::written;
use crate::analysis::sweep::design::Setting;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels};

/// What kind of values a column holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// The number of a row.
    Place,
    /// Doubles; where one is missing, not known.
    Number,
    /// Exact counts, however large.
    Count,
    /// `true` and `false`, never missing.
    Truth,
    /// One of these words, never missing.
    Word(Vec<String>),
    /// Any text.
    Text,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// What that means, in a sentence without its full stop.
    pub about: String,
}

/// The columns of the zone of possible agreement.
const ZONE: [(&str, ColumnKind, &str); 9] = [
    ("agreed", ColumnKind::Count, "How many deals are agreed, exactly"),
    ("agreed_f64", ColumnKind::Number, "How many deals are agreed, as a double"),
    ("share", ColumnKind::Number, "The share of the coherent deals that are agreed"),
    ("mean_probability", ColumnKind::Number, "The mean probability of a coherent deal to be agreed"),
    ("best_probability", ColumnKind::Number, "The probability of the most probable deal"),
    (
        "best_deal",
        ColumnKind::Count,
        "The place of the most probable deal among all deals, from 0, the last issue fastest",
    ),
    ("any_probability", ColumnKind::Number, "The probability that some deal is agreed"),
    ("any_probability_low", ColumnKind::Number, "The low end of any_probability, where it is not exact"),
    ("any_probability_high", ColumnKind::Number, "The high end of any_probability, where it is not exact"),
];

/// The columns, in order.
#[must_use]
pub fn columns(scenario: &Scenario, factors: &[Factor]) -> Vec<Column> {
    let mut all: Vec<Column> = Vec::new();
    let mut add = |name: String, kind: ColumnKind, about: String| all.push(Column { name, kind, about });
    add("row".to_owned(), ColumnKind::Place, "The number of the row, from 0".to_owned());
    for factor in factors {
        add(factor.key.clone(), kind(scenario, factor), "What the factor was set to".to_owned());
    }
    for (name, kind, about) in ZONE {
        add(name.to_owned(), kind, about.to_owned());
    }
    for proposal in scenario.proposals.iter() {
        let id = &proposal.id;
        let about = format!("The probability of the most probable completion of the proposal {id}");
        add(format!("proposal.{id}.probability"), ColumnKind::Number, about);
        let about = format!("How many completions of the proposal {id} are agreed");
        add(format!("proposal.{id}.agreed"), ColumnKind::Count, about);
    }
    for issue in scenario.issues.iter() {
        for row in 0..issue.n_rows() {
            let name = format!("{}.{}", issue.id, issue.row_text(row));
            let about = format!("The share of the agreed deals that have {name}");
            add(format!("zone.{name}"), ColumnKind::Number, about);
            let about = format!("The mean probability of the coherent deals that have {name}");
            add(format!("probability.{name}"), ColumnKind::Number, about);
        }
    }
    for party in scenario.parties.iter() {
        let id = &party.id;
        let about = format!("The share of the coherent deals that {id} accepts, all lines held");
        add(format!("accepts.{id}"), ColumnKind::Number, about);
        let about = format!("The mean probability that {id} accepts a coherent deal");
        add(format!("mean_accepts.{id}"), ColumnKind::Number, about);
    }
    let about = "Why the row could not be evaluated; empty where it was";
    add("error".to_owned(), ColumnKind::Text, about.to_owned());
    all
}

fn kind(scenario: &Scenario, factor: &Factor) -> ColumnKind {
    match &factor.levels {
        Levels::Range { .. } | Levels::Numbers(_) => ColumnKind::Number,
        Levels::Truths(_) => ColumnKind::Truth,
        Levels::Terms(terms) => {
            let mut words: Vec<String> = Vec::new();
            for term in terms {
                let word = written(scenario, factor, Setting::Term(*term)).to_text();
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            ColumnKind::Word(words)
        }
    }
}
