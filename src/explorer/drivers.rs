//! What drives the answer: the summary of a sweep, its bars beside their numbers.

use crate::analysis::sweep::summary::Summary;
use crate::explorer::picture::number;
use crate::report::drivers::{Section, sections, title};
use crate::report::sentence::drivers as words;
use crate::report::sentence::page;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Sweep;
use maud::{Markup, html};

/// The part about drivers.
#[must_use]
pub fn drivers(scenario: &Scenario, sweep: &Sweep, found: &Summary) -> Markup {
    html! {
        section id="drivers" aria-labelledby="drivers-title" {
            h2 id="drivers-title" { (page::DRIVERS) }
            p dir="auto" { (title(scenario, sweep)) }
            p { (words::headline(sweep, found)) }
            p.remark.as-coded { (page::AS_CODED) }
            @let all = sections(scenario, sweep, found, true);
            @let (of_proposals, rest): (Vec<&Section>, Vec<&Section>) = all.iter().partition(|section| section.is_of_proposal);
            @for section in rest { (part(section)) }
            @if !of_proposals.is_empty() {
                details {
                    summary { (page::DRIVERS_OF_PROPOSALS) }
                    @for section in of_proposals { (part(section)) }
                }
            }
        }
    }
}

fn part(section: &Section) -> Markup {
    // All bars of a section stand on one scale.
    let ends = section.bars.iter().flatten().flat_map(|(low, high)| [*low, *high]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    let has_bars = high > low;
    html! {
        h3 { (section.heading) }
        @for line in &section.text { p dir="auto" { (line) } }
        @if !section.heads.is_empty() && !section.rows.is_empty() {
            div.scroll role="group" aria-label=(section.heading) {
                table.drivers {
                    thead {
                        tr {
                            @for (place, head) in section.heads.iter().enumerate() {
                                th scope="col" { (head) }
                                @if place == 0 && has_bars { th.span scope="col" { span.unseen { (page::DRIVERS_BAR) } } }
                            }
                        }
                    }
                    tbody {
                        @for (row, bar) in section.rows.iter().zip(&section.bars) {
                            tr {
                                @for (place, cell) in row.iter().enumerate() {
                                    @if place == 0 { th scope="row" dir="auto" { (cell) } } @else { td.figure { (cell) } }
                                    @if place == 0 && has_bars { td.span { (span(*bar, low, high)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A bar from the one number to the other, hollow where it goes down.
fn span(bar: Option<(f64, f64)>, low: f64, high: f64) -> Markup {
    let place = |at: f64| 100.0 * (at - low) / (high - low);
    html! {
        svg.span viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.rail x="0" y="0" width="100" height="10" {}
            @if let Some((from, to)) = bar {
                @let (left, right) = (place(from.min(to)), place(from.max(to)));
                rect.fill x=(number(left)) y=(if to < from { "3" } else { "0" }) width=(number((right - left).max(0.5)))
                    height=(if to < from { "4" } else { "10" }) {}
            }
        }
    }
}
