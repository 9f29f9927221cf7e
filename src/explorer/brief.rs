//! The first screen: what somebody who has thirty seconds takes away. Below it stand the first picture and the contents.

use crate::analysis::comparison::ProposalFindings;
use crate::analysis::findings::BestDeal;
use crate::engine::ask::answer::AnswerKind;
use crate::explorer::first::{SHEETS, initials, picture};
use crate::explorer::picture::bar;
use crate::explorer::scene::{Cell, Mark, Scene};
use crate::explorer::story::Story;
use crate::report::figure::{capital, is_zero, probability, whole};
use crate::report::naming;
use crate::report::sentence::brief as words;
use crate::report::sentence::brief::fill;
use crate::report::sentence::picture as drawn;
use crate::report::sentence::{because, whom};
use crate::rule::demand::demands;
use crate::scenario::id::DemandId;
use crate::scenario::id::Id;
use crate::scenario::model::{Scenario, Verdict};
use maud::{Markup, html};
use num_bigint::BigUint;

/// The answer in short, the picture beside it.
#[must_use]
pub fn brief(story: &Story, scene: &Scene, is_living: bool) -> Markup {
    html! {
        div.brief {
            section id="answer" aria-labelledby="answer-title" {
                h2.unseen id="answer-title" { (words::ANSWER) }
                (points(story, scene))
            }
            (figure(story, scene, is_living))
        }
    }
}

/// A demand as people read it: `Town: Some of the jobs are for the town`.
fn demand(scenario: &Scenario, id: DemandId) -> String {
    let all = demands(scenario);
    all.find(id).map_or_else(String::new, |name| {
        format!("{}: {}", naming::party_name(scenario, name.party()), naming::demand_title(scenario, name))
    })
}

/// The first of them, and how many there are besides: the rest stands below.
fn demand_list(scenario: &Scenario, ids: &[DemandId]) -> String {
    let mut named: Vec<String> = ids.iter().take(words::MOST_DEMANDS).map(|id| demand(scenario, *id)).collect();
    if ids.len() > named.len() {
        named.push(drawn::more(ids.len() - named.len()));
    }
    named.join("; ")
}

fn points(story: &Story, scene: &Scene) -> Markup {
    let Story { scenario, found, reasons, compared, .. } = story;
    let [draft, deal, why, give, common] = words::POINTS;
    let best = compared.and_then(|compared| best_draft(&compared.proposals));
    // The one that is drawn, so that the words and the picture tell one story.
    let drawn = scene.rupture.as_ref().map(|rupture| &rupture.demands);
    let conflict = drawn.or_else(|| reasons.and_then(|reasons| reasons.conflicts.first())).filter(|_| !scene.is_agreed);
    let is_exact = found.provenance.kind == AnswerKind::Exact;
    html! {
        @if let Some(one) = best {
            div.point { h3 { (draft) } p id="best-draft" dir="auto" { (draft_words(scenario, one)) } }
        }
        @if let Some(conflict) = conflict {
            div.point id="none-why" {
                h3 { (why) }
                p id="none-why-words" dir="auto" { (fill(words::WHY, &[("lines", &demand_list(scenario, conflict))])) }
            }
        } @else {
            div.point id="none-why" hidden { h3 { (why) } p id="none-why-words" dir="auto" {} }
        }
        @if let Some(reasons) = reasons {
            div.point {
                h3 { (give) }
                @if scene.is_agreed {
                    p id="gives" { (words::NOTHING_GIVES) }
                } @else if reasons.unlocks.is_empty() {
                    p id="gives" { (if is_zero(&found.coherent) || reasons.unlocks_total == Some(0) { words::OPENS_NOTHING } else { words::UNLOCKS_UNKNOWN }) }
                } @else {
                    p id="gives" {}
                }
                ul.unlocks id="gives-list" {
                    @for one in reasons.unlocks.iter().take(words::MOST_UNLOCKS).filter(|_| !scene.is_agreed) {
                        li {
                            (bar(Some(one.chance))) span.figure { (probability(Some(one.chance))) }
                            span.who dir="auto" { (demand_list(scenario, &one.demands)) }
                        }
                    }
                }
            }
        }
        @if let Some(best) = found.zone.best.first() {
            div.point {
                h3 { (deal) }
                p id="best-deal" dir="auto" { (deal_words(scenario, best)) }
                details {
                    summary { (words::ITS_TERMS) }
                    ul id="best-terms" { @for term in because::witness(scenario, &best.deal) { li dir="auto" { (term) } } }
                }
            }
        }
        @if is_exact && !is_zero(&found.coherent) {
            div.point { h3 { (common) } p id="common" dir="auto" { (common_ground(scenario, scene)) } }
        }
    }
}

/// The draft that is agreed in all of its completions, or in some, or the most probable one.
fn best_draft(all: &[ProposalFindings]) -> Option<&ProposalFindings> {
    let rank = |one: &ProposalFindings| {
        let agreed = one.agreed.as_ref().is_some_and(|agreed| *agreed != BigUint::ZERO);
        (u8::from(agreed && one.agreed == one.completions), u8::from(agreed), one.probability.unwrap_or(0.0))
    };
    all.iter().reduce(|best, one| {
        let (first, second) = (rank(best), rank(one));
        if (second.0, second.1).cmp(&(first.0, first.1)).then(second.2.total_cmp(&first.2)).is_gt() {
            one
        } else {
            best
        }
    })
}

