//! The answer for memos: `run --format markdown`, tables that paste as they are.
//!
//! Titles of the file are escaped, so that a pipe, a star or a tag in one stays a character and breaks no table.

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::{Acceptance, BestDeal, DemandFindings, PartyFindings};
use crate::report::context::RunContext;
use crate::report::figure::{self, count, percent, percent_whole, points, probability};
use crate::report::json::is_sampled;
use crate::report::layout::clean;
use crate::report::part::Part;
use crate::report::rows::{Blocker, Row, rows};
use crate::report::{coalition_rows, evidence, influence, naming, next, sentence, shared_lines, worlds};
use crate::scenario::id::{IssueId, PartyId};
use crate::scenario::model::{Issue, Scenario, Source};

/// `run --format markdown`.
#[must_use]
pub fn acceptance(scenario: &Scenario, found: &Acceptance, reasons: Option<&Reasons>, context: &RunContext) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    let circumstances = sentence::circumstances(scenario, context);
    text += &format!("{}\n\n", escaped(&circumstances.join(" · ")));
    text += &format!("**{}**", escaped(&sentence::headline(scenario, found)));
    for line in sentence::context(found) {
        text += &format!(" {}", escaped(&line));
    }
    text += "\n";
    part(&mut text, &worlds::part(scenario, found));
    part(&mut text, &coalition_rows::lists(scenario, found));
    part(&mut text, &shared_lines::part(scenario, found));
    terms(&mut text, scenario, found);
    costs(&mut text, scenario, found);
    holds(&mut text, scenario, found);
    best(&mut text, scenario, found);
    basis(&mut text, scenario);
    for line in [
        sentence::simulation(found, context.run_info),
        context.run_info.then(|| sentence::made(found, context.seconds)),
    ]
    .into_iter()
    .flatten()
    {
        text += &format!("\n{}\n", escaped(&line));
    }
    heading(&mut text, sentence::NEXT);
    let page = next::page(scenario, context);
    for one in next::suggestions(scenario, found, reasons, context).into_iter().chain([page]) {
        text += &format!("- `{}`: {}\n", one.command, escaped(&one.why));
    }
    text += &format!("\n*{}*\n", sentence::NOT_A_FORECAST);
    text
}

/// A part of the document.
pub(crate) fn heading(text: &mut String, heading: &str) {
    *text += &format!("\n## {heading}\n\n");
}

/// A character that means something to Markdown gets a backslash; control characters are gone.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in clean(text).chars() {
        if "\\`*_[]<>|~&".contains(one) {
            safe.push('\\');
        }
        safe.push(one);
    }
    safe
}

/// A table: heads, whether each column holds figures (set to the right), rows of cells that are escaped already.
pub(crate) fn table(heads: &[(&str, bool)], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heads.iter().map(|(head, _)| (*head).to_owned()).collect());
    text += &line(heads.iter().map(|(_, is_figure)| if *is_figure { "---:" } else { "---" }.to_owned()).collect());
    for row in rows {
        text += &line(row.clone());
    }
    text
}

