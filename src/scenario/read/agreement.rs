//! Reading who must accept: the `[agreement]` table.

use crate::scenario::error::Problem;
use crate::scenario::fault::{Fault, Place};
use crate::scenario::id::PartyId;
use crate::scenario::limit;
use crate::scenario::model::{Agreement, Span};
use crate::scenario::node::{Entry, Kind, Node};
use crate::scenario::read::reader::Reader;

/// Where the parts of the agreement stand, for what is found wrong with them later.
#[derive(Default)]
pub(crate) struct AgreementSpans {
    always: Vec<Span>,
    coalitions: Vec<Vec<Span>>,
    at_least: Span,
    weight_at_least: Span,
}

impl AgreementSpans {
    /// Where a fault of the scenario as written stands; none for what is not of the agreement.
    pub(crate) fn of(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Always(at) => self.always.get(*at).cloned(),
            Place::Coalition(list, at) => self.coalitions.get(*list).and_then(|list| list.get(*at)).cloned(),
            Place::AtLeast => Some(self.at_least.clone()),
            Place::WeightAtLeast => Some(self.weight_at_least.clone()),
            Place::Parties | Place::Reservation(_) => None,
        }
    }
}

impl Reader<'_> {
    /// Reads who must accept, of the whole file.
    pub(crate) fn read_agreement(&mut self, entry: &Entry) -> AgreementSpans {
        let (agreement, spans) = self.agreement_of(entry);
        self.scenario.agreement = agreement;
        spans
    }

    /// Reads who must accept, of the file or of a variant.
    pub(crate) fn agreement_of(&mut self, entry: &Entry) -> (Agreement, AgreementSpans) {
        let mut spans = AgreementSpans::default();
        let mut agreement = Agreement { span: entry.span(), ..Agreement::default() };
        let Some(table) = self.table(&entry.node, "a table `[agreement]`") else { return (agreement, spans) };
        self.known_keys(table, "the agreement", &["always", "at_least", "weight_at_least", "coalitions"]);
        if let Some(node) = table.get("always") {
            (agreement.always, spans.always) = self.party_list(node).into_iter().unzip();
        }
        if let Some(node) = table.get("at_least") {
            spans.at_least = node.span.clone();
            match node.kind {
                Kind::Integer(number) if number >= 1 => {
                    agreement.at_least = Some(u32::try_from(number).unwrap_or(u32::MAX))
                }
                Kind::Integer(number) => {
                    let message = format!("`at_least = {number}` asks for nobody");
                    let help = "it is 1 or more; without `[agreement]` every signing party must accept";
                    self.report(Problem::error("out-of-bounds", node.span.clone(), message).with_help(help));
                }
                _ => self.wrong_type(node, "a whole number of parties for `at_least`"),
            }
        }
        if let Some(node) = table.get("weight_at_least")
            && let Some(weight) = self.double(node, "a number for `weight_at_least`")
        {
            spans.weight_at_least = node.span.clone();
            if weight > 1e-9 {
                agreement.weight_at_least = Some(weight);
            } else {
                // Sums of weights count up to 1e-9: nobody's yes would do.
                let message = format!("`weight_at_least` is {weight:?}, so nobody would have to accept");
                let help = "it must be more than 1e-9; without it weights do not count";
                self.report(Problem::error("out-of-bounds", node.span.clone(), message).with_help(help));
            }
        }
        if let Some(node) = table.get("coalitions") {
            let help = "list at least one coalition, or leave `coalitions` out";
            match &node.kind {
                Kind::List(_) if self.is_empty_list(node, help) => {}
                Kind::List(lists) if lists.len() > limit::COALITIONS => {
                    let message = format!("{} coalitions, more than the {} allowed", lists.len(), limit::COALITIONS);
                    self.report(Problem::error("too-many", node.span.clone(), message));
                }
                Kind::List(lists) => {
                    for list in lists {
                        let (parties, places) = self.party_list(list).into_iter().unzip();
                        agreement.coalitions.get_or_insert_default().push(parties);
                        spans.coalitions.push(places);
                    }
                }
                _ => self.wrong_type(node, "a list of lists of parties for `coalitions`"),
            }
        }
        (agreement, spans)
    }

    /// The parties of a list, each once.
    pub(crate) fn party_list(&mut self, node: &Node) -> Vec<(PartyId, Span)> {
        if self.is_empty_list(node, "name at least one party") {
            return Vec::new();
        }
        let mut parties: Vec<(PartyId, Span)> = Vec::new();
        for (word, span) in self.words(node, "the id of a party") {
            let Some(party) = self.party(word, &span) else { continue };
            if parties.iter().any(|(named, _)| *named == party) {
                let message = format!("party `{word}` stands twice in this list");
                self.report(Problem::error("party-twice", span, message).with_help("name each party once"));
            } else {
                parties.push((party, span));
            }
        }
        parties
    }

    /// The problems of the scenario as it is written.
    pub(crate) fn report_faults(&mut self, faults: Vec<Fault>, agreement: &AgreementSpans) {
        for fault in faults {
            let span = agreement.of(&fault.place).unwrap_or_else(|| match fault.place {
                Place::Reservation(party) => self.reservation_spans.get(&party).cloned().unwrap_or_default(),
                _ => self.parties_span.clone(),
            });
            self.report(Problem::error(fault.code, span, fault.message).with_help(fault.help));
        }
    }
}
