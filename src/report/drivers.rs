//! `zopa sweep summary`: as sections that a terminal, a memo and a page set in their own way, and as JSON.

use crate::analysis::sweep::prim::Limits;
use crate::analysis::sweep::sensitivity::Sensitivity;
use crate::analysis::sweep::summary::{Circumstances, Interest, Summary, ascending};
use crate::analysis::sweep::tornado::{Swing, output_names};
use crate::report::figure::{NONE, grouped, percent};
use crate::report::json::{pretty, put};
use crate::report::markdown::{escaped, table};
use crate::report::naming;
use crate::report::sentence::drivers as words;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, Levels, Sweep, Target};
use serde_json::{Map, Value as Json};

/// A part of the summary.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Whether it is about one proposal alone.
    pub is_of_proposal: bool,
    /// What stands before its table.
    pub text: Vec<String>,
    /// The heads of its table; none if it has none.
    pub heads: Vec<String>,
    /// Its rows; the first cell is a name.
    pub rows: Vec<Vec<String>>,
    /// For each row a bar from the one share to the other (of 1), where it has one.
    pub bars: Vec<Option<(f64, f64)>>,
}

impl Section {
    fn new(heading: impl Into<String>, text: Vec<String>, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Self { heading: heading.into(), is_of_proposal: false, text, heads, rows: Vec::new(), bars: Vec::new() }
    }

    fn row(&mut self, cells: Vec<String>, bar: Option<(f64, f64)>) {
        self.rows.push(cells);
        self.bars.push(bar);
    }
}

/// All sections, in order; the drivers of each proposal only where wanted.
#[must_use]
pub fn sections(scenario: &Scenario, sweep: &Sweep, found: &Summary, with_proposals: bool) -> Vec<Section> {
    let outputs = output_names(scenario);
    let n_first = outputs.len() - scenario.proposals.len();
    let n_driven = if with_proposals { outputs.len() } else { n_first };
    let marked = |place: usize, section: Section| Section { is_of_proposal: place >= n_first, ..section };
    let mut all = if found.has_rows() {
        vec![spreads(found)]
    } else {
        vec![Section::new(words::SPREADS, vec![words::NO_ROWS.to_owned()], &[])]
    };
    for (place, output) in outputs.iter().take(n_driven).enumerate() {
        all.extend(tornado(sweep, found, place, output).map(|section| marked(place, section)));
    }
    if !found.has_rows() {
        return all;
    }
    for (place, (output, of_output)) in found.sobol.iter().flatten().take(n_driven).enumerate() {
        all.push(marked(place, indices(sweep, output, of_output)));
    }
    all.push(circumstances(scenario, sweep, found.circumstances.as_ref()));
    if !found.robustness.is_empty() {
        all.push(robustness(scenario, found));
    }
    all
}

fn spreads(found: &Summary) -> Section {
    let mut section = Section::new(words::SPREADS, Vec::new(), &words::SPREAD_COLUMNS);
    for one in &found.spreads {
        let cells = vec![
            one.output.clone(),
            words::number(one.mean),
            words::number(one.low),
            words::number(one.high),
            grouped(&one.n.to_string()),
        ];
        section.row(cells, one.low.zip(one.high));
    }
    section
}

/// The swing of one output, the widest first; none if nothing moves it.
fn tornado(sweep: &Sweep, found: &Summary, place: usize, output: &str) -> Option<Section> {
    let at = |outputs: &[Option<f64>]| outputs.get(place).copied().flatten();
    let base = at(&found.tornado.base);
    let swing = |one: &Swing| at(&one.low.1).zip(at(&one.high.1)).map(|(low, high)| high - low);
    let mut moved: Vec<(&Factor, &Swing)> = sweep.factors.iter().zip(&found.tornado.swings).collect();
    moved.retain(|(_, one)| swing(one).is_some_and(|swing| swing != 0.0));
    if moved.is_empty() {
        return None;
    }
    moved.sort_by(|one, other| {
        let width = |one: &Swing| swing(one).map_or(0.0, f64::abs);
        width(other.1).total_cmp(&width(one.1))
    });
    let text = vec![format!("{output} is {} with all factors at their midpoint.", words::number(base))];
    let mut section =
        Section::new(format!("{output}: {}", words::TORNADO.to_lowercase()), text, &words::TORNADO_COLUMNS);
    for (factor, one) in moved {
        let (low, high) = (at(&one.low.1), at(&one.high.1));
        let cells = vec![
            factor.key.clone(),
            words::setting(&one.low.0),
            words::setting(&one.high.0),
            words::number(low),
            words::number(high),
            words::number(swing(one)),
        ];
        section.row(cells, low.zip(high));
    }
    Some(section)
}

