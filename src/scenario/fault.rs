//! What can be wrong with a scenario as a whole, as written or under changes: agreement rules that cannot be met, nobody
//! who signs, a reservation without a utility.

use crate::scenario::id::PartyId;
use crate::scenario::model::Scenario;

/// Something that is wrong with the scenario as a whole.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The diagnostic code.
    pub(crate) code: &'static str,
    /// What of the scenario is wrong.
    pub(crate) place: Place,
    /// In words.
    pub(crate) message: String,
    /// The repair.
    pub(crate) help: String,
}

/// What of the scenario is wrong.
#[derive(Debug)]
pub(crate) enum Place {
    /// The party at this place of `always`.
    Always(usize),
    /// The party at this place of this coalition.
    Coalition(usize, usize),
    /// `at_least`.
    AtLeast,
    /// `weight_at_least`.
    WeightAtLeast,
    /// Who signs.
    Parties,
    /// The reservation of a party.
    Reservation(PartyId),
}

impl Scenario {
    /// What is wrong with the scenario as a whole.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let signing: Vec<_> = self.parties.iter().filter(|party| party.signs).collect();
        for (id, party) in self.parties.enumerate() {
            if party.reservation.is_some() && !party.has_utility() {
                faults.push(Fault {
                    code: "reservation-without-utility",
                    place: Place::Reservation(id),
                    message: format!("party `{}` has a reservation but no points", party.id),
                    help: format!("give it points (`[party.{}.points]`) or leave its reservation out", party.id),
                });
            }
        }
        if signing.is_empty() {
            if !self.parties.is_empty() {
                faults.push(Fault {
                    code: "nobody-signs",
                    place: Place::Parties,
                    message: "no party signs, so there is nobody to agree".to_owned(),
                    help: "at least one party needs `signs = true` (the default)".to_owned(),
                });
            }
            return faults;
        }
        let not_signing = |id: PartyId, place| {
            let party = &self.parties[id];
            (!party.signs).then(|| Fault {
                code: "not-signing",
                place,
                message: format!("party `{}` does not sign, so the agreement cannot need it", party.id),
                help: format!("leave it out, or let it sign (`signs = true` in `[party.{}]`)", party.id),
            })
        };
        let agreement = &self.agreement;
        for (at, party) in agreement.always.iter().enumerate() {
            faults.extend(not_signing(*party, Place::Always(at)));
        }
        for (list, coalition) in agreement.coalitions.iter().flatten().enumerate() {
            for (at, party) in coalition.iter().enumerate() {
                faults.extend(not_signing(*party, Place::Coalition(list, at)));
            }
        }
        if let Some(at_least) = agreement.at_least
            && at_least as usize > signing.len()
        {
            faults.push(Fault {
                code: "unreachable-agreement",
                place: Place::AtLeast,
                message: format!(
                    "the agreement needs {at_least} signing parties, and there are only {}",
                    signing.len()
                ),
                help: format!("`at_least` can be {} at most", signing.len()),
            });
        }
        let weight: f64 = signing.iter().map(|party| party.weight).sum();
        if let Some(weight_at_least) = agreement.weight_at_least
            && weight_at_least > weight + 1e-9
        {
            faults.push(Fault {
                code: "unreachable-agreement",
                place: Place::WeightAtLeast,
                message: format!(
                    "the agreement needs a weight of {weight_at_least}, and all signing parties together have {weight}"
                ),
                help: format!("`weight_at_least` can be {weight} at most"),
            });
        }
        faults
    }
}
