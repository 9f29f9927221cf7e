//! Points of parties with a reservation as whole numbers: of 12.5 and a reservation of 30.25, 1250 and 3025.

use crate::engine::exact::declined::Declined;
use crate::rule::formula::NodeId;
use crate::rule::lower::Lowered;
use crate::rule::utility::{TOLERANCE, points};
use crate::scenario::id::{IdVec, PartyId, VoiceId};
use crate::scenario::model::{Party, Scenario, Value};

/// Digits after the point that are still told apart.
const MAX_DIGITS: i32 = 6;
/// Sums stay far below what 63 bits hold.
const MOST: f64 = 1e12;

/// What one party's reservation depends on.
#[derive(Clone, Debug)]
pub struct Scale {
    /// The party.
    pub party: PartyId,
    /// Points of each value of each variable.
    pub of_value: Vec<Vec<i64>>,
    /// By voice: where each bonus is given, and its points.
    pub bonuses: Vec<(VoiceId, Vec<(NodeId, i64)>)>,
    /// The party is below its reservation where its points are less than this; nothing is where it has none.
    pub needed: i64,
    /// How much a point is in whole numbers.
    pub unit: f64,
}

impl Scale {
    /// Where bonuses are given, to any of the voices.
    pub fn given(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.bonuses.iter().flat_map(|(_, given)| given.iter().map(|(given, _)| *given))
    }

    /// The bonuses to one voice.
    #[must_use]
    pub fn bonuses_of(&self, voice: VoiceId) -> &[(NodeId, i64)] {
        self.bonuses.iter().find(|(of, _)| *of == voice).map_or(&[][..], |(_, given)| given.as_slice())
    }
}

/// The scales of all parties with a reservation.
///
/// # Errors
/// Where points are no decimals of at most six places.
pub fn scales(scenario: &Scenario, lowered: &Lowered) -> Result<IdVec<PartyId, Option<Scale>>, Declined> {
    let of_party = |id: PartyId| scale(scenario, lowered, id).transpose();
    scenario.parties.ids().map(of_party).collect()
}

/// The scales of these parties, whether or not they have a reservation.
///
/// # Errors
/// Where points are no decimals of at most six places.
pub fn scales_of(
    scenario: &Scenario,
    lowered: &Lowered,
    parties: &[PartyId],
) -> Result<IdVec<PartyId, Option<Scale>>, Declined> {
    let of_party =
        |id: PartyId| if parties.contains(&id) { measured(scenario, lowered, id).map(Some) } else { Ok(None) };
    scenario.parties.ids().map(of_party).collect()
}

/// The scales of the parties that sign and have a reservation: agreement depends on no other.
///
/// # Errors
/// Where their points are no decimals of at most six places.
pub fn signing_scales(scenario: &Scenario, lowered: &Lowered) -> Result<IdVec<PartyId, Option<Scale>>, Declined> {
    let of_party = |(id, party): (PartyId, &Party)| {
        if party.signs { scale(scenario, lowered, id).transpose() } else { Ok(None) }
    };
    scenario.parties.enumerate().map(of_party).collect()
}

fn scale(scenario: &Scenario, lowered: &Lowered, id: PartyId) -> Option<Result<Scale, Declined>> {
    scenario.parties[id].reservation.map(|_| measured(scenario, lowered, id))
}

fn measured(scenario: &Scenario, lowered: &Lowered, id: PartyId) -> Result<Scale, Declined> {
    let party = &scenario.parties[id];
    let reservation = party.reservation;
    let worth = |variable: usize, value: u32| {
        let Some(one) = lowered.variables.get(variable) else { return 0.0 };
        let issue = &scenario.issues[one.issue];
        match one.member {
            Some(member) => points(party, one.issue, issue, Value(value << member)),
            None => points(party, one.issue, issue, Value(value)),
        }
    };
    let of_value: Vec<Vec<f64>> = lowered
        .formulas
        .domains()
        .iter()
        .enumerate()
        .map(|(variable, domain)| (domain.first..domain.end).map(|value| worth(variable, value)).collect())
        .collect();
    let of_voices: Vec<(VoiceId, &[(NodeId, f64)])> =
        lowered.voices_of(id).map(|voice| (voice, lowered.bonuses_of(voice))).collect();
    let bonuses = || of_voices.iter().flat_map(|(_, given)| given.iter().map(|(_, points)| *points));
    let all = || of_value.iter().flatten().copied().chain(bonuses());
    let digits = (0..=MAX_DIGITS).find(|digits| {
        let ten = 10.0_f64.powi(*digits);
        // Sums of doubles carry dust far below the tolerance; so may each of them.
        all().all(|number| {
            (number * ten).abs() < MOST && (number - (number * ten).round() / ten).abs() < TOLERANCE / 1e3
        })
    });
    let Some(digits) = digits.filter(|_| reservation.unwrap_or(0.0).abs() < MOST) else {
        return Err(Declined::Points);
    };
    let ten = 10.0_f64.powi(digits);
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let whole = |number: f64| (number * ten).round() as i64;
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let needed = reservation.map_or(i64::MIN / 4, |reservation| ((reservation - TOLERANCE) * ten).ceil() as i64);
    Ok(Scale {
        party: id,
        of_value: of_value.iter().map(|values| values.iter().map(|number| whole(*number)).collect()).collect(),
        bonuses: of_voices
            .iter()
            .map(|(voice, given)| (*voice, given.iter().map(|(given, points)| (*given, whole(*points))).collect()))
            .collect(),
        needed,
        unit: ten,
    })
}