fn indices(sweep: &Sweep, output: &str, found: &Sensitivity) -> Section {
    let heading = format!("{output}: {}", lowered(words::SOBOL));
    let base = words::base_points(found.n_base, sweep.rows);
    if !found.has_data() {
        return Section::new(heading, vec![format!("No index: {}.", words::too_few(found.n_base))], &[]);
    }
    if found.is_constant {
        return Section::new(heading, vec![format!("{output} {}. {base}", words::CONSTANT)], &[]);
    }
    let mut section = Section::new(heading, vec![format!("{} {base}", words::SOBOL_LEGEND)], &words::SOBOL_COLUMNS);
    let mut order: Vec<usize> = (0..found.factors.len()).collect();
    let total = |place: usize| found.factors.get(place).map_or(0.0, |one| one.total);
    order.sort_by(|one, other| total(*other).total_cmp(&total(*one)));
    let (shown, idle): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|place| total(*place) >= 0.0005);
    if !idle.is_empty() {
        let keys: Vec<&str> = idle.iter().filter_map(|at| sweep.factors.get(*at)).map(|one| one.key.as_str()).collect();
        section.text.push(words::without_effect(&keys));
    }
    for place in shown {
        let (Some(factor), Some(one)) = (sweep.factors.get(place), found.factors.get(place)) else { continue };
        let figures = [one.first, one.first_half, one.first_jansen, one.total, one.total_half];
        let mut cells = vec![factor.key.clone()];
        cells.extend(figures.map(words::index));
        section.row(cells, Some((0.0, one.total.clamp(0.0, 1.0))));
    }
    section
}