/// A part with its heading; nothing of one without rows.
pub(crate) fn part(text: &mut String, part: &Part) {
    if part.rows.is_empty() {
        return;
    }
    heading(text, part.heading);
    *text += &format!("{}\n\n", part.legend);
    let heads: Vec<(&str, bool)> = (0..).zip(&part.heads).map(|(at, head)| (*head, at > 0)).collect();
    let cells = |row: &Vec<String>| {
        let cell = |(at, cell): (usize, &String)| if at > 0 { figures_escaped(cell) } else { escaped(cell) };
        row.iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    *text += &table(&heads, &part.rows.iter().map(cells).collect::<Vec<_>>());
    if let Some(more) = &part.more {
        *text += &format!("\n{more}\n");
    }
}

fn terms(text: &mut String, scenario: &Scenario, found: &Acceptance) {
    heading(text, sentence::TERMS);
    *text += &format!("{}\n", sentence::terms_legend(false, is_sampled(&found.provenance)));
    *text += &format!("{}\n", sentence::PARTIES_LEGEND);
    let names: Vec<String> = scenario.parties.iter().map(|party| escaped(&party.name)).collect();
    let mut heads = vec![
        (sentence::VALUE_COLUMN, false),
        (sentence::AGREED_COLUMN, true),
        (sentence::BEST_COLUMN, true),
        (sentence::VERDICT_COLUMN, false),
        (sentence::BLOCKED_BY_COLUMN, false),
    ];
    heads.extend(names.iter().map(|name| (name.as_str(), true)));
    for (id, issue) in scenario.issues.enumerate() {
        *text += &format!("\n**{}**\n\n", escaped(&issue.title));
        let rows = rows(scenario, found, id);
        *text += &table(&heads, &rows.iter().map(|row| term(scenario, found, row)).collect::<Vec<_>>());
    }
}

fn term(scenario: &Scenario, found: &Acceptance, row: &Row) -> Vec<String> {
    let blocker = match &row.blocker {
        Blocker::None => String::new(),
        Blocker::Demands(demands) => {
            let names = demands.iter().filter_map(|id| found.demands.find(*id));
            names.map(|name| format!("`{}`", scenario.demand_text(name))).collect::<Vec<_>>().join(", ")
        }
        Blocker::Parties(parties) => escaped(&sentence::names(scenario, parties)),
        Blocker::Together => sentence::TOGETHER.to_owned(),
    };
    let mut cells = vec![
        escaped(&row.label),
        percent(row.accept_rate),
        probability(row.best_probability),
        row.verdict.word().to_owned(),
        blocker,
    ];
    cells.extend(row.accepted_by.iter().map(|share| percent_whole(*share)));
    // A table has no escape for the signs of "less" and "more" but this one.
    cells.into_iter().map(|cell| figures_escaped(&cell)).collect()
}

/// `< 0.1 %` as Markdown has it; what is escaped already stays.
pub(crate) fn figures_escaped(cell: &str) -> String {
    match cell.strip_prefix(['<', '>']) {
        Some(_) => format!("\\{cell}"),
        None => cell.to_owned(),
    }
}

fn costs(text: &mut String, scenario: &Scenario, found: &Acceptance) {
    heading(text, sentence::COSTS);
    *text += &format!("{}\n", sentence::costs_legend(is_sampled(&found.provenance)));
    let [crossed, only, if_dropped, firmness, basis] = sentence::COST_COLUMNS;
    let heads = [
        (sentence::LINE_COLUMN, false),
        ("", false),
        (crossed, true),
        (only, true),
        (if_dropped, true),
        (firmness, true),
        (basis, false),
    ];
    for (id, party) in found.parties.enumerate() {
        *text += &format!("\n{}\n", party_line(scenario, id, party));
        let demands: Vec<_> = party.red_lines.iter().chain(&party.reservation).collect();
        if !demands.is_empty() {
            let rows: Vec<Vec<String>> = demands.into_iter().map(|one| cost(scenario, found, one)).collect();
            *text += &format!("\n{}", table(&heads, &rows));
        }
    }
}

fn holds(text: &mut String, scenario: &Scenario, found: &Acceptance) {
    let rows = influence::rows(scenario, found);
    if rows.len() < 2 {
        return;
    }
    heading(text, sentence::influence::INFLUENCE);
    *text += &format!("{}\n\n", sentence::influence::legend(&count(&found.zone.agreed), is_sampled(&found.provenance)));
    let [party, only, with, yes] = sentence::influence::COLUMNS;
    let rows = rows
        .into_iter()
        .map(|[name, only, with, yes]| vec![escaped(&name), figures_escaped(&only), with, escaped(&yes)]);
    *text += &table(&[(party, false), (only, true), (with, true), (yes, false)], &rows.collect::<Vec<_>>());
}

fn party_line(scenario: &Scenario, id: PartyId, found: &PartyFindings) -> String {
    let comes_to = sentence::party(
        scenario.parties.find(id).is_none_or(|party| party.signs),
        &count(&found.accepts),
        &percent(found.share.value),
        &count(&found.agreed_without),
    );
    format!("**{}** {}.", escaped(naming::party_name(scenario, id)), escaped(&comes_to))
}

fn cost(scenario: &Scenario, found: &Acceptance, demand: &DemandFindings) -> Vec<String> {
    let name = found.demands.find(demand.demand);
    let line = name.and_then(|name| scenario.red_line(name));
    let sources: Vec<String> = line
        .iter()
        .flat_map(|line| &line.sources)
        .filter_map(|id| Some(format!("`{}`", scenario.sources.find(*id)?.id)))
        .collect();
    let basis = demand.basis.map_or(figure::NONE, |basis| basis.word());
    let cells = vec![
        name.map(|name| escaped(&naming::demand_title(scenario, name))).unwrap_or_default(),
        name.map(|name| format!("`{}`", scenario.demand_text(name))).unwrap_or_default(),
        percent(demand.share.value),
        count(&demand.only),
        count(&demand.agreed_if_dropped),
        probability(Some(demand.firmness)),
        if sources.is_empty() { basis.to_owned() } else { format!("{basis}: {}", sources.join(", ")) },
    ];
    cells.into_iter().map(|cell| figures_escaped(&cell)).collect()
}

fn best(text: &mut String, scenario: &Scenario, found: &Acceptance) {
    heading(text, sentence::BEST);
    if found.zone.best.is_empty() {
        *text += &format!("{}\n", sentence::no_best(found));
        return;
    }
    let has_utility = found.zone.best.iter().any(|one| one.utility.iter().any(Option::is_some));
    let mut heads = vec![(sentence::PROBABILITY, true)];
    let titles: Vec<String> = scenario.issues.iter().map(|issue| escaped(&issue.title)).collect();
    heads.extend(titles.iter().map(|title| (title.as_str(), false)));
    heads.push((sentence::CROSSES, false));
    if has_utility {
        heads.push((sentence::POINTS_COLUMN, false));
    }
    let row = |one: &BestDeal| {
        let mut cells = vec![figures_escaped(&probability(Some(one.probability)))];
        let term = |(id, issue): (IssueId, &Issue)| {
            one.deal.find(id).map_or_else(String::new, |value| escaped(&naming::value_title(issue, *value)))
        };
        cells.extend(scenario.issues.enumerate().map(term));
        let crossed = one.crossed.iter().filter_map(|id| found.demands.find(*id));
        let crossed: Vec<String> = crossed.map(|name| format!("`{}`", scenario.demand_text(name))).collect();
        cells.push(if crossed.is_empty() { sentence::NOTHING.to_owned() } else { crossed.join(", ") });
        if has_utility {
            let named = |(id, utility): (PartyId, &Option<f64>)| {
                Some(format!("{} {}", escaped(naming::party_name(scenario, id)), points((*utility)?)))
            };
            cells.push(one.utility.enumerate().filter_map(named).collect::<Vec<_>>().join(" · "));
        }
        cells
    };
    *text += &table(&heads, &found.zone.best.iter().map(row).collect::<Vec<_>>());
}

fn basis(text: &mut String, scenario: &Scenario) {
    heading(text, sentence::EVIDENCE);
    *text += &format!("{}\n", evidence::summary(scenario));
    let sources = evidence::sources(scenario);
    if !sources.is_empty() {
        *text += "\n";
    }
    for (source, n_lines) in sources {
        *text +=
            &format!("- {}: {} ({})\n", link(source), escaped(&evidence::citation(source)), sentence::n_lines(n_lines));
    }
}

/// The source's id, as a link where it has an address.
fn link(source: &Source) -> String {
    let address =
        source.url.as_deref().map(clean).filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    match address {
        Some(url) => format!("[`{}`](<{}>)", source.id, url.replace(['<', '>', ' '], "")),
        None => format!("`{}`", source.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_row_of_a_table_has_as_many_cells_as_its_head_whatever_the_titles() {
        let mut scenario = fixture::guarantees();
        for (issue, title) in scenario.issues.iter_mut().zip(["a | b", "`x`", "<b>bold</b>", "a\\|b\nc"]) {
            title.clone_into(&mut issue.title);
        }
        for party in scenario.parties.iter_mut() {
            "One | two".clone_into(&mut party.name);
        }
        let exact = fixture::brute_force(&scenario);
        for found in [exact.clone(), fixture::sampled(exact)] {
            let text = acceptance(&scenario, &found, None, &RunContext::default());
            let bars = |line: &str| {
                let escaped = line.replace("\\\\", "").matches("\\|").count();
                line.matches('|').count() - escaped
            };
            let mut n_bars = 0;
            for line in text.lines() {
                if !line.starts_with('|') {
                    n_bars = 0;
                } else if n_bars == 0 {
                    n_bars = bars(line);
                } else {
                    assert_eq!(bars(line), n_bars, "{line}");
                }
            }
            assert!(!text.contains("<b>"), "{text}");
        }
    }
}
