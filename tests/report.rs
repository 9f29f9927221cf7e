//! The page of `zopa report`, looked at without a browser: nothing of a scenario is ever markup, the policy names the script
//! and the style that are there, every element is closed, the same question gives the same bytes, and what is too large to
//! be counted again is static. (`tests/browser` drives the pages in a real browser.)

use std::fs;
use zopa::analysis::acceptance::accept;
use zopa::analysis::comparison::{Draft, compare};
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::frontier::by_walk::{parties_with_utility, trace};
use zopa::analysis::frontier::findings::Question;
use zopa::engine::ask::effort::Effort;
use zopa::engine::tile::census::census;
use zopa::explorer::page::{Extent, SCRIPT, STYLE, TOOLS, page};
use zopa::explorer::seal::{base64, hash, policy};
use zopa::explorer::story::Story;
use zopa::explorer::table::{MOST_DEALS, MOST_RUNS};
use zopa::report::context::RunContext;
use zopa::report::sentence::page as words;
use zopa::scenario::model::Scenario;

/// The shipped scenarios, by the names of their files.
const SHIPPED: [&str; 4] = ["deliberation", "harbor", "harbor_deadlock", "ukraine_security_guarantees"];

fn shipped(name: &str) -> String {
    fs::read_to_string(format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"))).expect("the file is shipped")
}

fn report(text: &str, extent: Extent, effort: &Effort) -> String {
    let scenario = &Scenario::from_toml_str(text).expect("it is a scenario");
    let effort = &Effort { samples: Some(1000), ..effort.clone() };
    let found = accept(scenario, effort);
    let reasons = reasons(scenario, effort, 50).expect("it holds");
    let draft = |one: &zopa::scenario::model::Proposal| Draft {
        id: one.id.clone(),
        title: one.title.clone(),
        terms: one.terms.clone(),
    };
    let compared = compare(scenario, scenario.proposals.iter().map(draft).collect(), effort);
    let coalitions = zopa::analysis::coalition::sets::coalitions(scenario, effort, 4);
    let traced = (!parties_with_utility(scenario).is_empty()).then(|| trace(scenario, effort, Question::default()));
    let census = census(scenario, effort, MOST_DEALS, MOST_RUNS);
    let context = RunContext { file: "file.toml".to_owned(), path: "file.toml".to_owned(), ..RunContext::default() };
    let story = Story {
        scenario,
        text,
        found: &found,
        coalitions: Some(&coalitions),
        reasons: Some(&reasons),
        compared: Some(&compared),
        traced: traced.as_ref(),
        driven: None,
        census: census.as_ref(),
        context: &context,
    };
    page(story, extent)
}

/// The texts of the elements of one kind that have no attribute.
fn bare<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    html.split(open.as_str()).skip(1).map(|rest| rest.split(close.as_str()).next().unwrap()).collect()
}

/// Every tag as (name, whether it closes, its text).
fn tags(html: &str) -> Vec<(String, bool, &str)> {
    let (mut tags, mut rest) = (Vec::new(), html);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let mut quote = false;
        let end = rest
            .char_indices()
            .find(|(_, one)| {
                quote ^= *one == '"';
                *one == '>' && !quote
            })
            .expect("every tag ends")
            .0;
        let tag = &rest[1..end];
        let closes = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(|one| one.is_ascii_alphanumeric() || *one == '!').collect();
        rest = &rest[end + 1..];
        // The texts of scripts and styles are no markup.
        if !closes && (name == "script" || name == "style") {
            rest = &rest[rest.find(&format!("</{name}>")).expect("it is closed")..];
        }
        tags.push((name, closes, tag));
    }
    tags
}

fn assert_well_formed(html: &str) {
    const VOID: [&str; 4] = ["meta", "input", "br", "img"];
    let mut open: Vec<String> = Vec::new();
    for (name, closes, tag) in tags(html) {
        assert!(!name.is_empty(), "a stray `<` before `{tag}`");
        if name.starts_with('!') || VOID.contains(&name.as_str()) {
            continue;
        }
        if closes {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "`{tag}` closes something else");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    ids.sort_unstable();
    let n_ids = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "an id stands twice");
    for name in html.split("aria-labelledby=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.binary_search(&name).is_ok(), "no element is called `{name}`");
    }
}

#[test]
fn the_shipped_pages_are_whole_shut_and_small() {
    for name in SHIPPED {
        let text = shipped(name);
        let html = report(&text, Extent::Whole, &Effort::default());
        assert_well_formed(&html);
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
        assert_eq!(bare(&html, "script"), [SCRIPT], "{name}");
        assert_eq!(bare(&html, "style"), [STYLE], "{name}");
        let policy = policy(SCRIPT, STYLE);
        assert!(html.contains(&format!("content=\"{policy}\"")), "{name}");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains(&hash(SCRIPT)) && policy.contains(&hash(STYLE)), "{policy}");
        // Nothing to fetch, nothing that would need a looser policy.
        for (name, _, tag) in tags(&html) {
            assert!(!["link", "img", "iframe", "object", "embed", "base", "form"].contains(&name.as_str()), "{tag}");
            for attribute in [" src=", " style=", " on", " srcset="] {
                let outside: String = tag.split('"').step_by(2).collect();
                assert!(!outside.contains(attribute), "`{tag}`");
            }
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
        assert_eq!(html.matches(zopa::report::sentence::NOT_A_FORECAST).count(), 1, "{name}");
        assert!(html.contains(&base64(text.as_bytes())), "{name}: the scenario can be saved");
        assert!(html.len() < 400_000, "{name}: {} bytes", html.len());
        assert!(!html.contains(words::STATIC), "{name} is living");
    }
}