/// A heading inside a line.
fn lowered(heading: &str) -> String {
    let mut letters = heading.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn circumstances(scenario: &Scenario, sweep: &Sweep, found: Option<&Circumstances>) -> Section {
    let Some(found) = found else {
        return Section::new(words::CIRCUMSTANCES, vec![words::NO_CIRCUMSTANCES.to_owned()], &[]);
    };
    let sentence = words::circumstances(scenario, &sweep.factors, found);
    let mut section = Section::new(words::CIRCUMSTANCES, vec![sentence], &[]);
    section.text.extend(found.sampled_of.map(|planned| words::sampled(found.trajectory.n, planned)));
    let Some(all) = found.trajectory.boxes.first() else { return section };
    for (((factor, limit), whole), quasi_p) in
        sweep.factors.iter().zip(&found.limits).zip(&all.limits).zip(&found.quasi_p)
    {
        if let Some(text) = words::limit(scenario, factor, limit, whole) {
            section.row(vec![text, words::quasi_p(quasi_p[0]), words::quasi_p(quasi_p[1])], None);
        }
    }
    if !section.rows.is_empty() {
        section.text.push(words::QUASI_P.to_owned());
        section.heads = words::LIMIT_COLUMNS.map(str::to_owned).to_vec();
    }
    section
}

fn robustness(scenario: &Scenario, found: &Summary) -> Section {
    let mut section = Section::new(words::ROBUSTNESS, vec![words::REGRET.to_owned()], &words::ROBUSTNESS_COLUMNS);
    for (proposal, one) in scenario.proposals.iter().zip(&found.robustness) {
        let (low, high) = one.share_interval;
        let cells = vec![
            proposal.title.clone(),
            percent(one.share),
            one.share.map_or_else(|| NONE.to_owned(), |_| format!("{} to {}", percent(Some(low)), percent(Some(high)))),
            words::number(one.mean),
            words::number(one.lowest),
            words::number(one.greatest_regret),
            grouped(&one.n.to_string()),
        ];
        section.row(cells, one.share.map(|share| (0.0, share)));
    }
    section
}

/// `--format markdown`.
#[must_use]
pub fn as_markdown(scenario: &Scenario, sweep: &Sweep, found: &Summary) -> String {
    let mut text = format!("# {}\n\n", escaped(&title(scenario, sweep)));
    text += &format!("**{}**\n", escaped(&words::headline(sweep, found)));
    for section in sections(scenario, sweep, found, true) {
        text += &format!("\n## {}\n", escaped(&section.heading));
        for line in &section.text {
            text += &format!("\n{}\n", escaped(line));
        }
        if !section.heads.is_empty() {
            let heads: Vec<(&str, bool)> =
                section.heads.iter().enumerate().map(|(at, head)| (head.as_str(), at > 0)).collect();
            text += &format!("\n{}", table(&heads, &section.rows));
        }
    }
    text + "\nWhat the positions as coded allow, not a forecast.\n"
}

/// What the summary is of.
#[must_use]
pub fn title(scenario: &Scenario, sweep: &Sweep) -> String {
    let name = sweep.title.clone().unwrap_or_else(|| match sweep.id.as_str() {
        "" => "the lines that carry a range of firmness".to_owned(),
        id => id.to_owned(),
    });
    format!("{}: {name}", scenario.title)
}

/// `--format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, sweep: &Sweep, seed: u64, found: &Summary) -> String {
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "sweep summary");
    put(&mut top, "scenario", serde_json::json!({ "title": scenario.title }));
    put(
        &mut top,
        "sweep",
        serde_json::json!({
            "id": (!sweep.id.is_empty()).then_some(&sweep.id),
            "title": sweep.title,
            "design": sweep.design.word(),
            "seed": seed.to_string(),
            "rows_planned": found.n_planned,
            "rows": found.n_rows,
            "failed": found.n_failed,
            "factors": sweep.factors.iter().map(|factor| factor.key.as_str()).collect::<Vec<_>>(),
        }),
    );
    let spreads = found.spreads.iter().map(|one| {
        serde_json::json!({ "output": one.output, "rows": one.n, "mean": one.mean, "low": one.low, "high": one.high })
    });
    put(&mut top, "outputs", spreads.collect::<Vec<_>>());
    let tornado = output_names(scenario).into_iter().enumerate().map(|(place, output)| {
        let at = |outputs: &[Option<f64>]| outputs.get(place).copied().flatten();
        let factors = sweep.factors.iter().zip(&found.tornado.swings).map(|(factor, one)| {
            let (low, high) = (at(&one.low.1), at(&one.high.1));
            serde_json::json!({ "factor": factor.key, "from": one.low.0, "to": one.high.0, "low": low, "high": high,
                "swing": low.zip(high).map(|(low, high)| high - low) })
        });
        serde_json::json!({ "output": output, "base": at(&found.tornado.base), "factors": factors.collect::<Vec<_>>() })
    });
    put(&mut top, "tornado", tornado.collect::<Vec<_>>());
    let sobol = found
        .sobol
        .as_ref()
        .map(|all| all.iter().map(|(output, one)| indices_json(sweep, output, one)).collect::<Vec<_>>());
    put(&mut top, "sobol", sobol);
    put(&mut top, "prim", found.circumstances.as_ref().map(|one| circumstances_json(scenario, sweep, one)));
    let robustness = found.robustness.iter().map(|one| {
        let (low, high) = one.share_interval;
        serde_json::json!({ "proposal": one.id, "rows": one.n, "agreed_rows": one.n_agreed, "agreed_share": one.share,
            "agreed_share_interval": one.share.map(|_| [low, high]), "mean_probability": one.mean, "lowest_probability": one.lowest,
            "greatest_regret": one.greatest_regret })
    });
    put(&mut top, "robustness", robustness.collect::<Vec<_>>());
    pretty(&Json::Object(top))
}

