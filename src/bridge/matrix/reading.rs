//! Reads the matrix: an outline of its issues, parties, lines, points and drafts.

use crate::bridge::figures::{literal, number};
use crate::bridge::files::{FilePart, Files};
use crate::bridge::gathered::Gathered;
use crate::bridge::grid::{self, Row};
use crate::bridge::matrix::cell::{self, Said, is_range, unread_words};
use crate::bridge::matrix::head::{self, Detail, Head, PartyColumns, is_matrix};
use crate::bridge::matrix::wording::{refused_words, title_of};
use crate::bridge::origin::{self, SourceBook};
use crate::bridge::outline::{
    Outline, OutlineIssue, OutlineKind, OutlineLine, OutlineParty, OutlinePoints, OutlineProposal, Refused, Term,
};
use crate::bridge::scribe::{has_points, quoted};
use crate::bridge::words::{Ids, OF_CONDITIONS, in_one_line};
use crate::scenario::model::Scenario;

/// The rows of one issue.
struct IssueRows<'g> {
    title: String,
    rows: Vec<&'g Row>,
}

/// Reads a matrix.
pub(crate) fn read(files: &Files, part: &FilePart, gathered: &mut Gathered) -> Outline {
    let grid = grid::read(part, gathered);
    let mut outline = origin::begin(files, "matrix");
    let Some((first, rows)) = grid.rows.split_first() else {
        gathered.wrong(
            "empty-file",
            &(part.start..part.start),
            "the table is empty",
            "its first row names the columns: `issue`, `option`, then the parties",
        );
        return outline;
    };
    let texts: Vec<String> = first.cells.iter().map(|cell| cell.text.clone()).collect();
    if !is_matrix(&texts) {
        gathered.wrong(
            "unknown-column",
            &first.span,
            "the first two columns of a matrix are `issue` and `option`",
            "name them so in the first row; the parties follow",
        );
        return outline;
    }
    let head = head::read(first, gathered);
    if head.parties.is_empty() {
        gathered.wrong(
            "no-party",
            &first.span,
            "no column is a party's",
            "name the parties in the first row, behind `issue` and `option`",
        );
    }
    let issues = by_issue(rows, &head, &mut outline, gathered);
    if issues.is_empty() {
        gathered.wrong(
            "no-issue",
            &first.span,
            "the table names no issue",
            "write one row an option below the first row",
        );
    }
    let mut reader =
        Reader { head: &head, comma_is_decimal: grid.comma_is_decimal, gathered, outline, book: SourceBook::default() };
    reader.outline.parties = parties(&head);
    let mut ids = Ids::default();
    for issue in &issues {
        let id = ids.give(&issue.title, "issue", &OF_CONDITIONS);
        reader.issue(id, issue);
    }
    reader.drafts();
    let Reader { mut outline, book, .. } = reader;
    book.into(&mut outline);
    outline
}

/// The parties, without what they say.
fn parties(head: &Head) -> Vec<OutlineParty> {
    let mut ids = Ids::default();
    let party = |columns: &PartyColumns| OutlineParty {
        id: ids.give(&columns.name, "party", &[]),
        name: columns.name.clone(),
        ..OutlineParty::default()
    };
    head.parties.iter().map(party).collect()
}

/// The rows by their issues, in the order of first mention; an empty first cell means the issue above. Rows that begin with
/// `#` are remarks.
fn by_issue<'g>(rows: &'g [Row], head: &Head, outline: &mut Outline, gathered: &mut Gathered) -> Vec<IssueRows<'g>> {
    let mut issues: Vec<IssueRows> = Vec::new();
    let mut current = None;
    for row in rows {
        let words = in_one_line(row.text(0));
        if let Some(remark) = words.strip_prefix('#') {
            let remark = remark.trim();
            match (remark.strip_prefix("title:"), remark.strip_prefix("summary:")) {
                (Some(title), _) if !title.trim().is_empty() => outline.title = title.trim().to_owned(),
                (_, Some(summary)) => outline.summary = summary.trim().to_owned(),
                _ => outline.remarks.push(remark.to_owned()),
            }
            continue;
        }
        for cell in row.cells.iter().skip(head.n_columns).filter(|cell| !cell.text.is_empty()) {
            gathered.wrong(
                "unnamed-column",
                &cell.span,
                format!("`{}` stands in a column without a name", cell.text),
                "name the column in the first row, or put the cell in quotation marks if a comma parted it",
            );
        }
        if !words.is_empty() {
            let known = issues.iter().position(|issue| issue.title == words);
            current = Some(known.unwrap_or(issues.len()));
            if known.is_none() {
                issues.push(IssueRows { title: words, rows: Vec::new() });
            }
        }
        match current.and_then(|place| issues.get_mut(place)) {
            Some(issue) => issue.rows.push(row),
            None => gathered.wrong(
                "no-issue",
                &row.place(0),
                "this row names no issue",
                "write the issue in its first cell",
            ),
        }
    }
    issues
}

