//! Every red line with what it wants, how firmly, how well founded, by how many deals it is crossed, and its words.

use crate::analysis::findings::{Acceptance, DemandFindings};
use crate::report::condition;
use crate::report::evidence::{citation, summary};
use crate::report::figure::{count, percent};
use crate::report::naming;
use crate::report::sentence::page as words;
use crate::scenario::id::{Id, PartyId, SourceId};
use crate::scenario::model::{RedLine, RuleBody, Scenario};
use maud::{Markup, html};

/// The part about red lines.
#[must_use]
pub fn lines(scenario: &Scenario, found: &Acceptance) -> Markup {
    html! {
        section id="lines" aria-labelledby="lines-title" {
            h2 id="lines-title" { (words::LINES) }
            p { (summary(scenario)) " " span.as-coded { (words::AS_CODED) } }
            @for (id, party) in scenario.parties.enumerate() {
                h3 dir="auto" { (party.name) }
                @if let Some(note) = &party.note { p.note dir="auto" { (note) } }
                @let of_party = found.parties.find(id);
                div.cards {
                    @for one in of_party.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation)) {
                        (card(scenario, found, id, one))
                    }
                }
            }
        }
    }
}

fn card(scenario: &Scenario, found: &Acceptance, party: PartyId, one: &DemandFindings) -> Markup {
    let Some(name) = found.demands.find(one.demand) else { return html! {} };
    let line = scenario.red_line(name);
    let [firmness, basis, crossed, if_dropped] = words::LINE_FIGURES;
    html! {
        article.card id={ "demand-" (one.demand.place()) } {
            h4 dir="auto" { (naming::demand_title(scenario, name)) }
            p.id dir="ltr" { (scenario.demand_text(name)) }
            @if let Some(line) = line { p.rule { (rule(scenario, line)) } }
            dl.figures {
                @if let Some(line) = line {
                    dt { (firmness) } dd.firmness { (words::firmness(line.firmness)) }
                    dt { (basis) } dd { (line.basis.word()) }
                }
                dt { (crossed) } dd.crossed data-n=(count(&one.crossed).replace(',', "")) { (percent(one.share.value)) }
                @if scenario.parties[party].signs {
                    dt { (if_dropped) } dd.dropped { (count(&one.agreed_if_dropped)) }
                }
            }
            @if let Some(line) = line {
                details {
                    summary { (words::EVIDENCE) }
                    (quote(line))
                    (citations(scenario, &line.sources))
                    @if line.sources.is_empty() { p.remark { (words::NO_SOURCE) } }
                    @if let Some(note) = &line.note { p.note dir="auto" { (note) } }
                }
            }
        }
    }
}

/// When a line is crossed, in words.
fn rule(scenario: &Scenario, line: &RedLine) -> Markup {
    let [wants, against, when, unless] = words::RULE;
    let (word, condition) = match &line.rule.body {
        RuleBody::Require(condition) => (wants, condition),
        RuleBody::Reject(condition) => (against, condition),
    };
    html! {
        (word) " " bdi { (condition::titled(scenario, condition)) }
        @if let Some(condition) = &line.rule.when { " " (when) " " bdi { (condition::titled(scenario, condition)) } }
        @if let Some(condition) = &line.rule.unless { " " (unless) " " bdi { (condition::titled(scenario, condition)) } }
    }
}

/// The words a line rests on.
#[must_use]
pub fn quote(line: &RedLine) -> Markup {
    html! { @if let Some(quote) = &line.quote { blockquote dir="auto" { (quote) } } }
}

/// Links to sources.
#[must_use]
pub fn citations(scenario: &Scenario, sources: &[SourceId]) -> Markup {
    html! {
        @if !sources.is_empty() {
            ul.citations {
                @for id in sources {
                    @if let Some(source) = scenario.sources.find(*id) {
                        li { a href={ "#source-" (id.place()) } dir="auto" { (citation(source)) } }
                    }
                }
            }
        }
    }
}

/// The list of sources.
#[must_use]
pub fn sources(scenario: &Scenario) -> Markup {
    if scenario.sources.is_empty() {
        return html! {};
    }
    html! {
        section id="sources" aria-labelledby="sources-title" {
            h2 id="sources-title" { (words::SOURCES) }
            ul {
                @for (id, source) in scenario.sources.enumerate() {
                    li id={ "source-" (id.place()) } {
                        bdi { (citation(source)) }
                        @if let Some(url) = &source.url { " " (link(url)) }
                        @if let Some(note) = &source.note { p.note dir="auto" { (note) } }
                    }
                }
            }
        }
    }
}

/// An address as a link where it is one of the web, else as text: `javascript:` and its like are never followed.
fn link(url: &str) -> Markup {
    let start = url.trim_start().to_ascii_lowercase();
    html! {
        @if start.starts_with("https://") || start.starts_with("http://") {
            a.url href=(url.trim()) rel="noreferrer noopener" dir="ltr" { (url) }
        } @else {
            span.url dir="ltr" { (url) }
        }
    }
}
