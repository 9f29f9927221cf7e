//! Parties and voices on planes: in which slots of the program stand the lines of each, and what it gets from each value.

use crate::rule::demand::demands_of;
use crate::rule::kernel::Program;
use crate::rule::lower::Lowered;
use crate::rule::utility::points;
use crate::scenario::id::{DemandId, Id, PartyId, VoiceId};
use crate::scenario::model::{DemandName, Scenario, Value};
use std::ops::Range;

/// One line, on planes.
#[derive(Clone, Copy, Debug)]
pub struct LinePlan {
    /// Its place among all demands.
    pub demand: usize,
    /// The slot of "is crossed".
    pub slot: u32,
    /// The probability that it is not held.
    pub gives_way: f64,
}

/// One party, on planes.
#[derive(Clone, Debug)]
pub struct PartyPlan {
    /// Whether agreement can need it.
    pub signs: bool,
    /// Its lines in order, each crossed where it is in some world.
    pub lines: Vec<LinePlan>,
    /// Its reservation: its place among all demands, and the least utility.
    pub reservation: Option<(usize, f64)>,
    /// Its points: a variable at a time, one number a value of the variable's whole range.
    pub points: Vec<Vec<f64>>,
    /// Its voices.
    pub voices: Range<usize>,
}

/// One voice, on planes.
#[derive(Clone, Debug)]
pub struct VoicePlan {
    /// Whose it is, by place.
    pub party: usize,
    /// How probable the worlds are in which it speaks.
    pub probability: f64,
    /// The lines of its party, as this voice has them.
    pub lines: Vec<LinePlan>,
    /// The bonuses of its party: the slot of "is given", and the points.
    pub bonuses: Vec<(u32, f64)>,
}

/// The lines of a party, with where they are crossed and how likely they give way.
fn lines(
    lowered: &Lowered,
    program: &Program,
    party: PartyId,
    of: impl Fn(DemandId) -> (Option<crate::rule::formula::NodeId>, f64),
) -> Vec<LinePlan> {
    let own = demands_of(&lowered.demands, party).filter_map(|place| {
        let (crossed, gives_way) = of(DemandId::from_place(place));
        crossed.map(|node| LinePlan { demand: place, slot: program.slot(node), gives_way })
    });
    own.collect()
}

/// The parties of a scenario.
pub(super) fn parties(scenario: &Scenario, lowered: &Lowered, program: &Program) -> Vec<PartyPlan> {
    let of_party = |id: PartyId| {
        let party = &scenario.parties[id];
        let mut own = demands_of(&lowered.demands, id);
        let reservation =
            own.find(|place| matches!(lowered.demands[DemandId::from_place(*place)], DemandName::Reservation(_)));
        let mut voices = lowered.voices_of(id);
        let first = voices.next().map_or(0, |voice| voice.place());
        PartyPlan {
            signs: party.signs,
            lines: lines(lowered, program, id, |demand| {
                (lowered.crossed[demand], scenario.gives_way(&lowered.demands[demand]))
            }),
            reservation: reservation.zip(party.reservation),
            points: points_of(scenario, lowered, id),
            voices: first..first + 1 + voices.count(),
        }
    };
    scenario.parties.ids().map(of_party).collect()
}

/// The voices of a scenario.
pub(super) fn voices(lowered: &Lowered, program: &Program) -> Vec<VoicePlan> {
    let of_voice = |id: VoiceId| {
        let voice = &lowered.voices[id];
        VoicePlan {
            party: voice.party.place(),
            probability: voice.probability,
            lines: lines(lowered, program, voice.party, |demand| {
                (lowered.crossed_by(id, demand), lowered.gives_way_to(id, demand))
            }),
            bonuses: lowered.bonuses_of(id).iter().map(|(given, points)| (program.slot(*given), *points)).collect(),
        }
    };
    lowered.voices.ids().map(of_voice).collect()
}

/// A party's points: a variable at a time, one number a value of the variable's whole range, none if it gives none.
pub(crate) fn points_of(scenario: &Scenario, lowered: &Lowered, id: PartyId) -> Vec<Vec<f64>> {
    let party = &scenario.parties[id];
    let points = lowered.variables.iter().map(|variable| {
        let issue = &scenario.issues[variable.issue];
        let of = |value| points(party, variable.issue, issue, Value(value));
        match variable.member {
            Some(member) => vec![0.0, of(1 << member)],
            None if party.points.as_ref().is_some_and(|points| points[variable.issue].is_some()) => {
                (0..issue.n_values()).map(of).collect()
            }
            // No points on this issue: no table, however many values.
            None => Vec::new(),
        }
    });
    points.collect()
}
