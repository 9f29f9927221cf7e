//! Reading a scenario file, leniently and whole: the scenario where nothing is wrong with it, and every problem at once.
//!
//! ```
//! use zopa::scenario::model::Scenario;
//! let text = r#"
//! format = 1
//! title = "A bike"
//! [issue.price]
//! range = { min = 50, max = 100, step = 10 }
//! [party.buyer.red_line.budget]
//! title = "At most 80"
//! require = { price = { at_most = 80 } }
//! "#;
//! let scenario = Scenario::from_toml_str(text).unwrap();
//! assert_eq!(scenario.n_deals().to_string(), "6");
//!
//! let problems = Scenario::from_toml_str(&text.replace("at_most", "atmost")).unwrap_err();
//! assert!(problems.to_string().contains("did you mean `at_most`?"));
//! ```

use crate::scenario::compose;
use crate::scenario::error::{Problem, Problems, Severity};
use crate::scenario::limit;
use crate::scenario::model::{Changes, Scenario, Source, Span};
use crate::scenario::node::{Entry, Kind, Table};
use crate::scenario::read::agreement::AgreementSpans;
use crate::scenario::read::reader::Reader;
use crate::scenario::source::SourceText;
use std::path::Path;

impl Scenario {
    /// Reads a scenario that builds on no other file.
    ///
    /// # Errors
    /// Every problem of the text, where one of them is an error.
    pub fn from_toml_str(text: &str) -> Result<Self, Problems> {
        Self::from_source(SourceText::new("scenario", text), Vec::new())
    }

    /// Reads a scenario that may build on files of this folder.
    ///
    /// # Errors
    /// Every problem of the text and of those files, where one of them is an error.
    pub fn from_toml_str_in(text: &str, folder: &Path) -> Result<Self, Problems> {
        let (source, problems) = SourceText::new("scenario", text).resolved(Some(folder), None);
        Self::from_source(source, problems)
    }

    fn from_source(source: SourceText, mut found: Vec<Problem>) -> Result<Self, Problems> {
        let (scenario, problems) = read(&source);
        found.extend(problems);
        let is_sound = found.iter().all(|problem| problem.severity != Severity::Error);
        scenario.filter(|_| is_sound).ok_or_else(|| Problems::new(source, found))
    }
}

/// Reads a scenario: the scenario where there is no error, and every error and warning in the order of the file.
#[must_use]
pub fn read(source: &SourceText) -> (Option<Scenario>, Vec<Problem>) {
    let (tree, problems) = compose::parse(source);
    let mut reader = Reader::new(source);
    for problem in problems {
        reader.report(problem);
    }
    if let Some(table) = tree {
        reader.read_file(&table);
    }
    reader.finish()
}

