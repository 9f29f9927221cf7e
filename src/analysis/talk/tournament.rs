//! A tournament: every assignment of some strategies to the parties, in the same worlds. An assignment is an equilibrium
//! where no party gains by changing its own strategy alone, as far as the paired differences can tell: a party gains where
//! the mean of the differences of its gain less 1.96 standard errors is above 0.
#![expect(clippy::indexing_slicing, reason = "assignments are counted by strategies and parties")]

use crate::analysis::talk::chance::Chance;
use crate::analysis::talk::player::Player;
use crate::analysis::talk::setting::Setting;
use crate::analysis::talk::table::Table;
use crate::engine::ask::effort::{Effort, on_threads};
use crate::engine::ask::limit::Deadline;
use crate::engine::ask::pace::Limit;
use crate::scenario::talk::Strategy;
use rayon::prelude::*;

/// The most assignments.
pub const MOST_ASSIGNMENTS: u128 = 10_000;

/// One assignment of strategies.
#[derive(Clone, PartialEq, Debug)]
pub struct Assignment {
    /// The strategy of each party that signs.
    pub strategies: Vec<Strategy>,
    /// How many of the talks reached an agreement.
    pub reached: u64,
    /// What each gained on average, 0 where nothing was reached.
    pub mean_gain: Vec<f64>,
    /// Whether no party gains by changing its own strategy alone.
    pub is_equilibrium: bool,
}

/// All assignments, in lexicographic order of the strategies as given.
#[derive(Clone, PartialEq, Debug)]
pub struct Tournament {
    /// The talks of each.
    pub talks: u64,
    /// One each; fewer than all where the time was over.
    pub assignments: Vec<Assignment>,
    /// Whether all of them were played.
    pub is_whole: bool,
}

/// Plays every assignment.
///
/// # Errors
/// How many there are, where they are too many.
pub fn play_all(
    table: &Table,
    setting: &Setting,
    strategies: &[Strategy],
    effort: &Effort,
    talks: u64,
) -> Result<Tournament, u128> {
    let n_signers = setting.signers.len();
    let power = u32::try_from(n_signers).unwrap_or(u32::MAX);
    let n = (strategies.len() as u128).checked_pow(power).unwrap_or(u128::MAX);
    let doubles = n.saturating_mul(n_signers as u128).saturating_mul(u128::from(talks));
    if n > MOST_ASSIGNMENTS || doubles.saturating_mul(8) > u128::from(effort.memory_limit) {
        return Err(n);
    }
    let limit = Limit::new(&effort.watch, Deadline::after(effort.time_limit));
    let n = usize::try_from(n).unwrap_or(0);
    let strategy = |assignment: usize, signer: usize| {
        let stride = strategies.len().pow(u32::try_from(n_signers - 1 - signer).unwrap_or(0));
        (assignment / stride % strategies.len(), stride)
    };
    let gains: Vec<Option<(u64, Vec<Vec<f64>>)>> = on_threads(effort, || {
        let play = |assignment: usize| {
            let own = (0..n_signers).map(|signer| strategies[strategy(assignment, signer).0]).collect();
            let setting = Setting { strategies: own, ..setting.clone() };
            let memory = effort.memory_limit / 4 / rayon::current_num_threads() as u64;
            let mut player = Player::new(table, &setting, memory);
            let (mut reached, mut gains) = (0, vec![Vec::new(); n_signers]);
            for talk in 0..talks {
                if talk % 64 == 0 && limit.is_over() {
                    return None;
                }
                let played = player.play(Chance::new(effort.seed, talk), false);
                reached += u64::from(played.deal.is_some());
                for (list, gain) in gains.iter_mut().zip(&played.gains) {
                    list.push(*gain);
                }
            }
            Some((reached, gains))
        };
        (0..n).into_par_iter().map(play).collect()
    });
    let is_whole = gains.iter().all(Option::is_some);
    let betters = |assignment: usize, signer: usize| {
        let (own, stride) = strategy(assignment, signer);
        (0..strategies.len()).filter(|other| *other != own).any(|other| {
            let there = assignment - own * stride + other * stride;
            let (Some((_, here)), Some((_, there))) = (&gains[assignment], &gains[there]) else { return false };
            is_gain(&here[signer], &there[signer])
        })
    };
    #[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
    let mean = |list: &Vec<f64>| list.iter().sum::<f64>() / list.len().max(1) as f64;
    let assignment = |(place, found): (usize, &Option<(u64, Vec<Vec<f64>>)>)| {
        let (reached, gains) = found.as_ref()?;
        Some(Assignment {
            strategies: (0..n_signers).map(|signer| strategies[strategy(place, signer).0]).collect(),
            reached: *reached,
            mean_gain: gains.iter().map(mean).collect(),
            is_equilibrium: (0..n_signers).all(|signer| !betters(place, signer)),
        })
    };
    let assignments = gains.iter().enumerate().filter_map(assignment).collect();
    Ok(Tournament { talks, assignments, is_whole })
}

/// Whether the gains there are higher than here, beyond chance.
#[expect(clippy::cast_precision_loss, reason = "numbers of talks")]
fn is_gain(here: &[f64], there: &[f64]) -> bool {
    let n = here.len() as f64;
    let differences = || there.iter().zip(here).map(|(there, here)| there - here);
    let mean = differences().sum::<f64>() / n;
    let squares = differences().map(|difference| (difference - mean).powi(2)).sum::<f64>();
    let error = if here.len() < 2 { 0.0 } else { (squares / (n - 1.0) / n).sqrt() };
    mean - 1.96 * error > 0.0
}
