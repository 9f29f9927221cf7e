//! What can be wrong with a scenario as a whole, as written or under changes: agreement rules that cannot be met, nobody
//! who signs, a reservation without a utility.

use crate::scenario::id::PartyId;
use crate::scenario::model::{Changes, DemandName, Scenario};
use std::collections::BTreeSet;

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
    /// What would be wrong with the scenario as a whole under these changes; each party that does not sign is named once.
    pub(crate) fn faults(&self, changes: &Changes) -> Vec<Fault> {
        let signs = self.signing_under(changes);
        let mut reservation = self.parties.map(|party| party.reservation);
        for (party, changed) in &changes.reservation {
            reservation[*party] = Some(*changed);
        }
        for demand in &changes.drop {
            if let DemandName::Reservation(party) = demand {
                reservation[*party] = None;
            }
        }
        let mut faults = Vec::new();
        for (id, party) in self.parties.enumerate() {
            if reservation[id].is_some() && !party.has_utility() {
                faults.push(Fault {
                    code: "reservation-without-utility",
                    place: Place::Reservation(id),
                    message: format!("party `{}` has a reservation but no points", party.id),
                    help: format!("give it points (`[party.{}.points]`) or leave its reservation out", party.id),
                });
            }
        }
        let n_signing = signs.iter().filter(|signs| **signs).count();
        if n_signing == 0 {
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
        let agreement = self.agreement_under(changes);
        let coalitions = agreement.coalitions.iter().flatten().enumerate();
        let in_coalitions = coalitions.flat_map(|(list, parties)| {
            parties.iter().enumerate().map(move |(at, party)| (Place::Coalition(list, at), *party))
        });
        let always = agreement.always.iter().enumerate().map(|(at, party)| (Place::Always(at), *party));
        let mut named = BTreeSet::new();
        for (place, id) in always.chain(in_coalitions) {
            if !signs[id] && named.insert(id) {
                let party = &self.parties[id].id;
                faults.push(Fault {
                    code: "not-signing",
                    place,
                    message: format!("party `{party}` does not sign, so the agreement cannot need it"),
                    help: match (changes.signs.iter().any(|(of, _)| *of == id), &changes.agreement) {
                        (true, None) => {
                            "give the variant a rule of its own (`[variant.ID.agreement]`), or let it sign".to_owned()
                        }
                        _ => format!("leave it out, or let it sign (`signs = true` in `[party.{party}]`)"),
                    },
                });
            }
        }
        if let Some(at_least) = agreement.at_least
            && at_least as usize > n_signing
        {
            let those =
                if n_signing == 1 { "there is only 1".to_owned() } else { format!("there are only {n_signing}") };
            faults.push(Fault {
                code: "unreachable-agreement",
                place: Place::AtLeast,
                message: format!("the agreement needs {at_least} signing parties, and {those}"),
                help: format!("`at_least` can be {n_signing} at most"),
            });
        }
        let weight: f64 = self.parties.enumerate().filter(|(id, _)| signs[*id]).map(|(_, party)| party.weight).sum();
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
