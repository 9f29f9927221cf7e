//! What the rows of a sweep say: which factors drive the answer, in which circumstances there is a deal, and how proposals
//! fare.

use crate::analysis::sweep::chance::permuted;
use crate::analysis::sweep::design::{Rows, Setting};
use crate::analysis::sweep::prim::{Cases, Limits, Scale, Trajectory};
use crate::analysis::sweep::robustness::{Faring, Robustness};
use crate::analysis::sweep::sensitivity::{BasePoints, Sensitivity};
use crate::analysis::sweep::tornado::{Tornado, output_names, tornado};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::interval::wilson;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels, Sweep, SweepDesign};
use std::iter::Peekable;

/// How many rows the circumstances are sought in at most: where more were planned, in so many of them.
pub const SAMPLE: u64 = 100_000;
/// The stream of the numbers that choose them.
const STREAM_SAMPLE: u64 = 5 << 32;

/// The names of the columns that a summary reads, in the order in which [`Summing::push`] takes them.
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
    /// How many rows were planned, where a sample of them stands for all.
    pub sampled_of: Option<u64>,
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

/// A summary in the making: rows go in, in ascending order, and what is kept does not grow with them.
#[derive(Debug)]
pub struct Summing<'a> {
    scenario: &'a Scenario,
    sweep: &'a Sweep,
    design: &'a Rows<'a>,
    effort: &'a Effort,
    n_rows: usize,
    n_failed: usize,
    spreads: Vec<Spread>,
    sobol: Option<BasePoints>,
    fares: Vec<Faring>,
    /// The rows that the circumstances are sought in, ascending, from the next on; none if that is all.
    sample: Option<Peekable<std::vec::IntoIter<u64>>>,
    kept: Vec<Kept>,
}

/// A row that the circumstances are sought in; not a number where something is not known.
#[derive(Clone, Copy, Debug)]
struct Kept {
    row: u64,
    mean: f64,
    any: f64,
    low: f64,
    high: f64,
}

impl<'a> Summing<'a> {
    /// Without a row so far; the effort's seed is that of the sweep.
    #[must_use]
    pub fn new(scenario: &'a Scenario, sweep: &'a Sweep, design: &'a Rows<'a>, effort: &'a Effort) -> Self {
        let seed = effort.seed;
        let outputs = output_names(scenario);
        let n = design.len();
        let sample = (n > SAMPLE).then(|| {
            let mut rows: Vec<u64> = (0..SAMPLE).map(|place| permuted(seed, STREAM_SAMPLE, place, n)).collect();
            rows.sort_unstable();
            rows.into_iter().peekable()
        });
        let is_saltelli = sweep.design == SweepDesign::Saltelli;
        let empty = |output: &String| Spread { output: output.clone(), n: 0, mean: None, low: None, high: None };
        Self {
            scenario,
            sweep,
            design,
            effort,
            n_rows: 0,
            n_failed: 0,
            spreads: outputs.iter().map(empty).collect(),
            sobol: is_saltelli.then(|| BasePoints::new(outputs.len(), sweep.factors.len(), seed)),
            fares: vec![Faring::default(); scenario.proposals.len()],
            sample,
            kept: Vec::new(),
        }
    }

    /// Adds rows: their numbers, and the columns of [`columns_read`], not a number where a cell is empty.
    pub fn push(&mut self, rows: &[u64], columns: &[Vec<f64>], n_failed: usize) {
        self.n_rows += rows.len();
        self.n_failed += n_failed;
        for (spread, values) in self.spreads.iter_mut().zip(columns) {
            spread.push(values);
        }
        let n_outputs = self.spreads.len();
        let cell = |column: usize, place: usize| {
            columns.get(column).and_then(|column| column.get(place)).copied().unwrap_or(f64::NAN)
        };
        let n_proposals = self.fares.len();
        for (place, row) in rows.iter().enumerate() {
            if let Some(sobol) = &mut self.sobol {
                sobol.push(*row, (0..n_outputs).map(|output| cell(output, place)));
            }
            let probability = |proposal: usize| cell(n_outputs - n_proposals + proposal, place);
            let best = (0..n_proposals).map(probability).fold(f64::NAN, f64::max);
            for (proposal, fares) in self.fares.iter_mut().enumerate() {
                fares.push(probability(proposal), cell(n_outputs + proposal, place), best);
            }
            let is_kept = self.sample.as_mut().is_none_or(|sample| {
                while sample.next_if(|sampled| sampled < row).is_some() {}
                sample.next_if_eq(row).is_some()
            });
            if is_kept {
                let bounds = n_outputs + n_proposals;
                let (low, high) = (cell(bounds, place), cell(bounds + 1, place));
                self.kept.push(Kept { row: *row, mean: cell(0, place), any: cell(2, place), low, high });
            }
        }
    }