fn draft_words(scenario: &Scenario, one: &ProposalFindings) -> String {
    let [accepted, some, crossing, open, incoherent] = words::DRAFT;
    let none = BigUint::ZERO;
    let (agreed, n) = (one.agreed.as_ref().unwrap_or(&none), one.completions.as_ref().unwrap_or(&none));
    let crossed: Vec<DemandId> = one.parties.iter().flat_map(|position| position.crossed.iter().copied()).collect();
    let lines = demand_list(scenario, &crossed);
    let places = [
        ("title", one.draft.title.as_str()),
        ("whom", &whom(scenario)),
        ("agreed", &whole(agreed)),
        ("n", &whole(n)),
        ("p", &probability(one.probability)),
        ("lines", &lines),
    ];
    let form = match () {
        () if one.completions == Some(BigUint::ZERO) => incoherent,
        () if *agreed != none && agreed == n => accepted,
        () if *agreed != none => some,
        () if crossed.is_empty() => open,
        () => crossing,
    };
    fill(form, &places)
}

fn deal_words(scenario: &Scenario, best: &BestDeal) -> String {
    let [agreed, crossing, none] = words::DEAL;
    let lines = demand_list(scenario, &best.crossed);
    let form = match () {
        () if best.probability <= 0.0 => none,
        () if best.crossed.is_empty() => agreed,
        () => crossing,
    };
    let p = probability(Some(best.probability));
    fill(form, &[("whom", &whom(scenario)), ("p", &p), ("lines", &lines)])
}

/// What each of those needed accepts in some deal.
fn common_ground(scenario: &Scenario, scene: &Scene) -> String {
    let [any, none] = words::TERMS;
    let is_there = |cell: &&Cell| cell.verdict != Verdict::Impossible;
    let (mut limited, mut free): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for row in &scene.rows {
        let title = &scenario.issues[row.issue].title;
        let there: Vec<&Cell> = row.cells.iter().filter(is_there).collect();
        let open: Vec<String> = there.iter().filter(|cell| cell.is_open).map(|cell| cell.label.clone()).collect();
        match open.len() {
            0 => limited.push(format!("{title}: {none}")),
            n if n == there.len() => free.push(format!("{title}: {any}")),
            _ => limited.push(format!("{title}: {}", naming::any_of(&open))),
        }
    }
    free.extend(scene.folded.iter().map(|id| format!("{}: {any}", scenario.issues[*id].title)));
    // What a first screen has room for.
    let n_limited = limited.len().saturating_sub(words::MOST_LIMITED);
    limited.truncate(words::MOST_LIMITED);
    if n_limited > 0 {
        limited.push(drawn::more(n_limited));
    }
    if free.len() > words::MOST_FREE {
        free = vec![fill(words::FREE, &[("n", &free.len().to_string())])];
    }
    let terms = limited.into_iter().chain(free).collect::<Vec<_>>().join("; ");
    fill(words::COMMON, &[("whom", &capital(&whom(scenario))), ("terms", &terms)])
}

/// The first picture with its numbers.
fn figure(story: &Story, scene: &Scene, is_living: bool) -> Markup {
    let Story { scenario, .. } = story;
    let initials = initials(scenario);
    html! {
        section id="picture" aria-labelledby="picture-title" data-figure="case" {
            h2 id="picture-title" { (drawn::PICTURE) }
            div.first { @for sheet in SHEETS { (picture(scenario, scene, sheet, is_living)) } }
            @if is_living {
                div id="panel" hidden {}
            }
            details {
                summary { (drawn::READING) }
                p.legend { (drawn::LEGEND) }
                @if is_living { p.legend { (drawn::TAP) } }
            }
            details {
                summary { (drawn::NUMBERS) }
                div.scroll role="group" aria-label=(drawn::NUMBERS) {
                    table.marks {
                        thead {
                            tr {
                                @for column in drawn::COLUMNS { th scope="col" { (column) } }
                                @for (party, initial) in scenario.parties.iter().zip(&initials) {
                                    th scope="col" dir="auto" { (party.name) " (" (initial) ")" }
                                }
                            }
                        }
                        tbody {
                            @for (at, row) in scene.rows.iter().enumerate() {
                                @for (place, cell) in row.cells.iter().enumerate() {
                                    tr id={ "cell-" (at) "-" (place) } data-issue=(row.issue.place()) {
                                        td dir="auto" { (scenario.issues[row.issue].title) }
                                        th scope="row" dir="auto" { (cell.label) }
                                        td.word { (drawn::verdict(cell.verdict)) }
                                        @for mark in &cell.marks { td.stands { (stands(*mark)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn stands(mark: Mark) -> String {
    let [accepts, _, _, unknown] = drawn::STANDS;
    match mark {
        Mark::Accepts => accepts.to_owned(),
        Mark::Refuses(chance) => drawn::refuses(chance),
        Mark::Unknown => unknown.to_owned(),
    }
}
