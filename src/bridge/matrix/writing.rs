//! Writes the matrix: a row an option, a column a party, and what it has no place for as remarks below.

use crate::bridge::figures::literal;
use crate::bridge::gathered::Gathered;
use crate::bridge::left_out::{self, Carries};
use crate::bridge::lost_lines::lost_lines;
use crate::bridge::matrix::cell::{is_range, sign};
use crate::bridge::matrix::head::{DRAFT, Detail};
use crate::bridge::matrix::wording::{line_title, unique_words};
use crate::bridge::origin::{BETWEEN, is_own};
use crate::bridge::outline::Refused;
use crate::bridge::refusing::refused;
use crate::bridge::words::in_one_line;
use crate::report::csv::record;
use crate::scenario::id::{Id, IssueId, PartyId};
use crate::scenario::model::{Firmness, Issue, IssueKind, IssuePoints, Party, RedLine, Scenario, Value};
use crate::scenario::source::SourceText;
use crate::scenario::written::Written;
use std::collections::BTreeMap;

/// The words of the table, by ids.
struct Wording {
    issues: Vec<String>,
    options: Vec<Vec<String>>,
    parties: Vec<String>,
    drafts: Vec<String>,
}

/// What stands in a party's cell of a row.
#[derive(Default)]
struct Cell<'s> {
    parts: Vec<String>,
    line: Option<&'s RedLine>,
}

/// A row: an issue, and the option's place (0 of a range).
type RowKey = (IssueId, u32);

/// Writes the table.
pub(crate) fn write(scenario: &Scenario, source: &SourceText, gathered: &mut Gathered) -> String {
    let carries = Carries { lines: true, drafts: true, summary: true, sources: true, ..Carries::default() };
    left_out::name(scenario, carries, gathered);
    let wording = wording(scenario, gathered);
    let mut writer = Writer { scenario, source, written: Written::of(source), wording: &wording, gathered };
    let cells: Vec<BTreeMap<RowKey, Cell>> = scenario.parties.ids().map(|party| writer.party(party)).collect();
    let drafts: Vec<Vec<Option<Value>>> = writer.drafts();
    writer.sources();
    let details: Vec<Vec<Detail>> = cells.iter().map(|cells| used(&writer, cells)).collect();
    let mut head = vec!["issue".to_owned(), "option".to_owned()];
    for (name, details) in wording.parties.iter().zip(&details) {
        head.push(name.clone());
        head.extend(details.iter().map(|detail| format!("{name}: {}", detail.word())));
    }
    head.extend(wording.drafts.iter().map(|name| format!("{DRAFT}: {name}")));
    let n_columns = head.len();
    let mut text = record(&head);
    for (id, issue) in scenario.issues.enumerate() {
        for (row, option) in (0_u32..).zip(wording.options.get(id.place()).into_iter().flatten()) {
            let mut fields = vec![wording.issues.get(id.place()).cloned().unwrap_or_default(), option.clone()];
            for (cells, details) in cells.iter().zip(&details) {
                let cell = cells.get(&(id, row));
                fields.push(cell.map_or_else(String::new, |cell| cell.parts.join("; ")));
                let line = cell.and_then(|cell| cell.line);
                fields.extend(
                    details.iter().map(|detail| line.map_or_else(String::new, |line| writer.detail(line, *detail))),
                );
            }
            fields.extend(drafts.iter().map(|terms| mark(issue, row, terms.get(id.place()).copied().flatten())));
            text += &record(&fields);
        }
    }
    writer.gathered.sort();
    let mut remarks = Vec::new();
    let is_of_file = |source: &crate::scenario::model::Source| {
        is_own(source)
            && source.title.rsplit_once('.').map_or(source.title.as_str(), |(stem, _)| stem) == scenario.title
    };
    if !scenario.sources.iter().any(is_of_file) {
        remarks.push(format!("# title: {}", in_one_line(&scenario.title)));
    }
    remarks.extend(scenario.summary.iter().map(|summary| format!("# summary: {}", in_one_line(summary))));
    remarks.extend(lost_lines(source, gathered).into_iter().map(|lost| format!("# lost: {lost}")));
    for remark in remarks {
        let mut fields = vec![String::new(); n_columns];
        if let Some(first) = fields.first_mut() {
            *first = remark;
        }
        text += &record(&fields);
    }
    text
}

