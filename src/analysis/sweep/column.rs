//! The columns of a sweep: their names, what kind of values they hold, and what they mean.
//!
//! The columns follow from the scenario and the factors alone, so a file can be begun before its first row is computed.

use crate::analysis::sweep::cell::written;
use crate::analysis::sweep::design::Setting;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels, RowTalks};

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

/// Which figure of a row stands in a column. There are two ways of computing a row, by an engine (`row`) and from a table
/// (`writing`); both go through the columns and match on this, so that the compiler names the one that forgets a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowFigure {
    /// The number of the row.
    Place,
    /// What the factor at this place is set to.
    Factor(usize),
    /// How many deals are agreed, exactly.
    Agreed,
    /// The same as a double.
    AgreedDouble,
    /// The share of them.
    Share,
    /// The mean of P(d agreed).
    Mean,
    /// The highest of it.
    Best,
    /// Which deal has it.
    BestDeal,
    /// P(some deal is agreed).
    Any,
    /// The low end of it.
    AnyLow,
    /// The high end of it.
    AnyHigh,
    /// P(agreed) of the most probable completion of the proposal at this place.
    ProposalProbability(usize),
    /// How many of its completions are agreed.
    ProposalAgreed(usize),
    /// The share of the agreed deals with the option at this place among all options.
    Zone(usize),
    /// The mean of P(d agreed) of the deals with it.
    OptionMean(usize),
    /// The share of the deals that the party at this place accepts.
    Accepts(usize),
    /// The mean of P(it accepts).
    MeanAccepts(usize),
    /// How often the talk at this place among those asked about reaches an agreement.
    TalkReached(usize),
    /// The low end of that.
    TalkLow(usize),
    /// The high end.
    TalkHigh(usize),
    /// The mean round of its agreements.
    TalkRound(usize),
    /// Why the row could not be evaluated.
    Error,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Which figure it holds.
    pub figure: RowFigure,
    /// What kind of values these are.
    pub kind: ColumnKind,
    /// What that means, in a sentence without its full stop.
    pub about: String,
}

/// The columns of the zone of possible agreement.
const ZONE: [(&str, RowFigure, &str); 9] = [
    ("agreed", RowFigure::Agreed, "How many deals are agreed, exactly"),
    ("agreed_f64", RowFigure::AgreedDouble, "How many deals are agreed, as a double"),
    ("share", RowFigure::Share, "The share of the coherent deals that are agreed"),
    ("mean_probability", RowFigure::Mean, "The mean probability of a coherent deal to be agreed"),
    ("best_probability", RowFigure::Best, "The probability of the most probable deal"),
    (
        "best_deal",
        RowFigure::BestDeal,
        "The place of the most probable deal among all deals, from 0, the last issue fastest",
    ),
    ("any_probability", RowFigure::Any, "The probability that some deal is agreed"),
    ("any_probability_low", RowFigure::AnyLow, "The low end of any_probability, where it is not exact"),
    ("any_probability_high", RowFigure::AnyHigh, "The high end of any_probability, where it is not exact"),
];

/// The columns of a sweep that asks about no talk, in order.
#[must_use]
pub fn columns(scenario: &Scenario, factors: &[Factor]) -> Vec<Column> {
    columns_with(scenario, factors, &RowTalks::default())
}

