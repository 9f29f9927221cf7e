//! Reading the same scenario under other assumptions: the `[variant]` tables.

use crate::scenario::error::Problem;
use crate::scenario::fault::Fault;
use crate::scenario::model::{Changes, DemandName, Span, Variant};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::firmness::Firmly;
use crate::scenario::read::reader::Reader;
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Reads the variants of the file.
    pub(crate) fn read_variants(&mut self, table: &Table) {
        for (place, entry) in table.entries.iter().enumerate() {
            self.check_id(entry);
            self.variants.insert(entry.key.clone(), place);
            let variant = self.read_variant(entry);
            self.scenario.variants.push(variant);
        }
    }

    fn read_variant(&mut self, entry: &Entry) -> Variant {
        let mut variant =
            Variant { id: entry.key.clone(), title: None, changes: Changes::default(), note: None, span: entry.span() };
        let Some(table) = self.table(&entry.node, "a table for this variant") else { return variant };
        let known =
            ["title", "drop", "firmness", "reservation", "fix", "assume", "signs", "agreement", "coalition", "note"];
        self.known_keys(table, "a variant", &known);
        variant.title = self.text(table, "title");
        variant.note = self.text(table, "note");
        let changes = &mut variant.changes;
        if let Some(node) = table.get("drop") {
            let mut dropped = BTreeSet::new();
            for (text, span) in self.words(node, "the name of a demand") {
                if let Some(id) = text.strip_prefix("*.") {
                    let holders = self.holders(id, &span);
                    let mut is_new = holders.is_empty();
                    for holder in holders {
                        is_new |= dropped.insert(holder.clone());
                        if !changes.drop.contains(&holder) {
                            changes.drop.push(holder);
                        }
                    }
                    if !is_new {
                        self.listed_twice(text, span);
                    }
                    continue;
                }
                let Some(demand) = self.demand(text, &span) else { continue };
                if let DemandName::Reservation(party) = demand
                    && self.scenario.parties[party].reservation.is_none()
                {
                    let message = format!("party `{}` has no reservation to drop", self.scenario.parties[party].id);
                    self.report(Problem::error("unknown-demand", span, message));
                } else if dropped.insert(demand.clone()) {
                    changes.drop.push(demand);
                } else {
                    self.listed_twice(text, span);
                }
            }
        }
        if let Some(node) = table.get("firmness") {
            for (text, span, node) in self.by_demand(node) {
                let Some(demand) = self.demand(&text, &span) else { continue };
                if let DemandName::Reservation(_) = demand {
                    let message = format!("`{text}` is a reservation and has no firmness");
                    let help = "a reservation is always held: change it under `reservation`, or drop it";
                    self.report(Problem::error("firmness", span, message).with_help(help));
                } else {
                    match self.held(node) {
                        Some(Firmly::Always(firmness)) => changes.firmness.push((demand, firmness)),
                        Some(Firmly::By(by)) => changes.firmness_by.push((demand, by)),
                        None => {}
                    }
                }
            }
        }
        if let Some(node) = table.get("reservation")
            && let Some(inner) = self.table(node, "a table of reservations, party by party")
        {
            for entry in &inner.entries {
                let party = self.party(&entry.key, &entry.key_span);
                let number = self.double(&entry.node, "a number of points");
                changes.reservation.extend(party.zip(number));
                self.with_reservation.extend(party);
            }
        }
        if let Some(node) = table.get("fix") {
            changes.fix = self.terms(node);
        }
        if let Some(node) = table.get("assume") {
            changes.assume = self.assumed(node);
        }
        if let Some(node) = table.get("signs")
            && let Some(inner) = self.table(node, "a table of `true` and `false`, party by party")
        {
            for entry in &inner.entries {
                let party = self.party(&entry.key, &entry.key_span);
                if let Kind::Bool(signs) = entry.node.kind {
                    changes.signs.extend(party.map(|party| (party, signs)));
                } else {
                    self.wrong_type(&entry.node, "`true` or `false`");
                }
            }
        }
        if let Some(entry) = table.entry("agreement") {
            changes.agreement = Some(self.agreement_of(entry).0);
        }
        if let Some(node) = table.get("coalition") {
            let parties: Vec<_> = self.party_list(node).into_iter().map(|(party, _)| party).collect();
            changes.coalition = (!parties.is_empty()).then_some(parties);
        }
        variant
    }

    /// Demands and what a table says of each; `russia.line = 0.3` may also be written without quotes.
    fn by_demand<'n>(&mut self, node: &'n Node) -> Vec<(String, Span, &'n Node)> {
        let Some(table) = self.table(node, "a table of firmness, demand by demand") else { return Vec::new() };
        let mut demands = Vec::new();
        for entry in &table.entries {
            if let Kind::Table(lines) = &entry.node.kind
                && !entry.key.contains('.')
            {
                for line in &lines.entries {
                    demands.push((format!("{}.{}", entry.key, line.key), line.key_span.clone(), &line.node));
                }
            } else {
                demands.push((entry.key.clone(), entry.key_span.clone(), &entry.node));
            }
        }
        demands
    }

    /// Applies every variant once, so that what is wrong with it is reported with the file, but for the faults that the
    /// file has without it.
    pub(crate) fn try_variants(&mut self, faults: &[Fault]) {
        // How far an agreement is out of reach may change with the variant; that it is was said already.
        let is_said = |problem: &Problem| {
            let is_same = |fault: &Fault| fault.message == problem.message || fault.code == "unreachable-agreement";
            faults.iter().any(|fault| fault.code == problem.code && is_same(fault))
        };
        let problems: Vec<Problem> = self
            .scenario
            .variants
            .iter()
            .flat_map(|variant| {
                let under = |problem: Problem| Problem {
                    span: variant.span.clone(),
                    message: format!("under variant `{}` {}", variant.id, problem.message),
                    ..problem
                };
                let problems = self.scenario.problems_under(&variant.changes);
                problems.into_iter().filter(|problem| !is_said(problem)).map(under).collect::<Vec<_>>()
            })
            .collect();
        for problem in problems {
            self.report(problem);
        }
    }
}