/// The mark of a draft in a row.
fn mark(issue: &Issue, row: u32, term: Option<Value>) -> String {
    match (term, &issue.kind) {
        (Some(value), IssueKind::Range(range)) => range.value(value.0).to_string(),
        (Some(value), IssueKind::YesNo) if value.0 == 1 - row => "x".to_owned(),
        (Some(value), IssueKind::Choice { .. }) if value.0 == row => "x".to_owned(),
        _ => String::new(),
    }
}

/// The details that any cell of a party has.
fn used(writer: &Writer, cells: &BTreeMap<RowKey, Cell>) -> Vec<Detail> {
    let lines = || cells.values().filter_map(|cell| cell.line);
    Detail::ALL.into_iter().filter(|detail| lines().any(|line| !writer.detail(line, *detail).is_empty())).collect()
}

/// The words of issues, options, parties and drafts, none of them twice.
fn wording(scenario: &Scenario, gathered: &mut Gathered) -> Wording {
    let issues =
        unique_words(scenario.issues.iter().map(|issue| (issue.title.as_str(), issue.id.as_str())), &|words| {
            words.starts_with('#')
        });
    let options = scenario.issues.iter().map(|issue| match &issue.kind {
        IssueKind::Choice { options, .. } => {
            let words =
                unique_words(options.iter().map(|option| (option.title.as_str(), option.id.as_str())), &is_range);
            let mut lower: Vec<String> = words.iter().map(|words| words.to_lowercase()).collect();
            lower.sort();
            if lower == ["no", "yes"] {
                gathered.lost(&issue.span, format!("that `{}` is a choice: its options are yes and no", issue.id));
            }
            words
        }
        IssueKind::Range(range) => {
            let last = range.value(range.n_values.saturating_sub(1));
            let plain = |number: crate::scenario::number::Decimal| {
                crate::bridge::figures::decimal_literal(number, range.integer)
            };
            vec![format!("{}..{} step {}", plain(range.min), plain(last), plain(range.step))]
        }
        IssueKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        IssueKind::Members { .. } | IssueKind::Order { .. } => {
            gathered.lost(
                &issue.span,
                format!("the issue `{}`, whose values are no single options, and all that is said of it", issue.id),
            );
            Vec::new()
        }
    });
    let options = options.collect();
    let is_detail = |words: &str| {
        let (before, behind) = (words.split_once(':'), words.rsplit_once(':'));
        before.is_some_and(|(word, _)| word.trim().eq_ignore_ascii_case(DRAFT))
            || behind.is_some_and(|(_, word)| {
                Detail::ALL.iter().any(|detail| detail.word().eq_ignore_ascii_case(word.trim()))
            })
    };
    let parties =
        unique_words(scenario.parties.iter().map(|party| (party.name.as_str(), party.id.as_str())), &is_detail);
    let drafts =
        unique_words(scenario.proposals.iter().map(|draft| (draft.title.as_str(), draft.id.as_str())), &|_| false);
    Wording { issues, options, parties, drafts }
}

struct Writer<'s, 'g> {
    scenario: &'s Scenario,
    source: &'s SourceText,
    written: Written,
    wording: &'g Wording,
    gathered: &'g mut Gathered,
}

