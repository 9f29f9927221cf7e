//! An outline as a scenario file, laid out as a person would: the order kept, short tables in one line, comments where they
//! help.

use crate::bridge::figures::literal;
use crate::bridge::outline::{
    Outline, OutlineIssue, OutlineKind, OutlineLine, OutlineParty, OutlinePoints, OutlineProposal, Refused, Term,
};
use crate::bridge::words::in_one_line;
use crate::scenario::visible::is_unseen;
use std::fmt::Write;

/// Columns of a line; a longer table takes a line for each of its keys.
const WIDTH: usize = 110;

/// The file; `lost` and `notes` stand as comments at its head.
pub(crate) fn scenario(outline: &Outline, opening: &str, lost: &[String], notes: &[String]) -> String {
    let mut text = String::new();
    comment(&mut text, opening);
    for note in notes {
        comment(&mut text, note);
    }
    if !lost.is_empty() {
        text.push_str("#\n# What could not be carried:\n");
        for lost in lost {
            comment(&mut text, &format!("  {lost}"));
        }
    }
    if !outline.remarks.is_empty() {
        text.push_str("#\n");
        for remark in &outline.remarks {
            comment(&mut text, remark);
        }
    }
    let _ = write!(text, "\nformat = 1\ntitle = {}\n", quoted(&in_one_line(&outline.title)));
    put(&mut text, "summary", &outline.summary);
    for source in &outline.sources {
        let _ = write!(text, "\n[source.{}]\ntitle = {}\n", source.id, quoted(&source.title));
        put(&mut text, "url", &source.url);
        put(&mut text, "note", &source.note);
    }
    let own = outline.sources.first().map_or("", |source| source.id.as_str());
    text.push_str("\n# What is to be settled.\n");
    for issue in &outline.issues {
        write_issue(&mut text, issue, own);
    }
    text.push_str("\n# Who negotiates.\n");
    for party in &outline.parties {
        write_party(&mut text, outline, party);
    }
    if let Some(weight) = outline.weight_at_least {
        let _ = write!(text, "\n[agreement]\nweight_at_least = {}\n", literal(weight));
    }
    if !outline.proposals.is_empty() {
        text.push_str("\n# Drafts; an issue that a draft leaves out is open.\n");
    }
    for proposal in &outline.proposals {
        write_proposal(&mut text, outline, proposal, own);
    }
    text
}

fn write_issue(text: &mut String, issue: &OutlineIssue, source: &str) {
    let id = &issue.id;
    let _ = write!(text, "\n[issue.{id}]\ntitle = {}\n", quoted(&in_one_line(&issue.title)));
    let mut below = String::new();
    match &issue.kind {
        OutlineKind::Options(options) => {
            let pairs: Vec<(String, String)> =
                options.iter().map(|(id, title)| (id.clone(), quoted(&in_one_line(title)))).collect();
            match in_line("options", &pairs) {
                Some(line) => text.push_str(&line),
                None => below = long_table(&format!("issue.{id}.options"), &pairs),
            }
        }
        OutlineKind::Range(range) => {
            let [min, max, step] = [range.min, range.max, range.step].map(|number| range.literal(number));
            let _ = writeln!(text, "range = {{ min = {min}, max = {max}, step = {step} }}");
        }
        OutlineKind::YesNo => text.push_str("yes_no = true\n"),
    }
    put(text, "source", source);
    text.push_str(&below);
}

fn write_party(text: &mut String, outline: &Outline, party: &OutlineParty) {
    let id = &party.id;
    let _ = write!(text, "\n[party.{id}]\nname = {}\n", quoted(&in_one_line(&party.name)));
    if let Some(weight) = party.weight {
        let _ = writeln!(text, "weight = {}", literal(weight));
    }
    if let Some(reservation) = party.reservation {
        let _ = writeln!(text, "reservation = {}", literal(reservation));
    }
    put(text, "note", &party.note);
    for line in &party.lines {
        write_line(text, outline, id, line);
    }
    if !party.points.is_empty() || party.has_utility {
        write_points(text, outline, party);
    }
}