impl Reader<'_> {
    fn read_file(&mut self, file: &Table) {
        self.read_top(file);
        if !self.is_within_limits(file) {
            return;
        }
        // What is named comes before what names it, wherever it stands in the file.
        let section = |key: &str| file.entry(key);
        self.in_section(section("source"), Self::read_sources);
        self.in_section(section("issue"), Self::read_issues);
        self.scenario.fix = self.scenario.open_terms();
        self.in_section(section("assumption"), Self::read_assumptions);
        self.bars_assumptions = true;
        self.in_section(section("impossible"), Self::read_impossible);
        self.bars_assumptions = false;
        self.in_section(section("party"), Self::read_parties);
        self.in_section(section("line"), Self::read_shared_lines);
        let agreement = section("agreement").map_or_else(AgreementSpans::default, |entry| self.read_agreement(entry));
        self.in_section(section("proposal"), Self::read_proposals);
        self.in_section(section("variant"), Self::read_variants);
        self.in_section(section("talk"), Self::read_talks);
        self.in_section(section("expect"), Self::read_expects);
        self.in_section(section("sweep"), Self::read_sweeps);
        for (key, what) in [("issue", "issue"), ("party", "party")] {
            let is_empty = section(key)
                .is_none_or(|entry| matches!(&entry.node.kind, Kind::Table(table) if table.entries.is_empty()));
            if is_empty {
                let span = section(key).map_or(0..0, Entry::span);
                let message = format!("the scenario has no {what}");
                let help = format!("add one: `[{key}.…]`");
                self.report(Problem::error("nothing-there", span, message).with_help(help));
            }
        }
        self.scenario.weigh_firmness();
        let faults = self.scenario.faults(&Changes::default());
        self.try_variants(&faults);
        self.note_spans(section("party"));
        self.report_faults(faults, &agreement);
    }

    fn in_section(&mut self, entry: Option<&Entry>, read: impl FnOnce(&mut Self, &Table)) {
        if let Some(entry) = entry
            && let Some(table) = self.table(&entry.node, &format!("tables `[{}.…]`", entry.key))
        {
            read(self, table);
        }
    }

    /// What the scenario says of itself.
    fn read_top(&mut self, file: &Table) {
        let known = [
            "format",
            "extends",
            "remove",
            "title",
            "summary",
            "as_of",
            "note",
            "source",
            "issue",
            "assumption",
            "impossible",
            "party",
            "line",
            "agreement",
            "proposal",
            "variant",
            "expect",
            "sweep",
            "talk",
        ];
        for entry in &file.entries {
            let key = entry.key.as_str();
            if !known.contains(&key) {
                self.unknown_key(entry, "a scenario", &known);
            }
        }
        match file.entry("format") {
            None => self.report(
                Problem::error("missing-key", 0..0, "the file does not say its format")
                    .with_help("put `format = 1` at its top"),
            ),
            Some(Entry { node, .. }) => match node.kind {
                Kind::Integer(1) => {}
                Kind::Integer(number) => self.report(
                    Problem::error("bad-format", node.span.clone(), format!("format {number} is not known"))
                        .with_help("this version of zopa reads `format = 1`"),
                ),
                _ => self.wrong_type(node, "`format = 1`"),
            },
        }
        if file.get("title").is_none() {
            self.missing_key("title", "the scenario", &(0..0));
        }
        self.scenario.title = self.text(file, "title").unwrap_or_default();
        self.scenario.summary = self.text(file, "summary");
        self.scenario.note = self.text(file, "note");
        if let Some(node) = file.get("as_of") {
            match &node.kind {
                Kind::Date(date) => self.scenario.as_of = Some(*date),
                Kind::Text(_) => self.report(
                    Problem::error("wrong-type", node.span.clone(), "expected a date for `as_of`, found a string")
                        .with_help("write it without quotes, for example `as_of = 2025-08-20`"),
                ),
                _ => self.wrong_type(node, "a date for `as_of`"),
            }
        }
    }

    fn read_sources(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let mut read = Source {
                id: entry.key.clone(),
                title: String::new(),
                publisher: None,
                author: None,
                date: None,
                url: None,
                kind: crate::scenario::model::Basis::Assumed,
                note: None,
                span: entry.span(),
            };
            if let Some(table) = self.table(&entry.node, "a table for this source") {
                self.known_keys(table, "a source", &["title", "publisher", "author", "date", "url", "kind", "note"]);
                let of = format!("the source `{}`", entry.key);
                read.title = self.required_text(table, "title", &of, &read.span);
                read.publisher = self.text(table, "publisher");
                read.author = self.text(table, "author");
                read.url = self.text(table, "url");
                read.note = self.text(table, "note");
                if let Some(node) = table.get("date") {
                    match &node.kind {
                        Kind::Date(date) => read.date = Some(date.to_string()),
                        Kind::Text(text) => read.date = Some(text.clone()),
                        _ => self.wrong_type(node, "a date or a string for `date`"),
                    }
                }
                if let Some(node) = table.get("kind")
                    && let Some(kind) = self.basis(node)
                {
                    read.kind = kind;
                }
            }
            let id = self.scenario.sources.push(read);
            self.sources.insert(entry.key.clone(), id);
        }
    }

    /// Whether there is not too much of anything.
    fn is_within_limits(&mut self, file: &Table) -> bool {
        let n_within = |entry: &Entry| if let Kind::Table(table) = &entry.node.kind { table.entries.len() } else { 0 };
        let mut is_within = true;
        for (key, what, most) in [
            ("source", "sources", limit::SOURCES),
            ("issue", "issues", limit::ISSUES),
            ("assumption", "assumptions", limit::ASSUMPTIONS),
            ("party", "parties", limit::PARTIES),
            ("proposal", "proposals", limit::PROPOSALS),
            ("variant", "variants", limit::VARIANTS),
            ("expect", "expectations", limit::EXPECTS),
            ("sweep", "sweeps", limit::SWEEPS),
            ("talk", "talks", limit::TALKS),
        ] {
            if let Some(entry) = file.entry(key)
                && n_within(entry) > most
            {
                let message = format!("{} {what}, more than the {most} that a scenario may have", n_within(entry));
                self.report(Problem::error("too-many", entry.key_span.clone(), message));
                is_within = false;
            }
        }
        let mut n_rules = file.entry("impossible").map_or(0, n_within);
        let mut last: Option<Span> = file.entry("impossible").map(|entry| entry.key_span.clone());
        if let Some(Entry { node, .. }) = file.entry("party")
            && let Kind::Table(parties) = &node.kind
        {
            for party in &parties.entries {
                let Kind::Table(party) = &party.node.kind else { continue };
                for entry in ["red_line", "bonus"].into_iter().filter_map(|key| party.entry(key)) {
                    n_rules += n_within(entry);
                    last = Some(entry.key_span.clone());
                }
            }
        }
        if let Some(Entry { key_span, node, .. }) = file.entry("line")
            && let Kind::Table(lines) = &node.kind
        {
            for line in &lines.entries {
                let holders = if let Kind::Table(line) = &line.node.kind { line.get("parties") } else { None };
                n_rules += match holders.map(|node| &node.kind) {
                    Some(Kind::List(holders)) => holders.len(),
                    _ => 1,
                };
            }
            last = Some(key_span.clone());
        }
        if n_rules > limit::RULES {
            let message = format!(
                "{n_rules} red lines, bonuses and impossible rules, more than the {} that a scenario may have",
                limit::RULES
            );
            self.report(Problem::error("too-many", last.unwrap_or_default(), message));
            is_within = false;
        }
        is_within
    }

    /// Remembers where what concerns the scenario as a whole is written.
    fn note_spans(&mut self, parties: Option<&Entry>) {
        let Some(entry) = parties else { return };
        self.parties_span = entry.span();
        let Kind::Table(table) = &entry.node.kind else { return };
        for party in &table.entries {
            if let Kind::Table(inner) = &party.node.kind
                && let Some(reservation) = inner.entry("reservation")
                && let Some(id) = self.parties.get(&party.key)
            {
                self.reservation_spans.insert(*id, reservation.span());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = include_str!("../../../tests/every_key.toml");

    #[test]
    fn everything_the_format_has_is_read() {
        use crate::scenario::condition::{Bound, Check, Condition, SizeTest};
        use crate::scenario::id::{Id, IssueId, PartyId, ProposalId};
        use crate::scenario::model::{Basis, DemandName, IssueKind, IssuePoints, Value, ValueRow, Verdict};
        let scenario = Scenario::from_toml_str(WHOLE).unwrap_or_else(|problems| panic!("{problems}"));
        let names: Vec<&str> = scenario.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(names, ["b", "a"], "in the order of first mention");
        let (b, a) = (&scenario.parties[PartyId::from_place(0)], &scenario.parties[PartyId::from_place(1)]);
        let line = &b.red_lines[0];
        assert_eq!((line.firmness.low, line.firmness.high, line.basis), (0.2, 0.4, Basis::Inferred));
        let Some(Condition::All(unless)) = &line.rule.unless else { panic!("{:?}", line.rule.unless) };
        assert_eq!(unless.len(), 3);
        let Condition::Test(test) = &unless[0] else { panic!() };
        assert!(matches!(test.check, Check::Number(Bound::AtLeast, _)));
        let issue = |place| &scenario.issues[IssueId::from_place(place)];
        let IssueKind::Members { size, .. } = &issue(2).kind else { panic!() };
        assert_eq!(size.map(|SizeTest { allowed }| allowed & 0b1111), Some(0b0110));
        assert_eq!((a.weight, a.reservation, b.weight), (2.0, Some(5.0), 1.0));
        let points = b.points.as_ref().unwrap();
        assert_eq!(points[IssueId::from_place(1)], Some(IssuePoints::ByValue(vec![0.0, 5.0, 0.0, 0.0, 0.0])));
        let light = &scenario.proposals[ProposalId::from_place(0)];
        let terms: Vec<Option<Value>> = light.terms.iter().copied().collect();
        assert_eq!(terms, [None, Some(Value(2)), Some(Value(0b101)), Some(Value(0))]);
        let changes = &scenario.variants[0].changes;
        assert_eq!(changes.drop.len(), 2);
        let expect = &scenario.expects[0];
        assert_eq!(expect.agreed.as_ref().unwrap().to_string(), "12345678901234567890");
        assert_eq!(expect.verdict[1], (IssueId::from_place(1), ValueRow(2), Verdict::Blocked));
        assert_eq!(expect.conflicts.as_ref().unwrap()[1], []);
        assert_eq!(expect.rejects[0].1, [DemandName::RedLine(PartyId::from_place(0), 0)]);
        let changed = scenario.with(changes).unwrap();
        assert!(changed.parties[PartyId::from_place(0)].red_lines.is_empty());
        assert_eq!(changed.fix[IssueId::from_place(3)], Some(Value(1)));
        assert_eq!(changed.parties[PartyId::from_place(1)].reservation, None, "what is dropped is gone");
    }

    #[test]
    fn a_mark_at_the_start_and_the_line_ends_of_windows_change_nothing() {
        let text = "format = 1\ntitle = \"T\"\n[issue.ban]\nyes_no = true\n[party.a.red_line.x]\ntitle = \"No\"\n\
            reject = { expr = \"\"\"\nban\n&& ban\"\"\" }\n";
        let plain = Scenario::from_toml_str(text).unwrap();
        for odd in
            [format!("\u{feff}{text}"), text.replace('\n', "\r\n"), format!("\u{feff}{}", text.replace('\n', "\r\n"))]
        {
            let scenario = Scenario::from_toml_str(&odd).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(scenario.parties.len(), plain.parties.len());
            let problems = Scenario::from_toml_str(&odd.replace("&& ban", "&& bann")).unwrap_err();
            assert_eq!(problems.places(), [(9, 4)], "{problems}");
        }
    }

    #[test]
    fn a_warning_does_not_keep_the_scenario_back() {
        let text = "format = 1\ntitle = \"T\"\n[issue.s]\noptions = { a = \"\", b = \"\" }\n[impossible.x]\n\
            reject = { s = [\"a\", \"a\"] }\n[party.a]\n";
        let (scenario, problems) = read(&SourceText::new("x.toml", text));
        assert!(scenario.is_some());
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["listed-twice"]);
    }
}
