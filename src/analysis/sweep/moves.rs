//! What each factor of a sweep moves in the signature table, found out once.
//!
//! | factor | moves |
//! |---|---|
//! | `firmness` | with which probability a demand gives way |
//! | `enforced` | whether a demand is there: where not, it always gives way |
//! | `reservation` | between which levels of worth a threshold lies |
//! | `fix`, `assumption`, `points` of a list | which table is taken: one a combination of values |
//! | a part of a talk | nothing: talks are played beside the table |
//! | `points` of a range, or too many combinations | everything: a table a row, where the deals are few |

use crate::analysis::sweep::design::Setting;
use crate::analysis::sweep::row::changes;
use crate::analysis::sweep::sheet::Bits;
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Deadline;
use crate::engine::tile::signature_table::{MAX_MOVED, MAX_NUMBERS, Table, table};
use crate::rule::agreement::AgreementRule;
use crate::rule::demand::demands;
use crate::rule::lower::lower;
use crate::scenario::id::{DemandId, Id, IdVec, PartyId};
use crate::scenario::model::{Changes, DemandName, Scenario};
use crate::scenario::sweep::{Factor, Levels, Target};

/// More combinations of terms, assumptions and points than this are not kept: a table is counted anew for each row.
const MAX_CHOICES: usize = 256;
/// … where there are no more deals than this.
const MAX_FRESH: u32 = 1 << 13;
/// More demands than this are not tabled.
const MAX_DEMANDS: usize = 128;

/// What one factor moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Move {
    /// How firmly a demand is held.
    Firmness(usize),
    /// Whether a demand is there.
    Presence(usize),
    /// The threshold of a moved reservation, and the demand that it is.
    Threshold(usize, usize),
    /// The table: so much more for each place in the list of values.
    Choice(usize),
    /// Nothing.
    Nothing,
}

/// What all rows go by.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    /// One entry a factor.
    pub(super) moves: Vec<Move>,
    /// The scenario with every demand that a row can have.
    pub(super) base: Scenario,
    /// Its demands.
    pub(super) demands: IdVec<DemandId, DemandName>,
    /// With which probability each gives way where no factor says otherwise.
    pub(super) gives_way: Vec<f64>,
    /// Whether each can give way in some row.
    pub(super) can_give_way: Vec<bool>,
    /// Which of them are whose.
    pub(super) bits: Bits,
    /// The agreement rule.
    pub(super) rule: AgreementRule,
    /// The parties whose reservations are moved.
    moved: Vec<PartyId>,
    /// How many tables there can be.
    n_choices: usize,
    /// Whether each row has a table of its own.
    pub(super) is_fresh: bool,
    /// The table's rows of each option, in the order of the columns: one, but for an item and place of an order.
    pub(super) options: Vec<Vec<usize>>,
}

