//! The explorer's page: a text editor beside the page of the scenario, and a form for a red line. It holds no scenario: the
//! script asks the server for one.

use crate::explorer::page::STYLE;
use crate::report::sentence::workbench as words;
use maud::{DOCTYPE, Markup, html};

/// The text editor: CodeMirror, bundled by `tools/editor`.
pub const EDITOR: &str = include_str!("assets/editor.js");
/// What joins the editor, the server and the page.
pub const SCRIPT: &str = include_str!("assets/explore.js");

/// The style: the page's, and what stands beside it.
#[must_use]
pub fn style() -> String {
    format!("{STYLE}{}", include_str!("assets/explore.css"))
}

/// The page, whose scripts and styles carry this nonce.
#[must_use]
pub fn front(nonce: &str) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "zopa" }
                link rel="stylesheet" href="/assets/page.css" nonce=(nonce);
                link rel="icon" href="data:,";
            }
            body.workbench {
                div.split {
                    section id="desk" aria-label=(words::TEXT) {
                        div.tools {
                            button type="button" id="save" disabled { (words::SAVE) }
                            button type="button" id="keep-variant" disabled { (words::KEEP_VARIANT) }
                            button type="button" id="keep-proposal" disabled { (words::KEEP_PROPOSAL) }
                            button type="button" id="new-issue" aria-expanded="false" { (words::NEW[0]) }
                            button type="button" id="new-party" aria-expanded="false" { (words::NEW[1]) }
                            button type="button" id="new-line" aria-expanded="false" { (words::NEW_LINE) }
                            button type="button" id="empty" hidden { (words::NEW[2]) }
                            span id="status" role="status" { (words::LOADING) }
                        }
                        (conflict())
                        (issue_form())
                        (party_form())
                        (line_form())
                        div id="editor" {}
                        div id="problems" aria-label=(words::PROBLEMS) role="group" {}
                    }
                    div id="page" { noscript { p { (words::NO_SCRIPT) } } }
                }
                script nonce=(nonce) src="/assets/editor.js" {}
                script nonce=(nonce) src="/assets/page.js" {}
                script nonce=(nonce) src="/assets/explore.js" {}
            }
        }
    };
    markup.into_string()
}

/// Where the file was changed by somebody else: both versions.
fn conflict() -> Markup {
    html! {
        div id="conflict" hidden {
            p { strong { (words::CONFLICT) } }
            p.buttons {
                button type="button" id="take-theirs" { (words::TAKE_THEIRS) } " "
                button type="button" id="keep-mine" { (words::KEEP_MINE) }
            }
            details { summary { (words::THEIRS) } pre id="theirs" tabindex="0" {} }
        }
    }
}

/// An issue without writing TOML.
fn issue_form() -> Markup {
    let [title, options, from, to, step, add] = words::ISSUE_FORM;
    html! {
        form.adding id="issue-form" hidden {
            label { (title) " " input type="text" id="issue-title" required; }
            label { (options) " " textarea id="issue-options" rows="4" {} }
            label { (from) " " input type="text" id="issue-min" inputmode="decimal"; }
            label { (to) " " input type="text" id="issue-max" inputmode="decimal"; }
            label { (step) " " input type="text" id="issue-step" inputmode="decimal"; }
            label { (words::UNIT) " " input type="text" id="issue-unit"; }
            p.buttons { button type="submit" { (add) } }
        }
    }
}

/// A party without writing TOML.
fn party_form() -> Markup {
    let [name, add] = words::PARTY_FORM;
    html! {
        form.adding id="party-form" hidden {
            label { (name) " " input type="text" id="party-name" required; }
            p.buttons { button type="submit" { (add) } }
        }
    }
}

/// A red line without writing TOML.
fn line_form() -> Markup {
    let [party, rejects, issue, value, title, firmness, quote, add] = words::LINE_FORM;
    let [first, second] = words::RULES;
    html! {
        form.adding id="line-form" hidden {
            label { (party) " " select id="line-party" {} }
            label { (rejects) " " select id="line-rule" { option value="reject" { (first) } option value="require" { (second) } } }
            label { (issue) " " select id="line-issue" {} }
            label { (value) " " select id="line-value" multiple size="4" {} }
            label { (title) " " input type="text" id="line-title" required; }
            label { (firmness) " " input type="range" id="line-firmness" min="0" max="1" step="0.05" value="1"; output id="line-firmness-shown" { "1" } }
            label { (quote) " " input type="text" id="line-quote"; }
            p.buttons { button type="submit" { (add) } }
        }
    }
}
