//! Small drawings as SVG: bars, marks, strips. Each is decoration beside its number, hidden from screen readers, and says
//! nothing by color alone. Sizes and places are attributes, because the page's policy allows no inline style.

use crate::scenario::model::Verdict;
use maud::{Markup, html};

/// A share as a bar.
#[must_use]
pub fn bar(share: Option<f64>) -> Markup {
    let width = share.filter(|share| share.is_finite()).unwrap_or(0.0).clamp(0.0, 1.0) * 100.0;
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.rail x="0" y="0" width="100" height="10" {}
            rect.fill x="0" y="0" width=(number(width)) height="10" {}
        }
    }
}

/// The shape that stands beside the word of a verdict.
#[must_use]
pub const fn verdict_shape(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Certain => "●",
        Verdict::Possible => "◐",
        Verdict::Blocked => "✕",
        Verdict::Impossible => "–",
        Verdict::Unseen => "?",
    }
}

/// A number for an attribute: three decimals are finer than any screen.
#[must_use]
pub fn number(number: f64) -> String {
    let text = format!("{number:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A dot of the picture of conflicts: a demand that is part of one, or not.
#[must_use]
pub fn dot(is_part: bool, joins_above: bool, joins_below: bool) -> Markup {
    html! {
        svg.dot viewBox="0 0 24 32" aria-hidden="true" focusable="false" {
            @if joins_above { line x1="12" y1="-40" x2="12" y2="16" {} }
            @if joins_below { line x1="12" y1="16" x2="12" y2="72" {} }
            @if is_part { circle.part cx="12" cy="16" r="7" {} } @else { circle.none cx="12" cy="16" r="2.5" {} }
        }
    }
}

/// The shapes of the four bargaining solutions, in their order.
pub const SOLUTION_SHAPES: [&str; 4] = ["▲", "■", "◆", "●"];

/// Where deals stand on one party's scale: a tick each, its threat point, and the solutions by their shapes.
#[must_use]
pub fn strip(points: &[f64], threat: Option<f64>, solutions: &[Option<f64>; 4]) -> Markup {
    let all = || points.iter().copied().chain(threat).chain(solutions.iter().copied().flatten());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let wide = if high > low { high - low } else { 1.0 };
    let place = |point: f64| 8.0 + 184.0 * (point - low) / wide;
    html! {
        svg.strip viewBox="0 0 200 40" aria-hidden="true" focusable="false" {
            line.axis x1="4" y1="30" x2="196" y2="30" {}
            @for point in points {
                line.tick x1=(number(place(*point))) y1="25" x2=(number(place(*point))) y2="35" {}
            }
            @if let Some(threat) = threat {
                line.threat x1=(number(place(threat))) y1="16" x2=(number(place(threat))) y2="40" {}
            }
            @for (at, (shape, point)) in SOLUTION_SHAPES.iter().zip(solutions).enumerate() {
                @if let Some(point) = point {
                    text x=(number(place(*point))) y=(if at % 2 == 0 { "11" } else { "22" }) text-anchor="middle" { (shape) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_wide_as_its_share_and_never_wider() {
        let width = |share| bar(share).into_string().matches("width=\"25\"").count();
        assert_eq!((width(Some(0.25)), width(Some(0.5)), width(None)), (1, 0, 0));
        assert!(bar(Some(7.0)).into_string().contains("class=\"fill\" x=\"0\" y=\"0\" width=\"100\""));
        assert!(bar(Some(f64::NAN)).into_string().contains("class=\"fill\" x=\"0\" y=\"0\" width=\"0\""));
    }

    #[test]
    fn a_strip_of_equal_points_is_drawn() {
        let drawn = strip(&[3.0, 3.0], Some(3.0), &[Some(3.0), None, None, None]).into_string();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}