impl<'s> Writer<'s, '_> {
    /// The cells of a party.
    fn party(&mut self, id: PartyId) -> BTreeMap<RowKey, Cell<'s>> {
        let mut cells: BTreeMap<RowKey, Cell> = BTreeMap::new();
        let party = &self.scenario.parties[id];
        for line in &party.red_lines {
            self.line(party, line, &mut cells);
        }
        let is_mute = party.points.as_ref().is_some_and(|points| points.iter().all(Option::is_none));
        if is_mute && party.bonuses.is_empty() {
            self.gathered.lost(&party.span, format!("the table of points of `{}`, in which nothing stands", party.id));
        }
        let points = party.points.iter().flat_map(|points| points.enumerate());
        for (issue, points) in points.filter_map(|(issue, points)| Some((issue, points.as_ref()?))) {
            self.points(party, issue, points, &mut cells);
        }
        cells
    }

    fn line(&mut self, party: &Party, line: &'s RedLine, cells: &mut BTreeMap<RowKey, Cell<'s>>) {
        let name = format!("{}.{}", party.id, line.id);
        let Some((issue_id, refused)) = refused(self.scenario, &line.rule) else {
            self.gathered
                .lost(&line.span, format!("the red line `{name}`: it says more than that one value is refused"));
            return;
        };
        let Some(issue) = self.scenario.issues.find(issue_id) else { return };
        if refused.len() > 1 {
            self.gathered.lost(
                &line.span,
                format!(
                    "that the red line `{name}` is one: it becomes {}, each of which may give way alone",
                    refused.len()
                ),
            );
        }
        let words = self.wording.issues.get(issue_id.place()).map_or("", String::as_str);
        if let [one] = refused.as_slice()
            && line.title != line_title(words, issue, *one)
        {
            self.gathered
                .lost(&line.span, format!("the title of the red line `{name}`, `{}`", in_one_line(&line.title)));
        }
        if line.firmness_by.is_some() {
            self.gathered.lost(&line.span, format!("how the firmness of `{name}` depends on an assumption"));
        }
        let kinds: Vec<_> = line
            .sources
            .iter()
            .filter_map(|source| self.scenario.sources.find(*source))
            .map(|source| source.kind)
            .collect();
        let usual = kinds.into_iter().max().unwrap_or(crate::scenario::model::Basis::Assumed);
        if line.basis != usual {
            self.gathered.lost(&line.span, format!("the basis of `{name}`, {}", line.basis.word()));
        }
        for one in refused {
            let (row, part) = match one {
                Refused::Option(place) => (row_of(issue, place), "no".to_owned()),
                Refused::Number(number) => (0, format!("no = {number}")),
                Refused::Beyond(word, number) => (0, format!("no {} {number}", sign(Some(word)))),
            };
            let cell = cells.entry((issue_id, row)).or_default();
            if cell.parts.contains(&part) {
                self.gathered.lost(&line.span, format!("the red line `{name}`: another refuses the same"));
                continue;
            }
            if let Some(other) = cell.line.filter(|other| !std::ptr::eq(*other, line)) {
                let differs =
                    Detail::ALL.into_iter().any(|detail| self.detail(line, detail) != self.detail(other, detail));
                if differs {
                    self.gathered.lost(
                        &line.span,
                        format!("what stands beside `{name}`: `{}.{}` has the same cell", party.id, other.id),
                    );
                }
            }
            cell.line = cell.line.or(Some(line));
            cell.parts.push(part);
        }
    }

    fn points(&mut self, party: &Party, id: IssueId, points: &IssuePoints, cells: &mut BTreeMap<RowKey, Cell<'s>>) {
        let Some(issue) = self.scenario.issues.find(id) else { return };
        match (&issue.kind, points) {
            (IssueKind::Choice { .. } | IssueKind::YesNo, IssuePoints::ByValue(list)) => {
                for (place, points) in list.iter().enumerate() {
                    let key = issue.row_text(u32::try_from(place).unwrap_or(u32::MAX));
                    let is_written =
                        || self.written.line(&format!("party.{}.points.{}.{key}", party.id, issue.id)).is_some();
                    if *points != 0.0 || is_written() {
                        cells.entry((id, row_of(issue, place))).or_default().parts.push(literal(*points));
                    }
                }
            }
            (IssueKind::Range(range), _) => {
                let last = range.n_values.saturating_sub(1);
                let (least, greatest) = (points.of(issue, Value(0)), points.of(issue, Value(last)));
                let straight = IssuePoints::Linear { at_min: least, at_max: greatest };
                let is_straight = (0..range.n_values).all(|place| {
                    (straight.of(issue, Value(place)) - points.of(issue, Value(place))).abs()
                        <= 1e-12 * least.abs().max(greatest.abs()).max(1.0)
                });
                if is_straight {
                    cells.entry((id, 0)).or_default().parts.push(format!("{}..{}", literal(least), literal(greatest)));
                } else {
                    self.gathered.lost(
                        &party.span,
                        format!("the points that `{}` gives to `{}`: they are on no straight line", party.id, issue.id),
                    );
                }
            }
            // The issue itself is lost.
            _ => {}
        }
    }

    /// The terms of each draft.
    fn drafts(&mut self) -> Vec<Vec<Option<Value>>> {
        let scenario = self.scenario;
        for draft in &scenario.proposals {
            if draft.note.is_some() {
                self.gathered.lost(&draft.span, format!("the note on the proposal `{}`", draft.id));
            }
            for source in draft
                .sources
                .iter()
                .filter_map(|source| scenario.sources.find(*source))
                .filter(|source| !is_own(source))
            {
                self.gathered.lost(&draft.span, format!("the source of the proposal `{}`, `{}`", draft.id, source.id));
            }
        }
        scenario.proposals.iter().map(|draft| draft.terms.iter().copied().collect()).collect()
    }

    /// What sources say besides their titles, and where issues come from.
    fn sources(&mut self) {
        for source in self.scenario.sources.iter().filter(|source| !is_own(source)) {
            let has_own_url = source.url.as_ref().is_some_and(|url| *url != source.title);
            let more = [
                ("publisher", source.publisher.is_some()),
                ("author", source.author.is_some()),
                ("date", source.date.is_some()),
                ("address", has_own_url),
                ("kind", source.kind != crate::scenario::model::Basis::Assumed),
                ("note", source.note.is_some()),
            ];
            let more: Vec<&str> = more.into_iter().filter(|(_, is_there)| *is_there).map(|(word, _)| word).collect();
            if !more.is_empty() {
                self.gathered.lost(&source.span, format!("of the source `{}`: {}", source.id, more.join(", ")));
            }
        }
        for issue in &self.scenario.issues {
            for source in issue
                .sources
                .iter()
                .filter_map(|source| self.scenario.sources.find(*source))
                .filter(|source| !is_own(source))
            {
                self.gathered.lost(&issue.span, format!("the source of the issue `{}`, `{}`", issue.id, source.id));
            }
        }
    }

    /// What stands beside a line.
    fn detail(&self, line: &RedLine, detail: Detail) -> String {
        match detail {
            Detail::Firmness => self.firmness(line),
            Detail::Source => {
                let sources = line.sources.iter().filter_map(|source| self.scenario.sources.find(*source));
                let titles: Vec<String> = sources
                    .filter(|source| !is_own(source))
                    .map(|source| in_one_line(&source.title).replace('|', "/"))
                    .collect();
                titles.join(BETWEEN)
            }
            Detail::Quote => line.quote.clone().unwrap_or_default(),
            Detail::Note => line.note.clone().unwrap_or_default(),
        }
    }

    /// The firmness as the file has it, by its word where it takes one; nothing where it says nothing.
    fn firmness(&self, line: &RedLine) -> String {
        let Firmness { low, high } = line.firmness;
        let as_written = self.written_firmness(line);
        if let Some(word) = as_written.as_deref().and_then(|text| {
            let words = Firmness::WORDS.into_iter();
            words
                .into_iter()
                .find(|(word, _)| text.contains(&format!("\"{word}\"")))
                .filter(|(_, number)| *number == low && low == high)
        }) {
            return word.0.to_owned();
        }
        if low < high {
            return format!("{}..{}", literal(low), literal(high));
        }
        if low == 1.0 && as_written.is_none() { String::new() } else { literal(low) }
    }

    /// The line of the file in which the firmness is written.
    fn written_firmness(&self, line: &RedLine) -> Option<String> {
        let owner =
            self.scenario.parties.iter().find(|party| party.red_lines.iter().any(|known| std::ptr::eq(known, line)))?;
        let path = format!("party.{}.red_line.{}.firmness", owner.id, line.id);
        let n = self.written.line(&path)?;
        // A base's lines are not looked up: its number is written.
        let text = self.written.base(&path).is_none().then(|| self.source.text().lines().nth(n - 1));
        Some(text.flatten().unwrap_or_default().to_owned())
    }
}

/// The row of an option: yes stands above no.
fn row_of(issue: &Issue, place: usize) -> u32 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    if matches!(issue.kind, IssueKind::YesNo) { 1_u32.saturating_sub(place) } else { place }
}