struct Reader<'a> {
    head: &'a Head,
    comma_is_decimal: bool,
    gathered: &'a mut Gathered,
    outline: Outline,
    book: SourceBook,
}

/// What the drafts say of an issue, by draft.
type Marks = Vec<Option<Term>>;

impl Reader<'_> {
    fn issue(&mut self, id: String, issue: &IssueRows) {
        let mut options: Vec<(&str, &Row)> = Vec::new();
        for row in &issue.rows {
            let words = row.text(1);
            if words.is_empty() {
                self.gathered.wrong(
                    "no-option",
                    &row.place(1),
                    format!("a row of `{}` names no option", issue.title),
                    "write the option in its second cell, or a range such as `0..60 step 10`",
                );
            } else if options.iter().any(|(known, _)| in_one_line(known).eq_ignore_ascii_case(&in_one_line(words))) {
                self.gathered.wrong(
                    "option-twice",
                    &row.place(1),
                    format!("`{}` has the option `{words}` twice", issue.title),
                    "leave one of the rows out",
                );
            } else {
                options.push((words, row));
            }
        }
        let ranges = options.iter().filter(|(words, _)| is_range(words)).count();
        if ranges > 0 && options.len() > 1 {
            let second = options.iter().nth(1);
            if let Some((words, row)) = second {
                self.gathered.wrong(
                    "range-and-options",
                    &row.place(1),
                    format!("`{}` has a range, and `{words}` besides", issue.title),
                    "a range is the one row of its issue",
                );
            }
            return;
        }
        let (kind, order) = self.kind(&options);
        let place = self.outline.issues.len();
        self.outline.issues.push(OutlineIssue { id, title: issue.title.clone(), kind });
        let rows: Vec<(usize, &Row)> = order.into_iter().zip(options.iter().map(|(_, row)| *row)).collect();
        for party in 0..self.head.parties.len() {
            self.party(party, place, &rows);
        }
        self.marks(place, &rows);
    }

    /// The values of an issue, and the place of each row's option among them.
    fn kind(&mut self, options: &[(&str, &Row)]) -> (OutlineKind, Vec<usize>) {
        if let [(words, row)] = options
            && is_range(words)
        {
            match cell::range(words, self.comma_is_decimal) {
                Ok(range) => match range.numbers() {
                    Ok(_) => return (OutlineKind::Range(range), vec![0]),
                    Err(wrong) => self.gathered.wrong(
                        "bad-range",
                        &row.place(1),
                        wrong,
                        "choose a step that reaches the last number",
                    ),
                },
                Err(wrong) => self.gathered.wrong(
                    "bad-range",
                    &row.place(1),
                    wrong,
                    "write `min..max step s`, such as `0..60 step 10`",
                ),
            }
        }
        let is = |words: &str, word: &str| words.eq_ignore_ascii_case(word);
        if let [(first, _), (second, _)] = options {
            if is(first, "yes") && is(second, "no") {
                return (OutlineKind::YesNo, vec![1, 0]);
            }
            if is(first, "no") && is(second, "yes") {
                return (OutlineKind::YesNo, vec![0, 1]);
            }
        }
        let mut ids = Ids::default();
        let one = |(words, _): &(&str, &Row)| (ids.give(words, "option", &[]), in_one_line(words));
        (OutlineKind::Options(options.iter().map(one).collect()), (0..options.len()).collect())
    }

    /// What a party says of an issue.
    fn party(&mut self, party: usize, issue: usize, rows: &[(usize, &Row)]) {
        let Some(columns) = self.head.parties.get(party) else { return };
        let is_range = self.outline.issues.get(issue).is_some_and(|issue| matches!(issue.kind, OutlineKind::Range(_)));
        let mut by_option = vec![None; rows.len()];
        let mut ends = None;
        for (place, row) in rows {
            let said = match cell::said(row.text(columns.own), is_range, self.comma_is_decimal) {
                Ok(said) => said,
                Err(wrong) => {
                    self.gathered.wrong("bad-cell", &row.place(columns.own), wrong, "");
                    Said::default()
                }
            };
            self.lines(party, issue, *place, row, &said);
            if let Some(slot) = by_option.get_mut(*place) {
                *slot = said.points;
            }
            ends = ends.or(said.ends);
        }
        let points =
            ends.map_or(OutlinePoints::ByOption(by_option), |(least, greatest)| OutlinePoints::Ends(least, greatest));
        if has_points(&points)
            && let Some(party) = self.outline.parties.get_mut(party)
        {
            party.points.push((issue, points));
        }
    }

    /// The red lines of a cell, with what is said beside it.
    fn lines(&mut self, party: usize, issue: usize, place: usize, row: &Row, said: &Said) {
        let mut refused: Vec<Refused> = said.is_refused.then_some(Refused::Option(place)).into_iter().collect();
        refused.extend(
            said.beyond
                .iter()
                .map(|(word, bound)| word.map_or(Refused::Number(*bound), |word| Refused::Beyond(word, *bound))),
        );
        let Some(columns) = self.head.parties.get(party) else { return };
        let detail =
            |wanted: Detail| columns.details.iter().find(|(detail, _)| *detail == wanted).map(|(_, column)| *column);
        let text = |wanted: Detail| detail(wanted).map_or("", |column| row.text(column)).to_owned();
        if refused.is_empty() {
            for (detail, column) in columns.details.iter().filter(|(_, column)| !row.text(*column).is_empty()) {
                self.gathered.lost(
                    &row.place(*column),
                    format!("the {} `{}` stands beside no red line", detail.word(), in_one_line(row.text(*column))),
                );
            }
            return;
        }
        let firmness = match firmness(&text(Detail::Firmness), self.comma_is_decimal) {
            Ok(firmness) => firmness,
            Err(wrong) => {
                let at = detail(Detail::Firmness).map_or_else(|| row.span.clone(), |column| row.place(column));
                self.gathered.wrong(
                    "bad-firmness",
                    &at,
                    wrong,
                    "write a number from 0 to 1, two with `..` between them, or fixed, firm, negotiable, soft",
                );
                String::new()
            }
        };
        let sources = self.book.cite(&text(Detail::Source), &self.outline);
        let mut lines = Vec::new();
        for refused in refused {
            let (id, title) = self.named(issue, refused);
            lines.push(OutlineLine {
                id,
                title,
                issue,
                refused,
                firmness: firmness.clone(),
                sources: sources.clone(),
                quote: text(Detail::Quote),
                note: text(Detail::Note),
            });
        }
        let Some(party) = self.outline.parties.get_mut(party) else { return };
        for mut line in lines {
            // Two lines of a party never have one id: a number tells them apart.
            let stem = line.id.clone();
            let mut n = 2;
            while party.lines.iter().any(|known| known.id == line.id) {
                line.id = format!("{stem}_{n}");
                n += 1;
            }
            party.lines.push(line);
        }
    }

    /// The key and the title of a line.
    fn named(&self, issue: usize, refused: Refused) -> (String, String) {
        let Some(issue) = self.outline.issues.get(issue) else { return Default::default() };
        let (key, _) = refused_words(&issue.kind, refused);
        let id: String = format!("{}_{key}", issue.id).chars().take(60).collect();
        (id, title_of(issue, refused))
    }

    /// What the drafts say of an issue.
    fn marks(&mut self, issue: usize, rows: &[(usize, &Row)]) {
        let range = self.outline.issues.get(issue).and_then(|issue| match &issue.kind {
            OutlineKind::Range(range) => Some(range.clone()),
            _ => None,
        });
        let mut marks: Marks = vec![None; self.head.drafts.len()];
        for (slot, (name, column)) in marks.iter_mut().zip(&self.head.drafts) {
            for (place, row) in rows.iter().filter(|(_, row)| !row.text(*column).is_empty()) {
                let (text, at) = (row.text(*column), row.place(*column));
                let term = match &range {
                    Some(range) => match number(text, self.comma_is_decimal) {
                        Ok(written) if range.numbers().is_ok_and(|numbers| numbers.place(written.number).is_err()) => {
                            self.gathered.wrong(
                                "bad-mark",
                                &at,
                                format!("{text} is none of the numbers of the range"),
                                "take one of them",
                            );
                            continue;
                        }
                        Ok(written) => Term::Number(written.number),
                        Err(unread) => {
                            self.gathered.wrong(
                                "bad-mark",
                                &at,
                                unread_words(text, unread),
                                "on the row of a range a draft says its number",
                            );
                            continue;
                        }
                    },
                    None if is_mark(text) => Term::Option(*place),
                    None => {
                        self.gathered.wrong(
                            "bad-mark",
                            &at,
                            format!("`{text}` is no mark"),
                            "mark the row that the draft takes with `x`, and leave the others empty",
                        );
                        continue;
                    }
                };
                if slot.is_some() {
                    self.gathered.wrong(
                        "marked-twice",
                        &at,
                        format!("the draft `{name}` takes two options of one issue"),
                        "mark one of them",
                    );
                }
                *slot = Some(term);
            }
        }
        for ((name, _), term) in self.head.drafts.iter().zip(marks) {
            let Some(term) = term else { continue };
            match self.outline.proposals.iter_mut().find(|proposal| proposal.title == *name) {
                Some(proposal) => proposal.terms.push((issue, term)),
                None => self.outline.proposals.push(OutlineProposal {
                    id: String::new(),
                    title: name.clone(),
                    terms: vec![(issue, term)],
                }),
            }
        }
    }

    /// Every draft, also one without a mark, in the order of its column, with its key.
    fn drafts(&mut self) {
        let mut marked = std::mem::take(&mut self.outline.proposals);
        let mut ids = Ids::default();
        for (name, _) in &self.head.drafts {
            let terms = marked
                .iter_mut()
                .find(|proposal| proposal.title == *name)
                .map(|proposal| std::mem::take(&mut proposal.terms));
            self.outline.proposals.push(OutlineProposal {
                id: ids.give(name, "draft", &[]),
                title: name.clone(),
                terms: terms.unwrap_or_default(),
            });
        }
    }
}