/// The columns, in order.
#[must_use]
pub fn columns_with(scenario: &Scenario, factors: &[Factor], talks: &RowTalks) -> Vec<Column> {
    let mut all: Vec<Column> = Vec::new();
    let mut add = |name: String, figure: RowFigure, about: String| {
        all.push(Column { kind: kind(scenario, factors, figure), name, figure, about });
    };
    add("row".to_owned(), RowFigure::Place, "The number of the row, from 0".to_owned());
    for (place, factor) in factors.iter().enumerate() {
        add(factor.key.clone(), RowFigure::Factor(place), "What the factor was set to".to_owned());
    }
    for (name, figure, about) in ZONE {
        add(name.to_owned(), figure, about.to_owned());
    }
    for (place, proposal) in scenario.proposals.iter().enumerate() {
        let id = &proposal.id;
        let about = format!("The probability of the most probable completion of the proposal {id}");
        add(format!("proposal.{id}.probability"), RowFigure::ProposalProbability(place), about);
        let about = format!("How many completions of the proposal {id} are agreed");
        add(format!("proposal.{id}.agreed"), RowFigure::ProposalAgreed(place), about);
    }
    let mut place = 0;
    for issue in scenario.issues.iter() {
        for row in 0..issue.n_rows() {
            let name = format!("{}.{}", issue.id, issue.row_text(row));
            let about = format!("The share of the agreed deals that have {name}");
            add(format!("zone.{name}"), RowFigure::Zone(place), about);
            let about = format!("The mean probability of the coherent deals that have {name}");
            add(format!("probability.{name}"), RowFigure::OptionMean(place), about);
            place += 1;
        }
    }
    for (place, party) in scenario.parties.iter().enumerate() {
        let id = &party.id;
        let about = format!("The share of the coherent deals that {id} accepts, all lines held");
        add(format!("accepts.{id}"), RowFigure::Accepts(place), about);
        let about = format!("The mean probability that {id} accepts a coherent deal");
        add(format!("mean_accepts.{id}"), RowFigure::MeanAccepts(place), about);
    }
    let asked = talks.places.iter().enumerate();
    for (place, talk) in asked.filter_map(|(place, talk)| Some((place, scenario.talks.get(*talk)?))) {
        let id = &talk.id;
        let about = format!("The share of the talks {id} that reach an agreement");
        add(format!("talk.{id}.reached"), RowFigure::TalkReached(place), about);
        let about = format!("The low end of talk.{id}.reached, where something is drawn");
        add(format!("talk.{id}.reached_low"), RowFigure::TalkLow(place), about);
        let about = format!("The high end of talk.{id}.reached, where something is drawn");
        add(format!("talk.{id}.reached_high"), RowFigure::TalkHigh(place), about);
        let about = format!("The mean round of the agreements of the talks {id}");
        add(format!("talk.{id}.round"), RowFigure::TalkRound(place), about);
    }
    let about = "Why the row could not be evaluated; empty where it was";
    add("error".to_owned(), RowFigure::Error, about.to_owned());
    all
}

/// What kind of values a figure has.
fn kind(scenario: &Scenario, factors: &[Factor], figure: RowFigure) -> ColumnKind {
    match figure {
        RowFigure::Place => ColumnKind::Place,
        RowFigure::Factor(place) => {
            factors.get(place).map_or(ColumnKind::Text, |factor| kind_of_factor(scenario, factor))
        }
        RowFigure::Agreed | RowFigure::BestDeal | RowFigure::ProposalAgreed(_) => ColumnKind::Count,
        RowFigure::Error => ColumnKind::Text,
        RowFigure::AgreedDouble
        | RowFigure::Share
        | RowFigure::Mean
        | RowFigure::Best
        | RowFigure::Any
        | RowFigure::AnyLow
        | RowFigure::AnyHigh
        | RowFigure::ProposalProbability(_)
        | RowFigure::Zone(_)
        | RowFigure::OptionMean(_)
        | RowFigure::Accepts(_)
        | RowFigure::MeanAccepts(_)
        | RowFigure::TalkReached(_)
        | RowFigure::TalkLow(_)
        | RowFigure::TalkHigh(_)
        | RowFigure::TalkRound(_) => ColumnKind::Number,
    }
}

fn kind_of_factor(scenario: &Scenario, factor: &Factor) -> ColumnKind {
    match &factor.levels {
        Levels::Range { .. } | Levels::Numbers(_) => ColumnKind::Number,
        Levels::Truths(_) => ColumnKind::Truth,
        Levels::Strategies(list) => {
            let mut words: Vec<String> = Vec::new();
            for word in list.iter().map(|strategy| strategy.text()) {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            ColumnKind::Word(words)
        }
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
