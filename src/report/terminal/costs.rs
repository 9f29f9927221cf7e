//! What each party's lines cost: how many deals cross them, and what would be agreed without them.

use crate::analysis::findings::{Acceptance, DemandFindings};
use crate::report::figure::{self, percent, probability};
use crate::report::json::is_sampled;
use crate::report::layout::{self, clean};
use crate::report::terminal::page::{Columns, Page, Paint, cell};
use crate::report::{naming, sentence};
use crate::scenario::model::{DemandName, Scenario};

/// With more demands than this a title that does not fit beside its figures is left out.
const MOST_WITH_TITLES: usize = 40;
/// A title beside its figures gets no less than this.
const NARROWEST_TITLE: usize = 24;

/// Sets the part.
pub(super) fn set(page: &mut Page, scenario: &Scenario, found: &Acceptance) {
    page.heading(sentence::COSTS);
    if found.demands.is_empty() {
        page.paragraph(2, Paint::Plain, &sentence::evidence(&[], 0, 0));
    } else {
        page.paragraph(2, Paint::Quiet, &sentence::costs_legend(is_sampled(&found.provenance)));
    }
    let all = || found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation));
    let figures: Vec<Vec<String>> = all().map(figures).collect();
    let head = sentence::COST_COLUMNS.map(str::to_owned);
    let columns = Columns::fit(figures.iter().map(Vec::as_slice).chain([head.as_slice()]));
    let ids = all().map(|one| layout::width(&short_id(scenario, found, one)));
    let id = ids.max().unwrap_or(0).max(8);
    let beside = page.width().saturating_sub(4 + id + columns.width() + 2);
    let titles = all().filter_map(|one| found.demands.find(one.demand));
    let widest = titles.map(|name| layout::width(&clean(&naming::demand_title(scenario, name)))).max().unwrap_or(0);
    let title = if beside >= NARROWEST_TITLE { beside.min(widest) } else { 0 };
    let titles_below = title == 0 && figures.len() <= MOST_WITH_TITLES;
    let mut rows = figures.iter();
    let mut is_first = true;
    for (party_id, party) in found.parties.enumerate() {
        page.blank();
        let name = clean(naming::party_name(scenario, party_id));
        let signs = scenario.parties.find(party_id).is_none_or(|one| one.signs);
        let comes_to = sentence::party(
            signs,
            &figure::count(&party.accepts),
            &percent(party.share.value),
            &figure::count(&party.agreed_without),
        );
        let painted = page.paint(Paint::Strong, &layout::isolate(&name));
        let wide = layout::width(&name) + 2;
        if wide + layout::width(&comes_to) <= page.width() {
            page.line(&format!("{painted}  {comes_to}"));
        } else {
            page.hanging("", 0, Paint::Strong, &name);
            page.paragraph(2, Paint::Plain, &comes_to);
        }
        let demands: Vec<&DemandFindings> = party.red_lines.iter().chain(&party.reservation).collect();
        if is_first && !demands.is_empty() {
            is_first = false;
            let gap = " ".repeat(2 + id + if title > 0 { title + 2 } else { 0 });
            let head = page.paint(Paint::Quiet, &format!("{gap}{}", columns.set(&head)));
            page.line(&head);
        }
        for demand in demands {
            let set = rows.next().map(|row| columns.set(row)).unwrap_or_default();
            let name = found.demands.find(demand.demand);
            let text = name.map(|name| clean(&naming::demand_title(scenario, name))).unwrap_or_default();
            let short = cell(&short_id(scenario, found, demand), id);
            if title > 0 {
                page.line(&format!("  {short}  {}{set}", cell(&text, title)));
            } else {
                page.line(&format!("  {short}{set}"));
                if titles_below {
                    page.paragraph(6, Paint::Quiet, &text);
                }
            }
        }
    }
}

/// The demand's id without its party, which stands above it.
fn short_id(scenario: &Scenario, found: &Acceptance, demand: &DemandFindings) -> String {
    match found.demands.find(demand.demand) {
        Some(name @ DemandName::RedLine(..)) => scenario.red_line(name).map(|line| line.id.clone()).unwrap_or_default(),
        Some(DemandName::Reservation(_)) => "reservation".to_owned(),
        None => String::new(),
    }
}

fn figures(demand: &DemandFindings) -> Vec<String> {
    vec![
        percent(demand.share.value),
        figure::count(&demand.only),
        figure::count(&demand.agreed_if_dropped),
        probability(Some(demand.firmness)),
        demand.basis.map_or(figure::NONE, |basis| basis.word()).to_owned(),
    ]
}
