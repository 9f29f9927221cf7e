//! Writes a domain and profiles of Genius.

use crate::bridge::additive::{Additive, Carried, carried, file_stem, issue_words, parties};
use crate::bridge::figures::literal;
use crate::bridge::gathered::Gathered;
use crate::bridge::left_out::{self, Carries};
use crate::bridge::lost_lines::lost_lines;
use crate::bridge::markup::escaped;
use crate::scenario::model::{IssueKind, Scenario};
use crate::scenario::source::SourceText;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The files: the domain first, then a profile for each party with a utility.
pub(crate) fn write(
    scenario: &Scenario,
    source: &SourceText,
    normalize: bool,
    gathered: &mut Gathered,
) -> Vec<(String, String)> {
    left_out::name(scenario, Carries { reservations: true, ..Carries::default() }, gathered);
    let carried = carried(scenario, gathered);
    let parties = parties(scenario, &carried, normalize, gathered);
    let words = issue_words(&carried);
    gathered.sort();
    let mut domain = "<negotiation_template>\n".to_owned();
    for lost in lost_lines(source, gathered) {
        // Two hyphens would end the comment.
        let _ = writeln!(domain, "<!-- lost: {} -->", lost.replace("--", "- -"));
    }
    let _ = writeln!(domain, "<utility_space number_of_issues=\"{}\">", carried.len());
    let _ = writeln!(
        domain,
        "<objective index=\"0\" name=\"{}\" description=\"\" type=\"objective\" etype=\"objective\">",
        escaped(&scenario.title)
    );
    for (index, (issue, words)) in (1..).zip(carried.iter().zip(&words)) {
        domain += &issue_text(issue, index, words, None);
    }
    domain += "</objective>\n</utility_space>\n</negotiation_template>\n";
    let mut files = vec![("domain.xml".to_owned(), domain)];
    let mut names = BTreeSet::from(["domain.xml".to_owned()]);
    for (party, additive) in &parties {
        let mut name = format!("{}.xml", file_stem(party));
        if !names.insert(name.to_lowercase()) {
            name = format!("{}.xml", party.id);
            names.insert(name.clone());
        }
        files.push((name, profile(scenario, &carried, &words, additive)));
    }
    files
}

/// A profile.
fn profile(scenario: &Scenario, carried: &[Carried], words: &[String], additive: &Additive) -> String {
    let mut text = format!("<utility_space type=\"any\" number_of_issues=\"{}\">\n", carried.len());
    let _ = writeln!(
        text,
        "<objective index=\"0\" name=\"{}\" description=\"\" type=\"objective\" etype=\"objective\">",
        escaped(&scenario.title)
    );
    for (place, (issue, words)) in carried.iter().zip(words).enumerate() {
        text += &issue_text(issue, place + 1, words, additive.values.get(place).map(Vec::as_slice));
    }
    for (index, weight) in (1..).zip(&additive.weights) {
        let _ = writeln!(text, "<weight index=\"{index}\" value=\"{}\"/>", literal(*weight));
    }
    text += "</objective>\n";
    if let Some(reservation) = additive.reservation {
        let _ = writeln!(text, "<reservation value=\"{}\"/>", literal(reservation));
    }
    text += "</utility_space>\n";
    text
}

/// An issue; with evaluations in a profile.
fn issue_text(carried: &Carried, index: usize, words: &str, values: Option<&[f64]>) -> String {
    let kind = if carried.is_integer { "integer" } else { "discrete" };
    let head = format!(
        "<issue index=\"{index}\" name=\"{}\" vtype=\"{kind}\" type=\"{kind}\" etype=\"{kind}\"",
        escaped(words)
    );
    if let (true, IssueKind::Range(range)) = (carried.is_integer, &carried.issue.kind) {
        let last = range.value(range.n_values.saturating_sub(1));
        let bounds = format!("<range lowerbound=\"{}\" upperbound=\"{last}\"/>\n", range.min);
        let evaluator = values.map_or_else(String::new, |values| evaluator(values));
        return format!("{head} lowerbound=\"{}\" upperbound=\"{last}\">\n{bounds}{evaluator}</issue>\n", range.min);
    }
    let mut text = format!("{head}>\n");
    for (place, word) in carried.words.iter().enumerate() {
        let evaluation = values
            .and_then(|values| values.get(place))
            .map_or_else(String::new, |value| format!(" evaluation=\"{}\"", literal(*value)));
        let _ = writeln!(text, "<item index=\"{}\" value=\"{}\"{evaluation}/>", place + 1, escaped(word));
    }
    text += "</issue>\n";
    text
}

/// The straight line of the values, from 0 to 1.
fn evaluator(values: &[f64]) -> String {
    let (first, last) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
    let most = first.max(last);
    let (offset, slope) = if most > 0.0 {
        let n_steps = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
        (first / most, (last - first) / most / f64::from(n_steps))
    } else {
        (0.0, 0.0)
    };
    format!("<evaluator ftype=\"linear\" offset=\"{}\" slope=\"{}\"/>\n", literal(offset), literal(slope))
}
