//! The whole page: what was found, in the order in which a reader asks for it.

use crate::explorer::scene::{Scene, scene};
use crate::explorer::story::Story;
use crate::explorer::{
    brief, coalitions, controls, drivers, first, lines, map, method, proposals, seal, table, utilities, why,
};
use crate::report::figure;
use crate::report::sentence::{
    self, brief as brief_words, coalitions as coalition_words, page as words, picture as picture_words,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value as Json, json};

/// The script of a living page: plain, without a library.
pub const SCRIPT: &str = concat!(
    include_str!("assets/tools.js"),
    include_str!("assets/figures.js"),
    include_str!("assets/reasons.js"),
    include_str!("assets/scene.js"),
    include_str!("assets/living.js")
);
/// The script of a static page: what a figure can be saved as, and paper.
pub const TOOLS: &str = include_str!("assets/tools.js");
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

/// What stands in the body of a page, and the data from which a living one counts itself again.
#[must_use]
pub fn parts(story: &Story, extent: Extent) -> (String, Option<Json>) {
    let scene = (extent == Extent::Whole).then(|| scene(story.scenario, story.found, story.census, story.reasons));
    let data = story
        .census
        .zip(scene.as_ref())
        .and_then(|(census, scene)| table::data(story.scenario, census, story.context, (scene, &forms(story))));
    let markup = html! {
        (header(story))
        (body(story, scene.as_ref(), data.is_some()))
    };
    (markup.into_string(), data)
}

/// The page as one HTML file.
#[must_use]
pub fn page(story: Story, extent: Extent) -> String {
    let (body, data) = parts(&story, extent);
    let script = if data.is_some() { SCRIPT } else { TOOLS };
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
                title { (story.scenario.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#findings" { (words::SKIP) }
                (PreEscaped(body))
                @if let Some(data) = &data {
                    script type="application/json" id="data" { (PreEscaped(seal::shut(data))) }
                }
                script { (PreEscaped(script)) }
            }
        }
    };
    markup.into_string() + "\n"
}

/// The switches and all parts; what a reader wants first stands first.
fn body(story: &Story, scene: Option<&Scene>, is_living: bool) -> Markup {
    let Story { scenario, .. } = story;
    html! {
        @if is_living { (bar()) }
        div.columns {
            @if is_living { (controls::controls(scenario)) }
            main id="findings" tabindex="-1" {
                @if let Some(scene) = scene {
                    @if is_living { noscript { p.remark { (words::NO_SCRIPT) } } } @else { p.remark { (words::STATIC) } }
                    (brief::brief(story, scene, is_living))
                    (contents(story))
                    @if let Some(summary) = &scenario.summary { p.summary dir="auto" { (summary) } }
                    @if is_living { (controls::changes()) }
                    (map::map(scenario, story.found))
                    @if let Some(reasons) = story.reasons { (why::why(scenario, reasons, is_living)) }
                    (coalitions::coalitions(scenario, story.found, story.coalitions, is_living))
                }
                @if let Some(compared) = story.compared { (proposals::proposals(scenario, compared, scene.is_none())) }
                @if scene.is_some() {
                    @if let Some(traced) = story.traced { (utilities::worth(scenario, traced)) }
                    @if let Some((sweep, summary)) = story.driven { (drivers::drivers(scenario, sweep, summary)) }
                    (lines::lines(scenario, story.found))
                }
                (lines::sources(scenario))
                (method::method(story))
            }
        }
    }
}

/// The line that follows what the reader does, always in sight, with undo and redo.
fn bar() -> Markup {
    html! {
        section.bar-line id="bar" aria-label=(words::SEEN) {
            p.live id="live" {}
            span.buttons {
                @for (id, word) in ["undo", "redo"].into_iter().zip(words::BUTTONS) {
                    button type="button" id=(id) disabled { (word) }
                }
            }
            p.unseen id="said" role="status" {}
        }
    }
}

