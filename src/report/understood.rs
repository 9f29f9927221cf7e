//! A scenario value by value, each with its origin: a line of the file, the variant, a flag, or a default.

use crate::report::condition::{allowed_sizes, words};
use crate::report::header::firmness_json;
use crate::report::naming;
use crate::report::origin::{Entry, Origin};
use crate::report::sentence::{EVERYONE, OPEN};
use crate::scenario::assumption::Assumption;
use crate::scenario::id::{PartyId, SourceId};
use crate::scenario::model::{
    Agreement, Changes, DemandName, FirmnessBy, Issue, IssueKind, IssueOption, IssuePoints, Party, RedLine, Rule,
    RuleBody, Scenario, Source, Value, Variant,
};
use crate::scenario::written::Written;
use serde_json::Value as Json;

/// The whole scenario, value by value.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood {
    entries: Vec<Entry>,
}

impl Understood {
    /// Every value of a scenario under a variant and flags. The scenario is that of the file, before any change.
    #[must_use]
    pub fn new(scenario: &Scenario, written: &Written, variant: Option<&Variant>, flags: &Changes) -> Self {
        let mut reader = Reader { scenario, written, variant, flags, entries: Vec::new() };
        reader.top();
        reader.sources();
        scenario.issues.iter().for_each(|issue| reader.issue(issue));
        (0..).zip(&scenario.assumptions.list).for_each(|(place, assumption)| reader.assumption(place, assumption));
        reader.impossible();
        scenario.parties.enumerate().for_each(|(id, party)| reader.party(id, party));
        reader.agreement();
        reader.fix();
        reader.proposals();
        reader.variants();
        Self { entries: reader.entries }
    }

    /// The values in the order of the scenario.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The values under their headings: `issue.troops`, `party.russia`, `agreement`; those at the top under `scenario`.
    #[must_use]
    pub fn parts(&self) -> Vec<(String, Vec<&Entry>)> {
        let mut parts: Vec<(String, Vec<&Entry>)> = Vec::new();
        for entry in &self.entries {
            let mut words = entry.path.split('.');
            let part = match (words.next(), words.next()) {
                (Some(first @ ("agreement" | "fix")), _) => first.to_owned(),
                (Some(first), Some(second)) => format!("{first}.{second}"),
                _ => "scenario".to_owned(),
            };
            match parts.last_mut() {
                Some((last, entries)) if *last == part => entries.push(entry),
                _ => parts.push((part, vec![entry])),
            }
        }
        parts
    }
}

struct Reader<'a> {
    scenario: &'a Scenario,
    written: &'a Written,
    variant: Option<&'a Variant>,
    flags: &'a Changes,
    entries: Vec<Entry>,
}

impl<'a> Reader<'a> {
    /// A value that the file gives, or else the default.
    fn add(&mut self, path: String, value: impl Into<Json>) {
        let origin = self.origin(&path);
        self.entries.push(Entry { path, value: value.into(), origin });
    }

    /// Where a file writes this path; else a default.
    fn origin(&self, path: &str) -> Origin {
        match (self.written.base(path), self.written.line(path)) {
            (Some(base), Some(line)) => Origin::Base(base.to_owned(), line),
            (None, Some(line)) => Origin::Line(line),
            (_, None) => Origin::Default,
        }
    }

    /// A value that the file may leave out: nothing is shown then.
    fn add_some(&mut self, path: String, value: Option<impl Into<Json>>) {
        if let Some(value) = value {
            self.add(path, value);
        }
    }

