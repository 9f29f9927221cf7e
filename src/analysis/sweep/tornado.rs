//! The tornado: each factor alone at its lowest and at its highest, the others at their midpoint.
//!
//! The midpoint of a range is its middle; of a list it is the value in the middle (the later one of two).

use crate::analysis::acceptance::overall;
use crate::analysis::sweep::cell::written;
use crate::analysis::sweep::design::{Setting, setting};
use crate::analysis::sweep::row::{changes, of_row};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::tile::completion::completions;
use crate::rule::reference::judge;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels};
use rayon::prelude::*;

/// What is looked at: `mean_probability`, `share`, `any_probability`, then each proposal's probability; none if it is
/// not known.
pub type Outputs = Vec<Option<f64>>;

/// One factor moved alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Swing {
    /// Its lowest setting in words, and what comes of it.
    pub low: (String, Outputs),
    /// Its highest setting, and what comes of it.
    pub high: (String, Outputs),
}

/// The midpoint and every factor's swing.
#[derive(Clone, PartialEq, Debug)]
pub struct Tornado {
    /// All factors at their midpoint.
    pub base: Outputs,
    /// By factor.
    pub swings: Vec<Swing>,
}

/// The names of the outputs.
#[must_use]
pub fn output_names(scenario: &Scenario) -> Vec<String> {
    let mut names: Vec<String> = ["mean_probability", "share", "any_probability"].map(str::to_owned).to_vec();
    names.extend(scenario.proposals.iter().map(|proposal| format!("proposal.{}.probability", proposal.id)));
    names
}

/// Moves each factor alone. Once the effort's time has passed, or its watch is stopped, what comes out means nothing.
#[must_use]
pub fn tornado(scenario: &Scenario, factors: &[Factor], effort: &Effort) -> Tornado {
    let clock = Stopwatch::start();
    let of_row = Effort { top: 0, ..of_row(effort) };
    let outputs = |settings: &[Setting]| outputs(scenario, factors, settings, &of_row.left(clock));
    let middle: Vec<Setting> = factors.iter().map(|factor| setting(&factor.levels, 0.5)).collect();
    let base = outputs(&middle);
    let swings = factors.par_iter().enumerate().map(|(place, factor)| {
        let at = |end: f64| {
            let one = match (&factor.levels, end > 0.5) {
                (Levels::Range { high, .. }, true) => Setting::Number(*high),
                (levels, _) => setting(levels, end),
            };
            let mut settings = middle.clone();
            if let Some(own) = settings.get_mut(place) {
                *own = one;
            }
            (written(scenario, factor, one).to_text(), outputs(&settings))
        };
        Swing { low: at(0.0), high: at(1.0_f64.next_down()) }
    });
    let swings = swings.collect();
    Tornado { base, swings }
}

fn outputs(scenario: &Scenario, factors: &[Factor], settings: &[Setting], effort: &Effort) -> Outputs {
    let Ok(changed) = scenario.with(&changes(factors, settings)) else {
        return vec![None; 3 + scenario.proposals.len()];
    };
    let deadline = Deadline::after(effort.time_limit);
    let found = overall(&changed, effort);
    let mut outputs = vec![found.zone.mean_probability.value, found.zone.share.value, found.zone.any_probability];
    outputs.extend(changed.proposals.iter().map(|proposal| {
        let found = completions(&changed, &proposal.terms, effort, deadline)?;
        judge(&changed, found.best.as_ref()?).probability
    }));
    outputs
}