#[test]
fn the_map_has_the_figures_that_were_found() {
    let html = report(&shipped("harbor"), Extent::Whole, &Effort::default());
    let row = |id: &str| {
        let start = html.find(&format!("<tr id=\"{id}\"")).expect("the row is there");
        html[start..].split("</tr>").next().unwrap()
    };
    assert!(row("row-0-0").contains("data-deals=\"9\" data-agreed=\"5\" data-best=\"1\""), "{}", row("row-0-0"));
    assert!(row("row-0-2").contains("data-verdict=\"blocked\"") && row("row-0-2").contains("No island off the coast"));
    assert!(row("proposal-2").contains("data-completions=\"3\" data-agreed=\"2\""), "{}", row("proposal-2"));
    assert!(html.contains("data-agreed=\"8\" data-coherent=\"27\""));
}

#[test]
fn the_same_question_gives_the_same_page_on_any_number_of_threads() {
    for name in ["harbor_deadlock", "ukraine_security_guarantees"] {
        let on = |threads| report(&shipped(name), Extent::Whole, &Effort { threads, ..Effort::default() });
        assert!(on(Some(1)) == on(Some(3)), "{name}");
    }
}

/// A scenario whose every text would like to be markup.
fn hostile() -> String {
    let bad = r#"</script></style><script>hit()</script><img src=x onerror=hit()>\"'&<!--"#;
    format!(
        r#"format = 1
title = "{bad}"
summary = "{bad}"
note = "{bad}"
[source.s]
title = "{bad}"
publisher = "{bad}"
author = "{bad}"
date = "{bad}"
url = "javascript:hit()"
kind = "reported"
note = "{bad}"
[issue.a]
title = "{bad}"
options = {{ x = "{bad}", y = "{bad}" }}
[issue.b]
title = "{bad}"
members = {{ p = "{bad}", q = "{bad}" }}
[party.one]
name = "{bad}"
note = "{bad}"
[party.one.red_line.l]
title = "{bad}"
reject = {{ a = "x" }}
source = "s"
quote = "{bad}"
note = "{bad}"
firmness = 0.4
[party.one.points]
a = {{ x = 3, y = 5 }}
[party.two]
name = "{bad}"
[party.two.red_line.m]
title = "{bad}"
reject = {{ a = "y" }}
[proposal.p]
title = "{bad}"
source = "s"
note = "{bad}"
terms = {{ a = "y" }}
"#
    )
}

#[test]
fn no_text_of_a_scenario_is_markup() {
    let html = report(&hostile(), Extent::Whole, &Effort::default());
    assert_well_formed(&html);
    let plain = report(&hostile().replace("hit()", "").replace(['<', '>'], ""), Extent::Whole, &Effort::default());
    // A picture wraps its texts: how many lines there are is up to their length.
    let is_kept = |name: &str| name != "tspan";
    let names = |html: &str| {
        tags(html)
            .into_iter()
            .map(|(name, closes, _)| (name, closes))
            .filter(|(name, _)| is_kept(name))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&html), names(&plain), "the texts change no element");
    assert_eq!(bare(&html, "script"), [SCRIPT]);
    assert!(!html.contains("<script>hit") && !html.contains("<img") && !html.contains("href=\"javascript:"));
    assert!(html.contains("&lt;script&gt;hit()"), "it is shown as it was written");
}

#[test]
fn what_is_too_large_to_be_counted_again_is_static() {
    let large = |n: u32| {
        format!(
            "format = 1\ntitle = \"large\"\n[issue.a]\ntitle = \"a\"\nrange = {{ min = 1, max = {n} }}\n[issue.b]\ntitle = \"b\"\n\
             range = {{ min = 1, max = {n} }}\n[party.p]\nname = \"p\"\nred_line.l = {{ title = \"l\", reject = {{ expr = \"(a + b) % 2 == 0\" }} }}\n"
        )
    };
    // Each deal is a run of its own: 360,000 of them are a little over a megabyte, 1,000,000 are three.
    let living = report(&large(600), Extent::Whole, &Effort::default());
    assert!(living.contains("id=\"data\"") && !living.contains(words::STATIC));
    assert!(living.contains(words::RUNS), "an issue of 600 values is shown in runs");
    let html = report(&large(1000), Extent::Whole, &Effort::default());
    assert_well_formed(&html);
    assert!(html.contains(words::STATIC) && !html.contains("id=\"data\"") && !html.contains("id=\"controls\""));
    assert_eq!(bare(&html, "script"), [TOOLS]);
    assert!(html.len() < 100_000, "{}", html.len());
}

#[test]
fn a_memo_of_the_proposals_has_them_and_no_map() {
    let html = report(&shipped("ukraine_security_guarantees"), Extent::Proposals, &Effort::default());
    assert_well_formed(&html);
    assert!(html.contains("id=\"proposals\"") && html.contains(words::SOURCES));
    assert!(!html.contains("id=\"map\"") && !html.contains("id=\"data\"") && !html.contains(words::STATIC));
    assert_eq!(bare(&html, "script"), [TOOLS]);
}
