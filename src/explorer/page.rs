//! The whole page: what was found, in the order in which a reader asks for it.

use crate::explorer::story::Story;
use crate::explorer::{coalitions, controls, drivers, lines, map, method, proposals, seal, table, utilities, why};
use crate::report::sentence::{self, page as words};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value as Json, json};

/// The script of a living page: plain, without a library.
pub const SCRIPT: &str = concat!(include_str!("assets/reasons.js"), include_str!("assets/living.js"));
/// The style of every page.
pub const STYLE: &str = include_str!("assets/page.css");

/// How much of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// The proposals alone, as a memo.
    Proposals,
}

/// The page as one HTML file.
#[must_use]
pub fn page(story: Story, extent: Extent) -> String {
    let data = match extent {
        Extent::Whole => story.census.and_then(|census| table::data(story.scenario, census, story.context, &forms())),
        Extent::Proposals => None,
    };
    let Story { scenario, .. } = story;
    let script = if data.is_some() { SCRIPT } else { "" };
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(seal::policy(script, STYLE));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "zopa " (env!("CARGO_PKG_VERSION")) };
                title { (scenario.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#findings" { (words::SKIP) }
                (header(&story))
                div.columns {
                    @if data.is_some() { (controls::controls(scenario)) }
                    main id="findings" {
                        @if extent == Extent::Whole {
                            @match &data {
                                Some(_) => {
                                    p.live id="live" aria-live="polite" {}
                                    noscript { p.remark { (words::NO_SCRIPT) } }
                                }
                                None => p.remark { (words::STATIC) },
                            }
                            (map::map(scenario, story.found))
                            @if let Some(reasons) = story.reasons { (why::why(scenario, reasons, data.is_some())) }
                            (coalitions::coalitions(scenario, story.found, story.coalitions, data.is_some()))
                        }
                        @if let Some(compared) = story.compared { (proposals::proposals(scenario, compared)) }
                        @if extent == Extent::Whole {
                            @if let Some(traced) = story.traced { (utilities::worth(scenario, traced)) }
                            @if let Some((sweep, summary)) = story.driven { (drivers::drivers(scenario, sweep, summary)) }
                            (lines::lines(scenario, story.found))
                        }
                        (lines::sources(scenario))
                        (method::method(&story))
                    }
                }
                @if let Some(data) = &data {
                    script type="application/json" id="data" { (PreEscaped(seal::shut(data))) }
                    script { (PreEscaped(script)) }
                }
            }
        }
    };
    markup.into_string() + "\n"
}

/// Title, circumstances, the first sentence and what follows it.
fn header(story: &Story) -> Markup {
    let Story { scenario, found, context, .. } = story;
    html! {
        header {
            h1 dir="auto" { (scenario.title) }
            p.circumstances dir="auto" { (sentence::circumstances(scenario, context).join(" · ")) }
            p.headline { (sentence::headline(scenario, found)) }
            @for line in sentence::context(found) { p { (line) } }
            @if let Some(summary) = &scenario.summary { p.summary dir="auto" { (summary) } }
        }
    }
}

/// The words that the script fills in.
fn forms() -> Json {
    let verdicts = crate::explorer::map::VERDICTS
        .map(|verdict| (verdict.word().to_owned(), Json::from(crate::explorer::picture::verdict_shape(verdict))));
    json!({
        "live": words::LIVE,
        "accepts": words::ACCEPTS,
        "why": words::WHY_NOW,
        "conflicts": words::CONFLICTS,
        "unlocks": words::UNLOCKS,
        "unlockColumns": words::UNLOCK_COLUMNS,
        "parts": [words::PART, words::NOT_PART],
        "verdicts": serde_json::Map::from_iter(verdicts),
    })
}