fn write_line(text: &mut String, outline: &Outline, party: &str, line: &OutlineLine) {
    let Some(issue) = outline.issues.get(line.issue) else { return };
    let refused = match line.refused {
        Refused::Option(place) => issue.value_text(place),
        Refused::Number(number) => issue.number_text(number),
        Refused::Beyond(word, bound) => format!("{{ {word} = {} }}", issue.number_text(bound)),
    };
    let _ = write!(
        text,
        "\n[party.{party}.red_line.{}]\ntitle = {}\nreject = {{ {} = {refused} }}\n",
        line.id,
        quoted(&in_one_line(&line.title)),
        issue.id
    );
    if !line.firmness.is_empty() {
        let _ = writeln!(text, "firmness = {}", line.firmness);
    }
    match line.sources.as_slice() {
        [] => {}
        [one] => put(text, "source", one),
        several => {
            let list: Vec<String> = several.iter().map(|source| quoted(source)).collect();
            let _ = writeln!(text, "source = [{}]", list.join(", "));
        }
    }
    put(text, "quote", &line.quote);
    put(text, "note", &line.note);
}

fn write_points(text: &mut String, outline: &Outline, party: &OutlineParty) {
    let _ = write!(text, "\n[party.{}.points]\n", party.id);
    let mut below = String::new();
    for (place, points) in &party.points {
        let Some(issue) = outline.issues.get(*place) else { continue };
        let pairs = issue.points_text(points);
        match in_line(&issue.id, &pairs) {
            Some(line) => text.push_str(&line),
            None => below += &long_table(&format!("party.{}.points.{}", party.id, issue.id), &pairs),
        }
    }
    text.push_str(&below);
}

fn write_proposal(text: &mut String, outline: &Outline, proposal: &OutlineProposal, source: &str) {
    let term = |(place, term): &(usize, Term)| {
        let issue = outline.issues.get(*place)?;
        let value = match term {
            Term::Option(place) => issue.value_text(*place),
            Term::Number(number) => issue.number_text(*number),
        };
        Some((issue.id.clone(), value))
    };
    let terms: Vec<(String, String)> = proposal.terms.iter().filter_map(term).collect();
    let id = &proposal.id;
    let _ = write!(text, "\n[proposal.{id}]\ntitle = {}\n", quoted(&in_one_line(&proposal.title)));
    put(text, "source", source);
    match in_line("terms", &terms) {
        Some(line) => text.push_str(&line),
        None => text.push_str(&long_table(&format!("proposal.{id}.terms"), &terms)),
    }
}

/// `key = { … }` in one line, where it fits.
fn in_line(key: &str, pairs: &[(String, String)]) -> Option<String> {
    let inner: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let line = format!("{key} = {{ {} }}\n", inner.join(", "));
    let line = if pairs.is_empty() { format!("{key} = {{}}\n") } else { line };
    (line.chars().count() <= WIDTH).then_some(line)
}

/// A table of its own, a line a key.
fn long_table(path: &str, pairs: &[(String, String)]) -> String {
    let lines: String = pairs.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("\n[{path}]\n{lines}")
}

/// A key with a text, where there is one.
fn put(text: &mut String, key: &str, words: &str) {
    if !words.is_empty() {
        let _ = writeln!(text, "{key} = {}", quoted(words));
    }
}

/// A text in quotation marks; nothing in it is obeyed by whoever shows the file.
pub(crate) fn quoted(words: &str) -> String {
    let mut text = String::with_capacity(words.len() + 2);
    text.push('"');
    for letter in words.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            letter if is_unseen(letter) => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}

/// A line of comment.
fn comment(text: &mut String, words: &str) {
    let words = words.replace('\n', " ");
    let _ = writeln!(text, "# {}", crate::scenario::visible::visible(&words));
}

/// The points of no and yes, of options, or of numbers that are all the same are said so.
pub(crate) fn has_points(points: &OutlinePoints) -> bool {
    match points {
        OutlinePoints::ByOption(list) => list.iter().any(Option::is_some),
        OutlinePoints::ByNumber(list) => !list.is_empty(),
        OutlinePoints::Ends(..) => true,
    }
}