    /// What they say. Once the effort's time has passed, or its watch is stopped, it means nothing.
    #[must_use]
    pub fn finish(self) -> Summary {
        let circumstances = circumstances(&self.sweep.factors, self.design, &self.kept);
        let sampled_of = self.sample.is_some().then(|| self.design.len());
        let proposals = self.scenario.proposals.iter().zip(&self.fares);
        let named = |all: Vec<Sensitivity>| self.spreads.iter().map(|one| one.output.clone()).zip(all).collect();
        Summary {
            n_planned: self.design.len(),
            n_rows: self.n_rows,
            n_failed: self.n_failed,
            sobol: self.sobol.map(|sobol| named(sobol.finish())),
            tornado: tornado(self.scenario, &self.sweep.factors, self.effort),
            circumstances: circumstances.map(|found| Circumstances { sampled_of, ..found }),
            robustness: proposals.map(|(proposal, fares)| fares.finish(&proposal.id)).collect(),
            spreads: self.spreads.into_iter().map(Spread::finished).collect(),
        }
    }
}

impl Spread {
    /// Adds rows; until it is finished, the mean is the sum.
    fn push(&mut self, values: &[f64]) {
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            self.n += 1;
            self.mean = Some(self.mean.unwrap_or(0.0) + value);
            self.low = Some(self.low.map_or(value, |low| low.min(value)));
            self.high = Some(self.high.map_or(value, |high| high.max(value)));
        }
    }

    fn finished(mut self) -> Self {
        self.mean = self.mean.map(|sum| sum / double(self.n));
        self
    }
}

/// Where some deal is more likely than not; where that is so everywhere or nowhere, where it is likeliest.
fn interest(rows: &[Kept]) -> Option<(Interest, Vec<Option<bool>>)> {
    let known = |value: f64| Some(value).filter(|value| value.is_finite());
    let likely = |row: &Kept| match known(row.any) {
        Some(value) => Some(value >= 0.5),
        // A bound that lies on one side says as much.
        None if known(row.low).is_some_and(|low| low >= 0.5) => Some(true),
        None => known(row.high).filter(|high| *high < 0.5).map(|_| false),
    };
    let found: Vec<Option<bool>> = rows.iter().map(likely).collect();
    if found.contains(&Some(true)) && found.contains(&Some(false)) {
        return Some((Interest::Likely(0.5), found));
    }
    let top = |of: fn(&Kept) -> f64| {
        let mut values: Vec<f64> = rows.iter().filter_map(|row| known(of(row))).collect();
        values.sort_unstable_by(f64::total_cmp);
        let from = values.get(values.len() * 3 / 4).copied()?;
        // Where the quarter begins at the lowest value, every row would be of interest.
        (values.first().copied()? < from).then_some(from)
    };
    let any: fn(&Kept) -> f64 = |row| row.any;
    let mean: fn(&Kept) -> f64 = |row| row.mean;
    let (interest, of, from) = match (top(any), top(mean)) {
        (Some(from), _) => (Interest::TopOfAny(from), any, from),
        (None, Some(from)) => (Interest::TopOfMean(from), mean, from),
        (None, None) => return None,
    };
    Some((interest, rows.iter().map(|row| known(of(row)).map(|value| value >= from)).collect()))
}

fn circumstances(factors: &[Factor], design: &Rows, rows: &[Kept]) -> Option<Circumstances> {
    let (interest, known) = interest(rows)?;
    let kept: Vec<(u64, bool)> =
        rows.iter().zip(&known).filter_map(|(row, known)| known.map(|known| (row.row, known))).collect();
    let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(kept.len()); factors.len()];
    let mut settings = Vec::new();
    for (row, _) in &kept {
        design.settings_into(*row, &mut settings);
        for ((column, factor), setting) in columns.iter_mut().zip(factors).zip(&settings) {
            column.push(coded(&factor.levels, *setting));
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
        sampled_of: None,
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
        (Levels::Strategies(list), Setting::Strategy(value)) => place(list.iter().position(|one| *one == value)),
        (Levels::Terms(list), Setting::Term(value)) => place(list.iter().position(|one| *one == value)),
        _ => f64::NAN,
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
const fn double(number: usize) -> f64 {
    number as f64
}