/// Whether a cell marks its row.
fn is_mark(text: &str) -> bool {
    const MARKS: [&str; 12] =
        ["x", "yes", "y", "true", "1", "*", "+", "\u{d7}", "\u{2713}", "\u{2714}", "\u{2022}", "\u{2611}"];
    MARKS.contains(&text.to_lowercase().as_str())
}

/// A firmness as the file writes it: a number, two, or a word of the format; empty for none.
fn firmness(text: &str, comma_is_decimal: bool) -> Result<String, String> {
    let lower = text.to_lowercase();
    if lower.is_empty() {
        return Ok(String::new());
    }
    let within = |text: &str| -> Result<f64, String> {
        let read = number(text, comma_is_decimal).map_err(|unread| unread_words(text.trim(), unread))?;
        let number = read.number.to_double();
        if (0.0..=1.0).contains(&number) {
            Ok(number)
        } else {
            Err(format!("the firmness `{}` is not between 0 and 1", text.trim()))
        }
    };
    if let Some((low, high)) = lower.trim_matches(['[', ']']).split_once("..") {
        let (low, high) = (within(low)?, within(high)?);
        return if low <= high {
            Ok(format!("[{}, {}]", literal(low), literal(high)))
        } else {
            Err(format!("`{text}` begins with the greater number"))
        };
    }
    if lower.starts_with(char::is_alphabetic) {
        return Scenario::parse_firmness(&lower).map(|_| quoted(&lower));
    }
    within(&lower).map(literal)
}