impl Moves {
    /// Finds out what the factors move; none if rows cannot be had from tables.
    pub(super) fn new(scenario: &Scenario, factors: &[Factor]) -> Option<Self> {
        let mut moved: Vec<PartyId> = Vec::new();
        let mut given = Changes::default();
        for factor in factors {
            if let Target::Reservation(party) = factor.target
                && !moved.contains(&party)
            {
                moved.push(party);
                given.reservation.push((party, 0.0));
            }
            if let (Target::Assumption(place), Levels::Terms(terms)) = (&factor.target, &factor.levels) {
                given.assume.push((*place, terms.first()?.0));
            }
        }
        let base = scenario.with(&given).ok()?;
        // A table knows one world; where assumptions are open, each row asks the engine.
        if base.combinations().len() != 1 {
            return None;
        }
        // … and one firmness of each line.
        let moves_worlds = factors.iter().any(|factor| matches!(factor.target, Target::Assumption(_)));
        let lines = base.parties.iter().flat_map(|party| &party.red_lines);
        if moves_worlds && lines.filter(|line| line.firmness_by.is_some()).count() > 0 {
            return None;
        }
        let rule = AgreementRule::new(&base);
        let demands = demands(&base);
        if demands.len() > MAX_DEMANDS || moved.len() > MAX_MOVED || matches!(rule, AgreementRule::Direct) {
            return None;
        }
        let place = |name: &DemandName| demands.iter().position(|demand| demand == name);
        let mut moves = Vec::with_capacity(factors.len());
        let (mut n_choices, mut is_fresh) = (1_usize, false);
        for factor in factors {
            let is_number = matches!(factor.levels, Levels::Range { .. } | Levels::Numbers(_));
            moves.push(match (&factor.target, &factor.levels) {
                (Target::Firmness(line), _) if is_number => place(line).map_or(Move::Nothing, Move::Firmness),
                (Target::Enforced(demand), Levels::Truths(_)) => place(demand).map_or(Move::Nothing, Move::Presence),
                (Target::Reservation(party), _) if is_number => {
                    let threshold = moved.iter().position(|other| other == party)?;
                    Move::Threshold(threshold, place(&DemandName::Reservation(*party))?)
                }
                (Target::Fix(_) | Target::Assumption(_), Levels::Terms(_))
                | (Target::Points(..), Levels::Numbers(_)) => {
                    let stride = n_choices;
                    n_choices = n_choices.saturating_mul(factor.levels.n_values()?.max(1));
                    Move::Choice(stride)
                }
                // Nothing of what tables tell: talks are played beside them.
                (Target::Talk(..), _) => Move::Nothing,
                (Target::Points(..), Levels::Range { .. }) => {
                    is_fresh = true;
                    Move::Nothing
                }
                _ => return None,
            });
        }
        is_fresh |= n_choices > MAX_CHOICES;
        if is_fresh && scenario.n_deals() > MAX_FRESH.into() {
            return None;
        }
        let mut of_party = vec![0_u128; base.parties.len()];
        for (id, demand) in demands.enumerate() {
            *of_party.get_mut(demand.party().place())? |= 1 << id.place();
        }
        let gives_way: Vec<f64> = demands.iter().map(|demand| base.gives_way(demand)).collect();
        let is_softened =
            |place: usize| moves.iter().any(|one| *one == Move::Firmness(place) || *one == Move::Presence(place));
        let missed = |party: &PartyId| Some(1_u128 << place(&DemandName::Reservation(*party))?);
        let moved_bits = moved.iter().map(missed).collect::<Option<Vec<u128>>>()?;
        Some(Self {
            can_give_way: gives_way.iter().enumerate().map(|(at, p)| *p > 0.0 || is_softened(at)).collect(),
            bits: Bits { of_party, moved: moved_bits },
            options: options(&base),
            moves,
            demands,
            gives_way,
            rule,
            moved,
            n_choices: if is_fresh { 1 } else { n_choices },
            is_fresh,
            base,
        })
    }

    /// The table of a row with these settings, but for what its thresholds and probabilities move; none if there is none.
    pub(super) fn table(
        &self,
        (scenario, factors): (&Scenario, &[Factor]),
        settings: &[Setting],
        within: (&Effort, Deadline),
    ) -> Option<Table> {
        let mut changes = changes(factors, settings);
        changes.drop.clear();
        changes.firmness.clear();
        changes.reservation = self.moved.iter().map(|party| (*party, 0.0)).collect();
        let scenario = scenario.with(&changes).ok()?;
        table(&scenario, &self.moved, MAX_NUMBERS / self.n_choices.max(1), within)
    }
}

/// The table's rows of all options: a member's is that it is chosen.
fn options(scenario: &Scenario) -> Vec<Vec<usize>> {
    let lowered = lower(scenario);
    let mut rows_of = Vec::with_capacity(lowered.variables.len());
    let mut n_rows = 0;
    for variable in &lowered.variables {
        rows_of.push(n_rows);
        n_rows += if variable.member.is_some() { 2 } else { scenario.issues[variable.issue].n_values() as usize };
    }
    let row_of = |variable: usize, value: usize| rows_of.get(variable).map_or(0, |from| from + value);
    let mut options = Vec::with_capacity(n_rows);
    for (id, issue) in scenario.issues.enumerate() {
        let variables = lowered.of_issue[id].clone();
        let is_member = lowered.variables.get(variables.start).is_some_and(|variable| variable.member.is_some());
        for row in 0..issue.n_rows() {
            // The last member is the first variable.
            let last = variables.end.saturating_sub(1 + row as usize);
            let variable = if is_member && !variables.is_empty() { last } else { variables.start };
            options.push(issue.values_of_row(row).iter().map(|value| row_of(variable, *value as usize)).collect());
        }
    }
    options
}
