//! Reading the lines that several parties hold: the `[line]` tables.
//!
//! Each holder has the line as its own, after its own lines: `[line.debt] parties = ["x", "y"]` is read as `x.debt` and
//! `y.debt`, and each of the two holds independently of the other.

use crate::scenario::error::Problem;
use crate::scenario::id::PartyId;
use crate::scenario::model::DemandName;
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::firmness::Firmly;
use crate::scenario::read::party::RED_LINE_KEYS;
use crate::scenario::read::reader::{Reader, listed};
use crate::scenario::span::Span;
use std::collections::BTreeMap;

impl Reader<'_> {
    /// Reads the shared lines of the file; the parties are read already.
    pub(crate) fn read_shared_lines(&mut self, table: &Table) {
        let known: Vec<&str> = ["parties", "firmness_of"].into_iter().chain(RED_LINE_KEYS).collect();
        for (place, entry) in table.entries.iter().enumerate() {
            let line = self.read_red_line(entry, &known);
            let Kind::Table(inner) = &entry.node.kind else { continue };
            let holders = match inner.get("parties") {
                Some(node) => self.party_list(node),
                None => {
                    self.missing_key("parties", &format!("the line `{}`", entry.key), &entry.span());
                    Vec::new()
                }
            };
            let firmness = inner.get("firmness_of").map(|node| self.firmness_of(node, entry, &holders));
            for (holder, span) in holders {
                if self.red_lines.get(&holder).is_some_and(|lines| lines.contains_key(&entry.key)) {
                    let id = &self.scenario.parties[holder].id;
                    let message = format!("party `{id}` has a red line `{}` of its own", entry.key);
                    let help = "give one of the two another id, or leave the party out of the list";
                    self.report(Problem::error("line-twice", span, message).with_help(help));
                    continue;
                }
                let mut line = line.clone();
                match firmness.as_ref().and_then(|by_party| by_party.get(&holder)) {
                    Some(Firmly::Always(firmness)) => (line.firmness, line.firmness_by) = (*firmness, None),
                    Some(Firmly::By(by)) => line.firmness_by = Some(by.clone()),
                    None => {}
                }
                line.shared = Some(place);
                let lines = &mut self.scenario.parties[holder].red_lines;
                self.red_lines.entry(holder).or_default().insert(line.id.clone(), lines.len());
                lines.push(line);
            }
        }
    }

    /// The demands of everyone who holds the shared line of this id, or a report.
    pub(in crate::scenario::read) fn holders(&mut self, id: &str, span: &Span) -> Vec<DemandName> {
        let found = self.scenario.holders(id);
        if found.is_empty() {
            let lines = self.scenario.parties.iter().flat_map(|party| &party.red_lines);
            let shared: Vec<&str> = lines.filter(|line| line.shared.is_some()).map(|line| line.id.as_str()).collect();
            let near = self.near(id, shared).map(|near| format!("*.{near}"));
            let problem = Problem::error("unknown-demand", span.clone(), format!("no shared line `{id}`"));
            self.report(match near {
                Some(near) => problem.suggest(Some(&near)),
                None => problem.with_help("a line that several parties hold stands under `[line.…]`"),
            });
        }
        found
    }

    /// The firmness of single holders.
    fn firmness_of(&mut self, node: &Node, of: &Entry, holders: &[(PartyId, Span)]) -> BTreeMap<PartyId, Firmly> {
        let mut found = BTreeMap::new();
        let Some(table) = self.table(node, "a table of firmness, party by party") else { return found };
        for entry in &table.entries {
            let firmness = self.held(&entry.node);
            let Some(party) = self.party(&entry.key, &entry.key_span) else { continue };
            if holders.iter().any(|(holder, _)| *holder == party) {
                found.extend(firmness.map(|firmness| (party, firmness)));
                continue;
            }
            let ids: Vec<&str> = holders.iter().map(|(holder, _)| self.scenario.parties[*holder].id.as_str()).collect();
            let message = format!("party `{}` does not hold the line `{}`", entry.key, of.key);
            let problem = Problem::error("not-a-holder", entry.key_span.clone(), message);
            let problem =
                if ids.is_empty() { problem } else { problem.with_help(format!("it is held by {}", listed(&ids))) };
            self.report(problem);
        }
        found
    }
}
