//! `zopa bench` as JSON, Markdown and CSV; the table for people stands in `terminal/`.
//!
//! ```text
//! engine,threads,answered_by,kind,seconds,rate,ratio,speedup,memory
//! enumerate,1,enumerate,exact,0.0021,6571428.5,0.0066,1.0,9437184
//! ```

use crate::analysis::kinds::of_provenance;
use crate::analysis::measurement::{Measured, Measurement};
use crate::engine::exact::cost::Laps;
use crate::report::context::RunContext;
use crate::report::csv::{double, record};
use crate::report::header::header;
use crate::report::json::{pretty, put};
use crate::report::markdown::{escaped, table};
use crate::report::sentence::{self, measurement as words};
use crate::scenario::model::Scenario;
use serde_json::{Map, Value as Json};

/// `bench --format json`.
#[must_use]
pub fn as_json(scenario: &Scenario, found: &Measurement, context: &RunContext) -> String {
    let mut top = Map::new();
    put(&mut top, "zopa", env!("CARGO_PKG_VERSION"));
    put(&mut top, "command", "bench");
    put(&mut top, "scenario", header(scenario, context));
    put(&mut top, "deals", found.deals.to_string());
    put(&mut top, "instructions", found.instructions.word());
    put(&mut top, "calibration", found.calibration);
    put(&mut top, "repeats", found.repeats);
    put(&mut top, "complete", !found.is_cut);
    put(&mut top, "measured", found.rows.iter().map(row).collect::<Vec<_>>());
    put(&mut top, "exact", found.laps.as_ref().map(parts));
    pretty(&Json::Object(top))
}

fn row(row: &Measured) -> Json {
    let mut json = Map::new();
    put(&mut json, "engine", row.engine.word());
    put(&mut json, "threads", row.threads);
    put(&mut json, "answer", crate::report::json::provenance(&row.provenance, &of_provenance(&row.provenance)));
    put(&mut json, "samples", row.samples.map(|samples| samples.to_string()));
    put(&mut json, "seconds", row.seconds);
    put(&mut json, "rate", row.rate);
    put(&mut json, "ratio", row.ratio);
    put(&mut json, "speedup", row.speedup);
    put(&mut json, "memory", row.memory.map(|bytes| bytes.to_string()));
    Json::Object(json)
}

/// What the agreed deals alone cost the exact engine.
fn parts(laps: &Laps) -> Json {
    let mut json = Map::new();
    put(&mut json, "ordering", laps.ordering);
    put(&mut json, "count", laps.count);
    put(&mut json, "marginals", laps.marginals);
    put(&mut json, "states", laps.states.to_string());
    put(&mut json, "arcs", laps.arcs.to_string());
    Json::Object(json)
}

/// `bench --format markdown`.
#[must_use]
pub fn as_markdown(scenario: &Scenario, found: &Measurement, context: &RunContext) -> String {
    let mut text = format!("# {}\n\n", escaped(&scenario.title));
    text += &format!("{}\n\n", escaped(&sentence::circumstances(scenario, context).join(" · ")));
    text += &format!("**{}** {}\n\n", escaped(&words::headline(found)), escaped(&words::calibration(found)));
    let heads: Vec<(&str, bool)> = words::COLUMNS.iter().enumerate().map(|(at, head)| (*head, at > 0)).collect();
    let rows: Vec<Vec<String>> = found.rows.iter().map(words::cells).collect();
    text += &table(&heads, &rows);
    for reason in found.rows.iter().filter_map(words::reason) {
        text += &format!("\n- {}", escaped(&reason));
    }
    text += &format!("\n{}\n", escaped(words::LEGEND));
    if let Some(laps) = &found.laps {
        text += &format!("\n{}\n", escaped(&words::laps(laps)));
    }
    if found.is_cut {
        text += &format!("\n{}\n", words::CUT);
    }
    text
}

/// `bench --format csv`: one row an engine and thread count, then one for each part of the exact engine's work on the agreed
/// deals alone.
#[must_use]
pub fn as_csv(found: &Measurement) -> String {
    let heads = ["engine", "threads", "answered_by", "kind", "seconds", "rate", "ratio", "speedup", "memory"];
    let mut text = record(&heads.map(str::to_owned));
    for row in &found.rows {
        text += &record(&[
            row.engine.word().to_owned(),
            row.threads.to_string(),
            row.provenance.engine.word().to_owned(),
            row.provenance.kind.word().to_owned(),
            double(Some(row.seconds)),
            double(row.rate),
            double(row.ratio),
            double(row.speedup),
            row.memory.map_or_else(String::new, |bytes| bytes.to_string()),
        ]);
    }
    for (part, seconds) in found.laps.iter().flat_map(words::parts) {
        let row = [&format!("exact.{part}"), "1", "exact", "exact", &double(Some(seconds)), "", "", "", ""];
        text += &record(&row.map(str::to_owned));
    }
    text
}