fn indices_json(sweep: &Sweep, output: &str, found: &Sensitivity) -> Json {
    let factors = sweep.factors.iter().zip(&found.factors).map(|(factor, one)| {
        let known = |index: f64| found.has_data().then_some(index);
        let interval = |index: f64, half: f64| found.has_data().then_some([index - half, index + half]);
        serde_json::json!({ "factor": factor.key,
            "S1": known(one.first), "S1_interval": interval(one.first, one.first_half), "S1_jansen": known(one.first_jansen),
            "ST": known(one.total), "ST_interval": interval(one.total, one.total_half) })
    });
    let why = (!found.has_data()).then(|| words::too_few(found.n_base));
    serde_json::json!({ "output": output, "base_points": found.n_base, "zero_variance": found.is_constant, "why": why,
        "factors": factors.collect::<Vec<_>>() })
}

fn circumstances_json(scenario: &Scenario, sweep: &Sweep, found: &Circumstances) -> Json {
    let (interest, threshold) = match found.interest {
        Interest::Likely(threshold) | Interest::TopOfAny(threshold) => ("any_probability", threshold),
        Interest::TopOfMean(threshold) => ("mean_probability", threshold),
    };
    let whole = found.trajectory.boxes.first();
    let limit = |(place, (factor, limit)): (usize, (&Factor, &Limits))| {
        let is_limited = whole.and_then(|whole| whole.limits.get(place)).is_some_and(|whole| whole != limit);
        let quasi_p = found.quasi_p.get(place).copied().unwrap_or_default();
        let (range, values) = match limit {
            Limits::Between(low, high) => (Some([*low, *high]), None),
            Limits::At(places) => {
                (None, Some(places.iter().map(|at| level(scenario, factor, *at)).collect::<Vec<_>>()))
            }
        };
        serde_json::json!({ "factor": factor.key, "limited": is_limited, "range": range, "values": values, "quasi_p": quasi_p })
    };
    let all = found.trajectory.n_of_interest;
    let share = |part: usize, whole: usize| (whole > 0).then(|| ratio(part, whole));
    let steps = found.trajectory.boxes.iter().map(|one| {
        serde_json::json!({ "rows": one.n, "of_interest": one.n_of_interest, "limited": one.n_limited,
            "density": share(one.n_of_interest, one.n), "coverage": share(one.n_of_interest, all),
            "mass": share(one.n, found.trajectory.n) })
    });
    serde_json::json!({
        "interest": { "output": interest, "at_least": threshold },
        "rows": found.trajectory.n, "sampled_of": found.sampled_of, "of_interest": all,
        "sentence": words::circumstances(scenario, &sweep.factors, found),
        "box": { "rows": found.n, "of_interest": found.n_of_interest,
            "density": share(found.n_of_interest, found.n), "density_interval": found.density_interval,
            "coverage": share(found.n_of_interest, all), "coverage_interval": found.coverage_interval,
            "mass": share(found.n, found.trajectory.n),
            "limits": sweep.factors.iter().zip(&found.limits).enumerate().map(limit).collect::<Vec<_>>() },
        "trajectory": steps.collect::<Vec<_>>(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// A value of a list as JSON has it.
fn level(scenario: &Scenario, factor: &Factor, place: usize) -> Json {
    match &factor.levels {
        Levels::Range { .. } => Json::Null,
        Levels::Numbers(list) => ascending(list).get(place).copied().into(),
        Levels::Truths(list) => list.get(place).copied().into(),
        Levels::Strategies(list) => list.get(place).map(|strategy| strategy.text()).into(),
        Levels::Terms(list) => match (&factor.target, list.get(place)) {
            (Target::Fix(issue), Some(value)) => naming::value_json(&scenario.issues[*issue], *value),
            (Target::Assumption(place), Some(value)) => words::assumed(scenario, *place, value.0).into(),
            _ => Json::Null,
        },
    }
}
