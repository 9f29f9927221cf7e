//! What the rows of a sweep say: which factors drive the answer, in which circumstances there is a deal, and how proposals
//! fare.

use crate::analysis::sweep::design::{Rows, Setting};
use crate::analysis::sweep::prim::{Cases, Limits, Scale, Trajectory};
use crate::analysis::sweep::robustness::{Fares, Robustness, robustness};
use crate::analysis::sweep::sensitivity::{Sensitivity, sensitivity};
use crate::analysis::sweep::tornado::{Tornado, output_names, tornado};
use crate::engine::ask::interval::wilson;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels, Sweep, SweepDesign};

/// Columns of the rows of a sweep, by name; not a number where a cell is empty.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Results {
    /// The number of each row, ascending; fewer than planned where shards are missing.
    pub rows: Vec<u64>,
    /// The columns.
    pub columns: Vec<(String, Vec<f64>)>,
    /// How many rows could not be evaluated.
    pub n_failed: usize,
}

impl Results {
    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, values)| values.as_slice())
    }
}

/// The names of the columns that a summary reads.
#[must_use]
pub fn columns_read(scenario: &Scenario) -> Vec<String> {
    let mut names = output_names(scenario);
    names.extend(scenario.proposals.iter().map(|proposal| format!("proposal.{}.agreed", proposal.id)));
    names.extend(["any_probability_low", "any_probability_high"].map(str::to_owned));
    names
}

/// One output over all rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    /// Its name.
    pub output: String,
    /// Rows that have it.
    pub n: usize,
    /// The mean, the lowest and the highest; none if no row has it.
    pub mean: Option<f64>,
    /// The lowest.
    pub low: Option<f64>,
    /// The highest.
    pub high: Option<f64>,
}

/// What makes a row one of interest.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Interest {
    /// That some deal exists has this probability or more.
    Likely(f64),
    /// `any_probability` is among its highest quarter: this or more.
    TopOfAny(f64),
    /// `mean_probability` is among its highest quarter: this or more.
    TopOfMean(f64),
}

/// The circumstances in which rows of interest are frequent.
#[derive(Clone, PartialEq, Debug)]
pub struct Circumstances {
    /// What makes a row one of interest.
    pub interest: Interest,
    /// All boxes.
    pub trajectory: Trajectory,
    /// The box that is shown.
    pub limits: Vec<Limits>,
    /// The quasi-p of each factor's limits.
    pub quasi_p: Vec<[Option<f64>; 2]>,
    /// Rows in the box, and those of interest.
    pub n: usize,
    /// … of interest.
    pub n_of_interest: usize,
    /// The share of them, with its 95 % interval.
    pub density_interval: (f64, f64),
    /// The share of all rows of interest that are in the box, with its 95 % interval.
    pub coverage_interval: (f64, f64),
}

/// All of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    /// How many rows were planned.
    pub n_planned: u64,
    /// How many are there.
    pub n_rows: usize,
    /// How many of those could not be evaluated.
    pub n_failed: usize,
    /// Each output over all rows.
    pub spreads: Vec<Spread>,
    /// Each factor alone.
    pub tornado: Tornado,
    /// Sobol' indices by output; none if the design is not Saltelli's.
    pub sobol: Option<Vec<(String, Sensitivity)>>,
    /// The circumstances; none if no row stands out.
    pub circumstances: Option<Circumstances>,
    /// How proposals fare.
    pub robustness: Vec<Robustness>,
}

impl Summary {
    /// Whether there is a row that could be evaluated.
    #[must_use]
    pub const fn has_rows(&self) -> bool {
        self.n_rows > self.n_failed
    }
}

/// Sums a sweep up.
#[must_use]
pub fn summarize(scenario: &Scenario, sweep: &Sweep, design: &Rows, seed: u64, results: &Results) -> Summary {
    let outputs = output_names(scenario);
    let column = |name: &str| results.column(name).map_or_else(|| vec![f64::NAN; results.rows.len()], <[f64]>::to_vec);
    let fares = scenario.proposals.iter().map(|proposal| Fares {
        id: proposal.id.clone(),
        probability: column(&format!("proposal.{}.probability", proposal.id)),
        agreed: column(&format!("proposal.{}.agreed", proposal.id)),
    });
    let sobol = (sweep.design == SweepDesign::Saltelli).then(|| {
        let of = |name: &String| {
            let whole = by_row(&column(name), &results.rows, design.len());
            (name.clone(), sensitivity(&whole, sweep.factors.len(), seed))
        };
        outputs.iter().map(of).collect()
    });
    Summary {
        n_planned: design.len(),
        n_rows: results.rows.len(),
        n_failed: results.n_failed,
        spreads: outputs.iter().map(|name| spread(name, &column(name))).collect(),
        tornado: tornado(scenario, &sweep.factors, seed),
        sobol,
        circumstances: circumstances(&sweep.factors, design, results),
        robustness: robustness(&fares.collect::<Vec<_>>()),
    }
}

