//! How the figures were had, what they do not see, and what it takes to have them again.

use crate::explorer::seal::base64;
use crate::explorer::story::Story;
use crate::report::sentence::brief::fill;
use crate::report::sentence::{self, page as words};
use maud::{Markup, html};

/// The last part.
#[must_use]
pub fn method(story: &Story) -> Markup {
    let Story { scenario, found, context, text, .. } = story;
    let [version, file, sha256, seed, answer, agreement] = words::FACTS;
    let how = match &found.provenance.why {
        Some(why) => format!("{} ({}): {why}", found.provenance.kind.word(), found.provenance.engine.word()),
        None => format!("{} ({})", found.provenance.kind.word(), found.provenance.engine.word()),
    };
    let data = format!("data:application/toml;charset=utf-8;base64,{}", base64(text.as_bytes()));
    let name = if context.file.is_empty() || context.file == "-" { "scenario.toml" } else { &context.file };
    html! {
        section id="method" aria-labelledby="method-title" {
            h2 id="method-title" { (words::METHOD) }
            @for text in words::METHOD_TEXT { p { (text) } }
            @if let Some(line) = sentence::simulation(found, false) { p { (line) } }
            dl.facts {
                dt { (version) } dd { (env!("CARGO_PKG_VERSION")) }
                dt { (file) } dd { bdi { (context.file) } " " a.save href=(data) download=(name) { (words::SAVE) } }
                dt { (sha256) } dd.hash { (context.sha256) }
                dt { (seed) } dd { (context.seed) }
                dt { (answer) } dd { (how) }
                dt { (agreement) } dd { bdi { (sentence::whom(scenario)) } }
            }
            h3 { (words::CITE) }
            p id="cite" dir="auto" { (citation(story)) }
            p { (words::CITE_VIEW) " " span id="cite-view" dir="ltr" {} }
            @if let Some(note) = &scenario.note { p.note dir="auto" { (note) } }
            p.forecast { strong { (sentence::NOT_A_FORECAST) } }
        }
    }
}

/// What to write under a quotation of the page.
fn citation(story: &Story) -> String {
    let day = story.scenario.as_of.map(|day| fill(words::CITE_DAY, &[("day", &day.to_string())])).unwrap_or_default();
    let title = story.scenario.title.as_str();
    let (version, hash) = (env!("CARGO_PKG_VERSION"), story.context.sha256.as_str());
    fill(words::CITE_FORM, &[("title", title), ("as_of", &day), ("version", version), ("hash", hash)])
}