/// The list of contents.
fn contents(story: &Story) -> Markup {
    let is_shared = story.coalitions.is_some() || story.found.coalitions.is_some();
    let parts = [
        (true, "map", words::MAP),
        (story.reasons.is_some(), "why", words::WHY),
        (is_shared, "coalitions", coalition_words::WHO),
        (story.compared.is_some_and(|compared| !compared.proposals.is_empty()), "proposals", words::PROPOSALS),
        (story.traced.is_some(), "worth", words::WORTH),
        (story.driven.is_some(), "drivers", words::DRIVERS),
        (true, "lines", words::LINES),
        (!story.scenario.sources.is_empty(), "sources", words::SOURCES),
        (true, "method", words::METHOD),
    ];
    html! {
        nav.contents aria-label=(brief_words::CONTENTS) {
            ul { @for (_, id, title) in parts.iter().filter(|(is_there, _, _)| *is_there) { li { a href={ "#" (id) } { (title) } } } }
        }
    }
}

/// Title, circumstances, the first sentence and what follows it.
fn header(story: &Story) -> Markup {
    let Story { scenario, found, context, .. } = story;
    let lines = sentence::context(found);
    html! {
        header {
            h1 dir="auto" { (scenario.title) }
            p.circumstances dir="auto" { (sentence::circumstances(scenario, context).join(" · ")) }
            p.headline id="headline" { (sentence::headline(scenario, found)) }
            div id="context" { @for line in &lines { p { (line) } } }
        }
    }
}

/// The words that the script fills in.
fn forms(story: &Story) -> Json {
    let verdicts = crate::explorer::map::VERDICTS
        .map(|verdict| (verdict.word().to_owned(), Json::from(crate::explorer::picture::verdict_shape(verdict))));
    let shapes = first::SHAPES.map(|(class, path)| (class.to_owned(), Json::from(path)));
    let scenario = story.scenario;
    let n = match story.compared.map_or(0, |compared| compared.proposals.len()) {
        1 => "one proposal".to_owned(),
        n => format!("{} proposals", figure::words(n)),
    };
    json!({
        "live": words::LIVE,
        "accepts": words::ACCEPTS,
        "why": words::WHY_NOW,
        "conflicts": words::CONFLICTS,
        "unlocks": words::UNLOCKS,
        "unlockColumns": words::UNLOCK_COLUMNS,
        "parts": [words::PART, words::NOT_PART],
        "verdicts": serde_json::Map::from_iter(verdicts),
        "shapes": serde_json::Map::from_iter(shapes),
        "marks": story.scenario.parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(),
        "stands": picture_words::STANDS,
        "panel": picture_words::PANEL,
        "close": picture_words::CLOSE,
        "breaks": picture_words::BREAKS,
        "more": picture_words::more(0).replace('0', "{n}"),
        "whom": sentence::whom(scenario),
        "agree": [sentence::are_agreed(scenario, false), sentence::are_agreed(scenario, true)],
        "headline": brief_words::HEADLINE,
        "odds": brief_words::ODDS,
        "draft": brief_words::DRAFT,
        "deal": brief_words::DEAL,
        "noneWhy": brief_words::WHY,
        "gives": [brief_words::NOTHING_GIVES, brief_words::OPENS_NOTHING, brief_words::UNLOCKS_UNKNOWN],
        "common": brief_words::COMMON,
        "terms": brief_words::TERMS,
        "most": [brief_words::MOST_LIMITED, brief_words::MOST_FREE, brief_words::MOST_DEMANDS],
        "free": brief_words::FREE,
        "proposals": brief_words::PROPOSALS.replace("{n}", &n),
        "changes": words::CHANGES_WORDS,
        "held": words::HELD,
        "open": words::NOT_FIXED,
        "folded": story.scenario.issues.iter().map(|issue| issue.title.as_str()).collect::<Vec<_>>(),
    })
}