/// A column with a place for every row that was planned.
fn by_row(values: &[f64], rows: &[u64], n: u64) -> Vec<f64> {
    let mut whole = vec![f64::NAN; usize::try_from(n).unwrap_or(0)];
    for (row, value) in rows.iter().zip(values) {
        if let Some(place) = usize::try_from(*row).ok().and_then(|row| whole.get_mut(row)) {
            *place = *value;
        }
    }
    whole
}

fn spread(name: &str, values: &[f64]) -> Spread {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    Spread {
        output: name.to_owned(),
        n: known.len(),
        mean: (!known.is_empty()).then(|| known.iter().sum::<f64>() / double(known.len())),
        low: known.iter().copied().reduce(f64::min),
        high: known.iter().copied().reduce(f64::max),
    }
}

/// Where some deal is more likely than not; where that is so everywhere or nowhere, where it is likeliest.
fn interest(results: &Results) -> Option<(Interest, Vec<Option<bool>>)> {
    let column = |name: &str| results.column(name).unwrap_or_default();
    let at = |values: &[f64], row: usize| values.get(row).copied().filter(|value| value.is_finite());
    let (any, low, high) = (column("any_probability"), column("any_probability_low"), column("any_probability_high"));
    let rows = 0..results.rows.len();
    let likely = |row: usize| match at(any, row) {
        Some(value) => Some(value >= 0.5),
        // A bound that lies on one side says as much.
        None if at(low, row).is_some_and(|low| low >= 0.5) => Some(true),
        None => at(high, row).filter(|high| *high < 0.5).map(|_| false),
    };
    let found: Vec<Option<bool>> = rows.clone().map(likely).collect();
    if found.contains(&Some(true)) && found.contains(&Some(false)) {
        return Some((Interest::Likely(0.5), found));
    }
    let top = |values: &[f64]| {
        let mut known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        known.sort_by(f64::total_cmp);
        let from = known.get(known.len() * 3 / 4).copied()?;
        // Where the quarter begins at the lowest value, every row would be of interest.
        (known.first().copied()? < from).then_some(from)
    };
    let mean = column("mean_probability");
    let (interest, values, from) = match (top(any), top(mean)) {
        (Some(from), _) => (Interest::TopOfAny(from), any, from),
        (None, Some(from)) => (Interest::TopOfMean(from), mean, from),
        (None, None) => return None,
    };
    Some((interest, rows.map(|row| at(values, row).map(|value| value >= from)).collect()))
}

fn circumstances(factors: &[Factor], design: &Rows, results: &Results) -> Option<Circumstances> {
    let (interest, known) = interest(results)?;
    let kept: Vec<(u64, bool)> =
        results.rows.iter().zip(&known).filter_map(|(row, known)| known.map(|known| (*row, known))).collect();
    let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(kept.len()); factors.len()];
    for (row, _) in &kept {
        for ((column, factor), setting) in columns.iter_mut().zip(factors).zip(design.settings(*row)) {
            column.push(coded(&factor.levels, setting));
        }
    }
    let scales: Vec<Scale> = factors
        .iter()
        .map(|factor| match factor.levels {
            Levels::Range { .. } => Scale::Numbers,
            Levels::Numbers(_) => Scale::Steps,
            _ => Scale::Words,
        })
        .collect();
    let of_interest: Vec<bool> = kept.iter().map(|(_, known)| *known).collect();
    let cases = Cases { columns: &columns, scales: &scales, of_interest: &of_interest };
    let trajectory = cases.peel();
    let chosen = trajectory.chosen()?.clone();
    let proportion = |part: usize, whole: usize| wilson(double(part) / double(whole.max(1)), double(whole));
    Some(Circumstances {
        interest,
        quasi_p: cases.quasi_p(&chosen),
        n: chosen.n,
        n_of_interest: chosen.n_of_interest,
        density_interval: proportion(chosen.n_of_interest, chosen.n),
        coverage_interval: proportion(chosen.n_of_interest, trajectory.n_of_interest),
        limits: chosen.limits,
        trajectory,
    })
}

/// The numbers of a list from the lowest to the highest, so that its ends are ends however it is written.
#[must_use]
pub fn ascending(list: &[f64]) -> Vec<f64> {
    let mut sorted = list.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// A setting as a number: itself, or its place in the list.
fn coded(levels: &Levels, setting: Setting) -> f64 {
    let place = |place: Option<usize>| place.map_or(f64::NAN, double);
    match (levels, setting) {
        (Levels::Range { .. }, Setting::Number(number)) => number,
        (Levels::Numbers(list), Setting::Number(number)) => {
            place(ascending(list).iter().position(|one| *one == number))
        }
        (Levels::Truths(list), Setting::Truth(truth)) => place(list.iter().position(|one| *one == truth)),
        (Levels::Terms(list), Setting::Term(value)) => place(list.iter().position(|one| *one == value)),
        _ => f64::NAN,
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
const fn double(number: usize) -> f64 {
    number as f64
}