    /// What the flags change, else what the variant changes: the later wins.
    fn changed<T>(&self, find: impl Fn(&'a Changes) -> Option<T>) -> Option<(T, Origin)> {
        if let Some(value) = find(self.flags) {
            return Some((value, Origin::Flag));
        }
        let variant = self.variant?;
        Some((find(&variant.changes)?, Origin::Variant(variant.id.clone())))
    }

    /// A value that changes can replace.
    fn add_changed(&mut self, path: String, value: impl Into<Json>, changed: Option<(Json, Origin)>) {
        match changed {
            Some((value, origin)) => self.entries.push(Entry { path, value, origin }),
            None => self.add(path, value),
        }
    }

    fn ids(&self, sources: &[crate::scenario::id::SourceId]) -> Option<Vec<String>> {
        let ids = sources.iter().filter_map(|id| self.scenario.sources.find(*id));
        (!sources.is_empty()).then(|| ids.map(|source| source.id.clone()).collect())
    }

    fn top(&mut self) {
        let scenario = self.scenario;
        self.add("title".to_owned(), &*scenario.title);
        self.add_some("summary".to_owned(), scenario.summary.as_deref());
        self.add_some("as_of".to_owned(), scenario.as_of.map(|day| day.to_string()));
        self.add_some("note".to_owned(), scenario.note.as_deref());
    }

    fn sources(&mut self) {
        for source in &self.scenario.sources {
            let at = format!("source.{}", source.id);
            self.add(format!("{at}.title"), &*source.title);
            self.add(format!("{at}.kind"), source.kind.word());
            let Source { publisher, author, date, url, note, .. } = source;
            for (key, text) in
                [("publisher", publisher), ("author", author), ("date", date), ("url", url), ("note", note)]
            {
                self.add_some(format!("{at}.{key}"), text.as_deref());
            }
        }
    }

    fn issue(&mut self, issue: &Issue) {
        let at = format!("issue.{}", issue.id);
        self.add(format!("{at}.title"), &*issue.title);
        match &issue.kind {
            IssueKind::Choice { options, ordered } => {
                self.titles(&format!("{at}.options"), options);
                self.add(format!("{at}.ordered"), *ordered);
            }
            IssueKind::Range(range) => {
                self.add(format!("{at}.range.min"), naming::row_json(issue, 0));
                self.add(format!("{at}.range.max"), naming::row_json(issue, range.n_values.saturating_sub(1)));
                let step = range.step.to_integer().filter(|_| range.integer);
                let step = step.map_or_else(|| Json::from(range.step.to_double()), Json::from);
                self.add(format!("{at}.range.step"), step);
                self.add_some(format!("{at}.unit"), issue.unit.as_deref());
            }
            IssueKind::Members { members, size } => {
                self.titles(&format!("{at}.members"), members);
                self.add_some(format!("{at}.size"), size.map(|size| allowed_sizes(issue, size)));
            }
            IssueKind::Order { items } => self.titles(&format!("{at}.order_of"), items),
            IssueKind::YesNo => self.add(format!("{at}.yes_no"), true),
        }
        self.evidence(&at, &issue.sources, issue.note.as_deref());
    }

    fn titles(&mut self, at: &str, options: &[IssueOption]) {
        options.iter().for_each(|option| self.add(format!("{at}.{}", option.id), &*option.title));
    }

    fn evidence(&mut self, at: &str, sources: &[SourceId], note: Option<&str>) {
        self.add_some(format!("{at}.source"), self.ids(sources));
        self.add_some(format!("{at}.note"), note);
    }

    fn assumption(&mut self, place: usize, assumption: &Assumption) {
        let topic = &assumption.topic;
        let at = format!("assumption.{}", topic.id);
        self.add(format!("{at}.title"), &*topic.title);
        let values = assumption.values().iter().zip(&assumption.probability);
        let settled = self.changed(|changes| changes.assume.iter().find(|(of, _)| *of == place).map(|(_, to)| *to));
        for (at_value, (value, p)) in (0..).zip(values) {
            let to = |(to, by): &(u32, Origin)| (Json::from(f64::from(u8::from(*to == at_value))), by.clone());
            self.add_changed(format!("{at}.values.{}", value.id), *p, settled.as_ref().map(to));
        }
        self.evidence(&at, &topic.sources, topic.note.as_deref());
    }

    fn impossible(&mut self) {
        for rule in &self.scenario.impossible {
            let at = format!("impossible.{}", rule.id);
            self.add(format!("{at}.title"), &*rule.title);
            self.rule(&at, &rule.rule);
            self.evidence(&at, &rule.sources, rule.note.as_deref());
        }
    }

    fn rule(&mut self, at: &str, rule: &Rule) {
        let scenario = self.scenario;
        match &rule.body {
            RuleBody::Require(condition) => self.add(format!("{at}.require"), words(scenario, condition)),
            RuleBody::Reject(condition) => self.add(format!("{at}.reject"), words(scenario, condition)),
        }
        self.add_some(format!("{at}.when"), rule.when.as_ref().map(|condition| words(scenario, condition)));
        self.add_some(format!("{at}.unless"), rule.unless.as_ref().map(|condition| words(scenario, condition)));
    }

    fn party(&mut self, id: PartyId, party: &Party) {
        let at = format!("party.{}", party.id);
        self.add(format!("{at}.name"), &*party.name);
        let signs = |changes: &Changes| match &changes.coalition {
            Some(coalition) => Some(Json::from(coalition.contains(&id))),
            None => changes.signs.iter().find(|(one, _)| *one == id).map(|(_, signs)| Json::from(*signs)),
        };
        self.add_changed(format!("{at}.signs"), party.signs, self.changed(signs));
        self.add(format!("{at}.weight"), party.weight);
        self.reservation(&at, id, party);
        self.add_some(format!("{at}.note"), party.note.as_deref());
        for (place, line) in party.red_lines.iter().enumerate() {
            self.red_line(&format!("{at}.red_line.{}", line.id), &DemandName::RedLine(id, place), line);
        }
        self.points(&at, party);
        for bonus in &party.bonuses {
            let at = format!("{at}.bonus.{}", bonus.id);
            self.add_some(format!("{at}.title"), bonus.title.as_deref());
            self.add(format!("{at}.when"), words(self.scenario, &bonus.when));
            self.add(format!("{at}.points"), bonus.points);
            self.add_some(format!("{at}.note"), bonus.note.as_deref());
        }
    }

    /// Who drops the demand, where somebody does. What one drops the other cannot bring back, so the first is named.
    fn dropped(&self, demand: &DemandName) -> Option<Origin> {
        if let Some(variant) = self.variant.filter(|variant| variant.changes.drop.contains(demand)) {
            return Some(Origin::Variant(variant.id.clone()));
        }
        self.flags.drop.contains(demand).then_some(Origin::Flag)
    }

    fn reservation(&mut self, at: &str, id: PartyId, party: &Party) {
        let path = format!("{at}.reservation");
        if let Some(origin) = self.dropped(&DemandName::Reservation(id)) {
            self.entries.push(Entry { path, value: Json::Null, origin });
            return;
        }
        let changed =
            |changes: &Changes| changes.reservation.iter().find(|(one, _)| *one == id).map(|(_, to)| Json::from(*to));
        match (self.changed(changed), party.reservation) {
            (Some((value, origin)), _) => self.entries.push(Entry { path, value, origin }),
            (None, Some(reservation)) => self.add(path, reservation),
            (None, None) => {}
        }
    }

    fn red_line(&mut self, at: &str, name: &DemandName, line: &RedLine) {
        if let Some(origin) = self.dropped(name) {
            self.entries.push(Entry { path: at.to_owned(), value: Json::Null, origin });
            return;
        }
        self.add(format!("{at}.title"), &*line.title);
        self.rule(at, &line.rule);
        let table = |by: &FirmnessBy| naming::firmness_table(self.scenario, by, &firmness_json);
        let firmness = |changes: &Changes| {
            let number = changes.firmness.iter().find(|(one, _)| one == name).map(|(_, to)| firmness_json(*to));
            number.or_else(|| table(&changes.firmness_by.iter().find(|(one, _)| one == name)?.1))
        };
        let coded = line.firmness_by.as_ref().and_then(table).unwrap_or_else(|| firmness_json(line.firmness));
        self.add_changed(format!("{at}.firmness"), coded, self.changed(firmness));
        self.add(format!("{at}.basis"), line.basis.word());
        self.add_some(format!("{at}.source"), self.ids(&line.sources));
        self.add_some(format!("{at}.quote"), line.quote.as_deref());
        self.add_some(format!("{at}.note"), line.note.as_deref());
    }

    fn points(&mut self, at: &str, party: &Party) {
        let Some(points) = &party.points else { return };
        for (id, points) in points.enumerate() {
            let (Some(points), Some(issue)) = (points, self.scenario.issues.find(id)) else { continue };
            let by_row = |points: &[f64]| {
                let name = |row: u32| match naming::row_json(issue, row) {
                    Json::String(id) => id,
                    Json::Bool(is_yes) => if is_yes { "yes" } else { "no" }.to_owned(),
                    other => other.to_string(),
                };
                let pairs = (0..).zip(points).filter(|(_, points)| **points != 0.0);
                Json::Object(pairs.map(|(row, points)| (name(row), Json::from(*points))).collect())
            };
            let value = match points {
                IssuePoints::ByValue(points) | IssuePoints::ByMember(points) => by_row(points),
                IssuePoints::Linear { at_min, at_max } => {
                    let ends = [("at_min", at_min), ("at_max", at_max)];
                    Json::Object(ends.into_iter().map(|(key, points)| (key.to_owned(), Json::from(*points))).collect())
                }
            };
            self.add(format!("{at}.points.{}", issue.id), value);
        }
    }

    fn agreement(&mut self) {
        let scenario = self.scenario;
        let coalition = |changes: &Changes| {
            let parties = changes.coalition.as_ref()?;
            Some(vec![("agreement.coalition".to_owned(), naming::party_ids(scenario, parties).into())])
        };
        let keys = |agreement: &Agreement| naming::who_must_accept(scenario, agreement, EVERYONE);
        let agreement = |changes: &Changes| changes.agreement.as_ref().map(keys);
        let changed = self.changed(coalition).or_else(|| self.changed(agreement));
        let (changed, by) = changed.unzip();
        for (path, value) in changed.unwrap_or_else(|| keys(&scenario.agreement)) {
            match by.clone() {
                Some(origin) => self.entries.push(Entry { path, value, origin }),
                None => self.add(path, value),
            }
        }
    }

    fn fix(&mut self) {
        for (id, issue) in self.scenario.issues.enumerate() {
            let fixed = |changes: &'a Changes| changes.fix.iter().find(|(one, _)| *one == id).map(|(_, value)| *value);
            if let Some((value, origin)) = self.changed(fixed) {
                let path = format!("fix.{}", issue.id);
                self.entries.push(Entry { path, value: naming::value_json(issue, value), origin });
            }
        }
    }

    fn proposals(&mut self) {
        for proposal in &self.scenario.proposals {
            let at = format!("proposal.{}", proposal.id);
            self.add(format!("{at}.title"), &*proposal.title);
            let base = proposal.based_on.and_then(|id| self.scenario.proposals.find(id));
            self.add_some(format!("{at}.based_on"), base.map(|base| base.id.clone()));
            for (id, term) in proposal.terms.enumerate() {
                let Some(issue) = self.scenario.issues.find(id) else { continue };
                let value = term.map_or_else(|| OPEN.into(), |value: Value| naming::value_json(issue, value));
                let is_opened =
                    term.is_none() && base.is_some_and(|base| base.terms.find(id).is_some_and(Option::is_some));
                let origin =
                    if is_opened { self.origin(&format!("{at}.open")) } else { self.term_origin(proposal, &issue.id) };
                self.entries.push(Entry { path: format!("{at}.terms.{}", issue.id), value, origin });
            }
            self.evidence(&at, &proposal.sources, proposal.note.as_deref());
        }
    }

    /// The line that gives a proposal's term: its own, or that of the proposal it is based on, and so on.
    fn term_origin(&self, proposal: &crate::scenario::model::Proposal, issue: &str) -> Origin {
        let mut proposal = proposal;
        // A cycle is an error of the file; the count ends one all the same.
        for _ in 0..=self.scenario.proposals.len() {
            let origin = self.origin(&format!("proposal.{}.terms.{issue}", proposal.id));
            if origin != Origin::Default {
                return origin;
            }
            match proposal.based_on.and_then(|id| self.scenario.proposals.find(id)) {
                Some(base) => proposal = base,
                None => break,
            }
        }
        Origin::Default
    }

    fn variants(&mut self) {
        for variant in &self.scenario.variants {
            let at = format!("variant.{}", variant.id);
            self.add(format!("{at}.title"), variant.title.as_deref().unwrap_or(&variant.id));
            self.add_some(format!("{at}.note"), variant.note.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::SourceText;

    const TEXT: &str = r#"format = 1
title = "Two"
[issue.troops]
title = "Troops"
options = { none = "None", some = "Some" }
[issue.sum]
range = { min = 0, max = 1, step = 0.5 }
[party.a]
reservation = 5
[party.a.points]
troops = { none = 10 }
[party.a.red_line.x]
title = "No troops"
reject = { troops = "some" }
[party.a.red_line.y]
title = "Something"
require = { sum = { above = 0 } }
firmness = 0.9
[proposal.first]
terms = { troops = "none", sum = 0.5 }
[proposal.second]
based_on = "first"
open = ["sum"]
[variant.softer]
drop = ["a.x"]
firmness = { "a.y" = 0.3 }
fix = { troops = "none" }
"#;

    fn understood(variant: bool, flags: &Changes) -> Understood {
        let source = SourceText::new("two.toml", TEXT);
        let scenario = Scenario::from_toml_str(TEXT).unwrap();
        let variant = variant.then(|| &scenario.variants[0]);
        Understood::new(&scenario, &Written::of(&source), variant, flags)
    }

    fn at(understood: &Understood, path: &str) -> Option<(String, String)> {
        let mut entries = understood.entries().iter().filter(|entry| entry.path == path);
        let entry = entries.next()?;
        assert_eq!(entries.next(), None, "{path} stands twice");
        Some((entry.value.to_string(), entry.origin.to_string()))
    }

    fn is(value: &str, origin: &str) -> Option<(String, String)> {
        Some((value.to_owned(), origin.to_owned()))
    }

    #[test]
    fn what_the_file_writes_has_its_line_and_the_rest_is_default() {
        let all = understood(false, &Changes::default());
        assert_eq!(at(&all, "title"), is("\"Two\"", "line 2"));
        assert_eq!(at(&all, "issue.troops.options.some"), is("\"Some\"", "line 5"));
        assert_eq!(at(&all, "issue.troops.ordered"), is("false", "default"));
        assert_eq!(at(&all, "issue.sum.range.step"), is("0.5", "line 7"));
        assert_eq!(at(&all, "party.a.signs"), is("true", "default"));
        assert_eq!(at(&all, "party.a.reservation"), is("5.0", "line 9"));
        assert_eq!(at(&all, "party.a.points.troops"), is("{\"none\":10.0}", "line 11"));
        assert_eq!(at(&all, "party.a.red_line.x.reject"), is("\"troops is some\"", "line 14"));
        assert_eq!(at(&all, "party.a.red_line.x.firmness"), is("1.0", "default"));
        assert_eq!(at(&all, "party.a.red_line.y.firmness"), is("0.9", "line 18"));
        assert_eq!(at(&all, "agreement"), is("\"every signing party\"", "default"));
        assert_eq!(at(&all, "proposal.second.terms.troops"), is("\"none\"", "line 20"));
        assert_eq!(at(&all, "proposal.second.terms.sum"), is("\"open\"", "line 23"));
        assert_eq!(at(&all, "fix.troops"), None);
    }

    #[test]
    fn a_variant_and_then_the_flags_replace_values() {
        let line = DemandName::RedLine(crate::scenario::id::Id::from_place(0), 1);
        let firmness = vec![(line, crate::scenario::model::Firmness { low: 0.1, high: 0.2 })];
        let flags = Changes { firmness, ..Changes::default() };
        let all = understood(true, &Changes::default());
        assert_eq!(at(&all, "party.a.red_line.x"), is("null", "variant softer"));
        assert_eq!(at(&all, "party.a.red_line.x.title"), None);
        assert_eq!(at(&all, "party.a.red_line.y.firmness"), is("0.3", "variant softer"));
        assert_eq!(at(&all, "fix.troops"), is("\"none\"", "variant softer"));
        let all = understood(true, &flags);
        assert_eq!(at(&all, "party.a.red_line.y.firmness"), is("[0.1,0.2]", "flag"));
    }

    #[test]
    fn every_value_stands_under_one_heading() {
        let all = understood(true, &Changes::default());
        let parts = all.parts();
        let names = parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
        let proposals = "proposal.first proposal.second";
        assert_eq!(names, format!("scenario issue.troops issue.sum party.a agreement fix {proposals} variant.softer"));
        assert_eq!(parts.iter().map(|(_, entries)| entries.len()).sum::<usize>(), all.entries().len());
    }
}
